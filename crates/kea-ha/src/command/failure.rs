//! How a command went, and why there is no answer in what came back.

use std::fmt;

use super::info::Library;

/// How a command went (Kea ARM, "Using the Control Channel").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ResultCode {
    /// 0: done.
    Success,
    /// 1: not done.
    Error,
    /// 2: the server does not know the command: a library is not loaded, or the version has none.
    Unsupported,
    /// 3: done, and there is nothing to be given or changed.
    Empty,
    /// 4: not done, as the server has something else in that place (2.3.1 and later).
    Conflict,
    /// 5: not done, and the configuration is changed in part and could not be put back (3.0.4, 3.1.7
    /// and later).
    HalfDone,
    /// Any other: 1001 where a partner must not go into maintenance, and what HTTP says, such as 401
    /// and 403.
    Other(i64),
}

impl ResultCode {
    /// The code of a number.
    #[must_use]
    pub const fn of(number: i64) -> Self {
        match number {
            0 => Self::Success,
            1 => Self::Error,
            2 => Self::Unsupported,
            3 => Self::Empty,
            4 => Self::Conflict,
            5 => Self::HalfDone,
            other => Self::Other(other),
        }
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Success => 0,
            Self::Error => 1,
            Self::Unsupported => 2,
            Self::Empty => 3,
            Self::Conflict => 4,
            Self::HalfDone => 5,
            Self::Other(number) => number,
        }
    }
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

/// A server that did not do what it was told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the server answers `{command}` with result {code}{}{}", said(text), hint(*code, *library))]
pub struct Failure {
    /// The command.
    pub command: &'static str,
    /// How it went.
    pub code: ResultCode,
    /// The server's words, without control characters and passwords, at most 4,000 characters of them;
    /// empty where it has none.
    pub text: String,
    /// The library that brings the command.
    pub library: Option<Library>,
}

/// What a server says that cleans up its lease file: the text is the only sign.
const BUSY: &str = "lease file cleanup process is running";

/// How a Control Agent begins where it does not reach the server: the text is the only sign.
const UNREACHED: [&str; 3] = [
    "unable to forward command to the ",
    "forwarding socket is not configured for the server type ",
    "internal server error: empty response received from the unix domain socket",
];

impl Failure {
    /// Whether the server takes the same command a little later: it changes no configuration while it cleans
    /// up the file of its leases (3.1.2 and later).
    #[must_use]
    pub fn is_passing(&self) -> bool {
        self.code == ResultCode::Error && self.text.contains(BUSY)
    }

    /// Whether it is the Control Agent that answers, for a server that it does not reach or does not have.
    #[must_use]
    pub fn is_unreached(&self) -> bool {
        self.code == ResultCode::Error && UNREACHED.iter().any(|start| self.text.starts_with(start))
    }
}

fn said(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(": {text}") }
}

fn hint(code: ResultCode, library: Option<Library>) -> String {
    match library {
        Some(library) if code == ResultCode::Unsupported => {
            format!(" (`{}` brings it: is it loaded?)", library.name())
        }
        _ => String::new(),
    }
}

/// Why there is no answer in what came back. Displays as a clause in small letters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// The server did not do it.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// There is nothing: the connection was closed first.
    #[error("the server closed the connection without an answer to `{command}`")]
    Nothing {
        /// The command.
        command: &'static str,
    },
    /// It is not JSON, or not all of it came.
    #[error("the answer to `{command}` cannot be read: {reason}")]
    Syntax {
        /// The command.
        command: &'static str,
        /// A clause.
        reason: String,
    },
    /// There is not one answer.
    #[error("there are {count} answers to `{command}`, and one server was asked")]
    Count {
        /// The command.
        command: &'static str,
        /// How many there are.
        count: usize,
    },
    /// Something is not there.
    #[error("the answer to `{command}` has no `{path}`")]
    Missing {
        /// The command.
        command: &'static str,
        /// Where it should be, such as `[0].arguments.leases[3].cltt`.
        path: String,
    },
    /// Something is not what it should be.
    #[error("`{path}` in the answer to `{command}` is {found}, and should be {wanted}")]
    Value {
        /// The command.
        command: &'static str,
        /// Where it is; `.` for the whole of it.
        path: String,
        /// What it is, without secrets.
        found: String,
        /// What it should be.
        wanted: &'static str,
    },
}
