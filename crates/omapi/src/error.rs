//! Why a question has no answer.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use crate::key::Algorithm;
use crate::status::StatusCode;
use crate::wire::{DecodeError, EncodeError, StartupError};

/// Why a server cannot be asked, or did not answer. [`Error::kind`] is for programs, [`Error::help`] for people.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing listens there.
    #[error("`{address}` refused the connection")]
    Refused {
        /// Who was asked.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The system cannot reach the address.
    #[error("`{address}` cannot be reached")]
    Unreachable {
        /// Who was asked.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The connection was not taken in time.
    #[error("`{address}` did not take the connection within {within:?}")]
    ConnectTimeout {
        /// Who was asked.
        address: SocketAddr,
        /// The limit.
        within: Duration,
    },
    /// An answer was not complete in time.
    #[error("no answer within {within:?}")]
    AnswerTimeout {
        /// The limit.
        within: Duration,
    },
    /// The server closed the connection instead of answering.
    #[error("the server closed the connection and did not answer")]
    Closed,
    /// The server closed the connection, or the link broke, in the middle of an answer.
    #[error("the connection was closed in the middle of an answer")]
    Cut,
    /// The connection failed.
    #[error("the connection failed")]
    Lost {
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// An answer is larger than it may be.
    #[error("an answer is larger than {largest} bytes")]
    TooLarge {
        /// The limit in bytes.
        largest: usize,
    },
    /// Whoever answers is no OMAPI server.
    #[error("this is no OMAPI server")]
    NotOmapi {
        /// What it said instead.
        #[source]
        source: StartupError,
    },
    /// An answer cannot be read.
    #[error("an answer is against the protocol")]
    Malformed {
        /// What is wrong with it.
        #[source]
        source: DecodeError,
    },
    /// An answer does not fit the question.
    #[error("an answer does not fit the question: {what}")]
    Unfitting {
        /// A clause.
        what: &'static str,
    },
    /// An attribute of an answer is not there, or has a length that it cannot have.
    #[error("an answer has no `{name}` that can be read")]
    Attribute {
        /// Its name.
        name: &'static str,
    },
    /// A question cannot be sent.
    #[error("the question cannot be sent")]
    Unsendable {
        /// What is wrong with it.
        #[source]
        source: EncodeError,
    },
    /// The server has no such key: not of this name, or not with this algorithm.
    #[error("the server does not know a key `{}` of {algorithm}: its `omapi-key` is another one", name.escape_debug())]
    KeyUnknown {
        /// The name that was tried.
        name: String,
        /// The algorithm that was tried.
        algorithm: Algorithm,
    },
    /// The server knows the key, and `omapi-key` names another one.
    #[error("the server has the key `{}`, and takes another one", name.escape_debug())]
    KeyNotSelected {
        /// Its name.
        name: String,
    },
    /// The server knows the key and does not take the signature.
    #[error("the server refused the key `{}`", name.escape_debug())]
    KeyRefused {
        /// Its name.
        name: String,
    },
    /// The server takes only what is signed.
    #[error("the server wants a key")]
    KeyNeeded,
    /// An answer is not signed with the key.
    #[error("an answer is not signed with the key")]
    Forged,
    /// There is no such object.
    #[error("the server has no {what}")]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// Several objects match.
    #[error("the server has more than one {what}")]
    Ambiguous {
        /// What was asked for.
        what: String,
    },
    /// The server says no.
    #[error("the server says: {code}{}", said(message.as_deref()))]
    Status {
        /// Its reason.
        code: StatusCode,
        /// Its words.
        message: Option<String>,
    },
    /// An earlier question on this connection failed or was given up: answers can no longer be told apart.
    #[error("an earlier question on this connection was not answered")]
    Spent,
}

/// Declares the kinds once: variant, word, meaning.
macro_rules! kinds {
    ($($variant:ident = $word:literal, $means:literal;)*) => {
        /// What kind of failure it is: words that stay.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $(#[doc = concat!("`", $word, "`: ", $means, ".")] $variant,)*
        }

        impl ErrorKind {
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
    };
}

kinds! {
    Refused = "refused", "nothing listens there";
    Unreachable = "unreachable", "no way to the address";
    Timeout = "timeout", "no connection, or no answer, within the limit";
    Closed = "closed", "the connection ended before an answer, or in the middle of one";
    TooLarge = "too-large", "an answer beyond the limit";
    NotOmapi = "not-omapi", "something else listens there";
    Protocol = "protocol", "an answer that cannot be, or a question that cannot be sent";
    KeyUnknown = "key-unknown", "no key of this name with this algorithm";
    KeyNotSelected = "key-not-selected", "there is such a key, and `omapi-key` names another one";
    KeyRefused = "key-refused", "the secret is another one";
    KeyNeeded = "key-needed", "asked without a key, and the server wants one";
    NotFound = "not-found", "no such relationship, lease, pool or host";
    Ambiguous = "ambiguous", "several such leases";
    Status = "status", "the server says no for another reason";
}

impl Error {
    /// What kind of failure it is.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Refused { .. } => ErrorKind::Refused,
            Self::Unreachable { .. } => ErrorKind::Unreachable,
            Self::ConnectTimeout { .. } | Self::AnswerTimeout { .. } => ErrorKind::Timeout,
            Self::Closed | Self::Cut | Self::Lost { .. } | Self::Spent => ErrorKind::Closed,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::NotOmapi { .. } => ErrorKind::NotOmapi,
            Self::Malformed { .. }
            | Self::Unfitting { .. }
            | Self::Attribute { .. }
            | Self::Unsendable { .. } => ErrorKind::Protocol,
            Self::KeyUnknown { .. } => ErrorKind::KeyUnknown,
            Self::KeyNotSelected { .. } => ErrorKind::KeyNotSelected,
            Self::KeyRefused { .. } | Self::Forged => ErrorKind::KeyRefused,
            Self::KeyNeeded => ErrorKind::KeyNeeded,
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Ambiguous { .. } => ErrorKind::Ambiguous,
            Self::Status { .. } => ErrorKind::Status,
        }
    }

    /// What to do about it: one sentence.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self.kind() {
            ErrorKind::Refused => {
                "check that dhcpd runs, and that its dhcpd.conf has `omapi-port` with this port"
            }
            ErrorKind::Unreachable => "check the address, the route to it, and that the host is up",
            ErrorKind::Timeout => {
                "check that the host is up and no firewall drops the port; a dhcpd that is busy answers later"
            }
            ErrorKind::Closed => {
                "look at the log of dhcpd: it ended, or it closes OMAPI connections because it has too many open files"
            }
            ErrorKind::TooLarge => "check that dhcpd listens on this port, or raise the limit",
            ErrorKind::NotOmapi => {
                "check the port: it is the one of `omapi-port` in dhcpd.conf, often 7911, and not that of the failover peer"
            }
            ErrorKind::Protocol => "check that ISC dhcpd 4.1 or later listens on this port",
            ErrorKind::KeyUnknown => {
                "check name and algorithm against the `key` declaration that `omapi-key` names in dhcpd.conf"
            }
            ErrorKind::KeyNotSelected => "give the key that `omapi-key` names in dhcpd.conf",
            ErrorKind::KeyRefused => {
                "check the secret against the `key` declaration that `omapi-key` names in dhcpd.conf"
            }
            ErrorKind::KeyNeeded => "give the key that `omapi-key` names in dhcpd.conf",
            ErrorKind::NotFound => {
                "check the name: it is case-sensitive, and has to be in the running configuration"
            }
            ErrorKind::Ambiguous => "ask with something that only one of them has",
            ErrorKind::Status => "look at the log of dhcpd for the reason",
        }
    }

    /// Whether answers on the same connection can no longer be told apart.
    pub(crate) const fn spends(&self) -> bool {
        !matches!(
            self,
            Self::NotFound { .. }
                | Self::Ambiguous { .. }
                | Self::Status { .. }
                | Self::KeyNeeded
                | Self::Attribute { .. }
                | Self::Unsendable { .. }
        )
    }
}

fn said(message: Option<&str>) -> String {
    message.map_or_else(String::new, |message| format!(" (`{}`)", message.escape_debug()))
}
