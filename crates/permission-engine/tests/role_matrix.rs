//! Every built-in role, every operation, every kind of object: one text file.
//!
//! `cargo xtask docs` writes it anew.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails so")]

use std::fmt::Write as _;
use std::sync::Arc;

use permission_engine::catalogue::{Aspect, KindIx, OperationSpec};
use permission_engine::{
    ADMINISTRATOR, Catalogue, Edit, Engine, Holder, ObjectIx, Policy, Touches,
};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/role_matrix.txt");

/// One user for each built-in role, named like it, one without any, and two objects of each kind.
fn engine(strict: bool) -> Engine {
    let catalogue = Catalogue::dhcp();
    let mut policy = Policy::new(Arc::clone(&catalogue));
    let mut edit = |edit: Edit| drop(policy.edit(&edit).unwrap());
    edit(Edit::AddUser { user: "(no role)".into(), external: false });
    for role in catalogue.roles() {
        edit(Edit::AddUser { user: role.name.to_string(), external: false });
        let holder = Holder::User(role.name.to_string());
        edit(Edit::GiveRole { holder, role: role.name.to_string() });
    }
    for (_, kind) in catalogue.kinds() {
        for at in ["one", "two"] {
            let (object, kind) = (format!("{} {at}", kind.name), kind.name.to_string());
            edit(Edit::AddObject { object, kind, parent: None, on: Vec::new() });
        }
    }
    edit(Edit::SetStrictReplication { strict });
    Engine::new(policy)
}

fn columns(engine: &Engine) -> Vec<String> {
    let roles = engine.catalogue().roles().iter().map(|role| role.name.to_string());
    roles.chain(["(no role)".to_owned(), ADMINISTRATOR.to_owned()]).collect()
}

/// The kinds an operation asks about; none for a module-wide one.
fn asked(operation: &OperationSpec) -> Vec<KindIx> {
    operation.needs.iter().filter_map(|need| need.every).collect()
}

fn two_of(engine: &Engine, kind: KindIx, count: usize) -> Vec<ObjectIx> {
    let name = engine.catalogue().kind_name(kind).to_owned();
    let objects = ["one", "two"].map(|at| engine.object(&format!("{name} {at}")).unwrap());
    objects.into_iter().take(count).collect()
}

fn row(engine: &Engine, operation: &OperationSpec, touches: Touches<'_>) -> String {
    let cell = |user: &String| {
        let user = engine.user(user).unwrap();
        if engine.may(user, operation, touches).is_allowed() { "yes" } else { "no" }
    };
    columns(engine).iter().map(|user| format!("{:>8}", cell(user))).collect()
}

fn matrix() -> String {
    let lenient = engine(false);
    let catalogue = Arc::clone(lenient.catalogue());
    let mut text = String::from(HEAD);
    for (at, name) in columns(&lenient).iter().enumerate() {
        writeln!(text, "  {:>2} {name}", at + 1).unwrap();
    }
    write!(text, "\n{:<26}{:<18}", "operation", "asked of").unwrap();
    for at in 1..=columns(&lenient).len() {
        write!(text, "{at:>8}").unwrap();
    }
    text.push('\n');
    for operation in catalogue.operations() {
        text += &operation_rows(&lenient, operation);
    }
    text += STRICT;
    let strict = engine(true);
    for operation in catalogue.operations().iter().filter(|one| one.aspects_of.is_some()) {
        text += &strict_rows(&strict, operation);
    }
    text
}

fn operation_rows(engine: &Engine, operation: &OperationSpec) -> String {
    let catalogue = engine.catalogue();
    let mut text = String::new();
    let mut line = |of: &str, cells: &str| {
        writeln!(text, "{:<26}{of:<18}{cells}", operation.name).unwrap();
    };
    let asked = asked(operation);
    if asked.is_empty() {
        line("everything", &row(engine, operation, Touches::default()));
    }
    let mut never = Vec::new();
    for (kind, info) in catalogue.kinds() {
        let least = operation.needs.iter().filter(|need| need.every == Some(kind));
        let least = least.map(|need| need.at_least).max().unwrap_or(1);
        let objects = two_of(engine, kind, least);
        let cells = row(engine, operation, Touches { objects: &objects, changes: None });
        if asked.contains(&kind) {
            let count = if least > 1 { format!("{least} ") } else { String::new() };
            line(&format!("{count}{}", info.name), &cells);
        } else if asked.is_empty() {
            let same = row(engine, operation, Touches::default());
            assert_eq!(cells, same, "a target makes no difference to {}", operation.name);
            never.push(&*info.name);
        } else {
            let only_administrator = cells.trim_end().trim_end_matches("yes");
            assert!(!only_administrator.contains("yes"), "{} on {}", operation.name, info.name);
            never.push(&*info.name);
        }
    }
    let (first, rest) = never.split_at(never.len().min(5));
    writeln!(text, "{:<26}not: {}", "", first.join(", ")).unwrap();
    if !rest.is_empty() {
        writeln!(text, "{:<26}     {}", "", rest.join(", ")).unwrap();
    }
    text
}

fn strict_rows(engine: &Engine, operation: &OperationSpec) -> String {
    let kind = operation.aspects_of.unwrap();
    let scope = two_of(engine, kind, 1);
    let mut text = String::new();
    let mut line = |what: &str, changes: Option<&[(ObjectIx, &Aspect)]>| {
        let cells = row(engine, operation, Touches { objects: &scope, changes });
        writeln!(text, "{:<26}{what:<18}{cells}", operation.name).unwrap();
    };
    let aspects = engine.catalogue().aspects();
    for aspect in aspects {
        line(&aspect.name, Some(&[(scope[0], aspect)]));
    }
    let all: Vec<_> = aspects.iter().map(|aspect| (scope[0], aspect)).collect();
    line("all of these", Some(&all));
    line("not known", None);
    text
}

const HEAD: &str = "\
The role matrix: which built-in role may do which operation. One user holds one role, nothing is
excluded, and every operation touches as many objects as it asks for.

";

const STRICT: &str = "
With the stricter policy, by what the replication would change:

";

#[test]
fn generated_role_matrix_is_fresh() {
    let fresh = matrix();
    if std::env::var_os("DHCPAIR_REFRESH").is_some_and(|value| value == "1") {
        std::fs::write(GOLDEN, &fresh).unwrap();
    }
    let written = std::fs::read_to_string(GOLDEN).unwrap();
    for operation in Catalogue::dhcp().operations() {
        let rows = written.lines().filter(|line| line.split(' ').next() == Some(&*operation.name));
        assert!(rows.count() > 0, "no row for `{}`", operation.name);
    }
    assert_eq!(written, fresh);
}

/// The table of operations, row by row.
#[test]
fn every_operation_needs_what_the_table_says() {
    const SERVERS: &str = "2 dhcp-server";
    const SCOPE: &str = "1 scope";
    const ANY_ASPECT: &str =
        "options@range | reservations@range | addressPools@range | exclusions@range";
    let table = [
        ("create-relationship", "-", "adminDHCP"),
        ("modify-relationship", "-", "adminDHCP"),
        ("remove-relationship", "-", "adminDHCP"),
        ("operate-relationship", "-", "failover.operate"),
        ("approve-change", "-", "failover.approve"),
        ("add-scope", SERVERS, "addScope@dhcp-server"),
        ("remove-scope", SERVERS, "addScope@dhcp-server"),
        ("replicate-scope", SCOPE, ANY_ASPECT),
        ("replicate-relationship", "-", "adminDHCP"),
        ("replicate-server", "-", "adminDHCP"),
        ("see-relationship", SERVERS, "list@dhcp-server"),
        ("see-scope", SCOPE, "list@range"),
        ("see-history", "-", "viewHistory"),
        ("see-relationship-history", SERVERS, "viewHistory@dhcp-server"),
        ("see-scope-history", SCOPE, "viewHistory@range"),
    ];
    let catalogue = Catalogue::dhcp();
    let rows: Vec<(String, String, String)> = catalogue
        .operations()
        .iter()
        .map(|operation| {
            let [need] = operation.needs.as_slice() else { panic!("{operation:?}") };
            let of =
                need.every.map(|kind| format!("{} {}", need.at_least, catalogue.kind_name(kind)));
            let any: Vec<&str> = need.any.iter().map(|one| catalogue.id(*one)).collect();
            (operation.name.to_string(), of.unwrap_or_else(|| "-".into()), any.join(" | "))
        })
        .collect();
    let table = table.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(rows, table);
    let implied = catalogue.implied_by(catalogue.permission("failover.operate").unwrap());
    assert_eq!(implied, [catalogue.permission("adminDHCP").unwrap()], "administering includes it");
    let strict = catalogue.operations().iter().filter(|one| one.aspects_of.is_some());
    let strict: Vec<&str> = strict.map(|one| &*one.name).collect();
    assert_eq!(strict, ["replicate-scope", "replicate-relationship", "replicate-server"]);
}

/// What the page on the catalogue says follows from the roles.
#[test]
fn the_stated_consequences_hold() {
    let engine = engine(false);
    let kinds: [&[&str]; 4] = [
        &[
            "create-relationship",
            "modify-relationship",
            "remove-relationship",
            "operate-relationship",
            "approve-change",
        ],
        &["add-scope", "remove-scope"],
        &["replicate-scope"],
        &["replicate-relationship", "replicate-server"],
    ];
    let may = [
        ("Administrators", [true, true, true, true]),
        ("DHCP Administrators", [true, true, true, true]),
        ("IPAM Administrators", [false, false, true, false]),
        ("DNS Administrators", [false; 4]),
        ("User Administrators", [false; 4]),
        ("IPAM viewers", [false; 4]),
        ("DNS viewers", [false; 4]),
        ("Requesters", [false; 4]),
        ("Approvers", [false; 4]),
        ("(no role)", [false; 4]),
    ];
    assert_eq!(may.len(), engine.catalogue().roles().len() + 1);
    let targets: Vec<ObjectIx> = ["dhcp-server", "scope"]
        .iter()
        .flat_map(|kind| two_of(&engine, engine.catalogue().kind(kind).unwrap(), 2))
        .collect();
    for (role, allowed) in may {
        let user = engine.user(role).unwrap();
        for (operations, allowed) in kinds.into_iter().zip(allowed) {
            for name in operations {
                let operation = engine.catalogue().operation(name).unwrap();
                let touches = Touches { objects: &targets, changes: None };
                let verdict = engine.may(user, operation, touches);
                assert_eq!(verdict.is_allowed(), allowed, "{role}: {name}");
            }
        }
    }
    // What is not among the four only looks.
    let changing = kinds.into_iter().flatten().count();
    let operations = engine.catalogue().operations().iter();
    let looking = operations.filter(|one| one.name.starts_with("see-")).count();
    assert_eq!(changing + looking, engine.catalogue().operations().len());
}
