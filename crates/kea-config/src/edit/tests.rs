use std::path::Path as FilePath;

use config_text::{MemoryLoader, Sources};

use super::*;

mod contents;
mod scopes;

/// The files `main`, `a` and `b` after a change, the main one first.
fn changed_files(
    files: &[(&str, &str)],
    change: impl FnOnce(&mut Editor<'_>) -> Result<(), Refusal>,
) -> Result<Vec<String>, Refusal> {
    let loader =
        files.iter().fold(MemoryLoader::new(), |loader, (name, text)| loader.with(name, text));
    let mut sources = Sources::new();
    let document = crate::read(&mut sources, &loader, FilePath::new("main")).unwrap();
    let mut editor = Editor::new(&document)?;
    change(&mut editor)?;
    let edits = editor.finish()?;
    let text = |file| String::from_utf8(edits.apply(&sources, file).unwrap()).unwrap();
    Ok(document.files().map(text).collect())
}

fn changed(text: &str, change: impl FnOnce(&mut Editor<'_>) -> Result<(), Refusal>) -> String {
    changed_files(&[("main", text)], change).unwrap().remove(0)
}

fn path(text: &str) -> Path {
    text.parse().unwrap()
}

fn json(text: &str) -> Json {
    Json::parse(text).unwrap()
}

fn removed(text: &str, places: &[&str]) -> String {
    changed(text, |editor| {
        places.iter().try_for_each(|place| editor.remove(editor.at(&path(place))?))
    })
}

fn pushed(text: &str, place: &str, values: &[&str]) -> String {
    changed(text, |editor| {
        let list = editor.at(&path(place))?;
        values.iter().try_for_each(|value| editor.push(list, json(value)))
    })
}

fn set(text: &str, place: &str, value: &str) -> String {
    changed(text, |editor| editor.set_at(&path(place), json(value)))
}

#[test]
fn a_scalar_changes_alone() {
    let text = "{ \"a\": 1 /* one */, # first\r\n\t\"b\" : \"x\", }\r\n";
    assert_eq!(set(text, "a", "20"), text.replace("1 /*", "20 /*"));
    assert_eq!(set(text, "b", "\"y\\\"\\n\""), text.replace("\"x\"", "\"y\\\"\\n\""));
    assert_eq!(set(text, "a", "1"), text);
}

#[test]
fn new_members_look_like_their_neighbours() {
    assert_eq!(set("{\"a\":1}", "b", "2"), "{\"a\":1, \"b\":2}");
    assert_eq!(set("{\"a\":1,\"c\":2}", "b", "2"), "{\"a\":1,\"c\":2,\"b\":2}");
    assert_eq!(set("{ \"a\" : 1 }", "b", "2"), "{ \"a\" : 1, \"b\" : 2 }");
    assert_eq!(set("{\n  \"a\": 1 # one\n}", "b", "2"), "{\n  \"a\": 1, # one\n  \"b\": 2\n}");
    assert_eq!(set("{\n  \"a\": 1, // one\n}", "b", "2"), "{\n  \"a\": 1, // one\n  \"b\": 2,\n}");
    assert_eq!(
        set("{\r\n\t\"a\": 1\r\n}\r\n", "b", "2"),
        "{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}\r\n"
    );
    assert_eq!(
        set("{ \"a\": 1, // one\n  \"b\": 2 } # end", "c", "3"),
        "{ \"a\": 1, // one\n  \"b\": 2,\n  \"c\": 3 } # end"
    );
    assert_eq!(set("{ \"a\": 1 # one\n}", "b", "2"), "{ \"a\": 1, # one\n  \"b\": 2\n}");
}

#[test]
fn a_long_string_stays_whole_over_several_lines() {
    let long = "x".repeat(200);
    let value = format!(r#"{{ "a": "{long}", "b": 1 }}"#);
    let after = pushed(
        "{ \"Dhcp4\": { \"client-classes\": [\n  { \"name\": \"a\" } ] } }",
        "Dhcp4.client-classes",
        &[&value],
    );
    assert!(after.contains(&format!("\"a\": \"{long}\"")), "{after}");
}

#[test]
fn new_elements_look_like_their_neighbours() {
    assert_eq!(pushed("[ 1, 2 ]", "", &["3", "4"]), "[ 1, 2, 3, 4 ]");
    assert_eq!(pushed("[1,2]", "", &["3"]), "[1,2,3]");
    assert_eq!(pushed("[1, 2,]", "", &["3"]), "[1, 2, 3,]");
    let text = "[ {\n    \"id\": 1\n}, {\n    \"id\": 2\n} ]";
    assert_eq!(
        pushed(text, "", &["{ \"id\": 3 }"]),
        "[ {\n    \"id\": 1\n}, {\n    \"id\": 2\n}, {\n    \"id\": 3\n} ]"
    );
    let text = "[\n  // one\n  {\"id\": 1}  # first\n]";
    assert_eq!(
        pushed(text, "", &["{ \"id\": 2, \"x\": [ 1 ] }"]),
        "[\n  // one\n  {\"id\": 1},  # first\n  {\"id\": 2, \"x\": [1]}\n]"
    );
    let first = changed(text, |editor| editor.insert_at(editor.at(&Path::new())?, 0, json("{}")));
    assert_eq!(first, "[\n  {},\n  // one\n  {\"id\": 1}  # first\n]");
}

#[test]
fn empty_ones_are_filled_where_they_stand() {
    assert_eq!(pushed("{ \"a\": [] }", "a", &["1", "2"]), "{ \"a\": [ 1, 2 ] }");
    assert_eq!(pushed("[ ]", "", &["1"]), "[ 1 ]");
    assert_eq!(pushed("[\n  # none\n]", "", &["1", "2"]), "[\n  # none\n  1,\n  2\n]");
    assert_eq!(pushed("[ /* none */ ]", "", &["1"]), "[ /* none */ 1 ]");
    let long = format!("\"{}\"", "x".repeat(60));
    assert_eq!(
        pushed("{\n  \"a\": []\n}", "a", &[&long, "1"]),
        format!("{{\n  \"a\": [\n    {long},\n    1\n  ]\n}}")
    );
}

#[test]
fn what_goes_takes_its_lines_and_comments_along() {
    let text = "{\n  # about a\n  // and more\n  \"a\": 1, /* behind a */\n\n  # about b\n\n  \"b\": 2 // last\n}\n";
    assert_eq!(removed(text, &["a"]), "{\n\n  # about b\n\n  \"b\": 2 // last\n}\n");
    assert_eq!(
        removed(text, &["b"]),
        "{\n  # about a\n  // and more\n  \"a\": 1 /* behind a */\n\n  # about b\n\n}\n"
    );
    assert_eq!(removed(text, &["a", "b"]), "{\n\n  # about b\n\n}\n");
}

#[test]
fn what_goes_leaves_the_commas_right() {
    assert_eq!(removed("[ 1, 2, 3 ]", &["[0]"]), "[ 2, 3 ]");
    assert_eq!(removed("[ 1, 2, 3 ]", &["[1]"]), "[ 1, 3 ]");
    assert_eq!(removed("[ 1, 2, 3 ]", &["[2]"]), "[ 1, 2 ]");
    assert_eq!(removed("[ 1, 2, 3 ]", &["[1]", "[2]"]), "[ 1 ]");
    assert_eq!(removed("[ 1, 2, 3 ]", &["[0]", "[1]", "[2]"]), "[ ]");
    assert_eq!(removed("[1,2,3,]", &["[2]"]), "[1,2,]");
    assert_eq!(removed("[1,,2]", &["[0]"]), "[2]");
    assert_eq!(removed("[1,,2]", &["[1]"]), "[1]");
    assert_eq!(removed("{ \"a\": 1,\n  \"b\": 2 }", &["b"]), "{ \"a\": 1 }");
    assert_eq!(removed("{ \"a\": 1, # one\n  \"b\": 2 }", &["b"]), "{ \"a\": 1 # one\n  }");
    assert_eq!(removed("[\n  1, 2,\n  3\n]", &["[0]", "[1]"]), "[\n  3\n]");
    let blocks = "[ {\n  \"id\": 1\n}, {\n  \"id\": 2\n} ]";
    assert_eq!(removed(blocks, &["[0]"]), "[ {\n  \"id\": 2\n} ]");
    assert_eq!(removed(blocks, &["[1]"]), "[ {\n  \"id\": 1\n} ]");
    assert_eq!(removed("[ 1 # a\n, 2 # b\n, 3 # c\n]", &["[1]"]), "[ 1 # a\n, 3 # c\n]");
}

#[test]
fn what_is_new_takes_the_place_of_what_goes() {
    let swapped = |text: &str, slot: usize, gone: &[usize], new: &[&str]| {
        changed(text, |editor| {
            let list = editor.at(&Path::new())?;
            for nth in gone {
                editor.remove(list.items().nth(*nth).unwrap())?;
            }
            new.iter().try_for_each(|new| editor.insert_at(list, slot, json(new)))
        })
    };
    assert_eq!(swapped("[ 1, 2 ]", 2, &[0, 1], &["3", "4"]), "[ 3, 4 ]");
    assert_eq!(swapped("[ 1, 2 ]", 0, &[0, 1], &["3", "4"]), "[ 3, 4 ]");
    assert_eq!(swapped("[ 1, 2 ]", 2, &[1], &["3"]), "[ 1, 3 ]");
    assert_eq!(swapped("[ 1, 2 ]", 1, &[0], &["3"]), "[ 3, 2 ]");
    assert_eq!(swapped("[\n  1, # a\n  2 # b\n]", 1, &[1], &["3"]), "[\n  1, # a\n  3\n]");
    assert_eq!(swapped("[\n  # a\n  1,\n]", 1, &[0], &["3"]), "[\n  3,\n]");
}

#[test]
fn a_map_that_says_something_else_keeps_what_it_can() {
    let text = "{\n  \"a\": { \"x\": 1, # x\n         \"y\": 2 },\n  \"b\": [ 1, 2, 3 ]\n}";
    assert_eq!(
        set(text, "", "{ \"b\": [ 1, 3, 4 ], \"a\": { \"x\": 1, \"y\": 5 }, \"c\": {} }"),
        "{\n  \"a\": { \"x\": 1, # x\n         \"y\": 5 },\n  \"b\": [ 1, 3, 4 ],\n  \"c\": {}\n}"
    );
    let pools = "[\n  { \"pool\": \"a\" }, # first\n  { \"pool\": \"b\", \"id\": 2 }\n]";
    assert_eq!(
        set(pools, "", "[ { \"pool\": \"b\", \"id\": 3 }, { \"pool\": \"c\" } ]"),
        "[\n  { \"pool\": \"b\", \"id\": 3 },\n  { \"pool\": \"c\" }\n]"
    );
}

const MAIN: &str = "{ \"x\": [ <?include \"a\"?>, 3 ],\n  \"y\": [ <?include \"b\"?> ] }";

#[test]
fn a_change_goes_into_the_file_that_holds_the_text() {
    let files = [("main", MAIN), ("a", "1,\n2 # two\n"), ("b", "7")];
    let after = changed_files(&files, |editor| {
        editor.remove(editor.at(&path("x[0]"))?)?;
        editor.insert_at(editor.at(&path("x"))?, 2, 5)?;
        editor.push(editor.at(&path("y"))?, 8)
    });
    assert_eq!(after.unwrap(), [MAIN, "2, # two\n5\n", "7,\n8"]);
}

#[test]
fn what_includes_make_ambiguous_is_refused() {
    let files = [("main", MAIN), ("a", "1"), ("b", "")];
    let refused = |change: fn(&mut Editor<'_>) -> Result<(), Refusal>| {
        changed_files(&files, change).unwrap_err()
    };
    let crossing = refused(|editor| editor.remove(editor.at(&path("x[0]"))?));
    assert!(matches!(&crossing, Refusal::Crosses { places } if places.len() == 3), "{crossing:?}");
    let unknown = refused(|editor| editor.push(editor.at(&path("y"))?, 1));
    assert!(matches!(&unknown, Refusal::Crosses { places } if places.len() == 2), "{unknown:?}");
    let lost = refused(|editor| editor.replace(editor.at(&path("x"))?, 1));
    assert!(matches!(&lost, Refusal::Includes { places, .. } if places.len() == 1), "{lost:?}");
    let twice = changed_files(
        &[("main", "[ [ <?include \"a\"?> ], [ <?include \"a\"?> ] ]"), ("a", "1, 2")],
        |editor| editor.remove(editor.at(&path("[1][0]"))?),
    );
    let twice = twice.unwrap_err();
    assert_eq!(twice.places().len(), 3, "{twice}");
    // A map of its own in each file can be changed all the same.
    let apart =
        changed_files(&[("main", "[ <?include \"a\"?>, 2 ]"), ("a", "{ \"x\": 1 }")], |editor| {
            editor.set_at(&path("[0].x"), 5)
        });
    assert_eq!(apart.unwrap()[1], "{ \"x\": 5 }");
}

#[test]
fn changes_that_contradict_one_another_are_refused() {
    let text = "{ \"a\": { \"b\": [ 1 ] }, \"c\": 1 }";
    let twice = |change: fn(&mut Editor<'_>) -> Result<(), Refusal>| {
        changed_files(&[("main", text)], change).unwrap_err()
    };
    let gone = twice(|editor| {
        editor.remove(editor.at(&path("a"))?)?;
        editor.set_at(&path("a.b[0]"), 2)
    });
    assert!(matches!(gone, Refusal::Conflict { .. }));
    let there = twice(|editor| editor.insert(editor.at(&Path::new())?, "c", 2));
    assert!(matches!(there, Refusal::Exists { .. }));
    let kind = twice(|editor| editor.push(editor.at(&path("a"))?, 2));
    assert_eq!(kind.to_string(), "`a` is not a list");
    let nothing = twice(|editor| editor.set_at(&path("a.x.y"), 2));
    assert_eq!(nothing.to_string(), "there is nothing at `a.x`");
    // What goes as a whole takes the changes inside it along.
    let inside = changed(text, |editor| {
        editor.set_at(&path("a.b[0]"), 2)?;
        editor.remove(editor.at(&path("a"))?)
    });
    assert_eq!(inside, "{ \"c\": 1 }");
}

#[test]
fn a_text_that_kea_cannot_read_is_not_changed() {
    for text in ["{ \"a\": 1 \"b\": 2 }", "{ \"a\": 1, \"a\": 2 }", "{ \"a\": ", "[ ,1 ]"] {
        let refused = changed_files(&[("main", text)], |_| Ok(())).unwrap_err();
        assert!(matches!(refused, Refusal::Syntax { .. }), "{text}: {refused}");
    }
}
