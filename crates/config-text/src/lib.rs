//! Source text with spans, and what is said about it.
//!
//! Configuration files are kept byte for byte: a parser of any format indexes the bytes of a
//! [`SourceFile`] with [`Span`]s and never copies or changes them. Problems are [`Diagnostic`]s that
//! point into the text and carry a stable [`Rule`]; edits are sets of disjoint replacements.
//!
//! * [`Sources`] holds the files of one reading; [`SourceLoader`] is how includes reach them.
//! * [`LineIndex`] turns byte offsets into lines and columns; it works on bytes, because
//!   configuration files are not always UTF-8.
//! * [`Edits`] collects disjoint replacements and applies them at once; [`Lines`] shows how the
//!   neighbours of a new text are laid out.
//! * [`report`] writes diagnostics as JSON, SARIF 2.1.0 or JUnit; the feature `render` adds text
//!   with snippets for a terminal.
//! * [`shell_line()`] is a command with a name in it, as people paste it into a shell.
//! * [`join()`] runs two parts of a large reading side by side.
//!
//! This crate is not a parser and knows no format.
//!
//! ```
//! use config_text::{Sources, Span};
//!
//! let mut sources = Sources::new();
//! let file = sources.add("dhcpd.conf", b"authoritative;\nsubnet\n".to_vec());
//! let span = Span::new(file, 15, 21);
//! assert_eq!(sources.slice(span), b"subnet");
//! assert_eq!(sources.position(span).line, 2);
//! ```

mod diagnostic;
mod edit;
mod join;
mod line_index;
mod lines;
mod loader;
mod regular;
#[cfg(feature = "render")]
mod render;
pub mod report;
mod rules;
mod secret;
mod shell;
mod source;

pub use diagnostic::{Diagnostic, Label, Phase, Rule, Severity};
pub use edit::{EditError, Edits};
pub use join::join;
pub use line_index::{LineIndex, Position};
pub use lines::Lines;
pub use loader::{DiskLoader, LoadError, MemoryLoader, SourceLoader};
pub use regular::{open_regular, read_regular, read_regular_text};
#[cfg(feature = "render")]
pub use render::render;
pub use rules::joined_rules;
pub use secret::{
    Fingerprint, announced_secrets, escape_control, mask_credentials, steers_terminal,
    url_credentials,
};
pub use shell::shell_line;
pub use source::{FileId, SourceFile, Sources, Span};
