//! Which options go into a message, and in which order.

use super::answer::SentOption;
use super::case::Case;
use super::input::CLIENT_FQDN;
use crate::resolve::Told;
use crate::resolve::code::Opt;
use crate::resolve::input::fqdn;
use crate::resolve::reply::encapsulate::{Encapsulated, labels};
use crate::resolve::state::Sight;
use crate::resolve::undecided::Reasons;
use crate::table::{DHCP6, FQDN};

/// Codes that are sent wherever they are set, in this order.
pub(super) const EVERYTHING: [u16; 9] = [1, 2, 3, 4, 25, 14, 13, 20, 7];
/// Those of a message about addresses that a client has.
pub(super) const CONFIRMATION: [u16; 4] = [1, 2, 13, 7];
/// Those of a message that only says what is wrong.
pub(super) const REFUSAL: [u16; 3] = [1, 2, 13];

/// The option with the options of vendors (RFC 8415, section 21.17).
const VENDOR_OPTIONS: u16 = 17;

impl Case<'_> {
    /// The options of the message: those that are always sent, and those that the client asks for, as often
    /// as it does.
    pub(super) fn options(&mut self, always: &[u16], wanted: &[u8]) -> Vec<SentOption> {
        let mut options = Vec::new();
        for code in always {
            options.extend(self.sent(Opt { space: DHCP6, code: (*code).into() }));
        }
        let wanted = wanted
            .chunks_exact(2)
            .map(|code| code.first_chunk::<2>().map_or(0, |code| u16::from_be_bytes(*code)));
        let wanted: Vec<u16> = wanted.filter(|code| !always.contains(code)).collect();
        for code in &wanted {
            let option = Opt { space: DHCP6, code: (*code).into() };
            match self.state.output.has(DHCP6, option.code) {
                true => options.extend(self.sent(option)),
                false => options.extend(self.held(option)),
            }
        }
        if wanted.contains(&VENDOR_OPTIONS) {
            self.vendors(&mut options);
        }
        options
    }

    /// An option made of those of the space that it holds.
    fn held(&mut self, option: Opt) -> Option<SentOption> {
        let world = self.world();
        let before = std::mem::replace(&mut self.state.sight, Sight::Config);
        let held = match u16::try_from(option.code) {
            Ok(CLIENT_FQDN) => self.fqdn(),
            _ => world.held(&mut self.state, option),
        };
        self.state.sight = before;
        let (value, sources) = match held {
            Ok(held) => {
                let (octets, sources) = held?;
                (Told::Known(octets), sources)
            }
            Err(reasons) => (Told::Undecided(reasons.into_iter().collect()), Vec::new()),
        };
        let code = u16::try_from(option.code).unwrap_or(u16::MAX);
        Some(SentOption { code, name: self.resolver.name(option), value, sources })
    }

    /// Option 39 (RFC 4704): flags and the name.
    fn fqdn(&mut self) -> Encapsulated {
        if !self.state.output.has_space(FQDN) {
            return Ok(None);
        }
        let world = self.world();
        let mut sources = Vec::new();
        let mut part = |code: u32| -> Result<Vec<u8>, Reasons> {
            let entry = self.state.output.get(FQDN, code).cloned();
            let Some(entry) = entry else { return Ok(Vec::new()) };
            sources.extend(entry.sources);
            let octets = world.stored(&mut self.state, &entry.value).octets()?;
            Ok(octets.map(|octets| octets.to_vec()).unwrap_or_default())
        };
        let mut flags = 0;
        for (code, bit) in [(fqdn::NO_CLIENT_UPDATE, 2), (fqdn::SERVER_UPDATE, 1)] {
            if part(code)?.first().is_some_and(|octet| *octet != 0) {
                flags |= bit;
            }
        }
        let mut out = vec![flags];
        let name = part(fqdn::NAME)?;
        if !name.is_empty() {
            out.extend(labels(&name));
        }
        Ok(Some((out, sources)))
    }

    /// The options of each vendor that has some: number of the vendor, and code, length and value of each.
    fn vendors(&mut self, options: &mut Vec<SentOption>) {
        let resolver = self.resolver;
        let Some(vendors) = resolver.config.options.space(b"vsio") else { return };
        let spaces: Vec<(u16, Opt)> = resolver.spaces_in(vendors).collect();
        for (space, holder) in spaces {
            let entries: Vec<_> = self.state.output.of_space(space).into_iter().cloned().collect();
            let widths = resolver.config.options.widths(space);
            let mut value = Ok(Vec::new());
            let mut sources = Vec::new();
            for entry in entries {
                let Some(sent) = self.sent(entry.option) else { continue };
                sources.extend(sent.sources);
                match (sent.value, &mut value) {
                    (Told::Known(octets), Ok(value)) => {
                        append(value, entry.option.code, widths.code);
                        append(
                            value,
                            u32::try_from(octets.len()).unwrap_or(u32::MAX),
                            widths.length,
                        );
                        value.extend(octets);
                    }
                    (Told::Known(_), Err(_)) => {}
                    (Told::Undecided(reasons), value) => *value = Err(reasons),
                }
            }
            let value = match value {
                Ok(octets) if octets.is_empty() => continue,
                Ok(octets) => Told::Known([&holder.code.to_be_bytes()[..], &octets].concat()),
                Err(reasons) => Told::Undecided(reasons),
            };
            let option = Opt { space: DHCP6, code: VENDOR_OPTIONS.into() };
            let name = resolver.name(option);
            options.push(SentOption { code: VENDOR_OPTIONS, name, value, sources });
        }
    }
}

fn append(value: &mut Vec<u8>, number: u32, width: u8) {
    let unused = 4usize.saturating_sub(width.into());
    value.extend_from_slice(number.to_be_bytes().get(unused..).unwrap_or(&[]));
}
