//! Output within limits, and what an exit code means.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::command::{Command, Output};
use crate::error::ExecError;

/// How much of standard error is kept: enough for messages.
pub(crate) const COMPLAINT: usize = 64 << 10;

/// Bytes that are kept up to a limit.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) bytes: Vec<u8>,
    most: usize,
}

impl Kept {
    pub(crate) const fn new(most: usize) -> Self {
        Self { bytes: Vec::new(), most }
    }

    /// Keeps what fits; whether that is all.
    pub(crate) fn add(&mut self, more: &[u8]) -> bool {
        let room = self.most.saturating_sub(self.bytes.len());
        self.bytes.extend(more.iter().take(room));
        more.len() <= room
    }
}

/// How reading an output ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// With everything.
    Whole(Vec<u8>),
    /// At the limit.
    TooLarge,
}

/// Reads to the end, or until there is more than `most`.
pub(crate) async fn up_to(reader: impl AsyncRead + Unpin, most: usize) -> io::Result<Ended> {
    let mut bytes = Vec::new();
    reader.take((most as u64).saturating_add(1)).read_to_end(&mut bytes).await?;
    Ok(if bytes.len() > most { Ended::TooLarge } else { Ended::Whole(bytes) })
}

/// Reads to the end and keeps the beginning.
pub(crate) async fn beginning(mut reader: impl AsyncRead + Unpin) -> io::Result<Vec<u8>> {
    let mut kept = Kept::new(COMPLAINT);
    let mut buffer = vec![0; 8 << 10];
    loop {
        let length = reader.read(&mut buffer).await?;
        if length == 0 {
            return Ok(kept.bytes);
        }
        kept.add(buffer.get(..length).unwrap_or_default());
    }
}

/// Writes standard input and closes it. A program that reads no more of it is no error.
pub(crate) async fn feed(mut writer: impl AsyncWrite + Unpin, bytes: &[u8]) -> io::Result<()> {
    match writer.write_all(bytes).await {
        Err(broken) if broken.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// What an exit code says: shells, `env`, `timeout` and `sudo` tell by 126 and 127 that the
/// program was not run.
pub(crate) fn exited(host: &str, command: &Command, output: Output) -> Result<Output, ExecError> {
    let (host, program) = (host.to_owned(), command.shown());
    match output.code {
        126 => Err(ExecError::ProgramRefused { host, program }),
        127 => Err(ExecError::NoProgram { host, program }),
        _ => Ok(output),
    }
}

pub(crate) fn too_large(host: &str, command: &Command) -> ExecError {
    let (host, limit) = (host.to_owned(), command.within().output);
    ExecError::TooLarge { host, what: command.shown(), limit }
}

pub(crate) fn timed_out(host: &str, command: &Command) -> ExecError {
    let (host, after) = (host.to_owned(), command.within().time);
    ExecError::TimedOut { host, program: command.shown(), after }
}
