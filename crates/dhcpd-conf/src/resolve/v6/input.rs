//! The options of a client's message and of its relays', with those inside other options.

use std::sync::Arc;

use super::Client;
use crate::resolve::Resolver;
use crate::resolve::code::Opt;
use crate::resolve::input::{fqdn, save};
use crate::resolve::option_state::OptionState;
use crate::table::{DHCP6, FQDN};

/// The option with the client's name (RFC 4704).
pub(super) const CLIENT_FQDN: u16 = 39;

/// The options of a message.
pub(super) fn of(resolver: &Resolver<'_>, client: &Client) -> OptionState {
    let mut state = OptionState::default();
    for (code, value) in client.association_options() {
        // dhcpd looks at the first of several.
        if !state.has(DHCP6, code.into()) {
            save(resolver, &mut state, Opt { space: DHCP6, code: code.into() }, &value, 0);
        }
    }
    add(resolver, &mut state, client.options.iter());
    state
}

/// Those of the relays, the nearest first.
pub(super) fn of_relays(resolver: &Resolver<'_>, client: &Client) -> Arc<[OptionState]> {
    let options = client.relays.iter().map(|relay| {
        let mut state = OptionState::default();
        add(resolver, &mut state, relay.options.iter());
        state
    });
    options.collect()
}

fn add<'o>(
    resolver: &Resolver<'_>,
    state: &mut OptionState,
    options: impl Iterator<Item = (&'o u16, &'o Vec<u8>)>,
) {
    for (code, value) in options {
        if *code == CLIENT_FQDN {
            decode_fqdn(state, value);
        }
        save(resolver, state, Opt { space: DHCP6, code: (*code).into() }, value, 0);
    }
}

/// Option 39 (RFC 4704) as names and flags, which have the space of the option for DHCPv4.
fn decode_fqdn(state: &mut OptionState, octets: &[u8]) {
    let Some((flags, name)) = octets.split_first() else { return };
    let mut flag = |code, value: bool| state.set_octets(FQDN, code, &[value.into()]);
    flag(fqdn::ENCODED, true);
    flag(fqdn::SERVER_UPDATE, flags & 1 != 0);
    flag(fqdn::NO_CLIENT_UPDATE, flags & 2 != 0);
    let Some(mut text) = crate::resolve::input::labels(name) else { return };
    if text.is_empty() {
        text.push(b'.');
    }
    let dot = text.iter().position(|byte| *byte == b'.').unwrap_or(text.len());
    // The domain begins with its dot.
    let (host, domain) = text.split_at_checked(dot).unwrap_or((&text, &[]));
    for (code, part) in
        [(fqdn::NAME, text.as_slice()), (fqdn::HOSTNAME, host), (fqdn::DOMAINNAME, domain)]
    {
        if !part.is_empty() {
            state.set_octets(FQDN, code, part);
        }
    }
}
