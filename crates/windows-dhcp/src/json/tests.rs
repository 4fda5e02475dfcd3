//! The index against serde_json, and the messages for what is not JSON.

use config_text::Sources;
use proptest::prelude::*;
use serde_json::Value;

use super::{Document, Kind};

fn parse(text: &str) -> Result<Document, super::SyntaxError> {
    let mut sources = Sources::new();
    let file = sources.add("state.json", text.as_bytes().to_vec());
    Document::parse(file, text.as_bytes().into(), 0)
}

/// Builds serde_json's value from the index.
fn value(document: &Document, at: u32) -> Value {
    match document.kind(at) {
        Kind::Null => Value::Null,
        Kind::True => true.into(),
        Kind::False => false.into(),
        Kind::Number => document.raw(at).parse().map(Value::Number).unwrap(),
        Kind::Text | Kind::EscapedText => document.text(at).into_owned().into(),
        Kind::List => document.elements(at).map(|one| value(document, one)).collect(),
        Kind::Object => {
            let members = document.members(at);
            members.map(|(k, v)| (document.text(k).into_owned(), value(document, v))).collect()
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e6f64..1e6).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn says_what_serde_json_says(json in any_json(), pretty in any::<bool>()) {
        let text = match pretty {
            true => serde_json::to_string_pretty(&json).unwrap(),
            false => json.to_string(),
        };
        let document = parse(&text).unwrap();
        prop_assert_eq!(value(&document, 0), json);
    }

    #[test]
    fn accepts_and_refuses_what_serde_json_does(text in r#"[\[\]{}:,"0-9.eE+tfn\\u -]{0,12}"#) {
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(parse(&text).is_ok(), theirs, "{}", text);
    }
}

#[test]
fn escapes_mean_what_json_says() {
    let document = parse(r#"["\u0041\ud83d\ude00\n\\\"\/", "\ud800x", "plain"]"#).unwrap();
    let texts: Vec<_> = document.elements(0).map(|at| document.text(at).into_owned()).collect();
    assert_eq!(texts, ["A\u{1f600}\n\\\"/", "\u{fffd}x", "plain"]);
}

#[test]
fn tokens_leave_blanks_out_and_texts_alone() {
    let document = parse("{ \"a b\" : [ 1 ,\n \"x \\\" y\" ] }").unwrap();
    assert_eq!(document.tokens(0), r#"{"a b":[1,"x \" y"]}"#);
}

#[test]
fn nesting_costs_no_stack_and_no_time() {
    let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
    assert_eq!(parse(&deep).unwrap().elements(0).count(), 1);
    let error = parse(&"[".repeat(1_000_000)).unwrap_err();
    assert_eq!(
        (error.message.as_str(), error.open),
        ("the text ends inside a list", Some(999_999))
    );
}

#[test]
fn says_what_is_wrong_and_where() {
    let check = |text: &str, at: u32, message: &str| {
        let error = parse(text).unwrap_err();
        assert_eq!((error.at, error.message.as_str()), (at, message), "{text}");
    };
    check("", 0, "the file is empty");
    check(
        "{\"a\": 1,}",
        8,
        "expected a property's name in double quotes, found `}` (a comma too many)",
    );
    check("{\"a\" 1}", 5, "expected `:` behind the property's name, found `1`");
    check("[1 2]", 3, "expected `,` or `]` behind the value, found `2`");
    check("{} x", 3, "expected nothing behind the end of the document, found `x`");
    check("// note", 0, "expected a value, found `/` (JSON has no comments)");
    check("[\"a\nb\"]", 3, "a text ends at the end of its line");
    check("[\"a\0b\"]", 3, "a NUL byte in a text");
    check("[\0]", 1, "expected a value, found a NUL byte");
    check("[\"\\x\"]", 2, "`\\` starts no escape that JSON knows");
    check("[01]", 1, "this is not a number as JSON writes them");
    check("[\"abc", 1, "this text does not end");
    check("{\"a\": truex}", 6, "expected a value, found `t`");
}
