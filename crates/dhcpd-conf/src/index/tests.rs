use super::kind::{KEYWORDS, Kind};
use super::lexer::{Unescape, is_secret_key};
use super::tokens::{Flaw, Tokens};
use super::tree::{NONE, Tree};

fn lex(text: &[u8]) -> Tokens {
    super::lexer::lex(text, |_, _| ())
}

fn kinds(text: &[u8]) -> Vec<Kind> {
    let tokens = lex(text);
    (0..tokens.count()).map(|at| tokens.kind(at)).collect()
}

fn words<'a>(text: &'a [u8], tokens: &Tokens) -> Vec<&'a [u8]> {
    let range = |at| tokens.range(at);
    (0..tokens.count()).map(|at| &text[range(at).0 as usize..range(at).1 as usize]).collect()
}

#[test]
fn numbers_names_and_hexadecimal_digits_are_told_apart() {
    use Kind::{Colon, Dot, Name, Number, NumberOrName};
    assert_eq!(
        kinds(b"10 -5 - 0x1f 1f 10-20 00-11-22 0x"),
        [Number, Number, Number, NumberOrName, NumberOrName, Name, Name, Name]
    );
    assert_eq!(
        kinds(b"x gab zface fe80 a-b g1"),
        [NumberOrName, NumberOrName, NumberOrName, NumberOrName, Name, NumberOrName]
    );
    assert_eq!(
        kinds(b"ns.a.b fe80::1"),
        [Name, Dot, NumberOrName, Dot, NumberOrName, NumberOrName, Colon, Colon, Number]
    );
    assert_eq!(kinds(b"HOST Shared-Network add"), [Kind::Host, Kind::SharedNetwork, Kind::Add]);
}

#[test]
fn a_keyword_announces_a_secret_only_where_the_lexer_looks_for_it() {
    let announces = |word: &str| {
        let text = format!("{word} name value; option {word} value;");
        !lex(text.as_bytes()).secrets.is_empty()
    };
    let found: Vec<&str> =
        KEYWORDS.iter().map(|(word, _)| *word).filter(|word| is_secret_key(word)).collect();
    assert_eq!(found, Vec::<&str>::new());
    let found: Vec<&str> =
        KEYWORDS.iter().map(|(word, _)| *word).filter(|word| announces(word)).collect();
    assert_eq!(found, ["key", "secret"]);
    assert!(["omapi-key", "ldap-password", "AUTH", "x-secret"].into_iter().all(announces));
}

#[test]
fn a_byte_0xff_is_lost_behind_a_word_and_ends_the_file_elsewhere() {
    use Kind::{End, Name, Number, Quoted, Semicolon};
    assert_eq!(kinds(b"ghi\xff; 12\xff;"), [Name, Semicolon, Number, Semicolon]);
    assert_eq!(kinds(b"ghi\xff\xff;"), [Name, End, Semicolon]);
    assert_eq!(kinds(b"ghi \xff;\xff"), [Name, End, Semicolon, End]);
    let long = [b"\"".as_slice(), &[b'a'; 1500], b"\xff;"].concat();
    assert_eq!(kinds(&long), [Quoted, End, Semicolon]);
}

#[test]
fn comments_strings_and_single_bytes() {
    let text = b"option x \"a;}\\\"#\\\\\"; # {\n\xc3\xa4{";
    let tokens = lex(text);
    assert_eq!(
        words(text, &tokens),
        [b"option".as_slice(), b"x", b"\"a;}\\\"#\\\\\"", b";", b"\xc3", b"\xa4", b"{"]
    );
    assert!(tokens.flaws.is_empty());
}

#[test]
fn escapes_mean_what_dhcpd_makes_of_them() {
    let of = |text: &[u8]| Unescape::of(text, 0, text.len() as u32).collect::<Vec<_>>();
    assert_eq!(of(br#""a\tb\101\x41\q""#), b"a\tbAAq");
    assert_eq!(of(br#""\000\377""#), [0, 255]);
    // A short `\0` swallows the next byte and escapes the one behind it.
    assert_eq!(of(br#""\0zn""#), b"\n");
}

#[test]
fn flawed_strings_and_long_runs_are_reported() {
    let flaws = |text: &[u8]| lex(text).flaws.iter().map(|(_, flaw)| *flaw).collect::<Vec<_>>();
    assert_eq!(flaws(b"\"abc"), [Flaw::OpenString]);
    assert_eq!(flaws(b"\"ab\xffc\""), [Flaw::OpenString, Flaw::OpenString]);
    assert_eq!(flaws(br#""\xzz""#), [Flaw::Escape]);
    assert_eq!(flaws(br#""\19""#), [Flaw::Escape]);
    let string = |len: usize| format!("\"{}\"", "a".repeat(len));
    assert_eq!(flaws(string(1499).as_bytes()), []);
    assert_eq!(flaws(string(1500).as_bytes())[0], Flaw::LongString);
    assert_eq!(flaws("a".repeat(1499).as_bytes()), []);
    assert_eq!(flaws("a".repeat(1500).as_bytes()), [Flaw::LongWord]);
    assert_eq!(flaws(b"a;\0b;"), []);
    assert_eq!(flaws(b"a;\0 \0b;"), [Flaw::Nuls]);
    assert_eq!(flaws(" ".repeat(1499).as_bytes()), []);
    assert_eq!(flaws(" ".repeat(1500).as_bytes()), [Flaw::LongSpace]);
}

#[test]
fn tokens_longer_than_sixteen_bits_keep_their_length() {
    let text = format!("a {} b", "c".repeat(70_000));
    let tokens = lex(text.as_bytes());
    assert_eq!(tokens.range(1), (2, 70_002));
    assert_eq!(tokens.range(2), (70_003, 70_004));
}

/// Statements as `depth:first-word`.
fn outline(text: &[u8]) -> Vec<String> {
    let tree = Tree::new(text);
    let mut open: Vec<u32> = Vec::new();
    let mut out = Vec::new();
    for at in 0..tree.node_count() {
        let node = tree.node(at).unwrap();
        while open.last().is_some_and(|next| *next <= at) {
            open.pop();
        }
        let (start, end) = tree.tokens.range(node.first);
        let word = String::from_utf8_lossy(&text[start as usize..end as usize]).into_owned();
        out.push(format!("{}:{word}", open.len()));
        if node.open != NONE {
            open.push(node.next);
        }
    }
    out
}

#[test]
fn statements_nest_by_their_braces() {
    assert_eq!(
        outline(b"a 1; b { c 2; d { e; } f; } option x code 1 = { text, text }; } g;"),
        ["0:a", "0:b", "1:c", "1:d", "2:e", "1:f", "0:option", "0:}", "0:g"]
    );
    assert_eq!(outline(b"a { b 1 } c;"), ["0:a", "1:b", "0:c"]);
    assert_eq!(outline(b"a { b {"), ["0:a", "1:b"]);
    assert_eq!(outline(b"\0\0a; \xff b;"), ["0:a"]);
}

#[test]
fn a_hundred_thousand_open_braces_take_no_stack() {
    let text = "a {".repeat(100_000);
    let tree = Tree::new(text.as_bytes());
    assert_eq!(tree.node_count(), 100_000);
    assert!((0..tree.node_count()).all(|at| tree.node(at).unwrap().open != NONE));
}
