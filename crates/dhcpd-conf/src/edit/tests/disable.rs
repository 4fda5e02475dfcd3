//! Scopes that are silenced, and back.

use super::*;

#[test]
fn a_disabled_scope_keeps_its_ranges_as_comments_and_comes_back() {
    let text = "subnet 10.0.0.0 netmask 255.255.255.0 {\n  option routers 10.0.0.1;\n  pool {\n    failover peer \"a\";\n\n    range 10.0.0.2; # one\n  }\n  range 10.0.0.9;\n}\nsubnet 10.0.1.0 netmask 255.255.255.0 { pool { failover peer \"a\"; range 10.0.1.2; } }\n";
    let off = below(text, &|editor| editor.disable_scope(net(TEN))).unwrap();
    assert!(off.starts_with("subnet 10.0.0.0 netmask 255.255.255.0 {\n  option routers 10.0.0.1;\n  # dhcpair-disabled 10.0.0.0/24: pool {\n    # dhcpair-disabled 10.0.0.0/24: failover peer \"a\";\n\n"), "{off}");
    assert!(off.contains("  # dhcpair-disabled 10.0.0.0/24: range 10.0.0.9;\n  ignore booting; # dhcpair-disabled 10.0.0.0/24\n}\n"), "{off}");
    let (_, config) = read(&[("m", &format!("{PEER}{off}"))]);
    assert!(config.is_loadable() && config.ranges().len() == 1, "{off}");
    assert_eq!(below(&off, &|editor| editor.enable_scope(net(TEN))).unwrap(), text);
    let again = below(text, &|editor| editor.enable_scope(net(TEN)));
    assert!(matches!(again, Err(Refusal::NothingPutAway { .. })), "{again:?}");
}

/// The text that disables the first scope, without its marks; enabling it gives the text back.
fn silenced(text: &str) -> String {
    let off = below(text, &|editor| editor.disable_scope(net(TEN))).unwrap();
    let (_, config) = read(&[("m", &format!("{PEER}{off}"))]);
    assert!(config.is_loadable(), "{off}");
    let on = below(&off, &|editor| editor.enable_scope(net(TEN))).unwrap();
    assert_eq!(on, text);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = |line: &str| line.split("# dhcpair-disabled").next().unwrap().to_owned();
    words(&off.lines().map(plain).collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_scope_comes_back_byte_for_byte_wherever_its_statements_stand() {
    let rest =
        "subnet 10.0.1.0 netmask 255.255.255.0 { pool { failover peer \"a\"; range 10.0.1.2; } }\n";
    let head = "subnet 10.0.0.0 netmask 255.255.255.0";
    for body in [
        "{range 10.0.0.2;range 10.0.0.4;}",
        "{ range 10.0.0.2; range 10.0.0.4; }",
        "{\n\tfilename \"x\"; range 10.0.0.2; # why\n\toption routers 10.0.0.1;range 10.0.0.4; max-lease-time 60;\n}",
        "{\r\n\tfilename \"x\";\r\trange 10.0.0.2;\r\n  range 10.0.0.4;\t }",
        "{\n  authoritative; pool {\n\n    range 10.0.0.2;\n\u{c}\n  \u{c}min-lease-time 5;\n      }pool{range 10.0.0.4;}\n  }",
        "{ authoritative;\n  range 10.0.0.2; authoritative; range 10.0.0.4;\n\n  \n  }",
        "{ # a comment\nrange 10.0.0.2; pool { filename \"a\n  b # }\n\n\"; range 10.0.0.4; } # another one\n}",
    ] {
        let text = format!("authoritative; {head} {body} {rest}");
        silenced(&text);
        silenced(&format!(
            "shared-network n {{ {head} {body} {rest} }}{}",
            rest.replace("0.1.", "0.2.")
        ));
    }
}

#[test]
fn what_is_written_beside_marks_never_gets_into_a_comment() {
    let rest =
        "subnet 10.0.1.0 netmask 255.255.255.0 { pool { failover peer \"a\"; range 10.0.1.2; } }\n";
    let text = format!(
        "subnet 10.0.0.0 netmask 255.255.255.0 {{ filename \"x\"; range 10.0.0.2; }} {rest}"
    );
    let off = below(&text, &|editor| editor.disable_scope(net(TEN))).unwrap();
    assert!(
        off.contains(" { filename \"x\"; \n# dhcpair-disabled 10.0.0.0/24 <>: range 10.0.0.2;\n"),
        "{off}"
    );
    let commented = off.replace("\"x\"; \n", "\"x\"; # ours\n").replace("0.2;\n", "0.2; # ours;\n");
    let on = below(&commented, &|editor| editor.enable_scope(net(TEN))).unwrap();
    let expected = text.replace("range 10.0.0.2; ", "# ours\nrange 10.0.0.2; # ours;\n ");
    assert_eq!(on, expected);
    let more = off.replace("ignore", "range 10.0.0.9; ignore");
    let again = below(&more, &|editor| editor.disable_scope(net(TEN)));
    assert!(matches!(again, Err(Refusal::PutAway { .. })), "{again:?}");
}

#[test]
fn a_disabled_scope_that_has_its_wire_for_itself_is_not_authoritative() {
    let rest =
        "subnet 10.0.1.0 netmask 255.255.255.0 { pool { failover peer \"a\"; range 10.0.1.2; } }";
    let case = |before: &str, after: &str| {
        assert_eq!(silenced(&format!("{before} {rest}\n")), format!("{after} {rest}"));
    };
    let subnet = |inside: &str| format!("subnet 10.0.0.0 netmask 255.255.255.0 {{ {inside} }}");
    let (range, off) = (subnet("range 10.0.0.9;"), subnet("ignore booting;"));
    let both = subnet("ignore booting; not authoritative;");
    case(&range, &off);
    case(&format!("authoritative; {range}"), &format!("authoritative; {both}"));
    case(
        &subnet("authoritative; allow booting; range 10.0.0.9;"),
        &subnet("authoritative; allow booting; ignore booting; not authoritative;"),
    );
    case(
        &format!("authoritative; {}", subnet("not authoritative; ignore booting; range 10.0.0.9;")),
        &format!("authoritative; {}", subnet("not authoritative; ignore booting;")),
    );
    case(
        &format!("authoritative; shared-network n {{ {range} }}"),
        &format!("authoritative; shared-network n {{ {off} not authoritative; }}"),
    );
    let sibling = "subnet 10.0.2.0 netmask 255.255.255.0 { range 10.0.2.9; }";
    case(
        &format!("authoritative; shared-network n {{ {range} {sibling} }}"),
        &format!("authoritative; shared-network n {{ {off} {sibling} }}"),
    );
}

#[test]
fn a_scope_is_not_disabled_where_hosts_would_be_answered_all_the_same() {
    let host = |name: &str, address: &str, more: &str| {
        format!(
            "host {name} {{ hardware ethernet 2:0:0:0:0:1; fixed-address {address}; {more} }}\n"
        )
    };
    let disable = |rest: &str| {
        let text = format!(
            "{SUBNET}subnet 10.0.1.0 netmask 255.255.255.0 {{ pool {{ failover peer \"a\"; range \
             10.0.1.2; }} }}\n{rest}"
        );
        below(&text, &|editor| editor.disable_scope(net(TEN))).map(drop)
    };
    let plain = host("h", "10.0.0.7", "");
    let class = "class \"c\" { match if known; allow booting; }\n";
    for silent in [
        plain.clone(),
        host("h", "10.0.1.7", "allow booting;"),
        host("h", "10.0.0.7", "ignore booting;"),
        format!("group g {{ allow booting; {} }}", host("h", "10.0.1.7", "")),
        class.to_owned(),
    ] {
        assert_eq!(disable(&silent), Ok(()), "{silent}");
    }
    for loud in [
        host("h", "10.0.0.7", "allow booting;"),
        host("h", "somewhere.example", "allow booting;"),
        host("h", "10.0.0.7", "if known { allow booting; }"),
        format!("group {{ allow booting; {plain} }}"),
        format!("group g {{ allow booting; }} {}", host("h", "10.0.0.7", "group g;")),
        format!("{class}{plain}"),
    ] {
        let refused = disable(&loud);
        assert!(
            matches!(&refused, Err(Refusal::Answered { places, .. }) if places.len() == 1),
            "{loud}"
        );
    }
}

#[test]
fn disabling_one_subnet_of_a_pool_leaves_the_others_and_one_line_is_enough() {
    let text = "shared-network n { subnet 10.0.0.0 netmask 255.255.255.0 { } subnet 10.0.1.0 netmask 255.255.255.0 { } pool { failover peer \"a\"; range 10.0.0.5; range 10.0.1.2; } }\n";
    let off = below(text, &|editor| editor.disable_scope(net(TEN))).unwrap();
    let (_, config) = read(&[("m", &format!("{PEER}{off}"))]);
    assert!(config.is_loadable(), "{off}");
    assert_eq!(config.ranges().len(), 1, "{off}");
    let on = below(&off, &|editor| editor.enable_scope(net(TEN))).unwrap();
    assert_eq!(on, text);
}
