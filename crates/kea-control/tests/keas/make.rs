//! Keas of each version.

use std::fs;
use std::path::{Path, PathBuf};

use dhcpair_testbed::lab::{Daemon, Host, Kea, Lab};
use dhcpair_testbed::{Family, KeaRoot};
use kea_config::Version;

/// A Kea: this machine's, or the one of another Debian.
pub(crate) struct Make {
    root: Option<KeaRoot>,
    version: String,
}

impl Make {
    /// The Kea of this machine.
    pub(crate) fn own() -> Option<Self> {
        let program = dhcpair_testbed::program("kea-dhcp4")?;
        let output = std::process::Command::new(program).arg("-v").output().unwrap();
        let version = String::from_utf8(output.stdout).unwrap().trim().to_owned();
        Some(Self { root: None, version })
    }

    /// The Kea of a release of Debian.
    pub(crate) fn of(release: &str) -> Option<Self> {
        let root = KeaRoot::find(release)?;
        let version = root.version().to_owned();
        Some(Self { root: Some(root), version })
    }

    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Whether it listens for HTTP itself.
    pub(crate) fn has_http(&self) -> bool {
        Version::parse(&self.version).unwrap().is_from(2, 7, 2)
    }

    pub(crate) fn lab(&self) -> Option<Lab> {
        let programs: &[&str] = match self.root {
            Some(_) => &["chroot"],
            None => &["kea-dhcp4", "kea-ctrl-agent"],
        };
        Lab::new(programs).unwrap()
    }

    /// Starts one that serves nobody, with a socket `kea.sock`, and one more if it has more.
    pub(crate) fn start(&self, host: &Host, more: Option<&str>) -> Kea {
        self.start_prepared(host, more, |_| {})
    }

    /// The same, with `CERTS` in its sockets for where it has the files of a folder.
    pub(crate) fn start_with_files(&self, host: &Host, sockets: &str, files: &Path) -> Kea {
        let sockets = sockets.replace("CERTS", "FOLDER");
        self.start_prepared(host, Some(&sockets), |folder| {
            for entry in fs::read_dir(files).unwrap() {
                let entry = entry.unwrap();
                fs::copy(entry.path(), self.seen(folder).join(entry.file_name())).unwrap();
            }
        })
    }

    /// A folder of the server's, as this machine sees it.
    fn seen(&self, folder: &Path) -> PathBuf {
        match &self.root {
            Some(root) => root.folder().join(folder.strip_prefix("/").unwrap()),
            None => folder.to_owned(),
        }
    }

    fn start_prepared(&self, host: &Host, more: Option<&str>, prepare: impl Fn(&Path)) -> Kea {
        let configuration = |folder: &Path| {
            prepare(folder);
            let unix = format!(
                r#"{{ "socket-type": "unix", "socket-name": "{}/kea.sock" }}"#,
                folder.display()
            );
            let sockets = match more {
                Some(more) => {
                    let more = more.replace("FOLDER", &folder.display().to_string());
                    format!(r#""control-sockets": [ {unix}, {more} ]"#)
                }
                None => format!(r#""control-socket": {unix}"#),
            };
            format!(
                r#"{{ "Dhcp4": {{ "interfaces-config": {{ "interfaces": [] }},
                      "lease-database": {{ "type": "memfile", "persist": false }}, {sockets} }} }}"#
            )
        };
        let kea = match &self.root {
            Some(root) => Kea::start_in(root, host, Family::V4, configuration),
            None => Kea::start(host, Family::V4, configuration),
        };
        kea.unwrap()
    }

    /// Starts a Control Agent for one, on the host's address and port 8000.
    pub(crate) fn agent(&self, host: &Host, kea: &Kea, more: &str) -> Daemon {
        let text = format!(
            r#"{{ "Control-agent": {{ "http-host": "{}", "http-port": 8000, {more}, "control-sockets": {{
                "dhcp4": {{ "socket-type": "unix", "socket-name": "{}/kea.sock" }} }} }} }}"#,
            host.address(),
            kea.inside().display()
        );
        kea.start_agent(host, &text).unwrap()
    }
}

/// What comes out of it on a host.
pub(crate) fn on<T: Send>(host: &Host, ask: impl Future<Output = T> + Send) -> T {
    let all = host.inside("ask a server", || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(ask))
    });
    all.unwrap()
}
