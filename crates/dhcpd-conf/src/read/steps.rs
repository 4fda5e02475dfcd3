//! What the grammar tells of an accepted text beside its canonical form: enough to run it.
//!
//! There is one grammar. Who wants to run a statement has it read once more and gets its parts as
//! steps: operands first, then what is done with them.

use super::expression::Operator;
use super::functions::Function;
use super::grammar::Named;
use crate::index::kind::Kind;

/// One step.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A string or octets, or a part of a value.
    Data(Box<[u8]>),
    Number(i32),
    /// A word that is a value: `known`, `hardware`, `check "default"`.
    Constant(Kind),
    /// `exists`, `option` or `config-option`.
    Option(Kind, Named),
    Variable(Box<[u8]>),
    Not,
    /// The left side of `and` or `or` is complete.
    Left(Operator),
    Binary(Operator),
    /// A built-in function with so many arguments.
    Call(&'static Function, usize),
    /// A function of the file with so many arguments.
    OwnCall(Box<[u8]>, usize),
    /// A part of a value that a name server knows.
    HostName(Box<[u8]>),
    /// A value that is computed follows, behind `=`.
    Computed,
    /// The name of a variable, an argument or a class.
    Name(Box<[u8]>),
    /// A label of a `switch`; its value stands before.
    Case,
    /// `default:`
    Default,
}
