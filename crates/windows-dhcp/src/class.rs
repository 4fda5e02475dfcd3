//! The WMI classes behind the DhcpServer cmdlets, as far as a recorded state holds them.
//!
//! Names and types of properties are those of the classes in `root/Microsoft/Windows/DHCP`. Each
//! struct names the cmdlet that gives it. Properties in lower case are not the class's: they hold
//! what other cmdlets say about the same object (a scope's exclusions, a policy's ranges).
//!
//! `Option` is used where Windows shows no value; where it always shows one and it has a well-known
//! default, the default stands for a property that is left away.

mod failover;
mod lease;
mod option;
mod policy;
mod reservation;
mod scope;
mod server;
mod statistics;
mod v6;

pub use failover::{Failover, FailoverMode, FailoverState, ServerRole, ServerType};
pub use lease::{Lease, LeaseClientType, LeaseRecords, LeaseRegistration, LeaseState, NapStatus};
pub use option::{Class, ClassType, OptionDefinition, OptionKey, OptionType, OptionValue};
pub use policy::{Condition, Policy, PolicyRange};
pub use reservation::{AddressState, ClientType, Reservation};
pub use scope::{ExclusionRange, Scope, ScopeState};
pub use server::{
    AuditLog, Binding, Database, DnsCredential, DnsSetting, DynamicUpdates, Filter, FilterAction,
    FilterList, InDirectory, NpsUnreachableAction, ServerSetting, ServerVersion,
};
pub use statistics::{ScopeStatistics, ServerStatistics};
pub use v6::{
    Binding6, Class6, DnsSetting6, ExclusionRange6, OptionDefinition6, OptionDefinitionType6,
    OptionType6, OptionValue6, Reservation6, Scope6, ScopeState6, ScopeStatistics6, StatelessStore,
};

/// The value of properties that are on unless somebody switches them off.
const fn yes() -> bool {
    true
}
