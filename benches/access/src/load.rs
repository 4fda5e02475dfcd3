//! Reading a policy from files, alone in a process: processor time and, for who watches, peak memory.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use permission_engine::{Catalogue, Engine, Policy};

use crate::clock::Clock;
use crate::{Failure, measure};

/// Time and peak memory in bytes.
pub type Load = (Duration, u64);

/// Reads and compiles a policy file, TOML or JSON by its name; prints the time in microseconds.
///
/// # Errors
/// If it cannot be read.
pub fn engine(policy: &Path) -> Result<(), Failure> {
    let started = Clock::start();
    let text = std::fs::read_to_string(policy)?;
    let read = match policy.extension().is_some_and(|end| end == "json") {
        true => Policy::from_json(&text, Catalogue::dhcp()),
        false => Policy::from_toml(&text, Catalogue::dhcp()),
    };
    let engine = Engine::new(read?);
    drop(text);
    done(&started, engine.objects().count())
}

/// Reads Cedar's policies and entities; prints the time in microseconds.
///
/// # Errors
/// If they cannot be read.
#[cfg(feature = "cedar")]
pub fn cedar(policies: &Path, entities: &Path) -> Result<(), Failure> {
    let started = Clock::start();
    let loaded = crate::cedar::Cedar::read(
        &std::fs::read_to_string(policies)?,
        &std::fs::read_to_string(entities)?,
    )?;
    done(&started, loaded.size())
}

fn done(started: &Clock, size: usize) -> Result<(), Failure> {
    let took = started.elapsed();
    if size == 0 {
        return Err("nothing was loaded".into());
    }
    println!("{}", took.as_micros());
    // The peak is read from outside, each millisecond.
    std::thread::sleep(Duration::from_millis(20));
    Ok(())
}

/// Runs one of the above as a process of its own.
///
/// # Errors
/// If it cannot be started, or fails.
pub fn apart(words: &[&std::ffi::OsStr], log: &Path) -> Result<Load, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    let run = measure::run(command.arg("load").args(words), log, Command::spawn)?;
    let microseconds: Option<u64> = run.output.trim().parse().ok();
    match (run.code, microseconds) {
        (Some(0), Some(took)) => Ok((Duration::from_micros(took), run.peak)),
        _ => Err(format!("loading failed: {}", run.output).into()),
    }
}
