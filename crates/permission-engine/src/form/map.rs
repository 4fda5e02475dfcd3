//! A table of names that refuses a name given twice.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use indexmap::IndexMap;
use indexmap::map::Entry;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::strict::Table;

/// Names with what is said of them, in the order in which they are written.
///
/// A JSON object may repeat a key, and most readers silently keep the last; here that is an error,
/// since the one that is dropped might be the one with the denies.
#[derive(Debug, Clone)]
pub(super) struct Map<T>(pub(super) IndexMap<String, T>);

impl<T> Map<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(IndexMap::new())
    }
}

impl<T> FromIterator<(String, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Unrepeated(PhantomData))
    }
}

struct Unrepeated<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Unrepeated<T> {
    type Value = Map<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Map<T>, A::Error> {
        let mut map = IndexMap::with_capacity(access.size_hint().unwrap_or(0).min(4_096));
        while let Some(name) = access.next_key::<String>()? {
            match map.entry(name) {
                Entry::Vacant(free) => {
                    free.insert(access.next_value::<Table<T>>()?.0);
                }
                Entry::Occupied(taken) => {
                    return Err(A::Error::custom(format!("`{}` is given twice", taken.key())));
                }
            }
        }
        Ok(Map(map))
    }
}

impl<T: JsonSchema> JsonSchema for Map<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        BTreeMap::<String, T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, T>::json_schema(generator)
    }
}
