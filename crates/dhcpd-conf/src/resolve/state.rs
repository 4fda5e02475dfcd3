//! What changes while a client is being answered.

use std::sync::Arc;

use super::classes::Member;
use super::evaluate::{Function, Truth, Value};
use super::execute::{Flow, World};
use super::option_state::OptionState;
use super::scope::Scope;
use super::undecided::{Reason, Reasons, because};
use crate::table::SERVER;

/// What changes.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// Options of the client; `parse-vendor-option` adds to them.
    pub(super) input: OptionState,
    /// Options and parameters that are set.
    pub(super) output: OptionState,
    pub(super) scope: Scope,
    /// The classes that the client is in.
    pub(super) members: Vec<Member>,
    /// The last `on commit`.
    pub(super) commit: Option<Function>,
    /// Why nothing can be told any more.
    pub(super) lost: Reasons,
    pub(super) depth: u32,
    pub(super) sight: Sight,
    /// DHCPv6: the options of the relays that the client came through, the nearest one first.
    pub(super) relays: Arc<[OptionState]>,
    /// The relay whose options `option` means, in place of the client's (`v6relay`).
    pub(super) relay: Option<usize>,
}

/// Which options expressions see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// `option` means the client's, and `config-option` those to be sent.
    Both,
    /// There is no `config-option`.
    Client,
    /// There is no `option`.
    Config,
    /// `option` means those to be sent, and there is no `config-option`: dhcpd confounds them when it puts
    /// a DHCPv6 message together.
    Swapped,
}

impl State {
    pub(super) fn new(input: OptionState, scope: Scope) -> Self {
        Self {
            input,
            output: OptionState::default(),
            scope,
            members: Vec::new(),
            commit: None,
            lost: Reasons::new(),
            depth: 0,
            sight: Sight::Both,
            relays: Arc::from([]),
            relay: None,
        }
    }
}

impl State {
    /// Goes on as one for which the last statements may have been executed or not.
    pub(super) fn may_be(&mut self, without: Self, reasons: &Reasons) {
        self.merge(Flow::End, without, Flow::End, reasons);
    }

    /// Goes on as one that may have gone either way.
    pub(super) fn merge(&mut self, one: Flow, other: Self, two: Flow, reasons: &Reasons) -> Flow {
        self.output = std::mem::take(&mut self.output).merged(other.output, reasons);
        self.input = std::mem::take(&mut self.input).merged(other.input, reasons);
        self.scope.merge(other.scope, reasons);
        Member::merge(&mut self.members, other.members, reasons);
        self.lost.extend(other.lost);
        if self.commit != other.commit {
            self.lost.extend(reasons.iter().cloned());
        }
        match (one, two) {
            (Flow::End, Flow::End) => Flow::End,
            (Flow::Return(one), Flow::Return(two)) if one == two => Flow::Return(one),
            (Flow::Return(_), Flow::Return(_)) => Flow::Return(Value::Unknown(reasons.clone())),
            // What follows is executed in one case only.
            _ => {
                self.lost.extend(reasons.iter().cloned());
                Flow::Return(Value::Unknown(reasons.clone()))
            }
        }
    }

    /// A parameter that is a flag: `default` where it is not set.
    pub(super) fn flag(&mut self, world: &World<'_>, code: u32) -> Option<Truth> {
        let stored = self.output.get(SERVER, code)?.value.clone();
        Some(match world.stored(self, &stored).octets() {
            Ok(octets) => Truth::of(octets.is_some_and(|octets| octets.first() == Some(&1))),
            Err(reasons) => Truth::either(reasons),
        })
    }

    /// The octets of a parameter; an error where they are not known.
    pub(super) fn parameter(
        &mut self,
        world: &World<'_>,
        code: u32,
    ) -> Result<Option<Arc<[u8]>>, Reasons> {
        let Some(entry) = self.output.get(SERVER, code) else {
            return Ok(None);
        };
        let stored = entry.value.clone();
        world.stored(self, &stored).octets()
    }

    pub(super) fn fault(&mut self, reason: Reason) {
        self.lost.extend(because(reason));
    }
}
