//! The answers by name, on the example policy of a whole organisation.

use super::*;
use crate::{Catalogue, Engine, Policy};

const EXAMPLE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/access/policy.toml"));

fn engine(text: &str) -> Engine {
    Engine::new(Policy::from_toml(text, Catalogue::dhcp()).unwrap())
}

fn user(name: &str) -> Holder {
    Holder::User(name.to_owned())
}

/// What is said about `can`: allowed or not, the rule's number, and the roles that decide.
fn asked(who: &str, permission: &str, object: &str) -> (bool, u8, Vec<String>) {
    let document = can(&engine(EXAMPLE), &user(who), permission, object).unwrap();
    let decides = |one: &&HeldRoleRecord| one.applies && one.says != State::Unset;
    let roles = document.roles.iter().filter(decides).map(|one| one.role.clone()).collect();
    (document.answer.allowed, document.answer.rule, roles)
}

/// What the comments of the example say of it.
#[test]
fn the_example_means_what_it_says() {
    let roles = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let edit = "reservations@range";
    let table = [
        // The northern editors reach what inherits from the campus, and nothing in the south.
        ("luis", edit, "10.1.1.0/24", true, 7, roles(&["North editors"])),
        ("luis", edit, "10.2.0.0/16", false, 4, roles(&[])),
        // He needs both servers to add a scope to the pair.
        ("luis", "addScope@dhcp-server", "dhcp-north-a", true, 6, roles(&["Scope placement"])),
        ("luis", "addScope@dhcp-server", "dhcp-north-b", false, 4, roles(&[])),
        // The legacy role does not reach the scope that came after its conversion.
        ("petra", edit, "10.1.1.0/24", true, 7, roles(&["Old desk"])),
        ("petra", edit, "10.1.2.0/24", false, 4, roles(&[])),
        // Not even the DHCP administrators get into the examination network, but one does.
        ("nora", edit, "10.1.2.0/24", true, 4, roles(&["DHCP Administrators"])),
        ("nora", edit, "10.2.9.0/24", false, 6, roles(&[])),
        ("administrator", edit, "10.2.9.0/24", true, 2, roles(&[])),
        // The night desk operates failover and deletes nothing.
        ("vera", "failover.operate", "module", true, 3, roles(&["Failover operators"])),
        ("vera", "adminDHCP", "module", false, 3, roles(&[])),
        ("vera", "delete@range", "10.1.1.0/24", false, 3, roles(&["No deletions"])),
        // Administering DHCP includes operating failover.
        ("omar", "failover.operate", "module", true, 3, roles(&["DHCP Administrators"])),
    ];
    for (who, permission, object, allowed, rule, decide) in table {
        let answer = asked(who, permission, object);
        assert_eq!(answer, (allowed, rule, decide), "{who}, {permission}, {object}");
    }
}

#[test]
fn effective_access_is_module_wide_first_and_says_what_is_inherited() {
    let engine = engine(EXAMPLE);
    let document = effective(&engine, &user("luis"), None).unwrap();
    assert_eq!(document.places.len(), 12);
    assert_eq!(document.places[0].object, None);
    let place = |name: &str| {
        let fits = |one: &&PlaceRecord| one.object.as_deref() == Some(name);
        document.places.iter().find(fits).unwrap()
    };
    let scope = place("10.1.1.0/24");
    assert_eq!(scope.kind.as_deref(), Some("scope"));
    assert_eq!(scope.inherited_from.as_deref(), Some("10.1.0.0/16"));
    assert_eq!(scope.permissions, place("10.1.2.0/24").permissions);
    let ids = scope.permissions.iter().map(|one| one.permission.as_str());
    let expected = ["list@range", "readOptions@range", "options@range", "reservations@range"];
    assert_eq!(ids.collect::<Vec<_>>(), expected);
    assert!(
        scope.permissions.iter().all(|one| one.answer.allowed && one.roles == ["North editors"])
    );
    let missing = |one: &WarningRecord| (one.needs.clone(), one.at.clone().unwrap());
    let expected = [
        ("list@address-space".to_owned(), "campus-addresses".to_owned()),
        ("list@range".to_owned(), "10.0.0.0/8".to_owned()),
    ];
    assert_eq!(scope.warnings.iter().map(missing).collect::<Vec<_>>(), expected);
    let one = effective(&engine, &user("luis"), Some("10.1.1.0/24")).unwrap();
    assert_eq!(one.places, [document.places[0].clone(), scope.clone()]);
    let group = effective(&engine, &Holder::Group("addresses".to_owned()), None).unwrap();
    let ines = effective(&engine, &user("ines"), None).unwrap();
    assert_eq!(group.places, ines.places, "ines holds what her group holds");
}

#[test]
fn everybody_who_can_is_found() {
    let document = who_can(&engine(EXAMPLE), "reservations@range", "10.2.9.0/24").unwrap();
    let who: Vec<String> = document.who.iter().map(|one| one.who.to_string()).collect();
    assert_eq!(who, ["user `administrator`", "user `ines`", "group `addresses`"]);
    assert_eq!(document.who[1].roles, ["IPAM Administrators"]);
    let wide = who_can(&engine(EXAMPLE), "adminDHCP", "module").unwrap();
    assert_eq!(wide.object, None);
    let who: Vec<String> = wide.who.iter().map(|one| one.who.to_string()).collect();
    let network = ["user `administrator`", "user `nora`", "user `omar`", "group `network`"];
    assert_eq!(who, network);
}

#[test]
fn roles_say_where_they_are() {
    let document = roles(engine(EXAMPLE).policy());
    let known = |name: &str| document.roles.iter().find(|one| one.role == name).unwrap();
    assert!(document.roles.iter().take(9).all(|one| one.built_in));
    assert_eq!(document.roles.len(), 14);
    assert_eq!(known("Scope placement").on, ["dhcp-north-a"]);
    assert_eq!(known("DHCP Administrators").excluded_from, ["10.2.9.0/24"]);
    assert_eq!(known("DHCP Administrators").groups, ["network"]);
    assert_eq!(known("Old desk").kind, "legacy");
    let deny = ["delete@dns-zone", "delete@dhcp-group", "delete@range"];
    assert_eq!(known("No deletions").deny, deny);
    assert!(known("No deletions").allow.is_empty());
}

/// One who loses by a deny, one who gains by membership, and objects that come and go.
#[test]
fn a_diff_tells_losses_before_gains() {
    let same = diff(&engine(EXAMPLE), &engine(EXAMPLE));
    assert_eq!((same.gaining, same.losing, same.changes.len()), (0, 0, 0));
    let after = EXAMPLE
        .replace("members = [\"ines\"]", "members = []")
        .replace(
            "roles = [\"North editors\"]\n\n[objects.dhcp-south-a]",
            "\n[objects.dhcp-south-a]",
        )
        .replace("[users.nora]", "[users.nora]\nroles = [\"DNS viewers\"]");
    assert_ne!(after, EXAMPLE);
    let document = diff(&engine(EXAMPLE), &engine(&after));
    assert_eq!((document.gaining, document.losing), (1, 2));
    let of = |who: &str| -> Vec<(bool, String, Vec<String>)> {
        let mine = document.changes.iter().filter(|one| one.who == user(who));
        mine.map(|one| (one.gains, one.permission.clone(), one.objects.clone())).collect()
    };
    let lost = (false, "list@dhcp-server".to_owned(), vec!["dhcp-north-b".to_owned()]);
    assert_eq!(of("luis"), [lost]);
    assert!(of("nora").iter().all(|(gains, _, objects)| *gains && objects.is_empty()));
    assert!(of("ines").iter().all(|(gains, ..)| !gains));
    assert!(document.changes.iter().all(|one| one.module_wide == one.objects.is_empty()));
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    let engine = engine(EXAMPLE);
    let cases = [
        (can(&engine, &user("lui"), "web", "module"), "no user `lui`", "did you mean `luis`?"),
        (
            can(&engine, &Holder::Group("net".to_owned()), "web", "module"),
            "no group `net`",
            "did you mean `network`?",
        ),
        (
            can(&engine, &user("luis"), "reservation@range", "10.1.1.0/24"),
            "no permission `reservation@range`",
            "did you mean `reservations@range`?",
        ),
        (
            can(&engine, &user("luis"), "options@range", "xyz"),
            "no object `xyz`",
            "there is `10.0.0.0/8`, `10.1.0.0/16`, `10.1.1.0/24`, `10.1.2.0/24`, `10.2.0.0/16`, \
             `10.2.9.0/24` and 5 more",
        ),
        (
            can(&engine, &user("luis"), "options@scope", "10.1.1.0/24"),
            "no permission `options@scope`",
            "did you mean `options@range`?",
        ),
        (
            can(&engine, &user("night-desk"), "web", "module"),
            "no user `night-desk`",
            "`night-desk` is a group",
        ),
        (
            can(&engine, &user("luis"), "options@range", "module"),
            "no object `module`",
            "`options@range` is for objects of the type `range`: name one of them",
        ),
        (
            can(&engine, &user("luis"), "web", "10"),
            "no object `10`",
            "`web` is module-wide and has no object: write `module` in its place",
        ),
    ];
    for (answer, message, help) in cases {
        let error = answer.unwrap_err();
        assert_eq!((error.to_string().as_str(), error.help()), (message, help));
        assert_eq!(error.code(), "access-unknown-name");
    }
}

/// A permission that is not for this object is an answer, not a mistake in a name; with a hint.
#[test]
fn a_permission_of_another_type_is_denied_with_a_hint() {
    let engine = engine(EXAMPLE);
    let wide = can(&engine, &user("luis"), "web", "10.1.1.0/24").unwrap();
    assert!(!wide.answer.allowed && wide.remedies.is_empty());
    let hint = "`web` is module-wide and has no object: write `module` in its place";
    assert_eq!(wide.hint.as_deref(), Some(hint));
    let who = who_can(&engine, "web", "10.1.1.0/24").unwrap();
    assert_eq!(who.hint.as_deref(), Some(hint));
    let server = can(&engine, &user("luis"), "reservations@dhcp-server", "10.1.1.0/24").unwrap();
    assert_eq!(
        server.hint.as_deref(),
        Some(
            "`reservations@dhcp-server` is for objects of the type `dhcp-server`, and \
             `10.1.1.0/24` is a scope, of the type `range`; did you mean `reservations@range`?"
        )
    );
    let fits = can(&engine, &user("luis"), "reservations@range", "10.1.1.0/24").unwrap();
    assert_eq!(fits.hint, None);
}

/// The headline agrees with the table: a legacy role that is on the object can still be too old.
#[test]
fn a_legacy_role_that_came_too_early_is_the_headline() {
    let why = |text: &str, who: &str, object: &str| {
        can(&engine(text), &user(who), "reservations@range", object).unwrap().answer.why
    };
    let late = "the role that allows it was converted before the object was created";
    assert_eq!(why(EXAMPLE, "petra", "10.1.2.0/24"), late);
    let reach = "no role held that allows it reaches the object";
    assert_eq!(why(EXAMPLE, "luis", "10.2.0.0/16"), reach);
    // One that came too early, and one that is not on the object.
    let both = EXAMPLE.replace("[\"Old desk\", \"IPAM viewers\"]", "[\"Old desk\", \"Elsewhere\"]")
        + "[roles.Elsewhere]\nkind = \"specific\"\nallow = [\"reservations@range\"]\n";
    assert_eq!(why(&both, "petra", "10.1.2.0/24"), reach);
}

/// A remedy says all that would still be missing once it is taken.
#[test]
fn a_remedy_says_what_is_missing_then() {
    let document = can(&engine(EXAMPLE), &user("luis"), "options@range", "10.2.0.0/16").unwrap();
    let missing = |at: usize| -> Vec<String> {
        let missing = document.remedies[at].missing.iter();
        missing.map(|one| format!("{}@{:?}", one.needs, one.at.as_deref())).collect()
    };
    assert_eq!(document.remedies[0].steps, ["add role `North editors` to `10.0.0.0/8`"]);
    let lacking = [
        "list@dhcp-server@Some(\"dhcp-south-a\")",
        "list@dhcp-server@Some(\"dhcp-south-b\")",
        "list@address-space@Some(\"campus-addresses\")",
    ];
    assert_eq!(missing(0), lacking);
    let general = document
        .remedies
        .iter()
        .position(|one| one.steps.len() == 1 && one.steps[0].starts_with("give"));
    assert_eq!(missing(general.unwrap()), [] as [&str; 0]);
}

/// The permissions are the same, and still not everybody may replicate as before.
#[test]
fn a_diff_tells_of_the_stricter_policy() {
    let strict = EXAMPLE.replace("revision = 40", "revision = 40\nstrict-replication = true");
    let [lenient, strict] = [EXAMPLE, &strict].map(engine);
    assert_eq!(diff(&lenient, &strict).strict_replication, Some(true));
    assert_eq!(diff(&strict, &lenient).strict_replication, Some(false));
    assert_eq!(diff(&strict, &strict).strict_replication, None);
    assert!(diff(&lenient, &strict).changes.is_empty());
}

fn json(document: &impl Serialize) -> Value {
    serde_json::to_value(document).unwrap()
}

#[test]
fn documents_are_what_their_schemas_say() {
    let engine = engine(EXAMPLE);
    let luis = user("luis");
    let removed = EXAMPLE.replace("members = [\"ines\"]", "members = []");
    let documents = [
        json(&can(&engine, &luis, "options@range", "10.2.9.0/24").unwrap()),
        json(&diff(&engine, &self::engine(&removed))),
        json(&effective(&engine, &luis, None).unwrap()),
        json(&roles(engine.policy())),
        json(&who_can(&engine, "options@range", "10.1.1.0/24").unwrap()),
    ];
    for (document, (name, schema)) in documents.into_iter().zip(schemas()) {
        let schema = jsonschema::validator_for(&schema).unwrap();
        schema.validate(&document).unwrap_or_else(|error| panic!("{name}: {error}"));
        let stated = name.trim_end_matches(".json");
        assert_eq!(document["schema"], format!("dhcpair.{stated}/1"));
        for key in document.as_object().unwrap().keys() {
            let mut without = document.clone();
            without.as_object_mut().unwrap().remove(key);
            assert!(!schema.is_valid(&without), "{name}: `{key}` is always there");
        }
    }
}

#[test]
fn generated_schemas_of_documents_are_fresh() {
    for (name, schema) in schemas() {
        let path = format!("{}/../../docs/schemas/{name}", env!("CARGO_MANIFEST_DIR"));
        let fresh = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("DHCPAIR_REFRESH").is_some_and(|value| value == "1") {
            std::fs::write(&path, &fresh).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == fresh, "`{name}` is stale: run `cargo xtask docs`");
    }
}
