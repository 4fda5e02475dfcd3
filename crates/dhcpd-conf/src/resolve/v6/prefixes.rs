//! Delegated prefixes (IA_PD).

use std::net::Ipv6Addr;

use super::answer::{Outcome, Silence, Source};
use super::case::{Case, undecided};
use super::draft::{Draft, Hinted, Place};
use super::lease::is_any;
use super::{Association, Hint, Message};
use crate::resolve::execute::{Lease, World};
use crate::resolve::option_state::OptionState;
use crate::resolve::parameters;
use crate::resolve::ponds::Pond;
use crate::resolve::scope::Scope;
use crate::resolve::state::State;
use crate::view::{ScopeIx, mask6};

/// How the length that a client would like counts (`prefix-length-mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Ignore,
    Prefer,
    Exact,
    Minimum,
    Maximum,
}

impl Mode {
    fn fits(self, length: u8, wanted: u8) -> bool {
        match self {
            Self::Exact => length == wanted,
            Self::Minimum => length >= wanted,
            Self::Maximum => length <= wanted,
            Self::Ignore | Self::Prefer => true,
        }
    }
}

impl Case<'_> {
    pub(super) fn prefixes(&mut self, association: &Association) -> Result<(), Outcome> {
        let fixed = self.fixed_prefixes();
        let mut draft = Draft::new(association);
        let mut last = Hinted::Done;
        // The first length that the client would like.
        let mut length = None;
        for hint in &association.hints {
            draft.note(hint);
            if is_any(hint) && hint.length == 0 {
                last = Hinted::Done;
                continue;
            }
            length.get_or_insert(hint.length);
            last = match is_any(hint) {
                true => Hinted::Done,
                false => self.hinted_prefix(&mut draft, hint, &fixed)?,
            };
            if last == Hinted::Cancelled {
                break;
            }
        }
        if last != Hinted::Cancelled && draft.given == 0 {
            last = Hinted::Done;
            let place = match fixed.iter().find(|(_, own)| Some(*own) == length).or(fixed.first()) {
                Some(prefix) => self.fixed_prefix(*prefix)?,
                None => self.free_prefix(length.filter(|length| *length > 0))?,
            };
            match place {
                Some(place) => self.give(&mut draft, place)?,
                None if self.wants_new() => {
                    draft.refuse(6, "No prefixes available for this interface.");
                }
                None if draft.leases.is_empty() => return self.leave_empty(&draft),
                None => {}
            }
        }
        self.finish(draft, !fixed.is_empty(), last)
    }

    fn fixed_prefixes(&self) -> Vec<(Ipv6Addr, u8)> {
        let host = self.host.and_then(|host| self.resolver.host(host));
        host.map(|host| host.prefixes.clone()).unwrap_or_default()
    }

    fn fixed_prefix(&self, (prefix, length): (Ipv6Addr, u8)) -> Result<Option<Place>, Outcome> {
        let Some(host) = self.host.and_then(|host| self.resolver.host(host)) else {
            return Ok(None);
        };
        let source = Source::FixedPrefix { host: host.scope, prefix, length };
        Ok(Some(Place { source, group: self.group_of_prefix(prefix)?, own_names: false }))
    }

    /// Whose statements count for a prefix of a client that has fixed ones: those of the subnet that it lies
    /// in, else of the subnet of its fixed address, else of the wire.
    fn group_of_prefix(&self, prefix: Ipv6Addr) -> Result<ScopeIx, Outcome> {
        let (config, networks) = (self.resolver.config, self.resolver.networks());
        let subnet = |address: Ipv6Addr| networks.subnet_in(config, self.network, address);
        if let Some(subnet) = subnet(prefix) {
            return Ok(self.subnet_scope(subnet));
        }
        let host = self.host.and_then(|host| self.resolver.host(host));
        let address = host.map_or(Ok(None), |host| host.address6());
        let address = address.map_err(|why| undecided(&why))?;
        let subnet = address.and_then(subnet);
        Ok(subnet.map_or_else(|| self.wire_scope(self.network), |at| self.subnet_scope(at)))
    }

    /// A prefix that the client would like.
    fn hinted_prefix(
        &mut self,
        draft: &mut Draft<'_>,
        hint: &Hint,
        fixed: &[(Ipv6Addr, u8)],
    ) -> Result<Hinted, Outcome> {
        let wanted = (hint.address, hint.length);
        let place = match fixed.contains(&wanted) {
            true => self.fixed_prefix(wanted)?,
            false if self.client.message == Message::Renew => {
                draft.refuse(3, "Prefix not bound to this interface.");
                return Ok(Hinted::Cancelled);
            }
            false => self.wanted_prefix(hint)?,
        };
        let Some(mut place) = place else { return Ok(self.not_available(draft, hint)) };
        if !fixed.is_empty() {
            place.group = self.group_of_prefix(hint.address)?;
            place.own_names = false;
        }
        if self.may_have_more(draft, parameters::LIMIT_PREFS_PER_IA)? {
            self.give(draft, place)?;
        }
        Ok(Hinted::Done)
    }

    /// The place of a prefix that the client would like and may have.
    fn wanted_prefix(&mut self, hint: &Hint) -> Result<Option<Place>, Outcome> {
        let any =
            self.resolver.ponds().on(self.network).iter().any(|pond| !pond.prefixes.is_empty());
        let address = u128::from(hint.address);
        let sound = (3..=128).contains(&hint.length) && address & !mask6(hint.length) == 0;
        let taken = self.taken.contains(&hint.address);
        let config = self.resolver.config;
        let mut found = None;
        for pond in self.permitting()?.into_iter().filter(|pond| any && !pond.prefixes.is_empty()) {
            if !sound {
                return Err(Outcome::Silent(Silence::BadPrefix));
            }
            let fits = |at: &&usize| {
                config.prefixes().get(**at).is_some_and(|one| {
                    let last = u128::from(one.high) | !mask6(one.len);
                    one.len == hint.length && (u128::from(one.low)..=last).contains(&address)
                })
            };
            if let Some(at) = pond.prefixes.iter().find(fits) {
                found = (!taken).then(|| prefix_place(pond, vec![*at], Some(hint.address)));
                break;
            }
        }
        if found.is_some() {
            self.taken.push(hint.address);
        }
        Ok(found)
    }

    /// Where a prefix is free.
    fn free_prefix(&self, wanted: Option<u8>) -> Result<Option<Place>, Outcome> {
        let permitting = self.permitting()?;
        let Some(wanted) = wanted else { return Ok(self.first(&permitting, Mode::Ignore, 0)) };
        Ok(match self.prefix_length_mode()? {
            Mode::Ignore => self.first(&permitting, Mode::Ignore, wanted),
            mode => self
                .first(&permitting, Mode::Exact, wanted)
                .or_else(|| self.first(&permitting, mode, wanted)),
        })
    }

    fn first(&self, ponds: &[&Pond], mode: Mode, wanted: u8) -> Option<Place> {
        let config = self.resolver.config;
        let fits =
            |at: &usize| config.prefixes().get(*at).is_some_and(|p| mode.fits(p.len, wanted));
        ponds.iter().find_map(|pond| {
            let prefixes: Vec<usize> = pond.prefixes.iter().copied().filter(fits).collect();
            (!prefixes.is_empty()).then(|| prefix_place(pond, prefixes, None))
        })
    }

    /// dhcpd reads it once, when it starts.
    fn prefix_length_mode(&self) -> Result<Mode, Outcome> {
        let (resolver, budget) = (self.resolver, self.budget);
        let world = World { resolver, sender: None, lease: Lease::none(), budget };
        let mut state = State::new(OptionState::default(), Scope::default());
        world.execute_group(&mut state, ScopeIx::ROOT, None);
        let mode = state.parameter(&world, parameters::PREFIX_LENGTH_MODE);
        let mode = mode.map_err(|reasons| undecided(&reasons))?;
        Ok(match mode.as_deref() {
            Some([1]) | None => Mode::Prefer,
            Some([2]) => Mode::Exact,
            Some([3]) => Mode::Minimum,
            Some([4]) => Mode::Maximum,
            Some(_) => Mode::Ignore,
        })
    }
}

fn prefix_place(pond: &Pond, prefixes: Vec<usize>, prefix: Option<Ipv6Addr>) -> Place {
    let source = Source::Prefix { pool: pond.block, prefixes, prefix };
    Place { source, group: pond.group, own_names: true }
}
