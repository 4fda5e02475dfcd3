//! Checks of a whole configuration: what only shows when everything is read.

mod evaluated;
mod failover;
mod host_names;
mod hosts;
mod inherited;
mod leases;
mod network;
mod omapi;
#[cfg(test)]
mod tests;
mod twice;

use config_text::Diagnostic;

use crate::read::Names;
use crate::rules;
use crate::table::SERVER;
use crate::view::{Config, Setting};
use crate::view::{ItemKind, ScopeIx};

/// What dhcpd says of hosts while it reads them, put where it says it.
pub(crate) fn host_names(config: &mut Config, names: &Names) {
    host_names::run(config, &names.hosts);
}

/// What dhcpd itself looks at when the files are read, and only if nothing else was wrong.
pub(crate) fn after_loading(config: &mut Config, names: &Names) {
    let mut found = Vec::new();
    for peer in config.failover_peers().iter().filter(|peer| peer.naming_pools() == 0) {
        let name = config_text::escape_control(&peer.name);
        let message = format!("no pool names the failover peer `{name}`");
        let mut finding = Diagnostic::new(&rules::PEER_NO_POOL, peer.name_span, message);
        if let Some(heir) = heir(config, peer.name_span) {
            let text = "this pool only inherits the peer: dhcpd does not count it";
            finding = finding.with_label(heir, text);
        }
        found.push(finding);
    }
    evaluated::after_loading(config, names, &mut found);
    config.diagnostics.append(&mut found);
}

/// Where the OMAPI port names a key that no file declares.
pub(crate) fn undeclared_key(config: &Config, names: &Names) -> Option<config_text::Span> {
    evaluated::undeclared_key(config, names)
}

/// A pool that inherits a peer.
fn heir(config: &Config, peer: config_text::Span) -> Option<config_text::Span> {
    let inherits = |pool: &&crate::view::Pool| {
        let inherited = pool.peer.filter(|peer| !peer.named);
        let declared = inherited.and_then(|inherited| config.peers.get(inherited.peer));
        declared.is_some_and(|declared| declared.name_span == peer)
    };
    let pool = config.pools().iter().find(inherits)?;
    config.scope(pool.scope).map(|scope| scope.name_span)
}

/// What hurts although dhcpd loads the files.
pub(crate) fn run(config: &mut Config) {
    let shared = &*config;
    // Millions of hosts keep both busy; for a small file a thread costs more than it saves.
    let large = shared.scopes.len() > LARGE;
    let peers_and_networks = || {
        let mut found = Vec::new();
        failover::run(shared, &mut found);
        network::run(shared, &mut found);
        found
    };
    let (mut found, mut rest) = config_text::join(large, peers_and_networks, || {
        let mut found = Vec::new();
        hosts::run(shared, &mut found);
        leases::run(shared, &inherited::all(shared), &mut found);
        omapi::run(shared, &mut found);
        found
    });
    config.diagnostics.append(&mut found);
    config.diagnostics.append(&mut rest);
}

/// Above this many scopes the checks run side by side.
const LARGE: usize = 20_000;

/// The parameter of a name that is in force outside all blocks.
fn root_parameter(config: &Config, name: &str) -> Option<Setting> {
    parameter(config, ScopeIx::ROOT, name)
}

/// The parameter of a name that stands directly in a scope: the last one counts.
fn parameter(config: &Config, scope: ScopeIx, name: &str) -> Option<Setting> {
    let last = config.items_of(scope).filter(|item| {
        let def = config.options.def(item.payload).filter(|def| def.space == SERVER);
        let sets = matches!(item.kind, ItemKind::Parameter | ItemKind::Permission);
        sets && def.is_some_and(|def| def.name == name)
    });
    last.last().and_then(|item| crate::view::setting(config, scope, item))
}
