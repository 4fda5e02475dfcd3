//! What becomes of a server that is made equal to its partner: whoever takes the two takes the result, its
//! HA block as well.

use config_text::{MemoryLoader, Sources};
use dhcpair_testbed::{Dice, KEA_ROOTS, KeaRoot, Sample};
use kea_config::{Document, Editor, Node, Version};

use super::{Server, change, number, read, refusal_by};

/// How many pairs are tried of each version.
const PAIRS: u64 = 20;

/// A server of a pair, called `NAME` in it; `HOOKS` is the folder of its libraries, or nothing.
const SERVER: &str = r#"{ "Dhcp4": { # NAME
  "interfaces-config": { "interfaces": [], "re-detect": false },
  "lease-database": { "type": "memfile", "persist": false }, // of NAME
  "server-tag": "NAME",
  "loggers": [ { "name": "kea-dhcp4", "severity": "INFO", "output_options": [ { "output": "stdout" } ] } ],
  "valid-lifetime": 3600, "renew-timer": 900, "rebind-timer": 1800,
  "option-def": [ { "name": "floor", "code": 200, "type": "string" } ],
  "option-data": [ { "name": "floor", "data": "ground" }, { "name": "domain-name", "data": "example.org" } ],
  "client-classes": [ { "name": "phones", "test": "option[60].exists" }, { "name": "others" } ],
  "hooks-libraries": [ { "library": "HOOKSlibdhcp_lease_cmds.so" },
    { "library": "HOOKSlibdhcp_ha.so", "parameters": { "high-availability": [ {
      "this-server-name": "NAME", // not to be copied
      "mode": "load-balancing", "heartbeat-delay": 10000, "max-response-delay": 60000,
      "max-ack-delay": 5000, "max-unacked-clients": 5, "delayed-updates-limit": 100, "sync-page-limit": 500,
      "multi-threading": { "enable-multi-threading": false, "http-client-threads": 2 },
      "state-machine": { "states": [ { "state": "waiting", "pause": "once" }, { "state": "partner-down" } ] },
      "peers": [
        { "name": "a", "url": "http://127.0.0.1:28001/", "role": "primary", "basic-auth-user": "u",
          "basic-auth-password": "p" }, # the east
        { "name": "b", "url": "http://127.0.0.1:28002/", "role": "secondary", "auto-failover": true },
        { "name": "c", "url": "http://[::1]:28003/", "role": "backup", "auto-failover": false }
      ] } ] } } ],
  "subnet4": [
    { "id": 1, "subnet": "192.0.2.0/24", "pools": [
        { "pool": "192.0.2.10 - 192.0.2.99", "client-class": "HA_a" }, // of a
        { "pool": "192.0.2.100 - 192.0.2.199", "client-class": "HA_b" } ],
      "reservations": [ { "hw-address": "02:00:00:00:00:01", "ip-address": "192.0.2.5" } ] },
    { "id": 2, "subnet": "198.51.100.0/24", "option-data": [ { "name": "routers", "data": "198.51.100.1" } ] }
  ],
  "shared-networks": [ { "name": "annex", "subnet4": [ { "id": 3, "subnet": "203.0.113.0/24" } ] } ]
} }
"#;

/// What is not changed.
const LOG: &str = r#""loggers": [ { "name": "kea-dhcp4", "severity": "INFO""#;

/// Whether it is in a pair, and known of every key whether partners share it.
fn is_known(text: &str) -> bool {
    let (document, _) = read(text);
    let found = kea_config::compare(&document, &document, &kea_ha::HaSharing);
    let known = found.is_ok_and(|found| found.unknown.is_empty());
    known && kea_ha::relationships(&document).len() == 1
}

/// A server of a name, with a few changes that are sound.
fn server(name: &str, hooks: &str, dice: &mut Dice, version: Option<Version>) -> String {
    let mut text = SERVER.replace("NAME", name).replace("HOOKS", hooks);
    for _ in 0..1 + dice.below(5) {
        for _ in 0..30 {
            let (document, _) = read(&text);
            // The log tells whether it runs.
            let logs = document.server().unwrap().node().get("loggers").unwrap().span();
            let inside =
                |node: &Node<'_>| node.span().start >= logs.start && node.span().end <= logs.end;
            let nodes: Vec<_> = document.nodes().skip(2).filter(|node| !inside(node)).collect();
            let change = change(dice, &nodes, &text);
            let next = format!("{}{}{}", &text[..change.start], change.text, &text[change.end..]);
            if next.contains(LOG) && refusal_by(&next, version).is_none() && is_known(&next) {
                text = next;
                break;
            }
        }
    }
    text
}

/// The destination made equal to the source, with nothing left to do; an error where something stands in
/// the way.
fn mirrored(source: &str, destination: &str) -> Result<String, String> {
    let mut sources = Sources::new();
    let loader = MemoryLoader::new().with("source", source).with("destination", destination);
    let mut read = |name: &str| -> Document {
        kea_config::read(&mut sources, &loader, name.as_ref()).unwrap()
    };
    let (from, to) = (read("source"), read("destination"));
    let mut editor = Editor::new(&to).unwrap();
    kea_ha::replicate(&mut editor, &from).map_err(|error| error.to_string())?;
    let edits = editor.finish().map_err(|error| error.to_string())?;
    let after = edits.apply(&sources, to.files().next().unwrap()).unwrap();
    let after = String::from_utf8(after).unwrap();
    let (document, _) = super::read(&after);
    let left = kea_config::compare(&document, &from, &kea_ha::HaSharing).unwrap();
    assert!(left.differences.is_empty(), "{:?}\n{source}\n{after}", left.differences);
    Ok(after)
}

/// Pairs made equal, judged by one Kea.
fn judged(version: &str, hooks: &str, ask: impl Fn(&str) -> Option<Server>) {
    let (seed, count) = (number("KEA_SEED", 1), number("KEA_CHANGES", PAIRS));
    let stated = Version::parse(version);
    let (mut sample, mut taken, mut stopped) = (Sample::new(), 0, 0);
    for nth in seed..seed + count {
        if !sample.takes() {
            continue;
        }
        let mut dice = Dice::new(nth);
        let names = if dice.one_in(2) { ["a", "b"] } else { ["b", "a"] };
        let [source, destination] = names.map(|name| server(name, hooks, &mut dice, stated));
        let after = match mirrored(&source, &destination) {
            Ok(after) => after,
            Err(why) => {
                println!("seed {nth}: {why}");
                stopped += 1;
                continue;
            }
        };
        let sound = [&source, &destination].map(|text| ask(text));
        if !matches!(sound, [Some(Server::Accepts), Some(Server::Accepts)]) {
            continue;
        }
        if let Some(Server::Refuses(told)) = ask(&after) {
            panic!("Kea {version}, seed {nth}: {told}\n{source}\n{destination}\n{after}");
        }
        assert_eq!(refusal_by(&after, stated), None, "seed {nth}\n{after}");
        assert!(after.contains("// not to be copied"), "seed {nth}\n{after}");
        taken += 1;
    }
    println!("Kea {version}: {taken} made equal and taken, {stopped} stopped, of {count}");
    assert!(taken * 2 >= Sample::least(usize::try_from(count).unwrap()), "{taken} of {count}");
}

#[test]
fn kea_2_2_starts_with_what_was_made_equal() {
    let Some(hooks) = super::hooks() else { return };
    let folder = tempfile::tempdir().unwrap();
    if super::ask(&SERVER.replace("NAME", "a").replace("HOOKS", ""), folder.path()).is_none() {
        return;
    }
    judged(super::VERSION, &format!("{}/", hooks.display()), |text| {
        super::ask(text, folder.path())
    });
}

#[test]
fn newer_keas_take_what_was_made_equal() {
    for kea in KEA_ROOTS.iter().filter_map(|release| KeaRoot::find(release)) {
        judged(kea.version(), "", |text| super::newer::ask(&kea, text));
    }
}
