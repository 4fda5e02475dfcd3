//! `access`: questions about an access policy. What may be done is decided by the permission
//! engine; here its documents become text.

mod can;
mod diff;
mod effective;
mod roles;
mod who_can;

use config_text::escape_control;
use dhcpair_manager::access::{self, AccessError};
use permission_engine::documents::{self, AnswerRecord};
use permission_engine::{Basis, Holder};

use super::{DIM, GREEN, RED, cell};
use crate::args::{AccessCommand, Whose};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::table::{Cell, WIDTH, paragraph};

pub(super) fn run(question: &AccessCommand, output: &Output) -> Result<Outcome, Failure> {
    match question {
        AccessCommand::Effective { whose, object, file } => {
            let engine = access::read(&file.policy)?;
            let who = holder(whose);
            let document = documents::effective(&engine, &who, object.as_deref());
            effective::show(&document.map_err(AccessError::from)?, output)
        }
        AccessCommand::Can { user, permission, object, file } => {
            let engine = access::read(&file.policy)?;
            let user = Holder::User(user.clone());
            let document = documents::can(&engine, &user, permission, object);
            can::show(&document.map_err(AccessError::from)?, output)
        }
        AccessCommand::WhoCan { permission, object, file } => {
            let engine = access::read(&file.policy)?;
            let document = documents::who_can(&engine, permission, object);
            who_can::show(&document.map_err(AccessError::from)?, output)
        }
        AccessCommand::Roles { file } => {
            let engine = access::read(&file.policy)?;
            roles::show(&documents::roles(engine.policy()), output)
        }
        AccessCommand::Diff { old, new } => {
            let (old, new) = (access::read(old)?, access::read(new)?);
            diff::show(&documents::diff(&old, &new), output)
        }
    }
}

/// The words of the call allow one of the two.
fn holder(whose: &Whose) -> Holder {
    match &whose.group {
        Some(group) => Holder::Group(group.clone()),
        None => Holder::User(whose.user.clone().unwrap_or_default()),
    }
}

/// `user nora`, `group night-desk`.
fn named(who: &Holder) -> String {
    match who {
        Holder::User(name) => format!("user {}", escape_control(name)),
        Holder::Group(name) => format!("group {}", escape_control(name)),
    }
}

fn verdict(answer: &AnswerRecord) -> Cell {
    match answer.basis {
        basis if basis.allows() => cell("ok", GREEN),
        Basis::Denied => cell("XX", RED),
        _ => cell("--", DIM),
    }
}

/// Names one after the other, or a dash.
fn list(names: &[String]) -> String {
    match names {
        [] => "-".to_owned(),
        names => names.iter().map(|name| escape_control(name)).collect::<Vec<_>>().join(", "),
    }
}

/// The first few names, and how many more there are.
fn some(names: &[String], most: usize) -> String {
    match names.split_at_checked(most) {
        Some((first, rest)) if !rest.is_empty() => {
            format!("{} and {} more", list(first), rest.len())
        }
        _ => list(names),
    }
}

/// How to ask instead.
fn hinted(hint: &str, indent: usize) -> String {
    block(&format!("help: {hint}"), indent)
}

/// A paragraph that stands `indent` columns in.
fn block(text: &str, indent: usize) -> String {
    let lines = paragraph(&escape_control(text), WIDTH - indent);
    lines.iter().map(|line| format!("{}{line}\n", " ".repeat(indent))).collect()
}

/// An item of a list: a lead of `indent` columns, then a paragraph.
fn item(lead: &str, text: &str, indent: usize) -> String {
    let text = block(text, indent);
    format!("{lead}{}", text.get(indent..).unwrap_or_default())
}
