//! Octets as the value that they are in an option's format.
//!
//! `option NAME = DATA;` sends the octets of DATA, whatever the format (dhcp-eval(5)). Where these are
//! exactly what another spelling without `=` sends, that one is the canonical one.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::out::Out;
use crate::index::lexer::Unescape;

/// The canonical value for `= DATA` in canonical text; `None` where it computes something, or where
/// its octets do not fit the format.
pub(crate) fn constant(format: &str, text: &str) -> Option<String> {
    let bytes = data(text.strip_prefix("= ")?)?;
    let mut out = Out::on();
    match format {
        // A NUL ends a text for some clients and not for others.
        "t" if !bytes.is_empty() && !bytes.contains(&0) => out.quoted(|| bytes),
        "X" if !bytes.is_empty() => out.data(&bytes),
        _ if format.starts_with('E') && format.ends_with('.') && !bytes.is_empty() => {
            out.data(&bytes);
        }
        _ => fields(format, &bytes, &mut out)?,
    }
    Some(out.into_text())
}

/// The octets of a lone string or of lone hexadecimal octets in canonical text.
pub(crate) fn data(text: &str) -> Option<Vec<u8>> {
    if let Some(inside) = text.strip_prefix('"') {
        let mut escaped = false;
        let end = inside.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        let whole = end + 1 == inside.len();
        let length = u32::try_from(text.len()).ok()?;
        return whole.then(|| Unescape::of(text.as_bytes(), 0, length).collect());
    }
    let octet = |octet: &str| match octet.len() {
        2 if octet.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u8::from_str_radix(octet, 16).ok()
        }
        _ => None,
    };
    text.split(':').map(octet).collect()
}

/// Fields of fixed length; `A` at the end repeats all of them, `a` the last one.
fn fields(format: &str, bytes: &[u8], out: &mut Out) -> Option<()> {
    let letters = format.trim_end_matches(['A', 'a']);
    let repeated = match format.get(letters.len()..)? {
        "" => "",
        "A" => letters,
        "a" => letters.get(letters.len().checked_sub(1)?..)?,
        _ => return None,
    };
    let mut rest = record(letters, bytes, out)?;
    while !rest.is_empty() {
        if repeated.is_empty() {
            return None;
        }
        out.put(",");
        rest = record(repeated, rest, out)?;
    }
    Some(())
}

fn record<'b>(letters: &str, mut bytes: &'b [u8], out: &mut Out) -> Option<&'b [u8]> {
    if letters.is_empty() {
        return None;
    }
    for letter in letters.bytes() {
        bytes = field(letter, bytes, out)?;
    }
    Some(bytes)
}

fn field<'b>(letter: u8, bytes: &'b [u8], out: &mut Out) -> Option<&'b [u8]> {
    Some(match letter {
        b'I' => {
            let (head, rest) = bytes.split_first_chunk()?;
            out.put(&Ipv4Addr::from(*head).to_string());
            rest
        }
        b'6' => {
            let (head, rest) = bytes.split_first_chunk::<16>()?;
            out.put(&Ipv6Addr::from(*head).to_string());
            rest
        }
        b'T' | b'L' | b'l' => {
            let (head, rest) = bytes.split_first_chunk()?;
            match (letter, u32::from_be_bytes(*head)) {
                (b'T', u32::MAX) => out.put("infinite"),
                (b'l', value) => out.number(i64::from(value.cast_signed())),
                (_, value) => out.number(value.into()),
            }
            rest
        }
        b'S' | b's' => {
            let (head, rest) = bytes.split_first_chunk()?;
            let value = u16::from_be_bytes(*head);
            out.number(if letter == b's' { value.cast_signed().into() } else { value.into() });
            rest
        }
        b'B' | b'b' => {
            let (value, rest) = bytes.split_first()?;
            out.number(if letter == b'b' { value.cast_signed().into() } else { (*value).into() });
            rest
        }
        b'f' => {
            let (value, rest) = bytes.split_first()?;
            out.put(match value {
                0 => "false",
                1 => "true",
                _ => return None,
            });
            rest
        }
        _ => return None,
    })
}
