//! A server that runs on a host: started under limits, watched by what it says, stopped or killed.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::{Host, LabError};
use crate::find::program;

/// Address space of a server in bytes.
const MEMORY: u64 = 3_000_000_000;

/// Seconds of processor time that a server may use: one that runs in circles ends by itself.
const PROCESSOR: u64 = 120;

/// Bytes of the log that are kept; what comes after them is read and dropped.
const LOG: usize = 4 * 1024 * 1024;

/// How often to look whether a server has ended.
const LOOK: Duration = Duration::from_millis(20);

/// How long an orderly end may take before it is forced.
const STOP: Duration = Duration::from_secs(5);

/// A running server. It is killed when this is dropped.
#[derive(Debug)]
pub struct Daemon {
    name: String,
    child: Child,
    log: Arc<Log>,
}

/// A place in a server's log: what it says from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark(usize);

#[derive(Debug, Default)]
struct Log {
    said: Mutex<Vec<u8>>,
    more: Condvar,
}

impl Daemon {
    /// Starts a server on a host, in the folder `cwd`.
    ///
    /// It runs under limits of memory (3 GB) and processor time (two minutes), without core files.
    ///
    /// # Errors
    /// If there is no such program, or it cannot be run.
    pub fn start(
        host: &Host,
        name: &str,
        arguments: &[&OsStr],
        environment: &[(&str, &Path)],
        cwd: &Path,
    ) -> Result<Self, LabError> {
        let found = |name: &str| {
            program(name).ok_or_else(|| LabError::NoProgram { program: name.to_owned() })
        };
        let mut child = host
            .command(found("prlimit")?)
            .arg(format!("--as={MEMORY}"))
            .arg(format!("--cpu={PROCESSOR}"))
            .args(["--core=0", "--"])
            .arg(found(name)?)
            .args(arguments)
            .envs(environment.iter().copied())
            .env("LC_ALL", "C")
            .current_dir(cwd)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(LabError::system(format!("start `{name}`")))?;
        let log = Arc::<Log>::default();
        log.follow(child.stdout.take());
        log.follow(child.stderr.take());
        Ok(Self { name: name.to_owned(), child, log })
    }

    /// All that it has said.
    #[must_use]
    pub fn log(&self) -> String {
        self.log_since(Mark::default())
    }

    /// What it has said since then.
    #[must_use]
    pub fn log_since(&self, mark: Mark) -> String {
        String::from_utf8_lossy(self.log.lock().get(mark.0..).unwrap_or_default()).into_owned()
    }

    /// This place in its log.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark(self.log.lock().len())
    }

    /// Waits until it has said a text, from `since` on.
    ///
    /// # Errors
    /// If it ends, or does not say it within that time.
    pub fn wait_for(&mut self, text: &str, since: Mark, within: Duration) -> Result<(), LabError> {
        let deadline = Instant::now() + within;
        loop {
            let ended = self.ended()?;
            if self.log.says(text, since, LOOK) {
                return Ok(());
            }
            let (program, text) = (self.name.clone(), text.to_owned());
            if let Some(status) = ended {
                let (status, log) = (status.to_string(), self.log());
                return Err(LabError::Ended { program, status, text, log });
            }
            if Instant::now() >= deadline {
                return Err(LabError::Silent { program, text, within, log: self.log() });
            }
        }
    }

    /// How it ended; [`None`] while it runs.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>, LabError> {
        self.child.try_wait().map_err(LabError::system(format!("look after `{}`", self.name)))
    }

    /// Kills it, as a crash does.
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn kill(&mut self) -> Result<(), LabError> {
        let killed = self.child.kill().and_then(|()| self.child.wait());
        killed.map(drop).map_err(LabError::system(format!("kill `{}`", self.name)))
    }

    /// Asks it to read its configuration again, with the signal HUP.
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn reload(&mut self) -> Result<(), LabError> {
        self.signal(Signal::HUP)
    }

    /// Sends it a signal, where it still runs.
    fn signal(&mut self, signal: Signal) -> Result<(), LabError> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if self.ended()?.is_none()
            && let Some(pid) = pid
        {
            let asked = kill_process(pid, signal).map_err(std::io::Error::from);
            asked.map_err(LabError::system(format!("send a signal to `{}`", self.name)))?;
        }
        Ok(())
    }

    /// Asks it to end, with the signal TERM, and kills it where that takes longer than 5 s.
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn stop(&mut self) -> Result<(), LabError> {
        self.signal(Signal::TERM)?;
        let deadline = Instant::now() + STOP;
        while self.ended()?.is_none() {
            if Instant::now() >= deadline {
                return self.kill();
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // Nothing is to be done about one that cannot be killed; its host tries again.
        let _ = self.kill();
    }
}

impl Log {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what comes from a stream, on a thread of its own that ends with the stream.
    fn follow(self: &Arc<Self>, stream: Option<impl Read + Send + 'static>) {
        let (log, Some(stream)) = (Arc::clone(self), stream) else { return };
        thread::spawn(move || {
            let mut stream = BufReader::new(stream);
            let mut line = Vec::new();
            // A stream that breaks was closed by a server that died: what came before counts.
            while matches!(stream.read_until(b'\n', &mut line), Ok(1..)) {
                let mut said = log.lock();
                if said.len() < LOG {
                    said.extend_from_slice(&line);
                }
                drop(said);
                log.more.notify_all();
                line.clear();
            }
        });
    }

    /// Whether it says a text from `since` on; waits a little for more where it does not.
    fn says(&self, text: &str, since: Mark, wait: Duration) -> bool {
        let says = |said: &[u8]| {
            let said = said.get(since.0..).unwrap_or_default();
            said.windows(text.len().max(1)).any(|part| part == text.as_bytes())
        };
        let said = self.lock();
        let waited = self.more.wait_timeout_while(said, wait, |said| !says(said));
        says(&waited.unwrap_or_else(PoisonError::into_inner).0)
    }
}
