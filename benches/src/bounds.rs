//! What is promised of dhcpd.conf and of Kea's pairs on one core, each figure measured in this run beside what it must be.

use std::io;
use std::path::Path;
use std::time::Duration;

use crate::contest::{self, Result};
use crate::core::Core;
use crate::measure::find;
use crate::options::Options;
use crate::table::Table;
use crate::{audit, leases, library, pair, scripts, status};

/// Reading, in megabytes (10^6 bytes) a second.
const PARSE: f64 = 200.0;
/// How many times a whole check's time dhcpd takes, at least.
const CHECK: f64 = 20.0;
/// Milliseconds that changing one pool may take beyond reading.
const EDIT: f64 = 10.0;
/// Lease files, in megabytes a second.
const LEASES: f64 = 200.0;
/// Bytes of memory that a whole check may take for each byte of the file.
const MEMORY: f64 = 10.0;

/// How many times Kea's check of a configuration takes what reading, judging and comparing it does.
const KEA: f64 = 10.0;

/// Milliseconds that scripts for a server with 1,000 scopes and 10,000 reservations may take.
const SCRIPTS: f64 = 50.0;

/// Seconds that the first screen may take over all running servers, some of which do not answer.
const STATUS: f64 = 3.0;

/// Seconds that an audit of a pair with 100,000 leases may take.
const AUDIT: f64 = 10.0;
/// Megabytes that it may need.
const AUDIT_MEMORY: f64 = 200.0;

/// Prints each bound with what was measured; whether all hold.
///
/// # Errors
/// As [`contest::compare`].
pub fn bounds(options: &Options) -> io::Result<bool> {
    let folder = tempfile::tempdir()?;
    let core = Core::last()?;
    let isc = contest::isc_file(options, &folder)?;
    let size = isc.metadata()?.len() as f64;
    let mut rows = Rows::default();
    let read = core.alone(|| library::dhcpd(&isc, options.runs))?;
    let read = read.map(|took| size / 1e6 / took.as_secs_f64());
    rows.at_least("reading, with all findings: MB/s", read, PARSE, 0);
    let all = contest::isc_pair(&isc, options.runs, folder.path(), core)?;
    rows.times(&all);
    let edit = core.alone(|| library::edit(&isc, options.runs))?;
    rows.at_most(
        "a pool out of its relationship: ms",
        edit.map(|took| took.as_secs_f64() * 1e3),
        EDIT,
    );
    let leases = core.alone(|| leases::streamed(options.runs, folder.path()))?;
    rows.at_least("lease file, streamed: MB/s", Some(leases), LEASES, 0);
    let peak = all.first().map(|ours| ours.peak as f64 / size);
    rows.at_most("peak memory of `dhcpair check`: bytes for a byte", peak, MEMORY);
    println!(
        "\n{:.1} MB of dhcpd.conf, one core, the median of {}\n\n{}",
        size / 1e6,
        options.runs,
        rows.table
    );
    let kea = kea_bound(options, folder.path(), core)?;
    let holds = scripts(options)? & status(options)? & audit(options)? && !rows.broken && kea;
    println!("all bounds hold: {}", if holds { "yes" } else { "no" });
    Ok(holds)
}

/// The bound on scripts for Windows alone; whether it holds.
///
/// # Errors
/// As [`bounds`].
pub fn scripts(options: &Options) -> io::Result<bool> {
    let (took, bytes) = Core::last()?.alone(|| scripts::built(options.runs))?;
    let mut rows = Rows::default();
    let what = format!("scripts for {} scopes, {:.1} MB: ms", scripts::SCOPES, bytes as f64 / 1e6);
    rows.at_most(&what, Some(took.as_secs_f64() * 1e3), SCRIPTS);
    println!("\nPowerShell, one core, the median of {}\n\n{}", options.runs, rows.table);
    Ok(!rows.broken)
}

/// The bound on the first screen alone, on all cores; whether it holds.
///
/// # Errors
/// As [`bounds`].
pub fn status(options: &Options) -> io::Result<bool> {
    let folder = tempfile::tempdir()?;
    let found = status::measured(options.runs, folder.path())?;
    let servers = 2 * usize::from(status::PAIRS);
    let mut rows = Rows::default();
    let what = format!("`dhcpair status` over {servers} Keas, {} dead addresses: s", status::DEAD);
    rows.at_most(&what, Some(found.took.as_secs_f64()), STATUS);
    println!(
        "\n{:.2} s, of these {:.2} s of processor time, {} MB, the median of {}\n\n{}",
        found.took.as_secs_f64(),
        found.processor.as_secs_f64(),
        found.peak / 1_000_000,
        options.runs,
        rows.table
    );
    Ok(!rows.broken)
}

/// The bounds on an audit of leases alone, on all cores; whether they hold.
///
/// # Errors
/// As [`bounds`].
pub fn audit(options: &Options) -> io::Result<bool> {
    let folder = tempfile::tempdir()?;
    let mut rows = Rows::default();
    for found in audit::measured(options.runs, folder.path())? {
        let way = found.way;
        let processor = found.processor.as_secs_f64();
        println!("{way}: {processor:.2} s of processor time");
        rows.at_most(&format!("{way}: s"), Some(found.took.as_secs_f64()), AUDIT);
        rows.at_most(&format!("{way}: MB"), Some(found.peak as f64 / 1e6), AUDIT_MEMORY);
    }
    println!(
        "\n`dhcpair leases audit` over a pair with {} leases, the median of {}\n\n{}",
        audit::LEASES,
        options.runs,
        rows.table
    );
    Ok(!rows.broken)
}

/// The bound on Kea's configurations alone; whether it holds.
///
/// # Errors
/// As [`bounds`].
pub fn kea(options: &Options) -> io::Result<bool> {
    let folder = tempfile::tempdir()?;
    kea_bound(options, folder.path(), Core::last()?)
}

fn kea_bound(options: &Options, folder: &Path, core: Core) -> io::Result<bool> {
    let found = pair::measured(options.runs, folder, core)?;
    let stages = found.stages.iter().map(|(what, took)| format!("{what} {} ms", took.as_millis()));
    println!("\nKea's pair: {}", stages.collect::<Vec<_>>().join(", "));
    match found.kea {
        Some(took) => println!("kea-dhcp4 -t: {:.0} ms", took.as_secs_f64() * 1e3),
        None => println!("no program `kea-dhcp4` on this machine"),
    }
    let mut rows = Rows::default();
    let ours = found.ours.as_secs_f64();
    let ratio = found.kea.map(|took| took.as_secs_f64() / ours);
    let what = format!("`kea-dhcp4 -t`: times as long as read, judged and compared ({ours:.3} s)");
    rows.at_least(&what, ratio, KEA, 1);
    println!(
        "\nKea's pair, {:.1} MB each, {} differences, one core, the median of {}\n\n{}",
        found.bytes as f64 / 1e6,
        found.differences,
        options.runs,
        rows.table
    );
    Ok(!rows.broken)
}

/// Rows of the table.
struct Rows {
    table: Table,
    broken: bool,
}

impl Default for Rows {
    fn default() -> Self {
        Self { table: Table::new(&["what", "measured", "wanted", ""]), broken: false }
    }
}

impl Rows {
    fn row(
        &mut self,
        what: &str,
        measured: Option<f64>,
        wanted: String,
        holds: bool,
        digits: usize,
    ) {
        let (shown, verdict) = match measured {
            Some(value) if holds => (format!("{value:.digits$}"), "holds"),
            Some(value) => (format!("{value:.digits$}"), "broken"),
            None => ("not measured".to_owned(), ""),
        };
        self.broken |= measured.is_some() && !holds;
        self.table.row(vec![what.to_owned(), shown, wanted, verdict.to_owned()]);
    }

    fn at_least(&mut self, what: &str, measured: Option<f64>, bound: f64, digits: usize) {
        let holds = measured.is_some_and(|value| value >= bound);
        self.row(what, measured, format!("at least {bound}"), holds, digits);
    }

    fn at_most(&mut self, what: &str, measured: Option<f64>, bound: f64) {
        let holds = measured.is_some_and(|value| value <= bound);
        self.row(what, measured, format!("at most {bound}"), holds, 1);
    }

    /// How the two checkers compare, and what each took.
    fn times(&mut self, all: &[Result]) {
        for one in all {
            let ms = |took: Duration| format!("{:.0} ms", took.as_secs_f64() * 1e3);
            let cold = one.cold.map(|cold| format!(", {} right behind the other", ms(cold)));
            println!("{}: {}{}", one.name, ms(one.took), cold.unwrap_or_default());
        }
        if find("dhcpd").is_none() {
            println!("no program `dhcpd` on this machine");
        }
        let ratio = match all {
            [ours, theirs] => Some(theirs.took.as_secs_f64() / ours.took.as_secs_f64()),
            _ => None,
        };
        self.at_least("`dhcpd -t`: times as long as `dhcpair check`", ratio, CHECK, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_bound_shows_and_an_unmeasured_one_is_no_success() {
        let mut rows = Rows::default();
        rows.at_least("a", Some(200.0), 200.0, 0);
        rows.at_most("b", None, 10.0);
        assert!(!rows.broken);
        let text = rows.table.to_string();
        assert!(text.contains("holds") && text.contains("not measured"), "{text}");
        rows.at_most("c", Some(10.1), 10.0);
        assert!(rows.broken && rows.table.to_string().contains("broken"));
    }
}
