//! A large configuration of Kea, read, judged and compared with its partner's, beside Kea's own check.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use config_text::{MemoryLoader, Severity, Sources};
use kea_config::Document;
use kea_ha::HaSharing;

use crate::contest::{self, KEA_SITE};
use crate::core::Core;
use crate::generate::{self, Half};
use crate::measure::median;

/// What was measured.
pub struct Measured {
    /// Reading and judging both files and comparing them: the median.
    pub ours: Duration,
    /// Its parts: their medians.
    pub stages: [(&'static str, Duration); 3],
    /// `kea-dhcp4 -t` on the first file: the median; `None` where it is not installed.
    pub kea: Option<Duration>,
    /// The size of the first file.
    pub bytes: u64,
    /// What was found to differ.
    pub differences: usize,
}

/// Measures both, taking turns, each on the same core.
///
/// # Errors
/// If a file cannot be written, a program cannot be run, or what is generated is not sound.
pub fn measured(runs: usize, folder: &Path, core: Core) -> io::Result<Measured> {
    let one = contest::written(folder.join("one.json"), KEA_SITE, |size, out| {
        generate::kea_half(Half::One, size, out)
    })?;
    let two = contest::written(folder.join("two.json"), KEA_SITE, |size, out| {
        generate::kea_half(Half::Two, size, out)
    })?;
    let loader = MemoryLoader::new()
        .with("one.json", std::fs::read(&one)?)
        .with("two.json", std::fs::read(&two)?);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut differences = 0;
    for _ in 0..runs {
        let (took, found) = core.alone(|| stages(&loader))?;
        ours.push(took);
        differences = found;
        theirs.extend(contest::kea_checker(&one, folder, core)?);
    }
    let nth = |nth: usize| {
        let times: Vec<Duration> = ours.iter().filter_map(|took| took.get(nth).copied()).collect();
        median(&times).unwrap_or_default()
    };
    let all: Vec<Duration> = ours.iter().map(|took| took.iter().sum()).collect();
    Ok(Measured {
        ours: median(&all).unwrap_or_default(),
        stages: [("read", nth(0)), ("judged", nth(1)), ("compared", nth(2))],
        kea: median(&theirs),
        bytes: one.metadata()?.len(),
        differences,
    })
}

/// The times of reading both, judging both, and comparing them; and how much differs.
fn stages(loader: &MemoryLoader) -> io::Result<([Duration; 3], usize)> {
    let started = Instant::now();
    let mut sources = Sources::new();
    let mut read = |name: &str| {
        kea_config::read(&mut sources, loader, &PathBuf::from(name)).map_err(io::Error::other)
    };
    let (one, two) = (read("one.json")?, read("two.json")?);
    let read = started.elapsed();
    for document in [&one, &two] {
        if let Some(error) = error(document) {
            return Err(io::Error::other(error));
        }
    }
    let judged = started.elapsed();
    let found = kea_config::compare(&two, &one, &HaSharing).map_err(io::Error::other)?;
    let compared = started.elapsed();
    if !found.unknown.is_empty() || !found.wanting.is_empty() {
        return Err(io::Error::other("a partner has what is not known"));
    }
    Ok(([read, judged - read, compared - judged], found.differences.len()))
}

/// The first error that is found in a configuration.
fn error(document: &Document) -> Option<String> {
    let found = kea_config::check(document, None);
    let hooks = kea_ha::check(document, None);
    let mut all = document.diagnostics().iter().chain(&found).chain(&hooks);
    all.find(|one| one.severity == Severity::Error).map(|one| one.message.clone())
}
