//! Keas of each version.

use std::path::Path;

use dhcpair_testbed::lab::{Host, Kea, Lab};
use dhcpair_testbed::{Family, KeaRoot};
use kea_config::{Json, Version};
use kea_ha::generate::Installation;

/// A Kea: this machine's, or the one of another Debian.
pub(crate) struct Make {
    root: Option<KeaRoot>,
    version: String,
    pub(crate) installation: Installation,
}

impl Make {
    /// The Kea of this machine.
    pub(crate) fn own() -> Option<Self> {
        let program = dhcpair_testbed::program("kea-dhcp4")?;
        let output = std::process::Command::new(program).arg("-v").output().unwrap();
        let version = String::from_utf8(output.stdout).unwrap().trim().to_owned();
        let all = std::fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
        let hooks = all.map(|folder| folder.join("kea/hooks")).find(|folder| folder.is_dir())?;
        let known = Version::parse(&version).unwrap();
        let installation = Installation::with_hooks(known, hooks.to_str().unwrap());
        Some(Self { root: None, version, installation })
    }

    /// The Kea of a release of Debian.
    pub(crate) fn of(release: &str) -> Option<Self> {
        let root = KeaRoot::find(release)?;
        let version = root.version().to_owned();
        let installation = Installation::of(Version::parse(&version).unwrap());
        Some(Self { root: Some(root), version, installation })
    }

    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// How a hook library is named.
    pub(crate) fn library(&self, name: &str) -> String {
        let folder = self.installation.hooks.as_ref();
        folder.map_or_else(|| format!("{name}.so"), |folder| format!("{folder}/{name}.so"))
    }

    pub(crate) fn lab(&self) -> Option<Lab> {
        let programs: &[&str] =
            if self.root.is_some() { &["chroot"] } else { &["kea-dhcp4", "kea-dhcp6"] };
        Lab::new(programs).unwrap()
    }

    /// Starts one that serves nobody, with these libraries and a socket `kea.sock`.
    pub(crate) fn start(&self, host: &Host, family: Family, hooks: &Json) -> Kea {
        self.start_with(host, family, |folder| {
            format!(
                r#""lease-database": {{ "type": "memfile", "persist": false }},
                   "control-socket": {{ "socket-type": "unix", "socket-name": "{}/kea.sock" }},
                   "hooks-libraries": {hooks}"#,
                folder.display()
            )
        })
    }

    /// Starts one that serves no network, with what is said beside of it and its threads.
    pub(crate) fn start_with(
        &self,
        host: &Host,
        family: Family,
        beside: impl FnOnce(&Path) -> String,
    ) -> Kea {
        let configuration = |folder: &Path| {
            let (daemon, own) = match family {
                Family::V4 => ("Dhcp4", ""),
                Family::V6 => (
                    "Dhcp6",
                    r#""server-id": { "type": "EN", "enterprise-id": 2495, "identifier": "0123", "persist": false },"#,
                ),
            };
            format!(
                r#"{{ "{daemon}": {{ "interfaces-config": {{ "interfaces": [] }}, {own}
                      "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 2 }},
                      {} }} }}"#,
                beside(folder)
            )
        };
        let kea = match &self.root {
            Some(root) => Kea::start_in(root, host, family, configuration),
            None => Kea::start(host, family, configuration),
        };
        kea.unwrap()
    }
}
