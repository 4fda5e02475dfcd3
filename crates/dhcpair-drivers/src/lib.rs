//! Observes servers of each vendor and lowers what they run into the failover model.
//!
//! A [`Driver`] belongs to one server. [`driver`] makes the right one for a [`Target`]; so far every
//! driver reads files: configuration files of dhcpd and Kea, recorded states of Windows servers.
//! Ways to a live server implement the same trait.
//!
//! Observing never fails: a server that cannot be read gives an observation whose configuration is
//! [`Knowledge::Unknown`](failover_model::Knowledge), with the reason. Parsing happens off the
//! asynchronous threads.

mod causes;
pub mod doctor;
mod files;
pub mod find;
pub mod isc;
pub mod kea;
pub mod leases;
mod reread;
mod server;
mod target;
pub mod windows;

pub use causes::in_full;
pub use reread::as_of;
pub use server::{Look, driver, states_over_omapi};
pub use target::{Access, Ask, ConfigFile, KeaWay, OmapiKey, OmapiWay, SshClient, SshWay, Target};

use std::sync::Arc;

use config_text::{Diagnostic, FileId, Sources};
use failover_model::{Family, Observation, ServerConfig, ServerName};

/// One look at a server: what the model needs, and the texts it was read from.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// What was seen, in the model's terms.
    pub observation: Observation,
    /// The files it was read from; spans of the observation point into them.
    pub sources: Arc<Sources>,
    /// The family that each of them is for, where that is known, in their order.
    pub families: Vec<(FileId, Option<Family>)>,
    /// What the readers and the checks of single files found.
    pub diagnostics: Vec<Diagnostic>,
    /// What is wrong with what the server runs, found in the same way; what is equal to a finding of its files is the same one. [`None`]
    /// where it did not tell what it runs.
    pub running: Option<Vec<Diagnostic>>,
}

impl Sighting {
    /// A server that was not read, and why: a short clause in lower case.
    #[must_use]
    pub fn unread(target: &Target, reason: &str) -> Self {
        files::unread(target, reason, Sources::new(), Vec::new())
    }

    /// Notes which family the sources are for that were added last.
    pub(crate) fn assign(&mut self, family: Option<Family>) {
        assign(&mut self.families, &self.sources, family);
    }
}

/// Notes which family the sources are for of which none was noted.
fn assign(families: &mut Vec<(FileId, Option<Family>)>, sources: &Sources, family: Option<Family>) {
    let added = sources.iter().skip(families.len()).map(|(file, _)| (file, family));
    let added: Vec<_> = added.collect();
    families.extend(added);
}

/// What a reader makes of one configuration.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The configuration in the model's terms.
    pub config: ServerConfig,
    /// What the reader and the checks of single files found.
    pub diagnostics: Vec<Diagnostic>,
    /// Why `config` lacks something that the files say (an include that cannot be read, a statement
    /// that makes no sense): a short clause in lower case. Nothing may be concluded from such a
    /// configuration; the server counts as not read. Where includes beside everything else are all that it lacks (dhcpd), `config`
    /// has a [gap](ServerConfig::gap) instead.
    pub incomplete: Option<String>,
}

/// Why a configuration could not be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The main file is missing or unreadable.
    #[error(transparent)]
    Load(#[from] config_text::LoadError),
    /// The file is readable and is not what it should be.
    #[error("`{}` is not {expected}", path.display())]
    WrongKind {
        /// The file, as the server names it.
        path: std::path::PathBuf,
        /// What it should be: `a recorded Windows server state`.
        expected: &'static str,
    },
}

/// The way to one server.
#[async_trait::async_trait]
pub trait Driver: Send + Sync {
    /// The server's name in the inventory.
    fn server(&self) -> &ServerName;

    /// Looks at the server, changing nothing.
    async fn observe(&self) -> Sighting;
}
