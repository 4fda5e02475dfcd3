//! The dhcpd files of the shared corpus, with the real server's verdict on each.

use std::path::PathBuf;

use dhcpair_testbed::CorpusFile;
use dhcpd_conf::Family;

/// One file of the corpus.
pub(crate) struct Case {
    /// Below the corpus.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) family: Family,
    /// `ok`, `error` or `missing-include`.
    pub(crate) verdict: String,
    pub(crate) first_error: String,
    /// The verdict where each include is replaced by blanks.
    pub(crate) blanked_verdict: String,
    pub(crate) blanked_error: String,
}

impl Case {
    /// The text that has a verdict of its own: without includes where these name no file.
    pub(crate) fn text(&self) -> Vec<u8> {
        let text = std::fs::read(&self.path).expect("a file");
        if self.verdict == "missing-include" { without_includes(&text) } else { text }
    }
}

/// All files that dhcpd was asked about.
pub(crate) fn cases() -> Option<Vec<Case>> {
    let columns = [
        "dhcpd_mode",
        "dhcpd_t",
        "dhcpd_t_first_error",
        "dhcpd_t_without_includes",
        "dhcpd_t_without_includes_error",
    ];
    let cases = dhcpair_testbed::corpus("dhcpd", columns)?.into_iter().map(|file| {
        let CorpusFile { name, path, cells } = file;
        let [mode, verdict, first_error, blanked_verdict, blanked_error] = cells;
        let family = if mode == "-6" { Family::V6 } else { Family::V4 };
        Case { name, path, family, verdict, first_error, blanked_verdict, blanked_error }
    });
    Some(cases.collect())
}

/// The text with each include statement replaced by blanks.
fn without_includes(text: &[u8]) -> Vec<u8> {
    let mut out = text.to_vec();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let end = match rest[0] {
            b'#' => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
            b'"' => 2 + rest[1..].iter().position(|byte| *byte == b'"').unwrap_or(rest.len() - 2),
            b'i' | b'I' if rest.len() > 8 && rest[..7].eq_ignore_ascii_case(b"include") => {
                let end =
                    rest.iter().position(|byte| *byte == b';').map_or(rest.len(), |at| at + 1);
                let statement = &mut out[at..at + end];
                statement.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
                end
            }
            byte if byte.is_ascii_alphanumeric() => {
                let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
                rest.iter().position(|byte| !word(byte)).unwrap_or(rest.len())
            }
            _ => 1,
        };
        at += end;
    }
    out
}
