//! Comma-separated option data to octets.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv6Addr};

use super::definition::Definition;
use super::name;
use super::octets::{hexadecimal, trim};
use crate::table::Type;
use crate::view::Family;

/// Cuts data at its commas; `\,` is a comma of the text. Empty parts do not count.
pub(crate) fn tokens(data: &[u8]) -> Vec<Cow<'_, [u8]>> {
    if !data.contains(&b'\\') {
        let parts = data.split(|byte| *byte == b',').filter(|part| !part.is_empty());
        return parts.map(Cow::Borrowed).collect();
    }
    let mut all = Vec::new();
    let mut token = Vec::new();
    let mut escaped = false;
    for byte in data {
        match (byte, escaped) {
            (b',', true) => {
                token.push(b',');
                escaped = false;
            }
            (b',', false) => all.push(std::mem::take(&mut token)),
            (b'\\', true) => {
                token.push(b'\\');
                escaped = false;
            }
            (b'\\', false) => escaped = true,
            (other, true) => {
                token.extend([b'\\', *other]);
                escaped = false;
            }
            (other, false) => token.push(*other),
        }
    }
    if escaped {
        token.push(b'\\');
    }
    all.push(token);
    all.into_iter().filter(|token| !token.is_empty()).map(Cow::Owned).collect()
}

/// The octets of comma-separated data, or why it does not fit its definition.
pub(crate) fn encode(
    definition: &Definition,
    tokens: &[Cow<'_, [u8]>],
    family: Family,
) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let types = &definition.types;
    let (Some(first), Some(last)) = (types.first(), types.last()) else {
        return Err("its definition has no type".to_owned());
    };
    if definition.record {
        if tokens.len() < types.len() {
            let (want, have) = (types.len(), tokens.len());
            return Err(format!("it has {have} of {want} fields"));
        }
        for (kind, token) in types.iter().zip(tokens) {
            field(*kind, trim(token), family, &mut out)?;
        }
        if definition.array {
            for token in tokens.iter().skip(types.len()) {
                field(*last, trim(token), family, &mut out)?;
            }
        }
    } else if definition.array {
        for token in tokens {
            field(*first, trim(token), family, &mut out)?;
        }
    } else {
        match tokens.first() {
            Some(token) => field(*first, trim(token), family, &mut out)?,
            None if *first == Type::Empty => {}
            None => return Err("it has no value".to_owned()),
        }
    }
    Ok(out)
}

fn field(kind: Type, text: &[u8], family: Family, out: &mut Vec<u8>) -> Result<(), String> {
    let wrong = |what: &str| {
        let shown = crate::text::shorten(&String::from_utf8_lossy(text));
        format!("`{shown}` is not {what}")
    };
    match kind {
        Type::Empty => return Err("it takes no value".to_owned()),
        Type::Binary => {
            out.extend(hexadecimal(text).ok_or_else(|| wrong("pairs of hexadecimal digits"))?);
        }
        Type::Boolean => out.push(boolean(text).ok_or_else(|| wrong("a boolean"))?),
        Type::Int8 => integer(text, -128, 127, 1, out)?,
        Type::Int16 => integer(text, -32_768, 32_767, 2, out)?,
        Type::Int32 => integer(text, i64::from(i32::MIN), i64::from(i32::MAX), 4, out)?,
        Type::Uint8 => integer(text, 0, 255, 1, out)?,
        Type::Uint16 => integer(text, 0, 65_535, 2, out)?,
        Type::Uint32 => integer(text, 0, i64::from(u32::MAX), 4, out)?,
        Type::Ipv4 | Type::Ipv6 => match address(text).ok_or_else(|| wrong("an address"))? {
            IpAddr::V4(address) => out.extend(address.octets()),
            IpAddr::V6(address) => out.extend(address.octets()),
        },
        Type::Prefix6 => prefix(text, out).ok_or_else(|| wrong("an IPv6 prefix"))?,
        Type::Psid => psid(text, out).ok_or_else(|| wrong("a port set (`ID/LENGTH`)"))?,
        Type::Text => out.extend_from_slice(text),
        Type::Tuple => tuple(text, family, out).ok_or_else(|| wrong("short enough"))?,
        Type::Fqdn => out.extend(name::wire(text).ok_or_else(|| wrong("a domain name"))?),
        Type::Internal => {}
    }
    Ok(())
}

fn text_of(text: &[u8]) -> Option<&str> {
    std::str::from_utf8(text).ok()
}

/// A decimal number; with a sign, with leading zeros.
fn decimal(text: &[u8]) -> Option<i64> {
    text_of(text)?.parse().ok()
}

/// As [`decimal`], or else hexadecimal, with or without `0x`.
fn number(text: &[u8]) -> Option<i64> {
    decimal(text).or_else(|| {
        let text = text_of(text)?;
        let (negative, digits) = match text.as_bytes() {
            [b'-', ..] => (true, text.get(1..)?),
            [b'+', ..] => (false, text.get(1..)?),
            _ => (false, text),
        };
        let digits =
            digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")).unwrap_or(digits);
        let fine = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = i64::from_str_radix(digits, 16).ok().filter(|_| fine)?;
        Some(if negative { -number } else { number })
    })
}

fn integer(
    text: &[u8],
    low: i64,
    high: i64,
    width: usize,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let shown = || crate::text::shorten(&String::from_utf8_lossy(text));
    let number = number(text).ok_or_else(|| format!("`{}` is not an integer", shown()))?;
    if number < low || number > high {
        return Err(format!("`{}` is not in the range {low} to {high}", shown()));
    }
    let bytes = number.to_be_bytes();
    out.extend_from_slice(bytes.get(bytes.len() - width..).unwrap_or(&[]));
    Ok(())
}

fn boolean(text: &[u8]) -> Option<u8> {
    if text.eq_ignore_ascii_case(b"true") {
        return Some(1);
    }
    if text.eq_ignore_ascii_case(b"false") {
        return Some(0);
    }
    u8::try_from(decimal(text)?).ok().filter(|number| *number < 2)
}

fn address(text: &[u8]) -> Option<IpAddr> {
    text_of(text)?.parse().ok()
}

fn without_blanks(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|byte| !matches!(byte, b' ' | b'\t')).collect()
}

fn halves(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|byte| *byte == b'/')?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn prefix(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let text = without_blanks(text);
    let (address, length) = halves(&text)?;
    let IpAddr::V6(address) = self::address(address)? else { return None };
    let length = u8::try_from(number(length)?).ok().filter(|length| *length <= 128)?;
    let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
    let bytes = Ipv6Addr::from(u128::from(address) & mask).octets();
    out.push(length);
    out.extend_from_slice(bytes.get(..usize::from(length).div_ceil(8))?);
    Some(())
}

fn psid(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let text = without_blanks(text);
    let (psid, length) = halves(&text)?;
    let psid = u16::try_from(number(psid)?).ok()?;
    let length = u8::try_from(number(length)?).ok().filter(|length| *length <= 16)?;
    if length > 0 && psid > u16::MAX >> (16 - u16::from(length)) {
        return None;
    }
    out.push(length);
    out.extend((u32::from(psid) << (16 - u32::from(length))).to_be_bytes().into_iter().skip(2));
    Some(())
}

fn tuple(text: &[u8], family: Family, out: &mut Vec<u8>) -> Option<()> {
    match family {
        Family::V4 => out.push(u8::try_from(text.len()).ok()?),
        Family::V6 => out.extend(u16::try_from(text.len()).ok()?.to_be_bytes()),
    }
    out.extend_from_slice(text);
    Some(())
}
