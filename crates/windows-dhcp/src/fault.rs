//! Errors of Windows, told apart by number: their texts are translated, and often do not say what
//! is wrong.

mod code;

use std::fmt;

use code::CODES;

/// An error of Windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u32);

impl Code {
    /// Its symbolic name in the headers.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let at = CODES.binary_search_by_key(&self.0, |(code, _)| *code).ok()?;
        CODES.get(at).map(|(_, name)| *name)
    }

    /// Whether the same command can succeed later with nothing changed but time, clocks or network.
    #[must_use]
    pub const fn is_passing(self) -> bool {
        matches!(self.0, 1700..=1799 | 20119 | 20120 | 20122 | 20123 | 20127 | 20133)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{} ({name})", self.0),
            None => self.0.fmt(f),
        }
    }
}

/// What `FullyQualifiedErrorId` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultId {
    /// `DHCP 20116,Get-DhcpServerv4Failover`: the DHCP server refused.
    Dhcp(Code),
    /// `WIN32 1722,...`: Windows itself, often the way to the server.
    Win32(Code),
    /// Anything else, such as `CommandNotFoundException`.
    Other(String),
}

impl FaultId {
    /// Reads an id.
    ///
    /// ```
    /// use windows_dhcp::fault::{Code, FaultId};
    ///
    /// let id = FaultId::read("DHCP 20128,Add-DhcpServerv4Failover");
    /// assert_eq!(id, FaultId::Dhcp(Code(20128)));
    /// assert_eq!(Code(20128).name(), Some("ERROR_DHCP_FO_MAX_RELATIONSHIPS"));
    /// ```
    #[must_use]
    pub fn read(id: &str) -> Self {
        let first = id.split_once(',').map_or(id, |(first, _)| first);
        let code = |kind: &str| {
            let number = first.strip_prefix(kind)?.parse().ok()?;
            Some(Code(number))
        };
        match (code("DHCP "), code("WIN32 ")) {
            (Some(code), _) => Self::Dhcp(code),
            (_, Some(code)) => Self::Win32(code),
            _ => Self::Other(id.to_owned()),
        }
    }

    /// The number, where there is one.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        match self {
            Self::Dhcp(code) | Self::Win32(code) => Some(*code),
            Self::Other(_) => None,
        }
    }
}

impl fmt::Display for FaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dhcp(code) => write!(f, "DHCP {code}"),
            Self::Win32(code) => write!(f, "WIN32 {code}"),
            Self::Other(id) => f.write_str(id),
        }
    }
}

/// A command that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which command, counted from 0; `None` where it came before the first, such as a module that
    /// is not there.
    pub step: Option<usize>,
    /// What it is.
    pub id: FaultId,
    /// PowerShell's category, such as `ObjectNotFound`.
    pub category: String,
    /// What PowerShell says, in the language of the server, without secrets.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: {}", self.id, self.category, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_header_s() {
        let Some(file) = dhcpair_testbed::shared("windows/dhcp-error-codes.json") else { return };
        let all: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let theirs: Vec<(u64, &str)> = all["codes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["code"].as_u64().unwrap(), one["name"].as_str().unwrap()))
            .collect();
        let ours: Vec<(u64, &str)> = CODES
            .iter()
            .filter(|(code, _)| *code >= 20_000)
            .map(|(code, name)| (u64::from(*code), *name))
            .collect();
        assert_eq!(theirs, ours);
        assert!(CODES.is_sorted_by_key(|(code, _)| *code));
        // Where MS-DHCPM prints one less.
        assert_eq!(Code(20116).name(), Some("ERROR_DHCP_FO_SCOPE_NOT_IN_RELATIONSHIP"));
    }

    #[test]
    fn ids_are_read_whatever_the_language() {
        assert_eq!(FaultId::read("WIN32 1722,Get-X").code(), Some(Code(1722)));
        assert_eq!(
            FaultId::read("DHCP 20005").to_string(),
            "DHCP 20005 (ERROR_DHCP_SUBNET_NOT_PRESENT)"
        );
        for other in ["CommandNotFoundException", "DHCP x,Get-X", "DHCP -1,Y", ""] {
            assert_eq!(FaultId::read(other), FaultId::Other(other.to_owned()));
        }
        assert!(Code(20120).is_passing() && !Code(20128).is_passing());
    }
}
