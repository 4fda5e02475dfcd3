//! ISC dhcpd: a dhcpd.conf with its includes, in the terms of the failover model.
//!
//! dhcpd gathers what applies to a client from the braces around the place where its address, its
//! pool, its class and its host are declared (dhcpd.conf(5), "REFERENCE: DECLARATIONS"). The
//! lowering keeps these braces as contexts of the model, so that the model's inheritance is dhcpd's:
//! `group`, `shared-network`, `subnet`, `pool` from the outside to the inside, a host between its
//! own braces and those it shares with its subnet, a class by itself.
//!
//! What belongs to one server alone ([`dhcpd_conf::is_identity_key`]) is left out, and so never differs.

mod authority;
mod conditions;
mod contexts;
mod defaults;
mod definitions;
mod hosts;
pub mod leases;
pub mod live;
mod order;
mod places;
mod relationships;
mod scopes;
mod statements;
#[cfg(test)]
mod tests;
pub(crate) mod usage;

use std::path::Path;

use config_text::{SourceLoader, Sources};
pub use dhcpd_conf::Build;
use dhcpd_conf::Config;
use failover_model::{Family, ServerConfig};

use crate::{ReadError, Reading};

/// Reads a dhcpd.conf with its includes, for `dhcpd -4` or (`v6`) `dhcpd -6` of a build.
///
/// Includes are resolved by the loader: absolute ones below its root, relative ones against its
/// working directory, as dhcpd does.
///
/// # Errors
/// When the main file cannot be read. Whatever else is wrong is among the diagnostics, and text
/// that is lost makes the reading incomplete.
pub fn read(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
    v6: bool,
    build: Build,
) -> Result<Reading, ReadError> {
    run(sources, loader, path, v6, build, lower)
}

/// The same with relationships and scopes alone in [`Reading::config`]: no settings, reservations
/// and definitions. For those who look at one server by itself; the diagnostics are all there.
///
/// # Errors
/// As [`read`].
pub fn read_scopes(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
    v6: bool,
    build: Build,
) -> Result<Reading, ReadError> {
    run(sources, loader, path, v6, build, lower_scopes)
}

fn run(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
    v6: bool,
    build: Build,
    lower: impl FnOnce(&Config) -> ServerConfig,
) -> Result<Reading, ReadError> {
    let family = if v6 { dhcpd_conf::Family::V6 } else { dhcpd_conf::Family::V4 };
    let conf = dhcpd_conf::read_as(sources, loader, path, family, build)?;
    let mut config = lower(&conf);
    let gap = gap(conf.unread_includes());
    let incomplete = conf.incomplete_because().filter(|_| gap.is_none()).map(str::to_owned);
    if let Some(gap) = gap {
        config.set_gap(gap);
    }
    Ok(Reading { config, diagnostics: conf.diagnostics().to_vec(), incomplete })
}

/// What is not known because of includes that could not be read.
fn gap(unread: &[dhcpd_conf::UnreadInclude]) -> Option<String> {
    let (first, more) = unread.split_first()?;
    let more = match more.len() {
        0 => String::new(),
        1 => " (and 1 more include)".to_owned(),
        more => format!(" (and {more} more includes)"),
    };
    Some(format!("an include was not read: {}{more}", first.because))
}

/// The model's view of what a server with this configuration does.
fn lower(conf: &Config) -> ServerConfig {
    let mut config = ServerConfig::new(family(conf));
    let peers = relationships::lower(conf, &mut config);
    let served = scopes::Served::of(conf);
    let places = contexts::lower(conf, &mut config, &served);
    scopes::fill(conf, &mut config, &served, &places, &peers);
    hosts::lower(conf, &mut config, &places);
    definitions::lower(conf, &mut config, &places);
    config
}

/// Relationships, and scopes with their pools.
fn lower_scopes(conf: &Config) -> ServerConfig {
    let mut config = ServerConfig::new(family(conf));
    let peers = relationships::lower(conf, &mut config);
    let served = scopes::Served::of(conf);
    let places = contexts::lower_scopes(conf, &mut config, &served);
    scopes::fill_addresses(conf, &mut config, &served, &places, &peers);
    config
}

fn family(conf: &Config) -> Family {
    match conf.family() {
        dhcpd_conf::Family::V4 => Family::V4,
        dhcpd_conf::Family::V6 => Family::V6,
    }
}
