//! A text cut into what is changed: pieces, and the statements that they form. Simpler than the
//! crate's own lexer and tree on purpose, so that a mistake there is not repeated here.

use std::ops::Range;

/// A text as pieces with its statements.
#[derive(Debug, Clone, Default)]
pub(crate) struct Text {
    /// Blanks and comments, words, strings, single signs: together they are the text.
    pub(crate) pieces: Vec<Vec<u8>>,
    /// The pieces that are no blanks and no comments.
    pub(crate) tokens: Vec<usize>,
    pub(crate) statements: Vec<Statement>,
    /// Where a statement may be put: in front of one, and at the end of each block and of the text.
    pub(crate) places: Vec<usize>,
}

/// A statement with its block.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) pieces: Range<usize>,
}

impl Text {
    pub(crate) fn new(text: &[u8]) -> Self {
        let pieces: Vec<Vec<u8>> = cut(text).into_iter().map(<[u8]>::to_vec).collect();
        let tokens = (0..pieces.len()).filter(|at| !is_blank(&pieces[*at])).collect();
        let (statements, places) = statements(&pieces);
        Self { pieces, tokens, statements, places }
    }

    /// The bytes of a statement.
    pub(crate) fn bytes(&self, statement: &Statement) -> Vec<u8> {
        self.pieces[statement.pieces.clone()].concat()
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn cut(text: &[u8]) -> Vec<&[u8]> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(&first) = rest.first() {
        let run =
            |wanted: &dyn Fn(u8) -> bool| rest.iter().take_while(|byte| wanted(**byte)).count();
        let len = match first {
            b'"' => string(rest),
            b'#' => run(&|byte| byte != b'\n'),
            byte if byte.is_ascii_whitespace() => run(&|byte| byte.is_ascii_whitespace()),
            byte if is_word(byte) => run(&is_word),
            _ => 1,
        };
        let (piece, behind) = rest.split_at(len.min(rest.len()));
        out.push(piece);
        rest = behind;
    }
    out
}

/// How long a string is, its quotes and escapes with it.
fn string(text: &[u8]) -> usize {
    let mut at = 1;
    while at < text.len() {
        match text[at] {
            b'\\' => at += 1,
            b'"' => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

pub(crate) fn is_blank(piece: &[u8]) -> bool {
    piece.first().is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'#')
}

/// Statements in the order in which they begin, and the places between them.
fn statements(pieces: &[Vec<u8>]) -> (Vec<Statement>, Vec<usize>) {
    let (mut statements, mut places) = (Vec::new(), Vec::new());
    // Statements that have begun and not ended: those with a block, and the one being read.
    let mut open: Vec<usize> = Vec::new();
    let mut current: Option<usize> = None;
    // Braces of a record type belong to the statement.
    let mut record = 0;
    let mut before: &[u8] = b"";
    for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| !is_blank(piece)) {
        let sign = piece.as_slice();
        if sign == b"}" && current.is_none() {
            places.push(at);
            if let Some(around) = open.pop() {
                end(&mut statements, around, at);
            }
            continue;
        }
        let statement = *current.get_or_insert_with(|| {
            places.push(at);
            statements.push(Statement { pieces: at..at + 1 });
            statements.len() - 1
        });
        let opens_record = record > 0 || matches!(before, b"=" | b"of");
        match sign {
            b"{" if opens_record => record += 1,
            b"}" if record > 0 => record -= 1,
            b"{" => {
                open.push(statement);
                current = None;
            }
            b";" | b"}" => {
                end(&mut statements, statement, at);
                (current, record) = (None, 0);
            }
            _ => {}
        }
        before = sign;
    }
    places.push(pieces.len());
    (statements, places)
}

fn end(statements: &mut [Statement], at: usize, last: usize) {
    statements[at].pieces.end = last + 1;
}

#[test]
fn statements_and_the_places_between_them_are_found() {
    let text =
        Text::new(b"a 1; # b;\noption x code 1 = { text, text };\ng \"}\\\"\" { h; { i; } }\nend");
    let found: Vec<String> = text
        .statements
        .iter()
        .map(|one| String::from_utf8_lossy(&text.bytes(one)).into_owned())
        .collect();
    assert_eq!(
        found,
        [
            "a 1;",
            "option x code 1 = { text, text };",
            "g \"}\\\"\" { h; { i; } }",
            "h;",
            "{ i; }",
            "i;",
            "end"
        ]
    );
    assert_eq!(text.places.len(), 10);
    assert_eq!(
        text.pieces.concat(),
        b"a 1; # b;\noption x code 1 = { text, text };\ng \"}\\\"\" { h; { i; } }\nend"
    );
}
