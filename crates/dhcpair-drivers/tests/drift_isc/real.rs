//! Real files: each as both servers of a pair, with changes of its text on one side.

use std::collections::BTreeMap;

use dhcpair_testbed::{Dice, Sample};
use failover_model::Observation;

use crate::changes::shown_value;
use crate::ground::{Spot, ends_of, spots};
use crate::neutral;
use crate::pair::{Found, Site, against, compare_seen, peer};
use crate::tree::{Node, statements};

/// A real file that dhcpd accepts.
struct Real {
    name: String,
    /// The file as the primary has it, and as the secondary would.
    sites: [Site; 2],
}

/// Every accepted file of the corpus that is text; `None` where there is no corpus.
fn all() -> Option<Vec<Real>> {
    let all = dhcpair_testbed::corpus("dhcpd", ["dhcpd_mode", "dhcpd_t"])?.into_iter();
    let accepted = all.filter(|file| file.cells[1] == "ok");
    let read = accepted.filter_map(|file| {
        let text = String::from_utf8(std::fs::read(&file.path).unwrap()).ok()?;
        let v6 = file.cells[0] == "-6";
        let sites = [0, 1].map(|side| Site::of(of_side(&text, side), v6));
        Some(Real { name: file.name, sites })
    });
    Some(read.collect())
}

/// The file as the server of a side has it: every peer leads on the one and follows on the other.
fn of_side(text: &str, side: usize) -> String {
    let is_peer = |node: &&Node| node.is_block() && node.head.starts_with("failover peer");
    let nodes = statements(text);
    let mut out = text.to_owned();
    for node in nodes.iter().filter(is_peer).rev() {
        let name = node.words()[2].trim_matches('"');
        out.replace_range(node.range.clone(), &peer(name, side));
    }
    out
}

impl Real {
    fn seen(&self) -> [Observation; 2] {
        [0, 1].map(|side| {
            let seen = self.sites[side].observe(side);
            seen.unwrap_or_else(|why| panic!("{}: {why}", self.name))
        })
    }

    fn size(&self) -> usize {
        self.sites[0].text("dhcpd.conf").len()
    }
}

#[test]
fn a_real_file_differs_in_nothing_from_itself() {
    let Some(all) = all() else { return };
    assert!(all.len() >= 135, "{} files", all.len());
    for real in &all {
        let [one, two] = real.seen();
        assert_eq!(compare_seen([&one, &two]), [], "{}", real.name);
    }
}

#[test]
fn layout_and_comments_of_a_real_file_make_no_difference() {
    let Some(all) = all() else { return };
    let (mut made, mut wrong): (BTreeMap<&str, usize>, _) = (BTreeMap::new(), Vec::new());
    let mut sample = Sample::new();
    for real in &all {
        let seen = real.seen();
        // What changes the structure tries every run of neighbours: not in the largest files.
        let kinds = match real.size() {
            0..15_000 => neutral::ALL.len(),
            15_000..100_000 => 3,
            _ => 1,
        };
        for (n, (kind, change)) in neutral::ALL.iter().take(kinds).enumerate() {
            let side = n % 2;
            // A setting that no network inherits would be gone.
            if *kind == "pushed down" {
                continue;
            }
            let mut dice = Dice::new(n as u64);
            if !sample.takes() {
                continue;
            }
            let Some(site) = change(&real.sites[side], &mut dice) else { continue };
            *made.entry(*kind).or_default() += 1;
            match against(&seen, &site, side) {
                Ok(found) if found.is_empty() => {}
                Ok(found) => wrong.push(format!("{kind} of {}: {found:#?}", real.name)),
                Err(why) => wrong.push(format!("{kind} of {}: {why}", real.name)),
            }
        }
    }
    let total: usize = made.values().sum();
    println!("{total} neutral changes: {made:?}");
    assert!(wrong.is_empty(), "{} of {total}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(total >= Sample::least(1_000), "only {total}");
}

/// A change of one statement: the name of what differs, and what both sides say.
struct Change {
    site: Site,
    name: String,
    sides: [String; 2],
}

/// Lease times, ends of ranges and values of options, each changed.
fn changes(site: &Site) -> Vec<Change> {
    let mut made = Vec::new();
    for spot in spots(site) {
        let text = site.text(&spot.file);
        let node = &spot.node;
        let key = node.key().unwrap_or_default();
        let was = node.value();
        let other = match key.as_str() {
            "default-lease-time" | "max-lease-time" | "min-lease-time" => "1234567",
            "option routers" | "option domain-name-servers" | "option ntp-servers" => "203.0.113.9",
            "option domain-name" | "filename" => "\"x.example.net\"",
            _ => continue,
        };
        let code =
            ["if", "elsif", "else", "switch", "on"].iter().any(|it| spot.inside(it).is_some());
        if code || was == other || overruled(&spot, &key) {
            continue;
        }
        let site = site.replaced(&spot.file, node.value_range(text), other);
        let name = key.replace(' ', ".");
        made.push(Change { site, name, sides: [shown_value(&was), other.to_owned()] });
    }
    for spot in spots(site) {
        let node = &spot.node;
        if node.word() != "range" || node.words().len() != 3 || node.head.contains("bootp") {
            continue;
        }
        let (low, high) = ends_of(&node.head);
        if high - low < 2 {
            continue;
        }
        let [low, high] = [low, high - 1].map(std::net::Ipv4Addr::from);
        let changed =
            site.replaced(&spot.file, node.range.clone(), &format!("range {low} {high};"));
        made.push(Change { site: changed, name: "range".to_owned(), sides: Default::default() });
    }
    made
}

/// Whether all subnets of a shared network say the same for themselves.
fn overruled(spot: &Spot, key: &str) -> bool {
    let around = spot.around().filter(|node| node.word() == "shared-network");
    let mut subnets =
        around.iter().flat_map(|node| &node.children).filter(|node| node.word() == "subnet");
    let says = |node: &Node| node.children.iter().any(|child| child.key().as_deref() == Some(key));
    around.is_some() && subnets.all(says)
}

#[test]
fn a_single_change_of_a_real_file_is_reported_once() {
    let Some(all) = all() else { return };
    let (mut total, mut wrong) = (0, Vec::new());
    for (n, real) in all.iter().enumerate().filter(|(_, real)| real.size() < 100_000) {
        let seen = real.seen();
        let side = n % 2;
        for change in changes(&real.sites[side]).into_iter().take(12) {
            total += 1;
            let found = match against(&seen, &change.site, side) {
                Ok(found) => found,
                Err(why) => {
                    wrong.push(format!("{}: {why}", real.name));
                    continue;
                }
            };
            let fits = |one: &Found| one.path.ends_with(&format!("/{}", change.name));
            if !matches!(&found[..], [one] if fits(one)) {
                wrong
                    .push(format!("{}: {} {:?}: {found:#?}", real.name, change.name, change.sides));
            }
        }
    }
    println!("{total} changes");
    assert!(wrong.is_empty(), "{} of {total}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(total >= 300, "only {total}");
}
