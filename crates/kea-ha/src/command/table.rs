//! All commands that this crate knows.

use super::class::{ClassAdd, ClassDel, ClassGet, ClassList, ClassUpdate};
use super::config::{ConfigGet, ConfigHashGet, ConfigReload, ConfigSet, ConfigTest, ConfigWrite};
use super::family::{V4, V6};
use super::ha::{
    HaContinue, HaHeartbeat, HaMaintenanceCancel, HaMaintenanceNotify, HaMaintenanceStart, HaReset,
    HaScopes, HaSync, HaSyncCompleteNotify,
};
use super::info::CommandInfo;
use super::lease_search::{
    LeaseGetByClientId, LeaseGetByDuid, LeaseGetByHostname, LeaseGetByHwAddress,
};
use super::leases::{
    LeaseAdd, LeaseDel, LeaseGet, LeaseGetAll, LeaseGetPage, LeaseUpdate, LeaseWipe,
};
use super::network::{
    NetworkAdd, NetworkDel, NetworkGet, NetworkList, NetworkSubnetAdd, NetworkSubnetDel,
};
use super::request::Command;
use super::reservation::{
    ReservationAdd, ReservationDel, ReservationGet, ReservationGetAll, ReservationGetByAddress,
    ReservationGetByHostname, ReservationGetById, ReservationGetPage, ReservationUpdate,
};
use super::server::{BuildReport, ListCommands, VersionGet};
use super::service::{DhcpDisable, DhcpEnable};
use super::statistics::{StatLeaseGet, StatisticGetAll};
use super::status::StatusGet;
use super::subnet::{
    SubnetAdd, SubnetDel, SubnetDeltaAdd, SubnetDeltaDel, SubnetGet, SubnetList, SubnetUpdate,
};

macro_rules! infos {
    ($($command:ty),* ; both: $($both:ident),*) => {
        &[$(<$command as Command>::INFO,)* $(<$both<V4> as Command>::INFO, <$both<V6> as Command>::INFO,)*]
    };
}

/// All commands that this crate knows, both families' each by itself.
pub const COMMANDS: &[CommandInfo] = infos![
    BuildReport, ClassAdd, ClassDel, ClassGet, ClassList, ClassUpdate, ConfigGet, ConfigHashGet,
    ConfigReload, ConfigSet, ConfigTest, ConfigWrite, DhcpDisable, DhcpEnable, HaContinue, HaHeartbeat,
    HaMaintenanceCancel, HaMaintenanceNotify, HaMaintenanceStart, HaReset, HaScopes, HaSync,
    HaSyncCompleteNotify, LeaseGetByClientId, LeaseGetByDuid, ListCommands, ReservationAdd, ReservationDel, ReservationGet,
    ReservationGetAll, ReservationGetByAddress, ReservationGetByHostname, ReservationGetById,
    ReservationGetPage, ReservationUpdate, StatisticGetAll, StatusGet, VersionGet;
    both: LeaseAdd, LeaseDel, LeaseGet, LeaseGetAll, LeaseGetByHostname, LeaseGetByHwAddress, LeaseGetPage, LeaseUpdate, LeaseWipe, NetworkAdd,
    NetworkDel, NetworkGet, NetworkList, NetworkSubnetAdd, NetworkSubnetDel, StatLeaseGet, SubnetAdd, SubnetDel,
    SubnetDeltaAdd, SubnetDeltaDel, SubnetGet, SubnetList, SubnetUpdate
];
