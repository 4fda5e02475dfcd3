//! Programs that do not run.

use std::fmt;

use crate::identity::{Family, Vendor};

/// The program of a server, as the system that runs it knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Program {
    /// ISC's `dhcpd`.
    Dhcpd,
    /// Kea for DHCPv4.
    KeaDhcp4,
    /// Kea for DHCPv6.
    KeaDhcp6,
    /// The service `DHCPServer` of Windows.
    DhcpServer,
}

impl Program {
    /// The program of a vendor for a family.
    ///
    /// ```
    /// use failover_model::{Family, Program, Vendor};
    ///
    /// assert_eq!(Program::of(Vendor::Kea, Family::V6).as_str(), "kea-dhcp6");
    /// assert_eq!(Program::of(Vendor::Isc, Family::V4).start(), Program::Dhcpd.start());
    /// ```
    #[must_use]
    pub const fn of(vendor: Vendor, family: Family) -> Self {
        match (vendor, family) {
            (Vendor::Isc, _) => Self::Dhcpd,
            (Vendor::Kea, Family::V4) => Self::KeaDhcp4,
            (Vendor::Kea, Family::V6) => Self::KeaDhcp6,
            (Vendor::Windows, _) => Self::DhcpServer,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dhcpd => "dhcpd",
            Self::KeaDhcp4 => "kea-dhcp4",
            Self::KeaDhcp6 => "kea-dhcp6",
            Self::DhcpServer => "DHCPServer",
        }
    }

    /// How it is started: a command, with the names that distributions give its unit.
    #[must_use]
    pub const fn start(self) -> &'static str {
        match self {
            Self::Dhcpd => "`systemctl start isc-dhcp-server` (Debian; `dhcpd` on Red Hat)",
            Self::KeaDhcp4 => "`systemctl start kea-dhcp4-server` (Debian; `kea-dhcp4` on Red Hat)",
            Self::KeaDhcp6 => "`systemctl start kea-dhcp6-server` (Debian; `kea-dhcp6` on Red Hat)",
            Self::DhcpServer => "`Start-Service DHCPServer`",
        }
    }

    /// Where it says why it ended: a clause.
    #[must_use]
    pub const fn epitaph(self) -> &'static str {
        match self {
            Self::Dhcpd => {
                "`journalctl -u isc-dhcp-server` says why it ended, `dhcpd -t` whether its file is good"
            }
            Self::KeaDhcp4 => {
                "`journalctl -u kea-dhcp4-server` says why it ended, `kea-dhcp4 -t FILE` whether its file is good"
            }
            Self::KeaDhcp6 => {
                "`journalctl -u kea-dhcp6-server` says why it ended, `kea-dhcp6 -t FILE` whether its file is good"
            }
            Self::DhcpServer => "the event log `System` says why it ended",
        }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A program of a server that does not run: its machine was asked, and has none. A machine that was not reached says
/// nothing, and neither does one that hides processes from who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// The family that it serves.
    pub family: Family,
    /// The program.
    pub program: Program,
    /// The machine that said so, as the one who asked calls it.
    pub machine: String,
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` does not run on `{}`", self.program, self.machine)
    }
}
