//! A reader of dhcpd.conf for the changes of these tests: just enough to find statements and blocks,
//! and with nothing in common with the parser that is tested.

use std::ops::Range;

/// One statement: up to its `;`, or a block.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The words before `;` or `{`, one blank between them.
    pub(crate) head: String,
    /// The whole statement.
    pub(crate) range: Range<usize>,
    /// Between the braces.
    pub(crate) body: Option<Range<usize>>,
    pub(crate) children: Vec<Node>,
}

impl Node {
    /// The first word in small letters.
    pub(crate) fn word(&self) -> String {
        self.words()[0].to_ascii_lowercase()
    }

    pub(crate) fn words(&self) -> Vec<&str> {
        self.head.split(' ').collect()
    }

    pub(crate) fn is_block(&self) -> bool {
        self.body.is_some()
    }

    /// Whether it is an option or a parameter: a key and a value.
    pub(crate) fn is_setting(&self) -> bool {
        self.key().is_some()
    }

    /// `option routers`, `default-lease-time`.
    pub(crate) fn key(&self) -> Option<String> {
        let words = self.words();
        let lower = |word: &str| word.to_ascii_lowercase();
        match lower(words[0]).as_str() {
            "option" if words.get(2).is_some_and(|word| *word != "code") && words[1] != "space" => {
                Some(format!("option {}", lower(words[1])))
            }
            "default-lease-time"
            | "max-lease-time"
            | "min-lease-time"
            | "next-server"
            | "filename"
            | "log-facility"
            | "update-static-leases"
            | "vendor-option-space"
            | "client-updates"
            | "duplicates" => Some(lower(words[0])),
            word if word.starts_with("ddns-") => Some(lower(words[0])),
            _ => None,
        }
    }

    /// What follows the key.
    pub(crate) fn value(&self) -> String {
        let skip = if self.word() == "option" { 2 } else { 1 };
        self.words()[skip..].join(" ")
    }

    /// Where the words behind the key are, in the text.
    pub(crate) fn value_range(&self, text: &str) -> Range<usize> {
        let skip = if self.word() == "option" { 2 } else { 1 };
        let tokens: Vec<_> = tokens(text, self.range.clone()).collect();
        tokens[skip].start..tokens[tokens.len() - 2].end
    }
}

/// The statements of a file.
pub(crate) fn statements(text: &str) -> Vec<Node> {
    let tokens: Vec<_> = tokens(text, 0..text.len()).collect();
    let mut at = 0;
    let nodes = block(text, &tokens, &mut at);
    assert_eq!(at, tokens.len(), "unbalanced braces");
    nodes
}

fn block(text: &str, tokens: &[Range<usize>], at: &mut usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    while *at < tokens.len() && &text[tokens[*at].clone()] != "}" {
        let first = *at;
        // A record type has braces of its own: `= { text, boolean };`.
        let mut record = false;
        loop {
            assert!(*at < tokens.len(), "no end: {}", &text[tokens[first].start..]);
            match &text[tokens[*at].clone()] {
                "{" if *at > first && &text[tokens[*at - 1].clone()] == "=" => record = true,
                "}" if record => record = false,
                ";" | "{" => break,
                "}" => panic!("no end: {}", &text[tokens[first].start..]),
                _ => {}
            }
            *at += 1;
        }
        let head = tokens[first..*at].iter().map(|token| &text[token.clone()]);
        let head = head.collect::<Vec<_>>().join(" ");
        let end = tokens[*at].clone();
        *at += 1;
        let start = tokens[first].start;
        if head.is_empty() {
            // The `;` behind a key.
            continue;
        }
        if &text[end.clone()] == ";" {
            nodes.push(Node { head, range: start..end.end, body: None, children: Vec::new() });
        } else {
            let children = block(text, tokens, at);
            let close = tokens[*at].clone();
            *at += 1;
            let body = Some(end.end..close.start);
            nodes.push(Node { head, range: start..close.end, body, children });
        }
    }
    nodes
}

/// Words, strings and signs, without comments.
pub(crate) fn tokens(text: &str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = within.start;
    let is_word = |byte: u8| !byte.is_ascii_whitespace() && !b"#\"{};,()".contains(&byte);
    std::iter::from_fn(move || {
        while at < within.end {
            match bytes[at] {
                b'#' => at += text[at..within.end].find('\n').unwrap_or(within.end - at),
                byte if byte.is_ascii_whitespace() => at += 1,
                _ => break,
            }
        }
        if at >= within.end {
            return None;
        }
        let start = at;
        match bytes[at] {
            b'"' => {
                at += 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            byte if is_word(byte) => {
                while at < within.end && is_word(bytes[at]) {
                    at += 1;
                }
            }
            _ => at += 1,
        }
        Some(start..at)
    })
}
