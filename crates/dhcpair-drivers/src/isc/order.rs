//! The order of statements in one scope, kept where it means something.
//!
//! Parameters and options of a scope may stand in any order, and so may executed statements that
//! have nothing to do with each other. These are put into one order of our own. Where one statement
//! sets what another one sets or reads, their order counts and is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use failover_model::Setting;

/// Above this many executed statements in one scope their order is kept as it is: comparing each
/// with each would take too long, and nobody reorders so many by accident.
const MANY: usize = 64;

/// Keys of settings that are made of others, and the keys of what they are made of.
pub(super) type Made = Vec<(Arc<str>, Arc<str>)>;

/// Puts statements into an order that is the same for all orders that mean the same, and gives what
/// the settings that it adds are made of.
pub(super) fn settle(settings: &mut Vec<Setting>) -> Made {
    if !settings.iter().any(|setting| setting.accumulates) {
        return Made::new();
    }
    let (overruling, made) = overruling(settings);
    let (sequence, single): (Vec<_>, Vec<_>) =
        std::mem::take(settings).into_iter().partition(|setting| setting.accumulates);
    settings.extend(single);
    settings.extend(overruling);
    settings.extend(if sequence.len() <= MANY { sorted(sequence) } else { sequence });
    made
}

/// For every unconditional setting that undoes what executed statements above it set, a setting that
/// no text states and that names them: their texts alone would look the same with both exchanged.
/// It is made of all of them, and no difference of its own where one of them is another one.
fn overruling(settings: &[Setting]) -> (Vec<Setting>, Made) {
    let executed = settings.iter().enumerate().filter(|(_, setting)| setting.accumulates);
    let executed: Vec<_> = executed.map(|(at, one)| (at, one, targets(one))).collect();
    let (mut told, mut made) = (Vec::new(), Made::new());
    if executed.len() > MANY {
        return (told, made);
    }
    let single = settings.iter().enumerate().filter(|(_, setting)| !setting.accumulates);
    let last: BTreeMap<&Arc<str>, usize> = single.map(|(at, one)| (&one.key, at)).collect();
    for (below, at) in last {
        let above =
            executed.iter().filter(|(above, _, sets)| *above < at && sets.contains(&**below));
        let above: Vec<&Setting> = above.map(|(_, one, _)| *one).collect();
        if above.is_empty() {
            continue;
        }
        let key: Arc<str> = format!("order of {below}").into();
        let texts: Vec<_> = above.iter().map(|one| format!("{} {}", one.key, one.value)).collect();
        let value = format!("below {}", texts.join(", "));
        let sources = above.iter().map(|one| &one.key).chain([below]);
        made.extend(sources.map(|source| (Arc::clone(&key), Arc::clone(source))));
        told.push(Setting::new(key, value, None));
    }
    (told, made)
}

/// The smallest of all orders that keep dependent statements as they are.
fn sorted(mut rest: Vec<Setting>) -> Vec<Setting> {
    if rest.len() < 2 {
        return rest;
    }
    let mut found = Vec::with_capacity(rest.len());
    let mut facts: Vec<Facts> = rest.iter().map(Facts::of).collect();
    while !rest.is_empty() {
        let free = |at: &usize| {
            let before = facts.iter().take(*at);
            facts.get(*at).is_some_and(|one| before.clone().all(|other| !one.depends(other)))
        };
        let order = |at: &usize| rest.get(*at).map(|one| (one.key.clone(), one.value.clone()));
        // The first one is always free.
        let next = (0..rest.len()).filter(free).min_by_key(order).unwrap_or(0);
        found.push(rest.remove(next));
        facts.remove(next);
    }
    found
}

/// What a statement sets, and every word in it.
struct Facts {
    sets: BTreeSet<String>,
    words: BTreeSet<String>,
}

impl Facts {
    fn of(setting: &Setting) -> Self {
        let sets = targets(setting);
        let text = setting.value.to_string();
        Self { sets, words: words(&text).map(str::to_owned).collect() }
    }

    /// Whether two statements may not be exchanged.
    fn depends(&self, other: &Self) -> bool {
        let touches = |one: &Self, other: &Self| {
            let named = |name: &String| {
                let bare = name.strip_prefix("option ").unwrap_or(name);
                other.sets.contains(name) || other.words.contains(bare)
            };
            one.sets.iter().any(named)
        };
        touches(self, other) || touches(other, self)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.split(move |c: char| !part(c)).filter(|word| !word.is_empty())
}

/// What a setting has an effect on: itself, or what a statement sets.
pub(super) fn effects(setting: &Setting) -> BTreeSet<String> {
    if setting.accumulates { targets(setting) } else { BTreeSet::from([setting.key.to_string()]) }
}

/// What a statement sets: options (`option routers`), parameters (`filename`), variables, and for
/// other effects the word that has them (`log`, `add`).
fn targets(setting: &Setting) -> BTreeSet<String> {
    let text = match setting.key.split_once(' ') {
        // `append option routers`
        Some((_, option)) => return BTreeSet::from([option.to_owned()]),
        None => format!("{} {}", setting.key, setting.value),
    };
    let mut found = BTreeSet::new();
    if tokens(&text).any(|token| token == "switch") {
        // Labels are hard to tell from data: every word counts.
        return words(&text).map(str::to_owned).collect();
    }
    let mut statement = true;
    let mut tokens = tokens(&text);
    while let Some(token) = tokens.next() {
        let opens = matches!(token, "{" | "}" | ";");
        if !std::mem::replace(&mut statement, opens) || opens {
            continue;
        }
        match token {
            "option" | "supersede" | "default" | "append" | "prepend" | "send" => {
                let next = tokens.next().unwrap_or_default();
                let name = if next == "option" { tokens.next().unwrap_or_default() } else { next };
                found.insert(format!("option {name}"));
            }
            "set" | "define" | "unset" => {
                found.insert(tokens.next().unwrap_or_default().to_owned());
            }
            "if" | "elsif" | "else" | "on" => {}
            word => {
                found.insert(word.to_owned());
            }
        }
    }
    found
}

/// Words, quoted strings as a whole, and single signs.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let token = token(rest)?;
        rest = rest.trim_start().get(token.len()..)?;
        Some(token)
    })
}

/// The first word, quoted string or sign of a text.
pub(super) fn token(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let first = text.chars().next()?;
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let len = if first == '"' {
        quoted(text)
    } else if word(first) {
        text.find(|c| !word(c)).unwrap_or(text.len())
    } else {
        first.len_utf8()
    };
    text.get(..len)
}

/// The length of a quoted string with its quotes.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' if !escaped => escaped = true,
            _ => escaped = false,
        }
    }
    text.len()
}
