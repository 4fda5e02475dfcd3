//! Objects that somebody piped to `ConvertTo-Json`, without any script of ours.

use config_text::Sources;

use super::Answer;
use crate::de::from_document;
use crate::encoding::text_start;
use crate::json::Document;

/// The text does not hold such objects.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PastedError {
    /// It is not UTF-8.
    #[error("byte {at}: {message}")]
    Encoding {
        /// Where, in bytes.
        at: u32,
        /// What is wrong there.
        message: &'static str,
    },
    /// It is not JSON.
    #[error("byte {at}: {message}")]
    Syntax {
        /// Where, in bytes.
        at: u32,
        /// What is wrong there.
        message: String,
    },
    /// Its objects are of another class, or print deeper than they were printed.
    #[error("no `{class}`: {message}; print it again with `-Depth 4`")]
    Other {
        /// The class that was wanted.
        class: &'static str,
        /// The first thing that is wrong.
        message: String,
    },
}

/// Reads the output of a cmdlet as `ConvertTo-Json` of Windows PowerShell 5.1 or PowerShell 7 writes
/// it: time spans and addresses as objects or texts, lists as lists, lone elements or objects of
/// `value` and `Count`, points in time of either edition. Properties that the class does not have
/// (`PSComputerName`, `CimClass`) are left out.
///
/// ```
/// use windows_dhcp::Failover;
/// use windows_dhcp::report::read_pasted;
///
/// let text = br#"{ "Name": "branch", "PartnerServer": "win-2", "Mode": "LoadBalance",
///   "LoadBalancePercent": 50, "ScopeId": { "value": [{ "Address": 698560 }], "Count": 1 },
///   "MaxClientLeadTime": { "Ticks": 36000000000 }, "AutoStateTransition": false,
///   "State": "Normal", "EnableAuth": false, "PSComputerName": null }"#;
/// let found = read_pasted::<Failover>(text)?;
/// assert_eq!(found[0].scope_id[0].to_string(), "192.168.10.0");
/// # Ok::<(), windows_dhcp::report::PastedError>(())
/// ```
///
/// # Errors
/// [`PastedError`] with the first thing that is wrong.
pub fn read_pasted<T: Answer>(text: &[u8]) -> Result<Vec<T>, PastedError> {
    let from = text_start(text)
        .map_err(|error| PastedError::Encoding { at: error.at, message: error.message })?;
    let mut sources = Sources::new();
    let file = sources.add("pasted", text.to_vec());
    let document = Document::parse(file, text.into(), from)
        .map_err(|error| PastedError::Syntax { at: error.at, message: error.message })?;
    let outcome = from_document::<Vec<T>>(&document);
    let other = |message| PastedError::Other { class: T::CLASS, message };
    match (outcome.problems.into_iter().next(), outcome.value) {
        (Some(problem), _) => Err(other(problem.message)),
        (None, Some(all)) => Ok(all),
        (None, None) => Err(other("it cannot be read".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::{Binding, ExclusionRange, Failover, FailoverMode, ServerStatistics};

    #[test]
    fn what_a_real_server_printed_is_read() {
        let Some(folder) = dhcpair_testbed::shared("corpus/windows") else { return };
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let mut raw = files.filter(|path| path.to_string_lossy().ends_with("failoverV4Json.json"));
        let raw = std::fs::read(raw.next().unwrap()).unwrap();
        let found = read_pasted::<Failover>(&raw).unwrap();
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (one.name.as_str(), one.mode),
            ("dhcp-master<-->dhcp-node", FailoverMode::LoadBalance)
        );
        let scopes: Vec<String> = one.scope_id.iter().map(ToString::to_string).collect();
        assert_eq!(scopes, ["192.168.10.0", "192.168.20.0"]);
        assert_eq!(one.max_client_lead_time.seconds(), 3_600);
        assert!(one.enable_auth && one.state_switch_interval.is_none());
    }

    #[test]
    fn both_editions_and_every_shape_of_a_list_are_read() {
        let address = |text: &str| {
            format!(
                "{{\"AddressFamily\":2,\"ScopeId\":null,\"Address\":1,\"IPAddressToString\":\"{text}\"}}"
            )
        };
        let one = format!(
            "{{\"ScopeId\":{},\"StartRange\":{},\"EndRange\":\"10.0.0.9\",\"CimClass\":{{\"a\":[]}}}}",
            address("10.0.0.0"),
            address("10.0.0.5")
        );
        let count =
            |text: &str| read_pasted::<ExclusionRange>(text.as_bytes()).map(|all| all.len());
        assert_eq!(count(&one), Ok(1));
        assert_eq!(count(&format!("[{one},{one}]")), Ok(2));
        assert_eq!(count(&format!("\u{feff}{{\"value\":[{one}],\"Count\":1}}")), Ok(1));
        assert_eq!(count("[]"), Ok(0));
        let statistics = |start: &str| {
            let text = format!(
                "{{\"Discovers\":1,\"Offers\":1,\"Requests\":1,\"Acks\":1,\"Naks\":0,\"Declines\":0,\"Releases\":0,\
                 \"ServerStartTime\":\"{start}\",\"TotalScopes\":1,\"TotalAddresses\":9,\"AddressesInUse\":1,\
                 \"AddressesAvailable\":8,\"PercentageInUse\":11.1111107}}"
            );
            let found = read_pasted::<ServerStatistics>(text.as_bytes()).unwrap();
            found[0].server_start_time.unwrap().to_string()
        };
        // Windows PowerShell 5.1, and PowerShell 7.
        assert_eq!(statistics("\\/Date(1795355884000)\\/"), "2026-11-22T13:58:04Z");
        assert_eq!(statistics("2026-11-22T14:58:04+01:00"), "2026-11-22T13:58:04Z");
    }

    #[test]
    fn what_is_something_else_is_said() {
        let error = |text: &[u8]| read_pasted::<Binding>(text).unwrap_err().to_string();
        assert!(error(b"\xff\xfe{\0").starts_with("byte 0: the file is UTF-16"));
        assert!(error(b"{ 'a': 1 }").starts_with("byte 2:"));
        let other = error(b"{ \"Name\": \"x\" }");
        assert!(other.starts_with("no `DhcpServerv4Binding`: "), "{other}");
    }
}
