//! The inventory as it is written: structs for serde, nothing else.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct File {
    pub(super) name: Option<String>,
    /// How long the addresses of a pair should last with one side alone.
    pub(super) headroom: Option<Spanned<Duration>>,
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
    /// The lease file.
    pub(super) leases: Option<String>,
    /// A second one, for DHCPv6.
    pub(super) leases6: Option<String>,
    /// Where dhcpd logs.
    pub(super) log: Option<Spanned<String>>,
    pub(super) omapi: Option<Spanned<Omapi>>,
    /// The control channels of Kea, beside `access`.
    pub(super) control: Option<Spanned<Control>>,
    pub(super) restart: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Omapi {
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) key: Option<String>,
    pub(super) algorithm: Option<String>,
    pub(super) secret_file: Option<String>,
}

/// Where Kea takes commands: sockets or URLs, and what is shown there.
#[derive(Deserialize, Default, Clone)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Control {
    pub(super) socket: Option<String>,
    pub(super) socket6: Option<String>,
    pub(super) url: Option<String>,
    pub(super) url6: Option<String>,
    pub(super) user: Option<String>,
    pub(super) password_file: Option<String>,
    pub(super) ca_file: Option<String>,
    pub(super) cert_file: Option<String>,
    pub(super) key_file: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Vendor {
    Isc,
    Kea,
    Windows,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AccessKind {
    #[default]
    Local,
    Ssh,
    Files,
    KeaHttp,
    KeaUnix,
    Winrm,
    Powershell,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Access {
    #[serde(rename = "type")]
    pub(super) kind: AccessKind,
    pub(super) root: Option<String>,
    pub(super) cwd: Option<String>,
    // SSH and PowerShell.
    pub(super) host: Option<String>,
    pub(super) user: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) client: Option<SshClient>,
    pub(super) identity_file: Option<String>,
    pub(super) known_hosts: Option<String>,
    pub(super) ssh_config: Option<String>,
    // Kea.
    pub(super) url: Option<String>,
    pub(super) url6: Option<String>,
    pub(super) socket: Option<String>,
    pub(super) socket6: Option<String>,
    pub(super) password_file: Option<String>,
    pub(super) ca_file: Option<String>,
    pub(super) cert_file: Option<String>,
    pub(super) key_file: Option<String>,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SshClient {
    #[default]
    Own,
    System,
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
