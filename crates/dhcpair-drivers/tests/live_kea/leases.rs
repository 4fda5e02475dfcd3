//! The leases of a server by its file and by its control channel are the same, on this machine and over SSH.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use dhcpair_drivers::leases::{LeaseReading, LeasesError, Wanted, lease_reader};
use dhcpair_drivers::{Access, Ask, ConfigFile, KeaWay, Look, SshClient, SshWay, Target};
use dhcpair_testbed::lab::Kea;
use dhcpair_testbed::{Family, OpenSsh};
use failover_model::lease::{LeaseKey, LeaseState, Moment};
use failover_model::{ServerName, Vendor};

use crate::server::Make;

/// A server with leases of every sort.
fn with_leases(make: &Make, family: Family, host: &dhcpair_testbed::lab::Host) -> Kea {
    let library = make.library("libdhcp_lease_cmds");
    let kea = make.start_with(host, family, |folder| {
        let subnet = match family {
            Family::V4 => r#""subnet4": [ { "id": 1, "subnet": "10.20.0.0/16" } ]"#,
            Family::V6 => {
                r#""subnet6": [ { "id": 1, "subnet": "2001:db8::/32", "pd-pools": [ {
                    "prefix": "2001:db8:8000::", "prefix-len": 40, "delegated-len": 56 } ] } ]"#
            }
        };
        let folder = folder.display();
        format!(
            r#"{subnet},
               "lease-database": {{ "type": "memfile", "name": "{folder}/leases.csv", "lfc-interval": 0 }},
               "control-socket": {{ "socket-type": "unix", "socket-name": "{folder}/kea.sock" }},
               "hooks-libraries": [ {{ "library": "{library}" }} ]"#
        )
    });
    for number in 1..60_u8 {
        let (command, rest) = match family {
            Family::V4 => {
                let id = if number % 3 == 0 { String::new() } else { client_id(number) };
                let hardware = format!(r#""hw-address": "02:00:00:00:00:{number:02x}""#);
                ("lease4-add", format!(r#""ip-address": "10.20.1.{number}", {hardware} {id}"#))
            }
            Family::V6 if number % 7 == 0 => {
                let prefix = format!("2001:db8:80{number:02x}::");
                let kind = r#""type": "IA_PD", "prefix-len": 56"#;
                ("lease6-add", format!(r#""ip-address": "{prefix}", {kind}, {}"#, duid(number)))
            }
            Family::V6 => {
                let address = format!("2001:db8::{number:x}");
                ("lease6-add", format!(r#""ip-address": "{address}", {}"#, duid(number)))
            }
        };
        let lifetime = if number == 11 { u32::MAX } else { 3_600 + u32::from(number) };
        // No prefix can be declined.
        let state = u8::from(number % 10 == 5 && number % 7 != 0);
        let name = if number == 13 { "odd, name" } else { "pc.example.org" };
        let text = format!(
            r#"{{ "command": "{command}", "arguments": {{ "subnet-id": 1, {rest},
                  "valid-lft": {lifetime}, "hostname": "{name}", "state": {state} }} }}"#
        );
        let said = kea.command("kea.sock", &text).unwrap();
        assert!(said.contains(r#""result": 0"#), "{text}: {said}");
    }
    kea
}

fn client_id(number: u8) -> String {
    format!(r#", "client-id": "01:02:00:00:00:00:{number:02x}""#)
}

fn duid(number: u8) -> String {
    let iaid = u32::MAX - u32::from(number);
    format!(r#""duid": "00:03:00:01:02:00:00:00:00:{number:02x}", "iaid": {iaid}"#)
}

/// A server by its file, by its channel, or by both.
fn target(kea: &Kea, family: Family, access: Access, (file, channel): (bool, bool)) -> Target {
    let socket = Some(KeaWay::Socket(kea.folder().join("kea.sock")));
    let ask = match family {
        _ if !channel => Ask::Nothing,
        Family::V4 => Ask::Kea { v4: socket, v6: None },
        Family::V6 => Ask::Kea { v4: None, v6: socket },
    };
    let path = kea.folder().join("leases.csv");
    let leases = file.then(|| ConfigFile { path, v6: family == Family::V6 }).into_iter().collect();
    Target {
        name: ServerName::new("kea-1"),
        vendor: Vendor::Kea,
        addresses: Vec::new(),
        access,
        ask,
        configs: vec![ConfigFile { path: kea.file(), v6: false }],
        leases,
        version: None,
        restart: None,
        log: None,
    }
}

fn over(sshd: &OpenSsh) -> Access {
    let client =
        SshClient::Own { identity: Some(sshd.key()), known_hosts: Some(sshd.known_hosts()) };
    let (host, user) = ("127.0.0.1".to_owned(), Some(sshd.user().to_owned()));
    Access::Ssh { way: SshWay { host, user, port: Some(sshd.port()), client }, cwd: None }
}

fn read(target: Target, family: Family, wanted: &Wanted) -> Result<LeaseReading, LeasesError> {
    let family = match family {
        Family::V4 => failover_model::Family::V4,
        Family::V6 => failover_model::Family::V6,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let look = Look { limit: Some(Duration::from_secs(30)), ..Look::new() };
    runtime.block_on(async {
        let reader = lease_reader(target, look);
        reader.leases(family, wanted.clone(), Moment::from(Utc::now())).await
    })
}

/// All that is said of leases, as text.
fn told(reading: LeaseReading) -> Vec<String> {
    assert_eq!((reading.problems, reading.copy), (0, false));
    reading.leases.iter().map(|lease| format!("{:?}", lease.record())).collect()
}

const HERE: Access = Access::Local { cwd: None };

fn the_same_by_every_way(make: &Make, family: Family) {
    let Some(lab) = make.lab() else { return };
    let host = lab.host("server").unwrap();
    let kea = with_leases(make, family, &host);
    let of = |access: Access, ways| target(&kea, family, access, ways);
    let file = read(of(HERE, (true, false)), family, &Wanted::All).unwrap();
    let keys: BTreeSet<LeaseKey> = file.leases.iter().map(|lease| lease.key()).collect();
    let declined = file.leases.iter().filter(|lease| lease.state() == LeaseState::Declined).count();
    assert_eq!((keys.len(), declined > 3), (59, true));
    let file = told(file);
    assert!(file.iter().any(|one| one.contains("111, 100, 100, 44, 32")), "odd, name");
    let mut targets = vec![of(HERE, (false, true)), of(Access::Asked, (false, true))];
    let sshd = OpenSsh::start().unwrap();
    if let Some(sshd) = &sshd {
        targets.extend([of(over(sshd), (true, false)), of(over(sshd), (false, true))]);
    }
    for target in &targets {
        assert_eq!(told(read(target.clone(), family, &Wanted::All).unwrap()), file);
    }
    // Some of them, a few and many, among such as nobody has.
    let strangers = match family {
        Family::V4 => ["0.0.0.0", "10.20.0.9", "10.20.1.200", "255.255.255.255"],
        Family::V6 => ["::", "2001:db8::ffff", "2001:db8:9000::", "ffff::"],
    };
    let strangers = strangers.map(|text| LeaseKey::address(text.parse().unwrap()));
    for count in [0, 1, 5, 30] {
        let ways = [&targets[0], &targets[targets.len() - 1]];
        let some = keys.iter().copied().step_by(2).take(count).chain(strangers).collect();
        let some = Wanted::Only(Arc::new(some));
        let file = told(read(of(HERE, (true, false)), family, &some).unwrap());
        assert_eq!(file.len(), count);
        for way in ways {
            assert_eq!(told(read(way.clone(), family, &some).unwrap()), file);
        }
    }
    what_cannot_be_read(&kea, family);
}

/// A file that is not there is stood in for by the channel, and where neither leads to leases both are told.
fn what_cannot_be_read(kea: &Kea, family: Family) {
    let both = |file: &str, socket: &str| {
        let mut target = target(kea, family, HERE, (true, true));
        target.leases[0].path = kea.folder().join(file);
        let way = Some(KeaWay::Socket(kea.folder().join(socket)));
        target.ask = match family {
            Family::V4 => Ask::Kea { v4: way, v6: None },
            Family::V6 => Ask::Kea { v4: None, v6: way },
        };
        read(target, family, &Wanted::All)
    };
    assert_eq!(both("none.csv", "kea.sock").unwrap().leases.len(), 59);
    let error = both("none.csv", "none.sock").unwrap_err();
    let (file, socket) = (kea.folder().join("none.csv"), kea.folder().join("none.sock"));
    let LeasesError::Neither { .. } = &error else { panic!("{error:?}") };
    let text = error.to_string();
    assert!(text.starts_with(&format!("lease file `{}` cannot", file.display())), "{text}");
    assert!(text.contains(&format!("there is no socket `{}`", socket.display())), "{text}");
}

#[test]
fn leases_are_the_same_by_every_way_in_this_machine_s_version() {
    let Some(make) = Make::own() else { return };
    the_same_by_every_way(&make, Family::V4);
    the_same_by_every_way(&make, Family::V6);
}

#[test]
fn leases_are_the_same_by_every_way_in_2_6() {
    let Some(make) = Make::of("trixie") else { return };
    the_same_by_every_way(&make, Family::V4);
    the_same_by_every_way(&make, Family::V6);
}

#[test]
fn leases_are_the_same_by_every_way_in_3_0() {
    let Some(make) = Make::of("forky") else { return };
    the_same_by_every_way(&make, Family::V4);
    the_same_by_every_way(&make, Family::V6);
}

#[test]
fn a_server_without_the_commands_of_leases_says_what_to_load() {
    let Some(make) = Make::own() else { return };
    let Some(lab) = make.lab() else { return };
    let host = lab.host("server").unwrap();
    let kea = make.start(&host, Family::V4, &kea_config::Json::list([]));
    let target = target(&kea, Family::V4, Access::Asked, (false, true));
    let error = read(target, Family::V4, &Wanted::All).unwrap_err().to_string();
    assert!(error.contains("`libdhcp_lease_cmds` brings it: is it loaded?"), "{error}");
}

#[test]
fn what_is_wrong_with_a_file_on_another_host_is_told() {
    let Some(sshd) = OpenSsh::start().unwrap() else { return };
    let folder = tempfile::tempdir().unwrap();
    let error = |path: PathBuf| {
        let target = Target {
            name: ServerName::new("kea-1"),
            vendor: Vendor::Kea,
            addresses: Vec::new(),
            access: over(&sshd),
            ask: Ask::Nothing,
            configs: Vec::new(),
            leases: vec![ConfigFile { path, v6: false }],
            version: None,
            restart: None,
            log: None,
        };
        read(target, Family::V4, &Wanted::All).unwrap_err()
    };
    let place = format!("{}@127.0.0.1:{}", sshd.user(), sshd.port());
    let none = folder.path().join("none.csv");
    let text = error(none.clone()).to_string();
    assert_eq!(text, format!("lease file: there is no file `{}` on `{place}`", none.display()));
    let odd = folder.path().join("odd.csv");
    fs::write(&odd, "address,duid,valid_lifetime\n").unwrap();
    let text = error(odd.clone()).to_string();
    assert_eq!(text, format!("`{}` is not a lease file of kea-dhcp4", odd.display()));
    assert!(matches!(error("leases.csv".into()), LeasesError::Relative { .. }));
}
