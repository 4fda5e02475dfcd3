//! Files of a server, read and lowered.

use std::path::Path;
use std::sync::Arc;

use config_text::{Diagnostic, DiskLoader, SourceLoader, Sources};
use failover_model::{Freshness, Knowledge, Observation, ServerConfig, Vendor};

use crate::causes::in_full;
use crate::target::Target;
use crate::{Reading, Sighting, isc, kea, windows};

/// A loader for the files of a server on this machine, or in a folder of it.
pub(crate) fn loader(root: Option<&Path>, cwd: Option<&Path>) -> DiskLoader {
    let mut loader = DiskLoader::new();
    if let Some(root) = root {
        loader = loader.with_root(root);
    }
    if let Some(cwd) = cwd {
        loader = loader.with_cwd(cwd);
    }
    loader
}

/// Why nothing is known of a process whose files were read.
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
        running: Knowledge::unknown(NOT_RUNNING),
    };
    Sighting { observation, sources: Arc::new(sources), diagnostics }
}

/// Reads every configuration of a server. One that cannot be read makes the server unknown: half a
/// server is not a base for conclusions.
pub(crate) fn read(target: &Target, loader: &dyn SourceLoader) -> Sighting {
    let mut sources = Sources::new();
    let (mut configs, mut diagnostics) = (Vec::<ServerConfig>::new(), Vec::new());
    let (mut freshness, mut version) = (Freshness::Files, target.version.clone());
    let mut addresses = target.addresses.clone();
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
                configs.push(config);
                diagnostics.extend(found);
                if let Some(reason) = incomplete {
                    return unread(target, &reason, sources, diagnostics);
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
        running: Knowledge::unknown(NOT_RUNNING),
    };
    Sighting { observation, sources: Arc::new(sources), diagnostics }
}
