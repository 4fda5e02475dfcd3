//! What a scope can say so that a setting around it does not count: dhcpd then does what it does where
//! nothing is said, as running servers show (`tests/wire`).

use crate::Family;
use crate::table::default_value;

/// Parameters with the value that makes dhcpd do what it does without them, sorted; beside those whose
/// default dhcpd.conf(5) states.
static PARAMETERS: &[(&str, &str)] = &[
    ("always-broadcast", "false"),
    ("always-reply-rfc1048", "false"),
    ("filename", "\"\""),
    ("min-secs", "0"),
    ("next-server", "0.0.0.0"),
    ("one-lease-per-client", "false"),
    ("server-name", "\"\""),
    ("use-host-decl-names", "false"),
    ("use-lease-addr-for-default-route", "false"),
];

/// Options that dhcpd fills in itself where the file is silent, or goes by: without them it would do
/// something else than with one that is empty. Sorted, as are the others.
static FILLED_IN: &[&str] = &[
    "host-name",
    "routers",
    "subnet-mask",
    "user-class",
    "vendor-class-identifier",
    "vendor-encapsulated-options",
];

/// Options of DHCPv6 that dhcpd only hands on.
static HANDED_ON: &[&str] = &[
    "bcms-server-a",
    "bcms-server-d",
    "domain-search",
    "name-servers",
    "nis-domain-name",
    "nis-servers",
    "nisp-domain-name",
    "nisp-servers",
    "preference",
    "sip-servers-addresses",
    "sip-servers-names",
    "sntp-servers",
];

/// The value of an option that is not sent.
const NOTHING: &str = "= null";

/// The value that makes a setting mean what it means where it is not said.
pub(super) fn unsaid(family: Family, key: &str) -> Option<&'static str> {
    if let Some(value) = default_value(key) {
        return Some(value);
    }
    if let Some(option) = key.strip_prefix("option ") {
        return is_handed_on(family, option).then_some(NOTHING);
    }
    let at = PARAMETERS.binary_search_by_key(&key, |(known, _)| known).ok()?;
    PARAMETERS.get(at).filter(|_| family == Family::V4).map(|(_, value)| *value)
}

/// Whether dhcpd sends an option as the file has it, and nothing where the file has nothing.
fn is_handed_on(family: Family, option: &str) -> bool {
    match family {
        Family::V4 => {
            let own = option.starts_with("dhcp-") || option.contains('.');
            !own && FILLED_IN.binary_search(&option).is_err()
        }
        Family::V6 => {
            let name = option.strip_prefix("dhcp6.");
            name.is_some_and(|name| HANDED_ON.binary_search(&name).is_ok())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(PARAMETERS.is_sorted() && FILLED_IN.is_sorted() && HANDED_ON.is_sorted());
    }

    #[test]
    fn what_dhcpd_goes_by_is_not_emptied() {
        let (four, six) = (|key| unsaid(Family::V4, key), |key| unsaid(Family::V6, key));
        assert_eq!(four("option ntp-servers"), Some("= null"));
        assert_eq!(four("option own"), Some("= null"));
        for key in ["option routers", "option dhcp-lease-time", "option acme.server", "ddns-ttl"] {
            assert_eq!(four(key), None, "{key}");
        }
        assert_eq!(four("filename"), Some("\"\""));
        assert_eq!(six("option dhcp6.name-servers"), Some("= null"));
        assert_eq!((six("option dhcp6.unicast"), six("filename")), (None, None));
    }
}
