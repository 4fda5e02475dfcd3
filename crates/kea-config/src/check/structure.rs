//! Keys, types and mandatory members, as Kea's grammar wants them.

use super::judge::Judge;
use super::unknown;
use crate::node::{Kind, Node};
use crate::rules;
use crate::table::{Key, Level, RELAY, SERVER, Shape};

pub(super) fn check(judge: &mut Judge<'_>) {
    let mut todo = vec![(judge.server.node(), &SERVER)];
    while let Some((map, level)) = todo.pop() {
        self::map(judge, map, level, &mut todo);
    }
}

type Todo<'d> = Vec<(Node<'d>, &'static Level)>;

fn map<'d>(judge: &mut Judge<'d>, map: Node<'d>, level: &'static Level, todo: &mut Todo<'d>) {
    let mut count = 0;
    // One bit for each mandatory member that is there.
    let mut seen = 0_u32;
    let mut context = None;
    for value in map.items() {
        let Some(raw) = value.raw_key() else { continue };
        count += 1;
        match raw {
            b"user-context" => context = Some(value),
            b"comment" => comment(judge, value, context),
            _ => {}
        }
        let known = level.key(raw).filter(|(group, key)| {
            key.is_of(judge.family())
                && key.may_be_in(judge.version)
                && group.may_be_in(judge.version)
        });
        let Some((_, key)) = known else {
            if !level.open {
                unknown::report(judge, value, level);
            }
            continue;
        };
        if let Some(at) = level.required.iter().position(|name| *name == key.name) {
            seen |= 1 << at;
        }
        shape(judge, value, key, todo);
    }
    let missing = level.required.iter().enumerate().filter(|(at, _)| seen & (1 << at) == 0);
    for (_, name) in missing {
        if count > 0 || level.may_be_empty {
            judge.find(&rules::MISSING_KEY, map, format!("`{name}` is missing in {}", level.name));
        }
    }
    if count == 0 && !level.may_be_empty {
        judge.find(&rules::EMPTY, map, format!("{} must not be empty", level.name));
    }
    if count > 1 && std::ptr::eq(level, &RELAY) {
        judge.find(&rules::KEY_CONFLICT, map, "`relay` takes one member and no more");
    }
}

/// `comment` becomes a member of the user context in front of it, which must not have one already.
fn comment(judge: &mut Judge<'_>, value: Node<'_>, context: Option<Node<'_>>) {
    if context.is_some_and(|node| node.get("comment").is_some()) {
        let message = "`comment` is in `user-context` already";
        judge.find(&rules::KEY_CONFLICT, value, message);
    }
}

fn shape<'d>(judge: &mut Judge<'d>, value: Node<'d>, key: &'static Key, todo: &mut Todo<'d>) {
    match key.shape {
        Shape::Integer => {
            of_kind(judge, value, key, Kind::Integer);
        }
        Shape::Real => {
            of_kind(judge, value, key, Kind::Float);
        }
        Shape::Boolean => {
            of_kind(judge, value, key, Kind::Boolean);
        }
        Shape::Text => {
            of_kind(judge, value, key, Kind::String);
        }
        Shape::Free | Shape::Parameters => {
            of_kind(judge, value, key, Kind::Map);
        }
        Shape::FreeList => {
            of_kind(judge, value, key, Kind::List);
        }
        Shape::Choice(words) => choice(judge, value, key, words, |raw, word| raw == word),
        Shape::Folded(words) => {
            choice(judge, value, key, words, |raw, word| raw.eq_ignore_ascii_case(word));
        }
        Shape::Map(level) => {
            if of_kind(judge, value, key, Kind::Map) {
                todo.push((value, level));
            }
        }
        Shape::List(level) | Shape::SomeList(level) => list(judge, value, key, level, todo),
        Shape::Texts | Shape::SomeTexts | Shape::Choices(_) => texts(judge, value, key),
    }
}

fn of_kind(judge: &mut Judge<'_>, value: Node<'_>, key: &Key, wanted: Kind) -> bool {
    let kind = value.kind();
    if kind == wanted {
        return true;
    }
    let (name, wanted) = (key.name, wanted.with_article());
    judge.find(
        &rules::TYPE,
        value,
        format!("`{name}` must be {wanted}, not {}", kind.with_article()),
    );
    false
}

fn choice(
    judge: &mut Judge<'_>,
    value: Node<'_>,
    key: &Key,
    words: &[&str],
    same: impl Fn(&[u8], &[u8]) -> bool,
) {
    if !of_kind(judge, value, key, Kind::String) {
        return;
    }
    // Kea compares the text as it is written: an escape makes another word of it.
    let raw = value.raw_text();
    if words.iter().any(|word| same(raw, word.as_bytes())) {
        return;
    }
    let shown = value.shown();
    let message = format!("`{}` cannot be `{shown}`: it is one of {}", key.name, listing(words));
    judge.find(&rules::VALUE, value, message);
}

fn listing(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn list<'d>(
    judge: &mut Judge<'d>,
    value: Node<'d>,
    key: &'static Key,
    level: &'static Level,
    todo: &mut Todo<'d>,
) {
    if !of_kind(judge, value, key, Kind::List) {
        return;
    }
    let mut none = true;
    for item in value.items() {
        none = false;
        if item.kind() == Kind::Map {
            todo.push((item, level));
        } else {
            let kind = item.kind().with_article();
            let message = format!("the entries of `{}` must be maps, not {kind}", key.name);
            judge.find(&rules::TYPE, item, message);
        }
    }
    if none && matches!(key.shape, Shape::SomeList(_)) {
        judge.find(&rules::EMPTY, value, format!("`{}` must not be empty", key.name));
    }
}

fn texts(judge: &mut Judge<'_>, value: Node<'_>, key: &'static Key) {
    if !of_kind(judge, value, key, Kind::List) {
        return;
    }
    let mut none = true;
    for item in value.items() {
        none = false;
        if item.kind() != Kind::String {
            let kind = item.kind().with_article();
            let message = format!("the entries of `{}` must be strings, not {kind}", key.name);
            judge.find(&rules::TYPE, item, message);
        } else if let Shape::Choices(words) = key.shape
            && !words.iter().any(|word| item.raw_text() == word.as_bytes())
        {
            let shown = item.shown();
            let message =
                format!("`{}` does not know `{shown}`, only {}", key.name, listing(words));
            judge.find(&rules::VALUE, item, message);
        }
    }
    if none && !matches!(key.shape, Shape::Texts) {
        judge.find(&rules::EMPTY, value, format!("`{}` must not be empty", key.name));
    }
}
