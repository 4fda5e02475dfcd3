//! Files that are broken as bytes: a clear message with its file and line, nothing lost, no hang.

use std::path::Path;
use std::time::{Duration, Instant};

use config_text::{MemoryLoader, Sources};
use dhcpd_conf::{Config, Family, read};

const MAIN: &str = "/etc/dhcp/dhcpd.conf";

fn config(loader: MemoryLoader) -> (Sources, Config) {
    let mut sources = Sources::new();
    let config = read(&mut sources, &loader, Path::new(MAIN), Family::V4).expect("a main file");
    (sources, config)
}

/// Everything that is said, as `line rule: message`; the main file without its name. Whatever a
/// file is, it prints back as it was.
fn told_of(loader: MemoryLoader, bytes: &[u8]) -> (Vec<String>, Config) {
    let (sources, config) = config(loader);
    assert!(config.text(config.files()[0].file).as_deref() == Some(bytes), "another text");
    let one = |found: &config_text::Diagnostic| {
        let span = found.span().expect("a place");
        let path = sources.path(span.file).display().to_string();
        let path = if path == MAIN { String::new() } else { format!("{path}:") };
        let (line, id) = (sources.position(span).line, found.rule.id);
        format!("{path}{line} {id}: {}", found.message)
    };
    (config.diagnostics().iter().map(one).collect(), config)
}

#[track_caller]
fn check(bytes: &[u8], expected: &[&str]) {
    let (told, config) = told_of(MemoryLoader::new().with(MAIN, bytes), bytes);
    assert_eq!(told, expected);
    assert_eq!(config.is_loadable(), expected.is_empty());
}

#[test]
fn an_empty_file_is_fine() {
    check(b"", &[]);
    check(b"\n \t\r\n", &[]);
    check(b"# nothing", &[]);
}

const NUL: &str =
    "isc-nul-byte: a byte NUL stands here: dhcpd skips it in some places and not in others";
const NO_END: &str = "isc-open-block: the file ends before this block is closed: `}` is missing";

#[test]
fn bytes_that_are_no_text_are_named_with_their_line() {
    let lone = b"default-lease-time 600;\n\0";
    assert_eq!(told_of(MemoryLoader::new().with(MAIN, lone), lone).0, [format!("2 {NUL}")]);
    check(
        b"default-lease-time 600;\ndefault-\0lease-time 600;\n",
        &[
            &format!("2 {NUL}"),
            "2 isc-unknown-statement: `default-` is not a statement that dhcpd knows",
        ],
    );
    check(
        b"\x7fELF\x02\x01\x01\0\0\0",
        &[
            "1 isc-unknown-statement: expected a parameter or declaration, found `\\x7f`",
            "1 isc-nul-byte: dhcpd does not skip several bytes NUL in a row",
            &format!("1 {NUL}"),
        ],
    );
    // In comments and strings dhcpd takes any byte.
    check(b"# caf\xe9\noption host-name \"caf\xe9\";\n", &[]);
    // A byte beyond ASCII ends a word: what is left is read as bytes are written.
    check(b"\nz\xe9ro 600;\n", &["2 isc-option-value: `z` is not a valid hexadecimal number"]);
    check(
        b"\xef\xbb\xbfdefault-lease-time 600;\n",
        &[
            "1 isc-unknown-statement: the file begins with a byte order mark, which dhcpd takes for a \
           word: save it as UTF-8 without one",
        ],
    );
}

#[test]
fn wide_text_ends_where_dhcpd_sees_the_end() {
    let bytes = b"\xff\xfed\0e\0f\0";
    let (told, config) = told_of(MemoryLoader::new().with(MAIN, bytes), bytes);
    let end =
        "1 isc-end-byte: dhcpd takes the byte 0xFF for the end of the file: the rest is ignored";
    assert_eq!(told, [end.to_owned(), format!("1 {NUL}")]);
    // dhcpd loads it, as an empty file.
    assert!(config.is_loadable());
}

#[test]
fn line_ends_of_windows_are_blanks() {
    check(b"default-lease-time 600;\r\n# a comment\r\nmax-lease-time 900;\r\n", &[]);
    check(
        b"default-lease-time 600;\r\nmax-lease-time\r\n900\r\nx;\r\n",
        &["4 isc-syntax: expected `;`, found `x`"],
    );
}

#[test]
fn what_is_open_at_the_end_is_named() {
    let end = "isc-syntax: expected `;`, found the end of the file";
    let quote = "isc-string: this string has no closing quote";
    check(b"\noption host-name \"a;\n\n", &[&format!("2 {quote}"), &format!("2 {end}")]);
    check(b"default-lease-time 600", &[&format!("1 {end}")]);
    check(b"group {\n  default-lease-time 600;\n", &[&format!("2 {NO_END}")]);
    check(b"group {\n  group {\n", &[&format!("2 {NO_END}")]);
    check(b"if (known {\n}\n", &["1 isc-syntax: expected `)`, found `{`"]);
    check(b"\n}\n", &["2 isc-syntax: this `}` closes nothing"]);
}

/// A text of many pieces is read in a time that does not grow faster than it does.
fn timed(text: &str, judge: impl FnOnce(&str)) {
    let start = Instant::now();
    judge(text);
    // A debug build on a busy machine: what is quadratic takes minutes.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[track_caller]
fn deep(text: &str, expected: &[&str]) {
    timed(text, |text| check(text.as_bytes(), expected));
}

const DEEP: usize = 100_000;

#[test]
fn a_hundred_thousand_levels_are_read() {
    let nested = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(DEEP), close.repeat(DEEP))
    };
    deep(&nested("group {\n", "", "}"), &[]);
    deep(&nested("if known {", "", "}"), &[]);
    deep(&nested("if known { } else { ", "", "}"), &[]);
    deep(&format!("option host-name = {};", nested("pick(", "\"a\"", ")")), &[]);
    deep(&format!("if {} {{ }}", nested("(", "known", ")")), &[]);
    deep(&format!("if {}known {{ }}", "not ".repeat(DEEP)), &[]);
    deep(&format!("if known {{ }}{}", " elsif known { }".repeat(DEEP)), &[]);
}

#[test]
fn a_hundred_thousand_levels_without_an_end_are_one_mistake() {
    deep(&"group {\n".repeat(DEEP), &[&format!("{DEEP} {NO_END}")]);
    deep(
        &"(".repeat(DEEP),
        &["1 isc-unknown-statement: expected a parameter or declaration, found `(`"],
    );
    let nothing = "1 isc-expression: expected an expression, found";
    deep(&format!("if {}", "(".repeat(DEEP)), &[&format!("{nothing} the end of the file")]);
    deep(&"if ".repeat(DEEP), &[&format!("{nothing} `if`")]);
}

#[test]
fn a_reading_ends_after_a_thousand_mistakes() {
    timed(&"}".repeat(DEEP), |text| {
        let (told, _) = told_of(MemoryLoader::new().with(MAIN, text), text.as_bytes());
        assert_eq!(told[0], "1 isc-syntax: this `}` closes nothing");
        assert!((1_000..1_010).contains(&told.len()), "{}", told.len());
        let last = "1 isc-syntax: more than 1000 statements are wrong: the rest is not read";
        assert_eq!(told[told.len() - 1], last);
    });
}

/// A main file that includes the first of many, each of which includes the next.
fn chain(length: usize, last: &str) -> MemoryLoader {
    let mut loader = MemoryLoader::new().with(MAIN, INCLUDES);
    for at in 0..length {
        let next = match at + 1 {
            next if next == length => last.to_owned(),
            next => format!("# {at}\ninclude \"/{next}\";\n"),
        };
        loader = loader.with(format!("/{at}"), next);
    }
    loader
}

const INCLUDES: &str = "default-lease-time 600;\ninclude \"/0\";\nmax-lease-time 900;\n";

#[test]
fn chains_of_includes_are_followed_as_far_as_they_may_nest() {
    let main = INCLUDES.as_bytes();
    assert_eq!(told_of(chain(150, "min-lease-time 3;"), main).0, [""; 0]);
    let (told, config) = told_of(chain(DEEP, ""), main);
    assert_eq!(told, ["/199:2 isc-include: includes are nested more than 200 deep"]);
    assert!(!config.is_complete() && !config.is_loadable());
}

#[test]
fn circles_of_includes_are_named() {
    let (told, config) = told_of(chain(3, "\ninclude \"/1\";"), INCLUDES.as_bytes());
    assert_eq!(told, ["/2:2 isc-include: `/1` includes itself: /1 -> /2 -> /1"]);
    assert!(!config.is_complete());
    let itself = format!("\ninclude \"{MAIN}\";");
    let (told, _) = told_of(MemoryLoader::new().with(MAIN, &itself), itself.as_bytes());
    assert_eq!(told, [format!("2 isc-include: `{MAIN}` includes itself: {MAIN} -> {MAIN}")]);
}

#[test]
fn an_include_that_is_missing_or_binary_is_named() {
    let (told, config) = told_of(MemoryLoader::new().with(MAIN, INCLUDES), INCLUDES.as_bytes());
    assert_eq!(told, ["2 isc-include: `/0` does not exist"]);
    assert!(!config.is_complete());
    let loader = MemoryLoader::new().with(MAIN, INCLUDES).with("/0", b"\n\x01\x02\n");
    let wanted = "/0:2 isc-unknown-statement: expected a parameter or declaration, found `\\x01`";
    assert_eq!(told_of(loader, INCLUDES.as_bytes()).0, [wanted]);
}
