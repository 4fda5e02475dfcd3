mod six;

use std::path::Path;

use config_text::{MemoryLoader, Sources};

use super::{Dependency, Obstacle};
use crate::{Config, Editor, Family, Refusal};

/// A destination and a source, read into one `Sources`.
fn pair(ours: &str, theirs: &str) -> (Sources, Config, Config) {
    let loader = MemoryLoader::new().with("ours", ours).with("theirs", theirs);
    let mut sources = Sources::new();
    let mut read = |path| crate::read(&mut sources, &loader, Path::new(path), Family::V4).unwrap();
    let (ours, theirs) = (read("ours"), read("theirs"));
    assert!(ours.is_loadable(), "{:?}", ours.diagnostics());
    assert!(theirs.is_loadable(), "{:?}", theirs.diagnostics());
    (sources, ours, theirs)
}

/// The destination after `10.0.0.0/24` was replicated with its wire.
fn replicated(ours: &str, theirs: &str) -> Result<String, Refusal> {
    let (sources, ours, theirs) = pair(ours, theirs);
    let net = "10.0.0.0/24".parse().unwrap();
    let mut editor = Editor::new(&ours)?;
    editor.replicate_network(&theirs, net)?;
    let edits = editor.finish()?;
    let text = String::from_utf8(edits.apply(&sources, ours.files()[0].file).unwrap()).unwrap();
    let (_, again, _) = pair(&text, "");
    let mut editor = Editor::new(&again)?;
    editor.replicate_network(&theirs, net)?;
    assert!(editor.finish()?.is_empty(), "a second time:\n{text}");
    Ok(text)
}

#[track_caller]
fn becomes(ours: &str, theirs: &str, expected: &str) {
    assert_eq!(replicated(ours, theirs).unwrap(), expected);
}

#[track_caller]
fn obstacle(ours: &str, theirs: &str) -> Obstacle {
    match replicated(ours, theirs) {
        Err(Refusal::Replicate(obstacle)) => obstacle,
        other => panic!("{other:?}"),
    }
}

/// A subnet with these statements, each on a line.
fn subnet(body: &str) -> String {
    let lines: String = body.lines().map(|line| format!("  {line}\n")).collect();
    format!("subnet 10.0.0.0 netmask 255.255.255.0 {{\n{lines}}}\n")
}

#[test]
fn settings_change_in_their_place_and_the_rest_of_the_text_stays() {
    let ours = "# ours\nmax-lease-time 900; # short\nsubnet 10.0.0.0 netmask 255.255.255.0 {\n\t# the core\n\toption routers 10.0.0.1;   # gw\n\tmax-lease-time 0600;\n\tfilename \"old\";\n\toption domain-name \"a\"; # name\n\trange 10.0.0.9;\n}\n";
    let theirs = "subnet 10.0.0.0 netmask 255.255.255.0 { max-lease-time 384; option routers 10.0.0.2; option ntp-servers 10.0.0.3; range 10.0.0.9; option domain-name \"a\"; }";
    let expected = ours
        .replace("10.0.0.1;", "10.0.0.2;")
        .replace("\tfilename \"old\";\n", "")
        .replace("gw\n", "gw\n\toption ntp-servers 10.0.0.3;\n");
    becomes(ours, theirs, &expected);
}

#[test]
fn what_the_source_has_from_around_is_written_in_the_scope() {
    let ours = format!("default-lease-time 60;\n{}", subnet("range 10.0.0.9;"));
    let theirs = format!(
        "default-lease-time 70;\ngroup {{ min-lease-time 9; {} }}",
        subnet("range 10.0.0.9;")
    );
    let expected = format!(
        "default-lease-time 60;\n{}",
        subnet("default-lease-time 70;\nmin-lease-time 9;\nrange 10.0.0.9;")
    );
    becomes(&ours, &theirs, &expected);
    // Where it applies as well, nothing is to be done.
    let around =
        format!("default-lease-time 70;\nmin-lease-time 011;\n{}", subnet("range 10.0.0.9;"));
    becomes(&around, &theirs, &around);
}

const PEER: &str = "failover peer \"a\" { primary; address 192.0.2.1; peer address 192.0.2.2; mclt 1800; split 128; }\n";

/// Behind the peer on both sides; another subnet uses it.
fn under_peer(text: &str) -> String {
    format!(
        "{PEER}subnet 10.9.0.0 netmask 255.255.255.0 {{ pool {{ failover peer \"a\"; range 10.9.0.2; }} }}\n{text}"
    )
}

#[test]
fn pools_keep_their_lines_and_get_ranges_permits_settings_and_the_peer() {
    let ours = subnet(
        "pool { # floor 1\n  range 10.0.0.10 10.0.0.19;\n  range 10.0.0.30;\n  allow known-clients;\n}\npool { range 10.0.0.99; }",
    );
    let theirs = subnet(
        "pool { failover peer \"a\"; range 10.0.0.40; min-lease-time 5; deny unknown clients; range 10.0.0.10 10.0.0.29; }",
    );
    let expected = subnet(
        "pool { # floor 1\n  failover peer \"a\";\n  min-lease-time 5;\n  range 10.0.0.40;\n  range 10.0.0.10 10.0.0.29;\n  deny unknown clients;\n}",
    );
    becomes(&under_peer(&ours), &under_peer(&theirs), &under_peer(&expected));
    let out = subnet("pool {\n  range 10.0.0.40;\n}");
    let back = subnet("pool { range 10.0.0.40; }");
    becomes(
        &under_peer(&expected),
        &under_peer(&back),
        &under_peer(&out.replace("pool {\n", "pool { # floor 1\n")),
    );
    let cut = subnet("pool { range 10.0.0.10 10.0.0.12; range 10.0.0.13 10.0.0.19; }");
    let whole = subnet("pool { range 10.0.0.10 10.0.0.19; }");
    becomes(&cut, &whole, &cut);
}

#[test]
fn a_new_pool_stands_behind_the_others_and_bare_ranges_are_their_own() {
    let ours = subnet("pool {\n\trange 10.0.0.10;\n}\nrange 10.0.0.20;\noption routers 10.0.0.1;");
    let theirs = subnet(
        "range 10.0.0.30; option routers 10.0.0.1; pool { range 10.0.0.10; } pool { allow unknown-clients; filename \"x\"; range 10.0.0.40; }",
    );
    let expected = subnet(
        "pool {\n\trange 10.0.0.10;\n}\npool {\n  filename \"x\";\n  allow unknown-clients;\n  range 10.0.0.40;\n}\nrange 10.0.0.30;\noption routers 10.0.0.1;",
    );
    becomes(&ours, &theirs, &expected);
}

#[test]
fn a_pool_needs_its_peer() {
    let theirs = under_peer(&subnet("pool { failover peer \"a\"; range 10.0.0.10; }"));
    let refused = replicated(&subnet("pool { range 10.0.0.10; }"), &theirs);
    assert_eq!(refused, Err(Refusal::NoPeer { name: "a".to_owned() }));
}

#[test]
fn conditions_keep_their_order_and_what_cannot_be_undone_is_an_obstacle() {
    let theirs = subnet(
        "if known { filename \"a\"; }\nfilename \"b\";\nif static { filename \"c\"; }\nrange 10.0.0.9;",
    );
    let ours = subnet("filename \"b\"; # b\nif static {\n  filename \"c\";\n}\nrange 10.0.0.9;");
    let expected = format!(
        "subnet 10.0.0.0 netmask 255.255.255.0 {{\n  if known {{ filename \"a\"; }}\n{}",
        ours.split_once('\n').unwrap().1
    );
    becomes(&ours, &theirs, &expected);
    let around = |text: &str| format!("{text}{}", subnet("range 10.0.0.9;"));
    let found = obstacle(&around("option routers 10.0.0.1;\n"), &around(""));
    assert!(
        matches!(&found, Obstacle::Inherited { key, .. } if key == "option routers"),
        "{found:?}"
    );
    let ours = around("filename \"x\";\noption ntp-servers 10.0.0.3;\n");
    let expected = ours.replace("{\n", "{\n  filename \"\";\n  option ntp-servers = null;\n");
    becomes(&ours, &around(""), &expected);
    // With `default` and its like an empty option is there.
    let code = "default ntp-servers 10.0.0.4;\n";
    let theirs = subnet(&format!("{code}range 10.0.0.9;"));
    let found = obstacle(&around("option ntp-servers 10.0.0.3;\n"), &theirs);
    assert!(matches!(&found, Obstacle::Inherited { .. }), "{found:?}");
    let found = obstacle(&around("if known { filename \"x\"; }\n"), &around(""));
    assert!(matches!(&found, Obstacle::Inherited { key, .. } if key == "if"), "{found:?}");
    // What dhcpd does without it can be said.
    let expected = around("ping-check off;\nauthoritative;\n")
        .replace("{\n", "{\n  not authoritative;\n  ping-check true;\n");
    becomes(&around("ping-check off;\nauthoritative;\n"), &around(""), &expected);
    // What one server is, is its own.
    becomes(
        &around("server-identifier 192.0.2.1;\n"),
        &around(""),
        &around("server-identifier 192.0.2.1;\n"),
    );
}

#[test]
fn hosts_change_where_they_stand_come_to_their_like_and_go() {
    let ours = format!(
        "group {{\n  filename \"a\";\n  host one {{ hardware ethernet 02:00:00:00:00:01; fixed-address 10.0.0.5; }}\n}}\nhost two {{\n  fixed-address 10.0.0.6;\n}}\nhost far {{ fixed-address 10.5.0.1; }}\n{}",
        subnet("range 10.0.0.9;")
    );
    let theirs = format!(
        "{}group {{ filename \"a\"; host one {{ fixed-address 10.0.0.5; hardware ethernet 2:0:0:0:0:7; }} host three {{ hardware ethernet 02:00:00:00:00:03; fixed-address 10.0.0.7; }} }} host far {{ }}",
        subnet("range 10.0.0.9;")
    );
    let expected = ours
        .replace("hardware ethernet 02:00:00:00:00:01", "hardware ethernet 2:0:0:0:0:7")
        .replace("10.0.0.5; }\n", "10.0.0.5; }\n  host three { hardware ethernet 02:00:00:00:00:03; fixed-address 10.0.0.7; }\n")
        .replace("host two {\n  fixed-address 10.0.0.6;\n}\n", "");
    becomes(&ours, &theirs, &expected);
    let clash = format!("host one {{ fixed-address 10.5.0.1; }}{}", subnet("range 10.0.0.9;"));
    let found = obstacle(&clash, &theirs);
    assert!(matches!(&found, Obstacle::HostElsewhere { name, .. } if name == "one"), "{found:?}");
}

#[test]
fn what_a_scope_depends_on_comes_along_in_the_order_of_reading() {
    let theirs = "option space acme;\noption acme.server code 1 = ip-address;\noption level code 200 = unsigned integer 8;\nclass \"phones\" {\n  match if option level = 1;\n  lease limit 2;\n}\nclass \"macs\" { match hardware; }\nsubclass \"macs\" 1:aa { option acme.server 10.0.0.3; }\ngroup named { option level 7; }\nhost h { group named; fixed-address 10.0.0.4; }\nsubnet 10.0.0.0 netmask 255.255.255.0 {\n  vendor-option-space acme;\n  option level 3;\n  pool {\n    allow members of \"phones\";\n    allow members of \"macs\";\n    range 10.0.0.9;\n  }\n}\n";
    let ours = "# ours\n\nsubnet 10.0.0.0 netmask 255.255.255.0 {\n  pool {\n    range 10.0.0.9;\n  }\n}\n";
    let expected = "# ours\n\noption space acme;\noption acme.server code 1 = ip-address;\noption level code 200 = unsigned integer 8;\n\ngroup named {\n  option level 7;\n}\n\nclass \"phones\" {\n  match if option level = 1;\n  lease limit 2;\n}\nclass \"macs\" {\n  match hardware;\n}\nsubclass \"macs\" 1:aa { option acme.server 10.0.0.3; }\n\nsubnet 10.0.0.0 netmask 255.255.255.0 {\n  vendor-option-space acme;\n  option level 3;\n  pool {\n    allow members of \"phones\";\n    allow members of \"macs\";\n    range 10.0.0.9;\n  }\n}\nhost h { group named; fixed-address 10.0.0.4; }\n";
    becomes(ours, theirs, expected);
    let differs = |from: &str, to: &str| match obstacle(&theirs.replace(from, to), theirs) {
        Obstacle::Differs { what, .. } => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(differs("lease limit 2", "lease limit 3"), Dependency::Class);
    assert_eq!(differs("10.0.0.3", "10.0.0.2"), Dependency::Subclass);
    assert_eq!(
        differs("subclass \"macs\" 1:aa", "subclass \"macs\" 1:ab {} subclass \"macs\" 1:aa"),
        Dependency::Subclass
    );
    let other = theirs.replace("option level 7", "option level 8");
    becomes(&other, theirs, theirs);
    let used = "host other { group named; fixed-address 10.9.0.4; }\n";
    match obstacle(&format!("{other}{used}"), theirs) {
        Obstacle::Differs { what, .. } => assert_eq!(what, Dependency::Group),
        other => panic!("{other:?}"),
    }
    assert_eq!(differs("= unsigned integer 8", "= integer 8"), Dependency::Option);
    assert_eq!(
        differs("option space acme", "option space acme code width 2"),
        Dependency::OptionSpace
    );
}

#[test]
fn groups_come_along_where_none_here_gives_the_same() {
    let scope = subnet("range 10.0.0.9;");
    let host = |name: &str, last: u8| format!("host {name} {{ fixed-address 10.0.0.{last}; }}");
    let (a, b, c) = (host("a", 3), host("b", 4), host("c", 5));
    let theirs = format!(
        "group {{ filename \"f\"; {a} group {{ filename \"g\"; min-lease-time 5; {b} {c} }} }} {scope}"
    );
    let expected = format!(
        "{scope}group {{\n  filename \"f\";\n  {a}\n}}\ngroup {{\n  filename \"g\";\n  min-lease-time 5;\n  {b}\n  {c}\n}}\n"
    );
    becomes(&scope, &theirs, &expected);
    // Braces that give something else are left, by hosts that are the scope's alone.
    let ours = format!("group {{\n  max-lease-time 60;\n  {a}\n  {b}\n}}\n{scope}");
    let expected = format!("group {{\n  max-lease-time 60;\n}}\n{scope}{a}\n{b}\n");
    becomes(&ours, &format!("{scope}{a} {b}"), &expected);
    let far = b.replace("10.0.0.4", "10.0.0.4, 10.9.0.4");
    let found = obstacle(&ours.replace(&b, &far), &format!("{scope}{a} {b}"));
    assert!(matches!(&found, Obstacle::HostElsewhere { name, .. } if name == "b"), "{found:?}");
    // Braces around a class or a group with a name, as far as they are not around the scope.
    let rest = format!(
        "class \"k\" {{ match if known; }} group n {{ max-lease-time 6; }} host h {{ group n; fixed-address 10.0.0.8; }} {}",
        subnet("pool { allow members of \"k\"; range 10.0.0.9; }").trim_end()
    );
    let theirs = format!("group {{ filename \"f\"; min-lease-time 5; {rest} }}\n");
    let expected = "group n {\n  max-lease-time 6;\n}\n\nclass \"k\" {\n  match if known;\n}\n\nsubnet 10.0.0.0 netmask 255.255.255.0 {\n  filename \"f\";\n  min-lease-time 5;\n  pool {\n    allow members of \"k\";\n    range 10.0.0.9;\n  }\n}\nhost h { group n; fixed-address 10.0.0.8; }\n";
    becomes("", &theirs, expected);
    let class = "class \"k\" { match if known; }";
    let pool = subnet("pool { allow members of \"k\"; range 10.0.0.9; }");
    let expected = format!(
        "class \"k\" {{\n  filename \"f\";\n  match if known;\n}}\n\n{}",
        subnet("pool { range 10.0.0.9; }").replace("pool { ", "pool { allow members of \"k\"; ")
    );
    becomes(
        &subnet("pool { range 10.0.0.9; }"),
        &format!("group {{ filename \"f\"; {class} }} {pool}"),
        &expected,
    );
}

#[test]
fn a_new_scope_stands_behind_the_one_that_it_follows_on_the_source() {
    let other = |third: u8| {
        format!("subnet 10.{third}.0.0 netmask 255.255.255.0 {{\n\trange 10.{third}.0.9;\n}}\n")
    };
    let ours = format!("max-lease-time 60;\n{}{}# end\n", other(1), other(2));
    let theirs = format!(
        "max-lease-time 70; {} subnet 10.0.0.0 netmask 255.255.255.0 {{ option routers 10.0.0.1; host h {{ fixed-address 10.0.0.2; }} pool {{ range 10.0.0.9; }} range 10.0.0.8; }} {}",
        other(1),
        other(2)
    );
    let new = "subnet 10.0.0.0 netmask 255.255.255.0 {\n\tmax-lease-time 70;\n\toption routers 10.0.0.1;\n\trange 10.0.0.8;\n\tpool {\n\t\trange 10.0.0.9;\n\t}\n\thost h { fixed-address 10.0.0.2; }\n}\n";
    becomes(&ours, &theirs, &format!("max-lease-time 60;\n{}{new}{}# end\n", other(1), other(2)));
}

#[test]
fn a_shared_network_is_replicated_whole() {
    let a = "subnet 10.0.0.0 netmask 255.255.255.0 {\n  }";
    let b = "subnet 10.0.1.0 netmask 255.255.255.0 {\n    option routers 10.0.1.1;\n  }";
    let pool = "pool {\n    range 10.0.0.9;\n    range 10.0.1.9;\n  }";
    let theirs =
        format!("shared-network \"n\" {{\n  min-lease-time 5;\n  {a}\n  {b}\n  {pool}\n}}\n");
    becomes("", &theirs, &theirs);
    let ours =
        format!("shared-network other {{\n  {a}\n  pool {{\n    range 10.0.0.9;\n  }}\n}}\n");
    let expected = format!(
        "shared-network other {{\n  min-lease-time 5;\n  {a}\n  {b}\n  pool {{\n    range 10.0.0.9;\n    range 10.0.1.9;\n  }}\n}}\n"
    );
    becomes(&ours, &theirs, &expected);
    let found = obstacle(&theirs, &ours);
    assert!(matches!(found, Obstacle::Wire { .. }), "{found:?}");
    let (_, ours, theirs) = pair("", &theirs);
    let refused =
        Editor::new(&ours).unwrap().replicate_scope(&theirs, "10.0.0.0/24".parse().unwrap());
    assert!(
        matches!(refused, Err(Refusal::Replicate(Obstacle::WholeNetwork { others: 1, .. }))),
        "{refused:?}"
    );
}

#[test]
fn a_file_that_is_included_is_changed_where_the_statement_stands() {
    let loader = MemoryLoader::new()
        .with("ours", "subnet 10.0.0.0 netmask 255.255.255.0 {\n  include \"opts\";\n  range 10.0.0.9;\n}\n")
        .with("opts", "option routers 10.0.0.1;\n")
        .with("twice", "include \"opts\";\nsubnet 10.0.0.0 netmask 255.255.255.0 {\n  include \"opts\";\n  range 10.0.0.9;\n}\n")
        .with("theirs", subnet("option routers 10.0.0.2;\nrange 10.0.0.9;\noption level 3;").replace("level 3", "ntp-servers 10.0.0.3"));
    let mut sources = Sources::new();
    let mut read = |path| crate::read(&mut sources, &loader, Path::new(path), Family::V4).unwrap();
    let (ours, twice, theirs) = (read("ours"), read("twice"), read("theirs"));
    let net = "10.0.0.0/24".parse().unwrap();
    let mut editor = Editor::new(&ours).unwrap();
    editor.replicate_scope(&theirs, net).unwrap();
    let edits = editor.finish().unwrap();
    let text = |at: usize| {
        String::from_utf8(edits.apply(&sources, ours.files()[at].file).unwrap()).unwrap()
    };
    assert_eq!(text(1), "option routers 10.0.0.2;\noption ntp-servers 10.0.0.3;\n");
    assert_eq!(text(0).as_bytes(), sources.bytes(ours.files()[0].file));
    let refused = Editor::new(&twice).unwrap().replicate_scope(&theirs, net);
    assert!(matches!(refused, Err(Refusal::IncludedTwice { .. })), "{refused:?}");
}

#[test]
fn what_is_declared_below_its_use_is_an_obstacle() {
    let level = "option level code 200 = text;\n";
    let theirs = format!("{level}{}", subnet("range 10.0.0.9;\noption level \"x\";"));
    let ours = format!("{}{level}", subnet("range 10.0.0.9;"));
    let found = obstacle(&ours, &theirs);
    assert!(matches!(&found, Obstacle::Below { what: Dependency::Option, .. }), "{found:?}");
    assert_eq!(found.places().len(), 2);
    let class = "class \"c\" { match if known; }\n";
    let theirs = format!("{class}{}", subnet("pool { range 10.0.0.9; allow members of \"c\"; }"));
    let ours = format!("{}{class}", subnet("pool { range 10.0.0.9; }"));
    let found = obstacle(&ours, &theirs);
    assert!(matches!(&found, Obstacle::Below { what: Dependency::Class, .. }), "{found:?}");
    // An option that dhcpd knows by that code.
    let theirs =
        format!("option level code 3 = text;\n{}", subnet("range 10.0.0.9;\noption level \"x\";"));
    let found = obstacle(&subnet("range 10.0.0.9;"), &theirs);
    assert!(matches!(&found, Obstacle::Differs { span: None, .. }), "{found:?}");
}

#[test]
fn subnets_that_overlap_and_wires_that_differ_are_obstacles() {
    let theirs = subnet("range 10.0.0.9;");
    let wide = "subnet 10.0.0.0 netmask 255.255.254.0 { }\n";
    assert!(matches!(obstacle(wide, &theirs), Obstacle::Overlap { .. }));
    let two =
        format!("shared-network n {{ {theirs} subnet 10.0.1.0 netmask 255.255.255.0 {{ }} }}\n");
    assert!(matches!(obstacle(&two, &theirs), Obstacle::Wire { .. }));
    assert!(matches!(obstacle(&theirs, &two), Obstacle::Wire { .. }));
    // A lone subnet and a shared network of one are alike, with what both say.
    let one =
        format!("shared-network n {{\n  min-lease-time 5;\n  {}}}\n", theirs.replace('\n', "\n  "));
    becomes(&theirs, &one, &subnet("min-lease-time 5;\nrange 10.0.0.9;"));
    let beside = subnet("range 10.0.0.9;\nrange 10.0.0.19;\npool { range 10.0.0.29; }");
    assert!(matches!(obstacle(&theirs, &beside), Obstacle::RangeBesidePools { .. }));
    let (_, ours, theirs) = pair(wide, wide);
    let missing =
        Editor::new(&ours).unwrap().replicate_scope(&theirs, "10.7.0.0/24".parse().unwrap());
    assert!(
        matches!(missing, Err(Refusal::Replicate(Obstacle::NotOnSource { .. }))),
        "{missing:?}"
    );
}

#[test]
fn a_source_that_dhcpd_refuses_or_that_says_a_subnet_twice_is_an_obstacle() {
    let theirs = subnet("range 10.0.0.9;");
    let loader = MemoryLoader::new().with("bad", subnet("pool { }"));
    let bad = crate::read(&mut Sources::new(), &loader, Path::new("bad"), Family::V4).unwrap();
    let (_, ours, _) = pair(&theirs, "");
    let net = "10.0.0.0/24".parse().unwrap();
    let refused = Editor::new(&ours).unwrap().replicate_scope(&bad, net);
    let expected = Obstacle::SourceRefused {
        because: "this pool has no `range`".to_owned(),
        there: bad.diagnostics()[0].span(),
    };
    assert_eq!(refused, Err(Refusal::Replicate(expected)));
    let twice = format!("{theirs}{}", subnet("min-lease-time 5;"));
    assert!(matches!(obstacle(&theirs, &twice), Obstacle::TwiceOnSource { .. }));
}

#[test]
fn zones_and_their_keys_are_compared_and_never_copied() {
    let key = |secret: &str| format!("key k {{ algorithm hmac-md5; secret \"{secret}\"; }}\n");
    let zone = "zone 0.0.10.in-addr.arpa. { primary 192.0.2.1; key k; }\nzone other. { primary 192.0.2.1; }\n";
    let body = subnet("range 10.0.0.9;");
    let theirs = format!("ddns-update-style interim;\n{}{zone}{body}", key("YWJj"));
    becomes(&theirs, &theirs, &theirs);
    let found = obstacle(&body, &theirs);
    assert!(
        matches!(&found, Obstacle::Missing { name, .. } if name.starts_with("0.0.10")),
        "{found:?}"
    );
    let found = obstacle(&theirs.replace("YWJj", "YWJk"), &theirs);
    assert!(matches!(&found, Obstacle::Differs { what: Dependency::Zone, .. }), "{found:?}");
    // Nobody updates anything.
    let quiet = theirs.replace("interim", "none");
    becomes(&body, &quiet, &body);
}

#[test]
fn statements_of_several_lines_and_strings_keep_their_own_lines() {
    let theirs = "subnet 10.0.0.0 netmask 255.255.255.0 {\n\tif known {\n\t\tfilename \"a\";\n\t}\n\toption root-path \"x\n\ty\";\n\trange 10.0.0.9;\n}\n";
    let expected = "subnet 10.0.0.0 netmask 255.255.255.0 {\n    option root-path \"x\n\ty\";\n    if known {\n    \tfilename \"a\";\n    }\n    range 10.0.0.9;\n}\n";
    becomes("subnet 10.0.0.0 netmask 255.255.255.0 {\n    range 10.0.0.9;\n}\n", theirs, expected);
}
