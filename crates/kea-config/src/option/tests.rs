use super::definition::Definition;
use super::{accepts, encode, notation, octets, tokens};
use crate::table::Type;
use crate::view::Family;

fn definition(types: &[Type], array: bool) -> Definition {
    Definition {
        name: "x".into(),
        code: 230,
        space: "dhcp4".into(),
        types: types.to_vec().into(),
        record: types.len() > 1,
        array,
        encapsulates: "".into(),
    }
}

/// The octets that data comes to, in hexadecimal, or `None`.
fn made(types: &[Type], array: bool, data: &str) -> Option<String> {
    let definition = definition(types, array);
    let bytes = encode(&definition, &tokens(data.as_bytes()), Family::V4).ok()?;
    accepts(&definition, &bytes, Family::V4).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[test]
fn octets_have_many_spellings() {
    let of = |text: &str| octets(text.as_bytes());
    assert_eq!(of("0a:B"), Some(vec![0x0a, 0x0b]));
    assert_eq!(of("0a 1b"), Some(vec![0x0a, 0x1b]));
    assert_eq!(of("0xabc"), Some(vec![0x0a, 0xbc]));
    assert_eq!(of("abc"), Some(vec![0x0a, 0xbc]));
    assert_eq!(of(" ' ab ' "), Some(b"ab".to_vec()));
    assert_eq!(of(""), Some(vec![]));
    for text in ["1::2", "123:1", "g", "''", "0a-0b", "1: 2", "\u{e4}"] {
        assert_eq!(of(text), None, "{text}");
    }
}

#[test]
fn data_is_cut_at_commas() {
    let cut = |text: &str| {
        let all = tokens(text.as_bytes());
        all.into_iter()
            .map(|token| String::from_utf8(token.into_owned()).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(cut("a, b"), ["a", " b"]);
    assert_eq!(cut(r"a\, b,,c\\d\e"), ["a, b", r"c\d\e"]);
    assert_eq!(cut(r"\"), [r"\"]);
    assert_eq!(cut(""), Vec::<String>::new());
}

#[test]
fn numbers_are_decimal_or_else_hexadecimal() {
    use Type::{Int8, Uint8, Uint16, Uint32};
    assert_eq!(made(&[Uint16], false, " 010 ").as_deref(), Some("000a"));
    assert_eq!(made(&[Uint16], false, "0x10").as_deref(), Some("0010"));
    assert_eq!(made(&[Uint16], false, "ff").as_deref(), Some("00ff"));
    assert_eq!(made(&[Uint8], true, "1,2,255").as_deref(), Some("0102ff"));
    assert_eq!(made(&[Int8], false, "-1").as_deref(), Some("ff"));
    for (kind, text) in [(Uint8, "256"), (Int8, "128"), (Uint32, "-1"), (Uint32, "x"), (Uint8, "")]
    {
        assert_eq!(made(&[kind], false, text), None, "{text}");
    }
    assert_eq!(made(&[Uint8], true, ""), None, "an array of integers is not empty");
}

#[test]
fn addresses_prefixes_and_names() {
    use Type::{Fqdn, Ipv4, Prefix6, Psid};
    assert_eq!(made(&[Ipv4], true, "192.0.2.1, 192.0.2.2").as_deref(), Some("c0000201c0000202"));
    assert_eq!(made(&[Ipv4], true, "").as_deref(), Some(""), "a list of addresses may be empty");
    assert_eq!(made(&[Ipv4], false, "192.0.2"), None);
    assert_eq!(made(&[Prefix6], false, "2001:db8:ff::/41").as_deref(), Some("2920010db80080"));
    assert_eq!(made(&[Prefix6], false, "2001:db8::/129"), None);
    assert_eq!(made(&[Psid], false, "3/4").as_deref(), Some("043000"));
    assert_eq!(made(&[Psid], false, "16/4"), None);
    assert_eq!(made(&[Fqdn], true, "a.b, c.").as_deref(), Some("0161016200016300"));
    for text in ["a..b", ".a", "", "a\\", &"x".repeat(64)] {
        assert_eq!(made(&[Fqdn], false, text), None, "{text}");
    }
    assert_eq!(made(&[Fqdn], false, "."), None, "Kea 2.2 refuses the root alone");
}

#[test]
fn records_take_all_their_fields() {
    use Type::{Boolean, Ipv4, Text, Uint8};
    assert_eq!(
        made(&[Boolean, Ipv4], true, "TRUE, 1.2.3.4, 5.6.7.8").as_deref(),
        Some("010102030405060708")
    );
    assert_eq!(made(&[Boolean, Ipv4], true, "1"), None);
    assert_eq!(made(&[Uint8, Text], false, "1, a b").as_deref(), Some("01612062"));
    assert_eq!(made(&[Boolean], false, "2"), None);
}

#[test]
fn options_with_a_notation_of_their_own() {
    let fits = |code: u16, family: Family, data: &str| {
        let space = family.option_space().into();
        let own = Definition { code, space, ..definition(&[Type::Internal], false) };
        notation(&own, data.as_bytes(), family).is_some_and(|verdict| verdict.is_ok())
    };
    let route = |data: &str| fits(121, Family::V4, data);
    assert!(route("10.0.0.0/8 - 192.0.2.1, 0.0.0.0/0-192.0.2.2"));
    for wrong in
        ["10.0.0.0 - 192.0.2.1", "10.0.0.0/33 - 192.0.2.1", "10.0.0.0/8 - ::1", "10.0.0.0/8"]
    {
        assert!(!route(wrong), "{wrong}");
    }
    let six = |data: &str| fits(144, Family::V6, data);
    assert!(six("100, dot1.example.org., 2001:db8::1 2001:db8::2, alpn=dot\\,doq port=853"));
    assert!(six("200, resolver.example."));
    for wrong in [
        "100",
        "65536, a.example.",
        "1, a..example.",
        "1, a.example., b.example.",
        "1, a.example., 192.0.2.1",
        "1, a.example., 2001:db8::1, port",
        "1, a.example., 2001:db8::1, port=x",
        "1, a.example., 2001:db8::1, ipv6hint=::1",
        "1, a.example., 2001:db8::1, port=1 port=1",
        "1, a.example., 2001:db8::1, port=1, x",
    ] {
        assert!(!six(wrong), "{wrong}");
    }
    assert!(fits(162, Family::V4, "1, a.example., 192.0.2.1 | 2, b.example."));
    assert!(!fits(162, Family::V4, "1, a.example., 192.0.2.1 | 2, b.example., ::1"));
}
