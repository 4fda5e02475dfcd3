//! The walk through two configurations at once.

use std::collections::HashMap;

use super::names::{Names, same};
use super::{Change, Comparison, Difference, Note, Place, ReplicationError, Sharing, Side, fit};
use crate::document::Document;
use crate::json::Json;
use crate::node::{Kind, Node};
use crate::share::{Classed, Share};
use crate::view::Server;

/// How many places of one kind are kept.
const PLACES: usize = 100;

/// What `config-get` and a config backend add.
const ADDED: [&str; 2] = ["hash", "metadata"];

/// Interfaces, which are called otherwise on each host, and which a host has only where it is on the
/// network's own link.
const INTERFACES: [&str; 2] = ["interface", "4o6-interface"];

/// Databases that hold a part of the configuration.
const BACKENDS: [&str; 3] = ["config-control", "hosts-database", "hosts-databases"];

pub(super) struct Walk<'n, 'd, 's> {
    pub(super) destination: Server<'d>,
    pub(super) source: Server<'s>,
    pub(super) sharing: &'n dyn Sharing,
    pub(super) own: Names<'n>,
    pub(super) theirs: Names<'n>,
    /// Whether options are defined alike on both sides, so that equal text is equal.
    pub(super) same_definitions: bool,
    /// Whether subnets are numbered by their order.
    pub(super) unnumbered: bool,
    pub(super) found: Comparison<'d, 's>,
}

impl<'n, 'd, 's> Walk<'n, 'd, 's> {
    pub(super) fn new(
        destination: &'d Document,
        source: &'s Document,
        sharing: &'n dyn Sharing,
    ) -> Result<Self, ReplicationError> {
        fit(destination, Side::Destination)?;
        fit(source, Side::Source)?;
        let none = |side| ReplicationError::NoServer { side };
        let destination = destination.server().ok_or(none(Side::Destination))?;
        let source = source.server().ok_or(none(Side::Source))?;
        if destination.family() != source.family() {
            return Err(ReplicationError::Family);
        }
        let defined = [destination.node().get("option-def"), source.node().get("option-def")];
        let same_definitions = match defined {
            [Some(own), Some(theirs)] => own.is_written_like(theirs),
            [own, theirs] => own.is_none() && theirs.is_none(),
        };
        Ok(Self {
            same_definitions,
            destination,
            source,
            sharing,
            own: Names::new(destination, sharing),
            theirs: Names::new(source, sharing),
            unnumbered: source.subnets().iter().any(|subnet| subnet.id().is_none()),
            found: Comparison::default(),
        })
    }

    pub(super) fn servers(&mut self) {
        let (own, theirs) = (self.destination.node(), self.source.node());
        for key in BACKENDS {
            let sides = [(Side::Destination, own.get(key)), (Side::Source, theirs.get(key))];
            for (side, node) in sides {
                let Some(node) = node else { continue };
                let place = Place::of(side, node);
                self.found.notes.push(match key {
                    "config-control" => Note::ConfigBackend(place),
                    _ => Note::HostsDatabase(place),
                });
            }
        }
        self.map(own, theirs);
    }

    /// What a value is to the partners, given what the map or list around it is.
    pub(super) fn share(&self, around: Classed, item: Node<'_>) -> Option<Share> {
        around.enter(item).share().or_else(|| self.sharing.beyond(item))
    }

    /// Members of two maps.
    pub(super) fn map(&mut self, own: Node<'d>, theirs: Node<'s>) {
        let (here, there) = (Classed::of(own), Classed::of(theirs));
        let sharing = self.sharing;
        let own_way = |item: Node<'_>| is_own_way(sharing, item, [Some(own), Some(theirs)]);
        let key = |node: Node<'_>| node.key_bytes().unwrap_or_default().into_owned();
        let mut others: HashMap<_, _> = theirs.items().map(|item| (key(item), item)).collect();
        for item in own.items() {
            let other = others.remove(&key(item));
            match self.share(here, item) {
                None if is_added(item) => {}
                None => self.unknown(Side::Destination, item),
                Some(Share::Identity) => {}
                Some(_) if is_interface(item) || own_way(item) => {}
                Some(share) => match other {
                    Some(other) => self.value(share, item, other),
                    None => self.gone(share, item),
                },
            }
        }
        for item in theirs.items().filter(|item| others.contains_key(&key(*item))) {
            match self.share(there, item) {
                None if is_added(item) => {}
                None => self.unknown(Side::Source, item),
                Some(Share::Identity) => {}
                Some(_) if own_way(item) => {}
                Some(_) if is_interface(item) => self.left_out(item),
                Some(share) => {
                    self.new_from_source(item);
                    self.differ(share, None, Some(item), Change::Insert(own));
                }
            }
        }
    }

    fn value(&mut self, share: Share, own: Node<'d>, theirs: Node<'s>) {
        if self.is_alike(own, theirs) {
            return self.known(own);
        }
        match (own.kind(), theirs.kind()) {
            (Kind::Map, Kind::Map) => return self.map(own, theirs),
            (Kind::List, Kind::List) if self.beside(share, own, theirs) => return,
            (Kind::List, Kind::List) => {
                if let Some(names) = self.own.of(own).zip(self.theirs.of(theirs)) {
                    return self.list(share, (own, names.0), (theirs, names.1));
                }
            }
            _ => {}
        }
        self.whole(share, own, theirs);
    }

    /// Two values that are equal or not.
    fn whole(&mut self, share: Share, own: Node<'d>, theirs: Node<'s>) {
        let equal = Json::of(theirs).is_ok_and(|json| json.is_said_by(own));
        if equal || own.key().is_some_and(|key| same(&key, own, theirs)) {
            return;
        }
        self.new_from_source(theirs);
        self.differ(share, Some(own), Some(theirs), Change::Replace);
    }

    /// A member that the source does not have goes, but for what is the destination's own in it and
    /// can stand without the rest.
    fn gone(&mut self, share: Share, item: Node<'d>) {
        self.lost(item);
        if !self.holds_own(item) || self.loses_what_it_needs(item) {
            return self.differ(share, Some(item), None, Change::Remove);
        }
        if item.kind() == Kind::Map {
            let here = Classed::of(item);
            for inner in item.items() {
                match self.share(here, inner) {
                    Some(Share::Identity) | None => {}
                    Some(share) => self.gone(share, inner),
                }
            }
        } else if let Some(names) = self.own.of(item) {
            for (inner, name) in item.items().zip(names) {
                if !self.own.is_own(item, &name) {
                    self.differ(share, Some(inner), None, Change::Remove);
                }
            }
        }
    }

    /// Whether Kea would refuse a map without what is shared in it.
    fn loses_what_it_needs(&self, map: Node<'_>) -> bool {
        let here = Classed::of(map);
        let mut needed = here.required().iter().filter_map(|key| map.get(key));
        needed.any(|inner| self.share(here, inner) != Some(Share::Identity))
    }

    /// Whether something of the server's own is in a map, or directly in a list.
    fn holds_own(&self, item: Node<'_>) -> bool {
        match item.kind() {
            Kind::Map => {
                let here = Classed::of(item);
                item.items().any(|inner| {
                    self.share(here, inner) == Some(Share::Identity) || self.holds_own(inner)
                })
            }
            Kind::List => {
                let names = self.own.of(item).unwrap_or_default();
                names.iter().any(|name| self.own.is_own(item, name))
            }
            _ => false,
        }
    }

    /// Looks for what is not known in a value of the destination that goes.
    pub(super) fn lost(&mut self, item: Node<'_>) {
        self.inside(Side::Destination, item);
    }

    /// Looks for what is not known, and what the destination would need, in a value that it gets.
    pub(super) fn new_from_source(&mut self, item: Node<'_>) {
        self.inside(Side::Source, item);
    }

    fn inside(&mut self, side: Side, item: Node<'_>) {
        if self.is_strange(side, item) {
            return;
        }
        let here = Classed::of(item);
        for inner in item.items() {
            match self.share(here, inner) {
                None if is_added(inner) => {}
                None => self.unknown(side, inner),
                Some(_) if side == Side::Destination => self.inside(side, inner),
                Some(Share::Identity) if is_of_hook(inner) => self.wanting(inner),
                Some(Share::Identity) => self.left_out(inner),
                Some(_) if is_interface(inner) => self.left_out(inner),
                Some(_) => {
                    if inner.key().as_deref() == Some("library") && self.folder().is_none() {
                        self.wanting(inner);
                    }
                    self.inside(side, inner);
                }
            }
        }
    }

    /// Notes a hook library that is not known.
    pub(super) fn is_strange(&mut self, side: Side, item: Node<'_>) -> bool {
        let list = item.parent().filter(|list| list.kind() == Kind::List);
        if list.and_then(Node::key).as_deref() != Some("hooks-libraries") {
            return false;
        }
        let name = crate::view::HookLibrary::new(item).name().unwrap_or_default();
        if self.sharing.knows_library(&name) {
            return false;
        }
        self.unknown(side, item.get("library").unwrap_or(item));
        true
    }

    /// The folder of the destination's libraries, with its slash; empty where they have none.
    pub(super) fn folder(&self) -> Option<String> {
        let hooks = self.destination.hook_libraries();
        let library = hooks.first()?.library()?;
        Some(library.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/")))
    }

    pub(super) fn unknown(&mut self, side: Side, node: Node<'_>) {
        if self.found.unknown.len() < PLACES {
            self.found.unknown.push(Place::of(side, node));
        }
    }

    fn wanting(&mut self, node: Node<'_>) {
        if self.found.wanting.len() < PLACES {
            self.found.wanting.push(Place::of(Side::Source, node));
        }
    }

    fn left_out(&mut self, node: Node<'_>) {
        self.found.notes.push(Note::LeftOut(Place::of(Side::Source, node)));
    }

    pub(super) fn differ(
        &mut self,
        share: Share,
        destination: Option<Node<'d>>,
        source: Option<Node<'s>>,
        change: Change<'d>,
    ) {
        self.found.differences.push(Difference { share, destination, source, change });
    }
}

/// What a server adds to its answers; asked where it is no key of the configuration.
pub(super) fn is_added(node: Node<'_>) -> bool {
    node.key().is_some_and(|key| ADDED.contains(&&*key))
}

/// Whether one of two maps says a member in a way of its server's own: what the other one says is not
/// compared with it.
pub(super) fn is_own_way(
    sharing: &dyn Sharing,
    item: Node<'_>,
    maps: [Option<Node<'_>>; 2],
) -> bool {
    let instead = sharing.instead(item);
    instead.is_some_and(|key| maps.into_iter().flatten().any(|map| map.get(key).is_some()))
}

/// The interface of a subnet or shared network.
pub(super) fn is_interface(node: Node<'_>) -> bool {
    let list = || node.parent().and_then(Node::parent).and_then(Node::key);
    let level = || matches!(list().as_deref(), Some("subnet4" | "subnet6" | "shared-networks"));
    node.key().is_some_and(|key| INTERFACES.contains(&&*key)) && level()
}

/// Whether a value stands in a hook library.
fn is_of_hook(node: Node<'_>) -> bool {
    let mut around = std::iter::successors(Some(node), |node| node.parent());
    around.any(|node| node.key().as_deref() == Some("hooks-libraries"))
}
