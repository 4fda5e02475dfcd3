use super::*;

fn literal(text: &str) -> String {
    Text::new(text).unwrap().literal()
}

#[test]
fn every_kind_of_single_quote_is_doubled_and_nothing_else() {
    assert_eq!(literal(""), "''");
    assert_eq!(literal("O'Brien"), "'O''Brien'");
    for quote in ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'] {
        assert_eq!(literal(&format!("a{quote}b")), format!("'a{quote}{quote}b'"));
    }
    for plain in ["$(x)", "`\"", "\u{201c}\u{201d}\u{201e}", "\u{2013}Force", "a\r\nb", "\u{2032}"]
    {
        assert_eq!(literal(plain), format!("'{plain}'"));
    }
}

#[test]
fn nul_is_refused_with_its_place() {
    assert_eq!(Text::new("é\0x"), Err(TextError::Nul { at: 1 }));
    assert_eq!(Text::from_utf16(&[0x61, 0, 0xd800]), Err(TextError::Nul { at: 1 }));
    let said = Text::new("\0").unwrap_err().to_string();
    assert_eq!(said, "NUL at character 0: Windows would end the text there; leave it out");
}

#[test]
fn half_a_character_is_refused_and_a_whole_one_kept() {
    let lone = |units: &[u16]| Text::from_utf16(units).unwrap_err();
    assert_eq!(lone(&[0xd83d]), TextError::Unpaired { at: 0, unit: 0xd83d });
    assert_eq!(lone(&[0xde00, 0x61]), TextError::Unpaired { at: 0, unit: 0xde00 });
    assert_eq!(lone(&[0xd83d, 0xde00, 0xd83d, 0x27]), TextError::Unpaired { at: 2, unit: 0xd83d });
    assert_eq!(Text::from_utf16(&[0xd83d, 0xde00]).unwrap().as_str(), "\u{1f600}");
    assert_eq!(Text::new("\u{1f600}a").unwrap().units(), 3);
}

#[test]
fn what_a_console_acts_on_is_not_for_pasting() {
    let paste = |text: &str| Text::new(text).unwrap().pasteable().err().map(|e| (e.c, e.at));
    assert_eq!(paste("Straße \u{2019} $x `n \u{4e2d} \u{1f600}"), None);
    // The escape key clears the line: what follows would be typed as a command.
    assert_eq!(paste("x\u{1b}; Remove-Item"), Some(('\u{1b}', 1)));
    for c in ['\n', '\r', '\t', '\u{7f}', '\u{85}', '\u{9b}', '\u{2028}', '\u{202e}', '\u{feff}'] {
        assert_eq!(paste(&format!("ab{c}")), Some((c, 2)));
    }
}
