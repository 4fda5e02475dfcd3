use std::net::TcpListener;

use failover_model::{Family, Mode, Parameters, RelationshipSide};

use super::history::History;
use super::*;

const FROM: i64 = 1_795_000_000;

/// A record as dhcpd writes it, which starts so many seconds after `FROM`.
fn record(last: u8, starts: i64, state: &str) -> String {
    let starts = FROM + starts;
    format!("lease 10.0.0.{last} {{ starts epoch {starts}; binding state {state}; }}\n")
}

fn found(before: &str, file: &str) -> Found {
    let set = "10.0.0.10-10.0.0.19, 10.0.0.30".parse().unwrap();
    let mut history = History::new(&[set], FROM);
    history.read(before.as_bytes(), |_| {}).unwrap();
    history.read(file.as_bytes(), |_| {}).unwrap();
    let [found] = history.finish()[..] else { panic!() };
    found
}

#[test]
fn clients_that_take_a_free_address_count_and_renewals_do_not() {
    let before = [
        record(10, -50, "active"),
        record(11, -50, "free"),
        record(12, -90, "backup"),
        record(13, -90, "expired"),
        // In the snapshot of a file that is older than the window.
        record(14, -1, "active"),
        // New in the log of it.
        record(15, 5, "active"),
    ];
    let file = [
        // The new file begins with the newest record of each.
        record(10, -50, "active"),
        record(11, -50, "free"),
        record(12, -90, "backup"),
        record(13, -90, "expired"),
        record(14, -1, "active"),
        record(15, 5, "active"),
        // Renewals.
        record(10, 30, "active"),
        record(15, 40, "active"),
        // Out of both halves, and an address that was never used.
        record(11, 31, "active"),
        record(12, 32, "active"),
        record(16, 33, "active"),
        // A client that came back to its own address before that was free again.
        record(13, 34, "active"),
        // One that is counted once, however often its record is written.
        record(16, 33, "active"),
        record(16, 35, "active"),
        // One that went, and another one that took its address.
        record(17, 36, "active"),
        record(17, 37, "released"),
        record(17, 38, "free"),
        record(17, 39, "active"),
        record(18, 40, "abandoned"),
        record(19, 40, "backup"),
        // No address of this stock.
        record(20, 41, "active"),
        record(31, 41, "active"),
    ];
    let found = found(&before.concat(), &file.concat());
    assert_eq!(found.taken, 6, "15, 11, 12, 16, and 17 twice");
    assert_eq!((found.active, found.declined, found.backup, found.free), (8, 1, 1, 0));
}

/// A record of an address that the partner takes for free: this server has just given it away.
fn given(last: u8, starts: i64) -> String {
    record(last, starts, "active").replace("}", "rewind binding state free; }")
}

/// The history of a file that begins in the midst and was made that long after `FROM`.
fn end_of(before: &str, made: Option<i64>, file: &str) -> History {
    let set = "10.0.0.1-10.0.0.250".parse().unwrap();
    let mut history = History::new(&[set], FROM);
    history.read(before.as_bytes(), |_| {}).unwrap();
    history.begins_in_the_midst(made.map(|made| FROM + made));
    history.read(file.as_bytes(), |_| {}).unwrap();
    history
}

#[test]
fn the_end_of_a_log_tells_what_came_behind_its_first_records() {
    // A day of renewals, then two clients, one of them the partner's, and their renewals.
    let renewals = (0..400).map(|at| record(1 + u8::try_from(at % 200).unwrap(), at, "active"));
    let log: Vec<_> = renewals
        .chain([
            given(201, 500),
            record(202, 501, "active"),
            given(3, 502),
            record(201, 510, "active"),
        ])
        // One that was alone with its client renews before the partner has heard of it.
        .chain([given(203, 520), given(203, 530)])
        .collect();
    let history = end_of("", Some(-9_000), &log.concat());
    // 256 records are looked at before it is clear when it begins.
    assert_eq!(history.from(), Some(FROM + 256));
    let [found] = history.finish()[..] else { panic!() };
    assert_eq!(found.given, 2, "201 and 203: 3 had a client before");

    // One that begins in what was written when the file was made: all since then is known, and what stood in the one before.
    let before = [record(5, -10, "free"), given(5, 10), given(6, 20), record(7, -20, "active")];
    let file = [record(6, 20, "active"), record(7, -20, "active"), given(8, 40), given(7, 41)];
    let history = end_of(&before.concat(), Some(30), &file.concat());
    assert_eq!(history.from(), Some(FROM + 42), "behind the newest of what may be its first ones");
    let history = end_of(&before.concat(), Some(60), &file.concat());
    assert_eq!(history.from(), Some(FROM));
    let [found] = history.finish()[..] else { panic!() };
    assert_eq!(found.given, 3, "5, 6 and 8");
    // Without a client there is no saying when it begins.
    assert_eq!(end_of("", None, &record(9, 0, "free")).from(), None);
}

#[tokio::test]
async fn what_was_tried_is_said_where_nothing_is_known() {
    let mut config = ServerConfig::new(Family::V4);
    let side = RelationshipSide {
        name: Some("campus".into()),
        role: Some(Role::Secondary),
        mode: Some(Mode::LoadBalance),
        own: failover_model::Endpoint::default(),
        partner: failover_model::Endpoint::default(),
        parameters: Parameters::Isc(failover_model::IscParameters::default()),
        state: Knowledge::unknown("not asked"),
        last: None,
        span: None,
    };
    let ix = config.add_relationship(side);
    let scope = config.add_scope("10.0.0.0/24".parse().unwrap());
    config.add_pool(scope, "10.0.0.10-10.0.0.19".parse().unwrap()).unwrap().relationship = Some(ix);

    let question =
        Question { omapi: None, lease_file: None, started: None, runs: true, now: Utc::now() };
    let why = |known: Knowledge<Vec<Usage>>| known.unseen().map(|unseen| unseen.reason.clone());
    let nothing = usage(&config, question.clone()).await.usage;
    assert_eq!(why(nothing).as_deref(), Some("its lease file is not at hand"));

    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let omapi = Omapi { address, key: None, limits: omapi::Limits::default() };
    let refused = usage(&config, Question { omapi: Some(&omapi), ..question.clone() }).await.usage;
    let refused = why(refused).unwrap();
    assert!(refused.ends_with("refused the connection: Connection refused"), "{refused}");

    // The file stands in: the half of a secondary is what is in `backup`, and what was never used is the primary's.
    let file = tempfile::NamedTempFile::new().unwrap();
    let text =
        [record(10, 0, "backup"), record(11, 0, "backup"), record(12, 0, "released")].concat();
    std::fs::write(file.path(), text).unwrap();
    let lease_file = Some(LeaseFile::Here(file.path().to_owned()));
    let question = Question { lease_file, ..question };
    let known = usage(&config, question.clone()).await.usage;
    let [stock] = known.known().unwrap().as_slice() else { panic!() };
    let counts = stock.counts;
    assert_eq!(
        (counts.total, counts.free, counts.partner, counts.ended),
        (10, 2, Some(7), Some(1))
    );
    assert_eq!((counts.in_use(), counts.waiting()), (0, 8));
    // But a server that does not run has nothing to give.
    assert!(usage(&config, Question { runs: false, ..question }).await.usage.known().is_none());
}

#[tokio::test]
async fn what_was_made_is_what_the_newest_declarations_say() {
    let text = "
        host a { dynamic; hardware ethernet 02:00:00:00:00:01; fixed-address 10.0.0.5, nowhere; }
        host b { dynamic; uid \"client\"; }
        class \"c\" { dynamic; match if known; }
        group g { dynamic; }
        group of-the-file { static; }
        subclass \"c\" \"x\" { dynamic; }
        host b { dynamic; deleted; }
        host d { dynamic; uid 01:02; }
        host e { dynam";
    let (before, file) = ("host f { dynamic; }", tempfile::NamedTempFile::new().unwrap());
    std::fs::write(file.path(), text).unwrap();
    let older =
        file.path().with_file_name(format!("{}~", file.path().file_name().unwrap().display()));
    std::fs::write(&older, before).unwrap();
    let mut config = ServerConfig::new(Family::V4);
    let scope = config.add_scope("10.0.0.0/24".parse().unwrap());
    assert!(config.add_pool(scope, "10.0.0.10-10.0.0.19".parse().unwrap()).is_some());
    let lease_file = Some(LeaseFile::Here(file.path().to_owned()));
    let question =
        Question { omapi: None, lease_file, started: None, runs: false, now: Utc::now() };
    let made = usage(&config, question).await.made;
    std::fs::remove_file(older).unwrap();
    let shown = |one: &Made| {
        let clients: Vec<_> =
            one.identifiers.iter().map(|one| format!("{}={}", one.kind, one.value)).collect();
        format!("{} {} {clients:?} {:?}", one.kind.as_str(), one.name, one.addresses)
    };
    let shown: Vec<_> = made.known().unwrap().iter().map(shown).collect();
    assert_eq!(
        shown,
        [
            "host a [\"hardware=ethernet 02:00:00:00:00:01\"] [10.0.0.5]",
            "host d [\"dhcp-client-identifier=01:02\"] []",
            "group g [] []",
            "class c [] []",
        ]
    );
}

#[test]
fn times_that_are_still_to_come_are_no_time_in_which_clients_came() {
    let now = DateTime::from_timestamp(FROM + 3_600, 0).unwrap();
    let since = DateTime::from_timestamp(FROM, 0).unwrap();
    let of = |newest: i64, since| {
        let found = found("", &[record(10, 30, "active"), record(11, newest, "active")].concat());
        let told = taken(since, Extent::Whole, &found, now);
        told.known().map(|taken| (taken.clients, taken.window)).ok_or(told)
    };
    let hour = chrono::TimeDelta::hours(1);
    assert_eq!(of(60, since), Ok((2, hour)));
    // Clocks are never quite the same.
    assert_eq!(of(3_650, since), Ok((2, hour)));
    let Err(Knowledge::Unknown(unseen)) = of(7_200, since) else { panic!() };
    let why = "its lease file has times that are still to come, up to 2026-11-18T";
    assert!(unseen.reason.starts_with(why), "{}", unseen.reason);
    // The file itself was begun tomorrow.
    assert!(of(60, since + chrono::TimeDelta::days(1)).is_err());
}
