//! Random edits: first some that build up a policy, then any.

use permission_engine::{Edit, Holder, NewKind, State};

use crate::reference::{Kind, Reference};

/// Random numbers that a seed repeats (the splitmix64 recurrence).
pub(crate) struct Draws(pub(crate) u64);

impl Draws {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }

    pub(crate) fn one_in(&mut self, odds: usize) -> bool {
        self.below(odds) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

const USERS: [&str; 6] = ["administrator", "ann", "bob", "cat", "dan", "eve"];
const GROUPS: [&str; 4] = ["crew", "desk", "ext", "ann"];
const ROLES: [&str; 8] = ["r1", "r2", "r3", "r4", "r5", "r6", "Readers", "Everything"];
const OBJECTS: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];

/// The edits that a policy starts with. Not all of them can be made.
pub(crate) fn building(draws: &mut Draws, reference: &Reference) -> Vec<Edit> {
    let mut edits = Vec::new();
    for user in &USERS[1..] {
        edits.push(Edit::AddUser { user: (*user).to_owned(), external: draws.one_in(4) });
    }
    for group in &GROUPS[..3] {
        edits.push(Edit::AddGroup { group: (*group).to_owned(), external: *group == "ext" });
    }
    for object in &OBJECTS[..3 + draws.below(5)] {
        edits.push(add_object(draws, reference, object));
    }
    for role in &ROLES[..3 + draws.below(4)] {
        edits.push(Edit::AddRole { role: (*role).to_owned(), kind: kind(draws) });
        edits.extend((0..1 + draws.below(3)).map(|_| set_permission(draws, reference, role)));
    }
    edits.extend((0..4 + draws.below(5)).map(|_| give(draws)));
    edits.extend((0..2 + draws.below(4)).map(|_| join(draws)));
    edits.extend((0..draws.below(4)).map(|_| switch(draws)));
    edits.extend((0..2 + draws.below(4)).map(|_| add_to_object(draws, reference)));
    edits.extend((0..2 + draws.below(4)).map(|_| exclude(draws, reference)));
    edits
}

/// Any edit, most of them possible.
pub(crate) fn any(draws: &mut Draws, reference: &Reference) -> Edit {
    let object = draws.pick(&OBJECTS).to_string();
    let role = draws.pick(&ROLES).to_string();
    match draws.below(32) {
        0 => Edit::AddUser { user: draws.pick(&USERS).to_string(), external: draws.one_in(2) },
        1 if draws.one_in(2) => Edit::RemoveUser { user: draws.pick(&USERS).to_string() },
        2 if draws.one_in(3) => {
            Edit::AddGroup { group: draws.pick(&GROUPS).to_string(), external: draws.one_in(2) }
        }
        2 => Edit::RemoveGroup { group: draws.pick(&GROUPS).to_string() },
        1 | 3 => join(draws),
        4 => Edit::Leave {
            user: draws.pick(&USERS).to_string(),
            group: draws.pick(&GROUPS).to_string(),
        },
        5 | 6 => give(draws),
        7 => Edit::TakeRole { holder: holder(draws), role },
        8 => Edit::AddRole { role, kind: kind(draws) },
        9 if draws.one_in(2) => Edit::RemoveRole { role },
        9 | 10 => {
            let copy = draws.pick(&ROLES).to_string();
            Edit::DuplicateRole { role, copy, holders: draws.one_in(2) }
        }
        11 | 12 => convert(draws, reference),
        13..=18 => set_permission(draws, reference, &role),
        19 | 20 => add_object(draws, reference, &object),
        21 => Edit::RemoveObject { object },
        22 => {
            let on = (0..draws.below(3)).map(|_| draws.pick(&OBJECTS).to_string()).collect();
            Edit::Place { object, on }
        }
        23 | 24 => add_to_object(draws, reference),
        25 => Edit::RemoveFromObject { object, role },
        26 | 27 => exclude(draws, reference),
        28 => Edit::Include { object, role: general(draws, reference).unwrap_or(role) },
        29 if draws.one_in(4) => Edit::SetStrictReplication { strict: draws.one_in(2) },
        _ => switch(draws),
    }
}

pub(crate) fn holder(draws: &mut Draws) -> Holder {
    match draws.one_in(3) {
        true => Holder::Group(draws.pick(&GROUPS).to_string()),
        false => Holder::User(draws.pick(&USERS).to_string()),
    }
}

fn give(draws: &mut Draws) -> Edit {
    Edit::GiveRole { holder: holder(draws), role: draws.pick(&ROLES).to_string() }
}

fn join(draws: &mut Draws) -> Edit {
    // A group's name among the users': groups hold no groups.
    let user = if draws.one_in(8) { "desk" } else { draws.pick(&USERS[1..]) };
    Edit::Join { user: user.to_owned(), group: draws.pick(&GROUPS).to_string() }
}

fn kind(draws: &mut Draws) -> NewKind {
    *draws.pick(&[NewKind::General, NewKind::General, NewKind::Specific, NewKind::Legacy])
}

fn set_permission(draws: &mut Draws, reference: &Reference, role: &str) -> Edit {
    let state = *draws.pick(&[State::Allow, State::Allow, State::Deny, State::Unset]);
    // What the role says already, where that is to end.
    let said = reference.roles.get(role).filter(|_| state == State::Unset && !draws.one_in(3));
    let said: Vec<&String> = said.into_iter().flat_map(|role| role.says.keys()).collect();
    let permission = match draws.one_in(40) {
        true => "walk@net".to_owned(),
        false if !said.is_empty() => (*draws.pick(&said)).clone(),
        false => draws.pick(&reference.facts.permissions).0.clone(),
    };
    Edit::SetPermission { role: role.to_owned(), permission, state }
}

fn convert(draws: &mut Draws, reference: &Reference) -> Edit {
    let legacy = |name: &&String| matches!(reference.roles[*name].kind, Kind::Legacy(_));
    let legacy: Vec<&String> = reference.roles.keys().filter(legacy).collect();
    let role = match legacy.is_empty() || draws.one_in(3) {
        true => draws.pick(&ROLES).to_string(),
        false => (*draws.pick(&legacy)).clone(),
    };
    Edit::ConvertRole { role, to: kind(draws) }
}

fn general(draws: &mut Draws, reference: &Reference) -> Option<String> {
    let roles = reference.roles.iter().filter(|(_, role)| role.kind == Kind::General);
    let roles: Vec<&String> = roles.map(|(name, _)| name).collect();
    let known = !roles.is_empty() && !draws.one_in(5);
    known.then(|| (*draws.pick(&roles)).clone())
}

fn switch(draws: &mut Draws) -> Edit {
    Edit::SetInheritance { object: draws.pick(&OBJECTS).to_string(), inherit: draws.one_in(3) }
}

/// An object whose access can be edited, mostly.
fn editable(draws: &mut Draws, reference: &Reference) -> String {
    let own = reference.objects.iter().filter(|(_, object)| !object.inherits);
    let own: Vec<&String> = own.map(|(name, _)| name).collect();
    match own.is_empty() || draws.one_in(4) {
        true => draws.pick(&OBJECTS).to_string(),
        false => (*draws.pick(&own)).clone(),
    }
}

/// A general role that somebody holds, mostly.
fn exclude(draws: &mut Draws, reference: &Reference) -> Edit {
    let object = editable(draws, reference);
    let held =
        |name: &&String| reference.roles[*name].kind == Kind::General && reference.is_held(name);
    let held: Vec<&String> = reference.roles.keys().filter(held).collect();
    let role = match held.is_empty() || draws.one_in(3) {
        true => general(draws, reference).unwrap_or_else(|| draws.pick(&ROLES).to_string()),
        false => (*draws.pick(&held)).clone(),
    };
    Edit::Exclude { object, role }
}

/// A specific role that carries something for the object, mostly.
fn add_to_object(draws: &mut Draws, reference: &Reference) -> Edit {
    let object = editable(draws, reference);
    let of = reference.objects.get(&object).map(|_| reference.type_of(&object));
    let fits = |name: &&String| {
        let specific = reference.roles[*name].kind == Kind::Specific;
        specific && of.is_some_and(|of| reference.carries(name, of))
    };
    let fitting: Vec<&String> = reference.roles.keys().filter(fits).collect();
    let role = match fitting.is_empty() || draws.one_in(4) {
        true => draws.pick(&ROLES).to_string(),
        false => (*draws.pick(&fitting)).clone(),
    };
    Edit::AddToObject { object, role }
}

fn add_object(draws: &mut Draws, reference: &Reference, object: &str) -> Edit {
    let kinds: Vec<&String> = reference.facts.kinds.keys().collect();
    // Kinds that can have a parent come up more often.
    let nested: Vec<&String> = kinds
        .iter()
        .copied()
        .filter(|kind| !reference.facts.kinds[*kind].under.is_empty())
        .collect();
    let kind = if draws.one_in(4) { *draws.pick(&kinds) } else { *draws.pick(&nested) };
    // Sometimes among objects that do not fit, too.
    let any = draws.one_in(12);
    let may = |under: bool| -> Vec<String> {
        let kind = &reference.facts.kinds[kind];
        let fitting = if under { &kind.under } else { &kind.on };
        let all = reference.objects.iter().filter(|(_, one)| any || fitting.contains(&one.kind));
        all.map(|(name, _)| name.clone()).collect()
    };
    let (parents, places) = (may(true), may(false));
    let parent = (!parents.is_empty() && !draws.one_in(5)).then(|| draws.pick(&parents).clone());
    let on = places.into_iter().filter(|_| draws.one_in(2)).collect();
    Edit::AddObject { object: object.to_owned(), kind: kind.clone(), parent, on }
}

/// The same edit once more, among what exists by now.
pub(crate) fn again(draws: &mut Draws, reference: &Reference, edit: &Edit) -> Edit {
    match edit {
        Edit::AddObject { object, .. } => add_object(draws, reference, object),
        Edit::AddToObject { .. } => add_to_object(draws, reference),
        Edit::Exclude { .. } => exclude(draws, reference),
        other => other.clone(),
    }
}
