//! Files of `Export-DhcpServer`, read as the recorded state that they are a part of.
//!
//! An export has what one server can take over from another one: scopes with exclusions,
//! reservations, policies and options, options and policies of the server, classes, definitions,
//! filters. It has no failover relationships, no name of the server, nothing of the directory, and no
//! time. A state made of one is therefore never complete: what is in it is judged, and nothing
//! is concluded from what is not. What this module does not know of a file is kept as an unknown
//! property; DHCPv6 and leases are left out with a note.
//!
//! The XML is turned into the JSON of a recorded state, each value with its place in the XML, and
//! read like one. No whole file of a real server was at hand: the elements are those that published
//! converters read.

mod convert;
#[cfg(test)]
mod tests;
mod xml;

use config_text::{Diagnostic, FileId, Span};

use crate::json::Document;
use crate::rules::{WIN_EXPORT_PARTIAL, WIN_EXPORT_SYNTAX};

/// Why nothing may be concluded from what an export does not say.
pub(crate) const PARTIAL: &str = "an export has no failover relationships";

/// What a file of `Export-DhcpServer` is.
pub(crate) enum Export {
    /// The state that it is a part of, and what was left out.
    Read(Document, Vec<Diagnostic>),
    /// Not XML, or none that is read.
    Broken(Diagnostic),
    /// XML of something else.
    Other,
}

/// Whether a text is XML, which no recorded state is.
pub(crate) fn is_xml(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().first() == Some(&b'<')
}

/// Whether a text looks like an export, for telling formats apart: it need not be sound.
#[must_use]
pub fn looks_like_export(bytes: &[u8]) -> bool {
    let head = bytes.get(..4_096).unwrap_or(bytes);
    let mark = b"<DHCPServer";
    is_xml(bytes) && head.windows(mark.len()).any(|window| window == mark)
}

/// Reads an export from a text that is UTF-8, from byte `from` on.
pub(crate) fn read(file: FileId, text: &str, from: u32) -> Export {
    let root = match xml::parse(text, from) {
        Ok(root) => root,
        Err(error) => {
            let at = Span::new(file, error.at, error.at);
            return Export::Broken(Diagnostic::new(&WIN_EXPORT_SYNTAX, at, error.message));
        }
    };
    if root.name != "DHCPServer" {
        return Export::Other;
    }
    let (document, left_out) = convert::state(file, &root);
    let partial = Diagnostic::new(&WIN_EXPORT_PARTIAL, root.head(file), PARTIAL.to_owned());
    let notes = left_out.into_iter().map(|element| {
        let message = format!("`{}` of an export is not read", element.name);
        Diagnostic::new(&WIN_EXPORT_PARTIAL, element.head(file), message)
    });
    let notes = std::iter::once(partial).chain(notes).collect();
    match document {
        Some(document) => Export::Read(document, notes),
        None => {
            let message = "the file is too large to be read".to_owned();
            Export::Broken(Diagnostic::new(&WIN_EXPORT_SYNTAX, root.head(file), message))
        }
    }
}
