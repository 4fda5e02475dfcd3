//! Reading what the schemas describe and nothing else.
//!
//! Derived readers also take a table's values as a list, in the order of the code, and a word as a
//! table with that word as its key. Neither is in a schema, and a list without keys grants by
//! position what nobody can see it grant.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// What is written as a table with keys, and never as a list.
#[derive(Debug, Clone)]
pub(crate) struct Table<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let visitor = OnlyTable(PhantomData);
        deserializer.deserialize_map(visitor).map(Table)
    }
}

struct OnlyTable<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyTable<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of keys and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// Reads one of a few words, each of which means something.
pub(crate) fn word<'de, D: Deserializer<'de>, T: Copy>(
    deserializer: D,
    words: &'static [&'static str],
    meanings: &[T],
) -> Result<T, D::Error> {
    let word = String::deserialize(deserializer)?;
    let known = words.iter().zip(meanings).find(|(known, _)| **known == word);
    known.map(|(_, meaning)| *meaning).ok_or_else(|| D::Error::unknown_variant(&word, words))
}
