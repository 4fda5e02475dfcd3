//! The option spaces inside other options: vendor spaces, relay agent, FQDN.

use super::Row;

/// Space `nwip`.
#[rustfmt::skip]
pub(super) static NWIP: &[Row] = &[
    Row::new("illegal-1", 1, ""),
    Row::new("illegal-2", 2, ""),
    Row::new("illegal-3", 3, ""),
    Row::new("illegal-4", 4, ""),
    Row::new("nsq-broadcast", 5, "f"),
    Row::new("preferred-dss", 6, "IA"),
    Row::new("nearest-nwip-server", 7, "IA"),
    Row::new("autoretries", 8, "B"),
    Row::new("autoretry-secs", 9, "B"),
    Row::new("nwip-1-1", 10, "f"),
    Row::new("primary-dss", 11, "I"),
];

/// Space `fqdn`.
#[rustfmt::skip]
pub(super) static FQDN: &[Row] = &[
    Row::new("no-client-update", 1, "f"),
    Row::new("server-update", 2, "f"),
    Row::new("encoded", 3, "f"),
    Row::new("rcode1", 4, "B"),
    Row::new("rcode2", 5, "B"),
    Row::new("hostname", 6, "t"),
    Row::new("domainname", 7, "t"),
    Row::new("fqdn", 8, "t"),
];

/// Space `vendor-class`.
#[rustfmt::skip]
pub(super) static VENDOR_CLASS: &[Row] = &[
    Row::new("isc", 2495, "X"),
];

/// Space `vendor`.
#[rustfmt::skip]
pub(super) static VENDOR: &[Row] = &[
    Row::new("isc", 2495, "Eisc."),
];

/// Space `isc`.
#[rustfmt::skip]
pub(super) static ISC: &[Row] = &[
    Row::new("media", 1, "t"),
    Row::new("update-assist", 2, "X"),
];

/// Space `vsio`.
#[rustfmt::skip]
pub(super) static VSIO: &[Row] = &[
    Row::new("isc", 2495, "Eisc6."),
];

/// Space `isc6`.
#[rustfmt::skip]
pub(super) static ISC6: &[Row] = &[
    Row::new("media", 1, "t"),
    Row::new("update-assist", 2, "X"),
    Row::new("4o6-interface", 60000, "t"),
    Row::new("4o6-source-address", 60001, "6"),
];

/// Space `agent`.
#[rustfmt::skip]
pub(super) static AGENT: &[Row] = &[
    Row::new("circuit-id", 1, "X"),
    Row::new("remote-id", 2, "X"),
    Row::new("agent-id", 3, "I"),
    Row::new("DOCSIS-device-class", 4, "L"),
    Row::new("link-selection", 5, "I"),
    Row::new("relay-port", 19, "Z"),
];
