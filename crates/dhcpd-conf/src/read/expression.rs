//! Expressions, with dhcpd's types and its unusual precedence (dhcp-eval(5)).
//!
//! `& | ^` bind tightest, then comparisons, then `and` and `or` alike from left to right, then
//! `+ -`, and `* / %` loosest. The machine keeps its own stack: parentheses and long `or` chains
//! may nest as deep as they like.

use super::cursor::{Checked, Fail};
use super::functions::{Argument, Function, constant, function};
use super::grammar::Grammar;
use super::literal::atoi;
use super::steps::Step;
use crate::index::kind::Kind;
use crate::rules;

/// The type of an expression, as far as dhcpd knows it before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Data,
    Numeric,
    Boolean,
    /// A variable or a function of the file.
    Any,
}

/// What the place of an expression asks for: decides how a number is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Context {
    Any,
    Boolean,
    Data,
    Numeric,
    DataOrNumeric,
}

impl Context {
    fn of(kind: Type) -> Self {
        match kind {
            Type::Data => Self::Data,
            Type::Numeric => Self::Numeric,
            Type::Boolean => Self::Boolean,
            Type::Any => Self::Any,
        }
    }
}

/// An operator with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Match,
    MatchAnyCase,
    And,
    Or,
    Add,
    Multiply,
    Divide,
    Remainder,
    BitAnd,
    BitOr,
    BitXor,
}

impl Operator {
    fn precedence(self) -> u8 {
        match self {
            Self::BitAnd | Self::BitOr | Self::BitXor => 100,
            Self::Equal | Self::NotEqual | Self::Match | Self::MatchAnyCase => 4,
            Self::And | Self::Or => 3,
            Self::Add => 2,
            Self::Multiply | Self::Divide | Self::Remainder => 1,
        }
    }

    /// How operands of a subexpression with this operator are read.
    fn context(self) -> Context {
        match self {
            Self::Equal | Self::NotEqual | Self::Match | Self::MatchAnyCase => Context::Data,
            Self::And | Self::Or => Context::Boolean,
            _ => Context::Numeric,
        }
    }

    fn result(self) -> Type {
        match self.context() {
            Context::Numeric => Type::Numeric,
            _ => Type::Boolean,
        }
    }

    /// What the right side must not be.
    fn refuses(self, right: Type) -> Option<&'static str> {
        match self {
            Self::Equal | Self::NotEqual => {
                (right == Type::Boolean).then_some("data or a number, not a condition")
            }
            Self::Match => (right != Type::Data).then_some("data (a regular expression)"),
            Self::MatchAnyCase => None,
            Self::And | Self::Or => {
                (!matches!(right, Type::Boolean | Type::Any)).then_some("a condition")
            }
            _ => (!matches!(right, Type::Numeric | Type::Any)).then_some("a number"),
        }
    }
}

/// What waits for the value of the expression being read.
enum Frame {
    /// `left OP` waits for its right side.
    Binary {
        left: Type,
        operator: Operator,
    },
    Parenthesis,
    Not,
    /// An argument of a built-in function.
    Argument {
        function: &'static Function,
        at: usize,
    },
    /// An argument of a function that the file defines: the token of its name, and how many
    /// arguments there are so far.
    OwnArgument {
        name: u32,
        count: usize,
    },
}

/// The next step of the machine.
enum Next {
    /// An operand begins here.
    Operand(Context),
    /// An operand is complete; an operator may follow.
    Operator(Type),
    /// A whole expression is complete.
    Value(Type),
}

impl Grammar<'_> {
    /// Takes an expression that must be data.
    pub(crate) fn data_expression(&mut self) -> Checked {
        match self.expression(Context::Data)? {
            Type::Data | Type::Any => Ok(()),
            _ => Err(self.wrong_type("data")),
        }
    }

    /// Takes an expression that must be a condition.
    pub(crate) fn boolean_expression(&mut self) -> Checked {
        match self.expression(Context::Boolean)? {
            Type::Boolean | Type::Any => Ok(()),
            _ => Err(self.wrong_type("a condition")),
        }
    }

    fn wrong_type(&self, what: &str) -> Box<Fail> {
        self.cur.fail(&rules::EXPRESSION, format!("this expression must be {what}"))
    }

    /// Takes an expression.
    pub(crate) fn expression(&mut self, context: Context) -> Checked<Type> {
        let mut frames: Vec<Frame> = Vec::new();
        let mut step = Next::Operand(context);
        loop {
            step = match step {
                Next::Operand(context) => self.operand(context, &mut frames)?,
                Next::Operator(kind) => self.operator(kind, &mut frames)?,
                Next::Value(kind) => match frames.pop() {
                    None => return Ok(kind),
                    Some(frame) => self.resume(frame, kind, &mut frames)?,
                },
            };
        }
    }

    /// Looks for an operator behind an operand.
    fn operator(&mut self, kind: Type, frames: &mut Vec<Frame>) -> Checked<Next> {
        let next = self.next_operator()?;
        let pending = match frames.last() {
            Some(Frame::Binary { left, operator }) => Some((*left, *operator)),
            _ => None,
        };
        let (Some((left, operator)), context) = (pending, Context::of(kind)) else {
            let Some(operator) = next else {
                return Ok(Next::Value(kind));
            };
            self.take_operator(operator);
            frames.push(Frame::Binary { left: kind, operator });
            return Ok(Next::Operand(Context::of(kind)));
        };
        if let Some(next) = next
            && operator.precedence() < next.precedence()
        {
            self.take_operator(next);
            frames.push(Frame::Binary { left: kind, operator: next });
            return Ok(Next::Operand(next.context()));
        }
        let result = self.combine(left, operator, kind)?;
        frames.pop();
        match next {
            Some(next) => {
                self.take_operator(next);
                frames.push(Frame::Binary { left: result, operator: next });
                Ok(Next::Operand(context))
            }
            None => self.unwind(result, frames),
        }
    }

    /// Completes the operators that wait for `kind`, which nothing follows.
    fn unwind(&mut self, mut kind: Type, frames: &mut Vec<Frame>) -> Checked<Next> {
        while let Some(Frame::Binary { left, operator }) = frames.last() {
            kind = self.combine(*left, *operator, kind)?;
            frames.pop();
        }
        Ok(Next::Value(kind))
    }

    fn combine(&mut self, left: Type, operator: Operator, right: Type) -> Checked<Type> {
        if left != Type::Any && right != Type::Any && left != right {
            let message = "the two sides of this operator have different types";
            return Err(self.cur.fail(&rules::EXPRESSION, message));
        }
        if let Some(wanted) = operator.refuses(right) {
            return Err(self.wrong_type(wanted));
        }
        self.out.step(|| Step::Binary(operator));
        Ok(operator.result())
    }

    /// The operator that follows, if any. The first byte of a two-byte operator is taken.
    fn next_operator(&mut self) -> Checked<Option<Operator>> {
        Ok(Some(match self.cur.peek() {
            Kind::Bang => {
                self.cur.pos += 1;
                if self.cur.peek() != Kind::Equal {
                    return Err(self.cur.expected_ahead("`=` behind `!`"));
                }
                Operator::NotEqual
            }
            Kind::Tilde => {
                self.cur.pos += 1;
                match self.cur.peek() {
                    Kind::Tilde => Operator::MatchAnyCase,
                    Kind::Equal => Operator::Match,
                    _ => return Err(self.cur.expected_ahead("`~=` or `~~`")),
                }
            }
            Kind::Equal => Operator::Equal,
            Kind::And => Operator::And,
            Kind::Or => Operator::Or,
            Kind::Plus => Operator::Add,
            Kind::Slash => Operator::Divide,
            Kind::Asterisk => Operator::Multiply,
            Kind::Percent => Operator::Remainder,
            Kind::Ampersand => Operator::BitAnd,
            Kind::Pipe => Operator::BitOr,
            Kind::Caret => Operator::BitXor,
            _ => return Ok(None),
        }))
    }

    fn take_operator(&mut self, operator: Operator) {
        self.cur.pos += 1;
        if matches!(operator, Operator::And | Operator::Or) {
            self.out.step(|| Step::Left(operator));
        }
        match operator {
            Operator::NotEqual => self.out.put("!="),
            Operator::Match => self.out.put("~="),
            Operator::MatchAnyCase => self.out.put("~~"),
            _ => self.out.lower(self.cur.text()),
        }
    }

    /// A value inside parentheses or an argument is complete.
    fn resume(&mut self, frame: Frame, kind: Type, frames: &mut Vec<Frame>) -> Checked<Next> {
        match frame {
            // INVARIANT: `operator` leaves no waiting operator on top of a complete value.
            Frame::Binary { .. } | Frame::Not => Ok(Next::Value(kind)),
            Frame::Parenthesis => {
                self.cur.expect(Kind::RParen, "`)`")?;
                self.out.put(")");
                self.operand_done(kind, frames)
            }
            Frame::OwnArgument { name, count } => {
                if self.cur.eat(Kind::Comma) {
                    self.out.put(",");
                    frames.push(Frame::OwnArgument { name, count: count + 1 });
                    return Ok(Next::Operand(Context::Any));
                }
                self.cur.expect(Kind::RParen, "`,` or `)`")?;
                self.out.put(")");
                let cur = self.cur;
                self.out.step(|| Step::OwnCall(cur.text_at(name).into(), count));
                self.operand_done(Type::Any, frames)
            }
            Frame::Argument { function, at } => {
                let wanted = function.argument(at);
                if kind != Type::Any && Some(kind) != wanted.and_then(Argument::kind) {
                    let numeric = matches!(wanted, Some(Argument::Numeric));
                    return Err(self.wrong_type(if numeric { "a number" } else { "data" }));
                }
                self.next_argument(function, at + 1, frames)
            }
        }
    }

    /// Goes on behind an argument, or behind the opening parenthesis where `at` is 0.
    fn next_argument(
        &mut self,
        function: &'static Function,
        at: usize,
        frames: &mut Vec<Frame>,
    ) -> Checked<Next> {
        let more = function.argument(at).is_some()
            && (at < function.required() || self.cur.peek() == Kind::Comma);
        if !more {
            return self.call_end(function, at, frames);
        }
        if at > 0 {
            self.cur.expect(Kind::Comma, "`,`")?;
            self.out.put(",");
        }
        match function.argument(at) {
            Some(Argument::Size) => {
                let size = self.cur.plain_number()?;
                if !matches!(size, 8 | 16 | 32) {
                    let message = "the size of an integer is 8, 16 or 32 bits";
                    return Err(self.cur.fail(&rules::EXPRESSION, message));
                }
                self.out.number(i64::from(size));
                self.out.step(|| Step::Number(size));
                self.call_end(function, at + 1, frames)
            }
            Some(Argument::Text) => {
                self.cur.expect(Kind::Quoted, "a string in quotes")?;
                let cur = self.cur;
                self.out.quoted(|| cur.string());
                self.out.step(|| Step::Data(cur.string().into()));
                self.call_end(function, at + 1, frames)
            }
            Some(Argument::Variable) => {
                if !self.cur.next().is_plain_name() {
                    return Err(self.cur.expected("the name of a variable"));
                }
                self.out.word(self.cur.text());
                let cur = self.cur;
                self.out.step(|| Step::Name(cur.text().into()));
                self.call_end(function, at + 1, frames)
            }
            argument => {
                frames.push(Frame::Argument { function, at });
                let numeric = matches!(argument, Some(Argument::Numeric));
                Ok(Next::Operand(if numeric { Context::Numeric } else { Context::Data }))
            }
        }
    }

    /// Takes the parenthesis behind the last of `count` arguments. A word as argument is always the
    /// last one.
    fn call_end(
        &mut self,
        function: &'static Function,
        count: usize,
        frames: &mut Vec<Frame>,
    ) -> Checked<Next> {
        self.cur.expect(Kind::RParen, "`)`")?;
        self.out.put(")");
        self.out.step(|| Step::Call(function, count));
        self.operand_done(function.result, frames)
    }

    /// An operand is complete: `not` in front of it binds tighter than any operator.
    fn operand_done(&mut self, kind: Type, frames: &mut Vec<Frame>) -> Checked<Next> {
        while let Some(Frame::Not) = frames.last() {
            if kind != Type::Boolean {
                return Err(self.wrong_type("a condition"));
            }
            self.out.step(|| Step::Not);
            frames.pop();
        }
        Ok(Next::Operator(kind))
    }

    /// Takes an operand without operators, or what stands in front of one.
    fn operand(&mut self, context: Context, frames: &mut Vec<Frame>) -> Checked<Next> {
        let kind = self.cur.peek();
        let kind = match kind {
            Kind::LParen => {
                self.cur.pos += 1;
                self.out.put("(");
                frames.push(Frame::Parenthesis);
                return Ok(Next::Operand(context));
            }
            Kind::Not => {
                self.cur.pos += 1;
                self.out.put("not");
                frames.push(Frame::Not);
                return Ok(Next::Operand(Context::Boolean));
            }
            Kind::Number if matches!(context, Context::Numeric | Context::DataOrNumeric) => {
                self.cur.pos += 1;
                let number = atoi(self.cur.text());
                self.out.number(i64::from(number));
                self.out.step(|| Step::Number(number));
                Type::Numeric
            }
            Kind::Number | Kind::NumberOrName => {
                let bytes = self.cur.octets()?;
                self.out.data(&bytes);
                self.out.step(|| Step::Data(bytes.into()));
                Type::Data
            }
            Kind::Quoted => {
                self.cur.pos += 1;
                if self.out.is_on() {
                    self.out.data(&self.cur.string());
                }
                let cur = self.cur;
                self.out.step(|| Step::Data(cur.string().into()));
                Type::Data
            }
            Kind::Name => return self.name(frames),
            Kind::Check => self.collection()?,
            Kind::Exists | Kind::Option | Kind::ConfigOption => {
                self.cur.pos += 1;
                self.out.lower(self.cur.text());
                let named = self.option_name()?;
                self.out.step(|| Step::Option(kind, named));
                if kind == Kind::Exists { Type::Boolean } else { Type::Data }
            }
            _ => return self.keyword(kind, frames),
        };
        self.operand_done(kind, frames)
    }

    /// A constant or a built-in function.
    fn keyword(&mut self, kind: Kind, frames: &mut Vec<Frame>) -> Checked<Next> {
        if let Some(result) = constant(kind) {
            self.cur.pos += 1;
            self.out.lower(self.cur.text());
            self.out.step(|| Step::Constant(kind));
            return self.operand_done(result, frames);
        }
        let Some(function) = function(kind) else {
            let found = self.cur.quote(self.cur.pos);
            let message = format!("expected an expression, found {found}");
            return Err(self.cur.fail_ahead(&rules::EXPRESSION, message));
        };
        self.cur.pos += 1;
        self.out.put(function.name);
        self.cur.expect(Kind::LParen, "`(`")?;
        self.out.glue("(");
        self.next_argument(function, 0, frames)
    }

    /// A variable, or a call of the file's own function.
    fn name(&mut self, frames: &mut Vec<Frame>) -> Checked<Next> {
        self.cur.pos += 1;
        self.out.word(self.cur.text());
        let (cur, name) = (self.cur, self.cur.pos - 1);
        if !self.cur.eat(Kind::LParen) {
            self.out.step(|| Step::Variable(cur.text().into()));
            return self.operand_done(Type::Any, frames);
        }
        self.out.glue("(");
        frames.push(Frame::OwnArgument { name, count: 1 });
        Ok(Next::Operand(Context::Any))
    }

    /// `check "COLLECTION"`: only the collection `default` exists.
    fn collection(&mut self) -> Checked<Type> {
        self.cur.pos += 1;
        self.cur.expect(Kind::Quoted, "the name of a collection in quotes")?;
        let name = self.cur.string();
        if name != b"default" {
            let message = "the only collection is `default`";
            return Err(self.cur.fail(&rules::EXPRESSION, message));
        }
        self.out.put("check \"default\"");
        self.out.step(|| Step::Constant(Kind::Check));
        Ok(Type::Boolean)
    }
}
