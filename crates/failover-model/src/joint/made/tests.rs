//! What was made over OMAPI at the servers of a pair.

use std::sync::Arc;

use crate::config::{Definition, DefinitionKind, Reservation, ServerConfig};
use crate::fixture::{isc_side, server, with_side};
use crate::identity::Identifier;
use crate::joint::find;
use crate::made::{Made, MadeKind};
use crate::pairing::pair;
use crate::{Knowledge, Role, Vendor};

fn hardware(last: u8) -> Identifier {
    let value = format!("ethernet 02:00:00:00:00:{last:02x}");
    Identifier { kind: "hardware".into(), value: value.into() }
}

fn made(kind: MadeKind, name: &str) -> Made {
    Made { kind, name: name.into(), identifiers: Vec::new(), addresses: Vec::new() }
}

fn host(name: &str, client: u8, address: &str) -> Made {
    let addresses = vec![address.parse().unwrap()];
    Made { identifiers: vec![hardware(client)], addresses, ..made(MadeKind::Host, name) }
}

fn write(config: &mut ServerConfig, name: &str, client: u8) {
    let context = config.root();
    config.add_reservation(Reservation {
        name: Some(name.into()),
        identifiers: vec![hardware(client)],
        addresses: Vec::new(),
        prefixes: Vec::new(),
        scope: None,
        context,
        span: None,
    });
}

/// The rules and their words, where this was made at two servers with one scope each, and `change` was done to both
/// files.
fn found(all: [Option<Vec<Made>>; 2], change: impl Fn(usize, &mut ServerConfig)) -> Vec<String> {
    let own = ["192.0.2.1", "192.0.2.2"];
    let observations = [0, 1].map(|at: usize| {
        let role = [Role::Primary, Role::Secondary][at];
        let mut config = with_side(isc_side("campus", role, own[at], own[1 - at]));
        let _scope = config.add_scope("10.1.0.0/24".parse().unwrap());
        let made = all[at].clone();
        config.set_made(made.map_or(Knowledge::unknown("it was not read"), Knowledge::Known));
        change(at, &mut config);
        server(["a", "b"][at], Vendor::Isc, own[at], config)
    });
    let found = find(&observations, &pair(&observations, &[])).into_iter();
    found.map(|one| format!("{}: {}", one.rule.id, one.message)).collect()
}

fn none(_: usize, _: &mut ServerConfig) {}

#[test]
fn what_is_on_one_side_only_is_told() {
    let printer = || host("printer", 1, "10.1.0.10");
    let one = found([Some(vec![printer()]), Some(vec![])], none);
    assert_eq!(
        one,
        ["isc-dynamic-host-one-sided: host `printer` was made over OMAPI at `a`, and `b` has none"]
    );
    assert_eq!(found([Some(vec![printer()]), Some(vec![printer()])], none), [""; 0]);
    // Of a server whose lease file was not read nothing is known.
    assert_eq!(found([Some(vec![printer()]), None], none), [""; 0]);
    // Without a name it gets one on each server: it is the same client.
    let nameless =
        [host("nh1", 1, "10.1.0.10"), host("nh2", 1, "10.1.0.10")].map(|one| Some(vec![one]));
    assert_eq!(found(nameless, none), [""; 0]);
    let kinds = vec![
        made(MadeKind::Class, "x"),
        made(MadeKind::Group, "x"),
        made(MadeKind::Host, "y"),
        printer(),
    ];
    let all = found([Some(vec![made(MadeKind::Host, "x")]), Some(kinds)], none);
    assert_eq!(all.len(), 2);
    assert!(all[0].ends_with("host `x` was made over OMAPI at `a`, and `b` has none"), "{all:?}");
    let second =
        "class `x`, group `x`, host `y` and 1 more were made over OMAPI at `b`, and `a` has none";
    assert!(all[1].ends_with(second), "{all:?}");
}

#[test]
fn what_the_partner_has_written_or_does_not_serve_is_not_missing_there() {
    let written = |at: usize, config: &mut ServerConfig| {
        if at == 1 {
            write(config, "other", 1);
            config.name_group("g");
            let (kind, name, context) = (DefinitionKind::Class, Arc::from("x"), config.root());
            config.add_definition(Definition {
                kind,
                name,
                scope: None,
                ordered: false,
                context,
                span: None,
            });
        }
    };
    let all = vec![
        host("printer", 1, "10.1.0.10"),
        made(MadeKind::Class, "x"),
        made(MadeKind::Group, "g"),
    ];
    assert_eq!(found([Some(all.clone()), Some(vec![])], none).len(), 1);
    assert_eq!(found([Some(all), Some(vec![])], written), [""; 0]);

    let own = |at: usize, config: &mut ServerConfig| {
        if at == 0 {
            let _scope = config.add_scope("10.2.0.0/24".parse().unwrap());
        }
    };
    assert_eq!(found([Some(vec![host("printer", 1, "10.2.0.10")]), Some(vec![])], own), [""; 0]);
}

#[test]
fn a_host_with_a_name_of_the_file_is_shadowed() {
    let written =
        |name: &'static str| move |_: usize, config: &mut ServerConfig| write(config, name, 2);
    let printer = || Some(vec![host("printer", 1, "10.1.0.10")]);
    let told = found([None, printer()], written("printer"));
    let said = "isc-dynamic-host-shadowed: host `printer` was made over OMAPI at `b`, and the file there has a host \
                `printer`, too";
    assert_eq!(told, [said]);
    // Letter case counts, and a class is no host.
    assert_eq!(found([None, printer()], written("Printer")), [""; 0]);
    assert_eq!(
        found([None, Some(vec![made(MadeKind::Class, "printer")])], written("printer")),
        [""; 0]
    );
}
