//! Commands without a server: the bytes of each, what is not sent, and answers that are none.

mod answers;
mod bytes;
mod page;
mod refusals;

use kea_config::{Document, Family, Version};
use kea_ha::command::{Channel, Configuration, Server};

/// A server at its unix socket.
fn server(family: Family, version: &str) -> Server {
    let version = Version::parse(version).unwrap();
    Server { family, version, channel: Channel::UnixSocket }
}

/// What a file says.
fn configuration(text: &str) -> Configuration {
    Configuration::of(&Document::of_value(text).unwrap()).unwrap()
}
