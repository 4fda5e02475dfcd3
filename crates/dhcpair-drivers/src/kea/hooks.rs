//! Hook libraries other than HA: what their parameters are to the partners of a pair.

use failover_model::Setting;
use kea_config::view::HookLibrary;

use super::value;

/// Parameters that are a server's own: folders, files, addresses and accounts. For the others the
/// Kea ARM gives no reason to differ.
const IDENTITY: &[(&str, &[&str])] = &[
    (
        "libdhcp_legal_log",
        &[
            "base-name",
            "cert-file",
            "connect-timeout",
            "host",
            "key-file",
            "max-reconnect-tries",
            "name",
            "on-fail",
            "password",
            "path",
            "port",
            "read-timeout",
            "reconnect-wait-time",
            "retry-on-startup",
            "tcp-user-timeout",
            "trust-anchor",
            "user",
            "write-timeout",
        ],
    ),
    ("libdhcp_gss_tsig", &["client-keytab", "client-principal", "credentials-cache"]),
    ("libdhcp_radius", &["bindaddr", "dictionary", "session-history"]),
    ("libdhcp_rbac", &["access-control-list", "api-files", "assign-role-method", "roles"]),
    ("libdhcp_run_script", &["name"]),
];

/// The settings of a library, one for each of its parameters.
pub(super) fn settings(name: &str, hook: HookLibrary<'_>) -> Vec<Setting> {
    // `libdhcp_legal_log` was called `libdhcp_forensic` in some packages.
    let own = IDENTITY.iter().find(|(library, _)| *library == name).map_or(&[][..], |(_, own)| own);
    let mut settings = Vec::new();
    for member in hook.parameters().into_iter().flat_map(kea_config::Node::members) {
        if own.contains(&&*member.key) {
            continue;
        }
        let form = match member.value.kind() {
            kea_config::Kind::String => value::Form::Text,
            kea_config::Kind::Integer => value::Form::Number,
            kea_config::Kind::Float => value::Form::Ratio,
            kea_config::Kind::Boolean => value::Form::Flag,
            _ => value::Form::Other,
        };
        settings.extend(value::settings(&member.key, form, member.value));
    }
    settings
}
