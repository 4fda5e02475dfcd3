//! Words of an enumeration that may grow.

use std::fmt;

use kea_config::Node;

use super::read::FromAnswer;
use crate::{Mode, Role, State};

/// A word of Kea's that is known, or one that a newer server says.
///
/// ```
/// use kea_ha::State;
/// use kea_ha::command::Word;
///
/// assert_eq!(Word::<State>::of("hot-standby"), Word::Known(State::HotStandby));
/// assert_eq!(Word::<State>::of("dreaming").as_str(), "dreaming");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word<T> {
    /// A known one.
    Known(T),
    /// Another one, as it was said.
    Unknown(String),
}

/// An enumeration whose values are words.
pub trait Vocabulary: Copy + Eq {
    /// The value of a word; letter case matters.
    fn of_word(word: &str) -> Option<Self>;

    /// Kea's word for it.
    fn word(self) -> &'static str;
}

impl<T: Vocabulary> Word<T> {
    /// The value of a word; letter case matters.
    #[must_use]
    pub fn of(word: &str) -> Self {
        T::of_word(word).map_or_else(|| Self::Unknown(word.to_owned()), Self::Known)
    }

    /// The word as it is said.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(value) => value.word(),
            Self::Unknown(word) => word,
        }
    }

    /// The value, where the word is known.
    #[must_use]
    pub fn known(&self) -> Option<T> {
        match self {
            Self::Known(value) => Some(*value),
            Self::Unknown(_) => None,
        }
    }

    /// Whether it is this one.
    #[must_use]
    pub fn is(&self, value: T) -> bool {
        self.known() == Some(value)
    }
}

/// The word, without control characters.
impl<T: Vocabulary> fmt::Display for Word<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&config_text::escape_control(self.as_str()))
    }
}

impl<T: Vocabulary> From<T> for Word<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: Vocabulary> FromAnswer for Word<T> {
    const WANTED: &'static str = "a word";

    fn from_answer(node: Node<'_>) -> Option<Self> {
        node.as_str().map(|word| Self::of(&word))
    }
}

macro_rules! vocabulary {
    ($($kind:ty),*) => {$(
        impl Vocabulary for $kind {
            fn of_word(word: &str) -> Option<Self> {
                Self::parse(word)
            }

            fn word(self) -> &'static str {
                self.as_str()
            }
        }
    )*};
}

vocabulary!(State, Role, Mode);
