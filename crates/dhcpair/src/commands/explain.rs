//! `explain`: why a pair is in the state it is in, and what to do.

use dhcpair_manager::Fleet;
use dhcpair_manager::contract::SituationDocument;

use super::mark;
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::{HEADING, styled};
use crate::table::{WIDTH, paragraph, title};

pub(super) fn run(fleet: &Fleet, name: &str, output: &Output) -> Result<Outcome, Failure> {
    let document = fleet.explain(name)?;
    let text = output.document(&document, page)?;
    Ok(Outcome::done(text))
}

fn page(document: &SituationDocument) -> String {
    let name = &document.relationship.relationship;
    let mark = mark(document.health);
    let mut out = title(Some(&mark), name, HEADING, document.situation);
    for line in paragraph(&document.headline, WIDTH - 3) {
        out.push_str(&format!("   {line}\n"));
    }
    let parts = [
        ("each side says", &document.says),
        ("who answers clients", &document.serving),
        ("if nobody acts", &document.unattended),
        ("next", &document.next),
        ("what not to do", &document.avoid),
    ];
    for (heading, lines) in parts.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        out.push_str(&format!("\n{}\n", styled(HEADING, heading)));
        lines.iter().for_each(|text| out.push_str(&item(text)));
    }
    out
}

fn item(text: &str) -> String {
    let lines = paragraph(text, WIDTH - 4);
    let led = lines.iter().enumerate().map(|(at, line)| {
        let lead = if at == 0 { "  - " } else { "    " };
        format!("{lead}{line}\n")
    });
    led.collect()
}
