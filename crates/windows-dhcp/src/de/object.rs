//! The properties of an object: those of a class, or all of them.

use serde::de::{DeserializeSeed, MapAccess};

use super::value::{Value, name};
use super::{Problem, ProblemKind, Stray};
use crate::json::Kind;

/// Properties that PowerShell and CIM add to whatever they hand out.
const NOISE: [&str; 6] = [
    "PSComputerName",
    "PSShowComputerName",
    "RunspaceId",
    "CimClass",
    "CimInstanceProperties",
    "CimSystemProperties",
];

type Members<'d> = Box<dyn Iterator<Item = (u32, u32)> + 'd>;

/// The properties that a class has; the others are gathered as strays. A property that is `null`
/// counts as left away: PowerShell prints those that have no value.
pub(super) struct ClassMembers<'g, 'd> {
    object: Value<'g, 'd>,
    class: &'static str,
    fields: &'static [&'static str],
    rest: Members<'d>,
    current: Option<(u32, u32)>,
}

impl<'g, 'd> ClassMembers<'g, 'd> {
    pub(super) fn new(
        object: Value<'g, 'd>,
        class: &'static str,
        fields: &'static [&'static str],
    ) -> Self {
        let rest = Box::new(object.document().members(object.at));
        Self { object, class, fields, rest, current: None }
    }

    /// Gives a problem of the object as a whole its place.
    pub(super) fn explain(&self, problem: Problem) -> Problem {
        let document = self.object.document();
        let place = match (problem.kind, self.current) {
            (ProblemKind::Twice, Some((name, _))) => document.head(name),
            _ => document.head(self.object.at),
        };
        problem.in_class(self.class).placed(place)
    }

    fn stray(&self, name: u32, text: &str) {
        if NOISE.contains(&text) {
            return;
        }
        let meant = self.fields.iter().find(|field| field.eq_ignore_ascii_case(text));
        self.object.gathered.strays.borrow_mut().push(Stray {
            object: self.object.at,
            class: self.class,
            name,
            meant: meant.copied(),
        });
    }
}

impl<'de> MapAccess<'de> for &mut ClassMembers<'_, '_> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Problem> {
        while let Some((key, value)) = self.rest.next() {
            let text = self.object.document().text(key);
            if self.fields.contains(&&*text) {
                if self.object.document().kind(value) == Kind::Null {
                    continue;
                }
                self.current = Some((key, value));
                return seed.deserialize(name(&text)).map(Some);
            }
            self.stray(key, &text);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        value_of(self.object, self.current, seed)
    }
}

/// Every property, whatever its name.
pub(super) struct AllMembers<'g, 'd> {
    object: Value<'g, 'd>,
    rest: Members<'d>,
    current: Option<(u32, u32)>,
}

impl<'g, 'd> AllMembers<'g, 'd> {
    pub(super) fn new(object: Value<'g, 'd>) -> Self {
        let rest = Box::new(object.document().members(object.at));
        Self { object, rest, current: None }
    }
}

impl<'de> MapAccess<'de> for AllMembers<'_, '_> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Problem> {
        self.current = self.rest.next();
        let Some((key, _)) = self.current else { return Ok(None) };
        seed.deserialize(name(&self.object.document().text(key))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        value_of(self.object, self.current, seed)
    }
}

fn value_of<'de, V: DeserializeSeed<'de>>(
    object: Value<'_, '_>,
    current: Option<(u32, u32)>,
    seed: V,
) -> Result<V::Value, Problem> {
    let (key, at) = current.unwrap_or((object.at, object.at));
    let document = object.document();
    let read = seed.deserialize(Value { at, ..object });
    read.map_err(|problem| problem.placed(document.head(at)).of_property(&document.text(key)))
}
