//! Kinds of failures on the way to a program or a file.

use crate::error::ExecError;

/// Declares the kinds once: variant, word, meaning.
macro_rules! kinds {
    ($($variant:ident = $word:literal, $means:literal;)*) => {
        /// What kind of failure an [`ExecError`] is: words that stay.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ExecErrorKind {
            $(#[doc = concat!("`", $word, "`: ", $means, ".")] $variant,)*
        }

        impl ExecErrorKind {
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

        impl ExecError {
            /// What kind of failure it is, for programs.
            ///
            /// ```
            /// use dhcpair_exec::{ExecError, ExecErrorKind};
            ///
            /// let error = ExecError::Refused { host: "dhcp-a".to_owned() };
            /// assert_eq!(error.kind(), ExecErrorKind::Refused);
            /// assert_eq!(error.kind().as_str(), "refused");
            /// ```
            #[must_use]
            pub const fn kind(&self) -> ExecErrorKind {
                match self { $(Self::$variant { .. } => ExecErrorKind::$variant,)* }
            }
        }
    };
}

kinds! {
    Unreachable = "unreachable", "the name has no address, or nothing answers there";
    Refused = "refused", "nobody listens on the port";
    NoAnswer = "no-answer", "no connection, or no session, within the limit";
    Protocol = "protocol", "no SSH server, or one that speaks in another way";
    HostKeyUnknown = "key-unknown", "no file of known hosts has the host key";
    HostKeyChanged = "key-changed", "the host key is another one than the one that is known";
    Credential = "credential", "a private key, an agent or a file of known hosts cannot be used";
    Authentication = "authentication", "the account lets none of the keys in";
    NoProgram = "no-program", "there is no such program";
    ProgramRefused = "program-refused", "the program may not be run";
    Start = "start", "the program could not be started for another reason";
    Unsayable = "unsayable", "an argument cannot be handed over";
    TimedOut = "timed-out", "the program ran longer than it may";
    TooLarge = "too-large", "the program said more than it may, or the file is larger";
    Signalled = "signalled", "a signal ended the program";
    Lost = "lost", "the connection was lost while the program ran";
    Failed = "failed", "a program that is needed for the look failed";
    Garbled = "garbled", "the output of a program is not what it has to be";
    NoFile = "no-file", "there is no such file";
    FileRefused = "file-refused", "the account may not read the file";
    NotAFile = "not-a-file", "a folder, a device or a pipe stands there";
    Changing = "changing", "the file was written each time it was read";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_words_and_no_two_are_alike() {
        let mut words: Vec<_> = ExecErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
        for word in &words {
            assert!(word.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{word}");
        }
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), ExecErrorKind::ALL.len());
    }
}
