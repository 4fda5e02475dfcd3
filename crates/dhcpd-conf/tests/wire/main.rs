//! Resolution against the real server: what a file gives to a described client is what a running dhcpd
//! sends to a client with those packets.

mod compare;
mod generated;
mod server;
mod shielded;
mod sites;
mod tally;
mod v6;
mod writing;

use std::path::Path;

use compare::compare;
use config_text::{MemoryLoader, Sources};
use dhcpair_testbed::Dice;
use dhcpd_conf::resolve::Client;
use dhcpd_conf::{Config, Family};
use server::{HEAD, Server};
use tally::Tally;

/// How many configurations chance makes, unless `DHCPAIR_WIRE` says otherwise. One alone, which
/// `DHCPAIR_SEED` chooses, is printed.
const MADE: usize = 40;

/// Of a hundred fields, so many must be foretold: who says "it depends" of everything is never wrong.
/// What chance makes depends on the lease database more often.
const DECIDED: usize = 99;
const DECIDED_OF_MADE: usize = 97;

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn read(text: &str, family: Family) -> Config {
    let loader = MemoryLoader::new().with("dhcpd.conf", text);
    let path = Path::new("dhcpd.conf");
    let config = dhcpd_conf::read(&mut Sources::new(), &loader, path, family).unwrap();
    assert!(config.is_loadable(), "{:?}\n{text}", config.diagnostics());
    config
}

/// Asks a server that has one text, and foretells from another.
fn ask(served: &str, foretold: &str, clients: &[Client], name: &str) -> Option<Tally> {
    let mut server = Server::start(served)?;
    let config = read(&format!("{HEAD}{foretold}"), Family::V4);
    let resolver = config.resolver();
    let foretelling = resolver.server().unwrap();
    let mut all = Tally::default();
    for (at, client) in clients.iter().enumerate() {
        let client = client.clone().at(server.address());
        let sent = server.answer(&client);
        let answer = foretelling.answer(&client);
        all.add(
            &format!("{name}, client {at} ({:?})", client.message),
            compare(&config, &answer, sent.as_ref(), at == 0),
        );
    }
    Some(all)
}

/// Fails with all differences at once, or where less than so many of a hundred fields are foretold.
fn judge(all: &Tally, least: usize) {
    let Tally { decided, undecided, differences } = all;
    println!("{decided} fields foretold, {undecided} undecided");
    assert!(differences.is_empty(), "{}:\n{}", differences.len(), differences.join("\n"));
    assert!(decided * 100 >= (decided + undecided) * least, "{undecided} undecided");
}

#[test]
fn the_answer_is_what_the_server_sends() {
    let (mut all, mut clients) = (Tally::default(), 0);
    let sites = sites::all();
    for site in &sites {
        let Some(tally) = ask(site.text, site.text, &site.clients, site.name) else { return };
        assert!(tally.decided > tally.undecided, "{}: {} undecided", site.name, tally.undecided);
        all.add("", tally);
        clients += site.clients.len();
    }
    assert!(sites.len() >= 14 && clients >= 150, "{clients} clients of {} sites", sites.len());
    judge(&all, DECIDED);
}

#[test]
fn the_answer_is_what_the_server_sends_for_configurations_made_by_chance() {
    let (made, seed) = (number("DHCPAIR_WIRE", MADE), number("DHCPAIR_SEED", 1) as u64);
    let mut all = Tally::default();
    for at in seed..seed + made as u64 {
        let (text, clients) = generated::site(&mut Dice::new(at));
        if made == 1 {
            println!("{text}\n{clients:#?}");
        }
        let Some(tally) = ask(&text, &text, &clients, &format!("seed {at}")) else { return };
        all.add("", tally);
    }
    // One configuration alone may be an odd one.
    judge(&all, if made < MADE { 0 } else { DECIDED_OF_MADE });
}

#[test]
fn a_server_that_does_something_else_is_noticed() {
    let sites = sites::all();
    let site = sites.iter().find(|site| site.name == "campus").unwrap();
    for (old, new) in [
        ("192.0.2.54", "192.0.2.55"),
        ("default-lease-time 7200", "default-lease-time 7201"),
        ("next-server 192.0.2.69", "next-server 192.0.2.68"),
        ("archive/boot.img", "archive/root.img"),
        ("10.20.1.149", "10.20.1.101"),
        ("allow known-clients", "deny known-clients"),
        ("  option ntp-servers 10.21.0.3;\n", ""),
    ] {
        let foretold = site.text.replace(old, new);
        assert_ne!(foretold, site.text);
        let Some(tally) = ask(site.text, &foretold, &site.clients, "") else { return };
        assert!(!tally.differences.is_empty(), "{old}");
    }
}
