//! Networks, pools, reservations, options and classes: their keys.
// tidy: table

use super::level::Shape::{Boolean, Choice, Folded, Free, Integer, List, Map, Real, Text, Texts};
use super::level::{Group, Key, Level};
use crate::version::Release;

const V2_3_2: &[Release] = &[Release::new(2, 3, 2)];
const V2_3_4: &[Release] = &[Release::new(2, 3, 4)];
const V2_3_6: &[Release] = &[Release::new(2, 3, 6)];
const V2_4_0: &[Release] = &[Release::new(2, 4, 0)];
const V2_5_0: &[Release] = &[Release::new(2, 5, 0)];
const V2_6_0: &[Release] = &[Release::new(2, 6, 0)];
const V2_7_3: &[Release] = &[Release::new(2, 7, 3)];
const V2_7_4: &[Release] = &[Release::new(2, 7, 4)];
const V2_7_5: &[Release] = &[Release::new(2, 7, 5)];
const V2_7_6: &[Release] = &[Release::new(2, 7, 6)];
const V3_1_1: &[Release] = &[Release::new(3, 1, 1)];

/// `user-context`, and `comment`, which is kept in it.
pub(super) const CONTEXT: Group =
    Group::of(&[Key::new("user-context", Free), Key::new("comment", Text)]);

static OPTION_KEYS: [Key; 1] = [Key::new("option-data", List(&OPTION_DATA))];
pub(super) const OPTIONS: Group = Group::of(&OPTION_KEYS);

/// Lease times and T1, T2.
pub(super) const LIFETIMES: Group = Group::of(&[
    Key::new("valid-lifetime", Integer),
    Key::new("min-valid-lifetime", Integer),
    Key::new("max-valid-lifetime", Integer),
    Key::new("preferred-lifetime", Integer).v6(),
    Key::new("min-preferred-lifetime", Integer).v6(),
    Key::new("max-preferred-lifetime", Integer).v6(),
    Key::new("offer-lifetime", Integer).v4().since(V2_3_6),
]);

pub(super) const TIMERS: Group = Group::of(&[
    Key::new("renew-timer", Integer),
    Key::new("rebind-timer", Integer),
    Key::new("calculate-tee-times", Boolean),
    Key::new("t1-percent", Real),
    Key::new("t2-percent", Real),
    Key::new("cache-threshold", Real),
    Key::new("cache-max-age", Integer),
    Key::new("store-extended-info", Boolean),
    Key::new("allocator", Text).since(V2_3_4),
    Key::new("pd-allocator", Text).v6().since(V2_3_4),
    Key::new("adaptive-lease-time-threshold", Real).since(V3_1_1),
]);

pub(super) const RESERVATION_MODES: &[&str] = &["disabled", "out-of-pool", "global", "all"];

/// Which reservations count.
pub(super) const RESERVATION_FLAGS: Group = Group::of(&[
    Key::new("reservation-mode", Choice(RESERVATION_MODES)).until(2, 6, 0),
    Key::new("reservations-global", Boolean),
    Key::new("reservations-in-subnet", Boolean),
    Key::new("reservations-out-of-pool", Boolean),
]);

pub(super) const REPLACE_CLIENT_NAME: &[&str] =
    &["when-present", "never", "always", "when-not-present", "true", "false"];

const CONFLICT_RESOLUTION: &[&str] = &[
    "check-with-dhcid",
    "no-check-with-dhcid",
    "check-exists-with-dhcid",
    "no-check-without-dhcid",
];

const DDNS_KEYS: &[Key] = &[
    Key::new("ddns-send-updates", Boolean),
    Key::new("ddns-override-no-update", Boolean),
    Key::new("ddns-override-client-update", Boolean),
    Key::new("ddns-replace-client-name", Folded(REPLACE_CLIENT_NAME)),
    Key::new("ddns-generated-prefix", Text),
    Key::new("ddns-qualifying-suffix", Text),
    Key::new("ddns-update-on-renew", Boolean),
    Key::new("ddns-conflict-resolution-mode", Folded(CONFLICT_RESOLUTION)).since(V2_5_0),
    Key::new("ddns-ttl-percent", Real).since(V2_3_6),
    Key::new("ddns-ttl", Integer).since(V2_7_6),
    Key::new("ddns-ttl-min", Integer).since(V2_7_6),
    Key::new("ddns-ttl-max", Integer).since(V2_7_6),
    Key::new("hostname-char-set", Text),
    Key::new("hostname-char-replacement", Text),
];

pub(super) const DDNS: Group = Group::of(DDNS_KEYS);
const POOL_DDNS: Group = Group { keys: DDNS_KEYS, since: V2_7_6 };

/// Pools never knew this one.
pub(super) const DDNS_CONFLICT: Group =
    Group::of(&[Key::new("ddns-use-conflict-resolution", Boolean)]);

/// BOOTP fields and what DHCPv4 alone decides per network.
pub(super) const BOOTP: Group = Group::of(&[
    Key::new("next-server", Text).v4(),
    Key::new("server-hostname", Text).v4(),
    Key::new("boot-file-name", Text).v4(),
]);

pub(super) const IDENTITY: Group = Group::of(&[
    Key::new("match-client-id", Boolean).v4(),
    Key::new("authoritative", Boolean).v4(),
]);

/// Who may use a network or pool.
const GUARDS: Group = Group::of(&[
    Key::new("client-class", Text),
    Key::new("client-classes", Texts).since(V2_7_5),
    Key::new("require-client-classes", Texts),
    Key::new("evaluate-additional-classes", Texts).since(V2_7_4),
]);

/// How a network is recognised.
static SELECTION_KEYS: [Key; 4] = [
    Key::new("interface", Text),
    Key::new("interface-id", Text).v6(),
    Key::new("rapid-commit", Boolean).v6(),
    Key::new("relay", Map(&RELAY)),
];
const SELECTION: Group = Group::of(&SELECTION_KEYS);

pub(crate) static RELAY: Level = Level::new(
    "`relay`",
    &[Group::of(&[Key::new("ip-address", Text).until(2, 6, 0), Key::new("ip-addresses", Texts)])],
);

pub(crate) static SHARED_NETWORK: Level = Level::new(
    "a shared network",
    &[
        Group::of(&[
            Key::new("name", Text),
            Key::new("subnet4", List(&SUBNET)).v4(),
            Key::new("subnet6", List(&SUBNET)).v6(),
        ]),
        SELECTION,
        LIFETIMES,
        TIMERS,
        RESERVATION_FLAGS,
        DDNS,
        DDNS_CONFLICT,
        BOOTP,
        IDENTITY,
        GUARDS,
        OPTIONS,
        CONTEXT,
    ],
);

pub(crate) static SUBNET: Level = Level::new(
    "a subnet",
    &[
        Group::of(&[
            Key::new("subnet", Text),
            Key::new("id", Integer),
            Key::new("pools", List(&POOL)),
            Key::new("pd-pools", List(&PD_POOL)).v6(),
            Key::new("reservations", List(&RESERVATION)),
            Key::new("4o6-interface", Text).v4(),
            Key::new("4o6-interface-id", Text).v4(),
            Key::new("4o6-subnet", Text).v4(),
        ]),
        SELECTION,
        LIFETIMES,
        TIMERS,
        RESERVATION_FLAGS,
        DDNS,
        DDNS_CONFLICT,
        BOOTP,
        IDENTITY,
        GUARDS,
        OPTIONS,
        CONTEXT,
    ],
)
.requires(&["subnet"]);

pub(crate) static POOL: Level = Level::new(
    "a pool",
    &[
        Group::of(&[Key::new("pool", Text), Key::new("pool-id", Integer).since(V2_4_0)]),
        GUARDS,
        POOL_DDNS,
        OPTIONS,
        CONTEXT,
    ],
)
.requires(&["pool"]);

pub(crate) static PD_POOL: Level = Level::new(
    "a prefix pool",
    &[
        Group::of(&[
            Key::new("prefix", Text),
            Key::new("prefix-len", Integer),
            Key::new("delegated-len", Integer),
            Key::new("excluded-prefix", Text),
            Key::new("excluded-prefix-len", Integer),
            Key::new("pool-id", Integer).since(V2_6_0),
        ]),
        GUARDS,
        OPTIONS,
        CONTEXT,
    ],
)
.requires(&["prefix", "prefix-len", "delegated-len"]);

pub(crate) static RESERVATION: Level = Level::new(
    "a reservation",
    &[
        Group::of(&[
            Key::new("hw-address", Text),
            Key::new("duid", Text),
            Key::new("circuit-id", Text).v4(),
            Key::new("client-id", Text).v4(),
            Key::new("flex-id", Text),
            Key::new("ip-address", Text).v4(),
            Key::new("ip-addresses", Texts).v6(),
            Key::new("prefixes", Texts).v6(),
            Key::new("excluded-prefixes", Texts).v6().since(V2_7_3),
            Key::new("hostname", Text),
            Key::new("client-classes", Texts),
        ]),
        BOOTP,
        OPTIONS,
        CONTEXT,
    ],
)
.or_empty();

pub(crate) static OPTION_DATA: Level = Level::new(
    "`option-data`",
    &[
        Group::of(&[
            Key::new("name", Text),
            Key::new("code", Integer),
            Key::new("space", Text),
            Key::new("data", Text),
            Key::new("csv-format", Boolean),
            Key::new("always-send", Boolean),
            Key::new("never-send", Boolean).since(V2_3_6),
            Key::new("client-classes", Texts).since(V2_7_4),
        ]),
        CONTEXT,
    ],
)
.or_empty();

pub(crate) static OPTION_DEF: Level = Level::new(
    "`option-def`",
    &[
        Group::of(&[
            Key::new("name", Text),
            Key::new("code", Integer),
            Key::new("type", Text),
            Key::new("record-types", Text),
            Key::new("space", Text),
            Key::new("encapsulate", Text),
            Key::new("array", Boolean),
        ]),
        CONTEXT,
    ],
)
.requires(&["name", "code", "type"])
.or_empty();

pub(crate) static CLIENT_CLASS: Level = Level::new(
    "a client class",
    &[
        Group::of(&[
            Key::new("name", Text),
            Key::new("test", Text),
            Key::new("template-test", Text).since(V2_3_2),
            Key::new("only-if-required", Boolean),
            Key::new("only-in-additional-list", Boolean).since(V2_7_4),
            Key::new("option-def", List(&OPTION_DEF)).v4(),
        ]),
        LIFETIMES,
        BOOTP,
        OPTIONS,
        CONTEXT,
    ],
)
.requires(&["name"])
.or_empty();
