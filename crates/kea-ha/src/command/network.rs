//! Shared networks of a running server (`libdhcp_subnet_cmds`).
//!
//! They change what the server runs: [`ConfigWrite`](super::ConfigWrite) keeps it.

use kea_config::Json;

use super::failure::ReplyError;
use super::family::AddressFamily;
use super::info::{CommandInfo, Effect};
use super::reply::Answer;
use super::request::Command;
use super::subnet::{command, only};

/// The names of maps in a list of an answer.
pub(super) fn names(answer: &Answer<'_>, key: &str) -> Result<Vec<String>, ReplyError> {
    if answer.is_empty() {
        return Ok(Vec::new());
    }
    let maps = answer.arguments()?.maps(key)?;
    maps.into_iter().map(|map| map.required("name")).collect()
}

/// `network4-list`, `network6-list`: the names of all shared networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NetworkList<F>(pub F);

impl<F: AddressFamily> Command for NetworkList<F> {
    const INFO: CommandInfo = command::<F>("network4-list", "network6-list", Effect::Read);

    type Response = Vec<String>;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        names(answer, "shared-networks")
    }
}

/// `network4-get`, `network6-get`: a shared network as the server runs it, if there is one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkGet<F> {
    /// The family.
    pub family: F,
    /// Its name.
    pub name: String,
}

impl<F: AddressFamily> Command for NetworkGet<F> {
    const INFO: CommandInfo = command::<F>("network4-get", "network6-get", Effect::Read);

    type Response = Option<Json>;

    fn arguments(&self) -> Option<Json> {
        Some(Json::map([("name", Json::from(self.name.as_str()))]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        only(answer, "shared-networks")
    }
}

/// `network4-add`, `network6-add`: a new shared network, with subnets that are new as well.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkAdd<F> {
    /// The family.
    pub family: F,
    /// The map, as in a configuration.
    pub network: Json,
}

impl<F: AddressFamily> Command for NetworkAdd<F> {
    const INFO: CommandInfo = command::<F>("network4-add", "network6-add", Effect::Once);

    /// Its name.
    type Response = Vec<String>;

    fn arguments(&self) -> Option<Json> {
        Some(Json::map([("shared-networks", Json::list([self.network.clone()]))]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        answer.done()?;
        names(answer, "shared-networks")
    }
}

/// What becomes of the subnets of a shared network that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SubnetsOf {
    /// They stay, outside of any network.
    #[default]
    Keep,
    /// They go, too.
    Delete,
}

/// `network4-del`, `network6-del`: takes a shared network away. Answers whether there was one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NetworkDel<F> {
    /// The family.
    pub family: F,
    /// Its name.
    pub name: String,
    /// What becomes of its subnets.
    pub subnets: SubnetsOf,
}

impl<F: AddressFamily> Command for NetworkDel<F> {
    const INFO: CommandInfo = command::<F>("network4-del", "network6-del", Effect::Once);

    type Response = bool;

    fn arguments(&self) -> Option<Json> {
        let action = match self.subnets {
            SubnetsOf::Keep => "keep",
            SubnetsOf::Delete => "delete",
        };
        let name = self.name.as_str();
        Some(Json::map([("name", Json::from(name)), ("subnets-action", action.into())]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<bool, ReplyError> {
        Ok(!answer.is_empty())
    }
}

/// Commands for one subnet and one shared network. They answer whether both were there.
macro_rules! of_both {
    ($($(#[$about:meta])* $name:ident = $v4:literal, $v6:literal;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name<F> {
            /// The family.
            pub family: F,
            /// The network's name.
            pub network: String,
            /// The subnet's number.
            pub subnet: u32,
        }

        impl<F: AddressFamily> Command for $name<F> {
            const INFO: CommandInfo = command::<F>($v4, $v6, Effect::Once);

            type Response = bool;

            fn arguments(&self) -> Option<Json> {
                let name = self.network.as_str();
                Some(Json::map([("name", Json::from(name)), ("id", self.subnet.into())]))
            }

            fn decode(&self, answer: &Answer<'_>) -> Result<bool, ReplyError> {
                Ok(!answer.is_empty())
            }
        }
    )*};
}

of_both! {
    /// `network4-subnet-add`, `network6-subnet-add`: puts a subnet that is in no shared network into
    /// one.
    NetworkSubnetAdd = "network4-subnet-add", "network6-subnet-add";
    /// `network4-subnet-del`, `network6-subnet-del`: takes a subnet out of its shared network; it
    /// stays without one.
    NetworkSubnetDel = "network4-subnet-del", "network6-subnet-del";
}
