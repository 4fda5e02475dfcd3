//! What a JSON string means.

/// Resolves the escapes of a string's inside, which the scan has checked. Half a surrogate pair,
/// which Windows can store and Unicode text cannot, becomes a replacement character.
pub(super) fn unescape(inside: &str) -> String {
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some((plain, behind)) = rest.split_once('\\') {
        out.push_str(plain);
        let mut chars = behind.chars();
        let Some(escape) = chars.next() else { break };
        rest = chars.as_str();
        match escape {
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'u' => {
                let (c, length) = unicode(rest);
                out.push(c);
                rest = rest.get(length..).unwrap_or("");
            }
            other => out.push(other),
        }
    }
    out.push_str(rest);
    out
}

/// The character of the four digits behind `\u`, with the second half of a surrogate pair where there is
/// one, and how much text it took.
fn unicode(rest: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(0) else { return (char::REPLACEMENT_CHARACTER, 0) };
    let second = rest.get(4..6).filter(|escape| *escape == "\\u").and_then(|_| unit(6));
    let units = [Some(first), second];
    let mut decoded = char::decode_utf16(units.into_iter().flatten());
    match decoded.next() {
        Some(Ok(c)) if c.len_utf16() == 2 => (c, 10),
        Some(Ok(c)) => (c, 4),
        _ => (char::REPLACEMENT_CHARACTER, 4),
    }
}
