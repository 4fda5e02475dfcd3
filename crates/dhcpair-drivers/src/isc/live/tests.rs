use std::net::TcpListener;
use std::path::PathBuf;

use chrono::{FixedOffset, TimeDelta};
use failover_model::state::StateSource;

use super::*;

fn peers(names: &[&str]) -> Vec<Arc<str>> {
    names.iter().map(|name| Arc::from(*name)).collect()
}

/// A state and its time.
type Shown = (String, Option<String>);

/// What a lease file says of one relationship: the server's own state and its partner's.
fn read(text: &[u8], name: &str) -> Result<[Option<Shown>; 2], String> {
    let found = read_lease_file(text, None, &peers(&[name])).unwrap();
    let [peer] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(&*peer.name, name);
    let state = match &peer.state {
        Knowledge::Known(state) => state,
        Knowledge::Unknown(unseen) => return Err(unseen.reason.clone()),
    };
    assert_eq!((state.source, state.in_touch), (StateSource::LeaseFile, None));
    let shown = |side: &failover_model::state::Reported| {
        let since = side.since.map(|since| since.format("%F %T").to_string());
        (side.state.to_string(), since)
    };
    Ok([Some(shown(&state.own)), state.partner.as_ref().map(shown)])
}

fn side(state: &str, since: Option<&str>) -> Option<Shown> {
    Some((state.to_owned(), since.map(str::to_owned)))
}

#[test]
fn the_newest_record_of_a_lease_file_counts() {
    let text = b"
        lease 10.0.0.1 { binding state active; }
        failover peer \"a\" state { my state normal at 3 2026/11/25 10:00:00;
            partner state normal at 3 2026/11/25 10:00:01; }
        failover peer \"b\" state { my state recover at 3 2026/11/25 10:00:00;
            partner state unknown-state at 3 2026/11/25 10:00:00; }
        failover peer \"a\" state { my state communications-interrupted at 3 2026/11/25 11:00:00;
            partner state normal at 3 2026/11/25 10:00:01; }
        failover peer \"a\" state { my state normal at 3 2026/11/25 12:";
    let newest = [
        side("communications-interrupted", Some("2026-11-25 11:00:00")),
        side("normal", Some("2026-11-25 10:00:01")),
    ];
    assert_eq!(read(text, "a"), Ok(newest));
    // A partner that was never heard of.
    assert_eq!(read(text, "b"), Ok([side("recover", Some("2026-11-25 10:00:00")), None]));
    let missing = Err("the lease file has no state of failover peer `A`".to_owned());
    assert_eq!(read(text, "A"), missing, "names are case-sensitive");
    let undated = b"failover peer \"a\" state { my state partner-down; partner state normal; }";
    assert_eq!(read(undated, "a"), Ok([side("partner-down", None), side("normal", None)]));
    let unreadable = b"failover peer \"a\" state { my state away; }";
    assert!(read(unreadable, "a").is_err());
}

/// What a log says of `campus`, the server's own state and its partner's.
fn logged(text: &str, written: &Written) -> Result<[Option<Shown>; 2], String> {
    let found = read_log(text.as_bytes(), written, &peers(&["campus"]));
    let state = match &found[0].state {
        Knowledge::Known(state) => state,
        Knowledge::Unknown(unseen) => return Err(unseen.reason.clone()),
    };
    assert_eq!(state.source, StateSource::Log);
    assert_eq!(found[0].as_of, written.changed);
    let shown = |side: &failover_model::state::Reported| {
        (side.state.to_string(), side.since.map(|since| since.format("%F %T").to_string()))
    };
    Ok([Some(shown(&state.own)), state.partner.as_ref().map(shown)])
}

/// A log that was changed last at that time, in a zone so many minutes ahead of UTC, of a dhcpd that has run since that year.
fn kept(changed: &str, minutes: i32, started: &str) -> Written {
    Written {
        host: Some("a".to_owned()),
        zone: FixedOffset::east_opt(minutes * 60),
        changed: changed.parse().ok(),
        started: started.parse().ok(),
    }
}

const LONG_AGO: &str = "2020-01-01T00:00:00Z";
const MOVES: &str = "failover peer campus: I move from startup to normal";
const PEER: &str = "failover peer campus: peer moves from unknown-state to recover-wait";

#[test]
fn the_newest_lines_of_a_log_count_by_the_times_that_they_have() {
    // As dhcpd writes it to its standard error.
    let plain = format!("Server starting service.\n{MOVES}\n{PEER}\n");
    let bare = [side("normal", None), side("recover-wait", None)];
    assert_eq!(logged(&plain, &Written::default()), Ok(bare));
    // As rsyslog keeps it.
    let exact = format!("2026-11-30T07:00:00.5+02:00 a dhcpd[7]: {MOVES}\n");
    let at = |time| Ok([side("normal", time), None]);
    let changed = kept("2026-11-30T05:00:00Z", 0, LONG_AGO);
    assert_eq!(logged(&exact, &changed), at(Some("2026-11-30 05:00:00")));
    // As it was kept everywhere: by the clock of the place, without a year.
    let usual = |stamp: &str, last: &str| {
        format!("{stamp} a dhcpd[7]: {MOVES}\n{last} a cron[1]: something else\n")
    };
    for (stamp, last, minutes, changed, since) in [
        ("Nov 30 06:58:00", "Nov 30 07:00:00", 0, "2026-11-30T07:00:01Z", "2026-11-30 06:58:00"),
        ("Nov 30 12:28:00", "Nov 30 12:30:00", 330, "2026-11-30T07:00:01Z", "2026-11-30 06:58:00"),
        ("Nov  3 23:00:00", "Nov 30 02:00:00", -300, "2026-11-30T07:00:01Z", "2026-11-04 04:00:00"),
        ("Dec 31 23:59:59", "Jan  1 00:00:10", 120, "2026-12-31T22:00:11Z", "2026-12-31 21:59:59"),
        ("Feb 29 10:00:00", "Mar  1 10:00:00", 0, "2028-03-01T10:00:00Z", "2028-02-29 10:00:00"),
        // Clocks were put back, and lines passed one another.
        ("Oct 25 02:50:00", "Oct 25 02:10:00", 60, "2026-10-25T01:10:00Z", "2026-10-25 01:10:00"),
        ("Nov 30 07:00:01", "Nov 30 07:00:00", 0, "2026-11-30T07:00:01Z", "2026-11-30 07:00:01"),
    ] {
        let written = kept(changed, minutes, LONG_AGO);
        assert_eq!(logged(&usual(stamp, last), &written), at(Some(since)), "{stamp}");
    }
}

#[test]
fn what_is_not_of_the_process_that_runs_is_no_state_of_it() {
    let line = |stamp: &str, host: &str| format!("{stamp} {host} dhcpd[7]: {MOVES}\n");
    let changed = "2026-11-30T07:00:00Z";
    let why = |text: &str, written: &Written| logged(text, written).unwrap_err();
    let (stamp, exact) = ("Nov 30 07:00:00", "2026-11-30T07:00:00Z");
    for stamp in [stamp, exact] {
        assert!(logged(&line(stamp, "a"), &kept(changed, 0, changed)).is_ok(), "{stamp}");
        // From before its start.
        let late = kept(changed, 0, "2026-11-30T08:00:00Z");
        assert!(why(&line(stamp, "a"), &late).ends_with("`campus` since the server was started"));
        // Of another machine; a name may have its domain.
        let other = why(&line(stamp, "b"), &kept(changed, 0, LONG_AGO));
        assert!(other.ends_with("it has lines of `b`, and the machine is `a`"), "{other}");
        assert!(logged(&line(stamp, "A.example.net"), &kept(changed, 0, LONG_AGO)).is_ok());
        let mixed = line(stamp, "a") + &line(stamp, "b").replace("normal", "partner-down");
        let own = logged(&mixed, &kept(changed, 0, LONG_AGO)).unwrap();
        assert_eq!(own[0].as_ref().unwrap().0, "normal");
    }
    // A copy was not written when its last line was, and another clock runs otherwise.
    let unplaced = "its times cannot be placed";
    for written in [
        kept("2026-11-30T10:00:11Z", 0, LONG_AGO),
        kept(changed, 60, LONG_AGO),
        Written { zone: None, ..kept(changed, 0, LONG_AGO) },
    ] {
        assert!(why(&line(stamp, "a"), &written).contains(unplaced), "{written:?}");
    }
    let future = kept("2026-11-29T07:00:00Z", 0, LONG_AGO);
    assert!(why(&line(exact, "a"), &future).contains(unplaced));
}

proptest::proptest! {
    #[test]
    fn any_log_is_read(
        head in "([A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8}|[-0-9T:Z]{0,25}|\\PC{0,20}) a dhcpd\\[7\\]: ",
        rest in "[ -~\n]{0,40}",
        times: [i64; 2],
        zone in -86_399..86_400,
    ) {
        let text = format!("{head}{MOVES}\n{rest}\n{head}{PEER}\n");
        let [changed, started] = times.map(|seconds| DateTime::from_timestamp(seconds, 0));
        let zone = FixedOffset::east_opt(zone);
        let written = Written { host: Some("a".to_owned()), zone, changed, started };
        for written in [written.clone(), Written { changed: Some(DateTime::<Utc>::MAX_UTC), ..written }] {
            let read = read_log(text.as_bytes(), &written, &peers(&["campus"]));
            proptest::prop_assert_eq!(read.len(), 1);
        }
    }
}

#[test]
fn what_is_no_line_of_dhcpd_on_a_change_is_passed_over() {
    let none = Err("the end of the log has no state of failover peer `campus`".to_owned());
    let written = kept("2026-11-30T07:00:00Z", 0, LONG_AGO);
    let stamp = "Nov 30 07:00:00 a dhcpd[7]:";
    for text in [
        "",
        // Clients may call themselves anything.
        &format!("{stamp} vendor dhcpd: {MOVES}\n"),
        &format!("2026-11-30T07:00:00Z a dhcpd[7]: vendor dhcpd: {MOVES}\n"),
        &format!("x: {MOVES}\n"),
        // Where lines have times, one without is somebody else's.
        &format!("{stamp} Server starting service.\n{MOVES}\n"),
        // It is being written: the state may be a longer one.
        MOVES,
        "failover peer campus: I move from startup to somewhere\n",
        "failover peer Campus: I move from startup to normal\n",
        "failover peer campus: I move from normal\n",
        // The partner's state alone is no state of the server.
        &format!("{PEER}\n"),
    ] {
        assert_eq!(logged(text, &written), none, "{text}");
    }
}

#[tokio::test]
async fn the_log_is_looked_into_where_the_lease_file_tells_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let [file, log] = ["dhcpd.leases", "log"].map(|name| folder.path().join(name));
    let own = "failover peer \"campus\" state { my state recover at 3 2026/11/25 11:00:00; }";
    std::fs::write(&file, own).unwrap();
    std::fs::write(&log, format!("{MOVES}\n")).unwrap();
    let told = async |with_file: bool, started: Option<DateTime<Utc>>| {
        let host: Arc<dyn dhcpair_exec::Host> = Arc::new(dhcpair_exec::Local::new());
        let lease_file = with_file.then(|| LeaseFile::Here(file.clone()));
        let log = Some(Log { host, path: log.clone() });
        let ways = Ways { omapi: None, lease_file, log, started };
        let found = states(&ways, &peers(&["campus"]), Utc::now).await;
        match &found.peers[0].state {
            Knowledge::Known(state) => Ok((state.own.state.to_string(), state.source)),
            Knowledge::Unknown(unseen) => Err(unseen.reason.clone()),
        }
    };
    let by = |state: &str, source| Ok((state.to_owned(), source));
    assert_eq!(told(true, None).await, by("recover", StateSource::LeaseFile));
    assert_eq!(told(false, None).await, by("normal", StateSource::Log));
    // Both were written before it was started: they are another one's.
    let later = Some(Utc::now() + TimeDelta::minutes(1));
    let why = told(true, later).await.unwrap_err();
    assert!(why.contains("its lease file was changed last at "), "{why}");
    assert!(why.contains("its log was changed last at "), "{why}");
    // The file alone: it is not the one that the server writes.
    let old = std::fs::File::options().append(true).open(&file).unwrap();
    old.set_modified((Utc::now() - TimeDelta::hours(1)).into()).unwrap();
    let now = Some(Utc::now() - TimeDelta::minutes(1));
    assert_eq!(told(true, now).await, by("normal", StateSource::Log));
    // The log before this one may be no file at all.
    std::fs::create_dir(folder.path().join("log.1")).unwrap();
    assert_eq!(told(true, now).await, by("normal", StateSource::Log));
}

#[tokio::test]
async fn what_was_tried_is_said_where_nothing_is_known() {
    let reason = async |ways: Ways| {
        let States { peers, failure } = states(&ways, &peers(&["a"]), Utc::now).await;
        let reason = peers[0].state.unseen().map(|unseen| unseen.reason.clone());
        (reason.unwrap(), failure.map(|failure| failure.kind()))
    };
    let nothing = "neither OMAPI nor a lease file of it is known".to_owned();
    assert_eq!(reason(Ways::default()).await, (nothing, None));

    let missing = Some(PathBuf::from("/nowhere/dhcpd.leases"));
    let no_file = "lease file `/nowhere/dhcpd.leases`: No such file or directory";
    let ways = Ways {
        omapi: None,
        lease_file: missing.clone().map(LeaseFile::Here),
        log: None,
        started: None,
    };
    assert_eq!(reason(ways).await, (no_file.to_owned(), None));

    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let omapi = Some(Omapi { address, key: None, limits: omapi::Limits::default() });
    let refused =
        format!("OMAPI: `{address}` refused the connection: Connection refused; {no_file}");
    let ways = Ways { omapi, lease_file: missing.map(LeaseFile::Here), log: None, started: None };
    assert_eq!(reason(ways).await, (refused, Some(omapi::ErrorKind::Refused)));
}

#[tokio::test]
async fn a_lease_file_is_as_old_as_its_last_change() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "failover peer \"a\" state { my state normal; }").unwrap();
    let changed = Utc::now() - TimeDelta::hours(3);
    file.as_file().set_modified(changed.into()).unwrap();
    let ways = Ways {
        omapi: None,
        lease_file: Some(LeaseFile::Here(file.path().to_owned())),
        log: None,
        started: None,
    };
    let found = states(&ways, &peers(&["a", "b"]), Utc::now).await;
    assert_eq!(found.peers[0].as_of, Some(changed));
    assert_eq!(found.peers[1].as_of, None);
}
