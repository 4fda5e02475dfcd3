//! Ranges of addresses.

use std::net::{IpAddr, Ipv6Addr};

use config_text::Span;

use super::text::Text;
use super::{Editor, Refusal};
use crate::view::{
    AnyRange, PoolIx, PrefixRange, Range, Range6, RangeKind, Subnet, SubnetIx, mask6, number,
};

/// Where a range stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangePlace {
    /// In a pool.
    Pool(PoolIx),
    /// Directly in a subnet, where failover does not reach it.
    Subnet(SubnetIx),
}

impl Editor<'_> {
    /// Adds a range behind the others of its pool or subnet: a `range`, or a `range6` for IPv6 addresses.
    ///
    /// # Errors
    /// [`Refusal::RangeOutside`] where it is not in the subnet (of a pool in a shared network: in
    /// one of its subnets), [`Refusal::RangeTaken`] where another range has some of the addresses,
    /// and [`Refusal::IncludedTwice`].
    pub fn add_range(
        &mut self,
        place: RangePlace,
        low: impl Into<IpAddr>,
        high: impl Into<IpAddr>,
    ) -> Result<(), Refusal> {
        let (low, high) = (low.into(), high.into());
        let new = self.new_range(place, low, high).ok_or(Refusal::RangeOutside { low, high })?;
        self.put_range(place, &new)
    }

    /// Adds prefixes for delegation behind the others of the pool or subnet: `prefix6`, from a first to
    /// a last one of so many bits.
    ///
    /// # Errors
    /// [`Refusal::RangeOutside`] where these are no two prefixes of that length, the lower one first, and
    /// [`Refusal::RangeTaken`] and [`Refusal::IncludedTwice`].
    pub fn add_prefixes(
        &mut self,
        place: RangePlace,
        low: Ipv6Addr,
        high: Ipv6Addr,
        len: u8,
    ) -> Result<(), Refusal> {
        let (pool, subnet, span) = self.of_place(place).ok_or(Refusal::Foreign)?;
        self.put_range(place, &PrefixRange { low, high, len, pool, subnet, span }.into())
    }

    fn put_range(&mut self, place: RangePlace, new: &AnyRange) -> Result<(), Refusal> {
        self.free(place, new, None)?;
        let text = new.canonical().into();
        let mut own = self.config.all_ranges().filter(|range| match place {
            RangePlace::Pool(pool) => range.pool() == Some(pool),
            RangePlace::Subnet(subnet) => range.pool().is_none() && range.subnet() == subnet,
        });
        match own.next_back() {
            Some(last) => self.insert_behind(last.span(), &text),
            None => self.insert_range(place, &text),
        }
    }

    /// A range that is not there yet.
    fn new_range(&self, place: RangePlace, low: IpAddr, high: IpAddr) -> Option<AnyRange> {
        let (pool, subnet, span) = self.of_place(place)?;
        Some(match (low, high) {
            (IpAddr::V4(low), IpAddr::V4(high)) => {
                Range { low, high, dynamic_bootp: false, pool, subnet, span }.into()
            }
            (IpAddr::V6(low), IpAddr::V6(high)) => {
                Range6 { low, high, temporary: false, pool, subnet, span }.into()
            }
            _ => return None,
        })
    }

    /// Pool, subnet and declaration of a place.
    fn of_place(&self, place: RangePlace) -> Option<(Option<PoolIx>, SubnetIx, Span)> {
        let (pool, subnet) = match place {
            RangePlace::Subnet(subnet) => (None, subnet),
            RangePlace::Pool(pool) => (Some(pool), self.subnets_of(place).first().copied()?),
        };
        let span = self.span_of(self.scope_of(subnet).ok()?).ok()?;
        Some((pool, subnet, span))
    }

    /// Puts a range behind all else of its pool or subnet.
    pub(super) fn insert_range(&mut self, place: RangePlace, text: &Text) -> Result<(), Refusal> {
        let span = match place {
            RangePlace::Pool(pool) => self.pool_span(pool)?,
            RangePlace::Subnet(subnet) => self.span_of(self.scope_of(subnet)?)?,
        };
        self.block(span)?.insert_last(&mut self.edits, std::slice::from_ref(text));
        Ok(())
    }

    /// Gives a range or prefixes other ends; `dynamic-bootp`, `temporary` and the length of prefixes stay.
    ///
    /// # Errors
    /// As [`Editor::add_range`] and [`Editor::add_prefixes`].
    pub fn set_range(
        &mut self,
        range: impl Into<AnyRange>,
        low: impl Into<IpAddr>,
        high: impl Into<IpAddr>,
    ) -> Result<(), Refusal> {
        let (range, low, high) = (range.into(), low.into(), high.into());
        let place = range.pool().map_or(RangePlace::Subnet(range.subnet()), RangePlace::Pool);
        let new = range.with(low, high).ok_or(Refusal::RangeOutside { low, high })?;
        self.free(place, &new, Some(range.span()))?;
        self.file(range.span())?;
        self.edits.replace(range.span(), new.canonical());
        Ok(())
    }

    /// Takes a range or prefixes out; a pool goes with its last one.
    ///
    /// # Errors
    /// [`Refusal::Holds`] where the pool would go and has something else in it that counts
    /// elsewhere, and [`Refusal::IncludedTwice`].
    pub fn remove_range(&mut self, range: impl Into<AnyRange>) -> Result<(), Refusal> {
        let range = range.into();
        match range.pool().filter(|pool| self.all_ranges_of(*pool).count() == 1) {
            Some(pool) => self.remove_pool(pool),
            None => self.remove(range.span()),
        }
    }

    /// Takes a pool out.
    ///
    /// # Errors
    /// [`Refusal::Holds`] where it has something in it that counts elsewhere, and
    /// [`Refusal::IncludedTwice`].
    pub fn remove_pool(&mut self, pool: PoolIx) -> Result<(), Refusal> {
        let place = self.pool_span(pool)?;
        if let Some(held) = self.held(place) {
            return Err(Refusal::Holds { span: held, place });
        }
        let references = self.references(pool);
        self.forget(&references);
        self.remove(place)
    }

    /// The subnets whose addresses a place can have.
    fn subnets_of(&self, place: RangePlace) -> Vec<SubnetIx> {
        match place {
            RangePlace::Subnet(subnet) => vec![subnet],
            RangePlace::Pool(pool) => {
                let pool = self.config.pool(pool);
                let network = pool.and_then(|pool| self.config.network(pool.network));
                let all = network.map(|network| network.subnets.clone()).unwrap_or_default();
                pool.and_then(|pool| pool.subnet).map_or(all, |subnet| vec![subnet])
            }
        }
    }

    /// Whether a place can have these addresses; `own` is the range that has them now.
    fn free(&self, place: RangePlace, new: &AnyRange, own: Option<Span>) -> Result<(), Refusal> {
        let (low, high) = new.addresses();
        let fits = |subnet: SubnetIx| {
            let net = self.config.subnet(subnet).and_then(Subnet::net);
            net.is_some_and(|net| net.contains(&low) && net.contains(&high))
        };
        let ends = new.ends();
        let is_whole = match ends.kind {
            RangeKind::V4 { .. } | RangeKind::V6 { temporary: false } => true,
            RangeKind::V6 { temporary: true } => {
                let size = ends.low ^ ends.high;
                size & size.wrapping_add(1) == 0 && ends.low & size == 0
            }
            RangeKind::Prefixes { len } => {
                (1..128).contains(&len) && (ends.low | number(high)) & !mask6(len) == 0
            }
        };
        let prefixes = matches!(ends.kind, RangeKind::Prefixes { .. });
        let inside = prefixes || self.subnets_of(place).into_iter().any(fits);
        if low > high || !inside || !is_whole {
            return Err(Refusal::RangeOutside { low, high });
        }
        let mut others = self.config.all_ranges().filter(|one| own != Some(one.span()));
        let taken = others.find(|one| {
            let other = one.ends();
            other.low <= ends.high && ends.low <= other.high
        });
        taken.map_or(Ok(()), |one| Err(Refusal::RangeTaken { low, high, span: one.span() }))
    }
}
