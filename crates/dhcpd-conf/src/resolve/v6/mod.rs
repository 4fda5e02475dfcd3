//! What a described DHCPv6 client is answered.
//!
//! [`Server::answer`] says what dhcpd sends to a [`Client`]: the addresses and prefixes with the place they
//! come from, their lifetimes, T1 and T2, status codes, and the options in the order of the message, each
//! with the statements that it comes from.
//!
//! Some of it is not what one would expect, and yet what dhcpd 4.4.3 does:
//!
//! * A client that asks for options only gets what is said for its wire, in its classes and its host. The
//!   statements of a `subnet6` in a shared network are not for it.
//! * Where a message is put together, `option` in the value of an option means what is sent, not what the
//!   client has sent, and there is no `config-option`. In conditions, both mean what they should.
//! * What is to be done `on commit` for a fixed address that was only advertised is done for the next client
//!   who gets one: where that may set options, they are undecided.
//! * Ranges without a pool share one with those of other subnets on the wire as long as no statement stands
//!   above them in their subnet, and then get the statements of the subnet whose range came first.
//!
//! # What is not in an answer
//!
//! * Leases: the answer is that of a server that has just started with an empty lease database. Which
//!   address of a range or which prefix it is, is not computed.
//! * Decline and Release, by which a client gives back what it has. Renew and Rebind are answered by a server
//!   that knows nothing of what the client has, unless a host declares it.
//! * The messages of relays around the answer.

mod addresses;
mod answer;
mod case;
mod client;
mod draft;
mod input;
mod lease;
mod locate;
mod prefixes;
mod send;
mod temporary;

pub use answer::{
    Answer, Associated, Lease, Outcome, Reply, ReplyKind, SentOption, Silence, Source,
};
pub use client::{Association, Client, Hint, Kind, Message, Relay};

use super::Resolver;

/// A DHCPv6 server that runs a configuration: see [`Resolver::server6`].
///
/// ```
/// use std::path::Path;
///
/// use config_text::{MemoryLoader, Sources};
/// use dhcpd_conf::Family;
/// use dhcpd_conf::resolve::Told;
/// use dhcpd_conf::resolve::v6::{Client, Source};
///
/// let text = r#"
///     default-lease-time 3600;
///     option dhcp6.user-class code 15 = string;
///     class "phones" { match if exists dhcp6.user-class; option dhcp6.sntp-servers 2001:db8::9; }
///     subnet6 2001:db8:1::/64 {
///       option dhcp6.name-servers 2001:db8::53;
///       range6 2001:db8:1::100 2001:db8:1::1ff;
///     }
/// "#;
/// let loader = MemoryLoader::new().with("dhcpd6.conf", text);
/// let mut sources = Sources::new();
/// let config = dhcpd_conf::read(&mut sources, &loader, Path::new("dhcpd6.conf"), Family::V6)?;
///
/// let client = Client::new([0, 3, 0, 1, 2, 0, 0, 0, 0, 1])
///     .through("2001:db8:1::1".parse()?)
///     .with_address_association(7)
///     .requesting([23]);
/// let resolver = config.resolver();
/// let answer = resolver.server6()?.answer(&client);
/// let advertise = answer.reply().unwrap();
/// let lease = &advertise.associations[0].leases[0];
/// assert!(matches!(&lease.source, Source::Range { ranges, .. } if *ranges == [0]));
/// assert_eq!(lease.valid.value, Told::Known(3600));
/// let servers = advertise.option(23).unwrap();
/// let span = servers.sources[0];
/// let statement = &text[span.start as usize..span.end as usize];
/// assert_eq!(statement, "option dhcp6.name-servers 2001:db8::53;");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Server<'r> {
    resolver: &'r Resolver<'r>,
}

impl<'r> Server<'r> {
    /// The caller has seen that dhcpd takes the configuration, and for which family it is.
    pub(super) fn new(resolver: &'r Resolver<'r>) -> Self {
        Self { resolver }
    }

    /// What the server answers a client.
    ///
    /// The answer is that of a server that has just started. Nothing is guessed: what depends on more than
    /// configuration and client is undecided, with the reasons.
    #[must_use]
    pub fn answer(&self, client: &Client) -> Answer {
        case::answer(self.resolver, client)
    }
}
