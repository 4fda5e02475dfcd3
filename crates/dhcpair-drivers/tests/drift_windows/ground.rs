//! A pair without differences, to be changed.

use std::path::Path;

use serde_json::Value;

use crate::pair::SERVERS;

/// The states of two servers that agree.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    pub(crate) states: [Value; 2],
    /// Which of the two is the primary of every relationship.
    pub(crate) primary: usize,
}

impl Ground {
    /// The pair of `examples/campus-clean`.
    pub(crate) fn campus() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/campus-clean");
        let state = |server: &str| {
            let text = std::fs::read_to_string(folder.join(server).join("state.json")).unwrap();
            serde_json::from_str(&text).unwrap()
        };
        Self { states: SERVERS.map(state), primary: 0 }
    }

    /// The path of what the two servers have in common.
    pub(crate) fn pair(&self) -> String {
        format!("pair.{}+{}", SERVERS[self.primary], SERVERS[1 - self.primary])
    }

    /// The path of a scope: below its relationship, if it has one.
    pub(crate) fn scope(&self, scope: &Value) -> String {
        let id = text(scope, "ScopeId");
        let relationships = list(&self.states[0]["v4"], "failover");
        let of = relationships.iter().find(|one| list(one, "ScopeId").contains(&id.into()));
        let place = match of {
            Some(relationship) => format!("relationship.{}", text(relationship, "Name")),
            None => self.pair(),
        };
        let mask: u32 = text(scope, "SubnetMask").parse::<std::net::Ipv4Addr>().unwrap().to_bits();
        format!("{place}/scope.{id}/{}", mask.count_ones())
    }
}

/// A text property.
pub(crate) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("no text `{key}` in {value}"))
}

/// A list property; empty where there is none.
pub(crate) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn list_mut<'v>(value: &'v mut Value, key: &str) -> &'v mut Vec<Value> {
    value[key].as_array_mut().unwrap_or_else(|| panic!("no list `{key}`"))
}
