//! Real configurations, judged as the real server judged them.
//!
//! Each Kea file of the corpus must print back byte for byte, and what Kea 2.6.3 said about it (with
//! its hooks loaded: `kea-dhcp4 -T`) must be what `kea-config` and `kea-ha` say together: no `load`
//! error in a file that it accepts, and at least one in a file that it refuses.
//!
//! The server was given a copy made fit for its machine (README of the corpus), so findings about
//! what that copy does not have, or has otherwise, are left out:
//!
//! * at or inside `interfaces-config`, `control-sockets`, `lease-database`, `hosts-database`,
//!   `hosts-databases`, `config-control`, `loggers`, and at `interface` and `socket-name` wherever
//!   they stand: replaced or dropped;
//! * at `library` of a hook library: replaced by the path of the machine, or dropped with its
//!   library;
//! * `kea-subnet-id-missing`: subnets without an id were numbered.
//!
//! Nothing else is left out. Files that the copier could not read (`not-localised`) have no verdict.

use std::fs;
use std::path::{Path, PathBuf};

use config_text::{Diagnostic, MemoryLoader, Phase, Severity, Sources, Span};
use dhcpair_testbed::{CorpusFile, corpus};
use kea_config::{Document, Version};

const VERSION: &str = "2.6.3";

/// Members that the copy has otherwise, or not at all.
const REPLACED: [&str; 10] = [
    "interfaces-config",
    "interface",
    "control-sockets",
    "lease-database",
    "hosts-database",
    "hosts-databases",
    "config-control",
    "loggers",
    "library",
    "socket-name",
];

/// What the server said of files that are not on its machine: no text can show that.
const ENVIRONMENT: &str = "load of CA file";

struct Row {
    path: PathBuf,
    name: String,
    verdict: String,
    reason: String,
}

fn rows() -> Option<Vec<Row>> {
    let files = corpus("kea", ["kea26_T_localised", "kea26_T_localised_error"])?.into_iter();
    let rows = files.map(|CorpusFile { path, name, cells: [verdict, reason] }| Row {
        path,
        name,
        verdict,
        reason,
    });
    Some(rows.collect())
}

fn read(row: &Row) -> (Document, Sources, Vec<u8>) {
    let bytes = fs::read(&row.path).unwrap();
    let loader = MemoryLoader::new().with("kea.conf", &bytes);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, Path::new("kea.conf")).unwrap();
    (document, sources, bytes)
}

/// Where the copy differs from the file.
fn replaced(document: &Document) -> Vec<Span> {
    let nodes =
        document.nodes().filter(|node| node.key().is_some_and(|key| REPLACED.contains(&&*key)));
    nodes.map(|node| node.name_span().to(node.span())).collect()
}

/// The findings that say the server refuses the file, for reasons that the copy still has.
fn refusals(document: &Document) -> Vec<Diagnostic> {
    let version = Version::parse(VERSION);
    let mut all = document.diagnostics().to_vec();
    all.extend(kea_config::check(document, version));
    all.extend(kea_ha::check(document, version));
    let replaced = replaced(document);
    all.retain(|finding| {
        let span = finding.span().expect("a place");
        let inside = |outer: &Span| {
            outer.file == span.file && outer.start <= span.start && span.end <= outer.end
        };
        finding.phase == Phase::Load
            && finding.severity == Severity::Error
            && finding.rule.id != "kea-subnet-id-missing"
            && !replaced.iter().any(inside)
    });
    all
}

fn shown(row: &Row, sources: &Sources, found: &[Diagnostic]) -> String {
    let mut text = format!("{}: {}", row.name, row.reason);
    for finding in found {
        let line = finding.span().map_or(0, |span| sources.position(span).line);
        text += &format!("\n    line {line}: {} ({})", finding.message, finding.rule.id);
    }
    text
}

#[test]
fn every_file_prints_back() {
    let Some(rows) = rows() else { return };
    assert!(rows.len() > 100);
    for row in rows {
        let (document, _, bytes) = read(&row);
        let file = document.files().next().unwrap();
        assert!(document.print(file).as_deref() == Some(&*bytes), "{}", row.name);
    }
}

#[test]
fn files_are_judged_as_the_server_judged_them() {
    let Some(rows) = rows() else { return };
    let (mut accepted, mut refused, mut found_out) = (0, 0, 0);
    let (mut wrong, mut missed, mut undecidable) = (Vec::new(), Vec::new(), 0);
    for row in rows {
        let (document, sources, _) = read(&row);
        let found = refusals(&document);
        match row.verdict.as_str() {
            "ok" | "ok-parsed" => {
                accepted += 1;
                if !found.is_empty() {
                    wrong.push(shown(&row, &sources, &found));
                }
            }
            "error" => {
                refused += 1;
                if !found.is_empty() {
                    found_out += 1;
                } else if row.reason.contains(ENVIRONMENT) {
                    undecidable += 1;
                } else {
                    missed.push(shown(&row, &sources, &found));
                }
            }
            _ => {}
        }
    }
    println!(
        "accepted by Kea {VERSION}: {accepted}, here refused {}; refused by it: {refused}, here \
         refused {found_out}, undecidable {undecidable}",
        wrong.len()
    );
    assert!(accepted > 0 && refused > 0);
    assert!(wrong.is_empty(), "refused here only:\n{}", wrong.join("\n"));
    assert!(missed.is_empty(), "refused by Kea only:\n{}", missed.join("\n"));
}
