mod disable;
mod six;

use std::path::Path;

use config_text::{MemoryLoader, Sources};
use ipnet::{IpNet, Ipv4Net};

use super::{Editor, Obstacle, PeerStatement, RangePlace, Refusal};
use crate::{Config, Family, ScopeIx};

const PEER: &str = "failover peer \"a\" {\n  primary;\n  address 192.0.2.1;\n  \
                    peer address 192.0.2.2;\n  mclt 1800;\n  split 128;\n}\n";

fn read(files: &[(&str, &str)]) -> (Sources, Config) {
    let loader =
        files.iter().fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, text));
    let mut sources = Sources::new();
    let config = crate::read(&mut sources, &loader, Path::new(files[0].0), Family::V4).unwrap();
    (sources, config)
}

type Change<'a> = dyn Fn(&mut Editor<'_>) -> Result<(), Refusal> + 'a;

/// The files after a change; what follows a peer `a` in the main one.
fn changed(files: &[(&str, &str)], change: &Change<'_>) -> Result<Vec<String>, Refusal> {
    let (sources, config) = read(files);
    let mut editor = Editor::new(&config)?;
    change(&mut editor)?;
    let edits = editor.finish()?;
    let text = |one: &crate::IncludedFile| {
        String::from_utf8(edits.apply(&sources, one.file).unwrap()).unwrap()
    };
    Ok(config.files().iter().map(text).collect())
}

/// A change of what follows a peer `a`.
fn below(text: &str, change: &Change<'_>) -> Result<String, Refusal> {
    let all = changed(&[("m", &format!("{PEER}{text}"))], change)?;
    Ok(all[0].strip_prefix(PEER).unwrap().to_owned())
}

fn net(text: &str) -> IpNet {
    text.parse().unwrap()
}

fn net4(text: &str) -> Ipv4Net {
    text.parse().unwrap()
}

const SUBNET: &str =
    "subnet 10.0.0.0 netmask 255.255.255.0 { pool { failover peer \"a\"; range 10.0.0.2; } }\n";

const TEN: &str = "10.0.0.0/24";

#[test]
fn a_pool_gets_the_peer_in_front_of_its_ranges_as_its_neighbours_are_written() {
    let put = |text: &str| below(text, &|editor| editor.put_scope(net4(TEN), "a")).unwrap();
    assert_eq!(
        put(
            "subnet 10.0.0.0 netmask 255.255.255.0 {\n\tpool { # floor 1\n\t\trange 10.0.0.2 10.0.0.9;\n\t}\n}\n"
        ),
        "subnet 10.0.0.0 netmask 255.255.255.0 {\n\tpool { # floor 1\n\t\tfailover peer \"a\";\n\t\trange 10.0.0.2 10.0.0.9;\n\t}\n}\n"
    );
    assert_eq!(
        put("subnet 10.0.0.0 netmask 255.255.255.0 { pool {range 10.0.0.2;} }"),
        "subnet 10.0.0.0 netmask 255.255.255.0 { pool { failover peer \"a\"; range 10.0.0.2;} }"
    );
    assert_eq!(
        put(
            "subnet 10.0.0.0 netmask 255.255.255.0 {\r\n  pool {\r\n    range 10.0.0.2;\r\n  }\r\n}\r\n"
        ),
        "subnet 10.0.0.0 netmask 255.255.255.0 {\r\n  pool {\r\n    failover peer \"a\";\r\n    range 10.0.0.2;\r\n  }\r\n}\r\n"
    );
}

#[test]
fn bare_ranges_that_follow_one_another_share_a_new_pool() {
    let put = |text: &str| below(text, &|editor| editor.put_scope(net4(TEN), "a")).unwrap();
    assert_eq!(
        put(
            "subnet 10.0.0.0 netmask 255.255.255.0 {\n  range 10.0.0.2 10.0.0.9; # low\n  # high\n  range 10.0.0.20;  # one\n  option routers 10.0.0.1;\n  range 10.0.0.30;\n}\n"
        ),
        "subnet 10.0.0.0 netmask 255.255.255.0 {\n  pool {\n    failover peer \"a\";\n    range 10.0.0.2 10.0.0.9; # low\n    # high\n    range 10.0.0.20;  # one\n  }\n  option routers 10.0.0.1;\n  pool {\n    failover peer \"a\";\n    range 10.0.0.30;\n  }\n}\n"
    );
    assert_eq!(
        put("subnet 10.0.0.0 netmask 255.255.255.0 { range 10.0.0.2; }\n"),
        "subnet 10.0.0.0 netmask 255.255.255.0 { pool { failover peer \"a\"; range 10.0.0.2; } }\n"
    );
}

#[test]
fn a_pool_leaves_with_its_line_and_the_last_one_with_the_peer() {
    let text = "subnet 10.0.0.0 netmask 255.255.255.0 {\n  pool {\n    failover peer \"a\"; # both\n    range 10.0.0.2;\n  }\n}\n";
    let alone = below(text, &|editor| editor.take_scope(net4(TEN)));
    assert!(matches!(alone, Err(Refusal::PeerUnused { ref name, .. }) if name == "a"), "{alone:?}");
    let file = format!("{PEER}{text}");
    let both = changed(&[("m", &file)], &|editor| {
        editor.take_scope(net4(TEN))?;
        editor.remove_peer("a")
    });
    assert_eq!(
        both.unwrap()[0],
        "subnet 10.0.0.0 netmask 255.255.255.0 {\n  pool {\n    range 10.0.0.2;\n  }\n}\n"
    );
    let used = changed(&[("m", &file)], &|editor| editor.remove_peer("a"));
    assert!(
        matches!(used, Err(Refusal::PeerUsed { ref places, .. }) if places.len() == 1),
        "{used:?}"
    );
}

#[test]
fn the_file_that_holds_the_statement_is_changed() {
    let other = "failover peer \"b\" { secondary; address 192.0.2.1; peer address 192.0.2.3; }\n";
    let subnet = "subnet 10.0.0.0 netmask 255.255.255.0 {\n  include \"p\";\n}\n";
    let main = format!("{PEER}{other}{subnet}");
    let pool = "pool {\n  failover peer \"a\";\n  range 10.0.0.2;\n}\n";
    let moved = changed(&[("m", &main), ("p", pool)], &|editor| {
        editor.put_scope(net4(TEN), "b")?;
        editor.remove_peer("a")
    });
    let moved = moved.unwrap();
    assert_eq!(moved[0], format!("{other}{subnet}"));
    assert_eq!(moved[1], pool.replace("\"a\"", "\"b\""));
}

#[test]
fn what_a_shared_network_decides_is_not_changed_pool_by_pool() {
    let text = "shared-network n {\n  failover peer \"a\";\n  subnet 10.0.0.0 netmask 255.255.255.0 { }\n  pool { range 10.0.0.2; }\n  subnet 10.0.1.0 netmask 255.255.255.0 { }\n  pool { range 10.0.0.5; range 10.0.1.2; }\n}\n";
    let siblings = below(text, &|editor| editor.put_scope(net4(TEN), "a"));
    let Err(Refusal::Siblings { siblings, .. }) = siblings else { panic!("{siblings:?}") };
    assert_eq!(siblings, [net4("10.0.1.0/24")]);
    let text = text.replace("range 10.0.0.5; ", "");
    let inherited = below(&text, &|editor| editor.take_scope(net4(TEN)));
    assert!(matches!(inherited, Err(Refusal::Inherited { .. })), "{inherited:?}");
}

#[test]
fn a_peer_that_stands_below_cannot_be_used() {
    let subnet = "subnet 10.0.0.0 netmask 255.255.255.0 { pool { range 10.0.0.2; } }\n";
    let files = [("m", "include \"n\";\ninclude \"p\";\n"), ("n", subnet), ("p", PEER)];
    let put = |editor: &mut Editor<'_>| editor.put_scope(net4(TEN), "a");
    let refused = changed(&files, &put);
    assert!(matches!(refused, Err(Refusal::PeerBelow { .. })), "{refused:?}");
    let files = [("m", "include \"p\";\ninclude \"n\";\n"), ("n", subnet), ("p", PEER)];
    assert_eq!(
        changed(&files, &put).unwrap()[2],
        "subnet 10.0.0.0 netmask 255.255.255.0 { pool { failover peer \"a\"; range 10.0.0.2; } }\n"
    );
}

#[test]
fn statements_of_a_peer_change_in_place_or_come_last() {
    let subnet =
        "subnet 10.0.0.0 netmask 255.255.255.0 { pool { failover peer \"a\"; range 10.0.0.2; } }\n";
    let file = format!("{PEER}{subnet}");
    let set = |statement| {
        let text = changed(&[("m", &file)], &|editor| editor.set_peer("a", statement));
        text.map(|all| all[0].strip_suffix(subnet).unwrap().to_owned())
    };
    assert_eq!(set(PeerStatement::Split(64)).unwrap(), PEER.replace("split 128", "split 64"));
    let longer = PEER.replace("}\n", "  load balance max seconds 3;\n}\n");
    assert_eq!(set(PeerStatement::LoadBalanceMaxSeconds(3)).unwrap(), longer);
    for wrong in [PeerStatement::Split(257), PeerStatement::Port(0), PeerStatement::Mclt(0)] {
        assert!(matches!(set(wrong), Err(Refusal::Value { .. })), "{wrong:?}");
    }
    for wrong in [PeerStatement::MinBalance(3601), PeerStatement::MaxResponseDelay(2)] {
        assert!(matches!(set(wrong), Err(Refusal::Value(_))), "{wrong:?}");
    }
    let hba = format!("  hba {};", ["ff"; 32].join(":"));
    for (now, then) in [
        (hba.clone(), "  split 9;".to_owned()),
        (format!("  split 128;\n{hba}"), "  split 9;\n  split 9;".to_owned()),
    ] {
        let file = file.replace("  split 128;", &now);
        let text =
            changed(&[("m", &file)], &|editor| editor.set_peer("a", PeerStatement::Split(9)));
        assert_eq!(text.unwrap()[0], file.replace(&now, &then));
    }
}

#[test]
fn a_secondary_does_not_say_what_the_primary_says() {
    let secondary =
        PEER.replace("primary", "secondary").replace("  mclt 1800;\n  split 128;\n", "");
    let file = format!("{secondary}{SUBNET}");
    for statement in [PeerStatement::Split(64), PeerStatement::Mclt(600)] {
        let refused = changed(&[("m", &file)], &|editor| editor.set_peer("a", statement));
        assert!(matches!(refused, Err(Refusal::PrimaryOnly { .. })), "{refused:?}");
    }
    let port = changed(&[("m", &file)], &|editor| editor.set_peer("a", PeerStatement::Port(847)));
    assert_eq!(port.unwrap()[0], file.replacen("}\n", "  port 847;\n}\n", 1));
}

#[test]
fn what_belongs_to_another_reading_is_refused() {
    let (_, large) = read(&[("m", &format!("{PEER}{SUBNET}"))]);
    let (_, small) = read(&[("m", "authoritative;\n")]);
    let mut editor = Editor::new(&small).unwrap();
    let range = large.ranges()[0];
    let pool = range.pool.unwrap();
    assert_eq!(editor.take_pool(pool), Err(Refusal::Foreign));
    assert_eq!(editor.remove_pool(pool), Err(Refusal::Foreign));
    let scope = large.pool(pool).unwrap().scope;
    assert_eq!(editor.set(scope, "max-lease-time", "60"), Err(Refusal::Foreign));
    assert_eq!(editor.remove_declaration(scope), Err(Refusal::Foreign));
}

#[test]
fn a_new_peer_stands_above_all_networks_and_can_be_used_at_once() {
    let ends = [[192, 0, 2, 1].into(), [192, 0, 2, 3].into()];
    let pair = crate::generate::PairParameters::new("b", ends[0], ends[1]).checked().unwrap();
    let new = pair.declaration(crate::Role::Secondary);
    let add = |text: &str| {
        changed(&[("m", text)], &|editor| {
            editor.add_peer(&pair, crate::Role::Secondary)?;
            editor.put_scope(net4(TEN), "b")
        })
    };
    let text = "authoritative;\n\ngroup {\n  subnet 10.0.0.0 netmask 255.255.255.0 { pool { range 10.0.0.2; } }\n}\n";
    let named = |text: &str| text.replace("{ range", "{ failover peer \"b\"; range");
    assert_eq!(add(text).unwrap()[0], named(&text.replace("group", &format!("{new}\ngroup"))));
    let file = format!("{PEER}# the end\n{text}");
    assert_eq!(add(&file).unwrap()[0], format!("{PEER}\n{new}# the end\n{}", named(text)));
    let below = format!("{text}{PEER}");
    let above = text.replace("group", &format!("{new}\ngroup"));
    assert_eq!(add(&below).unwrap()[0], format!("{}{PEER}", named(&above)));
    let alone = changed(&[("m", &file)], &|editor| editor.add_peer(&pair, crate::Role::Primary));
    assert!(matches!(alone, Err(Refusal::PeerUnused { span: None, .. })), "{alone:?}");
    let twice = add(&file.replace("\"a\"", "\"b\""));
    assert!(matches!(twice, Err(Refusal::PeerExists { .. })), "{twice:?}");
}

#[test]
fn what_is_not_known_as_a_whole_is_not_changed() {
    let (_, config) = read(&[("m", "include \"gone\";\n")]);
    assert!(matches!(Editor::new(&config), Err(Refusal::Incomplete { .. })));
}

/// The scope whose declaration begins with these words.
fn scope(config: &Config, sources: &Sources, words: &str) -> ScopeIx {
    let mut all = config.scopes();
    all.find(|(_, node)| sources.text(node.span).starts_with(words)).unwrap().0
}

/// A text after a change of a scope.
fn within(
    text: &str,
    words: &str,
    change: impl Fn(&mut Editor<'_>, ScopeIx) -> Result<(), Refusal>,
) -> Result<String, Refusal> {
    let (sources, config) = read(&[("m", text)]);
    let scope = if words.is_empty() { ScopeIx::ROOT } else { scope(&config, &sources, words) };
    let mut editor = Editor::new(&config)?;
    change(&mut editor, scope)?;
    let edits = editor.finish()?;
    Ok(String::from_utf8(edits.apply(&sources, config.files()[0].file).unwrap()).unwrap())
}

#[test]
fn a_setting_changes_in_place_or_comes_behind_the_others() {
    let text = "option x code 200 = text;\nsubnet 10.0.0.0 netmask 255.255.255.0 {\n  option routers 10.0.0.1; # gw\n  range 10.0.0.9;\n}\n";
    let set =
        |words: &str, key: &str, value: &str| within(text, words, |e, s| e.set(s, key, value));
    assert_eq!(
        set("subnet", "option routers", "10.0.0.2, 10.0.0.3").unwrap(),
        text.replace("10.0.0.1", "10.0.0.2, 10.0.0.3")
    );
    let more = |line: &str| text.replace("# gw\n", &format!("# gw\n{line}\n"));
    assert_eq!(set("subnet", "max-lease-time", "600").unwrap(), more("  max-lease-time 600;"));
    assert_eq!(set("subnet", "option x", "\"y\"").unwrap(), more("  option x \"y\";"));
    assert_eq!(set("subnet", "authoritative", "false").unwrap(), more("  not authoritative;"));
    assert_eq!(set("subnet", "allow-booting", "deny").unwrap(), more("  deny booting;"));
    assert_eq!(
        set("", "default-lease-time", "60").unwrap(),
        text.replace("subnet", "default-lease-time 60;\nsubnet")
    );
    for (key, value) in [
        ("option routers", "nobody here"),
        ("option nothing-known", "1"),
        ("default-lease-time", "60; max-lease-time 60"),
        ("default-lease-time", "60; } subnet 10.9.0.0 netmask 255.255.0.0 { }"),
        ("include", "\"statement\""),
    ] {
        let refused = set("subnet", key, value);
        assert!(matches!(refused, Err(Refusal::Statement { .. })), "{key} {value}: {refused:?}");
    }
    let gone = within(text, "subnet", |editor, scope| editor.unset(scope, "option routers"));
    assert_eq!(gone.unwrap(), text.replace("  option routers 10.0.0.1; # gw\n", ""));
}

#[test]
fn a_setting_of_a_file_that_is_included_twice_is_not_changed() {
    let net = |at: u8| format!("subnet 10.0.{at}.0 netmask 255.255.255.0 {{ include \"o\"; }}\n");
    let main = format!("{}{}", net(0), net(1));
    let (sources, config) = read(&[("m", &main), ("o", "option routers 10.0.0.1;\n")]);
    let subnet = scope(&config, &sources, "subnet 10.0.1.0");
    let mut editor = Editor::new(&config).unwrap();
    let refused = editor.set(subnet, "option routers", "10.0.0.2").unwrap_err();
    assert!(matches!(refused, Refusal::IncludedTwice { .. }), "{refused:?}");
    assert_eq!(refused.places().len(), 3, "the statement and both includes");
}

#[test]
fn ranges_come_go_and_change() {
    let text = "subnet 10.0.0.0 netmask 255.255.255.0 {\n  pool {\n    range 10.0.0.2;\n    allow members of \"c\";\n  }\n}\n";
    let text = format!("class \"c\" {{ }}\n{text}");
    let change = |change: &dyn Fn(&mut Editor<'_>, crate::Range) -> Result<(), Refusal>| {
        within(&text, "", |editor, _| change(editor, editor.config.ranges()[0]))
    };
    let address = |at: u8| std::net::Ipv4Addr::new(10, 0, 0, at);
    let pool = |range: crate::Range| RangePlace::Pool(range.pool.unwrap());
    assert_eq!(
        change(&|editor, range| editor.add_range(pool(range), address(5), address(9))).unwrap(),
        text.replace("0.2;\n", "0.2;\n    range 10.0.0.5 10.0.0.9;\n")
    );
    assert_eq!(
        change(&|editor, range| editor.set_range(range, address(1), address(9))).unwrap(),
        text.replace("10.0.0.2", "10.0.0.1 10.0.0.9")
    );
    assert_eq!(
        change(&|editor, range| editor.remove_range(range)).unwrap(),
        "class \"c\" { }\nsubnet 10.0.0.0 netmask 255.255.255.0 {\n}\n"
    );
    let taken = change(&|editor, range| editor.add_range(pool(range), address(1), address(3)));
    assert!(matches!(taken, Err(Refusal::RangeTaken { .. })), "{taken:?}");
    let outside = change(&|editor, range| {
        editor.add_range(pool(range), address(5), std::net::Ipv4Addr::new(10, 0, 1, 5))
    });
    assert!(matches!(outside, Err(Refusal::RangeOutside { .. })), "{outside:?}");
    let bare = change(&|editor, range| {
        editor.add_range(RangePlace::Subnet(range.subnet), address(5), address(5))
    });
    assert!(bare.unwrap().ends_with("  }\n  range 10.0.0.5;\n}\n"));
}

#[test]
fn declarations_come_last_and_go_unless_somebody_needs_them() {
    let text = "class \"c\" { }\nsubclass \"c\" 1;\ngroup {\n  host a { }\n}\n";
    let host = "host b {\n  fixed-address 10.0.0.7;\n}";
    let added = within(text, "group", |editor, scope| editor.add(scope, host)).unwrap();
    let inner = "  host a { }\n  host b {\n    fixed-address 10.0.0.7;\n  }\n}\n";
    assert_eq!(added, text.replace("  host a { }\n}\n", inner));
    let end = within(text, "", |editor, scope| editor.add(scope, host)).unwrap();
    assert_eq!(end, format!("{text}{host}\n"));
    for open in ["%", "option routers 10.0.0.1; % x"] {
        let refused = within(open, "", |editor, scope| editor.add(scope, host));
        assert!(matches!(refused, Err(Refusal::OpenEnd { .. })), "{open}: {refused:?}");
    }
    for wrong in ["host b {", "host b { } }", "host b", "", "option routers \"x;"] {
        let refused = within(text, "", |editor, scope| editor.add(scope, wrong));
        assert!(matches!(refused, Err(Refusal::Statement { .. })), "{wrong}: {refused:?}");
    }
    let remove = |words: &str| within(text, words, |e, scope| e.remove_declaration(scope));
    assert_eq!(remove("host").unwrap(), text.replace("  host a { }\n", ""));
    assert_eq!(remove("subclass").unwrap(), text.replace("subclass \"c\" 1;\n", ""));
    let used = remove("class");
    assert!(
        matches!(used, Err(Refusal::InUse { ref places, .. }) if places.len() == 1),
        "{used:?}"
    );
}

#[test]
fn a_scope_goes_with_its_ranges_wherever_they_stand() {
    let text = "shared-network n {\n  subnet 10.0.0.0 netmask 255.255.255.0 { host h { fixed-address 10.0.0.3; } }\n  subnet 10.0.1.0 netmask 255.255.255.0 { }\n  pool {\n    failover peer \"a\";\n    range 10.0.0.5;\n    range 10.0.1.5;\n  }\n}\n";
    let gone = below(text, &|editor| editor.remove_scope(net(TEN))).unwrap();
    assert_eq!(
        gone,
        "shared-network n {\n  subnet 10.0.1.0 netmask 255.255.255.0 { }\n  pool {\n    failover peer \"a\";\n    range 10.0.1.5;\n  }\n}\n"
    );
    let last = below(&gone, &|editor| editor.remove_scope(net("10.0.1.0/24")));
    assert!(matches!(last, Err(Refusal::LastSubnet { .. })), "{last:?}");
    let held = text.replace("10.0.0.3", "10.0.1.3");
    let held = below(&held, &|editor| editor.remove_scope(net(TEN)));
    assert!(matches!(held, Err(Refusal::Holds { .. })), "{held:?}");
}

#[test]
fn a_class_and_a_host_get_other_contents_and_equal_statements_stay() {
    let text = "option level code 200 = text;\nclass \"c\" { # ours\n  match if known;   # all\n  lease limit 2;\n}\nsubclass \"d\" 1;\ngroup g { }\nhost h {\n\thardware ethernet 2:0:0:0:0:1; # card\n\toption level \"a\";\n}\n";
    let text = &text.replace("subclass", "class \"d\" { match hardware; }\nsubclass");
    let replace =
        |words: &str, new: &str| within(text, words, |e, s| e.replace_declaration(s, new));
    assert_eq!(
        replace(
            "class \"c\"",
            "class \"c\" { option level \"x\"; match if  (known); lease limit 4; }"
        )
        .unwrap(),
        text.replace("known;   # all\n", "(known);   # all\n")
            .replace("limit 2;", "limit 4;\n  option level \"x\";")
            .replace("  match if (known)", "  match if  (known)")
    );
    let host = "host h { hardware ethernet 02:00:00:00:00:01; uid \"x\"; group g; }";
    assert_eq!(
        replace("host", host).unwrap(),
        text.replace("card\n", "card\n\tuid \"x\";\n\tgroup g;\n")
            .replace("\toption level \"a\";\n", "")
    );
    let sub = replace("subclass", "subclass \"d\" 1 { option level \"y\"; }");
    let whole = "subclass \"d\" 1 { option level \"y\"; }";
    assert_eq!(sub.unwrap(), text.replace("subclass \"d\" 1;", whole));
    for wrong in [
        "host other { }",
        "host h { } host i { }",
        "host h { hardware nothing; }",
        "host h { group nowhere; }",
        "filename \"x\";",
        "host h {",
    ] {
        let refused = replace("host", wrong);
        assert!(matches!(refused, Err(Refusal::Statement { .. })), "{wrong}: {refused:?}");
    }
    let group = within(text, "group", |e, s| e.replace_declaration(s, "group g { }"));
    assert!(matches!(group, Err(Refusal::NoBlock { .. })), "{group:?}");
}

#[test]
fn a_class_comes_behind_the_others_and_above_all_networks() {
    let text =
        "class \"c\" { match if known; }\n# end\nsubnet 10.0.0.0 netmask 255.255.255.0 { }\n";
    let add = |text: &str, new: &str| within(text, "", |editor, _| editor.add_class(new));
    let new = "class \"d\" { match hardware; }";
    assert_eq!(add(text, new).unwrap(), text.replace("# end", &format!("{new}\n# end")));
    let alone = text.split_once('\n').unwrap().1;
    assert_eq!(add(alone, new).unwrap(), alone.replace("subnet", &format!("{new}\n\nsubnet")));
    let twice = add(text, "class \"c\" { }");
    assert!(matches!(twice, Err(Refusal::ClassExists { .. })), "{twice:?}");
    let below = format!("{text}option level code 200 = text;\n");
    let refused = add(&below, "class \"d\" { match if option level = \"x\"; }");
    assert!(matches!(refused, Err(Refusal::Replicate(Obstacle::Below { .. }))), "{refused:?}");
}

#[test]
fn a_host_goes_where_groups_give_it_what_it_should_have() {
    let text = "group {\n  max-lease-time 60;\n  host a { }\n}\nhost b { }\nsubnet 10.0.0.0 netmask 255.255.255.0 {\n}\n";
    let host = "host n { fixed-address 10.0.0.9; }";
    let add = |given: &[(&str, &str)]| within(text, "", |editor, _| editor.add_host(host, given));
    assert_eq!(add(&[]).unwrap(), text.replace("host b { }\n", &format!("host b {{ }}\n{host}\n")));
    let inside = text.replace("host a { }\n", &format!("host a {{ }}\n  {host}\n"));
    assert_eq!(add(&[("max-lease-time", "60")]).unwrap(), inside);
    let refused = add(&[("max-lease-time", "61")]);
    assert!(matches!(refused, Err(Refusal::Replicate(Obstacle::NoGroup { .. }))), "{refused:?}");
    let twice = within(text, "", |editor, _| editor.add_host("host a { }", &[]));
    assert!(matches!(twice, Err(Refusal::HostExists { .. })), "{twice:?}");
}

#[test]
fn a_text_that_ends_with_a_comment_and_no_line_end_gets_one() {
    let at_end = |change: &dyn Fn(&mut Editor<'_>) -> Result<(), Refusal>| {
        within("# end", "", |editor, _| change(editor))
    };
    let class = "class \"c\" { }";
    assert_eq!(at_end(&|editor| editor.add_class(class)).unwrap(), format!("# end\n{class}\n\n"));
    let set = at_end(&|editor| editor.set(ScopeIx::ROOT, "max-lease-time", "60"));
    assert_eq!(set.unwrap(), "# end\nmax-lease-time 60;\n");
    let added = at_end(&|editor| editor.add(ScopeIx::ROOT, class));
    assert_eq!(added.unwrap(), format!("# end\n{class}\n"));
}

/// Where the first network begins on the line of what stands above it, the line is no place.
#[test]
fn what_goes_above_a_network_stays_out_of_the_block_in_front_of_it() {
    let text = "key k {\n  algorithm hmac-md5; secret abcd;\n} subnet 192.0.2.0 netmask 255.255.255.0 { }\n";
    let class = "class \"a\" { match if known; }";
    let (key, subnet) = text.split_once("subnet").unwrap();
    let after = changed(&[("/main", text)], &|editor| editor.add_class(class)).unwrap();
    assert_eq!(after, [format!("{key}\n{class}\n\nsubnet{subnet}")]);
}
