//! Changes of a recorded state that change nothing of what the server does.
//!
//! What means the same (lists without an order, spellings, defaults, what is a server's own) is
//! changed in the values; the shapes that PowerShell's JSON gives a value come after that, and the
//! layout of the text last.

mod layout;
mod order;
mod own;
mod shape;
mod spelling;

use dhcpair_testbed::Dice;
use serde_json::{Map, Value};

use layout::Layout;

/// A state on its way to a text.
pub(crate) struct Draft {
    pub(crate) state: Value,
    layout: Layout,
}

/// Changes a draft, where it has something to be changed.
pub(crate) type Neutral = fn(&mut Draft, &mut Dice);

/// All kinds of changes, in the order in which they can follow each other.
pub(crate) const ALL: [(&str, Neutral); 37] = [
    ("order of scopes", order::scopes),
    ("order of members", order::members),
    ("order of exclusions", order::exclusions),
    ("order of reservations", order::reservations),
    ("order of options", order::options),
    ("order of definitions", order::definitions),
    ("order of policies", order::policies),
    ("order of ranges", order::ranges),
    ("numbers of policies", order::numbers),
    ("match lists", spelling::match_lists),
    ("hardware addresses", spelling::hardware),
    ("option values", spelling::option_values),
    ("class data", spelling::class_data),
    ("host names", spelling::hosts),
    ("dns names", spelling::dns_names),
    ("partner by address", spelling::partner_by_address),
    ("defaults", spelling::defaults),
    ("empty texts", spelling::empty_texts),
    ("said by its place", spelling::said_by_place),
    ("lease time as an option", spelling::lease_option),
    ("said again", spelling::said_again),
    ("share of the other mode", spelling::other_share),
    ("recording", own::recording),
    ("counters", own::counters),
    ("server's own", own::server),
    ("reservation in use", own::reservation_state),
    ("nulls", shape::nulls),
    ("noise", shape::noise),
    ("time spans", shape::time_spans),
    ("addresses", shape::addresses),
    ("enumerations", shape::enumerations),
    ("lone elements", shape::lone_elements),
    ("wrapped lists", shape::wrapped_lists),
    ("order of properties", layout::order),
    ("blanks", layout::blanks),
    ("escapes", layout::escapes),
    ("numbers", layout::numbers),
];

/// One to six kinds of changes of a state, as a text, and which they were.
pub(crate) fn changed(state: &Value, dice: &mut Dice) -> (Vec<u8>, Vec<&'static str>) {
    let wanted = if dice.one_in(2) { 1 } else { dice.below(6) + 1 };
    let mut draft = Draft { state: state.clone(), layout: Layout::default() };
    let mut chosen: Vec<usize> = (0..wanted).map(|_| dice.below(ALL.len())).collect();
    chosen.sort_unstable();
    chosen.dedup();
    let mut kinds = Vec::new();
    for at in chosen {
        let before = (draft.state.clone(), draft.layout);
        ALL[at].1(&mut draft, dice);
        // Whether only the order of properties is another one, no `Value` can tell.
        if (&draft.state, draft.layout) != (&before.0, before.1) {
            kinds.push(ALL[at].0);
        }
    }
    (layout::print(&draft, dice), kinds)
}

/// Every object of a state, with the name of the property that it or its list is.
pub(crate) fn objects(state: &mut Value, each: &mut dyn FnMut(&str, &mut Map<String, Value>)) {
    fn walk(name: &str, value: &mut Value, each: &mut dyn FnMut(&str, &mut Map<String, Value>)) {
        match value {
            Value::Object(object) => {
                each(name, object);
                object.iter_mut().for_each(|(name, value)| walk(name, value, each));
            }
            Value::Array(list) => list.iter_mut().for_each(|one| walk(name, one, each)),
            _ => {}
        }
    }
    walk("", state, each);
}

/// Every property, and every element of its list, by the name of the property.
pub(crate) fn values(state: &mut Value, each: &mut dyn FnMut(&str, &mut Value)) {
    objects(state, &mut |_, object| {
        for (name, value) in object.iter_mut() {
            match value {
                Value::Array(list) => list.iter_mut().for_each(|one| each(name, one)),
                one => each(name, one),
            }
        }
    });
}
