use super::Kind::*;
use super::*;

fn kinds(script: &str) -> Vec<Kind> {
    tokenize(script).into_iter().map(|token| token.kind).collect()
}

fn word(text: &str) -> Kind {
    Word(text.to_owned())
}

fn parameter(name: &str) -> Kind {
    Parameter { name: name.to_owned(), colon: false }
}

fn literal(text: &str) -> Kind {
    Literal(text.to_owned())
}

fn variable(text: &str) -> Kind {
    Variable(text.to_owned())
}

fn operator(text: &str) -> Kind {
    Operator(text.to_owned())
}

#[test]
fn a_command_is_a_word_with_parameters_and_arguments() {
    let found = kinds("Get-X -Name 'a' -Count 5 -Confirm:$false\nStop-X");
    let confirm = Parameter { name: "Confirm".to_owned(), colon: true };
    let wanted = [
        word("Get-X"),
        parameter("Name"),
        literal("a"),
        parameter("Count"),
        word("5"),
        confirm,
        variable("false"),
        Separator,
        word("Stop-X"),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn all_quotes_close_each_other() {
    for quotes in ["''", "'\u{2019}", "\u{201a}\u{201b}", "\u{2018}'"] {
        let (open, close) = quotes.split_at(quotes.chars().next().unwrap().len_utf8());
        assert_eq!(kinds(&format!("{open}a b{close}")), [literal("a b")]);
    }
    // The second of two is the one that is meant.
    assert_eq!(kinds("'a'\u{2019}b'"), [literal("a\u{2019}b")]);
    assert_eq!(kinds("\u{201c}a $b\u{201e}"), [Expandable("a $b".to_owned())]);
    assert_eq!(kinds("\"a`\"b\"\"c\""), [Expandable("a`\"b\"\"c".to_owned())]);
    assert_eq!(
        kinds("\"$('x' + \"y\")z\" w"),
        [Expandable("$('x' + \"y\")z".to_owned()), word("w")]
    );
}

#[test]
fn what_does_not_end_is_broken() {
    for script in ["'a", "\"a", "\"$(", "<# a", "${a", "@'\na", "@'a'@", "@\"\nx'@", "'a''"] {
        assert_eq!(kinds(script).last(), Some(&Broken), "{script}");
    }
}

#[test]
fn every_dash_begins_a_parameter_and_every_separator_is_a_blank() {
    for dash in ['-', '\u{2013}', '\u{2014}', '\u{2015}'] {
        assert_eq!(kinds(&format!("x {dash}Force")), [word("x"), parameter("Force")]);
    }
    for blank in ['\t', '\u{b}', '\u{85}', '\u{a0}', '\u{2003}', '\u{2028}', '\u{3000}'] {
        assert_eq!(kinds(&format!("a{blank}b")), [word("a"), word("b")]);
    }
    for end in ["\n", "\r", ";"] {
        assert_eq!(kinds(&format!("a{end}b")), [word("a"), Separator, word("b")]);
    }
    assert_eq!(kinds("a `\r\n b"), [word("a"), word("b")]);
}

#[test]
fn words_keep_quotes_inside_and_lose_backticks() {
    assert_eq!(kinds("a'b c'd"), [word("ab cd")]);
    assert_eq!(kinds("a` b`$c"), [word("a b$c")]);
    assert_eq!(kinds("a#b #c\nd"), [word("a#b"), Comment, Separator, word("d")]);
    assert_eq!(kinds("a<#b#>c"), [word("a"), Comment, word("c")]);
    // A literal ends where it ends: what is glued to it is the next argument.
    assert_eq!(kinds("'a'b"), [literal("a"), word("b")]);
}

#[test]
fn here_strings_end_at_the_start_of_a_line() {
    assert_eq!(kinds("@'\na'@\n'@ b"), [literal("a'@"), word("b")]);
    assert_eq!(kinds("@\u{2018} \r\na\r\n\u{2019}@"), [literal("a")]);
    assert_eq!(kinds("@\"\n$a\n\"@"), [Expandable("$a".to_owned())]);
}

#[test]
fn expressions_have_their_brackets_and_operators() {
    let found = kinds("([ipaddress[]]$p.ScopeId) @{A=$_.B;C='x'} @p $env:Path | & { 1 } 2>&1");
    let wanted = [
        Open("("),
        Open("["),
        word("ipaddress"),
        Open("["),
        Close(']'),
        Close(']'),
        variable("p"),
        operator("."),
        word("ScopeId"),
        Close(')'),
        Open("@{"),
        word("A=$_.B"),
        Separator,
        word("C=x"),
        Close('}'),
        Splat("p".to_owned()),
        variable("env:Path"),
        Chain("|"),
        Chain("&"),
        Open("{"),
        word("1"),
        Close('}'),
        word("2"),
        Redirection(">&1".to_owned()),
    ];
    assert_eq!(found, wanted);
    let call = kinds("[Console]::Out.WriteLine($a + 'b')");
    assert_eq!(call[3..7], [operator("::"), word("Out"), operator("."), word("WriteLine")]);
}

#[test]
fn tokens_know_where_they_stand() {
    let script = "Gét 'ü' ; x";
    let texts: Vec<&str> = tokenize(script).iter().map(|t| &script[t.at.clone()]).collect();
    assert_eq!(texts, ["Gét", "'ü'", ";", "x"]);
}

#[test]
fn deep_and_odd_texts_end() {
    let deep = "\"$(".repeat(20_000);
    assert_eq!(kinds(&deep), [Broken]);
    assert_eq!(kinds(&"(".repeat(20_000)).len(), 20_000);
    for odd in ["`", "$", "@", "-", "]", "\u{2013}", "\0", "a`", "$(", "--%", "\u{feff}"] {
        assert!(!kinds(odd).is_empty(), "{odd:?}");
    }
}
