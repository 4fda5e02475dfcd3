//! Refusals (DHCPNAK).

use super::Case;
use super::codes;
use super::lease::return_agent_options;
use super::packet::Draft;
use crate::resolve::answer::{PacketKind, Reply, Source};
use crate::resolve::execute::Lease;
use crate::resolve::option_state::Stored;
use crate::resolve::undecided::{Reason, because};
use crate::table::DHCP;
use crate::view::ScopeIx;

/// What dhcpd says in option 56.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// The address is not the one that is fixed for the client.
    Incorrect,
    NotAvailable,
    /// What was said last, to whomever.
    Earlier,
}

impl Case<'_> {
    /// A refusal; `scope` is whose statements count where the client's wire is not known.
    pub(super) fn nak(&self, scope: Option<ScopeIx>, why: Why) -> Reply {
        let mut state = self.fresh();
        // Statements are executed with the names of the whole server.
        state.scope = self.resolver.global();
        let world = self.world(Lease { known: self.known, ..Lease::none() });
        match self.network {
            Some(network) => {
                let first = self.resolver.networks().first_subnet(network);
                let scope = match first {
                    Some(subnet) => self.subnet_scope(subnet),
                    None => self.network_scope(network),
                };
                world.execute_group(&mut state, scope, None);
                let pool = self.resolver.networks().pools(network).first();
                let block = pool.and_then(|pool| pool.block);
                if let Some(block) = block.and_then(|ix| self.resolver.config.pool(ix)) {
                    let limit = self.network_scope(network);
                    world.execute_group(&mut state, block.scope, Some(limit));
                }
            }
            None => world.execute_group(&mut state, scope.unwrap_or(ScopeIx::ROOT), None),
        }
        let mut sent = self.fresh();
        sent.lost.extend(state.lost.iter().cloned());
        self.server_identifier(&mut state, &world);
        if let Some(entry) = state.output.get(DHCP, codes::SERVER_IDENTIFIER).cloned() {
            sent.output.set(entry.option, entry.value, entry.sources);
        }
        sent.output.set_octets(DHCP, codes::MESSAGE_TYPE, &[6]);
        let option = crate::resolve::code::Opt { space: DHCP, code: codes::MESSAGE };
        let message = match why {
            Why::Incorrect => Stored::Octets((*b"requested address is incorrect").into()),
            Why::NotAvailable => Stored::Octets((*b"requested address not available").into()),
            Why::Earlier => Stored::Undecided(because(Reason::EarlierPackets)),
        };
        sent.output.set(option, message, Vec::new());
        return_agent_options(&mut sent);
        for member in state.members.clone().iter().rev() {
            world.execute_group(&mut state, member.group, None);
        }
        self.echo_identifier(&mut state, &world);
        let echoed = state.output.get(DHCP, codes::CLIENT_IDENTIFIER);
        if let Some(entry) = echoed.filter(|entry| entry.sources.is_empty()).cloned() {
            sent.output.set(entry.option, entry.value, entry.sources);
        }
        let outcome = self.send(sent, &world, Draft::new(PacketKind::Nak));
        Reply { source: Source::Nowhere, outcome }
    }
}
