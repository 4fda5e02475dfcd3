//! Windows: recorded server states in the model's terms, and files of `Export-DhcpServer` as far as
//! they go.
//!
//! A relationship lists its scopes, so membership is a matter of scopes. Options apply from the
//! server over the scope to the reservation; what a policy gives depends on the client, so a policy
//! is a definition with everything it gives. The order of policies counts, that of anything else
//! does not. What is a server's own never comes out: bindings, audit log, database, authorisation,
//! counters, who has a reserved address at the moment. The account for DNS is an identity: never
//! drift, and judged with the partner's.
//!
//! Nothing here was tried on Windows: the classes and cmdlets are read as they are published.
//!
//! ```
//! use std::path::Path;
//!
//! use config_text::{DiskLoader, Sources};
//! use dhcpair_drivers::windows;
//!
//! let campus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/campus-clean/win-1");
//! let loader = DiskLoader::new().with_root(campus);
//! let recorded = windows::read(&mut Sources::new(), &loader, Path::new("/state.json"))?;
//! assert_eq!(recorded.version.as_deref(), Some("10.0.20348"));
//!
//! let config = recorded.reading.config;
//! let branch = &config.relationships()[0];
//! assert_eq!(branch.name.as_deref(), Some("branch"));
//! assert_eq!(config.scopes()[0].net.to_string(), "10.30.1.0/24");
//! assert_eq!(config.scopes()[0].network.as_deref(), Some("branch-north"));
//! # Ok::<(), dhcpair_drivers::ReadError>(())
//! ```

mod definitions;
pub mod live;
mod lower;
mod options;
mod policies;
mod relationships;
mod reservations;
mod scopes;
mod server;
mod usage;
mod v6;

use std::path::Path;

use chrono::{DateTime, Utc};
use config_text::{FileId, SourceLoader, Sources};
use failover_model::state::StateSource;
use failover_model::{Family, ServerConfig};
use windows_dhcp::{NotAState, RecordedState, Source};

use crate::{ReadError, Reading};
use lower::Lower;

/// What a recorded state says.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// DHCPv4.
    pub reading: Reading,
    /// DHCPv6, where it was recorded. Windows has no failover for it.
    pub v6: Option<ServerConfig>,
    /// When it was recorded.
    pub at: Option<DateTime<Utc>>,
    /// The version of Windows, or that of the DHCP service.
    pub version: Option<String>,
    /// The names and addresses that the server was recorded with.
    pub addresses: Vec<String>,
}

/// Reads a recorded state, or an export, of which nothing may be concluded but what is in it.
///
/// # Errors
/// [`ReadError::Load`] where the file cannot be read, [`ReadError::WrongKind`] where it is JSON and
/// no recorded state, or XML and no export.
pub fn read(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
) -> Result<Recorded, ReadError> {
    let file = sources.add(path, loader.load(path)?);
    read_file(sources, file, StateSource::Recorded).map_err(|_| ReadError::WrongKind {
        path: path.to_path_buf(),
        expected: "a recorded state or an export of a Windows server",
    })
}

/// Reads a state that is among the sources; `source` says where the states of its relationships come
/// from.
fn read_file(
    sources: &mut Sources,
    file: FileId,
    source: StateSource,
) -> Result<Recorded, NotAState> {
    let reading = windows_dhcp::read(sources, file)?;
    let windows_dhcp::Reading { state, mut diagnostics, incomplete, source: kind } = reading;
    let Some((state, places)) = state else {
        let config = ServerConfig::new(Family::V4);
        let reading = Reading { config, diagnostics, incomplete };
        let (v6, at, version, addresses) = (None, None, None, Vec::new());
        return Ok(Recorded { reading, v6, at, version, addresses });
    };
    diagnostics.extend(windows_dhcp::check(&state, &places));
    let config = Lower::new(&state, &places, sources, source).all();
    let v6 = state.v6.as_ref().map(|v6| v6::lower(v6, &places, sources));
    Ok(Recorded {
        reading: Reading { config, diagnostics, incomplete },
        v6,
        at: (kind == Source::Recording).then_some(state.recorded.when.0),
        version: Some(version(&state)),
        addresses: std::iter::once(&state.server.name)
            .chain(&state.server.addresses)
            .filter(|name| !name.is_empty())
            .cloned()
            .collect(),
    })
}

fn version(state: &RecordedState) -> String {
    let service = &state.server.version;
    let of_service = || format!("{}.{}", service.major_version, service.minor_version);
    state.server.os.clone().unwrap_or_else(of_service)
}
