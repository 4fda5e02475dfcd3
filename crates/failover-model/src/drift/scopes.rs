//! Scopes: which are on both sides, and what applies in each.

use std::collections::BTreeMap;
use std::net::IpAddr;

use config_text::Span;
use ipnet::IpNet;

use super::cluster::{self, Applied, Leaf, Origin, differing};
use super::{Difference, Pair, Path, Place, Says, Side, Sides, Subject, pools};
use crate::config::{Scope, ServerConfig};
use crate::identity::Vendor;
use crate::pairing::Relationship;
use crate::setting::{Level, Setting, Value};

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

    /// What is on one side only, and what each scope is and hands out.
    pub(super) fn differences(&self, pair: &Pair<'a>) -> Vec<Difference> {
        let mut found = Vec::new();
        for both in &self.scopes {
            match both.sides.into_array() {
                [Some(a), Some(b)] => {
                    found.extend(shape(pair, both, a, b));
                    found.extend(pools::compare(pair, both, a, b));
                }
                _ => {
                    let sides = both.sides.map(|side| match side {
                        Some(scope) => Says::Present { span: scope.span },
                        None => Says::Nothing,
                    });
                    let difference = pair.difference(Subject::Scope, both.path(pair), sides);
                    found.push(difference.reaching(vec![both.net]));
                }
            }
        }
        self.merged(found)
    }

    /// One difference for what has one reason: a shared network that has another name, or a pool of a
    /// shared network that is in another relationship, in several scopes.
    fn merged(&self, found: Vec<Difference>) -> Vec<Difference> {
        let mut merged: Vec<Difference> = Vec::with_capacity(found.len());
        let mut known: BTreeMap<Reason, usize> = BTreeMap::new();
        for difference in found {
            let at = match self.reason(&difference) {
                Some(reason) => *known.entry(reason).or_insert(merged.len()),
                None => merged.len(),
            };
            match merged.get_mut(at) {
                Some(first) => first.scopes.extend(difference.scopes),
                None => merged.push(difference),
            }
        }
        merged
    }

    fn reason(&self, difference: &Difference) -> Option<Reason> {
        let values = difference.sides.as_ref().map(|says| match says {
            Says::Value { value, .. } => Some(value.clone()),
            _ => None,
        });
        let network = match difference.subject {
            Subject::Network => values.iter().all(|(_, value)| value.is_some()).then(String::new),
            Subject::Membership => {
                let net = difference.scopes.first()?;
                let at = self.scopes.binary_search_by_key(net, |both| both.net).ok()?;
                let sides = self.scopes.get(at)?.sides;
                sides
                    .iter()
                    .find_map(|(_, scope)| Some(scope.as_ref()?.network.as_ref()?.to_string()))
            }
            _ => None,
        };
        Some((difference.subject, network?, values.into_array()))
    }
}

/// A subject, the shared network it is about, and what each side says.
type Reason = (Subject, String, [Option<Value>; 2]);

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

/// What a scope is: enabled, in which shared network, in which relationship.
fn shape(pair: &Pair<'_>, both: &Both<'_>, a: &Scope, b: &Scope) -> Vec<Difference> {
    let says = |text: Option<&str>, span: Option<Span>| match text {
        Some(text) => Says::Value { value: Value::text(text), span },
        None => Says::Nothing,
    };
    let mut found = Vec::new();
    let scopes = Sides::new(a, b);
    let mut add = |subject, field: &str, sides: Sides<Says>| {
        let path = both.path(pair).field(field);
        found.push(pair.difference(subject, path, sides).reaching(vec![both.net]));
    };
    if a.net != b.net && pair.vendor() == Vendor::Windows {
        let mask = scopes.map(|scope| says(Some(&scope.net.netmask().to_string()), scope.span));
        add(Subject::Range, "mask", mask);
    } else if a.net != b.net {
        let net = scopes.map(|scope| says(Some(&scope.net.to_string()), scope.span));
        add(Subject::Scope, "subnet", net);
    }
    if a.enabled != b.enabled {
        let word = |scope: &Scope| if scope.enabled { "enabled" } else { "disabled" };
        let state = scopes.map(|scope| says(Some(word(scope)), scope.span));
        add(Subject::Enabled, "state", state);
    }
    if a.network != b.network {
        let network = scopes.map(|scope| says(scope.network.as_deref(), scope.span));
        add(Subject::Network, "shared-network", network);
    }
    let members = Sides::of(|side| Some(relationship_name(pair, side, scopes[side].relationship?)));
    if !members.agree() {
        let sides = members.zip(scopes);
        let sides = sides.map(|(member, scope)| says(member.as_deref(), scope.span));
        add(Subject::Membership, "relationship", sides);
    }
    found
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

/// Whether one side has a setting from its shared network, and the other one from further out or not
/// at all.
fn inherits_network(sides: Sides<Option<Applied<'_>>>) -> bool {
    let levels = sides.map(|side| side.map(|(_, level)| level)).into_array();
    let outer = levels.iter().all(|level| level.is_none_or(|level| *level < Level::Scope));
    outer && levels.iter().any(|level| matches!(level, Some(Level::Network(_))))
}

/// Whether somebody wrote a setting down; the state of a Windows server has no text and no defaults.
fn stated(pair: &Pair<'_>, setting: &Setting) -> bool {
    setting.span.is_some() || pair.vendor() == Vendor::Windows
}

/// Everything that applies differently: server, scopes, pools and reservations, by reason.
pub(super) fn settings(pair: &Pair<'_>, matched: &Matched<'_>) -> Vec<Difference> {
    let mut leaves = Vec::new();
    for both in &matched.scopes {
        let [Some(a), Some(b)] = both.sides.into_array() else { continue };
        let scopes = Sides::new(a, b);
        let effective =
            scopes.zip(pair.configs).map(|(scope, config)| config.effective(scope.context));
        for (key, sides) in differing(&effective[Side::First], &effective[Side::Second]) {
            if (a.network.is_none() || b.network.is_none()) && inherits_network(sides) {
                // That it is in a shared network on one side only says why.
                continue;
            }
            if key == "authoritative" && a.enabled != b.enabled {
                // Authority goes with what disables a scope: it would refuse clients.
                continue;
            }
            leaves.push(Leaf {
                subject: Subject::Setting,
                path: both.path(pair),
                place: both.place(pair),
                scope: Some(both.net),
                key,
                sides,
                contexts: Sides::new(a.context, b.context),
            });
        }
        leaves.extend(pools::leaves(pair, both, scopes, &effective));
    }
    leaves.extend(super::reservations::leaves(pair, matched));
    leaves.extend(super::definitions::leaves(pair, matched));
    let reaches = |key: &str, setting: &Setting| {
        let origin = Origin::of(setting);
        leaves.iter().any(|leaf| {
            let here =
                |side: &Option<Applied<'_>>| side.is_some_and(|(one, _)| Origin::of(one) == origin);
            leaf.key == key && leaf.sides.iter().any(|(_, side)| here(side))
        })
    };
    let root = pair.configs.map(|config| config.effective(config.root()));
    let alone = matched.scopes.iter().all(Both::one_sided);
    let mut global = Vec::new();
    for (key, sides) in differing(&root[Side::First], &root[Side::Second]) {
        // What only one side states for the whole server is the same thing said elsewhere, unless
        // somebody inherits it. A default that nobody inherits is nothing said, too.
        let states = |side: Option<Applied<'_>>| side.is_some_and(|(one, _)| stated(pair, one));
        let inherited = |side: Option<Applied<'_>>| side.is_some_and(|(one, _)| reaches(key, one));
        let each = sides.into_array();
        let matters = alone || each.into_iter().all(states) || each.into_iter().any(inherited);
        if matters {
            let path = Path::new(pair.place());
            let (place, subject) = (pair.place(), Subject::Setting);
            let contexts = pair.configs.map(ServerConfig::root);
            global.push(Leaf { subject, path, place, scope: None, key, sides, contexts });
        }
    }
    global.extend(leaves);
    cluster::report(pair, global)
}
