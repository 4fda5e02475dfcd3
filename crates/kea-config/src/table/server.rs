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
            Key::equal("subnet4", List(&SUBNET)).v4(),
            Key::equal("subnet6", List(&SUBNET)).v6(),
            Key::equal("shared-networks", List(&SHARED_NETWORK)),
            Key::advisory("reservations", List(&RESERVATION)),
            Key::equal("client-classes", List(&CLIENT_CLASS)),
            Key::equal("option-def", List(&OPTION_DEF)),
            Key::equal("hooks-libraries", List(&HOOK)),
            Key::identity("interfaces-config", Map(&INTERFACES)),
            Key::identity("lease-database", Map(&LEASE_DATABASE)),
            Key::identity("hosts-database", Map(&HOSTS_DATABASE)),
            Key::identity("hosts-databases", List(&HOSTS_DATABASE)),
            Key::identity("config-control", Map(&CONFIG_CONTROL)),
            Key::identity("control-socket", Map(&CONTROL_SOCKET)).until(3, 3, 1),
            Key::identity("control-sockets", List(&CONTROL_SOCKET)).since(V2_7_2),
            Key::advisory("dhcp-ddns", Map(&DHCP_DDNS)),
            Key::identity("loggers", SomeList(&LOGGER)),
        ]),
        Group::of(&[
            Key::advisory("expired-leases-processing", Map(&EXPIRATION)),
            Key::advisory("dhcp-queue-control", Map(&QUEUE)),
            Key::advisory("multi-threading", Map(&THREADS)),
            Key::advisory("sanity-checks", Map(&SANITY)),
            Key::equal("compatibility", Map(&COMPATIBILITY)),
            Key::identity("server-id", Map(&SERVER_ID)).v6(),
            Key::equal("host-reservation-identifiers", Choices(IDENTIFIERS)),
            Key::equal("mac-sources", SomeTexts).v6(),
            Key::equal("relay-supplied-options", FreeList).v6(),
            Key::identity("server-tag", Text),
            Key::identity("data-directory", Text).v6(),
            Key::identity("dhcp4o6-port", Integer),
            Key::advisory("decline-probation-period", Integer),
            Key::equal("echo-client-id", Boolean).v4(),
            Key::equal("stash-agent-options", Boolean).v4().since(V2_5_8),
            Key::advisory("allow-address-registration", Boolean).v6().since(V3_1_4),
            Key::equal("early-global-reservations-lookup", Boolean),
            Key::equal("ip-reservations-unique", Boolean),
            Key::equal("reservations-lookup-first", Boolean),
            Key::advisory("statistic-default-sample-count", Integer),
            Key::advisory("statistic-default-sample-age", Integer),
            Key::advisory("parked-packet-limit", Integer),
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
