//! Canonical text of whole statements, computed when somebody asks for it.

use super::cursor::{Checked, Cursor};
use super::executable::Done;
use super::expression::Context;
use super::grammar::Grammar;
use super::out::Out;
use super::source::FileIndex;
use crate::index::kind::Kind;
use crate::index::tree::Node;
use crate::options::Options;

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
    statement(&mut grammar, node).ok()??;
    if cur.peek() == Kind::If {
        while let Some(next) = file.tree.node(last.next)
            && next.first == last.end
            && matches!(cur.kind(next.first), Kind::Else | Kind::Elsif)
        {
            statement(&mut grammar, last.next).ok()??;
            last = next;
        }
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

/// Writes a statement with the statements of its body. The tree is flat, so that nesting costs no
/// call stack.
fn statement(grammar: &mut Grammar<'_>, node: u32) -> Checked<Option<()>> {
    let file = grammar.cur.file();
    // One behind the last statement of each open body, and how its labels are read.
    let mut open: Vec<(u32, Option<Context>)> = Vec::new();
    let mut at = node;
    while let Some(current) = file.tree.node(at) {
        grammar.cur = Cursor::new(file, current.first);
        let case = open.last().and_then(|(_, case)| *case);
        at = match one(grammar, current, case)? {
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

fn one(grammar: &mut Grammar<'_>, node: Node, case: Option<Context>) -> Checked<Next> {
    if matches!(grammar.cur.peek(), Kind::Else | Kind::Elsif) {
        grammar.alternative()?;
        return Ok(Next::Body(None));
    }
    Ok(match grammar.executable(case, node.end)? {
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
