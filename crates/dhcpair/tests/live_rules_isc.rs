//! What a look at a running dhcpd shows that its file does not.

mod support;

use std::net::Ipv4Addr;
use std::time::Duration;

use dhcpair_testbed::OpenSsh;
use dhcpair_testbed::lab::{Host, Lab, Mark};
use serde_json::Value;
use support::dhcpds::{Pair, over_ssh, peer};

const REST: &str = "key dhcpair { algorithm hmac-sha256; secret c2VjcmV0IG9mIHR3ZW50eS1mb3VyIQ==; }
    subnet 10.77.0.0 netmask 255.255.255.0 {
      pool { failover peer \"campus\"; range 10.77.0.100 10.77.0.199; }
    }
    omapi-port 7911;\n";

/// Both, with what each has written for its own address.
fn begin(own: [Ipv4Addr; 2], hosts: [Host; 2], lab: Lab) -> Pair {
    Pair::begin(lab, hosts, own, |at, [own, partner]| peer(at, 600, own, partner) + REST)
}

impl Pair {
    /// What is found of a rule.
    fn found(&self, access: [&str; 2], rule: &str) -> Vec<Value> {
        let inventory = self.inventory(|at| access[at].to_owned());
        let shown = self.run(&inventory, &["relationship", "show", "campus", "-o", "json"]);
        let document = shown.json();
        let all = document["joint"].as_array().unwrap_or_else(|| panic!("{}", shown.all()));
        all.iter().filter(|one| one["rule"] == rule).cloned().collect()
    }
}

const LOCAL: &str = "access = { type = \"local\" }";

#[test]
fn an_own_address_that_the_host_does_not_have_is_found() {
    let rule = "isc-address-not-here";
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let hosts = ["dhcp-a", "dhcp-b"].map(|name| lab.host(name).unwrap());
    let right = hosts.each_ref().map(Host::address);
    let wrong: Ipv4Addr = "192.0.2.77".parse().unwrap();
    let mut pair = begin([wrong, right[1]], hosts, lab);
    // dhcpd says so itself, and runs on.
    let within = Duration::from_secs(20);
    pair.dhcpds[0].wait_for("address not available", Mark::default(), within).unwrap();
    assert!(pair.dhcpds[0].daemon().ended().unwrap().is_none());

    apart(&pair, rule);
    let ssh = pair.hosts[0].inside("start an SSH server", OpenSsh::start).unwrap();
    let far = ssh.as_ref().map(over_ssh);
    // The second server is another network's: what counts is where its process is.
    let ways = [Some(LOCAL), far.as_deref()];
    for way in ways.into_iter().flatten() {
        let found = pair.found([way, LOCAL], rule);
        let [one] = found.as_slice() else { panic!("{way}: {found:?}") };
        assert_eq!(one["severity"], "error", "{one}");
        let said =
            "the own `address 192.0.2.77` of `dhcp-a` in `campus` is on no interface of its host";
        assert_eq!(one["message"], said, "{one}");
        assert!(one["at"][0].as_str().unwrap().contains("dhcpd.conf:3"), "{one}");
    }

    // Of the files in a folder nothing is known.
    let copy = "access = { type = \"files\", root = \"/\" }";
    assert_eq!(pair.found([copy, copy], rule), Vec::<Value>::new());

    // The host gets the address: what it is now counts.
    pair.hosts[0].add_address(wrong).unwrap();
    for way in ways.into_iter().flatten() {
        assert_eq!(pair.found([way, LOCAL], rule), Vec::<Value>::new(), "{way}");
    }
}

/// Two that do not find each other: the rule that says why comes first in what to do.
fn apart(pair: &Pair, rule: &str) {
    let told = pair.run(&pair.inventory(|at| pair.omapi(at)), &["explain", "campus", "-o", "json"]);
    let document = told.json();
    assert_eq!(document["situation"], "isc-apart", "{}", told.all());
    let headline = document["headline"].as_str().unwrap();
    assert!(headline.ends_with("do not find each other: nobody answers clients"), "{headline}");
    let first = document["next"][0].as_str().unwrap();
    assert!(first.starts_with("repair this first: the own `address 192.0.2.77`"), "{first}");
    assert!(first.ends_with(&format!("(`{rule}`)")), "{first}");
}

#[test]
fn an_own_address_that_the_host_has_is_not_found() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let hosts = ["dhcp-a", "dhcp-b"].map(|name| lab.host(name).unwrap());
    let right = hosts.each_ref().map(Host::address);
    let mut pair = begin(right, hosts, lab);
    let normal = "failover peer campus: Both servers normal";
    pair.dhcpds[0].wait_for(normal, Mark::default(), Duration::from_secs(60)).unwrap();
    assert_eq!(pair.found([LOCAL; 2], "isc-address-not-here"), Vec::<Value>::new());
}

#[test]
fn a_file_with_a_secret_that_everybody_can_read_is_found() {
    let rule = "any-secret-readable";
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let hosts = ["dhcp-a", "dhcp-b"].map(|name| lab.host(name).unwrap());
    let pair = begin(hosts.each_ref().map(Host::address), hosts, lab);
    let mode =
        |at: usize, mode: u32| dhcpair_testbed::set_mode(pair.dhcpds[at].conf(), mode).unwrap();
    mode(1, 0o640);
    dhcpair_testbed::set_mode(pair.dhcpds[0].conf().parent().unwrap(), 0o755).unwrap();
    let ssh = pair.hosts[0].inside("start an SSH server", OpenSsh::start).unwrap();
    let far = ssh.as_ref().map(over_ssh);
    for way in [Some(LOCAL), far.as_deref()].into_iter().flatten() {
        mode(0, 0o644);
        let found = pair.found([way, LOCAL], rule);
        let [one] = found.as_slice() else { panic!("{way}: {found:?}") };
        assert_eq!(one["severity"], "warning", "{one}");
        assert_eq!(one["message"], "everybody can read a file of `dhcp-a` with a secret in it");
        assert!(one["at"][0].as_str().unwrap().ends_with("dhcpd.conf:8"), "{one}");
        // The rights of a copy say nothing.
        let copy = "access = { type = \"files\", root = \"/\" }";
        assert_eq!(pair.found([copy, copy], rule), Vec::<Value>::new());
        mode(0, 0o660);
        assert_eq!(pair.found([way, LOCAL], rule), Vec::<Value>::new(), "{way}");
    }
}
