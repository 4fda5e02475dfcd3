//! One text, asked of both: what dhcpd says and what this crate says.

use std::path::Path;

use config_text::{DiskLoader, Phase, Severity, Sources};
use dhcpair_testbed::{Verdict, dhcpd_check};
use dhcpd_conf::Family;

/// What came of one text.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Both accept it.
    Accepted,
    /// Both refuse it.
    Refused(Line),
    /// Only this crate accepts it: dhcpd's first complaint.
    FalseAccept(String),
    /// Only this crate refuses it: its findings.
    FalseReject(Vec<String>),
    /// dhcpd gave no verdict.
    Apart(Apart),
}

/// Where the two say that the mistake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// The first finding is on the line that dhcpd names first.
    First,
    /// A later one is.
    Later,
    /// None is.
    Other,
    /// dhcpd names no line.
    None,
}

/// Why dhcpd gave no verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Apart {
    Crash,
    TimeOut,
    /// The limit of memory stopped it.
    Memory,
}

/// What this crate makes of a file: `file line N: ...` for each of its load errors, or none.
pub(crate) fn refused(path: &Path, cwd: &Path, family: Family) -> Option<Vec<String>> {
    let mut sources = Sources::new();
    let loader = DiskLoader::new().with_cwd(cwd);
    let config = dhcpd_conf::read(&mut sources, &loader, path, family).expect("a readable file");
    let errors = config
        .diagnostics()
        .iter()
        .filter(|found| found.phase == Phase::Load && found.severity == Severity::Error);
    let line = |found: &config_text::Diagnostic| match found.span() {
        Some(span) => {
            let name = sources.path(span.file).file_name().unwrap_or_default();
            let line = sources.position(span).line;
            let name = name.to_string_lossy();
            format!("{name} line {line}: {} [{}]", found.message, found.rule.id)
        }
        None => format!("{} [{}]", found.message, found.rule.id),
    };
    let errors: Vec<String> = errors.map(line).collect();
    (!errors.is_empty()).then_some(errors)
}

/// The first complaint of dhcpd.
fn complaint(output: &str) -> String {
    let lines = output.lines().filter(|line| {
        (line.contains(" line ") && line.contains(": ") && !line.contains("WARNING"))
            || line.contains("exiting")
            || line.contains("ERROR")
            || line.contains("bad range")
    });
    lines.take(1).collect()
}

/// `FILE line N` of a complaint, without the folder; `None` where it names no line.
fn named(complaint: &str) -> Option<(String, u32)> {
    let (path, rest) = complaint.split_once(" line ")?;
    let line = rest.split(':').next()?.parse().ok()?;
    let name = path.rsplit('/').next().unwrap_or(path);
    Some((name.to_owned(), line))
}

/// Whether one of the findings is on the line of dhcpd's first complaint.
pub(crate) fn compare_lines(complaint: &str, errors: &[String]) -> Line {
    match named(complaint) {
        // dhcpd says 0 when it stumbles over the first token.
        None | Some((_, 0)) => Line::None,
        Some((file, line)) => {
            let head = format!("{file} line {line}: ");
            match errors.iter().position(|error| error.starts_with(&head)) {
                Some(0) => Line::First,
                Some(_) => Line::Later,
                None => Line::Other,
            }
        }
    }
}

/// Whether the limit of memory ended it, and not what the text says.
fn is_out_of_memory(output: &str) -> bool {
    ["No memory", "no memory", "out of memory", "Out of memory", "an't allocate"]
        .iter()
        .any(|words| output.contains(words))
}

/// Asks both about the file `dhcpd.conf` of a folder.
pub(crate) fn compare(text: &[u8], family: Family, folder: &Path) -> Outcome {
    let path = folder.join("dhcpd.conf");
    std::fs::write(&path, text).expect("a file");
    let asked = match family {
        Family::V4 => dhcpair_testbed::Family::V4,
        Family::V6 => dhcpair_testbed::Family::V6,
    };
    let verdict = dhcpd_check(&path, asked, folder).expect("dhcpd");
    let ours = refused(&path, folder, family);
    match (verdict, ours) {
        (Verdict::Signal { .. }, _) => Outcome::Apart(Apart::Crash),
        (Verdict::TimedOut, _) => Outcome::Apart(Apart::TimeOut),
        (Verdict::Rejected { output }, _) if is_out_of_memory(&output) => {
            Outcome::Apart(Apart::Memory)
        }
        (Verdict::Accepted, None) => Outcome::Accepted,
        (Verdict::Accepted, Some(errors)) => Outcome::FalseReject(errors),
        (Verdict::Rejected { output }, Some(errors)) => {
            let complaint = complaint(&output);
            let line = compare_lines(&complaint, &errors);
            if line == Line::Other && std::env::var_os("DHCPAIR_LINES").is_some() {
                println!(
                    "another line: {complaint}\n{errors:#?}\n{}",
                    String::from_utf8_lossy(text)
                );
            }
            Outcome::Refused(line)
        }
        (Verdict::Rejected { output }, None) => Outcome::FalseAccept(complaint(&output)),
    }
}
