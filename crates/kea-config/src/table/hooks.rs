//! What the parameters of hook libraries are to the partners of a pair.
//!
//! High Availability is not here: what it says of a pair is `kea-ha`'s.

use crate::share::Share::{self, Advisory, Equal, Identity};

/// A hook library whose parameters are known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Library {
    pub(crate) name: &'static str,
    keys: &'static [(&'static str, Share)],
}

impl Library {
    /// The library of a name without folder and extension.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        LIBRARIES.iter().find(|library| library.name == name)
    }

    /// A parameter, and what it is. What stands inside it is the same, unless that is here as well,
    /// with the parameter and a dot in front.
    pub(crate) fn parameter(&self, key: &str) -> Option<(&'static str, Share)> {
        self.keys.iter().copied().find(|(known, _)| *known == key)
    }

    /// All of them.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&'static str, Share)> {
        self.keys.iter().copied()
    }
}

const fn library(name: &'static str, keys: &'static [(&'static str, Share)]) -> Library {
    Library { name, keys }
}

/// The libraries by name (Kea ARM, "Hook Libraries").
pub(crate) static LIBRARIES: &[Library] = &[
    library("libdhcp_bootp", &[]),
    library("libdhcp_cb_cmds", &[]),
    library("libdhcp_class_cmds", &[]),
    library("libdhcp_ddns_tuning", &[("hostname-expression", Advisory)]),
    library(
        "libdhcp_flex_id",
        &[
            // The identifier decides which lease and which half of the load is a client's.
            ("identifier-expression", Equal),
            ("replace-client-id", Equal),
            ("ignore-iaid", Equal),
        ],
    ),
    library("libdhcp_flex_option", &[("options", Advisory)]),
    library("libdhcp_gss_tsig", GSS_TSIG),
    library("libdhcp_host_cache", &[("maximum", Advisory)]),
    library("libdhcp_host_cmds", &[]),
    library("libdhcp_lease_cmds", &[]),
    library(
        "libdhcp_lease_query",
        &[
            ("requesters", Advisory),
            ("prefix-lengths", Advisory),
            ("advanced", Advisory),
            ("advanced.lease-query-ip", Identity),
        ],
    ),
    library("libdhcp_legal_log", LEGAL_LOG),
    library("libdhcp_forensic", LEGAL_LOG),
    library("libdhcp_limits", &[]),
    library("libdhcp_mysql", &[]),
    library("libdhcp_mysql_cb", &[]),
    library("libdhcp_perfmon", PERFMON),
    library("libdhcp_pgsql", &[]),
    library("libdhcp_pgsql_cb", &[]),
    library("libdhcp_ping_check", PING_CHECK),
    library("libdhcp_radius", RADIUS),
    library("libdhcp_rbac", RBAC),
    // A script lies where this host has it.
    library("libdhcp_run_script", &[("name", Identity), ("sync", Advisory)]),
    library("libdhcp_stat_cmds", &[]),
    library("libdhcp_subnet_cmds", &[]),
    library("libdhcp_user_chk", &[]),
];

const GSS_TSIG: &[(&str, Share)] =
    &[("client-keytab", Identity), ("client-principal", Identity), ("credentials-cache", Identity)];

/// Called `libdhcp_forensic` in some packages.
const LEGAL_LOG: &[(&str, Share)] = &[
    ("type", Identity),
    ("path", Identity),
    ("base-name", Identity),
    ("name", Identity),
    ("host", Identity),
    ("port", Identity),
    ("user", Identity),
    ("password", Identity),
    ("connect-timeout", Identity),
    ("read-timeout", Identity),
    ("write-timeout", Identity),
    ("tcp-user-timeout", Identity),
    ("max-reconnect-tries", Identity),
    ("reconnect-wait-time", Identity),
    ("on-fail", Identity),
    ("retry-on-startup", Identity),
    ("trust-anchor", Identity),
    ("cert-file", Identity),
    ("key-file", Identity),
    ("cipher-list", Identity),
    ("prerotate", Identity),
    ("postrotate", Identity),
    ("time-unit", Advisory),
    ("count", Advisory),
    ("request-parser-format", Advisory),
    ("response-parser-format", Advisory),
    ("timestamp-format", Advisory),
    ("pattern", Advisory),
    ("facility", Advisory),
];

const PERFMON: &[(&str, Share)] = &[
    ("enable-monitoring", Advisory),
    ("interval-width-secs", Advisory),
    ("stats-mgr-reporting", Advisory),
    ("alarm-report-secs", Advisory),
    ("alarms", Advisory),
];

const PING_CHECK: &[(&str, Share)] = &[
    ("enable-ping-check", Advisory),
    ("min-ping-requests", Advisory),
    ("reply-timeout", Advisory),
    ("ping-cltt-secs", Advisory),
    ("ping-channel-threads", Identity),
];

const RADIUS: &[(&str, Share)] = &[
    ("bindaddr", Identity),
    ("dictionary", Identity),
    ("session-history", Identity),
    ("thread-pool-size", Identity),
    ("access", Advisory),
    ("accounting", Advisory),
    ("canonical-mac-address", Equal),
    ("client-id-pop0", Equal),
    ("client-id-printable", Equal),
    ("deadtime", Advisory),
    ("extract-duid", Equal),
    ("identifier-type4", Equal),
    ("identifier-type6", Equal),
    ("nas-ports", Advisory),
    ("protocol", Advisory),
    ("realm", Advisory),
    ("reselect-subnet-address", Equal),
    ("reselect-subnet-pool", Equal),
    ("retries", Advisory),
    ("timeout", Advisory),
    ("use-message-authenticator", Advisory),
];

const RBAC: &[(&str, Share)] = &[
    ("access-control-list", Identity),
    ("api-files", Identity),
    ("assign-role-method", Identity),
    ("roles", Identity),
];
