//! `check --explain`: the page of a rule.

use clap::builder::styling::Style;
use dhcpair_manager::check::rules;
use dhcpair_manager::contract::{ExplainDocument, RulePage};

use super::{RED, YELLOW};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::{HEADING, styled};
use crate::table::{WIDTH, paragraph};

pub(super) fn run(rule: &str, output: &Output) -> Result<Outcome, Failure> {
    let document = rules::explain(rule)?;
    let text = output.document(&document, pages)?;
    Ok(Outcome::done(text))
}

fn pages(document: &ExplainDocument) -> String {
    document.rules.iter().map(page).collect::<Vec<_>>().join("\n")
}

fn page(page: &RulePage) -> String {
    let level = match page.severity {
        "error" => RED,
        "warning" => YELLOW,
        _ => Style::new(),
    };
    let mut out = format!(
        "{}   {}, phase {}\n",
        styled(HEADING, page.rule),
        styled(level, page.severity),
        page.phase
    );
    for (label, text) in [("when", page.summary), ("why", page.why), ("fix", page.fix)] {
        for (at, line) in paragraph(text, WIDTH - 8).iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            out.push_str(&format!("  {label:<4}  {line}\n"));
        }
    }
    out
}
