//! What goes wrong on the way to a server, and what to do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use kea_ha::command::{Failure, Refusal, ReplyError, ResultCode};

/// What went wrong on the way to a server, there, or on the way back. Displays as a clause in small
/// letters, without credentials; [`ControlError::help`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// Nothing listens there.
    #[error("nothing listens at `{place}`")]
    Refused {
        /// Where.
        place: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// There is no such socket.
    #[error("there is no socket `{place}`")]
    NoSocket {
        /// Its path.
        place: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// This user may not use the socket.
    #[error("this user may not use the socket `{place}`")]
    Forbidden {
        /// Its path.
        place: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// There is no way to that host.
    #[error("there is no way to `{place}`: {reason}")]
    Unreachable {
        /// Where.
        place: String,
        /// A clause.
        reason: String,
    },
    /// What leads there does not work.
    #[error("there is no way to `{place}`")]
    Carrier {
        /// Where.
        place: String,
        /// What is wrong with it.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It took too long.
    #[error("`{place}` {phase} within {}", Seconds(*after))]
    Timeout {
        /// Where.
        place: String,
        /// How far it came.
        phase: Phase,
        /// How long was waited.
        after: Duration,
    },
    /// The connection ended before the answer did.
    #[error("`{place}` closed the connection {}", amount(*received))]
    Closed {
        /// Where.
        place: String,
        /// How many bytes of the answer had come.
        received: usize,
        /// How it was spoken to.
        protocol: Protocol,
    },
    /// The answer is too large.
    #[error("the answer of `{place}` has more than {limit} bytes")]
    TooLarge {
        /// Where.
        place: String,
        /// How many it may have.
        limit: usize,
    },
    /// The two sides cannot agree on certificates.
    #[error("`{place}` {fault}")]
    Tls {
        /// Where.
        place: String,
        /// What is wrong.
        fault: TlsFault,
    },
    /// The server wants to know who asks, or does not let this one ask.
    #[error("`{place}` answers {status}: {}", not_allowed(user.as_deref(), *status))]
    Unauthorised {
        /// Where.
        place: String,
        /// 401 or 403.
        status: u16,
        /// The user whose password was sent.
        user: Option<String>,
    },
    /// Something else than Kea listens there.
    #[error("what listens at `{place}` is not Kea: it answers with {what}")]
    NotKea {
        /// Where.
        place: String,
        /// What it answers.
        what: String,
    },
    /// Kea answers, but not with what was asked for.
    #[error("`{place}`: {source}")]
    Answer {
        /// Where.
        place: String,
        /// What it answers.
        source: ReplyError,
    },
    /// The command was not sent, as it is not for this server.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// A file with certificates or a key cannot be used.
    #[error("`{}` {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// A clause that begins with a verb.
        reason: String,
    },
    /// TLS cannot be set up on this machine.
    #[error("TLS cannot be set up: {reason}")]
    NoTls {
        /// A clause.
        reason: String,
    },
}

/// How a server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Over a unix socket.
    Socket,
    /// Over HTTP.
    Http,
    /// Over HTTPS, with a client's certificate.
    Https,
    /// Over HTTPS, without one.
    AnonymousHttps,
}

/// How far a command came in the time that it had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// There was no connection yet.
    Connect,
    /// The connection was there, and the answer was not, or not all of it.
    Answer,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "takes no connection",
            Self::Answer => "takes the connection and does not answer",
        })
    }
}

/// What two sides cannot agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsFault {
    /// Nobody who is trusted has signed the server's certificate.
    UnknownAuthority,
    /// The server's certificate is another server's.
    OtherName,
    /// The server's certificate counts no longer, or not yet.
    Expired,
    /// The server does not take the certificate that is shown, or wants to see one.
    ClientRefused,
    /// There is no TLS: the server speaks plain HTTP.
    Plain,
    /// Anything else, as a clause.
    Other(String),
}

impl fmt::Display for TlsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAuthority => {
                f.write_str("shows a certificate of an authority that is not trusted")
            }
            Self::OtherName => f.write_str("shows a certificate that has another name"),
            Self::Expired => f.write_str("shows a certificate that does not count today"),
            Self::ClientRefused => f.write_str("does not take this client's certificate"),
            Self::Plain => f.write_str("does not speak TLS"),
            Self::Other(reason) => write!(f, "cannot be spoken to with TLS: {reason}"),
        }
    }
}

impl TlsFault {
    const fn help(&self) -> &'static str {
        match self {
            Self::UnknownAuthority => {
                "give the file of the authority that signed Kea's `cert-file`: what Kea has as `trust-anchor`"
            }
            Self::OtherName => {
                "use the name or the address that the certificate has as `subjectAltName` in the URL, or give Kea one \
                 that has this address"
            }
            Self::Expired => "renew the file that Kea has as `cert-file`, and compare both clocks",
            Self::ClientRefused => {
                "give a certificate and its key that the authority in Kea's `trust-anchor` has signed"
            }
            Self::Plain => {
                "write `http://`, or give Kea's listener its `trust-anchor`, `cert-file` and `key-file`"
            }
            Self::Other(_) => "compare the certificates on both sides",
        }
    }
}

impl ControlError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Refused { .. } => {
                "start Kea (before 2.7.2 for HTTP also its Control Agent), or compare address and port with its `control-sockets`"
            }
            Self::NoSocket { .. } => "start Kea, or give the path that it has in `control-socket`",
            Self::Forbidden { .. } => {
                "ask as the user that Kea runs as (`_kea` on Debian), to whom alone it lets its socket before 3.0; from 3.0 on \
                 that user's group is enough"
            }
            Self::Unreachable { .. } => "look whether the host is up and has this name and address",
            Self::Carrier { .. } => "mend the way to the host of the socket",
            Self::Timeout { phase: Phase::Connect, .. } => {
                "look whether the host is up and no firewall drops this port"
            }
            Self::Timeout { phase: Phase::Answer, .. } => {
                "look what the server is busy with, and whether it is Kea that listens there"
            }
            Self::Closed { received: 0, protocol: Protocol::Http, .. } => {
                "write `https://` where Kea has a `cert-file`; else look into its log: it may have been restarted, or crashed"
            }
            Self::Closed { received: 0, protocol: Protocol::AnonymousHttps, .. } => {
                "give a client's certificate: Kea wants to see one unless its `cert-required` is `false`"
            }
            Self::Closed { .. } => {
                "look into Kea's log: it may have been restarted, or crashed; then ask again"
            }
            Self::TooLarge { .. } => "raise the limit, or ask for fewer leases at once",
            Self::Tls { fault, .. } => fault.help(),
            Self::Unauthorised { user: None, .. } => {
                "give user and password: one of `clients` in the `authentication` of Kea's listener"
            }
            Self::Unauthorised { status: 403, .. } => {
                "let this user send the command, in the configuration of Kea's `libca_rbac`"
            }
            Self::Unauthorised { .. } => {
                "compare user and password with `clients` in the `authentication` of Kea's listener"
            }
            Self::NotKea { .. } => {
                "compare address and port with Kea's `control-sockets`, or with its Control Agent's `http-port`"
            }
            Self::Answer { source, .. } => answer_help(source),
            Self::Refusal(_) => "look up what this version of Kea takes",
            Self::File { .. } => "give a file in PEM that this user may read",
            Self::NoTls { .. } => "give the file of the authority that signed Kea's certificate",
        }
    }

    /// Whether the server may have carried the command out, although nobody says so.
    #[must_use]
    pub const fn may_be_done(&self) -> bool {
        match self {
            Self::Timeout { phase: Phase::Answer, .. }
            | Self::Closed { .. }
            | Self::TooLarge { .. }
            | Self::NotKea { .. } => true,
            Self::Answer { source, .. } => !matches!(source, ReplyError::Failed(_)),
            _ => false,
        }
    }

    /// Kea's own words, where it did not do what it was told.
    #[must_use]
    pub const fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Answer { source: ReplyError::Failed(failure), .. } => Some(failure),
            _ => None,
        }
    }
}

fn answer_help(error: &ReplyError) -> &'static str {
    match error {
        ReplyError::Failed(failure) if failure.is_unreached() => {
            "start Kea: its Control Agent is there, and does not reach it; compare `control-sockets` of the agent with `control-socket` of the server"
        }
        ReplyError::Failed(failure) if failure.is_passing() => "try again in a minute",
        ReplyError::Failed(failure) if failure.code == ResultCode::Unsupported => {
            "load the library that brings the command, or look in Kea's log why it was not loaded"
        }
        ReplyError::Failed(_) => "the server's words say what it does not like; its log has more",
        _ => "look whether the server's version is known to dhcpair",
    }
}

fn amount(received: usize) -> String {
    match received {
        0 => "without an answer".to_owned(),
        bytes => format!("in the middle of its answer, after {bytes} bytes"),
    }
}

fn not_allowed(user: Option<&str>, status: u16) -> String {
    match user {
        None => "it wants to know who asks".to_owned(),
        Some(user) if status == 403 => format!("`{user}` may not do this"),
        Some(user) => format!("it does not take the password of `{user}`"),
    }
}

/// `3 s`, `1.5 s`
struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.0.as_secs_f32())
    }
}
