//! Tokens to a verdict: types are checked with two stacks, so that nesting costs no call stack.

mod primary;

use super::lexer::{Bad, Lexer, Token};
use crate::version::{Release, Version};
use crate::view::Family;

/// What an expression must give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wants {
    Boolean,
    Text,
}

/// What an expression refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reference {
    /// `member('x')`
    Class(String),
    /// `option[x]`
    Option(String),
}

/// Why Kea does not understand an expression: the byte where it stops, and a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) at: usize,
    pub(crate) message: String,
}

/// Reads an expression through and gives what it refers to, in order.
///
/// # Errors
/// [`Problem`] at the first place that Kea refuses.
pub(crate) fn examine(
    text: &[u8],
    family: Family,
    version: Version,
    wants: Wants,
) -> Result<Vec<Reference>, Problem> {
    let mut parser = Parser {
        lexer: Lexer::new(text),
        family,
        version,
        token: Token::End,
        start: 0,
        values: Vec::new(),
        operators: Vec::new(),
        references: Vec::new(),
    };
    parser.run(wants).map_err(|Bad(message)| Problem { at: parser.start, message })?;
    Ok(parser.references)
}

#[derive(Debug, Clone, Copy)]
enum Operator {
    /// `(` of an expression.
    Open,
    /// A function whose argument of that number is being read.
    Call(&'static Function, usize),
    Or,
    And,
    Not,
    Equal,
    Plus,
}

impl Operator {
    /// How tightly it binds; 0 for what only a parenthesis closes.
    const fn rank(self) -> u8 {
        match self {
            Self::Open | Self::Call(..) => 0,
            Self::Or => 1,
            Self::And => 2,
            Self::Not => 3,
            Self::Equal => 4,
            Self::Plus => 5,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Argument {
    Text,
    Boolean,
    /// A text in quotes.
    Quoted,
    /// An integer as such.
    Integer,
    /// An integer or `all`.
    Length,
}

#[derive(Debug)]
struct Function {
    name: &'static str,
    arguments: &'static [Argument],
    gives: Wants,
    since: Option<Release>,
}

impl Function {
    const fn new(name: &'static str, arguments: &'static [Argument], gives: Wants) -> Self {
        Self { name, arguments, gives, since: None }
    }

    const fn since(self, major: u16, minor: u16, patch: u16) -> Self {
        Self { since: Some(Release::new(major, minor, patch)), ..self }
    }
}

static FUNCTIONS: &[Function] = &[
    Function::new("substring", &[Argument::Text, Argument::Integer, Argument::Length], Wants::Text),
    Function::new("split", &[Argument::Text, Argument::Text, Argument::Integer], Wants::Text),
    Function::new("concat", &[Argument::Text, Argument::Text], Wants::Text),
    Function::new("ifelse", &[Argument::Boolean, Argument::Text, Argument::Text], Wants::Text),
    Function::new("sifelse", &[Argument::Boolean, Argument::Text, Argument::Text], Wants::Text)
        .since(2, 7, 2),
    Function::new("hexstring", &[Argument::Text, Argument::Text], Wants::Text),
    Function::new("lcase", &[Argument::Text], Wants::Text).since(2, 5, 2),
    Function::new("ucase", &[Argument::Text], Wants::Text).since(2, 5, 2),
    Function::new("addrtotext", &[Argument::Text], Wants::Text),
    Function::new("int8totext", &[Argument::Text], Wants::Text),
    Function::new("int16totext", &[Argument::Text], Wants::Text),
    Function::new("int32totext", &[Argument::Text], Wants::Text),
    Function::new("uint8totext", &[Argument::Text], Wants::Text),
    Function::new("uint16totext", &[Argument::Text], Wants::Text),
    Function::new("uint32totext", &[Argument::Text], Wants::Text),
    Function::new("member", &[Argument::Quoted], Wants::Boolean),
    Function::new("match", &[Argument::Quoted, Argument::Text], Wants::Boolean).since(2, 7, 0),
];

struct Parser<'t> {
    lexer: Lexer<'t>,
    family: Family,
    version: Version,
    token: Token<'t>,
    /// Where the token begins.
    start: usize,
    values: Vec<Wants>,
    operators: Vec<Operator>,
    references: Vec<Reference>,
}

fn bad<T>(message: impl Into<String>) -> Result<T, Bad> {
    Err(Bad(message.into()))
}

impl Parser<'_> {
    fn advance(&mut self) -> Result<(), Bad> {
        self.start = self.lexer.at();
        self.token = self.lexer.next()?;
        Ok(())
    }

    fn is(&self, word: &str) -> bool {
        matches!(self.token, Token::Word(own) if own == word)
    }

    fn take(&mut self, word: &str) -> Result<(), Bad> {
        if self.is(word) { self.advance() } else { bad(format!("`{word}` is expected here")) }
    }

    fn from(&self, since: Option<Release>) -> bool {
        since.is_none_or(|since| self.version.may_be(|release| release >= since))
    }

    fn run(&mut self, wants: Wants) -> Result<(), Bad> {
        self.advance()?;
        loop {
            while self.operand()? {}
            if self.operator()? {
                break;
            }
        }
        let given = self.values.pop();
        if given != Some(wants) || !self.values.is_empty() {
            return bad(match wants {
                Wants::Boolean => "the expression must come to true or false",
                Wants::Text => "the expression must come to a text",
            });
        }
        Ok(())
    }

    /// Reads what may stand where a value is expected; true while a value is still expected.
    fn operand(&mut self) -> Result<bool, Bad> {
        if self.is("(") {
            self.operators.push(Operator::Open);
            self.advance()?;
            return Ok(true);
        }
        if self.is("not") {
            self.operators.push(Operator::Not);
            self.advance()?;
            return Ok(true);
        }
        let function = FUNCTIONS.iter().find(|function| self.is(function.name));
        if let Some(function) = function {
            if !self.from(function.since) {
                return bad(format!("`{}` is not known to this version", function.name));
            }
            self.advance()?;
            self.take("(")?;
            return self.arguments(function, 0);
        }
        let value = self.primary()?;
        self.values.push(value);
        Ok(false)
    }

    /// Reads plain arguments from that number on; true where an expression comes next, false where
    /// the call is complete.
    fn arguments(&mut self, function: &'static Function, from: usize) -> Result<bool, Bad> {
        for (number, argument) in function.arguments.iter().enumerate().skip(from) {
            if number > 0 {
                self.take(",")?;
            }
            match (argument, self.token) {
                (Argument::Text | Argument::Boolean, _) => {
                    self.operators.push(Operator::Call(function, number));
                    return Ok(true);
                }
                (Argument::Quoted, Token::Text(text)) => {
                    if function.name == "member" {
                        let class = String::from_utf8_lossy(text).into_owned();
                        self.references.push(Reference::Class(class));
                    }
                }
                (Argument::Integer | Argument::Length, Token::Integer(_)) => {}
                (Argument::Length, Token::Word("all")) => {}
                (Argument::Quoted, _) => return bad("a text in single quotes is expected here"),
                _ => return bad("an integer is expected here"),
            }
            self.advance()?;
        }
        self.take(")")?;
        self.values.push(function.gives);
        Ok(false)
    }

    /// Reads what may stand behind a value; true at the end of the expression.
    fn operator(&mut self) -> Result<bool, Bad> {
        loop {
            let operator = match self.token {
                Token::Word("or") => Operator::Or,
                Token::Word("and") => Operator::And,
                Token::Word("sor") if self.from(Some(Release::new(2, 7, 2))) => Operator::Or,
                Token::Word("sand") if self.from(Some(Release::new(2, 7, 2))) => Operator::And,
                Token::Word("==") => Operator::Equal,
                Token::Word("+") => Operator::Plus,
                Token::Word(")") => {
                    self.close()?;
                    continue;
                }
                Token::Word(",") => {
                    if self.comma()? {
                        return Ok(false);
                    }
                    continue;
                }
                Token::End => {
                    self.reduce(1)?;
                    if !self.operators.is_empty() {
                        return bad("`)` is missing");
                    }
                    return Ok(true);
                }
                _ => return bad("an operator is expected here"),
            };
            self.reduce(operator.rank())?;
            self.operators.push(operator);
            self.advance()?;
            return Ok(false);
        }
    }

    /// Applies operators that bind at least as tightly.
    fn reduce(&mut self, rank: u8) -> Result<(), Bad> {
        while let Some(operator) = self.operators.last().copied()
            && operator.rank() >= rank.max(1)
        {
            self.operators.pop();
            let (needs, gives) = match operator {
                Operator::Plus => (Wants::Text, Wants::Text),
                Operator::Equal => (Wants::Text, Wants::Boolean),
                _ => (Wants::Boolean, Wants::Boolean),
            };
            let operands = if matches!(operator, Operator::Not) { 1 } else { 2 };
            for _ in 0..operands {
                self.expect(needs)?;
            }
            self.values.push(gives);
        }
        Ok(())
    }

    fn expect(&mut self, wanted: Wants) -> Result<(), Bad> {
        match self.values.pop() {
            Some(value) if value == wanted => Ok(()),
            _ if wanted == Wants::Text => bad("a text is expected where a condition stands"),
            _ => bad("a condition is expected where a text stands"),
        }
    }

    /// At `)`: closes a parenthesis or a call.
    fn close(&mut self) -> Result<(), Bad> {
        self.reduce(1)?;
        match self.operators.pop() {
            Some(Operator::Open) => self.advance(),
            Some(Operator::Call(function, number)) => {
                self.argument(function, number)?;
                if number + 1 < function.arguments.len() {
                    return bad(format!("`{}` takes more arguments", function.name));
                }
                self.values.push(function.gives);
                self.advance()
            }
            _ => bad("`)` closes nothing"),
        }
    }

    fn argument(&mut self, function: &Function, number: usize) -> Result<(), Bad> {
        let boolean = function.arguments.get(number) == Some(&Argument::Boolean);
        self.expect(if boolean { Wants::Boolean } else { Wants::Text })
    }

    /// At `,`: goes on with the next argument; true where an expression comes next.
    fn comma(&mut self) -> Result<bool, Bad> {
        self.reduce(1)?;
        let Some(Operator::Call(function, number)) = self.operators.pop() else {
            return bad("`,` means nothing here");
        };
        self.argument(function, number)?;
        if number + 1 >= function.arguments.len() {
            return bad(format!("`{}` takes no more arguments", function.name));
        }
        self.arguments(function, number + 1)
    }
}
