//! Scopes that both sides have, and those that one of them lacks.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::{Pair, Path, Place, Side, Sides};
use crate::config::{Scope, ServerConfig};
use crate::pairing::Relationship;
use crate::setting::Level;

/// A scope with what each side has of it.
pub(super) struct Both<'a> {
    pub(super) net: IpNet,
    pub(super) sides: Sides<Option<&'a Scope>>,
    /// The relationship it belongs to, by the first side that says one.
    pub(super) relationship: Option<&'a Relationship>,
}

/// The scopes of a pair that are compared.
pub(super) struct Matched<'a> {
    pub(super) scopes: Vec<Both<'a>>,
}

impl<'a> Matched<'a> {
    /// The scopes that are in a relationship of this pair on either side, or on both sides. What
    /// only one side has counts where the two servers have no other partner; a subnet that only
    /// says which network the server is attached to never does.
    pub(super) fn of(pair: &Pair<'a>) -> Self {
        let mut found: BTreeMap<IpNet, Sides<Option<&'a Scope>>> = BTreeMap::new();
        for side in Side::BOTH {
            for scope in pair.config(side).scopes() {
                found.entry(scope.net).or_default()[side] = Some(scope);
            }
        }
        join_masks(&mut found);
        let mut scopes = Vec::new();
        for (net, sides) in found {
            let relationship = Side::BOTH.into_iter().find_map(|side| {
                let scope = sides[side]?;
                scope.relationships().into_iter().find_map(|ix| pair.relationship(side, ix))
            });
            let foreign = Side::BOTH.into_iter().any(|side| {
                let in_any = sides[side].map(Scope::relationships).unwrap_or_default();
                !in_any.is_empty() && in_any.iter().all(|ix| pair.relationship(side, *ix).is_none())
            });
            let lone = |side: Side, scope| {
                pair.exclusive && (pair.is_one_server() || serves(pair.config(side), scope))
            };
            let counts = match sides.into_array() {
                [Some(_), Some(_)] => true,
                [Some(scope), None] => lone(Side::First, scope),
                [None, Some(scope)] => lone(Side::Second, scope),
                [None, None] => false,
            };
            if relationship.is_some() || (counts && !foreign) {
                scopes.push(Both { net, sides, relationship });
            }
        }
        Self { scopes }
    }

    /// A scope by its network.
    pub(super) fn scope(&self, net: IpNet) -> Option<&Both<'a>> {
        // They come sorted.
        let at = self.scopes.binary_search_by_key(&net, |both| both.net).ok()?;
        self.scopes.get(at)
    }
}

impl Both<'_> {
    /// Whether one of the sides lacks it.
    pub(super) fn one_sided(&self) -> bool {
        self.sides.iter().any(|(_, side)| side.is_none())
    }

    pub(super) fn place(&self, pair: &Pair<'_>) -> Place {
        self.relationship.map_or_else(|| pair.place(), |relationship| pair.place_of(relationship))
    }

    pub(super) fn path(&self, pair: &Pair<'_>) -> Path {
        Path::new(self.place(pair)).step("scope", self.net)
    }
}

/// Takes two scopes for one, known by the first side's network, that have the same network address
/// and each no counterpart of the same size: one with another mask is the same scope.
fn join_masks(found: &mut BTreeMap<IpNet, Sides<Option<&Scope>>>) {
    let lone = |side: Side| -> BTreeMap<IpAddr, IpNet> {
        let only = found.iter().filter(|(_, sides)| sides[side.other()].is_none());
        only.map(|(net, _)| (net.network(), *net)).collect()
    };
    let [mine, theirs] = Sides::of(lone).into_array();
    for (address, net) in mine {
        let other = theirs.get(&address).and_then(|other| found.remove(other));
        if let (Some(other), Some(sides)) = (other, found.get_mut(&net)) {
            sides[Side::Second] = other[Side::Second];
        }
    }
}

/// Whether a scope does more than say which network the server is attached to. In a shared network
/// it does: without it, the other subnets of the wire are told apart from it.
fn serves(config: &ServerConfig, scope: &Scope) -> bool {
    let around = config.ancestors(scope.context).filter(|(_, at)| at.level != Level::Server);
    let set = around.into_iter().any(|(_, context)| !context.settings.is_empty());
    set || scope.network.is_some() || !scope.pools.is_empty() || !scope.excluded.is_empty()
}

/// A relationship by the name that both sides share, else by this side's own.
pub(super) fn relationship_name(pair: &Pair<'_>, side: Side, ix: crate::RelationshipIx) -> String {
    match pair.relationship(side, ix) {
        Some(relationship) => relationship.id.clone(),
        None => {
            let own = pair.config(side).relationship(ix).and_then(|own| own.name.clone());
            let server = &pair.servers[side].server;
            format!("{}@{server}", own.as_deref().unwrap_or("?"))
        }
    }
}
