//! The table of failover operations, by policies that hold just one bit of what an operation needs.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

use permission_engine::catalogue::Aspect;
use permission_engine::{Catalogue, Engine, ObjectIx, Policy, Touches};

const OBJECTS: &str = r#"
objects.a = { kind = "dhcp-server", roles = ["On a"] }
objects.b = { kind = "dhcp-server", roles = ["On b"] }
objects.s = { kind = "scope", roles = ["On s"] }
objects.t = { kind = "scope" }
"#;

/// A policy in which `ann` holds three specific roles, each on one object.
fn engine(strict: bool, on_a: &str, on_b: &str, on_s: &str) -> Engine {
    let role = |name: &str, allow: &str| {
        format!("roles.\"On {name}\" = {{ kind = \"specific\", allow = [\"{allow}\"] }}\n")
    };
    let text = format!(
        "version = 1\nstrict-replication = {strict}\n{}{}{}\
         users.ann = {{ roles = [\"On a\", \"On b\", \"On s\"] }}\n{OBJECTS}",
        role("a", on_a),
        role("b", on_b),
        role("s", on_s)
    );
    Engine::new(Policy::from_toml(&text, Catalogue::dhcp()).unwrap())
}

fn may(
    engine: &Engine,
    operation: &str,
    objects: &[&str],
    changes: Option<&[(&str, &str)]>,
) -> bool {
    let object = |name: &str| engine.object(name).unwrap();
    let objects: Vec<ObjectIx> = objects.iter().map(|name| object(name)).collect();
    let aspect = |name: &str| {
        engine.catalogue().aspects().iter().find(|aspect| &*aspect.name == name).unwrap()
    };
    let changes: Option<Vec<(ObjectIx, &Aspect)>> =
        changes.map(|all| all.iter().map(|(at, name)| (object(at), aspect(name))).collect());
    let touches = Touches { objects: &objects, changes: changes.as_deref() };
    let operation = engine.catalogue().operation(operation).unwrap();
    engine.may(engine.user("ann").unwrap(), operation, touches).is_allowed()
}

const ADD: &str = "addScope@dhcp-server";
const SEE: &str = "list@dhcp-server";

/// `Add a scope` on both servers, and on two different ones.
#[test]
fn adding_a_scope_needs_both_servers() {
    let both = engine(false, ADD, ADD, "list@range");
    let one = engine(false, ADD, SEE, "list@range");
    for operation in ["add-scope", "remove-scope"] {
        assert!(may(&both, operation, &["a", "b"], None));
        assert!(may(&both, operation, &["a", "b", "s"], None), "the scope itself asks nothing");
        assert!(!may(&one, operation, &["a", "b"], None));
        assert!(!may(&both, operation, &["a"], None), "one server named is too few");
        assert!(!may(&both, operation, &["a", "a"], None), "nor is the same one twice enough");
        assert!(!may(&both, operation, &[], None));
    }
}

/// Any one of the four bits of the scope; those of the server of the same name do not count.
#[test]
fn replicating_a_scope_needs_one_bit_of_the_scope() {
    for bit in ["options@range", "reservations@range", "addressPools@range", "exclusions@range"] {
        let engine = engine(false, SEE, SEE, bit);
        assert!(may(&engine, "replicate-scope", &["s"], None), "{bit}");
        assert!(!may(&engine, "replicate-scope", &["t"], None), "{bit} is not on the other scope");
        assert!(!may(&engine, "replicate-scope", &["s", "t"], None), "each scope is asked");
        assert!(!may(&engine, "replicate-scope", &[], None));
        assert!(!may(&engine, "replicate-relationship", &["s"], None), "{bit} is not enough");
        assert!(!may(&engine, "replicate-server", &["s"], None), "{bit} is not enough");
    }
    let others = ["list@range", "readOptions@range", "delete@range", "enable@range"];
    for bit in others {
        assert!(!may(&engine(false, SEE, SEE, bit), "replicate-scope", &["s"], None), "{bit}");
    }
    for bit in ["reservations@dhcp-server", "options@dhcp-server"] {
        let servers = engine(false, bit, bit, "list@range");
        assert!(!may(&servers, "replicate-scope", &["a", "b", "s"], None), "{bit}");
    }
}

/// The stricter policy: the bit of each aspect that would be changed, and of no other.
#[test]
fn the_stricter_policy_asks_for_each_aspect() {
    let bits = [
        ("options", "options@range"),
        ("reservations", "reservations@range"),
        ("address-pools", "addressPools@range"),
        ("exclusions", "exclusions@range"),
    ];
    for (held, bit) in bits {
        let [lenient, strict] = [false, true].map(|strict| engine(strict, SEE, SEE, bit));
        for (changed, _) in bits {
            let changes = [("s", changed)];
            assert!(may(&lenient, "replicate-scope", &["s"], Some(&changes)), "{held}: {changed}");
            let allowed = may(&strict, "replicate-scope", &["s"], Some(&changes));
            assert_eq!(allowed, changed == held, "{held}: {changed}");
            let two = [("s", held), ("s", changed)];
            let allowed = may(&strict, "replicate-scope", &["s"], Some(&two));
            assert_eq!(allowed, changed == held, "{held}: both");
        }
        assert!(may(&strict, "replicate-scope", &["s"], Some(&[])), "nothing would change");
        assert!(!may(&strict, "replicate-scope", &["s"], None), "what would change is unknown");
        let elsewhere = [("t", held)];
        assert!(!may(&strict, "replicate-scope", &["s"], Some(&elsewhere)), "{held}: elsewhere");
        assert!(!may(&strict, "replicate-scope", &["s"], Some(&[("a", held)])), "a server");
    }
}

/// Administering is enough for what it administers, and brings no bit of a scope or server along.
#[test]
fn administering_dhcp_is_not_the_bits_of_a_scope() {
    let text = |strict: bool| {
        format!(
            "version = 1\nstrict-replication = {strict}\nroles.\"On a\" = {{ kind = \"specific\", \
             allow = [\"list@dhcp-server\"] }}\nroles.\"On b\" = {{ kind = \"specific\", allow = \
             [\"list@dhcp-server\"] }}\nroles.\"On s\" = {{ kind = \"specific\", allow = \
             [\"list@range\"] }}\nroles.Admin = {{ kind = \"general\", allow = [\"adminDHCP\"] }}\n\
             users.ann = {{ roles = [\"Admin\"] }}\n{OBJECTS}"
        )
    };
    let [lenient, strict] = [false, true]
        .map(|strict| Engine::new(Policy::from_toml(&text(strict), Catalogue::dhcp()).unwrap()));
    let changes: &[(&str, &str)] = &[("s", "options")];
    for operation in ["replicate-relationship", "replicate-server"] {
        assert!(may(&lenient, operation, &["s"], Some(changes)));
        assert!(!may(&strict, operation, &["s"], Some(changes)), "no bit of the scope is held");
    }
    for operation in ["create-relationship", "modify-relationship", "remove-relationship"] {
        assert!(may(&strict, operation, &[], None));
    }
    for operation in ["operate-relationship", "approve-change"] {
        assert!(may(&strict, operation, &[], None), "administering DHCP implies {operation}");
    }
    assert!(!may(&strict, "add-scope", &["a", "b"], None));
}
