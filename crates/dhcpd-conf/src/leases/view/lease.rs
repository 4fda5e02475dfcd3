//! The newest record of each IPv4 address.

use std::net::Ipv4Addr;

use super::super::lease::{Lease, Times, made_up};
use super::super::piece::Hardware;
use super::super::state::{BindingState, of_stored, stored};
use super::super::time::Stamp;
use super::table::Keyed;

/// Who may have an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Usage {
    /// Nobody has it: free, released, expired, reset, or active with an end that has passed or with none. Of a
    /// failover pair, the primary gives it away, as soon as the partner has confirmed the end.
    Free,
    /// Nobody has it, and the secondary gives it away.
    Backup,
    /// A client has it.
    InUse,
    /// Nobody has it, and it is kept for the client that had it.
    Reserved,
    /// Nobody gets it, as long as dhcpd takes it for used by somebody unknown.
    Abandoned,
}

/// One lease in a table, packed.
#[derive(Debug, Clone)]
pub(super) struct LeaseSlot {
    pub(super) address: Ipv4Addr,
    times: Times,
    offset: u64,
    /// Hardware address, client identifier and host name, one behind the other. Most are as long as
    /// the next client's, so nothing is wasted on room for growth.
    bytes: Box<[u8]>,
    uid: u16,
    hostname: u16,
    hardware: u8,
    hardware_kind: u8,
    state: u8,
    next: u8,
    rewind: u8,
    marks: u8,
}

const RESERVED: u8 = 1;
const BOOTP: u8 = 2;
const EVENTS: u8 = 4;
const HARDWARE: u8 = 8;
const UID: u8 = 16;
const HOSTNAME: u8 = 32;

impl Keyed for LeaseSlot {
    type Key = Ipv4Addr;

    fn key(&self) -> &Ipv4Addr {
        &self.address
    }
}

impl LeaseSlot {
    pub(super) fn new(address: Ipv4Addr) -> Self {
        Self {
            address,
            times: Times::default(),
            offset: 0,
            bytes: Box::default(),
            uid: 0,
            hostname: 0,
            hardware: 0,
            hardware_kind: 0,
            state: stored(None),
            next: stored(None),
            rewind: stored(None),
            marks: 0,
        }
    }

    /// Takes over what a newer record says; `buffer` is for use in between.
    pub(super) fn set(&mut self, lease: &Lease<'_>, offset: u64, buffer: &mut Vec<u8>) {
        let parts = lease.parts;
        buffer.clear();
        let hardware = lease.hardware();
        if let Some(hardware) = &hardware {
            buffer.extend_from_slice(hardware.address());
        }
        self.hardware_kind = hardware.map_or(0, |hardware| hardware.kind());
        self.hardware = u8::try_from(buffer.len()).unwrap_or(u8::MAX);
        let (uid, hostname) = (lease.uid(), lease.hostname());
        let before = buffer.len();
        buffer.extend(uid.into_iter().flat_map(|uid| uid.bytes()).take(LONGEST));
        self.uid = u16::try_from(buffer.len() - before).unwrap_or(u16::MAX);
        let before = buffer.len();
        buffer.extend(hostname.into_iter().flat_map(|name| name.bytes()).take(LONGEST));
        self.hostname = u16::try_from(buffer.len() - before).unwrap_or(u16::MAX);
        if *self.bytes != **buffer {
            self.bytes = buffer.as_slice().into();
        }
        let mark = |set: bool, mark: u8| if set { mark } else { 0 };
        self.marks = mark(parts.reserved, RESERVED)
            | mark(parts.bootp, BOOTP)
            | mark(parts.events, EVENTS)
            | mark(hardware.is_some(), HARDWARE)
            | mark(uid.is_some(), UID)
            | mark(hostname.is_some(), HOSTNAME);
        self.times = parts.times;
        self.offset = offset;
        self.state = stored(parts.state);
        self.next = stored(parts.next);
        self.rewind = stored(parts.rewind);
    }
}

/// What dhcpd reads of a string, at most.
const LONGEST: usize = 1499;

/// The newest state of one IPv4 address.
#[derive(Debug, Clone, Copy)]
pub struct LeaseState<'a>(pub(super) &'a LeaseSlot);

impl<'a> LeaseState<'a> {
    /// The address.
    #[must_use]
    pub const fn address(&self) -> Ipv4Addr {
        self.0.address
    }

    /// The byte of the file that the record begins with.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.0.offset
    }

    /// Who may have the address at `now`, in seconds since 1970.
    #[must_use]
    pub fn usage(&self, now: i64) -> Usage {
        // To dhcpd a lease without an end has ended.
        let ended = || self.ends().is_none_or(|ends| !ends.is_after(now));
        let usage = match self.state_at(now) {
            BindingState::Active if !ended() => return Usage::InUse,
            BindingState::Abandoned => return Usage::Abandoned,
            BindingState::Backup => Usage::Backup,
            _ => Usage::Free,
        };
        if self.is_reserved() { Usage::Reserved } else { usage }
    }

    /// As [`Lease::starts`].
    #[must_use]
    pub const fn starts(&self) -> Option<Stamp> {
        Stamp::of_stored(self.0.times.starts)
    }

    /// As [`Lease::ends`].
    #[must_use]
    pub const fn ends(&self) -> Option<Stamp> {
        Stamp::of_stored(self.0.times.ends)
    }

    /// As [`Lease::tstp`].
    #[must_use]
    pub const fn tstp(&self) -> Option<Stamp> {
        Stamp::of_stored(self.0.times.tstp)
    }

    /// As [`Lease::tsfp`].
    #[must_use]
    pub const fn tsfp(&self) -> Option<Stamp> {
        Stamp::of_stored(self.0.times.tsfp)
    }

    /// As [`Lease::atsfp`].
    #[must_use]
    pub const fn atsfp(&self) -> Option<Stamp> {
        Stamp::of_stored(self.0.times.atsfp)
    }

    /// As [`Lease::cltt`].
    #[must_use]
    pub const fn cltt(&self) -> Option<Stamp> {
        Stamp::of_stored(self.0.times.cltt)
    }

    /// As [`Lease::state`].
    #[must_use]
    pub const fn state(&self) -> Option<BindingState> {
        of_stored(self.0.state)
    }

    /// As [`Lease::state_at`].
    #[must_use]
    pub fn state_at(&self, now: i64) -> BindingState {
        made_up(self.state(), self.ends(), self.0.marks & EVENTS != 0, now)
    }

    /// As [`Lease::next_state`].
    #[must_use]
    pub fn next_state(&self) -> Option<BindingState> {
        of_stored(self.0.next).or(self.state())
    }

    /// As [`Lease::rewind_state`].
    #[must_use]
    pub fn rewind_state(&self) -> Option<BindingState> {
        of_stored(self.0.rewind).or(self.state())
    }

    /// As [`Lease::is_reserved`].
    #[must_use]
    pub const fn is_reserved(&self) -> bool {
        self.0.marks & RESERVED != 0
    }

    /// As [`Lease::is_bootp`].
    #[must_use]
    pub const fn is_bootp(&self) -> bool {
        self.0.marks & BOOTP != 0
    }

    /// As [`Lease::hardware`].
    #[must_use]
    pub fn hardware(&self) -> Option<Hardware> {
        let (address, _, _) = self.split();
        Hardware::new(self.0.hardware_kind, address).filter(|_| self.0.marks & HARDWARE != 0)
    }

    /// The octets of the client identifier.
    #[must_use]
    pub fn uid(&self) -> Option<&'a [u8]> {
        let (_, uid, _) = self.split();
        (self.0.marks & UID != 0).then_some(uid)
    }

    /// The name that the client gave itself.
    #[must_use]
    pub fn hostname(&self) -> Option<&'a [u8]> {
        let (_, _, hostname) = self.split();
        (self.0.marks & HOSTNAME != 0).then_some(hostname)
    }

    fn split(&self) -> (&'a [u8], &'a [u8], &'a [u8]) {
        let bytes = &*self.0.bytes;
        let (hardware, rest) = bytes.split_at_checked(self.0.hardware.into()).unwrap_or_default();
        let (uid, hostname) = rest.split_at_checked(self.0.uid.into()).unwrap_or_default();
        (hardware, uid, hostname)
    }
}
