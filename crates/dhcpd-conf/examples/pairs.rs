//! Lists the failover peers and pools of a dhcpd.conf, and what is wrong with it:
//! `cargo run -p dhcpd-conf --example pairs -- dhcpd.conf`, with `-6` for a DHCPv6 file.

use std::io::{self, Write};
use std::path::PathBuf;

use config_text::{DiskLoader, Sources};
use dhcpd_conf::{Family, ScopeKind};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut family = Family::V4;
    let mut path = PathBuf::from("/etc/dhcp/dhcpd.conf");
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("-6") => family = Family::V6,
            _ => path = argument.into(),
        }
    }
    let mut sources = Sources::new();
    let config = dhcpd_conf::read(&mut sources, &DiskLoader::new(), &path, family)?;
    let mut out = io::stdout().lock();
    for found in config.diagnostics() {
        let (file, line) = found.span().map_or((String::new(), 0), |span| {
            let file = sources.path(span.file).display().to_string();
            (file, sources.position(span).line)
        });
        writeln!(out, "{file}:{line}: {} [{}, {}]", found.message, found.rule.id, found.phase)?;
    }
    for peer in config.failover_peers() {
        writeln!(out, "peer {} ({:?})", peer.name, peer.effective_role())?;
    }
    for range in config.ranges() {
        let pool = range.pool.and_then(|pool| config.pool(pool));
        let peer = pool.and_then(|pool| pool.peer);
        let peer = peer.and_then(|peer| config.failover_peers().get(peer.peer));
        let name = peer.map_or("no peer", |peer| &peer.name);
        writeln!(out, "range {} to {}: {name}", range.low, range.high)?;
    }
    let hosts = config.scopes().filter(|(_, scope)| matches!(scope.kind, ScopeKind::Host { .. }));
    writeln!(out, "{} hosts", hosts.count())?;
    Ok(())
}
