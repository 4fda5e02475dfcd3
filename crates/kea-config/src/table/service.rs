//! Interfaces, DNS updates, threads and other parts of the server: their keys.
// tidy: table

use super::level::Shape::{Boolean, Choice, Folded, Integer, Parameters, Text, Texts};
use super::level::{Group, Key, Level};
use super::network::{CONTEXT, REPLACE_CLIENT_NAME};
use crate::version::Release;

const V2_3_2: &[Release] = &[Release::new(2, 3, 2)];
const V2_3_6: &[Release] = &[Release::new(2, 3, 6)];

pub(super) static INTERFACES: Level = Level::new(
    "`interfaces-config`",
    &[
        Group::of(&[
            Key::identity("interfaces", Texts),
            Key::identity("dhcp-socket-type", Choice(&["raw", "udp"])).v4(),
            Key::identity("outbound-interface", Choice(&["same-as-inbound", "use-routing"])).v4(),
            Key::identity("re-detect", Boolean),
            Key::identity("service-sockets-require-all", Boolean),
            Key::identity("service-sockets-retry-wait-time", Integer),
            Key::identity("service-sockets-max-retries", Integer),
        ]),
        CONTEXT,
    ],
);

pub(super) static DHCP_DDNS: Level = Level::new(
    "`dhcp-ddns`",
    &[
        Group::of(&[
            Key::advisory("enable-updates", Boolean),
            Key::identity("server-ip", Text),
            Key::identity("server-port", Integer),
            Key::identity("sender-ip", Text),
            Key::identity("sender-port", Integer),
            Key::advisory("max-queue-size", Integer),
            Key::advisory("ncr-protocol", Folded(&["udp", "tcp"])),
            Key::advisory("ncr-format", Folded(&["json"])),
            Key::advisory("override-no-update", Boolean).until(2, 6, 0),
            Key::advisory("override-client-update", Boolean).until(2, 6, 0),
            Key::advisory("replace-client-name", Folded(REPLACE_CLIENT_NAME)).until(2, 6, 0),
            Key::advisory("generated-prefix", Text).until(2, 6, 0),
            Key::advisory("qualifying-suffix", Text).until(2, 6, 0),
            Key::advisory("hostname-char-set", Text).until(2, 6, 0),
            Key::advisory("hostname-char-replacement", Text).until(2, 6, 0),
        ]),
        CONTEXT,
    ],
)
.requires(&["enable-updates"]);

pub(super) static EXPIRATION: Level = Level::new(
    "`expired-leases-processing`",
    &[Group::of(&[
        Key::advisory("reclaim-timer-wait-time", Integer),
        Key::advisory("flush-reclaimed-timer-wait-time", Integer),
        Key::advisory("hold-reclaimed-time", Integer),
        Key::advisory("max-reclaim-leases", Integer),
        Key::advisory("max-reclaim-time", Integer),
        Key::advisory("unwarned-reclaim-cycles", Integer),
    ])],
);

pub(super) static QUEUE: Level = Level::new(
    "`dhcp-queue-control`",
    &[
        Group::of(&[
            Key::advisory("enable-queue", Boolean),
            Key::advisory("queue-type", Text),
            Key::advisory("capacity", Integer),
        ]),
        CONTEXT,
    ],
)
.requires(&["enable-queue"])
// A queue of another type may want parameters of its own.
.open();

pub(super) static THREADS: Level = Level::new(
    "`multi-threading`",
    &[
        Group::of(&[
            Key::advisory("enable-multi-threading", Boolean),
            Key::identity("thread-pool-size", Integer),
            Key::identity("packet-queue-size", Integer),
        ]),
        CONTEXT,
    ],
)
.requires(&["enable-multi-threading"]);

pub(super) static SANITY: Level = Level::new(
    "`sanity-checks`",
    &[Group::of(&[
        Key::advisory("lease-checks", Text),
        Key::advisory("extended-info-checks", Text).since(V2_3_2),
    ])],
);

pub(super) static COMPATIBILITY: Level = Level::new(
    "`compatibility`",
    &[Group::of(&[
        Key::equal("lenient-option-parsing", Boolean),
        Key::equal("ignore-rai-link-selection", Boolean).v4().since(V2_3_2),
        Key::equal("ignore-dhcp-server-identifier", Boolean).v4().since(V2_3_6),
        Key::equal("exclude-first-last-24", Boolean).v4().since(V2_3_6),
    ])],
);

pub(super) static SERVER_ID: Level = Level::new(
    "`server-id`",
    &[
        Group::of(&[
            Key::identity("type", Choice(&["LLT", "EN", "LL"])),
            Key::identity("identifier", Text),
            Key::identity("time", Integer),
            Key::identity("htype", Integer),
            Key::identity("enterprise-id", Integer),
            Key::identity("persist", Boolean),
        ]),
        CONTEXT,
    ],
)
.requires(&["type"]);

pub(super) static HOOK: Level = Level::new(
    "`hooks-libraries`",
    &[Group::of(&[Key::equal("library", Text), Key::equal("parameters", Parameters)])],
)
.requires(&["library"]);
