//! `access who-can`: everybody who may.

use permission_engine::Holder;
use permission_engine::documents::WhoCanDocument;

use super::{hinted, item, list, verdict};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::{HEADING, styled};
use crate::table::{Kind, Table, count};

pub(super) fn show(document: &WhoCanDocument, output: &Output) -> Result<Outcome, Failure> {
    Ok(Outcome::done(output.document(document, text)?))
}

fn text(document: &WhoCanDocument) -> String {
    let users = document.who.iter().filter(|one| matches!(one.who, Holder::User(_))).count();
    let groups = document.who.len() - users;
    let object = document.object.as_deref();
    let at = object.map_or_else(|| ", module-wide".to_owned(), |object| format!(" on {object}"));
    let found = format!("{}, {}", count(users, "user"), count(groups, "group"));
    let question = format!("{}{at}: {found}", document.permission);
    let mut out = item("", &question, 0);
    out = styled(HEADING, out.trim_end()) + "\n";
    out.extend(document.hint.iter().map(|hint| hinted(hint, 0)));
    out + &table(document)
}

fn table(document: &WhoCanDocument) -> String {
    let mut table = Table::new([
        ("", Kind::Text),
        ("WHO", Kind::Key),
        ("KIND", Kind::Text),
        ("RULE", Kind::Number),
        ("ROLES", Kind::Text),
    ]);
    for one in &document.who {
        let (kind, name) = match &one.who {
            Holder::User(name) => ("user", name),
            Holder::Group(name) => ("group", name),
        };
        table.row([
            verdict(&one.answer),
            config_text::escape_control(name).into(),
            kind.into(),
            one.answer.rule.to_string().into(),
            list(&one.roles).into(),
        ]);
    }
    table.render()
}
