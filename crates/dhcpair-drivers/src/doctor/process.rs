//! Whether a server runs, since when, with which files, and by which clock.

use chrono::{DateTime, TimeDelta, Utc};
use failover_model::lease::Moment;
use failover_model::state::{ClockOffset, Running};
use failover_model::{Basis, Family, Knowledge, Program, Stopped, Vendor};

use super::files::Seen;
use super::login::Login;
use super::{Away, Check, Scene, What};
use crate::server::process::{self, Wanted};
use crate::target::Ask;

/// A clock that is further from the looker's than this is worth a look.
const ASTRAY: TimeDelta = TimeDelta::seconds(5);

/// How exactly a shell tells when a process started; Kea tells it to the second, by a clock that is only known so well.
const BY_SHELL: TimeDelta = TimeDelta::milliseconds(100);
const BY_KEA: TimeDelta = TimeDelta::seconds(1);

/// What was found of a process.
pub(super) struct Runs {
    pub(super) checks: Vec<Check>,
    pub(super) clock: Knowledge<ClockOffset>,
    /// Its programs that do not run.
    pub(super) stopped: Vec<Stopped>,
}

/// Looks at the process, at what it loaded, and at the clock.
pub(super) async fn look(
    scene: &Scene,
    seen: &Seen,
    login: &Login,
    account: Result<&String, &Away>,
) -> Runs {
    let stopped = stopped(scene, login, account).await;
    let mut told = login.keas.first().map(|(_, look)| look.running());
    if let (Some(told), Some(changed)) = (&mut told, seen.changed) {
        told.changed = Knowledge::Known(changed);
    }
    let within = told.as_ref().and_then(|told| Some(told.clock.known()?.within));
    let within = within.map_or(BY_SHELL, |within| within + BY_KEA);
    let by_shell = match (&scene.host, account) {
        (Some(host), Ok(_)) => {
            let target = scene.target();
            let wanted = Wanted::of(target.vendor, target.configs.first());
            let look = process::look(&**host, wanted, seen.changed, scene.server.look);
            scene.in_time(look).await.map(|(running, _)| running)
        }
        _ => None,
    };
    // A shell knows the clock better than a server does; of Kea's process the server knows more.
    let running = match (told, by_shell) {
        (Some(told), Some(shell)) => {
            let clock = if shell.clock.known().is_some() { shell.clock } else { told.clock };
            Running { clock, ..told }
        }
        (Some(told), None) => told,
        (None, Some(shell)) if scene.target().vendor == Vendor::Isc => shell,
        (None, Some(shell)) => {
            let loaded = Knowledge::unknown("Kea tells it itself, and did not answer");
            Running { loaded, ..shell }
        }
        (None, None) => return apart(scene, login, account, stopped),
    };
    let mut checks = processes(scene, &stopped, login, || started(&running, login));
    let is_newer = running.file_newer_by().is_some_and(|by| by > within);
    checks.push(match by_comparison(scene, seen, login, is_newer).await {
        Some(check) => check,
        None => loaded(&running, within, scene.target().vendor),
    });
    checks.push(clock(&running.clock));
    Runs { checks, clock: running.clock, stopped }
}

/// The programs that do not run: those that were asked and take nobody, and those that nobody is to ask.
async fn stopped(scene: &Scene, login: &Login, account: Result<&String, &Away>) -> Vec<Stopped> {
    let target = scene.target();
    let host = scene.host.as_deref().filter(|_| account.is_ok());
    let mut found = Vec::new();
    for family in [Family::V4, Family::V6] {
        let (is_asked, silent) = (target.ask.asks(family), login.silent.contains(&family));
        let is_configured = target.configs.iter().any(|file| file.v6 == (family == Family::V6));
        if silent || (!is_asked && is_configured) {
            let looked = process::stopped(target, host, family);
            found.extend(scene.in_time(looked).await.flatten());
        }
    }
    found
}

/// What is said of a program that does not run.
pub(super) fn ended(stopped: &Stopped) -> Check {
    let program = stopped.program;
    let fix = format!("start it: {}; {}", program.start(), program.epitaph());
    Check::failed(What::Process, stopped.to_string(), fix)
}

/// What is said of a Kea that runs and answers no clients.
fn mute(look: &crate::kea::live::Look) -> Option<Check> {
    let mute = look.mute()?;
    Some(Check::failed(What::Process, format!("it runs, and {mute}"), mute.fix()))
}

/// What is said of a Kea that takes connections and does not answer.
fn hangs(family: Family) -> Check {
    let program = Program::of(Vendor::Kea, family);
    let found = format!("`{program}` takes connections, and does not answer them");
    let fix = format!(
        "look at it there (`ps -o pid,stat,args -C {program}`): `T` is one that was halted, which `kill -CONT PID` lets go on; \
         else its log says what it is busy with"
    );
    Check::failed(What::Process, found, fix)
}

/// What is said of each program that does not run, and of those that do.
fn processes(
    scene: &Scene,
    stopped: &[Stopped],
    login: &Login,
    others: impl FnOnce() -> Check,
) -> Vec<Check> {
    let families = [Family::V4, Family::V6];
    if scene.target().vendor == Vendor::Kea
        && families.iter().all(|family| scene.target().ask.asks(*family))
    {
        return families.iter().map(|family| of_two(*family, stopped, login)).collect();
    }
    let mut checks: Vec<Check> = stopped.iter().map(ended).collect();
    let mutes = login.keas.iter().filter_map(|(_, look)| mute(look));
    let mutes: Vec<Check> = mutes.chain(login.hangs.iter().copied().map(hangs)).collect();
    if mutes.is_empty() && (checks.is_empty() || login.answered) {
        checks.push(others());
    }
    checks.extend(mutes);
    checks
}

/// What is said of one of two programs.
fn of_two(family: Family, stopped: &[Stopped], login: &Login) -> Check {
    let what = What::Process;
    let program = Program::of(Vendor::Kea, family);
    if let Some(stopped) = stopped.iter().find(|one| one.family == family) {
        return ended(stopped);
    }
    if login.hangs.contains(&family) {
        return hangs(family);
    }
    if login.refuses.contains(&family) {
        return Check::ok(what, format!("`{program}` answers, and does not take who asks"));
    }
    let Some((_, look)) = login.keas.iter().find(|(of, _)| *of == family) else {
        return Check::unknown(what, format!("`{program}` did not answer"));
    };
    mute(look).unwrap_or_else(|| match look.running().started {
        Knowledge::Known(at) => Check::ok(what, format!("`{program}` runs since {}", time(at))),
        Knowledge::Unknown(_) => Check::ok(what, format!("`{program}` answers")),
    })
}

/// What is known without a shell and without a word of the server on itself.
fn apart(
    scene: &Scene,
    login: &Login,
    account: Result<&String, &Away>,
    stopped: Vec<Stopped>,
) -> Runs {
    let away = |what| match account {
        Err(Away::NoShell(_)) if scene.target().ask != Ask::Nothing => {
            Check::unknown(what, "the server did not answer")
        }
        Err(away) => away.check(what),
        Ok(_) => Check::unknown(what, "it was not told in time"),
    };
    let mut checks =
        processes(scene, &stopped, login, || lives(login).unwrap_or_else(|| away(What::Process)));
    checks.extend([away(What::Loaded), away(What::Clock)]);
    Runs { checks, clock: Knowledge::unknown("it was not asked"), stopped }
}

fn started(running: &Running, login: &Login) -> Check {
    match &running.started {
        Knowledge::Known(at) => Check::ok(What::Process, format!("it runs since {}", time(*at))),
        Knowledge::Unknown(unseen) => lives(login).unwrap_or_else(|| {
            Check::unknown(What::Process, &unseen.reason).with(
                "look whether it runs; where `/proc` is mounted with `hidepid`, put the account into the group that the mount names",
            )
        }),
    }
}

/// What an answer says of a process: that there is one, even where it does not take who asks.
fn lives(login: &Login) -> Option<Check> {
    if login.answered {
        return Some(Check::ok(What::Process, "it answers"));
    }
    let refuses = !login.refuses.is_empty();
    refuses.then(|| Check::ok(What::Process, "it answers, and does not take who asks"))
}

/// What a Kea runs, held against its files as `drift` holds it; [`None`] where it does not tell, or has no files here.
async fn by_comparison(scene: &Scene, seen: &Seen, login: &Login, is_newer: bool) -> Option<Check> {
    if login.keas.is_empty() || !scene.server.has_files() {
        return None;
    }
    let mut sighting = seen.sighting.clone();
    let until = scene.server.look.before(scene.deadline);
    let asked = scene.server.ask(scene.host.as_ref(), (seen.changed, until), &mut sighting);
    scene.in_time(asked).await?;
    of_bases(sighting.observation.bases.iter().map(|(_, basis)| basis), is_newer)
}

/// One server that runs something else is enough; that all run what is written has to be known of all. A file that is newer
/// than what runs is somebody's work, which `config-write` would undo.
fn of_bases<'b>(bases: impl Iterator<Item = &'b Basis> + Clone, is_newer: bool) -> Option<Check> {
    let what = What::Loaded;
    if bases.clone().any(|basis| matches!(basis, Basis::Otherwise(_))) {
        let found = "what it runs is not what its files say";
        let (found, fix) = match is_newer {
            true => (
                format!("{found}; they were changed after it had loaded them"),
                "`dhcpair drift` names each difference; check the file with `-t`, then send `config-reload` (it drops what was \
                 changed by commands only)",
            ),
            false => (
                found.to_owned(),
                "`dhcpair drift` names each difference; where the file is right send `config-reload`; where the running server \
                 is, change the file by hand: `config-write` replaces it, with its comments",
            ),
        };
        return Some(Check::warning(what, found, fix));
    }
    let mut bases = bases.peekable();
    bases.peek()?;
    bases
        .all(|basis| matches!(basis, Basis::Loaded))
        .then(|| Check::ok(what, "what it runs is what its files say"))
}

/// By the times alone, which know nothing of commands.
fn loaded(running: &Running, within: TimeDelta, vendor: Vendor) -> Check {
    let what = What::Loaded;
    match (&running.loaded, &running.changed) {
        (Knowledge::Known(loaded), Knowledge::Known(changed)) if *changed > *loaded + within => {
            let (loaded, changed) = (time(*loaded), time(*changed));
            let found =
                format!("its files were changed at {changed}, after it loaded them at {loaded}");
            let fix = match vendor {
                Vendor::Isc => {
                    "check the file with `dhcpd -t`, see that the partner serves (`dhcpair status`), then restart dhcpd: \
                     it has no reload"
                }
                _ => "check the file with `-t`, then send `config-reload`",
            };
            Check::warning(what, found, fix)
        }
        (Knowledge::Known(loaded), Knowledge::Known(_)) => {
            let found = format!("its files are no newer than what it loaded, at {}", time(*loaded));
            Check::ok(what, found)
        }
        (Knowledge::Unknown(unseen), _) | (_, Knowledge::Unknown(unseen)) => {
            Check::unknown(what, &unseen.reason)
        }
    }
}

/// A clock against that of the one who looks.
pub(super) fn clock(clock: &Knowledge<ClockOffset>) -> Check {
    let what = What::Clock;
    match clock {
        Knowledge::Known(offset) => {
            let found = shown(*offset);
            if offset.ahead.abs() - offset.within > ASTRAY {
                let fix = "look at NTP on both machines: `chronyc tracking` or `timedatectl`";
                return Check::warning(what, found, fix);
            }
            Check::ok(what, found)
        }
        Knowledge::Unknown(unseen) => Check::unknown(what, &unseen.reason),
    }
}

/// `0.20 s ahead of the clock here (+/- 0.01 s)`
fn shown(offset: ClockOffset) -> String {
    let seconds = |time: TimeDelta| time.as_seconds_f64().abs();
    let word = if offset.ahead < TimeDelta::zero() { "behind" } else { "ahead of" };
    format!(
        "{:.2} s {word} the clock here (+/- {:.2} s)",
        seconds(offset.ahead),
        seconds(offset.within)
    )
}

fn time(at: DateTime<Utc>) -> String {
    Moment::from(at).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;
    use failover_model::Unseen;

    fn verdict(ahead: i64, within: i64) -> Verdict {
        let offset = ClockOffset {
            ahead: TimeDelta::milliseconds(ahead),
            within: TimeDelta::milliseconds(within),
        };
        clock(&Knowledge::Known(offset)).verdict
    }

    #[test]
    fn a_clock_is_astray_beyond_five_seconds_whatever_the_uncertainty() {
        assert_eq!(verdict(5_000, 0), Verdict::Ok);
        assert_eq!(verdict(5_900, 1_000), Verdict::Ok);
        assert_eq!(verdict(-6_100, 1_000), Verdict::Warning);
        assert_eq!(clock(&Knowledge::unknown("x")).verdict, Verdict::Unknown);
    }

    #[test]
    fn what_a_family_did_not_tell_is_left_to_the_times() {
        let untold = Basis::File(Unseen { reason: "large".to_owned() });
        let verdict =
            |bases: &[&Basis]| of_bases(bases.iter().copied(), false).map(|one| one.verdict);
        assert_eq!(verdict(&[&Basis::Loaded, &Basis::Loaded]), Some(Verdict::Ok));
        assert_eq!(verdict(&[&Basis::Loaded, &untold]), None);
        assert_eq!(verdict(&[]), None);
    }

    #[test]
    fn a_file_that_is_newer_is_not_to_be_written_over() {
        let other = Basis::Otherwise(Box::new(failover_model::ServerConfig::new(Family::V4)));
        let fix = |is_newer| of_bases([&other].into_iter(), is_newer).unwrap().fix.unwrap();
        assert!(!fix(true).contains("config-write"), "{}", fix(true));
        let fix = fix(false);
        assert!(fix.find("config-reload") < fix.find("config-write"), "{fix}");
    }

    #[test]
    fn an_offset_is_shown_with_its_side_and_uncertainty() {
        let within = TimeDelta::milliseconds(10);
        let offset = ClockOffset { ahead: TimeDelta::milliseconds(-1_250), within };
        assert_eq!(shown(offset), "1.25 s behind the clock here (+/- 0.01 s)");
    }
}
