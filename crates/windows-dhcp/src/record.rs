//! Values that know where they are written.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Asks the reader of this crate for a value's place before the value.
pub(crate) const RECORDED: &str = "$recorded";
/// The same for an element of a list: one that cannot be read is reported and left out.
pub(crate) const SLOT: &str = "$slot";

/// Where something is written, to be looked up in the [`Places`](crate::Places) it came with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub(crate) u32);

/// A value and its place.
///
/// Read by [`read`](crate::read()) it has the place of its object; from any other deserializer the
/// place is that of the whole document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded<T> {
    /// The value.
    pub record: T,
    /// Where it is written.
    pub at: Place,
}

impl<T> Deref for Recorded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.record
    }
}

impl<T> From<T> for Recorded<T> {
    /// A value that is written nowhere: its place is that of the whole document.
    fn from(record: T) -> Self {
        Self { record, at: Place::default() }
    }
}

/// A list of values with their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records<T>(pub Vec<Recorded<T>>);

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<T> for Records<T> {
    /// Values that are written nowhere.
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        Self(all.into_iter().map(Recorded::from).collect())
    }
}

impl<T> Deref for Records<T> {
    type Target = [Recorded<T>];

    fn deref(&self) -> &[Recorded<T>] {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a Records<T> {
    type Item = &'a Recorded<T>;
    type IntoIter = std::slice::Iter<'a, Recorded<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Serialize> Serialize for Recorded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.record.serialize(serializer)
    }
}

impl<T: Serialize> Serialize for Records<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Recorded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = deserializer.deserialize_newtype_struct(RECORDED, PlaceThenValue(PhantomData));
        read.and_then(|Slot(recorded)| {
            recorded.ok_or_else(|| serde::de::Error::custom("the value is missing"))
        })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Records<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
            type Value = Records<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Records<T>, A::Error> {
                let mut records = Vec::with_capacity(seq.size_hint().unwrap_or(0).min(4_096));
                while let Some(Slot(record)) = seq.next_element()? {
                    records.extend(record);
                }
                Ok(Records(records))
            }
        }
        deserializer.deserialize_seq(List(PhantomData))
    }
}

/// An element, or nothing where it could not be read.
struct Slot<T>(Option<Recorded<T>>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Slot<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(SLOT, PlaceThenValue(PhantomData))
    }
}

struct PlaceThenValue<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for PlaceThenValue<T> {
    type Value = Slot<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Slot<T>, A::Error> {
        let at = Place(seq.next_element()?.unwrap_or(0));
        let value = seq.next_element::<T>()?;
        Ok(Slot(value.map(|record| Recorded { record, at })))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, d: D) -> Result<Slot<T>, D::Error> {
        let record = T::deserialize(d)?;
        Ok(Slot(Some(Recorded { record, at: Place::default() })))
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::{Recorded, Records};
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use std::borrow::Cow;

    impl<T: JsonSchema> JsonSchema for Recorded<T> {
        fn inline_schema() -> bool {
            T::inline_schema()
        }

        fn schema_name() -> Cow<'static, str> {
            T::schema_name()
        }

        fn schema_id() -> Cow<'static, str> {
            T::schema_id()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            T::json_schema(generator)
        }
    }

    impl<T: JsonSchema> JsonSchema for Records<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            Vec::<T>::schema_name()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            Vec::<T>::json_schema(generator)
        }
    }
}
