//! What a server knows of a host declaration.

use std::net::Ipv4Addr;

use crate::Error;
use crate::lease::Hardware;
use crate::read::Values;
use crate::wire::Attributes;

/// Which host is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HostKey {
    /// That with this name: `host NAME`.
    Name(String),
    /// That with this client identifier: `option dhcp-client-identifier`.
    ClientIdentifier(Vec<u8>),
    /// That with this hardware address: `hardware`.
    Hardware(Hardware),
}

impl HostKey {
    pub(crate) fn write(&self) -> Attributes {
        match self {
            Self::Name(name) => Attributes::new().with("name", name),
            Self::ClientIdentifier(id) => Attributes::new().with("dhcp-client-identifier", id),
            Self::Hardware(hardware) => hardware.write(),
        }
    }
}

/// A host declaration, from the configuration or made while the server runs. Only this server has it: failover does not
/// carry hosts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Host {
    /// Its name.
    pub name: Vec<u8>,
    /// Its hardware address.
    pub hardware: Option<Hardware>,
    /// Its client identifier.
    pub client_identifier: Option<Vec<u8>>,
    /// Its fixed addresses.
    pub addresses: Vec<Ipv4Addr>,
}

impl Host {
    pub(crate) fn read(values: Values<'_>) -> Result<Self, Error> {
        let addresses = |bytes: &[u8]| {
            let (addresses, []) = bytes.as_chunks::<4>() else { return None };
            Some(addresses.iter().copied().map(Ipv4Addr::from).collect())
        };
        Ok(Self {
            name: values.bytes("name").map(Vec::from).ok_or(Error::Attribute { name: "name" })?,
            hardware: Hardware::read(values)?,
            client_identifier: values.bytes("dhcp-client-identifier").map(Vec::from),
            addresses: values.fixed("ip-address", addresses)?.unwrap_or_default(),
        })
    }
}
