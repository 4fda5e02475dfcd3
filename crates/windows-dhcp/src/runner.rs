//! The way to a PowerShell, for whoever has one.
//!
//! ```
//! use windows_dhcp::command::Builder;
//! use windows_dhcp::command::server::GetVersion;
//! use windows_dhcp::runner::{Output, PowerShellRunner, RunError, carry_out};
//! use windows_dhcp::script::{AfterError, Run, RunId};
//!
//! /// A computer that says nothing.
//! struct Silent;
//!
//! impl PowerShellRunner for Silent {
//!     fn run(&mut self, line: &str, _stdin: &[u8]) -> std::io::Result<Output> {
//!         assert!(line.starts_with("powershell.exe -NoProfile -NonInteractive"));
//!         Ok(Output::default())
//!     }
//! }
//!
//! let id = RunId::new("5f3a9c01d2").unwrap();
//! let run = Run::new(id, &[GetVersion {}.here()], AfterError::Stop).unwrap();
//! assert!(matches!(carry_out(&mut Silent, &run), Err(RunError::NoReport { .. })));
//! ```

use std::io;

use crate::report::{Report, ReportError, read_report, stderr_text};
use crate::script::Run;

/// Runs a process on a Windows computer: locally, over SSH, over WinRM.
pub trait PowerShellRunner {
    /// Runs a command line with this standard input, which is closed behind it, and waits.
    ///
    /// # Errors
    /// Where it could not be started or its output is lost. A process that fails is no error.
    fn run(&mut self, command_line: &str, stdin: &[u8]) -> io::Result<Output>;
}

/// What a process left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
    /// Its exit code, where it ended by itself.
    pub code: Option<i32>,
}

/// Nothing is known of what a run did.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It could not be run, or its output is lost.
    #[error("the script could not be run")]
    Runner(#[source] io::Error),
    /// Its output has no report.
    #[error("exit code {}, {}", code.map_or_else(|| "unknown".to_owned(), |code| code.to_string()), say(stderr))]
    NoReport {
        /// The exit code.
        code: Option<i32>,
        /// What PowerShell said on standard error.
        stderr: String,
        /// What is wrong with the output.
        #[source]
        why: ReportError,
    },
}

fn say(stderr: &str) -> &str {
    if stderr.trim().is_empty() { "nothing on standard error" } else { stderr.trim() }
}

/// Runs commands and reads their report.
///
/// # Errors
/// [`RunError`] where there is no report: changes may have been made, read both servers.
pub fn carry_out(runner: &mut impl PowerShellRunner, run: &Run) -> Result<Report, RunError> {
    let output = runner.run(&Run::command_line(), run.input().as_bytes());
    let output = output.map_err(RunError::Runner)?;
    read_report(run, &output.stdout).map_err(|why| RunError::NoReport {
        code: output.code,
        stderr: run.without_secrets(stderr_text(&output.stderr)),
        why,
    })
}
