//! Single changes to one side, and what must be reported for each.

mod definitions;
mod options;
mod parameters;
mod peers;
pub(crate) mod pools;
mod reservations;
mod subnets;

use std::collections::BTreeMap;

use dhcpair_testbed::Dice;
use serde_json::Value;

use crate::known::SubnetAt;

/// What a side says.
pub(crate) type Said = Option<String>;

/// All kinds of changes.
pub(crate) const KINDS: [&str; 81] = [
    "HA parameter",
    "additional class",
    "auto-failover",
    "bound",
    "class added",
    "class boot server",
    "class left away",
    "class lifetime",
    "class only if asked for",
    "class option",
    "class option added",
    "class option left away",
    "class order",
    "class test",
    "class test left away",
    "delayed updates",
    "delegated length",
    "encryption",
    "excluded prefix",
    "hook added",
    "hook left away",
    "hook parameter",
    "interface",
    "interface id",
    "listener",
    "mode",
    "network renamed",
    "option added",
    "option always sent",
    "option code",
    "option definition added",
    "option definition left away",
    "option left away",
    "option space",
    "option type",
    "option value",
    "own name",
    "parameter",
    "parameter in a map",
    "parameter left away",
    "pause",
    "peer URL",
    "peer added",
    "peer password",
    "peer renamed",
    "peer role",
    "peer user",
    "pool added",
    "pool end",
    "pool guard",
    "pool guard left away",
    "pool left away",
    "pool option",
    "pool option added",
    "pool option left away",
    "prefix pool",
    "prefix pool left away",
    "rapid commit",
    "relay",
    "reservation added",
    "reservation address",
    "reservation boot field",
    "reservation classes",
    "reservation host name",
    "reservation identifier",
    "reservation left away",
    "reservation moved",
    "reservation of the server",
    "reservation option",
    "reservation option added",
    "reservation option left away",
    "reservation prefix",
    "reservation without address",
    "server parameter",
    "subnet added",
    "subnet guard",
    "subnet guard left away",
    "subnet id",
    "subnet left away",
    "subnet mask",
    "subnet out of its network",
];

/// One change.
pub(crate) struct Change {
    pub(crate) kind: &'static str,
    /// The configuration with the change.
    pub(crate) config: Value,
    pub(crate) path: String,
    /// What the other side says, and what the changed side says now.
    pub(crate) was: Said,
    pub(crate) now: Said,
    /// Whether the real server's checker takes it.
    pub(crate) loads: bool,
}

/// The place of everything that belongs to the two servers as a whole.
pub(crate) const PAIR: &str = "pair.a+b";
/// The place of everything that belongs to their relationship.
pub(crate) const RELATIONSHIP: &str = "relationship.a+b";

/// A kind of change, and the parameter or option that it is about.
type Group = (&'static str, Option<String>);

/// Collects the changes to one configuration.
pub(crate) struct Changes<'a> {
    pub(crate) config: &'a Value,
    dice: &'a mut Dice,
    /// How many of each group are kept.
    each: usize,
    /// How many of each group could be made.
    seen: BTreeMap<Group, usize>,
    made: BTreeMap<Group, Vec<Change>>,
}

/// Every kind of change to everything it can be made to: `each` of them, in places chosen by
/// chance among all in which it can be made.
pub(crate) fn some(config: &Value, each: usize, dice: &mut Dice) -> Vec<Change> {
    let (seen, made) = (BTreeMap::new(), BTreeMap::new());
    let mut changes = Changes { config, dice, each, seen, made };
    parameters::make(&mut changes);
    options::make(&mut changes);
    subnets::make(&mut changes);
    pools::make(&mut changes);
    reservations::make(&mut changes);
    definitions::make(&mut changes);
    peers::make(&mut changes);
    changes.made.into_values().flatten().collect()
}

/// The field at the end of a path, where there is one: its last part is no step.
fn field(path: &str) -> Option<String> {
    const STEPS: [&str; 8] = [
        "class.",
        "hook.",
        "network.",
        "option-definition.",
        "peer.",
        "pool.",
        "prefix-pool.",
        "reservation.",
    ];
    let (_, last) = path.rsplit_once('/')?;
    // A step for a scope ends in the length of its prefix.
    let is_step = STEPS.iter().any(|step| last.starts_with(step)) || last.parse::<u8>().is_ok();
    (!is_step).then(|| last.to_owned())
}

impl Changes<'_> {
    /// Adds a change, made by `edit` to a copy of the configuration.
    pub(crate) fn add(
        &mut self,
        kind: &'static str,
        path: impl Into<String>,
        was: Said,
        now: Said,
        edit: impl FnOnce(&mut Value),
    ) {
        self.offer(kind, path.into(), was, now, true, edit);
    }

    /// As [`Changes::add`], for a change that the server would refuse.
    pub(crate) fn add_refused(
        &mut self,
        kind: &'static str,
        path: impl Into<String>,
        was: Said,
        now: Said,
        edit: impl FnOnce(&mut Value),
    ) {
        self.offer(kind, path.into(), was, now, false, edit);
    }

    /// Keeps a change, or not: each that could be made has the same chance.
    fn offer(
        &mut self,
        kind: &'static str,
        path: String,
        was: Said,
        now: Said,
        loads: bool,
        edit: impl FnOnce(&mut Value),
    ) {
        let group = (kind, field(&path));
        let seen = self.seen.entry(group.clone()).or_default();
        *seen += 1;
        let at = if *seen <= self.each { *seen - 1 } else { self.dice.below(*seen) };
        if at >= self.each {
            return;
        }
        let mut config = self.config.clone();
        edit(&mut config);
        if config == *self.config {
            return;
        }
        let made = self.made.entry(group).or_default();
        let change = Change { kind, config, path, was, now, loads };
        match made.get_mut(at) {
            Some(kept) => *kept = change,
            None => made.push(change),
        }
    }
}

/// The value at a pointer.
pub(crate) fn at<'c>(config: &'c mut Value, pointer: &str) -> &'c mut Value {
    config.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"))
}

/// A list, made where it is missing.
pub(crate) fn list<'c>(place: &'c mut Value, key: &str) -> &'c mut Vec<Value> {
    let map = place.as_object_mut().unwrap();
    map.entry(key).or_insert_with(|| Value::Array(Vec::new())).as_array_mut().unwrap()
}

/// The path of a subnet.
pub(crate) fn scope(subnet: &SubnetAt) -> String {
    format!("{RELATIONSHIP}/scope.{}", subnet.net)
}

/// Where a difference in an option or parameter is reported that is written at `place` and applies
/// in these subnets: at the place itself, or at the only subnet that has it.
pub(crate) fn reported(place: &str, affected: &[&SubnetAt]) -> Option<String> {
    match (affected, place.split('/').count()) {
        // For the whole server.
        ([], _) => None,
        (_, 2) => Some(PAIR.to_owned()),
        ([one], _) => Some(scope(one)),
        (several, _) => {
            let (_, name) = several[0].network.as_ref()?;
            Some(format!("{RELATIONSHIP}/network.{name}"))
        }
    }
}
