//! Options while a client is being answered.
//!
//! dhcpd keeps the expression of an option and evaluates it when it needs the value: what a later
//! statement sets is seen by an earlier one's `config-option`.

use std::sync::Arc;

use config_text::Span;

use super::code::{Code, Expr, Opt};
use super::undecided::Reasons;
use crate::table::{AGENT, FQDN, ISC, NWIP};

/// A value that is to be evaluated.
#[derive(Debug, Clone)]
pub(super) enum Stored {
    /// Octets: from the client, or made by the server itself.
    Octets(Arc<[u8]>),
    Expression(Arc<Code>, Expr),
    /// One behind the other.
    Concat(Box<Stored>, Box<Stored>),
    /// Two lists of compressed names.
    Names(Box<Stored>, Box<Stored>),
    /// One of several, or none.
    Undecided(Reasons),
}

impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Octets(one), Self::Octets(other)) => one == other,
            (Self::Expression(code, one), Self::Expression(of, other)) => {
                Arc::ptr_eq(code, of) && one == other
            }
            (Self::Concat(one, two), Self::Concat(three, four))
            | (Self::Names(one, two), Self::Names(three, four)) => one == three && two == four,
            (Self::Undecided(one), Self::Undecided(other)) => one == other,
            _ => false,
        }
    }
}

/// An option that is set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) option: Opt,
    pub(super) value: Stored,
    /// The statements, from the first octet to the last; none for what the server does by itself.
    pub(super) sources: Vec<Span>,
    /// How deep the value is made of others.
    depth: u32,
}

/// A value may be made of so many others.
const DEEPEST: u32 = 200;

/// All options that are set, in the order in which they were set first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct OptionState {
    entries: Vec<Entry>,
    /// The space that site codes are looked up in, and the first of them.
    pub(super) site: Option<(u16, u32)>,
}

impl OptionState {
    pub(super) fn get(&self, space: u16, code: u32) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.option == Opt { space, code })
    }

    pub(super) fn has(&self, space: u16, code: u32) -> bool {
        self.get(space, code).is_some()
    }

    /// Sets an option, in place of the value it has.
    pub(super) fn set(&mut self, option: Opt, value: Stored, sources: Vec<Span>) {
        self.save(Entry { option, value, sources, depth: 0 });
    }

    fn save(&mut self, entry: Entry) {
        match self.entries.iter_mut().find(|one| one.option == entry.option) {
            Some(place) => *place = entry,
            None => self.entries.push(entry),
        }
    }

    /// Octets that the server sets by itself.
    pub(super) fn set_octets(&mut self, space: u16, code: u32, octets: &[u8]) {
        self.set(Opt { space, code }, Stored::Octets(octets.into()), Vec::new());
    }

    pub(super) fn remove(&mut self, space: u16, code: u32) {
        self.entries.retain(|entry| entry.option != Opt { space, code });
    }

    /// Puts a value behind or in front of what is set. `names` for lists of compressed names.
    pub(super) fn extend(
        &mut self,
        option: Opt,
        value: Stored,
        source: Span,
        behind: bool,
        names: bool,
    ) {
        let Some(before) = self.get(option.space, option.code).cloned() else {
            return self.set(option, value, vec![source]);
        };
        let mut sources = before.sources;
        let (first, second) = if behind {
            sources.push(source);
            (before.value, value)
        } else {
            sources.insert(0, source);
            (value, before.value)
        };
        let depth = before.depth + 1;
        let value = match (depth > DEEPEST, names) {
            (true, _) => Stored::Undecided([super::Reason::TooComplex].into()),
            (false, true) => Stored::Names(Box::new(first), Box::new(second)),
            (false, false) => Stored::Concat(Box::new(first), Box::new(second)),
        };
        self.save(Entry { option, value, sources, depth });
    }

    /// The options of a space in the order in which dhcpd goes over them.
    pub(super) fn of_space(&self, space: u16) -> Vec<&Entry> {
        let own: Vec<&Entry> =
            self.entries.iter().filter(|entry| entry.option.space == space).collect();
        if matches!(space, NWIP | FQDN | AGENT | ISC) {
            // These are lists.
            return own;
        }
        // Others are in 17 rows; in each, the newest stands first.
        let row = |row: u32| own.iter().rev().filter(move |entry| hash(entry.option.code) == row);
        (0..ROWS).flat_map(row).copied().collect()
    }

    pub(super) fn has_space(&self, space: u16) -> bool {
        self.entries.iter().any(|entry| entry.option.space == space)
    }

    /// What is set in one way or the other is set in neither for certain.
    pub(super) fn merged(self, other: Self, reasons: &Reasons) -> Self {
        let mut entries = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            let same = other.get(entry.option.space, entry.option.code);
            entries.push(match same {
                Some(same) if same.value == entry.value => entry.clone(),
                other => undecided(entry, other, reasons),
            });
        }
        for entry in &other.entries {
            if !self.has(entry.option.space, entry.option.code) {
                entries.push(undecided(entry, None, reasons));
            }
        }
        Self { entries, site: self.site }
    }
}

fn undecided(entry: &Entry, other: Option<&Entry>, reasons: &Reasons) -> Entry {
    let mut reasons = reasons.clone();
    let mut sources = entry.sources.clone();
    for one in [Some(entry), other].into_iter().flatten() {
        if let Stored::Undecided(more) = &one.value {
            reasons.extend(more.iter().cloned());
        }
        let new: Vec<Span> =
            one.sources.iter().filter(|span| !sources.contains(span)).copied().collect();
        sources.extend(new);
    }
    Entry { option: entry.option, value: Stored::Undecided(reasons), sources, depth: 0 }
}

const ROWS: u32 = 17;

/// The row that dhcpd keeps an option in.
fn hash(code: u32) -> u32 {
    ((code & 31) + ((code >> 5) & 31)) % ROWS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_gone_over_in_rows_and_lists() {
        let mut state = OptionState::default();
        for code in [18, 1, 35, 2] {
            state.set_octets(40, code, &[]);
            state.set_octets(AGENT, code, &[]);
        }
        let codes = |space| -> Vec<u32> {
            state.of_space(space).iter().map(|entry| entry.option.code).collect()
        };
        // 18 and 1 share a row, and so do 35 (3 + 1) and none.
        assert_eq!(codes(40), [1, 18, 2, 35]);
        assert_eq!(codes(AGENT), [18, 1, 35, 2]);
    }
}
