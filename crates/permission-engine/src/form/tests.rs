use super::*;
use crate::catalogue::Catalogue;
use crate::permission::State;
use crate::policy::RoleKind;
use crate::rule::Rule;

fn read(text: &str) -> Result<Policy, FormError> {
    Policy::from_toml(&format!("version = 1\n{text}"), Catalogue::dhcp())
}

/// The error of a text: place, message and help.
fn refused(text: &str) -> String {
    let error = read(text).unwrap_err();
    assert_eq!(error.code(), "access-policy-invalid");
    format!("{error}; {}", error.help())
}

#[test]
fn an_unknown_key_is_an_error_with_its_place() {
    let text = "[roles.A]\nkind = \"general\"\nalow = [\"web\"]\n";
    assert_eq!(
        refused(text),
        "4:1: unknown field `alow`, expected one of `kind`, `description`, `allow`, `deny`, \
         `unset`, `converted`; did you mean `allow`?"
    );
    assert!(refused("[rules]").starts_with("2:2: unknown field `rules`"));
    assert!(refused("users.ann = { role = [] }").contains("did you mean `roles`?"));
    assert!(refused("groups.g = { external = \"yes\" }").starts_with("2:25: invalid type"));
}

#[test]
fn the_version_must_be_known() {
    let error = Policy::from_toml("version = 2", Catalogue::dhcp()).unwrap_err();
    assert_eq!(error.to_string(), "1:1: version 2 of the form is not known");
    assert!(Policy::from_toml("", Catalogue::dhcp()).unwrap_err().message().contains("version"));
}

#[test]
fn every_name_must_be_defined() {
    let permission = "[roles.A]\nkind = \"general\"\nallow = [\"web\", \"lst@range\"]\n";
    assert_eq!(refused(permission), "4:17: no permission `lst@range`; did you mean `list@range`?");
    let role = "users.ann = { roles = [\"DHCP Administrator\"] }";
    assert_eq!(
        refused(role),
        "2:24: no role `DHCP Administrator`; did you mean `DHCP Administrators`?"
    );
    assert_eq!(refused("groups.g.members = [\"x\"]"), "2:21: no user `x`; add the user first");
    let kind = "objects.a = { kind = \"scop\" }";
    assert_eq!(refused(kind), "2:15: no kind of object `scop`; did you mean `scope`?");
    let parent = "objects.a = { kind = \"scope\", parent = \"b\" }";
    assert_eq!(refused(parent), "2:31: no object `b`; add the object first");
}

#[test]
fn what_a_rule_forbids_names_the_rule() {
    let external = "users.e = { external = true }\ngroups.g = { members = [\"e\"] }";
    let error = read(external).unwrap_err();
    assert_eq!(error.rule(), Some(Rule::OnlyThroughRoles));
    assert_eq!(error.place(), &Place::Line { line: 3, column: 25 });
    assert!(
        error.message().starts_with("external user `e` cannot be in local group `g` (rule 1: ")
    );
    let cases = [
        ("groups.g.members = []\ngroups.h.members = [\"g\"]", Rule::OnlyThroughRoles),
        ("users.administrator.external = true", Rule::Administrator),
        ("roles.\"IPAM viewers\" = { kind = \"general\" }", Rule::BuiltIn),
        (
            "roles.r.kind = \"specific\"\nobjects.a = { kind = \"scope\", roles = [\"r\"] }",
            Rule::ObjectAccess,
        ),
        ("objects.a = { kind = \"scope\", roles = [\"IPAM viewers\"] }", Rule::ObjectAccess),
        (
            "roles.r = { kind = \"specific\", allow = [\"list@range\"] }\n\
             objects.a = { kind = \"scope\", exclude = [\"r\"] }",
            Rule::ObjectAccess,
        ),
        (
            "objects.b.kind = \"range\"\n\
             objects.a = { kind = \"scope\", parent = \"b\", exclude = [\"IPAM viewers\"] }",
            Rule::Inheritance,
        ),
        ("objects.a = { kind = \"scope\", inherit = true }", Rule::Inheritance),
        (
            "roles.r = { kind = \"legacy\", converted = 3 }\n\
             objects.a = { kind = \"scope\", created = 3, roles = [\"r\"] }",
            Rule::RoleKinds,
        ),
    ];
    for (text, rule) in cases {
        assert_eq!(read(text).unwrap_err().rule(), Some(rule), "{text}");
    }
}

#[test]
fn contradictions_are_errors() {
    let both = "[roles.A]\nkind = \"general\"\nallow = [\"web\"]\ndeny = [\"web\"]\n";
    assert_eq!(
        refused(both),
        "5:1: `web` is under `deny` and under `allow`; remove it from one of them; `deny` would win"
    );
    assert!(
        refused("[roles.A]\nkind = \"specific\"\nconverted = 4").starts_with("4:1: only a legacy")
    );
    assert!(refused("[roles.A]\nkind = \"legacy\"").contains("does not say when it was converted"));
    let age = "roles.r = { kind = \"legacy\", converted = 3 }\nobjects.a.kind = \"scope\"";
    assert!(refused(age).contains("`a` does not say when it was created"));
    assert!(refused("objects.a.kind = \"scope\"\nobjects.a.kind = \"range\"").starts_with("3:"));
}

#[test]
fn parents_that_go_in_a_circle_are_refused() {
    let circle = "objects.a = { kind = \"container\", parent = \"b\" }\n\
                  objects.b = { kind = \"container\", parent = \"a\" }";
    assert!(refused(circle).contains("the parents of `a` go in a circle (rule 7: "));
    let mut chain = String::from("objects.c0.kind = \"container\"\n");
    let line =
        |at: u32| format!("objects.c{at} = {{ kind = \"container\", parent = \"c{}\" }}\n", at - 1);
    chain.extend((1..256).map(line));
    assert!(read(&chain).is_ok());
    chain += &line(256);
    assert!(refused(&chain).contains("would have more than 255 objects above it"));
    chain.extend((257..20_000).map(line));
    assert!(refused(&chain).contains("would have more than 255 objects above it"));
}

#[test]
fn json_refuses_a_name_given_twice() {
    let read = |text: &str| Policy::from_json(text, Catalogue::dhcp());
    let twice = r#"{ "version": 1, "roles": {
        "r": { "kind": "general", "deny": ["web"] },
        "r": { "kind": "general" } } }"#;
    assert_eq!(read(twice).unwrap_err().to_string(), "3:11: `r` is given twice");
    let field = r#"{ "version": 1, "version": 1 }"#;
    assert!(read(field).unwrap_err().message().starts_with("duplicate field"));
    let unknown = r#"{ "version": 1, "users": { "a/b": { "roles": ["x", "IPAM viewer"] } } }"#;
    let error = read(unknown).unwrap_err();
    assert_eq!(error.to_string(), "/users/a~1b/roles/0: no role `x`");
    assert!(read("[").unwrap_err().place() == &Place::Line { line: 1, column: 1 });
}

/// A list has no keys: what it grants would be read off the order of the code.
#[test]
fn a_list_is_never_read_as_a_table() {
    let lists = [
        r#"[1]"#,
        r#"{ "version": 1, "users": { "a": [false, ["Administrators"]] } }"#,
        r#"{ "version": 1, "roles": { "a": ["general", "", ["web"], [], [], null] } }"#,
        r#"{ "version": 1, "groups": { "a": [false, [], ["Administrators"]] } }"#,
        r#"{ "version": 1, "objects": { "a": ["scope", null, [], null, [], [], null] } }"#,
    ];
    for text in lists {
        let error = Policy::from_json(text, Catalogue::dhcp()).unwrap_err();
        let message = "invalid type: sequence, expected a table of keys and values";
        assert_eq!(error.message(), message, "{text}");
    }
    let toml = [
        "users.a = [false, [\"Administrators\"]]",
        "roles.a = [\"general\", \"\", [\"web\"], [], []]",
        "groups.a = [false, [], [\"Administrators\"]]",
    ];
    for text in toml {
        assert!(refused(text).contains("2:"), "{text}");
        let message = "invalid type: sequence, expected a table of keys and values";
        assert!(refused(text).contains(message), "{text}");
    }
    let kinds = ["[\"general\"]", "{ general = {} }", "{ general = [] }", "1", "\"General\""];
    for kind in kinds {
        assert!(read(&format!("roles.a.kind = {kind}")).is_err(), "{kind}");
    }
    let null = r#"{ "version": 1, "roles": { "a": { "kind": { "general": null } } } }"#;
    assert!(Policy::from_json(null, Catalogue::dhcp()).is_err());
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let json = "\u{feff}{ \"version\": 1 }";
    assert!(Policy::from_json(json, Catalogue::dhcp()).is_ok());
    assert!(Policy::from_toml("\u{feff}version = 1\r\n", Catalogue::dhcp()).is_ok());
}

#[test]
fn permissions_that_others_depend_on_come_along_unless_unset() {
    let policy = read(
        "[roles.A]\nkind = \"general\"\nallow = [\"readOptions@range\"]\ndeny = [\"web\"]\n\
         unset = [\"IPAMView\"]\n",
    );
    let policy = policy.unwrap();
    let role = policy.role("A").unwrap();
    let state = |id: &str| role.state(policy.catalogue().permission(id).unwrap());
    assert_eq!(state("list@dhcp-server"), State::Allow);
    assert_eq!(state("web"), State::Deny);
    assert_eq!(state("IPAMView"), State::Unset);
    assert_eq!(role.allowed().len(), 5);
}

#[test]
fn what_is_created_next_is_later_than_all_that_is_written() {
    let text = "revision = 2\nroles.r = { kind = \"legacy\", converted = 9 }\n\
                objects.a = { kind = \"scope\", created = 12 }";
    let policy = read(text).unwrap();
    assert_eq!(policy.revision(), 13);
    assert_eq!(policy.role("r").unwrap().kind(), RoleKind::Legacy { converted: 9 });
    let latest = read("objects.a = { kind = \"scope\", created = 9223372036854775807 }").unwrap();
    assert_eq!(latest.revision(), 9_223_372_036_854_775_808);
}

/// The latest revision that JSON can say is beyond what TOML promises; it is written all the same.
#[test]
fn the_latest_revision_can_be_written_again() {
    let text = r#"{ "version": 1, "revision": 18446744073709551615 }"#;
    let policy = Policy::from_json(text, Catalogue::dhcp()).unwrap();
    let again = [
        Policy::from_toml(&policy.to_toml(), Catalogue::dhcp()),
        Policy::from_json(&policy.to_json(), Catalogue::dhcp()),
    ];
    for again in again {
        assert_eq!(again.map(|policy| policy.revision()), Ok(u64::MAX));
    }
}

#[test]
fn the_schema_takes_what_is_written_and_refuses_unknown_keys() {
    let schema = jsonschema::validator_for(&Policy::schema()).unwrap();
    let text = "roles.r = { kind = \"legacy\", converted = 3, allow = [\"list@range\"] }\n\
                users.e.external = true\ngroups.g = { external = true, members = [\"e\"] }\n\
                objects.a = { kind = \"scope\", created = 1, roles = [\"r\"] }";
    let mut json = serde_json::from_str(&read(text).unwrap().to_json()).unwrap();
    assert!(schema.is_valid(&json), "{json}");
    json["objects"]["a"]["grant"] = "all".into();
    assert!(!schema.is_valid(&json));
}

#[test]
fn generated_schema_of_policies_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schemas/access-policy.json");
    let fresh = serde_json::to_string_pretty(&Policy::schema()).unwrap() + "\n";
    if std::env::var_os("DHCPAIR_REFRESH").is_some_and(|value| value == "1") {
        std::fs::write(path, &fresh).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written == fresh, "`access-policy.json` is stale: run `cargo xtask docs`");
}
