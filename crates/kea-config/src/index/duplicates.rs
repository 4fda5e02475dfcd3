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
        let same = |other: &&u32| {
            let plain = !stream.has_escapes();
            if plain && stream.length(**other) != stream.length(*key) {
                return false;
            }
            let other = stream.inside(**other);
            other == text || (!plain && same_text(text, other))
        };
        if let Some(first) = keys.iter().take(nth).find(same) {
            found.push((*first, *key));
        }
    }
    found
}

/// Whether two texts that differ are the same with escapes resolved.
fn same_text(one: &[u8], other: &[u8]) -> bool {
    let escaped = one.contains(&b'\\') || other.contains(&b'\\');
    escaped && unescape(one) == unescape(other)
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
