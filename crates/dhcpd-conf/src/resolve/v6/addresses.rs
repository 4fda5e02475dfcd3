//! Addresses of identity associations (IA_NA).

use std::net::Ipv6Addr;

use super::answer::{Outcome, ReplyKind, Source};
use super::case::{Case, undecided};
use super::client::RAPID_COMMIT;
use super::draft::{Draft, Hinted, Place};
use super::lease::is_any;
use super::{Association, Hint, Message};
use crate::resolve::parameters;
use crate::resolve::ponds::Pond;
use crate::table::DHCP6;
use crate::view::{ScopeIx, SubnetIx};

/// What a client is told whose association gets nothing.
pub(super) const NONE: (u16, &str) = (2, "No addresses available for this interface.");

/// A fixed address of a client, on its wire.
#[derive(Debug, Clone, Copy)]
struct Fixed {
    host: ScopeIx,
    address: Ipv6Addr,
    subnet: SubnetIx,
}

impl Case<'_> {
    pub(super) fn addresses(&mut self, association: &Association) -> Result<(), Outcome> {
        let fixed = self.fixed()?;
        let mut draft = Draft::new(association);
        let mut last = Hinted::Done;
        for hint in &association.hints {
            last = self.hinted_address(&mut draft, hint, fixed)?;
            if last == Hinted::Cancelled {
                break;
            }
        }
        if last != Hinted::Cancelled && draft.given == 0 {
            last = Hinted::Done;
            let place = match fixed {
                Some(fixed) => Some(self.fixed_place(fixed)),
                None => self.free(false)?.next(),
            };
            match place {
                Some(place) => self.give(&mut draft, place)?,
                None if self.wants_new() => draft.refuse(NONE.0, NONE.1),
                None if draft.leases.is_empty() => return self.leave_empty(&draft),
                None => {}
            }
        }
        self.finish(draft, fixed.is_some(), last)
    }

    /// The address that the client's host fixes. It is on the client's wire.
    fn fixed(&self) -> Result<Option<Fixed>, Outcome> {
        let Some(host) = self.host.and_then(|host| self.resolver.host(host)) else {
            return Ok(None);
        };
        let address = host.address6().map_err(|why| undecided(&why))?;
        Ok(address.and_then(|address| {
            let (config, networks) = (self.resolver.config, self.resolver.networks());
            let subnet = networks.subnet_in(config, self.network, address)?;
            Some(Fixed { host: host.scope, address, subnet })
        }))
    }

    fn fixed_place(&self, Fixed { host, address, subnet }: Fixed) -> Place {
        let source = Source::Fixed { host, address, subnet };
        Place { source, group: self.subnet_scope(subnet), own_names: false }
    }

    pub(super) fn subnet_scope(&self, subnet: SubnetIx) -> ScopeIx {
        self.resolver.config.subnet(subnet).map_or(ScopeIx::ROOT, |subnet| subnet.scope)
    }

    /// An address that the client would like.
    fn hinted_address(
        &mut self,
        draft: &mut Draft<'_>,
        hint: &Hint,
        fixed: Option<Fixed>,
    ) -> Result<Hinted, Outcome> {
        draft.note(hint);
        if is_any(hint) {
            return Ok(Hinted::Done);
        }
        let networks = self.resolver.networks();
        let config = self.resolver.config;
        if networks.subnet_in(config, self.network, hint.address).is_none() {
            return Ok(self.off_link(draft, hint));
        }
        let own = fixed.filter(|fixed| fixed.address == hint.address);
        let place = match own {
            Some(fixed) => self.fixed_place(fixed),
            None if self.client.message == Message::Renew => {
                draft.refuse(3, "Address not bound to this interface.");
                return Ok(Hinted::Cancelled);
            }
            None => match self.wanted(hint.address, false)? {
                Some(place) => place,
                None => return Ok(self.not_available(draft, hint)),
            },
        };
        // The statements are those of the fixed address, whatever else the client gets.
        let place = match fixed {
            Some(fixed) => Place { source: place.source, ..self.fixed_place(fixed) },
            None => place,
        };
        if self.may_have_more(draft, parameters::LIMIT_ADDRS_PER_IA)? {
            self.give(draft, place)?;
        }
        Ok(Hinted::Done)
    }

    /// An address of another link.
    fn off_link(&mut self, draft: &mut Draft<'_>, hint: &Hint) -> Hinted {
        match self.client.message {
            Message::Request => {
                draft.refuse(4, "Address not for use on this link.");
                return Hinted::Cancelled;
            }
            Message::Renew | Message::Rebind => draft.withdraw(hint),
            Message::Solicit | Message::Confirm | Message::InformationRequest => {
                // The client is to think about it.
                self.kind = ReplyKind::Advertise;
                self.state.output.remove(DHCP6, RAPID_COMMIT.into());
            }
        }
        Hinted::Done
    }

    /// An address or a prefix that is not to be had.
    pub(super) fn not_available(&self, draft: &mut Draft<'_>, hint: &Hint) -> Hinted {
        if self.client.message == Message::Rebind {
            draft.withdraw(hint);
            return Hinted::Done;
        }
        Hinted::NotAvailable
    }

    /// Whether the client is told that there is nothing for it.
    pub(super) fn wants_new(&self) -> bool {
        matches!(self.client.message, Message::Solicit | Message::Request)
    }

    /// The pools of the wire that permit the client, with their numbers.
    pub(super) fn permitting(&self) -> Result<Vec<&Pond>, Outcome> {
        let world = self.world();
        let mut permitting = Vec::new();
        for pond in self.resolver.ponds().on(self.network) {
            let permitted = world.permitted(&self.state, &pond.permits);
            if permitted.must_be_true() {
                permitting.push(pond);
            } else if permitted.may_be_true() {
                return Err(undecided(&permitted.reasons));
            }
        }
        Ok(permitting)
    }

    /// The ranges of a pool with temporary addresses or with others.
    fn ranges<'p>(&'p self, pond: &'p Pond, temporary: bool) -> impl Iterator<Item = usize> + 'p {
        let ranges = self.resolver.config.ranges6();
        let fits = move |at: &usize| ranges.get(*at).is_some_and(|one| one.temporary == temporary);
        pond.ranges.iter().copied().filter(fits)
    }

    /// Where addresses are free, dhcpd's first choice first: one place for each pool, or for each range of
    /// temporary addresses.
    pub(super) fn free(&self, temporary: bool) -> Result<std::vec::IntoIter<Place>, Outcome> {
        let mut places = Vec::new();
        for pond in self.permitting()? {
            let ranges: Vec<usize> = self.ranges(pond, temporary).collect();
            let each = if temporary { 1 } else { ranges.len().max(1) };
            for ranges in ranges.chunks(each) {
                places.push(range_place(pond, ranges.to_vec(), None));
            }
        }
        Ok(places.into_iter())
    }

    /// The place of an address that the client would like and may have.
    pub(super) fn wanted(
        &mut self,
        address: Ipv6Addr,
        temporary: bool,
    ) -> Result<Option<Place>, Outcome> {
        if self.taken.contains(&address) {
            return Ok(None);
        }
        let config = self.resolver.config;
        let inside = |at: &usize| {
            let range = config.ranges6().get(*at);
            range.is_some_and(|range| (range.low..=range.high).contains(&address))
        };
        let mut found = None;
        for pond in self.permitting()? {
            if let Some(range) = self.ranges(pond, temporary).find(inside) {
                found = Some(range_place(pond, vec![range], Some(address)));
                break;
            }
        }
        if found.is_some() {
            self.taken.push(address);
        }
        Ok(found)
    }
}

fn range_place(pond: &Pond, ranges: Vec<usize>, address: Option<Ipv6Addr>) -> Place {
    let source = Source::Range { pool: pond.block, ranges, address };
    Place { source, group: pond.group, own_names: true }
}
