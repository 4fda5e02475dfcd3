//! Small seeded changes to a configuration's text, such as people make by mistake.

use dhcpair_testbed::Dice;
use kea_config::{Kind, Node};

/// Values of every kind, within and beyond what parameters take.
const VALUES: [&str; 34] = [
    "0",
    "1",
    "-1",
    "5",
    "64",
    "70000",
    "4294967295",
    "4294967296",
    "9999999999999",
    "1.5",
    "0.5",
    "1.0",
    "true",
    "false",
    "null",
    "\"\"",
    "\" \"",
    "\"x\"",
    "\"1\"",
    "[]",
    "{}",
    "[ 1 ]",
    "[ \"x\" ]",
    "[ {} ]",
    "{ \"x\": 1 }",
    "\"192.0.2.7\"",
    "\"2001:db8::7\"",
    "\"192.0.2.0/24\"",
    "\"2001:db8::/64\"",
    "\"none\"",
    "\"all\"",
    "\"01:02\"",
    "\"true\"",
    "\"a.b\"",
];

/// Bits of text that strings get or lose.
const BITS: [&str; 22] = [
    "0", "1", "9", "f", ".", ":", ",", "-", "/", " ", "x", "'", "(", ")", "_", "=", "\\\\",
    "\\u0041", "a", "Z", "%", "\\n",
];

/// One change: bytes to take out, and what to put there.
pub(crate) struct Change {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// A random change to one of these values of a document.
pub(crate) fn change(dice: &mut Dice, nodes: &[Node<'_>], text: &str) -> Change {
    let node = *dice.pick(nodes);
    let span = node.span();
    let (start, end) = (span.start as usize, span.end as usize);
    match dice.below(13) {
        0 | 1 => removal(node, text),
        2 => duplicate(node, text),
        3 | 4 => rename(dice, node, nodes, text),
        5 | 6 => Change { start, end, text: (*dice.pick(&VALUES)).to_owned() },
        7 => {
            // The value of another place, so that references and duplicates come up.
            let other = dice.pick(nodes).span();
            Change { start, end, text: text[other.start as usize..other.end as usize].to_owned() }
        }
        8 => noise(dice, start, end),
        9 => misplace(node, *dice.pick(nodes), text),
        _ => tweak(dice, node, text),
    }
}

fn key_start(node: Node<'_>) -> usize {
    node.key_span().map_or(node.span().start, |key| key.start) as usize
}

/// Takes a member or an entry out, with the comma behind it if there is one.
fn removal(node: Node<'_>, text: &str) -> Change {
    let (start, end) = (key_start(node), node.span().end as usize);
    let behind = text[end..].trim_start();
    let comma = if behind.starts_with(',') { text.len() - behind.len() + 1 } else { end };
    Change { start, end: comma, text: String::new() }
}

fn duplicate(node: Node<'_>, text: &str) -> Change {
    let (start, end) = (key_start(node), node.span().end as usize);
    Change { start, end: start, text: format!("{}, ", &text[start..end]) }
}

/// Takes a member out of its map and puts it in front of another one, mostly of another map.
fn misplace(node: Node<'_>, other: Node<'_>, text: &str) -> Change {
    let Change { start, end, .. } = removal(node, text);
    let to = key_start(other);
    if node.key_span().is_none() || other.key_span().is_none() || (start..end).contains(&to) {
        return removal(node, text);
    }
    let member = &text[start..node.span().end as usize];
    if to < start {
        Change { start: to, end, text: format!("{member}, {}", &text[to..start]) }
    } else {
        Change { start, end: to, text: format!("{}{member}, ", &text[end..to]) }
    }
}

fn rename(dice: &mut Dice, node: Node<'_>, nodes: &[Node<'_>], text: &str) -> Change {
    let Some(key) = node.key_span() else {
        return removal(node, text);
    };
    let (start, end) = (key.start as usize, key.end as usize);
    let other = nodes.iter().cycle().skip(dice.below(nodes.len())).find_map(|n| n.key_span());
    let other = other.map_or("\"x\"", |key| &text[key.start as usize..key.end as usize]);
    let own = &text[start..end];
    let new = match dice.below(4) {
        0 => format!("{}x\"", &own[..own.len() - 1]),
        1 => own.to_uppercase(),
        _ => other.to_owned(),
    };
    Change { start, end, text: new }
}

fn noise(dice: &mut Dice, start: usize, end: usize) -> Change {
    let at = if dice.below(2) == 0 { start } else { end };
    let bits =
        [",", ",,", " # x\n", " /* x */ ", " // x\n", "}", "]", ":", "\"", "/*", " x ", "\t"];
    Change { start: at, end: at, text: (*dice.pick(&bits)).to_owned() }
}

/// Changes a little in a scalar.
fn tweak(dice: &mut Dice, node: Node<'_>, text: &str) -> Change {
    let span = node.span();
    let (start, end) = (span.start as usize, span.end as usize);
    match node.kind() {
        Kind::Integer => {
            let number = node.as_i64().unwrap_or(0);
            let new = match dice.below(6) {
                0 => number.wrapping_add(1),
                1 => number.wrapping_sub(1),
                2 => -number,
                3 => number.wrapping_mul(1000),
                4 => number / 10,
                _ => 65_535 + dice.below(3) as i64,
            };
            Change { start, end, text: new.to_string() }
        }
        Kind::Float => Change {
            start,
            end,
            text: (*dice.pick(&["0.0", "1.0", "0.9999", "2.5", "-0.1"])).to_owned(),
        },
        Kind::Boolean => {
            let new = if node.as_bool() == Some(true) { "false" } else { "true" };
            Change { start, end, text: new.to_owned() }
        }
        Kind::String => string(dice, &text[start..end], start),
        _ => removal(node, text),
    }
}

fn string(dice: &mut Dice, literal: &str, start: usize) -> Change {
    let inside = &literal[1..literal.len() - 1];
    let places: Vec<_> = inside.char_indices().map(|(at, _)| at).chain([inside.len()]).collect();
    let at = *dice.pick(&places);
    let next = places.iter().copied().find(|place| *place > at).unwrap_or(at);
    let bit = *dice.pick(&BITS);
    let (end, text) = match dice.below(3) {
        0 => (at, bit),
        1 => (next, bit),
        _ => (next, ""),
    };
    Change { start: start + 1 + at, end: start + 1 + end, text: text.to_owned() }
}
