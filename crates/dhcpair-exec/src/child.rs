//! A process of this computer within limits: the program itself, or the system's `ssh`.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command as Process};
use tokio::time::timeout;

use crate::collect::{Taker, beginning, feed, take_all};
use crate::command::{Command, Output};

/// How a process ended.
#[derive(Debug)]
pub(crate) enum End {
    /// By itself.
    Exited(Output),
    /// By a signal, named without `SIG`.
    Signalled(String),
    /// By us, because it took too long.
    TimedOut,
    /// By us, because it said too much, or nobody takes it any more.
    TooLarge,
}

/// Runs a process in a process group of its own, which is ended with it whenever this is dropped.
///
/// `command` gives standard input and the limits; the program is that of `process`.
pub(crate) async fn run(
    mut process: Process,
    command: &Command,
    mut taker: Taker<'_>,
) -> io::Result<End> {
    process
        .env("LC_ALL", "C")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    let mut group = Group::of(process.spawn()?);
    let limits = command.within();
    let talk = talk(&mut group.child, command, &mut taker);
    let Ok(ended) = timeout(limits.time, talk).await else {
        return Ok(End::TimedOut);
    };
    let Some((status, stderr)) = ended? else {
        return Ok(End::TooLarge);
    };
    let stdout = taker.bytes();
    group.leader = None;
    Ok(match (status.code(), status.signal()) {
        (Some(code), _) => End::Exited(Output { code, stdout, stderr }),
        (None, signal) => End::Signalled(signal_name(signal)),
    })
}

/// Feeds it and takes what it says; [`None`] where that is too much.
async fn talk(
    child: &mut Child,
    command: &Command,
    taker: &mut Taker<'_>,
) -> io::Result<Option<(ExitStatus, Vec<u8>)>> {
    let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
    let stdin = child.stdin.take().ok_or_else(gone)?;
    let stdout = child.stdout.take().ok_or_else(gone)?;
    let stderr = child.stderr.take().ok_or_else(gone)?;
    let whole = async {
        match take_all(stdout, taker).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(None),
            Err(failed) => Err(Some(failed)),
        }
    };
    let fed = async { feed(stdin, command.input()).await.map_err(Some) };
    let said = async { beginning(stderr).await.map_err(Some) };
    match tokio::try_join!(fed, whole, said) {
        Ok(((), (), stderr)) => Ok(Some((child.wait().await?, stderr))),
        Err(None) => Ok(None),
        Err(Some(failed)) => Err(failed),
    }
}

/// A child and all that it started.
struct Group {
    child: Child,
    /// The process group, as long as its leader was not waited for: until then nobody else can
    /// have its number.
    leader: Option<Pid>,
}

impl Group {
    fn of(child: Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self { leader: id.and_then(Pid::from_raw), child }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.leader {
            // Where it ended in this moment there is nothing to be ended.
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}

fn signal_name(number: Option<i32>) -> String {
    const NAMES: [(i32, &str); 12] = [
        (1, "HUP"),
        (2, "INT"),
        (3, "QUIT"),
        (4, "ILL"),
        (6, "ABRT"),
        (7, "BUS"),
        (8, "FPE"),
        (9, "KILL"),
        (11, "SEGV"),
        (13, "PIPE"),
        (14, "ALRM"),
        (15, "TERM"),
    ];
    let number = number.unwrap_or_default();
    let name = NAMES.iter().find(|(known, _)| *known == number);
    name.map_or_else(|| number.to_string(), |(_, name)| (*name).to_owned())
}
