//! `init`: writes an inventory for configuration files, or for machines, for a person to review.
//!
//! What the files say is taken over: vendor, addresses of the failover declarations, the
//! relationships among the servers. What they cannot say (how a live server is reached, servers
//! whose files were not given) is left in comments. The text is a valid inventory as it stands, and
//! stays one when such comments are made statements.

mod hosts;
mod text;
mod words;

use std::path::{Path, PathBuf};

use config_text::{DiskLoader, LoadError, SourceLoader, escape_control};
use dhcpair_drivers::{Access, Ask, ConfigFile, Look, Sighting, Target, driver};
use failover_model::pairing::{self, Relationship};
use failover_model::{Observation, ServerName, Vendor};

use crate::check::{Format, detect};
use crate::contract::{ErrorCode, InitDocument, InitUnread};
use crate::place::{self, Place};
use hosts::Missed;
pub use hosts::{SshOptions, write_hosts};

/// Why no inventory can be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InitError {
    /// A file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] LoadError),
    /// A file or a machine was named twice.
    #[error("`{}` is named twice", path.display())]
    Twice {
        /// The file or the machine.
        path: PathBuf,
    },
}

impl InitError {
    /// A stable code, listed in `docs/errors.md`.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Unreadable(_) => ErrorCode::FileUnreadable,
            Self::Twice { .. } => ErrorCode::FileTwice,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Unreadable(_) => "check the path and its permissions".to_owned(),
            Self::Twice { .. } => "name each of them once".to_owned(),
        }
    }
}

/// Writes an inventory for files. `host` is this machine's name: what a server is called whose files
/// lie where the server itself has them.
///
/// # Errors
/// [`InitError`] where a file cannot be read. A file that is readable and makes no sense gets an
/// entry all the same.
pub async fn write(files: &[PathBuf], host: Option<&str>) -> Result<InitDocument, InitError> {
    let mut servers = group(files)?;
    name(&mut servers, host);
    let from =
        if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) };
    Ok(document(servers, &from, &[]).await)
}

/// Reads the servers, pairs them and writes the inventory.
async fn document(mut servers: Vec<Entry>, from: &str, missed: &[Missed]) -> InitDocument {
    let mut found = Vec::new();
    for server in &mut servers {
        found.push(look(server).await);
    }
    let observations: Vec<Observation> = found.into_iter().map(|one| one.observation).collect();
    let relationships = pairing::pair(&observations, &[]);
    let unread = observations.iter().filter_map(|seen| {
        let why = seen.configs.unseen().or_else(|| seen.gap())?;
        Some(InitUnread {
            name: escape_control(seen.server.as_str()),
            host: false,
            reason: escape_control(&why.reason),
            next: None,
        })
    });
    InitDocument {
        schema: "dhcpair.init/1",
        inventory: text::inventory(&Findings {
            from,
            missed,
            servers: &servers,
            observations: &observations,
            relationships: &relationships,
        }),
        unread: unread.chain(hosts::unread(missed)).collect(),
    }
}

/// Everything an inventory is written from.
struct Findings<'a> {
    from: &'a str,
    missed: &'a [Missed],
    servers: &'a [Entry],
    observations: &'a [Observation],
    relationships: &'a [Relationship],
}

/// One server of the inventory in the making.
struct Entry {
    name: String,
    vendor: Vendor,
    /// Where its files lie; `None` for this machine's own.
    root: Option<PathBuf>,
    /// The machine that it was found on.
    access: Option<Access>,
    /// Its working directory, where relative includes were found from there only.
    cwd: Option<PathBuf>,
    config: Option<PathBuf>,
    config6: Option<PathBuf>,
    /// What else its entry says: statements and comments.
    lines: Vec<String>,
    /// The name of the file without its ending, for servers that share a folder.
    stem: String,
    /// Whether another server of the same kind has its files in the same folder.
    shares: bool,
}

impl Entry {
    fn target(&self) -> Target {
        let cwd = self.cwd.clone();
        let access = match &self.root {
            None if let Some(Access::Ssh { way, .. }) = &self.access => {
                Access::Ssh { way: way.clone(), cwd }
            }
            Some(root) => Access::Files { root: root.clone(), cwd },
            None => Access::Local { cwd },
        };
        let file = |path: &Option<PathBuf>, v6| {
            path.as_ref().map(|path| ConfigFile { path: path.clone(), v6 })
        };
        let configs = [file(&self.config, false), file(&self.config6, true)];
        Target {
            name: ServerName::new(self.name.clone()),
            vendor: self.vendor,
            addresses: Vec::new(),
            access,
            ask: Ask::Nothing,
            configs: configs.into_iter().flatten().collect(),
            leases: Vec::new(),
            version: None,
            restart: None,
            log: None,
        }
    }
}

/// Puts the files of one server together: the same folder, one file for each address family.
fn group(files: &[PathBuf]) -> Result<Vec<Entry>, InitError> {
    let mut servers: Vec<Entry> = Vec::new();
    for (at, path) in files.iter().enumerate() {
        if files.iter().take(at).any(|other| other == path) {
            return Err(InitError::Twice { path: path.clone() });
        }
        let bytes = DiskLoader::new().load(path)?;
        let (vendor, v6) = match detect(path, &bytes) {
            Format::Isc => (Vendor::Isc, false),
            Format::Isc6 => (Vendor::Isc, true),
            Format::Kea4 => (Vendor::Kea, false),
            Format::Kea6 => (Vendor::Kea, true),
            Format::Windows => (Vendor::Windows, false),
        };
        let Place { root, path: on_server } = place::of(path, vendor);
        let alike = |one: &&mut Entry| one.vendor == vendor && one.root == root;
        let slot = |one: &Entry| if v6 { one.config6.is_none() } else { one.config.is_none() };
        let partner = servers.iter_mut().find(|one| alike(one) && slot(one));
        let (config, config6) = if v6 { (None, Some(on_server)) } else { (Some(on_server), None) };
        if let Some(known) = partner {
            known.config = known.config.take().or(config);
            known.config6 = known.config6.take().or(config6);
            continue;
        }
        let mut shares = false;
        for other in servers.iter_mut().filter(alike) {
            other.shares = true;
            shares = true;
        }
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let (name, stem) = (String::new(), stem.unwrap_or_default());
        let (access, lines) = (None, Vec::new());
        servers.push(Entry {
            name,
            vendor,
            root,
            access,
            cwd: None,
            config,
            config6,
            lines,
            stem,
            shares,
        });
    }
    Ok(servers)
}

/// Names the servers: after their folder, after their file where several share a folder, after this
/// machine where they lie at home.
fn name(servers: &mut [Entry], host: Option<&str>) {
    let mut taken: Vec<String> = Vec::new();
    for server in servers {
        let folder = server.root.as_deref().and_then(Path::file_name);
        let folder = folder.map(|name| name.to_string_lossy().into_owned());
        let wanted = match (folder, server.shares) {
            (Some(folder), false) => folder,
            (None, false) if server.root.is_none() => host.unwrap_or("local").to_owned(),
            _ => server.stem.clone(),
        };
        let wanted = if wanted.is_empty() { "server".to_owned() } else { wanted };
        let mut name = wanted.clone();
        for number in 2.. {
            if !taken.contains(&name) {
                break;
            }
            name = format!("{wanted}-{number}");
        }
        taken.push(name.clone());
        server.name = name;
    }
}

/// Reads a server. Where includes are missing, the folder of its main file is tried as its working
/// directory.
async fn look(server: &mut Entry) -> Sighting {
    let mut sighting = driver(server.target(), Look::new()).observe().await;
    let whole = |seen: &Observation| seen.configs.known().is_some() && seen.gap().is_none();
    if !whole(&sighting.observation) && server.vendor != Vendor::Windows {
        let main = server.config.as_deref().or(server.config6.as_deref());
        server.cwd = main.and_then(Path::parent).map(Path::to_owned);
        let again = driver(server.target(), Look::new()).observe().await;
        if whole(&again.observation) {
            sighting = again;
        } else {
            server.cwd = None;
        }
    }
    let seen = &mut sighting.observation;
    let configs = seen.configs.known().into_iter().flatten();
    let sides = configs.flat_map(|config| config.relationships());
    let own: Vec<String> =
        sides.flat_map(|side| side.own.names()).map(|name| name.to_owned()).collect();
    for name in own {
        if !seen.addresses.contains(&name) {
            seen.addresses.push(name);
        }
    }
    sighting
}

#[cfg(test)]
mod tests;
