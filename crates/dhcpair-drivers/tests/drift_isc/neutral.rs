//! Changes of a text that change nothing for dhcpd.

use std::ops::Range;

use dhcpair_testbed::Dice;

use crate::ground::{Spot, spots};
use crate::neutral_blocks as blocks;
use crate::pair::Site;
use crate::tree::{Node, statements, tokens};

/// Makes one random change of a kind; `None` where the text has no place for it.
pub(crate) type Neutral = fn(&Site, &mut Dice) -> Option<Site>;

/// All kinds of changes, with names for messages.
pub(crate) const ALL: [(&str, Neutral); 24] = [
    ("comments", comments),
    ("blanks", blanks),
    ("line ends", line_ends),
    ("numbers", numbers),
    ("letter case", letter_case),
    ("quoting", quoting),
    ("flags", flags),
    ("octets", octets),
    ("parentheses", parentheses),
    ("peer spelling", peer_spelling),
    ("repetition", repetition),
    ("reversed range", reversed_range),
    ("split range", split_range),
    ("split pool", blocks::split_pool),
    ("order", blocks::order),
    ("order in blocks", blocks::order),
    ("hoisting", blocks::hoist),
    ("bare group", blocks::bare_group),
    ("pushed down", blocks::push_down),
    ("said again", blocks::said_again),
    ("include", blocks::include),
    ("include in a block", blocks::include_inside),
    ("class opened again", blocks::reopened_class),
    ("host moved", blocks::move_host),
];

/// One to five neutral changes of a server, and what they are.
pub(crate) fn several(site: &Site, dice: &mut Dice) -> (Site, Vec<&'static str>) {
    let wanted = if dice.one_in(2) { 1 } else { dice.below(5) + 1 };
    let (mut site, mut kinds) = (site.clone(), Vec::new());
    for _ in 0..40 {
        let (kind, change) = dice.pick(&ALL);
        if let Some(other) = change(&site, dice)
            && other != site
        {
            site = other;
            kinds.push(*kind);
        }
        // What stands in a block and in another file looks as if nothing were around it.
        if kinds.len() == wanted || kinds.last() == Some(&"include in a block") {
            break;
        }
    }
    (site, kinds)
}

/// A random file.
pub(crate) fn file(site: &Site, dice: &mut Dice) -> String {
    let names: Vec<_> = site.files.keys().cloned().collect();
    dice.pick(&names).clone()
}

/// A random statement that fits.
pub(crate) fn spot(site: &Site, dice: &mut Dice, fits: impl Fn(&Spot) -> bool) -> Option<Spot> {
    let mut all: Vec<_> = spots(site).into_iter().filter(fits).collect();
    if all.is_empty() {
        return None;
    }
    let at = dice.below(all.len());
    Some(all.swap_remove(at))
}

/// The tokens of a statement.
pub(crate) fn words_of(site: &Site, spot: &Spot) -> Vec<Range<usize>> {
    tokens(site.text(&spot.file), spot.node.range.clone()).collect()
}

const COMMENTS: [&str; 4] = [
    " # { \n",
    "# option routers 192.0.2.1;\n",
    " # \"not a string\n",
    "\n#\n# see also: the wiki }\n",
];

fn comments(site: &Site, dice: &mut Dice) -> Option<Site> {
    let file = file(site, dice);
    let places: Vec<_> = tokens(site.text(&file), 0..site.text(&file).len()).collect();
    if places.is_empty() {
        return None;
    }
    let mut chosen: Vec<usize> = (0..3).map(|_| dice.pick(&places).start).collect();
    chosen.sort_unstable();
    let mut changed = site.clone();
    for at in chosen.into_iter().rev() {
        changed = changed.replaced(&file, at..at, &format!(" {}", dice.pick(&COMMENTS)));
    }
    Some(changed)
}

const BLANKS: [&str; 5] = [" ", "\n", "\t", "\r\n   ", "\n\n\n"];

fn blanks(site: &Site, dice: &mut Dice) -> Option<Site> {
    let file = file(site, dice);
    let text = site.text(&file);
    let places: Vec<_> = tokens(text, 0..text.len()).collect();
    let gaps = places.windows(2).map(|pair| pair[0].end..pair[1].start);
    let free: Vec<_> = gaps.filter(|gap| !text[gap.clone()].contains('#')).collect();
    if free.is_empty() {
        return None;
    }
    let mut changed = site.clone();
    let mut chosen: Vec<_> = (0..6).map(|_| dice.pick(&free).clone()).collect();
    chosen.sort_by_key(|gap| gap.start);
    chosen.dedup();
    for gap in chosen.into_iter().rev() {
        changed = changed.replaced(&file, gap, dice.pick::<&str>(&BLANKS));
    }
    Some(changed)
}

fn line_ends(site: &Site, dice: &mut Dice) -> Option<Site> {
    let file = file(site, dice);
    let text = site.text(&file).replace("\r\n", "\n").replace('\n', "\r\n");
    let mut changed = site.clone();
    changed.files.insert(file, text);
    Some(changed)
}

fn numbers(site: &Site, dice: &mut Dice) -> Option<Site> {
    let number = |node: &Node| {
        let key = node.key()?;
        let counts = key.ends_with("-lease-time") || key == "option deskphone.voice-vlan";
        node.value().parse::<u32>().ok().filter(|_| counts)
    };
    let found = spot(site, dice, |spot| number(&spot.node).is_some_and(|n| n > 0))?;
    let value = number(&found.node)?;
    let range = found.node.value_range(site.text(&found.file));
    let text = match dice.below(3) {
        0 => format!("0x{value:x}"),
        1 => format!("0x{value:X}"),
        _ => format!("0{value:o}"),
    };
    Some(site.replaced(&found.file, range, &text))
}

fn letter_case(site: &Site, dice: &mut Dice) -> Option<Site> {
    let known = |spot: &Spot| {
        let word = spot.node.word();
        spot.inside("key").is_none()
            && spot.node.range.len() > word.len()
            && !matches!(word.as_str(), "}" | "key")
            && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
    };
    let found = spot(site, dice, known)?;
    let words = words_of(site, &found);
    let text = site.text(&found.file);
    let turned = |range: Range<usize>, dice: &mut Dice| {
        let turn = |c: char| if dice.one_in(2) { c.to_ascii_uppercase() } else { c };
        (text[range.clone()].chars().map(turn).collect::<String>(), range)
    };
    let mut edits = vec![turned(words[0].clone(), dice)];
    if found.node.word() == "option" && found.node.is_setting() {
        edits.push(turned(words[1].clone(), dice));
    }
    edits.extend(
        words
            .iter()
            .filter(|range| &text[(*range).clone()] == "netmask")
            .cloned()
            .map(|range| turned(range, dice)),
    );
    edits.sort_by_key(|(_, range)| range.start);
    let mut changed = site.clone();
    for (text, range) in edits.into_iter().rev() {
        changed = changed.replaced(&found.file, range, &text);
    }
    Some(changed)
}

fn quoting(site: &Site, dice: &mut Dice) -> Option<Site> {
    let quotable = |spot: &Spot| {
        let node = &spot.node;
        let declared = node.is_block()
            && (node.word() == "shared-network" || node.head.starts_with("failover peer"));
        let text = matches!(node.key().as_deref(), Some("option host-name" | "filename"));
        let secret = node.word() == "secret" || node.word() == "omapi-key";
        let bare = node.words()[node.words().len() - 1].trim_matches('"');
        let plain = bare.starts_with(|c: char| c.is_ascii_alphabetic())
            && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        (declared || text || secret) && plain
    };
    let found = spot(site, dice, quotable)?;
    let words = words_of(site, &found);
    let name = found.node.words().len() - 1;
    let text = &site.text(&found.file)[words[name].clone()];
    let other = match text.strip_prefix('"') {
        Some(rest) => rest.trim_end_matches('"').to_owned(),
        None => format!("\"{text}\""),
    };
    Some(site.replaced(&found.file, words[name].clone(), &format!(" {other}")))
}

/// `off` and `false`; `deny X` and the parameter that it sets.
fn flags(site: &Site, dice: &mut Dice) -> Option<Site> {
    let permissions = ["client-updates", "duplicates", "declines"];
    let flag = |spot: &Spot| {
        let words = spot.node.words();
        let permission =
            words[0].eq_ignore_ascii_case("deny") && permissions.contains(words.last().unwrap());
        permission || matches!(words[words.len() - 1], "off" | "false") && words.len() == 2
    };
    let found = spot(site, dice, flag)?;
    let words = found.node.words();
    let off = *dice.pick(&["off", "false", "OFF", "False"]);
    let text = match words[0].to_ascii_lowercase().as_str() {
        "deny" => format!("{} {off};", words[1]),
        word if permissions.contains(&word) && dice.one_in(2) => format!("deny {word};"),
        word => format!("{word} {off};"),
    };
    Some(site.replaced(&found.file, found.node.range.clone(), &text))
}

fn octets(site: &Site, dice: &mut Dice) -> Option<Site> {
    let found =
        spot(site, dice, |spot| matches!(spot.node.word().as_str(), "hardware" | "subclass"))?;
    let words = words_of(site, &found);
    let range = words[2].clone();
    let octets = site.text(&found.file)[range.clone()].split(':').map(|octet| {
        let value = u8::from_str_radix(octet, 16).ok()?;
        Some(match dice.below(3) {
            0 => format!("{value:x}"),
            1 => format!("{value:02X}"),
            _ => format!("{value:02x}"),
        })
    });
    let text = octets.collect::<Option<Vec<_>>>()?.join(":");
    Some(site.replaced(&found.file, range, &text))
}

fn parentheses(site: &Site, dice: &mut Dice) -> Option<Site> {
    let condition = |spot: &Spot| {
        spot.node.head.starts_with("match if") || spot.node.head.starts_with("if option")
    };
    let found = spot(site, dice, condition)?;
    let words = words_of(site, &found);
    let text = site.text(&found.file);
    let skip = if found.node.word() == "match" { 2 } else { 1 };
    let end = words.iter().find(|word| matches!(&text[(*word).clone()], ";" | "{")).unwrap().start;
    let range = words[skip].start..end;
    let wrapped = format!("({}) ", &text[range.clone()]);
    // A comment at the end would swallow the parenthesis.
    (!wrapped.contains('#')).then(|| site.replaced(&found.file, range, &wrapped))
}

/// Defaults written out, shares written as buckets, statements in another order.
fn peer_spelling(site: &Site, dice: &mut Dice) -> Option<Site> {
    let peer = |spot: &Spot| spot.node.is_block() && spot.node.head.starts_with("failover peer");
    let found = spot(site, dice, peer)?;
    let end = found.node.body.as_ref()?.end;
    let at = |text: &str| Some(site.replaced(&found.file, end..end, text));
    match dice.below(4) {
        0 => at(" max-lease-misbalance 15; "),
        1 => at(" min-balance 0; max-balance 3600; auto-partner-down 0; "),
        2 => {
            let split = found.node.children.iter().find(|node| node.head == "split 128")?;
            let half = |octet: &str| vec![octet; 16].join(":");
            let text = format!("hba {}:{};", half("ff"), half("0"));
            Some(site.replaced(&found.file, split.range.clone(), &text))
        }
        _ => {
            let child = dice.pick(&found.node.children);
            let text = site.text(&found.file)[child.range.clone()].to_owned();
            let moved = site.replaced(&found.file, end..end, &format!(" {text} "));
            Some(moved.replaced(&found.file, child.range.clone(), ""))
        }
    }
}

/// What is said twice counts as it is said last.
fn repetition(site: &Site, dice: &mut Dice) -> Option<Site> {
    let found = spot(site, dice, |spot| {
        spot.node.is_setting() && spot.inside("if").is_none() && spot.inside("else").is_none()
    })?;
    let other = match found.node.key()?.as_str() {
        "option routers" | "next-server" => "203.0.113.77",
        key if key.ends_with("-lease-time") => "77",
        "option domain-name" | "filename" => "\"other\"",
        _ => return None,
    };
    let words = words_of(site, &found);
    let key = if found.node.word() == "option" { 2 } else { 1 };
    let key = &site.text(&found.file)[words[0].start..words[key - 1].end];
    let start = found.node.range.start;
    Some(site.replaced(&found.file, start..start, &format!("{key} {other}; ")))
}

fn range_spot(site: &Site, dice: &mut Dice) -> Option<(Spot, u32, u32)> {
    let found =
        spot(site, dice, |spot| spot.node.word() == "range" && blocks::is_plain(&spot.node))?;
    let (low, high) = crate::ground::ends_of(&found.node.head);
    Some((found, low, high))
}

fn reversed_range(site: &Site, dice: &mut Dice) -> Option<Site> {
    let (found, low, high) = range_spot(site, dice)?;
    let [low, high] = [low, high].map(std::net::Ipv4Addr::from);
    Some(site.replaced(&found.file, found.node.range.clone(), &format!("range {high} {low};")))
}

fn split_range(site: &Site, dice: &mut Dice) -> Option<Site> {
    let (found, low, high) = range_spot(site, dice)?;
    if high - low < 3 {
        return None;
    }
    let middle = dice.between(low + 1, high - 1);
    let [low, middle, next, high] = [low, middle, middle + 1, high].map(std::net::Ipv4Addr::from);
    let text = format!("range {next} {high}; range {low} {middle};");
    Some(site.replaced(&found.file, found.node.range.clone(), &text))
}

/// The statements of a file, outermost ones only.
pub(crate) fn top(site: &Site, file: &str) -> Vec<Node> {
    statements(site.text(file))
}
