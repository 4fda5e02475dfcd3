//! What goes wrong on the way to a program or a file.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Why a program was not run to its end, or a file not read.
///
/// `host` is the server's name, `program` the program without its arguments; nothing of standard
/// input is in any of them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExecError {
    /// The name has no address, or nothing answers there.
    #[error("`{host}` cannot be reached")]
    Unreachable {
        /// The server.
        host: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The computer answers, and nobody listens on that port.
    #[error("`{host}` refuses the connection")]
    Refused {
        /// The server.
        host: String,
    },
    /// Nobody answered within the time for a connection, or what answered stopped in the middle.
    #[error("`{host}` did not answer within {} s", after.as_secs_f32())]
    NoAnswer {
        /// The server.
        host: String,
        /// The time that it had.
        after: Duration,
    },
    /// What answers does not speak SSH, or not as we do.
    #[error("no SSH session with `{host}`: {what}")]
    Protocol {
        /// The server.
        host: String,
        /// What the client says.
        what: String,
    },
    /// No file of known hosts has a key of the server.
    #[error("the host key of `{host}` is not known{}", key.as_ref().map(|key| format!(": {key}")).unwrap_or_default())]
    HostKeyUnknown {
        /// The server.
        host: String,
        /// The kind and fingerprint of its key, where they are known.
        key: Option<String>,
    },
    /// The server shows another key than the one that is known of it, or one that was revoked.
    #[error("`{host}` shows another host key than the one that is known of it{}", place(file.as_ref(), *line))]
    HostKeyChanged {
        /// The server.
        host: String,
        /// The file of known hosts.
        file: Option<PathBuf>,
        /// The line of that file with the key that is known, from 1; 0 where it is not known.
        line: usize,
    },
    /// A file of known hosts, or with a private key, or the agent cannot be used.
    #[error("{what} cannot be used")]
    Credential {
        /// The file or agent.
        what: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server lets none of the keys in.
    #[error("`{host}` refuses the user `{user}`{}", tried(offered, unusable))]
    Authentication {
        /// The server.
        host: String,
        /// The account.
        user: String,
        /// The keys that were offered.
        offered: Vec<String>,
        /// The files and agents that could not be used, each with the reason.
        unusable: Vec<String>,
    },
    /// There is no such program (exit code 127 of a shell).
    #[error("there is no program `{program}` on `{host}`")]
    NoProgram {
        /// The server.
        host: String,
        /// The program.
        program: String,
    },
    /// The program may not be run (exit code 126 of a shell).
    #[error("`{program}` may not be run on `{host}`")]
    ProgramRefused {
        /// The server.
        host: String,
        /// The program.
        program: String,
    },
    /// The program could not be started for another reason.
    #[error("`{program}` could not be started on `{host}`")]
    Start {
        /// The server.
        host: String,
        /// The program.
        program: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// No way to say this command: a NUL byte, or a program whose name starts with `-`; for a
    /// Windows computer anything but letters, digits and `. - + / = _ :`.
    #[error("an argument of `{program}` cannot be handed to `{host}`")]
    Unsayable {
        /// The server.
        host: String,
        /// The program.
        program: String,
    },
    /// The program ran longer than it may.
    #[error("`{program}` did not end within {} s on `{host}`", after.as_secs_f32())]
    TimedOut {
        /// The server.
        host: String,
        /// The program.
        program: String,
        /// The time that it had.
        after: Duration,
    },
    /// The program said more than it may, or the file is larger.
    #[error("`{what}` on `{host}` {}", too_large(*size, *limit))]
    TooLarge {
        /// The server.
        host: String,
        /// The program or file.
        what: String,
        /// How many bytes the file has; of a program nobody knows how much it would have said.
        size: Option<u64>,
        /// The limit in bytes.
        limit: usize,
    },
    /// The program was ended by a signal.
    #[error("`{program}` was ended by the signal {signal} on `{host}`")]
    Signalled {
        /// The server.
        host: String,
        /// The program.
        program: String,
        /// The signal without `SIG`.
        signal: String,
    },
    /// The connection was lost while the program ran: what it did is not known.
    #[error("the connection to `{host}` was lost while `{program}` ran")]
    Lost {
        /// The server.
        host: String,
        /// The program.
        program: String,
    },
    /// A program that is needed to look at the server failed.
    #[error("`{program}` failed on `{host}` with exit code {code}: {complaint}")]
    Failed {
        /// The server.
        host: String,
        /// The program.
        program: String,
        /// Its exit code.
        code: i32,
        /// What it said.
        complaint: String,
    },
    /// The output of a program is not what it has to be.
    #[error("the output of `{program}` on `{host}` makes no sense")]
    Garbled {
        /// The server.
        host: String,
        /// The program.
        program: String,
    },
    /// There is no such file.
    #[error("there is no file `{}` on `{host}`", path.display())]
    NoFile {
        /// The server.
        host: String,
        /// The file.
        path: PathBuf,
    },
    /// The account may not read the file.
    #[error("`{}` may not be read on `{host}`", path.display())]
    FileRefused {
        /// The server.
        host: String,
        /// The file.
        path: PathBuf,
    },
    /// A folder, a device, a pipe.
    #[error("`{}` on `{host}` is no regular file", path.display())]
    NotAFile {
        /// The server.
        host: String,
        /// What is no file.
        path: PathBuf,
    },
    /// The file was written each time it was read.
    #[error("`{}` on `{host}` changes while it is read", path.display())]
    Changing {
        /// The server.
        host: String,
        /// The file.
        path: PathBuf,
    },
}

fn place(file: Option<&PathBuf>, line: usize) -> String {
    match file {
        Some(file) if line > 0 => format!(" ({}:{line})", file.display()),
        Some(file) => format!(" ({})", file.display()),
        None => String::new(),
    }
}

fn too_large(size: Option<u64>, limit: usize) -> String {
    match size {
        Some(size) => format!("has {size} bytes, and at most {limit} are read"),
        None => format!("gives more than {limit} bytes"),
    }
}

fn tried(offered: &[String], unusable: &[String]) -> String {
    let offered = match offered {
        [] => ": there was no key to offer".to_owned(),
        offered => format!(", who offered {}", offered.join(", ")),
    };
    match unusable {
        [] => offered,
        unusable => format!("{offered}; not usable: {}", unusable.join(", ")),
    }
}

impl ExecError {
    /// Whether the program may have run, or still runs, although its end is not known.
    #[must_use]
    pub const fn may_be_done(&self) -> bool {
        matches!(
            self,
            Self::TimedOut { .. }
                | Self::TooLarge { .. }
                | Self::Signalled { .. }
                | Self::Lost { .. }
        )
    }

    /// What to do.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "check the name, the network and the firewall",
            Self::Refused { .. } => "check the port, and whether sshd runs on the server",
            Self::NoAnswer { .. } => {
                "check whether the server runs, and whether a firewall drops the packets"
            }
            Self::Protocol { .. } => {
                "check that the port is that of an SSH server with ed25519 or ecdsa host keys; access by the system's `ssh` knows others"
            }
            Self::HostKeyUnknown { .. } => {
                "compare the fingerprint with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the server, then connect once with `ssh`, which notes the key in ~/.ssh/known_hosts"
            }
            Self::HostKeyChanged { .. } => {
                "somebody may be in between: ask who changed the server; after a planned change remove the old key with `ssh-keygen -R HOST` and connect once with `ssh`"
            }
            Self::Credential { .. } => {
                "check that the file is there and readable; private keys are ed25519 or ecdsa without a passphrase, others belong into an agent"
            }
            Self::Authentication { .. } => {
                "put the public key into the account's authorized_keys on the server, or name the right user and key"
            }
            Self::NoProgram { .. } => "install it, or name it by its path",
            Self::ProgramRefused { .. } | Self::FileRefused { .. } => {
                "grant it to the account (group, ACL or a rule of sudo), or name another account"
            }
            Self::Start { .. } => "look at the limits of the system",
            Self::Unsayable { .. } => "leave out the byte that cannot be handed over",
            Self::TimedOut { .. } => {
                "look at what it waits for; the server ends it on its own soon after"
            }
            Self::TooLarge { .. } => "check that it is what it should be, or raise the limit",
            Self::Signalled { .. } => "look into the server's log: for memory, or who ended it",
            Self::Lost { .. } => {
                "it may have ended or not: look at the server before anything is repeated"
            }
            Self::Failed { .. } => "see what it said",
            Self::Garbled { .. } => {
                "the account's start files (.bashrc) must not print, and its shell has to be a POSIX shell"
            }
            Self::NoFile { .. } => "check the path",
            Self::NotAFile { .. } => "name a regular file",
            Self::Changing { .. } => "try again when nobody writes it",
        }
    }
}
