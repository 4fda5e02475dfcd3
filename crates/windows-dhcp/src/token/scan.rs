//! From a text to its tokens, in one pass.

use super::character::{
    begins_parameter, ends_word, escaped, is_blank, is_dash, is_double_quote, is_line_end,
    is_single_quote, is_variable,
};
use super::{Kind, Token};

struct Scan<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    /// What closes the brackets that are open.
    open: Vec<char>,
    /// How many strings this is within.
    depth: usize,
}

/// Strings within strings go no deeper: what is deeper is broken, and no stack ends.
const DEEPEST: usize = 64;

/// The tokens of a script. Blanks and escaped line ends are left out.
#[must_use]
pub fn tokenize(script: &str) -> Vec<Token> {
    let mut scan = Scan { text: script, at: 0, tokens: Vec::new(), open: Vec::new(), depth: 0 };
    while let Some(c) = scan.peek() {
        scan.one(c);
    }
    scan.tokens
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn step(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        let there = self.rest().starts_with(text);
        self.at += if there { text.len() } else { 0 };
        there
    }

    fn push(&mut self, from: usize, kind: Kind) {
        self.tokens.push(Token { kind, at: from..self.at });
    }

    fn one(&mut self, c: char) {
        let from = self.at;
        match c {
            _ if is_blank(c) => drop(self.step()),
            '`' if self.second().is_some_and(is_line_end) => self.continued(),
            _ if is_line_end(c) || c == ';' => {
                self.step();
                self.push(from, Kind::Separator);
            }
            '#' => {
                self.line();
                self.push(from, Kind::Comment);
            }
            '<' if self.rest().starts_with("<#") => self.block_comment(),
            _ if is_single_quote(c) => self.single(),
            _ if is_double_quote(c) => self.double(),
            '@' => self.at_sign(),
            '$' => self.dollar(),
            '(' | '[' | '{' => self.bracket(c),
            ')' | ']' | '}' => {
                self.step();
                self.open.pop();
                self.push(from, Kind::Close(c));
            }
            ',' => {
                self.step();
                self.push(from, Kind::Comma);
            }
            '|' | '&' => self.chain(),
            '<' | '>' => self.redirection(),
            _ if is_dash(c) && self.second().is_some_and(begins_parameter) => self.parameter(),
            _ if self.operator() => {}
            _ => self.word(),
        }
    }

    /// A backtick before the end of a line.
    fn continued(&mut self) {
        self.step();
        if !self.eat("\r\n") {
            self.step();
        }
    }

    fn line(&mut self) {
        while self.peek().is_some_and(|c| !is_line_end(c)) {
            self.step();
        }
    }

    fn block_comment(&mut self) {
        let from = self.at;
        match self.rest().find("#>") {
            Some(length) => {
                self.at += length + 2;
                self.push(from, Kind::Comment);
            }
            None => self.broken(from),
        }
    }

    /// What is open never ends.
    fn broken(&mut self, from: usize) {
        self.at = self.text.len();
        self.push(from, Kind::Broken);
    }

    fn single(&mut self) {
        let from = self.at;
        self.step();
        match self.single_inside() {
            Some(value) => self.push(from, Kind::Literal(value)),
            None => self.broken(from),
        }
    }

    /// The value up to the closing quote; of two quotes in a row the second one is meant.
    fn single_inside(&mut self) -> Option<String> {
        let mut value = String::new();
        loop {
            let c = self.step()?;
            if !is_single_quote(c) {
                value.push(c);
                continue;
            }
            match self.peek().filter(|next| is_single_quote(*next)) {
                Some(next) => {
                    value.push(next);
                    self.step();
                }
                None => return Some(value),
            }
        }
    }

    fn double(&mut self) {
        let from = self.at;
        self.step();
        match self.double_inside() {
            Some(inside) => self.push(from, Kind::Expandable(inside)),
            None => self.broken(from),
        }
    }

    fn double_inside(&mut self) -> Option<String> {
        let from = self.at;
        loop {
            let end = self.at;
            let c = self.step()?;
            match c {
                '`' => drop(self.step()?),
                '$' if self.eat("(") => self.subexpression()?,
                _ if is_double_quote(c) && !self.peek().is_some_and(is_double_quote) => {
                    return self.text.get(from..end).map(str::to_owned);
                }
                _ if is_double_quote(c) => drop(self.step()),
                _ => {}
            }
        }
    }

    /// The inside of `$(` in a string: tokens of its own, up to its bracket.
    fn subexpression(&mut self) -> Option<()> {
        let (text, at, depth) = (self.text, self.at, self.depth + 1);
        let mut inner = Scan { text, at, tokens: Vec::new(), open: vec![')'], depth };
        if depth > DEEPEST {
            return None;
        }
        while !inner.open.is_empty() {
            let c = inner.peek()?;
            inner.one(c);
        }
        self.at = inner.at;
        Some(())
    }

    fn at_sign(&mut self) {
        let from = self.at;
        self.step();
        match self.peek() {
            Some('(') => self.opened(from, "@(", ')'),
            Some('{') => self.opened(from, "@{", '}'),
            Some(c) if is_single_quote(c) || is_double_quote(c) => self.here_string(from, c),
            Some(c) if is_variable(c) => {
                let name = self.variable_name();
                self.push(from, Kind::Splat(name));
            }
            _ => self.push(from, Kind::Broken),
        }
    }

    /// `@'`, the end of the line, the value, and `'@` at the start of a line.
    fn here_string(&mut self, from: usize, quote: char) {
        let single = is_single_quote(quote);
        self.step();
        while self.peek().is_some_and(is_blank) {
            self.step();
        }
        if !self.line_end() {
            return self.push(from, Kind::Broken);
        }
        let start = self.at;
        let closes = |c: char| if single { is_single_quote(c) } else { is_double_quote(c) };
        loop {
            let mut next = self.rest().chars();
            if next.next().is_some_and(closes) && next.next() == Some('@') {
                break;
            }
            self.line();
            if !self.line_end() {
                return self.broken(from);
            }
        }
        let inside = self.text.get(start..self.at).unwrap_or("");
        let inside = inside.strip_suffix('\n').unwrap_or(inside);
        let inside = inside.strip_suffix('\r').unwrap_or(inside).to_owned();
        self.step();
        self.step();
        self.push(from, if single { Kind::Literal(inside) } else { Kind::Expandable(inside) });
    }

    fn line_end(&mut self) -> bool {
        self.eat("\r\n") || (self.peek().is_some_and(is_line_end) && self.step().is_some())
    }

    fn dollar(&mut self) {
        let from = self.at;
        self.step();
        match self.peek() {
            Some('(') => self.opened(from, "$(", ')'),
            Some('{') => match self.rest().find('}') {
                Some(end) => {
                    let name = self.rest().get(1..end).unwrap_or("").to_owned();
                    self.at += end + 1;
                    self.push(from, Kind::Variable(name));
                }
                None => self.broken(from),
            },
            Some(c @ ('$' | '^')) => {
                self.step();
                self.push(from, Kind::Variable(c.to_string()));
            }
            Some(c) if is_variable(c) => {
                let name = self.variable_name();
                self.push(from, Kind::Variable(name));
            }
            _ => {
                self.at = from;
                self.word();
            }
        }
    }

    /// A name, and the name behind a single colon.
    fn variable_name(&mut self) -> String {
        let from = self.at;
        loop {
            while self.peek().is_some_and(is_variable) {
                self.step();
            }
            let scope = self.peek() == Some(':') && self.second().is_some_and(is_variable);
            if !scope {
                break;
            }
            self.step();
        }
        self.text.get(from..self.at).unwrap_or("").to_owned()
    }

    fn bracket(&mut self, c: char) {
        let from = self.at;
        match c {
            '(' => self.opened(from, "(", ')'),
            '{' => self.opened(from, "{", '}'),
            _ => self.opened(from, "[", ']'),
        }
    }

    fn opened(&mut self, from: usize, text: &'static str, close: char) {
        self.step();
        self.open.push(close);
        self.push(from, Kind::Open(text));
    }

    fn chain(&mut self) {
        let from = self.at;
        for text in ["||", "&&", "|", "&"] {
            if self.eat(text) {
                return self.push(from, Kind::Chain(text));
            }
        }
    }

    fn redirection(&mut self) {
        let from = self.at;
        while self.peek().is_some_and(|c| matches!(c, '<' | '>')) {
            self.step();
        }
        if self.eat("&") {
            self.step();
        }
        let text = self.text.get(from..self.at).unwrap_or("").to_owned();
        self.push(from, Kind::Redirection(text));
    }

    fn parameter(&mut self) {
        let from = self.at;
        self.step();
        let start = self.at;
        let ends = |c: char| ends_word(c) || matches!(c, ':' | '.' | '[' | ']' | '=' | '"' | '\'');
        while self.peek().is_some_and(|c| !ends(c)) {
            self.step();
        }
        let name = self.text.get(start..self.at).unwrap_or("").to_owned();
        let colon = self.eat(":");
        self.push(from, Kind::Parameter { name, colon });
    }

    /// An operator at the start of a token, where what follows makes it one.
    fn operator(&mut self) -> bool {
        let from = self.at;
        let in_type = self.open.last() == Some(&']');
        let behind = self.behind_value();
        let operators: &[&str] = match (behind, in_type) {
            (true, _) => &["::", "..", ".", "++", "--", "+", "*", "/", "%", "="],
            (false, true) => &["::", "."],
            (false, false) => &["!", "="],
        };
        let Some(text) = operators.iter().find(|text| self.rest().starts_with(**text)) else {
            return false;
        };
        self.at += text.len();
        self.push(from, Kind::Operator((*text).to_owned()));
        true
    }

    /// Whether a value ends right here: a variable, a string, a bracket, a member of one.
    fn behind_value(&self) -> bool {
        let mut before = self.tokens.iter().rev();
        let Some(last) = before.next() else { return false };
        let value = match last.kind {
            Kind::Variable(_) | Kind::Close(_) | Kind::Literal(_) | Kind::Expandable(_) => true,
            Kind::Word(_) => before.next().is_some_and(is_member_operator),
            _ => false,
        };
        value && last.at.end == self.at
    }

    /// Everything up to a blank, a bracket or a separator; quoted parts belong to it.
    fn word(&mut self) {
        let from = self.at;
        let in_type = self.open.last() == Some(&']');
        let behind = self.tokens.last().filter(|token| token.at.end == from);
        let member = behind.is_some_and(is_member_operator);
        let mut word = String::new();
        while let Some(c) = self.peek() {
            let ends = ends_word(c)
                || (in_type && matches!(c, '[' | ']'))
                || (member && !(c.is_alphanumeric() || c == '_'));
            if ends {
                break;
            }
            self.step();
            match c {
                '`' if self.peek().is_none_or(is_line_end) => {
                    self.at -= 1;
                    break;
                }
                '`' => word.extend(self.step().map(escaped)),
                _ if is_single_quote(c) => match self.single_inside() {
                    Some(inside) => word.push_str(&inside),
                    None => return self.broken(from),
                },
                _ if is_double_quote(c) => match self.double_inside() {
                    Some(inside) => word.push_str(&inside),
                    None => return self.broken(from),
                },
                _ => word.push(c),
            }
        }
        if self.at == from {
            self.step();
            return self.push(from, Kind::Broken);
        }
        self.push(from, Kind::Word(word));
    }
}

/// What a member's name stands behind.
fn is_member_operator(token: &Token) -> bool {
    matches!(&token.kind, Kind::Operator(text) if text == "." || text == "::")
}
