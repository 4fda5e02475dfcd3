//! Single changes of one side, each with the one difference that it makes.
//!
//! They are made to the JSON values of a state; what the difference should be called is worked out
//! here, without the reader and the model.

mod definition;
mod policy;
mod relationship;
mod reservation;
mod scope;
mod server;

use dhcpair_testbed::Dice;
use serde_json::{Value, json};

use crate::ground::{Ground, list, text};

/// A changed state, and what has to be said of it.
pub(crate) struct Change {
    pub(crate) kind: &'static str,
    pub(crate) path: String,
    /// What both sides said before, and the other one still says.
    pub(crate) was: Option<String>,
    /// What the changed side says now.
    pub(crate) now: Option<String>,
    pub(crate) state: Value,
}

/// Makes changes of one side.
pub(crate) struct Maker<'g> {
    pub(crate) ground: &'g Ground,
    /// The side that is changed.
    pub(crate) side: usize,
    pub(crate) dice: &'g mut Dice,
    pub(crate) made: Vec<Change>,
    /// One change of so many is made.
    step: usize,
    /// How many are left out before the next one.
    wait: usize,
}

/// Every `step`th change that can be made of one side, with some chance in it.
pub(crate) fn all(ground: &Ground, side: usize, step: usize, dice: &mut Dice) -> Vec<Change> {
    let wait = dice.below(step);
    let mut maker = Maker { ground, side, dice, made: Vec::new(), step, wait };
    maker.scopes();
    maker.reservations();
    maker.policies();
    maker.server();
    maker.definitions();
    maker.relationships();
    maker.made
}

impl Maker<'_> {
    /// The state before the change.
    pub(crate) fn state(&self) -> Value {
        self.ground.states[self.side].clone()
    }

    /// Whether the changed side is the first one in the model's order.
    pub(crate) fn is_first(&self) -> bool {
        self.side == self.ground.primary
    }

    /// Of two names, that of the first side: things are called as it calls them.
    pub(crate) fn first<'t>(&self, changed: &'t str, other: &'t str) -> &'t str {
        if self.is_first() { changed } else { other }
    }

    pub(crate) fn add(
        &mut self,
        kind: &'static str,
        path: String,
        [was, now]: [Option<&str>; 2],
        change: impl FnOnce(&mut Value),
    ) {
        if self.wait > 0 {
            self.wait -= 1;
            return;
        }
        self.wait = self.step - 1;
        let mut state = self.state();
        change(&mut state);
        let (was, now) = (was.map(str::to_owned), now.map(str::to_owned));
        self.made.push(Change { kind, path, was, now, state });
    }

    /// Changes one property of the object at a pointer.
    pub(crate) fn set(
        &mut self,
        kind: &'static str,
        path: String,
        sides: [Option<&str>; 2],
        (pointer, property): (&str, &str),
        value: impl Into<Value>,
    ) {
        let value = value.into();
        self.add(kind, path, sides, |state| state.pointer_mut(pointer).unwrap()[property] = value);
    }
}

/// What an option for all clients of a scope is in the end: its own, else the server's.
pub(crate) fn effective(state: &Value, scope: &Value, id: u64) -> Option<String> {
    effective_as(state, scope, &json!({ "OptionId": id }))
}

/// The same for an option with the classes that another one is for.
pub(crate) fn effective_as(state: &Value, scope: &Value, option: &Value) -> Option<String> {
    let of = |holder: &Value| {
        let same = |one: &&Value| {
            ["OptionId", "VendorClass", "UserClass"].iter().all(|key| one[key] == option[key])
        };
        list(holder, "options").iter().find(same).map(joined)
    };
    of(scope).or_else(|| of(&state["v4"]))
}

/// The values of an option as they are shown.
pub(crate) fn joined(option: &Value) -> String {
    let values = list(option, "Value").iter().map(|value| value.as_str().unwrap());
    values.collect::<Vec<_>>().join(", ")
}

/// The name of an option in a path.
pub(crate) fn option_name(option: &Value) -> String {
    let mut name = format!("option {}", option["OptionId"]);
    for (word, class) in [("of", "VendorClass"), ("for", "UserClass")] {
        if let Some(class) = option[class].as_str() {
            name.push_str(&format!(" {word} {class}"));
        }
    }
    name.replace(' ', ".")
}

/// Another address near this one.
pub(crate) fn moved(address: &str, by: i64) -> String {
    let bits = i64::from(address.parse::<std::net::Ipv4Addr>().unwrap().to_bits()) + by;
    std::net::Ipv4Addr::from_bits(bits as u32).to_string()
}

/// An address as a number.
pub(crate) fn bits(address: &str) -> u32 {
    address.parse::<std::net::Ipv4Addr>().unwrap().to_bits()
}

/// A range of a record as it is shown.
pub(crate) fn range(record: &Value) -> String {
    between(text(record, "StartRange"), text(record, "EndRange"))
}

pub(crate) fn between(start: &str, end: &str) -> String {
    if start == end { start.to_owned() } else { format!("{start}-{end}") }
}

/// Time spans and how they are shown.
pub(crate) const TIMES: [(&str, &str); 6] = [
    ("3.00:00:00", "3 d"),
    ("07:00:00", "7 h"),
    ("00:50:00", "50 min"),
    ("1.01:00:00", "25 h"),
    ("00:00:59", "59 s"),
    ("10675199.02:48:05.4775807", "unlimited"),
];

/// The seconds of a time span.
pub(crate) fn seconds(text: &str) -> u64 {
    let (days, time) = text.split_once('.').unwrap_or(("0", text));
    let number = |text: &str| text.parse::<u64>().unwrap();
    let parts: Vec<u64> = time.split(':').map(number).collect();
    number(days) * 86_400 + parts[0] * 3_600 + parts[1] * 60 + parts[2]
}

/// How a time span is shown.
pub(crate) fn shown_time(text: &str) -> String {
    if text == TIMES[5].0 {
        return TIMES[5].1.to_owned();
    }
    let seconds = seconds(text);
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let (size, unit) = units.into_iter().find(|(size, _)| seconds.is_multiple_of(*size)).unwrap();
    format!("{} {unit}", seconds / size)
}
