//! Descriptions of clients.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// What a client sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Message {
    /// It looks for servers (DHCPDISCOVER).
    #[default]
    Discover,
    /// It wants an address: one that was offered, one it had before a restart, or the one it uses
    /// (DHCPREQUEST).
    Request,
    /// It has an address and wants the options (DHCPINFORM).
    Inform,
    /// It knows BOOTP only (RFC 951): the packet has no message type, but begins its options as RFC
    /// 1497 says.
    Bootp,
}

/// A DHCPv4 client and its packet. Build one with the methods, or set the fields.
///
/// ```
/// use std::net::Ipv4Addr;
/// use dhcpd_conf::resolve::{Client, Message};
///
/// let client = Client::ethernet([2, 0, 0, 0, 0, 1])
///     .through(Ipv4Addr::new(198, 51, 100, 1))
///     .with_option(60, b"PXEClient")
///     .requesting([1, 3, 6, 66, 67]);
/// assert_eq!(client.message, Message::Discover);
/// assert_eq!(client.options[&55], [1, 3, 6, 66, 67]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// What it sends. A discover message by default.
    pub message: Message,
    /// `htype`: the kind of hardware address, 1 for Ethernet.
    pub hardware_type: u8,
    /// `chaddr`: the hardware address, at most 16 octets count.
    pub hardware: Vec<u8>,
    /// The address of the server's interface that the packet comes in by: tells the network of a client
    /// that no relay stands for, and is the server identifier where none is configured.
    pub server: Option<Ipv4Addr>,
    /// `giaddr`: the relay that the packet came through.
    pub relay: Option<Ipv4Addr>,
    /// `ciaddr`: the address that the client uses already.
    pub address: Option<Ipv4Addr>,
    /// `secs`: for how many seconds it has tried. 0 by default.
    pub seconds: u16,
    /// Whether it wants the answer to be broadcast. `false` by default.
    pub broadcast: bool,
    /// How many relays have counted themselves (`hops`). 0 by default.
    pub hops: u8,
    /// The boot file that the client names; empty by default.
    pub file: Vec<u8>,
    /// The server that the client names; empty by default.
    pub server_name: Vec<u8>,
    /// The options it sends, by code. The message type (53) follows from [`message`](Self::message).
    pub options: BTreeMap<u8, Vec<u8>>,
    /// The time at the server, in seconds since 1970; what depends on it is undecided without.
    pub now: Option<u32>,
}

impl Client {
    /// A client on Ethernet.
    #[must_use]
    pub fn ethernet(address: [u8; 6]) -> Self {
        Self {
            message: Message::Discover,
            hardware_type: 1,
            hardware: address.to_vec(),
            server: None,
            relay: None,
            address: None,
            seconds: 0,
            broadcast: false,
            hops: 0,
            file: Vec::new(),
            server_name: Vec::new(),
            options: BTreeMap::new(),
            now: None,
        }
    }

    /// The same with another message.
    #[must_use]
    pub fn sending(mut self, message: Message) -> Self {
        self.message = message;
        self
    }

    /// On the link of the server's interface with this address.
    #[must_use]
    pub fn at(mut self, server: Ipv4Addr) -> Self {
        self.server = Some(server);
        self
    }

    /// Behind a relay whose address in the client's network is this.
    #[must_use]
    pub fn through(mut self, relay: Ipv4Addr) -> Self {
        self.relay = Some(relay);
        self
    }

    /// With an option; one of the same code is replaced.
    #[must_use]
    pub fn with_option(mut self, code: u8, value: impl AsRef<[u8]>) -> Self {
        self.options.insert(code, value.as_ref().to_vec());
        self
    }

    /// With a client identifier (option 61).
    #[must_use]
    pub fn identified(self, identifier: impl AsRef<[u8]>) -> Self {
        self.with_option(CLIENT_IDENTIFIER, identifier)
    }

    /// With a parameter request list (option 55).
    #[must_use]
    pub fn requesting(self, codes: impl AsRef<[u8]>) -> Self {
        self.with_option(PARAMETER_REQUEST_LIST, codes)
    }

    /// With a requested address (option 50).
    #[must_use]
    pub fn wanting(self, address: Ipv4Addr) -> Self {
        self.with_option(REQUESTED_ADDRESS, address.octets())
    }

    /// With a relay agent's suboption (option 82, RFC 3046): 1 is the circuit, 2 the remote end, 5 the
    /// link (RFC 3527).
    #[must_use]
    pub fn with_agent(mut self, code: u8, value: impl AsRef<[u8]>) -> Self {
        let value = value.as_ref();
        let value = value.get(..255).unwrap_or(value);
        let agent = self.options.entry(AGENT_OPTIONS).or_default();
        agent.push(code);
        agent.push(u8::try_from(value.len()).unwrap_or(u8::MAX));
        agent.extend_from_slice(value);
        self
    }

    /// The hardware address as far as the packet has it.
    pub(super) fn chaddr(&self) -> &[u8] {
        self.hardware.get(..16).unwrap_or(&self.hardware)
    }

    pub(super) fn option(&self, code: u8) -> Option<&[u8]> {
        self.options.get(&code).map(Vec::as_slice)
    }

    /// An option that is an address.
    pub(super) fn address_option(&self, code: u8) -> Option<Ipv4Addr> {
        let octets = self.option(code)?.first_chunk::<4>()?;
        Some(Ipv4Addr::from(*octets))
    }

    /// The first octets of the packet, as far as the description knows them: `None` where it does
    /// not.
    pub(super) fn raw(&self, offset: u64, len: u64) -> Option<Vec<u8>> {
        let mut packet: Vec<Option<u8>> = Vec::with_capacity(240);
        let hardware = self.chaddr();
        let length = u8::try_from(hardware.len()).unwrap_or(16);
        packet.extend([1, self.hardware_type, length, self.hops].map(Some));
        packet.extend([None; 4]);
        packet.extend(self.seconds.to_be_bytes().map(Some));
        packet.extend((u16::from(self.broadcast) << 15).to_be_bytes().map(Some));
        for address in [self.address, None, None, self.relay] {
            packet.extend(address.map_or([0; 4], |address| address.octets()).map(Some));
        }
        for (field, size) in [(hardware, 16), (&self.server_name, 64), (&self.file, 128)] {
            let zeros = std::iter::repeat(&0);
            packet.extend(field.iter().chain(zeros).take(size).copied().map(Some));
        }
        packet.extend([99, 130, 83, 99].map(Some));
        let from = usize::try_from(offset).ok()?;
        let to = from.checked_add(usize::try_from(len).ok()?)?;
        packet.get(from..to)?.iter().copied().collect()
    }
}

/// Codes of options with a meaning of their own (RFC 2132, RFC 3046).
pub(super) const REQUESTED_ADDRESS: u8 = 50;
pub(super) const LEASE_TIME: u8 = 51;
pub(super) const MESSAGE_TYPE: u8 = 53;
pub(super) const PARAMETER_REQUEST_LIST: u8 = 55;
pub(super) const CLIENT_IDENTIFIER: u8 = 61;
pub(super) const AGENT_OPTIONS: u8 = 82;
