//! How every parameter that partners share is written, and what counts where nothing is said.
//!
//! What is a server's own is not here: [`kea_config::share`] knows that.
//!
//! Sources: the Kea ARM, "Configuration" of the DHCPv4 and DHCPv6 servers, and what the servers
//! print when asked for their configuration. A key that is not here is compared as it stands, as
//! something that is not understood: a new parameter never goes unseen.

use super::value::Form;

/// What counts where the file is silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fallback {
    /// Nothing does.
    None,
    /// This value, in canonical spelling.
    Is(&'static str),
    /// This value in DHCPv4, and this one in DHCPv6.
    Of(&'static str, &'static str),
    /// This value in DHCPv4; the parameter does not exist in DHCPv6.
    V4(&'static str),
    /// This value in DHCPv6; the parameter does not exist in DHCPv4.
    V6(&'static str),
    /// It depends on the version of the server.
    ByVersion,
}

/// One parameter, at whatever level it may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    /// Its key; inside a map with the map's key and a dot in front.
    pub(super) key: &'static str,
    pub(super) form: Form,
    /// What counts for the whole server where nothing is said.
    pub(super) default: Fallback,
}

/// The parameter of a key.
pub(super) fn find(key: &str) -> Option<&'static Parameter> {
    PARAMETERS.binary_search_by(|one| one.key.cmp(key)).ok().and_then(|at| PARAMETERS.get(at))
}

const fn row(key: &'static str, form: Form, default: Fallback) -> Parameter {
    Parameter { key, form, default }
}

use Fallback::{ByVersion, Is, Of, V4, V6};
use Form::{Address, Flag, Map, Names, Number, Options, Present, Ratio, Said, Text};

/// Shorthand for "no default".
const NO: Fallback = Fallback::None;

/// All parameters, sorted by key.
#[rustfmt::skip]
pub(super) static PARAMETERS: &[Parameter] = &[
    row("4o6-interface",                      Present, NO),
    row("4o6-interface-id",                   Said,    NO),
    row("4o6-subnet",                         Said,    NO),
    row("adaptive-lease-time-threshold",      Ratio,   NO),
    row("allocator",                          Text,    Is("iterative")),
    row("allow-address-registration",         Flag,    V6("true")),
    row("authoritative",                      Flag,    V4("false")),
    row("boot-file-name",                     Said,    V4("")),
    row("cache-max-age",                      Number,  NO),
    row("cache-threshold",                    Ratio,   ByVersion),
    row("calculate-tee-times",                Flag,    Of("false", "true")),
    row("compatibility",                      Map,     NO),
    row("compatibility.exclude-first-last-24",            Flag, V4("false")),
    row("compatibility.ignore-dhcp-server-identifier",    Flag, V4("false")),
    row("compatibility.ignore-rai-link-selection",        Flag, V4("false")),
    row("compatibility.lenient-option-parsing",           Flag, Is("false")),
    row("ddns-conflict-resolution-mode",      Text,    Is("check-with-dhcid")),
    row("ddns-generated-prefix",              Text,    Is("myhost")),
    row("ddns-override-client-update",        Flag,    Is("false")),
    row("ddns-override-no-update",            Flag,    Is("false")),
    row("ddns-qualifying-suffix",             Text,    Is("")),
    row("ddns-replace-client-name",           Text,    Is("never")),
    row("ddns-send-updates",                  Flag,    Is("true")),
    row("ddns-ttl",                           Number,  NO),
    row("ddns-ttl-max",                       Number,  NO),
    row("ddns-ttl-min",                       Number,  NO),
    row("ddns-ttl-percent",                   Ratio,   NO),
    row("ddns-update-on-renew",               Flag,    Is("false")),
    row("decline-probation-period",           Number,  Is("86400")),
    row("dhcp-ddns",                          Map,     NO),
    row("dhcp-ddns.enable-updates",           Flag,    Is("false")),
    row("dhcp-ddns.max-queue-size",           Number,  Is("1024")),
    row("dhcp-ddns.ncr-format",               Text,    Is("JSON")),
    row("dhcp-ddns.ncr-protocol",             Text,    Is("UDP")),
    row("dhcp-queue-control",                 Map,     NO),
    row("dhcp-queue-control.capacity",        Number,  Is("64")),
    row("dhcp-queue-control.enable-queue",    Flag,    Is("false")),
    row("dhcp-queue-control.queue-type",      Text,    Of("kea-ring4", "kea-ring6")),
    row("early-global-reservations-lookup",   Flag,    Is("false")),
    row("echo-client-id",                     Flag,    V4("true")),
    row("expired-leases-processing",          Map,     NO),
    row("expired-leases-processing.flush-reclaimed-timer-wait-time", Number, Is("25")),
    row("expired-leases-processing.hold-reclaimed-time",             Number, Is("3600")),
    row("expired-leases-processing.max-reclaim-leases",              Number, Is("100")),
    row("expired-leases-processing.max-reclaim-time",                Number, Is("250")),
    row("expired-leases-processing.reclaim-timer-wait-time",         Number, Is("10")),
    row("expired-leases-processing.unwarned-reclaim-cycles",         Number, Is("5")),
    row("host-reservation-identifiers",       Names,
        Of("hw-address, duid, circuit-id, client-id", "hw-address, duid")),
    row("hostname-char-replacement",          Text,    Is("")),
    row("hostname-char-set",                  Text,    Is("[^A-Za-z0-9.-]")),
    row("id",                                 Number,  NO),
    row("interface",                          Present, NO),
    row("interface-id",                       Said,    NO),
    row("ip-reservations-unique",             Flag,    Is("true")),
    row("lease-database",                     Map,     NO),
    row("lease-database.persist",             Flag,    Is("true")),
    row("lease-database.type",                Text,    Is("memfile")),
    row("mac-sources",                        Names,   V6("any")),
    row("match-client-id",                    Flag,    V4("true")),
    row("max-preferred-lifetime",             Number,  NO),
    row("max-valid-lifetime",                 Number,  NO),
    row("min-preferred-lifetime",             Number,  NO),
    row("min-valid-lifetime",                 Number,  NO),
    row("multi-threading",                    Map,     NO),
    row("multi-threading.enable-multi-threading", Flag, ByVersion),
    row("next-server",                        Address, V4("0.0.0.0")),
    row("offer-lifetime",                     Number,  V4("0")),
    row("only-in-additional-list",            Flag,    NO),
    row("parked-packet-limit",                Number,  Is("256")),
    row("pd-allocator",                       Text,    V6("iterative")),
    row("pool-id",                            Number,  NO),
    row("preferred-lifetime",                 Number,  ByVersion),
    row("rapid-commit",                       Flag,    V6("false")),
    row("rebind-timer",                       Number,  NO),
    row("relay-supplied-options",             Options, V6("65")),
    row("renew-timer",                        Number,  NO),
    row("reservations-global",                Flag,    Is("false")),
    row("reservations-in-subnet",             Flag,    Is("true")),
    row("reservations-lookup-first",          Flag,    Is("false")),
    row("reservations-out-of-pool",           Flag,    Is("false")),
    row("sanity-checks",                      Map,     NO),
    row("sanity-checks.extended-info-checks", Text,    Is("fix")),
    row("sanity-checks.lease-checks",         Text,    Is("warn")),
    row("server-hostname",                    Said,    V4("")),
    row("stash-agent-options",                Flag,    V4("false")),
    row("statistic-default-sample-age",       Number,  Is("0")),
    row("statistic-default-sample-count",     Number,  Is("20")),
    row("store-extended-info",                Flag,    Is("false")),
    row("t1-percent",                         Ratio,   Is("0.5")),
    row("t2-percent",                         Ratio,   Of("0.875", "0.8")),
    row("valid-lifetime",                     Number,  Is("7200")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_unique() {
        assert!(PARAMETERS.is_sorted_by(|a, b| a.key < b.key));
    }

    #[test]
    fn members_of_maps_belong_to_a_map() {
        for one in PARAMETERS {
            if let Some((map, _)) = one.key.split_once('.') {
                assert_eq!(find(map).map(|map| map.form), Some(Map), "{}", one.key);
            }
        }
    }
}
