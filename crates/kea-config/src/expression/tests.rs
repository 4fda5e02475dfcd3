use super::{Reference, Wants, examine};
use crate::version::Version;
use crate::view::Family;

fn verdict(text: &str, family: Family, version: &str) -> Result<Vec<Reference>, String> {
    let version = Version::parse(version).unwrap();
    examine(text.as_bytes(), family, version, Wants::Boolean)
        .map_err(|problem| format!("{}: {}", problem.at, problem.message))
}

#[test]
fn what_the_manual_shows_is_understood() {
    for text in [
        "option[123].hex == 'APC'",
        "option[host-name].exists and option[61].option[1].hex == 0x01",
        "relay4[1].hex == '01'",
        "pkt4.msgtype == 1 or not (pkt.iface == 'eth0' and pkt4.transid == 4711)",
        "substring(option[60].hex, 0, 3) == 'a' + 'b'",
        "substring(concat('a','b'),-1,all) == ifelse(member('KNOWN'), 'x', addrtotext(10.0.0.1))",
        "split(option[12].text, '.', 2) == hexstring(pkt4.mac, ':')",
        "vendor[*].exists and vendor.enterprise == 4491 and vendor-class[4491].data[3] == 'x'",
        "((('a' == 'b')))",
        "('a') == ('b' + ('c'))",
        "not not 'a' == 'b' and 1.2.3.4 == ::1",
    ] {
        assert!(
            verdict(text, Family::V4, "2.2.0").is_ok(),
            "{text}: {:?}",
            verdict(text, Family::V4, "2.2.0")
        );
    }
    let v6 = "relay6[-1].peeraddr == fe80::1 or relay6[0].option[18].exists and pkt6.msgtype == 1";
    assert!(verdict(v6, Family::V6, "2.2.0").is_ok());
    assert!(verdict(v6, Family::V4, "2.2.0").is_err());
}

#[test]
fn what_is_wrong_is_pointed_at() {
    for (text, place) in [
        ("", "0: "),
        ("option[60].hexx == 'a'", "14: "),
        ("option[300].exists", "7: "),
        ("'a'", "3: "),
        ("'a' == 'b", "6: "),
        ("member(x)", "7: "),
        ("('a' == 'b'", "11: "),
        ("'a' == 'b')", "10: "),
        ("substring('a', 0) == 'b'", "16: "),
        ("concat('a', 'b', 'c') == 'd'", "15: "),
        ("'a' and 'b' == 'c'", "18: "),
        ("ifelse('a', 'b', 'c') == 'd'", "10: "),
        ("4294967296 == 'a'", "0: "),
        ("1.2.3.400 == 'a'", "0: "),
        ("pkt6.msgtype == 1", "0: "),
    ] {
        let found = verdict(text, Family::V4, "2.2.0").unwrap_err();
        assert!(found.starts_with(place), "{text}: {found}");
    }
}

#[test]
fn words_belong_to_versions() {
    for (text, since) in [
        ("lcase('A') == 'a'", "2.5.2"),
        ("match('a.*', option[60].text)", "2.7.0"),
        ("sifelse('a' == 'b', 'c', 'd') == 'e' sand 'f' == 'g'", "2.7.2"),
        ("option[1].option[2].option[3].exists", "3.3.0"),
    ] {
        assert!(verdict(text, Family::V4, "2.2.0").is_err(), "{text}");
        assert!(verdict(text, Family::V4, since).is_ok(), "{text}");
    }
}

#[test]
fn references_are_given_in_order() {
    let found = verdict("member('a') and (option[x-y].exists or member('b'))", Family::V4, "2.2");
    assert_eq!(
        found.unwrap(),
        [
            Reference::Class("a".to_owned()),
            Reference::Option("x-y".to_owned()),
            Reference::Class("b".to_owned())
        ]
    );
}

#[test]
fn a_hundred_thousand_parentheses_take_no_stack() {
    let deep = format!("{}'a' == 'b'{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(verdict(&deep, Family::V4, "2.2").is_ok());
    let calls = format!("{}'a'{} == 'b'", "concat('x', ".repeat(50_000), ")".repeat(50_000));
    assert!(verdict(&calls, Family::V4, "2.2").is_ok());
    assert!(verdict(&"not ".repeat(100_000), Family::V4, "2.2").is_err());
}
