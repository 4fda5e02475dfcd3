//! Values that the classes hold as text: times and addresses.
//!
//! Each is read from the text form that a recorded state has, and from the forms into which
//! `ConvertTo-Json` turns the .NET object when nobody made it a text first.

mod address;
mod instant;
mod time_span;

pub use address::{Address4, Address6};
pub use instant::Instant;
pub use time_span::TimeSpan;

/// The text is not of the form that its type has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct ParseScalarError {
    text: String,
    expected: &'static str,
}
