//! One server against its own file.

use crate::drift::{Says, compare};
use crate::fixture::{kea_side, server, with_side};
use crate::observation::Basis;
use crate::{Family, Knowledge, Observation, Parameters, ServerConfig, Setting, Vendor};

const PEERS: [(&str, &str, &str); 2] =
    [("a", "http://192.0.2.1:8001/", "primary"), ("b", "http://192.0.2.2:8001/", "standby")];

/// A server with a relationship, a subnet and an option.
fn config() -> ServerConfig {
    let mut config = with_side(kea_side("a", PEERS));
    let scope = config.add_scope("10.1.0.0/24".parse().unwrap());
    config.add_pool(scope, "10.1.0.10-10.1.0.99".parse().unwrap());
    let context = config.scope(scope).unwrap().context;
    config.set(context, Setting::new("option routers", "10.1.0.1", None));
    config.identify(Setting::new("server-id", "EN 1 01", None));
    config
}

/// The server after a change that was made by a command.
fn after(change: impl FnOnce(&mut ServerConfig)) -> Observation {
    let (file, mut running) = (config(), config());
    change(&mut running);
    let seen = server("kea-1", Vendor::Kea, "192.0.2.1", ServerConfig::new(Family::V4));
    let (config, basis) = Basis::of(&seen, file, running);
    Observation {
        configs: Knowledge::Known(vec![config]),
        bases: vec![(Family::V4, basis)],
        ..seen
    }
}

/// `path: file | running`, and nothing else.
fn found(seen: Observation) -> Vec<String> {
    let says = |says: &Says| match says {
        Says::Nothing => "-".to_owned(),
        Says::Present { .. } => "there".to_owned(),
        Says::Value { value, .. } => value.to_string(),
    };
    let drift = compare(&[seen], &[], &[]);
    let line = |one: &crate::drift::Difference| {
        assert_eq!(one.rule.id, "kea-running-not-file");
        let sides = one.sides.as_ref().map(says).into_array();
        format!("{}: {}", one.path, sides.join(" | "))
    };
    drift.differences.iter().map(line).collect()
}

#[test]
fn a_server_that_runs_its_file_shows_the_file() {
    let seen = after(|_| {});
    assert!(matches!(seen.basis(Family::V4), Some(Basis::Loaded)));
    assert_eq!(found(seen), Vec::<String>::new());
}

#[test]
fn what_a_command_changed_is_named() {
    let scope = |config: &mut ServerConfig, net: &str| config.add_scope(net.parse().unwrap());
    let seen = after(|config| {
        scope(config, "10.9.0.0/24");
    });
    // What counts towards the partner is what runs.
    assert_eq!(seen.configs.known().unwrap()[0].scopes().len(), 2);
    assert_eq!(found(seen), ["server.kea-1/scope.10.9.0.0/24: - | there"]);
    let option = |config: &mut ServerConfig| {
        let context = config.scopes()[0].context;
        config.set(context, Setting::new("option domain-name", "lab", None));
    };
    assert_eq!(
        found(after(option)),
        ["server.kea-1/scope.10.1.0.0/24/option.domain-name: - | lab"]
    );
    let identity = |config: &mut ServerConfig| {
        config.identify(Setting::new("lease-database", "mysql `kea`", None));
    };
    assert_eq!(found(after(identity)), ["server.kea-1/lease-database: - | mysql `kea`"]);
}

#[test]
fn a_relationship_is_compared_as_one_of_the_same_server() {
    let other = |change: fn(&mut crate::KeaParameters)| {
        after(move |config| {
            let Parameters::Kea(kea) = &mut config.relationships_mut()[0].parameters else {
                return;
            };
            change(kea);
        })
    };
    let this = other(|kea| kea.this_server = Some(crate::fixture::stated("b".into())));
    assert_eq!(found(this), ["server.kea-1/relationship.a+b/this-server-name: a | b"]);
    let url = other(|kea| kea.peers[1].url = Some("http://192.0.2.3:8001/".into()));
    assert_eq!(
        found(url),
        ["server.kea-1/relationship.a+b/peer.b/url: \
          http://192.0.2.2:8001/ | http://192.0.2.3:8001/"]
    );
    let name = other(|kea| kea.peers[1].name = "c".into());
    assert_eq!(
        found(name),
        ["server.kea-1/relationship.a+b: there | -", "server.kea-1/relationship.a+c: - | there"]
    );
}
