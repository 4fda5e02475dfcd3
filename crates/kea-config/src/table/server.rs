//! The server's own map, `Dhcp4` or `Dhcp6`: its keys.
// tidy: table

use super::access::{CONFIG_CONTROL, CONTROL_SOCKET, HOSTS_DATABASE, LEASE_DATABASE, LOGGER};
use super::level::Shape::{
    Boolean, Choices, FreeList, Integer, List, Map, SomeList, SomeTexts, Text,
};
use super::level::{Group, Key, Level};
use super::network::{
    BOOTP, CLIENT_CLASS, CONTEXT, DDNS, DDNS_CONFLICT, IDENTITY, LIFETIMES, OPTION_DEF, OPTIONS,
    RESERVATION, RESERVATION_FLAGS, SHARED_NETWORK, SUBNET, TIMERS,
};
use super::service::{
    COMPATIBILITY, DHCP_DDNS, EXPIRATION, HOOK, INTERFACES, QUEUE, SANITY, SERVER_ID, THREADS,
};
use crate::version::Release;

const V2_5_8: &[Release] = &[Release::new(2, 5, 8)];
const V2_7_2: &[Release] = &[Release::new(2, 7, 2)];
const V3_1_4: &[Release] = &[Release::new(3, 1, 4)];

const IDENTIFIERS: &[&str] = &["hw-address", "duid", "circuit-id", "client-id", "flex-id"];

pub(crate) static SERVER: Level = Level::new(
    "the server",
    &[
        Group::of(&[
            Key::new("subnet4", List(&SUBNET)).v4(),
            Key::new("subnet6", List(&SUBNET)).v6(),
            Key::new("shared-networks", List(&SHARED_NETWORK)),
            Key::new("reservations", List(&RESERVATION)),
            Key::new("client-classes", List(&CLIENT_CLASS)),
            Key::new("option-def", List(&OPTION_DEF)),
            Key::new("hooks-libraries", List(&HOOK)),
            Key::new("interfaces-config", Map(&INTERFACES)),
            Key::new("lease-database", Map(&LEASE_DATABASE)),
            Key::new("hosts-database", Map(&HOSTS_DATABASE)),
            Key::new("hosts-databases", List(&HOSTS_DATABASE)),
            Key::new("config-control", Map(&CONFIG_CONTROL)),
            Key::new("control-socket", Map(&CONTROL_SOCKET)).until(3, 3, 1),
            Key::new("control-sockets", List(&CONTROL_SOCKET)).since(V2_7_2),
            Key::new("dhcp-ddns", Map(&DHCP_DDNS)),
            Key::new("loggers", SomeList(&LOGGER)),
        ]),
        Group::of(&[
            Key::new("expired-leases-processing", Map(&EXPIRATION)),
            Key::new("dhcp-queue-control", Map(&QUEUE)),
            Key::new("multi-threading", Map(&THREADS)),
            Key::new("sanity-checks", Map(&SANITY)),
            Key::new("compatibility", Map(&COMPATIBILITY)),
            Key::new("server-id", Map(&SERVER_ID)).v6(),
            Key::new("host-reservation-identifiers", Choices(IDENTIFIERS)),
            Key::new("mac-sources", SomeTexts).v6(),
            Key::new("relay-supplied-options", FreeList).v6(),
            Key::new("server-tag", Text),
            Key::new("data-directory", Text).v6(),
            Key::new("dhcp4o6-port", Integer),
            Key::new("decline-probation-period", Integer),
            Key::new("echo-client-id", Boolean).v4(),
            Key::new("stash-agent-options", Boolean).v4().since(V2_5_8),
            Key::new("allow-address-registration", Boolean).v6().since(V3_1_4),
            Key::new("early-global-reservations-lookup", Boolean),
            Key::new("ip-reservations-unique", Boolean),
            Key::new("reservations-lookup-first", Boolean),
            Key::new("statistic-default-sample-count", Integer),
            Key::new("statistic-default-sample-age", Integer),
            Key::new("parked-packet-limit", Integer),
        ]),
        LIFETIMES,
        TIMERS,
        RESERVATION_FLAGS,
        DDNS,
        DDNS_CONFLICT,
        BOOTP,
        IDENTITY,
        OPTIONS,
        CONTEXT,
    ],
);
