//! No text of a file changes what a terminal shows: whatever a name, a value or a comment has in it is written out.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

mod support;

use std::fs;
use std::path::Path;

use support::every::{self, Subject, calls};
use support::{dhcpair, workspace};

/// A control character of the upper half (CSI), one that ends a line, one that ends a paragraph, writing from the right to the left in
/// three ways, and a tag.
const STEERS: &str = "\u{9b}\u{85}\u{2028}\u{2029}\u{202e}\u{2067}\u{61c}\u{e0041}";

/// The same as it is shown.
const SHOWN: &str = "\\x9b\\x85\\u{2028}\\u{2029}\\u{202e}\\u{2067}\\u{61c}\\u{e0041}";

/// What names are called, by the files of the examples and by their inventories.
const NAMES: [&str; 12] = [
    "campus",
    "labs",
    "branch",
    "offices",
    "backbone",
    "campus.example.net",
    "phones",
    "pxe-bios",
    "voice.campus.example",
    "pc-20",
    "plotter",
    "Settings of phones",
];

/// What a terminal takes for something else than a letter.
fn steers(c: char) -> bool {
    (c.is_control() && c != '\n') || STEERS.contains(c)
}

/// The name of a thing with all of that in it.
fn poisoned(name: &str) -> String {
    format!("{name}{STEERS}")
}

/// Copies a folder; in its files the names have characters that steer a terminal behind them, and so do comments.
fn poison(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            poison(&entry.path(), &target);
            continue;
        }
        let mut text = fs::read_to_string(entry.path()).unwrap();
        for name in NAMES {
            text = text.replace(&format!("\"{name}\""), &format!("\"{}\"", poisoned(name)));
        }
        if target.extension().is_some_and(|end| end == "conf") {
            // The first is a banner, the other stands in the line of a finding.
            let comment = if text.starts_with('#') { "#" } else { "//" };
            text = format!("{comment} Ansible managed {STEERS}\n{text}");
            text = text.replace(";     #", &format!(";  # {STEERS}"));
        }
        if target.ends_with("dhcpair.toml") {
            let escaped: String =
                STEERS.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect();
            text = text.replace(STEERS, &escaped);
            for name in ["campus", "offices", "backbone"] {
                let of = format!("[relationships.\"{name}{escaped}\"]");
                text = text.replace(&format!("[relationships.{name}]"), &of);
            }
            for server in ["dhcp-a", "kea-1", "win-1"] {
                let name = format!("\"{server}{escaped}\"");
                text = text.replace(&format!("[servers.{server}]"), &format!("[servers.{name}]"));
                text = text.replace(&format!("= \"{server}\""), &format!("= {name}"));
            }
            text.push_str(&format!(
                "[[expected]]\npath = \"nowhere{escaped}\"\nreason = \"because{escaped}\"\n"
            ));
        }
        fs::write(target, text).unwrap();
    }
}

#[test]
fn what_stands_in_files_steers_no_terminal() {
    let folder = support::folder(&every::files());
    let at = |path: &str| folder.path().join(path);
    for example in ["campus", "leases"] {
        poison(&workspace().join("examples").join(example), &at(example));
    }
    let subjects = [
        ("campus", ["campus", "dhcp-a", "10.1.0.0/24", "10.1.0.24"], "etc/dhcp/dhcpd.conf"),
        ("campus", ["offices", "kea-1", "203.0.113.0/27", "203.0.113.9"], "etc/kea/kea-dhcp4.conf"),
        ("campus", ["branch", "win-1", "10.30.1.0/24", "10.30.1.20"], "state.json"),
        ("leases", ["campus", "dhcp-a", "10.1.0.0/24", "10.1.0.20"], "etc/dhcp/dhcpd.conf"),
    ];
    let folder = folder.path();
    let seen: Vec<(String, bool)> = std::thread::scope(|scope| {
        let looks = subjects.map(|subject| scope.spawn(move || look(folder, subject)));
        looks.into_iter().flat_map(|look| look.join().unwrap()).collect()
    });
    // The names are there.
    for command in ["status", "servers", "relationships", "drift", "explain", "leases", "lease"] {
        assert!(seen.contains(&(command.to_owned(), true)), "{command}: {seen:?}");
    }
}

/// A server of an example, what its relationship has, and where its configuration lies.
type Of<'s> = (&'s str, [&'s str; 4], &'s str);

/// Runs every command about it, for people and for programs: each with whether it said a poisoned name.
fn look(
    folder: &Path,
    (example, [relationship, server, scope, address], file): Of<'_>,
) -> Vec<(String, bool)> {
    let own = folder.join(format!("{example}/{server}/{file}"));
    let subject = Subject {
        server: &poisoned(server),
        relationship: &poisoned(relationship),
        scope,
        address,
        file: &own,
        partner_file: &own,
    };
    let mut all = calls(&subject);
    // What is about no server, and what never ends.
    let apart = ["--watch", "localhost", "access", "generate", "completions", "man"];
    all.retain(|call| !call.iter().any(|word| apart.contains(&word.as_str())));
    let checks = ["sarif", "junit"].map(|form| ["check", own.to_str().unwrap(), "-o", form]);
    all.extend(checks.map(|call| call.map(str::to_owned).to_vec()));
    let config = folder.join(example).join("dhcpair.toml");
    let mut seen = Vec::new();
    for call in all {
        let has_form = call.iter().any(|word| word == "-o" || word == "--nagios");
        for more in [&[][..], &["-o", "json"]].iter().take(if has_form { 1 } else { 2 }) {
            let more = more.iter().copied().chain(["--config", config.to_str().unwrap()]);
            let run = dhcpair(folder, call.iter().map(String::as_str).chain(more));
            assert!(matches!(run.code, Some(0..=3 | 6)), "{call:?}: {}", run.all());
            let odd = run.all().chars().find(|c| steers(*c));
            assert_eq!(odd, None, "{call:?}: {}", run.all());
            seen.push((call[0].clone(), run.stdout.contains(SHOWN)));
        }
    }
    seen
}
