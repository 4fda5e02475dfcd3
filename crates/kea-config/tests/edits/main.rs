//! Changes of configurations, tried on texts at random, on real files, and on the real servers.
//!
//! A change is made twice: by the editor in the text, and in a plain value that has no layout. Whoever
//! reads the text again must find the value, and outside of the place nothing may differ by a byte.

mod places;
mod server;

use std::path::Path as FilePath;
use std::time::{Duration, Instant};

use config_text::{MemoryLoader, Sources};
use kea_config::{Document, Json, Kind, Node, Path, Step};
use proptest::prelude::*;

/// What is done, and where.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Replace(Path, Json),
    Remove(Path),
    Insert(Path, String, Json),
    Push(Path, usize, Json),
}

pub(crate) fn read(text: &[u8]) -> (Document, Sources) {
    let loader = MemoryLoader::new().with("m", text);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, FilePath::new("m")).unwrap();
    (document, sources)
}

pub(crate) fn path_of(node: Node<'_>) -> Path {
    let mut steps = Vec::new();
    let mut at = node;
    while let Some(parent) = at.parent() {
        steps.push(match at.key() {
            Some(key) => Step::Key(key.into_owned()),
            None => Step::Index(parent.items().take_while(|item| *item != at).count()),
        });
        at = parent;
    }
    steps.into_iter().rev().collect()
}

/// The value after a change, made without any text.
fn reference(json: &Json, change: &Change) -> Json {
    let (Change::Replace(path, _)
    | Change::Remove(path)
    | Change::Insert(path, ..)
    | Change::Push(path, ..)) = change;
    rebuilt(json, path.steps(), change)
}

fn rebuilt(json: &Json, steps: &[Step], change: &Change) -> Json {
    let Some((step, rest)) = steps.split_first() else {
        return match change {
            Change::Replace(_, value) => value.clone(),
            Change::Insert(_, key, value) => {
                let mut map = json.clone();
                map.set(key, value.clone());
                map
            }
            Change::Push(_, at, value) => {
                let mut items = json.items().to_vec();
                items.insert(*at, value.clone());
                Json::list(items)
            }
            Change::Remove(_) => unreachable!("it was taken out of its parent"),
        };
    };
    let gone = rest.is_empty() && matches!(change, Change::Remove(_));
    match step {
        Step::Key(key) => {
            let mut map = json.clone();
            if gone {
                map.remove(key);
            } else {
                map.set(key, rebuilt(json.get(key).unwrap(), rest, change));
            }
            map
        }
        Step::Index(index) => {
            let mut items = json.items().to_vec();
            if gone {
                items.remove(*index);
            } else {
                items[*index] = rebuilt(&items[*index], rest, change);
            }
            Json::list(items)
        }
    }
}

/// Makes a change and holds it to the laws; the text after it.
pub(crate) fn hold(text: &[u8], change: &Change) -> Vec<u8> {
    let (document, sources) = read(text);
    let mut editor = kea_config::Editor::new(&document).unwrap();
    match change {
        Change::Replace(path, value) => editor.set_at(path, value.clone()),
        Change::Remove(path) => editor.at(path).and_then(|node| editor.remove(node)),
        Change::Insert(path, key, value) => {
            editor.at(path).and_then(|map| editor.insert(map, key, value.clone()))
        }
        Change::Push(path, at, value) => {
            editor.at(path).and_then(|list| editor.insert_at(list, *at, value.clone()))
        }
    }
    .unwrap();
    let edits = editor.finish().unwrap();
    let file = document.files().next().unwrap();
    let after = edits.apply(&sources, file).unwrap();
    let shown = || format!("{change:?}\n{}", String::from_utf8_lossy(&after));
    let (again, _) = read(&after);
    assert!(kea_config::Editor::new(&again).is_ok(), "{}", shown());
    let expected = reference(&Json::of(document.root().unwrap()).unwrap(), change);
    assert!(expected.is_said_by(again.root().unwrap()), "{}", shown());
    let commas = |document: &Document| {
        document.diagnostics().iter().filter(|one| one.rule.id == "kea-extra-comma").count()
    };
    assert!(commas(&again) <= commas(&document), "{}", shown());
    places::only_there(&document, text, &after, change);
    after
}

/// A text of JSON as people write it.
fn layout() -> impl Strategy<Value = String> {
    let between = prop::sample::select(vec![
        "",
        " ",
        "  ",
        "\n",
        "\n  ",
        "\r\n\t",
        "\n\n  ",
        " # c\n",
        " // c, \"d\"\n  ",
        "/* c */",
        "\n  # own\n  ",
        " /* c\n } */ ",
    ]);
    let leaf = prop::sample::select(vec![
        "1",
        "-2",
        "0.5",
        "true",
        "null",
        "\"x\"",
        "\"\\\"\"",
        "[]",
        "{}",
        "[ ]",
        "{ /* e */ }",
    ]);
    let leaf = leaf.prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let entry = (between.clone(), inner, between.clone());
        let entries = prop::collection::vec(entry, 1..4);
        (entries, any::<bool>(), any::<bool>(), between.clone()).prop_map(
            |(entries, map, trailing, end)| {
                let count = entries.len();
                let mut text = String::from(if map { "{" } else { "[" });
                for (nth, (before, value, behind)) in entries.into_iter().enumerate() {
                    let key = if map { format!("\"k{nth}\": ") } else { String::new() };
                    let comma = if nth + 1 < count || trailing { "," } else { "" };
                    text.push_str(&format!("{before}{key}{value}{behind}{comma}"));
                }
                text.push_str(end);
                text.push(if map { '}' } else { ']' });
                text
            },
        )
    })
}

/// A change of a text, by numbers at random.
pub(crate) fn pick(document: &Document, at: usize, kind: u8, value: Json) -> Option<Change> {
    let nodes: Vec<_> = document.nodes().collect();
    let node = nodes[at % nodes.len()];
    let path = path_of(node);
    Some(match (kind % 4, node.kind()) {
        (0, _) if node.parent().is_some() => Change::Remove(path),
        (1, Kind::Map) => Change::Insert(path, "new".to_owned(), value),
        (2, Kind::List) => Change::Push(path, at % (node.item_count() + 1), value),
        (3, _) if node.parent().is_some() => Change::Replace(path, value),
        _ => return None,
    })
}

fn value() -> impl Strategy<Value = Json> {
    let texts = [
        "1",
        "\"new\"",
        "{ \"a\": 1 }",
        "[ 1, [ 2 ] ]",
        "{ \"k0\": 1, \"k1\": [ 1, \"x\" ] }",
        "[]",
        "null",
        "{ \"a\": { \"b\": \"a text that is long enough to need a second line of its own\", \"c\": [ 1 ] } }",
    ];
    prop::sample::select(texts.to_vec()).prop_map(|text| Json::parse(text).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_change_of_any_layout(
        text in layout(),
        at in 0..1000_usize,
        kind in 0..4_u8,
        value in value(),
    ) {
        let (document, _) = read(text.as_bytes());
        if let Some(change) = pick(&document, at, kind, value) {
            hold(text.as_bytes(), &change);
        }
    }

    /// Several changes at once come to the same as the value that has them all.
    #[test]
    fn any_text_becomes_what_any_other_says(one in layout(), other in layout()) {
        let (document, sources) = read(format!("{{ \"x\": {one} }}").as_bytes());
        let wanted = Json::parse(format!("{{ \"x\": {other} }}")).unwrap();
        let root = document.root().unwrap();
        let mut editor = kea_config::Editor::new(&document).unwrap();
        editor.replace(root, wanted.clone()).unwrap();
        let edits = editor.finish().unwrap();
        let after = edits.apply(&sources, document.files().next().unwrap()).unwrap();
        let (again, _) = read(&after);
        let shown = String::from_utf8_lossy(&after).into_owned();
        prop_assert!(kea_config::Editor::new(&again).is_ok(), "{}", shown);
        prop_assert!(wanted.is_said_by(again.root().unwrap()), "{}", shown);
    }
}

/// A large file, changed in every entry: what grows with the square of it would take hours.
#[test]
fn a_hundred_thousand_entries_change_at_once() {
    const ENTRIES: usize = 100_000;
    let entries = |name: &str, from: usize| {
        let one =
            |nth| format!("{{ \"hw-address\": \"{:012x}\", \"hostname\": \"{name}{nth}\" }}", nth);
        (from..from + ENTRIES).map(one).collect::<Vec<_>>()
    };
    let members = |from: usize| {
        (from..from + ENTRIES).map(|nth| format!("\"k{nth}\": {nth}")).collect::<Vec<_>>()
    };
    let text = |entries: Vec<String>, members: Vec<String>| {
        format!(
            "{{ \"list\": [\n  {}\n],\n \"map\": {{\n  {}\n}} }}",
            entries.join(",\n  "),
            members.join(",\n  ")
        )
    };
    let started = Instant::now();
    let before = text(entries("a", 0), members(0));
    // Half of the entries change, half of them are other ones.
    let after = text(entries("b", ENTRIES / 2), members(ENTRIES / 2));
    let (document, sources) = read(before.as_bytes());
    let mut editor = kea_config::Editor::new(&document).unwrap();
    editor.replace(document.root().unwrap(), Json::parse(&after).unwrap()).unwrap();
    let edits = editor.finish().unwrap();
    let changed = edits.apply(&sources, document.files().next().unwrap()).unwrap();
    assert_eq!(String::from_utf8(changed).unwrap(), after);
    assert!(started.elapsed() < Duration::from_secs(100), "{:?}", started.elapsed());
}
