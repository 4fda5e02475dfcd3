//! Lease times: of a lower and an upper bound that nobody states, the server makes the time itself.

use failover_model::Setting;
use kea_config::Node;

/// One time with its bounds.
struct Triple {
    time: &'static str,
    min: &'static str,
    max: &'static str,
}

const VALID: Triple =
    Triple { time: "valid-lifetime", min: "min-valid-lifetime", max: "max-valid-lifetime" };
const PREFERRED: Triple = Triple {
    time: "preferred-lifetime",
    min: "min-preferred-lifetime",
    max: "max-preferred-lifetime",
};

/// Which key follows which where nothing is said.
pub(super) const FOLLOWS: [(&str, &str); 5] = [
    (VALID.min, VALID.time),
    (VALID.max, VALID.time),
    (PREFERRED.time, VALID.time),
    (PREFERRED.min, PREFERRED.time),
    (PREFERRED.max, PREFERRED.time),
];

/// A value and whether it is made of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Time {
    value: i64,
    derived: bool,
}

/// The times that apply at one level.
#[derive(Debug, Clone)]
pub(super) struct Lifetimes {
    valid: [Time; 3],
    /// DHCPv6 only.
    preferred: Option<[Time; 3]>,
}

impl Lifetimes {
    /// What applies where nothing is said: 7200 s, and in DHCPv6 a preferred time of `preferred`,
    /// else of five eighths of the valid one.
    pub(super) fn of_server(v6: bool, preferred: Option<i64>) -> Self {
        let stated = |value| Time { value, derived: false };
        let derived = |value| Time { value, derived: true };
        let first = preferred.map_or(derived(0), stated);
        Self {
            valid: [stated(7_200), derived(7_200), derived(7_200)],
            preferred: v6.then_some([first, derived(0), derived(0)]),
        }
    }

    /// What applies inside a map, and the settings for what the server makes of other values
    /// there. Values that the map states are settings like any other.
    pub(super) fn enter(&self, node: Node<'_>) -> (Vec<Setting>, Self) {
        let valid = self.valid_in(node);
        let mut settings = derived(&VALID, &self.valid, &valid);
        let preferred = self.preferred.map(|outer| {
            let inner = preferred_in(node, &outer, valid[0].value);
            settings.extend(derived(&PREFERRED, &outer, &inner));
            inner
        });
        (settings, Self { valid, preferred })
    }

    /// As [`Lifetimes::enter`], for the outermost level: everything that is made of other values.
    pub(super) fn enter_server(&self, node: Node<'_>) -> (Vec<Setting>, Self) {
        let (_, inner) = self.enter(node);
        // No number that a server accepts: all that is derived differs from it.
        let nothing = [Time { value: -1, derived: true }; 3];
        let mut settings = derived(&VALID, &nothing, &inner.valid);
        if let Some(preferred) = &inner.preferred {
            settings.extend(derived(&PREFERRED, &nothing, preferred));
        }
        (settings, inner)
    }

    fn valid_in(&self, node: Node<'_>) -> [Time; 3] {
        let [time, min, max] = self.valid;
        let time = stated(node, VALID.time).unwrap_or(time);
        bounded(node, &VALID, time, min, max)
    }
}

fn preferred_in(node: Node<'_>, outer: &[Time; 3], valid: i64) -> [Time; 3] {
    let [time, min, max] = *outer;
    let made = Time { value: valid.saturating_mul(5) / 8, derived: true };
    let inherited = if time.derived { made } else { time };
    let time = stated(node, PREFERRED.time).unwrap_or(inherited);
    bounded(node, &PREFERRED, time, min, max)
}

/// The time with its bounds: stated here, else stated further out, else the time itself.
fn bounded(node: Node<'_>, keys: &Triple, time: Time, min: Time, max: Time) -> [Time; 3] {
    let made = Time { value: time.value, derived: true };
    let bound = |key: &str, outer: Time| {
        stated(node, key).unwrap_or(if outer.derived { made } else { outer })
    };
    [time, bound(keys.min, min), bound(keys.max, max)]
}

fn stated(node: Node<'_>, key: &str) -> Option<Time> {
    let value = node.get(key)?.as_i64()?;
    Some(Time { value, derived: false })
}

/// Settings for derived values that are others than further out.
fn derived(keys: &Triple, outer: &[Time; 3], inner: &[Time; 3]) -> Vec<Setting> {
    let names = [keys.time, keys.min, keys.max];
    let changed = names.into_iter().zip(outer.iter().zip(inner));
    changed
        .filter(|(_, (outer, inner))| inner.derived && outer != inner)
        .map(|(name, (_, inner))| Setting::new(name, inner.value.to_string(), None))
        .collect()
}
