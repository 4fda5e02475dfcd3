//! Options whose data is written in a notation of its own, as Kea has it from 2.5.5 on: routes
//! (RFC 3442) and encrypted resolvers (RFC 9463).

use std::net::IpAddr;

use super::definition::Definition;
use super::octets::trim;
use super::{encode, name};
use crate::view::Family;

/// Whether data in the option's own notation makes sense; `None` for options without one.
pub(crate) fn notation(
    definition: &Definition,
    data: &[u8],
    family: Family,
) -> Option<Result<(), String>> {
    match (family, &*definition.space, definition.code) {
        (Family::V4, "dhcp4", 121) => Some(routes(data)),
        (Family::V4, "dhcp4", 162) => {
            Some(parts(data, b'|').try_for_each(|one| resolver(one, family)))
        }
        (Family::V6, "dhcp6", 144) => Some(resolver(data, family)),
        _ => None,
    }
}

/// What stands between separators; empty parts do not count.
fn parts(data: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    data.split(move |byte| *byte == separator).filter(|part| !part.is_empty())
}

fn shown(text: &[u8]) -> String {
    crate::text::shorten(&String::from_utf8_lossy(text))
}

fn address(text: &[u8], family: Family) -> Result<IpAddr, String> {
    let address = std::str::from_utf8(text).ok().and_then(|text| text.parse::<IpAddr>().ok());
    let own = address.filter(|address| address.is_ipv4() == (family == Family::V4));
    own.ok_or_else(|| format!("`{}` is not an IP{family} address", shown(text)))
}

/// `NETWORK/LENGTH - ROUTER`, separated by commas.
fn routes(data: &[u8]) -> Result<(), String> {
    for route in parts(data, b',') {
        let wrong = || format!("`{}` is no route (`NETWORK/LENGTH - ROUTER`)", shown(trim(route)));
        let ends: Vec<_> = parts(trim(route), b'-').map(trim).collect();
        let [network, router] = ends.as_slice() else { return Err(wrong()) };
        let mut halves = network.splitn(2, |byte| *byte == b'/');
        let (Some(first), Some(length)) = (halves.next(), halves.next()) else {
            return Err(wrong());
        };
        address(first, Family::V4)?;
        let length = std::str::from_utf8(length).ok().and_then(|text| text.parse::<i16>().ok());
        if length.is_none_or(|length| length > 32) {
            return Err(wrong());
        }
        address(router, Family::V4)?;
    }
    Ok(())
}

/// Priority, name, addresses and parameters of one resolver, the latter two optional.
fn resolver(data: &[u8], family: Family) -> Result<(), String> {
    let fields = encode::tokens(data);
    let fields: Vec<_> = fields.iter().map(|field| trim(field)).collect();
    let (priority, name, behind) = match fields.as_slice() {
        [priority, name, behind @ ..] if behind.len() <= 2 => (priority, name, behind),
        _ => {
            let text = "it takes priority, name, addresses and parameters, the latter two optional";
            return Err(text.to_owned());
        }
    };
    let number = std::str::from_utf8(priority).ok().and_then(|text| text.parse::<u16>().ok());
    if number.is_none() {
        return Err(format!("`{}` is not in the range 0 to 65535", shown(priority)));
    }
    if name::wire(name).is_none() {
        return Err(format!("`{}` is not a domain name", shown(name)));
    }
    if let Some(addresses) = behind.first() {
        let mut none = true;
        for one in parts(addresses, b' ') {
            address(one, family)?;
            none = false;
        }
        if none {
            return Err("it has no address".to_owned());
        }
    }
    behind.get(1).map_or(Ok(()), |all| parameters(all))
}

/// `KEY=VALUE`, separated by blanks. What protocols there are is not judged.
fn parameters(data: &[u8]) -> Result<(), String> {
    let mut seen = Vec::new();
    for pair in parts(data, b' ') {
        let halves: Vec<_> = parts(pair, b'=').collect();
        let [key, value] = halves.as_slice() else {
            return Err(format!("`{}` is not `KEY=VALUE`", shown(pair)));
        };
        if !matches!(*key, b"alpn" | b"port" | b"dohpath") {
            return Err(format!("`{}` is none of `alpn`, `port`, `dohpath`", shown(key)));
        }
        if seen.contains(key) {
            return Err(format!("`{}` is there twice", shown(key)));
        }
        seen.push(*key);
        let port = std::str::from_utf8(value).ok().and_then(|text| text.parse::<u16>().ok());
        if *key == b"port" && port.is_none() {
            return Err(format!("`{}` is no port", shown(value)));
        }
    }
    Ok(())
}
