use std::net::TcpListener;
use std::path::PathBuf;

use chrono::TimeDelta;
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
fn logged(text: &str, changed: &str) -> Result<[Option<Shown>; 2], String> {
    let found = read_log(text.as_bytes(), changed.parse().ok(), &peers(&["campus"]));
    let state = match &found[0].state {
        Knowledge::Known(state) => state,
        Knowledge::Unknown(unseen) => return Err(unseen.reason.clone()),
    };
    assert_eq!(state.source, StateSource::Log);
    assert_eq!(found[0].as_of, changed.parse().ok());
    let shown = |side: &failover_model::state::Reported| {
        (side.state.to_string(), side.since.map(|since| since.format("%F %T").to_string()))
    };
    Ok([Some(shown(&state.own)), state.partner.as_ref().map(shown)])
}

const MOVES: &str = "failover peer campus: I move from startup to normal";
const PEER: &str = "failover peer campus: peer moves from unknown-state to recover-wait";

#[test]
fn the_newest_lines_of_a_log_count_by_the_times_that_they_have() {
    // As dhcpd writes it to its standard error.
    let plain = format!("Server starting service.\n{MOVES}\n{PEER}\n");
    assert_eq!(logged(&plain, ""), Ok([side("normal", None), side("recover-wait", None)]));
    // As rsyslog keeps it.
    let exact = format!("2026-11-30T07:00:00.5+02:00 a dhcpd[7]: {MOVES}\n");
    assert_eq!(logged(&exact, ""), Ok([side("normal", Some("2026-11-30 05:00:00")), None]));
    // As it was kept everywhere: by the clock of the place, without a year.
    let usual = |stamp: &str, last: &str| {
        format!("{stamp} a dhcpd[7]: {MOVES}\n{last} a cron[1]: something else\n")
    };
    let at = |time| Ok([side("normal", time), None]);
    for (stamp, last, changed, since) in [
        ("Nov 30 06:58:00", "Nov 30 07:00:00", "2026-11-30T07:00:01Z", "2026-11-30 06:58:00"),
        ("Nov 30 12:28:00", "Nov 30 12:30:00", "2026-11-30T07:00:01Z", "2026-11-30 06:58:00"),
        ("Nov  3 23:00:00", "Nov 30 02:00:00", "2026-11-30T07:00:01Z", "2026-11-04 04:00:00"),
        ("Dec 31 23:59:59", "Jan  1 00:00:10", "2026-12-31T22:00:11Z", "2026-12-31 21:59:59"),
        ("Feb 29 10:00:00", "Mar  1 10:00:00", "2028-03-01T10:00:00Z", "2028-02-29 10:00:00"),
    ] {
        assert_eq!(logged(&usual(stamp, last), changed), at(Some(since)), "{stamp}");
    }
    // A file that was changed otherwise does not tell how its clock runs.
    let touched = usual("Nov 30 06:58:00", "Nov 30 07:00:00");
    assert_eq!(logged(&touched, "2026-11-30T07:07:00Z"), at(None));
}

proptest::proptest! {
    #[test]
    fn any_log_is_read(
        head in "([A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8}|\\PC{0,20}) a dhcpd\\[7\\]: ",
        rest in "[ -~\n]{0,40}",
        seconds: i64,
    ) {
        let text = format!("{head}{MOVES}\n{rest}\n{head}{PEER}\n");
        let read = read_log(text.as_bytes(), DateTime::from_timestamp(seconds, 0), &peers(&["campus"]));
        proptest::prop_assert_eq!(read.len(), 1);
    }
}

#[test]
fn what_is_no_line_of_dhcpd_on_a_change_is_passed_over() {
    let none = Err("the end of the log has no state of failover peer `campus`".to_owned());
    let client = format!("Nov 30 06:58:00 a dhcpd[7]: vendor dhcpd: {MOVES}\n");
    let exact = format!("2026-11-30T07:00:00Z a dhcpd[7]: vendor dhcpd: {MOVES}\n");
    for text in [
        "",
        // Clients may call themselves anything.
        &client,
        &exact,
        &format!("x: {MOVES}\n"),
        // It is being written: the state may be a longer one.
        MOVES,
        "failover peer campus: I move from startup to somewhere\n",
        "failover peer Campus: I move from startup to normal\n",
        "failover peer campus: I move from normal\n",
        // The partner's state alone is no state of the server.
        &format!("{PEER}\n"),
    ] {
        assert_eq!(logged(text, ""), none, "{text}");
    }
}

#[tokio::test]
async fn of_a_lease_file_and_a_log_the_newer_state_counts() {
    let (file, log) =
        (tempfile::NamedTempFile::new().unwrap(), tempfile::NamedTempFile::new().unwrap());
    let own = "failover peer \"campus\" state { my state recover at 3 2026/11/25 11:00:00; }";
    std::fs::write(file.path(), own).unwrap();
    let newest = async |text: &str, with_file: bool| {
        std::fs::write(log.path(), text).unwrap();
        let log = Log { host: Arc::new(dhcpair_exec::Local::new()), path: log.path().to_owned() };
        let lease_file = with_file.then(|| LeaseFile::Here(file.path().to_owned()));
        let ways = Ways { omapi: None, lease_file, log: Some(log) };
        let found = states(&ways, &peers(&["campus"]), Utc::now).await;
        found.peers[0].state.known().map(|state| (state.own.state.to_string(), state.source))
    };
    let at = |time: &str| format!("2026-11-25T{time}Z a dhcpd[7]: {MOVES}\n");
    let by = |state: &str, source| Some((state.to_owned(), source));
    assert_eq!(newest(&at("11:00:05"), true).await, by("normal", StateSource::Log));
    // The file is written first, and says it to the second, too.
    assert_eq!(newest(&at("11:00:00"), true).await, by("recover", StateSource::LeaseFile));
    assert_eq!(newest(&format!("{MOVES}\n"), true).await, by("recover", StateSource::LeaseFile));
    assert_eq!(newest("", true).await, by("recover", StateSource::LeaseFile));
    assert_eq!(newest(&at("10:00:00"), false).await, by("normal", StateSource::Log));
    assert_eq!(newest("", false).await, None);
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
    let ways = Ways { omapi: None, lease_file: missing.clone().map(LeaseFile::Here), log: None };
    assert_eq!(reason(ways).await, (no_file.to_owned(), None));

    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let omapi = Some(Omapi { address, key: None, limits: omapi::Limits::default() });
    let refused =
        format!("OMAPI: `{address}` refused the connection: Connection refused; {no_file}");
    let ways = Ways { omapi, lease_file: missing.map(LeaseFile::Here), log: None };
    assert_eq!(reason(ways).await, (refused, Some(omapi::ErrorKind::Refused)));
}

#[tokio::test]
async fn a_lease_file_is_as_old_as_its_last_change() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "failover peer \"a\" state { my state normal; }").unwrap();
    let changed = Utc::now() - TimeDelta::hours(3);
    file.as_file().set_modified(changed.into()).unwrap();
    let ways =
        Ways { omapi: None, lease_file: Some(LeaseFile::Here(file.path().to_owned())), log: None };
    let found = states(&ways, &peers(&["a", "b"]), Utc::now).await;
    assert_eq!(found.peers[0].as_of, Some(changed));
    assert_eq!(found.peers[1].as_of, None);
}
