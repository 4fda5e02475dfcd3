//! Why a command could not do what it was asked.

use std::error::Error;
use std::path::PathBuf;

use dhcpair_manager::access::AccessError;
use dhcpair_manager::contract::{ErrorCode, ExitCode, InitUnread};
use dhcpair_manager::{FleetError, InventoryError, check, generate, init};

/// A failure on its way to the user: a sentence, its causes, a code and a remedy.
#[derive(Debug)]
pub(crate) enum Failure {
    Access(AccessError),
    Inventory(InventoryError),
    Fleet(FleetError),
    Check(check::CheckError),
    Init(init::InitError),
    Generate(generate::GenerateError),
    /// The asynchronous runtime could not be started.
    Runtime(std::io::Error),
    /// A file named on the command line could not be read; others were.
    FileUnreadable {
        reason: String,
    },
    /// A host named on the command line could not be looked at, or has no server; the answer has the others.
    HostUnseen(InitUnread),
    /// Standard input could not be read.
    Stdin(std::io::Error),
    /// The result could not be written.
    Output(std::io::Error),
    /// A file could not be written.
    NotWritten {
        file: PathBuf,
        error: std::io::Error,
    },
    /// A document could not be written as text.
    Document(Box<dyn Error>),
    /// The words of the call do not go together.
    Usage {
        message: String,
        help: String,
    },
}

impl Failure {
    /// The process' exit code.
    pub(crate) const fn exit(&self) -> ExitCode {
        self.code().exit()
    }

    /// The stable code shown behind `error`.
    pub(crate) const fn code(&self) -> ErrorCode {
        match self {
            Self::Access(error) => error.code(),
            Self::Inventory(error) => error.code(),
            Self::Fleet(error) => error.code(),
            Self::Check(error) => error.code(),
            Self::Init(error) => error.code(),
            Self::Generate(error) => error.code(),
            Self::Runtime(_) => ErrorCode::Runtime,
            Self::FileUnreadable { .. } => ErrorCode::FileUnreadable,
            Self::HostUnseen(_) => ErrorCode::HostUnseen,
            Self::Stdin(_) => ErrorCode::StdinUnreadable,
            Self::Output(_) | Self::NotWritten { .. } => ErrorCode::Output,
            Self::Document(_) => ErrorCode::Document,
            Self::Usage { .. } => ErrorCode::Usage,
        }
    }

    /// What went wrong, and each cause behind it.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let chain = |first: &dyn Error| {
            let mut all = vec![first.to_string()];
            let mut source = first.source();
            while let Some(cause) = source {
                all.push(cause.to_string());
                source = cause.source();
            }
            all
        };
        let because = |what: &str, error: &std::io::Error| {
            let mut all = vec![what.to_owned()];
            all.extend(chain(error));
            all
        };
        match self {
            Self::Access(error) => chain(error),
            Self::Inventory(error) => chain(error),
            Self::Fleet(error) => chain(error),
            Self::Check(error) => chain(error),
            Self::Init(error) => chain(error),
            Self::Generate(error) => chain(error),
            Self::Runtime(error) => chain(error),
            Self::FileUnreadable { reason } => vec![reason.clone()],
            Self::HostUnseen(one) => {
                vec![format!("no server of `{}` was seen", one.name), one.reason.clone()]
            }
            Self::Stdin(error) => because("standard input cannot be read", error),
            Self::Output(error) => because("the result cannot be written", error),
            Self::NotWritten { file, error } => {
                because(&format!("`{}` cannot be written", file.display()), error)
            }
            Self::Document(error) => chain(error.as_ref()),
            Self::Usage { message, .. } => vec![message.clone()],
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            Self::Access(error) => Some(error.help()),
            Self::Inventory(error) => Some(error.help()),
            Self::Fleet(error) => Some(error.help()),
            Self::Check(error) => Some(error.help()),
            Self::Init(error) => Some(error.help()),
            Self::Generate(error) => Some(error.help()),
            Self::Usage { help, .. } => Some(help.clone()),
            Self::NotWritten { .. } => {
                Some("see whether the folder is there and may be written".to_owned())
            }
            Self::HostUnseen(one) => one.next.clone(),
            Self::FileUnreadable { .. } => Some("check the path and its permissions".to_owned()),
            Self::Runtime(_) | Self::Document(_) | Self::Stdin(_) | Self::Output(_) => None,
        }
    }
}

impl From<AccessError> for Failure {
    fn from(error: AccessError) -> Self {
        Self::Access(error)
    }
}

impl From<InventoryError> for Failure {
    fn from(error: InventoryError) -> Self {
        Self::Inventory(error)
    }
}

impl From<FleetError> for Failure {
    fn from(error: FleetError) -> Self {
        Self::Fleet(error)
    }
}

impl From<check::CheckError> for Failure {
    fn from(error: check::CheckError) -> Self {
        Self::Check(error)
    }
}

impl From<generate::GenerateError> for Failure {
    fn from(error: generate::GenerateError) -> Self {
        Self::Generate(error)
    }
}

impl From<init::InitError> for Failure {
    fn from(error: init::InitError) -> Self {
        Self::Init(error)
    }
}
