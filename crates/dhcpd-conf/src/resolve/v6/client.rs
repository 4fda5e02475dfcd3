//! Descriptions of DHCPv6 clients.

use std::collections::BTreeMap;
use std::net::Ipv6Addr;

/// What a client sends (RFC 8415, section 7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Message {
    /// It looks for servers.
    #[default]
    Solicit,
    /// It wants what a server advertised.
    Request,
    /// It wants to go on using what it has, and asks the server that it has it from.
    Renew,
    /// It wants to go on using what it has, and asks all servers.
    Rebind,
    /// It wants to know whether its addresses are those of the link that it is on now.
    Confirm,
    /// It wants options only.
    InformationRequest,
}

/// The kind of an identity association (RFC 8415, section 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// IA_NA: addresses.
    NonTemporary,
    /// IA_TA: temporary addresses.
    Temporary,
    /// IA_PD: delegated prefixes.
    Delegation,
}

impl Kind {
    /// The code of the option: 3, 4 or 25.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::NonTemporary => 3,
            Self::Temporary => 4,
            Self::Delegation => 25,
        }
    }
}

/// An identity association that a client sends, with the addresses or prefixes that it would like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Association {
    /// What it is for.
    pub kind: Kind,
    /// Its number (IAID).
    pub id: u32,
    /// What the client would like, or has.
    pub hints: Vec<Hint>,
}

/// An address or a prefix that a client would like, or has, and for how long. `::` stands for any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint {
    /// The address, or the first one of the prefix.
    pub address: Ipv6Addr,
    /// The length of the prefix; 128 for an address.
    pub length: u8,
    /// Preferred lifetime in seconds, 0 for any.
    pub preferred: u32,
    /// Valid lifetime in seconds, 0 for any.
    pub valid: u32,
}

impl Hint {
    /// An address, for any time.
    #[must_use]
    pub const fn address(address: Ipv6Addr) -> Self {
        Self { address, length: 128, preferred: 0, valid: 0 }
    }

    /// A prefix, for any time.
    #[must_use]
    pub const fn prefix(address: Ipv6Addr, length: u8) -> Self {
        Self { address, length, preferred: 0, valid: 0 }
    }

    /// The same for a time.
    #[must_use]
    pub const fn lasting(mut self, preferred: u32, valid: u32) -> Self {
        self.preferred = preferred;
        self.valid = valid;
        self
    }
}

/// A relay that a message came through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// `link-address`: an address of the link that the client, or the relay before, is on; `::` where it
    /// does not say.
    pub link: Ipv6Addr,
    /// The options it adds, by code.
    pub options: BTreeMap<u16, Vec<u8>>,
}

/// A DHCPv6 client and its message. Build one with the methods, or set the fields.
///
/// ```
/// use dhcpd_conf::resolve::v6::{Client, Message};
///
/// let client = Client::new([0, 3, 0, 1, 2, 0, 0, 0, 0, 1])
///     .through("2001:db8:1::1".parse()?)
///     .with_address_association(7)
///     .requesting([23, 24]);
/// assert_eq!(client.message, Message::Solicit);
/// assert_eq!(client.options[&6], [0, 23, 0, 24]);
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// What it sends. A solicit message by default.
    pub message: Message,
    /// The identity associations it sends; of one kind, they are answered in this order.
    pub associations: Vec<Association>,
    /// The other options it sends, by code: of several with one code dhcpd looks at the first. The client
    /// identifier (1) is one of them.
    pub options: BTreeMap<u16, Vec<u8>>,
    /// The relays that the message came through, the nearest to the client first.
    pub relays: Vec<Relay>,
    /// An address of the server's interface that the message comes in by: tells the network of a client
    /// that no relay stands for.
    pub server: Option<Ipv6Addr>,
    /// The name of that interface: tells the network where no address does and a network has it for its own
    /// (`interface`). dhcpd does not look at that where its command line names interfaces.
    pub interface: Option<String>,
    /// The server's own identifier (DUID), where the configuration does not set `dhcp6.server-id`: the
    /// server made one when it first started.
    pub server_duid: Option<Vec<u8>>,
    /// Whether a client on the server's link has sent the message to the server's own address, not to all
    /// servers. `false` by default.
    pub unicast: bool,
    /// The time at the server, in seconds since 1970; what depends on it is undecided without.
    pub now: Option<u32>,
}

impl Client {
    /// A client with a client identifier (DUID), that sends nothing else.
    #[must_use]
    pub fn new(duid: impl AsRef<[u8]>) -> Self {
        Self {
            message: Message::Solicit,
            associations: Vec::new(),
            options: BTreeMap::from([(CLIENT_ID, duid.as_ref().to_vec())]),
            relays: Vec::new(),
            server: None,
            interface: None,
            server_duid: None,
            unicast: false,
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
    pub fn at(mut self, server: Ipv6Addr) -> Self {
        self.server = Some(server);
        self
    }

    /// Behind a relay, and behind those that are there already.
    #[must_use]
    pub fn through(mut self, link: Ipv6Addr) -> Self {
        self.relays.push(Relay { link, options: BTreeMap::new() });
        self
    }

    /// With an option that the relay added which came last; nothing where there is none.
    #[must_use]
    pub fn with_relay_option(mut self, code: u16, value: impl AsRef<[u8]>) -> Self {
        if let Some(relay) = self.relays.last_mut() {
            relay.options.insert(code, value.as_ref().to_vec());
        }
        self
    }

    /// With an option; one of the same code is replaced.
    #[must_use]
    pub fn with_option(mut self, code: u16, value: impl AsRef<[u8]>) -> Self {
        self.options.insert(code, value.as_ref().to_vec());
        self
    }

    /// With an option request option (6): the codes that it asks for.
    #[must_use]
    pub fn requesting(self, codes: impl IntoIterator<Item = u16>) -> Self {
        let octets: Vec<u8> = codes.into_iter().flat_map(u16::to_be_bytes).collect();
        self.with_option(OPTION_REQUEST, octets)
    }

    /// With one more identity association.
    #[must_use]
    pub fn with_association(mut self, kind: Kind, id: u32, hints: Vec<Hint>) -> Self {
        self.associations.push(Association { kind, id, hints });
        self
    }

    /// With an association for an address (IA_NA), whichever.
    #[must_use]
    pub fn with_address_association(self, id: u32) -> Self {
        self.with_association(Kind::NonTemporary, id, Vec::new())
    }

    /// With an association for a prefix (IA_PD), whichever.
    #[must_use]
    pub fn with_prefix_association(self, id: u32) -> Self {
        self.with_association(Kind::Delegation, id, Vec::new())
    }

    pub(in crate::resolve) fn option(&self, code: u16) -> Option<&[u8]> {
        self.options.get(&code).map(Vec::as_slice)
    }

    /// Whether dhcpd has octets that it takes for a DHCPv4 packet: those of what came from the network,
    /// which is the client's own message or that of the last relay.
    pub(in crate::resolve) fn has_raw(&self, relay: Option<usize>) -> bool {
        relay.map_or(0, |at| at + 1) == self.relays.len()
    }

    /// The associations as options.
    pub(super) fn association_options(&self) -> impl Iterator<Item = (u16, Vec<u8>)> {
        self.associations.iter().map(|one| (one.kind.code(), one.octets()))
    }
}

impl Association {
    /// The value of its option; times are left to the server.
    fn octets(&self) -> Vec<u8> {
        let mut octets = self.id.to_be_bytes().to_vec();
        if self.kind != Kind::Temporary {
            octets.extend([0; 8]);
        }
        for hint in &self.hints {
            let times = [hint.preferred.to_be_bytes(), hint.valid.to_be_bytes()].concat();
            let address = hint.address.octets();
            match self.kind {
                Kind::Delegation => {
                    octets.extend([0, 26, 0, 25]);
                    octets.extend(times);
                    octets.push(hint.length);
                    octets.extend(address);
                }
                Kind::NonTemporary | Kind::Temporary => {
                    octets.extend([0, 5, 0, 24]);
                    octets.extend(address);
                    octets.extend(times);
                }
            }
        }
        octets
    }
}

/// Codes of options with a meaning of their own (RFC 8415, section 21).
pub(super) const CLIENT_ID: u16 = 1;
pub(super) const SERVER_ID: u16 = 2;
pub(super) const OPTION_REQUEST: u16 = 6;
pub(super) const RAPID_COMMIT: u16 = 14;
pub(super) const RECONFIGURE_ACCEPT: u16 = 20;
