//! Drivers that read files.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use config_text::{Diagnostic, DiskLoader, SourceLoader, Sources};
use failover_model::{Freshness, Knowledge, Observation, ServerConfig, ServerName, Vendor};

use crate::target::{Access, Target};
use crate::{Driver, Reading, Sighting, isc, kea, windows};

/// The driver for a server.
#[must_use]
pub fn driver(target: Target) -> Box<dyn Driver> {
    let loader = match &target.access {
        Access::Files { root, cwd } => loader(Some(root), cwd.as_deref()),
        Access::Local { cwd } => loader(None, cwd.as_deref()),
        Access::Live { kind } => {
            let reason =
                format!("access by `{kind}` needs a live connection, which this version lacks");
            return Box::new(Unreachable { target, reason });
        }
    };
    Box::new(Files { target: Arc::new(target), loader: Arc::new(loader) })
}

fn loader(root: Option<&Path>, cwd: Option<&Path>) -> DiskLoader {
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

/// A server that cannot be read, and why.
struct Unreachable {
    target: Target,
    reason: String,
}

#[async_trait]
impl Driver for Unreachable {
    fn server(&self) -> &ServerName {
        &self.target.name
    }

    async fn observe(&self) -> Sighting {
        unread(&self.target, &self.reason, Sources::new(), Vec::new())
    }
}

/// A server whose files are at hand.
struct Files {
    target: Arc<Target>,
    loader: Arc<DiskLoader>,
}

#[async_trait]
impl Driver for Files {
    fn server(&self) -> &ServerName {
        &self.target.name
    }

    async fn observe(&self) -> Sighting {
        let (target, loader) = (Arc::clone(&self.target), Arc::clone(&self.loader));
        // Parsing a large file takes a while: not on a thread that serves other servers.
        let read = tokio::task::spawn_blocking(move || read(&target, loader.as_ref())).await;
        read.unwrap_or_else(|failure| {
            let reason = format!("reading it failed: {failure}");
            unread(&self.target, &reason, Sources::new(), Vec::new())
        })
    }
}

fn unread(
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
fn read(target: &Target, loader: &dyn SourceLoader) -> Sighting {
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
            Err(failed) => return unread(target, &failed.to_string(), sources, diagnostics),
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
