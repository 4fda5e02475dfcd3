//! The process of a server, and the clock of its machine.

use std::ffi::OsStr;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use config_text::Sources;
use dhcpair_exec::{Host, Process};
use failover_model::Knowledge;
use failover_model::state::{ClockOffset, Running};
use ipnet::Ipv4Net;

use super::Look;
use crate::causes::in_full;

/// What is known of a dhcpd's process: its start, and so when it loaded its file, since dhcpd has no reload.
pub(crate) async fn dhcpd(
    host: &dyn Host,
    config: Option<&Path>,
    changed: Option<DateTime<Utc>>,
    look: Look,
) -> Running {
    let (clock, (process, addresses)) =
        tokio::join!(host.clock(look.clock), process_and_addresses(host, config));
    let clock = match clock {
        Ok(clock) => Knowledge::Known(ClockOffset {
            ahead: clock.ahead(),
            within: TimeDelta::from_std(clock.uncertainty).unwrap_or(TimeDelta::MAX),
        }),
        Err(error) => Knowledge::unknown(in_full(&error)),
    };
    let started = match process {
        Knowledge::Known(process) => Knowledge::Known(process.started),
        Knowledge::Unknown(unseen) => Knowledge::Unknown(unseen),
    };
    let changed = changed.map_or_else(
        || Knowledge::unknown("when its files were changed is not known"),
        Knowledge::Known,
    );
    Running { at: (look.clock)(), clock, loaded: started.clone(), started, changed, addresses }
}

/// The process of a dhcpd, and the addresses of the network that it is in: a host may have several.
async fn process_and_addresses(
    host: &dyn Host,
    config: Option<&Path>,
) -> (Knowledge<Process>, Knowledge<Vec<Ipv4Net>>) {
    let process = match host.processes("dhcpd").await {
        Ok(all) => the_one(all, config),
        Err(error) => Knowledge::unknown(in_full(&error)),
    };
    let addresses = match &process {
        Knowledge::Known(process) => match host.addresses(process.id).await {
            Ok(addresses) => Knowledge::Known(addresses),
            Err(error) => Knowledge::unknown(in_full(&error)),
        },
        Knowledge::Unknown(unseen) => Knowledge::Unknown(unseen.clone()),
    };
    (process, addresses)
}

/// A server whose machine is not looked at.
pub(super) fn unseen(look: Look) -> Running {
    let why = "its files are a copy, and its machine is not looked at";
    Running {
        at: (look.clock)(),
        clock: Knowledge::unknown(why),
        started: Knowledge::unknown(why),
        loaded: Knowledge::unknown(why),
        changed: Knowledge::unknown(why),
        addresses: Knowledge::unknown(why),
    }
}

/// The one process that has this configuration. Where none names it, one without a name has it: dhcpd's own
/// default.
fn the_one(all: Vec<Process>, config: Option<&Path>) -> Knowledge<Process> {
    let named = |process: &Process| {
        let named = configured(&process.arguments);
        named.is_some() && named == config.map(Path::as_os_str)
    };
    // One that has ended and is not waited for yet is still listed, without any words.
    let alive = |process: &Process| process.arguments.iter().any(|word| !word.is_empty());
    let unnamed = |process: &Process| alive(process) && configured(&process.arguments).is_none();
    let is_named = all.iter().any(named);
    let mut fits = all.into_iter().filter(|one| if is_named { named(one) } else { unnamed(one) });
    match (fits.next(), fits.next()) {
        (Some(one), None) => Knowledge::Known(one),
        (None, _) => Knowledge::unknown("no process `dhcpd` with this configuration was seen"),
        (Some(_), Some(_)) => Knowledge::unknown("several processes `dhcpd` fit"),
    }
}

/// What stands behind `-cf` (`dhcpd(8)`).
fn configured(arguments: &[std::ffi::OsString]) -> Option<&OsStr> {
    let at = arguments.iter().position(|argument| argument == "-cf")?;
    arguments.get(at + 1).map(std::ffi::OsString::as_os_str)
}

/// When the newest of the files on this machine was changed that a configuration was read from.
pub(super) fn newest(sources: &Sources) -> Option<DateTime<Utc>> {
    let times = sources.iter().filter_map(|(_, file)| {
        std::fs::metadata(file.path()).and_then(|metadata| metadata.modified()).ok()
    });
    times.max().map(DateTime::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(id: u32, arguments: &[&str]) -> Process {
        let started = DateTime::from_timestamp(i64::from(id), 0).unwrap();
        Process { id, started, arguments: arguments.iter().map(Into::into).collect() }
    }

    #[test]
    fn the_process_of_a_configuration_is_the_one_that_names_it() {
        let all = [
            process(1, &["dhcpd", "-4", "-cf", "/etc/dhcp/dhcpd.conf"]),
            process(2, &["dhcpd", "-6", "-cf", "/etc/dhcp/dhcpd6.conf"]),
        ];
        let of = |all: &[Process], config: &str| {
            let one = the_one(all.to_vec(), Some(Path::new(config)));
            one.known().map(|process| process.started.timestamp())
        };
        assert_eq!(of(&all, "/etc/dhcp/dhcpd6.conf"), Some(2));
        assert_eq!(of(&all, "/etc/other.conf"), None);
        let with_default = [process(1, &["dhcpd", "-4", "-cf", "/x"]), process(2, &["dhcpd"])];
        assert_eq!(of(&with_default, "/etc/dhcp/dhcpd.conf"), Some(2));
        let ended = [process(1, &[""])];
        assert_eq!(of(&ended, "/etc/dhcp/dhcpd.conf"), None);
        let twice = [process(1, &["dhcpd"]), process(2, &["dhcpd"])];
        assert_eq!(of(&twice, "/etc/dhcp/dhcpd.conf"), None);
    }
}
