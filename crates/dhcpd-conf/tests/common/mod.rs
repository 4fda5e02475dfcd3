//! The dhcpd files of the shared corpus, with the real server's verdict on each.

use std::path::PathBuf;

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
    let root = dhcpair_testbed::shared("corpus")?;
    let index = std::fs::read_to_string(root.join("INDEX.tsv")).expect("an index");
    let mut lines = index.lines();
    let header: Vec<&str> = lines.next().expect("a header").split('\t').collect();
    let column = |name: &str| header.iter().position(|other| *other == name).expect("a column");
    let [path, mode, verdict, error, blanked, blanked_error] = [
        "local_path",
        "dhcpd_mode",
        "dhcpd_t",
        "dhcpd_t_first_error",
        "dhcpd_t_without_includes",
        "dhcpd_t_without_includes_error",
    ]
    .map(column);
    let cases = lines.map(|line| line.split('\t').collect::<Vec<_>>()).filter_map(|row| {
        row[path].starts_with("dhcpd/").then(|| Case {
            name: row[path].to_owned(),
            path: root.join(row[path]),
            family: if row[mode] == "-6" { Family::V6 } else { Family::V4 },
            verdict: row[verdict].to_owned(),
            first_error: row[error].to_owned(),
            blanked_verdict: row[blanked].to_owned(),
            blanked_error: row[blanked_error].to_owned(),
        })
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
