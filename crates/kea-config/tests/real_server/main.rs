//! The real kea-dhcp4 and kea-dhcp6 judge what this crate judges.
//!
//! Seeded small changes are made to configurations that the installed server (2.2) accepts; each
//! result is given to `kea-dhcp4 -t` or `kea-dhcp6 -t` and to this crate, and both must come to the
//! same verdict. `KEA_CHANGES` sets how many, `KEA_SEED` where to begin, `KEA_SHOW` how many
//! disagreements to print in full.

mod expressions;
mod mutate;

use std::fs;
use std::path::{Path, PathBuf};

use config_text::{MemoryLoader, Phase, Severity, Sources};
use dhcpair_testbed::{Dice, Family, Verdict, corpus, kea_check};
use kea_config::{Document, Node, Version};
use mutate::change;

/// The version of the installed server.
const VERSION: &str = "2.2.0";

/// What the server says of the machine it runs on, or of other programs: no file can decide that.
const ENVIRONMENT: [&str; 7] = [
    "Bad directory",
    "present in the system",
    "exist in the system",
    "hooks libraries failed",
    "hook libraries failed",
    "regular expression",
    "doesn't have address",
];

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn read(text: &str) -> (Document, Sources) {
    let loader = MemoryLoader::new().with("m", text);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, Path::new("m")).unwrap();
    (document, sources)
}

/// The first reason to refuse a text, with its line.
fn refusal(text: &str) -> Option<String> {
    let (document, sources) = read(text);
    let found = kea_config::check(&document, Version::parse(VERSION));
    let mut all = document.diagnostics().iter().chain(&found);
    let first = all.find(|f| f.severity == Severity::Error && f.phase == Phase::Load)?;
    let line = first.span().map_or(0, |span| sources.position(span).line);
    Some(format!("line {line}: {} ({})", first.message, first.rule.id))
}

enum Server {
    Accepts,
    Refuses(String),
    /// Nothing can be said: the machine is to blame.
    Silent,
}

fn ask(text: &str, family: Family, folder: &Path) -> Option<Server> {
    let file = folder.join("kea.json");
    fs::write(&file, text).unwrap();
    Some(match kea_check(&file, family)? {
        Verdict::Accepted => Server::Accepts,
        Verdict::Rejected { output } => {
            let told =
                output.lines().filter(|line| line.contains("ERROR") || line.contains("failed"));
            let told: Vec<_> = told.collect();
            if ENVIRONMENT.iter().any(|reason| output.contains(reason)) {
                Server::Silent
            } else {
                Server::Refuses(told.join("\n").chars().take(600).collect())
            }
        }
        Verdict::Signal { .. } | Verdict::TimedOut => Server::Silent,
    })
}

/// Configurations to change: this crate's own, and those of the corpus that 2.2 accepts.
fn bases() -> Vec<(PathBuf, Family, String)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs");
    let mut files: Vec<_> = fs::read_dir(own).unwrap().map(|entry| entry.unwrap().path()).collect();
    // Own files count as often as all others together.
    files.sort();
    let corpus = corpus("kea", ["kea22_t"]).unwrap_or_default().into_iter();
    files.extend(corpus.filter(|file| file.cells == ["ok"]).map(|file| file.path));
    let mut bases = Vec::new();
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let Some(server) = read(&text).0.server().map(|server| server.family()) else { continue };
        let family = if server == kea_config::Family::V4 { Family::V4 } else { Family::V6 };
        bases.push((file, family, text));
    }
    bases
}

/// Loggers are set up when the server starts: `-t` does not look at what they mean.
fn is_logger(node: Node<'_>) -> bool {
    let above = std::iter::successors(Some(node), |node| node.parent());
    above.skip(1).any(|node| node.key().as_deref() == Some("loggers"))
}

#[test]
fn changed_files_are_judged_as_the_server_judges_them() {
    let bases = bases();
    let own =
        bases.iter().filter(|(path, ..)| path.starts_with(env!("CARGO_MANIFEST_DIR"))).count();
    let (seed, count) = (number("KEA_SEED", 1), number("KEA_CHANGES", 300));
    let folder = tempfile::tempdir().unwrap();
    let (mut accepted, mut refused, mut silent) = (0, 0, 0);
    let mut disagreements = Vec::new();
    for nth in seed..seed + count {
        let mut dice = Dice::new(nth);
        let at = if dice.below(2) == 0 { dice.below(own) } else { dice.below(bases.len()) };
        let (path, family, text) = &bases[at];
        let (document, _) = read(text);
        let nodes: Vec<_> = document.nodes().skip(1).filter(|node| !is_logger(*node)).collect();
        let change = change(&mut dice, &nodes, text);
        let changed = format!("{}{}{}", &text[..change.start], change.text, &text[change.end..]);
        let Some(server) = ask(&changed, *family, folder.path()) else { return };
        let ours = refusal(&changed);
        let line = text[..change.start].matches('\n').count() + 1;
        let what = format!(
            "seed {nth}: {} line {line}: `{}` became `{}`",
            path.file_name().unwrap().to_string_lossy(),
            text[change.start..change.end].chars().take(120).collect::<String>(),
            change.text.chars().take(120).collect::<String>(),
        );
        match (server, ours) {
            (Server::Accepts, None) => accepted += 1,
            (Server::Refuses(_), Some(_)) => refused += 1,
            (Server::Silent, _) => silent += 1,
            (Server::Accepts, Some(ours)) => {
                disagreements.push(format!("{what}\n    accepted, and we say {ours}"));
            }
            (Server::Refuses(told), None) => {
                disagreements.push(format!("{what}\n    refused, and we accept: {told}"));
            }
        }
    }
    println!("both accept {accepted}, both refuse {refused}, undecidable {silent}");
    for disagreement in disagreements.iter().take(number("KEA_SHOW", 30) as usize) {
        println!("{disagreement}");
    }
    assert!(disagreements.is_empty(), "{} disagreements of {count}", disagreements.len());
    assert!(accepted > 0 && refused > 0);
}

#[test]
fn the_bases_are_accepted_by_both() {
    let folder = tempfile::tempdir().unwrap();
    for (path, family, text) in bases() {
        let Some(server) = ask(&text, family, folder.path()) else { return };
        if let Server::Refuses(told) = server {
            panic!("{}: {told}", path.display());
        }
        assert_eq!(refusal(&text), None, "{}", path.display());
    }
}
