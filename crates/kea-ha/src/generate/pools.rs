//! Pools of a load-balancing pair: one half for each server.

use std::net::IpAddr;

use kea_config::view::AddressRange;
use kea_config::{Json, Version};

/// The two halves of addresses; of an odd number the first one has one more. `None` for a single
/// address.
#[must_use]
pub fn halves(range: AddressRange) -> Option<[AddressRange; 2]> {
    let (middle, next) = match (range.first, range.last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => {
            let (first, last) = (u32::from(first), u32::from(last));
            let middle = first.checked_add(last.checked_sub(first)? / 2)?;
            (IpAddr::from(middle.to_be_bytes()), IpAddr::from(middle.checked_add(1)?.to_be_bytes()))
        }
        (IpAddr::V6(first), IpAddr::V6(last)) => {
            let (first, last) = (u128::from(first), u128::from(last));
            let middle = first.checked_add(last.checked_sub(first)? / 2)?;
            (IpAddr::from(middle.to_be_bytes()), IpAddr::from(middle.checked_add(1)?.to_be_bytes()))
        }
        _ => return None,
    };
    let halves = [
        AddressRange { first: range.first, last: middle },
        AddressRange { first: next, last: range.last },
    ];
    (next <= range.last).then_some(halves)
}

/// The member of a pool that lets only clients of a class in, in the form of a version:
/// `client-class`, and from 2.7.5 on the list `client-classes`.
#[must_use]
pub fn guard(class: &str, version: Version) -> (&'static str, Json) {
    if version.is_from(2, 7, 5) {
        ("client-classes", Json::list([class.into()]))
    } else {
        ("client-class", class.into())
    }
}

/// A pool of addresses for the clients of one class.
pub(super) fn pool(range: AddressRange, class: &str, version: Version) -> Json {
    let text = format!("{} - {}", range.first, range.last);
    Json::map([("pool", Json::from(text)), guard(class, version)])
}
