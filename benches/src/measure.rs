//! Running a program and measuring its time and memory.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Longest time that any program gets.
const PATIENCE: Duration = Duration::from_secs(180);

/// One run of a program.
#[derive(Debug, Clone)]
pub struct Run {
    /// Wall time.
    pub took: Duration,
    /// Peak resident memory in bytes, as the kernel counts it; 0 where it does not say.
    pub peak: u64,
    /// Processor time of all its threads, to a hundredth of a second, as the kernel counts it.
    pub processor: Duration,
    /// The exit code; [`None`] where a signal ended it or it was killed for taking too long.
    pub code: Option<i32>,
    /// What it wrote.
    pub output: String,
}

/// Runs a program to its end, with its output in the file `log`. How it is started may put it on one
/// core; who watches it does so from any.
///
/// # Errors
/// If it cannot be started, or `log` cannot be written.
pub fn run(
    command: &mut Command,
    log: &Path,
    start: impl FnOnce(&mut Command) -> io::Result<Child>,
) -> io::Result<Run> {
    let out = File::create(log)?;
    command.stdin(Stdio::null()).stderr(out.try_clone()?).stdout(out);
    let started = Instant::now();
    let mut child = start(command)?;
    let (status, peak, processor) = watch(&mut child, started)?;
    let took = started.elapsed();
    let output = String::from_utf8_lossy(&fs::read(log)?).into_owned();
    Ok(Run { took, peak, processor, code: status.code(), output })
}

/// Waits for the end and reads the peak of the memory and the processor time until then. The kernel keeps both, so
/// that a look misses only what the last millisecond adds.
fn watch(child: &mut Child, started: Instant) -> io::Result<(ExitStatus, u64, Duration)> {
    let folder = PathBuf::from(format!("/proc/{}", child.id()));
    let (mut peak, mut processor) = (0, Duration::ZERO);
    loop {
        peak = peak.max(peak_of(&folder.join("status")).unwrap_or(0));
        processor = processor.max(processor_of(&folder.join("stat")).unwrap_or_default());
        if let Some(status) = child.try_wait()? {
            return Ok((status, peak, processor));
        }
        if started.elapsed() > PATIENCE {
            child.kill()?;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn peak_of(status: &Path) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// What a process has used so far (`proc_pid_stat(5)`): its fields 14 and 15 count hundredths of a second.
fn processor_of(stat: &Path) -> Option<Duration> {
    let text = fs::read_to_string(stat).ok()?;
    let (_, behind_name) = text.rsplit_once(')')?;
    let mut fields = behind_name.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis(10 * (ticks()? + ticks()?)))
}

/// The value in the middle, of the upper two where there are two.
pub fn median<T: Ord + Copy>(values: &[T]) -> Option<T> {
    let mut sorted = values.to_vec();
    sorted.sort();
    sorted.get(sorted.len() / 2).copied()
}

/// A program on `PATH` or in one of the folders of servers.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let servers = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    let mut folders = std::env::split_paths(&path).chain(servers);
    folders.find_map(|folder| Some(folder.join(program)).filter(|file| file.is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_time_memory_and_output() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let mut shell = Command::new("sh");
        let busy = "n=0; while [ $n -lt 200000 ]; do n=$((n+1)); done";
        shell.args(["-c", &format!("{busy}; sleep 0.1; echo done; exit 3")]);
        let run = run(&mut shell, &folder.path().join("log"), Command::spawn)?;
        assert!(run.took >= Duration::from_millis(100));
        assert!(run.peak > 100_000, "{}", run.peak);
        assert!(run.processor >= Duration::from_millis(10), "{:?}", run.processor);
        assert_eq!((run.code, run.output.as_str()), (Some(3), "done\n"));
        Ok(())
    }

    #[test]
    fn the_median_is_not_the_mean() {
        assert_eq!(median(&[9, 1, 2]), Some(2));
        assert_eq!(median::<u8>(&[]), None);
    }
}
