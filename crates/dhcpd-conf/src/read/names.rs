//! What has been declared up to a place of the reading.

use std::collections::{BTreeMap, HashSet};

use config_text::Span;

use crate::options::NameMap;
use crate::view::ScopeIx;

/// Declared names and addresses. Letter case counts except for keys.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) classes: HashSet<Box<[u8]>>,
    pub(crate) interfaces: HashSet<Box<[u8]>>,
    /// Failover peers with their number.
    pub(crate) peers: NameMap<Box<[u8]>, usize>,
    groups: NameMap<Box<[u8]>, Group>,
    keys: HashSet<Box<[u8]>>,
    /// Classes with their number, from their first mention on.
    class_numbers: NameMap<Box<[u8]>, usize>,
    /// Hosts that are read to their end.
    pub(crate) hosts: Vec<ClosedHost>,
    /// First to last address of each range, with the statement.
    ranges: BTreeMap<u32, (u32, Span)>,
    /// Whether there was an address that dhcpd could not put together.
    lost_address: bool,
    /// Whether an include could not be read: keys and classes may be declared there.
    pub(crate) open: bool,
}

/// A host whose block has ended.
#[derive(Debug)]
pub(crate) struct ClosedHost {
    /// Of its name.
    pub(crate) hash: u64,
    pub(crate) scope: ScopeIx,
    /// With `deleted;`: the name is free again.
    pub(crate) deleted: bool,
    /// How much had been found before its end.
    pub(crate) before: u32,
}

/// A named group that hosts may refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// As administrators write it.
    Static,
    /// With `dynamic;`: as OMAPI makes it.
    Dynamic,
    /// A static one that was declared again with `deleted;`: hosts still find it.
    Deleted,
    /// Declared twice: dhcpd has dropped both.
    Twice,
}

impl Names {
    pub(crate) fn add_key(&mut self, name: &[u8]) {
        self.keys.insert(name.to_ascii_lowercase().into());
    }

    pub(crate) fn has_key(&self, name: &[u8]) -> bool {
        self.keys.contains(name.to_ascii_lowercase().as_slice())
    }

    /// Declares a group. dhcpd drops both where a second one has the same name, and takes a third.
    pub(crate) fn add_group(&mut self, name: Box<[u8]>, dynamic: bool) {
        let group = match self.groups.get(&name) {
            Some(Group::Static | Group::Dynamic) => Group::Twice,
            None | Some(Group::Twice) if dynamic => Group::Dynamic,
            None | Some(Group::Twice | Group::Deleted) => Group::Static,
        };
        self.groups.insert(name, group);
    }

    /// `deleted;` in a group of this name.
    pub(crate) fn delete_group(&mut self, name: &[u8]) {
        match self.groups.get_mut(name) {
            Some(Group::Dynamic) => drop(self.groups.remove(name)),
            Some(group @ (Group::Static | Group::Deleted)) => *group = Group::Deleted,
            Some(Group::Twice) | None => {}
        }
    }

    /// Why a host cannot refer to a group; `None` where it can.
    pub(crate) fn no_group(&self, name: &[u8]) -> Option<&'static str> {
        match self.groups.get(name) {
            None => Some("is declared above"),
            Some(Group::Twice) => Some("is left: dhcpd drops two of the same name"),
            Some(Group::Static | Group::Dynamic | Group::Deleted) => None,
        }
    }

    /// The number of a class; a new name gets `next`.
    pub(crate) fn class(&mut self, name: &[u8], next: usize) -> usize {
        *self.class_numbers.entry(name.into()).or_insert(next)
    }

    /// The number of a class that was met before.
    pub(crate) fn known_class(&self, name: &[u8]) -> Option<usize> {
        self.class_numbers.get(name).copied()
    }

    /// Declares addresses, or gives the first one that another range has, and that range.
    pub(crate) fn add_range(&mut self, low: u32, high: u32, span: Span) -> Option<(u32, Span)> {
        let mut below = self.ranges.range(..=high).rev();
        let found = below.next().filter(|(_, (end, _))| *end >= low);
        if let Some((start, (_, other))) = found {
            return Some((low.max(*start), *other));
        }
        self.ranges.insert(low, (high, span));
        None
    }

    /// Notes addresses that dhcpd cannot put together; false where that makes more than one of them.
    pub(crate) fn lose_addresses(&mut self, count: u32) -> bool {
        !std::mem::replace(&mut self.lost_address, true) && count < 2
    }
}
