//! Who gains and who loses what between two policies.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::engine::{Engine, Reach, Subject};
use crate::permission::PermissionSet;

/// Whose access differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// A user by name.
    User(String),
    /// A group by name; what its own roles give.
    Group(String),
}

/// Where access differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whereabouts {
    /// Module-wide.
    ModuleWide,
    /// On these objects, sorted by name.
    Objects(Vec<String>),
}

/// A permission that somebody gains or loses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Who.
    pub who: Who,
    /// Gains it, or loses it.
    pub gains: bool,
    /// The id of the permission.
    pub permission: String,
    /// Where.
    pub at: Whereabouts,
}

/// Every permission that a user or group gains or loses between two policies, by name: who, then
/// losses before gains, then permission.
///
/// Users, groups and objects that only one of the policies has count as having no access in the
/// other. The administrator is outside the model and left out. Costs about one decision for each
/// user and each different access of objects, with equal ones taken together.
#[must_use]
pub fn diff(old: &Engine, new: &Engine) -> Vec<Change> {
    let places = places(old, new);
    let mut known: HashMap<(Reach, Reach), Vec<Found>> = HashMap::new();
    let mut changes = Vec::new();
    for (who, before, after) in subjects(old, new) {
        let found = known
            .entry((before, after))
            .or_insert_with(|| differences(old.reachable(before), new.reachable(after), &places));
        changes.extend(found.iter().map(|found| Change {
            who: who.clone(),
            gains: found.gains,
            permission: found.permission.clone(),
            at: found.at.clone(),
        }));
    }
    changes
}

/// A change without saying whose.
struct Found {
    gains: bool,
    permission: String,
    at: Whereabouts,
}

/// The places that are alike before and alike after, together.
type Places<'a> = BTreeMap<(Option<u32>, Option<u32>), Vec<&'a str>>;

fn places<'a>(old: &'a Engine, new: &'a Engine) -> Places<'a> {
    let names = |engine: &'a Engine| engine.objects().map(|object| engine.object_name(object));
    let all: BTreeSet<&str> = names(old).chain(names(new)).collect();
    let mut places = Places::new();
    for name in all {
        places.entry((old.access_of(name), new.access_of(name))).or_default().push(name);
    }
    places
}

fn subjects(old: &Engine, new: &Engine) -> Vec<(Who, Reach, Reach)> {
    let reach = |engine: &Engine, who: &Who| match who {
        Who::User(name) => engine.reach(engine.user(name).map(Subject::User)),
        Who::Group(name) => engine.reach(engine.group(name).map(Subject::Group)),
    };
    let mut all = BTreeSet::new();
    for policy in [old.policy(), new.policy()] {
        all.extend(policy.users().map(|(name, _)| Who::User(name.to_string())));
        all.extend(policy.groups().map(|(name, _)| Who::Group(name.to_string())));
    }
    let all = all.into_iter().map(|who| {
        let (before, after) = (reach(old, &who), reach(new, &who));
        (who, before, after)
    });
    all.filter(|(_, before, _)| *before != Reach::Everything).collect()
}

fn differences(
    before: impl Fn(Option<u32>) -> BTreeSet<String>,
    after: impl Fn(Option<u32>) -> BTreeSet<String>,
    places: &Places<'_>,
) -> Vec<Found> {
    let mut changed: BTreeMap<(bool, String), Vec<&str>> = BTreeMap::new();
    for ((old, new), names) in places {
        let had = old.map(|old| before(Some(old))).unwrap_or_default();
        let has = new.map(|new| after(Some(new))).unwrap_or_default();
        for lost in had.difference(&has) {
            changed.entry((false, lost.clone())).or_default().extend(names);
        }
        for gained in has.difference(&had) {
            changed.entry((true, gained.clone())).or_default().extend(names);
        }
    }
    let (had, has) = (before(None), after(None));
    let wide = |gains, set: Vec<&String>| {
        let found = move |permission: &String| Found {
            gains,
            permission: permission.clone(),
            at: Whereabouts::ModuleWide,
        };
        set.into_iter().map(found).collect::<Vec<_>>()
    };
    let mut found = wide(false, had.difference(&has).collect());
    found.extend(wide(true, has.difference(&had).collect()));
    found.extend(changed.into_iter().map(|((gains, permission), mut names)| {
        names.sort_unstable();
        let at = Whereabouts::Objects(names.into_iter().map(str::to_owned).collect());
        Found { gains, permission, at }
    }));
    found.sort_by(|a, b| (a.gains, &a.permission).cmp(&(b.gains, &b.permission)));
    found
}

impl Engine {
    /// What somebody reaches at a place, as ids.
    fn reachable(&self, reach: Reach) -> impl Fn(Option<u32>) -> BTreeSet<String> + '_ {
        move |place| {
            let set: PermissionSet = self.allowed(reach, place);
            self.catalogue().ids(&set).map(str::to_owned).collect()
        }
    }
}
