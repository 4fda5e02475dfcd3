//! What parameters are about: which server it is, the server as a whole, or its clients; and what
//! dhcpd does where the file is silent.

/// Settings that say who a server is and where it listens, sorted. Peer declarations and keys have
/// views of their own.
static IDENTITY: &[&str] = &[
    "bind-local-address6",
    "ddns-local-address4",
    "ddns-local-address6",
    "dhcpv6-lease-file-name",
    "dhcpv6-pid-file-name",
    "interface",
    "lease-file-name",
    "local-address",
    "local-address6",
    "local-port",
    "omapi-key",
    "omapi-port",
    "option dhcp-server-identifier",
    "option dhcp6.server-id",
    "pid-file-name",
    "server-duid",
    "server-identifier",
];

/// Parameters that dhcpd looks at once, when it starts, in the outermost scope (server/dhcpd.c),
/// sorted; without those of [`IDENTITY`].
static SERVER_WIDE: &[&str] = &[
    "abandon-lease-time",
    "check-secs-byte-order",
    "db-time-format",
    "ddns-update-style",
    "delayed-ack",
    "dont-use-fsync",
    "lease-id-format",
    "limited-broadcast-address",
    "log-facility",
    "max-ack-delay",
    "prefix-length-mode",
    "release-on-roam",
    "remote-port",
    "server-id-check",
];

/// Parameters with a default that dhcpd.conf(5) states, sorted, in canonical spelling.
static DEFAULTS: &[(&str, &str)] = &[
    ("abandon-lease-time", "86400"),
    ("allow-booting", "true"),
    ("allow-bootp", "true"),
    ("boot-unknown-clients", "true"),
    ("ddns-update-style", "none"),
    ("ddns-updates", "true"),
    ("default-lease-time", "43200"),
    ("dhcp-cache-threshold", "25"),
    ("do-forward-updates", "true"),
    ("dont-use-fsync", "false"),
    ("duplicates", "true"),
    ("echo-client-id", "false"),
    ("get-lease-hostnames", "false"),
    ("ignore-client-uids", "false"),
    ("infinite-is-reserved", "false"),
    ("leasequery", "false"),
    ("max-lease-time", "86400"),
    ("ping-check", "true"),
    ("server-id-check", "false"),
    ("stash-agent-options", "true"),
    ("update-conflict-detection", "true"),
    ("update-optimization", "true"),
    ("update-static-leases", "false"),
];

/// Whether a setting says who this server is or where it listens: every server has its own, and
/// partners differ in it by design. `key` is that of a [`Setting`](crate::Setting).
#[must_use]
pub fn is_identity_key(key: &str) -> bool {
    IDENTITY.binary_search(&key).is_ok()
}

/// Whether dhcpd looks at a setting in the outermost scope alone, once: it has no meaning for one
/// subnet or client.
pub(crate) fn is_server_wide(key: &str) -> bool {
    key.starts_with("ldap-") || SERVER_WIDE.binary_search(&key).is_ok()
}

/// Parameters with a default that dhcpd.conf(5) states, with that default in the text of a
/// [`Setting`](crate::Setting), sorted by name: saying it changes nothing where neither a class nor an
/// executed statement sets the same.
pub fn default_values() -> impl Iterator<Item = (&'static str, &'static str)> {
    DEFAULTS.iter().copied()
}

/// What dhcpd does where a parameter or `authoritative` is not said.
pub(crate) fn default_value(key: &str) -> Option<&'static str> {
    if key == "authoritative" {
        return Some("false");
    }
    let at = DEFAULTS.binary_search_by_key(&key, |(known, _)| known).ok()?;
    DEFAULTS.get(at).map(|(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::{DEFAULTS, IDENTITY, SERVER_WIDE};

    #[test]
    fn the_tables_are_sorted_and_apart() {
        assert!(DEFAULTS.is_sorted() && IDENTITY.is_sorted() && SERVER_WIDE.is_sorted());
        assert!(SERVER_WIDE.iter().all(|key| !IDENTITY.contains(key)));
    }
}
