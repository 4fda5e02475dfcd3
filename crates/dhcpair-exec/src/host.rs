//! The trait of everything that runs programs.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use ipnet::Ipv4Net;
use tokio::sync::mpsc::Sender;

use crate::addresses;
use crate::clock::{self, Clock};
use crate::command::{Command, Output};
use crate::error::ExecError;
use crate::file::{self, File, FileQuery};
use crate::process::{self, Processes};

/// A computer on which programs can be run.
///
/// [`run`](Self::run) is what makes one; the rest is done with programs that every Linux has
/// (`sh`, `stat`, `cat`, `head`, `tail`, `date`, `od`, `sed`, `tr`), and in the same way on all of them.
#[async_trait]
pub trait Host: std::fmt::Debug + Send + Sync {
    /// What it is called in messages.
    fn name(&self) -> &str;

    /// Runs a program to its end.
    ///
    /// A program that fails gives its [`Output`] like any other. Whoever drops the future ends
    /// the program, as soon as the server lets it.
    ///
    /// # Errors
    /// Where the program was not run, did not end within its limits, or its end is not known.
    async fn run(&self, command: &Command) -> Result<Output, ExecError>;

    /// Runs a program to its end and hands over its standard output while it runs: what was not taken yet
    /// holds the program up. [`Output::stdout`] is empty. A program that nobody listens to any more is
    /// ended, with [`ExecError::TooLarge`].
    ///
    /// A host that cannot do that hands over everything at the end.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    async fn stream(&self, command: &Command, to: &Sender<Vec<u8>>) -> Result<Output, ExecError> {
        let mut output = self.run(command).await?;
        // Where nobody takes it, nobody misses it.
        let _ = to.send(std::mem::take(&mut output.stdout)).await;
        Ok(output)
    }

    /// Reads a file, with what identifies its state.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`ExecError::NoFile`], [`ExecError::FileRefused`],
    /// [`ExecError::NotAFile`], [`ExecError::TooLarge`], and [`ExecError::Changing`] where it was
    /// written whenever it was read.
    async fn read(&self, query: &FileQuery) -> Result<File, ExecError> {
        file::read(self, query).await
    }

    /// Reads its clock and compares it with `now`, the clock of the caller.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    async fn clock(&self, now: fn() -> DateTime<Utc>) -> Result<Clock, ExecError> {
        clock::read(self, now).await
    }

    /// The processes of this name (`comm` in `proc(5)`, its first 15 bytes), as far as the account may see them.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    async fn processes(&self, name: &str) -> Result<Processes, ExecError> {
        process::read(self, name).await
    }

    /// The IPv4 addresses that a process may call its own, as the networks that its machine takes for itself: one
    /// address each where an interface has it, `127.0.0.0/8`, and what routes add (`type local` in `ip-route(8)`). A
    /// process may be in a network of its own (`network_namespaces(7)`).
    ///
    /// # Errors
    /// As [`run`](Self::run); [`ExecError::Failed`] where that process is no more.
    async fn addresses(&self, process: u32) -> Result<Vec<Ipv4Net>, ExecError> {
        addresses::read(self, process).await
    }
}
