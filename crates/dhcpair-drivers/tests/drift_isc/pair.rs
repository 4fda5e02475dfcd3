//! Two servers as texts, and what the model finds different between them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use config_text::{MemoryLoader, Severity, Sources};
use dhcpair_drivers::isc::Build;
use dhcpair_testbed::{Family, Verdict, dhcpd_check};
use failover_model::drift::{self, Says};
use failover_model::{
    Freshness, Knowledge, Observation, RelationshipSide, ServerName, Vendor, pairing,
};

/// Where a server's files lie on the server.
pub(crate) const HOME: &str = "/etc/dhcp";

/// The two servers' names in the inventory, and their addresses.
const SERVERS: [(&str, &str); 2] = [("dhcp-a", "192.0.2.11"), ("dhcp-b", "192.0.2.12")];

/// One server's files, by their path below [`HOME`]: `dhcpd.conf` and what it includes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) files: BTreeMap<String, String>,
    /// Whether they are for `dhcpd -6`.
    pub(crate) v6: bool,
}

/// The declaration of a peer on the server of a side, without pools.
pub(crate) fn peer(name: &str, side: usize) -> String {
    let (own, partner) = (SERVERS[side].1, SERVERS[1 - side].1);
    let role = match side {
        0 => "primary; mclt 1800; split 128",
        _ => "secondary",
    };
    format!(
        "failover peer \"{name}\" {{\n  {role};\n  address {own};\n  peer address {partner};\n}}\n"
    )
}

impl Site {
    /// A server of the examples.
    pub(crate) fn example(below: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(below);
        let home = root.join(HOME.trim_start_matches('/'));
        let mut files = BTreeMap::new();
        let mut folders = vec![home.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&home).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        Self { files, v6: false }
    }

    /// A server with one file.
    pub(crate) fn of(text: String, v6: bool) -> Self {
        Self { files: BTreeMap::from([("dhcpd.conf".to_owned(), text)]), v6 }
    }

    /// Replaces bytes of one file.
    pub(crate) fn replaced(&self, file: &str, range: std::ops::Range<usize>, with: &str) -> Self {
        let mut site = self.clone();
        site.files.get_mut(file).unwrap().replace_range(range, with);
        site
    }

    pub(crate) fn text(&self, file: &str) -> &str {
        &self.files[file]
    }

    /// All files in one text, for messages.
    pub(crate) fn print(&self) -> String {
        let each = self.files.iter().map(|(name, text)| format!("=== {name}\n{text}\n"));
        each.collect()
    }

    /// What is seen of it as the server of a side; or why it is refused.
    pub(crate) fn observe(&self, side: usize) -> Result<Observation, String> {
        let mut loader = MemoryLoader::new();
        for (name, text) in &self.files {
            loader = loader.with(Path::new(HOME).join(name), text);
        }
        let mut sources = Sources::new();
        let main = Path::new(HOME).join("dhcpd.conf");
        let mut reading =
            dhcpair_drivers::isc::read(&mut sources, &loader, &main, self.v6, Build::DEBIAN)
                .unwrap();
        let refused = reading.diagnostics.iter().find(|found| {
            found.phase == config_text::Phase::Load && found.severity == Severity::Error
        });
        let refused = refused.map(|found| format!("{}: {}", found.rule.id, found.message));
        if let Some(refused) = refused.or(reading.incomplete) {
            return Err(format!("{refused}\n{}", self.print()));
        }
        if reading.config.relationships().is_empty() {
            // For files without failover, and for DHCPv6, which has none in dhcpd: that the two are
            // partners is said from outside.
            let partners = Self::of(peer("partners", side), false).read_peer();
            reading.config.add_relationship(partners);
        }
        let (name, address) = SERVERS[side];
        Ok(Observation {
            server: ServerName::new(name),
            vendor: Vendor::Isc,
            addresses: vec![address.to_owned()],
            freshness: Freshness::Files,
            version: None,
            configs: Knowledge::Known(vec![reading.config]),
            bases: Vec::new(),
            running: Knowledge::unknown("files"),
            processes: Vec::new(),
            stopped: Vec::new(),
            open_secrets: Knowledge::unknown("its files were not looked at"),
        })
    }

    fn read_peer(&self) -> RelationshipSide {
        let loader = MemoryLoader::new().with("/peer.conf", self.text("dhcpd.conf"));
        let path = Path::new("/peer.conf");
        let read =
            dhcpair_drivers::isc::read(&mut Sources::new(), &loader, path, false, Build::DEBIAN)
                .unwrap();
        read.config.relationships()[0].clone()
    }

    /// Whether the real dhcpd would load it; `None` where there is no dhcpd.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().to_str().unwrap();
        for (name, text) in &self.files {
            let path: PathBuf = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text.replace(&format!("\"{HOME}/"), &format!("\"{here}/")))
                .unwrap();
        }
        let family = if self.v6 { Family::V6 } else { Family::V4 };
        dhcpd_check(&folder.path().join("dhcpd.conf"), family, folder.path())
    }
}

/// One difference as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) path: String,
    /// What each side says: a value, `present`, or nothing.
    pub(crate) sides: [Option<String>; 2],
    /// The rule that stands for it.
    pub(crate) rule: &'static str,
}

/// What is found where the server of one side is another one.
pub(crate) fn against(
    clean: &[Observation; 2],
    site: &Site,
    side: usize,
) -> Result<Vec<Found>, String> {
    let changed = site.observe(side)?;
    let both = if side == 0 { [&changed, &clean[1]] } else { [&clean[0], &changed] };
    Ok(compare_seen(both))
}

/// Everything that differs between two servers.
pub(crate) fn compare_seen(both: [&Observation; 2]) -> Vec<Found> {
    let seen = both.map(Observation::clone);
    let relationships = pairing::pair(&seen, &[]);
    assert!(relationships.iter().any(|one| one.both().is_some()), "{relationships:?}");
    let drift = drift::compare(&seen, &relationships, &[]);
    assert!(drift.unread.is_empty(), "{:?}", drift.unread);
    let says = |says: &Says| match says {
        Says::Nothing => None,
        Says::Present { .. } => Some("present".to_owned()),
        Says::Value { value, .. } => Some(value.to_string()),
    };
    let found = drift.differences.iter().map(|one| Found {
        path: one.path.to_string(),
        sides: one.sides.as_ref().map(says).into_array(),
        rule: one.rule.id,
    });
    found.collect()
}
