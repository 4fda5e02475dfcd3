//! Two servers as texts, and what the model finds different between them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpair_testbed::{Family, Verdict, kea_check};
use failover_model::drift::{self, Says};
use failover_model::{Freshness, Knowledge, Observation, ServerName, Vendor, pairing};

/// Where the main file of a server lies.
pub(crate) const MAIN: &str = "/etc/kea/kea.conf";

/// The files of one server, by their path on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) v6: bool,
    /// The version it is for; the installed one where it can be asked about the files.
    pub(crate) version: &'static str,
}

impl Site {
    pub(crate) fn observe(&self, name: &str) -> Observation {
        let loader = self
            .files
            .iter()
            .fold(MemoryLoader::new(), |loader, (path, text)| loader.with(Path::new(path), text));
        let (mut sources, main) = (Sources::new(), Path::new(MAIN));
        let version = Some(self.version);
        let reading = dhcpair_drivers::kea::read(&mut sources, &loader, main, version).unwrap();
        assert_eq!(reading.incomplete, None, "{:#?}\n{}", reading.diagnostics, self.print());
        Observation {
            server: ServerName::new(name),
            vendor: Vendor::Kea,
            addresses: Vec::new(),
            freshness: Freshness::Files,
            version: None,
            configs: Knowledge::Known(vec![reading.config]),
            bases: Vec::new(),
            running: Knowledge::unknown("files"),
            processes: Vec::new(),
            stopped: Vec::new(),
            open_secrets: Knowledge::unknown("its files were not looked at"),
        }
    }

    /// All files in one text, for messages.
    pub(crate) fn print(&self) -> String {
        self.files.iter().map(|(name, text)| format!("=== {name}\n{text}\n")).collect()
    }

    /// Whether the real server would load it; `None` where there is none.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().to_str().unwrap();
        for (path, text) in &self.files {
            let path = folder.path().join(path.trim_start_matches('/'));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text = text.replace("<?include \"/etc/", &format!("<?include \"{here}/etc/"));
            std::fs::write(path, text).unwrap();
        }
        let family = if self.v6 { Family::V6 } else { Family::V4 };
        kea_check(&folder.path().join(MAIN.trim_start_matches('/')), family)
    }
}

/// One difference as it is shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) path: String,
    /// What each side says: a value, `(there)`, or nothing.
    pub(crate) sides: [Option<String>; 2],
    /// The rule that stands for it.
    pub(crate) rule: &'static str,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b] = self.sides.each_ref().map(|side| side.as_deref().unwrap_or("(nothing)"));
        write!(f, "{} [{a} | {b}] ({})", self.path, self.rule)
    }
}

/// Everything that differs between two servers, called `a` and `b`.
pub(crate) fn compare(a: &Observation, b: &Observation) -> Vec<Found> {
    let seen = [a.clone(), b.clone()];
    let relationships = pairing::pair_as_partners(&seen, &[]);
    assert_eq!(relationships.len(), 1, "{relationships:?}");
    let drift = drift::compare(&seen, &relationships, &[]);
    let managed = drift.unread.iter().filter(|one| one.managed);
    assert_eq!(managed.count(), 0, "{:?}", drift.unread);
    let says = |says: &Says| match says {
        Says::Nothing => None,
        Says::Present { .. } => Some("(there)".to_owned()),
        Says::Value { value, .. } => Some(value.to_string()),
    };
    let each = drift.differences.iter().map(|one| Found {
        path: one.path.to_string(),
        sides: one.sides.as_ref().map(says).into_array(),
        rule: one.rule.id,
    });
    each.collect()
}
