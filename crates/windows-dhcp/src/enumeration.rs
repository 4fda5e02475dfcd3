//! The value lists of the classes.
//!
//! PowerShell shows these values by name, and names are what a recorded state holds; upper and lower
//! case make no difference. Where `dhcpsapi.h` numbers the same values, its numbers are read, too:
//! they are *not* the positions in the class's list. Other numbers are refused, because nothing
//! says what they would mean.

/// Defines an enumeration with its names, and numbers where the C header has them.
macro_rules! enumeration {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$doc:meta])* $variant:ident $(= $number:literal)?,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// Every value with its name, and its number where it has one.
            const ALL: &[(Self, &'static str, Option<u64>)] =
                &[$((Self::$variant, stringify!($variant), number!($($number)?)),)+];

            /// The name that PowerShell shows.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($variant),)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_any($crate::enumeration::Reader(Self::ALL))
            }
        }
    };
}

macro_rules! number {
    () => {
        None
    };
    ($number:literal) => {
        Some($number)
    };
}

pub(crate) use {enumeration, number};

use std::fmt;

use serde::de::{self, Unexpected, Visitor};

/// Reads a value of an enumeration.
pub(crate) struct Reader<T: 'static>(pub(crate) &'static [(T, &'static str, Option<u64>)]);

impl<T: Copy> Visitor<'_> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (_, name, _)) in self.0.iter().enumerate() {
            let separator = match at {
                0 => "",
                _ if at + 1 == self.0.len() => " or ",
                _ => ", ",
            };
            write!(f, "{separator}`{name}`")?;
        }
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        let found = self.0.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(text));
        found.map(|one| one.0).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        let found = self.0.iter().find(|(_, _, known)| *known == Some(number));
        found.map(|one| one.0).ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }
}

#[cfg(test)]
mod tests {
    use crate::class::{FailoverMode, FailoverState, ScopeState};

    #[test]
    fn names_in_any_case_and_header_numbers_are_read() {
        let mode = |json: &str| serde_json::from_str::<FailoverMode>(json).ok();
        assert_eq!(mode("\"hotstandby\""), Some(FailoverMode::HotStandby));
        assert_eq!(mode("0"), Some(FailoverMode::LoadBalance));
        assert_eq!(mode("2"), None);
        let state = |json: &str| serde_json::from_str::<FailoverState>(json).ok();
        assert_eq!(state("3"), Some(FailoverState::Normal));
        assert_eq!(state("1"), Some(FailoverState::Init));
    }

    #[test]
    fn what_may_stand_there_is_said() {
        let error = serde_json::from_str::<ScopeState>("\"On\"").unwrap_err().to_string();
        assert!(error.contains("`Active` or `Inactive`"), "{error}");
    }
}
