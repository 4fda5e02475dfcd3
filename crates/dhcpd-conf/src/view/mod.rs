//! What a reading gives: scopes with their settings, and the declarations that failover needs.

mod class;
mod config;
mod failover;
mod host;
mod network;
mod range;
mod scope;
mod security;
mod setting;

pub use class::{Class, ClassRule, Subclass};
pub use config::{Config, IncludedFile, OptionDefinition, UnreadInclude};
pub use failover::{FailoverPeer, PeerAddress, PeerDefaults, Role, Spanned};
pub use host::{Host, HostAddress, HostIdentifier};
pub use network::{
    NetworkIx, Permit, PermitKind, Pool, PoolIx, PoolPeer, PrefixRange, Range, Range6,
    SharedNetwork, Subnet, SubnetIx,
};
pub use range::AnyRange;
pub use scope::{ScopeIx, ScopeKind, ScopeNode};
pub use security::{Key, Zone};
pub use setting::{Operator, Setting};

pub(crate) use host::{FixedV4, Identity};
pub(crate) use network::{mask6, net4};
pub(crate) use range::{Ends, RangeKind, number};
pub(crate) use scope::{Item, ItemKind, NO_ITEM};
pub(crate) use setting::setting;

#[cfg(test)]
mod tests;
