//! Hostile texts as one literal each, as the tokenizer sees it, which knows nothing of the quoting.

use dhcpair_testbed::{Dice, hostile_text};
use windows_dhcp::quote::{Text, TextError};
use windows_dhcp::token::{Kind, Token, tokenize};

/// How many texts a run tries.
const TEXTS: usize = 100_000;

/// A script that gives a text in several ways: between commands, in a list, before a colon's value.
fn script(literal: &str) -> String {
    format!(
        "try {{ Add-DhcpServerv4Failover -Name {literal} -ScopeId @({literal},'10.0.0.0') \
         -Confirm:$false -ErrorAction Stop; Get-DhcpServerv4Failover -Name {literal} }} \
         catch {{ $_ }}\nGet-DhcpServerVersion -ComputerName {literal}\n"
    )
}

fn shapes(tokens: &[Token]) -> Vec<Kind> {
    tokens.iter().map(|token| token.kind.shape()).collect()
}

/// What is wrong with a script for `text` that is written with `literal`.
fn objection(text: &str, literal: &str, wanted: &[Kind]) -> Option<String> {
    let tokens = tokenize(&script(literal));
    if shapes(&tokens) != wanted {
        return Some(format!("{text:?} changes what is done: {literal:?}"));
    }
    let literals: Vec<&str> = tokens
        .iter()
        .filter_map(|token| match &token.kind {
            Kind::Literal(value) => Some(value.as_str()),
            _ => None,
        })
        .collect();
    let as_meant = literals == [text, text, "10.0.0.0", text, text];
    (!as_meant).then(|| format!("{text:?} comes back as {literals:?}"))
}

#[test]
fn any_text_is_one_literal_and_changes_nothing_around_it() {
    let wanted = shapes(&tokenize(&script("'x'")));
    let mut dice = Dice::new(0x5107);
    let (mut tried, mut refused) = (0, 0);
    while tried < TEXTS {
        let text = hostile_text(&mut dice);
        match Text::new(text.as_str()) {
            Ok(quoted) => {
                tried += 1;
                assert_eq!(objection(&text, &quoted.literal(), &wanted), None);
            }
            Err(error) => {
                refused += 1;
                let at = text.chars().position(|c| c == '\0');
                assert_eq!(Some(error), at.map(|at| TextError::Nul { at }));
            }
        }
    }
    println!("{tried} texts, {refused} refused for a NUL");
}

#[test]
fn every_character_is_one_literal_wherever_it_stands() {
    let mut tried = 0;
    for c in ('\u{1}'..=char::MAX).filter(|c| *c != '\0') {
        let text = format!("{c}a{c}{c}b{c}");
        let literal = Text::new(text.as_str()).unwrap().literal();
        let tokens = tokenize(&literal);
        let [Token { kind: Kind::Literal(value), at }] = tokens.as_slice() else {
            panic!("U+{:04X} is {tokens:?}", u32::from(c));
        };
        assert_eq!((value, at.clone()), (&text, 0..literal.len()));
        tried += 1;
    }
    assert_eq!(tried, 0x11_0000 - 0x800 - 1);
}

/// A way of quoting.
type Way = fn(&str) -> String;

/// The test above can fail: quoting that others use is found out.
#[test]
fn other_ways_of_quoting_are_found_out() {
    let wanted = shapes(&tokenize(&script("'x'")));
    let ways: [(&str, Way); 4] = [
        ("not at all", |text| format!("'{text}'")),
        ("ASCII quotes only", |text| format!("'{}'", text.replace('\'', "''"))),
        ("double quotes", |text| format!("\"{}\"", text.replace('"', "`\""))),
        ("all but one quote", |text| {
            let mut literal = Text::new(text).unwrap().literal();
            literal = literal.replace("\u{201b}\u{201b}", "\u{201b}");
            literal
        }),
    ];
    for (name, way) in ways {
        let mut dice = Dice::new(0x5107);
        let mut texts = (0..10_000).map(|_| hostile_text(&mut dice)).filter(|t| !t.contains('\0'));
        assert!(texts.any(|text| objection(&text, &way(&text), &wanted).is_some()), "{name}");
    }
}

#[test]
fn sixteen_bit_texts_are_quoted_or_refused_never_changed() {
    let mut dice = Dice::new(0x16);
    let (mut quoted, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let unit = |dice: &mut Dice| match dice.below(4) {
            0 => 0xd800 + u16::try_from(dice.below(0x800)).unwrap(),
            1 => *dice.pick(&[0x27, 0x2019, 0x201b, 0xd83d, 0xde00]),
            _ => u16::try_from(dice.below(0x1_0000)).unwrap(),
        };
        let units: Vec<u16> = (0..dice.below(5)).map(|_| unit(&mut dice)).collect();
        match Text::from_utf16(&units) {
            Ok(text) => {
                quoted += 1;
                let [Token { kind: Kind::Literal(value), .. }] = &tokenize(&text.literal())[..]
                else {
                    panic!("{units:x?}")
                };
                assert!(value.encode_utf16().eq(units.iter().copied()));
            }
            Err(_) => {
                refused += 1;
                assert!(units.contains(&0) || String::from_utf16(&units).is_err(), "{units:x?}");
            }
        }
    }
    assert!(quoted > 2_000 && refused > 2_000, "{quoted} {refused}");
}
