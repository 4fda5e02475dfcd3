//! Writing to the terminal; a reader who has gone away is no error.

use std::io::{self, Write};

/// Writes text to standard output as it is.
pub(crate) fn text(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes one line to standard output.
pub(crate) fn line(line: &str) {
    text(&format!("{line}\n"));
}

/// Writes an error to standard error.
pub(crate) fn error(what: &str) {
    let _ = writeln!(io::stderr().lock(), "error: {what}");
}
