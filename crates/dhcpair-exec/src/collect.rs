//! Output within limits, and what an exit code means.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::Sender;

use crate::command::{Command, Output};
use crate::error::ExecError;

/// How much of standard error is kept: enough for messages.
pub(crate) const COMPLAINT: usize = 64 << 10;

/// How much is read of a program at a time.
const PIECE: usize = 64 << 10;

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
        self.bytes.extend_from_slice(more.get(..room).unwrap_or(more));
        more.len() <= room
    }
}

/// Where standard output goes.
#[derive(Debug)]
pub(crate) enum Taker<'a> {
    /// Into memory.
    Kept(Kept),
    /// To somebody who takes it while the program runs, and so many bytes more.
    Handed { to: &'a Sender<Vec<u8>>, room: usize },
}

impl Taker<'_> {
    pub(crate) const fn kept(command: &Command) -> Self {
        Self::Kept(Kept::new(command.within().output))
    }

    pub(crate) const fn handed<'a>(to: &'a Sender<Vec<u8>>, command: &Command) -> Taker<'a> {
        Taker::Handed { to, room: command.within().output }
    }

    /// Takes more; whether that is all of it, and somebody wants it.
    pub(crate) async fn add(&mut self, more: &[u8]) -> bool {
        match self {
            Self::Kept(kept) => kept.add(more),
            Self::Handed { to, room } => {
                let fits = more.len() <= *room;
                *room = room.saturating_sub(more.len());
                fits && to.send(more.to_vec()).await.is_ok()
            }
        }
    }

    /// What was kept.
    pub(crate) fn bytes(self) -> Vec<u8> {
        match self {
            Self::Kept(kept) => kept.bytes,
            Self::Handed { .. } => Vec::new(),
        }
    }
}

/// Reads to the end; whether everything was taken.
pub(crate) async fn take_all(
    mut reader: impl AsyncRead + Unpin,
    taker: &mut Taker<'_>,
) -> io::Result<bool> {
    let mut buffer = vec![0; PIECE];
    loop {
        let length = reader.read(&mut buffer).await?;
        if length == 0 {
            return Ok(true);
        }
        if !taker.add(buffer.get(..length).unwrap_or_default()).await {
            return Ok(false);
        }
    }
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
    ExecError::TooLarge { host, what: command.shown(), size: None, limit }
}

pub(crate) fn timed_out(host: &str, command: &Command) -> ExecError {
    let (host, after) = (host.to_owned(), command.within().time);
    ExecError::TimedOut { host, program: command.shown(), after }
}
