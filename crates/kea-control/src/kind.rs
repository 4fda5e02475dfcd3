//! Kinds of failures on the way to a server.

use crate::error::ControlError;

/// Declares the kinds once: variant, word, meaning.
macro_rules! kinds {
    ($($variant:ident = $word:literal, $means:literal;)*) => {
        /// What kind of failure a [`ControlError`] is: words that stay.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ControlErrorKind {
            $(#[doc = concat!("`", $word, "`: ", $means, ".")] $variant,)*
        }

        impl ControlErrorKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it means: a clause.
            #[must_use]
            pub const fn means(self) -> &'static str {
                match self { $(Self::$variant => $means,)* }
            }
        }

        impl ControlError {
            /// What kind of failure it is, for programs.
            #[must_use]
            pub const fn kind(&self) -> ControlErrorKind {
                match self { $(Self::$variant { .. } => ControlErrorKind::$variant,)* }
            }
        }
    };
}

kinds! {
    Refused = "refused", "nothing listens there";
    NoSocket = "no-socket", "there is no such unix socket";
    Forbidden = "forbidden", "this user may not use the unix socket";
    Unreachable = "unreachable", "no way to the host, or its name has no address";
    Carrier = "carrier", "what leads to the socket of another host does not work";
    Timeout = "timeout", "no connection, or no answer, within the limit";
    Closed = "closed", "the connection ended before the answer did";
    TooLarge = "too-large", "an answer beyond the limit";
    Tls = "tls", "the two sides cannot agree on certificates";
    Unauthorised = "unauthorised", "user and password are missing, wrong, or not enough";
    NotKea = "not-kea", "something else listens there";
    Answer = "answer", "Kea says no, or answers what was not asked";
    Refusal = "refusal", "the command is not for this server, and was not sent";
    File = "file", "a file with certificates or a key cannot be used";
    NoTls = "no-tls", "TLS cannot be set up on this machine";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_words_and_no_two_are_alike() {
        let mut words: Vec<_> = ControlErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
        for word in &words {
            assert!(word.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{word}");
        }
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), ControlErrorKind::ALL.len());
    }
}
