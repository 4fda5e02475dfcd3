//! Configurations, and DHCPv6 clients that the server which has them is asked by.

mod clients;
mod more_clients;

use dhcpd_conf::resolve::v6::Client;

/// A configuration with its clients.
pub(crate) struct Site {
    pub(crate) name: &'static str,
    /// The text, without what servers of the lab have that say nothing of their link: see
    /// [`super::server::text`].
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
    clients::plain, clients::campus, clients::delegation,
    more_clients::relays, more_clients::programs, more_clients::temporary, more_clients::link,
}
