use std::collections::BTreeSet;
use std::sync::Arc;

use failover_model::lease::{LeaseKey, LeaseState, Moment};

use super::*;
use crate::leases::Fits;

const HEAD: &str = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,\
                    state,user_context,pool_id\n";
const HEAD6: &str = "address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,\
                     fqdn_fwd,fqdn_rev,hostname,hwaddr,state,user_context,hwtype,hwaddr_source,pool_id\n";

/// Lease files in a folder, each with its head.
fn folder(files: &[(&str, &str)], head: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (name, lines) in files {
        fs::write(folder.path().join(name), format!("{head}{lines}")).unwrap();
    }
    let path = folder.path().join("leases");
    (folder, path)
}

fn read4(files: &[(&str, &str)]) -> Leases {
    let (_folder, path) = folder(files, HEAD);
    read(&path, Family::V4, &Wanted::All).unwrap()
}

fn line(last: u8, client: u8, lifetime: u32) -> String {
    let expire = 1_000_000 + u64::from(lifetime);
    format!(
        "10.0.0.{last},02:00:00:00:00:{client:02x},,{lifetime},{expire},1,0,0,pc-{client},0,,0\n"
    )
}

fn clients(leases: &Leases) -> Vec<(String, u8)> {
    let of = |record: failover_model::lease::LeaseRecord<'_>| *record.hardware.last().unwrap();
    leases.leases.iter().map(|one| (one.key().to_string(), of(one.record()))).collect()
}

fn has(expected: &[(u8, u8)]) -> Vec<(String, u8)> {
    expected.iter().map(|(last, client)| (format!("10.0.0.{last}"), *client)).collect()
}

#[test]
fn the_last_line_counts_and_a_lifetime_of_0_ends_a_lease() {
    let text =
        line(1, 1, 600) + &line(2, 2, 600) + &line(1, 3, 900) + &line(2, 2, 0) + &line(9, 9, 0);
    let leases = read4(&[("leases", &text)]);
    assert_eq!(clients(&leases), has(&[(1, 3)]));
    let record = leases.leases.iter().next().unwrap().record();
    assert_eq!((record.state, record.name), (LeaseState::Active, &b"pc-3"[..]));
    assert_eq!(record.times.expires, Some(Moment::from_unix(1_000_900)));
    assert_eq!(record.times.last_transaction, Some(Moment::from_unix(1_000_000)));
    assert_eq!(leases.problems, 0);
}

#[test]
fn what_the_cleanup_left_counts_in_its_order() {
    let files = [("leases", line(1, 9, 600)), ("leases.1", line(1, 8, 600) + &line(2, 8, 600))];
    let older = [("leases.2", line(2, 7, 600) + &line(3, 7, 600))];
    let files: Vec<_> =
        files.iter().chain(&older).map(|(name, text)| (*name, text.as_str())).collect();
    assert_eq!(clients(&read4(&files)), has(&[(1, 9), (2, 8), (3, 7)]));
    // The cleanup is done, and what it was made of is still there.
    let (completed, output) = (line(4, 6, 600), line(5, 5, 600));
    let more = [("leases.completed", completed.as_str()), ("leases.output", output.as_str())];
    let files: Vec<_> = files.into_iter().chain(more).collect();
    assert_eq!(clients(&read4(&files)), has(&[(1, 9), (4, 6)]));
}

#[test]
fn a_line_that_is_being_written_does_not_count() {
    let half = line(2, 2, 600);
    let text = line(1, 1, 600) + half.trim_end();
    let leases = read4(&[("leases", &text)]);
    assert_eq!((clients(&leases), leases.problems), (has(&[(1, 1)]), 0));
}

#[test]
fn lines_without_sense_are_counted_and_left_out() {
    let bad = "10.0.0.2,xx,,600,1000600,1,0,0,,0,,0\n10.0.0.3\n2001:db8::1,,,600,1000600,1,0,0,,0,,0\n\
               10.0.0.4,,,600,5,1,0,0,,0,,0\n10.0.0.5,,,600,1000600,1,0,0,,many,,0\n";
    let leases = read4(&[("leases", &(line(1, 1, 600) + bad))]);
    assert_eq!((clients(&leases), leases.problems), (has(&[(1, 1)]), 5));
}

#[test]
fn identifiers_names_and_ends_are_read_as_kea_writes_them() {
    let text = "10.0.0.7,,01:02:ff,4294967295,4295967295,1,1,1,a&#x2cb&#xqq.,1,{ },0\n";
    let leases = read4(&[("leases", text)]);
    let record = leases.leases.iter().next().unwrap().record();
    assert_eq!((record.client, record.hardware), (&[1, 2, 255][..], &[][..]));
    assert_eq!((record.name, record.state), (&b"a,b&#xqq."[..], LeaseState::Declined));
    assert_eq!(record.times.expires, Some(Moment::NEVER));
    // The columns of Kea 1.0: no state.
    let (_folder, path) = folder(&[], "");
    let old = HEAD.split(",state").next().unwrap();
    fs::write(&path, format!("{old}\n10.0.0.7,,,600,1000600,1,0,0,\n")).unwrap();
    let leases = read(&path, Family::V4, &Wanted::All).unwrap();
    assert_eq!(leases.leases.iter().next().unwrap().state(), LeaseState::Active);
}

#[test]
fn addresses_and_prefixes_of_dhcpv6_are_kept_apart() {
    let text = "2001:db8::7,00:03:00:01:02,600,1000600,1,300,0,5,128,0,0,,,0,,,,0\n\
                2001:db8:1::,00:03:00:01:02,600,1000600,1,300,2,6,56,0,0,,,0,,,,0\n\
                2001:db8::8,00,600,1000600,1,300,0,0,128,0,0,,,1,,,,0\n\
                2001:db8::9,00:00:00,600,1000600,1,300,0,0,128,0,0,,,1,,,,0\n";
    let (_folder, path) = folder(&[("leases", text)], HEAD6);
    let leases = read(&path, Family::V6, &Wanted::All).unwrap();
    let shown: Vec<_> = leases.leases.iter().map(|one| one.key().to_string()).collect();
    assert_eq!(shown, ["2001:db8::7", "2001:db8::8", "2001:db8::9", "2001:db8:1::/56"]);
    let iaids: Vec<_> = leases.leases.iter().map(|one| one.record().iaid).collect();
    assert_eq!((iaids, leases.problems), (vec![5, 0, 0, 6], 0));
    for declined in leases.leases.iter().skip(1).take(2).map(|one| one.record()) {
        assert_eq!((declined.client, declined.state), (&[][..], LeaseState::Declined));
    }
    assert!(matches!(read(&path, Family::V4, &Wanted::All), Err(NotRead::WrongKind(_))));
}

#[test]
fn only_what_is_asked_for_is_kept() {
    let (_folder, path) = folder(&[("leases", &(line(1, 1, 600) + &line(2, 2, 600)))], HEAD);
    let keys = BTreeSet::from([LeaseKey::address("10.0.0.2".parse().unwrap())]);
    let leases = read(&path, Family::V4, &Wanted::Only(Arc::new(keys))).unwrap();
    assert_eq!(clients(&leases), has(&[(2, 2)]));
    // One address of this client, one that it had, and one that it had and that was forgotten; its newest record counts.
    let lines = [
        line(1, 7, 600),
        line(2, 7, 600),
        line(3, 7, 600),
        line(4, 2, 600),
        line(2, 3, 600),
        line(3, 7, 0),
        line(3, 4, 600),
    ];
    let (_folder, path) = folder(&[("leases", &lines.concat())], HEAD);
    let all = read(&path, Family::V4, &Wanted::All).unwrap();
    let card = all.leases.iter().next().unwrap().record().hardware.to_vec();
    let fits = Fits::new(move |record| record.hardware == card);
    let leases = read(&path, Family::V4, &Wanted::Fitting(fits)).unwrap();
    assert_eq!(clients(&leases), has(&[(1, 7), (2, 3)]));
    fs::remove_file(&path).unwrap();
    assert!(matches!(read(&path, Family::V4, &Wanted::All), Err(NotRead::Unreadable(_))));
}

#[test]
fn a_line_without_end_takes_no_memory_and_the_next_one_is_read() {
    let long = format!("10.0.0.9,{}\n", "0".repeat(3 << 20));
    let leases = read4(&[("leases", &(line(1, 1, 600) + &long + &line(2, 2, 600)))]);
    assert_eq!((clients(&leases), leases.problems), (has(&[(1, 1), (2, 2)]), 1));
}
