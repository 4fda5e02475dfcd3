//! Commands of `libdhcp_host_cmds`: reservations of a running server, in its configuration and in its
//! databases.

use std::net::IpAddr;

use ipnet::Ipv6Net;
use kea_config::view::IdentifierKind;
use kea_config::{Json, Release};

use super::failure::ReplyError;
use super::info::{CommandInfo, Effect, Library};
use super::leases::PageSize;
use super::octets::Octets;
use super::read::Fields;
use super::refusal::Refusal;
use super::reply::Answer;
use super::request::{Command, Server};

const fn command(name: &'static str, effect: Effect) -> CommandInfo {
    CommandInfo::new(name, effect).of(Library::HostCommands)
}

/// Where reservations are looked for or kept (2.3.8 and later).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostSource {
    /// The configuration that the server runs; [`ConfigWrite`](super::ConfigWrite) keeps it.
    Memory,
    /// The databases.
    Database,
    /// Both.
    All,
}

impl HostSource {
    /// Kea's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Database => "database",
            Self::All => "all",
        }
    }
}

fn source_is_known(
    info: CommandInfo,
    source: Option<HostSource>,
    server: &Server,
) -> Result<(), Refusal> {
    let since = Release::new(2, 3, 8);
    if source.is_none() || server.version.may_be(|release| release >= since) {
        return Ok(());
    }
    let version = server.version;
    let (command, argument) = (info.name, "operation-target");
    Err(Refusal::NewArgument { command, argument, since, version })
}

fn set_source(arguments: &mut Json, source: Option<HostSource>) {
    if let Some(source) = source {
        arguments.set("operation-target", source.as_str());
    }
}

/// A reservation, as a server tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reservation {
    /// The subnet it is for; 0 for a global one.
    pub subnet_id: u32,
    /// What the client is recognised by.
    pub identifier: (IdentifierKind, Octets),
    /// Its addresses: one at most in DHCPv4.
    pub addresses: Vec<IpAddr>,
    /// Its prefixes: none in DHCPv4.
    pub prefixes: Vec<Ipv6Net>,
    /// The client's name; empty for none.
    pub hostname: String,
    /// All of it: options and classes, too.
    pub json: Json,
}

impl Reservation {
    fn read(fields: Fields<'_>) -> Result<Self, ReplyError> {
        let address: Option<IpAddr> = fields.optional("ip-address")?;
        let mut addresses: Vec<IpAddr> = fields.optional("ip-addresses")?.unwrap_or_default();
        addresses.extend(address);
        Ok(Self {
            subnet_id: fields.required("subnet-id")?,
            identifier: identifier(fields)?,
            addresses,
            prefixes: fields.optional("prefixes")?.unwrap_or_default(),
            hostname: fields.optional("hostname")?.unwrap_or_default(),
            json: fields.json()?,
        })
    }
}

fn identifier(fields: Fields<'_>) -> Result<(IdentifierKind, Octets), ReplyError> {
    for kind in IdentifierKind::ALL {
        if let Some(octets) = fields.optional(kind.key())? {
            return Ok((kind, octets));
        }
    }
    Err(fields.wrong(IdentifierKind::HwAddress.key(), "an identifier of a client"))
}

fn reservations(answer: &Answer<'_>) -> Result<Vec<Reservation>, ReplyError> {
    if answer.is_empty() {
        return Ok(Vec::new());
    }
    answer.arguments()?.maps("hosts")?.into_iter().map(Reservation::read).collect()
}

/// What one reservation of a subnet is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReservationKey {
    /// Its address, or its prefix's first one.
    Address(IpAddr),
    /// Its client.
    Identifier(IdentifierKind, Octets),
}

fn set_key(arguments: &mut Json, key: &ReservationKey) {
    match key {
        ReservationKey::Address(address) => arguments.set("ip-address", address.to_string()),
        ReservationKey::Identifier(kind, octets) => {
            arguments.set("identifier-type", kind.key());
            arguments.set("identifier", octets.to_string());
        }
    }
}

/// Commands for one reservation of one subnet.
macro_rules! of_one {
    ($($(#[$about:meta])* $name:ident = $word:literal, $effect:expr, $response:ty, $read:expr;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            /// The subnet; 0 for global reservations.
            pub subnet_id: u32,
            /// Which reservation.
            pub key: ReservationKey,
            /// Where it is; [`None`] for what the server takes without a word: databases to change,
            /// both to look.
            pub source: Option<HostSource>,
        }

        impl Command for $name {
            const INFO: CommandInfo = command($word, $effect);

            type Response = $response;

            fn arguments(&self) -> Option<Json> {
                let mut arguments = Json::map([("subnet-id", Json::from(self.subnet_id))]);
                set_key(&mut arguments, &self.key);
                set_source(&mut arguments, self.source);
                Some(arguments)
            }

            fn allowed(&self, server: &Server) -> Result<(), Refusal> {
                source_is_known(Self::INFO, self.source, server)
            }

            fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
                $read(answer)
            }
        }
    )*};
}

of_one! {
    /// `reservation-get`: a reservation, if there is one.
    ReservationGet = "reservation-get", Effect::Read, Option<Reservation>, one;
    /// `reservation-del`: takes a reservation away. Answers whether there was one.
    ReservationDel = "reservation-del", Effect::Once, bool, was_there;
}

fn one(answer: &Answer<'_>) -> Result<Option<Reservation>, ReplyError> {
    // Servers of 3.0 say that it is empty; the manual has success without arguments, for all versions.
    if answer.is_empty() {
        return Ok(None);
    }
    answer.fields().optional_map("arguments")?.map(Reservation::read).transpose()
}

fn was_there(answer: &Answer<'_>) -> Result<bool, ReplyError> {
    Ok(!answer.is_empty())
}

/// Commands that send one reservation.
macro_rules! of_reservation {
    ($($(#[$about:meta])* $name:ident = $info:expr;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            /// The map, as in a configuration, with `subnet-id` in it.
            pub reservation: Json,
            /// Where it is kept; [`None`] for the databases.
            pub source: Option<HostSource>,
        }

        impl Command for $name {
            const INFO: CommandInfo = $info;

            type Response = ();

            fn arguments(&self) -> Option<Json> {
                let mut arguments = Json::map([("reservation", self.reservation.clone())]);
                set_source(&mut arguments, self.source);
                Some(arguments)
            }

            fn allowed(&self, server: &Server) -> Result<(), Refusal> {
                if self.reservation.get("subnet-id").is_none() {
                    let (command, argument) = (Self::INFO.name, "reservation");
                    let reason = "needs a `subnet-id`, 0 for a global one";
                    return Err(Refusal::Argument { command, argument, reason });
                }
                source_is_known(Self::INFO, self.source, server)
            }

            fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
                answer.done()
            }
        }
    )*};
}

of_reservation! {
    /// `reservation-add`: a new reservation.
    ReservationAdd = command("reservation-add", Effect::Once);
    /// `reservation-update` (2.3.7 and later): the reservation of a client in a subnet, which is there,
    /// says this from now on, and nothing that it said before.
    ReservationUpdate = command("reservation-update", Effect::Repeatable).since(2, 3, 7);
}

/// Commands for many reservations.
macro_rules! of_many {
    ($($(#[$about:meta])* $name:ident = $info:expr,
        { $($(#[$field_about:meta])* $field:ident : $kind:ty => $set:expr),* };)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_about])* pub $field: $kind,)*
            /// Where they are; [`None`] for both.
            pub source: Option<HostSource>,
        }

        impl Command for $name {
            const INFO: CommandInfo = $info;

            type Response = Vec<Reservation>;

            fn arguments(&self) -> Option<Json> {
                let mut arguments = Json::map::<&str>([]);
                $(($set)(&mut arguments, &self.$field);)*
                set_source(&mut arguments, self.source);
                Some(arguments)
            }

            fn allowed(&self, server: &Server) -> Result<(), Refusal> {
                source_is_known(Self::INFO, self.source, server)
            }

            fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
                reservations(answer)
            }
        }
    )*};
}

fn set_subnet(arguments: &mut Json, subnet: &Option<u32>) {
    if let Some(subnet) = subnet {
        arguments.set("subnet-id", *subnet);
    }
}

of_many! {
    /// `reservation-get-all`: all reservations of a subnet.
    ReservationGetAll = command("reservation-get-all", Effect::Read), {
        /// The subnet; 0 for global reservations.
        subnet_id: u32 => |arguments: &mut Json, id: &u32| arguments.set("subnet-id", *id)
    };
    /// `reservation-get-by-hostname`: the reservations of a client's name.
    ReservationGetByHostname = command("reservation-get-by-hostname", Effect::Read), {
        /// The name.
        hostname: String => |arguments: &mut Json, name: &String| {
            arguments.set("hostname", name.as_str());
        },
        /// The subnet; [`None`] for all of them.
        subnet_id: Option<u32> => set_subnet
    };
    /// `reservation-get-by-address` (2.4.0 and later): the reservations of an address.
    ReservationGetByAddress =
        command("reservation-get-by-address", Effect::Read).since(2, 4, 0), {
        /// The address.
        address: IpAddr => |arguments: &mut Json, address: &IpAddr| {
            arguments.set("ip-address", address.to_string());
        },
        /// The subnet; [`None`] for all of them.
        subnet_id: Option<u32> => set_subnet
    };
    /// `reservation-get-by-id`: the reservations of a client, in all subnets.
    ReservationGetById = command("reservation-get-by-id", Effect::Read), {
        /// The client.
        identifier: (IdentifierKind, Octets) => |arguments: &mut Json, (kind, octets): &(_, _)| {
            set_key(arguments, &ReservationKey::Identifier(*kind, Octets::clone(octets)));
        }
    };
}

/// `reservation-get-page`: reservations page by page, one source behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReservationGetPage {
    /// The subnet; [`None`] for all of them.
    pub subnet_id: Option<u32>,
    /// How many reservations a page may have.
    pub limit: PageSize,
    /// Where the page begins; [`None`] for the first one.
    pub from: Option<ReservationCursor>,
}

/// A place between two pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReservationCursor {
    source: u32,
    host: i64,
}

/// One page of reservations.
#[derive(Debug, Clone, PartialEq)]
pub struct ReservationPage {
    /// The reservations; none behind the last page.
    pub reservations: Vec<Reservation>,
    /// The command for the page behind it; [`None`] where there is none.
    pub next: Option<ReservationGetPage>,
}

impl Command for ReservationGetPage {
    const INFO: CommandInfo = command("reservation-get-page", Effect::Read);

    type Response = ReservationPage;

    fn arguments(&self) -> Option<Json> {
        let mut arguments = Json::map([("limit", Json::from(self.limit.count()))]);
        set_subnet(&mut arguments, &self.subnet_id);
        if let Some(cursor) = self.from {
            arguments.set("source-index", cursor.source);
            arguments.set("from", cursor.host);
        }
        Some(arguments)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<ReservationPage, ReplyError> {
        let reservations = reservations(answer)?;
        if answer.is_empty() {
            return Ok(ReservationPage { reservations, next: None });
        }
        let fields = answer.arguments()?;
        let next = fields.map("next")?;
        let cursor = ReservationCursor {
            source: next.required("source-index")?,
            host: next.required("from")?,
        };
        if self.from == Some(cursor) {
            return Err(fields.wrong("next", "a place behind this page"));
        }
        Ok(ReservationPage { reservations, next: Some(Self { from: Some(cursor), ..*self }) })
    }
}
