//! Two servers as texts, and what the model finds different between them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use config_text::{MemoryLoader, Severity, Sources};
use dhcpair_testbed::{Family, Verdict, dhcpd_check};
use failover_model::drift::{self, Says};
use failover_model::{Freshness, Knowledge, Observation, ServerName, Vendor, pairing};

/// Where a server's files lie on the server.
pub(crate) const HOME: &str = "/etc/dhcp";

/// One server's files, by their path below [`HOME`].
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) files: BTreeMap<String, String>,
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
        Self { files }
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

    fn observe(&self, name: &str, address: &str) -> Observation {
        let mut loader = MemoryLoader::new();
        for (name, text) in &self.files {
            loader = loader.with(Path::new(HOME).join(name), text);
        }
        let mut sources = Sources::new();
        let main = Path::new(HOME).join("dhcpd.conf");
        let reading = dhcpair_drivers::isc::read(&mut sources, &loader, &main, false).unwrap();
        let refused: Vec<_> = reading
            .diagnostics
            .iter()
            .filter(|found| {
                found.phase == config_text::Phase::Load && found.severity == Severity::Error
            })
            .map(|found| format!("{}: {}", found.rule.id, found.message))
            .collect();
        assert!(refused.is_empty(), "{refused:?}\n{}", self.print());
        assert_eq!(reading.incomplete, None, "{}", self.print());
        Observation {
            server: ServerName::new(name),
            vendor: Vendor::Isc,
            addresses: vec![address.to_owned()],
            freshness: Freshness::Files,
            version: None,
            configs: Knowledge::Known(vec![reading.config]),
        }
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
        dhcpd_check(&folder.path().join("dhcpd.conf"), Family::V4, folder.path())
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

/// Everything that differs between two servers.
pub(crate) fn compare(a: &Site, b: &Site) -> Vec<Found> {
    let seen = [a.observe("dhcp-a", "192.0.2.11"), b.observe("dhcp-b", "192.0.2.12")];
    let relationships = pairing::pair(&seen, &[]);
    assert!(!relationships.is_empty(), "no relationship found\n{}", a.print());
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
