//! Octets as Kea's configuration writes them.

/// Octets in hexadecimal, or text in single quotes: identifiers, and option data that is not
/// comma-separated. `None` where Kea refuses the text.
pub(crate) fn octets(text: &[u8]) -> Option<Vec<u8>> {
    if let Some(quoted) = quoted(text).filter(|quoted| !quoted.is_empty()) {
        return Some(quoted.to_vec());
    }
    if text.contains(&b':') {
        separated(text, b':')
    } else if text.contains(&b' ') {
        separated(text, b' ')
    } else {
        let digits = match text {
            [b'0', b'x', rest @ ..] if !rest.is_empty() => rest,
            other => other,
        };
        // The odd digit is counted with the `0x`.
        if text.len() % 2 == 1 {
            hexadecimal(&[b"0", digits].concat())
        } else {
            hexadecimal(digits)
        }
    }
}

/// The text inside single quotes, without blanks around it.
fn quoted(text: &[u8]) -> Option<&[u8]> {
    match trim(text) {
        [b'\'', inside @ .., b'\''] => Some(trim(inside)),
        _ => None,
    }
}

pub(crate) fn trim(text: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n');
    let start = text.iter().position(|byte| !blank(byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|byte| !blank(byte)).map_or(start, |last| last + 1);
    text.get(start..end).unwrap_or(&[])
}

/// One or two digits between separators.
fn separated(text: &[u8], separator: u8) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len() / 2);
    for part in text.split(|byte| *byte == separator) {
        match part {
            [low] => octets.push(digit(*low)?),
            [high, low] => octets.push(digit(*high)? << 4 | digit(*low)?),
            _ => return None,
        }
    }
    Some(octets)
}

/// Pairs of digits; white space is of no account.
pub(super) fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let white = |byte: &&u8| matches!(byte, b' ' | 9..=13);
    let digits: Option<Vec<u8>> =
        text.iter().filter(|byte| !white(byte)).map(|byte| digit(*byte)).collect();
    let digits = digits?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
