//! The comparisons.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::core::Core;
use crate::generate::{self, Size};
use crate::library;
use crate::measure::{self, Run, find, median};
use crate::options::Options;
use crate::table::Table;

/// The generated files of the comparison: 12 MB for dhcpd, 15 MB for Kea.
const SITE: Size = Size { hosts: 100_000, subnets: 5_000 };
pub const KEA_SITE: Size = Size { hosts: 90_000, subnets: 5_000 };

/// The generated files of `--large`, of a little over 200 MB each.
const LARGE: Size = Size { hosts: 1_645_000, subnets: 65_000 };
const KEA_LARGE: Size = Size { hosts: 1_000_000, subnets: 65_000 };

/// What a large file may take.
const LARGE_LIMIT: Duration = Duration::from_secs(5);

/// How many times dhcpd's time is dhcpair's, at least.
const GATE: f64 = 10.0;

/// The name of Kea's server in tables.
const KEA: &str = "kea-dhcp4 -t";

/// The name of the lens of Augeas in tables.
const AUGEAS: &str = "augtool, Dhcpd lens";

/// A program that checks a file.
struct Contestant {
    name: &'static str,
    command: Box<dyn Fn(&Path) -> Command>,
    /// Whether a run went well.
    accepted: fn(&Run) -> bool,
}

/// What a contestant needed, over all its runs.
pub struct Result {
    /// The program.
    pub name: &'static str,
    /// The median of its wall times.
    pub took: Duration,
    /// The same of its first runs right behind another program, which do not count in a warm contest;
    /// [`None`] in others.
    pub cold: Option<Duration>,
    /// The highest of its peaks of memory, in bytes.
    pub peak: u64,
}

/// Prints what everybody takes on a dhcpd.conf and on a Kea configuration.
///
/// # Errors
/// If a file cannot be written or a program cannot be run.
pub fn compare(options: &Options) -> io::Result<bool> {
    let folder = tempfile::tempdir()?;
    let isc = isc_file(options, &folder)?;
    let results = contest(&isc_contestants()?, &isc, options.runs, folder.path(), None)?;
    print("dhcpd.conf", &isc, &results, library::dhcpd(&isc, options.runs)?)?;
    if let Some(took) = library::edit(&isc, options.runs)? {
        println!("one pool taken out of its relationship: {:.1} ms more", took.as_secs_f64() * 1e3);
    }
    let kea = written(folder.path().join("kea.json"), KEA_SITE, generate::kea)?;
    let results = contest(&kea_contestants()?, &kea, options.runs, folder.path(), None)?;
    print("Kea configuration", &kea, &results, library::kea(&kea, options.runs)?)?;
    if let Some(took) = library::kea_edit(&kea, options.runs)? {
        println!("one reservation added to a subnet: {:.1} ms more", took.as_secs_f64() * 1e3);
    }
    Ok(true)
}

/// Whether checking a dhcpd.conf takes at most a tenth of dhcpd's own time, in this run.
///
/// # Errors
/// As [`compare`]; also without dhcpd when `CI=true`.
pub fn gate(options: &Options) -> io::Result<bool> {
    let folder = tempfile::tempdir()?;
    if find("dhcpd").is_none() {
        let why = "no program `dhcpd` on this machine";
        if std::env::var_os("CI").is_some_and(|value| value == "true") {
            return Err(io::Error::other(format!("{why}, and `CI=true` forbids skipping")));
        }
        println!("skipped: {why}");
        return Ok(true);
    }
    let isc = isc_file(options, &folder)?;
    let mut contestants = isc_contestants()?;
    contestants.truncate(2);
    let results = contest(&contestants, &isc, options.runs, folder.path(), None)?;
    print("dhcpd.conf", &isc, &results, None)?;
    let [ours, theirs] = results.as_slice() else { return Ok(false) };
    let ratio = theirs.took.as_secs_f64() / ours.took.as_secs_f64();
    let passed = ratio >= GATE;
    let verdict = if passed { "holds" } else { "is broken" };
    println!("gate: dhcpd takes {ratio:.1} times as long, at least {GATE:.0} wanted: {verdict}");
    Ok(passed)
}

/// Whether files of 200 MB are checked in time.
///
/// # Errors
/// As [`compare`].
pub fn large(options: &Options) -> io::Result<bool> {
    let folder = tempfile::tempdir()?;
    let isc = match &options.file {
        Some(file) => file.clone(),
        None => written(folder.path().join("dhcpd.conf"), LARGE, generate::dhcpd)?,
    };
    let mut in_time = large_one("dhcpd.conf", &isc, options.runs, folder.path())?;
    if options.file.is_none() {
        fs::remove_file(&isc)?;
        let kea = written(folder.path().join("kea.json"), KEA_LARGE, generate::kea)?;
        in_time &= large_one("Kea configuration", &kea, options.runs, folder.path())?;
    }
    println!(
        "limit: {:.0} s: {}",
        LARGE_LIMIT.as_secs_f64(),
        if in_time { "held" } else { "broken" }
    );
    Ok(in_time)
}

fn large_one(what: &str, file: &Path, runs: usize, folder: &Path) -> io::Result<bool> {
    let results = contest(&[dhcpair()?], file, runs, folder, None)?;
    print(what, file, &results, None)?;
    Ok(results.iter().all(|result| result.took < LARGE_LIMIT))
}

/// dhcpair and, where it is installed, dhcpd, each on one core and warm.
///
/// # Errors
/// As [`compare`].
pub fn isc_pair(file: &Path, runs: usize, folder: &Path, core: Core) -> io::Result<Vec<Result>> {
    let contestants = isc_contestants()?.into_iter();
    let pair: Vec<_> = contestants.filter(|one| one.name != AUGEAS).collect();
    warm_contest(&pair, file, runs, folder, core)
}

/// One check by Kea's own server, on one core; `None` where it is not installed.
///
/// # Errors
/// As [`compare`].
pub fn kea_checker(file: &Path, folder: &Path, core: Core) -> io::Result<Option<Duration>> {
    let contestants = kea_contestants()?.into_iter();
    let kea: Vec<_> = contestants.filter(|one| one.name == KEA).collect();
    Ok(contest(&kea, file, 1, folder, Some(core))?.first().map(|one| one.took))
}

/// The file of the user's own, or a generated one.
///
/// # Errors
/// If it cannot be written.
pub fn isc_file(options: &Options, folder: &TempDir) -> io::Result<PathBuf> {
    match &options.file {
        Some(file) => std::path::absolute(file),
        None => written(folder.path().join("dhcpd.conf"), SITE, generate::dhcpd),
    }
}

type Generator = fn(Size, &mut BufWriter<File>) -> io::Result<()>;

/// A generated file.
///
/// # Errors
/// If it cannot be written.
pub fn written(path: PathBuf, size: Size, generate: Generator) -> io::Result<PathBuf> {
    let mut out = BufWriter::new(File::create(&path)?);
    generate(size, &mut out)?;
    out.flush()?;
    Ok(path)
}

/// The release build, which lies beside this program.
///
/// # Errors
/// If it is not there.
pub fn program() -> io::Result<PathBuf> {
    let this = std::env::current_exe()?;
    let program = this.with_file_name("dhcpair");
    if !program.is_file() {
        let what = format!("no `{}`: run `cargo xtask bench`", program.display());
        return Err(io::Error::other(what));
    }
    Ok(program)
}

fn dhcpair() -> io::Result<Contestant> {
    let program = program()?;
    Ok(Contestant {
        name: "dhcpair check",
        command: Box::new(move |file| {
            let mut command = Command::new(&program);
            command.arg("check").arg(file);
            command
        }),
        accepted: |run| run.code == Some(0),
    })
}

fn isc_contestants() -> io::Result<Vec<Contestant>> {
    let mut all = vec![dhcpair()?];
    if let Some(program) = find("dhcpd") {
        all.push(Contestant {
            name: "dhcpd -t",
            command: Box::new(move |file| {
                let mut command = Command::new(&program);
                command.args(["-t", "-4", "-cf"]).arg(file);
                command
            }),
            accepted: |run| run.code == Some(0),
        });
    }
    if let (Some(program), Some(prlimit)) = (find("augtool"), find("prlimit")) {
        all.push(Contestant {
            name: AUGEAS,
            command: Box::new(move |file| {
                // The lens recurses on its input: without its stack limit lifted it crashes.
                let mut command = Command::new(&prlimit);
                command
                    .arg("--stack=unlimited")
                    .arg(&program)
                    .args(["--noautoload", "--transform"]);
                command
                    .arg(format!("Dhcpd.lns incl {}", file.display()))
                    .arg("match /augeas//error");
                command
            }),
            accepted: |run| run.code == Some(0) && run.output.contains("no matches"),
        });
    }
    Ok(all)
}

fn kea_contestants() -> io::Result<Vec<Contestant>> {
    let mut all = vec![dhcpair()?];
    if let Some(program) = find("kea-dhcp4") {
        all.push(Contestant {
            name: KEA,
            command: Box::new(move |file| {
                let mut command = Command::new(&program);
                let scratch = file.parent().unwrap_or(Path::new("/"));
                command.arg("-t").arg(file).env("KEA_LOCKFILE_DIR", scratch);
                command.env("KEA_PIDFILE_DIR", scratch);
                command
            }),
            accepted: |run| run.code == Some(0),
        });
    }
    Ok(all)
}

/// Runs everybody in turn, so that a slow moment of the machine meets all; the medians.
fn contest(
    contestants: &[Contestant],
    file: &Path,
    runs: usize,
    folder: &Path,
    core: Option<Core>,
) -> io::Result<Vec<Result>> {
    turns(contestants, runs, |contestant| one(contestant, file, folder, core), false)
}

/// The same on one core, where everybody's turn is two runs, of which the second one counts. The first
/// one pays for what the program before it has left: virtual machines give large free pages back to
/// their host, and the next program that takes some waits for them.
fn warm_contest(
    contestants: &[Contestant],
    file: &Path,
    runs: usize,
    folder: &Path,
    core: Core,
) -> io::Result<Vec<Result>> {
    turns(contestants, runs, |contestant| one(contestant, file, folder, Some(core)), true)
}

fn turns(
    contestants: &[Contestant],
    runs: usize,
    run: impl Fn(&Contestant) -> io::Result<Run>,
    warm: bool,
) -> io::Result<Vec<Result>> {
    let mut all: Vec<(Vec<Run>, Vec<Run>)> =
        contestants.iter().map(|_| Default::default()).collect();
    for _ in 0..runs {
        for (contestant, (cold, done)) in contestants.iter().zip(&mut all) {
            if warm {
                cold.push(run(contestant)?);
            }
            done.push(run(contestant)?);
        }
    }
    let middle = |runs: &[Run]| median(&runs.iter().map(|run| run.took).collect::<Vec<_>>());
    let result = |(contestant, (cold, done)): (&Contestant, &(Vec<Run>, Vec<Run>))| {
        let peak = done.iter().chain(cold).map(|run| run.peak).max().unwrap_or(0);
        Some(Result { name: contestant.name, took: middle(done)?, cold: middle(cold), peak })
    };
    Ok(contestants.iter().zip(&all).filter_map(result).collect())
}

/// One run, which has to go well.
fn one(contestant: &Contestant, file: &Path, folder: &Path, core: Option<Core>) -> io::Result<Run> {
    let mut command = (contestant.command)(file);
    let run = measure::run(&mut command, &folder.join("log"), |command| match core {
        Some(core) => core.alone(|| command.spawn()),
        None => command.spawn(),
    })?;
    if (contestant.accepted)(&run) {
        return Ok(run);
    }
    let head: String = run.output.chars().take(2000).collect();
    Err(io::Error::other(format!("`{}`: exit {:?}\n{head}", contestant.name, run.code)))
}

fn print(what: &str, file: &Path, all: &[Result], library: Option<Duration>) -> io::Result<()> {
    let megabytes = fs::metadata(file)?.len() as f64 / 1e6;
    let ours = all.first().map_or(1.0, |result| result.took.as_secs_f64());
    let speed = |took: f64| format!("{:.0}", megabytes / took);
    let mut table = Table::new(&["program", "seconds", "MB/s", "times ours", "peak MB"]);
    for result in all {
        let took = result.took.as_secs_f64();
        table.row(vec![
            result.name.to_owned(),
            format!("{took:.3}"),
            speed(took),
            format!("{:.1}", took / ours),
            format!("{:.0}", result.peak as f64 / 1e6),
        ]);
    }
    if let Some(took) = library.map(|took| took.as_secs_f64()) {
        let times = format!("{:.1}", took / ours);
        let name = "(reader alone, in memory)".to_owned();
        table.row(vec![name, format!("{took:.3}"), speed(took), times]);
    }
    println!("\n{what}, {megabytes:.1} MB\n\n{table}");
    Ok(())
}
