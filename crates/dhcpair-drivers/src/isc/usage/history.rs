//! What a lease file says of each address, and how many went from free to a client.
//!
//! dhcpd appends a record whenever the state of an address changes or a client renews, and now and then
//! writes the file anew with the newest record of each (dhcpd.leases(5)). So a renewal follows a record in which the
//! address is in use already, and a new client one in which it was free, or none at all.

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
}

/// Lease files, read one behind the other.
pub(crate) struct History {
    /// First and last address of each range and the stock that it belongs to, sorted.
    ranges: Vec<(u32, u32, usize)>,
    /// From when on clients count, in seconds since 1970.
    from: i64,
    states: HashMap<u32, (usize, BindingState)>,
    found: Vec<Found>,
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
        Self { ranges, from, states: HashMap::new(), found }
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
        Ok(())
    }

    fn take(&mut self, lease: &Lease<'_>) {
        use BindingState::{Active, Backup, Free, Reset};
        let address = lease.address().to_bits();
        let Some(stock) = self.stock(address) else { return };
        // A lease without a state is of a dhcpd that knew no failover.
        let state = lease.state().unwrap_or(Active);
        let before = self.states.insert(address, (stock, state)).map(|(_, state)| state);
        let was_free = matches!(before, None | Some(Free | Backup | Reset));
        let starts = lease.starts().and_then(Stamp::unix_seconds);
        let counts = starts.is_some_and(|starts| starts >= self.from);
        if let (true, Some(found)) =
            (state == Active && was_free && counts, self.found.get_mut(stock))
        {
            found.taken += 1;
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
