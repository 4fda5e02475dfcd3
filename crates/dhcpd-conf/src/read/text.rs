//! Canonical text of whole statements, computed when somebody asks for it.

use std::sync::Arc;

use super::cursor::{Checked, Cursor};
use super::executable::Done;
use super::expression::Context;
use super::grammar::Grammar;
use super::out::Out;
use super::source::FileIndex;
use crate::index::kind::Kind;
use crate::index::tree::Node;
use crate::options::{Lookup, Options};

/// First word and the rest of a statement, token by token with one blank between them, without
/// the `;` at its end. Secrets are left out.
pub(crate) fn plain_text(file: &FileIndex, node: Node) -> (String, String) {
    let cur = Cursor::new(file, node.first);
    let key = String::from_utf8_lossy(cur.text_at(node.first)).to_ascii_lowercase();
    let mut out = Out::on();
    let mut end = node.end;
    if cur.kind(end.saturating_sub(1)) == Kind::Semicolon {
        end -= 1;
    }
    let mut hidden = false;
    for token in node.first + 1..end {
        if file.is_secret(token) {
            if !std::mem::replace(&mut hidden, true) {
                out.put("(secret)");
            }
            continue;
        }
        hidden = false;
        match cur.kind(token) {
            Kind::Nul => {}
            Kind::Quoted => out.quoted(|| cur.string_at(token)),
            _ => out.word(cur.text_at(token)),
        }
    }
    (key, out.into_text())
}

/// First word, canonical text and end of an executable statement with its body and all its `else`
/// parts; `None` where it does not read as it did before.
pub(crate) fn executable_text(
    file: &FileIndex,
    options: &Options,
    node: u32,
) -> Option<(String, String, u32)> {
    let first = file.tree.node(node)?;
    let cur = Cursor::new(file, first.first);
    let mut grammar = Grammar::text(cur, options);
    let mut last = first;
    for part in parts(file, node) {
        statement(&mut grammar, part, &mut |_, _, _| {}).ok()??;
        last = file.tree.node(part)?;
    }
    let text = grammar.out.into_text();
    let text = text.strip_suffix(';').unwrap_or(&text);
    let (key, value) = text.split_once([' ', '(']).unwrap_or((text, ""));
    // The variable is part of what `set` is about.
    let (key, value) = match key {
        "set" | "define" | "unset" => {
            let end = value.find([' ', '(']).unwrap_or(value.len());
            let (name, value) = value.split_at_checked(end)?;
            (format!("{key} {name}"), value.trim_start())
        }
        _ => (key.to_owned(), text.get(key.len()..).unwrap_or("").trim_start()),
    };
    Some((key, value.to_owned(), file.tree.range(last).1))
}

/// The canonical names of options and parameters that an executable statement may set for a client, in
/// order; `None` where it does not read as it did before.
pub(crate) fn sets(file: &FileIndex, options: &Options, node: u32) -> Option<Vec<Arc<str>>> {
    let first = file.tree.node(node)?;
    let mut grammar = Grammar::text(Cursor::new(file, first.first), options);
    let mut found = Vec::new();
    // What is done on an event is done when the client has its answer.
    let mut later = 0;
    let mut each = |at: u32, current: Node, done: &Done| {
        if at < later {
            return;
        }
        if Cursor::new(file, current.first).peek() == Kind::On {
            later = current.next;
        }
        let def = match done {
            Done::Option { named, .. } => match named.found {
                Lookup::Def(def) => def,
                _ => {
                    let name = Cursor::new(file, 0).text_at(named.token).to_ascii_lowercase();
                    let name = String::from_utf8_lossy(&name).into_owned();
                    found.push(options.key_of(named.space, &name).into());
                    return;
                }
            },
            Done::Parameter(def) | Done::Permission(def) => *def,
            _ => return,
        };
        found.extend(options.key(def));
    };
    for part in parts(file, node) {
        statement(&mut grammar, part, &mut each).ok()??;
    }
    Some(found)
}

/// A statement, and the `else` parts behind it.
pub(crate) fn parts(file: &FileIndex, node: u32) -> impl Iterator<Item = u32> {
    let first = file.tree.node(node).map(|first| file.tree.tokens.kind(first.first));
    let alternative = move |before: &u32| {
        let before = file.tree.node(*before).filter(|_| first == Some(Kind::If))?;
        let next = file.tree.node(before.next)?;
        let kind = Cursor::new(file, next.first).peek();
        let follows = next.first == before.end && matches!(kind, Kind::Else | Kind::Elsif);
        follows.then_some(before.next)
    };
    std::iter::successors(Some(node), alternative)
}

/// Writes a statement with the statements of its body, and says for each of these what it is. The tree
/// is flat, so that nesting costs no call stack.
fn statement(
    grammar: &mut Grammar<'_>,
    node: u32,
    each: &mut impl FnMut(u32, Node, &Done),
) -> Checked<Option<()>> {
    let file = grammar.cur.file();
    // One behind the last statement of each open body, and how its labels are read.
    let mut open: Vec<(u32, Option<Context>)> = Vec::new();
    let mut at = node;
    while let Some(current) = file.tree.node(at) {
        grammar.cur = Cursor::new(file, current.first);
        let case = open.last().and_then(|(_, case)| *case);
        at = match one(grammar, current, case, &mut |done| each(at, current, done))? {
            Next::Body(case) => {
                open.push((current.next, case));
                at + 1
            }
            Next::Done => current.next,
            Next::Unknown => return Ok(None),
        };
        while open.last().is_some_and(|(end, _)| *end == at) {
            open.pop();
            grammar.out.put("}");
        }
        if open.is_empty() {
            return Ok(Some(()));
        }
    }
    Ok(None)
}

/// What stands behind the head of a statement.
enum Next {
    /// A body; in a `switch` with the way its labels are read.
    Body(Option<Context>),
    Done,
    Unknown,
}

fn one(
    grammar: &mut Grammar<'_>,
    node: Node,
    case: Option<Context>,
    each: &mut impl FnMut(&Done),
) -> Checked<Next> {
    if matches!(grammar.cur.peek(), Kind::Else | Kind::Elsif) {
        grammar.alternative()?;
        return Ok(Next::Body(None));
    }
    let done = grammar.executable(case, node.end)?;
    if let Some(done) = &done {
        each(done);
    }
    Ok(match done {
        None => Next::Unknown,
        Some(Done::If) => Next::Body(None),
        Some(Done::Block(case)) => Next::Body(case),
        // These have lists of their own.
        Some(Done::Key | Done::Zone) => {
            grammar.out.lower(grammar.cur.text());
            grammar.out.word(grammar.cur.text_at(grammar.cur.pos));
            Next::Done
        }
        Some(_) => Next::Done,
    })
}
