//! Configurations to change, and what they mean.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use config_text::{Edits, MemoryLoader, Sources};
use dhcpair_testbed::{Verdict, dhcpd_check};
use dhcpd_conf::{Config, Family, ScopeKind, ScopeNode};

/// A configuration as it is on disk, whole.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) family: Family,
    pub(crate) main: PathBuf,
    pub(crate) files: Vec<(PathBuf, Vec<u8>)>,
}

impl Site {
    fn loader(&self) -> MemoryLoader {
        let all = self.files.iter();
        all.fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, text.clone()))
    }

    pub(crate) fn read(&self) -> (Sources, Config) {
        let mut sources = Sources::new();
        let config = dhcpd_conf::read(&mut sources, &self.loader(), &self.main, self.family);
        (sources, config.expect("a readable file"))
    }

    /// This one and another one, read into one `Sources`.
    pub(crate) fn read_with(&self, other: &Self) -> (Sources, Config, Config) {
        let mut sources = Sources::new();
        let mut read = |site: &Self| {
            dhcpd_conf::read(&mut sources, &site.loader(), &site.main, site.family).expect("a file")
        };
        let (one, other) = (read(self), read(other));
        (sources, one, other)
    }

    /// All files, to be shown.
    pub(crate) fn text(&self) -> String {
        let all = self.files.iter();
        all.map(|(path, text)| format!("# {}\n{}", path.display(), String::from_utf8_lossy(text)))
            .collect()
    }

    /// The same with edits, which point into one reading of it.
    pub(crate) fn with(&self, sources: &Sources, config: &Config, edits: &Edits) -> Self {
        let mut files = self.files.clone();
        for file in config.files() {
            let path = sources.path(file.file);
            let known = files.iter_mut().find(|(known, _)| known == path);
            known.expect("a file of the site").1 = edits.apply(sources, file.file).unwrap();
        }
        Self { files, ..self.clone() }
    }

    /// What dhcpd says of it.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        let folder = tempfile::tempdir().unwrap();
        // Includes are absolute: they are named anew below the folder.
        let place = |path: &Path| folder.path().join(path.file_name().unwrap());
        for (path, text) in &self.files {
            let mut text = String::from_utf8_lossy(text).into_owned();
            for (other, _) in &self.files {
                let (from, to) = (other.to_str().unwrap(), place(other));
                text = text.replace(&format!("\"{from}\""), &format!("\"{}\"", to.display()));
            }
            std::fs::write(place(path), text).unwrap();
        }
        let family = match self.family {
            Family::V4 => dhcpair_testbed::Family::V4,
            Family::V6 => dhcpair_testbed::Family::V6,
        };
        dhcpd_check(&place(&self.main), family, folder.path())
    }
}

/// Each range with its peer.
pub(crate) type Members = BTreeMap<(Ipv4Addr, Ipv4Addr), Option<String>>;

/// What failover makes of a configuration: each address range with its peer.
pub(crate) fn members(config: &Config) -> Members {
    let peer_of = |range: &dhcpd_conf::Range| {
        let pool = config.pool(range.pool?)?.peer?;
        Some(config.failover_peers()[pool.peer].name.clone())
    };
    config.ranges().iter().map(|range| ((range.low, range.high), peer_of(range))).collect()
}

/// Everything else: the settings of each scope, hosts and classes. A pool that goes takes its settings
/// with it, and where they all go, so does authority.
pub(crate) fn rest(config: &Config, pools: bool) -> Vec<String> {
    let mut all: Vec<_> = config.hosts().map(|host| format!("host {}", host.name)).collect();
    all.extend(config.classes().iter().map(|class| format!("class {}", class.name)));
    let counted = |node: &ScopeNode| pools || node.kind != ScopeKind::Pool;
    let silences = |key: &str| key == "allow-booting" || !pools && key == "authoritative";
    for (scope, node) in config.scopes().filter(|(_, node)| counted(node)) {
        for setting in config.settings(scope).filter(|one| !silences(&one.key)) {
            all.push(line(node, &setting.key, &setting.value));
        }
    }
    all.sort();
    all
}

/// A setting of a scope, in the words of [`rest`].
pub(crate) fn line(node: &ScopeNode, key: &str, value: &str) -> String {
    format!("{:?} {key} {value}", node.kind)
}

pub(crate) fn net_of(config: &Config, range: &dhcpd_conf::Range) -> Option<ipnet::Ipv4Net> {
    config.subnet(range.subnet)?.net4()
}

/// Addresses that [`with_peers`] adds.
pub(crate) const MADE: std::ops::RangeInclusive<Ipv4Addr> =
    Ipv4Addr::new(203, 0, 113, 0)..=Ipv4Addr::new(203, 0, 113, 255);

/// Puts a peer with a pool above a configuration without failover.
fn with_peers(text: &[u8]) -> Vec<u8> {
    let peer = |name: &str, port: u32| {
        format!(
            "failover peer \"{name}\" {{ primary; address 192.0.2.1; port {port}; peer address \
             192.0.2.2; peer port {port}; mclt 600; split 128; load balance max seconds 3; }}\n"
        )
    };
    let nets = "subnet 203.0.113.0 netmask 255.255.255.128 { pool { failover peer \"dice-a\"; range \
                203.0.113.9; } }\nsubnet 203.0.113.128 netmask 255.255.255.128 {\n\tpool {\n\t\t\
                failover peer \"dice-b\";\n\t\trange 203.0.113.200 203.0.113.201;\n\t}\n}\n";
    [peer("dice-a", 647).as_bytes(), peer("dice-b", 648).as_bytes(), text, b"\n", nets.as_bytes()]
        .concat()
}

/// The files of the corpus that dhcpd accepts whole, with two peers above each.
pub(crate) fn corpus() -> Option<Vec<Site>> {
    accepted("-4", Family::V4, with_peers)
}

/// Those that `dhcpd -6` accepts whole.
pub(crate) fn corpus6() -> Option<Vec<Site>> {
    accepted("-6", Family::V6, <[u8]>::to_vec)
}

fn accepted(mode: &str, family: Family, change: fn(&[u8]) -> Vec<u8>) -> Option<Vec<Site>> {
    let all = dhcpair_testbed::corpus("dhcpd", ["dhcpd_mode", "dhcpd_t"])?.into_iter();
    let wanted = all.filter(|file| file.cells == [mode, "ok"]);
    let sites = wanted.filter_map(|file| {
        let text = std::fs::read(&file.path).unwrap();
        // The largest ones say nothing new, and each round reads a file three times.
        if text.len() > 100_000 {
            return None;
        }
        let main = PathBuf::from("/etc/dhcp/dhcpd.conf");
        let site = Site { family, main: main.clone(), files: vec![(main, change(&text))] };
        let (_, config) = site.read();
        let whole = config.is_loadable() && config.is_complete() && config.files().len() == 1;
        whole.then_some(site)
    });
    Some(sites.collect())
}
