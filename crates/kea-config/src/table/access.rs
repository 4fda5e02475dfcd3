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
    Key::new("type", Text),
    Key::new("name", Text),
    Key::new("host", Text),
    Key::new("port", Integer),
    Key::new("user", Text),
    Key::new("password", Text),
    Key::new("persist", Boolean),
    Key::new("lfc-interval", Integer),
    Key::new("connect-timeout", Integer),
    Key::new("read-timeout", Integer).since(V2_2_1),
    Key::new("write-timeout", Integer).since(V2_2_1),
    Key::new("tcp-user-timeout", Integer).since(V2_2_1),
    Key::new("max-reconnect-tries", Integer),
    Key::new("reconnect-wait-time", Integer),
    Key::new("on-fail", Choice(ON_FAIL)),
    Key::new("retry-on-startup", Boolean).since(V2_5_5),
    Key::new("trust-anchor", Text),
    Key::new("cert-file", Text),
    Key::new("key-file", Text),
    Key::new("cipher-list", Text),
]);

pub(super) static LEASE_DATABASE: Level =
    Level::new("`lease-database`", &[DATABASE, Group::of(&[Key::new("max-row-errors", Integer)])])
        .requires(&["type"]);

pub(super) static HOSTS_DATABASE: Level =
    Level::new("`hosts-database`", &[DATABASE, Group::of(&[Key::new("readonly", Boolean)])])
        .requires(&["type"]);

static CONFIG_DATABASE: Level = Level::new("`config-databases`", &[DATABASE]).requires(&["type"]);

pub(super) static CONFIG_CONTROL: Level = Level::new(
    "`config-control`",
    &[Group::of(&[
        Key::new("config-databases", List(&CONFIG_DATABASE)),
        Key::new("config-fetch-wait-time", Integer),
    ])],
);

pub(super) static CONTROL_SOCKET: Level = Level::new(
    "a control socket",
    &[
        Group::of(&[
            // The words are checked where the version is known to want one of them.
            Key::new("socket-type", Text),
            Key::new("socket-name", Text),
            Key::new("socket-address", Text).since(V2_7_2),
            Key::new("socket-port", Integer).since(V2_7_2),
            Key::new("trust-anchor", Text).since(V2_7_2),
            Key::new("cert-file", Text).since(V2_7_2),
            Key::new("key-file", Text).since(V2_7_2),
            Key::new("cert-required", Boolean).since(V2_7_2),
            Key::new("authentication", Map(&AUTHENTICATION)).since(V2_7_2),
            Key::new("http-headers", List(&HTTP_HEADER)).since(V2_7_5),
        ]),
        CONTEXT,
    ],
);

static AUTHENTICATION: Level = Level::new(
    "`authentication`",
    &[
        Group::of(&[
            Key::new("type", Choice(&["basic"])),
            Key::new("realm", Text),
            Key::new("directory", Text),
            Key::new("clients", List(&CLIENT)),
        ]),
        CONTEXT,
    ],
);

static CLIENT: Level = Level::new(
    "`clients`",
    &[
        Group::of(&[
            Key::new("user", Text),
            Key::new("user-file", Text),
            Key::new("password", Text),
            Key::new("password-file", Text),
        ]),
        CONTEXT,
    ],
);

static HTTP_HEADER: Level = Level::new(
    "`http-headers`",
    &[Group::of(&[Key::new("name", Text), Key::new("value", Text)]), CONTEXT],
);

pub(super) static LOGGER: Level = Level::new(
    "a logger",
    &[
        Group::of(&[
            Key::new("name", Text),
            Key::new("severity", Text),
            Key::new("debuglevel", Integer),
            Key::new("output_options", SomeList(&LOGGER_OUTPUT)),
            Key::new("output-options", SomeList(&LOGGER_OUTPUT)).since(V2_5_2),
        ]),
        CONTEXT,
    ],
);

static LOGGER_OUTPUT: Level = Level::new(
    "`output_options`",
    &[Group::of(&[
        Key::new("output", Text),
        Key::new("flush", Boolean),
        Key::new("maxsize", Integer),
        Key::new("maxver", Integer),
        Key::new("pattern", Text),
    ])],
);
