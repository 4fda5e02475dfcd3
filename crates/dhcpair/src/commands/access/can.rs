//! `access can`: the answer, and everything it rests on.

use config_text::escape_control;
use dhcpair_manager::contract::ExitCode;
use permission_engine::State;
use permission_engine::documents::{CanDocument, HeldRoleRecord};

use super::super::{DIM, GREEN, RED, cell};
use super::effective::{missing, warning};
use super::{block, hinted, item, list, named, some};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::{HEADING, styled};
use crate::table::{Cell, Kind, Table};

/// So many groups are named through which a role is held; `-o json` has them all.
const GROUPS: usize = 6;

/// So many permissions are named that would still be missing; `-o json` has them all.
const MISSING: usize = 8;

pub(super) fn show(document: &CanDocument, output: &Output) -> Result<Outcome, Failure> {
    let text = output.document(document, |document| text(document, output.quiet))?;
    let exit = if document.answer.allowed { ExitCode::Done } else { ExitCode::Forbidden };
    Ok(Outcome { text, exit: exit.into() })
}

fn text(document: &CanDocument, quiet: bool) -> String {
    let mut out = answer(document);
    if document.way.len() > 1 {
        let way: Vec<String> = document.way.iter().map(|object| escape_control(object)).collect();
        out.push_str(&block(&format!("inherits: {}", way.join(" < ")), 3));
    }
    if !document.overruled.is_empty() {
        out.push_str(&block(&format!("the deny wins over {}", list(&document.overruled)), 3));
    }
    if !document.roles.is_empty() {
        out.push('\n');
        out.push_str(&roles(document));
    }
    if !document.missing.is_empty() && !quiet {
        out.push('\n');
        out.extend(document.missing.iter().map(warning));
    }
    if !document.remedies.is_empty() && !quiet {
        out.push_str(&remedies(document));
    }
    out
}

fn answer(document: &CanDocument) -> String {
    let answer = &document.answer;
    let verb = if answer.allowed { "may" } else { "may not" };
    let object = document.object.as_ref();
    let at = object.map_or_else(|| ", module-wide".to_owned(), |object| format!(" on {object}"));
    let sentence = format!("{} {verb} {}{at}", named(&document.who), document.permission);
    let mark = if answer.allowed { styled(GREEN, "ok") } else { styled(RED, "XX") };
    let mut out = item(&format!("{mark} "), &sentence, 3);
    let implied = document.implied_by.as_ref().map(|by| format!(": {by}")).unwrap_or_default();
    out.push_str(&block(&format!("{}{implied}", answer.why), 3));
    let rule = format!("rule {}: {}", answer.rule, document.rule_text);
    out.push_str(&block(&rule, 3));
    out.extend(document.hint.iter().map(|hint| hinted(hint, 3)));
    out
}

fn roles(document: &CanDocument) -> String {
    let mut table = Table::new([
        ("", Kind::Text),
        ("ROLE", Kind::Key),
        ("KIND", Kind::Text),
        ("SAYS", Kind::Text),
        ("APPLIES", Kind::Text),
    ]);
    for held in &document.roles {
        table.row([
            mark(held),
            escape_control(&held.role).into(),
            held.kind.into(),
            says(held.says).into(),
            if held.applies { "yes" } else { "no" }.into(),
        ]);
        if held.says != State::Unset {
            table.remark(&escape_control(&format!("held {}; {}", how(held), held.standing)));
        }
    }
    table.render()
}

/// Whether the role decides: it applies and says something.
fn mark(held: &HeldRoleRecord) -> Cell {
    match (held.applies, held.says) {
        (true, State::Allow) => cell("ok", GREEN),
        (true, State::Deny) => cell("XX", RED),
        _ => cell("--", DIM),
    }
}

fn how(held: &HeldRoleRecord) -> String {
    match (held.directly, held.groups.is_empty()) {
        (true, true) => "directly".to_owned(),
        (true, false) => format!("directly and in {}", some(&held.groups, GROUPS)),
        (false, _) => format!("in {}", some(&held.groups, GROUPS)),
    }
}

const fn says(state: State) -> &'static str {
    match state {
        State::Allow => "allow",
        State::Deny => "deny",
        State::Unset => "-",
    }
}

fn remedies(document: &CanDocument) -> String {
    let mut out = format!("\n{}\n", styled(HEADING, "what would allow it, each by itself"));
    for remedy in &document.remedies {
        out.push_str(&item("-- ", &remedy.steps.join("; then "), 3));
        if !remedy.missing.is_empty() {
            let missing: Vec<String> = remedy.missing.iter().map(missing).collect();
            out.push_str(&block(&format!("then missing: {}", some(&missing, MISSING)), 3));
        }
    }
    out
}
