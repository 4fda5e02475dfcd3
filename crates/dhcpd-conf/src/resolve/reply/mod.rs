//! From a client to its answer, in dhcpd's own order.

mod address;
mod bootp;
mod codes;
pub(super) mod encapsulate;
mod inform;
mod lease;
mod nak;
mod own;
mod packet;
mod send;
mod time;

use std::cell::Cell;
use std::net::Ipv4Addr;

use super::answer::{Answer, Membership, Outcome, Reply, Silence, Source};
use super::execute::{BUDGET, Lease, World};
use super::option_state::OptionState;
use super::scope::Scope;
use super::sender::Sender;
use super::state::State;
use super::undecided::Reasons;
use super::{Client, Message, Resolver, input};
use crate::view::{NetworkIx, ScopeIx, SubnetIx};

/// A client with what is known of it before an address is looked for.
pub(super) struct Case<'w> {
    resolver: &'w Resolver<'w>,
    client: &'w Client,
    budget: &'w Cell<u32>,
    network: Option<NetworkIx>,
    /// After classification.
    state: State,
    known: bool,
}

/// Where an address comes from, with what executes for it.
#[derive(Debug, Clone)]
struct Place {
    source: Source,
    subnet: SubnetIx,
    /// The pool, by number in its network.
    pool: Option<(NetworkIx, usize)>,
    /// The host that fixes the address, by number.
    host: Option<usize>,
    address: Result<Ipv4Addr, Reasons>,
    /// Why it is not certain that the client may have it.
    undecided: Reasons,
}

/// The answer to a client.
pub(super) fn answer(resolver: &Resolver<'_>, client: &Client) -> Answer {
    let budget = Cell::new(BUDGET);
    let mut case = Case::new(resolver, client, &budget);
    let faults = resolver.faults();
    let replies = match client.message {
        _ if !faults.is_empty() => vec![undecided(Source::Nowhere, faults.clone())],
        Message::Inform => vec![case.inform()],
        _ if case.network.is_none() && client.message != Message::Request => {
            vec![silent(Silence::UnknownNetwork)]
        }
        Message::Discover => case.discover(),
        Message::Request => case.request(),
        Message::Bootp => case.bootp(),
    };
    let members = case.state.members.iter();
    let classes = members.map(|member| Membership::of(resolver, member)).collect();
    Answer { network: case.network, known: case.known, classes, replies }
}

impl<'w> Case<'w> {
    fn new(resolver: &'w Resolver<'w>, client: &'w Client, budget: &'w Cell<u32>) -> Self {
        // Classes see what the file sets outside all blocks, as it was when the server started.
        let state = State::new(input::of(resolver, client), resolver.global());
        let mut case = Self { resolver, client, budget, network: None, state, known: false };
        let mut state = case.state.clone();
        let world = case.world(Lease::none());
        let network = world.locate(&state, client);
        // BOOTP clients are in no class.
        if client.message != Message::Bootp {
            world.classify(&mut state);
        }
        case.network = network;
        case.state = state;
        case
    }

    fn world(&self, lease: Lease) -> World<'w> {
        let sender = Some(Sender::V4(self.client));
        World { resolver: self.resolver, sender, lease, budget: self.budget }
    }

    /// The state in which statements for a lease begin.
    fn fresh(&self) -> State {
        State { scope: Scope::default(), output: OptionState::default(), ..self.state.clone() }
    }

    fn subnet_scope(&self, subnet: SubnetIx) -> ScopeIx {
        self.resolver.config.subnet(subnet).map_or(ScopeIx::ROOT, |subnet| subnet.scope)
    }

    fn network_scope(&self, network: NetworkIx) -> ScopeIx {
        self.resolver.config.network(network).map_or(ScopeIx::ROOT, |network| network.scope)
    }
}

fn silent(silence: Silence) -> Reply {
    Reply { source: Source::Nowhere, outcome: Outcome::Silent(silence) }
}

fn undecided(source: Source, reasons: Reasons) -> Reply {
    Reply { source, outcome: Outcome::Undecided(reasons.into_iter().collect()) }
}
