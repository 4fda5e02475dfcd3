//! `access roles`: the roles of a policy. Built-in ones are told by their number of permissions,
//! others in full.

use config_text::escape_control;
use permission_engine::documents::{RoleRecord, RolesDocument};

use super::{list, some};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::table::{Kind, Table};

/// So many objects, users or groups are named; `-o json` has them all.
const NAMES: usize = 8;

pub(super) fn show(document: &RolesDocument, output: &Output) -> Result<Outcome, Failure> {
    let text = output.document(document, |document| text(document, output.quiet))?;
    Ok(Outcome::done(text))
}

fn text(document: &RolesDocument, quiet: bool) -> String {
    let mut table = Table::new([
        ("", Kind::Text),
        ("ROLE", Kind::Key),
        ("KIND", Kind::Text),
        ("ALLOWS", Kind::Number),
        ("DENIES", Kind::Number),
        ("USERS", Kind::Number),
        ("GROUPS", Kind::Number),
        ("ON", Kind::Number),
        ("EXCLUDED", Kind::Number),
    ]);
    for role in &document.roles {
        let number = |names: &[String]| names.len().to_string().into();
        table.row([
            if role.built_in { "bi" } else { "--" }.into(),
            escape_control(&role.role).into(),
            role.kind.into(),
            number(&role.allow),
            number(&role.deny),
            number(&role.users),
            number(&role.groups),
            number(&role.on),
            number(&role.excluded_from),
        ]);
        if !quiet {
            remarks(role).iter().for_each(|remark| table.remark(remark));
        }
    }
    let legend = "bi: built in, can be neither edited nor removed\n";
    if quiet { table.render() } else { table.render() + legend }
}

fn remarks(role: &RoleRecord) -> Vec<String> {
    let mut remarks = Vec::new();
    if !role.built_in {
        if !role.description.is_empty() {
            remarks.push(escape_control(&role.description));
        }
        let says = [("allows", &role.allow), ("denies", &role.deny)];
        let says = says.into_iter().filter(|(_, permissions)| !permissions.is_empty());
        remarks.extend(says.map(|(verb, permissions)| format!("{verb} {}", list(permissions))));
    }
    let places = [
        ("held by", &role.users),
        ("held by the members of", &role.groups),
        ("on", &role.on),
        ("excluded from", &role.excluded_from),
    ];
    let places = places.into_iter().filter(|(_, names)| !names.is_empty());
    remarks.extend(places.map(|(verb, names)| format!("{verb} {}", some(names, NAMES))));
    remarks
}
