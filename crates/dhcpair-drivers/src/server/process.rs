//! The process of a server, and the clock of its machine.

mod renamed;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use config_text::Sources;
use dhcpair_exec::{Command, Host, Local, Process, Processes};
use failover_model::state::{ClockOffset, Running};
use failover_model::{Family, Knowledge, Program, Stopped, Vendor};
use ipnet::Ipv4Net;

use super::Look;
use super::same_machine::asked_on;
use crate::causes::in_full;
use crate::target::{Access, ConfigFile, KeaWay, Target};
use renamed::absent;

/// A program on a machine, and the configuration that tells it from others of its kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    program: Program,
    family: Family,
    config: Option<&'a Path>,
}

impl<'a> Wanted<'a> {
    /// The program for a family, with its configuration where that is known.
    pub(crate) fn new(vendor: Vendor, family: Family, config: Option<&'a Path>) -> Self {
        Self { program: Program::of(vendor, family), family, config }
    }

    /// The program that has a configuration file; without one that of DHCPv4.
    pub(crate) fn of(vendor: Vendor, file: Option<&'a ConfigFile>) -> Self {
        let six = file.is_some_and(|file| file.v6);
        let family = if six { Family::V6 } else { Family::V4 };
        Self::new(vendor, family, file.map(|file| file.path.as_path()))
    }

    fn not_seen(self) -> String {
        format!("no process `{}` with this configuration was seen", self.program)
    }

    /// Whether the words of a process say that it serves the other family: one dhcpd does not serve both.
    fn is_of_other_family(self, words: &[OsString]) -> bool {
        let six = words.iter().any(|word| word == "-6");
        self.program == Program::Dhcpd && six != (self.family == Family::V6)
    }

    /// The configuration that a process was started with (`dhcpd(8)`, `kea-dhcp4(8)`), where its words say so.
    fn configured(self, words: &[OsString]) -> Option<&OsStr> {
        let word = if self.program == Program::Dhcpd { "-cf" } else { "-c" };
        let at = words.iter().position(|argument| argument == word)?;
        words.get(at + 1).map(OsString::as_os_str)
    }
}

/// What is known of a process.
#[derive(Debug, Clone)]
pub(crate) enum Presence {
    /// It is there.
    Runs(Process),
    /// It is not there, for certain.
    Absent,
    /// It could not be found out, and why.
    Unknown(String),
}

impl Presence {
    /// That a server does not run, where that is certain: it is not there, and there is where it is asked.
    pub(crate) async fn stopped(
        &self,
        target: &Target,
        wanted: Wanted<'_>,
        host: &dyn Host,
    ) -> Option<Stopped> {
        if !matches!(self, Self::Absent) || !asked_on(target, host).await {
            return None;
        }
        let machine = host.name().to_owned();
        Some(Stopped { family: wanted.family, program: wanted.program, machine })
    }

    fn known(&self, wanted: Wanted<'_>) -> Knowledge<Process> {
        match self {
            Self::Runs(process) => Knowledge::Known(process.clone()),
            Self::Absent => Knowledge::unknown(wanted.not_seen()),
            Self::Unknown(why) => Knowledge::unknown(why),
        }
    }
}

/// Whether the program of a server is known not to run. A socket of a Kea without files is one of this machine.
pub(crate) async fn stopped(
    target: &Target,
    host: Option<&dyn Host>,
    family: Family,
) -> Option<Stopped> {
    let asked_here = (&target.access, target.ask.kea(family));
    let is_here = matches!(asked_here, (Access::Asked, Some(KeaWay::Socket(_))));
    let here = Local::new();
    let host = host.or_else(|| is_here.then_some(&here as &dyn Host))?;
    let file = target.configs.iter().find(|file| file.v6 == (family == Family::V6));
    let wanted = Wanted::new(target.vendor, family, file.map(|file| file.path.as_path()));
    look_for(host, wanted).await.stopped(target, wanted, host).await
}

/// Looks for the process of a program. One that has the configuration by another name is found where the account may look
/// into it; where it may not, nothing is certain.
async fn look_for(host: &dyn Host, wanted: Wanted<'_>) -> Presence {
    let Processes { seen, all } = match host.processes(wanted.program.as_str()).await {
        Ok(processes) => processes,
        Err(error) => return Presence::Unknown(in_full(&error)),
    };
    let others = match the_one(seen, wanted) {
        Fit::One(process) => return Presence::Runs(process),
        Fit::Several => {
            return Presence::Unknown(format!("several processes `{}` fit", wanted.program));
        }
        Fit::None(others) => others,
    };
    match with_same_file(host, wanted, &others).await {
        Some(Some(same)) => Presence::Runs(same.clone()),
        Some(None) if all => absent(host, wanted).await,
        _ => Presence::Unknown(wanted.not_seen()),
    }
}

/// Prints which file `$1` is, and then each of the others, which lie below `/proc/PID`. One that is not there, or whose process
/// has ended meanwhile, is `-`; one that may not be looked at is `?`.
const FILES: &str = r#"stat -L -c %d:%i -- "$1" || exit 91; shift
for f; do stat -L -c %d:%i -- "$f" 2>/dev/null && continue
p=${f#/proc/} p=/proc/${p%%/*}
if [ -e "$p" ] && ! [ -e "$p/root/." ]; then echo '?'; else echo -; fi; done"#;

/// The one of some processes that was started with the configuration by another name, as one in a folder of its own
/// (`chroot(2)`) is; `None` where that cannot be told.
async fn with_same_file<'p>(
    host: &dyn Host,
    wanted: Wanted<'_>,
    others: &'p [Process],
) -> Option<Option<&'p Process>> {
    if others.is_empty() {
        return Some(None);
    }
    let own = wanted.config?;
    let files = others.iter().map(|process| {
        let of = Path::new(wanted.configured(&process.arguments)?);
        let (start, rest) = match of.strip_prefix("/") {
            Ok(rest) => ("root", rest),
            Err(_) => ("cwd", of),
        };
        Some(Path::new("/proc").join(process.id.to_string()).join(start).join(rest))
    });
    let files: Vec<PathBuf> = files.collect::<Option<_>>()?;
    let command = Command::new("sh").arguments(["-c", FILES, "sh"]);
    let command = command.arguments([own]).arguments(&files);
    let output = host.run(&command).await.ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let mut known = said.lines();
    let own = known.next()?;
    let known: Vec<&str> = known.collect();
    if known.len() != others.len() || known.contains(&"?") {
        return None;
    }
    Some(others.iter().zip(known).find(|(_, file)| *file == own).map(|(process, _)| process))
}

/// What is known of a dhcpd's process: its start, and so when it loaded its file, since dhcpd has no reload. Kea tells that
/// better itself.
pub(crate) async fn look(
    host: &dyn Host,
    wanted: Wanted<'_>,
    changed: Option<DateTime<Utc>>,
    look: Look,
) -> (Running, Presence) {
    let (clock, (presence, addresses)) =
        tokio::join!(host.clock(look.clock), process_and_addresses(host, wanted));
    let clock = match clock {
        Ok(clock) => Knowledge::Known(ClockOffset {
            ahead: clock.ahead(),
            within: TimeDelta::from_std(clock.uncertainty).unwrap_or(TimeDelta::MAX),
        }),
        Err(error) => Knowledge::unknown(in_full(&error)),
    };
    let started = match presence.known(wanted) {
        Knowledge::Known(process) => Knowledge::Known(process.started),
        Knowledge::Unknown(unseen) => Knowledge::Unknown(unseen),
    };
    let changed = changed.map_or_else(
        || Knowledge::unknown("when its files were changed is not known"),
        Knowledge::Known,
    );
    let at = (look.clock)();
    let running = Running { at, clock, loaded: started.clone(), started, changed, addresses };
    (running, presence)
}

/// The process, and the addresses of the network that it is in: a host may have several.
async fn process_and_addresses(
    host: &dyn Host,
    wanted: Wanted<'_>,
) -> (Presence, Knowledge<Vec<Ipv4Net>>) {
    let presence = look_for(host, wanted).await;
    let addresses = match presence.known(wanted) {
        Knowledge::Known(process) => match host.addresses(process.id).await {
            Ok(addresses) => Knowledge::Known(addresses),
            Err(error) => Knowledge::unknown(in_full(&error)),
        },
        Knowledge::Unknown(unseen) => Knowledge::Unknown(unseen),
    };
    (presence, addresses)
}

/// A server whose machine is not looked at.
pub(super) fn unseen(look: Look) -> (Running, Presence) {
    let why = "its files are a copy, and its machine is not looked at";
    let running = Running {
        at: (look.clock)(),
        clock: Knowledge::unknown(why),
        started: Knowledge::unknown(why),
        loaded: Knowledge::unknown(why),
        changed: Knowledge::unknown(why),
        addresses: Knowledge::unknown(why),
    };
    (running, Presence::Unknown(why.to_owned()))
}

/// How processes fit a configuration.
#[derive(Debug)]
enum Fit {
    One(Process),
    Several,
    /// None by its name; others are there.
    None(Vec<Process>),
}

/// The one process that has this configuration. Where none names it, one without a name has it: the program's own
/// default.
fn the_one(mut seen: Vec<Process>, wanted: Wanted<'_>) -> Fit {
    // One that has ended and is not waited for yet is still listed, without any words.
    seen.retain(|process| process.arguments.iter().any(|word| !word.is_empty()));
    seen.retain(|process| !wanted.is_of_other_family(&process.arguments));
    let named = |process: &Process| {
        let named = wanted.configured(&process.arguments);
        named.is_some() && named == wanted.config.map(Path::as_os_str)
    };
    let is_named = seen.iter().any(named);
    let unnamed = |process: &Process| wanted.configured(&process.arguments).is_none();
    let fits = |process: &Process| if is_named { named(process) } else { unnamed(process) };
    let (fitting, others): (Vec<_>, Vec<_>) = seen.into_iter().partition(fits);
    let mut fitting = fitting.into_iter();
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Fit::One(one),
        (Some(_), Some(_)) => Fit::Several,
        (None, _) => Fit::None(others),
    }
}

/// When the newest of the files on this machine was changed that a configuration was read from.
pub(super) fn newest(sources: &Sources) -> Option<DateTime<Utc>> {
    let times = sources.iter().filter_map(|(_, file)| {
        std::fs::metadata(file.path()).and_then(|metadata| metadata.modified()).ok()
    });
    times.max().map(DateTime::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(id: u32, arguments: &[&str]) -> Process {
        let started = DateTime::from_timestamp(i64::from(id), 0).unwrap();
        Process { id, started, arguments: arguments.iter().map(Into::into).collect() }
    }

    fn dhcpd(config: &str, family: Family) -> Wanted<'_> {
        Wanted::new(Vendor::Isc, family, Some(Path::new(config)))
    }

    #[test]
    fn the_process_of_a_configuration_is_the_one_that_names_it() {
        let all = [
            process(1, &["dhcpd", "-4", "-cf", "/etc/dhcp/dhcpd.conf"]),
            process(2, &["dhcpd", "-6", "-cf", "/etc/dhcp/dhcpd6.conf"]),
        ];
        let of = |all: &[Process], wanted| match the_one(all.to_vec(), wanted) {
            Fit::One(process) => Ok(process.id),
            Fit::Several => Err(2),
            Fit::None(others) => Err(others.len().min(1)),
        };
        assert_eq!(of(&all, dhcpd("/etc/dhcp/dhcpd6.conf", Family::V6)), Ok(2));
        assert_eq!(of(&all, dhcpd("/etc/other.conf", Family::V4)), Err(1), "it may be a link");
        let usual = dhcpd("/etc/dhcp/dhcpd.conf", Family::V4);
        let with_default = [process(1, &["dhcpd", "-4", "-cf", "/x"]), process(2, &["dhcpd"])];
        assert_eq!(of(&with_default, usual), Ok(2));
        assert_eq!(of(&[process(1, &["dhcpd"]), process(2, &["dhcpd"])], usual), Err(2));
        assert_eq!(of(&[process(1, &[""])], usual), Err(0), "it has ended");
        assert_eq!(of(&[process(2, &["dhcpd", "-6"])], usual), Err(0), "of the other family");
    }

    /// Processes of this machine that are called like servers, with words of their own.
    #[tokio::test]
    async fn a_program_does_not_run_where_nobody_has_its_configuration_by_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("own.conf"), "").unwrap();
        std::fs::write(at("other.conf"), "").unwrap();
        std::fs::hard_link(at("own.conf"), at("link.conf")).unwrap();
        let me = |name: &str| {
            let words = ["dhcpd", "-cf", &at(name).display().to_string()].map(str::to_owned);
            process(std::process::id(), &words.each_ref().map(String::as_str))
        };
        let own = at("own.conf");
        let wanted = Wanted::new(Vendor::Isc, Family::V4, Some(&own));
        let same = async |others: &[Process], wanted| {
            let found = with_same_file(&Local::new(), wanted, others).await;
            found.map(|one| one.is_some())
        };
        assert_eq!(same(&[], wanted).await, Some(false));
        assert_eq!(same(&[me("other.conf")], wanted).await, Some(false));
        assert_eq!(same(&[me("other.conf"), me("link.conf")], wanted).await, Some(true));
        let gone = process(u32::MAX, &["dhcpd", "-cf", "/x"]);
        assert_eq!(same(&[me("none.conf"), gone], wanted).await, Some(false), "they have ended");
        let unknown = at("unknown.conf");
        let missing = Wanted::new(Vendor::Isc, Family::V4, Some(&unknown));
        assert_eq!(same(&[me("other.conf")], missing).await, None, "there is no such file");
        let nameless = Wanted::new(Vendor::Isc, Family::V4, None);
        assert_eq!(same(&[me("other.conf")], nameless).await, None);
    }
}
