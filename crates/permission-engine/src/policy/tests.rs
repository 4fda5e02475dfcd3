//! Edits: what each rule refuses, and what edits do beyond what they say.

use super::*;
use crate::Rule;

fn policy(text: &str) -> Policy {
    Policy::from_toml(&format!("version = 1\n{text}"), Catalogue::dhcp()).unwrap()
}

const BASE: &str = r#"
roles.Editors = { kind = "specific", allow = ["options@range"] }
roles.Blocked = { kind = "general", deny = ["workflowModule"] }
groups.desk = {}
groups.directory = { external = true }
users.ann = { roles = ["Editors"] }
users.eve = { external = true }
objects.north = { kind = "dhcp-server" }
objects."10.0.0.0/8" = { kind = "container" }
objects."10.1.0.0/16" = { kind = "range", parent = "10.0.0.0/8", on = ["north"] }
objects."10.1.1.0/24" = { kind = "scope", parent = "10.1.0.0/16" }
"#;

/// An edit in its JSON form.
fn edit(json: &str) -> Edit {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

#[test]
fn what_a_rule_forbids_is_refused_with_its_number() {
    let table = [
        (1, r#"{"edit": "join", "user": "desk", "group": "directory"}"#),
        (1, r#"{"edit": "join", "user": "eve", "group": "desk"}"#),
        (2, r#"{"edit": "remove-user", "user": "administrator"}"#),
        (4, r#"{"edit": "convert-role", "role": "Editors", "to": "general"}"#),
        (4, r#"{"edit": "convert-role", "role": "Editors", "to": "legacy"}"#),
        (5, r#"{"edit": "remove-role", "role": "IPAM viewers"}"#),
        (5, r#"{"edit": "add-role", "role": "IPAM viewers", "kind": "general"}"#),
        (
            5,
            r#"{"edit": "set-permission", "role": "Approvers", "permission": "web", "state": "deny"}"#,
        ),
        (6, r#"{"edit": "add-to-object", "object": "10.0.0.0/8", "role": "Blocked"}"#),
        (6, r#"{"edit": "exclude", "object": "10.0.0.0/8", "role": "Editors"}"#),
        (6, r#"{"edit": "remove-from-object", "object": "10.0.0.0/8", "role": "Blocked"}"#),
        (7, r#"{"edit": "exclude", "object": "10.1.1.0/24", "role": "Blocked"}"#),
        (7, r#"{"edit": "set-inheritance", "object": "10.0.0.0/8", "inherit": true}"#),
    ];
    let before = policy(BASE);
    for (number, json) in table {
        let mut policy = before.clone();
        let error = policy.edit(&edit(json)).unwrap_err();
        assert_eq!(error.rule().map(Rule::number), Some(number), "{json}: {error}");
        assert!(error.to_string().contains(&format!("(rule {number}: ")), "{error}");
        assert_eq!(error.code(), "access-forbidden-by-rule");
        assert!(!error.help().is_empty());
        assert_eq!(policy, before, "{json} changed something");
    }
}

#[test]
fn what_no_rule_speaks_of_has_a_code_and_help() {
    let table = [
        (
            r#"{"edit": "give-role", "holder": {"user": "anm"}, "role": "Editors"}"#,
            "access-unknown-name",
            "did you mean `ann`?",
        ),
        (r#"{"edit": "add-group", "group": "desk"}"#, "access-name-taken", "choose another name"),
        (
            r#"{"edit": "remove-object", "object": "10.1.0.0/16"}"#,
            "access-object-not-empty",
            "remove those first",
        ),
        (
            r#"{"edit": "add-object", "object": "x", "kind": "scope", "parent": "north"}"#,
            "access-object-misplaced",
            "see the catalogue for what a kind may lie under and on",
        ),
        (
            r#"{"edit": "add-user", "user": " "}"#,
            "access-bad-name",
            "write at least one character, none of them control",
        ),
    ];
    for (json, code, help) in table {
        let error = policy(BASE).edit(&edit(json)).unwrap_err();
        assert_eq!(
            (error.code(), error.help().as_str(), error.rule()),
            (code, help, None),
            "{json}"
        );
    }
}

/// The JSON of an edit is its schema: no list, no key of another edit, none given twice.
#[test]
fn an_edit_is_read_strictly() {
    let wrong = [
        r#"["add-user", "bob", true]"#,
        r#"["take-role", {"user": "bob"}, "web"]"#,
        r#"{"edit": ["add-user"], "user": "bob"}"#,
        r#"{"edit": "add-user", "user": "bob", "extrenal": true}"#,
        r#"{"edit": "add-user", "user": "bob", "role": "Administrators"}"#,
        r#"{"edit": "add-user", "user": "bob", "user": "ann"}"#,
        r#"{"edit": "add-user", "edit": "remove-user", "user": "bob"}"#,
        r#"{"edit": "add-user"}"#,
        r#"{"edit": "grant", "user": "bob"}"#,
        r#"{"edit": "give-role", "holder": {"user": "a", "group": "b"}, "role": "r"}"#,
        r#"{"edit": "give-role", "holder": "user", "role": "r"}"#,
        r#"{"edit": "give-role", "holder": ["user", "a"], "role": "r"}"#,
        r#"{"edit": "set-permission", "role": "r", "permission": "web"}"#,
        r#"{"edit": "set-permission", "role": "r", "permission": "web", "state": {"allow": null}}"#,
        r#"{"edit": "set-permission", "role": "r", "permission": "web", "state": 0}"#,
    ];
    for json in wrong {
        assert!(serde_json::from_str::<Edit>(json).is_err(), "{json}");
    }
}

#[test]
fn several_edits_are_made_together_or_not_at_all() {
    let edits = [
        edit(r#"{"edit": "add-to-object", "object": "10.0.0.0/8", "role": "Editors"}"#),
        edit(r#"{"edit": "remove-role", "role": "Approvers"}"#),
    ];
    let mut policy = policy(BASE);
    let before = policy.clone();
    assert_eq!(policy.edit_all(&edits).unwrap_err().rule(), Some(Rule::BuiltIn));
    assert_eq!(policy, before);
    assert_eq!(policy.edit_all(&edits[..1]).unwrap().len(), 1);
    assert_eq!(policy.revision(), before.revision() + 1);
}

#[test]
fn an_added_role_offers_what_its_holders_lack() {
    let mut policy = policy(BASE);
    let add = r#"{"edit": "add-to-object", "object": "10.0.0.0/8", "role": "Editors"}"#;
    policy
        .edit(&edit(r#"{"edit": "set-inheritance", "object": "10.1.0.0/16", "inherit": false}"#))
        .unwrap();
    let outcome = policy.edit(&edit(&add.replace("10.0.0.0/8", "10.1.0.0/16"))).unwrap();
    let missing: Vec<(&str, Option<&str>)> = outcome
        .missing_parents
        .iter()
        .map(|one| (policy.catalogue().id(one.permission), one.object.as_deref()))
        .collect();
    let list = "list@range";
    assert_eq!(missing, [("list@dhcp-server", Some("north")), (list, Some("10.0.0.0/8"))]);
    for one in &outcome.missing_parents {
        policy.edit_all(&one.offer).unwrap();
    }
    assert_eq!(policy.missing_parents("Editors", "10.1.0.0/16"), []);
}

/// The role gives `options@range` and denies what that depends on. As long as it is on no object
/// another role makes up for it; where it is added its deny wins, so the offers lift that at once.
#[test]
fn what_a_role_denies_where_it_is_put_is_offered_with_the_rest() {
    let policy = policy(
        r#"
        roles.Half = { kind = "specific", allow = ["options@range"], deny = ["readOptions@range"] }
        roles.Rest = { kind = "general", allow = ["readOptions@range"] }
        users.ann = { roles = ["Half", "Rest"] }
        objects."10.0.0.0/8" = { kind = "container" }
        objects."10.1.0.0/24" = { kind = "scope", parent = "10.0.0.0/8" }
        "#,
    );
    for object in ["10.0.0.0/8", "10.1.0.0/24"] {
        let missing = policy.missing_parents("Half", object);
        let ids = missing.iter().map(|one| policy.catalogue().id(one.permission));
        assert_eq!(ids.collect::<Vec<_>>(), ["readOptions@range"], "{object}");
        let mut repaired = policy.clone();
        repaired.edit_all(&missing[0].offer).unwrap();
        assert_eq!(repaired.missing_parents("Half", object), []);
    }
}

/// One permission is missing on the host, so the role is offered there; with it comes its deny of
/// another one, which a role held gave until then. The same answer offers both.
#[test]
fn what_the_offers_themselves_need_is_offered_with_them() {
    let catalogue = r#"
        types = [
            { name = "net", permissions = [{ name = "own", label = "" }] },
            { name = "host", permissions = [
                { name = "list", label = "" }, { name = "add", label = "" },
            ] },
        ]
        kinds = [{ name = "leaf", type = "net", on = ["host"] }, { name = "host", type = "host" }]
        dependencies = [{ of = ["own@net"], on = ["list@host", "add@host"] }]
    "#;
    let text = r#"
        version = 1
        roles.Half = { kind = "specific", allow = ["own@net"], deny = ["add@host"] }
        roles.Rest = { kind = "general", allow = ["add@host"] }
        users.ann = { roles = ["Half", "Rest"] }
        objects.h = { kind = "host" }
        objects.n = { kind = "leaf", on = ["h"], roles = ["Half"] }
    "#;
    let catalogue = Arc::new(Catalogue::from_toml(catalogue).unwrap());
    let mut policy = Policy::from_toml(text, catalogue).unwrap();
    let missing = policy.missing_parents("Half", "n");
    let ids = missing.iter().map(|one| policy.catalogue().id(one.permission).to_owned());
    assert_eq!(ids.collect::<Vec<_>>(), ["list@host", "add@host"]);
    for one in &missing {
        policy.edit_all(&one.offer).unwrap();
    }
    assert_eq!(policy.missing_parents("Half", "n"), []);
}

/// What an offer brings along is told: what else the role gives there, and what it denies.
#[test]
fn an_offer_says_what_else_it_does() {
    let policy = policy(
        r#"
        roles.Desk = { kind = "specific", allow = ["options@range"], deny = ["delete@range"] }
        users.ann = { roles = ["Desk"] }
        objects."10.0.0.0/8" = { kind = "container" }
        objects."10.1.0.0/24" = { kind = "scope", parent = "10.0.0.0/8", inherit = false }
        "#,
    );
    let missing = policy.missing_parents("Desk", "10.1.0.0/24");
    let above = missing.iter().find(|one| one.object.as_deref() == Some("10.0.0.0/8")).unwrap();
    let ids =
        |set: &PermissionSet| Catalogue::dhcp().ids(set).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(policy.catalogue().id(above.permission), "list@range");
    assert_eq!(ids(&above.also), ["readOptions@range", "options@range"]);
    assert_eq!(ids(&above.denies), ["delete@range"]);
}

#[test]
fn allowing_does_not_lift_a_deny_and_unsetting_leaves_the_rest() {
    let mut policy = policy(BASE);
    let set = |state: &str, permission: &str| {
        edit(&format!(
            r#"{{"edit": "set-permission", "role": "Blocked", "permission": "{permission}",
                 "state": "{state}"}}"#
        ))
    };
    policy.edit(&set("deny", "web")).unwrap();
    let outcome = policy.edit(&set("allow", "IPAMView")).unwrap();
    let ids =
        |set: &PermissionSet| Catalogue::dhcp().ids(set).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(ids(&outcome.also_set), ["IPAMModule"]);
    assert_eq!(ids(&outcome.still_denied), ["web"]);
    policy.edit(&set("unset", "IPAMView")).unwrap();
    assert_eq!(ids(policy.role("Blocked").unwrap().allowed()), ["IPAMModule"]);
    assert!(!policy.edit(&set("unset", "IPAMView")).unwrap().changed);
}

#[test]
fn a_copy_is_editable_and_a_copied_legacy_role_is_specific() {
    let mut policy = policy(
        "roles.old = { kind = \"legacy\", converted = 5, allow = [\"list@range\"] }\n\
         users.ann.roles = [\"old\", \"IPAM viewers\"]\n\
         objects.a = { kind = \"scope\", created = 1, roles = [\"old\"] }",
    );
    for (role, copy, holders) in [("old", "new", false), ("IPAM viewers", "mine", true)] {
        let role = Edit::DuplicateRole { role: role.into(), copy: copy.into(), holders };
        policy.edit(&role).unwrap();
    }
    let (new, mine) = (policy.role("new").unwrap(), policy.role("mine").unwrap());
    assert_eq!((new.kind(), mine.kind()), (RoleKind::Specific, RoleKind::General));
    assert!(!mine.is_built_in());
    assert_eq!(mine.allowed(), policy.role("IPAM viewers").unwrap().allowed());
    let held: Vec<&str> = policy.user("ann").unwrap().roles().map(|name| &**name).collect();
    assert_eq!(held, ["IPAM viewers", "mine", "old"], "only what was asked for has the holders");
    let on: Vec<&str> = policy.object("a").unwrap().access().roles().map(|name| &**name).collect();
    assert_eq!(on, ["old"], "a copy is on no object");
}

#[test]
fn a_role_that_goes_leaves_nothing_behind() {
    let mut policy = policy(BASE);
    for json in [
        r#"{"edit": "add-to-object", "object": "10.0.0.0/8", "role": "Editors"}"#,
        r#"{"edit": "exclude", "object": "10.0.0.0/8", "role": "Blocked"}"#,
        r#"{"edit": "give-role", "holder": {"group": "desk"}, "role": "Blocked"}"#,
        r#"{"edit": "remove-role", "role": "Editors"}"#,
        r#"{"edit": "remove-role", "role": "Blocked"}"#,
        r#"{"edit": "remove-object", "object": "10.1.1.0/24"}"#,
    ] {
        assert!(policy.edit(&edit(json)).unwrap().changed, "{json}");
    }
    assert!(policy.object("10.0.0.0/8").unwrap().access().is_empty());
    assert_eq!(policy.user("ann").unwrap().roles().count(), 0);
    assert_eq!(policy.group("desk").unwrap().roles().count(), 0);
}

#[test]
fn objects_lie_at_most_255_deep() {
    let mut policy = Policy::new(Catalogue::dhcp());
    let mut add = |at: usize| {
        let parent = at.checked_sub(1).map(|above| format!("c{above}"));
        let (object, kind) = (format!("c{at}"), "container".to_owned());
        policy.edit(&Edit::AddObject { object, kind, parent, on: Vec::new() }).map(drop)
    };
    assert!((0..DEEPEST).all(|at| add(at).is_ok()));
    let error = add(DEEPEST).unwrap_err();
    assert_eq!(error.code(), "access-object-too-deep");
    assert!(error.to_string().contains("more than 255 objects above it"), "{error}");
}
