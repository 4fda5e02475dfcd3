//! Whether octets are what an option's definition says.

use super::definition::Definition;
use super::name;
use crate::table::Type;
use crate::view::Family;

/// Whether Kea can make the option from its octets, or why not.
pub(crate) fn accepts(definition: &Definition, bytes: &[u8], family: Family) -> Result<(), String> {
    if let Some(verdict) = special(definition, bytes, family) {
        return verdict;
    }
    let first = definition.types.first().copied().unwrap_or(Type::Empty);
    if definition.record {
        return record(definition, bytes, family);
    }
    match first {
        Type::Empty | Type::Binary | Type::Internal => Ok(()),
        Type::Int8 | Type::Uint8 => integers(definition, bytes, 1),
        Type::Int16 | Type::Uint16 => integers(definition, bytes, 2),
        Type::Int32 | Type::Uint32 => integers(definition, bytes, 4),
        Type::Ipv4 if definition.array => whole(bytes, 4),
        Type::Ipv6 if definition.array => whole(bytes, 16),
        Type::Text if bytes.iter().all(|byte| *byte == 0) => Err("it is empty".to_owned()),
        Type::Text => Ok(()),
        Type::Fqdn if definition.array && family == Family::V4 => names(bytes),
        kind if definition.array => {
            let mut rest = bytes;
            while !rest.is_empty() {
                rest = match take(definition, kind, rest, family, true)? {
                    Some(behind) => behind,
                    None => break,
                };
            }
            Ok(())
        }
        kind => match take(definition, kind, bytes, family, false)? {
            Some(_) if !bytes.is_empty() => Ok(()),
            _ => Err(too_short()),
        },
    }
}

fn too_short() -> String {
    "it is too short".to_owned()
}

fn whole(bytes: &[u8], size: usize) -> Result<(), String> {
    if bytes.len().is_multiple_of(size) {
        Ok(())
    } else {
        Err(format!("its length is not a multiple of {size}"))
    }
}

fn integers(definition: &Definition, bytes: &[u8], size: usize) -> Result<(), String> {
    if bytes.len() < size {
        return Err(too_short());
    }
    if definition.array { whole(bytes, size) } else { Ok(()) }
}

/// What is behind one value; `None` where the octets end within it. `repeats` tells a further
/// value of an array from the fields of a record.
fn take<'b>(
    definition: &Definition,
    kind: Type,
    bytes: &'b [u8],
    family: Family,
    repeats: bool,
) -> Result<Option<&'b [u8]>, String> {
    let size = match kind {
        Type::Boolean | Type::Int8 | Type::Uint8 => 1,
        Type::Int16 | Type::Uint16 => 2,
        Type::Int32 | Type::Uint32 | Type::Ipv4 => 4,
        Type::Psid => 3,
        Type::Ipv6 => 16,
        Type::Fqdn => name::read(bytes).ok_or("it is not a domain name")?.0,
        Type::Binary | Type::Text if !definition.array => bytes.len(),
        Type::Prefix6 if bytes.is_empty() && !repeats => 0,
        Type::Prefix6 => {
            let length = bytes.first().copied().filter(|length| *length <= 128);
            let size = 1 + usize::from(length.ok_or_else(too_short)?).div_ceil(8);
            if bytes.len() < size {
                return Err(too_short());
            }
            size
        }
        Type::Tuple => {
            let size = match (family, bytes) {
                (Family::V4, [length, ..]) => 1 + usize::from(*length),
                (Family::V6, [high, low, ..]) => 2 + usize::from(u16::from_be_bytes([*high, *low])),
                _ => return Err(too_short()),
            };
            if bytes.len() < size {
                return Err(too_short());
            }
            size
        }
        Type::Empty | Type::Internal | Type::Binary | Type::Text => return Err(too_short()),
    };
    Ok(bytes.get(size..))
}

fn record(definition: &Definition, bytes: &[u8], family: Family) -> Result<(), String> {
    let mut rest = bytes;
    for kind in &*definition.types {
        rest = take(definition, *kind, rest, family, false)?.ok_or_else(too_short)?;
    }
    let last = definition.types.last().copied().unwrap_or(Type::Empty);
    while definition.array && !rest.is_empty() {
        rest = match take(definition, last, rest, family, true)? {
            Some(behind) if behind.len() < rest.len() => behind,
            _ => break,
        };
    }
    Ok(())
}

fn names(bytes: &[u8]) -> Result<(), String> {
    if bytes.is_empty() {
        return Err("it has no name".to_owned());
    }
    let mut rest = bytes;
    while !rest.is_empty() {
        let (_, used) = name::read(rest).ok_or("it is not a list of domain names")?;
        rest = rest.get(used..).unwrap_or(&[]);
    }
    Ok(())
}

/// Options with classes of their own in Kea; `None` for all others.
fn special(definition: &Definition, bytes: &[u8], family: Family) -> Option<Result<(), String>> {
    let at_least = |size: usize| Some(if bytes.len() < size { Err(too_short()) } else { Ok(()) });
    match (family, &*definition.space, definition.code) {
        // ia-na, ia-pd
        (Family::V6, "dhcp6", 3 | 25) => at_least(12),
        // iaaddr
        (Family::V6, "dhcp6", 5) => at_least(24),
        // iaprefix
        (Family::V6, "dhcp6", 26) => at_least(25),
        // client-fqdn
        (Family::V6, "dhcp6", 39) => Some(client_fqdn6(bytes)),
        // vendor-opts
        (Family::V6, "dhcp6", 17) => Some(vendor6(bytes)),
        (Family::V4, "dhcp4", 125) => Some(vendor4(bytes)),
        // vendor-class
        (Family::V6, "dhcp6", 16) => Some(tuples(bytes, 4, 2)),
        (Family::V4, "dhcp4", 124) => Some(tuples(bytes, 4, 1)),
        // status-code
        (Family::V6, "dhcp6", 13) => at_least(2),
        // bootfile-param
        (Family::V6, "dhcp6", 60) => Some(tuples(bytes, 0, 2)),
        // pd-exclude
        (Family::V6, "dhcp6", 67) => Some(if bytes.len() < 2 || bytes.first() == Some(&0) {
            Err(too_short())
        } else {
            Ok(())
        }),
        // slp-service-scope
        (Family::V4, "dhcp4", 79) => at_least(1),
        // fqdn
        (Family::V4, "dhcp4", 81) => Some(client_fqdn4(bytes)),
        _ => {
            let generic = definition.array && definition.types.first() == Some(&Type::Tuple);
            let size = if family == Family::V4 { 1 } else { 2 };
            (generic && !definition.record).then(|| tuples(bytes, 0, size))
        }
    }
}

/// Texts with their lengths in front, behind a fixed part.
fn tuples(bytes: &[u8], fixed: usize, size: usize) -> Result<(), String> {
    let mut rest = bytes.get(fixed..).ok_or_else(too_short)?;
    while !rest.is_empty() {
        let length = match (size, rest) {
            (1, [length, ..]) => usize::from(*length),
            (_, [high, low, ..]) if size == 2 => usize::from(u16::from_be_bytes([*high, *low])),
            _ => return Err(too_short()),
        };
        rest = rest.get(size + length..).ok_or_else(too_short)?;
    }
    Ok(())
}

/// An enterprise number, then options with two octets each of code and length.
fn vendor6(bytes: &[u8]) -> Result<(), String> {
    let mut rest = bytes.get(4..).ok_or_else(too_short)?;
    while let [_, _, high, low, behind @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        rest = behind.get(length..).ok_or_else(too_short)?;
    }
    if rest.is_empty() { Ok(()) } else { Err(too_short()) }
}

/// An enterprise number, then a block with its length, of options with one octet each of code and
/// length.
fn vendor4(bytes: &[u8]) -> Result<(), String> {
    let block = bytes.get(4..).ok_or_else(too_short)?;
    let Some((length, behind)) = block.split_first() else { return Ok(()) };
    let mut rest = behind.get(..usize::from(*length)).ok_or_else(too_short)?;
    while let [_, length, behind @ ..] = rest {
        rest = behind.get(usize::from(*length)..).ok_or_else(too_short)?;
    }
    if rest.is_empty() { Ok(()) } else { Err(too_short()) }
}

const N_AND_S: &str = "the N and the S bit must not both be set";

fn client_fqdn6(bytes: &[u8]) -> Result<(), String> {
    let Some((flags, name)) = bytes.split_first() else {
        return Err(too_short());
    };
    if flags & 5 == 5 {
        return Err(N_AND_S.to_owned());
    }
    wire_name(name)
}

/// A name on the wire, perhaps without its end.
fn wire_name(name: &[u8]) -> Result<(), String> {
    let complete = match name.last() {
        None => return Ok(()),
        Some(0) => name.to_vec(),
        Some(_) => [name, &[0]].concat(),
    };
    name::read(&complete).map(|_| ()).ok_or_else(|| "it is not a domain name".to_owned())
}

fn client_fqdn4(bytes: &[u8]) -> Result<(), String> {
    let [flags, _, _, name @ ..] = bytes else {
        return Err(too_short());
    };
    if flags & 9 == 9 {
        return Err(N_AND_S.to_owned());
    }
    if flags & 4 != 0 || name.is_empty() {
        return wire_name(name);
    }
    name::wire(name).map(|_| ()).ok_or_else(|| "it is not a domain name".to_owned())
}
