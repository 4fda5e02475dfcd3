//! Standard options inside other options.
// tidy: table

use super::standard::Standard;
use super::standard::Type::{
    Binary, Boolean, Empty, Fqdn, Int32, Ipv4, Ipv6, Prefix6, Psid, Text, Uint8, Uint16, Uint32,
};

/// DHCPv4 over DHCPv6, between the two servers.
#[rustfmt::skip]
pub(super) static ISC_4O6: &[Standard] = &[
    Standard::new("4o6-interface", 60000, &[Text]),
    Standard::new("4o6-source-address", 60001, &[Ipv6]),
    Standard::new("4o6-source-port", 60002, &[Uint16]),
];

/// CableLabs client configuration (RFC 3495).
#[rustfmt::skip]
pub(super) static CABLELABS: &[Standard] = &[
    Standard::new("tsp-primary-server", 1, &[Ipv4]).since(2, 7, 4),
    Standard::new("tsp-secondary-server", 2, &[Ipv4]).since(2, 7, 4),
    Standard::new("tsp-as-parameters", 4, &[Uint32, Uint32, Uint32]).since(2, 7, 4),
    Standard::new("tsp-ap-parameters", 5, &[Uint32, Uint32, Uint32]).since(2, 7, 4),
    Standard::new("tsp-realm", 6, &[Fqdn]).since(2, 7, 4),
    Standard::new("tsp-use-tgt", 7, &[Boolean]).since(2, 7, 4),
    Standard::new("tsp-provisioning-timer", 8, &[Uint8]).since(2, 7, 4),
    Standard::new("tsp-sct", 9, &[Uint16]).since(2, 7, 4),
    Standard::new("kdc-server", 10, &[Ipv4]).array().since(2, 7, 4),
];

/// Relay agent information (RFC 3046).
#[rustfmt::skip]
pub(super) static AGENT: &[Standard] = &[
    Standard::new("circuit-id", 1, &[Text]).since(2, 3, 2).until(2, 3, 7),
    Standard::new("circuit-id", 1, &[Binary]).since(2, 3, 7),
    Standard::new("remote-id", 2, &[Text]).since(2, 3, 2).until(2, 3, 7),
    Standard::new("remote-id", 2, &[Binary]).since(2, 3, 7),
    Standard::new("docsis-device-class", 4, &[Uint32]).since(2, 3, 2),
    Standard::new("link-selection", 5, &[Ipv4]).since(2, 3, 2),
    Standard::new("subscriber-id", 6, &[Text]).since(2, 3, 2),
    Standard::new("radius", 7, &[Binary]).since(2, 3, 2),
    Standard::new("auth", 8, &[Binary]).since(2, 3, 2),
    Standard::new("vendor-specific-info", 9, &[Binary]).since(2, 3, 2),
    Standard::new("relay-flags", 10, &[Uint8]).since(2, 3, 2),
    Standard::new("server-id-override", 11, &[Ipv4]).since(2, 3, 2),
    Standard::new("relay-id", 12, &[Binary]).since(2, 3, 2),
    Standard::new("access-techno-type", 13, &[Uint16]).since(2, 3, 2),
    Standard::new("access-network-name", 14, &[Text]).since(2, 3, 2),
    Standard::new("access-point-name", 15, &[Text]).since(2, 3, 2),
    Standard::new("access-point-bssid", 16, &[Binary]).since(2, 3, 2),
    Standard::new("operator-id", 17, &[Uint32]).since(2, 3, 2),
    Standard::new("operator-realm", 18, &[Text]).since(2, 3, 2),
    Standard::new("relay-port", 19, &[Uint16]).since(2, 3, 2),
    Standard::new("virtual-subnet-select", 151, &[Binary]).since(2, 3, 2),
    Standard::new("virtual-subnet-select-ctrl", 152, &[Empty]).since(2, 3, 2),
];

/// Vendor options of CableLabs, DHCPv4.
#[rustfmt::skip]
pub(super) static DOCSIS3_V4: &[Standard] = &[
    Standard::new("oro", 1, &[Uint8]).array(),
    Standard::new("tftp-servers", 2, &[Ipv4]).array(),
];

/// Vendor options of CableLabs, DHCPv6.
#[rustfmt::skip]
pub(super) static DOCSIS3_V6: &[Standard] = &[
    Standard::new("oro", 1, &[Uint16]).array(),
    Standard::new("device-type", 2, &[Text]),
    Standard::new("vendor-type", 10, &[Text]),
    Standard::new("tftp-servers", 32, &[Ipv6]).array(),
    Standard::new("config-file", 33, &[Text]),
    Standard::new("syslog-servers", 34, &[Ipv6]).array(),
    Standard::new("device-id", 36, &[Binary]),
    Standard::new("time-servers", 37, &[Ipv6]).array(),
    Standard::new("time-offset", 38, &[Int32]),
    Standard::new("cmts-cm-mac", 1026, &[Binary]),
];

/// Lightweight 4over6 (RFC 7598).
#[rustfmt::skip]
pub(super) static LW: &[Standard] = &[
    Standard::new("s46-br", 90, &[Ipv6]),
    Standard::new("s46-v4v6bind", 92, &[Ipv4, Prefix6]).with("s46-v4v6bind-options"),
];

/// MAP-E (RFC 7598).
#[rustfmt::skip]
pub(super) static MAPE: &[Standard] = &[
    Standard::new("s46-rule", 89, &[Uint8, Uint8, Uint8, Ipv4, Prefix6]).with("s46-rule-options"),
    Standard::new("s46-br", 90, &[Ipv6]),
];

/// MAP-T (RFC 7598).
#[rustfmt::skip]
pub(super) static MAPT: &[Standard] = &[
    Standard::new("s46-rule", 89, &[Uint8, Uint8, Uint8, Ipv4, Prefix6]).with("s46-rule-options"),
    Standard::new("s46-dmr", 91, &[Prefix6]),
];

/// Inside a softwire rule.
#[rustfmt::skip]
pub(super) static S46_RULE: &[Standard] = &[
    Standard::new("s46-portparams", 93, &[Uint8, Psid]),
];

/// Inside a softwire binding.
#[rustfmt::skip]
pub(super) static S46_BIND: &[Standard] = &[
    Standard::new("s46-portparams", 93, &[Uint8, Psid]),
];

/// Inside the DHCPv6 NTP option (RFC 5908).
#[rustfmt::skip]
pub(super) static NTP6: &[Standard] = &[
    Standard::new("ntp-server-address", 1, &[Ipv6]).since(2, 7, 4),
    Standard::new("ntp-server-multicast", 2, &[Ipv6]).since(2, 7, 4),
    Standard::new("ntp-server-fqdn", 3, &[Fqdn]).since(2, 7, 4),
];
