//! Each rule of the access model by a small policy of its own, and what every view of a policy says
//! of it: the decision, its explanation, effective access, who can, and the difference to nobody
//! holding anything.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

use std::collections::BTreeSet;

use permission_engine::diff::{Whereabouts, Who, diff};
use permission_engine::{
    ADMINISTRATOR, Basis, Catalogue, Decision, Edit, Engine, NewKind, ObjectIx, Permission, Policy,
    Rule, Subject,
};

const EXAMPLES: [&str; 2] = [
    include_str!("../../../examples/access/policy.toml"),
    include_str!("../../../examples/access/next.toml"),
];

fn policy(text: &str) -> Policy {
    Policy::from_toml(&format!("version = 1\n{text}"), Catalogue::dhcp()).unwrap()
}

/// Asks one policy in every way there is, of everybody, about everything, everywhere.
fn every_view_agrees(policy: &Policy) {
    let engine = Engine::new(policy.clone());
    let permissions: Vec<Permission> =
        engine.catalogue().permissions().map(|(permission, _)| permission).collect();
    let users = engine.users().map(Subject::User);
    let people: Vec<Subject> = users.chain(engine.groups().map(Subject::Group)).collect();
    let places: Vec<Option<ObjectIx>> =
        std::iter::once(None).chain(engine.objects().map(Some)).collect();
    let gains = gains(&engine);
    for who in people {
        let name = engine.subject_name(who).to_owned();
        for at in &places {
            let access = engine.effective(who, *at).unwrap();
            for permission in &permissions {
                let id = engine.catalogue().id(*permission);
                let object = at.map(|at| engine.object_name(at).to_owned());
                let what = format!("{name}, {id}, {object:?}");
                let decision = engine.can(who, *permission, *at);
                let why = engine.explain(who, *permission, *at);
                assert_eq!(why.decision, decision, "{what}: explain");
                reasons_fit(&why, decision, &what);
                let entry = access.entries.iter().find(|entry| entry.permission == *permission);
                match entry {
                    Some(entry) => assert_eq!(entry.decision, decision, "{what}: effective"),
                    // Only what is for another type is left out; to the administrator that, too,
                    // is allowed.
                    None => assert!(
                        matches!(decision.basis(), Basis::NoSuchThing | Basis::Administrator),
                        "{what}: not in effective access"
                    ),
                }
                let found = engine.who_can(*permission, *at);
                let mut found = found
                    .users
                    .iter()
                    .map(|(user, _)| Subject::User(*user))
                    .chain(found.groups.iter().map(|(group, _)| Subject::Group(*group)));
                assert_eq!(found.any(|one| one == who), decision.is_allowed(), "{what}: who can");
                let user = matches!(who, Subject::User(_));
                if !(user && name == ADMINISTRATOR) {
                    let gained = gains.contains(&(user, name.clone(), id.to_owned(), object));
                    assert_eq!(gained, decision.is_allowed(), "{what}: diff");
                }
            }
        }
    }
}

/// Who gains what from a policy of nobody and nothing.
fn gains(engine: &Engine) -> BTreeSet<(bool, String, String, Option<String>)> {
    let nothing = Engine::new(Policy::new(Catalogue::dhcp()));
    let mut gains = BTreeSet::new();
    for change in diff(&nothing, engine) {
        assert!(change.gains, "{change:?}");
        let (user, name) = match change.who {
            Who::User(name) => (true, name),
            Who::Group(name) => (false, name),
        };
        let places = match change.at {
            Whereabouts::ModuleWide => vec![None],
            Whereabouts::Objects(names) => names.into_iter().map(Some).collect(),
        };
        gains.extend(
            places.into_iter().map(|at| (user, name.clone(), change.permission.clone(), at)),
        );
    }
    gains
}

fn reasons_fit(why: &permission_engine::Explanation, decision: Decision, what: &str) {
    let (denying, allowing, idle) =
        (why.denying().count(), why.allowing().count(), why.idle().count());
    let fits = match decision.basis() {
        Basis::Administrator => why.remedies.is_empty(),
        Basis::ModuleWide
        | Basis::General
        | Basis::OnObject
        | Basis::Inherited
        | Basis::Implied => allowing > 0 && denying == 0,
        Basis::Denied => denying > 0,
        Basis::NoRole => why.roles.is_empty(),
        Basis::Unset => denying + allowing + idle == 0 && !why.roles.is_empty(),
        Basis::NotOnObject | Basis::Excluded | Basis::ExcludedAbove => {
            denying + allowing == 0 && idle > 0
        }
        Basis::NoSuchThing => why.roles.is_empty() && why.remedies.is_empty(),
    };
    assert!(fits, "{what}: {why:#?}");
}

/// Holds rows of user, permission, object (`-` for module-wide) and expected answer against a
/// policy, and every view against the others.
fn check(policy: &Policy, rows: &[(&str, &str, &str, Basis)]) {
    let engine = Engine::new(policy.clone());
    for (user, permission, object, basis) in rows {
        let at = (*object != "-").then(|| engine.object(object).unwrap());
        let (user_ix, permission_ix) =
            (engine.user(user).unwrap(), engine.permission(permission).unwrap());
        let decision = engine.can(user_ix, permission_ix, at);
        assert_eq!(decision.basis(), *basis, "{user}, {permission}, {object}");
    }
    every_view_agrees(policy);
}

/// Which rule an answer names.
#[test]
fn every_answer_names_its_rule() {
    let table = [
        (Basis::Administrator, true, 2),
        (Basis::ModuleWide, true, 3),
        (Basis::General, true, 4),
        (Basis::OnObject, true, 6),
        (Basis::Inherited, true, 7),
        (Basis::Implied, true, 10),
        (Basis::Denied, false, 3),
        (Basis::NoRole, false, 1),
        (Basis::Unset, false, 3),
        (Basis::NotOnObject, false, 4),
        (Basis::Excluded, false, 6),
        (Basis::ExcludedAbove, false, 7),
        (Basis::NoSuchThing, false, 10),
    ];
    assert_eq!(table.map(|(basis, ..)| basis), Basis::ALL);
    for (basis, allows, rule) in table {
        assert_eq!((basis.allows(), basis.rule().number()), (allows, rule), "{basis:?}");
    }
    assert_eq!(Rule::ALL.len(), 10);
}

#[test]
fn the_examples_say_the_same_in_every_view() {
    for text in EXAMPLES {
        every_view_agrees(&Policy::from_toml(text, Catalogue::dhcp()).unwrap());
    }
}

/// Rule 1: roles of one's own and of one's groups, and nothing else.
#[test]
fn rule_1_access_comes_only_through_roles() {
    let policy = policy(
        r#"
        groups.team = { members = ["ann", "bob"], roles = ["IPAM viewers"] }
        groups.empty = { members = ["cat"] }
        users = { ann = { roles = ["User Administrators"] }, bob = {}, cat = {} }
        objects.s = { kind = "scope" }
        "#,
    );
    check(
        &policy,
        &[
            ("ann", "list@range", "s", Basis::General),
            ("ann", "adminUser", "-", Basis::ModuleWide),
            ("bob", "list@range", "s", Basis::General),
            ("bob", "adminUser", "-", Basis::Unset),
            ("cat", "list@range", "s", Basis::NoRole),
        ],
    );
}

/// Rule 2: whatever denies the administrator something, nothing does; a group of that name is a
/// group, and a user that is called nearly so is a user.
#[test]
fn rule_2_the_administrator_stands_outside() {
    let policy = policy(
        r#"
        roles.Never = { kind = "general", deny = ["list@range", "web"] }
        groups.administrator = { members = ["administrator"], roles = ["Never"] }
        users = { administrator = { roles = ["Never"] }, Administrator = {} }
        objects.s = { kind = "scope", exclude = ["Administrators"] }
        "#,
    );
    check(
        &policy,
        &[
            ("administrator", "list@range", "s", Basis::Administrator),
            ("administrator", "web", "-", Basis::Administrator),
            ("Administrator", "web", "-", Basis::NoRole),
        ],
    );
    let engine = Engine::new(policy);
    let (group, web) = (engine.group("administrator").unwrap(), engine.permission("web").unwrap());
    assert_eq!(engine.can(group, web, None).basis(), Basis::Denied, "the group is no user");
}

/// Rule 3: a deny wins from wherever it applies, and only from there; unset says nothing.
#[test]
fn rule_3_a_deny_wins_where_it_applies() {
    let policy = policy(
        r#"
        roles.Not = { kind = "specific", deny = ["options@range"] }
        roles.Quiet = { kind = "general", allow = ["options@range"], unset = ["readOptions@range"] }
        groups.desk = { members = ["ann"], roles = ["Not"] }
        users.ann = { roles = ["Quiet", "IPAM viewers"] }
        users.bob = { roles = ["Quiet"] }
        objects.s = { kind = "scope", roles = ["Not"] }
        objects.t = { kind = "scope" }
        "#,
    );
    check(
        &policy,
        &[
            ("ann", "options@range", "s", Basis::Denied),
            ("ann", "options@range", "t", Basis::General),
            ("ann", "readOptions@range", "s", Basis::General),
            ("bob", "options@range", "s", Basis::General),
            ("bob", "readOptions@range", "s", Basis::Unset),
        ],
    );
}

/// Rule 4: general everywhere, also later; specific where added; legacy where it was.
#[test]
fn rule_4_kinds_of_roles_reach_differently() {
    let mut policy = policy(
        r#"
        revision = 9
        roles.G = { kind = "general", allow = ["enable@range"] }
        roles.S = { kind = "specific", allow = ["delete@range"] }
        roles.L = { kind = "legacy", converted = 5, allow = ["exclusions@range"] }
        users.ann = { roles = ["G", "S", "L"] }
        objects.top = { kind = "container", created = 1, roles = ["S", "L"] }
        objects.old = { kind = "scope", parent = "top", created = 4 }
        objects.same = { kind = "scope", parent = "top", created = 5 }
        objects.out = { kind = "scope", created = 2 }
        "#,
    );
    let (object, kind, parent) = ("new".to_owned(), "scope".to_owned(), Some("top".to_owned()));
    policy.edit(&Edit::AddObject { object, kind, parent, on: Vec::new() }).unwrap();
    let rows = [
        ("ann", "enable@range", "new", Basis::General),
        ("ann", "delete@range", "new", Basis::Inherited),
        ("ann", "delete@range", "out", Basis::NotOnObject),
        ("ann", "exclusions@range", "top", Basis::OnObject),
        ("ann", "exclusions@range", "old", Basis::Inherited),
        ("ann", "exclusions@range", "same", Basis::NotOnObject),
        ("ann", "exclusions@range", "new", Basis::NotOnObject),
        ("ann", "exclusions@range", "out", Basis::NotOnObject),
    ];
    check(&policy, &rows);
    let mut specific = policy.clone();
    specific.edit(&Edit::ConvertRole { role: "L".into(), to: NewKind::Specific }).unwrap();
    check(
        &specific,
        &[
            ("ann", "exclusions@range", "new", Basis::Inherited),
            ("ann", "exclusions@range", "out", Basis::NotOnObject),
        ],
    );
    policy.edit(&Edit::ConvertRole { role: "L".into(), to: NewKind::General }).unwrap();
    check(&policy, &[("ann", "exclusions@range", "out", Basis::General)]);
    // A copy of a legacy role is on nothing.
    let (role, copy, holders) = ("L".to_owned(), "C".to_owned(), true);
    policy.edit(&Edit::DuplicateRole { role, copy, holders }).unwrap();
    check(&policy, &[("ann", "exclusions@range", "out", Basis::General)]);
}

/// Rules 5 and 10: a built-in role means what the catalogue says; a copy of it is another's.
#[test]
fn rule_5_a_copy_of_a_built_in_role_can_be_changed() {
    let mut policy = policy("users.ann = {}\nobjects.s = { kind = \"scope\" }");
    for json in [
        r#"{"edit": "duplicate-role", "role": "IPAM viewers", "copy": "Mine"}"#,
        r#"{"edit": "set-permission", "role": "Mine", "permission": "delete@range", "state": "allow"}"#,
        r#"{"edit": "give-role", "holder": {"user": "ann"}, "role": "Mine"}"#,
    ] {
        policy.edit(&serde_json::from_str(json).unwrap()).unwrap();
    }
    check(&policy, &[("ann", "delete@range", "s", Basis::General)]);
    let viewers = policy.role("IPAM viewers").unwrap();
    assert!(!viewers.allowed().contains(Catalogue::dhcp().permission("delete@range").unwrap()));
    for json in [
        r#"{"edit": "set-permission", "role": "IPAM viewers", "permission": "web", "state": "unset"}"#,
        r#"{"edit": "remove-role", "role": "IPAM viewers"}"#,
        r#"{"edit": "convert-role", "role": "IPAM viewers", "to": "specific"}"#,
    ] {
        let refused = policy.edit(&serde_json::from_str(json).unwrap()).unwrap_err();
        assert_eq!(refused.rule(), Some(Rule::BuiltIn), "{json}");
    }
}

/// Rules 6 and 7: exclusions and roles on an object, seen from below, while inheritance is switched
/// off and on again.
#[test]
fn rules_6_and_7_what_is_on_an_object_reaches_what_inherits() {
    let mut policy = policy(
        r#"
        roles.S = { kind = "specific", allow = ["delete@range"] }
        users.ann = { roles = ["IPAM viewers", "S"] }
        objects.top = { kind = "container", exclude = ["IPAM viewers"], roles = ["S"] }
        objects.mid = { kind = "range", parent = "top" }
        objects.leaf = { kind = "scope", parent = "mid" }
        objects.own = { kind = "scope", parent = "mid", inherit = false }
        "#,
    );
    let see = "readOptions@range";
    check(
        &policy,
        &[
            ("ann", see, "top", Basis::Excluded),
            ("ann", see, "mid", Basis::ExcludedAbove),
            ("ann", see, "leaf", Basis::ExcludedAbove),
            ("ann", see, "own", Basis::General),
            ("ann", "delete@range", "top", Basis::OnObject),
            ("ann", "delete@range", "leaf", Basis::Inherited),
            ("ann", "delete@range", "own", Basis::NotOnObject),
        ],
    );
    let switch = |object: &str, inherit| Edit::SetInheritance { object: object.into(), inherit };
    policy.edit(&switch("mid", false)).unwrap();
    policy.edit(&Edit::Include { object: "mid".into(), role: "IPAM viewers".into() }).unwrap();
    let kept = [
        ("ann", see, "mid", Basis::General),
        ("ann", see, "leaf", Basis::General),
        ("ann", "delete@range", "mid", Basis::OnObject),
        ("ann", "delete@range", "leaf", Basis::Inherited),
    ];
    check(&policy, &kept);
    policy.edit(&Edit::RemoveFromObject { object: "top".into(), role: "S".into() }).unwrap();
    check(&policy, &kept);
    policy.edit(&switch("own", true)).unwrap();
    check(&policy, &[("ann", "delete@range", "own", Basis::Inherited)]);
    policy.edit(&switch("mid", true)).unwrap();
    check(
        &policy,
        &[
            ("ann", see, "leaf", Basis::ExcludedAbove),
            ("ann", "delete@range", "mid", Basis::NotOnObject),
            ("ann", "delete@range", "own", Basis::NotOnObject),
        ],
    );
    // Off and on again without an edit in between: as before.
    let before = Engine::new(policy.clone());
    policy.edit(&switch("leaf", false)).unwrap();
    assert_eq!(diff(&before, &Engine::new(policy.clone())), []);
    policy.edit(&switch("leaf", true)).unwrap();
    assert_eq!(diff(&before, &Engine::new(policy)), []);
}

/// Rule 10: what one permission implies; a deny by name still wins.
#[test]
fn rule_10_administering_includes_operating_unless_denied() {
    let policy = policy(
        r#"
        roles.Admin = { kind = "general", allow = ["adminDHCP"] }
        roles.NoHand = { kind = "general", deny = ["failover.operate"] }
        users.ann = { roles = ["Admin"] }
        users.bob = { roles = ["Admin", "NoHand"] }
        objects.s = { kind = "scope" }
        "#,
    );
    check(
        &policy,
        &[
            ("ann", "failover.operate", "-", Basis::Implied),
            ("bob", "failover.operate", "-", Basis::Denied),
            ("bob", "failover.approve", "-", Basis::Implied),
            ("ann", "failover.operate", "s", Basis::NoSuchThing),
            ("ann", "list@range", "-", Basis::NoSuchThing),
        ],
    );
}
