//! Answers to described clients: what is decided, what is not, where values come from, and that there
//! always is an answer. Whether it is the right one, a running dhcpd says elsewhere.

mod always;
mod dhcpv6;

use std::net::Ipv4Addr;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpd_conf::resolve::{
    Answer, Client, Message, Outcome, Packet, PacketKind, Reason, Silence, Source, Told,
};
use dhcpd_conf::{Config, Family};

fn read(text: &str) -> Config {
    let loader = MemoryLoader::new().with("dhcpd.conf", text);
    let path = Path::new("dhcpd.conf");
    let config = dhcpd_conf::read(&mut Sources::new(), &loader, path, Family::V4).unwrap();
    assert!(config.is_loadable(), "{:?}\n{text}", config.diagnostics());
    config
}

/// A network with one pool, behind some statements.
fn network(statements: &str) -> String {
    format!(
        "{statements}\nsubnet 10.1.0.0 netmask 255.255.255.0 {{ range 10.1.0.10 10.1.0.99; }}\n"
    )
}

const RELAY: Ipv4Addr = Ipv4Addr::new(10, 1, 0, 1);

fn client() -> Client {
    Client::ethernet([2, 0, 0, 0, 0, 1]).through(RELAY).requesting([1, 3, 6, 12, 15])
}

fn answer(text: &str, client: &Client) -> Answer {
    read(text).resolver().server().unwrap().answer(client)
}

#[track_caller]
fn packet(answer: &Answer) -> &Packet {
    answer.first().packet().unwrap_or_else(|| panic!("{answer:?}"))
}

/// What option 15 of an offer is; `None` where there is none.
#[track_caller]
fn domain(statements: &str, client: &Client) -> Option<Told<String>> {
    let answer = answer(&network(statements), client);
    let option = packet(&answer).option(15)?;
    Some(match &option.value {
        Told::Known(value) => Told::Known(String::from_utf8(value.clone()).unwrap()),
        Told::Undecided(reasons) => Told::Undecided(reasons.clone()),
    })
}

#[track_caller]
fn check(statements: &str, client: &Client, expected: &str) {
    let known = (!expected.is_empty()).then(|| Told::Known(expected.to_owned()));
    assert_eq!(domain(statements, client), known, "{statements}");
}

#[track_caller]
fn depends(statements: &str, client: &Client, reason: Reason) {
    assert_eq!(domain(statements, client), Some(Told::Undecided(vec![reason])), "{statements}");
}

#[test]
fn an_offer_says_where_everything_comes_from() {
    let text = "default-lease-time 600;
        option routers 10.1.0.1;
        class \"phones\" { match if option vendor-class-identifier = \"phone\";
          filename \"phone.cfg\"; next-server 10.1.0.5; }
        subnet 10.1.0.0 netmask 255.255.255.0 {
          pool { range 10.1.0.10 10.1.0.99; option domain-name \"a\"; }
        }";
    let config = read(text);
    let client = client().with_option(60, b"phone").at(Ipv4Addr::new(10, 1, 0, 2));
    let answer = config.resolver().server().unwrap().answer(&client);
    let subnet = answer.network.and_then(|network| config.network(network)).unwrap().subnets[0];
    let pool = config.ranges()[0].pool;
    let source = Source::Dynamic { pool, subnet, ranges: vec![0], address: None };
    assert_eq!(answer.replies.len(), 1);
    assert_eq!(answer.first().source, source);
    assert!(!answer.known);
    assert_eq!(answer.classes[0].class, "phones");
    let packet = packet(&answer);
    assert_eq!(packet.kind, PacketKind::Offer);
    assert_eq!(packet.file.value, Told::Known(b"phone.cfg".to_vec()));
    assert_eq!(packet.next_server.value, Told::Known(Ipv4Addr::new(10, 1, 0, 5)));
    assert_eq!(packet.lease_time.as_ref().unwrap().seconds, Told::Known(600));
    let codes: Vec<u8> = packet.options.iter().map(|option| option.code).collect();
    assert_eq!(codes, [53, 54, 51, 1, 3, 15]);
    let said = |spans: &[config_text::Span]| -> Vec<&str> {
        spans.iter().map(|span| &text[span.start as usize..span.end as usize]).collect()
    };
    assert_eq!(said(&packet.file.sources), ["filename \"phone.cfg\";"]);
    assert_eq!(said(&packet.lease_time.as_ref().unwrap().sources), ["default-lease-time 600;"]);
    assert_eq!(said(&packet.option(15).unwrap().sources), ["option domain-name \"a\";"]);
    // The mask and the identifier are the server's own.
    assert!(packet.option(1).unwrap().sources.is_empty());
    assert_eq!(packet.option(54).unwrap().value, Told::Known(vec![10, 1, 0, 2]));
    assert_eq!(packet.option(3).unwrap().name, "routers");
}

#[test]
fn expressions_are_evaluated_as_dhcpd_does() {
    let client = client().with_option(77, b"ab").with_option(60, b"\x01\x02\x0a");
    for (expression, expected) in [
        ("substring(option user-class, 0, 1)", "a"),
        ("suffix(option user-class, 1)", "b"),
        ("concat(\"x\", option user-class, \"y\")", "xaby"),
        // One part is missing, and so is all.
        ("concat(\"x\", option nis-domain)", ""),
        ("pick-first-value(option nis-domain, option user-class)", "ab"),
        ("ucase(option user-class)", "AB"),
        ("reverse(1, option user-class)", "ba"),
        ("binary-to-ascii(10, 8, \".\", option vendor-class-identifier)", "1.2.10"),
        ("binary-to-ascii(16, 8, \":\", hardware)", "1:2:0:0:0:0:1"),
        ("encode-int(extract-int(option user-class, 16) + 1, 16)", "ac"),
        ("packet(28, 1)", "\u{2}"),
        ("config-option nis-domain", ""),
        ("null", ""),
    ] {
        check(&format!("option domain-name = {expression};"), &client, expected);
    }
    check(
        "option nis-domain \"late\"; option domain-name = config-option nis-domain;",
        &client,
        "late",
    );
}

#[test]
fn conditions_are_decided_as_dhcpd_does() {
    let client = client().with_option(77, b"ab");
    let is = |condition: &str, expected: bool| {
        let text = format!(
            "if ({condition}) {{ option domain-name \"yes\"; }} else {{ option domain-name \"no\"; }}"
        );
        check(&text, &client, if expected { "yes" } else { "no" });
    };
    is("exists user-class", true);
    is("not exists nis-domain", true);
    is("option user-class = \"ab\"", true);
    is("option user-class ~= \"^a\"", true);
    is("option user-class ~~ \"B$\"", true);
    // Two sides that are both missing are equal.
    is("option nis-domain = option nisplus-domain", true);
    is("option nis-domain = \"\"", false);
    is("option nis-domain != \"x\"", true);
    // A match with what is missing is neither true nor false, and so is its opposite.
    is("option nis-domain ~= \"x\"", false);
    is("not (option nis-domain ~= \"x\")", false);
    // So is `and` behind a left side that is not true.
    is("not (known and exists user-class)", false);
    is("known or exists user-class", true);
    // A comparison behind `and` takes the `or` with it.
    is("known and option user-class = \"x\" or exists user-class", false);
    is("(known and option user-class = \"x\") or exists user-class", true);
    is("static", false);
}

#[test]
fn variables_and_functions_are_those_of_the_moment() {
    let client = client().with_option(77, b"ab");
    // When the packet is made, only what the server set at its start is there.
    check("set word = \"early\"; option domain-name = word;", &client, "early");
    check("set word = option user-class; option domain-name = word;", &client, "");
    check(
        "set word = option user-class;
         if word = \"ab\" { option domain-name \"yes\"; }",
        &client,
        "yes",
    );
    check(
        "set same (one, two) { if one = two { return \"same\"; } return \"other\"; }
         if same(option user-class, \"ab\") = \"same\" { option domain-name \"yes\"; }",
        &client,
        "yes",
    );
    // A function in a place of one type fails.
    check("set two () { return \"x\"; } option domain-name = concat(\"a\", \"b\");", &client, "ab");
    check(
        "switch (option user-class) { case \"a\": option domain-name \"a\"; break;
           case \"ab\": option domain-name \"first\"; case \"x\": option domain-name \"next\";
           break; default: option domain-name \"none\"; }",
        &client,
        "next",
    );
    check(
        "switch (extract-int(option user-class, 8)) { case 97: option domain-name \"a\"; break;
           default: option domain-name \"none\"; }",
        &client,
        "a",
    );
    check(
        "option domain-name \"b\"; append domain-name \"c\"; prepend domain-name \"a\";
         default domain-name \"d\";",
        &client,
        "abc",
    );
    check("on commit { option domain-name \"late\"; }", &client, "");
}

#[test]
fn what_depends_on_something_else_is_undecided() {
    let client = client().with_option(77, b"ab");
    depends(
        "option domain-name = binary-to-ascii(10, 8, \".\", leased-address);",
        &client,
        Reason::Address,
    );
    depends("option domain-name = gethostname();", &client, Reason::ServerHostName);
    depends("option domain-name = packet(4, 4);", &client, Reason::RawPacket);
    depends(
        "option domain-name \"a\"; if option user-class ~= \"(a|b)\" { option domain-name \"b\"; }",
        &client,
        Reason::Pattern("(a|b)".to_owned()),
    );
    depends("option domain-name = reverse(0, hardware);", &client, Reason::ServerFault);
    depends("option domain-name = config-option domain-name;", &client, Reason::TooComplex);
    depends(
        "option domain-name = binary-to-ascii(0, 8, \"\", hardware);",
        &client,
        Reason::ServerFault,
    );
    // dhcpd ends where nothing stands behind the label that it goes to, and at its start where it is to
    // look for classes of nobody.
    for fault in [
        "switch (option user-class) { case \"ab\": }",
        "switch (option user-class) { case \"x\": option nis-domain \"x\"; default: }",
        "if check \"default\" { option nis-domain \"x\"; }",
    ] {
        let answer = answer(&network(fault), &client);
        assert_eq!(answer.first().outcome, Outcome::Undecided(vec![Reason::ServerFault]));
    }
    // Where both ways lead to the same, it is decided.
    check(
        "if option user-class ~= \"(a|b)\" { option nis-domain \"x\"; } option domain-name \"b\";",
        &client,
        "b",
    );
    // An identifier is the server's own address, which nobody told.
    let answer = answer(&network(""), &client);
    let identifier = &packet(&answer).option(54).unwrap().value;
    assert_eq!(*identifier, Told::Undecided(vec![Reason::ServerAddress]));
}

#[test]
fn every_pool_has_a_reply_of_its_own() {
    let text = "shared-network a {
          subnet 10.1.0.0 netmask 255.255.255.0 { option routers 10.1.0.1; }
          subnet 10.2.0.0 netmask 255.255.255.0 { option routers 10.2.0.1; }
          pool { range 10.1.0.10 10.1.0.20; range 10.2.0.10 10.2.0.20; default-lease-time 60;
            min-lease-time 10; }
          pool { range 10.1.0.50; deny unknown-clients; }
          pool { range 10.1.0.60; allow members of \"x\"; }
          pool { range 10.1.0.70; }
        }";
    let text = format!("class \"x\" {{ match if substring(hardware, 1, 1) = 09; }} {text}");
    let answer = answer(&text, &client());
    let told: Vec<(Vec<usize>, Vec<u8>, u32)> = answer
        .replies
        .iter()
        .map(|reply| {
            let Source::Dynamic { ranges, .. } = &reply.source else { panic!("{reply:?}") };
            let packet = reply.packet().unwrap();
            let routers = packet.option(3).unwrap().value.known().unwrap().clone();
            let time = packet.lease_time.as_ref().unwrap().seconds.known().copied();
            (ranges.clone(), routers, time.unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            // A server without leases begins with the last stretch of its table of addresses.
            (vec![1], vec![10, 2, 0, 1], 60),
            (vec![0], vec![10, 1, 0, 1], 60),
            (vec![4], vec![10, 1, 0, 1], 43_200),
        ]
    );
    // The only address of the last one is known.
    let Source::Dynamic { address, .. } = answer.replies[2].source else { panic!() };
    assert_eq!(address, Some(Ipv4Addr::new(10, 1, 0, 70)));
}

#[test]
fn silence_has_a_reason() {
    let silence = |text: &str, client: &Client| match answer(text, client).first().outcome {
        Outcome::Silent(silence) => silence,
        ref other => panic!("{other:?}"),
    };
    let far = Client::ethernet([2, 0, 0, 0, 0, 1]).through(Ipv4Addr::new(192, 0, 2, 1));
    assert_eq!(silence(&network(""), &far), Silence::UnknownNetwork);
    assert_eq!(silence("subnet 10.1.0.0 netmask 255.255.255.0 { }", &client()), Silence::NoAddress);
    for (statement, expected) in [
        ("deny unknown-clients;", Silence::UnknownClient),
        ("ignore booting;", Silence::BootingDenied),
        ("min-secs 3;", Silence::TooEarly),
    ] {
        assert_eq!(silence(&network(statement), &client()), expected);
    }
    let asks = |address| client().sending(Message::Request).wanting(address);
    assert_eq!(silence(&network(""), &asks(Ipv4Addr::new(10, 1, 0, 200))), Silence::UnknownLease);
    assert_eq!(
        silence(&network(""), &asks(Ipv4Addr::new(192, 0, 2, 9))),
        Silence::NotAuthoritative
    );
    let refused = answer(&network("authoritative;"), &asks(Ipv4Addr::new(192, 0, 2, 9)));
    assert_eq!(packet(&refused).kind, PacketKind::Nak);
    assert_eq!(silence(&network(""), &client().sending(Message::Bootp)), Silence::NoAddress);
}

#[test]
fn a_lease_is_as_long_as_the_limits_say() {
    let time = |statements: &str, client: Client| {
        let answer = answer(&network(statements), &client);
        packet(&answer).lease_time.clone().unwrap().seconds
    };
    let asks = |seconds: u32| client().with_option(51, seconds.to_be_bytes());
    assert_eq!(time("", client()), Told::Known(43_200));
    assert_eq!(time("", asks(100_000)), Told::Known(86_400));
    assert_eq!(time("", asks(10)), Told::Known(300));
    assert_eq!(time("max-lease-time 100;", asks(10)), Told::Known(100));
    assert_eq!(time("min-lease-time 20;", asks(10)), Told::Known(20));
    assert_eq!(time("min-lease-time 0;", asks(10)), Told::Known(10));
    let infinite = "default-lease-time infinite; max-lease-time infinite;";
    assert_eq!(time(infinite, client()), Told::Undecided(vec![Reason::Clock]));
    let now = Client { now: Some(0x7000_0000), ..client() };
    assert_eq!(time(infinite, now), Told::Known(0x0fff_ffff));
    let adaptive = time("adaptive-lease-time-threshold 50;", client());
    assert_eq!(adaptive, Told::Undecided(vec![Reason::FreeAddresses]));
}

#[test]
fn what_does_not_fit_is_left_out() {
    let long = "x".repeat(200);
    let statements = format!(
        "option domain-name \"{long}\"; option nis-domain \"{long}\"; option root-path \"{long}\";
         option host-name \"a\"; filename \"f\"; server-name \"s\";"
    );
    let asks = client().requesting([15, 40, 17, 12]);
    let tight = answer(&network(&statements), &asks);
    let tight = packet(&tight);
    assert_eq!(tight.left_out, [40, 17]);
    assert!(tight.option(12).is_some());
    let roomy = answer(&network(&statements), &asks.with_option(57, 1500u16.to_be_bytes()));
    assert_eq!(packet(&roomy).left_out, [0u8; 0]);
}

#[test]
fn behind_an_option_that_may_not_fit_others_are_undecided() {
    // Where there is a first one, the long one does not fit, and then the others do.
    let text = network("server-name \"s\"; filename \"f\"; option first = gethostname();");
    let long = "x".repeat(200);
    let text = format!(
        "option first code 199 = text; option long code 200 = text; option short code 201 = text;
         option short \"{}\"; option long \"{long}\"; {text}",
        "x".repeat(80)
    );
    let answer = answer(&text, &client().at(RELAY).requesting([199, 200, 201]));
    let packet = packet(&answer);
    let undecided = Told::Undecided(vec![Reason::ServerHostName]);
    for code in [199, 200, 201] {
        assert_eq!(packet.option(code).unwrap().value, undecided, "{code}");
    }
    assert_eq!(packet.left_out, [0u8; 0]);
}

#[test]
fn hosts_are_known_by_what_their_file_gives_them() {
    let known = |host: &str| {
        let text = network(&format!("host h {{ {host} }}"));
        answer(&text, &client().identified("me").with_option(12, "e")).known
    };
    assert!(known("uid \"me\";"));
    assert!(known("option dhcp-client-identifier \"me\";"));
    assert!(known("option dhcp-client-identifier = concat(\"m\", \"e\");"));
    assert!(known("hardware ethernet 2:0:0:0:0:1;"));
    assert!(!known("uid \"you\"; option dhcp-client-identifier \"me\";"));
    // What cannot be computed when the file is read takes the `uid` with it.
    assert!(!known("uid \"me\"; option dhcp-client-identifier = option host-name;"));
}
