//! DHCPv6: a pair of texts with every declaration that dhcpd has for it, changed and spelled
//! otherwise.

use dhcpair_testbed::{Dice, Verdict};

use crate::neutral;
use crate::pair::{Found, Site, against, compare_seen};

const TEXT: &str = "option dhcp6.name-servers 2001:db8::53, 2001:db8::54;
option dhcp6.domain-search \"one.example.net\", \"two.example.net\";
option dhcp6.info-refresh-time 21600;
option dhcp6.vendor-flag code 1500 = boolean;
default-lease-time 3600;
preferred-lifetime 1800;
dhcpv6-lease-file-name \"/var/lib/dhcp/own.leases\";
class \"phones\" {
  match if substring(option dhcp6.remote-id, 4, 5) = \"Phone\";
  option dhcp6.sip-servers-names \"sip.example.net\";
}
shared-network \"wing\" {
  option dhcp6.preference 200;
  subnet6 2001:db8:0:1::/64 {
    option dhcp6.sntp-servers 2001:db8::123;
    range6 2001:db8:0:1::1000 2001:db8:0:1::1fff;
    range6 2001:db8:0:1:8000::/80 temporary;
    prefix6 2001:db8:0:100:: 2001:db8:0:ff00:: /56;
    pool6 {
      range6 2001:db8:0:1::8000 2001:db8:0:1::8fff;
      deny unknown-clients;
      max-lease-time 7200;
    }
  }
  subnet6 2001:db8:0:2::/64 {
    range6 2001:db8:0:2::1000 2001:db8:0:2::1fff;
  }
}
group {
  option dhcp6.rapid-commit;
  subnet6 2001:db8:0:3::/64 {
    range6 2001:db8:0:3::/112;
    dhcpv6-set-tee-times true;
  }
}
host printer {
  host-identifier option dhcp6.client-id 00:01:00:01:0a:0b:0c:0d;
  fixed-address6 2001:db8:0:2::9;
  option dhcp6.domain-search \"print.example.net\";
}
host router {
  hardware ethernet 00:00:5e:00:53:01;
  fixed-address6 2001:db8:0:3::a;
  fixed-prefix6 2001:db8:0:9000::/56;
}
host relay {
  host-identifier v6relopt 1 dhcp6.remote-id \"port-7\";
  fixed-address6 2001:db8:0:3::b;
}
";

const WING: &str = "pair.dhcp-a+dhcp-b/scope.2001:db8:0:1::/64";
const SECOND: &str = "pair.dhcp-a+dhcp-b/scope.2001:db8:0:2::/64";
const THIRD: &str = "pair.dhcp-a+dhcp-b/scope.2001:db8:0:3::/64";

fn site(text: &str) -> Site {
    Site::of(text.to_owned(), true)
}

fn seen() -> [failover_model::Observation; 2] {
    [0, 1].map(|side| site(TEXT).observe(side).unwrap_or_else(|why| panic!("{why}")))
}

/// A text, what stands in its place, the path of the difference, and what both sides say.
type Change = (&'static str, &'static str, String, Option<&'static str>, Option<&'static str>);

fn changes() -> Vec<Change> {
    let pair = "pair.dhcp-a+dhcp-b";
    let own = |of: &str, field: &str| format!("{of}/{field}");
    let pool = "2001:db8:0:1::8000-2001:db8:0:1::8fff";
    let prefixes = "2001:db8:0:100::-2001:db8:0:ffff:ffff:ffff:ffff:ffff";
    let (present, gone) = (Some("present"), None);
    vec![
        (
            "2001:db8::53, ",
            "",
            own(pair, "option.dhcp6.name-servers"),
            Some("2001:db8::53, 2001:db8::54"),
            Some("2001:db8::54"),
        ),
        (
            "\", \"two.example.net",
            "",
            own(pair, "option.dhcp6.domain-search"),
            Some("\"one.example.net\", \"two.example.net\""),
            Some("\"one.example.net\""),
        ),
        (
            "time 21600",
            "time 86400",
            own(pair, "option.dhcp6.info-refresh-time"),
            Some("21600"),
            Some("86400"),
        ),
        (
            "lease-time 3600",
            "lease-time 3601",
            own(pair, "default-lease-time"),
            Some("3600"),
            Some("3601"),
        ),
        ("preferred-lifetime 1800;", "", own(pair, "preferred-lifetime"), Some("1800"), None),
        (
            "code 1500",
            "code 1501",
            own(pair, "option-definition.dhcp6.vendor-flag/code"),
            Some("1500"),
            Some("1501"),
        ),
        (
            "4, 5) = \"Phone\"",
            "4, 5) = \"Tablet\"",
            own(pair, "class.phones/match.if"),
            Some("substring(option dhcp6.remote-id, 4, 5) = \"Phone\""),
            Some("substring(option dhcp6.remote-id, 4, 5) = \"Tablet\""),
        ),
        (
            "sip.example",
            "voip.example",
            own(pair, "class.phones/option.dhcp6.sip-servers-names"),
            Some("\"sip.example.net\""),
            Some("\"voip.example.net\""),
        ),
        (
            "preference 200",
            "preference 201",
            own(pair, "network.wing/option.dhcp6.preference"),
            Some("200"),
            Some("201"),
        ),
        (
            "2001:db8::123",
            "2001:db8::124",
            own(WING, "option.dhcp6.sntp-servers"),
            Some("2001:db8::123"),
            Some("2001:db8::124"),
        ),
        (
            "2001:db8:0:1::1fff",
            "2001:db8:0:1::1ffe",
            own(WING, "pool.?/range"),
            Some("2001:db8:0:1::1000-2001:db8:0:1::1fff"),
            Some("2001:db8:0:1::1000-2001:db8:0:1::1ffe"),
        ),
        (
            "range6 2001:db8:0:1:8000::/80 temporary;",
            "",
            own(WING, "pool.2001:db8:0:1:8000::-2001:db8:0:1:8000:ffff:ffff:ffff"),
            Some("2001:db8:0:1:8000::-2001:db8:0:1:8000:ffff:ffff:ffff"),
            gone,
        ),
        (
            " temporary",
            "",
            format!(
                "{WING}/pool.2001:db8:0:1:8000::-2001:db8:0:1:8000:ffff:ffff:ffff/range6.temporary"
            ),
            Some("true"),
            None,
        ),
        (
            "2001:db8:0:ff00:: /56",
            "2001:db8:0:ff00:: /64",
            own(
                WING,
                "prefix-pool.2001:db8:0:100::-2001:db8:0:ff00:ffff:ffff:ffff:ffff/delegated-len",
            ),
            Some("56"),
            Some("64"),
        ),
        (
            "prefix6 2001:db8:0:100:: 2001:db8:0:ff00:: /56;",
            "",
            format!("{WING}/prefix-pool.{prefixes}"),
            Some(prefixes),
            gone,
        ),
        (
            "deny unknown-clients;",
            "",
            format!("{WING}/pool.{pool}/permits"),
            Some("deny unknown-clients"),
            None,
        ),
        (
            "max-lease-time 7200",
            "max-lease-time 9",
            format!("{WING}/pool.{pool}/max-lease-time"),
            Some("7200"),
            Some("9"),
        ),
        ("option dhcp6.rapid-commit;", "", own(THIRD, "option.dhcp6.rapid-commit"), Some(""), None),
        (
            "set-tee-times true",
            "set-tee-times false",
            own(THIRD, "dhcpv6-set-tee-times"),
            Some("true"),
            Some("false"),
        ),
        (
            "2001:db8:0:3::/112",
            "2001:db8:0:3::/113",
            own(THIRD, "pool.?/range"),
            Some("2001:db8:0:3::-2001:db8:0:3::ffff"),
            Some("2001:db8:0:3::-2001:db8:0:3::7fff"),
        ),
        (
            "0b:0c:0d",
            "0b:0c:0e",
            own(SECOND, "reservation.printer/host-identifier.option.dhcp6.client-id"),
            Some("00:01:00:01:0a:0b:0c:0d"),
            Some("00:01:00:01:0a:0b:0c:0e"),
        ),
        (
            "0:2::9",
            "0:2::99",
            own(SECOND, "reservation.printer/address"),
            Some("2001:db8:0:2::9"),
            Some("2001:db8:0:2::99"),
        ),
        (
            "print.example",
            "paper.example",
            own(SECOND, "reservation.printer/option.dhcp6.domain-search"),
            Some("\"print.example.net\""),
            Some("\"paper.example.net\""),
        ),
        (
            "9000::/56",
            "9100::/56",
            own(THIRD, "reservation.router/prefix"),
            Some("2001:db8:0:9000::/56"),
            Some("2001:db8:0:9100::/56"),
        ),
        (
            "53:01",
            "53:02",
            own(THIRD, "reservation.router/hardware"),
            Some("ethernet 00:00:5e:00:53:01"),
            Some("ethernet 00:00:5e:00:53:02"),
        ),
        (
            "port-7",
            "port-8",
            own(THIRD, "reservation.relay/host-identifier.v6relopt.1.dhcp6.remote-id"),
            Some("\"port-7\""),
            Some("\"port-8\""),
        ),
        (
            "host relay {",
            "host relay-2 { hardware ethernet 0:0:5e:0:53:9; fixed-address6 2001:db8:0:3::c; }\nhost relay {",
            own(THIRD, "reservation.relay-2"),
            None,
            present,
        ),
        (
            "shared-network \"wing\"",
            "shared-network \"annex\"",
            own(WING, "shared-network"),
            Some("wing"),
            Some("annex"),
        ),
    ]
}

#[test]
fn the_pair_is_clean_and_accepted() {
    let [one, two] = seen();
    assert_eq!(compare_seen([&one, &two]), []);
    for (from, to, ..) in changes() {
        match site(&TEXT.replacen(from, to, 1)).verdict() {
            None => return,
            Some(Verdict::Accepted) => {}
            Some(other) => panic!("`{from}` as `{to}`: {other:?}"),
        }
    }
}

#[test]
fn single_changes_are_reported_by_name() {
    let clean = seen();
    let mut wrong = Vec::new();
    for side in [0, 1] {
        for (from, to, path, was, now) in changes() {
            assert_eq!(TEXT.matches(from).count(), 1, "`{from}`");
            let changed = site(&TEXT.replacen(from, to, 1));
            let found = against(&clean, &changed, side).unwrap_or_else(|why| panic!("{why}"));
            let first = if side == 0 { now } else { was };
            let path = path.replace('?', first.unwrap_or("?"));
            let sides = [now, was].map(|said| said.map(str::to_owned));
            let sides = if side == 0 { sides } else { [sides[1].clone(), sides[0].clone()] };
            if !matches!(&found[..], [one] if one.path == path && one.sides == sides) {
                wrong.push(format!(
                    "`{from}` as `{to}` on side {side}: {path} {sides:?}\n{found:#?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Texts and what means the same.
const SAME: [(&str, &str); 19] = [
    ("2001:db8::53", "2001:0DB8:0:0::0053"),
    ("2001:db8::123;", "2001:db8:0:0:0:0:0:123;"),
    ("range6 2001:db8:0:1::1000 2001:db8:0:1::1fff;", "range6 2001:db8:0:1::1000/116;"),
    (
        "range6 2001:db8:0:1::1000 2001:db8:0:1::1fff;",
        "range6 2001:db8:0:1::1fff 2001:db8:0:1::1000;",
    ),
    (
        "range6 2001:db8:0:2::1000 2001:db8:0:2::1fff;",
        "range6 2001:db8:0:2::1800/117; range6 2001:db8:0:2::1000 2001:db8:0:2::17ff;",
    ),
    ("range6 2001:db8:0:3::/112;", "range6 2001:DB8:0:3:: 2001:db8:0:3::ffff;"),
    (
        "prefix6 2001:db8:0:100:: 2001:db8:0:ff00:: /56;",
        "prefix6 2001:DB8:0:0100:: 2001:db8:0:FF00:: /56;",
    ),
    (
        "prefix6 2001:db8:0:100:: 2001:db8:0:ff00:: /56;",
        "prefix6 2001:db8:0:8000:: 2001:db8:0:ff00:: /56; prefix6 2001:db8:0:100:: 2001:db8:0:7f00:: /56;",
    ),
    ("subnet6 2001:db8:0:3::/64", "SUBNET6 2001:DB8:0:0003:0::/64"),
    ("deny unknown-clients;", "deny unknown clients;"),
    ("max-lease-time 7200;", "max-lease-time 0x1c20;"),
    ("set-tee-times true", "set-tee-times on"),
    ("00:01:00:01:0a:0b:0c:0d", "0:1:0:1:A:B:C:D"),
    ("fixed-address6 2001:db8:0:2::9;", "fixed-address6 2001:DB8::2:0:0:0:9;"),
    ("fixed-prefix6 2001:db8:0:9000::/56;", "fixed-prefix6 2001:db8:0:9000:0:0:0:0/56;"),
    ("\"/var/lib/dhcp/own.leases\"", "\"/elsewhere\""),
    ("group {\n", "group \"all\" {\n"),
    ("2001:db8:0:3::/112;", "2001:db8:0:3::/113; range6 2001:db8:0:3::8000/113;"),
    ("host router {", "group { } host router {"),
];

fn silent(clean: &[failover_model::Observation; 2], text: &str) -> Result<(), String> {
    for side in [0, 1] {
        let found: Vec<Found> = against(clean, &site(text), side)?;
        if !found.is_empty() {
            return Err(format!("on side {side}: {found:#?}"));
        }
    }
    Ok(())
}

#[test]
fn what_means_the_same_differs_in_nothing() {
    let clean = seen();
    let mut wrong = Vec::new();
    for (from, to) in SAME {
        assert_eq!(TEXT.matches(from).count(), 1, "`{from}`");
        let text = TEXT.replacen(from, to, 1);
        if let Err(why) = silent(&clean, &text) {
            wrong.push(format!("`{from}` as `{to}` {why}"));
        }
        if let Some(other) = site(&text).verdict().filter(|told| *told != Verdict::Accepted) {
            wrong.push(format!("`{to}`: {other:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn layout_order_and_includes_make_no_difference() {
    let clean = seen();
    let (mut wrong, mut total) = (Vec::new(), 0);
    for seed in 0..300 {
        let (changed, kinds) = neutral::several(&site(TEXT), &mut Dice::new(seed));
        // A setting that is moved into each `subnet` would be gone: here are none.
        if kinds.is_empty() || kinds.contains(&"pushed down") {
            continue;
        }
        total += 1;
        let side = seed as usize % 2;
        match against(&clean, &changed, side) {
            Ok(found) if found.is_empty() => {}
            Ok(found) => wrong.push(format!("{seed}: {kinds:?} {found:#?}\n{}", changed.print())),
            Err(why) => wrong.push(format!("{seed}: {kinds:?} {why}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {total} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(total >= 250, "only {total}");
}
