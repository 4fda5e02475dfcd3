//! Ranges that stand directly in a subnet and that dhcpd may put into a pool of something else.

use config_text::Span;

use super::program::{Program, Step, steps};
use super::{Obstacle, Replication, Wire, place, subnet_of};
use crate::Family;
use crate::edit::{Refusal, order};
use crate::view::{AnyRange, Config, PermitKind, Pool, ScopeIx, Setting, SubnetIx};

impl Replication<'_, '_> {
    /// Where dhcpd may join ranges and pools it depends on the order of both what a client of such a range is
    /// given.
    pub(super) fn refuse_joined_ranges(&self) -> Result<(), Refusal> {
        let joined = match self.source.family() {
            Family::V4 => joined4(self.source, &self.wire),
            Family::V6 => joined6(self.source, &self.wire),
        };
        joined.map_or(Ok(()), |there| Err(Obstacle::RangeBesidePools { there }.into()))
    }

    /// Whether ranges of the wire here would be joined afterwards: settings come behind those that are
    /// there, and so perhaps behind ranges, and settings in front of a range may go.
    pub(super) fn refuse_joined_here(&self, here: &Wire) -> Result<(), Refusal> {
        if self.source.family() == Family::V4 {
            return Ok(());
        }
        let ours = self.config();
        let network = self.network(here);
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for net in &self.wire.subnets {
            let Some((theirs, scope)) = subnet_of(self.source, *net) else { continue };
            let Some(range) = first_bare(self.source, theirs) else { continue };
            let want = place::program(self.source, scope);
            let Some((subnet, own)) = subnet_of(ours, *net) else {
                let around = network.as_ref().map_or(&[][..], |(program, _)| &program.all);
                let says = steps(&want, around, &[]).is_ok_and(|steps| !steps.is_empty());
                new.push((range.span(), says, says));
                continue;
            };
            let first = first_bare(ours, subnet).map(|range| range.span());
            let around = self.around(own, network.as_ref());
            let (says, behind) = self.says_in_front(&want, &around, own, first);
            known.push((place::span_of(ours, own)?, first.unwrap_or(range.span()), says, behind));
        }
        known.sort_by(|(one, ..), (other, ..)| order::compare(ours, *one, *other));
        let known = known.into_iter().map(|(_, span, says, behind)| (span, says, behind));
        let mut says_something = false;
        // What is new comes last, with its settings in front of its ranges.
        for (nth, (there, says, behind)) in known.chain(new).enumerate() {
            says_something |= says;
            if nth > 0 && !behind && says_something {
                return Err(Obstacle::RangeBesidePools { there }.into());
            }
        }
        Ok(())
    }

    /// Whether a subnet here will say something, and will say it in front of its first range; one that
    /// is new comes last.
    fn says_in_front(
        &self,
        want: &Program,
        around: &[Setting],
        subnet: ScopeIx,
        range: Option<Span>,
    ) -> (bool, bool) {
        let own = place::own(self.config(), subnet);
        let Ok(steps) = steps(want, around, &own) else { return (false, false) };
        let gone =
            |at: usize| steps.iter().any(|step| matches!(step, Step::Remove(one) if *one == at));
        let stays: Vec<_> = own.iter().enumerate().filter(|(at, _)| !gone(*at)).collect();
        let comes = steps.iter().any(|step| matches!(step, Step::Insert(..)));
        let says = comes || !stays.is_empty();
        let Some(range) = range else { return (says, says) };
        let before = |one: &Setting| order::compare(self.config(), one.span, range).is_lt();
        (says, stays.iter().any(|(_, one)| before(one)))
    }
}

/// The first range that stands directly in a subnet.
fn first_bare(config: &Config, subnet: SubnetIx) -> Option<AnyRange> {
    let all = super::pools::bare(config, subnet).into_iter();
    all.min_by(|one, other| order::compare(config, one.span(), other.span()))
}

fn bare(config: &Config, wire: &Wire) -> Vec<AnyRange> {
    let on_wire = |range: &AnyRange| {
        let subnet = config.subnet(range.subnet());
        range.pool().is_none() && subnet.is_some_and(|one| one.network == wire.network)
    };
    config.all_ranges().filter(on_wire).collect()
}

/// A range that dhcpd may put into a pool (server/confpars.c): it makes a pool for the first range that
/// stands directly in a subnet, takes a pool with the same permits for it, and for further ones the
/// pool before that.
fn joined4(config: &Config, wire: &Wire) -> Option<Span> {
    let as_made = |pool: &Pool| match pool.permits.as_slice() {
        [one] => match one.kind {
            PermitKind::DynamicBootpClients => !one.allow,
            PermitKind::AllClients => one.allow,
            _ => false,
        },
        _ => false,
    };
    let (mut some, mut like_made) = (false, false);
    for pool in config.pools().iter().filter(|pool| pool.network == wire.network) {
        (some, like_made) = (true, like_made || as_made(pool));
    }
    match bare(config, wire).as_slice() {
        [first, ..] if like_made => Some(first.span()),
        [_, second, ..] if some => Some(second.span()),
        _ => None,
    }
}

/// A DHCPv6 range that dhcpd may put to others (server/confpars.c): those of a subnet that has said
/// nothing yet go to the ranges of a subnet further up on the wire, or to a pool for all clients. That means
/// something where one of both says something.
fn joined6(config: &Config, wire: &Wire) -> Option<Span> {
    let for_all = |pool: &Pool| match pool.permits.as_slice() {
        [one] => one.allow && one.kind == PermitKind::AllClients,
        _ => false,
    };
    let mut all = bare(config, wire);
    all.sort_by(|one, other| order::compare(config, one.span(), other.span()));
    let mut pools = config.pools().iter().filter(|pool| pool.network == wire.network);
    if pools.any(for_all) {
        return all.first().map(AnyRange::span);
    }
    let says_something = |range: &AnyRange| {
        let subnet = config.subnet(range.subnet());
        subnet.is_some_and(|subnet| !place::own(config, subnet.scope).is_empty())
    };
    let first = all.first()?;
    let joined = |range: &&AnyRange| {
        let other = range.subnet() != first.subnet();
        other && is_first(config, range) && (says_something(first) || says_something(range))
    };
    all.iter().find(joined).map(AnyRange::span)
}

/// Whether no setting of its subnet stands in front of a range.
fn is_first(config: &Config, range: &AnyRange) -> bool {
    let Some(subnet) = config.subnet(range.subnet()) else { return false };
    let before = |one: &Setting| order::compare(config, one.span, range.span()).is_lt();
    !place::own(config, subnet.scope).iter().any(before)
}
