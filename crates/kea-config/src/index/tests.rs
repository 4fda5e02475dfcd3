use std::path::Path;

use config_text::{MemoryLoader, Sources};

use crate::{Content, Daemon, Document, Kind, Node, read};

fn doc(text: impl AsRef<[u8]>) -> Document {
    let loader = MemoryLoader::new().with("m", text.as_ref());
    read(&mut Sources::new(), &loader, Path::new("m")).unwrap()
}

/// A document of several files, the first of which is the main one.
fn files(texts: &[(&str, &str)]) -> (Document, Sources) {
    let loader =
        texts.iter().fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, text));
    let mut sources = Sources::new();
    let document = read(&mut sources, &loader, Path::new(texts[0].0)).unwrap();
    (document, sources)
}

/// `line: rule` of every diagnostic.
fn found(text: &str) -> Vec<String> {
    let (document, sources) = files(&[("m", text)]);
    let line = |span| sources.position(span).line;
    let of = |d: &config_text::Diagnostic| format!("{}: {}", line(d.span().unwrap()), d.rule.id);
    document.diagnostics().iter().map(of).collect()
}

/// The document inside `Dhcp4.user-context`, where anything may stand.
fn inside(text: &str) -> Vec<String> {
    found(&format!("{{\"Dhcp4\":{{\"user-context\":\n{text}\n}}}}"))
}

#[test]
fn values_have_kinds_and_typed_content() {
    let document =
        doc(r#"{"Dhcp4": {"s": "a\"\u00e9\n", "i": -42, "f": .5, "g": +5, "t": true, "n": null,
            "l": [1, [2], {}], "big": 99999999999999999999}}"#);
    let dhcp4 = document.root().unwrap().get("Dhcp4").unwrap();
    let get = |key| dhcp4.get(key).unwrap();
    assert_eq!(get("s").as_bytes().unwrap().as_ref(), b"a\"\xe9\n");
    assert_eq!(get("i").as_i64(), Some(-42));
    assert_eq!((get("f").kind(), get("f").as_f64()), (Kind::Float, Some(0.5)));
    assert_eq!((get("g").kind(), get("g").as_i64()), (Kind::Float, None));
    assert_eq!(get("t").as_bool(), Some(true));
    assert_eq!(get("n").kind(), Kind::Null);
    assert_eq!(
        get("l").items().map(Node::kind).collect::<Vec<_>>(),
        [Kind::Integer, Kind::List, Kind::Map]
    );
    assert_eq!(get("big").as_i64(), None);
    assert_eq!(get("l").items().nth(1).unwrap().items().next().unwrap().path(), "Dhcp4.l[1][0]");
    assert_eq!(document.content(), Content::File(Daemon::Dhcp4));
}

#[test]
fn comments_and_blanks_are_between_tokens() {
    let text = "# a { [\n{ // b\n \"Dhcp4\" /* c\n } */ : \r\n\t{ } }";
    assert_eq!(found(text), Vec::<String>::new());
    assert_eq!(found("{ \"Dhcp4\": {} }\n/* a"), ["2: kea-comment"]);
    assert_eq!(found("{ \"Dhcp4\": {} }\x0c"), ["1: kea-syntax"], "a form feed is no blank");
}

#[test]
fn commas_are_judged_as_kea_judges_them() {
    assert_eq!(inside("{ \"a\": [1,\n], }"), ["2: kea-extra-comma", "3: kea-extra-comma"]);
    assert_eq!(inside("[1,,,2]"), ["2: kea-extra-comma", "2: kea-extra-comma"]);
    assert_eq!(inside("[,1]"), ["2: kea-syntax"]);
    assert_eq!(inside("{,\"a\":1}"), ["2: kea-syntax"]);
    assert_eq!(inside("[1 2]"), ["2: kea-syntax"]);
    assert_eq!(inside("{\"a\":1\n\"b\":2}"), ["3: kea-syntax"]);
    assert!(doc("{\"Dhcp4\":{\"a\":1 \"b\":2}}").is_complete(), "a missing comma loses nothing");
}

#[test]
fn strings_and_numbers_are_judged_as_kea_judges_them() {
    for text in [r#""\u0100""#, r#""\x""#, r#""\u12""#, "\"a\tb\"", "\"a", r#""a\""#] {
        assert_eq!(inside(text), ["2: kea-string"], "{text}");
    }
    for text in ["99999999999999999999", "-", "+", ".", "1e999", "-.e1"] {
        assert_eq!(inside(text)[0], "2: kea-number", "{text}");
    }
    for text in [r#""\u00fF\/\b""#, "\"\u{e4}\u{7f}\"", "007", "-0", "5.", ".5", "+1", "1E+5"] {
        assert_eq!(inside(text), Vec::<String>::new(), "{text}");
    }
    for text in ["True", "NULL", "nil", "'a'", "1.2.3", "0x10"] {
        assert_eq!(inside(text)[0], "2: kea-syntax", "{text}");
    }
}

/// As Kea of every version does (asked: 2.2, 2.6.3, 3.0.4).
#[test]
fn a_context_that_is_a_comment_may_be_followed_by_another_one() {
    let comment = r#""user-context": { "comment": "a" }"#;
    let other = r#""user-context": { "b": 1 }"#;
    let found = |parts: &[&str]| inside(&format!("{{{}}}", parts.join(",\n")));
    assert_eq!(found(&[comment, other]), [""; 0]);
    assert_eq!(found(&[comment, comment]), [""; 0]);
    assert_eq!(found(&[other, comment]), ["3: kea-duplicate-key"]);
    assert_eq!(found(&[comment, other, other]), ["4: kea-duplicate-key"]);
    let more = r#""user-context": { "comment": "a", "b": 1 }"#;
    assert_eq!(found(&[more, other]), ["3: kea-duplicate-key"]);
    assert_eq!(found(&[&comment.replace("user-", ""), other]), [""; 0]);
}

#[test]
fn duplicates_are_found_among_few_and_many_members() {
    assert_eq!(inside("{\"a\":1,\n\"\\u0061\":2}"), ["3: kea-duplicate-key"]);
    let many: Vec<_> = (0..50).map(|n| format!("\"k{}\":\n{n}", n % 49)).collect();
    assert_eq!(inside(&format!("{{{}}}", many.join(","))), ["51: kea-duplicate-key"]);
    assert_eq!(inside("[{\"a\":1},{\"a\":1}]"), Vec::<String>::new());
}

#[test]
fn only_one_server_may_stand_at_the_top() {
    assert_eq!(found("{\"Dhcp4\":{},\n\"Logging\":{}}"), ["2: kea-top-level"]);
    assert_eq!(found("{\"Dhcp4\":{},\n\"Dhcp6\":{}}"), ["2: kea-top-level"]);
    assert_eq!(found("{\"Dhcp4\":\n[]}"), ["1: kea-top-level"]);
    assert_eq!(found("{\"Dhcpv4\":{}}"), ["1: kea-top-level"]);
    assert_eq!(found("[]"), ["1: kea-top-level"]);
    assert_eq!(found("{\"Dhcp4\":{}} {}"), ["1: kea-syntax"]);
    assert_eq!(found("{\"Control-agent\":{}, \"x\": 1}"), Vec::<String>::new());
    assert_eq!(found("{\"Dhcp4\":{}, \"hash\": \"00\"}"), ["1: kea-config-answer"]);
    let answer = doc("[{\"result\":0,\"arguments\":{\"Dhcp6\":{\"subnet6\":[{}]}}}]");
    assert_eq!(answer.content(), Content::Answer(Daemon::Dhcp6));
    assert_eq!(answer.server().unwrap().subnets().len(), 1);
}

#[test]
fn maps_may_cross_files() {
    let (document, sources) = files(&[
        ("m", "{ \"Dhcp4\": { \"subnet4\": <?include \"open\"?> ] \n<?include  \"rest\" ?>\n } }"),
        ("open", "[ { \"id\": 1 }, # a\n"),
        ("rest", ", \"valid-lifetime\":\n 5, <?include \"open\"?> ]"),
    ]);
    let dhcp4 = document.root().unwrap().get("Dhcp4").unwrap();
    let life = dhcp4.get("valid-lifetime").unwrap();
    assert_eq!((life.as_i64(), life.path()), (Some(5), "Dhcp4.valid-lifetime".to_owned()));
    assert_eq!(sources.path(life.span().file), Path::new("rest"));
    assert_eq!(sources.position(life.span()).line, 2);
    let subnets = dhcp4.get("subnet4").unwrap();
    assert_eq!(sources.path(subnets.span().file), Path::new("open"));
    assert_eq!(sources.path(subnets.closing_span().unwrap().file), Path::new("m"));
    assert_eq!(document.files().count(), 3, "a file included twice is one file");
    for file in document.files() {
        assert_eq!(document.print(file).unwrap(), sources.bytes(file));
    }
}

#[test]
fn includes_that_cannot_be_followed_are_reported_with_their_chain() {
    let (document, sources) =
        files(&[("m", "{ \"Dhcp4\": {\n<?include \"a\"?> } }"), ("a", "\n\n<?include \"gone\"?>")]);
    let [finding] = document.diagnostics() else { panic!("{:?}", document.diagnostics()) };
    assert_eq!(finding.message, "include file `gone` does not exist");
    let lines: Vec<_> = finding.labels.iter().map(|l| sources.position(l.span).line).collect();
    assert_eq!(lines, [3, 2]);
    assert_eq!(document.incomplete(), Some("the include of `gone` cannot be followed"));

    let (cycle, _) = files(&[("m", "<?include \"a\"?>"), ("a", "<?include \"m\"?>")]);
    assert!(cycle.diagnostics().iter().any(|d| d.message == "`m` includes itself"));
    for (text, fine) in [
        ("{\"Dhcp4\": <?  include\n\"a\" \n ?> }", true),
        ("{\"Dhcp4\": <?include \"a\"> }", false),
        ("{\"Dhcp4\": <?includes \"a\"?> }", false),
        ("{\"Dhcp4\": <?include \"\"?> }", false),
        ("{\"Dhcp4\": <?include a?> }", false),
    ] {
        assert_eq!(files(&[("m", text), ("a", "{}")]).0.is_complete(), fine, "{text}");
    }
}

#[test]
fn includes_reach_eleven_levels_deep_as_in_kea() {
    let chain = |depth: usize| {
        let next = |at: usize| format!("<?include \"f{}\"?>", at + 1);
        let mut loader = MemoryLoader::new();
        for at in 0..depth {
            loader = loader.with(format!("f{at}"), next(at));
        }
        let loader = loader.with(format!("f{depth}"), "{\"Dhcp4\":{}}");
        read(&mut Sources::new(), &loader, Path::new("f0")).unwrap()
    };
    assert!(chain(11).is_complete());
    assert!(!chain(12).is_complete());
}

#[test]
fn every_prefix_of_a_file_is_readable_and_prints_back() {
    let text =
        "{ \"Dhcp4\": { \"a\": [1, {\"b\": \"x\\\"y\"}], /* c */ \"d\": <?include \"e\"?> } } # f";
    for end in 0..=text.len() {
        let (document, sources) = files(&[("m", &text[..end]), ("e", "[ ] , \"z\": \"")]);
        for file in document.files() {
            assert_eq!(document.print(file).unwrap(), sources.bytes(file), "{end}");
        }
        assert!(end > text.len() - 5 || !document.is_complete(), "{end}");
    }
}

#[test]
fn what_is_not_closed_is_pointed_at() {
    assert_eq!(found("{ \"Dhcp4\": {\n \"subnet4\": [\n{}"), ["2: kea-syntax"]);
    assert_eq!(found("{ \"Dhcp4\": {\n \"subnet4\": [\n}}"), ["3: kea-syntax"]);
    assert_eq!(found(""), ["1: kea-syntax"]);
    assert_eq!(found("\n\n"), ["3: kea-syntax"]);
    assert_eq!(found("\u{feff}{\"Dhcp4\":{}}"), ["1: kea-syntax"]);
    assert!(!found("\0\0\0").is_empty() && !doc([0xff, 0xfe, 0, b'{']).is_complete());
}

#[test]
fn bad_places_cost_little_of_what_stands_around_them() {
    let document = doc(r#"{"Dhcp4": {"a": , "b": 2, "c" 3, 4, "d": [5 : 6], "e": 7}}"#);
    let dhcp4 = document.root().unwrap().get("Dhcp4").unwrap();
    let get = |key| dhcp4.get(key).and_then(Node::as_i64);
    assert_eq!((get("b"), get("e")), (Some(2), Some(7)));
    assert!(!document.is_complete());
}

#[test]
fn a_hundred_thousand_levels_take_no_stack_and_no_time() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[", ""), ("{\"a\":", ""), ("[}", "")] {
        let text = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let document = doc(&text);
        let deepest = document.nodes().last().unwrap();
        assert!(deepest.path().len() < 400_000);
        assert!(document.root().unwrap().canonical().text.len() < 1_000_000);
    }
}

#[test]
fn secrets_are_marked_and_masked() {
    let text = r#"{"Dhcp4": {"lease-database": {"user": "kea", "password": "hunter2"},
        "hooks-libraries": [{"parameters": {"url": "http://me:hunter3@h/", "secrets": 1,
            "basic-auth-password": ["hunter4"], "token": 12345}}]}}"#;
    let (document, sources) = files(&[("m", text)]);
    let (file, source) = sources.iter().next().unwrap();
    let mut hidden = text.as_bytes().to_vec();
    for (start, end) in source.secrets() {
        hidden[*start as usize..*end as usize].fill(b'*');
    }
    let hidden = String::from_utf8(hidden).unwrap();
    assert!(!hidden.contains("hunter") && !hidden.contains("12345"), "{hidden}");
    assert!(hidden.contains("\"kea\"") && hidden.contains("@h/"), "{hidden}");
    assert_eq!(sources.path(file), Path::new("m"));
    let canonical = document.root().unwrap().canonical();
    assert!(!canonical.text.contains("hunter") && canonical.secrets.is_some());
    assert!(!format!("{document:?}").contains("hunter"));
    let other = doc(text.replace("hunter4", "hunter5"));
    let other = other.root().unwrap().canonical();
    assert_eq!(other.text, canonical.text);
    assert_ne!(other.secrets, canonical.secrets);
}

#[test]
fn canonical_text_hides_spelling_and_keeps_meaning() {
    let canonical = |text: &str| doc(text).root().unwrap().canonical().text;
    assert_eq!(
        canonical("{\"b\": [1, 2], # x\n \"a\": \"\\u0041/\\/\"}"),
        canonical(r#"{"\u0061":"A//","b":[01,2,]}"#)
    );
    assert_ne!(canonical("[1,2]"), canonical("[2,1]"));
    assert_eq!(
        canonical(r#"["\n\"", -0, 1.50, true, null, {}, []]"#),
        r#"["\u000a\"",0,1.5,true,null,{},[]]"#
    );
}

/// A list that is large enough for two threads, with something in its middle and at its end.
fn large(middle: &str, end: &str) -> String {
    let item = "  { \"pool\": \"192.0.2.1 - 192.0.2.9\", \"n\": [ 1, 2.5, true ] }, # an item\n";
    let half = item.repeat(100_000 / item.len());
    let wide = "w".repeat(70_000);
    format!("[\n\"{wide}\",\n{half}{middle}\n{half}\"{wide}\",\n{end} 0 ]\n")
}

#[test]
fn a_large_file_cut_on_two_threads_reads_as_on_one() {
    let lines = "\"s\\u0041\\n\",\n".repeat(3);
    let comment = format!("/* {} */", "over\nthe middle\n".repeat(2_000));
    for middle in ["", &lines, &comment, "<?include \"more\"?>", "oops\n"] {
        for end in ["", "\"\\t\",", "<?include \"more\"?> 1,", "\"open\n", "/* \n"] {
            let text = large(middle, end);
            // An included file is cut by one thread, whatever its size.
            let one = files(&[("kea.conf", "<?include \"all\"?>"), ("all", &text), ("more", "7,")]);
            let two = files(&[("kea.conf", &text), ("more", "7,")]);
            let kinds = |document: &Document| -> Vec<(Kind, u32)> {
                document.nodes().map(|node| (node.kind(), node.span().start)).collect()
            };
            assert!(kinds(&one.0) == kinds(&two.0), "{middle:.20} {end}");
            let said = |(document, _): &(Document, Sources)| -> Vec<String> {
                let each = document.diagnostics().iter();
                each.map(|one| format!("{} {:?}", one.message, one.span().map(|at| at.start)))
                    .collect()
            };
            let about_list = |said: &String| !said.starts_with("a Kea configuration is a map");
            let (mut one_said, mut two_said) = (said(&one), said(&two));
            one_said.retain(about_list);
            two_said.retain(about_list);
            assert_eq!(one_said, two_said, "{middle:.20} {end}");
            let file = two.0.files().next().unwrap();
            assert!(two.0.print(file).unwrap() == text.as_bytes());
            assert_eq!(one.0.is_complete(), two.0.is_complete());
        }
    }
}
