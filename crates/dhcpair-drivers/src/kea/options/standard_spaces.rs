//! Option spaces inside options that Kea knows by itself: code, name, and layout.

use super::layout::Row;

/// Options of the space `dhcp-agent-options-space`.
#[rustfmt::skip]
pub(super) static DHCP_AGENT_OPTIONS_SPACE: &[Row] = &[
    (1, "circuit-id", "binary"),
    (2, "remote-id", "binary"),
    (4, "docsis-device-class", "uint32"),
    (5, "link-selection", "ipv4-address"),
    (6, "subscriber-id", "string"),
    (7, "radius", "binary"),
    (8, "auth", "binary"),
    (9, "vendor-specific-info", "binary"),
    (10, "relay-flags", "uint8"),
    (11, "server-id-override", "ipv4-address"),
    (12, "relay-id", "binary"),
    (13, "access-techno-type", "uint16"),
    (14, "access-network-name", "string"),
    (15, "access-point-name", "string"),
    (16, "access-point-bssid", "binary"),
    (17, "operator-id", "uint32"),
    (18, "operator-realm", "string"),
    (19, "relay-port", "uint16"),
    (151, "virtual-subnet-select", "binary"),
    (152, "virtual-subnet-select-ctrl", "empty"),
];

/// Options of the space `4o6`.
#[rustfmt::skip]
pub(super) static ISC_4O6: &[Row] = &[
    (60000, "4o6-interface", "string"),
    (60001, "4o6-source-address", "ipv6-address"),
    (60002, "4o6-source-port", "uint16"),
];

/// Options of the space `s46-cont-mape-options`.
#[rustfmt::skip]
pub(super) static S46_CONT_MAPE_OPTIONS: &[Row] = &[
    (89, "s46-rule", "uint8,uint8,uint8,ipv4-address,ipv6-prefix > s46-rule-options"),
    (90, "s46-br", "ipv6-address"),
];

/// Options of the space `s46-cont-mapt-options`.
#[rustfmt::skip]
pub(super) static S46_CONT_MAPT_OPTIONS: &[Row] = &[
    (89, "s46-rule", "uint8,uint8,uint8,ipv4-address,ipv6-prefix > s46-rule-options"),
    (91, "s46-dmr", "ipv6-prefix"),
];

/// Options of the space `s46-cont-lw-options`.
#[rustfmt::skip]
pub(super) static S46_CONT_LW_OPTIONS: &[Row] = &[
    (90, "s46-br", "ipv6-address"),
    (92, "s46-v4v6bind", "ipv4-address,ipv6-prefix > s46-v4v6bind-options"),
];

/// Options of the space `s46-rule-options`.
#[rustfmt::skip]
pub(super) static S46_RULE_OPTIONS: &[Row] = &[
    (93, "s46-portparams", "uint8,psid"),
];

/// Options of the space `s46-v4v6bind-options`.
#[rustfmt::skip]
pub(super) static S46_V4V6BIND_OPTIONS: &[Row] = &[
    (93, "s46-portparams", "uint8,psid"),
];

/// Options of the space `v6-ntp-server-suboptions`.
#[rustfmt::skip]
pub(super) static V6_NTP_SERVER_SUBOPTIONS: &[Row] = &[
    (1, "ntp-server-address", "ipv6-address"),
    (2, "ntp-server-multicast", "ipv6-address"),
    (3, "ntp-server-fqdn", "fqdn"),
];

/// Options of the space `cablelabs-client-conf`.
#[rustfmt::skip]
pub(super) static CABLELABS_CLIENT_CONF: &[Row] = &[
    (1, "tsp-primary-server", "ipv4-address"),
    (2, "tsp-secondary-server", "ipv4-address"),
    (4, "tsp-as-parameters", "uint32,uint32,uint32"),
    (5, "tsp-ap-parameters", "uint32,uint32,uint32"),
    (6, "tsp-realm", "fqdn"),
    (7, "tsp-use-tgt", "boolean"),
    (8, "tsp-provisioning-timer", "uint8"),
    (9, "tsp-sct", "uint16"),
    (10, "kdc-server", "ipv4-address[]"),
];

/// Options of the space `docsis3-v4`.
#[rustfmt::skip]
pub(super) static DOCSIS3_V4: &[Row] = &[
    (1, "oro", "uint8[]"),
    (2, "tftp-servers", "ipv4-address[]"),
];

/// Options of the space `docsis3-v6`.
#[rustfmt::skip]
pub(super) static DOCSIS3_V6: &[Row] = &[
    (1, "oro", "uint16[]"),
    (2, "device-type", "string"),
    (10, "vendor-type", "string"),
    (32, "tftp-servers", "ipv6-address[]"),
    (33, "config-file", "string"),
    (34, "syslog-servers", "ipv6-address[]"),
    (36, "device-id", "binary"),
    (37, "time-servers", "ipv6-address[]"),
    (38, "time-offset", "int32"),
    (1026, "cmts-cm-mac", "binary"),
];
