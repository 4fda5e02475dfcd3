//! The same for DHCPv6.

mod compare;
mod generated;
mod server;
mod silent;
mod sites;

use compare::compare;
use dhcpair_testbed::Dice;
use dhcpd_conf::Family;
use dhcpd_conf::resolve::Reason;
use dhcpd_conf::resolve::v6::{Client, Message, Outcome};
use server::{Sent, Server};

use crate::tally::Tally;
use crate::{DECIDED, DECIDED_OF_MADE, MADE, judge, number, read};

/// Asks a server that has one text, and foretells from another.
fn ask(served: &str, foretold: &str, clients: &[Client], name: &str) -> Option<Tally> {
    let mut server = Server::start(served)?;
    let config = read(&server::text(foretold), Family::V6);
    let resolver = config.resolver();
    let foretelling = resolver.server6().unwrap();
    let mut all = Tally::default();
    for (at, client) in clients.iter().enumerate() {
        let client = server.describe(client);
        let sent = server.answer(&client);
        let answer = foretelling.answer(&client);
        let tally = compare(&config, &answer, &sent);
        all.add(&format!("{name}, client {at} ({:?})", client.message), tally);
        if matches!(sent, Sent::Ended) {
            break;
        }
    }
    Some(all)
}

#[test]
fn the_answer_to_a_dhcpv6_client_is_what_the_server_sends() {
    let (mut all, mut clients) = (Tally::default(), 0);
    let sites = sites::all();
    for site in &sites {
        let Some(tally) = ask(site.text, site.text, &site.clients, site.name) else { return };
        assert!(tally.decided > tally.undecided, "{}: {} undecided", site.name, tally.undecided);
        all.add("", tally);
        clients += site.clients.len();
    }
    assert!(sites.len() >= 7 && clients >= 200, "{clients} clients of {} sites", sites.len());
    judge(&all, DECIDED);
}

#[test]
fn the_answer_to_a_dhcpv6_client_is_what_the_server_sends_for_configurations_made_by_chance() {
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
fn a_dhcpv6_server_that_does_something_else_is_noticed() {
    let sites = sites::all();
    for (name, old, new) in [
        ("campus", "guests.example", "guest.example"),
        ("campus", "preferred-lifetime 3000", "preferred-lifetime 3001"),
        ("campus", "allow known-clients", "deny known-clients"),
        ("campus", "2001:db8:11::10;", "2001:db8:11::11;"),
        ("delegation", "mode minimum", "mode maximum"),
        ("delegation", "tee-times true", "tee-times false"),
        ("delegation", "2001:db8:5100::/48", "2001:db8:5200::/48"),
        ("relays", "v6relopt 2", "v6relopt 1"),
        ("programs", "option acme.level 3;", ""),
        ("temporary", "2001:db8:51:0:2::/80 temporary", "2001:db8:51:0:2::/80"),
        ("link", "option dhcp6.unicast fd77::1;", ""),
    ] {
        let site = sites.iter().find(|site| site.name == name).unwrap();
        let foretold = site.text.replace(old, new);
        assert_ne!(foretold, site.text);
        let Some(tally) = ask(site.text, &foretold, &site.clients, "") else { return };
        assert!(!tally.differences.is_empty(), "{old}");
    }
}

/// dhcpd ends, and the answer says that there is none to be told.
#[test]
fn where_dhcpd_ends_nothing_is_foretold() {
    let duid = [0, 3, 0, 1, 2, 0, 0, 0, 9, 9];
    let link = "fd77::1".parse().unwrap();
    let client = Client::new(duid).through(link).requesting([41]).with_address_association(1);
    let mut nobody = Client::new(duid).through(link).sending(Message::InformationRequest);
    nobody.options.clear();
    let empty = "encode-int(extract-int(substring(\"a\", 2, 1), 8), 8)";
    for (statement, client, ends) in [
        ("host h { uid 1:2; }", &nobody, true),
        ("host h { option dhcp-client-identifier 1:2; }", &nobody, true),
        ("host h { host-identifier option dhcp6.client-id 1:2; }", &nobody, false),
        (&format!("option dhcp6.new-posix-timezone = {empty};"), &client, true),
        (&format!("if exists dhcp6.ia-na {{ if {empty} = 1 {{ set a = 1; }} }}"), &client, true),
        ("option dhcp6.new-posix-timezone = filename;", &client, true),
        ("option dhcp6.new-posix-timezone = hardware;", &client, false),
    ] {
        let text = format!("subnet6 fd77::/64 {{ range6 fd77::1:0/112; {statement} }}");
        let Some(mut server) = Server::start(&text) else { return };
        let config = read(&text, Family::V6);
        let answer = config.resolver().server6().unwrap().answer(&server.describe(client));
        let sent = server.answer(client);
        assert_eq!(matches!(sent, Sent::Ended), ends, "{statement}: {sent:?}");
        let fault = Outcome::Undecided(vec![Reason::ServerFault]);
        assert_eq!(answer.outcome == fault, ends, "{statement}: {answer:?}");
    }
}
