//! Files that were read once are read again, as those of a server of another version.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use config_text::{LoadError, SourceLoader, Sources};
use failover_model::{Knowledge, Observation};

use crate::target::{Access, Target};
use crate::{Sighting, files};

/// Files that were read already.
struct Kept {
    sources: Arc<Sources>,
    cwd: Option<PathBuf>,
}

impl SourceLoader for Kept {
    fn load(&self, path: &Path) -> Result<Arc<[u8]>, LoadError> {
        let path = self.absolute(path);
        let mut all = self.sources.iter().map(|(_, file)| file);
        let found = all.find(|file| self.absolute(file.path()) == path);
        found.map(|file| Arc::clone(file.bytes())).ok_or(LoadError::NotFound { path })
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        match &self.cwd {
            Some(cwd) if path.is_relative() => cwd.join(path),
            _ => path.to_path_buf(),
        }
    }
}

/// The sighting of a server whose files were read, as it would be were the server of this version: what a Kea's file
/// does not say differs from version to version. What is known of the running server stays. Where files are needed
/// that were not read before, nothing changes.
pub async fn as_of(target: &Target, version: &str, seen: Sighting) -> Sighting {
    let cwd = match &target.access {
        Access::Files { cwd, .. } | Access::Local { cwd } | Access::Ssh { cwd, .. } => cwd.clone(),
        Access::Asked | Access::Lacking { .. } => return seen,
    };
    let kept = Kept { sources: Arc::clone(&seen.sources), cwd };
    let mut target = target.clone();
    target.version = Some(version.to_owned());
    let read = tokio::task::spawn_blocking(move || files::read(&target, &kept)).await;
    let Ok(mut again) = read else { return seen };
    let (Knowledge::Known(new), Knowledge::Known(old)) =
        (&mut again.observation.configs, &seen.observation.configs)
    else {
        return seen;
    };
    for (new, old) in new.iter_mut().zip(old) {
        new.set_usage(old.usage().clone());
        new.set_made(old.made().clone());
        for (new, old) in new.relationships_mut().iter_mut().zip(old.relationships()) {
            new.state = old.state.clone();
        }
    }
    let Observation {
        freshness, running, processes, stopped, bases, version, open_secrets, ..
    } = seen.observation;
    let of_files = again.observation;
    again.observation = Observation {
        freshness,
        running,
        processes,
        stopped,
        bases,
        version,
        open_secrets,
        ..of_files
    };
    again
}
