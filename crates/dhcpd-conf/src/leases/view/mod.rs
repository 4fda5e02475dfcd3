//! The newest state of everything: the last record wins.

mod ia;
mod lease;
mod record;
mod table;

use std::io::{self, Read};
use std::net::{Ipv4Addr, Ipv6Addr};

use super::declaration::{Declaration, DeclarationKind};
use super::entry::{Entry, Record};
use super::failover::FailoverRecord;
use super::ia::IaKind;
use super::problem::Problem;
use super::reader::Reader;
use super::state::ByteOrder;
use ia::Ias;
use lease::LeaseSlot;
use record::Records;
use table::Table;

pub use ia::AddressState;
pub use lease::{LeaseState, Usage};

/// More problems than anybody reads: the rest is only counted.
const PROBLEMS: usize = 1_000;

/// What a lease file says when it has been read to its end.
///
/// A lease of IPv4 takes at most 200 bytes with a usual client identifier and host name, and so does
/// an address of IPv6. What else a lease says (`set`, `on`, `option agent.*`) is not kept: read it
/// again from [`LeaseState::offset`].
///
/// ```
/// use dhcpd_conf::leases::{Usage, View};
///
/// let file = br#"
///     lease 198.51.100.7 { starts 3 2026/11/25 12:00:00; ends never; binding state active; }
///     lease 198.51.100.8 { ends never; binding state active; }
///     lease 198.51.100.7 { ends 3 2026/11/25 12:30:00; binding state released; }
/// "#;
/// let view = View::read(&file[..])?;
/// let now = 1_795_609_800;
/// for lease in view.leases() {
///     println!("{}: {:?}", lease.address(), lease.usage(now));
/// }
/// let counts = view.counts(now, |address| address.octets()[..3] == [198, 51, 100]);
/// assert_eq!((counts.free, counts.in_use), (1, 1));
/// assert_eq!(view.lease([198, 51, 100, 7].into()).map(|lease| lease.usage(now)), Some(Usage::Free));
/// assert!(view.problems().is_empty());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct View {
    leases: Table<LeaseSlot>,
    ias: Ias,
    records: Records,
    order: Option<ByteOrder>,
    server_duid: Option<Vec<u8>>,
    problems: Vec<Problem>,
    problem_count: u64,
    buffer: Vec<u8>,
}

impl View {
    /// Reads a lease file to its end.
    ///
    /// # Errors
    /// Where the source cannot be read. Whatever is wrong with the file itself is in
    /// [`problems`](Self::problems).
    pub fn read(source: impl Read) -> io::Result<Self> {
        let mut view = Self::default();
        let mut reader = Reader::new(source);
        while let Some(entry) = reader.next_entry()? {
            view.apply(&entry);
        }
        Ok(view)
    }

    /// Takes over one more record.
    pub fn apply(&mut self, entry: &Entry<'_>) {
        self.problem_count += entry.problems.len() as u64;
        let room = PROBLEMS.saturating_sub(self.problems.len());
        self.problems.extend(entry.problems.iter().take(room).cloned());
        if !entry.is_usable() {
            return;
        }
        let (offset, buffer) = (entry.offset, &mut self.buffer);
        match &entry.record {
            Record::Lease(lease) => {
                let address = lease.address();
                let known = self.leases.find(&address);
                let number = known.unwrap_or_else(|| self.leases.add(LeaseSlot::new(address)));
                if let Some(slot) = self.leases.get_mut(number) {
                    slot.set(lease, offset, buffer);
                }
            }
            Record::Ia(ia) => self.ias.set(ia, offset, buffer),
            Record::Declaration(declaration) => {
                self.records.set_declaration(declaration, entry.text);
            }
            Record::Failover(failover) => self.records.set_failover(failover, entry.text),
            Record::ServerDuid(duid) => self.server_duid = Some(duid.to_vec()),
            Record::ByteOrder(order) => self.order = Some(*order),
            Record::Unknown => {}
        }
    }

    /// The leases of IPv4, in the order in which the file first names them.
    pub fn leases(&self) -> impl Iterator<Item = LeaseState<'_>> {
        self.leases.iter().map(LeaseState)
    }

    /// The lease of an address; [`None`] where the file never names it: dhcpd takes it for free.
    #[must_use]
    pub fn lease(&self, address: Ipv4Addr) -> Option<LeaseState<'_>> {
        self.leases.get(self.leases.find(&address)?).map(LeaseState)
    }

    /// How many leases of IPv4 there are.
    #[must_use]
    pub const fn lease_count(&self) -> usize {
        self.leases.len()
    }

    /// Counts the IPv4 addresses that `wanted` picks by what they are at `now`, in seconds since
    /// 1970. Only those that the file names: the others of a range are free.
    pub fn counts(&self, now: i64, wanted: impl Fn(Ipv4Addr) -> bool) -> Counts {
        let mut counts = Counts::default();
        for lease in self.leases().filter(|lease| wanted(lease.address())) {
            let count = match lease.usage(now) {
                Usage::Free => &mut counts.free,
                Usage::Backup => &mut counts.backup,
                Usage::InUse => &mut counts.in_use,
                Usage::Reserved => &mut counts.reserved,
                Usage::Abandoned => &mut counts.abandoned,
            };
            *count += 1;
        }
        counts
    }

    /// The addresses and prefixes of IPv6 that the newest record of their IA names, in the order in
    /// which the file first names them.
    pub fn addresses(&self) -> impl Iterator<Item = AddressState<'_>> {
        self.ias.addresses()
    }

    /// One address (`prefix_length` 128) or prefix of IPv6.
    #[must_use]
    pub fn address(
        &self,
        kind: IaKind,
        address: Ipv6Addr,
        prefix_length: u8,
    ) -> Option<AddressState<'_>> {
        self.ias.address(kind, address, prefix_length)
    }

    /// The newest declaration of each host, group, class and subclass, deleted ones too, in the
    /// order of kind and name.
    pub fn declarations(&self) -> impl Iterator<Item = Declaration<'_>> {
        self.records.declarations()
    }

    /// One host, group or class.
    #[must_use]
    pub fn declaration(&self, kind: DeclarationKind, name: &[u8]) -> Option<Declaration<'_>> {
        self.records.declaration(kind, name)
    }

    /// The newest state of each failover relationship, in the order of names.
    pub fn failover(&self) -> impl Iterator<Item = FailoverRecord<'_>> {
        self.records.failover()
    }

    /// The server's own DUID.
    #[must_use]
    pub fn server_duid(&self) -> Option<&[u8]> {
        self.server_duid.as_deref()
    }

    /// The byte order in which IAIDs are written; where the file does not say, that of the machine
    /// that wrote it.
    #[must_use]
    pub const fn byte_order(&self) -> Option<ByteOrder> {
        self.order
    }

    /// What is wrong with the file: the first 1,000 problems.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many problems there are.
    #[must_use]
    pub const fn problem_count(&self) -> u64 {
        self.problem_count
    }
}

/// How many addresses are what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// [`Usage::Free`]
    pub free: u64,
    /// [`Usage::Backup`]
    pub backup: u64,
    /// [`Usage::InUse`]
    pub in_use: u64,
    /// [`Usage::Reserved`]
    pub reserved: u64,
    /// [`Usage::Abandoned`]
    pub abandoned: u64,
}
