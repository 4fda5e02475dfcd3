//! The Keas that there are, and peers on the hosts of a lab.

use std::path::Path;

use dhcpair_testbed::lab::{Host, Kea, Lab};
use dhcpair_testbed::{Family, KeaRoot};
use kea_config::Version;
use kea_ha::generate::{Installation, PeerParameters};
use kea_ha::{Role, Scheme, Url};

/// The Kea of this machine, or of another Debian.
pub(crate) struct Server {
    root: Option<KeaRoot>,
    installation: Installation,
}

impl Server {
    /// Debian 12's.
    pub(crate) fn installed() -> Option<Self> {
        let version = Version::parse("2.2.0").unwrap();
        let all = std::fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
        let hooks = all.map(|folder| folder.join("kea/hooks")).find(|folder| folder.is_dir())?;
        let installation = Installation::with_hooks(version, hooks.to_str().unwrap());
        Some(Self { root: None, installation })
    }

    /// A newer one, in a root of its own.
    pub(crate) fn of(release: &str) -> Option<Self> {
        let root = KeaRoot::find(release)?;
        let version = Version::parse(root.version()).unwrap();
        Some(Self { root: Some(root), installation: Installation::of(version) })
    }

    pub(crate) fn lab(&self) -> Option<Lab> {
        let programs: &[&str] =
            if self.root.is_some() { &["chroot"] } else { &["kea-dhcp4", "kea-dhcp6"] };
        Lab::new(programs).unwrap()
    }

    pub(crate) fn start(&self, host: &Host, family: Family, text: &str) -> Kea {
        let text = |folder: &Path| text.replace("FOLDER", &folder.display().to_string());
        let started = match &self.root {
            Some(root) => Kea::start_in(root, host, family, text),
            None => Kea::start(host, family, text),
        };
        started.unwrap()
    }

    pub(crate) fn peer(&self, name: &str, host: &Host, port: u32, role: Role) -> PeerParameters {
        let url = Url { scheme: Scheme::Http, address: host.address().into(), port: Some(port) };
        PeerParameters::new(name, url, role, self.installation.clone())
    }
}
