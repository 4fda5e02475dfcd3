//! One command over an open session.

use russh::client::Msg;
use russh::{Channel, ChannelMsg, ChannelReadHalf, ChannelWriteHalf, Sig};
use tokio::time::timeout;

use super::connect::Session;
use crate::collect::{COMPLAINT, Kept, exited, timed_out, too_large};
use crate::command::{Command, Output};
use crate::error::ExecError;

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
) -> Attempt {
    let time = command.within().time;
    let channel = match timeout(time, session.channel_open_session()).await {
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
    Attempt::Done(talk(host, channel, command).await)
}

async fn talk(host: &str, channel: Channel<Msg>, command: &Command) -> Result<Output, ExecError> {
    let (read, write) = channel.split();
    let mut said = Said::new(command.within().output);
    let ended = timeout(command.within().time, said.all(read, &write, command.input())).await;
    let ended = ended.unwrap_or(Ended::TimedOut);
    if matches!(ended, Ended::TimedOut | Ended::TooLarge) {
        // Where the server does not deliver the signal, `timeout` ends the program there.
        let _ = write.signal(Sig::KILL).await;
        let _ = write.close().await;
    }
    let (host_name, program) = (host.to_owned(), command.shown());
    match ended {
        Ended::Exited(code) => {
            let (stdout, stderr) = (said.stdout.bytes, said.stderr.bytes);
            exited(host, command, Output { code, stdout, stderr })
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
struct Said {
    stdout: Kept,
    stderr: Kept,
}

impl Said {
    const fn new(most: usize) -> Self {
        Self { stdout: Kept::new(most), stderr: Kept::new(COMPLAINT) }
    }

    /// Feeds the program and listens at the same time, until it ended.
    async fn all(
        &mut self,
        read: ChannelReadHalf,
        write: &ChannelWriteHalf<Msg>,
        input: &[u8],
    ) -> Ended {
        let fed = async {
            // A program may end without reading; how it ended is told by the other half.
            let _ = write.data(input).await;
            let _ = write.eof().await;
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
                ChannelMsg::Data { data } if !self.stdout.add(&data) => return Ended::TooLarge,
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
