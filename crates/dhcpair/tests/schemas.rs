//! Every document that the program prints is what its schema says. Documents of running servers are held against theirs wherever a
//! test reads one (`Run::json`).

mod support;

use std::collections::BTreeSet;

use support::every::{Subject, calls};
use support::{dhcpair, schema, workspace};

/// What is read and not printed.
const READ: [&str; 2] = ["access-policy", "recorded-windows-state"];

/// Calls of every command, as the program lists them, that ask for JSON.
fn asked(
    relationship: &str,
    scope: &str,
    address: &str,
    server: &str,
    files: [&str; 2],
) -> Vec<Vec<String>> {
    let [file, partner_file] = files.map(|file| workspace().join("examples").join(file));
    let subject =
        Subject { server, relationship, scope, address, file: &file, partner_file: &partner_file };
    let mut all = calls(&subject);
    // A script for a shell, pages, the line of a plugin, and many documents.
    let other =
        |word: &String| ["--nagios", "--watch", "completions", "man"].contains(&word.as_str());
    all.retain(|call| !call.iter().any(other));
    for call in &mut all {
        if !call.iter().any(|word| word == "-o") {
            call.extend(["-o", "json"].map(str::to_owned));
        }
    }
    all
}

#[test]
fn every_command_prints_what_its_schema_says() {
    let isc = ["campus/dhcp-a/etc/dhcp/dhcpd.conf", "campus/dhcp-b/etc/dhcp/dhcpd.conf"];
    let kea = ["campus/kea-1/etc/kea/kea-dhcp4.conf", "campus/kea-2/etc/kea/kea-dhcp4.conf"];
    let windows = ["campus/win-1/state.json", "campus/win-2/state.json"];
    let subjects = [
        ("campus", asked("campus", "10.1.0.0/24", "10.1.0.24", "dhcp-a", isc)),
        ("campus", asked("offices", "203.0.113.0/27", "203.0.113.9", "kea-1", kea)),
        ("campus", asked("branch", "10.30.1.0/24", "10.30.1.20", "win-1", windows)),
        ("leases", asked("campus", "10.1.0.0/24", "10.1.0.24", "dhcp-a", isc)),
    ];
    let policy = support::every::files();
    let mut printed = BTreeSet::new();
    for (example, calls) in subjects {
        let inventory = workspace().join("examples").join(example).join("dhcpair.toml");
        let folder = support::folder(&policy);
        for call in calls {
            let more = ["--config", inventory.to_str().unwrap()];
            let run = dhcpair(folder.path(), call.iter().map(String::as_str).chain(more));
            assert!(matches!(run.code, Some(0 | 1 | 3 | 6)), "{call:?}: {}", run.all());
            printed.insert(schema::of(&run.json()));
        }
    }
    let known: BTreeSet<&str> =
        schema::all().keys().map(String::as_str).filter(|name| !READ.contains(name)).collect();
    assert_eq!(printed, known, "the documents that were printed, and those that have a schema");
}

/// The transcripts themselves have slashes for backslashes: their calls are made once more.
#[test]
fn every_document_of_the_transcripts_is_what_its_schema_says() {
    let transcripts = std::fs::read_dir(workspace().join("crates/dhcpair/tests/cmd")).unwrap();
    let mut seen = 0;
    for file in transcripts.map(|file| file.unwrap().path()) {
        let text = std::fs::read_to_string(&file).unwrap();
        let calls = text.lines().filter_map(|line| line.strip_prefix("$ dhcpair "));
        for call in calls.filter(|call| call.contains("-o json")) {
            let run = dhcpair(&workspace(), call.split_whitespace());
            if run.stdout.is_empty() {
                assert!(run.stderr.contains("error"), "{call}: {}", run.all());
                continue;
            }
            run.json();
            seen += 1;
        }
    }
    assert!(seen >= 12, "{seen}");
}

/// A document without one of its members, or with a time for people, is none: the schemas say something.
#[test]
fn what_is_no_document_is_refused() {
    let run =
        dhcpair(&workspace(), ["--config", "examples/campus/dhcpair.toml", "status", "-o", "json"]);
    let document = run.json();
    let schema = schema::named("status");
    for key in document.as_object().unwrap().keys() {
        let mut without = document.clone();
        without.as_object_mut().unwrap().remove(key);
        assert!(!schema.is_valid(&without), "`{key}` is always there");
    }
    for time in ["2026-11-22 14:02:11 UTC", "2026-11-22T15:02:11+01:00", "never"] {
        let mut other = document.clone();
        other["at"] = time.into();
        assert!(!schema.is_valid(&other), "{time}");
    }
}
