//! The ways to a server, from what the inventory says of them.

use std::path::{Path, PathBuf};

use dhcpair_drivers::{Access, Ask, KeaWay, OmapiKey, OmapiWay, SshClient, SshWay};
use failover_model::Vendor;
use toml::Spanned;

use super::wire::{self, AccessKind};

/// The port that OMAPI has by custom; dhcpd itself has none.
const OMAPI_PORT: u16 = 7911;

/// What is wrong with a way: the message, and what to write.
pub(super) struct Wrong {
    pub(super) message: String,
    pub(super) help: &'static str,
}

fn wrong<T>(message: impl Into<String>, help: &'static str) -> Result<T, Wrong> {
    Err(Wrong { message: message.into(), help })
}

/// Both ways to a server: to its files and to itself, and the inventory's word for them.
pub(super) struct Ways {
    pub(super) access: Access,
    pub(super) ask: Ask,
    pub(super) word: &'static str,
}

/// Reads the ways to a server. Relative paths of this machine start at the inventory's folder.
pub(super) fn read(one: &wire::Server, vendor: Vendor, folder: &Path) -> Result<Ways, Wrong> {
    let reader = Reader { folder, vendor };
    let (access, word) =
        reader.access(&one.access, one.config.is_some() || one.config6.is_some())?;
    let ask = reader.ask(one)?;
    Ok(Ways { access, ask, word })
}

struct Reader<'a> {
    folder: &'a Path,
    vendor: Vendor,
}

impl Reader<'_> {
    fn here(&self, path: Option<&String>) -> Option<PathBuf> {
        path.map(|path| self.folder.join(path))
    }

    fn access(
        &self,
        access: &wire::Access,
        has_files: bool,
    ) -> Result<(Access, &'static str), Wrong> {
        let cwd = access.cwd.as_ref().map(PathBuf::from);
        Ok(match access.kind {
            AccessKind::Files => {
                let root = self.folder.join(access.root.as_deref().unwrap_or(""));
                (Access::Files { root, cwd }, "files")
            }
            AccessKind::Local => (Access::Local { cwd }, "local"),
            AccessKind::Ssh => (Access::Ssh { way: self.ssh(access)?, cwd }, "ssh"),
            AccessKind::KeaHttp => (Access::Asked, "kea-http"),
            AccessKind::KeaUnix if has_files => (Access::Local { cwd }, "kea-unix"),
            AccessKind::KeaUnix => (Access::Asked, "kea-unix"),
            AccessKind::Powershell => (Access::Asked, "powershell"),
            AccessKind::Winrm => (Access::Lacking { kind: "winrm".to_owned() }, "winrm"),
        })
    }

    fn ssh(&self, access: &wire::Access) -> Result<SshWay, Wrong> {
        let Some(host) = access.host.clone() else {
            return wrong("no `host`", "write `access = { type = \"ssh\", host = \"NAME\" }`");
        };
        let client = match access.client.unwrap_or_default() {
            wire::SshClient::Own if access.ssh_config.is_some() => {
                return wrong(
                    "`ssh-config` is for the system's ssh",
                    "add `client = \"system\"`, or name `identity-file` and `known-hosts` instead",
                );
            }
            wire::SshClient::Own => SshClient::Own {
                identity: self.here(access.identity_file.as_ref()),
                known_hosts: self.here(access.known_hosts.as_ref()),
            },
            wire::SshClient::System => {
                SshClient::System { config: self.here(access.ssh_config.as_ref()) }
            }
        };
        Ok(SshWay { host, user: access.user.clone(), port: access.port, client })
    }

    fn ask(&self, one: &wire::Server) -> Result<Ask, Wrong> {
        let access = &one.access;
        match (self.vendor, access.kind) {
            (Vendor::Isc, _) => match &one.omapi {
                Some(omapi) => self.omapi(omapi, one).map(Ask::Omapi),
                None => Ok(Ask::Nothing),
            },
            (Vendor::Kea, _) => self.kea(one),
            (Vendor::Windows, AccessKind::Powershell) => {
                let way = access.host.is_some().then(|| self.ssh(access)).transpose()?;
                Ok(Ask::PowerShell(way))
            }
            (Vendor::Windows, _) => Ok(Ask::Nothing),
        }
    }

    /// OMAPI is where the files are, unless the inventory says otherwise.
    fn omapi(&self, said: &Spanned<wire::Omapi>, one: &wire::Server) -> Result<OmapiWay, Wrong> {
        let said = said.get_ref();
        let there = match one.access.kind {
            AccessKind::Ssh => one.access.host.clone(),
            _ => Some("127.0.0.1".to_owned()),
        };
        let host = said.host.clone().or(there).unwrap_or_else(|| "127.0.0.1".to_owned());
        let key = match (&said.key, &said.secret_file) {
            (None, None) => None,
            (name, Some(file)) => Some(OmapiKey {
                name: name.clone(),
                algorithm: said.algorithm.clone(),
                secret_file: self.folder.join(file),
            }),
            (Some(_), None) => {
                return wrong(
                    "`omapi` has a `key` and no `secret-file`",
                    "name the file that holds the key's secret: `secret-file = \"FILE\"`",
                );
            }
        };
        Ok(OmapiWay { host, port: said.port.unwrap_or(OMAPI_PORT), key })
    }

    /// `control`, or what `access` itself says.
    fn kea(&self, one: &wire::Server) -> Result<Ask, Wrong> {
        let access = &one.access;
        let control = match (&one.control, access.kind) {
            (Some(_), AccessKind::KeaHttp | AccessKind::KeaUnix) => {
                return wrong(
                    "both `access` and `control` say where Kea takes commands",
                    "leave out `control`, or write `access = { type = \"local\" }`",
                );
            }
            (Some(control), _) => control.get_ref().clone(),
            (None, AccessKind::KeaUnix) if access.socket.is_none() && access.socket6.is_none() => {
                return wrong(
                    "no `socket`",
                    "write `access = { type = \"kea-unix\", socket = \"FILE\" }`",
                );
            }
            (None, AccessKind::KeaHttp) if access.url.is_none() && access.url6.is_none() => {
                return wrong(
                    "no `url`",
                    "write `access = { type = \"kea-http\", url = \"URL\" }`",
                );
            }
            (None, AccessKind::KeaHttp | AccessKind::KeaUnix) => of_access(access),
            (None, _) => return Ok(Ask::Nothing),
        };
        let v4 = self.kea_way(control.socket.as_ref(), control.url.as_ref(), &control);
        let v6 = self.kea_way(control.socket6.as_ref(), control.url6.as_ref(), &control);
        Ok(Ask::Kea { v4, v6 })
    }

    fn kea_way(
        &self,
        socket: Option<&String>,
        url: Option<&String>,
        control: &wire::Control,
    ) -> Option<KeaWay> {
        if let Some(socket) = socket {
            return Some(KeaWay::Socket(self.folder.join(socket)));
        }
        Some(KeaWay::Http {
            url: url?.clone(),
            user: control.user.clone(),
            password_file: self.here(control.password_file.as_ref()),
            ca_file: self.here(control.ca_file.as_ref()),
            cert_file: self.here(control.cert_file.as_ref()),
            key_file: self.here(control.key_file.as_ref()),
        })
    }
}

fn of_access(access: &wire::Access) -> wire::Control {
    wire::Control {
        socket: access.socket.clone(),
        socket6: access.socket6.clone(),
        url: access.url.clone(),
        url6: access.url6.clone(),
        user: access.user.clone(),
        password_file: access.password_file.clone(),
        ca_file: access.ca_file.clone(),
        cert_file: access.cert_file.clone(),
        key_file: access.key_file.clone(),
    }
}
