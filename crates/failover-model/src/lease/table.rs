//! Many leases in little room: fixed slots in the order of addresses, and one vector for all bytes.

use std::collections::HashMap;
use std::ops::Range;

use super::{LeaseKey, LeaseRecord, LeaseState, LeaseTimes, Moment};

/// One lease; the bytes of client, hardware and name stand one behind the other from `start` on.
#[derive(Debug, Clone, Copy)]
struct Slot {
    key: LeaseKey,
    state: LeaseState,
    next: Option<LeaseState>,
    hardware: u8,
    client: u16,
    name: u16,
    iaid: u32,
    start: u32,
    times: [i64; 6],
}

/// A time that is not there. No server writes it.
const ABSENT: i64 = i64::MIN;

impl Slot {
    fn new(record: &LeaseRecord<'_>, start: u32) -> Self {
        let LeaseTimes {
            starts,
            expires,
            last_transaction,
            told_partner,
            partner_knows,
            partner_sent,
        } = record.times;
        let times = [starts, expires, last_transaction, told_partner, partner_knows, partner_sent];
        Self {
            key: record.key,
            state: record.state,
            next: record.next,
            hardware: u8::try_from(record.hardware.len()).unwrap_or(u8::MAX),
            client: u16::try_from(record.client.len()).unwrap_or(u16::MAX),
            name: u16::try_from(record.name.len()).unwrap_or(u16::MAX),
            iaid: record.iaid,
            start,
            times: times.map(|time| time.map_or(ABSENT, |time| time.0)),
        }
    }

    /// The lengths of client, hardware and name.
    fn lengths(&self) -> [usize; 3] {
        [self.client.into(), self.hardware.into(), self.name.into()]
    }

    fn range(&self) -> Range<usize> {
        let start = self.start as usize;
        start..start + self.lengths().into_iter().sum::<usize>()
    }
}

/// The leases of one server, one for each address or prefix, in their order.
#[derive(Debug, Clone, Default)]
pub struct LeaseTable {
    slots: Vec<Slot>,
    bytes: Vec<u8>,
}

impl LeaseTable {
    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// All of them, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = LeaseRef<'_>> {
        self.slots.iter().map(|slot| LeaseRef { slot, bytes: &self.bytes })
    }

    /// The one of an address or prefix.
    #[must_use]
    pub fn get(&self, key: &LeaseKey) -> Option<LeaseRef<'_>> {
        let at = self.slots.binary_search_by_key(key, |slot| slot.key).ok()?;
        self.slots.get(at).map(|slot| LeaseRef { slot, bytes: &self.bytes })
    }
}

/// Takes the records of a server in the order in which it wrote them; the last one of an address
/// counts.
#[derive(Debug, Default)]
pub struct LeaseTableBuilder {
    known: HashMap<LeaseKey, u32>,
    table: LeaseTable,
}

impl LeaseTableBuilder {
    /// Takes over a record. What is beyond 4 GiB of names and identifiers is kept without them.
    pub fn set(&mut self, record: &LeaseRecord<'_>) {
        let LeaseTable { slots, bytes } = &mut self.table;
        let start = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let mut slot = Slot::new(record, start);
        let parts = [record.client, record.hardware, record.name];
        let parts = parts.into_iter().zip(slot.lengths());
        let parts = parts.filter_map(|(part, length)| part.get(..length));
        let number = self.known.get(&record.key).copied();
        let old = number.and_then(|number| slots.get_mut(number as usize));
        // Most records renew what is there: the same client under the same name.
        if let Some(old) = &old
            && old.lengths() == slot.lengths()
            && bytes.get(old.range()).is_some_and(|kept| parts.clone().flatten().eq(kept))
        {
            slot.start = old.start;
        } else if start < u32::MAX {
            parts.for_each(|part| bytes.extend_from_slice(part));
        } else {
            (slot.client, slot.hardware, slot.name) = (0, 0, 0);
        }
        match old {
            Some(old) => *old = slot,
            None => {
                let number = u32::try_from(slots.len()).unwrap_or(u32::MAX);
                self.known.insert(record.key, number);
                slots.push(slot);
            }
        }
    }

    /// Whether a record of this address or prefix was taken over and not forgotten.
    #[must_use]
    pub fn has(&self, key: &LeaseKey) -> bool {
        self.known.contains_key(key)
    }

    /// Forgets an address: a record said that there is no lease of it any more.
    pub fn remove(&mut self, key: &LeaseKey) {
        let Some(number) = self.known.remove(key).map(|number| number as usize) else { return };
        if number >= self.table.slots.len() {
            return;
        }
        self.table.slots.swap_remove(number);
        if let Some(moved) = self.table.slots.get(number) {
            self.known.insert(moved.key, u32::try_from(number).unwrap_or(u32::MAX));
        }
    }

    /// The table of all that was taken over.
    #[must_use]
    pub fn finish(self) -> LeaseTable {
        drop(self.known);
        let mut table = self.table;
        table.slots.sort_unstable_by_key(|slot| slot.key);
        table.slots.shrink_to_fit();
        table.bytes.shrink_to_fit();
        table
    }
}

/// One lease of a table.
#[derive(Clone, Copy)]
pub struct LeaseRef<'a> {
    slot: &'a Slot,
    bytes: &'a [u8],
}

impl<'a> LeaseRef<'a> {
    /// The address or prefix.
    #[must_use]
    pub const fn key(&self) -> LeaseKey {
        self.slot.key
    }

    /// The whole record.
    #[must_use]
    pub fn record(&self) -> LeaseRecord<'a> {
        let Slot { key, state, next, iaid, times, .. } = *self.slot;
        let [client, hardware, _] = self.slot.lengths();
        let bytes = self.bytes.get(self.slot.range()).unwrap_or_default();
        let (client, rest) = bytes.split_at_checked(client).unwrap_or_default();
        let (hardware, name) = rest.split_at_checked(hardware).unwrap_or_default();
        let [starts, expires, last_transaction, told_partner, partner_knows, partner_sent] =
            times.map(|time| (time != ABSENT).then_some(Moment(time)));
        let times = LeaseTimes {
            starts,
            expires,
            last_transaction,
            told_partner,
            partner_knows,
            partner_sent,
        };
        LeaseRecord { key, state, next, times, client, iaid, hardware, name }
    }

    /// What it is to its server.
    #[must_use]
    pub const fn state(&self) -> LeaseState {
        self.slot.state
    }

    /// Its times.
    #[must_use]
    pub fn times(&self) -> LeaseTimes {
        self.record().times
    }
}

impl std::fmt::Debug for LeaseRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.record().fmt(f)
    }
}
