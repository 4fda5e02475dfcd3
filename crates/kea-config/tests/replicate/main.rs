//! Real files and our own, made to say what a changed copy says; and what the real servers say of that.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

#[path = "../real_server/judge.rs"]
mod judge;
#[path = "../real_server/mutate.rs"]
mod mutate;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use config_text::{MemoryLoader, Phase, Severity, Sources};
use dhcpair_testbed::{CorpusFile, Dice, Family, Sample, corpus};
use judge::{Kea, Server};
use kea_config::{Document, Editor, KeaSharing, Share, Version, compare, replicate, share};

/// How many changed copies are tried of each file.
const COPIES: u64 = 3;

fn read(text: &str) -> (Document, Sources) {
    let mut sources = Sources::new();
    let loader = MemoryLoader::new().with("m", text);
    let document = kea_config::read(&mut sources, &loader, Path::new("m")).unwrap();
    (document, sources)
}

/// Whether no version that may be meant refuses it.
fn is_sound(text: &str) -> bool {
    let (document, _) = read(text);
    let found = kea_config::check(&document, Some(Version::ANY));
    let mut all = document.diagnostics().iter().chain(&found);
    document.is_complete()
        && document.server().is_some()
        && !all.any(|one| one.severity == Severity::Error && one.phase == Phase::Load)
}

/// A copy with a few changes.
fn changed(base: &str, dice: &mut Dice) -> String {
    let mut text = base.to_owned();
    for _ in 0..1 + dice.below(4) {
        for _ in 0..20 {
            let (document, _) = read(&text);
            let nodes: Vec<_> = document.nodes().skip(1).collect();
            let change = mutate::change(dice, &nodes, &text);
            let next = format!("{}{}{}", &text[..change.start], change.text, &text[change.end..]);
            if is_sound(&next) {
                text = next;
                break;
            }
        }
    }
    text
}

/// The texts of what is the server's own, by their paths.
fn own(text: &str) -> BTreeMap<String, String> {
    let (document, sources) = read(text);
    let mut found = BTreeMap::new();
    let mut todo: Vec<_> = document.server().unwrap().node().items().collect();
    while let Some(node) = todo.pop() {
        match share(node) {
            Some(Share::Identity) if node.key().is_some() => {
                let span = node.span();
                let bytes = sources.bytes(span.file);
                let bytes = &bytes[span.start as usize..span.end as usize];
                found.insert(node.path(), String::from_utf8_lossy(bytes).into_owned());
            }
            _ => todo.extend(node.items()),
        }
    }
    found
}

/// The destination after a replication that leaves nothing to do; `None` where it is refused.
fn replicated(source: &str, destination: &str) -> Option<String> {
    let (from, _) = read(source);
    let once = |text: &str| {
        let (document, sources) = read(text);
        let mut editor = Editor::new(&document).ok()?;
        replicate(&mut editor, &from, &KeaSharing).ok()?;
        let file = document.files().next().unwrap();
        let after = editor.finish().ok()?.apply(&sources, file).unwrap();
        Some(String::from_utf8(after).unwrap())
    };
    let after = once(destination)?;
    let (document, _) = read(&after);
    let found = compare(&document, &from, &KeaSharing).unwrap();
    let left: Vec<_> = found.differences.iter().map(kea_config::Difference::path).collect();
    assert!(left.is_empty(), "{left:?} left of\n{source}\nin\n{after}\nwhich was\n{destination}");
    assert_eq!(once(&after).as_deref(), Some(&*after), "{source}");
    let (mine, now) = (own(destination), own(&after));
    for (path, text) in mine {
        // What stands in an element that went is gone, and what moved has another number; a map that
        // the source does not have, and that cannot stand without what is shared in it, goes whole.
        let map = path.rsplit_once('.').and_then(|(map, _)| map.split_once('.'));
        let server = |text: &str| read(text).0;
        let whole =
            map.is_some_and(|(_, map)| server(source).server().unwrap().node().get(map).is_none());
        if !path.contains('[') && !whole {
            assert_eq!(now.get(&path), Some(&text), "`{path}` of\n{destination}");
        }
    }
    Some(after)
}

fn files() -> Vec<(String, String)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs");
    let mut paths: Vec<_> = fs::read_dir(own).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let corpus = corpus("kea", []).unwrap_or_default().into_iter();
    paths.extend(corpus.map(|file: CorpusFile<0>| file.path));
    let texts = paths.into_iter().filter_map(|path| {
        let text = fs::read_to_string(&path).ok()?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        is_sound(&text).then_some((name, text))
    });
    texts.collect()
}

#[test]
fn a_copy_is_made_to_say_what_the_other_says_and_servers_take_it() {
    let keas = Kea::all();
    let mut sample = Sample::new();
    let (mut made, mut refused, mut taken, mut asked) = (0, 0, BTreeMap::new(), 0);
    for (name, base) in files() {
        for nth in 0..COPIES {
            if !sample.takes() {
                continue;
            }
            let mut dice = Dice::new(nth * 1_000 + base.len() as u64);
            let (source, there) = (changed(&base, &mut dice), changed(&base, &mut dice));
            let destination = format!("# ours\n{there}");
            let Some(after) = replicated(&source, &destination) else {
                refused += 1;
                continue;
            };
            made += 1;
            assert!(after.starts_with("# ours\n"), "{name}");
            let v6 = read(&after).0.server().unwrap().family() == kea_config::Family::V6;
            let family = if v6 { Family::V6 } else { Family::V4 };
            asked += 1;
            for kea in &keas {
                let accepts = |text: &str| match kea.ask(text, family) {
                    Some(Server::Accepts) => Ok(true),
                    Some(Server::Refuses(told)) => Err(told),
                    _ => Ok(false),
                };
                // Whoever takes both takes what becomes of them.
                if accepts(&source) == Ok(true) && accepts(&destination) == Ok(true) {
                    let verdict = accepts(&after);
                    assert_eq!(
                        verdict,
                        Ok(true),
                        "{name} {nth}, Kea {}:\n{source}\n{destination}\n{after}",
                        kea.name()
                    );
                    *taken.entry(kea.name().to_owned()).or_insert(0) += 1;
                }
            }
        }
    }
    println!("replicated {made}, refused {refused}; taken of {asked}: {taken:?}");
    assert!(made > 20 && made > refused, "{made} made, {refused} refused");
    assert!(keas.is_empty() || taken.values().any(|count| *count > 10), "{taken:?}");
}
