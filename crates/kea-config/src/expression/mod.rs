//! Expressions of client classes (Kea ARM, "Using Expressions in Classification"): whether the
//! server understands them, and which classes they refer to.

mod lexer;
mod parser;

#[cfg(test)]
mod tests;

pub(crate) use parser::{Reference, Wants, examine};
