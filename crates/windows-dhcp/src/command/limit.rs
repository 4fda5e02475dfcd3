//! Values that Windows takes only within limits: made once, right from then on.

use std::fmt;
use std::net::Ipv4Addr;

use crate::TimeSpan;
use crate::quote::{Text, TextError};

/// A value that Windows would refuse or take for another one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// A list has an address twice.
    #[error("`{0}` stands in the list twice; leave one out")]
    Twice(Ipv4Addr),
    /// A list that must have something in it.
    #[error("the list is empty; give at least one")]
    Empty,
    /// Not a client identifier.
    #[error("`{0}` is no client identifier; write its bytes as `1a-2b-3c-4d-5e-6f`")]
    NoClientId(String),
    /// A name with a character that Windows may keep but nobody can name again.
    #[error("character {at} is U+{:04X}, which names cannot have; leave it out", *c as u32)]
    NotInNames {
        /// The character.
        c: char,
        /// How many characters stand before it.
        at: usize,
    },
    /// A percentage over 100.
    #[error("`{0}` is more than 100 percent")]
    OverHundred(u32),
    /// A text that is not right for PowerShell.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A time that is not 1 to 4294967294 seconds; all ones means for ever.
    #[error("`{0}` seconds are not between 1 and 4294967294")]
    Time(u64),
    /// A name over its length.
    #[error("the name has {units} 16-bit units; at most {most} may be")]
    TooLong {
        /// How many it has.
        units: usize,
        /// How many it may have.
        most: usize,
    },
    /// More scopes than one call takes.
    #[error("{0} scopes are too many for one call; `Scopes::batches` divides them")]
    TooMany(usize),
}

/// The character that stands for what could not be read: a name with one is not the name that the
/// server has.
const REPLACEMENT: char = '\u{fffd}';

fn name(text: &str, most: usize) -> Result<Text, LimitError> {
    let text = Text::new(text)?;
    let unfit = text
        .as_str()
        .chars()
        .enumerate()
        .find(|(_, c)| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | &REPLACEMENT));
    match (unfit, text.units()) {
        (Some((at, c)), _) => Err(LimitError::NotInNames { c, at }),
        (None, 0) => Err(LimitError::Empty),
        (None, units) if units > most => Err(LimitError::TooLong { units, most }),
        (None, _) => Ok(text),
    }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident, $most:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Text);

        impl $name {
            /// How many 16-bit units it may have.
            pub const MOST: usize = $most;

            /// Takes a name.
            ///
            /// # Errors
            /// [`LimitError`] where it is empty, too long, or has a control character, a line end,
            /// or U+FFFD, which stands for something that could not be read.
            pub fn new(text: &str) -> Result<Self, LimitError> {
                name(text, Self::MOST).map(Self)
            }

            /// The name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            pub(crate) const fn text(&self) -> &Text {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

names! {
    /// Name of a relationship: at most 126 units (error 20125 beyond).
    RelationshipName, 126;
    /// Name of a scope: at most 256 units (error 20046 beyond).
    ScopeName, 256;
    /// Name of a server, by DNS or address: at most 255 units, as DNS has it.
    ServerName, 255;
    /// Name of a class, option, policy, superscope or anything else with no documented limit: at
    /// most 256 units.
    Name, 256;
}

/// A share of clients or addresses, 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u32);

impl Percent {
    /// Takes a percentage.
    ///
    /// # Errors
    /// [`LimitError::OverHundred`] over 100, which Windows answers with error 87.
    pub const fn new(percent: u32) -> Result<Self, LimitError> {
        if percent > 100 { Err(LimitError::OverHundred(percent)) } else { Ok(Self(percent)) }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// What is left to 100: what the partner shows in load balance.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self(100 - self.0)
    }
}

/// A time of 1 to 4294967294 whole seconds: a lead time, a lease time or the time after which a
/// silent partner counts as down. Zero is refused (error 87), and all ones means *never*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(TimeSpan);

impl Time {
    /// Takes a number of seconds.
    ///
    /// # Errors
    /// [`LimitError::Time`] outside of the limits.
    pub fn seconds(seconds: u64) -> Result<Self, LimitError> {
        let within = (1..u64::from(u32::MAX)).contains(&seconds);
        if within {
            Ok(Self(TimeSpan::from_seconds(seconds)))
        } else {
            Err(LimitError::Time(seconds))
        }
    }

    /// The time.
    #[must_use]
    pub const fn span(self) -> TimeSpan {
        self.0
    }
}

/// At least one of something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Many<T>(Vec<T>);

impl<T> Many<T> {
    /// Takes a list.
    ///
    /// # Errors
    /// [`LimitError::Empty`] for an empty one, which no parameter can be given.
    pub fn new(all: Vec<T>) -> Result<Self, LimitError> {
        if all.is_empty() { Err(LimitError::Empty) } else { Ok(Self(all)) }
    }

    /// Takes one.
    #[must_use]
    pub fn one(one: T) -> Self {
        Self(vec![one])
    }

    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

/// Scopes for one call: 1 to 400, each once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scopes(Vec<Ipv4Addr>);

impl Scopes {
    /// How many one call takes. Windows has a limit (error 20130) that no document tells; 400 is
    /// the number that the product manuals advise.
    pub const MOST: usize = 400;

    /// Takes scopes by their network addresses.
    ///
    /// # Errors
    /// [`LimitError`] for none, for more than 400, and where one stands twice.
    pub fn new(scopes: Vec<Ipv4Addr>) -> Result<Self, LimitError> {
        if scopes.len() > Self::MOST {
            return Err(LimitError::TooMany(scopes.len()));
        }
        let mut all = Self::batches(scopes)?;
        all.pop().ok_or(LimitError::Empty)
    }

    /// Divides scopes into calls, in their order.
    ///
    /// # Errors
    /// [`LimitError::Empty`] for none, [`LimitError::Twice`] where one stands twice.
    pub fn batches(scopes: Vec<Ipv4Addr>) -> Result<Vec<Self>, LimitError> {
        if scopes.is_empty() {
            return Err(LimitError::Empty);
        }
        let mut sorted = scopes.clone();
        sorted.sort_unstable();
        if let Some([twice, _]) = sorted.array_windows().find(|[one, other]| one == other) {
            return Err(LimitError::Twice(*twice));
        }
        Ok(scopes.chunks(Self::MOST).map(|batch| Self(batch.to_vec())).collect())
    }

    /// One scope.
    #[must_use]
    pub fn one(scope: Ipv4Addr) -> Self {
        Self(vec![scope])
    }

    /// Their network addresses.
    #[must_use]
    pub fn as_slice(&self) -> &[Ipv4Addr] {
        &self.0
    }

    /// Two halves, for a call that was refused as too large (error 20130); `None` for a single scope.
    #[must_use]
    pub fn halves(&self) -> Option<(Self, Self)> {
        let (first, second) = self.0.split_at(self.0.len() / 2);
        (!first.is_empty()).then(|| (Self(first.to_vec()), Self(second.to_vec())))
    }
}

/// What a client is known by: bytes, written `1a-2b-3c-4d-5e-6f`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(Text);

impl ClientId {
    /// Takes bytes in hexadecimal, with any separators that Windows takes.
    ///
    /// # Errors
    /// [`LimitError::NoClientId`] for anything else.
    pub fn new(text: &str) -> Result<Self, LimitError> {
        let id = crate::client_id(text);
        let bytes = id.split('-').all(|byte| byte.len() == 2 && is_hexadecimal(byte));
        if bytes { Ok(Self(Text::new(id)?)) } else { Err(LimitError::NoClientId(text.to_owned())) }
    }

    pub(crate) const fn text(&self) -> &Text {
        &self.0
    }
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_length_and_no_controls() {
        assert!(RelationshipName::new(&"x".repeat(126)).is_ok());
        let long = RelationshipName::new(&"\u{1f600}".repeat(64));
        assert_eq!(long, Err(LimitError::TooLong { units: 128, most: 126 }));
        assert_eq!(Name::new(""), Err(LimitError::Empty));
        for c in ['\n', '\u{1b}', '\u{85}', '\u{2028}', '\u{fffd}'] {
            let text = format!("a{c}");
            assert_eq!(ScopeName::new(&text), Err(LimitError::NotInNames { c, at: 1 }));
        }
        // What Microsoft allows in names, and what people write.
        assert!(RelationshipName::new("! @ # $ % ^ & * it\u{2019}s").is_ok());
    }

    #[test]
    fn numbers_have_limits() {
        assert_eq!(Percent::new(101), Err(LimitError::OverHundred(101)));
        assert_eq!(Percent::new(30).map(|p| p.rest().get()), Ok(70));
        assert_eq!(Time::seconds(0), Err(LimitError::Time(0)));
        assert_eq!(Time::seconds(0xffff_ffff), Err(LimitError::Time(0xffff_ffff)));
        assert!(Time::seconds(0xffff_fffe).is_ok());
    }

    #[test]
    fn scopes_go_in_batches() {
        let scopes =
            |count: u32| (0..count).map(|n| Ipv4Addr::from(0x0a00_0000 + n * 256)).collect();
        assert_eq!(Scopes::new(Vec::new()), Err(LimitError::Empty));
        assert_eq!(Scopes::new(scopes(401)), Err(LimitError::TooMany(401)));
        let batches = Scopes::batches(scopes(801)).unwrap();
        let lengths: Vec<usize> = batches.iter().map(|batch| batch.as_slice().len()).collect();
        assert_eq!(lengths, [400, 400, 1]);
        let (first, second) = batches[0].halves().unwrap();
        assert_eq!([first.as_slice(), second.as_slice()].concat(), batches[0].as_slice());
        assert_eq!(batches[2].halves(), None);
        let twice = vec![
            Ipv4Addr::new(10, 0, 1, 0),
            Ipv4Addr::new(10, 0, 0, 0),
            Ipv4Addr::new(10, 0, 1, 0),
        ];
        assert_eq!(Scopes::new(twice), Err(LimitError::Twice(Ipv4Addr::new(10, 0, 1, 0))));
    }

    #[test]
    fn client_ids_are_bytes_in_one_spelling() {
        assert_eq!(
            ClientId::new("1A:2B:3C").map(|id| id.text().to_string()),
            Ok("1a-2b-3c".to_owned())
        );
        for bad in ["", "xyz", "1a-2b-3", "-"] {
            assert!(ClientId::new(bad).is_err(), "{bad}");
        }
    }
}
