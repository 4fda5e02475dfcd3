//! Clients that have an address and want the options (DHCPINFORM, RFC 2131, section 3.4).

use std::net::Ipv4Addr;

use super::codes;
use super::lease::{return_agent_options, site_space};
use super::packet::Draft;
use super::{Case, silent, undecided};
use crate::resolve::answer::{Outcome, PacketKind, Reply, Silence, Source};
use crate::resolve::client;
use crate::resolve::execute::Lease;
use crate::resolve::state::Sight;
use crate::resolve::undecided::Reasons;
use crate::table::{AGENT, DHCP};

/// The relay's suboption that selects a network (RFC 3527).
const LINK_SELECTION: u32 = 5;

impl Case<'_> {
    pub(super) fn inform(&mut self) -> Reply {
        let own = self.client.address.or(self.client.relay);
        let Some(own) = own.filter(|address| !address.octets().starts_with(&[0, 0, 0])) else {
            return silent(Silence::NoClientAddress);
        };
        let selected = match self.selection() {
            Ok(selected) => selected,
            Err(silence) => return silent(silence),
        };
        let config = self.resolver.config;
        let networks = self.resolver.networks();
        let Some(subnet) = networks.subnet(selected.unwrap_or(own)) else {
            return silent(Silence::UnknownNetwork);
        };
        let scope = self.subnet_scope(subnet);
        let source = Source::Own { subnet };
        if !self.resolver.authority(scope).value {
            return Reply { source, outcome: Outcome::Silent(Silence::NotAuthoritative) };
        }
        let mut state = self.fresh();
        state.scope = self.resolver.global();
        let world = self.world(Lease::none());
        if let Some(selected) = selected {
            // dhcpd sends the selection back; a relay's under the relay's number for it, which is another
            // option among the client's.
            let link = self.state.input.has(AGENT, LINK_SELECTION);
            let code = if link { LINK_SELECTION } else { codes::SUBNET_SELECTION };
            state.output.set_octets(DHCP, code, &selected.octets());
        }
        return_agent_options(&mut state);
        world.execute_group(&mut state, scope, None);
        let pool = self.client.address.and_then(|address| networks.pool_of(config, address));
        if let Some((network, at, _)) = pool
            && let Some(block) = networks.pools(network).get(at).and_then(|pool| pool.block)
            && let Some(block) = config.pool(block)
        {
            world.execute_group(&mut state, block.scope, Some(self.network_scope(network)));
        }
        world.execute_classes(&mut state, scope);
        match self.host_of_inform(own) {
            Ok(host) => {
                if let Some(host) = host.and_then(|host| self.resolver.host(host)) {
                    world.execute_group(&mut state, host.scope, Some(scope));
                }
            }
            Err(reasons) => return undecided(source, reasons),
        }
        if !state.lost.is_empty() {
            return undecided(source, state.lost);
        }
        let mut draft = Draft::new(PacketKind::Ack);
        state.sight = Sight::Client;
        draft.file_and_server(&mut state, &world, false);
        state.sight = Sight::Both;
        state.output.set_octets(DHCP, codes::MESSAGE_TYPE, &[draft.message_type()]);
        self.server_identifier(&mut state, &world);
        self.subnet_mask(&mut state, subnet);
        if let Err(outcome) = site_space(&mut state, &world) {
            return Reply { source, outcome };
        }
        draft.wanted = self.request_list(&mut state, &world);
        draft.next_server(&mut state, &world);
        for code in [codes::LEASE_TIME, codes::RENEWAL_TIME, codes::REBINDING_TIME] {
            state.output.remove(DHCP, code);
        }
        Reply { source, outcome: self.send(state, &world, draft) }
    }

    /// The network that the relay or the client selects.
    fn selection(&self) -> Result<Option<Ipv4Addr>, Silence> {
        let link = self.state.input.get(AGENT, LINK_SELECTION).map(|entry| entry.value.clone());
        let octets = match link {
            Some(crate::resolve::option_state::Stored::Octets(octets)) => octets.to_vec(),
            Some(_) => return Ok(None),
            None => match self.client.option(118) {
                Some(octets) => octets.to_vec(),
                None => return Ok(None),
            },
        };
        let octets: Result<[u8; 4], _> = octets.try_into();
        octets.map(|octets| Some(octets.into())).map_err(|_| Silence::BadSelection)
    }

    /// The host for a client that has an address: one that fixes it counts most.
    fn host_of_inform(&self, own: Ipv4Addr) -> Result<Option<usize>, Reasons> {
        let hosts = self.resolver.hosts();
        let identifier = self.client.option(client::CLIENT_IDENTIFIER);
        let by_identifier = identifier.and_then(|identifier| hosts.of_identifier(identifier));
        let is_own = |address| address == own;
        if let Some((host, _)) = hosts.fixed(by_identifier, is_own)? {
            return Ok(Some(host));
        }
        let by_hardware = hosts.of_hardware(self.client.hardware_type, self.client.chaddr());
        if let Some((host, _)) = hosts.fixed(by_hardware, is_own)? {
            return Ok(Some(host));
        }
        let without = hosts.without_address(by_identifier);
        Ok(without.or_else(|| hosts.without_address(by_hardware)))
    }
}
