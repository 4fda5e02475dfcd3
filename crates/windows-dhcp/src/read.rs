//! From a file to a [`RecordedState`].

use config_text::{Diagnostic, FileId, Sources, Span};

use crate::de::{Problem, ProblemKind, Stray, from_document, whole};
use crate::encoding::text_start;
use crate::export::{self, Export};
use crate::json::{Document, SyntaxError};
use crate::places::{Places, names_secret};
use crate::rules::{
    WIN_STATE_CONTRADICTION, WIN_STATE_ENCODING, WIN_STATE_INCOMPLETE, WIN_STATE_PROPERTY,
    WIN_STATE_SECRET, WIN_STATE_SYNTAX, WIN_STATE_TWICE, WIN_STATE_UNKNOWN_PROPERTY,
    WIN_STATE_VERSION,
};
use crate::sound;
use crate::state::{MARKER, RecordedState, VERSION};

/// What a file says.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The state with the places of its records; `None` where the file does not hold one.
    pub state: Option<(RecordedState, Places)>,
    /// What is wrong with the file, and where the state contradicts itself. Whether the server does
    /// well is told by [`check`](crate::check()).
    pub diagnostics: Vec<Diagnostic>,
    /// Why the state lacks something that the server has, as a short clause in lower case: nothing
    /// may be concluded from what is not in it.
    pub incomplete: Option<String>,
    /// What the file is.
    pub source: Source,
}

/// What a state was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A recorded state.
    Recording,
    /// A file of `Export-DhcpServer`: never complete. The server's name is empty and the time of the
    /// recording is that of no recording.
    Export,
}

/// The file is not a recorded state at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file is not a recorded Windows server state")]
pub struct NotAState;

/// Reads a recorded state from a file of `sources`, in which secrets are marked, or the part of one
/// that a file of `Export-DhcpServer` is.
///
/// # Errors
/// [`NotAState`] where the file is JSON and does not say that it is a recorded state, or XML of
/// something else than an export. Everything
/// else that is wrong with it is a diagnostic.
pub fn read(sources: &mut Sources, file: FileId) -> Result<Reading, NotAState> {
    let bytes = sources.get(file).map(|source| source.bytes().clone()).unwrap_or_default();
    let document = match text_start(&bytes) {
        Ok(from) if export::is_xml(&bytes) => return exported(sources, file, &bytes, from),
        Ok(from) => Document::parse(file, bytes, from),
        Err(error) => {
            let span = Span::new(file, error.at, error.at);
            let mut diagnostic = Diagnostic::new(&WIN_STATE_ENCODING, span, error.message);
            if let Some(help) = error.help {
                diagnostic = diagnostic.with_help(help);
            }
            return Ok(lost(sources, diagnostic));
        }
    };
    let document = match document {
        Ok(document) => document,
        Err(error) => {
            let diagnostic = syntax(file, error);
            return Ok(lost(sources, diagnostic));
        }
    };
    let (_, version) = document.property(0, MARKER).ok_or(NotAState)?;
    if whole(document.raw(version)) != Some(VERSION.into()) {
        let message = format!(
            "version `{}` of a recorded state is not known; this is for version {VERSION}",
            document.tokens(version)
        );
        let diagnostic = Diagnostic::new(&WIN_STATE_VERSION, document.head(version), message);
        return Ok(lost(sources, diagnostic));
    }
    Ok(typed(sources, document))
}

/// Reads the state that an export is a part of.
fn exported(
    sources: &mut Sources,
    file: FileId,
    bytes: &[u8],
    from: u32,
) -> Result<Reading, NotAState> {
    let text = std::str::from_utf8(bytes).unwrap_or("");
    match export::read(file, text, from) {
        Export::Other => Err(NotAState),
        Export::Broken(diagnostic) => Ok(lost(sources, diagnostic)),
        Export::Read(document, notes) => {
            let mut reading = typed(sources, document);
            reading.source = Source::Export;
            reading.incomplete.get_or_insert_with(|| export::PARTIAL.to_owned());
            reading.diagnostics.extend(notes);
            Ok(reading)
        }
    }
}

/// Whether a text looks like a recorded state, for telling formats apart: it need not be sound.
#[must_use]
pub fn looks_like_state(bytes: &[u8]) -> bool {
    let marker = format!("\"{MARKER}\"");
    // The property comes first in what is recorded; anything later in a large file is not looked at.
    let head = bytes.get(..4_096).unwrap_or(bytes);
    head.windows(marker.len()).any(|window| window == marker.as_bytes())
}

/// Nothing of the state is known.
fn lost(sources: &Sources, diagnostic: Diagnostic) -> Reading {
    let incomplete = Some(reason(sources, &diagnostic));
    Reading { state: None, diagnostics: vec![diagnostic], incomplete, source: Source::Recording }
}

fn reason(sources: &Sources, diagnostic: &Diagnostic) -> String {
    match diagnostic.span() {
        Some(span) => {
            format!("line {}: {}", sources.position(span).line, diagnostic.message)
        }
        None => diagnostic.message.clone(),
    }
}

fn syntax(file: FileId, error: SyntaxError) -> Diagnostic {
    let at = Span::new(file, error.at, error.at);
    let diagnostic = Diagnostic::new(&WIN_STATE_SYNTAX, at, error.message);
    match error.open {
        Some(open) => diagnostic.with_label(Span::new(file, open, open + 1), "opened here"),
        None => diagnostic,
    }
}

fn typed(sources: &mut Sources, document: Document) -> Reading {
    let outcome = from_document::<RecordedState>(&document);
    let mut diagnostics: Vec<_> = outcome.problems.into_iter().map(property).collect();
    let mut incomplete = diagnostics.first().map(|first| reason(sources, first));
    diagnostics.extend(strays(sources, &document, &outcome.strays));
    let places = Places::new(document, &outcome.strays);
    let state = outcome.value.map(|state| (state, places));
    if let Some((state, places)) = &state {
        // Records that could not be read would make others look unsound.
        if incomplete.is_none() {
            let unsound = sound::check(state, places);
            let doubtful = unsound.iter().find(|found| found.rule != &WIN_STATE_CONTRADICTION);
            incomplete = doubtful.map(|doubtful| reason(sources, doubtful));
            diagnostics.extend(unsound);
        }
        for failed in &state.recorded.failed {
            let about = failed.about.as_ref().map(|about| format!(" for `{about}`"));
            let about = about.unwrap_or_default();
            let message = format!(
                "`{}`{about} failed with `{}` when the state was recorded",
                failed.cmdlet, failed.error
            );
            incomplete.get_or_insert_with(|| message.clone());
            let span = places.of(failed.at);
            diagnostics.push(Diagnostic::new(&WIN_STATE_INCOMPLETE, span, message));
        }
    }
    Reading { state, diagnostics, incomplete, source: Source::Recording }
}

fn property(problem: Problem) -> Diagnostic {
    let rule = match problem.kind {
        ProblemKind::Missing | ProblemKind::Value => &WIN_STATE_PROPERTY,
        ProblemKind::Twice => &WIN_STATE_TWICE,
    };
    match problem.span {
        Some(span) => Diagnostic::new(rule, span, problem.message),
        None => Diagnostic::without_place(rule, problem.message),
    }
}

/// Secrets one by one; unknown properties once for each class, however many records have them.
fn strays(sources: &mut Sources, document: &Document, strays: &[Stray]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut known: Vec<(&str, String, usize)> = Vec::new();
    for stray in strays {
        let name = document.text(stray.name).into_owned();
        if names_secret(&name) {
            mark_secret(sources, document, stray.name + 1);
            let message = format!("`{name}` of this `{}` must not be recorded", stray.class);
            found.push(Diagnostic::new(&WIN_STATE_SECRET, document.head(stray.name), message));
            continue;
        }
        let seen = known.iter().find(|(class, known, _)| *class == stray.class && *known == name);
        if let Some((_, _, at)) = seen {
            count(found.get_mut(*at));
            continue;
        }
        let message = format!("`{name}` is no property of `{}`", stray.class);
        let mut diagnostic =
            Diagnostic::new(&WIN_STATE_UNKNOWN_PROPERTY, document.head(stray.name), message);
        if let Some(meant) = stray.meant {
            diagnostic = diagnostic.with_help(format!("Write it `{meant}`: case counts."));
        }
        known.push((stray.class, name, found.len()));
        found.push(diagnostic);
    }
    found
}

/// Says that one more record has the same.
fn count(diagnostic: Option<&mut Diagnostic>) {
    const MORE: &str = ", nor of others here";
    if let Some(diagnostic) = diagnostic.filter(|known| !known.message.ends_with(MORE)) {
        diagnostic.message.push_str(MORE);
    }
}

/// Marks the texts and numbers of a value, however deep they lie in it.
fn mark_secret(sources: &mut Sources, document: &Document, value: u32) {
    sources.mark_secret(document.inside(value));
}
