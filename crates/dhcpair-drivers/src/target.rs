//! What a driver must know of a server.

use std::path::PathBuf;

use failover_model::{Family, ServerName, Vendor};

/// How a server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// Its files lie in a folder: no server is needed.
    Files {
        /// Where the server's absolute paths lie.
        root: PathBuf,
        /// The server's working directory, for relative includes.
        cwd: Option<PathBuf>,
    },
    /// Its files are this machine's files.
    Local {
        /// The server's working directory, for relative includes.
        cwd: Option<PathBuf>,
    },
    /// Its files lie on another machine.
    Ssh {
        /// The way there.
        way: SshWay,
        /// The server's working directory, for relative includes.
        cwd: Option<PathBuf>,
    },
    /// Its files are not to be had: what it runs is asked of itself.
    Asked,
    /// A way that this version does not have.
    Lacking {
        /// The inventory's word for it.
        kind: String,
    },
}

/// The way to another machine over SSH (`ssh(1)`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshWay {
    /// Its name or address.
    pub host: String,
    /// The account; the one who runs dhcpair where it is not said.
    pub user: Option<String>,
    /// The port; 22 where it is not said.
    pub port: Option<u16>,
    /// Who speaks SSH.
    pub client: SshClient,
}

/// Who speaks SSH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SshClient {
    /// dhcpair itself: host keys are checked, keys are ed25519 or ecdsa, from files or an agent.
    Own {
        /// A private key in a file; else the agent and the usual files.
        identity: Option<PathBuf>,
        /// The file of known hosts; else the user's and the system's.
        known_hosts: Option<PathBuf>,
    },
    /// The system's `ssh`, with the operator's own configuration, or this one (`ssh_config(5)`).
    System {
        /// A configuration file.
        config: Option<PathBuf>,
    },
}

/// How a running server is asked, beside reading its files.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ask {
    /// Not at all.
    Nothing,
    /// dhcpd, over OMAPI.
    Omapi(OmapiWay),
    /// Kea, over its control channel: one for each server program.
    Kea {
        /// `kea-dhcp4`.
        v4: Option<KeaWay>,
        /// `kea-dhcp6`.
        v6: Option<KeaWay>,
    },
    /// Windows, over PowerShell: on this machine, or on another one.
    PowerShell(Option<SshWay>),
}

impl Ask {
    /// Whether the server of a family is asked itself.
    #[must_use]
    pub const fn asks(&self, family: Family) -> bool {
        match self {
            Self::Nothing => false,
            Self::Omapi(_) | Self::PowerShell(_) => matches!(family, Family::V4),
            Self::Kea { .. } => self.kea(family).is_some(),
        }
    }

    /// The control channel of the Kea that serves a family.
    #[must_use]
    pub const fn kea(&self, family: Family) -> Option<&KeaWay> {
        match (self, family) {
            (Self::Kea { v4, .. }, Family::V4) => v4.as_ref(),
            (Self::Kea { v6, .. }, Family::V6) => v6.as_ref(),
            _ => None,
        }
    }
}

/// Where dhcpd takes OMAPI, and the key to it (`dhcpd.conf(5)`, `omapi-port`, `omapi-key`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OmapiWay {
    /// Name or address of the host.
    pub host: String,
    /// The port; 7911 by custom.
    pub port: u16,
    /// The key that dhcpd wants to see.
    pub key: Option<OmapiKey>,
}

/// A key and the file with its secret, which is read when the server is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OmapiKey {
    /// Its name, where the file does not say it.
    pub name: Option<String>,
    /// Its algorithm as dhcpd writes it, where the file does not say it; `hmac-md5` where nobody does.
    pub algorithm: Option<String>,
    /// The file that holds the secret alone, in base 64, or the whole declaration of the key.
    pub secret_file: PathBuf,
}

/// A control channel of Kea.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeaWay {
    /// A unix socket: on the machine whose files are read over SSH, else on this one.
    Socket(PathBuf),
    /// HTTP or HTTPS: a Control Agent, or the server itself.
    Http {
        /// `http://ADDRESS:PORT/` or `https://NAME:PORT/`.
        url: String,
        /// The user, where one is wanted.
        user: Option<String>,
        /// The file that holds the user's password alone.
        password_file: Option<PathBuf>,
        /// The authorities that may have signed the server's certificate; else those of the system.
        ca_file: Option<PathBuf>,
        /// The certificate to show.
        cert_file: Option<PathBuf>,
        /// Its private key.
        key_file: Option<PathBuf>,
    },
}

/// One server as the inventory describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its name.
    pub name: ServerName,
    /// Its vendor.
    pub vendor: Vendor,
    /// The addresses and names its partner may know it by.
    pub addresses: Vec<String>,
    /// How its files are reached.
    pub access: Access,
    /// How the running server is asked.
    pub ask: Ask,
    /// Its configuration files, as the server itself names them: one, or one per address family.
    /// For Windows the recorded state.
    pub configs: Vec<ConfigFile>,
    /// Its lease files, as the server itself names them: at most one per address family.
    pub leases: Vec<ConfigFile>,
    /// The file that dhcpd's log goes to, as its machine names it.
    pub log: Option<PathBuf>,
    /// The server software's version, where the inventory says it.
    pub version: Option<String>,
    /// The command that restarts it, as a list of words.
    pub restart: Option<Vec<String>>,
}

/// A configuration or lease file and how to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// Path on the server.
    pub path: PathBuf,
    /// Whether it is for DHCPv6; Kea's files say so themselves.
    pub v6: bool,
}
