//! What a lease file says of each address, and how many went from free to a client.
//!
//! dhcpd appends a record whenever the state of an address changes or a client renews, and now and then
//! writes the file anew with the newest record of each (dhcpd.leases(5)). So a renewal follows a record in which the
//! address is in use already, and a new client one in which it was free, or none at all.
//!
//! Of a file that begins in the midst that is known of a few addresses only. There the record itself says so: its `rewind
//! binding state` is the last one that the partner knows, which of an address that this server has just given away is `free`
//! or `backup`. Those that the partner gives away are told by its own file.

use std::collections::HashMap;
use std::io::{self, Read};
use std::net::IpAddr;

use dhcpd_conf::leases::{BindingState, Declaration, Lease, Reader, Record, Stamp};
use failover_model::AddressSet;

/// What was found of one stock of addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// In state `free`.
    pub(crate) free: u64,
    /// In state `backup`.
    pub(crate) backup: u64,
    /// In state `expired`, `released` or `reset`.
    pub(crate) ended: u64,
    /// In state `abandoned`.
    pub(crate) declined: u64,
    /// In state `active`.
    pub(crate) active: u64,
    /// How many went from free to a client.
    pub(crate) taken: u64,
    /// How many of them this server gave away itself.
    pub(crate) given: u64,
    /// When the newest of them came, in seconds since 1970.
    pub(crate) newest: Option<i64>,
}

/// How many clients have to be met until it is clear when a file that begins in the midst begins: records of a partner
/// that was away are older than those beside them.
const ENOUGH: usize = 256;

/// Lease files, read one behind the other.
pub(crate) struct History {
    /// First and last address of each range and the stock that it belongs to, sorted.
    ranges: Vec<(u32, u32, usize)>,
    /// From when on clients count, in seconds since 1970, and from when on they were to.
    from: i64,
    wanted: i64,
    states: HashMap<u32, (usize, BindingState)>,
    found: Vec<Found>,
    beginning: Option<Beginning>,
}

/// The first records of a file that begins in the midst.
struct Beginning {
    /// When the file was made: its first part is no log, but has the newest record of each address at that time.
    made: Option<i64>,
    records: Vec<Told>,
    clients: usize,
}

/// What is of interest in a record.
#[derive(Clone, Copy)]
struct Told {
    address: u32,
    stock: usize,
    state: BindingState,
    /// What the partner knows of it.
    rewind: Option<BindingState>,
    starts: Option<i64>,
}

impl History {
    /// For some stocks of addresses; clients that came before `from` do not count.
    pub(crate) fn new(stocks: &[AddressSet], from: i64) -> Self {
        let ranges = stocks.iter().enumerate().flat_map(|(at, set)| {
            set.ranges().iter().filter_map(move |range| match (range.start(), range.end()) {
                (IpAddr::V4(start), IpAddr::V4(end)) => Some((start.to_bits(), end.to_bits(), at)),
                _ => None,
            })
        });
        let mut ranges: Vec<_> = ranges.collect();
        ranges.sort_unstable();
        let found = vec![Found::default(); stocks.len()];
        let states = HashMap::new();
        Self { ranges, from, wanted: from, states, found, beginning: None }
    }

    /// What is read next begins in the midst of a file that was made then, as far as that is of interest.
    pub(super) fn begins_in_the_midst(&mut self, made: Option<i64>) {
        self.beginning = Some(Beginning { made, records: Vec::new(), clients: 0 });
    }

    /// Forgets all; clients that came before `from` do not count.
    pub(super) fn begin_anew(&mut self, from: i64) {
        (self.from, self.wanted) = (from, from);
        self.states.clear();
        self.found.fill(Found::default());
    }

    /// From when on clients count, in seconds since 1970; [`None`] where there is no saying.
    pub(super) fn from(&self) -> Option<i64> {
        (self.from < i64::MAX).then_some(self.from)
    }

    /// Reads a file, behind those that were read before; what is no lease but a declaration goes to `declared`.
    ///
    /// # Errors
    /// Where it cannot be read. What makes no sense in it is passed over.
    pub(crate) fn read(
        &mut self,
        source: impl Read,
        mut declared: impl FnMut(&Declaration<'_>),
    ) -> io::Result<()> {
        let mut reader = Reader::new(source);
        while let Some(entry) = reader.next_entry()? {
            match &entry.record {
                _ if !entry.is_usable() => {}
                Record::Lease(lease) => self.take(lease),
                Record::Declaration(declaration) => declared(declaration),
                _ => {}
            }
        }
        self.settle();
        Ok(())
    }

    fn take(&mut self, lease: &Lease<'_>) {
        let address = lease.address().to_bits();
        let Some(stock) = self.stock(address) else { return };
        let told = Told {
            address,
            stock,
            // A lease without a state is of a dhcpd that knew no failover.
            state: lease.state().unwrap_or(BindingState::Active),
            rewind: lease.rewind_state(),
            starts: lease.starts().and_then(Stamp::unix_seconds),
        };
        let Some(beginning) = &mut self.beginning else { return self.count(told) };
        beginning.records.push(told);
        beginning.clients += usize::from(told.state == BindingState::Active);
        if beginning.clients >= ENOUGH {
            self.settle();
        }
    }

    /// Decides by its first records when a file begins. What lies before that is not known.
    fn settle(&mut self) {
        let Some(Beginning { made, records, .. }) = self.beginning.take() else { return };
        let clients = records.iter().filter(|told| told.state == BindingState::Active);
        let begin = clients.filter_map(|told| told.starts).max();
        if made.is_none_or(|made| begin.is_none_or(|begin| begin > made)) {
            self.begin_anew_at(begin);
        }
        records.into_iter().for_each(|told| self.count(told));
    }

    fn begin_anew_at(&mut self, begin: Option<i64>) {
        let wanted = self.wanted;
        self.begin_anew(begin.map_or(i64::MAX, |begin| begin.saturating_add(1)).max(wanted));
        self.wanted = wanted;
    }

    fn count(&mut self, told: Told) {
        use BindingState::{Active, Backup, Free, Reset};
        let Told { address, stock, state, rewind, starts } = told;
        let before = self.states.insert(address, (stock, state)).map(|(_, state)| state);
        let was_free = matches!(before, None | Some(Free | Backup | Reset));
        let counts = starts.is_some_and(|starts| starts >= self.from);
        if let (true, Some(found)) =
            (state == Active && was_free && counts, self.found.get_mut(stock))
        {
            found.taken += 1;
            found.newest = found.newest.max(starts);
            found.given += u64::from(matches!(rewind, Some(Free | Backup | Reset)));
        }
    }

    /// The stock that an address is in.
    fn stock(&self, address: u32) -> Option<usize> {
        let behind = self.ranges.partition_point(|(start, ..)| *start <= address);
        let (_, end, stock) = *self.ranges.get(behind.checked_sub(1)?)?;
        (address <= end).then_some(stock)
    }

    /// What was found of each stock.
    pub(crate) fn finish(mut self) -> Vec<Found> {
        for (stock, state) in self.states.into_values() {
            let Some(found) = self.found.get_mut(stock) else { continue };
            *match state {
                BindingState::Free => &mut found.free,
                BindingState::Backup => &mut found.backup,
                BindingState::Expired | BindingState::Released | BindingState::Reset => {
                    &mut found.ended
                }
                BindingState::Abandoned => &mut found.declined,
                BindingState::Active => &mut found.active,
            } += 1;
        }
        self.found
    }
}
