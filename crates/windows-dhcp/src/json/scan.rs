//! One pass over a JSON text that finds its nodes, or the first place that is not JSON.

use super::node::{Kind, Node};

/// The first place that is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// Where it is, as bytes from the start of the file.
    pub(crate) at: u32,
    /// What is wrong there.
    pub(crate) message: String,
    /// The bracket that is still open there, where that is the point.
    pub(crate) open: Option<u32>,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// A value, or the end of a list that has just begun.
    FirstValue,
    Name,
    /// A name, or the end of an object that has just begun.
    FirstName,
    Colon,
    /// A comma or the end of what is open.
    Next,
    /// Nothing but blanks.
    End,
}

struct Scan<'t> {
    text: &'t [u8],
    at: usize,
    nodes: Vec<Node>,
    /// The open lists and objects, innermost last.
    open: Vec<usize>,
    expect: Expect,
}

/// Indexes a text from byte `from` on.
pub(super) fn scan(text: &[u8], from: u32) -> Result<Vec<Node>, SyntaxError> {
    let mut scan = Scan {
        text,
        at: from as usize,
        // A state of a server has about one value for every twelve bytes.
        nodes: Vec::with_capacity(text.len() / 12),
        open: Vec::new(),
        expect: Expect::Value,
    };
    while let Some(byte) = scan.token() {
        scan.step(byte)?;
    }
    match scan.expect {
        Expect::End => Ok(scan.nodes),
        _ if scan.nodes.is_empty() => Err(scan.error("the file is empty".to_owned())),
        _ => Err(scan.unfinished()),
    }
}

impl Scan<'_> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    /// Skips blanks and looks at what follows.
    fn token(&mut self) -> Option<u8> {
        while matches!(self.byte(0), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        self.byte(0)
    }

    fn step(&mut self, byte: u8) -> Result<(), SyntaxError> {
        match (self.expect, byte) {
            (Expect::FirstValue, b']') | (Expect::FirstName, b'}') => {
                self.close();
                Ok(())
            }
            (Expect::Next, b']' | b'}') if self.closes(byte) => {
                self.close();
                Ok(())
            }
            (Expect::Next, b',') => {
                self.at += 1;
                self.expect = if self.in_object() { Expect::Name } else { Expect::Value };
                Ok(())
            }
            (Expect::Colon, b':') => {
                self.at += 1;
                self.expect = Expect::Value;
                Ok(())
            }
            (Expect::Name | Expect::FirstName, b'"') => {
                self.string()?;
                self.expect = Expect::Colon;
                Ok(())
            }
            (Expect::Value | Expect::FirstValue, _) => self.value(byte),
            _ => Err(self.unexpected(byte)),
        }
    }

    fn value(&mut self, byte: u8) -> Result<(), SyntaxError> {
        match byte {
            b'{' => self.begin(Kind::Object, Expect::FirstName),
            b'[' => self.begin(Kind::List, Expect::FirstValue),
            b'"' => {
                self.string()?;
                self.done();
            }
            b'-' | b'0'..=b'9' => {
                let length = self.number()?;
                self.leaf(Kind::Number, length);
                self.done();
            }
            b't' => self.word(b"true", Kind::True)?,
            b'f' => self.word(b"false", Kind::False)?,
            b'n' => self.word(b"null", Kind::Null)?,
            _ => return Err(self.unexpected(byte)),
        }
        Ok(())
    }

    fn begin(&mut self, kind: Kind, expect: Expect) {
        self.open.push(self.nodes.len());
        self.leaf(kind, 1);
        self.expect = expect;
    }

    /// Adds a node of the next `length` bytes and steps behind it.
    fn leaf(&mut self, kind: Kind, length: usize) {
        let after = offset(self.nodes.len() + 1);
        let (start, end) = (offset(self.at), offset(self.at + length));
        self.nodes.push(Node { kind, start, end, after });
        self.at += length;
    }

    fn close(&mut self) {
        self.at += 1;
        let (after, end) = (offset(self.nodes.len()), offset(self.at));
        let opened = self.open.pop().and_then(|at| self.nodes.get_mut(at));
        if let Some(node) = opened {
            node.after = after;
            node.end = end;
        }
        self.done();
    }

    fn done(&mut self) {
        self.expect = if self.open.is_empty() { Expect::End } else { Expect::Next };
    }

    fn innermost(&self) -> Option<&Node> {
        self.open.last().and_then(|at| self.nodes.get(*at))
    }

    fn in_object(&self) -> bool {
        self.innermost().is_some_and(|node| node.kind == Kind::Object)
    }

    fn closes(&self, byte: u8) -> bool {
        self.in_object() == (byte == b'}')
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Result<(), SyntaxError> {
        let fits = self.text.get(self.at..self.at + word.len()) == Some(word);
        let ends = !self.byte(word.len()).is_some_and(|byte| byte.is_ascii_alphanumeric());
        if !(fits && ends) {
            return Err(self.unexpected(self.byte(0).unwrap_or(0)));
        }
        self.leaf(kind, word.len());
        self.done();
        Ok(())
    }

    /// The length of the number that starts here.
    fn number(&self) -> Result<usize, SyntaxError> {
        let digits = |from: usize| {
            let rest = self.text.get(self.at + from..).unwrap_or(&[]);
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let mut length = usize::from(self.byte(0) == Some(b'-'));
        let whole = digits(length);
        let leading_zero = whole > 1 && self.byte(length) == Some(b'0');
        length += whole;
        let mut complete = whole > 0 && !leading_zero;
        if self.byte(length) == Some(b'.') {
            let fraction = digits(length + 1);
            complete &= fraction > 0;
            length += 1 + fraction;
        }
        if matches!(self.byte(length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(length + 1), Some(b'+' | b'-')));
            let exponent = digits(length + 1 + sign);
            complete &= exponent > 0;
            length += 1 + sign + exponent;
        }
        if !complete {
            return Err(self.error("this is not a number as JSON writes them".to_owned()));
        }
        Ok(length)
    }

    /// Steps over the string that starts here.
    fn string(&mut self) -> Result<(), SyntaxError> {
        let mut length = 1;
        let mut kind = Kind::Text;
        loop {
            match self.byte(length) {
                Some(b'"') => break,
                Some(b'\\') => {
                    kind = Kind::EscapedText;
                    length += self.escape(length)?;
                }
                Some(byte @ 0..=0x1f) => {
                    self.at += length;
                    let message = match byte {
                        0 => "a NUL byte in a text".to_owned(),
                        b'\n' | b'\r' => "a text ends at the end of its line".to_owned(),
                        _ => format!("a control byte (0x{byte:02x}) in a text"),
                    };
                    return Err(self.error(message));
                }
                Some(_) => length += 1,
                None => return Err(self.error("this text does not end".to_owned())),
            }
        }
        self.leaf(kind, length + 1);
        Ok(())
    }

    /// The length of the escape at this distance.
    fn escape(&mut self, ahead: usize) -> Result<usize, SyntaxError> {
        let hex = |at: usize| self.byte(ahead + at).is_some_and(|byte| byte.is_ascii_hexdigit());
        match self.byte(ahead + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u') if (2..6).all(hex) => Ok(6),
            _ => {
                self.at += ahead;
                Err(self.error("`\\` starts no escape that JSON knows".to_owned()))
            }
        }
    }

    fn error(&self, message: String) -> SyntaxError {
        SyntaxError { at: offset(self.at), message, open: None }
    }

    fn unexpected(&self, byte: u8) -> SyntaxError {
        let wanted = match self.expect {
            Expect::Value | Expect::FirstValue => "a value",
            Expect::Name | Expect::FirstName => "a property's name in double quotes",
            Expect::Colon => "`:` behind the property's name",
            Expect::Next if self.in_object() => "`,` or `}` behind the property",
            Expect::Next => "`,` or `]` behind the value",
            Expect::End => "nothing behind the end of the document",
        };
        let found = match byte {
            0 => "a NUL byte".to_owned(),
            b'/' | b'#' => format!("`{}` (JSON has no comments)", byte as char),
            b'}' | b']' if matches!(self.expect, Expect::Name | Expect::Value) => {
                format!("`{}` (a comma too many)", byte as char)
            }
            0x21..=0x7e => format!("`{}`", byte as char),
            _ => format!("the byte 0x{byte:02x}"),
        };
        self.error(format!("expected {wanted}, found {found}"))
    }

    /// The text ends too early.
    fn unfinished(&self) -> SyntaxError {
        let open = self.innermost().map(|node| node.start);
        let what = if self.in_object() { "an object" } else { "a list" };
        let message = match open {
            Some(_) => format!("the text ends inside {what}"),
            None => "the text ends too early".to_owned(),
        };
        SyntaxError { open, ..self.error(message) }
    }
}

/// Files are at most 4 GiB.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
