//! The inventory as it is written: structs for serde, nothing else.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct File {
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) servers: BTreeMap<Spanned<String>, Server>,
    #[serde(default)]
    pub(super) relationships: BTreeMap<Spanned<String>, Relationship>,
    #[serde(default)]
    pub(super) expected: Vec<Expected>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Server {
    pub(super) vendor: Vendor,
    #[serde(default)]
    pub(super) addresses: Vec<String>,
    #[serde(default)]
    pub(super) access: Access,
    /// The main configuration file.
    pub(super) config: Option<String>,
    /// A second one, for DHCPv6.
    pub(super) config6: Option<String>,
    /// The recorded state of a Windows server.
    pub(super) state: Option<String>,
    pub(super) version: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) generated: Vec<String>,
    // What live access needs; kept so that one inventory serves every version of the program.
    #[serde(rename = "leases")]
    pub(super) _leases: Option<String>,
    #[serde(rename = "omapi")]
    pub(super) _omapi: Option<Omapi>,
    #[serde(rename = "restart")]
    pub(super) _restart: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Omapi {
    #[serde(rename = "port")]
    pub(super) _port: Option<u16>,
    #[serde(rename = "key")]
    pub(super) _key: Option<String>,
    #[serde(rename = "secret-file")]
    pub(super) _secret_file: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Vendor {
    Isc,
    Kea,
    Windows,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AccessKind {
    Local,
    Ssh,
    Files,
    KeaHttp,
    KeaUnix,
    Winrm,
    Powershell,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Access {
    #[serde(rename = "type")]
    pub(super) kind: AccessKind,
    pub(super) root: Option<String>,
    pub(super) cwd: Option<String>,
    #[serde(rename = "host")]
    pub(super) _host: Option<String>,
    #[serde(rename = "user")]
    pub(super) _user: Option<String>,
    #[serde(rename = "url")]
    pub(super) _url: Option<String>,
    #[serde(rename = "socket")]
    pub(super) _socket: Option<String>,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            kind: AccessKind::Local,
            root: None,
            cwd: None,
            _host: None,
            _user: None,
            _url: None,
            _socket: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Relationship {
    pub(super) vendor: Vendor,
    pub(super) primary: Option<Spanned<String>>,
    pub(super) secondary: Option<Spanned<String>>,
    pub(super) family: Option<Family>,
    pub(super) mode: Option<Mode>,
    pub(super) mclt: Option<Spanned<Duration>>,
    pub(super) share: Option<Spanned<String>>,
    pub(super) scopes: Option<Vec<Spanned<String>>>,
}

/// `"1h"`, or a number of seconds.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a duration such as `\"1h\"`, or a number of seconds")]
pub(super) enum Duration {
    Seconds(u64),
    Written(String),
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Family {
    V4,
    V6,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Mode {
    LoadBalance,
    HotStandby,
    PassiveBackup,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Expected {
    pub(super) path: String,
    pub(super) reason: Spanned<String>,
    pub(super) until: Option<Spanned<String>>,
}
