//! Halves of surrogate pairs, which Windows can have in a text and Unicode cannot.
//!
//! What the bootstrap sends has none: `[Text.Encoding]::UTF8` puts U+FFFD in place of each half, in
//! .NET's documentation and as Mono's class library does it, which shares Microsoft's source; and
//! `JavaScriptSerializer`, by which Windows PowerShell makes JSON, leaves every half as it is. Whoever
//! writes it as an escape instead gets the same here: a name that cannot be read is one that shows
//! it, and does not cost the report.

/// Puts U+FFFD in place of each half that stands in JSON as an escape.
pub(super) fn replaced(mut json: Vec<u8>) -> Vec<u8> {
    let mut at = 0;
    while let Some(next) = json.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'\\')) {
        at += next;
        match unit(&json, at) {
            Some(0xd800..=0xdbff) if matches!(unit(&json, at + 6), Some(0xdc00..=0xdfff)) => {
                at += 12
            }
            Some(0xd800..=0xdfff) => {
                if let Some(digits) = json.get_mut(at + 2..at + 6) {
                    digits.copy_from_slice(b"fffd");
                }
                at += 6;
            }
            Some(_) => at += 6,
            // Another escape, or none: what is behind the backslash begins none itself.
            None => at += 2,
        }
    }
    json
}

/// The unit of an escape `\uHHHH` that begins here.
fn unit(json: &[u8], at: usize) -> Option<u32> {
    let escape = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(escape).ok()?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use dhcpair_testbed::Dice;

    use super::*;

    #[test]
    fn halves_alone_are_replaced_and_pairs_stay() {
        let of = |json: &str| String::from_utf8(replaced(json.as_bytes().to_vec())).unwrap();
        assert_eq!(of(r#""a\ud800b""#), r#""a\ufffdb""#);
        assert_eq!(of(r#""\uDC00\uD83D\uDE00""#), r#""\ufffd\uD83D\uDE00""#);
        assert_eq!(of(r#""\ud83d\ud83d\ude00""#), r#""\ufffd\ud83d\ude00""#);
        // The backslash is escaped: these are five plain characters.
        assert_eq!(of(r#""\\ud800\\\ud800""#), r#""\\ud800\\\ufffd""#);
        for same in [r#""\u00e4\n\"""#, r#""\ud8""#, "\\", "\\u", "\"\\ud800", "plain"] {
            let wanted = same.replace("\"\\ud800", "\"\\ufffd");
            assert_eq!(of(same), wanted);
        }
    }

    /// Any 16-bit text as escapes: what comes out is what .NET's encoder makes of it.
    #[test]
    fn any_text_comes_out_as_utf_8_has_it() {
        let mut dice = Dice::new(0xD8);
        let mut halves = 0;
        for _ in 0..20_000 {
            let units: Vec<u16> = (0..dice.below(8))
                .map(|_| match dice.below(4) {
                    0 => dice.between(0xd800, 0xdbff) as u16,
                    1 => dice.between(0xdc00, 0xdfff) as u16,
                    2 => u16::from(*dice.pick(b"\\u\"d8a")),
                    _ => dice.between(0, 0xffff) as u16,
                })
                .collect();
            let escaped: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let json = replaced(format!("\"{escaped}\"").into_bytes());
            let wanted = String::from_utf16_lossy(&units);
            halves += usize::from(String::from_utf16(&units).is_err());
            assert_eq!(serde_json::from_slice::<String>(&json).unwrap(), wanted);
        }
        assert!(halves > 1_000);
    }
}
