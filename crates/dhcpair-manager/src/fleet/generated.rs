//! Files that another tool writes, by the inventory or by their own word.

use config_text::{Diagnostic, FileId, Sources, escape_control};
use dhcpair_drivers::kea::live;
use failover_model::drift::Difference;

use super::texts::Of;
use super::{Fleet, Texts};
use crate::check::generated::{by_banner, by_inventory};
use crate::inventory::{Inventory, Server};

impl Fleet {
    /// The first of the files a difference is written in that another tool writes.
    pub(super) fn generated(&self, difference: &Difference) -> Option<String> {
        difference.sides.iter().find_map(|(side, says)| {
            let server = &difference.servers[side];
            let entry = self.inventory.server(server.as_str())?;
            let texts = self.texts.get(self.position(server)?)?;
            let file = says.span()?.file;
            finding(entry, &texts.sources, file)?;
            Some(escape_control(&texts.sources.path(file).to_string_lossy()))
        })
    }
}

/// Adds to what was found in the files of each server that another tool writes them.
pub(super) fn note(texts: &mut [Texts], inventory: &Inventory) {
    for (texts, server) in texts.iter_mut().zip(&inventory.servers) {
        let files = texts.sources.iter().map(|(file, _)| file);
        let found: Vec<_> =
            files.filter_map(|file| finding(server, &texts.sources, file)).collect();
        for one in found {
            if texts.allowances.keeps(&texts.sources, &one) {
                texts.add(one, Of::File);
            }
        }
    }
}

fn finding(server: &Server, sources: &Sources, file: FileId) -> Option<Diagnostic> {
    if live::is_running(sources, file) {
        return None;
    }
    let path = sources.path(file).to_string_lossy();
    let pattern = server.generated.iter().find(|pattern| glob(pattern, &path));
    match pattern {
        Some(pattern) => Some(by_inventory(file, pattern)),
        None => by_banner(sources, file),
    }
}

/// Whether a pattern with `*` fits a whole path.
fn glob(pattern: &str, path: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == path };
    let Some(mut left) = path.strip_prefix(first) else { return false };
    let parts: Vec<&str> = rest.split('*').collect();
    let Some((last, middle)) = parts.split_last() else { return true };
    for part in middle {
        let Some(at) = left.find(part) else { return false };
        left = left.get(at + part.len()..).unwrap_or("");
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn globs_fit_whole_paths() {
        assert!(glob("/etc/dhcp/foreman/*", "/etc/dhcp/foreman/hosts.conf"));
        assert!(glob("/etc/*/x.conf", "/etc/dhcp/x.conf"));
        assert!(glob("*.conf", "a.conf"));
        assert!(!glob("/etc/dhcp/foreman/*", "/etc/dhcp/dhcpd.conf"));
        assert!(!glob("/etc/dhcp/dhcpd.conf", "/etc/dhcp/dhcpd.conf.bak"));
        assert!(!glob("*.conf", "a.conf.bak"));
    }
}
