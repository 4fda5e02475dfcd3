//! Tokens and statements as positions in the text.

mod addresses;
pub(crate) mod bytes;
mod eight;
pub(crate) mod kind;
pub(crate) mod lexer;
mod secret;
pub(crate) mod tokens;
pub(crate) mod tree;
mod words;

#[cfg(test)]
mod tests;
