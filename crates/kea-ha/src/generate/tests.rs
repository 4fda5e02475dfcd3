use kea_config::Version;

use super::*;
use crate::url::Url;

fn peer(name: &str, url: &str, role: Role) -> PeerParameters {
    let kea = Installation::with_hooks(Version::parse("2.2.0").unwrap(), "/usr/lib/kea/hooks/");
    PeerParameters::new(name, Url::parse(url).unwrap(), role, kea)
}

fn pair(mode: Mode) -> RelationshipParameters {
    let mut peers = vec![peer("a", "http://192.0.2.1:8001/", Role::Primary)];
    let role = mode.second_role().unwrap_or(Role::Backup);
    peers.push(peer("b", "http://[2001:db8::2]:8001/", role));
    RelationshipParameters::new(mode, peers)
}

/// What is said of a load-balancing pair with one change.
fn refused(change: impl FnOnce(&mut RelationshipParameters)) -> String {
    let mut changed = pair(Mode::LoadBalancing);
    change(&mut changed);
    changed.checked().unwrap_err().to_string()
}

fn set(key: &'static str, value: u32) -> impl FnOnce(&mut RelationshipParameters) {
    move |parameters| {
        parameters.settings.set(key, value).unwrap();
    }
}

#[test]
fn every_server_gets_its_part() {
    let mut parameters = pair(Mode::HotStandby);
    parameters.settings = Settings::new();
    parameters.settings.set("multi-threading.http-client-threads", 4).unwrap();
    parameters.settings.set("heartbeat-delay", 5_000).unwrap();
    parameters.peers[1].auto_failover = false;
    parameters.peers[1].tls = PeerTls::Off;
    parameters.peers[0].authentication = Some(Authentication {
        user: Credential::Plain("kea".to_owned()),
        password: Some(Credential::File("/etc/kea/secret".to_owned())),
    });
    parameters.pauses.push((State::PartnerDown, Pause::Once));
    let all = parameters.checked().unwrap().configurations().unwrap();
    let block = |name: &str| {
        format!(
            "{{ \"this-server-name\": \"{name}\", \"mode\": \"hot-standby\", \"heartbeat-delay\": 5000, \
             \"multi-threading\": {{ \"http-client-threads\": 4 }}, \"peers\": [ {{ \"name\": \"a\", \"url\": \
             \"http://192.0.2.1:8001/\", \"role\": \"primary\", \"basic-auth-user\": \"kea\", \
             \"basic-auth-password-file\": \"/etc/kea/secret\" }}, {{ \"name\": \"b\", \"url\": \
             \"http://[2001:db8::2]:8001/\", \"role\": \"standby\", \"auto-failover\": false, \"trust-anchor\": \
             \"\", \"cert-file\": \"\", \"key-file\": \"\" }} ], \"state-machine\": {{ \"states\": [ {{ \"state\": \
             \"partner-down\", \"pause\": \"once\" }} ] }} }}"
        )
    };
    for (nth, name) in ["a", "b"].into_iter().enumerate() {
        assert_eq!(all[nth].relationship.to_string(), block(name));
        assert_eq!(
            all[nth].hooks_libraries.to_string(),
            format!(
                "[ {{ \"library\": \"/usr/lib/kea/hooks/libdhcp_lease_cmds.so\" }}, {{ \"library\": \
                 \"/usr/lib/kea/hooks/libdhcp_ha.so\", \"parameters\": {{ \"high-availability\": [ {} ] }} }} ]",
                block(name)
            )
        );
    }
    assert!(!all[0].needs_threads, "nobody asked for a listener");
}

#[test]
fn what_kea_refuses_or_ignores_is_refused() {
    let told = [
        (
            refused(set("heartbeat-delay", 65_536)),
            "`heartbeat-delay` is `65536`: it must be 0 to 65535",
        ),
        (
            refused(set("max-rejected-lease-updates", 5)),
            "`max-rejected-lease-updates` is known from 2.3.1 on, and `a` runs 2.2.0",
        ),
        (refused(|all| all.mode = Mode::HotStandby), "the mode `hot-standby` has no `secondary`"),
        (
            refused(|all| all.mode = Mode::PassiveBackup),
            "the mode `passive-backup` has no `secondary`",
        ),
        (
            refused(|all| all.peers.push(peer("c", "http://192.0.2.3:1/", Role::Primary))),
            "the peers `a` and `c` have the same role",
        ),
        (
            refused(|all| all.peers.push(peer("b", "http://192.0.2.3:1/", Role::Backup))),
            "the peers `b` and `b` have the same name",
        ),
        (
            refused(|all| all.peers[1].url = all.peers[0].url),
            "the peers `a` and `b` have the same address and port",
        ),
        (
            refused(|all| {
                all.settings.set("wait-backup-ack", true).unwrap();
            }),
            "`wait-backup-ack` is `true`: it must be false in the mode `load-balancing`",
        ),
        (refused(|all| all.peers[0].name = " ".to_owned()), "`name` is ` `: it must be not blank"),
        (
            refused(|all| {
                all.pauses = vec![(State::Ready, Pause::Once), (State::Ready, Pause::Never)]
            }),
            "`state` is `ready`: it must be in the list of states once",
        ),
        (
            refused(|all| all.peers[0].url = Url::parse("https://192.0.2.1:8001/").unwrap()),
            "TLS of the peer `a` needs `trust-anchor`, `cert-file` and `key-file`, none of them empty",
        ),
        (
            refused(|all| {
                all.settings.set("cert-file", "/c").unwrap();
            }),
            "TLS of the relationship needs `trust-anchor`, `cert-file` and `key-file`, none of them empty",
        ),
    ];
    for (was, expected) in told {
        assert_eq!(was, expected);
    }
    let mut standby = pair(Mode::HotStandby);
    standby.settings.set("delayed-updates-limit", 1).unwrap();
    let told = standby.checked().unwrap_err().to_string();
    assert_eq!(told, "`delayed-updates-limit` is `1`: it must be 0 in the mode `hot-standby`");
}

#[test]
fn what_never_works_is_refused() {
    assert_eq!(
        refused(set("max-response-delay", 10_000)),
        "`max-response-delay` is `10000`: it must be more than `heartbeat-delay`, which is 10000"
    );
    assert_eq!(
        refused(set("sync-page-limit", 0)),
        "`sync-page-limit` is `0`: it must be more than 0"
    );
    assert_eq!(
        refused(set("heartbeat-delay", 0)),
        "`heartbeat-delay` is `0`: it must be more than 0"
    );
    for (url, told) in [
        ("http://192.0.2.1/", "with a port in the range 1 to 65535"),
        ("http://192.0.2.1:70000/", "with a port in the range 1 to 65535"),
        ("http://0.0.0.0:8001/", "with an address that a host can have"),
        ("http://[ff02::1]:8001/", "with an address that a host can have"),
    ] {
        let was = refused(|all| all.peers[0].url = Url::parse(url).unwrap());
        assert!(was.ends_with(told), "{was}");
    }
}

#[test]
fn passwords_are_in_no_message() {
    let mut parameters = pair(Mode::LoadBalancing);
    parameters.peers[0].authentication = Some(Authentication {
        user: Credential::Plain("a:b".to_owned()),
        password: Some(Credential::Plain("hunter2".to_owned())),
    });
    assert!(!format!("{parameters:?}").contains("hunter2"));
    let told = parameters.checked().unwrap_err().to_string();
    assert_eq!(told, "`basic-auth-user of a` is `a:b`: it must be not empty, and without a colon");
}

#[test]
fn libraries_are_named_as_the_version_finds_them() {
    let library = |version: &str, folder: Option<&str>| {
        let version = Version::parse(version).unwrap();
        Installation { version, hooks: folder.map(str::to_owned) }.library("a", LIBRARY)
    };
    for version in ["2.4.2", "2.6.3", "2.6.5", "2.7.6", "3.0.0", "3.2"] {
        assert_eq!(library(version, None).unwrap(), "libdhcp_ha.so");
    }
    for version in ["2.2.0", "2.4.1", "2.4", "2.5.8", "2.6.2", "2.7.5"] {
        assert!(
            matches!(library(version, None), Err(ParameterError::NoFolder { .. })),
            "{version}"
        );
        assert_eq!(library(version, Some("/h")).unwrap(), "/h/libdhcp_ha.so");
    }
}

#[test]
fn a_pool_is_split_in_even_halves() {
    let halves = |text: &str| {
        halves(text.parse().unwrap()).map(|halves| halves.map(|half| half.to_string()))
    };
    let both = |one: &str, other: &str| Some([one.to_owned(), other.to_owned()]);
    assert_eq!(halves("192.0.2.0/24"), both("192.0.2.0-192.0.2.127", "192.0.2.128-192.0.2.255"));
    assert_eq!(halves("192.0.2.1-192.0.2.3"), both("192.0.2.1-192.0.2.2", "192.0.2.3-192.0.2.3"));
    assert_eq!(halves("192.0.2.1-192.0.2.1"), None);
    assert_eq!(
        halves("::/0"),
        both(
            "::-7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "8000::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
        )
    );
    let pools =
        pair(Mode::LoadBalancing).checked().unwrap().pools("192.0.2.1-192.0.2.2".parse().unwrap());
    assert_eq!(
        pools[1][0].to_string(),
        "{ \"pool\": \"192.0.2.2 - 192.0.2.2\", \"client-class\": \"HA_b\" }"
    );
    let pools =
        pair(Mode::HotStandby).checked().unwrap().pools("192.0.2.1-192.0.2.2".parse().unwrap());
    assert_eq!(pools[0][1].to_string(), "{ \"pool\": \"192.0.2.1 - 192.0.2.2\" }");
}

#[test]
fn a_hub_has_several_relationships() {
    let spoke = |nth: usize, version: &str| {
        let mut peers = vec![
            peer(&format!("spoke{nth}"), &format!("http://192.0.2.{nth}:8001/"), Role::Primary),
            peer(&format!("hub{nth}"), &format!("http://192.0.2.100:800{nth}/"), Role::Standby),
        ];
        for peer in &mut peers {
            peer.installation = Installation::of(Version::parse(version).unwrap());
        }
        RelationshipParameters::new(Mode::HotStandby, peers).checked().unwrap()
    };
    let (one, two) = (spoke(1, "2.6.3"), spoke(2, "2.6.3"));
    let libraries = hub(&[(&one, "hub1"), (&two, "hub2")]).unwrap();
    let list = libraries.items()[1].get("parameters").unwrap().get("high-availability").unwrap();
    let names: Vec<_> = list
        .items()
        .iter()
        .map(|one| one.get("this-server-name").unwrap().as_str().unwrap())
        .collect();
    assert_eq!(names, ["hub1", "hub2"]);
    assert_eq!(one.subnet_context().to_string(), "{ \"ha-server-name\": \"spoke1\" }");
    for (members, told) in [
        ([(&one, "hub1"), (&one, "hub1")], "`spoke1` is a peer of two of them"),
        ([(&one, "hub1"), (&two, "hub")], "no peer is called `hub`"),
        (
            [(&spoke(1, "2.2.0"), "hub1"), (&two, "hub2")],
            "Kea 2.2.0 takes one alone; 2.5.5 and later take more",
        ),
    ] {
        let refusal = hub(&members).unwrap_err().to_string();
        assert_eq!(refusal, format!("several relationships on one server: {told}"));
    }
}
