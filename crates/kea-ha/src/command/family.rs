//! The two families, as types: what differs in the commands of each.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};
use kea_config::Family;

use super::info::CommandInfo;
use super::lease::{Client4, Client6, LeaseClient};
use super::read::FromAnswer;

/// DHCPv4, as a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct V4;

/// DHCPv6, as a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct V6;

/// [`V4`] or [`V6`]: commands that differ by family take it as a parameter.
pub trait AddressFamily:
    sealed::Sealed + Copy + fmt::Debug + Default + PartialEq + 'static
{
    /// The same as a value.
    const FAMILY: Family;

    /// Its addresses.
    type Address: FromAnswer + Copy + Ord + fmt::Debug + fmt::Display;

    /// Its networks.
    type Net: FromAnswer + Copy + Ord + fmt::Debug + fmt::Display;

    /// What a lease says of its client, and what it leases.
    type Client: LeaseClient + Clone + PartialEq + fmt::Debug;
}

impl AddressFamily for V4 {
    const FAMILY: Family = Family::V4;
    type Address = Ipv4Addr;
    type Net = Ipv4Net;
    type Client = Client4;
}

impl AddressFamily for V6 {
    const FAMILY: Family = Family::V6;
    type Address = Ipv6Addr;
    type Net = Ipv6Net;
    type Client = Client6;
}

/// The command of a family, of both.
pub(super) const fn of<F: AddressFamily>(v4: CommandInfo, v6: CommandInfo) -> CommandInfo {
    match F::FAMILY {
        Family::V4 => v4.only(Family::V4),
        Family::V6 => v6.only(Family::V6),
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::V4 {}
    impl Sealed for super::V6 {}
}
