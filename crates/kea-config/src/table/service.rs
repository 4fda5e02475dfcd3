//! Interfaces, DNS updates, threads and other parts of the server: their keys.
// tidy: table

use super::level::Shape::{Boolean, Choice, Folded, Free, Integer, Text, Texts};
use super::level::{Group, Key, Level};
use super::network::{CONTEXT, REPLACE_CLIENT_NAME};
use crate::version::Release;

const V2_3_2: &[Release] = &[Release::new(2, 3, 2)];
const V2_3_6: &[Release] = &[Release::new(2, 3, 6)];

pub(super) static INTERFACES: Level = Level::new(
    "`interfaces-config`",
    &[
        Group::of(&[
            Key::new("interfaces", Texts),
            Key::new("dhcp-socket-type", Choice(&["raw", "udp"])).v4(),
            Key::new("outbound-interface", Choice(&["same-as-inbound", "use-routing"])).v4(),
            Key::new("re-detect", Boolean),
            Key::new("service-sockets-require-all", Boolean),
            Key::new("service-sockets-retry-wait-time", Integer),
            Key::new("service-sockets-max-retries", Integer),
        ]),
        CONTEXT,
    ],
);

pub(super) static DHCP_DDNS: Level = Level::new(
    "`dhcp-ddns`",
    &[
        Group::of(&[
            Key::new("enable-updates", Boolean),
            Key::new("server-ip", Text),
            Key::new("server-port", Integer),
            Key::new("sender-ip", Text),
            Key::new("sender-port", Integer),
            Key::new("max-queue-size", Integer),
            Key::new("ncr-protocol", Folded(&["udp", "tcp"])),
            Key::new("ncr-format", Folded(&["json"])),
            Key::new("override-no-update", Boolean).until(2, 6, 0),
            Key::new("override-client-update", Boolean).until(2, 6, 0),
            Key::new("replace-client-name", Folded(REPLACE_CLIENT_NAME)).until(2, 6, 0),
            Key::new("generated-prefix", Text).until(2, 6, 0),
            Key::new("qualifying-suffix", Text).until(2, 6, 0),
            Key::new("hostname-char-set", Text).until(2, 6, 0),
            Key::new("hostname-char-replacement", Text).until(2, 6, 0),
        ]),
        CONTEXT,
    ],
)
.requires(&["enable-updates"]);

pub(super) static EXPIRATION: Level = Level::new(
    "`expired-leases-processing`",
    &[Group::of(&[
        Key::new("reclaim-timer-wait-time", Integer),
        Key::new("flush-reclaimed-timer-wait-time", Integer),
        Key::new("hold-reclaimed-time", Integer),
        Key::new("max-reclaim-leases", Integer),
        Key::new("max-reclaim-time", Integer),
        Key::new("unwarned-reclaim-cycles", Integer),
    ])],
);

pub(super) static QUEUE: Level = Level::new(
    "`dhcp-queue-control`",
    &[
        Group::of(&[
            Key::new("enable-queue", Boolean),
            Key::new("queue-type", Text),
            Key::new("capacity", Integer),
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
            Key::new("enable-multi-threading", Boolean),
            Key::new("thread-pool-size", Integer),
            Key::new("packet-queue-size", Integer),
        ]),
        CONTEXT,
    ],
)
.requires(&["enable-multi-threading"]);

pub(super) static SANITY: Level = Level::new(
    "`sanity-checks`",
    &[Group::of(&[
        Key::new("lease-checks", Text),
        Key::new("extended-info-checks", Text).since(V2_3_2),
    ])],
);

pub(super) static COMPATIBILITY: Level = Level::new(
    "`compatibility`",
    &[Group::of(&[
        Key::new("lenient-option-parsing", Boolean),
        Key::new("ignore-rai-link-selection", Boolean).v4().since(V2_3_2),
        Key::new("ignore-dhcp-server-identifier", Boolean).v4().since(V2_3_6),
        Key::new("exclude-first-last-24", Boolean).v4().since(V2_3_6),
    ])],
);

pub(super) static SERVER_ID: Level = Level::new(
    "`server-id`",
    &[
        Group::of(&[
            Key::new("type", Choice(&["LLT", "EN", "LL"])),
            Key::new("identifier", Text),
            Key::new("time", Integer),
            Key::new("htype", Integer),
            Key::new("enterprise-id", Integer),
            Key::new("persist", Boolean),
        ]),
        CONTEXT,
    ],
)
.requires(&["type"]);

pub(super) static HOOK: Level = Level::new(
    "`hooks-libraries`",
    &[Group::of(&[Key::new("library", Text), Key::new("parameters", Free)])],
)
.requires(&["library"]);
