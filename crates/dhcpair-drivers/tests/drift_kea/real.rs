//! Real files: each as both servers of a pair, in other layouts, and with a change on one side.

use std::collections::{BTreeMap, BTreeSet};

use dhcpair_testbed::{Dice, Sample};
use serde_json::{Value, json};

use crate::known::{is_v6, subnets};
use crate::site::{Found, Site, compare};
use crate::{against, changes, neutral, render};

/// The version that judged the files.
const VERSION: &str = "2.6.3";

/// One of so many changes is made.
const SAMPLE: usize = 6;

/// A real file that Kea accepts.
pub(crate) struct Real {
    pub(crate) name: String,
    pub(crate) v6: bool,
    /// What it says, as each of two partners would have it.
    pub(crate) sides: [Value; 2],
}

/// Every accepted file of the corpus; `None` where there is no corpus.
pub(crate) fn all() -> Option<Vec<Real>> {
    let all = dhcpair_testbed::corpus("kea", ["kea26_T_localised"])?.into_iter();
    let accepted = all.filter(|file| matches!(file.cells[0].as_str(), "ok" | "ok-parsed"));
    let read = accepted.filter_map(|file| {
        let text = String::from_utf8(std::fs::read(&file.path).unwrap()).ok()?;
        let config = render::parse(&text, &|other| panic!("`{other}` in {}", file.name));
        let config = config.unwrap_or_else(|why| panic!("{}: {why}", file.name));
        Some(Real { name: file.name, v6: is_v6(&config), sides: partners(&config)? })
    });
    Some(read.collect())
}

/// The configuration as each partner of its relationship would have it, the primary first; where
/// it has none, of one that is added. `None` where it has several.
fn partners(config: &Value) -> Option<[Value; 2]> {
    let mut config = config.clone();
    numbered(&mut config);
    let top = config.as_object_mut().unwrap().values_mut().next().unwrap();
    let map = top.as_object_mut().unwrap();
    let hooks = map.entry("hooks-libraries").or_insert_with(|| json!([])).as_array_mut().unwrap();
    let is_ha = |hook: &&mut Value| hook["library"].as_str().unwrap().contains("libdhcp_ha");
    if hooks.iter_mut().find(is_ha).is_none() {
        hooks.push(ha());
    }
    let ha = hooks.iter_mut().find(is_ha).unwrap();
    let relationships = ha["parameters"]["high-availability"].as_array_mut().unwrap();
    let [relationship] = relationships.as_mut_slice() else { return None };
    let peers = relationship["peers"].as_array().unwrap();
    let first = peers.iter().find(|peer| peer["role"] == "primary")?;
    let others = || peers.iter().filter(|peer| peer["name"] != first["name"]);
    let second = others().find(|peer| peer["role"] != "backup").or(others().next())?;
    let names = [first, second].map(|peer| peer["name"].clone());
    let place = crate::ground::ha_pointer(&config, "this-server-name");
    Some(names.map(|name| {
        let mut config = config.clone();
        *config.pointer_mut(&place).unwrap() = name;
        config
    }))
}

fn ha() -> Value {
    json!({ "library": format!("{}/libdhcp_ha.so", crate::ground::HOOKS), "parameters": {
        "high-availability": [{
            "this-server-name": "server1",
            "mode": "hot-standby",
            "peers": [
                { "name": "server1", "url": "http://192.0.2.1:8001/", "role": "primary" },
                { "name": "server2", "url": "http://192.0.2.2:8001/", "role": "standby" },
            ],
        }] } })
}

/// Gives the subnets numbers that have none: without, a change of one is a change of all behind it.
fn numbered(config: &mut Value) {
    let all = subnets(config);
    let id = |config: &Value, at: &str| config.pointer(at).unwrap()["id"].as_u64().unwrap_or(0);
    let known: BTreeSet<u64> = all.iter().map(|one| id(config, &one.pointer)).collect();
    let mut free = (1..).filter(|id| !known.contains(id));
    for subnet in all {
        if id(config, &subnet.pointer) == 0 {
            config.pointer_mut(&subnet.pointer).unwrap()["id"] = json!(free.next());
        }
    }
}

impl Real {
    fn plain(&self, side: usize) -> Site {
        render::plain(&self.sides[side], self.v6, VERSION)
    }

    fn random(&self, side: usize, dice: &mut Dice) -> Site {
        render::random(&self.sides[side], self.v6, VERSION, dice)
    }
}

#[test]
fn a_real_file_differs_in_nothing_from_itself_in_another_layout() {
    let Some(all) = all() else { return };
    assert!(all.len() >= 88, "{} files", all.len());
    for (at, real) in all.iter().enumerate() {
        let mut dice = Dice::new(at as u64);
        let [a, b] = [0, 1].map(|side| real.plain(side).observe(["a", "b"][side]));
        assert_eq!(compare(&a, &b), [], "{}", real.name);
        for side in [0, 1] {
            let other = real.random(side, &mut dice).observe(["a", "b"][side]);
            assert_eq!(against(side, &other, [&b, &a][side]), [], "{}", real.name);
        }
    }
}

#[test]
fn what_means_the_same_in_a_real_file_is_not_reported() {
    let Some(all) = all() else { return };
    let (mut made, mut wrong): (BTreeMap<&str, usize>, _) = (BTreeMap::new(), Vec::new());
    let mut sample = Sample::new();
    for (at, real) in all.iter().enumerate() {
        let mut dice = Dice::new(at as u64);
        let side = at % 2;
        let other = real.plain(1 - side).observe(["b", "a"][side]);
        for (name, rewrite, _) in neutral::ALL {
            if !sample.takes() {
                continue;
            }
            let mut config = real.sides[side].clone();
            if !rewrite(&mut config, &mut dice) {
                continue;
            }
            *made.entry(name).or_default() += 1;
            let site = render::plain(&config, real.v6, VERSION);
            let found = against(side, &site.observe(["a", "b"][side]), &other);
            if !found.is_empty() {
                wrong.push(format!("{name} on side {side} of {}: {found:#?}", real.name));
            }
        }
    }
    let total: usize = made.values().sum();
    println!("{total} rewritings of real files: {made:#?}");
    assert!(wrong.is_empty(), "{} of {total} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(total >= Sample::least(1_000), "only {total}");
}

/// Whether the difference is where the change was made. How a value is shown depends on more than
/// the tests know; whether there is one does not.
fn judge(change: &changes::Change, side: usize, found: &[Found]) -> bool {
    let mut sides = [change.now.clone(), change.was.clone()];
    if side == 1 {
        sides.reverse();
    }
    let path = change.path.replace("{}", sides[0].as_deref().unwrap_or("?"));
    let there = |sides: &[Option<String>; 2]| sides.each_ref().map(Option::is_some);
    matches!(found, [one] if one.path == path && there(&one.sides) == there(&sides))
}

#[test]
fn a_change_to_a_real_file_is_reported_by_name() {
    let Some(all) = all() else { return };
    let (mut made, mut wrong): (BTreeMap<&str, usize>, _) = (BTreeMap::new(), Vec::new());
    let mut sample = Sample::new();
    for (at, real) in all.iter().enumerate() {
        let mut dice = Dice::new(at as u64);
        let side = at % 2;
        let other = real.plain(1 - side).observe(["b", "a"][side]);
        for change in changes::some(&real.sides[side], 1, &mut dice) {
            if !dice.one_in(SAMPLE) || !sample.takes() {
                continue;
            }
            *made.entry(change.kind).or_default() += 1;
            let site = render::plain(&change.config, real.v6, VERSION);
            let found = against(side, &site.observe(["a", "b"][side]), &other);
            if !judge(&change, side, &found) {
                let (kind, path, name) = (change.kind, &change.path, &real.name);
                wrong.push(format!("{kind} {path} on side {side} of {name}: {found:#?}"));
            }
        }
    }
    let total: usize = made.values().sum();
    println!("{total} changes to real files: {made:#?}");
    assert!(wrong.is_empty(), "{} of {total} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(total >= Sample::least(1_000), "only {total}");
}
