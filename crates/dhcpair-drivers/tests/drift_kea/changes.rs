//! Single changes to one side, and what must be reported for each.

mod definitions;
mod options;
mod parameters;
mod peers;
pub(crate) mod pools;
mod reservations;
mod subnets;

use serde_json::Value;

use crate::known::SubnetAt;

/// What a side says.
pub(crate) type Said = Option<String>;

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

/// Collects the changes to one configuration.
pub(crate) struct Changes<'a> {
    pub(crate) config: &'a Value,
    pub(crate) made: Vec<Change>,
}

/// Every kind of change in every place that it can be made in.
pub(crate) fn all(config: &Value) -> Vec<Change> {
    let mut changes = Changes { config, made: Vec::new() };
    parameters::make(&mut changes);
    options::make(&mut changes);
    subnets::make(&mut changes);
    pools::make(&mut changes);
    reservations::make(&mut changes);
    definitions::make(&mut changes);
    peers::make(&mut changes);
    changes.made
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
        let mut config = self.config.clone();
        edit(&mut config);
        assert_ne!(config, *self.config, "{kind} changes nothing");
        let path = path.into();
        self.made.push(Change { kind, config, path, was, now, loads: true });
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
        self.add(kind, path, was, now, edit);
        if let Some(last) = self.made.last_mut() {
            last.loads = false;
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
