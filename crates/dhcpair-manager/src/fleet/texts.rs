//! The texts behind an observation, and what was found in them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use config_text::{Diagnostic, FileId, Phase, Severity, Sources, escape_control};
use dhcpair_drivers::Sighting;
use dhcpair_drivers::kea::live;
use failover_model::{Family, Freshness, Observation, Vendor};

use super::at;
use crate::check::{Allowances, Format, is_unread};

/// The texts behind one observation.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) sources: Arc<Sources>,
    /// What was found in them, without what a comment allows; errors first.
    pub(super) found: Vec<Found>,
    families: Vec<(FileId, Option<Family>)>,
    /// For each family the first reason why its server would refuse its file or not start, with `file:line`. What
    /// could not be read is no such reason: the server itself may have it.
    refusals: Vec<(Family, String)>,
    /// The comments that allow something.
    pub(super) allowances: Allowances,
}

/// Something that was found, and in what of a server.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) diagnostic: Diagnostic,
    pub(super) of: Of,
}

/// What of a server something was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// What is written for it to run.
    File,
    /// What was recorded of it.
    Recording,
    /// What it runs.
    Running,
    /// What is written, and what it runs as well.
    Both,
}

impl Of {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Recording => "recording",
            Self::Running => "running",
            Self::Both => "both",
        }
    }
}

impl Texts {
    pub(super) fn of(sighting: &Sighting) -> Self {
        let format = match sighting.observation.vendor {
            Vendor::Isc => Format::Isc,
            Vendor::Kea => Format::Kea4,
            Vendor::Windows => Format::Windows,
        };
        let files = sighting.sources.iter().map(|(file, _)| (file, format));
        let mut allowances = Allowances::of(&sighting.sources, files);
        let mut all = found(sighting);
        // What a server runs it has taken, whatever is said of files like that.
        all.retain(|found| {
            !(is_load_error(&found.diagnostic)
                && is_of_running(&sighting.sources, &found.diagnostic))
        });
        let refusals = [Family::V4, Family::V6].into_iter();
        let refusals = refusals.filter_map(|one| Some((one, first_error(sighting, one, &all)?)));
        let refusals = refusals.collect();
        all.retain(|found| allowances.keeps(&sighting.sources, &found.diagnostic));
        let (sources, families) = (Arc::clone(&sighting.sources), sighting.families.clone());
        let mut texts = Self { sources, found: all, families, refusals, allowances };
        texts.sort();
        texts
    }

    /// Why the server of a family would refuse its file or not start; without a family, that of either.
    pub(super) fn refusal(&self, family: Option<Family>) -> Option<&str> {
        let mut all = self.refusals.iter();
        let found = all.find(|(of, _)| family.is_none_or(|family| *of == family));
        found.map(|(_, reason)| reason.as_str())
    }

    /// What was found in what is for a family, as far as it is known what that is for.
    pub(super) fn found_for(&self, family: Family) -> impl Iterator<Item = &Diagnostic> {
        let all = self.found.iter().map(|found| &found.diagnostic);
        all.filter(move |found| is_for(&self.families, found, family))
    }

    /// Adds something that was found.
    pub(super) fn add(&mut self, diagnostic: Diagnostic, of: Of) {
        self.found.push(Found { diagnostic, of });
        self.sort();
    }

    fn sort(&mut self) {
        self.found.sort_by_key(|found| {
            (std::cmp::Reverse(found.diagnostic.severity), found.diagnostic.span())
        });
    }

    pub(super) fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|found| found.diagnostic.severity == severity).count()
    }
}

/// All that was found, each thing once: what is wrong in a file and in what runs has its place in the file.
fn found(sighting: &Sighting) -> Vec<Found> {
    fn said(one: &Diagnostic) -> (&'static str, &str) {
        (one.rule.id, &one.message)
    }
    let written = match sighting.observation {
        Observation { vendor: Vendor::Windows, freshness: Freshness::Recorded(_), .. } => {
            Of::Recording
        }
        _ => Of::File,
    };
    let running = sighting.running.as_deref().unwrap_or_default();
    let runs: BTreeSet<_> = running.iter().map(said).collect();
    let in_files: BTreeSet<_> = sighting.diagnostics.iter().map(said).collect();
    let alone = running.iter().filter(|one| !in_files.contains(&said(one)));
    let in_files = sighting.diagnostics.iter().map(|one| {
        let both = runs.contains(&said(one));
        Found { diagnostic: one.clone(), of: if both { Of::Both } else { written } }
    });
    let alone = alone.map(|one| Found { diagnostic: one.clone(), of: Of::Running });
    in_files.chain(alone).collect()
}

/// Whether something was found in what is for a family, or may be.
fn is_for(files: &[(FileId, Option<Family>)], found: &Diagnostic, family: Family) -> bool {
    let Some(span) = found.span() else { return true };
    let of = files.iter().find(|(file, _)| *file == span.file).and_then(|(_, family)| *family);
    of.is_none_or(|of| of == family)
}

/// Why the server of a family would refuse its file or not start.
fn first_error(sighting: &Sighting, family: Family, found: &[Found]) -> Option<String> {
    let sources = &sighting.sources;
    let was_read = |path: &Path| sources.iter().any(|(_, file)| file.path() == path);
    // A recording is no file that a server starts from.
    if sighting.observation.vendor == Vendor::Windows {
        return None;
    }
    let all = found.iter().map(|found| &found.diagnostic).filter(|one| is_load_error(one));
    let mut errors = all.filter(|one| is_for(&sighting.families, one, family));
    // What makes no sense may do so with what was not read: a peer, a class, an option that is declared there.
    let is_whole = sighting.observation.gap_of(family).is_none()
        && !errors.clone().any(|one| is_unread(sources, one, was_read));
    let refused = errors.find(|_| is_whole)?;
    let place = refused.span().map(|span| at(sources, span));
    let place = place.map_or_else(String::new, |at| format!("{at}: "));
    Some(escape_control(&format!("{place}{}", refused.message)))
}

/// Whether a server would refuse its file for it, or not start.
fn is_load_error(found: &Diagnostic) -> bool {
    found.severity == Severity::Error && matches!(found.phase, Phase::Load | Phase::Start)
}

/// Whether it is about what a running Kea told.
fn is_of_running(sources: &Sources, found: &Diagnostic) -> bool {
    found.span().is_some_and(|span| live::is_running(sources, span.file))
}
