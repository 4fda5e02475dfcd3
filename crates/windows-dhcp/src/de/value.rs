//! One value of a document, as serde asks for it.

use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, IntoDeserializer, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::object::{AllMembers, ClassMembers};
use super::{Gathered, Problem};
use crate::json::{Document, Kind};
use crate::record::{RECORDED, SLOT};

/// A value by its node.
#[derive(Clone, Copy)]
pub(super) struct Value<'g, 'd> {
    pub(super) gathered: &'g Gathered<'d>,
    pub(super) at: u32,
}

impl<'d> Value<'_, 'd> {
    pub(super) fn document(&self) -> &'d Document {
        self.gathered.document
    }

    pub(super) fn kind(&self) -> Kind {
        self.document().kind(self.at)
    }

    fn instead_of(&self, expected: &str) -> Problem {
        let found = match self.kind() {
            Kind::Number => format!("the number {}", self.document().raw(self.at)),
            Kind::Text | Kind::EscapedText => {
                format!("the text `{}`", self.document().text(self.at))
            }
            kind => kind.as_str().to_owned(),
        };
        self.problem(format!("expected {expected}, found {found}"))
    }

    fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::value(message).placed(self.document().head(self.at))
    }

    /// A whole number however it is spelled: `50`, `50.0`, `5e1`.
    fn whole(&self, max: u64) -> Result<u64, Problem> {
        let expected = || self.instead_of(&format!("a whole number from 0 to {max}"));
        if self.kind() != Kind::Number {
            return Err(expected());
        }
        whole(self.document().raw(self.at)).filter(|number| *number <= max).ok_or_else(expected)
    }

    /// The elements of what stands for a list.
    fn list(&self) -> Elements<'_, 'd> {
        let document = self.document();
        let wrapped = || {
            let (_, value) = document.property(self.at, "value")?;
            document.property(self.at, "Count")?;
            (document.kind(value) == Kind::List).then_some(value)
        };
        let rest: Box<dyn Iterator<Item = u32> + 'd> = match self.kind() {
            Kind::List => Box::new(document.elements(self.at)),
            Kind::Object => match wrapped() {
                Some(list) => Box::new(document.elements(list)),
                None => Box::new(std::iter::once(self.at)),
            },
            _ => Box::new(std::iter::once(self.at)),
        };
        Elements { gathered: self.gathered, rest }
    }
}

/// The value of a number that is whole and not negative.
pub(crate) fn whole(raw: &str) -> Option<u64> {
    if let Ok(number) = raw.parse::<u64>() {
        return Some(number);
    }
    let number = raw.parse::<f64>().ok()?;
    // Beyond 2^53 a float no longer says which whole number was meant.
    let exact = number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&number);
    // In this range the text of a whole float is the number.
    exact.then(|| format!("{number:.0}").parse().ok()).flatten()
}

impl<'de> Deserializer<'de> for Value<'_, '_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let head = self.document().head(self.at);
        let read = match self.kind() {
            Kind::Null => visitor.visit_unit(),
            Kind::True => visitor.visit_bool(true),
            Kind::False => visitor.visit_bool(false),
            Kind::Number => {
                let raw = self.document().raw(self.at);
                match whole(raw) {
                    Some(number) => visitor.visit_u64(number),
                    None => visitor.visit_f64(raw.parse().unwrap_or(f64::NAN)),
                }
            }
            Kind::Text | Kind::EscapedText => visitor.visit_str(&self.document().text(self.at)),
            Kind::List => visitor.visit_seq(self.list()),
            Kind::Object => visitor.visit_map(AllMembers::new(self)),
        };
        read.map_err(|problem: Problem| problem.placed(head))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.kind() {
            Kind::True => visitor.visit_bool(true),
            Kind::False => visitor.visit_bool(false),
            _ => Err(self.instead_of("`true` or `false`")),
        }
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_u64(self.whole(u16::MAX.into())?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_u64(self.whole(u32::MAX.into())?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_u64(self.whole(u64::MAX)?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let number = self.document().raw(self.at).parse::<f64>();
        match (self.kind(), number) {
            (Kind::Number, Ok(number)) => visitor.visit_f64(number),
            _ => Err(self.instead_of("a number")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.kind() {
            Kind::Text | Kind::EscapedText => {
                let read = visitor.visit_str(&self.document().text(self.at));
                read.map_err(|problem: Problem| problem.placed(self.document().head(self.at)))
            }
            _ => Err(self.instead_of("a text")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.kind() {
            Kind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_seq(self.list())
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        class: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        if self.kind() != Kind::Object {
            return Err(self.instead_of(&format!("an object (`{class}`)")));
        }
        let mut members = ClassMembers::new(self, class, fields);
        let read = visitor.visit_map(&mut members);
        read.map_err(|problem: Problem| members.explain(problem))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match name {
            RECORDED | SLOT => {
                let tolerant = name == SLOT;
                visitor.visit_seq(Placed { value: self, given: 0, tolerant })
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u128 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        map enum
    }
}

/// The values of a list.
struct Elements<'g, 'd> {
    gathered: &'g Gathered<'d>,
    rest: Box<dyn Iterator<Item = u32> + 'd>,
}

impl<'de> SeqAccess<'de> for Elements<'_, '_> {
    type Error = Problem;

    fn next_element_seed<T: serde::de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Problem> {
        let Some(at) = self.rest.next() else { return Ok(None) };
        let value = Value { gathered: self.gathered, at };
        let head = value.document().head(at);
        seed.deserialize(value).map(Some).map_err(|problem| problem.placed(head))
    }
}

/// A value behind its place.
struct Placed<'g, 'd> {
    value: Value<'g, 'd>,
    given: u8,
    tolerant: bool,
}

impl<'de> SeqAccess<'de> for Placed<'_, '_> {
    type Error = Problem;

    fn next_element_seed<T: serde::de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Problem> {
        self.given += 1;
        if self.given == 1 {
            return seed.deserialize(self.value.at.into_deserializer()).map(Some);
        }
        match seed.deserialize(self.value) {
            Ok(value) => Ok(Some(value)),
            Err(problem) if self.tolerant => {
                let problem = problem.placed(self.value.document().head(self.value.at));
                self.value.gathered.problems.borrow_mut().push(problem);
                Ok(None)
            }
            Err(problem) => Err(problem),
        }
    }
}

/// A property's name.
pub(super) fn name(name: &str) -> StrDeserializer<'_, Problem> {
    name.into_deserializer()
}
