//! The options of a space as the value of one option.

use config_text::Span;

use crate::resolve::code::Opt;
use crate::resolve::execute::World;
use crate::resolve::input::fqdn;
use crate::resolve::option_state::{Entry, Stored};
use crate::resolve::state::State;
use crate::resolve::undecided::{Reason, Reasons, because};
use crate::table::{FQDN, NWIP};

/// Octets with the statements they come from; `None` where there are none.
pub(in crate::resolve) type Encapsulated = Result<Option<(Vec<u8>, Vec<Span>)>, Reasons>;

/// Spaces may lie in each other so deep.
const DEEPEST: u32 = 8;

impl World<'_> {
    /// All options of a space that are set.
    pub(super) fn encapsulate(&self, state: &mut State, space: u16) -> Encapsulated {
        match space {
            FQDN => self.fqdn(state),
            NWIP => self.nwip(state),
            _ => self.space(state, space, 0),
        }
    }

    fn space(&self, state: &mut State, space: u16, depth: u32) -> Encapsulated {
        if depth > DEEPEST {
            return Err(because(Reason::TooComplex));
        }
        let entries: Vec<Entry> = state.output.of_space(space).into_iter().cloned().collect();
        // What is set in a space inside counts only where something is set in this one.
        if entries.is_empty() {
            return Ok(None);
        }
        let mut out = Vec::new();
        let mut sources = Vec::new();
        for entry in &entries {
            let Some(octets) = self.stored(state, &entry.value).octets()? else { continue };
            if self.append(&mut out, entry.option, &octets) {
                sources.extend(entry.sources.iter().copied());
            }
        }
        for (inner, holder) in self.resolver.spaces_in(space) {
            if state.output.has(space, holder.code) {
                continue;
            }
            let inside = match inner {
                FQDN | NWIP => self.encapsulate(state, inner)?,
                _ => self.space(state, inner, depth + 1)?,
            };
            if let Some((octets, more)) = inside
                && self.append(&mut out, holder, &octets)
            {
                sources.extend(more);
            }
        }
        Ok((!out.is_empty()).then_some((out, sources)))
    }

    /// Adds one option: code, length, value. Empty values only where the option has none.
    fn append(&self, out: &mut Vec<u8>, option: Opt, value: &[u8]) -> bool {
        if value.is_empty() && !self.resolver.format(option).starts_with('Z') {
            return false;
        }
        let widths = self.resolver.config.options.widths(option.space);
        let mut number = |value: u32, width: u8| {
            let unused = 4usize.saturating_sub(width.into());
            out.extend_from_slice(value.to_be_bytes().get(unused..).unwrap_or(&[]));
        };
        number(option.code, widths.code);
        number(u32::try_from(value.len()).unwrap_or(u32::MAX), widths.length);
        out.extend_from_slice(value);
        true
    }

    /// Option 63 is sent only where none of its suboptions has a value, to say so.
    fn nwip(&self, state: &mut State) -> Encapsulated {
        if !state.output.has_space(NWIP) {
            return Ok(None);
        }
        // dhcpd loses the length of what it puts together here.
        let some = self.space(state, NWIP, 0)?.is_some();
        Ok((!some).then(|| (vec![1, 2, 1, 0], Vec::new())))
    }

    /// Option 81 (RFC 4702): flags, two octets for results, and the name.
    fn fqdn(&self, state: &mut State) -> Encapsulated {
        if !state.output.has_space(FQDN) {
            return Ok(None);
        }
        let mut sources = Vec::new();
        let mut part = |code: u32| -> Result<Vec<u8>, Reasons> {
            let Some(entry) = state.output.get(FQDN, code).cloned() else { return Ok(Vec::new()) };
            sources.extend(entry.sources);
            let octets = self.stored(state, &entry.value).octets_left()?;
            Ok(octets.map(|octets| octets.to_vec()).unwrap_or_default())
        };
        let is_set = |octets: &[u8]| octets.first().is_some_and(|octet| *octet != 0);
        let mut flags = 0;
        for (code, bit) in [(fqdn::NO_CLIENT_UPDATE, 2), (fqdn::SERVER_UPDATE, 1)] {
            if is_set(&part(code)?) {
                flags |= bit;
            }
        }
        let results = [part(fqdn::RCODE1)?, part(fqdn::RCODE2)?];
        let encoded = is_set(&part(fqdn::ENCODED)?);
        let name = part(fqdn::NAME)?;
        let mut out = vec![flags | if encoded { 4 } else { 0 }];
        out.extend(results.iter().map(|octets| octets.first().copied().unwrap_or(0)));
        if encoded && !name.is_empty() {
            out.extend(labels(&name));
        } else {
            out.extend_from_slice(&name);
        }
        Ok(Some((out, sources)))
    }

    /// What an option holds that is not set itself: the options of the space in its format.
    pub(in crate::resolve) fn held(&self, state: &mut State, option: Opt) -> Encapsulated {
        let format = self.resolver.format(option);
        let Some(name) = format.strip_prefix('E').and_then(|rest| rest.split('.').next()) else {
            return Ok(None);
        };
        let options = &self.resolver.config.options;
        let space = match name {
            // The space that `vendor-option-space` names.
            "" => {
                let code = crate::resolve::parameters::VENDOR_OPTION_SPACE;
                let Some(entry) = state.output.get(crate::table::SERVER, code) else {
                    return Ok(None);
                };
                let stored: Stored = entry.value.clone();
                let name = self.stored(state, &stored).octets_left()?;
                name.filter(|name| !name.is_empty()).and_then(|name| options.space(&name))
            }
            name => options.space(name.as_bytes()),
        };
        space.map_or(Ok(None), |space| self.encapsulate(state, space))
    }
}

/// A name with dots as labels.
pub(in crate::resolve) fn labels(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len() + 2);
    let labels = name.split(|byte| matches!(byte, b'.' | 0));
    for label in labels.take_while(|label| !label.is_empty()) {
        out.push(u8::try_from(label.len()).unwrap_or(u8::MAX));
        out.extend_from_slice(label);
    }
    out.push(0);
    out
}
