//! Typed views of a DHCP server's configuration: thin wrappers over [`Node`]s that
//! know the keys and the spellings Kea accepts.
//!
//! A view never fails and never judges: what does not make sense gives `None` or is left out, and
//! [`check`](crate::check()) says why.

mod class;
mod hook;
mod option;
mod pool;
mod reservation;
mod server;
mod subnet;

pub use class::ClientClass;
pub use hook::HookLibrary;
pub use option::{OptionData, OptionDefinition};
pub use pool::{AddressRange, PdPool, Pool, RangeError};
pub use reservation::{Identifier, IdentifierKind, Reservation};
pub use server::{Parameter, Server, SharedNetwork};
pub use subnet::{DISABLED, Subnet};

pub(crate) use option::options;
pub(crate) use pool::{parse_net, parse_range};
pub(crate) use reservation::hexadecimal;

use std::fmt;

use crate::node::{Kind, Node};

/// The address family a server serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// `Dhcp4`
    V4,
    /// `Dhcp6`
    V6,
}

impl Family {
    /// The key of the list of subnets: `subnet4` or `subnet6`.
    #[must_use]
    pub const fn subnet_key(self) -> &'static str {
        match self {
            Self::V4 => "subnet4",
            Self::V6 => "subnet6",
        }
    }

    /// The option space of standard options: `dhcp4` or `dhcp6`.
    #[must_use]
    pub const fn option_space(self) -> &'static str {
        match self {
            Self::V4 => "dhcp4",
            Self::V6 => "dhcp6",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V4 => "v4",
            Self::V6 => "v6",
        })
    }
}

/// The maps in a list member; what is not a map is left out.
pub(crate) fn maps<'d>(node: Node<'d>, key: &str) -> impl Iterator<Item = Node<'d>> + use<'d> {
    let list = node.get(key).filter(|list| list.kind() == Kind::List);
    list.into_iter().flat_map(Node::items).filter(|item| item.kind() == Kind::Map)
}

/// The strings of a member that is a string or a list of strings.
pub(crate) fn strings<'d>(node: Node<'d>, key: &str) -> Vec<Node<'d>> {
    let Some(value) = node.get(key) else {
        return Vec::new();
    };
    match value.kind() {
        Kind::String => vec![value],
        _ => value.items().filter(|item| item.kind() == Kind::String).collect(),
    }
}

/// What every view has: its map, the options and the plain parameters in it.
macro_rules! level {
    ($name:ident) => {
        impl<'d> $name<'d> {
            /// The map it is made from.
            #[must_use]
            pub const fn node(&self) -> $crate::Node<'d> {
                self.node
            }

            /// The family of the server.
            #[must_use]
            pub const fn family(&self) -> $crate::Family {
                self.family
            }

            /// The members of `option-data`.
            #[must_use]
            pub fn options(&self) -> Vec<$crate::view::OptionData<'d>> {
                $crate::view::option::options(self.node, self.family)
            }

            /// Every member that is no structure of its own: timers, flags, names and the like, in
            /// the order of the text. Names, prefixes, pools and so on have methods instead.
            #[must_use]
            pub fn parameters(&self) -> Vec<$crate::view::Parameter<'d>> {
                $crate::view::server::parameters(self.node)
            }

            /// Who may use it: the classes of `client-class` or `client-classes`.
            #[must_use]
            pub fn guards(&self) -> Vec<$crate::Node<'d>> {
                let mut all = $crate::view::strings(self.node, "client-class");
                all.extend($crate::view::strings(self.node, "client-classes"));
                all.retain(|class| class.as_bytes().is_some_and(|name| !name.is_empty()));
                all
            }
        }
    };
}
pub(crate) use level;
