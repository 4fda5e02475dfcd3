//! One scope with what it depends on.

use super::*;

const SOURCE: &str = r#"{ "Dhcp4": {
  "client-classes": [ { "name": "other" }, { "name": "base", "test": "option[61].exists" },
    { "name": "phones", "test": "member('base')", "option-data": [ { "space": "s", "name": "y", "data": "2" } ] } ],
  "option-def": [ { "name": "x", "code": 222, "type": "uint8" }, { "name": "y", "code": 1, "type": "uint8", "space": "s" },
    { "name": "z", "code": 223, "type": "uint8" } ],
  "subnet4": [ { "id": 7, "subnet": "192.0.2.0/24",
    "pools": [ { "pool": "192.0.2.10 - 192.0.2.99", "client-class": "phones" } ],
    "option-data": [ { "name": "x", "data": "1" } ] } ],
  "shared-networks": [ { "name": "n", "subnet4": [ { "id": 8, "subnet": "198.51.100.0/24" } ] } ] } }"#;

fn scope(destination: &str, scope: Scope) -> Result<String, ReplicationError> {
    let of = |editor: &mut Editor<'_>, source: &Document| {
        replicate_scope(editor, source, &KeaSharing, scope)
    };
    let (after, _) = pair(SOURCE, destination).changed(of)?;
    assert_eq!(pair(SOURCE, &after).changed(of)?.0, after);
    Ok(after)
}

#[test]
fn a_scope_comes_with_its_classes_and_definitions() {
    let destination = r#"{ "Dhcp4": {
  "valid-lifetime": 60,
  "client-classes": [ { "name": "base", "test": "option[61].exists" } ], // ours
  "subnet4": [
    // kept
    { "id": 1, "subnet": "203.0.113.0/24" }
  ]
} }"#;
    let after = r#"{ "Dhcp4": {
  "valid-lifetime": 60,
  "client-classes": [ { "name": "base", "test": "option[61].exists" }, { "name": "phones", "test": "member('base')", "option-data": [ { "space": "s", "name": "y", "data": "2" } ] } ], // ours
  "subnet4": [
    // kept
    { "id": 1, "subnet": "203.0.113.0/24" },
    { "id": 7, "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.10 - 192.0.2.99", "client-class": "phones" } ], "option-data": [ { "name": "x", "data": "1" } ] }
  ],
  "option-def": [
    { "name": "x", "code": 222, "type": "uint8" },
    { "name": "y", "code": 1, "type": "uint8", "space": "s" }
  ]
} }"#;
    assert_eq!(scope(destination, Scope::Id(7)).unwrap(), after);
    assert_eq!(scope(destination, Scope::Net("192.0.2.0/24".parse().unwrap())).unwrap(), after);
}

#[test]
fn another_class_of_the_name_stops_it() {
    let destination = r#"{ "Dhcp4": { "client-classes": [ { "name": "phones" } ] } }"#;
    let error = scope(destination, Scope::Id(7)).unwrap_err();
    let is = matches!(&error, ReplicationError::Dependency { what: "class", name, .. } if name == "phones");
    assert!(is, "{error}");
    assert_eq!(error.places()[0].path, "Dhcp4.client-classes[0]");
    let destination =
        r#"{ "Dhcp4": { "option-def": [ { "name": "x", "code": 222, "type": "uint16" } ] } }"#;
    let error = scope(destination, Scope::Id(7)).unwrap_err();
    assert!(
        matches!(error, ReplicationError::Dependency { what: "option definition", .. }),
        "{error}"
    );
}

#[test]
fn a_scope_comes_into_its_shared_network() {
    let error = scope(r#"{ "Dhcp4": {} }"#, Scope::Id(8)).unwrap_err();
    assert!(matches!(error, ReplicationError::NoNetwork { .. }), "{error}");
    let destination = r#"{ "Dhcp4": { "shared-networks": [ { "name": "n" } ], "subnet4": [ { "id": 8, "subnet": "198.51.100.0/24" } ] } }"#;
    let after = r#"{ "Dhcp4": { "shared-networks": [ { "name": "n", "subnet4": [ { "id": 8, "subnet": "198.51.100.0/24" } ] } ], "subnet4": [ ] } }"#;
    assert_eq!(scope(destination, Scope::Id(8)).unwrap(), after);
    let taken = r#"{ "Dhcp4": { "shared-networks": [ { "name": "n" } ], "subnet4": [ { "id": 8, "subnet": "192.0.2.0/24" } ] } }"#;
    let error = scope(taken, Scope::Id(8)).unwrap_err();
    assert!(matches!(error, ReplicationError::Refused(Refusal::Taken { .. })), "{error}");
    let error = scope(taken, Scope::Id(9)).unwrap_err();
    assert!(matches!(error, ReplicationError::NoScope { side: Side::Source, .. }), "{error}");
}

/// What comes of one scope of another source.
fn scope_of(source: &str, destination: &str, id: i64) -> Result<String, ReplicationError> {
    let of = |editor: &mut Editor<'_>, source: &Document| {
        replicate_scope(editor, source, &KeaSharing, Scope::Id(id))
    };
    pair(source, destination).changed(of).map(|(after, _)| after)
}

#[test]
fn a_class_brings_the_definitions_that_its_test_names() {
    let source = r#"{ "Dhcp4": { "option-def": [ { "name": "own", "code": 222, "type": "string" } ],
        "client-classes": [ { "name": "c", "test": "option[own].text == 'x'" } ],
        "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "client-class": "c" } ] } }"#;
    let after = scope_of(source, r#"{ "Dhcp4": {} }"#, 1).unwrap();
    assert!(after.contains(r#""option-def": [ { "name": "own", "code": 222"#), "{after}");
}

#[test]
fn a_spawned_class_brings_its_template() {
    let source = r#"{ "Dhcp4": {
        "client-classes": [ { "name": "t", "template-test": "option[60].hex" }, { "name": "t_x" } ],
        "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "client-class": "SPAWN_t_x" } ] } }"#;
    let after = scope_of(source, r#"{ "Dhcp4": {} }"#, 1).unwrap();
    let classes = r#""client-classes": [ { "name": "t", "template-test": "option[60].hex" } ]"#;
    assert!(after.contains(classes), "{after}");
}

#[test]
fn the_destinations_definitions_give_no_other_meaning() {
    let source = r#"{ "Dhcp4": { "option-def": [ { "name": "own", "code": 223, "type": "uint8" } ],
        "subnet4": [
          { "id": 1, "subnet": "192.0.2.0/24", "option-data": [ { "name": "own", "data": "7" } ] },
          { "id": 2, "subnet": "192.0.3.0/24", "option-data": [ { "code": 222, "data": "0A0B" } ] },
          { "id": 3, "subnet": "192.0.4.0/24", "option-data": [ { "code": 6, "data": "192.0.2.1" } ] }
        ] } }"#;
    // The same name with another code, and a definition where the source has octets.
    let destination =
        r#"{ "Dhcp4": { "option-def": [ { "name": "own", "code": 222, "type": "string" } ] } }"#;
    for id in [1, 2] {
        let error = scope_of(source, destination, id).unwrap_err();
        let is = matches!(&error, ReplicationError::Dependency { name, .. } if name == "own");
        assert!(is, "{error}");
        assert_eq!(error.places()[0].path, "Dhcp4.option-def[0]");
    }
    assert!(scope_of(source, destination, 3).is_ok());
}

#[test]
fn a_scope_does_not_change_the_numbers_of_others() {
    let source = r#"{ "Dhcp4": { "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "rebind-timer": 9 } ] } }"#;
    let unnumbered = r#"{ "Dhcp4": { "subnet4": [ { "subnet": "203.0.113.0/24" } ] } }"#;
    let error = scope_of(source, unnumbered, 1).unwrap_err();
    assert!(matches!(error, ReplicationError::Unnumbered { .. }), "{error}");
    assert_eq!(error.places()[0].path, "Dhcp4.subnet4[0]");
    let net = Scope::Net("203.0.113.0/24".parse().unwrap());
    let of = |editor: &mut Editor<'_>, source: &Document| {
        replicate_scope(editor, source, &KeaSharing, net)
    };
    let error = pair(unnumbered, r#"{ "Dhcp4": {} }"#).changed(of).unwrap_err();
    assert!(matches!(error, ReplicationError::Unnumbered { .. }), "{error}");
    // What stays in its place changes no number.
    let beside = r#"{ "Dhcp4": { "subnet4": [ { "subnet": "203.0.113.0/24" }, { "id": 1, "subnet": "192.0.2.0/24" } ] } }"#;
    assert!(scope_of(source, beside, 1).unwrap().contains(r#""rebind-timer": 9"#));
}
