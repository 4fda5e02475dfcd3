//! The statements of a scope in a form that can be executed, made when they are first needed.

mod compile;
mod expression;

use config_text::Span;

use crate::index::kind::Kind;
use crate::read::expression::Operator as Binary;
use crate::read::functions::Function;
use crate::view::Operator;

pub(super) use compile::{compile, rule};

/// An option as code means it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Opt {
    pub(super) space: u16,
    pub(super) code: u32,
}

/// The type that the place of a variable or a call asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Any,
    Boolean,
    Data,
    Numeric,
}

/// One step of an expression: takes its operands from a stack and leaves its value there.
#[derive(Debug, Clone)]
pub(super) enum Op {
    Data(Box<[u8]>),
    Number(u64),
    /// `known`, `hardware` and the like.
    Constant(Kind),
    Exists(Opt),
    Option(Opt),
    ConfigOption(Opt),
    Variable(Box<[u8]>, Want),
    Not,
    /// The left side is complete: where it decides alone, goes on behind the operator.
    Skip {
        or: bool,
        to: u32,
    },
    And,
    Or,
    Binary(Binary),
    Call(&'static Function, usize),
    OwnCall {
        name: Box<[u8]>,
        count: usize,
        want: Want,
    },
    HostName(Box<[u8]>),
    /// `v6relay`: the steps of the data begin here, and are taken once more with other options.
    Relayed {
        start: u32,
    },
    /// The parts of a value, put together.
    Parts(usize),
    /// The name in `defined(NAME)`.
    Name(Box<[u8]>),
}

/// An expression: its steps in [`Code::ops`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Expr {
    pub(super) start: u32,
    pub(super) end: u32,
    /// `option NAME VALUE`: not computed.
    pub(super) literal: bool,
}

/// What a statement does.
#[derive(Debug, Clone)]
pub(super) enum Action {
    Option(Operator, Opt, Expr),
    /// The body follows, then each [`Action::Else`].
    If(Expr),
    Else(Option<Expr>),
    /// The body follows. Whether labels are data.
    Switch(Expr, bool),
    Case(Expr),
    Default,
    Set(Box<[u8]>, Expr),
    /// The body follows.
    Define(Box<[u8]>, Vec<Box<[u8]>>),
    Unset(Box<[u8]>),
    Eval(Expr),
    Return(Expr),
    Break,
    Add(Box<[u8]>),
    LogFatal,
    ParseVendorOption,
    /// `on commit`: the body follows.
    OnCommit,
    /// Without effect on an answer.
    Nothing,
    /// It does not read as it did before.
    NotUnderstood,
}

/// A statement. Those of its body follow it, up to `next`.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) action: Action,
    pub(super) next: u32,
    pub(super) span: Span,
}

/// The statements of one scope, or one expression.
#[derive(Debug, Default)]
pub(super) struct Code {
    pub(super) nodes: Vec<Node>,
    pub(super) ops: Vec<Op>,
}

impl Code {
    pub(super) fn node(&self, at: u32) -> Option<&Node> {
        self.nodes.get(at as usize)
    }

    pub(super) fn end(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }
}
