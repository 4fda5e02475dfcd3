//! Answers that no pair of a test gives, in the model's terms.

use config_text::Sources;
use kea_config::Family;
use kea_ha::command::{Channel, Command, ConfigGet, Server};

use super::*;

fn decode<C: Command>(command: &C, answer: &str) -> C::Response {
    let version = Version::parse("2.6.3").unwrap();
    let server = Server { family: Family::V4, version, channel: Channel::UnixSocket };
    server.request(command).unwrap().decode(answer.as_bytes()).unwrap()
}

/// A look at a server that says this of its relationships, and has these commands.
fn look(relationships: &str, commands: &str) -> Look {
    let ha = format!(r#""high-availability": {relationships}"#);
    let status = format!(
        r#"{{ "result": 0, "arguments": {{ "pid": 1, "uptime": 600, "reload": 60, {ha} }} }}"#
    );
    let commands = format!(r#"{{ "result": 0, "arguments": {commands} }}"#);
    Look {
        at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        version: Knowledge::Known("2.6.3".to_owned()),
        status: decode(&StatusGet, &status),
        commands: Knowledge::Known(decode(&ListCommands, &commands)),
        clock: Knowledge::unknown("nobody asked"),
    }
}

/// A server in one relationship, as this server; what it answered to `config-get`.
fn config(this: &str) -> ServerConfig {
    let text = format!(
        r#"{{ "result": 0, "arguments": {{ "Dhcp4": {{ "hooks-libraries": [ {{ "library": "/h/libdhcp_ha.so",
            "parameters": {{ "high-availability": [ {{ "this-server-name": "{this}", "mode": "hot-standby", "peers": [
                {{ "name": "one", "url": "http://192.0.2.1:8001/", "role": "primary" }},
                {{ "name": "two", "url": "http://192.0.2.2:8001/", "role": "standby" }} ] }} ] }} }} ] }} }} }}"#
    );
    let running = decode(&ConfigGet, &text);
    let mut sources = Sources::new();
    let reading = read_running(&mut sources, &running, "/run/kea/kea.sock", Some("2.6.3")).unwrap();
    assert_eq!(reading.incomplete, None);
    assert_eq!(reading.config.relationships().len(), 1);
    reading.config
}

fn local(name: &str) -> String {
    format!(r#""local": {{ "role": "primary", "scopes": [], "state": "dreaming"{name} }}"#)
}

#[test]
fn a_version_without_a_number_is_none() {
    let told = |text: &str| {
        let version = Version::parse(text);
        let (text, extended) = (text.to_owned(), String::new());
        version_of(Some(&ServerVersion { text, version, extended }))
    };
    assert_eq!(told("3.3.1-git").known().map(String::as_str), Some("3.3.1-git"));
    let unknown = told("built by me\u{1b}");
    assert_eq!(unknown.unseen().unwrap().reason, "it says `built by me\\x1b`, which is no release");
    assert!(told(&"x".repeat(1000)).unseen().unwrap().reason.len() < 100);
}

#[test]
fn a_side_is_known_by_its_name() {
    let told = |name: &str| format!(r#"[ {{ "ha-servers": {{ {} }} }} ]"#, local(name));
    let state = |told: &str, this: &str| {
        let mut config = config(this);
        look(told, "[]").tell(&mut config);
        config.relationships()[0].state.clone()
    };
    // A word that nobody knows is kept as it is.
    let side = state(&told(r#", "server-name": "one""#), "one");
    assert_eq!(&*side.known().unwrap().own.state.0, "dreaming");
    assert_eq!(state(&told(""), "one"), side, "before 2.5.5 it has no name");
    let other = state(&told(r#", "server-name": "two""#), "one");
    assert_eq!(other.unseen().unwrap().reason, "the server does not run it as `one`");
    let none = state("[]", "one");
    assert_eq!(none.unseen().unwrap().reason, "the server runs without High Availability");
}

#[test]
fn a_partner_that_was_never_heard_of_has_no_state() {
    let remote = r#""remote": { "age": 0, "in-touch": false, "last-scopes": [], "last-state": "", "role": "standby" }"#;
    let told = format!(r#"[ {{ "ha-servers": {{ {}, {remote} }} }} ]"#, local(""));
    let mut config = config("one");
    look(&told, "[]").tell(&mut config);
    let side = config.relationships()[0].state.known().cloned().unwrap();
    assert_eq!((side.partner, side.in_touch, side.heard), (None, Some(false), None));
}

#[test]
fn a_server_without_its_library_is_found() {
    let seen = |commands: &str| look("[]", commands).check(&config("one"));
    assert_eq!(seen(r#"[ "config-get" ]"#)[0].rule.id, "kea-ha-half-loaded");
    assert!(seen(r#"[ "config-get" ]"#)[0].span().is_some());
    assert!(seen(r#"[ "ha-heartbeat" ]"#).is_empty());
    let alone = ServerConfig::new(failover_model::Family::V4);
    assert!(look("[]", r#"[ "config-get" ]"#).check(&alone).is_empty());
    let unknown = Look { commands: Knowledge::unknown("forbidden"), ..look("[]", "[]") };
    assert!(unknown.check(&config("one")).is_empty(), "what is unknown is not missing");
}

#[test]
fn times_are_by_the_clock_of_the_server() {
    let seconds = TimeDelta::seconds;
    let seen = look("[]", "[]");
    assert!(seen.running().started.known().is_none(), "nobody knows its clock");
    let offset = ClockOffset { ahead: seconds(72), within: seconds(1) };
    let seen = Look { clock: Knowledge::Known(offset), ..seen };
    let running = seen.running();
    assert_eq!(running.started.known(), Some(&(seen.at + seconds(72 - 600))));
    assert_eq!(running.loaded.known(), Some(&(seen.at + seconds(72 - 60))));
}

#[test]
fn a_release_with_a_trap_is_named() {
    let commands = r#"[ "ha-heartbeat" ]"#;
    let found = |version: &str| {
        let version = Knowledge::Known(version.to_owned());
        let seen = Look { version, ..look("[]", commands) };
        seen.check(&config("one")).iter().map(|one| one.rule.id).collect::<Vec<_>>()
    };
    assert_eq!(found("3.0.3"), ["kea-test-command-trap"]);
    assert_eq!(found("3.0.4"), Vec::<&str>::new());
}

#[test]
fn a_server_that_serves_nobody_says_why() {
    let mute = |members: &str| {
        let status = format!(
            r#"{{ "result": 0, "arguments": {{ "pid": 1, "uptime": 9, "reload": 9, {members} }} }}"#
        );
        let mut look = look("[]", "[]");
        look.status = decode(&StatusGet, &status);
        look.mute()
    };
    let off = |who: &str| {
        let state = format!(r#""dhcp-state": {{ "globally-disabled": true, {who} }}"#);
        mute(&state)
    };
    assert_eq!(
        off(r#""disabled-by-user": true, "disabled-by-local-command": [1000]"#),
        Some(Mute::Disabled)
    );
    assert_eq!(
        off(r#""disabled-by-user": false, "disabled-by-db-connection": [3000]"#),
        Some(Mute::NoDatabase)
    );
    let by_itself = off(r#""disabled-by-user": false, "disabled-by-local-command": [1000]"#);
    assert_eq!(by_itself, None, "its state says so");
    assert_eq!(mute(r#""dhcp-state": { "globally-disabled": false }"#), None);
    assert_eq!(mute(r#""sockets": { "status": "ready" }"#), None);
    let failed =
        mute(r#""sockets": { "status": "failed", "errors": ["port 67 is in use", "and again"] }"#);
    assert_eq!(failed, Some(Mute::NotListening("port 67 is in use, and 1 more".to_owned())));
}
