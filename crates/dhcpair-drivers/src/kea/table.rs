//! What every parameter of a Kea DHCP server is to the partners of a pair.
//!
//! Sources: the Kea ARM, "Configuration" of the DHCPv4 and DHCPv6 servers, and what the servers
//! print when asked for their configuration. A key that is not here is compared as it stands, as
//! something that is not understood: a new parameter never goes unseen.

use super::value::Form;

/// What a parameter is to the partners of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// A server's own: never the same by right, never compared, never copied.
    Identity,
    /// Must be equal: partners that differ here harm each other's clients.
    Equal,
    /// Should be equal: what differs shows when the other one answers.
    Advisory,
}

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
    pub(super) share: Share,
    pub(super) form: Form,
    /// What counts for the whole server where nothing is said.
    pub(super) default: Fallback,
}

/// The parameter of a key.
pub(super) fn find(key: &str) -> Option<&'static Parameter> {
    PARAMETERS.binary_search_by(|one| one.key.cmp(key)).ok().and_then(|at| PARAMETERS.get(at))
}

const fn row(key: &'static str, share: Share, form: Form, default: Fallback) -> Parameter {
    Parameter { key, share, form, default }
}

use Fallback::{ByVersion, Is, Of, V4, V6};
use Form::{Address, Flag, Map, Names, Number, Options, Other, Present, Ratio, Said, Text};
use Share::{Advisory, Equal, Identity};

/// Shorthand for "no default".
const NO: Fallback = Fallback::None;

/// All parameters, sorted by key.
#[rustfmt::skip]
pub(super) static PARAMETERS: &[Parameter] = &[
    row("4o6-interface",                      Equal,    Present, NO),
    row("4o6-interface-id",                   Equal,    Said,    NO),
    row("4o6-subnet",                         Equal,    Said,    NO),
    row("adaptive-lease-time-threshold",      Advisory, Ratio,   NO),
    row("allocator",                          Advisory, Text,    Is("iterative")),
    row("allow-address-registration",         Advisory, Flag,    V6("true")),
    row("authoritative",                      Equal,    Flag,    V4("false")),
    row("boot-file-name",                     Advisory, Said,    V4("")),
    row("cache-max-age",                      Advisory, Number,  NO),
    row("cache-threshold",                    Advisory, Ratio,   ByVersion),
    row("calculate-tee-times",                Advisory, Flag,    Of("false", "true")),
    row("compatibility",                      Equal,    Map,     NO),
    row("compatibility.exclude-first-last-24",            Equal, Flag, V4("false")),
    row("compatibility.ignore-dhcp-server-identifier",    Equal, Flag, V4("false")),
    row("compatibility.ignore-rai-link-selection",        Equal, Flag, V4("false")),
    row("compatibility.lenient-option-parsing",           Equal, Flag, Is("false")),
    row("config-control",                     Identity, Map,     NO),
    row("control-socket",                     Identity, Other,   NO),
    row("control-sockets",                    Identity, Other,   NO),
    row("data-directory",                     Identity, Text,    NO),
    row("ddns-conflict-resolution-mode",      Advisory, Text,    Is("check-with-dhcid")),
    row("ddns-generated-prefix",              Advisory, Text,    Is("myhost")),
    row("ddns-override-client-update",        Advisory, Flag,    Is("false")),
    row("ddns-override-no-update",            Advisory, Flag,    Is("false")),
    row("ddns-qualifying-suffix",             Advisory, Text,    Is("")),
    row("ddns-replace-client-name",           Advisory, Text,    Is("never")),
    row("ddns-send-updates",                  Advisory, Flag,    Is("true")),
    row("ddns-ttl",                           Advisory, Number,  NO),
    row("ddns-ttl-max",                       Advisory, Number,  NO),
    row("ddns-ttl-min",                       Advisory, Number,  NO),
    row("ddns-ttl-percent",                   Advisory, Ratio,   NO),
    row("ddns-update-on-renew",               Advisory, Flag,    Is("false")),
    row("decline-probation-period",           Advisory, Number,  Is("86400")),
    row("dhcp-ddns",                          Advisory, Map,     NO),
    row("dhcp-ddns.enable-updates",           Advisory, Flag,    Is("false")),
    row("dhcp-ddns.max-queue-size",           Advisory, Number,  Is("1024")),
    row("dhcp-ddns.ncr-format",               Advisory, Text,    Is("JSON")),
    row("dhcp-ddns.ncr-protocol",             Advisory, Text,    Is("UDP")),
    row("dhcp-ddns.sender-ip",                Identity, Address, NO),
    row("dhcp-ddns.sender-port",              Identity, Number,  NO),
    row("dhcp-ddns.server-ip",                Identity, Address, NO),
    row("dhcp-ddns.server-port",              Identity, Number,  NO),
    row("dhcp-queue-control",                 Advisory, Map,     NO),
    row("dhcp-queue-control.capacity",        Advisory, Number,  Is("64")),
    row("dhcp-queue-control.enable-queue",    Advisory, Flag,    Is("false")),
    row("dhcp-queue-control.queue-type",      Advisory, Text,    Of("kea-ring4", "kea-ring6")),
    row("dhcp4o6-port",                       Identity, Number,  NO),
    row("early-global-reservations-lookup",   Equal,    Flag,    Is("false")),
    row("echo-client-id",                     Equal,    Flag,    V4("true")),
    row("expired-leases-processing",          Advisory, Map,     NO),
    row("expired-leases-processing.flush-reclaimed-timer-wait-time", Advisory, Number, Is("25")),
    row("expired-leases-processing.hold-reclaimed-time",             Advisory, Number, Is("3600")),
    row("expired-leases-processing.max-reclaim-leases",              Advisory, Number, Is("100")),
    row("expired-leases-processing.max-reclaim-time",                Advisory, Number, Is("250")),
    row("expired-leases-processing.reclaim-timer-wait-time",         Advisory, Number, Is("10")),
    row("expired-leases-processing.unwarned-reclaim-cycles",         Advisory, Number, Is("5")),
    row("host-reservation-identifiers",       Equal,    Names,
        Of("hw-address, duid, circuit-id, client-id", "hw-address, duid")),
    row("hostname-char-replacement",          Advisory, Text,    Is("")),
    row("hostname-char-set",                  Advisory, Text,    Is("[^A-Za-z0-9.-]")),
    row("hosts-database",                     Identity, Map,     NO),
    row("hosts-databases",                    Identity, Other,   NO),
    row("id",                                 Equal,    Number,  NO),
    row("interface",                          Equal,    Present, NO),
    row("interface-id",                       Equal,    Said,    NO),
    row("interfaces-config",                  Identity, Other,   NO),
    row("ip-reservations-unique",             Equal,    Flag,    Is("true")),
    row("lease-database",                     Identity, Map,     NO),
    row("lease-database.persist",             Advisory, Flag,    Is("true")),
    row("lease-database.type",                Advisory, Text,    Is("memfile")),
    row("loggers",                            Identity, Other,   NO),
    row("mac-sources",                        Equal,    Names,   V6("any")),
    row("match-client-id",                    Equal,    Flag,    V4("true")),
    row("max-preferred-lifetime",             Advisory, Number,  NO),
    row("max-valid-lifetime",                 Advisory, Number,  NO),
    row("metadata",                           Identity, Other,   NO),
    row("min-preferred-lifetime",             Advisory, Number,  NO),
    row("min-valid-lifetime",                 Advisory, Number,  NO),
    row("multi-threading",                    Advisory, Map,     NO),
    row("multi-threading.enable-multi-threading", Advisory, Flag, ByVersion),
    row("multi-threading.packet-queue-size",  Identity, Number,  NO),
    row("multi-threading.thread-pool-size",   Identity, Number,  NO),
    row("next-server",                        Advisory, Address, V4("0.0.0.0")),
    row("offer-lifetime",                     Equal,    Number,  V4("0")),
    row("only-in-additional-list",            Equal,    Flag,    NO),
    row("parked-packet-limit",                Advisory, Number,  Is("256")),
    row("pd-allocator",                       Advisory, Text,    V6("iterative")),
    row("pool-id",                            Advisory, Number,  NO),
    row("preferred-lifetime",                 Advisory, Number,  ByVersion),
    row("rapid-commit",                       Advisory, Flag,    V6("false")),
    row("rebind-timer",                       Advisory, Number,  NO),
    row("relay-supplied-options",             Equal,    Options, V6("65")),
    row("renew-timer",                        Advisory, Number,  NO),
    row("reservations-global",                Equal,    Flag,    Is("false")),
    row("reservations-in-subnet",             Equal,    Flag,    Is("true")),
    row("reservations-lookup-first",          Equal,    Flag,    Is("false")),
    row("reservations-out-of-pool",           Equal,    Flag,    Is("false")),
    row("sanity-checks",                      Advisory, Map,     NO),
    row("sanity-checks.extended-info-checks", Advisory, Text,    Is("fix")),
    row("sanity-checks.lease-checks",         Advisory, Text,    Is("warn")),
    row("server-hostname",                    Advisory, Said,    V4("")),
    row("server-id",                          Identity, Other,   NO),
    row("server-tag",                         Identity, Text,    NO),
    row("stash-agent-options",                Equal,    Flag,    V4("false")),
    row("statistic-default-sample-age",       Advisory, Number,  Is("0")),
    row("statistic-default-sample-count",     Advisory, Number,  Is("20")),
    row("store-extended-info",                Equal,    Flag,    Is("false")),
    row("t1-percent",                         Advisory, Ratio,   Is("0.5")),
    row("t2-percent",                         Advisory, Ratio,   Of("0.875", "0.8")),
    row("valid-lifetime",                     Advisory, Number,  Is("7200")),
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
