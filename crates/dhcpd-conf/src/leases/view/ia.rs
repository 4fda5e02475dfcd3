//! The newest record of each identity association, and its addresses.

use std::net::Ipv6Addr;

use super::super::ia::{Ia, IaKind, iaid};
use super::super::state::{BindingState, ByteOrder, of_stored, stored};
use super::super::time::Stamp;
use super::Usage;
use super::table::{Keyed, Table};

/// An IA, and the record that says what it has.
#[derive(Debug, Clone)]
struct IaSlot {
    /// Its kind as one octet, IAID and DUID.
    key: Box<[u8]>,
    /// The newest record.
    offset: u64,
}

impl Keyed for IaSlot {
    type Key = [u8];

    fn key(&self) -> &[u8] {
        &self.key
    }
}

/// An address or prefix, and the newest record that names it.
#[derive(Debug, Clone)]
struct AddressSlot {
    name: Name,
    state: u8,
    /// The IA of that record, by number.
    ia: u32,
    ends: i32,
    cltt: i32,
    preferred: u32,
    valid: u32,
    offset: u64,
}

impl AddressSlot {
    fn is_held(&self) -> bool {
        let state = of_stored(self.state);
        matches!(state, Some(BindingState::Active | BindingState::Abandoned))
    }
}

/// What tells addresses apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Name {
    address: Ipv6Addr,
    kind: IaKind,
    length: u8,
}

impl Keyed for AddressSlot {
    type Key = Name;

    fn key(&self) -> &Name {
        &self.name
    }
}

/// All IAs with their addresses.
#[derive(Debug, Clone, Default)]
pub(super) struct Ias {
    ias: Table<IaSlot>,
    addresses: Table<AddressSlot>,
}

impl Ias {
    pub(super) fn set(&mut self, ia: &Ia<'_>, offset: u64, buffer: &mut Vec<u8>) {
        buffer.clear();
        let kind = ia.kind();
        buffer.push(kind as u8);
        buffer.extend(ia.key().bytes());
        let known = self.ias.find(buffer);
        let number =
            known.unwrap_or_else(|| self.ias.add(IaSlot { key: buffer.as_slice().into(), offset }));
        if let Some(slot) = self.ias.get_mut(number) {
            slot.offset = offset;
        }
        for address in ia.addresses() {
            let length = address.prefix_length();
            let slot = AddressSlot {
                name: Name { address: address.address(), kind, length },
                state: stored(address.state()),
                ia: number,
                ends: Stamp::stored(address.ends()),
                cltt: Stamp::stored(ia.cltt()),
                preferred: address.preferred_life(),
                valid: address.max_life(),
                offset,
            };
            let Some(known) = self.addresses.find(&slot.name) else {
                self.addresses.add(slot);
                continue;
            };
            if !slot.is_held() && self.is_held_by_another(known, number) {
                continue;
            }
            if let Some(known) = self.addresses.get_mut(known) {
                *known = slot;
            }
        }
    }

    /// Whether another IA than `ia` has an address: its end in `ia` is then of no account.
    fn is_held_by_another(&self, address: u32, ia: u32) -> bool {
        let held = self.addresses.get(address).filter(|slot| slot.is_held() && slot.ia != ia);
        held.is_some_and(|slot| self.state(slot).is_some())
    }

    /// What the newest record of an IA still names, and no newer record of another one.
    pub(super) fn addresses(&self) -> impl Iterator<Item = AddressState<'_>> {
        self.addresses.iter().filter_map(|slot| self.state(slot))
    }

    pub(super) fn address(
        &self,
        kind: IaKind,
        address: Ipv6Addr,
        length: u8,
    ) -> Option<AddressState<'_>> {
        let number = self.addresses.find(&Name { address, kind, length })?;
        self.state(self.addresses.get(number)?)
    }

    fn state<'a>(&'a self, slot: &'a AddressSlot) -> Option<AddressState<'a>> {
        let ia = self.ias.get(slot.ia)?;
        (ia.offset == slot.offset).then_some(AddressState { slot, ia })
    }
}

/// The newest state of one IPv6 address or prefix.
#[derive(Debug, Clone, Copy)]
pub struct AddressState<'a> {
    slot: &'a AddressSlot,
    ia: &'a IaSlot,
}

impl<'a> AddressState<'a> {
    /// What the IA is about.
    #[must_use]
    pub const fn kind(&self) -> IaKind {
        self.slot.name.kind
    }

    /// As [`IaAddress::address`](super::super::IaAddress::address).
    #[must_use]
    pub const fn address(&self) -> Ipv6Addr {
        self.slot.name.address
    }

    /// As [`prefix_length`](super::super::IaAddress::prefix_length) of the record.
    #[must_use]
    pub const fn prefix_length(&self) -> u8 {
        self.slot.name.length
    }

    /// The byte of the file that the record of the IA begins with.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.slot.offset
    }

    /// The octets of the IAID, in the byte order of the file, and of the DUID.
    #[must_use]
    pub fn key(&self) -> &'a [u8] {
        self.ia.key.get(1..).unwrap_or(&[])
    }

    /// As [`Ia::iaid`].
    #[must_use]
    pub fn iaid(&self, order: ByteOrder) -> Option<u32> {
        iaid(self.key().iter().copied(), order)
    }

    /// The client's DUID.
    #[must_use]
    pub fn duid(&self) -> &'a [u8] {
        self.key().get(4..).unwrap_or(&[])
    }

    /// As [`state`](super::super::IaAddress::state) of the record.
    #[must_use]
    pub const fn state(&self) -> Option<BindingState> {
        of_stored(self.slot.state)
    }

    /// Who may have it at `now`, in seconds since 1970: [`Usage::Free`], [`Usage::InUse`] or
    /// [`Usage::Abandoned`].
    #[must_use]
    pub fn usage(&self, now: i64) -> Usage {
        match self.state() {
            Some(BindingState::Abandoned) => Usage::Abandoned,
            Some(BindingState::Active) if self.ends().is_none_or(|ends| ends.is_after(now)) => {
                Usage::InUse
            }
            _ => Usage::Free,
        }
    }

    /// As [`ends`](super::super::IaAddress::ends) of the record.
    #[must_use]
    pub const fn ends(&self) -> Option<Stamp> {
        Stamp::of_stored(self.slot.ends)
    }

    /// As [`Ia::cltt`].
    #[must_use]
    pub const fn cltt(&self) -> Option<Stamp> {
        Stamp::of_stored(self.slot.cltt)
    }

    /// As [`preferred_life`](super::super::IaAddress::preferred_life) of the record.
    #[must_use]
    pub const fn preferred_life(&self) -> u32 {
        self.slot.preferred
    }

    /// As [`max_life`](super::super::IaAddress::max_life) of the record.
    #[must_use]
    pub const fn max_life(&self) -> u32 {
        self.slot.valid
    }
}
