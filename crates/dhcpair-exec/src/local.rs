//! Programs of this computer.

use std::io;

use async_trait::async_trait;
use tokio::process::Command as Process;
use tokio::sync::mpsc::Sender;

use crate::child::{self, End};
use crate::collect::{Taker, exited, timed_out, too_large};
use crate::command::{Command, Output};
use crate::error::ExecError;
use crate::host::Host;

/// This computer.
///
/// ```
/// use dhcpair_exec::{Command, Host, Local};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), dhcpair_exec::ExecError> {
/// let output = Local::new().run(&Command::new("printf").arguments(["%s", "it's $HOME"])).await?;
/// assert_eq!(output.stdout, b"it's $HOME");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Local(());

impl Local {
    /// This computer, with the rights of this process.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }

    async fn ran(&self, command: &Command, taker: Taker<'_>) -> Result<Output, ExecError> {
        let (host, program) = (self.name().to_owned(), command.shown());
        if command.words().any(|word| word.as_encoded_bytes().contains(&0)) {
            return Err(ExecError::Unsayable { host, program });
        }
        let mut process = Process::new(command.program());
        process.args(command.arguments_only());
        match child::run(process, command, taker).await {
            Ok(End::Exited(output)) => exited(&host, command, output),
            Ok(End::Signalled(signal)) => Err(ExecError::Signalled { host, program, signal }),
            Ok(End::TimedOut) => Err(timed_out(&host, command)),
            Ok(End::TooLarge) => Err(too_large(&host, command)),
            Err(source) => Err(match source.kind() {
                io::ErrorKind::NotFound => ExecError::NoProgram { host, program },
                io::ErrorKind::PermissionDenied => ExecError::ProgramRefused { host, program },
                _ => ExecError::Start { host, program, source },
            }),
        }
    }
}

#[async_trait]
impl Host for Local {
    fn name(&self) -> &str {
        "this computer"
    }

    async fn run(&self, command: &Command) -> Result<Output, ExecError> {
        self.ran(command, Taker::kept(command)).await
    }

    async fn stream(&self, command: &Command, to: &Sender<Vec<u8>>) -> Result<Output, ExecError> {
        self.ran(command, Taker::handed(to, command)).await
    }
}
