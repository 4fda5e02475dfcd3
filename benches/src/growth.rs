//! What large servers cost: the processor time of each command over pairs of one, five, ten and twenty thousand subnets. Twice
//! the subnets may take twice the time, and a little more for sorting.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use dhcpair_testbed::SimulatedKea;

use crate::contest;
use crate::generate::{self, Half, Size};
use crate::measure::{self, median};
use crate::table::Table;

/// How many subnets the pairs have.
const SUBNETS: [u32; 4] = [1_000, 5_000, 10_000, 20_000];

/// How many times as long twice as many subnets may take; three would be a part that walks lists for each.
const MOST: f64 = 2.9;

/// Below this a ratio says nothing.
const SHORT: Duration = Duration::from_millis(100);

/// What a pair is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Files of dhcpd, with a lease in every subnet.
    Isc,
    /// Files of Kea, with a lease in every subnet.
    Kea,
    /// Recorded states of Windows servers.
    Windows,
    /// Simulated Keas that run and count their leases.
    Running,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Isc, Self::Kea, Self::Windows, Self::Running];

    const fn name(self) -> &'static str {
        match self {
            Self::Isc => "dhcpd, files",
            Self::Kea => "Kea, files",
            Self::Windows => "Windows, recorded",
            Self::Running => "Kea, running",
        }
    }

    /// The commands, by their words.
    fn commands(self) -> Vec<Vec<&'static str>> {
        let (relationship, server) = match self {
            Self::Isc => ("east-west", "one"),
            Self::Windows => ("branch", "one"),
            Self::Kea | Self::Running => ("pair", "one"),
        };
        let mut all = vec![
            vec!["status"],
            vec!["scopes"],
            vec!["scopes", "-o", "json"],
            vec!["scope", "show", "10.0.5.0/24"],
            vec!["drift"],
            vec!["relationship", "show", relationship],
            vec!["server", "show", server],
            vec!["explain", relationship],
        ];
        match self {
            Self::Isc => all.push(vec!["check", "--pair", "one.conf", "two.conf"]),
            Self::Kea => all.push(vec!["check", "--pair", "one.json", "two.json"]),
            Self::Windows => all.push(vec!["check", "--pair", "one.json", "two.json"]),
            Self::Running => {}
        }
        if matches!(self, Self::Isc | Self::Kea) {
            all.push(vec!["lease", "find", "10.0.5.30"]);
            all.push(vec!["leases", "audit", relationship, "--wait", "0s"]);
        }
        all
    }
}

/// Prints the times, and how they grow from one size to twice as much; whether none grows faster than that.
///
/// # Errors
/// If a file cannot be written, or a program cannot be run.
pub fn growth(runs: usize) -> io::Result<bool> {
    let mut holds = true;
    for kind in Kind::ALL {
        let mut times: Vec<Vec<Duration>> = vec![Vec::new(); kind.commands().len()];
        for subnets in SUBNETS {
            let folder = tempfile::tempdir()?;
            let servers = written(kind, subnets, folder.path())?;
            for (command, times) in kind.commands().iter().zip(&mut times) {
                times.push(timed(command, folder.path(), runs)?);
            }
            drop(servers);
        }
        let mut table = Table::new(&["command", "1,000", "5,000", "10,000", "20,000", "twice", ""]);
        for (command, times) in kind.commands().iter().zip(&times) {
            let ms = |at: usize| times.get(at).map_or(0.0, |took| took.as_secs_f64() * 1e3);
            let twice = ms(3) / ms(2).max(1.0);
            let fast = ms(3) > SHORT.as_secs_f64() * 1e3 && twice > MOST;
            holds &= !fast;
            let mut row = vec![command.join(" ")];
            row.extend((0..SUBNETS.len()).map(|at| format!("{:.0}", ms(at))));
            row.extend([format!("{twice:.1}"), if fast { "too fast" } else { "" }.to_owned()]);
            table.row(row);
        }
        println!("\n{}, milliseconds of processor time by subnets\n\n{table}", kind.name());
    }
    println!(
        "nothing grows faster than the servers: {}",
        if holds { "holds" } else { "is broken" }
    );
    Ok(holds)
}

/// The median of the processor time of a command.
fn timed(words: &[&str], folder: &Path, runs: usize) -> io::Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let mut command = Command::new(contest::program()?);
        command.args(words).current_dir(folder);
        let run = measure::run(&mut command, &folder.join("log"), Command::spawn)?;
        if !matches!(run.code, Some(0 | 3)) {
            let output: String = run.output.chars().take(2_000).collect();
            return Err(io::Error::other(format!("`{}` failed:\n{output}", words.join(" "))));
        }
        times.push(run.processor);
    }
    Ok(median(&times).unwrap_or_default())
}

/// Writes a pair with its inventory; those that run do so as long as the process.
fn written(kind: Kind, subnets: u32, folder: &Path) -> io::Result<Option<[SimulatedKea; 2]>> {
    let size = Size { hosts: subnets, subnets };
    let mut inventory = "name = \"large\"\n".to_owned();
    let mut server = |at: usize, vendor: &str, rest: &str| {
        let (name, address) = (["one", "two"][at.min(1)], at + 1);
        inventory.push_str(&format!(
            "[servers.{name}]\nvendor = \"{vendor}\"\naddresses = [\"192.0.2.{address}\"]\n{rest}\n"
        ));
    };
    let files = |config: &str, leases: &str| {
        format!(
            "access = {{ type = \"files\", root = \".\" }}\nconfig = \"{config}\"\nleases = \"{leases}\""
        )
    };
    let create =
        |name: String| Ok::<_, io::Error>(BufWriter::new(File::create(folder.join(name))?));
    let mut running = None;
    for (at, (name, half)) in [("one", Half::One), ("two", Half::Two)].into_iter().enumerate() {
        match kind {
            Kind::Isc => {
                let mut out = create(format!("{name}.conf"))?;
                generate::dhcpd_half(half, size, &mut out)?;
                out.flush()?;
                let mut out = create(format!("{name}.leases"))?;
                generate::dhcpd_leases(subnets, &mut out)?;
                out.flush()?;
                server(at, "isc", &files(&format!("{name}.conf"), &format!("{name}.leases")));
            }
            Kind::Kea => {
                let mut out = create(format!("{name}.json"))?;
                generate::kea_half(half, size, &mut out)?;
                out.flush()?;
                let mut out = create(format!("{name}.csv"))?;
                generate::kea_leases(subnets, &mut out)?;
                out.flush()?;
                server(at, "kea", &files(&format!("{name}.json"), &format!("{name}.csv")));
            }
            Kind::Windows => {
                let mut out = create(format!("{name}.json"))?;
                generate::windows_half(half, subnets, &mut out)?;
                out.flush()?;
                let rest = format!(
                    "access = {{ type = \"files\", root = \".\" }}\nstate = \"{name}.json\""
                );
                server(at, "windows", &rest);
            }
            Kind::Running => {
                let pair = match running.take() {
                    Some(pair) => pair,
                    None => SimulatedKea::large(subnets)?,
                };
                let address = pair[at.min(1)].address;
                let way =
                    format!("access = {{ type = \"kea-http\", url = \"http://{address}/\" }}");
                server(at, "kea", &way);
                running = Some(pair);
            }
        }
    }
    let vendor = match kind {
        Kind::Kea | Kind::Running => Some("kea"),
        Kind::Windows | Kind::Isc => None,
    };
    if let Some(vendor) = vendor {
        inventory.push_str(&format!(
            "[relationships.pair]\nvendor = \"{vendor}\"\nprimary = \"one\"\nsecondary = \"two\"\n"
        ));
    }
    fs::write(folder.join("dhcpair.toml"), inventory)?;
    Ok(running)
}
