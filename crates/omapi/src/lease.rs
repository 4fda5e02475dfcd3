//! What a server knows of a lease, and of the pool it is in.

use std::net::Ipv4Addr;
use std::time::SystemTime;

use crate::Error;
use crate::codes::codes;
use crate::read::{End, Values};
use crate::wire::Attributes;

codes! {
    /// The state of an address, with its name in lease files.
    LeaseState {
        /// Free for clients of the primary.
        Free = 1, "free";
        /// A client has it.
        Active = 2, "active";
        /// Its time is over, and the partner does not know yet.
        Expired = 3, "expired";
        /// The client gave it back, and the partner does not know yet.
        Released = 4, "released";
        /// Somebody uses it without a lease.
        Abandoned = 5, "abandoned";
        /// Set free by hand, and the partner does not know yet.
        Reset = 6, "reset";
        /// Free for clients of the secondary.
        Backup = 7, "backup";
    }
}

/// A hardware address with its type, 1 for Ethernet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hardware {
    /// `htype` of the client's packets.
    pub kind: u32,
    /// The address.
    pub address: Vec<u8>,
}

impl Hardware {
    /// An Ethernet address.
    #[must_use]
    pub fn ethernet(address: [u8; 6]) -> Self {
        Self { kind: 1, address: address.into() }
    }

    pub(crate) fn read(values: Values<'_>) -> Result<Option<Self>, Error> {
        let Some(address) = values.bytes("hardware-address") else { return Ok(None) };
        // Ethernet is what dhcpd takes where no type is told.
        let kind = values.number_or_none("hardware-type")?.unwrap_or(1);
        Ok(Some(Self { kind, address: address.into() }))
    }

    pub(crate) fn write(&self) -> Attributes {
        let Self { kind, address } = self;
        Attributes::new().with("hardware-address", address).with_number("hardware-type", *kind)
    }
}

/// Which lease is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LeaseKey {
    /// That of an address.
    Address(Ipv4Addr),
    /// That of a client with this identifier (option 61, its type octet included).
    ClientIdentifier(Vec<u8>),
    /// That of a client with this hardware address.
    Hardware(Hardware),
}

impl LeaseKey {
    pub(crate) fn write(&self) -> Attributes {
        match self {
            Self::Address(address) => Attributes::new().with("ip-address", address.octets()),
            Self::ClientIdentifier(id) => Attributes::new().with("dhcp-client-identifier", id),
            Self::Hardware(hardware) => hardware.write(),
        }
    }
}

/// The lease of an address. Times are by the clock of the server; [`None`] where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lease {
    /// The address.
    pub address: Ipv4Addr,
    /// Its state.
    pub state: LeaseState,
    /// Who has it, or had it last.
    pub hardware: Option<Hardware>,
    /// The client's identifier (option 61).
    pub client_identifier: Option<Vec<u8>>,
    /// The name that the client gave.
    pub client_hostname: Option<Vec<u8>>,
    /// When the lease began.
    pub starts: Option<SystemTime>,
    /// When it ends.
    pub ends: Option<End>,
    /// The end that the partner was told, or will be.
    pub tstp: Option<End>,
    /// The end that the partner has acknowledged.
    pub tsfp: Option<End>,
    /// The end that the partner has sent.
    pub atsfp: Option<End>,
    /// When the client was heard last.
    pub cltt: Option<SystemTime>,
    /// Whether it is kept for its client: `reserved`.
    pub is_reserved: bool,
    /// Whether a BOOTP client has it.
    pub is_bootp: bool,
    /// Its pool, to be given to [`crate::Connection::pool`].
    pub pool: Option<PoolHandle>,
}

/// A pool of a running server. It can be used as long as that process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PoolHandle(pub(crate) u32);

/// How many addresses a pool has. dhcpd makes one pool of several declarations with the same statements in one shared network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PoolCounters {
    /// All of them.
    pub total: u32,
    /// Those in [`LeaseState::Free`].
    pub free: u32,
    /// Those in [`LeaseState::Backup`].
    pub backup: u32,
}

/// Bits of `flags`.
const BOOTP: u8 = 2;
const RESERVED: u8 = 4;

impl Lease {
    pub(crate) fn read(values: Values<'_>) -> Result<Self, Error> {
        let address = values.address("ip-address")?;
        let flags = values.fixed("flags", |bytes| bytes.last().copied())?.unwrap_or(0);
        Ok(Self {
            address: address.ok_or(Error::Attribute { name: "ip-address" })?,
            state: LeaseState::of(values.number("state")?),
            hardware: Hardware::read(values)?,
            client_identifier: values.bytes("dhcp-client-identifier").map(Vec::from),
            client_hostname: values.bytes("client-hostname").map(Vec::from),
            starts: values.time("starts")?,
            ends: values.end("ends")?,
            tstp: values.end("tstp")?,
            tsfp: values.end("tsfp")?,
            atsfp: values.end("atsfp")?,
            cltt: values.time("cltt")?,
            is_reserved: flags & RESERVED != 0,
            is_bootp: flags & BOOTP != 0,
            pool: values.number_or_none("pool")?.filter(|pool| *pool != 0).map(PoolHandle),
        })
    }
}

impl PoolCounters {
    pub(crate) fn read(values: Values<'_>) -> Result<Self, Error> {
        Ok(Self {
            total: values.number("lease-count")?,
            free: values.number("free-leases")?,
            backup: values.number("backup-leases")?,
        })
    }
}
