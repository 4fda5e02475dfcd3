//! Codes of the server's parameters that decide on an answer (dhcpd.conf(5)), as in the table of the space
//! `server`.

pub(super) const DEFAULT_LEASE_TIME: u32 = 1;
pub(super) const MAX_LEASE_TIME: u32 = 2;
pub(super) const MIN_LEASE_TIME: u32 = 3;
pub(super) const BOOT_UNKNOWN_CLIENTS: u32 = 6;
pub(super) const ALLOW_BOOTP: u32 = 8;
pub(super) const ALLOW_BOOTING: u32 = 9;
pub(super) const GET_LEASE_HOSTNAMES: u32 = 11;
pub(super) const USE_HOST_DECL_NAMES: u32 = 12;
pub(super) const USE_LEASE_ADDR_FOR_DEFAULT_ROUTE: u32 = 13;
pub(super) const MIN_SECS: u32 = 14;
pub(super) const FILENAME: u32 = 15;
pub(super) const SERVER_NAME: u32 = 16;
pub(super) const NEXT_SERVER: u32 = 17;
pub(super) const VENDOR_OPTION_SPACE: u32 = 19;
pub(super) const SITE_OPTION_SPACE: u32 = 21;
pub(super) const DDNS_UPDATE_STYLE: u32 = 39;
pub(super) const ADAPTIVE_LEASE_TIME_THRESHOLD: u32 = 50;
pub(super) const PREFERRED_LIFETIME: u32 = 53;
pub(super) const LIMIT_ADDRS_PER_IA: u32 = 56;
pub(super) const LIMIT_PREFS_PER_IA: u32 = 57;
pub(super) const ECHO_CLIENT_ID: u32 = 85;
pub(super) const PREFIX_LENGTH_MODE: u32 = 87;
pub(super) const DHCPV6_SET_TEE_TIMES: u32 = 88;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Build;
    use crate::options::Options;
    use crate::table::SERVER;

    #[test]
    fn codes_are_those_of_the_table() {
        let options = Options::new(Build::DEBIAN);
        for (code, name) in [
            (DEFAULT_LEASE_TIME, "default-lease-time"),
            (MAX_LEASE_TIME, "max-lease-time"),
            (MIN_LEASE_TIME, "min-lease-time"),
            (BOOT_UNKNOWN_CLIENTS, "boot-unknown-clients"),
            (ALLOW_BOOTP, "allow-bootp"),
            (ALLOW_BOOTING, "allow-booting"),
            (GET_LEASE_HOSTNAMES, "get-lease-hostnames"),
            (USE_HOST_DECL_NAMES, "use-host-decl-names"),
            (USE_LEASE_ADDR_FOR_DEFAULT_ROUTE, "use-lease-addr-for-default-route"),
            (MIN_SECS, "min-secs"),
            (FILENAME, "filename"),
            (SERVER_NAME, "server-name"),
            (NEXT_SERVER, "next-server"),
            (VENDOR_OPTION_SPACE, "vendor-option-space"),
            (SITE_OPTION_SPACE, "site-option-space"),
            (DDNS_UPDATE_STYLE, "ddns-update-style"),
            (ADAPTIVE_LEASE_TIME_THRESHOLD, "adaptive-lease-time-threshold"),
            (PREFERRED_LIFETIME, "preferred-lifetime"),
            (LIMIT_ADDRS_PER_IA, "limit-addrs-per-ia"),
            (LIMIT_PREFS_PER_IA, "limit-prefs-per-ia"),
            (ECHO_CLIENT_ID, "echo-client-id"),
            (PREFIX_LENGTH_MODE, "prefix-length-mode"),
            (DHCPV6_SET_TEE_TIMES, "dhcpv6-set-tee-times"),
        ] {
            let def = options.by_code(SERVER, code).expect("a parameter");
            assert_eq!(def.name, name);
        }
    }
}
