//! Ranges of addresses.

use std::net::Ipv4Addr;

use super::text::Text;
use super::{Editor, Refusal};
use crate::view::{PoolIx, Range, SubnetIx};

/// Where a range stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangePlace {
    /// In a pool.
    Pool(PoolIx),
    /// Directly in a subnet, where failover does not reach it.
    Subnet(SubnetIx),
}

impl Editor<'_> {
    /// Adds a range behind the others of its pool or subnet.
    ///
    /// # Errors
    /// [`Refusal::RangeOutside`] where it is not in the subnet (of a pool in a shared network: in
    /// one of its subnets), [`Refusal::RangeTaken`] where another range has some of the addresses,
    /// and [`Refusal::IncludedTwice`].
    pub fn add_range(
        &mut self,
        place: RangePlace,
        low: Ipv4Addr,
        high: Ipv4Addr,
    ) -> Result<(), Refusal> {
        self.free(place, low, high, None)?;
        let text = written(low, high, false);
        let last = self.config.ranges().iter().rfind(|range| match place {
            RangePlace::Pool(pool) => range.pool == Some(pool),
            RangePlace::Subnet(subnet) => range.pool.is_none() && range.subnet == subnet,
        });
        match last {
            Some(last) => self.insert_behind(last.span, &text.into()),
            None => self.insert_range(place, &text.into()),
        }
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

    /// Gives a range other ends; `dynamic-bootp` stays.
    ///
    /// # Errors
    /// As [`Editor::add_range`].
    pub fn set_range(
        &mut self,
        range: &Range,
        low: Ipv4Addr,
        high: Ipv4Addr,
    ) -> Result<(), Refusal> {
        let place = range.pool.map_or(RangePlace::Subnet(range.subnet), RangePlace::Pool);
        self.free(place, low, high, Some(range))?;
        self.file(range.span)?;
        self.edits.replace(range.span, written(low, high, range.dynamic_bootp));
        Ok(())
    }

    /// Takes a range out; a pool goes with its last one.
    ///
    /// # Errors
    /// [`Refusal::Holds`] where the pool would go and has something else in it that counts
    /// elsewhere, and [`Refusal::IncludedTwice`].
    pub fn remove_range(&mut self, range: &Range) -> Result<(), Refusal> {
        match range.pool.filter(|pool| self.ranges_of(*pool).count() == 1) {
            Some(pool) => self.remove_pool(pool),
            None => self.remove(range.span),
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

    /// Whether a place can have these addresses; `own` is the range that has them now.
    fn free(
        &self,
        place: RangePlace,
        low: Ipv4Addr,
        high: Ipv4Addr,
        own: Option<&Range>,
    ) -> Result<(), Refusal> {
        let subnets = match place {
            RangePlace::Subnet(subnet) => vec![subnet],
            RangePlace::Pool(pool) => {
                let pool = self.config.pool(pool);
                let network = pool.and_then(|pool| self.config.network(pool.network));
                let all = network.map(|network| network.subnets.clone()).unwrap_or_default();
                pool.and_then(|pool| pool.subnet).map_or(all, |subnet| vec![subnet])
            }
        };
        let holds = |subnet: SubnetIx| {
            let net = self.config.subnet(subnet);
            net.is_some_and(|net| net.contains(low.into()) && net.contains(high.into()))
        };
        if low > high || !subnets.into_iter().any(holds) {
            return Err(Refusal::RangeOutside { low, high });
        }
        let others =
            self.config.ranges().iter().filter(|one| own.is_none_or(|own| own.span != one.span));
        let mut taken = others.filter(|one| one.low <= high && low <= one.high);
        taken.next().map_or(Ok(()), |one| Err(Refusal::RangeTaken { low, high, span: one.span }))
    }
}

pub(super) fn written(low: Ipv4Addr, high: Ipv4Addr, bootp: bool) -> String {
    let bootp = if bootp { "dynamic-bootp " } else { "" };
    if low == high { format!("range {bootp}{low};") } else { format!("range {bootp}{low} {high};") }
}
