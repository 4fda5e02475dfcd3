//! Scripts of `windows-dhcp` on a computer with a PowerShell.

use std::ffi::OsString;
use std::io;

use windows_dhcp::report::Report;
use windows_dhcp::runner::{self, PowerShellRunner, RunError};
use windows_dhcp::script::Run;

use crate::command::{Command, Limits, Output};
use crate::error::ExecError;
use crate::host::Host;

/// Why there is no report of a run: changes may have been made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PowerShellError {
    /// It could not be run to its end.
    #[error(transparent)]
    Exec(#[from] ExecError),
    /// It ended, and its output has no report.
    #[error("PowerShell gave no report")]
    Run(#[from] RunError),
}

/// A PowerShell of a computer.
///
/// The command line is the same for every run; the script and what its commands are given, secrets
/// among it, go to standard input.
#[derive(Debug, Clone)]
pub struct PowerShell {
    program: Option<OsString>,
    limits: Limits,
}

impl PowerShell {
    /// Windows PowerShell, `powershell.exe`, within these limits.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self { program: None, limits }
    }

    /// Another program in its place, such as `pwsh`.
    #[must_use]
    pub fn program(mut self, program: impl Into<OsString>) -> Self {
        self.program = Some(program.into());
        self
    }

    /// Runs commands and reads their report.
    ///
    /// # Errors
    /// [`PowerShellError`] where there is no report. Commands that fail are told by the report.
    pub async fn carry_out<H: Host + ?Sized>(
        &self,
        host: &H,
        run: &Run,
    ) -> Result<Report, PowerShellError> {
        let line = Run::command_line();
        let mut words = line.split(' ').map(OsString::from);
        let named = words.next().unwrap_or_default();
        let program = self.program.clone().unwrap_or(named);
        let command = Command::new(program)
            .arguments(words)
            .stdin(run.input().as_bytes())
            .limits(self.limits);
        let output = host.run(&command).await?;
        Ok(runner::carry_out(&mut Done(output), run)?)
    }
}

/// A run that is done: its output is read as if it were run now.
struct Done(Output);

impl PowerShellRunner for Done {
    fn run(&mut self, _: &str, _: &[u8]) -> io::Result<runner::Output> {
        let Output { code, stdout, stderr } = std::mem::take(&mut self.0);
        Ok(runner::Output { stdout, stderr, code: Some(code) })
    }
}
