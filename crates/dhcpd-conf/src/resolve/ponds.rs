//! DHCPv6 pools as dhcpd keeps them.
//!
//! Each `pool6` is one. Ranges without a pool go into one that dhcpd makes up, and which of them share
//! one depends on what stands above them.

use super::authority::Files;
use super::code::Code;
use super::permits::kinds;
use crate::view::{Config, PermitKind, PoolIx, ScopeIx, SubnetIx};

/// A pool.
#[derive(Debug)]
pub(super) struct Pond {
    /// `None` where it is made up.
    pub(super) block: Option<PoolIx>,
    /// Whose statements apply: the pool, or the subnet whose range came first.
    pub(super) group: ScopeIx,
    pub(super) permits: (Vec<PermitKind>, Vec<PermitKind>),
    /// Whether the block has statements.
    own: bool,
    /// By number in [`Config::ranges6`], in reading order.
    pub(super) ranges: Vec<usize>,
    /// By number in [`Config::prefixes`], in reading order.
    pub(super) prefixes: Vec<usize>,
}

impl Pond {
    /// Whether ranges without a pool may go into it, if nothing stands above them.
    fn takes_others(&self) -> bool {
        let (allowed, denied) = &self.permits;
        !self.own && denied.is_empty() && *allowed == [PermitKind::AllClients]
    }
}

/// What makes a pool or adds to one.
#[derive(Debug, Clone, Copy)]
enum Part {
    Pool(PoolIx),
    Range(usize),
    Prefix(usize),
}

/// The pools of all wires, by the wire's number.
#[derive(Debug, Default)]
pub(super) struct Ponds(Vec<Vec<Pond>>);

impl Ponds {
    /// `code` gives the statements of a scope.
    pub(super) fn of(config: &Config, code: impl Fn(ScopeIx) -> std::sync::Arc<Code>) -> Self {
        let files = Files::of(config);
        let pools = (0u32..).map(PoolIx).zip(config.pools());
        let pools = pools.filter_map(|(ix, pool)| Some((config.scope(pool.scope)?.span, ix)));
        let pools = pools.map(|(span, ix)| (span, Part::Pool(ix)));
        let ranges = config.ranges6().iter().enumerate();
        let ranges = ranges.map(|(at, range)| (range.span, Part::Range(at)));
        let prefixes = config.prefixes().iter().enumerate();
        let prefixes = prefixes.map(|(at, prefix)| (prefix.span, Part::Prefix(at)));
        let mut parts: Vec<_> = pools
            .chain(ranges)
            .chain(prefixes)
            .map(|(span, part)| (files.position(span), part))
            .collect();
        parts.sort_by(|(one, _), (other, _)| one.cmp(other));

        let mut ponds = Self(config.networks().iter().map(|_| Vec::new()).collect());
        for (position, part) in parts {
            // Whether a statement stands in the subnet so far.
            let plain = |subnet: SubnetIx| {
                let scope = config.subnet(subnet).map_or(ScopeIx::ROOT, |subnet| subnet.scope);
                let code = code(scope);
                let first = code.nodes.first().map(|node| files.position(node.span));
                (scope, first.is_none_or(|first| first > position))
            };
            ponds.add(config, part, plain, |scope| !code(scope).nodes.is_empty());
        }
        ponds
    }

    fn add(
        &mut self,
        config: &Config,
        part: Part,
        plain: impl Fn(SubnetIx) -> (ScopeIx, bool),
        has_statements: impl Fn(ScopeIx) -> bool,
    ) -> Option<()> {
        let (pool, subnet) = match part {
            Part::Pool(ix) => {
                let pool = config.pool(ix)?;
                let permits = |allow| kinds(pool.permits.iter().filter(move |p| p.allow == allow));
                self.0.get_mut(pool.network.index())?.push(Pond {
                    block: Some(ix),
                    group: pool.scope,
                    permits: (permits(true), permits(false)),
                    own: has_statements(pool.scope),
                    ranges: Vec::new(),
                    prefixes: Vec::new(),
                });
                return Some(());
            }
            Part::Range(at) => config.ranges6().get(at).map(|range| (range.pool, range.subnet))?,
            Part::Prefix(at) => config.prefixes().get(at).map(|one| (one.pool, one.subnet))?,
        };
        let ponds = self.0.get_mut(config.subnet(subnet)?.network.index())?;
        let known = match pool {
            Some(pool) => ponds.iter().position(|pond| pond.block == Some(pool)),
            None => {
                let (_, plain) = plain(subnet);
                ponds.iter().position(|pond| plain && pond.takes_others())
            }
        };
        let place = known.unwrap_or_else(|| {
            let (group, _) = plain(subnet);
            ponds.push(Pond {
                block: None,
                group,
                permits: (vec![PermitKind::AllClients], Vec::new()),
                own: false,
                ranges: Vec::new(),
                prefixes: Vec::new(),
            });
            ponds.len() - 1
        });
        let pond = ponds.get_mut(place)?;
        match part {
            Part::Range(at) => pond.ranges.push(at),
            Part::Prefix(at) => pond.prefixes.push(at),
            Part::Pool(_) => {}
        }
        Some(())
    }

    /// The pools of a wire, in the order in which dhcpd tries them.
    pub(super) fn on(&self, network: crate::NetworkIx) -> &[Pond] {
        self.0.get(network.index()).map_or(&[], Vec::as_slice)
    }
}
