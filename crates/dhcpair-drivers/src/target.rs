//! What a driver must know of a server.

use std::path::PathBuf;

use failover_model::{ServerName, Vendor};

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
    /// A way that needs a live connection.
    Live {
        /// The inventory's word for it.
        kind: String,
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
    /// How it is reached.
    pub access: Access,
    /// Its configuration files, as the server itself names them: one, or one per address family.
    /// For Windows the recorded state.
    pub configs: Vec<ConfigFile>,
    /// The server software's version, where the inventory says it.
    pub version: Option<String>,
}

/// A configuration file and how to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// Path on the server.
    pub path: PathBuf,
    /// Whether it is for DHCPv6; Kea's files say so themselves.
    pub v6: bool,
}
