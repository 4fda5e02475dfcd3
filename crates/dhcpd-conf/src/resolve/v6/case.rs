//! From a DHCPv6 client to its answer, in dhcpd's own order.

use std::cell::Cell;

use super::answer::{Answer, Associated, Outcome, Reply, ReplyKind, Silence};
use super::client::{CLIENT_ID, OPTION_REQUEST, RAPID_COMMIT, RECONFIGURE_ACCEPT, SERVER_ID};
use super::send::{CONFIRMATION, EVERYTHING, REFUSAL};
use super::{Client, Kind, Message, input, locate};
use crate::resolve::code::Opt;
use crate::resolve::execute::{BUDGET, Lease, World};
use crate::resolve::option_state::{OptionState, Stored};
use crate::resolve::scope::Scope;
use crate::resolve::sender::Sender;
use crate::resolve::state::{Sight, State};
use crate::resolve::undecided::{Reason, Reasons, because};
use crate::resolve::{Membership, Resolver};
use crate::table::DHCP6;
use crate::view::{NetworkIx, ScopeIx};

/// Codes of options that the server sets or looks at by itself (RFC 8415, section 21).
const UNICAST: u16 = 12;
pub(super) const STATUS: u32 = 13;

/// A client while it is being answered.
pub(super) struct Case<'w> {
    pub(super) resolver: &'w Resolver<'w>,
    pub(super) client: &'w Client,
    pub(super) budget: &'w Cell<u32>,
    pub(super) network: NetworkIx,
    /// The output is that of the message, the scope has the names of the whole server.
    pub(super) state: State,
    pub(super) kind: ReplyKind,
    pub(super) known: bool,
    /// The host whose statements count, by number.
    pub(super) host: Option<usize>,
    /// Answers so far.
    pub(super) associated: Vec<Associated>,
    /// Addresses and prefixes that this client has got so far, because it asked for them.
    pub(super) taken: Vec<std::net::Ipv6Addr>,
}

/// The answer to a client.
pub(super) fn answer(resolver: &Resolver<'_>, client: &Client) -> Answer {
    let budget = Cell::new(BUDGET);
    let network = locate::network(resolver, client);
    let mut state = State::new(input::of(resolver, client), resolver.global());
    state.relays = input::of_relays(resolver, client);
    let mut case = Case {
        resolver,
        client,
        budget: &budget,
        network: network.unwrap_or(NetworkIx(0)),
        state,
        kind: ReplyKind::Reply,
        known: false,
        host: None,
        associated: Vec::new(),
        taken: Vec::new(),
    };
    case.world().classify(&mut case.state);
    let faults = resolver.faults();
    let outcome = match (faults.is_empty(), network) {
        (false, _) => Err(undecided(faults)),
        (true, None) => case.received().and(Err(Outcome::Silent(Silence::UnknownNetwork))),
        (true, Some(_)) => case.run(),
    };
    let hosts = resolver.hosts();
    Answer {
        network,
        known: case.known,
        host: case.host.and_then(|host| hosts.get(host)).map(|host| host.scope),
        classes: case.state.members.iter().map(|one| Membership::of(resolver, one)).collect(),
        outcome: outcome.unwrap_or_else(|outcome| outcome),
    }
}

pub(super) fn undecided(reasons: &Reasons) -> Outcome {
    Outcome::Undecided(reasons.iter().cloned().collect())
}

impl<'w> Case<'w> {
    pub(super) fn world(&self) -> World<'w> {
        let lease = Lease { known: self.known, ..Lease::none() };
        let sender = Some(Sender::V6(self.client));
        World { resolver: self.resolver, sender, lease, budget: self.budget }
    }

    /// What dhcpd executes statements with where it looks at no client.
    fn nobody(&self) -> World<'w> {
        let (resolver, budget) = (self.resolver, self.budget);
        World { resolver, sender: None, lease: Lease::none(), budget }
    }

    fn run(&mut self) -> Result<Outcome, Outcome> {
        self.received()?;
        if self.is_to_be_sent_to_all() {
            return self.refuse_unicast();
        }
        if self.client.message == Message::Confirm {
            return self.confirm();
        }
        self.start()?;
        self.find_host()?;
        for kind in [Kind::NonTemporary, Kind::Temporary, Kind::Delegation] {
            for association in self.client.associations.iter().filter(|one| one.kind == kind) {
                match kind {
                    Kind::NonTemporary => self.addresses(association)?,
                    Kind::Temporary => self.temporary(association)?,
                    Kind::Delegation => self.prefixes(association)?,
                }
            }
        }
        match (self.client.message, self.associated.is_empty()) {
            (Message::InformationRequest, _) => self.execute_for_options(),
            (_, true) => return Err(Outcome::Silent(Silence::NoAssociation)),
            (_, false) => {}
        }
        let wanted = self.client.option(OPTION_REQUEST).unwrap_or_default().to_vec();
        self.reply(&EVERYTHING, &wanted)
    }

    /// Whether dhcpd looks at the message at all (RFC 8415, section 16).
    fn received(&self) -> Result<(), Outcome> {
        let silent = |silence| Err(Outcome::Silent(silence));
        let direct = self.client.unicast && self.client.relays.is_empty();
        let named = self.client.option(SERVER_ID);
        match self.client.message {
            Message::InformationRequest if direct => return silent(Silence::Unicast),
            Message::InformationRequest if !self.client.associations.is_empty() => {
                return silent(Silence::Association);
            }
            Message::InformationRequest => {}
            _ if self.client.option(CLIENT_ID).is_none() => {
                return silent(Silence::NoClientIdentifier);
            }
            Message::Solicit | Message::Rebind | Message::Confirm => {
                if direct {
                    return silent(Silence::Unicast);
                }
                if named.is_some() {
                    return silent(Silence::ServerIdentifier);
                }
            }
            Message::Request | Message::Renew if named.is_none() => {
                return silent(Silence::ServerIdentifier);
            }
            Message::Request | Message::Renew => {}
        }
        match named {
            Some(named) if *named != *self.server_duid().map_err(|why| undecided(&why))? => {
                silent(Silence::ServerIdentifier)
            }
            _ => Ok(()),
        }
    }

    /// The server's own identifier: what `dhcp6.server-id` says outside all blocks when the server starts,
    /// else the one that it has made.
    fn server_duid(&self) -> Result<Vec<u8>, Reasons> {
        let mut state = State::new(OptionState::default(), Scope::default());
        let world = self.nobody();
        world.execute_group(&mut state, ScopeIx::ROOT, None);
        if let Some(entry) = state.output.get(DHCP6, SERVER_ID.into()).cloned() {
            state.sight = Sight::Swapped;
            if let Some(octets) = world.stored(&mut state, &entry.value).octets()? {
                return Ok(octets.to_vec());
            }
        }
        self.client.server_duid.clone().ok_or_else(|| because(Reason::ServerDuid))
    }

    /// Whether the client has sent to this server alone what it may only send to all.
    fn is_to_be_sent_to_all(&self) -> bool {
        if !matches!(self.client.message, Message::Request | Message::Renew)
            || !self.client.unicast
            || !self.client.relays.is_empty()
        {
            return false;
        }
        let network = locate::of_hints(self.resolver, self.client).unwrap_or(self.network);
        let mut state = State::new(OptionState::default(), self.resolver.global());
        self.nobody().execute_group(&mut state, self.wire_scope(network), None);
        !state.output.has(DHCP6, UNICAST.into())
    }

    /// Whether the client's addresses are those of its link.
    fn confirm(&mut self) -> Result<Outcome, Outcome> {
        let counts = |one: &&super::Association| one.kind != Kind::Delegation;
        let mut hints = self.client.associations.iter().filter(counts).flat_map(|one| &one.hints);
        let (config, networks) = (self.resolver.config, self.resolver.networks());
        let is_there =
            |hint: &super::Hint| networks.subnet_in(config, self.network, hint.address).is_some();
        let all = hints.clone().all(is_there);
        if hints.next().is_none() {
            return Err(Outcome::Silent(Silence::NothingToConfirm));
        }
        // Prefixes are no part of the message any more.
        self.state.input.remove(DHCP6, Kind::Delegation.code().into());
        self.start()?;
        match all {
            true => self.set_status(0, "All addresses still on link."),
            false => self.set_status(4, "Some of the addresses are not on link."),
        }
        self.reply(&CONFIRMATION, &[])
    }

    /// Status 5: the client is to send it to all servers.
    fn refuse_unicast(&mut self) -> Result<Outcome, Outcome> {
        self.start()?;
        self.set_status(5, "Unicast not allowed by server.");
        self.reply(&REFUSAL, &[])
    }

    /// The scope whose statements count for all on a wire.
    pub(super) fn wire_scope(&self, network: NetworkIx) -> ScopeIx {
        self.resolver.config.network(network).map_or(ScopeIx::ROOT, |network| network.scope)
    }

    /// What every message has.
    fn start(&mut self) -> Result<(), Outcome> {
        let world = self.world();
        world.execute_group(&mut self.state, ScopeIx::ROOT, None);
        // dhcpd has no lease yet to keep it with.
        self.state.commit = None;
        let output = &mut self.state.output;
        let (wants, may) =
            (self.client.option(RAPID_COMMIT), output.has(DHCP6, RAPID_COMMIT.into()));
        self.kind = match self.client.message {
            Message::Solicit if may && wants.is_some() => ReplyKind::Reply,
            Message::Solicit => ReplyKind::Advertise,
            _ => ReplyKind::Reply,
        };
        if self.client.message != Message::Solicit || wants.is_none() {
            output.remove(DHCP6, RAPID_COMMIT.into());
        }
        if let Some(duid) = self.client.option(CLIENT_ID) {
            output.set_octets(DHCP6, CLIENT_ID.into(), duid);
        }
        if self.client.option(RECONFIGURE_ACCEPT).is_some() {
            output.set_octets(DHCP6, RECONFIGURE_ACCEPT.into(), &[]);
        }
        if !output.has(DHCP6, SERVER_ID.into()) {
            let value = match self.server_duid() {
                Ok(duid) => Stored::Octets(duid.into()),
                Err(reasons) => Stored::Undecided(reasons),
            };
            let option = Opt { space: DHCP6, code: SERVER_ID.into() };
            self.state.output.set(option, value, Vec::new());
        }
        Ok(())
    }

    fn find_host(&mut self) -> Result<(), Outcome> {
        let hosts = self.resolver.hosts();
        let identifier = self.client.option(CLIENT_ID).unwrap_or_default();
        if identifier.is_empty() && hosts.has_identifiers() {
            // dhcpd takes no octets for a text that ends in a zero, and looks for its end.
            return Err(undecided(&because(Reason::ServerFault)));
        }
        let first = locate::host(hosts, self.client, &self.state);
        self.known = first.is_some();
        let (config, network) = (self.resolver.config, self.network);
        let networks = self.resolver.networks();
        let is_there = |address| networks.subnet_in(config, network, address).is_some();
        self.host = hosts.on_wire(first, is_there).map_err(|why| undecided(&why))?;
        Ok(())
    }

    /// What counts for a client that asks for options only.
    fn execute_for_options(&mut self) {
        let (world, wire) = (self.world(), self.wire_scope(self.network));
        world.execute_group(&mut self.state, wire, Some(ScopeIx::ROOT));
        world.execute_classes(&mut self.state, wire);
        if let Some(host) = self.host.and_then(|host| self.resolver.host(host)) {
            world.execute_group(&mut self.state, host.scope, Some(wire));
        }
    }

    pub(super) fn set_status(&mut self, number: u16, text: &str) {
        let octets = [&number.to_be_bytes(), text.as_bytes()].concat();
        self.state.output.set_octets(DHCP6, STATUS, &octets);
    }

    /// The message with its options.
    fn reply(&mut self, always: &[u16], wanted: &[u8]) -> Result<Outcome, Outcome> {
        let options = self.options(always, wanted);
        if !self.state.lost.is_empty() {
            return Err(undecided(&self.state.lost));
        }
        let associations = std::mem::take(&mut self.associated);
        Ok(Outcome::Reply(Box::new(Reply { kind: self.kind, associations, options })))
    }
}
