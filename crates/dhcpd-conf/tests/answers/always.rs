//! There is an answer to every client, whatever the file says: no fault, no endless loop.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpd_conf::resolve::{Client, Message, NoServer, Reason, Told, v6};
use dhcpd_conf::{Config, Family};
use proptest::prelude::*;

/// Reads a text that may be refused.
fn read(text: impl AsRef<[u8]>, family: Family) -> Config {
    let loader = MemoryLoader::new().with("dhcpd.conf", text.as_ref());
    dhcpd_conf::read(&mut Sources::new(), &loader, Path::new("dhcpd.conf"), family).unwrap()
}

/// Asks everything of a configuration; says whether there is a server to ask.
fn ask(config: &Config, clients: &[Client], clients6: &[v6::Client]) -> bool {
    let resolver = config.resolver();
    for (scope, _) in config.scopes().take(200) {
        let resolved = resolver.resolved(scope);
        assert_eq!(resolved.layers.last().is_some(), !resolved.layers.is_empty());
    }
    if !config.is_loadable() {
        assert!(matches!(resolver.server(), Err(NoServer::Refused(_))));
        assert!(matches!(resolver.server6(), Err(NoServer::Refused(_))));
        return false;
    }
    match config.family() {
        Family::V4 => {
            let server = resolver.server().unwrap();
            for client in clients {
                let answer = server.answer(client);
                assert!(!answer.replies.is_empty());
                assert_eq!(server.answer(client), answer);
            }
            assert_eq!(resolver.server6().unwrap_err(), NoServer::OtherFamily);
        }
        Family::V6 => {
            let server = resolver.server6().unwrap();
            for client in clients6 {
                let answer = server.answer(client);
                assert_eq!(server.answer(client), answer);
            }
            assert_eq!(resolver.server().unwrap_err(), NoServer::OtherFamily);
        }
    }
    true
}

fn data(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop::sample::select(vec![
        "\"ab\"",
        "1:2:3:4",
        "option user-class",
        "option agent.circuit-id",
        "option fqdn.hostname",
        "config-option domain-name",
        "hardware",
        "leased-address",
        "host-decl-name",
        "packet(240, 3)",
        "packet(24, 4)",
        "word",
        "null",
        "filename",
        "joined(\"a\", word)",
        "gethostname()",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(depth, 12, 3, |inner| {
        let number = prop::sample::select(vec!["0", "1", "8", "16", "32", "-1", "9999999999"]);
        prop_oneof![
            (inner.clone(), number.clone(), number.clone())
                .prop_map(|(data, from, len)| format!("substring({data}, {from}, {len})")),
            (inner.clone(), number.clone())
                .prop_map(|(data, len)| format!("suffix({data}, {len})")),
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("concat({one}, {two})")),
            (number.clone(), inner.clone()).prop_map(|(n, data)| format!("reverse({n}, {data})")),
            (number.clone(), number, inner.clone(), inner.clone())
                .prop_map(|(a, b, c, d)| format!("binary-to-ascii({a}, {b}, {c}, {d})")),
            inner.clone().prop_map(|data| format!("encode-int(extract-int({data}, 8) * 3, 32)")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("pick-first-value({a}, {b})")),
        ]
    })
    .boxed()
}

fn condition() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just("known".to_owned()),
        Just("static".to_owned()),
        Just("exists user-class".to_owned()),
        Just("defined(word)".to_owned()),
        Just("check \"default\"".to_owned()),
        Just("option user-class ~= \"^(a|b)[\"".to_owned()),
        (data(2), data(2)).prop_map(|(one, two)| format!("{one} = {two}")),
        (data(2), data(1)).prop_map(|(one, two)| format!("{one} ~~ {two}")),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("({one}) and {two}")),
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("{one} or ({two})")),
            inner.prop_map(|one| format!("not ({one})")),
        ]
    })
    .boxed()
}

fn statement() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        data(3).prop_map(|data| format!("option domain-name = {data};")),
        data(2).prop_map(|data| format!("append domain-name = {data};")),
        data(2).prop_map(|data| format!("prepend host-name = {data};")),
        data(2).prop_map(|data| format!("set word = {data};")),
        data(1).prop_map(|data| format!(
            "set joined (one, two) {{ set word = joined(two, one); return {data}; }}"
        )),
        data(1).prop_map(|data| format!("default-lease-time = {data};")),
        data(1).prop_map(|data| format!("vendor-option-space = {data};")),
        data(1).prop_map(|data| format!("site-option-space = {data};")),
        data(1).prop_map(|data| format!("option dhcp-parameter-request-list = {data};")),
        data(1).prop_map(|data| format!("option dhcp-server-identifier = {data};")),
        data(1).prop_map(|data| format!("option vs.one = {data};")),
        data(1).prop_map(|data| format!("option fqdn.fqdn = {data};")),
        Just("prepend domain-search \"a.b\", \"c.b\";".to_owned()),
        Just("add \"c\";".to_owned()),
        Just("parse-vendor-option;".to_owned()),
        Just("deny unknown-clients;".to_owned()),
        Just("use-host-decl-names on;".to_owned()),
        Just("log(fatal, \"x\");".to_owned()),
        Just("break;".to_owned()),
        Just("option nwip.autoretries 3;".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let body = prop::collection::vec(inner, 0..3).prop_map(|all| all.join(" "));
        prop_oneof![
            (condition(), body.clone(), body.clone())
                .prop_map(|(test, one, two)| format!("if {test} {{ {one} }} else {{ {two} }}")),
            (data(1), body.clone(), body.clone()).prop_map(|(value, one, two)| format!(
                "switch ({value}) {{ case \"ab\": {one} break; default: {two} }}"
            )),
            body.prop_map(|body| format!("on commit {{ {body} }}")),
        ]
    })
    .boxed()
}

fn client() -> impl Strategy<Value = Client> {
    let message = prop::sample::select(vec![
        Message::Discover,
        Message::Request,
        Message::Inform,
        Message::Bootp,
    ]);
    let options = prop::collection::btree_map(
        prop::sample::select(vec![
            12u8, 43, 50, 51, 55, 57, 60, 61, 77, 81, 82, 118, 124, 125, 250,
        ]),
        prop::collection::vec(any::<u8>(), 0..40),
        0..6,
    );
    let place = prop::sample::select(vec![Some(Ipv4Addr::new(10, 0, 0, 1)), None]);
    (message, options, place.clone(), place, prop::collection::vec(any::<u8>(), 0..20)).prop_map(
        |(message, options, relay, address, hardware)| Client {
            message,
            hardware,
            relay,
            address,
            options,
            server: Some(Ipv4Addr::new(10, 0, 0, 2)),
            ..Client::ethernet([0; 6])
        },
    )
}

/// A DHCPv6 client with the options of another one.
fn as_dhcpv6(client: &Client) -> v6::Client {
    let link = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
    let options = client.options.iter().map(|(code, value)| (u16::from(*code), value.clone()));
    let client = v6::Client { options: options.collect(), ..v6::Client::new([]) };
    let hint = v6::Hint::prefix(Ipv6Addr::new(0x2001, 0xdb8, 1, 0, 0, 0, 0, 0), 48).lasting(0, 9);
    client
        .through(link)
        .with_option(1, "ab")
        .with_relay_option(18, "ab")
        .with_association(v6::Kind::NonTemporary, 1, vec![v6::Hint::address(link)])
        .with_association(v6::Kind::Delegation, 2, vec![hint])
        .with_association(v6::Kind::Temporary, 3, Vec::new())
        .requesting([1, 7, 17, 23, 24, 39, 59])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_the_statements_are(
        root in prop::collection::vec(statement(), 0..5),
        class in prop::collection::vec(statement(), 0..3),
        test in condition(),
        subnet in prop::collection::vec(statement(), 0..3),
        clients in prop::collection::vec(client(), 1..4),
    ) {
        let (root, class, subnet) = (root.join("\n"), class.join("\n"), subnet.join("\n"));
        let text = format!(
            "option space vs code width 2 length width 2; option vs.one code 7 = text;
             class \"c\" {{ match if {test}; {class} }}
             class \"d\" {{ spawn with option user-class; lease limit 2; }}
             {root}
             subnet 10.0.0.0 netmask 255.255.255.0 {{ {subnet} range 10.0.0.9;
               pool {{ range 10.0.0.10; deny members of \"c\"; }} }}
             host h {{ hardware ethernet 0:0:0:0:0:0; fixed-address 10.0.0.99; {subnet} }}"
        );
        ask(&read(text, Family::V4), &clients, &[]);
        let text = format!(
            "option space vs code width 2 length width 2; option vs.one code 7 = text;
             class \"c\" {{ match if {test}; {class} }}
             class \"d\" {{ match v6relay(1, option dhcp6.interface-id); }}
             {root}
             subnet6 2001:db8::/64 {{ {subnet} range6 2001:db8::9 2001:db8::99;
               pool6 {{ range6 2001:db8:0:0:1::/80; deny members of \"c\"; }}
               prefix6 2001:db8:1:: 2001:db8:2:: /48; range6 2001:db8:0:0:2::/80 temporary; }}
             host h {{ host-identifier option dhcp6.client-id 61:62; fixed-address6 2001:db8::7;
               {subnet} }}"
        );
        let clients: Vec<_> = clients.iter().map(as_dhcpv6).collect();
        ask(&read(text, Family::V6), &[], &clients);
    }
}

#[test]
fn nesting_and_length_cost_no_stack() {
    let deep =
        format!("{}option domain-name \"x\";{}", "if known { ".repeat(20_000), "}".repeat(20_000));
    let long =
        (0..20_000).fold("known".to_owned(), |all, at| format!("{all} or hardware = {at:x}"));
    let parentheses = format!("{}known{}", "(".repeat(20_000), ")".repeat(20_000));
    let twice = "set twice (word) { return concat(twice(word), twice(word)); }
        if twice(\"a\") = \"a\" { option domain-name \"x\"; }";
    let appended = "append domain-name = option user-class;".repeat(5_000);
    for statement in [
        deep,
        format!("if {long} {{ option domain-name \"x\"; }}"),
        format!("if {parentheses} {{ option domain-name \"x\"; }}"),
        twice.to_owned(),
        appended,
    ] {
        let text =
            format!("subnet 10.0.0.0 netmask 255.255.255.0 {{ range 10.0.0.9; {statement} }}");
        let client = Client::ethernet([0; 6]).through(Ipv4Addr::new(10, 0, 0, 1));
        ask(&read(&text, Family::V4), &[client], &[]);
    }
}

#[test]
fn clients_of_real_files_are_answered() {
    let columns = ["dhcpd_mode"];
    let Some(files) = dhcpair_testbed::corpus("dhcpd", columns) else { return };
    let (mut asked, mut asked6) = (0, 0);
    for file in files {
        let [mode] = file.cells;
        let text = std::fs::read(&file.path).unwrap();
        let config = read(text, if mode == "-6" { Family::V6 } else { Family::V4 });
        let subnets = config.subnets().iter().filter_map(|subnet| subnet.address_and_netmask());
        let clients: Vec<Client> = subnets
            .take(3)
            .flat_map(|(net, _)| {
                let client = Client::ethernet([2, 0, 0, 0, 0, 9]).through(net);
                let boots =
                    client.clone().with_option(60, b"PXEClient:Arch:00007").with_option(93, [0, 7]);
                [client.clone(), boots, client.sending(Message::Inform)]
            })
            .collect();
        let subnets = config.subnets().iter().filter_map(|subnet| subnet.net6());
        let clients6: Vec<v6::Client> = subnets
            .take(3)
            .flat_map(|net| {
                let client = v6::Client::new([0, 3, 0, 1, 2, 0, 0, 0, 0, 9])
                    .through(net.network())
                    .requesting([23, 24, 17, 39]);
                let asks = client.clone().sending(v6::Message::InformationRequest);
                [client.with_address_association(1).with_prefix_association(2), asks]
            })
            .collect();
        asked += usize::from(ask(&config, &clients, &clients6));
        asked6 += usize::from(config.family() == Family::V6 && config.is_loadable());
    }
    println!("{asked} files asked, {asked6} of them for DHCPv6");
    assert!(asked >= 100 && asked6 >= 20, "{asked}, {asked6}");
}

/// A variable that is joined with itself, and a text that is put between the octets of another one.
#[test]
fn what_grows_without_end_is_undecided() {
    let doubled = "set long = concat(long, long);\n".repeat(60);
    let between = "set long = binary-to-ascii(16, 8, long, long);\n".repeat(20);
    let appended = "append domain-search \"a.example.org\";\n".repeat(20_000);
    for grows in [doubled, between] {
        let text = format!(
            "set long = \"12345678\";\n{grows}option domain-name = long;\n\
             subnet 10.1.0.0 netmask 255.255.255.0 {{ range 10.1.0.10 10.1.0.99; }}"
        );
        let config = read(&text, Family::V4);
        assert!(config.is_loadable(), "{:?}", config.diagnostics());
        let client =
            Client::ethernet([2, 0, 0, 0, 0, 1]).through([10, 1, 0, 1].into()).requesting([15]);
        let answer = config.resolver().server().unwrap().answer(&client);
        let option = answer.first().packet().and_then(|packet| packet.option(15));
        let Some(option) = option else { panic!("{answer:?}") };
        assert_eq!(option.value, Told::Undecided(vec![Reason::TooComplex]), "{text}");
    }
    let text = format!("{appended}subnet 10.1.0.0 netmask 255.255.255.0 {{ range 10.1.0.10; }}");
    let client = Client::ethernet([2, 0, 0, 0, 0, 1]).through([10, 1, 0, 1].into());
    assert!(ask(&read(&text, Family::V4), &[client], &[]));
}
