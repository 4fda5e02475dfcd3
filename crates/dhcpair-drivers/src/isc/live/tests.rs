use std::net::TcpListener;

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
    let ways = Ways { omapi: None, lease_file: missing.clone() };
    assert_eq!(reason(ways).await, (no_file.to_owned(), None));

    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let omapi = Some(Omapi { address, key: None, limits: omapi::Limits::default() });
    let refused =
        format!("OMAPI: `{address}` refused the connection: Connection refused; {no_file}");
    let ways = Ways { omapi, lease_file: missing };
    assert_eq!(reason(ways).await, (refused, Some(omapi::ErrorKind::Refused)));
}

#[tokio::test]
async fn a_lease_file_is_as_old_as_its_last_change() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "failover peer \"a\" state { my state normal; }").unwrap();
    let changed = Utc::now() - TimeDelta::hours(3);
    file.as_file().set_modified(changed.into()).unwrap();
    let ways = Ways { omapi: None, lease_file: Some(file.path().to_owned()) };
    let found = states(&ways, &peers(&["a", "b"]), Utc::now).await;
    assert_eq!(found.peers[0].as_of, Some(changed));
    assert_eq!(found.peers[1].as_of, None);
}
