//! Class tests in one spelling: blanks and the case of hexadecimal digits do not count, an option's
//! name is as good as its code, and `0x4161` says the same as `'Aa'`.

use super::options::Catalogue;

/// An expression of a client class (Kea ARM, "Using Expressions in Classification") with single
/// blanks between its words, and options by code where their name is known.
pub(super) fn canonical(expression: &str, catalogue: &Catalogue) -> String {
    let mut words = words(expression);
    for at in 0..words.len() {
        let opens = |ahead: usize, what: &str| {
            at.checked_sub(ahead).and_then(|at| words.get(at)).is_some_and(|word| word == what)
        };
        if !(opens(1, "[") && opens(2, "option")) || words.get(at + 1).is_none_or(|w| w != "]") {
            continue;
        }
        let Some(word) = words.get_mut(at) else { continue };
        if let Some(definition) = catalogue.by_name(catalogue.main_space(), word) {
            *word = definition.code.to_string();
        }
    }
    let mut out = String::with_capacity(expression.len());
    let mut glued = true;
    for word in &words {
        let tight = matches!(word.as_str(), "]" | ")" | "," | "[") || word.starts_with('.');
        let call = word == "(" && ends_in_call(&out);
        if !(glued || tight || call) {
            out.push(' ');
        }
        out.push_str(word);
        glued = matches!(word.as_str(), "(" | "[");
    }
    out
}

/// Whether the text so far ends in the name of a function.
fn ends_in_call(text: &str) -> bool {
    const OPERATORS: [&str; 3] = ["not", "and", "or"];
    let word = text.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
    !word.is_empty() && !OPERATORS.contains(&word)
}

/// Names, numbers, quoted strings and signs; blanks are dropped.
fn words(expression: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = expression;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            rest = rest.trim_start();
            continue;
        } else if first == '\'' {
            rest.char_indices()
                .skip(1)
                .find(|(_, c)| *c == '\'')
                .map_or(rest.len(), |(at, _)| at + 1)
        } else if is_word(first) {
            rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())
        } else if first == '=' {
            rest.find(|c: char| c != '=').unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, behind) = rest.split_at(length);
        words.push(hexadecimal(word).unwrap_or_else(|| word.to_owned()));
        rest = behind;
    }
    words
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '*')
}

/// `0xAB` and `0xab` are the same octets, and `0x1` is `0x01`.
fn hexadecimal(word: &str) -> Option<String> {
    let digits = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X"))?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let zero = if digits.len().is_multiple_of(2) { "" } else { "0" };
    let digits = format!("{zero}{}", digits.to_ascii_lowercase());
    Some(readable(&digits).unwrap_or_else(|| format!("0x{digits}")))
}

/// The text in quotes that pairs of hexadecimal digits are another spelling of, where all of it can
/// be read.
fn readable(digits: &str) -> Option<String> {
    let mut text = String::with_capacity(digits.len() / 2 + 2);
    text.push('\'');
    for at in (0..digits.len()).step_by(2) {
        let byte = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
        let shows = matches!(byte, b' '..=b'~') && byte != b'\'';
        text.push(shows.then_some(char::from(byte))?);
    }
    text.push('\'');
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(expression: &str) -> String {
        canonical(expression, &Catalogue::new(false, None))
    }

    #[test]
    fn blanks_and_spellings_do_not_count() {
        let plain = "substring(option[60].hex, 0, 9) == 'PXE  Client' and option[93].hex == 0x0007";
        let same = [
            "substring( option[60].hex,0,9 )=='PXE  Client'  and option[93].hex==0x0007",
            "substring(option[vendor-class-identifier].hex,0,9) == 'PXE  Client'\n\tand option[client-system].hex == 0x0007",
        ];
        for other in same {
            assert_eq!(spelled(other), spelled(plain));
        }
        assert_eq!(spelled(plain), plain);
        assert_eq!(spelled("not ( member('A') )"), "not (member('A'))");
        assert_eq!(spelled("pkt4.mac == 0xABC"), "pkt4.mac == 0x0abc");
    }

    #[test]
    fn octets_that_can_be_read_are_text() {
        assert_eq!(spelled("option[60].hex == 0x416173747261"), "option[60].hex == 'Aastra'");
        for kept in ["0x41610a", "0x412761", "0x00", "0xff", "0x41e4"] {
            assert_eq!(spelled(kept), kept);
        }
    }

    #[test]
    fn what_is_quoted_stays() {
        assert_ne!(spelled("option[60].text == 'a b'"), spelled("option[60].text == 'a  b'"));
        assert_ne!(spelled("member('A')"), spelled("member('B')"));
        assert_eq!(spelled("'open"), "'open");
    }
}
