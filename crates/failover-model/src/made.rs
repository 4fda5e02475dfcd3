//! What was made while a server ran, and stands in none of its configuration files.

use std::net::IpAddr;
use std::sync::Arc;

use crate::identity::Identifier;

/// What dhcpd can be told to make over OMAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MadeKind {
    /// `host NAME { }`
    Host,
    /// `group NAME { }`
    Group,
    /// `class "NAME" { }`
    Class,
}

impl MadeKind {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Group => "group",
            Self::Class => "class",
        }
    }
}

/// One declaration that was made while the server ran (dhcpd.leases(5), "HOST DECLARATIONS", with `dynamic`).
///
/// ```
/// use failover_model::{Family, Knowledge, Made, MadeKind, ServerConfig};
///
/// let mut config = ServerConfig::new(Family::V4);
/// assert!(config.made().known().is_none(), "nobody asked");
/// let (identifiers, addresses) = (Vec::new(), vec!["10.1.0.5".parse().unwrap()]);
/// let host = Made { kind: MadeKind::Host, name: "printer".into(), identifiers, addresses };
/// config.set_made(Knowledge::Known(vec![host]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What it is.
    pub kind: MadeKind,
    /// Its name; letter case counts.
    pub name: Arc<str>,
    /// What the client of a host is recognised by, in the words of [`Reservation`](crate::Reservation).
    pub identifiers: Vec<Identifier>,
    /// The fixed addresses of a host.
    pub addresses: Vec<IpAddr>,
}
