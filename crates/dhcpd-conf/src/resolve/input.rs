//! The options of a client's packet, with those inside other options.

use super::code::Opt;
use super::execute::World;
use super::option_state::{OptionState, Stored};
use super::state::State;
use super::{Client, Message, Resolver, client};
use crate::options::Widths;
use crate::table::{DHCP, FQDN, SERVER};

/// Codes of the space `fqdn`.
pub(super) mod fqdn {
    pub(in crate::resolve) const NO_CLIENT_UPDATE: u32 = 1;
    pub(in crate::resolve) const SERVER_UPDATE: u32 = 2;
    pub(in crate::resolve) const ENCODED: u32 = 3;
    pub(in crate::resolve) const RCODE1: u32 = 4;
    pub(in crate::resolve) const RCODE2: u32 = 5;
    pub(in crate::resolve) const HOSTNAME: u32 = 6;
    pub(in crate::resolve) const DOMAINNAME: u32 = 7;
    pub(in crate::resolve) const NAME: u32 = 8;
}

/// Spaces may lie in each other so deep.
const DEEPEST: u32 = 8;

/// The options of a packet.
pub(super) fn of(resolver: &Resolver<'_>, client: &Client) -> OptionState {
    let mut state = OptionState::default();
    let message = match client.message {
        Message::Discover => Some(1),
        Message::Request => Some(3),
        Message::Inform => Some(8),
        Message::Bootp => None,
    };
    if let Some(message) = message {
        state.set_octets(DHCP, client::MESSAGE_TYPE.into(), &[message]);
    }
    for (code, value) in &client.options {
        if *code == client::MESSAGE_TYPE {
            continue;
        }
        save(resolver, &mut state, Opt { space: DHCP, code: (*code).into() }, value, 0);
    }
    state
}

/// Keeps one option, and what is in it.
pub(super) fn save(
    resolver: &Resolver<'_>,
    state: &mut OptionState,
    option: Opt,
    value: &[u8],
    depth: u32,
) {
    const HOST_NAME: u32 = 12;
    let format = resolver.format(option);
    if let Some(space) = format.strip_prefix('E').and_then(|rest| rest.split('.').next())
        && let Some(space) = resolver.config.options.space(space.as_bytes())
        && !format.starts_with("E.")
    {
        decode(resolver, state, space, value, depth + 1);
    }
    if option == (Opt { space: DHCP, code: HOST_NAME }) && value.is_empty() {
        return;
    }
    let mut value = value;
    if has_text(&format) {
        while let [rest @ .., 0] = value
            && value.len() > least(&format)
        {
            value = rest;
        }
    }
    state.set(option, Stored::Octets(value.into()), Vec::new());
}

/// The options of a space in octets. What cannot be read ends it.
pub(super) fn decode(
    resolver: &Resolver<'_>,
    state: &mut OptionState,
    space: u16,
    octets: &[u8],
    depth: u32,
) {
    if depth > DEEPEST || matches!(space, DHCP | SERVER) {
        return;
    }
    if space == FQDN {
        return decode_fqdn(state, octets);
    }
    let Widths { code: code_width, length: length_width } = resolver.config.options.widths(space);
    let end = resolver.config.options.end(space);
    let mut rest = octets;
    while let Some((code, behind)) = number(rest, code_width) {
        if code == end {
            break;
        }
        if code == 0 {
            rest = behind;
            continue;
        }
        let Some((len, behind)) = number(behind, length_width) else { break };
        // Without a length, it goes to the end.
        let len =
            if length_width == 0 { octets.len() - usize::from(code_width) } else { len as usize };
        let Some((value, behind)) = behind.split_at_checked(len) else { break };
        save(resolver, state, Opt { space, code }, value, depth);
        rest = behind;
    }
}

fn number(octets: &[u8], width: u8) -> Option<(u32, &[u8])> {
    let (head, rest) = octets.split_at_checked(width.into())?;
    Some((head.iter().fold(0, |value, octet| value << 8 | u32::from(*octet)), rest))
}

/// Option 81 (RFC 4702) as names and flags.
fn decode_fqdn(state: &mut OptionState, octets: &[u8]) {
    let [flags, _, _, name @ ..] = octets else { return };
    let encoded = flags & 4 != 0;
    let mut flag = |code, value: bool| state.set_octets(FQDN, code, &[value.into()]);
    flag(fqdn::ENCODED, encoded);
    let text = if encoded {
        let Some(text) = labels(name) else { return };
        text
    } else {
        // Some clients end it with a NUL.
        name.strip_suffix(&[0]).unwrap_or(name).to_vec()
    };
    let mut parts = text.splitn(2, |byte| *byte == b'.');
    let names = [
        (fqdn::HOSTNAME, parts.next().unwrap_or(&[])),
        (fqdn::DOMAINNAME, parts.next().unwrap_or(&[])),
        (fqdn::NAME, text.as_slice()),
    ];
    for (code, name) in names {
        if !name.is_empty() {
            state.set_octets(FQDN, code, name);
        }
    }
    let mut flag = |code, value: bool| state.set_octets(FQDN, code, &[value.into()]);
    flag(fqdn::NO_CLIENT_UPDATE, flags & 2 != 0);
    flag(fqdn::SERVER_UPDATE, flags & 1 != 0);
    state.set_octets(FQDN, fqdn::RCODE1, octets.get(1..2).unwrap_or(&[0]));
    state.set_octets(FQDN, fqdn::RCODE2, octets.get(2..3).unwrap_or(&[0]));
}

/// A name of labels as text with dots.
pub(super) fn labels(name: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let mut rest = name;
    while let Some((len, behind)) = rest.split_first() {
        if *len == 0 {
            break;
        }
        let (label, behind) = behind.split_at_checked(usize::from(*len)).filter(|_| *len < 64)?;
        if !text.is_empty() {
            text.push(b'.');
        }
        text.extend_from_slice(label);
        rest = behind;
    }
    Some(text)
}

/// Whether a format ends in text, whose NUL at the end does not count.
pub(super) fn has_text(format: &str) -> bool {
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            't' | 'k' => return true,
            'A' | 'a' | 'X' | 'D' | 'd' => return false,
            'E' | 'N' => while letters.next().is_some_and(|letter| letter != '.') {},
            _ => {}
        }
    }
    false
}

/// How many octets a value of a format has at least.
fn least(format: &str) -> usize {
    let mut least = 0;
    let mut last = 0;
    for letter in format.chars() {
        last = match letter {
            '6' => 16,
            'I' | 'l' | 'L' | 'T' => 4,
            's' | 'S' => 2,
            'b' | 'B' | 'f' => 1,
            'o' => return least - last,
            _ => return least,
        };
        least += last;
    }
    least
}

impl World<'_> {
    /// `parse-vendor-option;`: reads option 43 as the options of the space that `vendor-option-space`
    /// names.
    pub(super) fn parse_vendor_option(&self, state: &mut State) {
        const VENDOR_OPTIONS: u32 = 43;
        if self.sender.is_none() {
            return;
        }
        let name = match state.parameter(self, super::parameters::VENDOR_OPTION_SPACE) {
            Ok(Some(name)) => name,
            Ok(None) => return,
            Err(reasons) => return state.lost.extend(reasons),
        };
        let Some(space) = self.resolver.config.options.space(&name) else { return };
        let value = state.input.get(DHCP, VENDOR_OPTIONS).map(|entry| entry.value.clone());
        if let Some(Stored::Octets(octets)) = value {
            decode(self.resolver, &mut state.input, space, &octets, 1);
        }
    }
}
