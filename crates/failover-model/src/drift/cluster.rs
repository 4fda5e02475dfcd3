//! Settings that differ in many places for one reason, reported once.

use std::collections::{BTreeMap, BTreeSet};

use config_text::Span;
use ipnet::IpNet;

use super::{Difference, Pair, Path, Place, Says, Side, Sides, Subject};
use crate::setting::{ContextIx, Effective, Level, Setting, Value};

/// A setting as it applies in one place of one side.
pub(super) type Applied<'a> = (&'a Setting, &'a Level);

/// One place where a setting applies differently on the two sides.
pub(super) struct Leaf<'a> {
    pub(super) subject: Subject,
    /// The place; the reason may lie further out.
    pub(super) path: Path,
    /// The relationship or pair to which a shared reason is attributed.
    pub(super) place: Place,
    pub(super) scope: Option<IpNet>,
    pub(super) key: &'a str,
    pub(super) sides: Sides<Option<Applied<'a>>>,
    /// The context that each side is looked at in.
    pub(super) contexts: Sides<ContextIx>,
}

impl<'a> Leaf<'a> {
    /// What each side says. A value that the server makes of another one is nothing said: it may
    /// be another one in every place without there being another reason.
    fn values(&self, pair: &Pair<'_>) -> Sides<Option<&'a Value>> {
        Sides::of(|side| {
            let (setting, _) = self.sides[side]?;
            pair.config(side).sources(setting).is_empty().then_some(&setting.value)
        })
    }

    /// Whether one side says what the other one does without a word. What a definition does not say
    /// comes from elsewhere, and is not known here.
    fn is_implied(&self, pair: &Pair<'_>) -> bool {
        let says = |side: Side| self.sides[side].map(|(setting, _)| &setting.value);
        let value = |side: Side| says(side).or_else(|| pair.config(side).implied(self.key));
        self.subject != Subject::DefinitionSetting
            && Side::BOTH.into_iter().any(|side| says(side).is_none())
            && value(Side::First) == value(Side::Second)
    }

    /// The keys of which a side makes its value, where it states none.
    fn sources<'p>(&self, pair: &Pair<'p>) -> impl Iterator<Item = &'p str> {
        let sources = Sides::of(|side| match self.sides[side] {
            Some((setting, _)) => pair.config(side).sources(setting),
            None => &[],
        });
        sources.into_array().into_iter().flatten().map(|source| &**source)
    }

    /// The one statement that each side has it from.
    fn origins(&self) -> Sides<Option<Origin>> {
        self.sides.map(|side| side.map(|(setting, _)| Origin::of(setting)))
    }

    /// The groups and networks around it that do not say it on a side, though they might: places
    /// that lack the same thing and have such a group in common lack it for one reason.
    fn silent(&self, pair: &Pair<'_>) -> Vec<(Side, Origin)> {
        let mut found = Vec::new();
        for side in Side::BOTH {
            if self.sides[side].is_some_and(|(_, level)| *level != Level::Server) {
                continue;
            }
            let around = pair.config(side).ancestors(self.contexts[side]).skip(1);
            let groups =
                around.filter(|(_, at)| matches!(at.level, Level::Group | Level::Network(_)));
            found.extend(groups.map(|(ix, _)| (side, Origin::Lacking(ix))));
        }
        found
    }
}

/// Every key on which two effective views differ, executable statements included.
pub(super) fn differing<'a>(
    a: &Effective<'a>,
    b: &Effective<'a>,
) -> Vec<(&'a str, Sides<Option<Applied<'a>>>)> {
    let keys: BTreeSet<&str> = a.single.keys().chain(b.single.keys()).copied().collect();
    let mut found = Vec::new();
    for key in keys {
        let sides = Sides::new(a.single.get(key).copied(), b.single.get(key).copied());
        if !same(sides) {
            found.push((key, sides));
        }
    }
    found.extend(differing_statements(&a.sequence, &b.sequence));
    found
}

fn same(sides: Sides<Option<Applied<'_>>>) -> bool {
    sides.map(|side| side.map(|(setting, _)| &setting.value)).agree()
}

/// Executable statements that only one side has, paired by their key in written order; statements
/// that both have in another order are one difference.
fn differing_statements<'a>(
    a: &[Applied<'a>],
    b: &[Applied<'a>],
) -> Vec<(&'a str, Sides<Option<Applied<'a>>>)> {
    let rest = |from: &[Applied<'a>], other: &[Applied<'a>]| {
        let mut others: Vec<_> = other.iter().map(|(s, _)| (&s.key, &s.value)).collect();
        let unmatched = from.iter().filter(|(setting, _)| {
            let wanted = (&setting.key, &setting.value);
            let found = others.iter().position(|have| *have == wanted);
            found.map(|at| others.swap_remove(at)).is_none()
        });
        unmatched.copied().collect::<Vec<_>>()
    };
    let (only_a, mut only_b) = (rest(a, b), rest(b, a));
    if only_a.is_empty() && only_b.is_empty() {
        let moved = a.iter().zip(b).find(|(a, b)| (&a.0.key, &a.0.value) != (&b.0.key, &b.0.value));
        let moved = moved.map(|(a, b)| (&*a.0.key, Sides::new(Some(*a), Some(*b))));
        return moved.into_iter().collect();
    }
    let mut found = Vec::new();
    for one in only_a {
        let twin = only_b.iter().position(|other| other.0.key == one.0.key);
        found.push((&*one.0.key, Sides::new(Some(one), twin.map(|at| only_b.remove(at)))));
    }
    found.extend(only_b.into_iter().map(|other| (&*other.0.key, Sides::new(None, Some(other)))));
    found
}

/// Why places differ: a key, what each side says, and where one of them writes it.
type Reason<'a> = (&'a str, Sides<Option<&'a Value>>, Side, Origin);

/// What makes two settings one statement.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// The place in the text: a file that many scopes include is one reason.
    Text(Span),
    /// The setting itself, where no text holds it.
    Setting(*const Setting),
    /// A group that could say it and does not.
    Lacking(ContextIx),
}

impl Origin {
    pub(super) fn of(setting: &Setting) -> Self {
        setting.span.map_or(Self::Setting(setting), Self::Text)
    }
}

/// Joins leaves that differ for the same reason: the same two values, and on at least one side
/// written in the very same place.
pub(super) fn report<'a>(pair: &Pair<'_>, leaves: Vec<Leaf<'a>>) -> Vec<Difference> {
    let leaves = leaves.into_iter().filter(|leaf| !leaf.is_implied(pair)).collect();
    let leaves = without_consequences(pair, leaves);
    let mut groups = Groups::new(leaves.len());
    let mut first: BTreeMap<Reason<'_>, usize> = BTreeMap::new();
    for (ix, leaf) in leaves.iter().enumerate() {
        for (side, origin) in Side::BOTH.into_iter().zip(leaf.origins().into_array()) {
            let Some(origin) = origin else { continue };
            let known = *first.entry((leaf.key, leaf.values(pair), side, origin)).or_insert(ix);
            groups.join(ix, known);
        }
        for (side, origin) in leaf.silent(pair) {
            let known = *first.entry((leaf.key, leaf.values(pair), side, origin)).or_insert(ix);
            groups.join(ix, known);
        }
    }
    let mut members: BTreeMap<usize, Vec<&Leaf<'a>>> = BTreeMap::new();
    for (ix, leaf) in leaves.iter().enumerate() {
        members.entry(groups.root(ix)).or_default().push(leaf);
    }
    members.into_values().filter_map(|leaves| one(pair, &leaves)).collect()
}

/// Leaves out what differs only because the value differs of which a side makes it.
fn without_consequences<'a>(pair: &Pair<'_>, leaves: Vec<Leaf<'a>>) -> Vec<Leaf<'a>> {
    let differing: BTreeSet<(Path, &str)> =
        leaves.iter().map(|leaf| (leaf.path.clone(), leaf.key)).collect();
    let follows = |leaf: &Leaf<'_>| {
        leaf.sources(pair).any(|source| differing.contains(&(leaf.path.clone(), source)))
    };
    leaves.into_iter().filter(|leaf| !follows(leaf)).collect()
}

fn one(pair: &Pair<'_>, leaves: &[&Leaf<'_>]) -> Option<Difference> {
    // A definition or a reservation of its own outranks nothing: the outermost leaf names it.
    let leaf = leaves.iter().min_by_key(|leaf| (leaf.path.steps.len(), &leaf.path))?;
    let sides = leaf.sides.map(|side| match side {
        Some((setting, _)) => Says::Value { value: setting.value.clone(), span: setting.span },
        None => Says::Nothing,
    });
    let mut scopes: Vec<_> = leaves.iter().filter_map(|leaf| leaf.scope).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let path = match network(leaf).or_else(|| common_network(pair, leaves)) {
        Some(name) if scopes.len() > 1 => {
            Path::new(leaf.place.clone()).step("network", name).field(leaf.key)
        }
        _ => leaf.path.clone().field(leaf.key),
    };
    Some(pair.difference(leaf.subject, path, sides).reaching(scopes))
}

/// The shared network in which a side writes it.
fn network<'a>(leaf: &Leaf<'a>) -> Option<&'a str> {
    leaf.sides.iter().find_map(|(_, side)| match side {
        Some((_, Level::Network(name))) => Some(&**name),
        _ => None,
    })
}

/// The shared network that everything is in on both sides, where no group is the reason.
fn common_network<'p>(pair: &Pair<'p>, leaves: &[&Leaf<'_>]) -> Option<&'p str> {
    let grouped = |side: &Option<Applied<'_>>| side.is_some_and(|(_, at)| *at == Level::Group);
    if leaves.iter().any(|leaf| leaf.sides.iter().any(|(_, side)| grouped(side))) {
        return None;
    }
    let around = |leaf: &Leaf<'_>, side: Side| {
        pair.config(side).ancestors(leaf.contexts[side]).find_map(|(_, at)| match &at.level {
            Level::Network(name) => Some(&**name),
            _ => None,
        })
    };
    let mut names = leaves.iter().flat_map(|leaf| Side::BOTH.map(|side| around(leaf, side)));
    let first = names.next()??;
    names.all(|name| name == Some(first)).then_some(first)
}

/// Disjoint sets, joined one pair at a time.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(len: usize) -> Self {
        Self { parent: (0..len).collect() }
    }

    fn root(&mut self, of: usize) -> usize {
        let mut at = of;
        while let Some(&up) = self.parent.get(at)
            && up != at
        {
            // Halving the path keeps long chains short.
            let further = self.parent.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.parent.get_mut(at) {
                *slot = further;
            }
            at = further;
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(slot) = self.parent.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
}
