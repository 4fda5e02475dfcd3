//! A lease as Kea tells it.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use kea_config::{Json, Node};

use super::failure::ReplyError;
use super::family::AddressFamily;
use super::octets::Octets;
use super::read::{Fields, FromAnswer};

/// A lease of one address or prefix.
#[derive(Debug, Clone, PartialEq)]
pub struct Lease<F: AddressFamily> {
    /// The address; of a prefix its first one.
    pub address: F::Address,
    /// The subnet it is counted in.
    pub subnet_id: u32,
    /// The pool within the subnet, where pools have numbers (2.5.0 and later).
    pub pool_id: Option<u32>,
    /// Who has it, and of what kind it is.
    pub client: F::Client,
    /// When the client was last seen (`cltt`).
    pub last_transaction: DateTime<Utc>,
    /// How long it lasts from then on.
    pub valid_lifetime: Lifetime,
    /// What has become of it.
    pub state: LeaseState,
    /// The client's name; empty for none.
    pub hostname: String,
    /// Whether the DNS was told the address of the name.
    pub fqdn_forward: bool,
    /// Whether the DNS was told the name of the address.
    pub fqdn_reverse: bool,
    /// What others keep with it.
    pub user_context: Option<Json>,
}

/// The client of a DHCPv4 lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client4 {
    /// Its hardware address; empty for none.
    pub hw_address: Octets,
    /// Its client identifier.
    pub client_id: Option<Octets>,
}

/// The client of a DHCPv6 lease, and what is leased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client6 {
    /// Its DUID; where an address was declined one octet 0, or three of them.
    pub duid: Octets,
    /// Which of its identity associations this is.
    pub iaid: u32,
    /// What is leased.
    pub kind: LeaseKind,
    /// Its hardware address, where the server found it out.
    pub hw_address: Option<Octets>,
    /// How long the address is preferred from the last transaction on.
    pub preferred_lifetime: Lifetime,
}

/// What is leased in DHCPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeaseKind {
    /// An address (`IA_NA`).
    Address,
    /// A prefix of this length (`IA_PD`).
    Prefix(u8),
}

/// How long something lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lifetime {
    /// So long, to the second.
    For(Duration),
    /// For ever.
    Infinite,
}

/// What has become of a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LeaseState {
    /// 0: the client's, until it expires.
    Assigned,
    /// 1: the client found the address in use.
    Declined,
    /// 2: expired, and the server has cleaned up after it.
    Reclaimed,
    /// 3: the client gave it back (2.7.0 and later).
    Released,
    /// 4: an address that a client made itself and told the server of (3.1 and later).
    Registered,
    /// Another one.
    Other(u32),
}

/// What a family's leases say beyond those of the other.
pub trait LeaseClient: Sized {
    /// Reads it from a lease.
    ///
    /// # Errors
    /// [`ReplyError`] where something is missing or of another kind.
    fn read(lease: Fields<'_>) -> Result<Self, ReplyError>;

    /// Writes it into the arguments of a command.
    fn write(&self, arguments: &mut Json);
}

impl<F: AddressFamily> Lease<F> {
    /// When it expires; [`None`] for never, and where no calendar reaches that far.
    #[must_use]
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        let Lifetime::For(lifetime) = self.valid_lifetime else { return None };
        self.last_transaction.checked_add_signed(TimeDelta::from_std(lifetime).ok()?)
    }

    pub(super) fn read(lease: Fields<'_>) -> Result<Self, ReplyError> {
        Ok(Self {
            address: lease.required("ip-address")?,
            subnet_id: lease.required("subnet-id")?,
            pool_id: lease.optional("pool-id")?,
            client: F::Client::read(lease)?,
            last_transaction: lease.required("cltt")?,
            valid_lifetime: lease.required("valid-lft")?,
            state: LeaseState::of(lease.required("state")?),
            hostname: lease.required("hostname")?,
            fqdn_forward: lease.required("fqdn-fwd")?,
            fqdn_reverse: lease.required("fqdn-rev")?,
            user_context: lease.optional("user-context")?,
        })
    }

    /// The arguments of a command that writes it.
    pub(super) fn arguments(&self) -> Json {
        let mut lease = Json::map([
            ("ip-address", Json::from(self.address.to_string())),
            ("subnet-id", self.subnet_id.into()),
        ]);
        self.client.write(&mut lease);
        lease.set("valid-lft", self.valid_lifetime.seconds());
        if let Some(expires) = self.expires() {
            lease.set("expire", expires.timestamp());
        }
        lease.set("state", self.state.number());
        lease.set("hostname", self.hostname.as_str());
        lease.set("fqdn-fwd", self.fqdn_forward);
        lease.set("fqdn-rev", self.fqdn_reverse);
        if let Some(pool) = self.pool_id {
            lease.set("pool-id", pool);
        }
        if let Some(context) = &self.user_context {
            lease.set("user-context", context.clone());
        }
        lease
    }
}

impl LeaseClient for Client4 {
    fn read(lease: Fields<'_>) -> Result<Self, ReplyError> {
        Ok(Self {
            hw_address: lease.required("hw-address")?,
            client_id: lease.optional("client-id")?,
        })
    }

    fn write(&self, arguments: &mut Json) {
        arguments.set("hw-address", self.hw_address.to_string());
        if let Some(id) = &self.client_id {
            arguments.set("client-id", id.to_string());
        }
    }
}

impl LeaseClient for Client6 {
    fn read(lease: Fields<'_>) -> Result<Self, ReplyError> {
        let kind: String = lease.required("type")?;
        let kind = match &*kind {
            "IA_NA" => LeaseKind::Address,
            "IA_PD" => LeaseKind::Prefix(lease.required("prefix-len")?),
            _ => return Err(lease.wrong("type", "`IA_NA` or `IA_PD`")),
        };
        Ok(Self {
            duid: lease.required("duid")?,
            iaid: lease.required("iaid")?,
            kind,
            hw_address: lease.optional("hw-address")?,
            preferred_lifetime: lease.required("preferred-lft")?,
        })
    }

    fn write(&self, arguments: &mut Json) {
        arguments.set("duid", self.duid.to_string());
        arguments.set("iaid", self.iaid);
        arguments.set("type", self.kind.word());
        if let LeaseKind::Prefix(length) = self.kind {
            arguments.set("prefix-len", u32::from(length));
        }
        if let Some(address) = &self.hw_address {
            arguments.set("hw-address", address.to_string());
        }
        arguments.set("preferred-lft", self.preferred_lifetime.seconds());
    }
}

impl LeaseKind {
    /// Kea's word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Address => "IA_NA",
            Self::Prefix(_) => "IA_PD",
        }
    }
}

impl Lifetime {
    /// As DHCP has it: seconds, 4294967295 for ever. What is longer is for ever.
    #[must_use]
    pub fn seconds(self) -> u32 {
        match self {
            Self::For(duration) => u32::try_from(duration.as_secs()).unwrap_or(u32::MAX),
            Self::Infinite => u32::MAX,
        }
    }

    /// So many seconds; 4294967295 is for ever.
    #[must_use]
    pub const fn of_seconds(seconds: u32) -> Self {
        match seconds {
            u32::MAX => Self::Infinite,
            _ => Self::For(Duration::from_secs(seconds as u64)),
        }
    }
}

impl FromAnswer for Lifetime {
    const WANTED: &'static str = "seconds, 0 to 4294967295";

    fn from_answer(node: Node<'_>) -> Option<Self> {
        u32::from_answer(node).map(Self::of_seconds)
    }
}

impl LeaseState {
    /// The state of a number.
    #[must_use]
    pub const fn of(number: u32) -> Self {
        match number {
            0 => Self::Assigned,
            1 => Self::Declined,
            2 => Self::Reclaimed,
            3 => Self::Released,
            4 => Self::Registered,
            other => Self::Other(other),
        }
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::Assigned => 0,
            Self::Declined => 1,
            Self::Reclaimed => 2,
            Self::Released => 3,
            Self::Registered => 4,
            Self::Other(number) => number,
        }
    }
}

impl fmt::Display for LeaseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Assigned => f.write_str("assigned"),
            Self::Declined => f.write_str("declined"),
            Self::Reclaimed => f.write_str("expired and reclaimed"),
            Self::Released => f.write_str("released"),
            Self::Registered => f.write_str("registered"),
            Self::Other(number) => write!(f, "state {number}"),
        }
    }
}
