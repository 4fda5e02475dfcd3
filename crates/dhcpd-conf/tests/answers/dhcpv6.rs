//! Answers to described DHCPv6 clients: where values come from, what is not decided, and why nothing is
//! sent. Whether it is the right answer, a running dhcpd says elsewhere.

use std::net::Ipv6Addr;
use std::path::Path;

use config_text::{MemoryLoader, Sources, Span};
use dhcpd_conf::resolve::v6::{
    Answer, Client, Hint, Kind, Message, Outcome, Reply, ReplyKind, Silence, Source,
};
use dhcpd_conf::resolve::{NoServer, Reason, Told};
use dhcpd_conf::{Config, Family};

fn read(text: &str, family: Family) -> Config {
    let loader = MemoryLoader::new().with("dhcpd.conf", text);
    dhcpd_conf::read(&mut Sources::new(), &loader, Path::new("dhcpd.conf"), family).unwrap()
}

fn answer(text: &str, client: &Client) -> Answer {
    let config = read(text, Family::V6);
    assert!(config.is_loadable(), "{:?}\n{text}", config.diagnostics());
    config.resolver().server6().unwrap().answer(client)
}

/// A subnet with a range, behind some statements.
fn network(statements: &str) -> String {
    format!(
        "{statements}\nsubnet6 2001:db8:1::/64 {{ range6 2001:db8:1::1000 2001:db8:1::1fff; }}\n"
    )
}

const LINK: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 1, 0, 0, 0, 0, 1);

fn somebody() -> Client {
    let client = Client::new([0, 3, 0, 1, 2, 0, 0, 0, 0, 1]).through(LINK);
    Client { server_duid: Some(vec![0, 3, 9]), ..client }.requesting([23, 24, 41])
}

fn client() -> Client {
    somebody().with_address_association(1)
}

#[track_caller]
fn reply(answer: &Answer) -> &Reply {
    answer.reply().unwrap_or_else(|| panic!("{answer:?}"))
}

#[test]
fn each_value_comes_with_its_statements() {
    let text = "
        default-lease-time 600;
        option dhcp6.name-servers 2001:db8::53;
        class \"phones\" { match if substring(option dhcp6.client-id, 4, 2) = 02:00;
          option dhcp6.new-posix-timezone \"phones\"; }
        shared-network campus {
          preferred-lifetime 300;
          subnet6 2001:db8:1::/64 {
            option dhcp-renewal-time 77;
            pool6 { range6 2001:db8:1::1000 2001:db8:1::1fff;
              append dhcp6.name-servers 2001:db8::54; }
          }
        }";
    let config = read(text, Family::V6);
    let resolver = config.resolver();
    let answer = resolver.server6().unwrap().answer(&client());
    let said = |spans: &[Span]| -> Vec<&str> {
        spans.iter().map(|span| &text[span.start as usize..span.end as usize]).collect()
    };
    assert_eq!(answer.network, Some(config.subnets()[0].network));
    assert_eq!((answer.known, answer.host), (false, None));
    assert_eq!(answer.classes[0].class, "phones");
    let reply = reply(&answer);
    assert_eq!(reply.kind, ReplyKind::Advertise);
    let [associated] = reply.associations.as_slice() else { panic!("{reply:?}") };
    assert_eq!((associated.kind, associated.id), (Kind::NonTemporary, 1));
    let [lease] = associated.leases.as_slice() else { panic!("{reply:?}") };
    let pool = config.ranges6()[0].pool;
    assert_eq!(lease.source, Source::Range { pool, ranges: vec![0], address: None });
    assert_eq!(lease.valid.value, Told::Known(600));
    assert_eq!(said(&lease.valid.sources), ["default-lease-time 600;"]);
    assert_eq!(lease.preferred.value, Told::Known(300));
    assert_eq!(said(&lease.preferred.sources), ["preferred-lifetime 300;"]);
    let renewal = associated.renewal.as_ref().unwrap();
    assert_eq!(renewal.value, Told::Known(77));
    assert_eq!(said(&renewal.sources), ["option dhcp-renewal-time 77;"]);
    let rebinding = associated.rebinding.as_ref().unwrap();
    assert_eq!((&rebinding.value, rebinding.sources.as_slice()), (&Told::Known(0), &[][..]));
    let codes: Vec<u16> = reply.options.iter().map(|option| option.code).collect();
    assert_eq!(codes, [1, 2, 23, 41]);
    let servers = reply.option(23).unwrap();
    assert_eq!(servers.name, "name-servers");
    assert_eq!(
        said(&servers.sources),
        ["option dhcp6.name-servers 2001:db8::53;", "append dhcp6.name-servers 2001:db8::54;"]
    );
    assert_eq!(
        said(&reply.option(41).unwrap().sources),
        ["option dhcp6.new-posix-timezone \"phones\";"]
    );
}

#[test]
fn a_server_is_there_where_dhcpd_takes_the_file() {
    let text = network("");
    let config = read(&text, Family::V6);
    let resolver = config.resolver();
    assert!(resolver.server6().is_ok());
    assert_eq!(resolver.server().unwrap_err(), NoServer::OtherFamily);
    // The same words in a file for the other family are not accepted.
    let config = read(&text, Family::V4);
    assert!(matches!(config.resolver().server(), Err(NoServer::Refused(_))));
    assert!(matches!(config.resolver().server6(), Err(NoServer::Refused(_))));
    let config = read(&network("option dhcp6.name-servers;"), Family::V6);
    let refused = config.resolver().server6().unwrap_err();
    assert!(refused.to_string().starts_with("dhcpd refuses the configuration ("), "{refused}");
}

#[test]
fn what_depends_on_something_else_is_undecided() {
    let told = |statements: &str, client: &Client| {
        let answer = answer(&network(statements), client);
        reply(&answer).option(41).map(|option| option.value.clone())
    };
    let undecided = |reason| Some(Told::Undecided(vec![reason]));
    let zone = |value: &str| format!("option dhcp6.new-posix-timezone = {value};");
    assert_eq!(told(&zone("gethostname()"), &client()), undecided(Reason::ServerHostName));
    assert_eq!(told(&zone("null"), &client()), None);
    // A message inside that of a relay has no octets that dhcpd looks at; one from the link has.
    assert_eq!(told(&zone("hardware"), &client()), None);
    let direct = Client { relays: Vec::new(), server: Some(LINK), ..client() };
    assert_eq!(told(&zone("hardware"), &direct), undecided(Reason::RawPacket));
    let guarded =
        "if option dhcp6.client-id ~= \"(a|b)\" { option dhcp6.new-posix-timezone \"x\"; }";
    let pattern = Reason::Pattern("(a|b)".to_owned());
    assert_eq!(told(guarded, &client()), undecided(pattern));
    // The server's own identifier, which nobody told.
    let stranger = Client { server_duid: None, ..client() };
    let sent = answer(&network(""), &stranger);
    let own = &reply(&sent).option(2).unwrap().value;
    assert_eq!(*own, Told::Undecided(vec![Reason::ServerDuid]));
    let request = stranger.clone().sending(Message::Request).with_option(2, [9]);
    let outcome = answer(&network(""), &request).outcome;
    assert_eq!(outcome, Outcome::Undecided(vec![Reason::ServerDuid]));
    let named = network("option dhcp6.server-id 09;");
    assert_eq!(reply(&answer(&named, &request)).kind, ReplyKind::Reply);
    // Permits that depend on the time.
    let dated = "subnet6 2001:db8:1::/64 { pool6 { allow after 4 2027/01/01 00:00:00;
        range6 2001:db8:1::/112; } }";
    let outcome = answer(dated, &client()).outcome;
    assert_eq!(outcome, Outcome::Undecided(vec![Reason::Clock]));
    let later = Client { now: Some(1_900_000_000), ..client() };
    assert_eq!(reply(&answer(dated, &later)).associations[0].leases.len(), 1);
}

#[test]
fn where_dhcpd_ends_there_is_no_answer() {
    let fault = Outcome::Undecided(vec![Reason::ServerFault]);
    for statement in [
        "option dhcp6.new-posix-timezone = encode-int(extract-int(substring(\"a\", 2, 1), 8), 8);",
        "option dhcp6.new-posix-timezone = filename;",
        "if extract-int(substring(option dhcp6.client-id, 99, 1), 8) = 1 { option dhcp6.preference 1; }",
    ] {
        assert_eq!(answer(&network(statement), &client()).outcome, fault, "{statement}");
    }
    // It looks for the end of an identifier that is not there, if any host has one.
    let mut asks = somebody().sending(Message::InformationRequest);
    asks.options.remove(&1);
    assert_eq!(reply(&answer(&network(""), &asks)).kind, ReplyKind::Reply);
    assert_eq!(answer(&network("host h { uid \"me\"; }"), &asks).outcome, fault);
}

#[test]
fn what_was_only_advertised_may_be_done_for_the_next_client() {
    let host = |duid: &str, more: &str| {
        format!(
            "host {more}h {{ host-identifier option dhcp6.client-id {duid};
             fixed-address6 2001:db8:1::9; {more} }}"
        )
    };
    let text = network(&host("0:3:0:1:2:0:0:0:0:1", ""));
    let other = "host other { host-identifier option dhcp6.client-id 9:9;
        on commit { option dhcp6.new-posix-timezone \"late\"; } }";
    let request = client().sending(Message::Request).with_option(2, [0, 3, 9]);
    let zone = |text: &str| {
        let answer = answer(text, &request);
        reply(&answer).option(41).map(|option| option.value.clone())
    };
    assert_eq!(zone(&text), None);
    let earlier = Told::Undecided(vec![Reason::EarlierPackets]);
    assert_eq!(zone(&format!("{text}{other}")), Some(earlier));
}

#[test]
fn silence_has_a_reason() {
    let silence = |text: &str, client: &Client| match answer(text, client).outcome {
        Outcome::Silent(silence) => silence,
        other => panic!("{other:?}"),
    };
    let plain = network("");
    let far = Client::new([1]).through("2001:db8:9::1".parse().unwrap());
    assert_eq!(silence(&plain, &far.with_address_association(1)), Silence::UnknownNetwork);
    assert_eq!(silence(&plain, &somebody()), Silence::NoAssociation);
    let mut nobody = client();
    nobody.options.remove(&1);
    assert_eq!(silence(&plain, &nobody), Silence::NoClientIdentifier);
    assert_eq!(silence(&plain, &client().with_option(2, [1])), Silence::ServerIdentifier);
    let request = client().sending(Message::Request);
    assert_eq!(silence(&plain, &request), Silence::ServerIdentifier);
    assert_eq!(silence(&plain, &request.with_option(2, [1])), Silence::ServerIdentifier);
    let direct = Client { relays: Vec::new(), server: Some(LINK), unicast: true, ..client() };
    assert_eq!(silence(&plain, &direct), Silence::Unicast);
    let informed = client().sending(Message::InformationRequest);
    assert_eq!(silence(&plain, &informed), Silence::Association);
    let hints = vec![Hint::address("2001:db8:1::1234".parse().unwrap()), Hint::address(LINK)];
    let last = somebody().with_association(Kind::NonTemporary, 1, hints);
    assert_eq!(silence(&plain, &last), Silence::LastHint);
    let confirms = client().sending(Message::Confirm);
    assert_eq!(silence(&plain, &confirms), Silence::NothingToConfirm);
    let prefixes = "subnet6 2001:db8:1::/64 { prefix6 2001:db8:2:: 2001:db8:3:: /48; }";
    let hint = Hint::prefix("2001:db8:2::1".parse().unwrap(), 48);
    let odd = somebody().with_association(Kind::Delegation, 1, vec![hint]);
    assert_eq!(silence(prefixes, &odd), Silence::BadPrefix);
    let long = network("default-lease-time = encode-int(1, 16);");
    assert_eq!(silence(&long, &client()), Silence::BadNumber);
}

#[test]
fn an_interface_tells_the_network_of_a_client_on_it() {
    let text = "shared-network a { interface \"eth1\"; subnet6 2001:db8:1::/64 { } }
        subnet6 2001:db8:2::/64 { interface eth2; }";
    let config = read(text, Family::V6);
    let resolver = config.resolver();
    let server = resolver.server6().unwrap();
    for (interface, at) in [("eth1", Some(0)), ("eth2", Some(1)), ("eth3", None)] {
        let client = Client { interface: Some(interface.to_owned()), ..Client::new([1]) };
        let network = server.answer(&client).network;
        assert_eq!(network.map(|network| network.index()), at, "{interface}");
        // A relay knows better, and so does an address of the server.
        let near = client.clone().at("2001:db8:2::9".parse().unwrap());
        let network = server.answer(&near).network;
        assert_eq!(network.map(|network| network.index()), Some(1));
        let network = server.answer(&client.through(LINK)).network;
        assert_eq!(network.map(|network| network.index()), Some(0));
    }
}
