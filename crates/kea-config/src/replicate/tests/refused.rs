//! What stops a replication, with its places.

use super::*;

fn refused(source: &str, destination: &str) -> ReplicationError {
    let pair = pair(source, destination);
    pair.changed(|editor, source| replicate(editor, source, &KeaSharing)).unwrap_err()
}

fn server(members: &str) -> String {
    format!("{{ \"Dhcp4\": {{ {members} }} }}")
}

fn paths(error: &ReplicationError) -> Vec<(Side, &str)> {
    error.places().iter().map(|place| (place.side, &*place.path)).collect()
}

#[test]
fn what_is_not_known_is_neither_copied_nor_dropped() {
    let strange = server(r#""valid-time": 1, "subnet4": [ { "subnet": "192.0.2.0/24", "x": 1 } ]"#);
    let error = refused(&strange, &server(""));
    assert!(matches!(error, ReplicationError::Unknown { .. }));
    let places = ["Dhcp4.valid-time", "Dhcp4.subnet4[0].x"];
    assert_eq!(paths(&error), places.map(|path| (Side::Source, path)));
    let error = refused(&server(""), &strange);
    assert_eq!(paths(&error), places.map(|path| (Side::Destination, path)));
    let hook = server(r#""hooks-libraries": [ { "library": "/x/libdhcp_mine.so" } ]"#);
    let place = "Dhcp4.hooks-libraries[0].library";
    assert_eq!(paths(&refused(&hook, &server(""))), [(Side::Source, place)]);
    assert_eq!(paths(&refused(&server(""), &hook)), [(Side::Destination, place)]);
    assert!(matches!(refused(&hook, &hook), ReplicationError::Unknown { .. }));
    // In what is a server's own nobody looks.
    let own = server(r#""interfaces-config": { "x": 1 }"#);
    assert_eq!(replicated(&own, &server("")), server(""));
}

/// A partner may be on the link of a network, and the other one be reached by its relay.
#[test]
fn the_interface_of_a_network_stays_and_is_not_missed() {
    let net = |more: &str| {
        server(&format!(r#""subnet4": [ {{ "id": 1, "subnet": "192.0.2.0/24"{more} }} ]"#))
    };
    let (with, own) = (net(r#", "interface": "eth0""#), net(r#", "interface": "ens3""#));
    let all = |editor: &mut Editor<'_>, source: &Document| replicate(editor, source, &KeaSharing);
    for (destination, after) in
        [(server(""), net("")), (net(""), net("")), (own.clone(), own.clone())]
    {
        let (text, notes) = pair(&with, &destination).changed(all).unwrap();
        let flat = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(flat(&text), flat(&after));
        let missed = notes.iter().filter(|note| matches!(note, Note::LeftOut(_))).count();
        assert_eq!(missed, usize::from(destination != own));
    }
    assert_eq!(replicated(&net(""), &own), own);
}

#[test]
fn a_server_must_have_what_is_its_own() {
    let script = r#"{ "library": "/a/libdhcp_run_script.so", "parameters": { "name": "/a/x.sh", "sync": false } }"#;
    let hooks = |list: &str| server(&format!(r#""hooks-libraries": [ {list} ]"#));
    let error = refused(&hooks(script), &hooks(r#"{ "library": "/b/libdhcp_lease_cmds.so" }"#));
    assert_eq!(paths(&error), [(Side::Source, "Dhcp4.hooks-libraries[0].parameters.name")]);
    // Without any library nobody knows the folder.
    let leases = hooks(r#"{ "library": "/a/libdhcp_lease_cmds.so" }"#);
    let error = refused(&leases, &server(""));
    assert!(matches!(error, ReplicationError::Wanting { .. }), "{error}");
}

#[test]
fn a_scope_that_one_side_disabled_is_nobodys_to_enable() {
    let net = |context: &str| {
        server(&format!(r#""subnet4": [ {{ "id": 1, "subnet": "192.0.2.0/24"{context} }} ]"#))
    };
    let away = net(r#", "user-context": { "dhcpair-disabled": {} }"#);
    assert!(matches!(refused(&away, &net("")), ReplicationError::Disabled { .. }));
    assert!(matches!(refused(&net(""), &away), ReplicationError::Disabled { .. }));
    assert_eq!(replicated(&away, &away), away);
}

#[test]
fn two_families_and_other_files_are_refused() {
    let (v4, v6) = (server(""), "{ \"Dhcp6\": {} }");
    assert_eq!(refused(&v4, v6), ReplicationError::Family);
    assert_eq!(refused("{}", v6), ReplicationError::NoServer { side: Side::Source });
    assert!(matches!(refused("{ \"Dhcp4\": ", &v4), ReplicationError::Incomplete { .. }));
    let deep = format!("{{ \"x\": {}1{} }}", "[".repeat(50_000), "]".repeat(50_000));
    let deep = server(&format!("\"user-context\": {deep}"));
    assert!(matches!(refused(&deep, &v4), ReplicationError::Refused(_)));
}

#[test]
fn what_databases_hold_is_said() {
    let source = server(r#""hosts-databases": [ { "type": "mysql" } ], "config-control": {}"#);
    let pair = pair(&source, &server(r#""server-tag": "b""#));
    let (after, notes) =
        pair.changed(|editor, source| replicate(editor, source, &KeaSharing)).unwrap();
    assert_eq!(after, server(r#""server-tag": "b""#));
    assert!(matches!(&notes[..], [Note::ConfigBackend(_), Note::HostsDatabase(_)]), "{notes:?}");
}

/// What is written alike is not looked at value by value, and what is not known in it is found.
#[test]
fn what_is_not_known_stops_also_where_both_have_it() {
    let text = |floor: &str| {
        format!(
            r#"{{ "Dhcp4": {{ "hooks-libraries": [ {{ "library": "/x/libdhcp_strange.so" }} ], "subnet4": [
            {{ "id": 1, "subnet": "192.0.2.0/24", "pools": [ {{ "pool": "192.0.2.0/25", "poool": 1 }} ] }},
            {{ "id": 2, "subnet": "198.51.100.0/24", "reservations": [ {{ "ip-addres": "x" }} ] }} ],
            "shared-networks": [ {{ "name": "{floor}" }} ] }} }}"#
        )
    };
    for other in ["first", "second"] {
        let pair = pair(&text("first"), &text(other));
        let found = compare(&pair.destination, &pair.source, &KeaSharing).unwrap();
        let paths: Vec<_> = found.unknown.iter().map(|place| place.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "Dhcp4.hooks-libraries[0].library",
                "Dhcp4.subnet4[0].pools[0].poool",
                "Dhcp4.subnet4[1].reservations[0].ip-addres"
            ]
        );
        assert!(found.unknown.iter().all(|place| place.side == Side::Destination));
    }
}

/// One text for options that are defined otherwise is not equal: the source's comes over.
#[test]
fn equal_text_of_options_that_are_defined_otherwise_is_no_reason_to_stop() {
    let text = |code: u32| {
        format!(
            r#"{{ "Dhcp4": {{ "option-def": [ {{ "name": "floor", "code": {code}, "type": "string" }} ],
            "option-data": [ {{ "name": "floor", "data": "x" }} ] }} }}"#
        )
    };
    let pair = pair(&text(200), &text(201));
    let found = compare(&pair.destination, &pair.source, &KeaSharing).unwrap();
    let paths: Vec<_> = found.differences.iter().map(Difference::path).collect();
    assert!(paths.iter().any(|path| path.contains("option-data")), "{paths:?}");
    assert!(paths.iter().any(|path| path.contains("option-def")), "{paths:?}");
}
