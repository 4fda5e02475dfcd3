//! The HA libraries of newer Keas, asked by `-T`, which loads them without starting the server.

use dhcpair_testbed::{Depth, Dice, Family, KEA_ROOTS, KeaRoot, Verdict};
use kea_config::Version;

use super::{BASES, Server, blocks, change, number, read, real, refusal_by};

/// What 2.2 does not take yet: several relationships, here of a hub, and parameters that came later.
const LATER: &str = r#"[ {
        "this-server-name": "hub-a", "mode": "hot-standby", "max-rejected-lease-updates": 20,
        "restrict-commands": false, "peers": [
            { "name": "a", "url": "http://127.0.0.1:18001/", "role": "primary",
              "basic-auth-user": "u", "basic-auth-password": "p" },
            { "name": "hub-a", "url": "http://127.0.0.1:18005/", "role": "standby" } ] },
      { "this-server-name": "hub-b", "mode": "hot-standby", "peers": [
            { "name": "b", "url": "http://127.0.0.1:18002/", "role": "primary" },
            { "name": "hub-b", "url": "http://127.0.0.1:18006/", "role": "standby", "auto-failover": false } ] } ]"#;

/// Each base as its server may run it: with ports that no other test uses.
fn config(list: &str) -> String {
    let list = list.replace(":1800", ":2800");
    format!(
        "{{ \"Dhcp4\": {{ \"interfaces-config\": {{ \"interfaces\": [] }},\n\"lease-database\": {{ \
         \"type\": \"memfile\", \"persist\": false }},\n\
         \"hooks-libraries\": [ {{ \"library\": \"libdhcp_lease_cmds.so\" }},\n{{ \
         \"library\": \"libdhcp_ha.so\", \"parameters\": {{ \"high-availability\": {list} }} }} ] }} }}"
    )
}

pub(super) fn ask(kea: &KeaRoot, text: &str) -> Option<Server> {
    Some(match kea.check(text.as_bytes(), Family::V4, Depth::Hooks)? {
        Verdict::Accepted => Server::Accepts,
        Verdict::Rejected { output } => {
            let told =
                output.lines().filter(|line| line.contains("ERROR") || line.contains("Error"));
            let told = told.collect::<Vec<_>>().join("\n");
            if super::ENVIRONMENT.iter().any(|reason| told.contains(reason)) {
                Server::Silent
            } else {
                Server::Refuses(told.chars().take(500).collect())
            }
        }
        Verdict::Signal { .. } | Verdict::TimedOut => Server::Silent,
    })
}

fn bases() -> impl Iterator<Item = &'static str> {
    BASES.into_iter().chain([LATER])
}

#[test]
fn the_bases_are_accepted_by_newer_keas() {
    for kea in KEA_ROOTS.iter().filter_map(|release| KeaRoot::find(release)) {
        let version = Version::parse(kea.version());
        for base in bases() {
            let text = config(base);
            match ask(&kea, &text) {
                Some(Server::Accepts) => {}
                Some(Server::Refuses(told)) => panic!("{}: {base}: {told}", kea.version()),
                Some(Server::Silent) => panic!("{}: {base}: no verdict", kea.version()),
                None => return,
            }
            assert_eq!(refusal_by(&text, version), None, "{}: {base}", kea.version());
        }
    }
}

#[test]
fn changed_blocks_are_judged_as_newer_libraries_judge_them() {
    let (seed, count) = (number("KEA_SEED", 1), number("KEA_CHANGES", 120));
    let mut wrong = Vec::new();
    for kea in KEA_ROOTS.iter().filter_map(|release| KeaRoot::find(release)) {
        let version = Version::parse(kea.version());
        let mut tally = super::tally::Tally::default();
        let own: Vec<_> = bases().chain([LATER]).collect();
        let is_taken = |list: &String| matches!(ask(&kea, &config(list)), Some(Server::Accepts));
        let real: Vec<_> = real::blocks().into_iter().filter(is_taken).collect();
        for nth in seed..seed + count {
            let mut dice = Dice::new(nth);
            let text = config(super::base(&mut dice, &own, &real));
            let (document, _) = read(&text);
            let change = change(&mut dice, &blocks(&document), &text);
            let changed =
                format!("{}{}{}", &text[..change.start], change.text, &text[change.end..]);
            let Some(server) = ask(&kea, &changed) else { return };
            let what = format!(
                "seed {nth}: `{}` became `{}`",
                text[change.start..change.end].chars().take(120).collect::<String>(),
                change.text.chars().take(120).collect::<String>(),
            );
            tally.note(&what, server, refusal_by(&changed, version));
        }
        let what = format!("`-T` of Kea {}, {} real blocks", kea.version(), real.len());
        wrong.extend(tally.judge(&what).err());
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
