//! Members of one name in one map.

use std::collections::HashMap;

use super::escape::unescape;
use super::stream::Stream;
use super::token::Kind;
use super::tree::Value;

/// Up to this many members are compared one by one, which is faster than hashing.
const FEW: usize = 12;

/// The key token of a value that stands in a map; `None` for one that lost its name.
pub(crate) fn key_of(stream: &Stream, value: Value) -> Option<u32> {
    let key = value.first.checked_sub(2)?;
    (stream.kind(key + 1) == Kind::Colon && stream.kind(key) == Kind::String).then_some(key)
}

/// Pairs of key tokens that say the same, the later one second. `end` is one behind the map's
/// last value.
pub(super) fn find(stream: &Stream, values: &[Value], map: u32, end: u32) -> Vec<(u32, u32)> {
    let mut keys = Vec::new();
    let mut at = map + 1;
    while at < end
        && let Some(value) = values.get(at as usize)
    {
        keys.extend(key_of(stream, *value));
        at = value.next;
    }
    if keys.len() <= FEW { few(stream, &keys) } else { many(stream, &keys) }
}

fn few(stream: &Stream, keys: &[u32]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for (nth, key) in keys.iter().enumerate() {
        let text = stream.inside(*key);
        let escaped = text.contains(&b'\\');
        let same = |other: &&u32| {
            let other = stream.inside(**other);
            if escaped || other.contains(&b'\\') {
                unescape(other) == unescape(text)
            } else {
                other == text
            }
        };
        if let Some(first) = keys.iter().take(nth).find(same) {
            found.push((*first, *key));
        }
    }
    found
}

fn many(stream: &Stream, keys: &[u32]) -> Vec<(u32, u32)> {
    let mut seen: HashMap<Vec<u8>, u32> = HashMap::with_capacity(keys.len());
    let mut found = Vec::new();
    for key in keys {
        match seen.entry(unescape(stream.inside(*key))) {
            std::collections::hash_map::Entry::Occupied(first) => found.push((*first.get(), *key)),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(*key);
            }
        }
    }
    found
}
