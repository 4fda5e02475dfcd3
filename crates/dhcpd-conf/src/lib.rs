//! Lossless reading of ISC dhcpd.conf files, with the statements failover needs as typed views.
mod check;
mod index;
mod options;
mod read;
mod rules;
mod table;
mod view;

use std::path::Path;

use config_text::{LoadError, SourceLoader, Sources};

pub use rules::RULES;
pub use view::*;

/// Which server the file is for: `dhcpd -4` or `dhcpd -6`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// DHCPv4.
    V4,
    /// DHCPv6.
    V6,
}

/// Reads a dhcpd.conf with its includes and checks it.
///
/// The files are added to `sources`; spans of the result point into them.
///
/// # Errors
/// Only where the main file cannot be read. Whatever else is wrong is in
/// [`Config::diagnostics`].
pub fn read(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
    family: Family,
) -> Result<Config, LoadError> {
    read::run(sources, loader, path, family)
}
