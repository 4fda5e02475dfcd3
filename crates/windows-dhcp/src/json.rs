//! JSON as an index over its text: every value knows where it is written.
//!
//! A [`Document`] is a flat list of nodes in written order, made in one pass without recursion, so
//! that neither deep nesting nor a large file costs more than its length. It keeps the text; values
//! are decoded when they are asked for.

mod document;
mod node;
mod scan;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use document::{Document, Origin};
pub(crate) use node::Kind;
pub(crate) use scan::SyntaxError;
