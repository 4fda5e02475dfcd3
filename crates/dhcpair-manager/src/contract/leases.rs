//! What is said of leases: `leases audit` and `lease find`.

use schemars::JsonSchema;
use serde::Serialize;

use super::{End, Time, UnreadRecord};

/// Document of `leases audit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LeasesAuditDocument {
    /// `dhcpair.leases-audit/1`.
    #[schemars(extend("const" = "dhcpair.leases-audit/1"))]
    pub schema: &'static str,
    /// The relationship's id.
    pub relationship: String,
    /// `isc`, `kea`, `windows`.
    pub vendor: String,
    /// `v4` or `v6`.
    pub family: String,
    /// When it was looked at.
    pub at: Time,
    /// Whether the leases of both sides were read: without that nothing was compared.
    pub complete: bool,
    /// The two sides, the primary first; those alone that were read.
    pub sides: Vec<AuditedSide>,
    /// The most that the ends of one lease may be apart, in seconds; absent where that is not known, and ends were not judged.
    pub apart_seconds: Option<u64>,
    /// How long a change may take to reach the partner, in seconds: younger ones are not judged.
    pub under_way_seconds: u64,
    /// What is wrong, in the order of addresses.
    pub findings: Vec<LeaseFinding>,
    /// How many leases differ as they must: the news is under way, or the sides cannot talk.
    pub owed: usize,
    /// How many looked wrong at every look and changed in between: nothing is said of them.
    pub unsettled: usize,
    /// The sides whose leases could not be read.
    pub unread: Vec<UnreadRecord>,
}

/// One side of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct AuditedSide {
    /// The server.
    pub server: String,
    /// When its leases were read; of a copy when it was written.
    pub taken: Time,
    /// How many leases of the relationship it has a record of.
    pub leases: usize,
    /// Its state in the relationship, where it says so.
    pub state: Option<String>,
    /// Since when.
    pub since: Option<Time>,
    /// Why the server itself told nothing, where it was to be asked: then this is its file, and history if it does not
    /// run.
    pub unheard: Option<String>,
    /// How many places of its lease file make no sense.
    pub problems: u64,
}

/// One address that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LeaseFinding {
    /// The address or prefix.
    pub address: String,
    /// `missing`, `other-client`, `expiry`, `declined`.
    pub fault: &'static str,
    /// The server that does not know the lease, or that keeps the address back.
    pub on: Option<String>,
    /// What both sides say, the primary first.
    pub sides: [LeaseRow; 2],
}

/// What one server says of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LeaseRow {
    /// The server.
    pub server: String,
    /// `active`, `expired`, `released`, `reset`, `free`, `backup`, `declined`, `registered`; absent where
    /// it has no record of the address.
    pub state: Option<String>,
    /// Client identifier or DUID, in hexadecimal digits.
    pub client: Option<String>,
    /// The identity association of a DHCPv6 client.
    pub iaid: Option<u32>,
    /// Link-layer address.
    pub hardware: Option<String>,
    /// The client's name.
    pub name: Option<String>,
    /// When the lease became what it is.
    pub starts: Option<Time>,
    /// When it expires.
    pub expires: Option<End>,
    /// When the client was last heard of.
    pub last_transaction: Option<Time>,
    /// The end that the partner has confirmed or told (dhcpd).
    pub partner_knows: Option<End>,
    /// Whether a client has the address now.
    pub in_use: bool,
}

/// Document of `lease find`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LeaseFindDocument {
    /// `dhcpair.lease-find/1`.
    #[schemars(extend("const" = "dhcpair.lease-find/1"))]
    pub schema: &'static str,
    /// What was looked for.
    pub wanted: String,
    /// `address`, `hardware`, `client`, `name`: how that was understood.
    pub kind: &'static str,
    /// When it was looked at.
    pub at: Time,
    /// Whether every server that might know of it was read.
    pub complete: bool,
    /// Every address that was found, those in use first.
    pub leases: Vec<FoundLease>,
    /// Servers whose leases could not be read.
    pub unread: Vec<UnreadRecord>,
}

/// One address with what every server says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FoundLease {
    /// The address or prefix.
    pub address: String,
    /// The relationship that the address is in.
    pub relationship: Option<String>,
    /// What the servers say, in the order of the inventory, partners beside each other.
    pub servers: Vec<LeaseRow>,
}
