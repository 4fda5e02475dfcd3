//! `access`, as somebody meets it who tries what the help shows and makes every mistake.

mod support;

use std::path::Path;

use support::{Run, dhcpair, folder, schema, workspace};

const POLICY: &str = "examples/access/policy.toml";

/// The commands that a help page shows.
fn shown(help: &str) -> Vec<Vec<String>> {
    // A line that ends with a backslash goes on.
    let whole = help.replace("\\\n", "");
    let commands = whole.lines().filter_map(|line| line.strip_prefix("  dhcpair "));
    commands.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
fn every_example_of_the_help_runs() {
    let mut ran = 0;
    for command in ["effective", "can", "who-can", "roles", "diff"] {
        let help = dhcpair(&workspace(), ["access", command, "--help"]);
        assert_eq!(help.code, Some(0), "{}", help.all());
        assert!(help.stdout.contains("in the folder examples/access:"), "{}", help.all());
        let examples = shown(&help.stdout);
        assert!(!examples.is_empty(), "{command} shows no example");
        for words in examples {
            assert_eq!(words[..2], ["access", command], "{words:?}");
            let run = dhcpair(&workspace().join("examples/access"), &words);
            assert_eq!(run.code, Some(0), "{words:?}: {}", run.all());
            ran += 1;
        }
    }
    assert!(ran >= 9, "{ran}");
}

/// Allowed, denied for every kind of reason, hinted at, and empty.
#[test]
fn every_document_is_what_its_schema_says() {
    let next = "examples/access/next.toml";
    let asked: [(&str, &[&str]); 14] = [
        ("access-can", &["can", "luis", "reservations@range", "10.1.1.0/24"]),
        ("access-can", &["can", "petra", "reservations@range", "10.1.2.0/24"]),
        ("access-can", &["can", "vera", "delete@range", "10.1.1.0/24"]),
        ("access-can", &["can", "nora", "options@range", "10.2.9.0/24"]),
        ("access-can", &["can", "luis", "options@range", "10.2.0.0/16"]),
        ("access-can", &["can", "luis", "web", "10.2.0.0/16"]),
        ("access-can", &["can", "administrator", "web", "module"]),
        ("access-effective", &["effective", "--user", "luis"]),
        ("access-effective", &["effective", "--user", "administrator"]),
        ("access-effective", &["effective", "--group", "addresses", "--object", "dhcp-north-a"]),
        ("access-who-can", &["who-can", "options@range", "10.2.9.0/24"]),
        ("access-who-can", &["who-can", "web", "10.2.9.0/24"]),
        ("access-roles", &["roles"]),
        ("access-diff", &["diff", POLICY, next]),
    ];
    for (name, words) in asked {
        let file: &[&str] = if words[0] == "diff" { &[] } else { &["--policy", POLICY] };
        let words = ["access"].iter().chain(words).chain(file).chain(&["-o", "json"]);
        let words: Vec<&str> = words.copied().collect();
        let run = dhcpair(&workspace(), &words);
        assert!(matches!(run.code, Some(0 | 4)), "{words:?}: {}", run.all());
        let document = run.json();
        let allowed = document["allowed"].as_bool();
        assert_eq!(run.code == Some(4), allowed == Some(false), "{words:?}: {}", run.all());
        assert_eq!(schema::of(&document), name, "{words:?}");
    }
}

/// One error, with a code, a place in the file and help; nothing on standard output.
fn refused(folder: &Path, name: &str, place: &str) -> Run {
    let run = dhcpair(folder, ["access", "roles", "--policy", name]);
    assert_eq!(run.code, Some(1), "{name}: {}", run.all());
    assert!(run.stdout.is_empty(), "{name}: {}", run.all());
    let first = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    let start = format!("error[access-policy-invalid]: {name}:{place}:");
    assert!(first.starts_with(&start), "{name}: {}", run.all());
    assert!(run.stderr.contains("  help: "), "{name}: {}", run.all());
    let odd = run.stderr.chars().any(|one| one.is_control() && one != '\n' || one == '\u{202e}');
    assert!(!odd, "{name}: {:?}", run.stderr);
    run
}

#[test]
fn a_policy_that_is_none_is_one_error_with_its_place() {
    let deep = format!("version = 1\nroles = {}\n", "[".repeat(100_000));
    let chain = |parent: fn(usize) -> usize, count: usize| -> String {
        let line = |at| {
            format!("objects.c{at} = {{ kind = \"container\", parent = \"c{}\" }}\n", parent(at))
        };
        "version = 1\nobjects.c0.kind = \"container\"\n".to_owned()
            + &(1..count).map(line).collect::<String>()
    };
    let circle = "version = 1\nobjects.a = { kind = \"container\", parent = \"b\" }\n\
                  objects.b = { kind = \"container\", parent = \"a\" }\n";
    let utf16: Vec<u8> = "version = 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>, &str); 18] = [
        ("empty.toml", Vec::new(), "1:1"),
        ("empty.json", Vec::new(), "1:1"),
        ("utf16.toml", [vec![0xff, 0xfe], utf16].concat(), "1:1"),
        ("latin1.toml", b"version = 1\n# \xe9\n".to_vec(), "2:3"),
        ("nul.toml", b"version = 1\n\0\n".to_vec(), "2:2"),
        (
            "crlf.toml",
            b"version = 1\r\n[roles.A]\r\nkind = \"general\"\r\nalow = []\r\n".to_vec(),
            "4:1",
        ),
        ("key.toml", b"version = 1\n\"\\u001b[31m\\u202e\" = 1\n".to_vec(), "2:1"),
        ("name.toml", b"version = 1\n[users.\"\\u001b[31m\\u202e\"]\n".to_vec(), "2:8"),
        (
            "role.toml",
            b"version = 1\n[users.a]\nroles = [\"\\u001b[31m\\u202e\"]\n".to_vec(),
            "3:10",
        ),
        ("twice.toml", b"version = 1\n[users.a]\n[users.a]\n".to_vec(), "3:8"),
        ("huge.toml", b"version = 999999999999999999999999999\n".to_vec(), "1:11"),
        ("deep.toml", deep.into_bytes(), "2:89"),
        ("long.toml", chain(|at| at - 1, 3_000).into_bytes(), "258:38"),
        ("circle.toml", circle.as_bytes().to_vec(), "2:35"),
        ("list.json", b"[1]".to_vec(), "1:1"),
        (
            "values.json",
            br#"{"version": 1, "users": {"a": [false, ["Administrators"]]}}"#.to_vec(),
            "1:30",
        ),
        (
            "deny.json",
            br#"{"version": 1, "roles": {"r": {"kind": "general", "deny": ["web"], "deny": []}}}"#
                .to_vec(),
            "1:73",
        ),
        ("more.json", b"{\"version\": 1} {}".to_vec(), "1:16"),
    ];
    let files: Vec<(&str, &[u8])> =
        cases.iter().map(|(name, text, _)| (*name, text.as_slice())).collect();
    let folder = folder(&files);
    for (name, _, place) in &cases {
        refused(folder.path(), name, place);
    }
}

#[test]
fn a_byte_order_mark_and_line_ends_of_windows_are_read() {
    let folder = folder(&[
        ("p.toml", b"\xef\xbb\xbfversion = 1\r\n[users.ann]\r\nroles = [\"IPAM viewers\"]\r\n"),
        ("p.json", b"\xef\xbb\xbf{\r\n\"version\": 1,\r\n\"users\": {\"ann\": {\"roles\": [\"IPAM viewers\"]}}}"),
    ]);
    for name in ["p.toml", "p.json"] {
        let run =
            dhcpair(folder.path(), ["access", "can", "ann", "web", "module", "--policy", name]);
        assert_eq!(run.code, Some(0), "{name}: {}", run.all());
    }
}

/// 0 allowed, 1 no answer, 2 wrong words, 4 denied.
#[test]
fn exit_codes_of_can() {
    let can = |words: &[&str]| {
        let words = ["access", "can"].iter().chain(words).chain(&["--policy", POLICY]);
        dhcpair(&workspace(), words).code
    };
    assert_eq!(can(&["nora", "adminDHCP", "module"]), Some(0));
    assert_eq!(can(&["luis", "adminDHCP", "module"]), Some(4));
    assert_eq!(can(&["luis", "web", "10.1.1.0/24"]), Some(4));
    assert_eq!(can(&["nobody", "web", "module"]), Some(1));
    assert_eq!(can(&["luis", "wen", "module"]), Some(1));
    assert_eq!(can(&["luis", "list@range", "10.9.9.0/24"]), Some(1));
    assert_eq!(can(&["luis", "list@range"]), Some(2));
    assert_eq!(can(&["", "web", "module"]), Some(1));
}
