//! Pools of a wire, made those of another.

use std::collections::BTreeSet;

use config_text::Span;
use ipnet::IpNet;

use super::program::{Program, Step, steps};
use super::{Dependency, Replication, Wire, place, ranges, subnet_of};
use crate::edit::text::Text;
use crate::edit::{RangePlace, Refusal};
use crate::read::out::quote;
use crate::view::{
    AnyRange, Config, NetworkIx, Permit, PermitKind, Pool, PoolIx, ScopeIx, ScopeKind, Setting,
    SubnetIx,
};

/// A pool with what it hands out.
struct Served<'c> {
    ix: PoolIx,
    pool: &'c Pool,
    ranges: Vec<AnyRange>,
    /// The subnets of its addresses.
    nets: BTreeSet<IpNet>,
}

fn served(config: &Config, network: NetworkIx) -> Vec<Served<'_>> {
    let all = config.pools().iter().zip(0..).filter(|(pool, _)| pool.network == network);
    all.map(|(pool, ix)| Served::of(config, PoolIx(ix), pool)).collect()
}

impl<'c> Served<'c> {
    fn of(config: &'c Config, ix: PoolIx, pool: &'c Pool) -> Self {
        let ranges: Vec<_> = config.all_ranges().filter(|range| range.pool() == Some(ix)).collect();
        let nets = ranges.iter().filter_map(|range| config.subnet(range.subnet())?.net()).collect();
        Self { ix, pool, ranges, nets }
    }

    /// The subnet that it stands in.
    fn home(&self, config: &Config) -> Option<IpNet> {
        config.subnet(self.pool.subnet?)?.net()
    }
}

fn peer_of(config: &Config, pool: &Pool) -> Option<String> {
    let peer = config.failover_peers().get(pool.peer?.peer)?;
    Some(peer.name.clone())
}

pub(super) fn bare(config: &Config, subnet: SubnetIx) -> Vec<AnyRange> {
    let all = config.all_ranges();
    all.filter(|range| range.subnet() == subnet && range.pool().is_none()).collect()
}

impl Replication<'_, '_> {
    /// Makes the ranges and pools of a wire that is there alike.
    pub(super) fn align_pools(&mut self, here: &Wire) -> Result<(), Refusal> {
        for net in &here.subnets {
            let (theirs, ours) = (subnet_of(self.source, *net), subnet_of(self.config(), *net));
            let (Some((theirs, _)), Some((ours, _))) = (theirs, ours) else { continue };
            let (theirs, here) = (bare(self.source, theirs), bare(self.config(), ours));
            self.align_ranges(&theirs, &here, RangePlace::Subnet(ours))?;
        }
        let ours = served(self.config(), here.network);
        let mut theirs = served(self.source, self.wire.network);
        // Those of new subnets are in their text.
        theirs.retain(|pool| pool.home(self.source).is_none_or(|net| here.subnets.contains(&net)));
        let pairs = self.pairs(&theirs, &ours);
        for (at, ours) in ours.iter().enumerate() {
            if !pairs.contains(&Some(at)) {
                self.editor.remove_pool(ours.ix)?;
            }
        }
        let partner = |pair: &Option<usize>| pair.and_then(|at| ours.get(at));
        for (theirs, pair) in theirs.iter().zip(&pairs) {
            match partner(pair) {
                Some(ours) => self.align_pool(theirs, ours)?,
                None => self.add_pool(theirs, here, pairs.iter().filter_map(partner))?,
            }
        }
        Ok(())
    }

    /// For each pool of the source the one here that becomes it: the one that shares most addresses,
    /// then, in order, those that stand in the same place.
    fn pairs(&self, theirs: &[Served<'_>], ours: &[Served<'_>]) -> Vec<Option<usize>> {
        let fits = |one: &Served<'_>, other: &Served<'_>| match other.home(self.config()) {
            Some(net) => one.nets.iter().all(|known| *known == net),
            None => true,
        };
        let mut shares: Vec<(u128, usize, usize)> = Vec::new();
        for (at, one) in theirs.iter().enumerate() {
            let addresses = ranges::joined(one.ranges.iter());
            for (to, other) in ours.iter().enumerate().filter(|(_, other)| fits(one, other)) {
                let shared = ranges::shared(&addresses, &ranges::joined(other.ranges.iter()));
                let same_place = one.home(self.source) == other.home(self.config());
                if shared > 0 || same_place {
                    shares.push((shared, at, to));
                }
            }
        }
        shares.sort_by_key(|(shared, at, to)| (std::cmp::Reverse(*shared), *at, *to));
        let mut pairs = vec![None; theirs.len()];
        for (_, at, to) in shares {
            if !pairs.contains(&Some(to))
                && let Some(slot) = pairs.get_mut(at).filter(|slot| slot.is_none())
            {
                *slot = Some(to);
            }
        }
        pairs
    }

    /// What a pool executes on the source, and what of it comes from the subnet around it. One that
    /// serves several subnets is looked at by itself: each gives it something else.
    fn pool_program(&self, pool: &Served<'_>) -> (Program, Vec<Setting>) {
        let mut nets = pool.nets.iter();
        let around = match (nets.next().and_then(|net| subnet_of(self.source, *net)), nets.next()) {
            (Some((_, subnet)), None) => Some(place::program(self.source, subnet).all),
            _ => None,
        };
        let complete = around.is_some().then(|| self.source.family());
        let around = around.unwrap_or_default();
        let inherited = around.len();
        let own = place::own(self.source, pool.pool.scope);
        let all = around.iter().cloned().chain(own).collect();
        (Program { all, inherited, complete }, around)
    }

    fn align_pool(&mut self, theirs: &Served<'_>, ours: &Served<'_>) -> Result<(), Refusal> {
        match self.wanted_peer(theirs)? {
            Some(peer) if peer_of(self.config(), ours.pool).as_ref() != Some(&peer) => {
                self.editor.put_pool(ours.ix, &peer)?;
            }
            None if ours.pool.peer.is_some() => self.editor.take_pool(ours.ix)?,
            _ => {}
        }
        let (want, around) = self.pool_program(theirs);
        self.align_settings(&want, &around, ours.pool.scope)?;
        self.align_permits(&theirs.pool.permits, &ours.pool.permits, ours.pool.scope)?;
        self.align_ranges(&theirs.ranges, &ours.ranges, RangePlace::Pool(ours.ix))
    }

    /// The failover peer of a pool of the source, by its name, which the pair shares.
    fn wanted_peer(&self, pool: &Served<'_>) -> Result<Option<String>, Refusal> {
        let peer = peer_of(self.source, pool.pool);
        let bootp = pool.ranges.iter().find_map(|range| match range {
            AnyRange::V4(range) if range.dynamic_bootp => Some(range),
            _ => None,
        });
        match (&peer, bootp) {
            (Some(_), Some(range)) => Err(Refusal::DynamicBootp { span: range.span }),
            _ => Ok(peer),
        }
    }

    /// Permits are looked up one by one: their order means nothing.
    fn align_permits(
        &mut self,
        theirs: &[Permit],
        ours: &[Permit],
        scope: ScopeIx,
    ) -> Result<(), Refusal> {
        let place = place::span_of(self.config(), scope)?;
        let is_in = |all: &[Permit], one: &Permit| {
            all.iter().any(|other| (other.allow, &other.kind) == (one.allow, &one.kind))
        };
        let mut missing = theirs.iter().filter(|one| !is_in(ours, one));
        let mut last = None;
        for one in ours {
            if is_in(theirs, one) {
                last = Some(one.span);
            } else if let Some(new) = missing.next() {
                let text = self.permit(new, place)?;
                self.editor.put_over(one.span, &text)?;
                last = Some(one.span);
            } else {
                self.editor.remove(one.span)?;
            }
        }
        for new in missing {
            let text = self.permit(new, place)?;
            match last {
                Some(last) => self.editor.insert_behind(last, &text)?,
                None => self.editor.insert_setting(scope, &text)?,
            }
        }
        Ok(())
    }

    /// A permit of the source that will stand at a place.
    fn permit(&self, permit: &Permit, place: Span) -> Result<Text, Refusal> {
        let ours = self.config();
        if let PermitKind::MembersOf(name) = &permit.kind
            && let Some(class) = ours.classes().iter().find(|class| class.name == *name)
            && let Some(first) = class.scopes.first()
        {
            self.is_above(Dependency::Class, name, place::span_of(ours, *first)?, place)?;
        }
        self.source_text(permit.span)
    }

    /// Adds a pool of the source behind those that stay, in the place that it has there.
    fn add_pool<'a>(
        &mut self,
        theirs: &Served<'_>,
        here: &Wire,
        stay: impl Iterator<Item = &'a Served<'a>>,
    ) -> Result<(), Refusal> {
        let parent = match theirs.home(self.source).or(here.subnets.first().copied()) {
            Some(net) if theirs.pool.subnet.is_some() || !here.explicit => {
                subnet_of(self.config(), net).map(|(_, scope)| scope)
            }
            _ => Some(here.scope),
        };
        let parent = parent.ok_or(Refusal::Foreign)?;
        let place = place::span_of(self.config(), parent)?;
        let block = self.editor.block(place)?;
        let text = self.pool_text(theirs, place, &block.deeper(b""), false)?;
        let is_here = |pool: &&Served<'_>| {
            self.config().scope(pool.pool.scope).is_some_and(|node| node.parent == Some(parent))
        };
        // New subnets of the wire stand behind the others: what draws from them comes last.
        let known = theirs.nets.iter().all(|net| here.subnets.contains(net));
        match stay.filter(is_here).last().filter(|_| known) {
            Some(pool) => {
                let last = place::span_of(self.config(), pool.pool.scope)?;
                self.editor.insert_behind(last, &text)
            }
            None => {
                block.insert_last(&mut self.editor.edits, std::slice::from_ref(&text));
                Ok(())
            }
        }
    }

    /// A pool of the source as a declaration that will stand at a place.
    fn pool_text(
        &mut self,
        pool: &Served<'_>,
        place: Span,
        unit: &[u8],
        one_line: bool,
    ) -> Result<Text, Refusal> {
        let mut body: Vec<Text> = Vec::new();
        if let Some(peer) = self.wanted_peer(pool)? {
            let ix = self.editor.peer_ix(&peer)?;
            self.editor.is_above(ix, place)?;
            self.editor.count(ix, 1);
            body.push(match pool.pool.peer {
                Some(peer) if peer.named => self.source_text(peer.span)?,
                _ => format!("failover peer {};", quote(peer.as_bytes())).into(),
            });
        }
        let (want, around) = self.pool_program(pool);
        body.extend(self.new_statements(&want, &around, place)?);
        for permit in &pool.pool.permits {
            body.push(self.permit(permit, place)?);
        }
        body.extend(pool.ranges.iter().map(|range| range.canonical().into()));
        let word = match self.source.scope(pool.pool.scope).map(|node| &node.kind) {
            Some(ScopeKind::Pool6) => b"pool6".as_slice(),
            _ => b"pool",
        };
        Ok(Text::block(word, &body, unit, one_line))
    }

    /// The pools of the source that stand directly in a scope, as declarations.
    pub(super) fn pools_of(
        &mut self,
        scope: ScopeIx,
        place: Span,
        unit: &[u8],
    ) -> Result<Vec<Text>, Refusal> {
        let source = self.source;
        let all = served(source, self.wire.network);
        let own = all.iter().filter(|pool| {
            source.scope(pool.pool.scope).is_some_and(|node| node.parent == Some(scope))
        });
        own.map(|pool| self.pool_text(pool, place, unit, false)).collect()
    }

    /// The ranges of the source that stand directly in a subnet, as statements.
    pub(super) fn bare_ranges(&self, subnet: SubnetIx) -> Vec<Text> {
        bare(self.source, subnet).iter().map(|range| range.canonical().into()).collect()
    }

    /// The statements of a new place.
    pub(super) fn new_statements(
        &self,
        want: &Program,
        around: &[Setting],
        place: Span,
    ) -> Result<Vec<Text>, Refusal> {
        let steps = steps(want, around, &[]).map_err(|one| self.inherited(one))?;
        let new = steps.iter().filter_map(|step| match step {
            Step::Insert(_, new) => Some(new),
            Step::Remove(_) | Step::Replace(..) => None,
        });
        new.map(|new| self.text(new, place)).collect()
    }
}
