use std::path::Path as FilePath;

use config_text::{MemoryLoader, Sources};
use kea_config::Version;

use super::*;
use crate::generate::{Installation, RelationshipParameters, Settings};
use crate::{Mode, Role, Url};

fn changed(
    text: &str,
    change: impl FnOnce(&mut HaEditor<'_, '_>) -> Result<(), ChangeError>,
) -> Result<String, ChangeError> {
    let loader = MemoryLoader::new().with("m", text);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, FilePath::new("m")).unwrap();
    let mut editor = Editor::new(&document)?;
    change(&mut HaEditor::new(&mut editor)?)?;
    let edits = editor.finish()?;
    Ok(String::from_utf8(edits.apply(&sources, document.files().next().unwrap()).unwrap()).unwrap())
}

fn pair(version: &str, mode: Mode, names: [&str; 2]) -> RelationshipParameters {
    let kea = Installation::with_hooks(Version::parse(version).unwrap(), "/h");
    let peers = names.into_iter().enumerate().map(|(nth, name)| {
        let url = Url::parse(&format!("http://192.0.2.{nth}:800{}/", name.len())).unwrap();
        let role = if nth == 0 { Some(Role::Primary) } else { mode.second_role() };
        PeerParameters::new(name, url, role.unwrap(), kea.clone())
    });
    let mut parameters = RelationshipParameters::new(mode, peers.collect());
    parameters.settings = Settings::new();
    parameters
}

fn checked(version: &str, mode: Mode) -> CheckedRelationship {
    pair(version, mode, ["a", "b"]).checked().unwrap()
}

const WITH: &str = r#"{ "Dhcp4": {
    "multi-threading": { "enable-multi-threading": true },
    "hooks-libraries": [
        { "library": "/h/libdhcp_lease_cmds.so" },
        {
            "library": "/h/libdhcp_ha.so",
            "parameters": {
                "high-availability": [ {
                    "this-server-name": "a", // here
                    "mode": "hot-standby",
                    "heartbeat-delay": 5000, // short
                    "peers": [
                        # the room in the cellar
                        { "name": "a", "url": "http://192.0.2.0:8001/", "role": "primary" },
                        { "name": "b", "url": "http://192.0.2.1:8001/", "role": "standby",
                          "user-context": { "room": 4 } }
                    ]
                } ]
            }
        }
    ]
} }
"#;

#[test]
fn only_what_differs_is_changed() {
    let mut parameters = pair("2.2.0", Mode::HotStandby, ["a", "b"]);
    parameters.settings.set("heartbeat-delay", 7_000).unwrap();
    let after = changed(WITH, |editor| editor.put(&parameters.clone().checked().unwrap(), "a"));
    assert_eq!(after.unwrap(), WITH.replace("5000, // short", "7000, // short"));
    parameters.settings.unset("heartbeat-delay");
    parameters.settings.set("max-ack-delay", 3_000).unwrap();
    parameters.peers[1].auto_failover = false;
    let after = changed(WITH, |editor| editor.put(&parameters.checked().unwrap(), "a")).unwrap();
    let expected = WITH
        .replace("                    \"heartbeat-delay\": 5000, // short\n", "")
        .replace("                    ]\n", "                    ],\n                    \"max-ack-delay\": 3000\n")
        .replace(
            "\"user-context\": { \"room\": 4 } }",
            "\"user-context\": { \"room\": 4 },\n                          \"auto-failover\": false }",
        );
    assert_eq!(after, expected);
}

#[test]
fn a_pair_goes_as_it_came() {
    let text = "{ \"Dhcp6\": {\n  \"subnet6\": [] // none\n} }\n";
    let put =
        changed(text, |editor| editor.put(&checked("2.2.0", Mode::LoadBalancing), "b")).unwrap();
    assert!(put.contains("\"this-server-name\": \"b\""), "{put}");
    let order = ["libdhcp_lease_cmds", "libdhcp_ha"].map(|library| put.find(library).unwrap());
    assert!(order[0] < order[1]);
    let again = changed(&put, |editor| editor.put(&checked("2.2.0", Mode::LoadBalancing), "b"));
    assert_eq!(again.unwrap(), put, "it is there already");
    let gone = changed(&put, |editor| editor.remove("b")).unwrap();
    assert!(!gone.contains("libdhcp_ha") && gone.contains("libdhcp_lease_cmds"), "{gone}");
    assert!(gone.contains("\"subnet6\": [], // none\n"), "{gone}");
}

#[test]
fn a_listener_has_the_threads_it_needs() {
    let text = "{ \"Dhcp4\": { \"multi-threading\": { \"enable-multi-threading\": false } } }";
    let mut parameters = pair("2.2.0", Mode::HotStandby, ["a", "b"]);
    for key in ["enable-multi-threading", "http-dedicated-listener"] {
        parameters.settings.set(&format!("multi-threading.{key}"), true).unwrap();
    }
    let after = changed(text, |editor| editor.put(&parameters.checked().unwrap(), "a")).unwrap();
    assert!(
        after.contains("\"Dhcp4\": { \"multi-threading\": { \"enable-multi-threading\": true }"),
        "{after}"
    );
}

const POOLS: &str = r#"{ "Dhcp4": { "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "pools": [
  # the first floor
  { "pool": "192.0.2.10 - 192.0.2.99", "option-data": [] }, // guests
  { "pool": "192.0.2.128/25", "client-class": "HA_a" },
  { "pool": "192.0.2.5-192.0.2.5" }
] } ] } }"#;

#[test]
fn pools_are_divided_and_joined_by_class() {
    let both = checked("2.2.0", Mode::LoadBalancing);
    let after = changed(POOLS, |editor| editor.split_pools(&both, "a")).unwrap();
    let expected = POOLS
        .replace(
            "{ \"pool\": \"192.0.2.10 - 192.0.2.99\", \"option-data\": [] }, // guests",
            "{ \"pool\": \"192.0.2.10 - 192.0.2.54\", \"option-data\": [], \"client-class\": \"HA_a\" }, // guests\n  \
             { \"pool\": \"192.0.2.55 - 192.0.2.99\", \"option-data\": [], \"client-class\": \"HA_b\" },",
        )
        .replace("2.5-192.0.2.5\" }", "2.5-192.0.2.5\", \"client-class\": \"HA_a\" }");
    assert_eq!(after, expected);
    let newer = checked("3.0.4", Mode::LoadBalancing);
    let after = changed(POOLS, |editor| editor.split_pools(&newer, "a")).unwrap();
    assert!(after.contains("\"client-classes\": [ \"HA_b\" ] }"), "{after}");
    let put = changed(&expected, |editor| editor.put(&both, "a")).unwrap();
    let gone = changed(&put, |editor| editor.remove("a")).unwrap();
    assert!(!gone.contains("client-class") && gone.contains("192.0.2.55 - 192.0.2.99"), "{gone}");
    let standby = checked("2.2.0", Mode::HotStandby);
    assert_eq!(changed(POOLS, |editor| editor.split_pools(&standby, "a")).unwrap(), POOLS);
}

#[test]
fn prefixes_are_divided_too() {
    let text = |pools: &str| {
        format!(
            "{{ \"Dhcp6\": {{ \"subnet6\": [ {{ \"id\": 1, \"subnet\": \"2001:db8::/64\", \"pd-pools\": [ {pools} ] }} ] }} }}"
        )
    };
    let pool = |prefix: &str, length: u8, behind: &str| {
        format!(
            "{{ \"prefix\": \"{prefix}\", \"prefix-len\": {length}, \"delegated-len\": 64{behind} }}"
        )
    };
    let both = checked("2.6.3", Mode::LoadBalancing);
    let after = changed(&text(&pool("3000::", 48, "")), |editor| editor.split_pools(&both, "b"));
    let halves = [
        pool("3000::", 49, ", \"client-class\": \"HA_a\""),
        pool("3000:0:0:8000::", 49, ", \"client-class\": \"HA_b\""),
    ];
    assert_eq!(after.unwrap(), text(&halves.join(", ")));
    let one = changed(&text(&pool("3000::", 64, "")), |editor| editor.split_pools(&both, "b"));
    assert!(matches!(one, Err(ChangeError::Undivided { .. })), "{one:?}");
}

#[test]
fn what_cannot_be_is_refused() {
    let other = pair("2.6.3", Mode::HotStandby, ["cc", "dd"]).checked().unwrap();
    let two = changed(WITH, |editor| editor.put(&other, "cc")).unwrap();
    assert!(two.contains("\"this-server-name\": \"cc\""), "{two}");
    let told = |change: &dyn Fn(&mut HaEditor<'_, '_>) -> Result<(), ChangeError>| {
        changed(WITH, |editor| change(editor)).unwrap_err().to_string()
    };
    let old = pair("2.2.0", Mode::HotStandby, ["cc", "dd"]).checked().unwrap();
    assert_eq!(
        told(&|editor| editor.put(&old, "cc")),
        "this server has another relationship, and cannot have this one: several relationships on one server: \
         Kea 2.2.0 takes one alone; 2.5.5 and later take more"
    );
    assert_eq!(told(&|editor| editor.put(&other, "a")), "the relationship has no peer `a`");
    assert_eq!(told(&|editor| editor.remove("b")), "this server is in no relationship as `b`");
    let guarded = POOLS.replace("\"option-data\": []", "\"client-class\": \"phones\"");
    let both = checked("2.2.0", Mode::LoadBalancing);
    let refusal = changed(&guarded, |editor| editor.split_pools(&both, "a")).unwrap_err();
    assert_eq!(refusal.places().len(), 1, "{refusal}");
}

#[test]
fn a_hub_knows_which_relationship_a_subnet_has() {
    let one = pair("2.6.3", Mode::HotStandby, ["s", "h"]).checked().unwrap();
    let two = pair("2.6.3", Mode::HotStandby, ["tt", "hh"]).checked().unwrap();
    let text = "{ \"Dhcp4\": { \"subnet4\": [ { \"id\": 1 }, { \"id\": 2, \"user-context\": { \"x\": 1 } } ] } }";
    let hub = changed(text, |editor| {
        editor.put_several(&[(&one, "h"), (&two, "hh")])?;
        editor.tag(&"Dhcp4.subnet4[0]".parse().unwrap(), &one)?;
        editor.tag(&"Dhcp4.subnet4[1]".parse().unwrap(), &two)
    });
    let hub = hub.unwrap();
    assert!(
        hub.contains("{ \"id\": 1, \"user-context\": { \"ha-server-name\": \"s\" } }"),
        "{hub}"
    );
    assert!(hub.contains("\"user-context\": { \"x\": 1, \"ha-server-name\": \"tt\" } }"), "{hub}");
    assert_eq!(hub.matches("libdhcp_ha").count(), 1);
    let left = changed(&hub, |editor| editor.remove("h")).unwrap();
    assert!(
        left.contains(
            "[ { \"id\": 1 }, { \"id\": 2, \"user-context\": { \"x\": 1, \"ha-server-name\""
        ),
        "{left}"
    );
    assert!(left.contains("\"this-server-name\": \"hh\"") && !left.contains("\"h\""), "{left}");
}
