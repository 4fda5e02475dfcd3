//! Lease times and timers, with what is inherited.

use super::judge::Judge;
use crate::node::Node;
use crate::rules;
use crate::view::Family;

pub(super) fn check(judge: &mut Judge<'_>) {
    let server = judge.server;
    let networks = server.shared_networks();
    let subnets = server.subnets();
    let top = Levels::of(judge.family(), vec![server.node()]);
    for name in NAMES {
        // Kea asks this of the server itself, networks or not.
        triple(judge, &top, name);
    }
    if !networks.is_empty() || !subnets.is_empty() {
        timers(judge, &top);
    }
    for network in networks {
        all(judge, &Levels::of(judge.family(), vec![network.node(), server.node()]));
    }
    for subnet in subnets {
        let mut chain = vec![subnet.node()];
        chain.extend(subnet.shared_network().map(|network| network.node()));
        chain.push(server.node());
        all(judge, &Levels::of(judge.family(), chain));
    }
    for class in server.client_classes() {
        let own = Levels { family: None, chain: vec![class.node()] };
        for name in NAMES {
            triple(judge, &own, name);
        }
        super::values::range(judge, Some(class.node()), "offer-lifetime", 0, i64::MAX);
    }
}

const NAMES: [&str; 2] = ["valid-lifetime", "preferred-lifetime"];

/// Maps from the innermost to the server's own. Classes inherit nothing and have no defaults.
struct Levels<'d> {
    family: Option<Family>,
    chain: Vec<Node<'d>>,
}

impl<'d> Levels<'d> {
    fn of(family: Family, chain: Vec<Node<'d>>) -> Self {
        Self { family: Some(family), chain }
    }

    fn get(&self, key: &str) -> Option<Node<'d>> {
        self.chain.iter().find_map(|map| map.get(key))
    }

    /// Where the innermost level itself sets one of these: only then is there something new to say.
    fn own(&self, keys: &[&str]) -> Option<Node<'d>> {
        self.chain.first().and_then(|map| map.get_any(keys))
    }

    /// As Kea keeps lease times: the low 32 bits.
    fn seconds(&self, key: &str) -> Option<i64> {
        let written = self.get(key).and_then(Node::as_i64).map(|number| number.rem_euclid(1 << 32));
        let default = match (self.family, key) {
            (Some(_), "valid-lifetime") => Some(7_200),
            (Some(Family::V6), "preferred-lifetime") => Some(3_600),
            _ => None,
        };
        written.or(default)
    }

    fn number(&self, key: &str, default: Option<f64>) -> Option<f64> {
        self.get(key).and_then(Node::as_f64).or(default)
    }
}

fn all(judge: &mut Judge<'_>, levels: &Levels<'_>) {
    for name in NAMES {
        triple(judge, levels, name);
    }
    timers(judge, levels);
}

/// A time with its least and greatest value.
fn triple(judge: &mut Judge<'_>, levels: &Levels<'_>, name: &str) {
    if levels.family == Some(Family::V4) && name == "preferred-lifetime" {
        return;
    }
    let (least, most) = (format!("min-{name}"), format!("max-{name}"));
    let Some(at) = levels.own(&[name, &least, &most]) else { return };
    let (value, low, high) = (levels.seconds(name), levels.seconds(&least), levels.seconds(&most));
    let message = match (value, low, high) {
        (None, Some(_), Some(_)) => format!("`{least}` and `{most}` need `{name}` between them"),
        (Some(value), low, high) => {
            let (low, high) = (low.unwrap_or(value), high.unwrap_or(value));
            if low <= value && value <= high {
                return;
            }
            let low = if low > value { format!("`{least}` is {low}") } else { String::new() };
            let high = if high < value { format!("`{most}` is {high}") } else { String::new() };
            let and = if low.is_empty() || high.is_empty() { "" } else { ", " };
            format!("`{name}` is {value}, and {low}{and}{high}")
        }
        _ => return,
    };
    judge.find(&rules::VALUE, at, message);
}

fn timers(judge: &mut Judge<'_>, levels: &Levels<'_>) {
    let integer = |key: &str| levels.get(key).and_then(Node::as_i64);
    let (renew, rebind) = (integer("renew-timer"), integer("rebind-timer"));
    for key in ["renew-timer", "rebind-timer"] {
        if let Some(at) = levels.own(&[key])
            && at.as_i64().is_some_and(|number| number < 0)
        {
            judge.find(&rules::VALUE, at, format!("`{key}` must not be negative"));
        }
    }
    if let (Some(renew), Some(rebind), Some(at)) =
        (renew, rebind, levels.own(&["renew-timer", "rebind-timer"]))
        && renew > rebind
        // Newer versions warn only.
        && judge.version.is_before(2, 3, 5)
    {
        let message = format!("`renew-timer` is {renew}, and `rebind-timer` is {rebind}");
        judge.find(&rules::VALUE, at, message);
    }
    percents(judge, levels);
    share(judge, levels, "cache-threshold", |share| share > 0.0 && share < 1.0);
    share(judge, levels, "adaptive-lease-time-threshold", |share| share > 0.0 && share <= 1.0);
}

fn share(judge: &mut Judge<'_>, levels: &Levels<'_>, key: &str, fits: impl Fn(f64) -> bool) {
    if let Some(at) = levels.own(&[key])
        && at.as_f64().is_some_and(|share| !fits(share))
    {
        judge.find(&rules::VALUE, at, format!("`{key}` must lie between 0.0 and 1.0"));
    }
}

/// T1 and T2 as parts of the lease time count only where they are asked for.
fn percents(judge: &mut Judge<'_>, levels: &Levels<'_>) {
    let Some(at) = levels.own(&["t1-percent", "t2-percent", "calculate-tee-times"]) else { return };
    if levels.get("calculate-tee-times").and_then(Node::as_bool) != Some(true) {
        return;
    }
    let t1 = levels.number("t1-percent", Some(0.5)).unwrap_or(0.5);
    let t2 = levels.number("t2-percent", Some(0.875)).unwrap_or(0.875);
    let inside = |share: f64| share > 0.0 && share < 1.0;
    let message = if !inside(t1) || !inside(t2) {
        "`t1-percent` and `t2-percent` must lie between 0.0 and 1.0".to_owned()
    } else if t1 >= t2 {
        format!("`t1-percent` is {t1}, not less than `t2-percent`, {t2}")
    } else {
        return;
    };
    judge.find(&rules::VALUE, at, message);
}
