//! `check`: judges files without an inventory, each for itself or two as the halves of a pair.
//!
//! The findings of single files come from the readers of each format. This module finds out what a
//! file is, maps includes, honours comments that allow a finding, compares the halves of a pair and
//! puts everything into one document.

mod comments;
mod format;
pub(crate) mod generated;
mod loader;
mod pages;
mod pair;
mod read;
pub mod rules;
mod suppress;

use std::path::PathBuf;
use std::sync::Arc;

use config_text::report::Record;
use config_text::{Diagnostic, Phase, Severity, Sources};
pub use dhcpd_conf::Build;

use crate::contract::{CheckDocument, CheckSummary, CheckedFile, ErrorCode, ExitCode};
pub use format::{Format, detect};
pub use pages::pages;
use read::Half;
pub(crate) use read::is_unread;
pub(crate) use suppress::Allowances;

/// Releases of Kea whose rules are told apart.
pub const KEA_VERSIONS: [&str; 6] = ["2.2", "2.4", "2.6", "3.0", "3.2", "3.3"];

/// One file to check.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Its name, as the user gave it.
    pub path: PathBuf,
    /// Its bytes where the caller has them already (standard input).
    pub bytes: Option<Arc<[u8]>>,
    /// Where the absolute paths of its includes lie.
    pub root: Option<PathBuf>,
}

/// What to check, and how.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The files; exactly two for a pair.
    pub inputs: Vec<Input>,
    /// Whether the files are the two halves of a pair.
    pub pair: bool,
    /// What the files are; detected for each where absent.
    pub format: Option<Format>,
    /// The Kea release whose rules apply: one of [`KEA_VERSIONS`], or a release of that series.
    pub server_version: Option<String>,
    /// What dhcpd was built with; Debian's `isc-dhcp-server` by default.
    pub build: Build,
    /// Only what the server's own checker judges.
    pub only_load: bool,
    /// The server's working directory, where relative includes start.
    pub cwd: Option<PathBuf>,
    /// Rules to leave out.
    pub allow: Vec<String>,
    /// Rules that are errors.
    pub deny: Vec<String>,
}

/// What came of a check.
#[derive(Debug)]
pub struct Checked {
    /// The document for other programs.
    pub document: CheckDocument,
    /// The texts, under names that can be opened from here.
    pub sources: Sources,
    /// The findings as they point into `sources`, in the order of the document.
    pub findings: Vec<Diagnostic>,
}

/// Why a check cannot be done as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// There is no such rule.
    #[error("no rule `{rule}`")]
    NoRule {
        /// The name asked for.
        rule: String,
        /// What to do about it.
        help: String,
    },
    /// A rule is to be left out and to be an error.
    #[error("rule `{rule}` is both allowed and denied")]
    AllowedAndDenied {
        /// The rule.
        rule: String,
    },
    /// Nothing is known of such a release of Kea.
    #[error("no rules for Kea `{version}`")]
    NoVersion {
        /// The version asked for.
        version: String,
    },
    /// A Kea release was named for files that are not Kea's.
    #[error("a server version does not matter to `{format}` files")]
    VersionWithoutKea {
        /// The files' format.
        format: &'static str,
    },
}

impl CheckError {
    /// A stable code, listed in `docs/errors.md`.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::NoRule { .. } => ErrorCode::NoRule,
            Self::AllowedAndDenied { .. } => ErrorCode::RuleAllowedAndDenied,
            Self::NoVersion { .. } => ErrorCode::NoServerVersion,
            Self::VersionWithoutKea { .. } => ErrorCode::ServerVersionWithoutKea,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::NoRule { help, .. } => help.clone(),
            Self::AllowedAndDenied { .. } => "name it once".to_owned(),
            Self::NoVersion { .. } => format!("there are: {}", KEA_VERSIONS.join(", ")),
            Self::VersionWithoutKea { .. } => "leave `--server-version` out".to_owned(),
        }
    }
}

/// Checks files.
///
/// A file that cannot be read is part of the answer; see [`CheckDocument::exit_code`].
///
/// # Errors
/// [`CheckError`] where the request names rules or versions that do not exist.
pub fn run(request: &Request) -> Result<Checked, CheckError> {
    let levels = Levels::of(request)?;
    check_version(request)?;
    let mut sources = Sources::new();
    let halves: Vec<Half> =
        request.inputs.iter().map(|input| Half::read(&mut sources, input, request)).collect();
    let formats = sources.iter().filter_map(|(id, _)| Some((id, owner(&halves, id)?.format)));
    let mut allowances = Allowances::of(&sources, formats);
    let pair = if request.pair { compare(&halves) } else { Vec::new() };
    let mut pair = levels.apply(allowances.apply(&sources, pair));
    let mut files = Vec::new();
    for half in &halves {
        let kept = allowances.apply(&sources, half.diagnostics.clone());
        files.push(levels.apply(kept));
    }
    let looked_for = |rule: &config_text::Rule| {
        let phase = request.pair || rule.phase != Phase::Pair;
        phase && rule.phase != Phase::Environment && !request.allow.iter().any(|one| one == rule.id)
    };
    for left in levels.apply(allowances.leftovers(looked_for)) {
        let of = halves.iter().position(|half| left.span().is_some_and(|at| half.has(at.file)));
        if let Some(file) = of.and_then(|at| files.get_mut(at)) {
            file.push(left);
        }
    }
    let sources = relocate(&sources, &halves);
    for file in files.iter_mut().chain([&mut pair]) {
        file.sort_by_key(|one| one.span().map(|span| (span.file, span.start)));
    }
    let document = document(&sources, &halves, &files, &pair);
    let findings = files.into_iter().flatten().chain(pair).collect();
    Ok(Checked { document, sources, findings })
}

fn check_version(request: &Request) -> Result<(), CheckError> {
    let Some(version) = &request.server_version else { return Ok(()) };
    if let Some(format @ (Format::Isc | Format::Isc6 | Format::Windows)) = request.format {
        return Err(CheckError::VersionWithoutKea { format: format.as_str() });
    }
    let series: Vec<&str> = version.split('.').take(2).collect();
    let numbers = version.split('.').all(|part| part.parse::<u16>().is_ok());
    if numbers && KEA_VERSIONS.contains(&series.join(".").as_str()) {
        return Ok(());
    }
    Err(CheckError::NoVersion { version: version.clone() })
}

/// What the halves of a pair show together; nothing where one of them is not known as a whole.
fn compare(halves: &[Half]) -> Vec<Diagnostic> {
    let lost: Vec<_> = halves.iter().filter_map(Half::unknown).collect();
    if lost.is_empty() {
        return pair::compare(&halves.iter().filter_map(Half::observation).collect::<Vec<_>>());
    }
    let unknown = |(name, reason): (&str, &str)| {
        let message = format!("the pair was not compared: `{name}` is not known: {reason}");
        Diagnostic::without_place(&rules::ANY_SIDE_UNKNOWN, message)
    };
    lost.into_iter().map(unknown).collect()
}

/// The levels that a request gives to rules.
struct Levels<'a> {
    request: &'a Request,
}

impl<'a> Levels<'a> {
    fn of(request: &'a Request) -> Result<Self, CheckError> {
        for rule in request.allow.iter().chain(&request.deny) {
            rules::named(rule)?;
        }
        if let Some(rule) = request.allow.iter().find(|rule| request.deny.contains(rule)) {
            return Err(CheckError::AllowedAndDenied { rule: rule.clone() });
        }
        Ok(Self { request })
    }

    fn apply(&self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let named = |list: &[String], one: &Diagnostic| list.iter().any(|rule| rule == one.rule.id);
        let wanted = found.into_iter().filter(|one| {
            let load = !self.request.only_load || one.phase == Phase::Load;
            let unread = one.rule.id == rules::ANY_FILE_UNREADABLE.id;
            unread || (load && !named(&self.request.allow, one))
        });
        let raised = wanted.map(|one| {
            if named(&self.request.deny, &one) { one.with_severity(Severity::Error) } else { one }
        });
        raised.collect()
    }
}

/// The named file to which a file belongs: itself, or the one that includes it.
fn owner(halves: &[Half], file: config_text::FileId) -> Option<&Half> {
    halves.iter().find(|half| half.has(file))
}

/// The same texts under names that people can open from here.
fn relocate(sources: &Sources, halves: &[Half]) -> Sources {
    let mut named = Sources::new();
    for (id, file) in sources.iter() {
        let path = owner(halves, id)
            .map_or_else(|| file.path().to_owned(), |half| half.shown(file.path()));
        let id = named.add(path, Arc::clone(file.bytes()));
        for (start, end) in file.secrets() {
            named.mark_secret(config_text::Span::new(id, *start, *end));
        }
    }
    named
}

fn document(
    sources: &Sources,
    halves: &[Half],
    files: &[Vec<Diagnostic>],
    pair: &[Diagnostic],
) -> CheckDocument {
    let records = |found: &[Diagnostic]| -> Vec<Record> {
        found.iter().map(|one| Record::of(sources, one)).collect()
    };
    let count = |severity| {
        let all = files.iter().flatten().chain(pair);
        all.filter(|one| one.severity == severity).count()
    };
    let files = halves.iter().zip(files).map(|(half, found)| CheckedFile {
        file: config_text::escape_control(&half.name),
        format: half.format.as_str().to_owned(),
        server_verdict: half.verdict(sources),
        unreadable: half.unreadable.as_deref().map(config_text::escape_control),
        diagnostics: records(found),
    });
    CheckDocument {
        schema: "dhcpair.check/1",
        files: files.collect(),
        pair: records(pair),
        summary: CheckSummary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        },
    }
}

impl CheckDocument {
    /// A file that could not be read before findings at or above `fail_on`.
    #[must_use]
    pub fn exit_code(&self, fail_on: Severity) -> ExitCode {
        if self.files.iter().any(|file| file.unreadable.is_some()) {
            return ExitCode::Failed;
        }
        let CheckSummary { errors, warnings, notes } = self.summary;
        let counted = match fail_on {
            Severity::Error => errors,
            Severity::Warning => errors + warnings,
            Severity::Note => errors + warnings + notes,
        };
        if counted > 0 { ExitCode::Findings } else { ExitCode::Done }
    }

    /// Every finding, files first.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.files.iter().flat_map(|file| &file.diagnostics).chain(&self.pair)
    }
}

#[cfg(test)]
mod tests;
