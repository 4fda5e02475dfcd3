//! One command over an open session.

use std::time::{Duration, Instant};

use russh::client::Msg;
use russh::{Channel, ChannelMsg, ChannelOpenFailure, ChannelReadHalf, ChannelWriteHalf, Sig};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::connect::Session;
use crate::collect::{COMPLAINT, Kept, Taker, exited, timed_out, too_large};
use crate::command::{Command, Output};
use crate::error::ExecError;

/// How long a server may be too crowded for one more channel.
const CROWDED: Duration = Duration::from_secs(5);

/// How often it is asked again.
const AGAIN: Duration = Duration::from_millis(30);

/// What came of a command.
pub(super) enum Attempt {
    /// It was sent.
    Done(Result<Output, ExecError>),
    /// The connection was dead already.
    NotSent,
}

pub(super) async fn attempt(
    host: &str,
    session: &Session,
    line: &[u8],
    command: &Command,
    taker: &mut Taker<'_>,
) -> Attempt {
    let channel = match timeout(command.within().time, open(session)).await {
        Ok(Ok(channel)) => channel,
        Ok(Err(russh::Error::ChannelOpenFailure(why))) => {
            let what = format!("it opens no channel ({why:?})");
            return Attempt::Done(Err(ExecError::Protocol { host: host.to_owned(), what }));
        }
        Ok(Err(_)) => return Attempt::NotSent,
        Err(_) => return Attempt::Done(Err(timed_out(host, command))),
    };
    if channel.exec(true, line).await.is_err() {
        return Attempt::NotSent;
    }
    Attempt::Done(talk(host, channel, command, taker).await)
}

/// Opens a channel. A server counts channels for a moment that have ended, and may take fewer at a
/// time than OpenSSH does (`MaxSessions`): it is asked again.
async fn open(session: &Session) -> Result<Channel<Msg>, russh::Error> {
    let start = Instant::now();
    loop {
        match session.channel_open_session().await {
            Err(russh::Error::ChannelOpenFailure(
                ChannelOpenFailure::ConnectFailed | ChannelOpenFailure::ResourceShortage,
            )) if start.elapsed() < CROWDED => tokio::time::sleep(AGAIN).await,
            opened => return opened,
        }
    }
}

/// The writing half of a channel. Where it is dropped before the program has ended, the program is
/// ended: by a signal, and where the server delivers none, by `timeout` there.
struct Running(Option<ChannelWriteHalf<Msg>>);

impl Running {
    /// The program has ended.
    fn ended(&mut self) {
        self.0 = None;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(write) = self.0.take() else { return };
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                // The connection may be gone.
                let _ = write.signal(Sig::KILL).await;
                let _ = write.close().await;
            });
        }
    }
}

/// Feeds the program and hears it to its end; its standard output is in `taker`.
async fn talk(
    host: &str,
    channel: Channel<Msg>,
    command: &Command,
    taker: &mut Taker<'_>,
) -> Result<Output, ExecError> {
    let (read, write) = channel.split();
    let mut running = Running(Some(write));
    let mut said = Said { stdout: taker, stderr: Kept::new(COMPLAINT) };
    let ended = timeout(command.within().time, said.all(read, &running, command.input())).await;
    let ended = ended.unwrap_or(Ended::TimedOut);
    if !matches!(ended, Ended::TimedOut | Ended::TooLarge) {
        running.ended();
    }
    let (host_name, program) = (host.to_owned(), command.shown());
    match ended {
        Ended::Exited(code) => {
            let stderr = said.stderr.bytes;
            exited(host, command, Output { code, stderr, ..Output::default() })
        }
        Ended::Signalled(signal) => {
            Err(ExecError::Signalled { host: host_name, program, signal: name(signal) })
        }
        Ended::Refused => Err(ExecError::ProgramRefused { host: host_name, program }),
        Ended::Lost => Err(ExecError::Lost { host: host_name, program }),
        Ended::TimedOut => Err(timed_out(host, command)),
        Ended::TooLarge => Err(too_large(host, command)),
    }
}

/// How an exchange ended.
enum Ended {
    Exited(i32),
    Signalled(Sig),
    /// The server runs no commands for this account.
    Refused,
    Lost,
    TimedOut,
    TooLarge,
}

/// What the program said so far.
struct Said<'s, 't> {
    stdout: &'s mut Taker<'t>,
    stderr: Kept,
}

impl Said<'_, '_> {
    /// Feeds the program and listens at the same time, until it ended.
    async fn all(&mut self, read: ChannelReadHalf, running: &Running, input: &[u8]) -> Ended {
        let fed = async {
            if let Some(write) = &running.0 {
                // A program may end without reading; how it ended is told by the other half.
                let _ = write.data(input).await;
                let _ = write.eof().await;
            }
            std::future::pending::<Ended>().await
        };
        tokio::select! {
            ended = self.listen(read) => ended,
            ended = fed => ended,
        }
    }

    async fn listen(&mut self, mut read: ChannelReadHalf) -> Ended {
        let mut ended = Ended::Lost;
        while let Some(message) = read.wait().await {
            match message {
                ChannelMsg::Data { data } => {
                    let taken = self.stdout.add(&data).await;
                    if !taken {
                        return Ended::TooLarge;
                    }
                }
                ChannelMsg::ExtendedData { data, ext: 1 } => {
                    self.stderr.add(&data);
                }
                ChannelMsg::ExitStatus { exit_status } => {
                    ended = Ended::Exited(i32::try_from(exit_status).unwrap_or(i32::MAX));
                }
                ChannelMsg::ExitSignal { signal_name, .. } => ended = Ended::Signalled(signal_name),
                ChannelMsg::Failure => return Ended::Refused,
                ChannelMsg::Close => break,
                _ => {}
            }
        }
        ended
    }
}

fn name(signal: Sig) -> String {
    match signal {
        Sig::Custom(name) => config_text::escape_control(&name),
        known => format!("{known:?}"),
    }
}
