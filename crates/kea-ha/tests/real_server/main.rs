//! The real HA library judges what this crate judges.
//!
//! No option of the server loads hooks without starting it (2.2), so it is started, on no interface
//! and with no lease file, until it says that it runs or ends by itself. Seeded small changes are made
//! to HA blocks that it takes, and both must come to the same verdict. `KEA_CHANGES` sets how many,
//! `KEA_SEED` where to begin, `KEA_SHOW` how many disagreements to print.

mod mirrored;
#[path = "../../../kea-config/tests/real_server/mutate.rs"]
mod mutate;
mod newer;
mod real;
#[path = "../../../kea-config/tests/real_server/tally.rs"]
mod tally;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use config_text::{MemoryLoader, Phase, Severity, Sources};
use dhcpair_testbed::{Dice, program};
use kea_config::{Document, Node, Version};
use mutate::change;
use tally::Tally;

/// The version of the installed server.
const VERSION: &str = "2.2.0";

/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the library says of the machine it runs on: no file can decide that.
const ENVIRONMENT: [&str; 3] =
    ["bad TLS config", "bad password file", "Resource temporarily unavailable"];

/// HA blocks that the library takes, and that together use all that it reads.
const BASES: [&str; 4] = [
    r#"[ {
        "this-server-name": "a", "mode": "hot-standby",
        "heartbeat-delay": 10000, "max-response-delay": 60000, "max-ack-delay": 5000,
        "max-unacked-clients": 5, "delayed-updates-limit": 0,
        "send-lease-updates": true, "sync-leases": true, "sync-timeout": 60000, "sync-page-limit": 500,
        "wait-backup-ack": false, "require-client-certs": true, "restrict-commands": true,
        "trust-anchor": "", "cert-file": "", "key-file": "",
        "multi-threading": { "enable-multi-threading": true, "http-dedicated-listener": true,
            "http-listener-threads": 2, "http-client-threads": 2 },
        "state-machine": { "states": [
            { "state": "waiting", "pause": "once" }, { "state": "partner-down", "pause": "always" },
            { "state": "unavailable" } ] },
        "peers": [
            { "name": "a", "url": "http://127.0.0.1:18001/", "role": "primary", "auto-failover": true,
              "basic-auth-user": "u", "basic-auth-password": "p" },
            { "name": "b", "url": "http://[::1]:18002/x", "role": "standby", "auto-failover": false },
            { "name": "c", "url": "http://127.0.0.1:18003", "role": "backup", "trust-anchor": "" }
        ] } ]"#,
    r#"[ {
        "this-server-name": "two", "mode": "load-balancing", "delayed-updates-limit": 50,
        "peers": [
            { "name": "one", "url": "http://127.0.0.1:18001/", "role": "primary" },
            { "name": "two", "url": "http://127.0.0.1:18002/", "role": "secondary" }
        ] } ]"#,
    r#"[ {
        "this-server-name": "p", "mode": "passive-backup", "wait-backup-ack": true,
        "peers": [
            { "name": "p", "url": "http://127.0.0.1:18001/", "role": "primary" },
            { "name": "q", "url": "http://127.0.0.1:18002/", "role": "backup" }
        ] } ]"#,
    r#"[ { "this-server-name": "p", "mode": "passive-backup",
        "peers": [ { "name": "p", "url": "http://127.0.0.1:18001/", "role": "primary" } ] } ]"#,
];

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The folder of the installed server's hook libraries.
fn hooks() -> Option<PathBuf> {
    let own = fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
    let places = own.chain(["/usr/lib".into(), "/usr/local/lib".into()]);
    let found = places.map(|place| place.join("kea/hooks")).find(|folder| {
        folder.join("libdhcp_ha.so").exists() && folder.join("libdhcp_lease_cmds.so").exists()
    });
    let ci = std::env::var_os("CI").is_some_and(|value| value == "true");
    assert!(found.is_some() || !ci, "the HA library of Kea is not installed");
    if found.is_none() {
        eprintln!("skipped: no HA library of Kea on this machine");
    }
    found
}

/// A server that starts anywhere.
fn bare(loggers: &str) -> String {
    format!(
        "{{ \"Dhcp4\": {{ \"interfaces-config\": {{ \"interfaces\": [] }},\n\"lease-database\": {{ \
         \"type\": \"memfile\", \"persist\": false }},\n\"loggers\": {loggers} }} }}"
    )
}

fn config(hooks: &Path, list: &str) -> String {
    let hooks = hooks.display();
    format!(
        "{{ \"Dhcp4\": {{ \"interfaces-config\": {{ \"interfaces\": [] }},\n\"lease-database\": {{ \
         \"type\": \"memfile\", \"persist\": false }},\n\"loggers\": [ {{ \"name\": \"kea-dhcp4\", \
         \"severity\": \"INFO\", \"output_options\": [ {{ \"output\": \"stdout\" }} ] }} ],\n\
         \"hooks-libraries\": [ {{ \"library\": \"{hooks}/libdhcp_lease_cmds.so\" }},\n{{ \
         \"library\": \"{hooks}/libdhcp_ha.so\", \"parameters\": {{ \"high-availability\": {list} }} }} ] \
         }} }}"
    )
}

fn read(text: &str) -> (Document, Sources) {
    let loader = MemoryLoader::new().with("m", text);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, Path::new("m")).unwrap();
    (document, sources)
}

/// The first reason to refuse a text.
fn refusal(text: &str) -> Option<String> {
    refusal_by(text, Version::parse(VERSION))
}

fn refusal_by(text: &str, version: Option<Version>) -> Option<String> {
    let (document, _) = read(text);
    let mut all = document.diagnostics().to_vec();
    all.extend(kea_config::check(&document, version));
    all.extend(kea_ha::check(&document, version));
    let first = all.iter().find(|f| f.severity == Severity::Error && f.phase == Phase::Load)?;
    Some(format!("{} ({})", first.message, first.rule.id))
}

enum Server {
    Accepts,
    Refuses(String),
    /// Nothing can be said: the machine is to blame.
    Silent,
}

fn ask(text: &str, folder: &Path) -> Option<Server> {
    let kea = program("kea-dhcp4")?;
    let file = folder.join("kea.json");
    fs::write(&file, text).unwrap();
    let mut child = Command::new(kea)
        .arg("-c")
        .arg(&file)
        .args(["-p", "16767"])
        .env("KEA_LOCKFILE_DIR", "none")
        .env("KEA_PIDFILE_DIR", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (ended, end) = mpsc::channel::<()>();
    let pid = child.id().to_string();
    let watch = thread::spawn(move || {
        let late = end.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout);
        late && Command::new("kill").args(["-9", &pid]).status().unwrap().success()
    });
    let mut errors = String::new();
    let mut runs = false;
    let lines = BufReader::new(child.stdout.take().unwrap());
    for line in lines.split(b'\n') {
        let line = String::from_utf8_lossy(&line.unwrap()).into_owned();
        if line.contains("DHCP4_STARTED") {
            runs = true;
            break;
        }
        if line.contains("ERROR") {
            errors.push_str(&line);
            errors.push('\n');
        }
    }
    drop(ended);
    let late = watch.join().unwrap();
    let _ = child.kill();
    child.wait().unwrap();
    Some(if runs {
        Server::Accepts
    } else if late || ENVIRONMENT.iter().any(|reason| errors.contains(reason)) {
        Server::Silent
    } else {
        Server::Refuses(errors.chars().take(500).collect())
    })
}

#[test]
fn the_bases_are_accepted_by_both() {
    let Some(hooks) = hooks() else { return };
    let folder = tempfile::tempdir().unwrap();
    for base in BASES {
        let text = config(&hooks, base);
        let Some(server) = ask(&text, folder.path()) else { return };
        if let Server::Refuses(told) = server {
            panic!("{base}: {told}");
        }
        assert_eq!(refusal(&text), None, "{base}");
    }
}

/// Every value in the HA block.
fn blocks(document: &Document) -> Vec<Node<'_>> {
    let library = document.server().unwrap().hook_libraries()[1];
    let list = library.parameters().unwrap().get("high-availability").unwrap();
    let inside =
        |span: config_text::Span| list.span().start <= span.start && span.end <= list.span().end;
    document.nodes().filter(|node| inside(node.span())).collect()
}

/// One of our own blocks, of which the first is as good as all others together, or a real one.
fn base<'b>(dice: &mut Dice, own: &[&'b str], real: &'b [String]) -> &'b str {
    match dice.below(3) {
        0 if !real.is_empty() => dice.pick::<String>(real),
        1 => own.first().unwrap(),
        _ => dice.pick::<&str>(own),
    }
}

#[test]
fn changed_blocks_are_judged_as_the_library_judges_them() {
    let Some(hooks) = hooks() else { return };
    let (seed, count) = (number("KEA_SEED", 1), number("KEA_CHANGES", 300));
    let folder = tempfile::tempdir().unwrap();
    let is_taken =
        |list: &String| matches!(ask(&config(&hooks, list), folder.path()), Some(Server::Accepts));
    let real: Vec<_> = real::blocks().into_iter().filter(is_taken).collect();
    let mut tally = Tally::default();
    for nth in seed..seed + count {
        let mut dice = Dice::new(nth);
        let text = config(&hooks, base(&mut dice, &BASES, &real));
        let (document, _) = read(&text);
        let change = change(&mut dice, &blocks(&document), &text);
        let changed = format!("{}{}{}", &text[..change.start], change.text, &text[change.end..]);
        let Some(server) = ask(&changed, folder.path()) else { return };
        let what = format!(
            "seed {nth}: `{}` became `{}`",
            text[change.start..change.end].chars().take(120).collect::<String>(),
            change.text.chars().take(120).collect::<String>(),
        );
        tally.note(&what, server, refusal(&changed));
    }
    tally.judge(&format!("start of Kea {VERSION}, {} real blocks", real.len())).unwrap();
}

/// What `-t` does not look at.
#[test]
fn loggers_are_judged_as_the_starting_server_judges_them() {
    let folder = tempfile::tempdir().unwrap();
    let output = r#""output_options": [ { "output": "stdout" } ]"#;
    let (mut accepted, mut refused) = (0, 0);
    for members in [
        r#""name": "kea-dhcp4", "severity": "INFO", OUTPUT"#,
        r#""name": "kea-dhcp4", "severity": "debug", "debuglevel": 99, OUTPUT"#,
        r#""severity": "INFO", OUTPUT"#,
        r#""name": "kea-dhcp4", OUTPUT"#,
        r#""name": "kea-dhcp4", "severity": "INFO", "debuglevel": 100, OUTPUT"#,
        r#""name": "kea-dhcp4", "severity": "INFO", "output_options": [ { "flush": true } ]"#,
        r#""name": "kea-dhcp4", "severity": "INFO", "output_options": []"#,
    ] {
        let text = bare(&format!("[ {{ {} }} ]", members.replace("OUTPUT", output)));
        let Some(server) = ask(&text, folder.path()) else { return };
        match (server, refusal(&text)) {
            (Server::Accepts, None) => accepted += 1,
            (Server::Refuses(_), Some(_)) => refused += 1,
            (Server::Accepts, Some(ours)) => panic!("{members}: accepted, and we say {ours}"),
            (Server::Refuses(told), None) => panic!("{members}: refused, and we accept: {told}"),
            (Server::Silent, _) => panic!("{members}: no verdict"),
        }
    }
    assert!(accepted > 0 && refused > 0);
}
