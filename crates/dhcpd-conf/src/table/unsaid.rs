//! What a scope can say so that a setting around it does not count: dhcpd then does what it does where
//! nothing is said, as running servers show (`tests/wire`).

use super::{default_value, options_v4};
use crate::Family;

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

/// The value of a setting with which dhcpd does what it does where nobody says anything: the default of a parameter, or
/// `= null` of an option that it would only hand on. [`None`] where there is no such value: options that dhcpd fills in itself or
/// goes by. `key` and value are those of a [`Setting`](crate::Setting).
///
/// ```
/// use dhcpd_conf::{Family, unsaid_value};
///
/// assert_eq!(unsaid_value(Family::V4, "filename"), Some("\"\""));
/// assert_eq!(unsaid_value(Family::V4, "option ntp-servers"), Some("= null"));
/// assert_eq!(unsaid_value(Family::V4, "option subnet-mask"), None);
/// ```
#[must_use]
pub fn unsaid_value(family: Family, key: &str) -> Option<&'static str> {
    if let Some(value) = default_value(key) {
        return Some(value);
    }
    if let Some(option) = key.strip_prefix("option ") {
        return is_handed_on(family, option).then_some(NOTHING);
    }
    let at = PARAMETERS.binary_search_by_key(&key, |(known, _)| known).ok()?;
    PARAMETERS.get(at).filter(|_| family == Family::V4).map(|(_, value)| *value)
}

/// Every parameter and built-in option that has such a value beside [`default_values`](crate::default_values), with it.
pub fn unsaid_values(family: Family) -> impl Iterator<Item = (String, &'static str)> {
    let (parameters, names) = match family {
        Family::V4 => {
            let names = options_v4::DHCP.iter().map(|row| row.name.to_owned());
            (PARAMETERS, names.collect::<Vec<_>>())
        }
        Family::V6 => {
            (&[][..], HANDED_ON.iter().map(|name| format!("dhcp6.{name}")).collect::<Vec<_>>())
        }
    };
    let options = names.into_iter().map(|name| format!("option {name}"));
    let options = options.filter_map(move |key| Some((unsaid_value(family, &key)?, key)));
    let parameters = parameters.iter().map(|(key, value)| ((*key).to_owned(), *value));
    parameters.chain(options.map(|(value, key)| (key, value)))
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
        let (four, six) =
            (|key| unsaid_value(Family::V4, key), |key| unsaid_value(Family::V6, key));
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
