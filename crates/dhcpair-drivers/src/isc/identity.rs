//! What says who a server is and where it listens: every server has its own, none is ever drift.

/// Parameters and statements of one server alone. Peer declarations and keys have views of their
/// own; the names of included files never reach the model.
static OWN: &[&str] = &[
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

/// Whether a setting identifies the server.
pub(super) fn is_identity(key: &str) -> bool {
    OWN.binary_search(&key).is_ok()
}

#[cfg(test)]
mod tests {
    use super::OWN;

    #[test]
    fn the_table_is_sorted() {
        assert!(OWN.is_sorted());
    }
}
