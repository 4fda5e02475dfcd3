//! Bytes to tokens, tokens to values: positions only, nothing copied.

mod alike;
mod beside;
mod duplicates;
mod escape;
mod lexer;
mod stream;
mod token;
mod tree;

#[cfg(test)]
mod tests;

pub(crate) use duplicates::key_of;
pub(crate) use escape::unescape;
pub(crate) use lexer::{Lexer, What};
pub(crate) use stream::{Reader, Stream};
pub(crate) use token::Kind;
pub(crate) use tree::{NONE, Tree, Value, build};
