//! Scopes: which are on both sides, and what applies in each.

use std::collections::BTreeMap;

use config_text::Span;
use ipnet::IpNet;

use super::cluster::{self, Leaf, differing};
use super::{Difference, Pair, Path, Place, Says, Subject, pools};
use crate::config::{Scope, ServerConfig};
use crate::pairing::Relationship;
use crate::setting::Value;

/// A scope with what each side has of it.
pub(super) struct Both<'a> {
    pub(super) net: IpNet,
    pub(super) sides: [Option<&'a Scope>; 2],
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
        let mut found: BTreeMap<IpNet, [Option<&'a Scope>; 2]> = BTreeMap::new();
        for side in [0, 1] {
            for scope in pair.config(side).scopes() {
                found.entry(scope.net).or_default()[side] = Some(scope);
            }
        }
        let mut scopes = Vec::new();
        for (net, sides) in found {
            let relationship = [0, 1].into_iter().find_map(|side| {
                let scope = sides[side]?;
                scope.relationships().into_iter().find_map(|ix| pair.relationship(side, ix))
            });
            let foreign = [0, 1].into_iter().any(|side| {
                let in_any = sides[side].map(Scope::relationships).unwrap_or_default();
                !in_any.is_empty() && in_any.iter().all(|ix| pair.relationship(side, *ix).is_none())
            });
            let counts = match sides {
                [Some(_), Some(_)] => true,
                [Some(scope), None] => pair.exclusive && serves(pair.config(0), scope),
                [None, Some(scope)] => pair.exclusive && serves(pair.config(1), scope),
                [None, None] => false,
            };
            if relationship.is_some() || (counts && !foreign) {
                scopes.push(Both { net, sides, relationship });
            }
        }
        Self { scopes }
    }

    /// What is on one side only, and what each scope is and hands out.
    pub(super) fn differences(&self, pair: &Pair<'a>) -> Vec<Difference> {
        let mut found = Vec::new();
        for both in &self.scopes {
            match both.sides {
                [Some(a), Some(b)] => {
                    found.extend(shape(pair, both, a, b));
                    found.extend(pools::compare(pair, both, a, b));
                }
                sides => {
                    let sides = sides.map(|side| match side {
                        Some(scope) => Says::Present { span: scope.span },
                        None => Says::Nothing,
                    });
                    let difference = pair.difference(Subject::Scope, both.path(pair), sides);
                    found.push(difference.reaching(vec![both.net]));
                }
            }
        }
        // A renamed shared network is one difference, however many scopes are in it.
        merge_networks(found)
    }
}

impl Both<'_> {
    pub(super) fn place(&self, pair: &Pair<'_>) -> Place {
        match self.relationship {
            Some(relationship) => Place::Relationship(relationship.id.clone()),
            None => pair.place(),
        }
    }

    pub(super) fn path(&self, pair: &Pair<'_>) -> Path {
        Path::new(self.place(pair)).step("scope", self.net)
    }
}

/// Whether a scope does more than say which network the server is attached to.
fn serves(config: &ServerConfig, scope: &Scope) -> bool {
    let own = config.context(scope.context).is_some_and(|context| !context.settings.is_empty());
    own || !scope.pools.is_empty() || !scope.excluded.is_empty()
}

/// What a scope is: enabled, in which shared network, in which relationship.
fn shape(pair: &Pair<'_>, both: &Both<'_>, a: &Scope, b: &Scope) -> Vec<Difference> {
    let says = |text: Option<&str>, span: Option<Span>| match text {
        Some(text) => Says::Value { value: Value::text(text), span },
        None => Says::Nothing,
    };
    let mut found = Vec::new();
    let mut add = |subject, field: &str, sides: [Says; 2]| {
        let path = both.path(pair).field(field);
        found.push(pair.difference(subject, path, sides).reaching(vec![both.net]));
    };
    if a.enabled != b.enabled {
        let word = |scope: &Scope| if scope.enabled { "enabled" } else { "disabled" };
        add(Subject::Enabled, "state", [says(Some(word(a)), a.span), says(Some(word(b)), b.span)]);
    }
    if a.network != b.network {
        let network = |scope: &Scope| says(scope.network.as_deref(), scope.span);
        add(Subject::Network, "shared-network", [network(a), network(b)]);
    }
    let member = |side: usize, scope: &Scope| {
        let ix = scope.relationship?;
        Some(relationship_name(pair, side, ix))
    };
    let (of_a, of_b) = (member(0, a), member(1, b));
    if of_a != of_b {
        let sides = [says(of_a.as_deref(), a.span), says(of_b.as_deref(), b.span)];
        add(Subject::Membership, "relationship", sides);
    }
    found
}

/// A relationship by the name that both sides share, else by this side's own.
pub(super) fn relationship_name(pair: &Pair<'_>, side: usize, ix: crate::RelationshipIx) -> String {
    match pair.relationship(side, ix) {
        Some(relationship) => relationship.id.clone(),
        None => {
            let own = pair.config(side).relationship(ix).and_then(|own| own.name.clone());
            let server = &pair.servers[side.min(1)].server;
            format!("{}@{server}", own.as_deref().unwrap_or("?"))
        }
    }
}

fn merge_networks(found: Vec<Difference>) -> Vec<Difference> {
    let mut merged: Vec<Difference> = Vec::with_capacity(found.len());
    for difference in found {
        let values = |d: &Difference| {
            let text = |says: &Says| match says {
                Says::Value { value, .. } => Some(value.clone()),
                _ => None,
            };
            Some((text(&d.sides[0])?, text(&d.sides[1])?))
        };
        let renamed =
            (difference.subject == Subject::Network).then(|| values(&difference)).flatten();
        let known = renamed.and_then(|wanted| {
            merged.iter_mut().find(|known| {
                known.subject == Subject::Network && values(known).as_ref() == Some(&wanted)
            })
        });
        match known {
            Some(known) => known.scopes.extend(difference.scopes),
            None => merged.push(difference),
        }
    }
    merged
}

/// Everything that applies differently: server, scopes, pools and reservations, by reason.
pub(super) fn settings(pair: &Pair<'_>, matched: &Matched<'_>) -> Vec<Difference> {
    let configs = [pair.config(0), pair.config(1)];
    let mut leaves = Vec::new();
    for both in &matched.scopes {
        let [Some(a), Some(b)] = both.sides else { continue };
        let effective = [configs[0].effective(a.context), configs[1].effective(b.context)];
        for (key, sides) in differing(&effective[0], &effective[1]) {
            leaves.push(Leaf {
                subject: Subject::Setting,
                path: both.path(pair),
                place: both.place(pair),
                scope: Some(both.net),
                key,
                sides,
            });
        }
        leaves.extend(pools::leaves(pair, both, a, b));
    }
    leaves.extend(super::reservations::leaves(pair, matched));
    let reaches = |key: &str, span: Option<Span>| {
        leaves.iter().any(|leaf| {
            leaf.key == key && leaf.sides.iter().flatten().any(|(setting, _)| setting.span == span)
        })
    };
    let root = [configs[0].effective(configs[0].root()), configs[1].effective(configs[1].root())];
    let mut global = Vec::new();
    for (key, sides) in differing(&root[0], &root[1]) {
        // What only one side sets for the whole server is the same thing said elsewhere, unless
        // somebody inherits it.
        let matters = match sides {
            [Some(_), Some(_)] => true,
            [Some((setting, _)), None] | [None, Some((setting, _))] => {
                matched.scopes.is_empty() || reaches(key, setting.span)
            }
            [None, None] => false,
        };
        if matters {
            let path = Path::new(pair.place());
            let (place, subject) = (pair.place(), Subject::Setting);
            global.push(Leaf { subject, path, place, scope: None, key, sides });
        }
    }
    global.extend(leaves);
    cluster::report(pair, global)
}
