//! Files of a server, read and lowered.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use config_text::{Diagnostic, DiskLoader, LoadError, SourceLoader, Sources};
use dhcpair_exec::ExecError;
use failover_model::{Freshness, Knowledge, Observation, ServerConfig, Vendor};

use crate::causes::in_full;
use crate::target::Target;
use crate::{Reading, Sighting, assign, isc, kea, windows};

/// The most bytes of a file that are read, in bytes: the text of some hundred thousand reservations.
const LARGEST: u64 = 256 << 20;

/// A loader for the files of a server on this machine, or in a folder of it.
pub(crate) fn loader(root: Option<&Path>, cwd: Option<&Path>) -> DiskLoader {
    let mut loader = DiskLoader::new().with_limit(LARGEST);
    if let Some(root) = root {
        loader = loader.with_root(root);
    }
    if let Some(cwd) = cwd {
        loader = loader.with_cwd(cwd);
    }
    loader
}

/// A file that could not be read.
#[derive(Debug, Clone)]
pub(crate) struct Unreadable {
    pub(crate) path: PathBuf,
    pub(crate) why: Why,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    Missing,
    Refused,
    /// A clause.
    Other(String),
}

/// The files that could not be read, as they were met.
#[derive(Debug, Default)]
pub(crate) struct Notes(Mutex<Vec<Unreadable>>);

impl Notes {
    pub(crate) fn all(&self) -> Vec<Unreadable> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, error: &LoadError) {
        let one = match error {
            LoadError::NotFound { path } => Unreadable { path: path.clone(), why: Why::Missing },
            LoadError::Io { path, source } if is_refusal(source) => {
                Unreadable { path: path.clone(), why: Why::Refused }
            }
            LoadError::Io { path, .. }
            | LoadError::NotAFile { path }
            | LoadError::TooLarge { path, .. } => {
                Unreadable { path: path.clone(), why: Why::Other(in_full(error)) }
            }
            // Kinds that are added later.
            _ => return,
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(one);
    }
}

/// Whether it is a matter of rights, on this machine or another one.
fn is_refusal(error: &io::Error) -> bool {
    let far = error.get_ref().and_then(|held| held.downcast_ref::<ExecError>());
    error.kind() == io::ErrorKind::PermissionDenied
        || matches!(far, Some(ExecError::FileRefused { .. }))
}

/// A loader that notes what it cannot read.
pub(crate) struct Noting<L> {
    pub(crate) loader: L,
    pub(crate) notes: Arc<Notes>,
}

impl<L: SourceLoader> SourceLoader for Noting<L> {
    fn load(&self, path: &Path) -> Result<Arc<[u8]>, LoadError> {
        self.loader.load(path).inspect_err(|error| self.notes.note(error))
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        self.loader.absolute(path)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.loader.identity(path)
    }
}

/// Why nothing is known of a process, and of the permissions, where files were read.
const NOT_RUNNING: &str = "only its files were read";

/// A server that was not read, and why.
pub(crate) fn unread(
    target: &Target,
    reason: &str,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
) -> Sighting {
    let observation = Observation {
        server: target.name.clone(),
        vendor: target.vendor,
        addresses: target.addresses.clone(),
        freshness: Freshness::Files,
        version: target.version.clone(),
        configs: Knowledge::unknown(reason),
        bases: Vec::new(),
        running: Knowledge::unknown(NOT_RUNNING),
        processes: Vec::new(),
        stopped: Vec::new(),
        open_secrets: Knowledge::unknown(NOT_RUNNING),
    };
    let (sources, families) = (Arc::new(sources), Vec::new());
    let mut sighting = Sighting { observation, sources, families, diagnostics, running: None };
    sighting.assign(None);
    sighting
}

/// Reads every configuration of a server. One that cannot be read makes the server unknown: half a
/// server is not a base for conclusions.
pub(crate) fn read(target: &Target, loader: &dyn SourceLoader) -> Sighting {
    let mut sources = Sources::new();
    let (mut configs, mut diagnostics) = (Vec::<ServerConfig>::new(), Vec::new());
    let (mut freshness, mut version) = (Freshness::Files, target.version.clone());
    let (mut addresses, mut families) = (target.addresses.clone(), Vec::new());
    if target.configs.is_empty() {
        let reason = "the inventory names no configuration file for it";
        return unread(target, reason, sources, diagnostics);
    }
    for file in &target.configs {
        let reading = match target.vendor {
            Vendor::Isc => isc::read(&mut sources, loader, &file.path, file.v6, isc::Build::DEBIAN),
            Vendor::Kea => kea::read(&mut sources, loader, &file.path, target.version.as_deref()),
            Vendor::Windows => windows::read(&mut sources, loader, &file.path).map(|recorded| {
                freshness = Freshness::Recorded(recorded.at);
                version = version.take().or(recorded.version);
                addresses.extend(recorded.addresses);
                recorded.reading
            }),
        };
        match reading {
            Ok(Reading { config, diagnostics: found, incomplete }) => {
                assign(&mut families, &sources, Some(config.family()));
                configs.push(config);
                diagnostics.extend(found);
                if let Some(reason) = incomplete {
                    return Sighting { families, ..unread(target, &reason, sources, diagnostics) };
                }
            }
            Err(failed) => return unread(target, &in_full(&failed), sources, diagnostics),
        }
    }
    let observation = Observation {
        server: target.name.clone(),
        vendor: target.vendor,
        addresses,
        freshness,
        version,
        configs: Knowledge::Known(configs),
        bases: Vec::new(),
        running: Knowledge::unknown(NOT_RUNNING),
        processes: Vec::new(),
        stopped: Vec::new(),
        open_secrets: Knowledge::unknown(NOT_RUNNING),
    };
    Sighting { observation, sources: Arc::new(sources), families, diagnostics, running: None }
}
