//! The real kea-dhcp4 and kea-dhcp6 judge what this crate judges.
//!
//! Seeded small changes are made to configurations that a server accepts (2.2, and the newer ones that
//! are here); each result is given to `kea-dhcp4 -t` or `kea-dhcp6 -t` and to this crate, and both must
//! come to the same verdict. `KEA_CHANGES` sets how many, `KEA_SEED` where to begin, `KEA_SHOW` how many
//! disagreements to print in full.

mod expressions;
mod judge;
mod mutate;
mod tally;

use std::fs;
use std::path::{Path, PathBuf};

use config_text::{Diagnostic, MemoryLoader, Phase, Severity, Sources};
use dhcpair_testbed::{CorpusFile, Dice, Family, corpus};
use judge::{Kea, Server};
use kea_config::{Document, Node, Release, Version};
use mutate::change;
use tally::Tally;

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
fn refusal(text: &str, version: Version) -> Option<String> {
    let (document, sources) = read(text);
    let found = kea_config::check(&document, Some(version));
    let mut all = document.diagnostics().iter().chain(&found);
    // Up to 2.6, `-T` looks at the folders of hook libraries, and `-t` does not.
    let looks = version.is_always(|release| release >= Release::new(2, 7, 0));
    let first = all.find(|f| {
        let seen = looks || !is_folder_of_hook(f);
        f.severity == Severity::Error && f.phase == Phase::Load && seen
    })?;
    let line = first.span().map_or(0, |span| sources.position(span).line);
    Some(format!("line {line}: {} ({})", first.message, first.rule.id))
}

/// The version that a server is judged as.
fn version(kea: &Kea) -> Version {
    Version::parse(kea.name()).unwrap()
}

fn is_folder_of_hook(finding: &Diagnostic) -> bool {
    finding.rule.id == "kea-path-outside" && finding.message.contains("hook libraries")
}

/// A configuration to change.
struct Base {
    path: PathBuf,
    family: Family,
    text: String,
}

impl Base {
    fn is_own(&self) -> bool {
        self.path.starts_with(env!("CARGO_MANIFEST_DIR"))
    }
}

/// Configurations to change: this crate's own, and those of the corpus; where a server accepts them.
fn bases(kea: &Kea) -> Vec<Base> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs");
    let mut files: Vec<_> = fs::read_dir(own).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let corpus = corpus("kea", []).unwrap_or_default().into_iter();
    files.extend(corpus.map(|file: CorpusFile<0>| file.path));
    let mut bases = Vec::new();
    for path in files {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Some(server) = read(&text).0.server().map(|server| server.family()) else { continue };
        let family = if server == kea_config::Family::V4 { Family::V4 } else { Family::V6 };
        if matches!(kea.ask(&text, family), Some(Server::Accepts)) {
            bases.push(Base { path, family, text });
        }
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
    let wrong: Vec<_> =
        Kea::all().iter().filter_map(|kea| changed_files_are_judged_as_by(kea).err()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn changed_files_are_judged_as_by(kea: &Kea) -> Result<(), String> {
    let bases = bases(kea);
    // Own files count as often as all others together.
    let own = bases.iter().filter(|base| base.is_own()).count();
    let usual = if matches!(kea, Kea::Installed) { 300 } else { 120 };
    let (seed, count) = (number("KEA_SEED", 1), number("KEA_CHANGES", usual));
    let mut tally = Tally::default();
    for nth in seed..seed + count {
        let mut dice = Dice::new(nth);
        let at = if dice.below(2) == 0 { dice.below(own) } else { dice.below(bases.len()) };
        let Base { path, family, text } = &bases[at];
        let (document, _) = read(text);
        let nodes: Vec<_> = document.nodes().skip(1).filter(|node| !is_logger(*node)).collect();
        let change = change(&mut dice, &nodes, text);
        let changed = format!("{}{}{}", &text[..change.start], change.text, &text[change.end..]);
        let Some(server) = kea.ask(&changed, *family) else { return Ok(()) };
        let ours = refusal(&changed, version(kea));
        let line = text[..change.start].matches('\n').count() + 1;
        let what = format!(
            "seed {nth}: {} line {line}: `{}` became `{}`",
            path.file_name().unwrap().to_string_lossy(),
            text[change.start..change.end].chars().take(120).collect::<String>(),
            change.text.chars().take(120).collect::<String>(),
        );
        tally.note(&what, server, ours);
    }
    tally.judge(&format!("`-t` of Kea {}, {} files", kea.name(), bases.len()))
}

#[test]
fn what_a_server_accepts_is_accepted() {
    for kea in Kea::all() {
        let bases = bases(&kea);
        for Base { path, text, .. } in &bases {
            let ours = refusal(text, version(&kea));
            assert_eq!(ours, None, "{}, Kea {}", path.display(), kea.name());
        }
        assert!(bases.iter().any(Base::is_own), "Kea {} refuses all own files", kea.name());
    }
}
