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
    Group::of(&[Key::advisory("user-context", Free), Key::advisory("comment", Text)]);

static OPTION_KEYS: [Key; 1] = [Key::advisory("option-data", List(&OPTION_DATA))];
pub(super) const OPTIONS: Group = Group::of(&OPTION_KEYS);

/// Lease times and T1, T2.
pub(super) const LIFETIMES: Group = Group::of(&[
    Key::advisory("valid-lifetime", Integer),
    Key::advisory("min-valid-lifetime", Integer),
    Key::advisory("max-valid-lifetime", Integer),
    Key::advisory("preferred-lifetime", Integer).v6(),
    Key::advisory("min-preferred-lifetime", Integer).v6(),
    Key::advisory("max-preferred-lifetime", Integer).v6(),
    Key::equal("offer-lifetime", Integer).v4().since(V2_3_6),
]);

pub(super) const TIMERS: Group = Group::of(&[
    Key::advisory("renew-timer", Integer),
    Key::advisory("rebind-timer", Integer),
    Key::advisory("calculate-tee-times", Boolean),
    Key::advisory("t1-percent", Real),
    Key::advisory("t2-percent", Real),
    Key::advisory("cache-threshold", Real),
    Key::advisory("cache-max-age", Integer),
    Key::equal("store-extended-info", Boolean),
    Key::advisory("allocator", Text).since(V2_3_4),
    Key::advisory("pd-allocator", Text).v6().since(V2_3_4),
    Key::advisory("adaptive-lease-time-threshold", Real).since(V3_1_1),
]);

pub(super) const RESERVATION_MODES: &[&str] = &["disabled", "out-of-pool", "global", "all"];

/// Which reservations count.
pub(super) const RESERVATION_FLAGS: Group = Group::of(&[
    Key::equal("reservation-mode", Choice(RESERVATION_MODES)).until(2, 6, 0),
    Key::equal("reservations-global", Boolean),
    Key::equal("reservations-in-subnet", Boolean),
    Key::equal("reservations-out-of-pool", Boolean),
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
    Key::advisory("ddns-send-updates", Boolean),
    Key::advisory("ddns-override-no-update", Boolean),
    Key::advisory("ddns-override-client-update", Boolean),
    Key::advisory("ddns-replace-client-name", Folded(REPLACE_CLIENT_NAME)),
    Key::advisory("ddns-generated-prefix", Text),
    Key::advisory("ddns-qualifying-suffix", Text),
    Key::advisory("ddns-update-on-renew", Boolean),
    Key::advisory("ddns-conflict-resolution-mode", Folded(CONFLICT_RESOLUTION)).since(V2_5_0),
    Key::advisory("ddns-ttl-percent", Real).since(V2_3_6),
    Key::advisory("ddns-ttl", Integer).since(V2_7_6),
    Key::advisory("ddns-ttl-min", Integer).since(V2_7_6),
    Key::advisory("ddns-ttl-max", Integer).since(V2_7_6),
    Key::advisory("hostname-char-set", Text),
    Key::advisory("hostname-char-replacement", Text),
];

pub(super) const DDNS: Group = Group::of(DDNS_KEYS);
const POOL_DDNS: Group = Group { keys: DDNS_KEYS, since: V2_7_6 };

/// Pools never knew this one.
pub(super) const DDNS_CONFLICT: Group =
    Group::of(&[Key::advisory("ddns-use-conflict-resolution", Boolean)]);

/// BOOTP fields and what DHCPv4 alone decides per network.
pub(super) const BOOTP: Group = Group::of(&[
    Key::advisory("next-server", Text).v4(),
    Key::advisory("server-hostname", Text).v4(),
    Key::advisory("boot-file-name", Text).v4(),
]);

pub(super) const IDENTITY: Group = Group::of(&[
    Key::equal("match-client-id", Boolean).v4(),
    Key::equal("authoritative", Boolean).v4(),
]);

/// Who may use a network or pool.
const GUARDS: Group = Group::of(&[
    Key::equal("client-class", Text),
    Key::equal("client-classes", Texts).since(V2_7_5),
    Key::advisory("require-client-classes", Texts),
    Key::advisory("evaluate-additional-classes", Texts).since(V2_7_4),
]);

/// How a network is recognised. Interfaces are called otherwise on each host, and a partner that is
/// reached by a relay has none there: only whether there is one is compared.
static SELECTION_KEYS: [Key; 4] = [
    Key::advisory("interface", Text),
    Key::equal("interface-id", Text).v6(),
    Key::advisory("rapid-commit", Boolean).v6(),
    Key::equal("relay", Map(&RELAY)),
];
const SELECTION: Group = Group::of(&SELECTION_KEYS);

pub(crate) static RELAY: Level = Level::new(
    "`relay`",
    &[Group::of(&[
        Key::equal("ip-address", Text).until(2, 6, 0),
        Key::equal("ip-addresses", Texts),
    ])],
);

pub(crate) static SHARED_NETWORK: Level = Level::new(
    "a shared network",
    &[
        Group::of(&[
            Key::equal("name", Text),
            Key::equal("subnet4", List(&SUBNET)).v4(),
            Key::equal("subnet6", List(&SUBNET)).v6(),
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
            Key::equal("subnet", Text),
            Key::equal("id", Integer),
            Key::equal("pools", List(&POOL)),
            Key::equal("pd-pools", List(&PD_POOL)).v6(),
            Key::advisory("reservations", List(&RESERVATION)),
            Key::advisory("4o6-interface", Text).v4(),
            Key::equal("4o6-interface-id", Text).v4(),
            Key::equal("4o6-subnet", Text).v4(),
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
        Group::of(&[Key::equal("pool", Text), Key::advisory("pool-id", Integer).since(V2_4_0)]),
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
            Key::equal("prefix", Text),
            Key::equal("prefix-len", Integer),
            Key::equal("delegated-len", Integer),
            Key::equal("excluded-prefix", Text),
            Key::equal("excluded-prefix-len", Integer),
            Key::advisory("pool-id", Integer).since(V2_6_0),
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
            Key::advisory("hw-address", Text),
            Key::advisory("duid", Text),
            Key::advisory("circuit-id", Text).v4(),
            Key::advisory("client-id", Text).v4(),
            Key::advisory("flex-id", Text),
            Key::advisory("ip-address", Text).v4(),
            Key::advisory("ip-addresses", Texts).v6(),
            Key::advisory("prefixes", Texts).v6(),
            Key::advisory("excluded-prefixes", Texts).v6().since(V2_7_3),
            Key::advisory("hostname", Text),
            Key::advisory("client-classes", Texts),
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
            Key::advisory("name", Text),
            Key::advisory("code", Integer),
            Key::advisory("space", Text),
            Key::advisory("data", Text),
            Key::advisory("csv-format", Boolean),
            Key::advisory("always-send", Boolean),
            Key::advisory("never-send", Boolean).since(V2_3_6),
            Key::advisory("client-classes", Texts).since(V2_7_4),
        ]),
        CONTEXT,
    ],
)
.or_empty();

pub(crate) static OPTION_DEF: Level = Level::new(
    "`option-def`",
    &[
        Group::of(&[
            Key::equal("name", Text),
            Key::equal("code", Integer),
            Key::equal("type", Text),
            Key::equal("record-types", Text),
            Key::equal("space", Text),
            Key::equal("encapsulate", Text),
            Key::equal("array", Boolean),
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
            Key::equal("name", Text),
            Key::equal("test", Text),
            Key::equal("template-test", Text).since(V2_3_2),
            Key::equal("only-if-required", Boolean),
            Key::equal("only-in-additional-list", Boolean).since(V2_7_4),
            Key::equal("option-def", List(&OPTION_DEF)).v4(),
        ]),
        LIFETIMES,
        BOOTP,
        OPTIONS,
        CONTEXT,
    ],
)
.requires(&["name"])
.or_empty();
