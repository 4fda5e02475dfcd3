//! `dhcpair status` over many running servers, of which some do not answer.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use dhcpair_testbed::{DeadEnd, SimulatedKea};

use crate::contest;
use crate::measure::{self, median};

/// Pairs of simulated Keas.
pub const PAIRS: u8 = 100;

/// Addresses whose packets get no answer.
pub const DEAD: usize = 20;

/// What was measured: the medians of several runs.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// From the start to the last word.
    pub took: Duration,
    /// Processor time of the program, all threads together.
    pub processor: Duration,
    /// Peak memory in bytes.
    pub peak: u64,
}

/// Runs the first screen over all of them.
///
/// # Errors
/// If the servers or the program cannot be started, or if the screen lacks a pair or a dead address.
pub fn measured(runs: usize, folder: &Path) -> io::Result<Measured> {
    let pairs: Vec<_> = (1..=PAIRS).map(SimulatedKea::pair).collect::<io::Result<_>>()?;
    let dead: Vec<_> = (0..DEAD).map(|_| DeadEnd::new()).collect::<io::Result<_>>()?;
    let servers = pairs.iter().flatten().map(|kea| (kea.name.clone(), kea.address));
    let dead = dead.iter().enumerate().map(|(at, end)| (format!("dead-{at}"), end.address()));
    let mut inventory = "name = \"many\"\n".to_owned();
    for (name, address) in servers.chain(dead) {
        inventory.push_str(&format!(
            "[servers.{name}]\nvendor = \"kea\"\n\
             access = {{ type = \"kea-http\", url = \"http://{address}/\" }}\n"
        ));
    }
    let file = folder.join("dhcpair.toml");
    fs::write(&file, inventory)?;
    let mut all = Vec::new();
    for _ in 0..runs {
        let mut status = Command::new(contest::program()?);
        status.arg("--config").arg(&file).arg("status");
        let run = measure::run(&mut status, &folder.join("log"), Command::spawn)?;
        let pairs = run.output.lines().filter(|line| line.starts_with("ok site-")).count();
        let dead = run.output.matches("was not read").count();
        if run.code != Some(0) || (pairs, dead) != (PAIRS.into(), DEAD) {
            return Err(io::Error::other(format!("this is not what is there:\n{}", run.output)));
        }
        all.push(run);
    }
    let of = |times: Vec<Duration>| median(&times).unwrap_or_default();
    Ok(Measured {
        took: of(all.iter().map(|run| run.took).collect()),
        processor: of(all.iter().map(|run| run.processor).collect()),
        peak: all.iter().map(|run| run.peak).max().unwrap_or(0),
    })
}
