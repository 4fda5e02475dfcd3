//! Kea: `kea-dhcp4` and `kea-dhcp6` configurations in the model's terms.
//!
//! What applies is what counts: a value written out or left to its default, an option by name or by
//! code, a parameter at the subnet or at its shared network come out alike. What is a server's own
//! (`table`) does not come out at all.

mod defaults;
mod definitions;
mod expression;
mod guard;
mod hooks;
mod identity;
mod ids;
pub mod leases;
mod level;
mod lifetimes;
pub mod live;
mod lower;
mod lowering;
mod memfile;
mod options;
mod relationships;
mod reservations;
mod subnets;
mod table;
pub(crate) mod usage;
mod value;

use std::path::Path;

use config_text::{SourceLoader, Sources};
use failover_model::{Family, ServerConfig};
use kea_config::view::Server;
use kea_config::{Document, Version};

use crate::{ReadError, Reading};

/// Reads a configuration file of `kea-dhcp4` or `kea-dhcp6` with everything it includes, or what
/// such a server answered to `config-get`.
///
/// `version` is the server's version as it says it itself (`2.6.3`); where it is not known, the
/// defaults of today count.
///
/// # Errors
/// [`ReadError::Load`] where the file cannot be read, [`ReadError::WrongKind`] where it is another
/// daemon's or nothing of Kea's at all.
pub fn read(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
    version: Option<&str>,
) -> Result<Reading, ReadError> {
    run(sources, loader, path, version, lower::lower)
}

/// The same without reservations and definitions in [`Reading::config`]. For those who look at one
/// server by itself; the diagnostics are all there.
///
/// # Errors
/// As [`read`].
pub fn read_scopes(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
    version: Option<&str>,
) -> Result<Reading, ReadError> {
    run(sources, loader, path, version, lower::lower_scopes)
}

fn run(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
    version: Option<&str>,
    lower: impl FnOnce(&Document, Server<'_>, Option<Version>) -> ServerConfig,
) -> Result<Reading, ReadError> {
    let version = version.and_then(Version::parse);
    let document = kea_config::read(sources, loader, path)?;
    let mut diagnostics = document.diagnostics().to_vec();
    let incomplete = document.incomplete().map(str::to_owned);
    let Some(server) = document.server() else {
        return match incomplete {
            Some(reason) => {
                let config = ServerConfig::new(Family::V4);
                Ok(Reading { config, diagnostics, incomplete: Some(reason) })
            }
            None => Err(ReadError::WrongKind {
                path: path.to_path_buf(),
                expected: "a configuration of kea-dhcp4 or kea-dhcp6",
            }),
        };
    };
    let large = document.files().any(|file| sources.bytes(file).len() > LARGE);
    let (config, found) = config_text::join(
        large,
        || lower(&document, server, version),
        || kea_config::check(&document, version),
    );
    diagnostics.extend(found);
    diagnostics.extend(kea_ha::check(&document, version));
    Ok(Reading { config, diagnostics, incomplete })
}

/// Above this many bytes a file is lowered and checked side by side.
const LARGE: usize = 1 << 20;
