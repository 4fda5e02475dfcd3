//! `check`: lints files; snippets for people, JSON, SARIF and JUnit for programs.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use config_text::report::{Location, Record, junit, sarif};
use config_text::{Severity, render};
use dhcpair_manager::check::{self, Build, Checked, Format as FileKind, Input, Request};
use dhcpair_manager::contract::{CheckDocument, CheckedFile, Verdict};

use super::{CYAN, GREEN, RED};
use crate::args::{CheckArgs, DhcpdBuild, FailOn, FileFormat, Format, OnlyPhase};
use crate::failure::Failure;
use crate::output::{Outcome, Output, json};
use crate::style::styled;
use crate::table::{WIDTH, count, width};

pub(super) fn run(args: &CheckArgs, output: &Output) -> Result<Outcome, Failure> {
    let checked = check::run(&request(args)?)?;
    let fail_on = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Note => Severity::Note,
    };
    let exit = checked.document.exit_code(fail_on);
    let text = match output.format {
        Format::Table => text(&checked, output),
        Format::Json => output.document(&checked.document, |_| String::new())?,
        Format::Sarif => {
            let sarif = sarif("dhcpair", env!("CARGO_PKG_VERSION"), &placed(&checked));
            json(serde_json::to_string_pretty(&sarif))?
        }
        Format::Junit => suites(&checked.document, fail_on)?,
    };
    for file in checked.document.files.iter().filter(|file| file.unreadable.is_some()) {
        let reason = file.unreadable.clone().unwrap_or_default();
        output.complain(&Failure::FileUnreadable { reason });
    }
    Ok(Outcome { text, exit: exit.into() })
}

fn request(args: &CheckArgs) -> Result<Request, Failure> {
    let roots = [&args.root_a, &args.root_b].map(|root| root.clone().or_else(|| args.root.clone()));
    let pair = args.pair.as_deref().unwrap_or_default();
    let mut inputs = Vec::new();
    for (path, root) in pair.iter().zip(roots) {
        inputs.push(input(path, root, &inputs)?);
    }
    for path in &args.files {
        inputs.push(input(path, args.root.clone(), &inputs)?);
    }
    let format = match args.format {
        FileFormat::Auto => None,
        FileFormat::Isc => Some(FileKind::Isc),
        FileFormat::Isc6 => Some(FileKind::Isc6),
        FileFormat::Kea4 => Some(FileKind::Kea4),
        FileFormat::Kea6 => Some(FileKind::Kea6),
        FileFormat::Windows => Some(FileKind::Windows),
    };
    Ok(Request {
        inputs,
        pair: args.pair.is_some(),
        format,
        server_version: args.server_version.clone(),
        build: match args.build {
            DhcpdBuild::Debian => Build::DEBIAN,
            DhcpdBuild::Ldap => Build::DEBIAN_LDAP,
        },
        only_load: args.phase == Some(OnlyPhase::Load),
        cwd: args.cwd.clone(),
        allow: args.allow.clone(),
        deny: args.deny.clone(),
    })
}

/// A file by name; `-` is standard input, which can be read once.
fn input(path: &Path, root: Option<PathBuf>, before: &[Input]) -> Result<Input, Failure> {
    if path != Path::new("-") {
        return Ok(Input { path: path.to_owned(), bytes: None, root });
    }
    if before.iter().any(|input| input.bytes.is_some()) {
        return Err(Failure::Usage {
            message: "standard input is named twice".to_owned(),
            help: "name `-` once".to_owned(),
        });
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(Failure::Stdin)?;
    Ok(Input { path: path.to_owned(), bytes: Some(Arc::from(bytes)), root })
}

fn text(checked: &Checked, output: &Output) -> String {
    let shown = |one: &&config_text::Diagnostic| !output.quiet || one.severity > Severity::Note;
    let unreadable = |one: &&config_text::Diagnostic| one.rule.id != "any-file-unreadable";
    let mut out = String::new();
    for finding in checked.findings.iter().filter(shown).filter(unreadable) {
        out.push_str(&render(&checked.sources, finding, true));
        out.push('\n');
    }
    for file in &checked.document.files {
        out.push_str(&verdict(file));
    }
    if !checked.document.pair.is_empty() {
        out.push_str(&format!("as a pair: {}\n", tally(&checked.document.pair)));
    }
    out
}

/// One line on a file: what it is, what its server would say, what was found.
fn verdict(file: &CheckedFile) -> String {
    if let Some(reason) = &file.unreadable {
        return format!("{}: {}\n", file.file, styled(CYAN, &format!("not read: {reason}")));
    }
    let server = match file.format.as_str() {
        "isc" | "isc6" => "dhcpd",
        "kea4" | "kea6" => "Kea",
        _ => "",
    };
    let verdict = match (file.server_verdict, server) {
        (Verdict::Rejected, "") => ("not usable".to_owned(), RED),
        (Verdict::Rejected, server) => (format!("{server} would refuse it"), RED),
        (Verdict::Unknown, "") => ("not known as a whole".to_owned(), CYAN),
        (Verdict::Unknown, server) => (format!("whether {server} takes it is unknown"), CYAN),
        (Verdict::Accepted, "") => ("readable".to_owned(), GREEN),
        (Verdict::Accepted, server) => (format!("{server} would take it"), GREEN),
    };
    let found = tally(&file.diagnostics);
    let line = format!("{}: {}, {}; {found}", file.file, file.format, verdict.0);
    let shown = styled(verdict.1, &verdict.0);
    // The name stays whole, for programs that look for it; the rest goes below where it must.
    let rest = if width(&line) <= WIDTH { " " } else { "\n   " };
    format!("{}:{rest}{}, {shown}; {found}\n", file.file, file.format)
}

fn tally(records: &[Record]) -> String {
    let of = |severity: &str| records.iter().filter(|one| one.severity == severity).count();
    let counts = [(of("error"), "error"), (of("warning"), "warning"), (of("note"), "note")];
    let counts = counts.iter().filter(|(number, _)| *number > 0);
    let words: Vec<String> = counts.map(|(number, word)| count(*number, word)).collect();
    if words.is_empty() { "nothing found".to_owned() } else { words.join(", ") }
}

/// Every record with a place: services that show SARIF want one, be it the top of a file.
fn placed(checked: &Checked) -> Vec<Record> {
    let top = |file: &str| Location {
        file: file.to_owned(),
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 1,
        label: String::new(),
    };
    let files = &checked.document.files;
    let of_files =
        files.iter().flat_map(|file| file.diagnostics.iter().map(|one| (one, &file.file)));
    let first = files.first().map(|file| &file.file);
    let of_pair = checked.document.pair.iter().filter_map(|one| Some((one, first?)));
    let records = of_files.chain(of_pair).map(|(record, file)| {
        let mut record = record.clone();
        if record.locations.is_empty() {
            record.locations.push(top(file));
        }
        record
    });
    records.collect()
}

fn suites(document: &CheckDocument, fail_on: Severity) -> Result<String, Failure> {
    let files = document.files.iter().map(|file| (file.file.clone(), file.diagnostics.clone()));
    let mut files: Vec<(String, Vec<Record>)> = files.collect();
    if !document.pair.is_empty() {
        files.push(("pair".to_owned(), document.pair.clone()));
    }
    let level = |record: &Record| match record.severity {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        _ => Severity::Note,
    };
    let text = junit("dhcpair", &files, |record| level(record) >= fail_on);
    text.map_err(|error| Failure::Document(Box::new(error)))
}
