//! Changes of the structure of a text that change nothing for dhcpd: order, groups, includes.

use std::net::Ipv4Addr;

use dhcpair_testbed::Dice;

use crate::ground::{Spot, ends_of, spots};
use crate::neutral::{file, spot, top};
use crate::pair::{HOME, Site};
use crate::tree::Node;

/// Two pools with the same conditions in place of one.
pub(crate) fn split_pool(site: &Site, dice: &mut Dice) -> Option<Site> {
    let found = spot(site, dice, |spot| {
        let ranges = spot.node.children.iter().filter(|node| node.word() == "range");
        let declares = spot.node.children.iter().any(Node::is_block);
        spot.node.word() == "pool" && ranges.count() == 1 && !declares
    })?;
    let pool = &found.node;
    let range = pool.children.iter().find(|node| node.word() == "range")?;
    if !is_plain(range) {
        return None;
    }
    let (low, high) = ends_of(&range.head);
    if high - low < 3 {
        return None;
    }
    let middle = dice.between(low + 1, high - 1);
    let text = &site.text(&found.file)[pool.range.clone()];
    let part = |low: u32, high: u32| {
        let [low, high] = [low, high].map(Ipv4Addr::from);
        let at = range.range.start - pool.range.start..range.range.end - pool.range.start;
        let mut text = text.to_owned();
        text.replace_range(at, &format!("range {low} {high};"));
        text
    };
    let both = format!("{}\n{}", part(low, middle), part(middle + 1, high));
    Some(site.replaced(&found.file, pool.range.clone(), &both))
}

/// Whether a `range` is two addresses and nothing else.
pub(crate) fn is_plain(range: &Node) -> bool {
    range.words().len() == 3 && !range.head.contains("bootp")
}

/// What two neighbours are, where their order has no meaning.
fn moves(node: &Node) -> bool {
    if node.is_block() {
        return matches!(node.word().as_str(), "host" | "pool" | "subnet" | "shared-network");
    }
    node.is_setting()
        || matches!(
            node.word().as_str(),
            "range" | "allow" | "deny" | "subclass" | "hardware" | "fixed-address" | "primary"
        )
        || node.head.starts_with("failover peer")
}

/// Neighbours exchanged.
pub(crate) fn order(site: &Site, dice: &mut Dice) -> Option<Site> {
    let mut pairs: Vec<(String, Node, Node)> = Vec::new();
    let mut blocks: Vec<(String, Vec<Node>)> =
        site.files.keys().map(|file| (file.clone(), top(site, file))).collect();
    while let Some((file, nodes)) = blocks.pop() {
        for pair in nodes.windows(2) {
            let (one, two) = (&pair[0], &pair[1]);
            let same = one.key().is_some() && one.key() == two.key()
                // A pool stands below the subnets that it draws from.
                || one.word() == "subnet" && two.word() == "pool";
            if moves(one) && moves(two) && !same {
                pairs.push((file.clone(), one.clone(), two.clone()));
            }
        }
        let inner = nodes.into_iter().filter(|node| !node.head.starts_with("if"));
        blocks.extend(inner.map(|node| (file.clone(), node.children)));
    }
    if pairs.is_empty() {
        return None;
    }
    let (file, one, two) = dice.pick(&pairs);
    let text = site.text(file);
    let (first, second) = (&text[one.range.clone()], &text[two.range.clone()]);
    let changed = site.replaced(file, two.range.clone(), first);
    Some(changed.replaced(file, one.range.clone(), second))
}

/// An option that neighbours have in common, moved to a group around them.
pub(crate) fn hoist(site: &Site, dice: &mut Dice) -> Option<Site> {
    let mut runs: Vec<(String, Vec<Node>, String)> = Vec::new();
    for name in site.files.keys() {
        let mut lists = vec![top(site, name)];
        while let Some(nodes) = lists.pop() {
            for start in 0..nodes.len() {
                for end in start + 1..=nodes.len() {
                    runs.extend(
                        common(&nodes[start..end])
                            .map(|head| (name.clone(), nodes[start..end].to_vec(), head)),
                    );
                }
            }
            let groups = nodes.into_iter().filter(|node| node.word() == "group");
            lists.extend(groups.map(|node| node.children));
        }
    }
    if runs.is_empty() {
        return None;
    }
    let (name, nodes, head) = dice.pick(&runs);
    let mut text = site.text(name).to_owned();
    let (start, end) = (nodes[0].range.start, nodes[nodes.len() - 1].range.end);
    text.insert_str(end, "\n}\n");
    for node in nodes.iter().rev() {
        let setting = node.children.iter().rev().filter(|child| child.head == *head);
        for setting in setting {
            text.replace_range(setting.range.clone(), "");
        }
    }
    text.insert_str(start, &format!("group {{\n{head};\n"));
    let mut changed = site.clone();
    changed.files.insert(name.clone(), text);
    Some(changed)
}

/// A setting that all of these subnets or hosts have, and none has twice with another value.
fn common(nodes: &[Node]) -> Option<String> {
    let word = nodes[0].word();
    if !matches!(word.as_str(), "subnet" | "host") || nodes.iter().any(|node| node.word() != word) {
        return None;
    }
    let shared = nodes[0].children.iter().filter(|child| child.is_setting()).find(|child| {
        nodes.iter().all(|node| {
            let mut same = node.children.iter().filter(|other| other.key() == child.key());
            same.clone().count() == 1 && same.all(|other| other.head == child.head)
        })
    });
    shared.map(|child| child.head.clone())
}

/// A group without anything in it but one block.
pub(crate) fn bare_group(site: &Site, dice: &mut Dice) -> Option<Site> {
    let found = spot(site, dice, |spot| {
        let outside = spot.above.iter().all(|node| node.word() == "group");
        matches!(spot.node.word().as_str(), "subnet" | "host" | "shared-network") && outside
    })?;
    let text = &site.text(&found.file)[found.node.range.clone()];
    let name = *dice.pick(&["", "\"everything\" ", "all "]);
    Some(site.replaced(&found.file, found.node.range.clone(), &format!("group {name}{{ {text} }}")))
}

/// The subnets and shared networks that nothing else is around but groups.
fn networks(site: &Site) -> Vec<Spot> {
    let mut found = spots(site);
    found.retain(|spot| {
        let outside = spot.above.iter().all(|node| node.word() == "group");
        matches!(spot.node.word().as_str(), "subnet" | "shared-network") && outside
    });
    found
}

/// How a network begins that only says where the server itself is, on one side: with a setting in it
/// it would be more than that.
const OWN: &str = "subnet 172.16.";

/// A setting of the whole server, said in every network instead.
pub(crate) fn push_down(site: &Site, dice: &mut Dice) -> Option<Site> {
    let fits = |node: &Node| {
        let key = node.key().unwrap_or_default();
        key.starts_with("option ") || key.ends_with("-lease-time")
    };
    let all = spots(site);
    let found = spot(site, dice, |spot| spot.above.is_empty() && fits(&spot.node))?;
    let same = |spot: &&Spot| spot.node.key() == found.node.key();
    // Said twice, or by a group: then a network would say more than before.
    if all.iter().filter(same).any(|spot| {
        spot.node.range != found.node.range && spot.above.iter().all(|node| node.word() == "group")
    }) {
        return None;
    }
    if networks(site).iter().any(|network| network.node.head.starts_with(OWN)) {
        return None;
    }
    let mut changed = site.clone();
    let text = site.text(&found.file)[found.node.range.clone()].to_owned();
    let mut edits: Vec<(String, std::ops::Range<usize>, String)> =
        vec![(found.file.clone(), found.node.range.clone(), String::new())];
    for network in networks(site) {
        let start = network.node.body.as_ref()?.start;
        edits.push((network.file.clone(), start..start, format!(" {text} ")));
    }
    edits.sort_by_key(|(_, range, _)| std::cmp::Reverse(range.start));
    for (file, range, text) in edits {
        changed = changed.replaced(&file, range, &text);
    }
    Some(changed)
}

/// A network or a host that says what it inherits anyway.
pub(crate) fn said_again(site: &Site, dice: &mut Dice) -> Option<Site> {
    let all = spots(site);
    let found = spot(site, dice, |spot| {
        spot.above.is_empty() && spot.node.key().is_some_and(|key| key.starts_with("option "))
    })?;
    let same: Vec<_> = all.iter().filter(|spot| spot.node.key() == found.node.key()).collect();
    let silent = |network: &&Spot| {
        let near = |spot: &&&Spot| {
            spot.file == network.file
                && (network.node.range.contains(&spot.node.range.start)
                    || spot
                        .above
                        .last()
                        .is_some_and(|around| around.range.contains(&network.node.range.start)))
        };
        !same.iter().filter(near).any(|_| true)
    };
    let networks = networks(site);
    let own = |network: &&Spot| network.node.head.starts_with(OWN);
    let networks: Vec<_> = networks.iter().filter(|one| !own(one)).filter(silent).collect();
    if networks.is_empty() || same.iter().filter(|spot| spot.above.is_empty()).count() > 1 {
        return None;
    }
    let network = dice.pick(&networks);
    let start = network.node.body.as_ref()?.start;
    let text = site.text(&found.file)[found.node.range.clone()].to_owned();
    Some(site.replaced(&network.file, start..start, &format!(" {text}")))
}

/// A run of statements moved to a file of its own.
pub(crate) fn include(site: &Site, dice: &mut Dice) -> Option<Site> {
    let name = file(site, dice);
    let nodes = top(site, &name);
    moved_out(site, &name, &nodes, dice)
}

/// Options and hosts of a block moved to a file of their own.
pub(crate) fn include_inside(site: &Site, dice: &mut Dice) -> Option<Site> {
    let inner = |node: &Node| (node.is_setting() || node.word() == "host") && !node.head.is_empty();
    let found = spot(site, dice, |spot| {
        matches!(spot.node.word().as_str(), "subnet" | "shared-network" | "group")
            && spot.node.children.iter().any(inner)
    })?;
    let mut nodes = found.node.children.clone();
    nodes.retain(inner);
    nodes.truncate(1);
    moved_out(site, &found.file, &nodes, dice)
}

fn moved_out(site: &Site, name: &str, nodes: &[Node], dice: &mut Dice) -> Option<Site> {
    // The `;` that may stand behind a key would be left alone.
    if nodes.is_empty() || nodes.iter().any(|node| node.word() == "key") {
        return None;
    }
    let first = dice.below(nodes.len());
    let last = first + dice.below((nodes.len() - first).min(4));
    let range = nodes[first].range.start..nodes[last].range.end;
    let new = format!("moved/{}.conf", site.files.len());
    let text = site.text(name)[range.clone()].to_owned();
    let mut changed = site.replaced(name, range, &format!("include \"{HOME}/{new}\";"));
    changed.files.insert(new, format!("{text}\n"));
    Some(changed)
}

/// A class whose settings stand in a second block.
pub(crate) fn reopened_class(site: &Site, dice: &mut Dice) -> Option<Site> {
    let found = spot(site, dice, |spot| {
        spot.node.word() == "class" && spot.node.children.len() > 1 && spot.above.is_empty()
    })?;
    let class = &found.node;
    let moved = class.children.iter().rev().find(|node| node.is_setting())?;
    let text = site.text(&found.file);
    let (name, moved_text) = (class.words()[1], &text[moved.range.clone()]);
    let again = format!("\nclass {name} {{ {moved_text} }}");
    let end = class.range.end;
    let changed = site.replaced(&found.file, end..end, &again);
    Some(changed.replaced(&found.file, moved.range.clone(), ""))
}

/// A host written elsewhere: at the outermost level, in its subnet, in a group.
pub(crate) fn move_host(site: &Site, dice: &mut Dice) -> Option<Site> {
    let address = |node: &Node| {
        let fixed = node.children.iter().find(|child| child.word() == "fixed-address")?;
        fixed.words()[1].parse::<Ipv4Addr>().ok().map(u32::from)
    };
    let around = |node: &Node, at: u32| {
        let numbers = node.words().into_iter().filter_map(|word| word.parse::<Ipv4Addr>().ok());
        let [net, mask] = numbers.map(u32::from).collect::<Vec<_>>()[..] else { return false };
        node.word() == "subnet" && (net ^ at) & mask == 0
    };
    let found = spot(site, dice, |spot| {
        let at = address(&spot.node);
        let plain = |node: &Node| {
            at.is_some_and(|at| around(node, at))
                || node.word() == "group" && node.children.iter().all(Node::is_block)
        };
        spot.node.word() == "host" && at.is_some() && spot.above.iter().all(plain)
    })?;
    let at = address(&found.node)?;
    let text = site.text(&found.file)[found.node.range.clone()].to_owned();
    let cut = |site: &Site| site.replaced(&found.file, found.node.range.clone(), "");
    let subnet = spots(site).into_iter().find(|spot| around(&spot.node, at))?;
    let near = subnet.file == found.file;
    let changed = match dice.below(3) {
        0 if !near || subnet.node.range.end <= found.node.range.start => {
            let end = subnet.node.body.as_ref()?.end;
            cut(site).replaced(&subnet.file, end..end, &format!(" {text} "))
        }
        1 => {
            let mut changed = cut(site);
            let main = changed.files.get_mut("dhcpd.conf")?;
            main.push_str(&format!("\ngroup {{ {text} }}\n"));
            changed
        }
        _ => {
            let mut changed = cut(site);
            changed.files.get_mut("dhcpd.conf")?.push_str(&format!("\n{text}\n"));
            changed
        }
    };
    Some(changed)
}
