//! Domain names in text and on the wire (RFC 1035 section 3.1), as Kea's library reads them.

/// Longest name on the wire.
const LONGEST: usize = 255;
/// Longest label.
const LABEL: usize = 63;

/// A name's wire form.
pub(super) fn wire(text: &[u8]) -> Option<Vec<u8>> {
    if matches!(text, b"." | b"@") {
        return Some(vec![0]);
    }
    let mut out = Vec::with_capacity(text.len() + 2);
    let mut rest = text;
    loop {
        let (label, behind) = label(rest)?;
        out.push(u8::try_from(label.len()).ok()?);
        out.extend_from_slice(&label);
        match behind {
            Some([]) | None => break,
            Some(more) => rest = more,
        }
    }
    out.push(0);
    (out.len() <= LONGEST).then_some(out)
}

/// One label with its escapes resolved, and what is behind the period after it.
fn label(text: &[u8]) -> Option<(Vec<u8>, Option<&[u8]>)> {
    let mut label = Vec::new();
    let mut rest = text;
    let behind = loop {
        rest = match rest {
            [] => break None,
            [b'.', behind @ ..] => break Some(behind),
            [b'\\', a, b, c, behind @ ..] if a.is_ascii_digit() => {
                let digits = [a, b, c].map(|digit| char::from(*digit).to_digit(10));
                let [Some(a), Some(b), Some(c)] = digits else { return None };
                label.push(u8::try_from(a * 100 + b * 10 + c).ok()?);
                behind
            }
            [b'\\', escaped, ..] if escaped.is_ascii_digit() => return None,
            [b'\\', b'[', ..] if label.is_empty() => return None,
            [b'\\', escaped, behind @ ..] => {
                label.push(*escaped);
                behind
            }
            [b'\\'] => return None,
            [byte, behind @ ..] => {
                label.push(*byte);
                behind
            }
        };
    };
    (!label.is_empty() && label.len() <= LABEL).then_some((label, behind))
}

/// Length of the name at the start of `bytes`, in octets of the text that Kea makes of it plus one:
/// the length on the wire, unless there are special characters or pointers in it. Also the octets
/// that it takes.
pub(super) fn read(bytes: &[u8]) -> Option<(usize, usize)> {
    let (mut at, mut used, mut text, mut length) = (0, None, 0, 0);
    let mut furthest = 0;
    loop {
        let count = *bytes.get(at)?;
        if count & 0xc0 == 0xc0 {
            let target = usize::from(count & 0x3f) << 8 | usize::from(*bytes.get(at + 1)?);
            used = used.or(Some(at + 2));
            if target >= furthest {
                return None;
            }
            (at, furthest) = (target, target);
            continue;
        }
        let count = usize::from(count);
        if count > LABEL || length + count + 1 > LONGEST {
            return None;
        }
        length += count + 1;
        let label = bytes.get(at + 1..at + 1 + count)?;
        at += 1 + count;
        if count == 0 {
            let text = if text == 0 { 1 } else { text };
            return Some((text + 1, used.unwrap_or(at)));
        }
        text += label.iter().map(|byte| shown(*byte)).sum::<usize>() + 1;
    }
}

/// How many characters an octet takes in text.
fn shown(byte: u8) -> usize {
    match byte {
        b'"' | b'(' | b')' | b'.' | b';' | b'\\' | b'@' | b'$' => 2,
        0x21..0x7f => 1,
        _ => 4,
    }
}
