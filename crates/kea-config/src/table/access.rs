//! Databases, control sockets and loggers: their keys.
// tidy: table

use super::level::Shape::{Boolean, Choice, Integer, List, Map, SomeList, Text};
use super::level::{Group, Key, Level};
use super::network::CONTEXT;
use crate::version::Release;

const V2_2_1: &[Release] = &[Release::new(2, 2, 1), Release::new(2, 3, 4)];
const V2_5_2: &[Release] = &[Release::new(2, 5, 2)];
const V2_5_5: &[Release] = &[Release::new(2, 5, 5)];
const V2_7_2: &[Release] = &[Release::new(2, 7, 2)];
const V2_7_5: &[Release] = &[Release::new(2, 7, 5)];

const ON_FAIL: &[&str] = &["stop-retry-exit", "serve-retry-exit", "serve-retry-continue"];

const DATABASE: Group = Group::of(&[
    Key::advisory("type", Text),
    Key::identity("name", Text),
    Key::identity("host", Text),
    Key::identity("port", Integer),
    Key::identity("user", Text),
    Key::identity("password", Text),
    Key::advisory("persist", Boolean),
    Key::identity("lfc-interval", Integer),
    Key::identity("connect-timeout", Integer),
    Key::identity("read-timeout", Integer).since(V2_2_1),
    Key::identity("write-timeout", Integer).since(V2_2_1),
    Key::identity("tcp-user-timeout", Integer).since(V2_2_1),
    Key::identity("max-reconnect-tries", Integer),
    Key::identity("reconnect-wait-time", Integer),
    Key::identity("on-fail", Choice(ON_FAIL)),
    Key::identity("retry-on-startup", Boolean).since(V2_5_5),
    Key::identity("trust-anchor", Text),
    Key::identity("cert-file", Text),
    Key::identity("key-file", Text),
    Key::identity("cipher-list", Text),
]);

pub(super) static LEASE_DATABASE: Level = Level::new(
    "`lease-database`",
    &[DATABASE, Group::of(&[Key::identity("max-row-errors", Integer)])],
)
.requires(&["type"]);

pub(super) static HOSTS_DATABASE: Level =
    Level::new("`hosts-database`", &[DATABASE, Group::of(&[Key::identity("readonly", Boolean)])])
        .requires(&["type"]);

static CONFIG_DATABASE: Level = Level::new("`config-databases`", &[DATABASE]).requires(&["type"]);

pub(super) static CONFIG_CONTROL: Level = Level::new(
    "`config-control`",
    &[Group::of(&[
        Key::identity("config-databases", List(&CONFIG_DATABASE)),
        Key::identity("config-fetch-wait-time", Integer),
    ])],
);

pub(super) static CONTROL_SOCKET: Level = Level::new(
    "a control socket",
    &[
        Group::of(&[
            // The words are checked where the version is known to want one of them.
            Key::identity("socket-type", Text),
            Key::identity("socket-name", Text),
            Key::identity("socket-address", Text).since(V2_7_2),
            Key::identity("socket-port", Integer).since(V2_7_2),
            Key::identity("trust-anchor", Text).since(V2_7_2),
            Key::identity("cert-file", Text).since(V2_7_2),
            Key::identity("key-file", Text).since(V2_7_2),
            Key::identity("cert-required", Boolean).since(V2_7_2),
            Key::identity("authentication", Map(&AUTHENTICATION)).since(V2_7_2),
            Key::identity("http-headers", List(&HTTP_HEADER)).since(V2_7_5),
        ]),
        CONTEXT,
    ],
);

static AUTHENTICATION: Level = Level::new(
    "`authentication`",
    &[
        Group::of(&[
            Key::identity("type", Choice(&["basic"])),
            Key::identity("realm", Text),
            Key::identity("directory", Text),
            Key::identity("clients", List(&CLIENT)),
        ]),
        CONTEXT,
    ],
);

static CLIENT: Level = Level::new(
    "`clients`",
    &[
        Group::of(&[
            Key::identity("user", Text),
            Key::identity("user-file", Text),
            Key::identity("password", Text),
            Key::identity("password-file", Text),
        ]),
        CONTEXT,
    ],
);

static HTTP_HEADER: Level = Level::new(
    "`http-headers`",
    &[Group::of(&[Key::identity("name", Text), Key::identity("value", Text)]), CONTEXT],
);

pub(super) static LOGGER: Level = Level::new(
    "a logger",
    &[
        Group::of(&[
            Key::identity("name", Text),
            Key::identity("severity", Text),
            Key::identity("debuglevel", Integer),
            Key::identity("output_options", SomeList(&LOGGER_OUTPUT)),
            Key::identity("output-options", SomeList(&LOGGER_OUTPUT)).since(V2_5_2),
        ]),
        CONTEXT,
    ],
);

static LOGGER_OUTPUT: Level = Level::new(
    "`output_options`",
    &[Group::of(&[
        Key::identity("output", Text),
        Key::identity("flush", Boolean),
        Key::identity("maxsize", Integer),
        Key::identity("maxver", Integer),
        Key::identity("pattern", Text),
    ])],
);
