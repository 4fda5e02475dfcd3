//! Offers and acknowledgements: what dhcpd does once it has an address for a client.

use std::net::Ipv4Addr;

use super::codes;
use super::packet::Draft;
use super::{Case, Place};
use crate::resolve::answer::{Outcome, PacketKind, Reply, Silence};
use crate::resolve::execute::{Lease, World};
use crate::resolve::option_state::Stored;
use crate::resolve::state::State;
use crate::resolve::undecided::{Reason, Reasons, because};
use crate::resolve::{client, parameters};
use crate::table::{AGENT, DHCP};
use crate::view::ScopeIx;

/// For so long an offer is kept, in seconds.
const OFFER: u64 = 120;

impl Case<'_> {
    pub(super) fn offer(&self, place: Place) -> Reply {
        let outcome = self.lease(&place, PacketKind::Offer);
        Reply { source: place.source, outcome }
    }

    pub(super) fn acknowledge(&self, place: Place) -> Reply {
        let outcome = self.lease(&place, PacketKind::Ack);
        Reply { source: place.source, outcome }
    }

    /// What is sent for an address.
    pub(super) fn lease(&self, place: &Place, kind: PacketKind) -> Outcome {
        let mut state = self.fresh();
        let mut world = self.world(self.lease_of(place));
        return_agent_options(&mut state);
        let limit = self.execute_place(&mut state, &world, place);
        world.execute_classes(&mut state, limit);
        let mut doubt = place.undecided.clone();
        if kind == PacketKind::Offer
            && let Some(outcome) = self.too_early(&mut state, &world, &mut doubt)
        {
            return outcome;
        }
        let host = place.host.or_else(|| self.host_without_address(&state));
        if let Some(host) = host.and_then(|host| self.resolver.host(host)) {
            world.execute_group(&mut state, host.scope, Some(limit));
        }
        if let Some(silence) =
            refused(&mut state, &world, host.is_some(), kind == PacketKind::Bootp, &mut doubt)
        {
            return silence_unless(&state, silence);
        }
        let mut draft = Draft { overload: true, ..Draft::new(kind) };
        self.note_limits(&state, place, &mut draft);
        draft.file_and_server(&mut state, &world, true);
        if kind != PacketKind::Bootp {
            match self.lease_time(&mut state, &world, place) {
                Ok(time) => draft.lease_time = Some(time),
                // The pool's time has not come, or is over.
                Err(Some(reasons)) => doubt.extend(reasons),
                Err(None) => {
                    let scope = self.subnet_scope(place.subnet);
                    return self.nak(Some(scope), super::nak::Why::Earlier).outcome;
                }
            }
        }
        self.commit(&mut state, &mut world, place, host, kind, &draft);
        if !state.lost.is_empty() {
            doubt.extend(state.lost.iter().cloned());
        }
        if !doubt.is_empty() {
            return Outcome::Undecided(doubt.into_iter().collect());
        }
        self.finish_lease(state, &world, place, draft)
    }

    /// What expressions see before the lease is kept.
    pub(super) fn lease_of(&self, place: &Place) -> Lease {
        let fixed = place.host.is_some();
        let host = place.host.and_then(|host| self.resolver.host(host));
        Lease {
            known: self.known,
            fixed,
            address: place.address.clone().map(Some),
            host: host.map(|host| host.name.clone()),
            seconds: None,
        }
    }

    /// Executes what the subnet and the pool say; gives the group that is executed last.
    pub(super) fn execute_place(
        &self,
        state: &mut State,
        world: &World<'_>,
        place: &Place,
    ) -> ScopeIx {
        let subnet = self.subnet_scope(place.subnet);
        world.execute_group(state, subnet, None);
        let Some((network, at)) = place.pool else { return subnet };
        let network_scope = self.network_scope(network);
        let pool = self.resolver.networks().pools(network).get(at);
        let block = pool.and_then(|pool| pool.block).and_then(|ix| self.resolver.config.pool(ix));
        // A pool goes on from the wire, not from the subnet.
        let Some(block) = block else { return network_scope };
        world.execute_group(state, block.scope, Some(network_scope));
        block.scope
    }

    fn too_early(
        &self,
        state: &mut State,
        world: &World<'_>,
        doubt: &mut Reasons,
    ) -> Option<Outcome> {
        match state.parameter(world, parameters::MIN_SECS) {
            Ok(Some(seconds)) => seconds
                .first()
                .is_some_and(|least| self.client.seconds < u16::from(*least))
                .then(|| silence_unless(state, Silence::TooEarly)),
            Ok(None) => None,
            Err(reasons) => {
                doubt.extend(reasons);
                None
            }
        }
    }

    /// A host without a fixed address that is for the client.
    fn host_without_address(&self, state: &State) -> Option<usize> {
        let hosts = self.resolver.hosts();
        let identifier = self.client.option(client::CLIENT_IDENTIFIER);
        let identifier = identifier.and_then(|identifier| hosts.of_identifier(identifier));
        let hardware = hosts.of_hardware(self.client.hardware_type, self.client.chaddr());
        let option = hosts.of_options(state);
        [identifier, hardware, option].into_iter().find_map(|first| hosts.without_address(first))
    }

    /// What depends on leases of others.
    fn note_limits(&self, state: &State, place: &Place, draft: &mut Draft) {
        if place.host.is_some() {
            return;
        }
        let list = &self.resolver.classes().list;
        let limited = state.members.iter().filter(|member| member.limited);
        for class in limited.filter_map(|member| list.get(member.class)) {
            draft.undecided.insert(Reason::LeaseLimit(class.name.clone()));
        }
    }

    /// Keeps the lease: what is evaluated from here on sees it.
    fn commit(
        &self,
        state: &mut State,
        world: &mut World<'_>,
        place: &Place,
        host: Option<usize>,
        kind: PacketKind,
        draft: &Draft,
    ) {
        if kind != PacketKind::Offer {
            world.execute_commit(state);
            if kind == PacketKind::Ack {
                self.note_name_update(state, world);
            }
        }
        if place.host.is_some() {
            // dhcpd drops the variables of a lease that it does not keep.
            state.scope = crate::resolve::scope::Scope::default();
            return;
        }
        let host = host.and_then(|host| self.resolver.host(host));
        world.lease.host = host.map(|host| host.name.clone());
        world.lease.seconds = match kind {
            PacketKind::Offer => Some(OFFER),
            _ => {
                let seconds = draft.lease_time.as_ref().and_then(|time| time.seconds.known());
                seconds.map(|seconds| u64::from(*seconds))
            }
        };
    }

    /// A client that sends a name may be answered one, if names are updated.
    fn note_name_update(&self, state: &mut State, world: &World<'_>) {
        let sends = self.client.option(81).is_some();
        let style = state.parameter(world, parameters::DDNS_UPDATE_STYLE);
        if sends && !matches!(&style, Ok(None)) && style != Ok(Some([0].into())) {
            let option = crate::resolve::code::Opt { space: DHCP, code: codes::FQDN };
            let value = Stored::Undecided(because(Reason::NameUpdate));
            state.output.set(option, value, Vec::new());
        }
    }

    /// Everything behind the lease itself.
    fn finish_lease(
        &self,
        mut state: State,
        world: &World<'_>,
        place: &Place,
        mut draft: Draft,
    ) -> Outcome {
        let state_ref = &mut state;
        draft.max_message_size = self.max_message_size(state_ref, world);
        if let Some(selected) = self.client.option(118) {
            state_ref.output.set_octets(DHCP, codes::SUBNET_SELECTION, selected);
        }
        if draft.kind != PacketKind::Bootp {
            state_ref.output.set_octets(DHCP, codes::MESSAGE_TYPE, &[draft.message_type()]);
            self.server_identifier(state_ref, world);
            self.set_times(state_ref, world, &draft);
        }
        draft.next_server(state_ref, world);
        self.subnet_mask(state_ref, place.subnet);
        self.host_name(state_ref, world);
        draft.echo = self.echo_identifier(state_ref, world);
        self.name_of_address(state_ref, world);
        self.own_router(state_ref, world, place);
        if let Err(outcome) = site_space(state_ref, world) {
            return outcome;
        }
        draft.wanted = self.request_list(state_ref, world);
        self.send(state, world, draft)
    }
}

/// The relay's options go back to it.
pub(super) fn return_agent_options(state: &mut State) {
    let own: Vec<_> = state.input.of_space(AGENT).into_iter().cloned().collect();
    for entry in own {
        state.output.set(entry.option, entry.value, Vec::new());
    }
}

/// Nothing is sent, unless it cannot be told any more what happens.
pub(super) fn silence_unless(state: &State, silence: Silence) -> Outcome {
    match state.lost.is_empty() {
        true => Outcome::Silent(silence),
        false => Outcome::Undecided(state.lost.iter().cloned().collect()),
    }
}

/// Whether a client is refused by what is set for it.
pub(super) fn refused(
    state: &mut State,
    world: &World<'_>,
    has_host: bool,
    bootp: bool,
    doubt: &mut Reasons,
) -> Option<Silence> {
    let checks = [
        (!has_host, parameters::BOOT_UNKNOWN_CLIENTS, Silence::UnknownClient),
        (bootp, parameters::ALLOW_BOOTP, Silence::BootpDenied),
        (true, parameters::ALLOW_BOOTING, Silence::BootingDenied),
    ];
    for (counts, code, silence) in checks {
        let Some(flag) = state.flag(world, code).filter(|_| counts) else { continue };
        if flag.must_fail() {
            return Some(silence);
        }
        if !flag.must_be_true() {
            doubt.extend(flag.reasons);
        }
    }
    None
}

/// `site-option-space`: where options with high codes are looked for.
pub(super) fn site_space(state: &mut State, world: &World<'_>) -> Result<(), Outcome> {
    let name = match state.parameter(world, parameters::SITE_OPTION_SPACE) {
        Ok(Some(name)) => name,
        Ok(None) => return Ok(()),
        Err(reasons) => return Err(Outcome::Undecided(reasons.into_iter().collect())),
    };
    let options = &world.resolver.config.options;
    let Some(space) = options.space(&name).filter(|_| !name.is_empty()) else {
        return Err(Outcome::Silent(Silence::UnknownOptionSpace));
    };
    let lowest = options.lowest_code(space).unwrap_or(224);
    state.output.site = Some((space, lowest.clamp(128, 224)));
    Ok(())
}

/// The first address in octets.
pub(super) fn first_address(octets: &[u8]) -> Option<Ipv4Addr> {
    octets.first_chunk::<4>().map(|octets| Ipv4Addr::from(*octets))
}
