//! Configurations, and clients that the server which has them is asked by.

mod clients;
mod more_clients;

use dhcpd_conf::resolve::Client;

/// A configuration with its clients.
pub(crate) struct Site {
    pub(crate) name: &'static str,
    /// The text, without what every server of the lab has: see [`super::HEAD`].
    pub(crate) text: &'static str,
    pub(crate) clients: Vec<Client>,
}

macro_rules! sites {
    ($($module:ident :: $name:ident),* $(,)?) => {
        /// All configurations.
        pub(crate) fn all() -> Vec<Site> {
            vec![$(Site {
                name: stringify!($name),
                text: include_str!(concat!(stringify!($name), ".conf")),
                clients: $module::$name(),
            }),*]
        }
    };
}

sites! {
    clients::campus, clients::phones, clients::boot, clients::groups, clients::relays,
    clients::times, more_clients::expressions, more_clients::requests, more_clients::programs,
    more_clients::additions, more_clients::identities, more_clients::vendors, more_clients::floors,
    more_clients::zeros,
}
