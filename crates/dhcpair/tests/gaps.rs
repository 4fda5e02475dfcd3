//! A dhcpd.conf with an include that cannot be read, as a key that is root's alone: the rest is read, and nothing is
//! concluded from what is not there.

mod support;

use std::path::Path;

use dhcpair_testbed::lab::{Dhcpd, Host, Lab};
use serde_json::{Value, json};
use support::{Run, dhcpair, folder};

/// A scope in the relationship, or beside it.
fn scope(net: u8, routers: &str) -> String {
    format!(
        "subnet 10.1.{net}.0 netmask 255.255.255.0 {{ option routers {routers};\n  \
         pool {{ failover peer \"campus\"; range 10.1.{net}.10 10.1.{net}.99; }} }}\n"
    )
}

fn peer(role: &str, own: &str, partner: &str) -> String {
    let primary = if role == "primary" { "mclt 600; split 128;" } else { "" };
    format!(
        "failover peer \"campus\" {{ {role}; address {own}; port 647; peer address {partner}; peer port 647;\n  \
         max-response-delay 30; max-unacked-updates 10; load balance max seconds 3; {primary} }}\n"
    )
}

/// The closed key is used by a zone and by OMAPI.
const KEYED: &str = "include \"/etc/bind/ddns.key\";\nomapi-port 7911;\nomapi-key ddns;\n\
     zone example.org. { primary 192.0.2.53; key ddns; }\n";

/// Two copies of servers, the second one with a hole.
fn copies(second: &str) -> tempfile::TempDir {
    let common = "default-lease-time 4000;\n";
    let a = format!(
        "{common}option domain-name \"a.example\";\n{}{}{}",
        peer("primary", "192.0.2.1", "192.0.2.2"),
        scope(0, "10.1.0.1"),
        scope(1, "10.1.1.1"),
    );
    let server = |name: &str| {
        format!(
            "[servers.{name}]\nvendor = \"isc\"\nconfig = \"/etc/dhcp/dhcpd.conf\"\n\
             addresses = [\"192.0.2.{}\"]\naccess = {{ type = \"files\", root = \"{name}\" }}\n",
            if name == "dhcp-a" { 1 } else { 2 }
        )
    };
    let inventory = server("dhcp-a") + &server("dhcp-b");
    folder(&[
        ("dhcpair.toml", inventory.as_bytes()),
        ("dhcp-a/etc/dhcp/dhcpd.conf", a.as_bytes()),
        ("dhcp-b/etc/dhcp/dhcpd.conf", second.as_bytes()),
    ])
}

fn paths(told: &Run) -> Vec<String> {
    let document = told.json();
    let all = document["drift"].as_array().unwrap().iter();
    all.map(|one| one["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_read_is_shown_and_what_is_not_is_not_missing() {
    let b = format!(
        "{KEYED}{}{}{}",
        peer("secondary", "192.0.2.2", "192.0.2.1"),
        scope(0, "10.1.0.9"),
        scope(2, "10.1.2.1"),
    );
    let copies = copies(&b);
    let run = |words: &[&str]| dhcpair(copies.path(), words);

    let told = run(&["drift", "-o", "json"]);
    assert_eq!(told.code, Some(6), "{}", told.all());
    let document = told.json();
    assert_eq!(document["complete"], false, "{document}");
    let second = &document["compared"][1];
    assert_eq!(second["unseen"], "file", "{document}");
    assert!(second["reason"].as_str().unwrap().contains("/etc/bind/ddns.key"), "{document}");
    assert_eq!(document["compared"][0]["unseen"], Value::Null, "{document}");
    // On both, and on the side with the hole alone; a scope, an option and a lease time of the other side may be in it.
    let of = "relationship.campus/scope.10.1";
    let zone = "pair.dhcp-a+dhcp-b/zone.example.org.".to_owned();
    assert_eq!(paths(&told), [format!("{of}.0.0/24/option.routers"), format!("{of}.2.0/24"), zone]);

    let shown = run(&["drift"]);
    let text = shown.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("?? dhcp-b was read in part: an include was not read"), "{text}");

    let row = run(&["server", "show", "dhcp-b", "-o", "json"]).json()["servers"][0].clone();
    assert_eq!((&row["read"], &row["scopes"]), (&json!(true), &json!(2)), "{row}");
    assert_eq!(row["relationships"], json!(["campus"]), "{row}");
    assert!(row["refused"].is_null() && row["gap"].is_string(), "{row}");
    for list in [&["servers"][..], &["server", "show", "dhcp-b"]] {
        let told = run(list);
        assert!(
            told.stdout.contains("partly read") && told.stdout.contains("??"),
            "{}",
            told.all()
        );
    }

    let status = run(&["status", "-o", "json"]).json();
    let row = &status["relationships"][0];
    assert_eq!(row["health"], "unknown", "{status}");
    assert!(row["detail"].as_str().unwrap().contains("/etc/bind/ddns.key"), "{status}");
    assert_eq!((&row["drift"], &row["scopes"]), (&json!(3), &json!(3)), "{status}");

    assert!(run(&["scopes"]).stdout.contains("?? dhcp-b was read in part"));
    let scopes = run(&["scopes", "-o", "json"]).json();
    let of = |net: &str| {
        let all = scopes["scopes"].as_array().unwrap();
        all.iter().find(|one| one["scope"] == net).unwrap().clone()
    };
    let (only_a, only_b) = (of("10.1.1.0/24"), of("10.1.2.0/24"));
    assert_eq!((&only_a["missing"], &only_a["unread"]), (&json!([]), &json!(["dhcp-b"])));
    assert_eq!((&only_b["missing"], &only_b["unread"]), (&json!(["dhcp-a"]), &json!([])));
}

#[test]
fn a_relationship_may_be_in_what_was_not_read() {
    let copies = copies(&format!("{KEYED}subnet 10.1.0.0 netmask 255.255.255.0 {{ }}\n"));
    let told = dhcpair(copies.path(), ["drift", "-o", "json"]);
    assert_eq!((told.code, paths(&told)), (Some(6), Vec::new()), "{}", told.all());
    let document = told.json();
    assert_eq!(document["unread"][0]["server"], "dhcp-b", "{document}");
    assert_eq!(document["unread"][0]["relationships"], json!(["campus"]), "{document}");
    let scopes = dhcpair(copies.path(), ["scopes", "-o", "json"]).json();
    let all = scopes["scopes"].as_array().unwrap();
    assert!(all.iter().all(|one| one["missing"] == json!([])), "{scopes}");
}

#[test]
fn addresses_are_found_in_copies_without_the_key() {
    let b =
        format!("{KEYED}{}{}", peer("secondary", "192.0.2.2", "192.0.2.1"), scope(0, "10.1.0.1"));
    let copies = copies(&b);
    let files = ["dhcp-a/etc/dhcp/dhcpd.conf", "dhcp-b/etc/dhcp/dhcpd.conf"];
    let told = dhcpair(copies.path(), ["init", files[0], files[1]]);
    assert_eq!(told.code, Some(0), "{}", told.all());
    for text in ["addresses = [\"192.0.2.1\"]", "addresses = [\"192.0.2.2\"]"] {
        assert!(told.stdout.contains(&format!("\n{text}")), "{}", told.all());
    }
    assert!(!told.stdout.contains("were not found"), "{}", told.all());
    assert!(told.all().contains("/etc/bind/ddns.key"), "{}", told.all());
}

/// One half of a running pair, with its key in a file of its own.
fn half(role: &str, [own, partner]: [&Host; 2], key: &Path) -> String {
    let peer = peer(role, &own.address().to_string(), &partner.address().to_string());
    format!(
        "include \"{}\";\nomapi-port 7911;\nomapi-key dhcpair;\n{peer}\
         subnet 10.77.0.0 netmask 255.255.255.0 {{\n  \
         pool {{ failover peer \"campus\"; range 10.77.0.100 10.77.0.199; }} }}\n",
        key.display()
    )
}

#[test]
fn a_running_pair_is_seen_without_the_include() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let hosts = ["dhcp-a", "dhcp-b"].map(|name| lab.host(name).unwrap());
    let [a, b] = &hosts;
    let secret = "bm90IHRvIGJlIHNlZW4gYW55d2hlcmU=";
    let key = format!("key dhcpair {{ algorithm hmac-sha256; secret {secret}; }}\n");
    let keys = folder(&[("a.key", key.as_bytes()), ("b.key", key.as_bytes())]);
    let key = |name: &str| keys.path().join(name);
    // dhcpd itself may read what dhcpair may not.
    let dhcpds = [
        Dhcpd::start(a, half("primary", [a, b], &key("a.key"))).unwrap(),
        Dhcpd::start(b, half("secondary", [b, a], &key("b.key"))).unwrap(),
    ];
    let server = |at: usize| {
        let (conf, leases) = (dhcpds[at].conf(), dhcpds[at].leases());
        let address = hosts[at].address();
        format!(
            "[servers.{}]\nvendor = \"isc\"\naddresses = [\"{address}\"]\nconfig = \"{}\"\nleases = \"{}\"\n\
             omapi = {{ host = \"{address}\", key = \"dhcpair\", algorithm = \"hmac-sha256\", secret-file = \"secret\" }}\n",
            ["dhcp-a", "dhcp-b"][at],
            conf.display(),
            leases.display(),
        )
    };
    let inventory = server(0) + &server(1);
    let files = folder(&[("dhcpair.toml", inventory.as_bytes()), ("secret", secret.as_bytes())]);
    let run =
        |words: &[&str]| a.inside("run dhcpair", || Ok(dhcpair(files.path(), words))).unwrap();
    let told = run(&["drift", "-o", "json"]);
    assert_eq!((told.code, paths(&told)), (Some(0), Vec::new()), "{}", told.all());
    std::fs::remove_file(key("b.key")).unwrap();
    std::fs::create_dir(key("b.key")).unwrap();
    let told = run(&["drift", "-o", "json"]);
    assert_eq!((told.code, paths(&told)), (Some(6), Vec::new()), "{}", told.all());
    let status = run(&["status", "-o", "json"]).json();
    let row = &status["relationships"][0];
    for side in ["primary", "secondary"] {
        assert_eq!(row[side]["source"], "omapi", "{status}");
        assert!(row[side]["state"].is_string(), "{status}");
    }
    let shown = run(&["server", "show", "dhcp-b", "-o", "json"]).json();
    let shown = &shown["servers"][0];
    assert!(
        shown["refused"].is_null() && shown["gap"].as_str().unwrap().contains("b.key"),
        "{shown}"
    );
}

/// What the rest needs of the include that was not read is no error of the server's.
#[test]
fn what_stands_on_the_hole_does_not_keep_a_server_from_starting() {
    let whole = peer("secondary", "192.0.2.2", "192.0.2.1");
    for (hole, rest) in [
        ("include \"/etc/dhcp/peers.conf\";\n", scope(0, "10.1.0.1")),
        ("include \"/etc/dhcp/classes.conf\";\n", format!("{whole}subclass \"phones\" 1:2:3;\n")),
        ("include \"/etc/dhcp/options.conf\";\n", format!("{whole}option site-code 7;\n")),
    ] {
        let copies = copies(&format!("{hole}{rest}"));
        let run = |words: &[&str]| dhcpair(copies.path(), words);
        let status = run(&["status", "-o", "json"]).json();
        assert_eq!(status["summary"]["broken"], 0, "{hole}{rest}{status}");
        assert!(!run(&["status"]).stdout.contains("would not start"), "{hole}");
        let row = run(&["server", "show", "dhcp-b", "-o", "json"]).json()["servers"][0].clone();
        assert!(row["refused"].is_null(), "{row}");
    }
    // Without a hole it is one.
    let copies = copies(&format!("{whole}option site-code 7;\n"));
    let status = dhcpair(copies.path(), ["status", "-o", "json"]).json();
    assert_eq!(status["summary"]["broken"], 1, "{status}");
}
