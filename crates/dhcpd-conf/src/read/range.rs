//! Ranges of addresses and prefixes, in pools and directly in subnets.

use std::net::Ipv4Addr;

use config_text::Diagnostic;

use super::cursor::{Checked, Cursor};
use super::frame::Place;
use super::literal::atoi;
use super::reader::{At, Reader};
use super::statement::misplaced;
use crate::index::kind::Kind;
use crate::rules;
use crate::view::{ItemKind, PoolIx, PrefixRange, Range, Range6, SubnetIx, mask6};

/// dhcpd counts bytes of leases in 32 bits, and each lease has 304.
const MAX_ADDRESSES: u64 = (1 << 32) / 304 - 1;

impl Reader<'_> {
    /// `range`, `range6` or `prefix6` outside a pool.
    pub(super) fn bare_range(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let word = cur.quote(cur.pos);
        let kind = cur.next();
        let place = self.place();
        let subnet = self.frame().and_then(|frame| frame.subnet);
        if place != Place::Subnet || subnet.is_none() {
            let wanted = match kind {
                Kind::Range => "a subnet or a pool",
                _ => "a subnet6 or a pool6",
            };
            return Err(misplaced(cur, &word, place, wanted));
        }
        match kind {
            Kind::Range => self.range(cur, at, None),
            Kind::Range6 => self.range6(cur, at, None),
            _ => self.prefix6(cur, at, None),
        }
    }

    /// The rest of `range [dynamic-bootp] LOW [HIGH];`
    pub(super) fn range(&mut self, cur: &mut Cursor<'_>, at: At, pool: Option<PoolIx>) -> Checked {
        let dynamic_bootp = cur.eat(Kind::DynamicBootp);
        let first = cur.ipv4()?;
        let last = if cur.peek() == Kind::Semicolon { first } else { cur.ipv4()? };
        cur.semicolon()?;
        let (low, high) = (first.min(last), first.max(last));
        let subnet = self.subnet_of(pool, first);
        let Some(subnet) = subnet else {
            let message =
                format!("{first} is in no subnet that stands above in this shared network");
            return Err(cur.fail(&rules::RANGE_TWICE, message));
        };
        for address in [first, last] {
            let net = self.config.subnet(subnet);
            if !net.is_some_and(|net| net.contains(address.into())) {
                let message = format!("{address} is not in the subnet of this range");
                return Err(cur.fail(&rules::RANGE_TWICE, message));
            }
        }
        if u64::from(u32::from(high) - u32::from(low)) + 1 > MAX_ADDRESSES {
            let message = format!("dhcpd cannot make leases for {low} to {high}");
            return Err(cur.fail(&rules::RANGE_TOO_LARGE, message));
        }
        self.check_bootp(cur, pool, dynamic_bootp);
        let span = cur.file().node_span(at.node);
        self.config.ranges.push(Range { low, high, dynamic_bootp, pool, subnet, span });
        self.count_range(pool);
        self.note(ItemKind::Listed, 0, at);
        let net = self.config.subnet(subnet).and_then(|net| net.v4);
        let lost = net.map_or(0, |(_, mask)| addresses_lost(mask, low, high));
        if lost > 0 && !self.names.lose_addresses(lost) {
            let message = "addresses behind a hole in the netmask: dhcpd takes them all for one";
            self.find(Diagnostic::new(&rules::RANGE_TWICE, cur.span(), message));
        }
        if let Some((address, other)) = self.names.add_range(low.into(), high.into(), span) {
            let message = format!("{} is in another range already", Ipv4Addr::from(address));
            let finding = Diagnostic::new(&rules::RANGE_TWICE, cur.span(), message);
            self.find(finding.with_label(span, "this range").with_label(other, "the other one"));
        }
        Ok(())
    }

    fn check_bootp(&mut self, cur: &Cursor<'_>, pool: Option<PoolIx>, dynamic_bootp: bool) {
        let peer = pool.and_then(|ix| self.config.pool(ix)).and_then(|pool| pool.peer);
        if let Some(peer) = peer.filter(|_| dynamic_bootp) {
            let message = "`dynamic-bootp` is refused where a failover peer is in force";
            let finding = Diagnostic::new(&rules::BOOTP_RANGE, cur.span(), message);
            self.find(finding.with_label(peer.span, "the peer"));
        }
    }

    /// The subnet that a range belongs to.
    fn subnet_of(&self, pool: Option<PoolIx>, address: Ipv4Addr) -> Option<SubnetIx> {
        let pool = match pool {
            None => return self.frame()?.subnet,
            Some(pool) => self.config.pool(pool)?,
        };
        if pool.subnet.is_some() {
            return pool.subnet;
        }
        // Of overlapping subnets dhcpd takes the narrowest.
        let subnets = &self.config.network(pool.network)?.subnets;
        let known = subnets.iter().filter_map(|ix| Some((*ix, self.config.subnet(*ix)?)));
        let fitting = known.filter(|(_, subnet)| subnet.contains(address.into()));
        fitting.min_by_key(|(_, net)| !net.v4.map_or(0, |(_, mask)| mask)).map(|(ix, _)| ix)
    }

    fn count_range(&mut self, pool: Option<PoolIx>) {
        if let Some(pool) = pool.and_then(|pool| self.pool_mut(pool)) {
            pool.ranges += 1;
        }
    }

    /// The subnet around a range or prefix of DHCPv6.
    fn subnet6_of(&self, pool: Option<PoolIx>) -> Option<SubnetIx> {
        match pool {
            Some(pool) => self.config.pool(pool)?.subnet,
            None => self.frame()?.subnet,
        }
    }

    /// The rest of `range6 LOW HIGH;`, `range6 NET/LEN [temporary];` or `range6 NET temporary;`
    pub(super) fn range6(&mut self, cur: &mut Cursor<'_>, at: At, pool: Option<PoolIx>) -> Checked {
        self.only_v6(cur)?;
        let subnet = self.subnet6_of(pool).unwrap_or(SubnetIx(u32::MAX));
        let net = self.config.subnet(subnet);
        let inside = |cur: &Cursor<'_>, address| match net {
            Some(net) if net.contains6(address) => Ok(()),
            _ => {
                let message = format!("{address} is not in the subnet of this range");
                Err(cur.fail(&rules::RANGE_TWICE, message))
            }
        };
        let first = cur.ipv6()?;
        inside(cur, first)?;
        let mut temporary = false;
        let last = match cur.peek() {
            Kind::Slash => {
                cur.pos += 1;
                cur.expect(Kind::Number, "the length of a prefix")?;
                let longest = net.and_then(|net| net.v6).map_or(0, |(_, len)| len);
                let len = prefix_len(cur, u128::from(first), longest..=128)?;
                temporary = cur.peek() == Kind::Temporary;
                if temporary && !(64..128).contains(&len) {
                    let message = "a net of temporary addresses has a prefix of 64 to 127 bits";
                    return Err(cur.fail(&rules::OPTION_VALUE, message));
                }
                cur.pos += u32::from(temporary);
                u128::from(first) | !mask6(len)
            }
            Kind::Temporary => {
                cur.pos += 1;
                temporary = true;
                if u128::from(first) & !mask6(64) != 0 {
                    let message = "a net of temporary addresses has a prefix of 64 bits";
                    return Err(cur.fail(&rules::SUBNET_MASK, message));
                }
                u128::from(first) | !mask6(64)
            }
            _ => {
                let last = cur.ipv6()?;
                inside(cur, last)?;
                last.into()
            }
        };
        cur.semicolon()?;
        let (low, high) = (first.min(last.into()), first.max(last.into()));
        let span = cur.file().node_span(at.node);
        self.config.ranges6.push(Range6 { low, high, temporary, pool, subnet, span });
        self.count_range(pool);
        self.note(ItemKind::Listed, 0, at);
        Ok(())
    }

    /// The rest of `prefix6 LOW HIGH /LEN;`
    pub(super) fn prefix6(
        &mut self,
        cur: &mut Cursor<'_>,
        at: At,
        pool: Option<PoolIx>,
    ) -> Checked {
        self.only_v6(cur)?;
        let (first, last) = (cur.ipv6()?, cur.ipv6()?);
        cur.expect(Kind::Slash, "`/`")?;
        cur.expect(Kind::Number, "the length of a prefix")?;
        let both = u128::from(first) | u128::from(last);
        let len = prefix_len(cur, both, 1..=127)?;
        cur.semicolon()?;
        let subnet = self.subnet6_of(pool).unwrap_or(SubnetIx(u32::MAX));
        let (low, high) = (first.min(last), first.max(last));
        let span = cur.file().node_span(at.node);
        self.config.prefixes.push(PrefixRange { low, high, len, pool, subnet, span });
        self.count_range(pool);
        self.note(ItemKind::Listed, 0, at);
        Ok(())
    }
}

/// How many addresses of a range dhcpd cannot put together: those whose part behind the mask is
/// larger than the last octet of the mask that is not 0 leaves room for. None where the mask has no
/// holes.
fn addresses_lost(mask: u32, low: Ipv4Addr, high: Ipv4Addr) -> u32 {
    let free = mask.trailing_zeros() / 8 * 8;
    if free == 32 {
        return 0;
    }
    let last = !(mask >> free) & 0xff;
    let largest = (last << free) | ((1 << free) - 1);
    let (low, high) = (u32::from(low) & !mask, u32::from(high) & !mask);
    let (low, high) = (low.min(high), low.max(high));
    high.saturating_sub(largest.max(low.saturating_sub(1)))
}

/// The prefix length taken last: within limits, and no bit of the address behind it.
pub(super) fn prefix_len(
    cur: &Cursor<'_>,
    address: u128,
    limits: std::ops::RangeInclusive<u8>,
) -> Checked<u8> {
    let len = u8::try_from(atoi(cur.text())).ok().filter(|len| limits.contains(len));
    let Some(len) = len else {
        let (from, to) = (limits.start(), limits.end());
        let message = format!("the length of the prefix must be from {from} to {to} here");
        return Err(cur.fail(&rules::OPTION_VALUE, message));
    };
    if address & !mask6(len) != 0 {
        let message = format!("the address has bits behind its prefix of {len} bits");
        return Err(cur.fail(&rules::SUBNET_MASK, message));
    }
    Ok(len)
}
