//! Expressions of client classes, by hand and at random: the server and this crate must agree.

use std::fmt::Write;

use super::{Kea, Server, number, refusal, version};
use dhcpair_testbed::{Dice, Family};

/// Expressions in which people and grammars go wrong.
const BY_HAND: &[&str] = &[
    "option[60].hex == 'x'",
    "option[60].hex='x'",
    "option [ 60 ] . hex == 'x'",
    "option[vendor-class-identifier].text == 'x'",
    "option[no-such-option].exists",
    "option[256].exists",
    "option[-1].exists",
    "option[60].option[1].exists",
    "option[60].option[1].option[2].exists",
    "option[60].option[sub].exists",
    "option[60]",
    "not option[60].exists",
    "not(option[60].exists)",
    "notoption[60].exists",
    "option[60].existsandoption[61].exists",
    "option[60].exists and option[61].exists or not member('KNOWN')",
    "'a' == 'b' == 'c'",
    "('a' == 'b') and 'c' == 'd'",
    "('a') == ('b')",
    "(('a' + 'b') + 'c') == 'abc'",
    "'a' + 'b' == 'ab'",
    "'a' + ('b' == 'c')",
    "member('ALL')",
    "member('first')",
    "member('later')",
    "member('self')",
    "member('HA_x')",
    "member('HA_')",
    "member('VENDOR_CLASS_x')",
    "member('DROP')",
    "member('SPAWN_x')",
    "member(\\\"ALL\\\")",
    "member(ALL)",
    "member()",
    "relay4[1].hex == 'x'",
    "relay4[1].exists",
    "relay4[circuit].exists",
    "relay6[0].peeraddr == ::1",
    "pkt4.mac == 0x010203",
    "pkt4.mac == 0x",
    "pkt4.mac == 0x0",
    "pkt4.xid == 1",
    "pkt4.transid == 4294967295",
    "pkt4.transid == 4294967296",
    "pkt6.msgtype == 1",
    "pkt.iface == 'eth0' and pkt.len == 0x00000100",
    "pkt.vlan == 1",
    "substring(option[60].hex, 0, 3) == 'abc'",
    "substring(option[60].hex, -3, all) == 'abc'",
    "substring(option[60].hex, all, 3) == 'abc'",
    "substring(option[60].hex, 0, '3') == 'abc'",
    "substring(option[60].hex, 0) == 'abc'",
    "substring('abc', 0, 99999999999) == 'abc'",
    "split('a.b', '.', 1) == 'a'",
    "split('a.b', '.', -1) == 'a'",
    "concat('a', 'b') == 'ab'",
    "concat('a', 'b', 'c') == 'ab'",
    "ifelse('a' == 'b', 'c', 'd') == 'e'",
    "ifelse('a', 'c', 'd') == 'e'",
    "ifelse('a' == 'b', 'c' == 'd', 'd') == 'e'",
    "hexstring(pkt4.mac, ':') == '01:02'",
    "addrtotext(pkt4.giaddr) == '1.2.3.4'",
    "int32totext(0x01020304) == '1'",
    "uint8totext(1) == '1'",
    "1.2.3.4 == pkt4.giaddr",
    "1.2.3.444 == pkt4.giaddr",
    "1.2.3 == pkt4.giaddr",
    "fe80::1 == pkt4.giaddr",
    "::ffff:1.2.3.4 == pkt4.giaddr",
    "vendor.enterprise == 4491",
    "vendor[4491].exists",
    "vendor[*].option[1].exists",
    "vendor[4491].option[1].hex == 0x01",
    "vendor-class[4491].data == 'x'",
    "vendor-class[4491].data[0] == 'x'",
    "vendor-class.enterprise == 0x0000118b",
    "lcase('A') == 'a'",
    "match('a.*', option[60].text)",
    "'a' sand 'b'",
    "'abc",
    "\\\"abc\\\" == 'abc'",
    "'it''s' == 'x'",
    "'' == ''",
    "",
    " ",
    "and",
    "option[60].exists and",
    "option[60].exists )",
    "( option[60].exists",
    "option[60].exists option[61].exists",
    "option[60].exists # comment",
    "OPTION[60].exists",
    "option[60].EXISTS",
    "option[60].exists\\n and option[61].exists",
    "option[60].exists\\t or option[61].exists",
    "option[60].exists\\r or option[61].exists",
    "\u{e4} == 'x'",
    "'\u{e4}' == 'x'",
];

const BY_HAND_V6: &[&str] = &[
    "relay6[0].peeraddr == fe80::1",
    "relay6[-1].linkaddr == ::",
    "relay6[32].peeraddr == ::",
    "relay6[-33].peeraddr == ::",
    "relay6[0].option[18].hex == 'x'",
    "relay6[0].option[interface-id].exists",
    "relay6[0].exists",
    "relay4[1].exists",
    "pkt6.msgtype == 1 and pkt6.transid == 1",
    "pkt4.mac == 0x01",
    "option[65535].exists",
    "option[65536].exists",
    "option[18].option[1].exists",
    "vendor[4491].option[1].exists",
    "vendor-class[*].exists",
];

/// Pieces that random expressions are made of.
const PIECES: &[&str] = &[
    "option[60].exists",
    "option[60].hex",
    "option[12]",
    ".text",
    ".option[1]",
    "'a'",
    "0x01",
    "7",
    "-1",
    "all",
    "pkt4.mac",
    "pkt4",
    ".giaddr",
    "pkt.iface",
    "vendor[*]",
    "vendor.enterprise",
    "relay4[2].hex",
    "member('first')",
    "member('later')",
    "1.2.3.4",
    "::1",
    "(",
    ")",
    "(",
    ")",
    ",",
    ",",
    "==",
    "==",
    "+",
    "and",
    "or",
    "not",
    "substring(",
    "concat(",
    "ifelse(",
    "hexstring(",
    "[",
    "]",
];

/// Expressions that are right, to make small mistakes in.
const RIGHT: &[&[&str]] = &[
    &["substring(", "option[60].hex", ",", "0", ",", "all", ")", "==", "'a'"],
    &["not", "(", "'a'", "==", "'b'", "or", "option[60].exists", ")", "and", "member('first')"],
    &[
        "ifelse(",
        "option[60].exists",
        ",",
        "'a'",
        ",",
        "concat(",
        "'b'",
        ",",
        "'c'",
        ")",
        ")",
        "==",
        "0x01",
    ],
    &["vendor[*]", ".option[1]", ".text", "==", "hexstring(", "pkt4.mac", ",", "':'", ")"],
];

fn random_expression(dice: &mut Dice) -> String {
    let mut pieces: Vec<&str> = (*dice.pick(RIGHT)).to_vec();
    for _ in 0..dice.below(3) {
        let at = dice.below(pieces.len());
        match dice.below(3) {
            0 => pieces.insert(at, *dice.pick(PIECES)),
            1 => pieces[at] = *dice.pick(PIECES),
            _ => {
                pieces.remove(at);
            }
        }
    }
    let blank = if dice.below(4) == 0 { "" } else { " " };
    pieces.join(blank)
}

fn config(expression: &str, family: Family) -> String {
    let name = if family == Family::V4 { "Dhcp4" } else { "Dhcp6" };
    let mut text = format!("{{ \"{name}\": {{ \"client-classes\": [\n");
    let _ = write!(
        text,
        "{{ \"name\": \"first\" }},\n{{ \"name\": \"self\", \"test\": \"{expression}\" }},\n\
         {{ \"name\": \"later\" }} ] }} }}"
    );
    text
}

fn agree(
    kea: &Kea,
    expressions: impl Iterator<Item = String>,
    family: Family,
) -> Option<(usize, usize)> {
    let (mut accepted, mut refused) = (0, 0);
    let mut wrong = Vec::new();
    for expression in expressions {
        let text = config(&expression, family);
        match (kea.ask(&text, family)?, refusal(&text, version(kea))) {
            (Server::Accepts, None) => accepted += 1,
            (Server::Refuses(_), Some(_)) => refused += 1,
            (Server::Accepts, Some(ours)) => wrong.push(format!("`{expression}`: we say {ours}")),
            (Server::Refuses(told), None) => wrong.push(format!("`{expression}`: {told}")),
            (Server::Silent, _) => wrong.push(format!("`{expression}`: no verdict")),
        }
    }
    println!("Kea {}: both accept {accepted}, both refuse {refused}", kea.name());
    assert!(wrong.is_empty(), "{} disagreements:\n{}", wrong.len(), wrong.join("\n"));
    Some((accepted, refused))
}

#[test]
fn expressions_by_hand_are_judged_as_the_server_judges_them() {
    let owned = |all: &'static [&'static str]| all.iter().map(|text| (*text).to_owned());
    for kea in Kea::all() {
        let v4 = agree(&kea, owned(BY_HAND), Family::V4);
        let v6 = agree(&kea, owned(BY_HAND_V6), Family::V6);
        for (accepted, refused) in v4.into_iter().chain(v6) {
            assert!(accepted > 5 && refused > 5);
        }
    }
}

#[test]
fn random_expressions_are_judged_as_the_server_judges_them() {
    let (seed, count) = (number("KEA_SEED", 1), number("KEA_EXPRESSIONS", 150));
    for kea in Kea::all() {
        let all = (seed..seed + count).map(|nth| random_expression(&mut Dice::new(nth)));
        if let Some((accepted, refused)) = agree(&kea, all, Family::V4) {
            assert!(accepted > 0 && refused > 0);
        }
    }
}
