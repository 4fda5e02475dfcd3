//! The answer to one association while it is made.

use super::answer::{Lease, Source};
use super::case::STATUS;
use super::{Association, Hint};
use crate::resolve::evaluate::Function;
use crate::resolve::option_state::OptionState;
use crate::resolve::scope::Scope;
use crate::resolve::undecided::Reasons;
use crate::resolve::{Field, Told};
use crate::table::DHCP6;
use crate::view::ScopeIx;

/// The answer to one association.
pub(super) struct Draft<'c> {
    pub(super) association: &'c Association,
    /// The options of the association itself.
    pub(super) output: OptionState,
    pub(super) leases: Vec<Lease>,
    /// How many addresses or prefixes were given.
    pub(super) given: u32,
    /// What the client would like for valid and preferred lifetime; 0 for any.
    pub(super) valid: u32,
    pub(super) preferred: u32,
    /// The shortest preferred lifetime that was given.
    pub(super) shortest: Result<u32, Reasons>,
    /// What is to be done when leases are kept, each with the names of its lease.
    pub(super) commits: Vec<(Function, Scope)>,
    /// What is to be done for a fixed address or prefix.
    pub(super) fixed_commit: Option<Function>,
}

/// What comes of something that the client would like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hinted {
    /// It is given, or does not matter.
    Done,
    /// Others have it, or it is not to be given.
    NotAvailable,
    /// The association gets a status code and nothing else.
    Cancelled,
}

/// A place that an address or a prefix comes from, with what counts for it.
pub(super) struct Place {
    pub(super) source: Source,
    /// Whose statements count.
    pub(super) group: ScopeIx,
    /// Whether it has names of its own: a lease has, a fixed address has not.
    pub(super) own_names: bool,
}

impl Place {
    /// Whether dhcpd keeps a lease of it.
    pub(super) fn is_leased(&self) -> bool {
        matches!(self.source, Source::Range { .. } | Source::Prefix { .. })
    }
}

impl<'c> Draft<'c> {
    pub(super) fn new(association: &'c Association) -> Self {
        Self {
            association,
            output: OptionState::default(),
            leases: Vec::new(),
            given: 0,
            valid: 0,
            preferred: 0,
            shortest: Ok(u32::MAX),
            commits: Vec::new(),
            fixed_commit: None,
        }
    }

    /// Notes for how long a client would like something: the shortest of what it says last.
    pub(super) fn note(&mut self, hint: &Hint) {
        if self.valid == 0 || self.valid > hint.valid {
            self.valid = hint.valid;
        }
        if self.preferred == 0 || self.preferred > hint.preferred {
            self.preferred = hint.preferred;
        }
    }

    /// Tells the client to give something up.
    pub(super) fn withdraw(&mut self, hint: &Hint) {
        let source = Source::Withdrawn { address: hint.address, length: hint.length };
        let none = Field { value: Told::Known(0), sources: Vec::new() };
        self.leases.push(Lease { source, preferred: none.clone(), valid: none });
    }

    /// Takes back what it has so far.
    pub(super) fn wipe(&mut self) {
        self.output = OptionState::default();
        self.leases.clear();
    }

    /// Takes back what it has so far for a status code.
    pub(super) fn refuse(&mut self, number: u16, text: &str) {
        self.wipe();
        let octets = [&number.to_be_bytes(), text.as_bytes()].concat();
        self.output.set_octets(DHCP6, STATUS, &octets);
    }

    /// Notes a preferred lifetime that is given.
    pub(super) fn note_preferred(&mut self, preferred: &Field<u32>) {
        match (&preferred.value, &mut self.shortest) {
            (Told::Known(seconds), Ok(shortest)) => *shortest = (*seconds).min(*shortest),
            (Told::Known(_), Err(_)) => {}
            (Told::Undecided(reasons), Err(more)) => more.extend(reasons.iter().cloned()),
            (Told::Undecided(reasons), shortest) => {
                *shortest = Err(reasons.iter().cloned().collect())
            }
        }
    }
}
