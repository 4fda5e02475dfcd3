//! Tokens and statements as positions in the text.

pub(crate) mod bytes;
pub(crate) mod kind;
pub(crate) mod lexer;
mod secret;
pub(crate) mod tree;

#[cfg(test)]
mod tests;
