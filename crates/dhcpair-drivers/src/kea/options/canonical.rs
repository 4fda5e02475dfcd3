//! One spelling for what an option's `data` says, whether written with commas or in hexadecimal.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::layout::{Field, Layout};

/// The value of `data` in comma-separated form, as the server takes it apart.
///
/// Blanks around a value do not count, empty values are skipped, `\,` is a comma, and an option of
/// a single value takes the first one only.
pub(crate) fn from_text(layout: &Layout, data: &str) -> String {
    let values = values(data);
    let last = layout.fields.last().copied().unwrap_or(Field::Unknown);
    let all = |fields: &mut dyn Iterator<Item = Field>| {
        let each = values.iter().zip(fields);
        let spelled = each.map(|(value, field)| one(field, value).replace(',', "\\,"));
        spelled.collect::<Vec<_>>().join(", ")
    };
    match (layout.record, layout.array) {
        (_, true) => all(&mut layout.fields.iter().copied().chain(std::iter::repeat(last))),
        (true, false) => all(&mut layout.fields.iter().copied()),
        (false, false) if matches!(last, Field::Internal | Field::Unknown) => {
            all(&mut std::iter::repeat(last))
        }
        (false, false) => values.first().map_or_else(String::new, |value| one(last, value)),
    }
}

/// The values of a comma-separated text, trimmed.
fn values(data: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut value = String::new();
    let mut escaped = false;
    for c in data.chars() {
        match c {
            ',' if !escaped => values.push(std::mem::take(&mut value)),
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            _ => {
                if escaped && c != ',' && c != '\\' {
                    value.push('\\');
                }
                value.push(c);
            }
        }
        escaped = false;
    }
    if escaped {
        value.push('\\');
    }
    values.push(value);
    values.retain(|value| !value.is_empty());
    let trim = |value: &String| value.trim_matches([' ', '\t', '\n']).to_owned();
    values.iter().map(trim).collect()
}

/// One value in the spelling of its type; as it is where it does not fit the type.
fn one(field: Field, value: &str) -> String {
    let spelled = match field {
        Field::Binary => hexadecimal(value),
        Field::Boolean => boolean(value),
        Field::Integer { .. } => integer(value).map(|number| number.to_string()),
        Field::Ipv4 | Field::Ipv6 => value.parse().ok().map(|ip: IpAddr| ip.to_string()),
        Field::Prefix => prefix(value),
        Field::Psid => psid(value),
        Field::Fqdn => Some(without_root(value).to_owned()),
        Field::Empty => Some(String::new()),
        Field::Text | Field::Tuple | Field::Internal | Field::Unknown => None,
    };
    spelled.unwrap_or_else(|| value.to_owned())
}

fn hexadecimal(value: &str) -> Option<String> {
    let digits = value.strip_prefix("0x").unwrap_or(value);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| digits.to_ascii_uppercase())
}

fn boolean(value: &str) -> Option<String> {
    let truth = value.eq_ignore_ascii_case("true") || integer(value) == Some(1);
    let lie = value.eq_ignore_ascii_case("false") || integer(value) == Some(0);
    (truth || lie).then(|| truth.to_string())
}

/// A number in decimal, else in hexadecimal: the server tries in this order.
fn integer(value: &str) -> Option<i64> {
    let hex = || i64::from_str_radix(value.strip_prefix("0x").unwrap_or(value), 16).ok();
    value.parse().ok().or_else(hex)
}

fn prefix(value: &str) -> Option<String> {
    let (address, length) = value.split_once('/')?;
    let address: Ipv6Addr = address.trim().parse().ok()?;
    Some(format!("{address}/{}", integer(length.trim())?))
}

fn psid(value: &str) -> Option<String> {
    let (psid, length) = value.split_once('/')?;
    Some(format!("{}/{}", integer(psid.trim())?, integer(length.trim())?))
}

/// A domain name without the dot for the root behind it.
fn without_root(name: &str) -> &str {
    name.strip_suffix('.').filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// The octets that `data` says in hexadecimal or between single quotes; `None` for anything else.
///
/// Octets may stand apart by colons or by blanks, with or without a leading zero.
pub(crate) fn octets(data: &str) -> Option<Vec<u8>> {
    let quoted = data.trim_matches([' ', '\t', '\n']);
    let inside = quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    if let Some(inside) = inside.filter(|inside| !inside.trim().is_empty()) {
        return Some(inside.trim_matches([' ', '\t', '\n']).as_bytes().to_vec());
    }
    let separator = [':', ' '].into_iter().find(|separator| data.contains(*separator));
    if let Some(separator) = separator {
        let parts = data.split(separator).filter(|part| !part.is_empty());
        let short = |part: &str| part.len() <= 2 && !part.starts_with('+');
        return parts
            .map(|part| u8::from_str_radix(part, 16).ok().filter(|_| short(part)))
            .collect();
    }
    let digits = data.strip_prefix("0x").unwrap_or(data);
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let padded =
        if digits.len().is_multiple_of(2) { digits.to_owned() } else { format!("0{digits}") };
    let pairs = padded.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Octets in hexadecimal, in the one spelling that everything here uses.
pub(crate) fn spell_octets(octets: &[u8]) -> String {
    let digits: String = octets.iter().map(|octet| format!("{octet:02X}")).collect();
    if digits.is_empty() { digits } else { format!("0x{digits}") }
}

/// What the octets of an option's value mean, spelled as [`from_text`] does, and the octets behind
/// the fields (the options inside); `None` where the octets do not fit the layout.
pub(crate) fn from_octets<'o>(
    layout: &Layout,
    octets: &'o [u8],
    v6: bool,
) -> Option<(String, &'o [u8])> {
    let mut rest = octets;
    let mut spelled = Vec::new();
    for field in &layout.fields {
        spelled.push(take(*field, &mut rest, v6)?);
    }
    let last = layout.fields.last().copied()?;
    while layout.array && !rest.is_empty() && last != Field::Empty {
        spelled.push(take(last, &mut rest, v6)?);
    }
    if !rest.is_empty() && layout.encapsulates.is_none() {
        return None;
    }
    if layout.record || layout.array {
        spelled.iter_mut().for_each(|value| *value = value.replace(',', "\\,"));
    }
    Some((spelled.join(", "), rest))
}

fn take(field: Field, rest: &mut &[u8], v6: bool) -> Option<String> {
    Some(match field {
        Field::Empty => String::new(),
        Field::Boolean => match next(rest)? {
            0 => "false".to_owned(),
            1 => "true".to_owned(),
            _ => return None,
        },
        Field::Integer { octets, signed } => {
            let number = number(rest, octets)?;
            let bits = u32::from(octets) * 8;
            let negative = signed && number >> (bits - 1) == 1;
            if negative { (number - (1 << bits)).to_string() } else { number.to_string() }
        }
        Field::Ipv4 => Ipv4Addr::from(fixed::<4>(rest)?).to_string(),
        Field::Ipv6 => Ipv6Addr::from(fixed::<16>(rest)?).to_string(),
        Field::Prefix => {
            let length = next(rest)?;
            let mut address = [0; 16];
            let used = usize::from(length).div_ceil(8);
            address.get_mut(..used)?.copy_from_slice(many(rest, used)?);
            format!("{}/{length}", Ipv6Addr::from(address))
        }
        Field::Binary => {
            let all = many(rest, rest.len())?;
            spell_octets(all).trim_start_matches("0x").to_owned()
        }
        Field::Text => printable(many(rest, rest.len())?)?,
        Field::Tuple => {
            let length = number(rest, if v6 { 2 } else { 1 })?;
            printable(many(rest, usize::try_from(length).ok()?)?)?
        }
        Field::Fqdn => domain(rest)?,
        Field::Psid | Field::Internal | Field::Unknown => return None,
    })
}

fn next(rest: &mut &[u8]) -> Option<u8> {
    let (first, others) = rest.split_first()?;
    *rest = others;
    Some(*first)
}

fn many<'o>(rest: &mut &'o [u8], count: usize) -> Option<&'o [u8]> {
    let (taken, others) = rest.split_at_checked(count)?;
    *rest = others;
    Some(taken)
}

fn fixed<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    many(rest, N)?.try_into().ok()
}

fn number(rest: &mut &[u8], octets: u8) -> Option<i64> {
    let taken = many(rest, usize::from(octets))?;
    Some(taken.iter().fold(0, |sum, octet| (sum << 8) | i64::from(*octet)))
}

fn printable(octets: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(octets).ok()?;
    // What the comma-separated form would cut off cannot come from it.
    let whole = text.trim_matches([' ', '\t', '\n']) == text && !text.is_empty();
    (whole && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

fn domain(rest: &mut &[u8]) -> Option<String> {
    let mut labels = Vec::new();
    loop {
        let length = next(rest)?;
        match length {
            0 if labels.is_empty() => return Some(".".to_owned()),
            0 => return Some(labels.join(".")),
            // Compressed names point elsewhere; a dot inside a label has no plain spelling.
            64.. => return None,
            _ => {
                let label = printable(many(rest, usize::from(length))?)?;
                if label.contains('.') {
                    return None;
                }
                labels.push(label);
            }
        }
    }
}
