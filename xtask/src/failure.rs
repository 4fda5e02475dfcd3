//! Why a task could not be carried out.

use std::path::PathBuf;
use std::{fmt, io};

/// A task that could not be carried out, as opposed to one that found something.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line is wrong.
    Usage(String),
    /// A program could not be started.
    Start {
        /// Its name.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ended with an error that ends the task.
    Program {
        /// The program with its arguments.
        command: String,
        /// What it wrote last.
        output: String,
    },
    /// A file could not be read or written.
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// `cargo metadata` said something unexpected.
    Metadata(serde_json::Error),
    /// The machine lacks what the task must have.
    Missing(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(what) | Self::Missing(what) => f.write_str(what),
            Self::Start { program, source } => write!(f, "failed to start `{program}`: {source}"),
            Self::Program { command, output } => write!(f, "`{command}` failed:\n{output}"),
            Self::File { path, source } => write!(f, "`{}`: {source}", path.display()),
            Self::Metadata(source) => write!(f, "failed to read `cargo metadata`: {source}"),
        }
    }
}

/// Refuses arguments where a task takes none.
pub(crate) fn no_arguments(task: &str, arguments: &[String]) -> Result<(), Failure> {
    match arguments.first() {
        None => Ok(()),
        Some(extra) => Err(Failure::Usage(format!("`{task}` takes no argument `{extra}`"))),
    }
}
