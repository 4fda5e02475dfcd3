//! One module per command: a document of the manager in, text for people out.

mod access;
mod check;
mod completions;
mod doctor;
mod drift;
mod explain;
mod generate;
mod init;
mod lease_find;
mod leases_audit;
mod man;
mod relationship_show;
mod relationships;
mod rule_page;
mod scope_show;
mod scopes;
mod server_show;
mod servers;
mod status;
mod watch;

use std::io;
use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use clap::builder::styling::{AnsiColor, Style};
use dhcpair_manager::contract::{AloneRecord, Health, JointRecord, SideRecord, UnreadRecord};
use dhcpair_manager::{Fleet, Inventory, Look, Progress, observe};
use tokio::runtime::Runtime;

use crate::args::{
    Cli, Command, Format, LeaseCommand, LeasesCommand, RelationshipCommand, ScopeCommand,
    ServerCommand, StatusArgs,
};
use crate::failure::Failure;
use crate::output::{Outcome, Output, no_findings};
use crate::progress::shown;
use crate::table::{Cell, paragraph, title};

/// Runs the command that was asked for.
pub(crate) fn run(cli: &Cli, output: &Output) -> Result<Outcome, Failure> {
    has_form(&cli.command, output.format)?;
    match &cli.command {
        Command::Status(StatusArgs { watch: Some(every), .. }) => watch::run(cli, *every, output),
        Command::Status(args) => status::run(&fleet(cli, output)?, args, output),
        Command::Servers => servers::run(&fleet(cli, output)?, output),
        Command::Server(ServerCommand::Show { server }) => {
            server_show::run(&fleet(cli, output)?, server, output)
        }
        Command::Relationships { server } => {
            relationships::run(&fleet(cli, output)?, server.as_deref(), output)
        }
        Command::Relationship(RelationshipCommand::Show { relationship }) => {
            relationship_show::run(&fleet(cli, output)?, relationship, output)
        }
        Command::Scopes { relationship, unprotected } => {
            scopes::run(&fleet(cli, output)?, relationship.as_deref(), *unprotected, output)
        }
        Command::Scope(ScopeCommand::Show { scope }) => {
            scope_show::run(&fleet(cli, output)?, *scope, output)
        }
        Command::Drift { relationship } => {
            drift::run(&fleet(cli, output)?, relationship.as_deref(), output)
        }
        Command::Explain { relationship } => {
            explain::run(&fleet(cli, output)?, relationship, output)
        }
        Command::Leases(LeasesCommand::Audit { relationship, wait, all }) => {
            let (clock, asked) = (&clock()?, (relationship.as_str(), *wait, *all));
            leases_audit::run(&fleet(cli, output)?, runtime()?, clock, asked, output)
        }
        Command::Lease(LeaseCommand::Find { what }) => {
            lease_find::run(&fleet(cli, output)?, runtime()?, &clock()?, what, output)
        }
        Command::Doctor { server } => doctor::run(cli, server.as_deref(), output),
        Command::Check(args) => match &args.explain {
            Some(rule) => rule_page::run(rule, output),
            None => check::run(args, output),
        },
        Command::Generate(what) => generate::run(what, output),
        Command::Access(question) => access::run(question, output),
        Command::Init(args) => init::run(runtime()?, args, look(cli), output),
        Command::Completions { shell } => Ok(completions::run(*shell)),
        Command::Man { to: Some(folder), .. } => man::all(folder),
        Command::Man { of, to: None } => man::one(of),
    }
}

/// Refuses a form that a command does not have, before it looks at anything.
fn has_form(command: &Command, form: Format) -> Result<(), Failure> {
    match (command, form) {
        (Command::Status(StatusArgs { nagios: true, .. }), Format::Json) => Err(Failure::Usage {
            message: "`--nagios` prints the line of a monitoring plugin, and no JSON".to_owned(),
            help: "leave out one of the two; in JSON, `summary` says how many are not well"
                .to_owned(),
        }),
        (Command::Check(_), _) | (_, Format::Table | Format::Json) => Ok(()),
        (_, Format::Sarif | Format::Junit) => Err(no_findings()),
    }
}

/// Looks at every server of the inventory.
fn fleet(cli: &Cli, output: &Output) -> Result<Fleet, Failure> {
    let inventory = inventory(cli)?;
    let now = now()?;
    let progress = Progress::default();
    let looks = observe(inventory, now, look(cli), &progress);
    Ok(runtime()?.block_on(shown(output, &progress, looks)))
}

/// The inventory that is named, or the first of the usual ones.
fn inventory(cli: &Cli) -> Result<Inventory, Failure> {
    let named = std::env::var_os("DHCPAIR_CONFIG").filter(|path| !path.is_empty());
    let named = cli.global.config.clone().or_else(|| named.map(std::path::PathBuf::from));
    Ok(match named {
        Some(path) => Inventory::read(&path)?,
        None => {
            let home = std::env::var_os("XDG_CONFIG_HOME").map(std::path::PathBuf::from);
            let home = home.or_else(|| Some(std::env::home_dir()?.join(".config")));
            Inventory::find(Inventory::usual_places(home))?
        }
    })
}

/// How long a look at a server may take, and how much it may ask of one.
fn look(cli: &Cli) -> Look {
    let whole = matches!(cli.command, Command::Drift { .. });
    Look { limit: cli.global.timeout, whole, ..Look::new() }
}

/// The runtime of this process. It is never shut down: what a thread of it still waits for when all has been said, such as
/// a file system that does not answer, keeps nobody.
fn runtime() -> Result<&'static Runtime, Failure> {
    static RUNTIME: OnceLock<io::Result<Runtime>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(Runtime::new).as_ref();
    runtime.map_err(|error| Failure::Runtime(io::Error::new(error.kind(), error.to_string())))
}

/// The time, or what `DHCPAIR_NOW` says it is: transcripts stay the same from day to day.
fn now() -> Result<DateTime<Utc>, Failure> {
    let Some(text) = std::env::var_os("DHCPAIR_NOW") else { return Ok(Utc::now()) };
    let text = text.to_string_lossy();
    let time = DateTime::parse_from_rfc3339(&text);
    time.map(|time| time.to_utc()).map_err(|_| Failure::Usage {
        message: format!("`DHCPAIR_NOW` is `{text}`, which is no time"),
        help: "write it as `2026-11-22T14:02:11Z`, or leave the variable out".to_owned(),
    })
}

/// A clock that goes on, or stands still at what `DHCPAIR_NOW` says.
fn clock() -> Result<impl Fn() -> DateTime<Utc> + Sync, Failure> {
    let fixed = std::env::var_os("DHCPAIR_NOW").map(|_| now()).transpose()?;
    Ok(move || fixed.unwrap_or_else(Utc::now))
}

/// Broken, or an error.
const RED: Style = AnsiColor::Red.on_default().bold();
/// At risk, or a warning.
const YELLOW: Style = AnsiColor::Yellow.on_default();
/// Not known.
const CYAN: Style = AnsiColor::Cyan.on_default();
/// Well.
const GREEN: Style = AnsiColor::Green.on_default();
/// Of less weight.
const DIM: Style = Style::new().dimmed();

fn cell(text: impl Into<String>, style: Style) -> Cell {
    Cell::new(text, style)
}

/// The mark in front of a row: it says without colour what colour says.
fn mark(health: Health) -> Cell {
    match health {
        Health::Broken => cell("XX", RED),
        Health::AtRisk => cell("!!", YELLOW),
        Health::Unknown => cell("??", CYAN),
        Health::Well => cell("ok", GREEN),
    }
}

/// `isc`, `kea4 lb`, `kea6 hs`, `win lb`.
fn kind(vendor: &str, family: &str, mode: Option<&str>) -> String {
    let name = match (vendor, family) {
        ("windows", _) => "win".to_owned(),
        (vendor, "v6") => format!("{vendor}6"),
        ("kea", _) => "kea4".to_owned(),
        (vendor, _) => vendor.to_owned(),
    };
    // dhcpd knows one mode only.
    match mode.filter(|_| vendor != "isc") {
        Some("load balance") => format!("{name} lb"),
        Some("hot standby") => format!("{name} hs"),
        Some("passive backup") => format!("{name} pb"),
        _ => name,
    }
}

/// How long the worst scope lasts with one side alone: `4h`, `>62h` where it may be longer, `now` where nothing is left or will be within
/// a minute, `?` where it is not known.
fn alone(alone: &AloneRecord) -> Cell {
    lasting(alone.verdict, alone.seconds)
}

fn lasting(verdict: &str, seconds: Option<i64>) -> Cell {
    match (verdict, seconds.and_then(TimeDelta::try_seconds)) {
        ("known", Some(time)) if time.num_minutes() == 0 => cell("now", RED),
        ("known", Some(time)) => Cell::from(rough(time)),
        ("at-least", Some(time)) if time.num_minutes() > 0 => {
            Cell::from(format!(">{}", rough(time)))
        }
        ("not-applicable", _) => cell("n/a", DIM),
        ("file", _) => cell("file", DIM),
        _ => cell("?", CYAN),
    }
}

/// A time of a document, which is in UTC, as it is read: `2026-11-22 14:02:11`.
fn time(time: &impl std::fmt::Display) -> String {
    time.to_string().trim_end_matches('Z').replacen('T', " ", 1)
}

/// A duration in one unit: hours up to four days.
fn rough(time: TimeDelta) -> String {
    match time.num_minutes() {
        minutes if minutes < 60 => format!("{minutes}m"),
        minutes if minutes < 100 * 60 => format!("{}h", minutes / 60),
        minutes => format!("{}d", (minutes / (24 * 60)).min(9_999)),
    }
}

/// A server with the state of its side, or why none is known.
fn side(side: &SideRecord) -> Cell {
    let SideRecord { server, state, source, .. } = side;
    let (tail, style) = match (source.as_str(), state) {
        (_, Some(state)) => {
            let style = if side.label.as_ref() == Some(state) { Style::new() } else { YELLOW };
            (side.label.as_ref().unwrap_or(state).clone(), style)
        }
        ("no state", _) => ("? no state".to_owned(), CYAN),
        ("not running", _) => ("NOT RUNNING".to_owned(), RED),
        ("not in the inventory", _) => ("?".to_owned(), CYAN),
        ("not read" | "ambiguous", _) => (format!("? {source}"), CYAN),
        ("silent", _) => ("has none".to_owned(), RED),
        (source, _) => (source.to_owned(), Style::new()),
    };
    Cell { tail: format!(" {tail}"), ..cell(server, style) }
}

/// What is wrong with servers together although it does not differ: level and rule, what it is, where
/// it is written, what to do.
fn joint(records: &[JointRecord]) -> String {
    let mut out = String::new();
    for one in records {
        let (mark, style) = match one.severity {
            "error" => ("XX", RED),
            "warning" => ("!!", YELLOW),
            _ => ("--", DIM),
        };
        let mark = cell(mark, style);
        let message = paragraph(&one.message, crate::table::WIDTH - 3);
        out.push_str(&format!("\n{}", title(Some(&mark), one.rule, Style::new(), "")));
        let lines = message.into_iter().chain(paragraph(one.fix, crate::table::WIDTH - 3));
        let places = one.at.iter().flat_map(|at| paragraph(at, crate::table::WIDTH - 3));
        let lines = lines.chain(places);
        out.extend(lines.map(|line| format!("   {line}\n")));
    }
    out
}

/// Lines about servers that an answer lacks.
fn unread(records: &[UnreadRecord]) -> String {
    let mut out = String::new();
    for one in records {
        let of = one.relationships.join(", ");
        let text = match (one.managed, one.relationships.as_slice()) {
            _ if !one.candidates.is_empty() => {
                format!(
                    "partner in {of} not certain: {}: {}",
                    one.candidates.join(" or "),
                    one.reason
                )
            }
            (false, [of @ .., last]) if !of.is_empty() => {
                format!(
                    "{}, partner in {} and {last}, is {}",
                    one.server,
                    of.join(", "),
                    one.reason
                )
            }
            (false, [of]) => format!("{}, partner in {of}, is {}", one.server, one.reason),
            _ if one.partly => format!("{} was read in part: {}", one.server, one.reason),
            _ => format!("{} was not read: {}", one.server, one.reason),
        };
        for (at, line) in paragraph(&text, crate::table::WIDTH - 3).iter().enumerate() {
            let lead = if at == 0 { crate::style::styled(CYAN, "??") } else { "  ".to_owned() };
            out.push_str(&format!("{lead} {line}\n"));
        }
    }
    out
}
