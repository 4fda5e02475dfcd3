//! Running a program under limits of time, memory and output.

use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What one run of a program may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall time after which the program is killed; 20 s by default.
    pub wall: Duration,
    /// Address space in bytes; 3 GB by default (a `range` of four million addresses costs dhcpd
    /// 1.4 GB).
    pub memory: u64,
    /// Bytes kept of each of its two output streams; 256 KiB by default. The rest is read and
    /// dropped, so that the program never blocks on it.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { wall: Duration::from_secs(20), memory: 3_000_000_000, output: 256 * 1024 }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The program ended by itself, with this exit code.
    Code(i32),
    /// A signal ended it, for instance 11: it crashed.
    Signal(i32),
    /// It was killed because it took longer than [`Limits::wall`].
    TimedOut,
}

/// One finished run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// How it ended.
    pub(crate) end: End,
    /// What it wrote to its standard output, then to its standard error; bytes that are not UTF-8
    /// are replaced.
    pub(crate) output: String,
    /// How long it took.
    pub(crate) took: Duration,
}

/// A program that could not be run at all.
#[derive(Debug, thiserror::Error)]
#[error("failed to run `{}` under limits", program.display())]
pub(crate) struct RunError {
    program: PathBuf,
    #[source]
    source: io::Error,
}

/// A program with its arguments, to be run under limits.
pub(crate) struct Job<'a> {
    pub(crate) program: &'a Path,
    pub(crate) arguments: Vec<&'a std::ffi::OsStr>,
    pub(crate) cwd: &'a Path,
    pub(crate) environment: Vec<(&'a str, &'a Path)>,
}

impl Limits {
    /// Runs `job` to its end, or kills it.
    ///
    /// The address space is set by `prlimit(1)`, which then becomes the program itself: its signal
    /// is the program's signal. Core files are switched off.
    pub(crate) fn run(self, prlimit: &Path, job: &Job<'_>) -> Result<Run, RunError> {
        let failed = |source| RunError { program: job.program.to_owned(), source };
        let started = Instant::now();
        let mut child = self.command(prlimit, job).spawn().map_err(failed)?;
        let out = drain(child.stdout.take(), self.output);
        let err = drain(child.stderr.take(), self.output);
        let status = wait(&mut child, started + self.wall).map_err(failed)?;
        let took = started.elapsed();
        let mut kept = finish(out);
        kept.extend(finish(err));
        let output = String::from_utf8_lossy(&kept).into_owned();
        Ok(Run { end: status.map_or(End::TimedOut, End::from), output, took })
    }

    fn command(self, prlimit: &Path, job: &Job<'_>) -> Command {
        let mut command = Command::new(prlimit);
        command
            .arg(format!("--as={}", self.memory))
            .arg("--core=0")
            .arg("--")
            .arg(job.program)
            .args(&job.arguments)
            .envs(job.environment.iter().copied())
            .env("LC_ALL", "C")
            .current_dir(job.cwd)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

impl From<ExitStatus> for End {
    fn from(status: ExitStatus) -> Self {
        match (status.code(), status.signal()) {
            (Some(code), _) => Self::Code(code),
            (None, signal) => Self::Signal(signal.unwrap_or(0)),
        }
    }
}

/// Reads a stream to its end on a thread of its own and keeps the first `limit` bytes.
fn drain(stream: Option<impl Read + Send + 'static>, limit: usize) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut kept = Vec::new();
        if let Some(mut stream) = stream {
            let head = stream.by_ref().take(limit as u64).read_to_end(&mut kept);
            // A stream that breaks was closed by a program that died: what came before counts.
            let _ = head.and_then(|_| io::copy(&mut stream, &mut io::sink()));
        }
        kept
    })
}

fn finish(reader: JoinHandle<Vec<u8>>) -> Vec<u8> {
    reader.join().unwrap_or_default()
}

/// Waits for the end of `child`; kills it at `deadline` and then gives [`None`].
fn wait(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    fn shell(limits: Limits, script: &str) -> Option<Run> {
        let prlimit = crate::program("prlimit")?;
        let job = Job {
            program: Path::new("/bin/sh"),
            arguments: vec![OsStr::new("-c"), OsStr::new(script)],
            cwd: Path::new("/"),
            environment: Vec::new(),
        };
        Some(limits.run(&prlimit, &job).unwrap())
    }

    #[test]
    fn keeps_the_exit_code_and_both_streams() {
        let Some(run) = shell(Limits::default(), "echo out; echo err >&2; exit 3") else { return };
        assert_eq!(run.end, End::Code(3));
        assert_eq!(run.output, "out\nerr\n");
    }

    #[test]
    fn a_signal_is_told_from_an_exit_code() {
        let Some(run) = shell(Limits::default(), "kill -SEGV $$") else { return };
        assert_eq!(run.end, End::Signal(11));
    }

    #[test]
    fn a_program_that_hangs_is_killed() {
        let limits = Limits { wall: Duration::from_millis(200), ..Limits::default() };
        let Some(run) = shell(limits, "exec sleep 60") else { return };
        assert_eq!(run.end, End::TimedOut);
        assert!(run.took < Duration::from_secs(10));
    }

    #[test]
    fn memory_is_bounded() {
        let limits = Limits { memory: 64_000_000, ..Limits::default() };
        let script = "exec dd if=/dev/zero of=/dev/null bs=256M count=1";
        let Some(run) = shell(limits, script) else { return };
        assert_ne!(run.end, End::Code(0));
    }

    #[test]
    fn output_is_bounded_without_blocking_the_program() {
        let limits = Limits { output: 1000, ..Limits::default() };
        let script = "exec dd if=/dev/zero bs=1M count=4 2>/dev/null";
        let Some(run) = shell(limits, script) else { return };
        assert_eq!(run.end, End::Code(0));
        assert_eq!(run.output.len(), 1000);
    }
}
