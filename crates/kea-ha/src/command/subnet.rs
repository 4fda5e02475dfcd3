//! Commands of `libdhcp_subnet_cmds`: subnets of a running server, without a reload.
//!
//! They change what the server runs: [`ConfigWrite`](super::ConfigWrite) keeps it. The library does not
//! apply all that a subnet inherits: what is missing in one may get the built-in default instead of
//! the global value, so a subnet should be sent whole.

use kea_config::Json;

use super::failure::ReplyError;
use super::family::{self, AddressFamily};
use super::info::{CommandInfo, Effect, Library};
use super::read::Fields;
use super::reply::Answer;
use super::request::Command;

pub(super) const fn command<F: AddressFamily>(
    v4: &'static str,
    v6: &'static str,
    effect: Effect,
) -> CommandInfo {
    let v4 = CommandInfo::new(v4, effect).of(Library::SubnetCommands);
    let v6 = CommandInfo::new(v6, effect).of(Library::SubnetCommands);
    family::of::<F>(v4, v6)
}

/// A subnet, as lists name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubnetName<F: AddressFamily> {
    /// Its number.
    pub id: u32,
    /// Its prefix.
    pub prefix: F::Net,
    /// The shared network it is in (2.7.8 and later; none before).
    pub network: Option<String>,
}

impl<F: AddressFamily> SubnetName<F> {
    fn read(fields: Fields<'_>) -> Result<Self, ReplyError> {
        Ok(Self {
            id: fields.required("id")?,
            prefix: fields.required("subnet")?,
            network: fields.optional("shared-network-name")?,
        })
    }
}

/// The names of subnets in an answer.
fn names<F: AddressFamily>(answer: &Answer<'_>) -> Result<Vec<SubnetName<F>>, ReplyError> {
    if answer.is_empty() {
        return Ok(Vec::new());
    }
    answer.arguments()?.maps("subnets")?.into_iter().map(SubnetName::read).collect()
}

/// The only one of these maps in an answer, as it is.
pub(super) fn only(answer: &Answer<'_>, key: &str) -> Result<Option<Json>, ReplyError> {
    if answer.is_empty() {
        return Ok(None);
    }
    let fields = answer.arguments()?;
    match &fields.maps(key)?[..] {
        [one] => one.json().map(Some),
        _ => Err(fields.wrong(key, "a list of one map")),
    }
}

/// `subnet4-list`, `subnet6-list`: the names of all subnets.
///
/// ```
/// use kea_config::{Family, Version};
/// use kea_ha::command::{Channel, Server, SubnetList, V6};
///
/// let version = Version::parse("3.0.4").unwrap();
/// let server = Server { family: Family::V6, version, channel: Channel::UnixSocket };
/// let request = server.request(&SubnetList(V6))?;
/// let reply = br#"{ "result": 0, "arguments": { "subnets": [ { "id": 7, "subnet": "2001:db8::/48" } ] } }"#;
/// assert_eq!(request.decode(reply)?[0].prefix, "2001:db8::/48".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SubnetList<F>(pub F);

impl<F: AddressFamily> Command for SubnetList<F> {
    const INFO: CommandInfo = command::<F>("subnet4-list", "subnet6-list", Effect::Read);

    type Response = Vec<SubnetName<F>>;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        names(answer)
    }
}

/// What a subnet is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubnetKey<F: AddressFamily> {
    /// Its number.
    Id(u32),
    /// Its prefix.
    Prefix(F::Net),
}

/// `subnet4-get`, `subnet6-get`: a subnet as the server runs it, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubnetGet<F: AddressFamily>(pub SubnetKey<F>);

impl<F: AddressFamily> Command for SubnetGet<F> {
    const INFO: CommandInfo = command::<F>("subnet4-get", "subnet6-get", Effect::Read);

    type Response = Option<Json>;

    fn arguments(&self) -> Option<Json> {
        Some(match self.0 {
            SubnetKey::Id(id) => Json::map([("id", Json::from(id))]),
            SubnetKey::Prefix(prefix) => Json::map([("subnet", Json::from(prefix.to_string()))]),
        })
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        // The manual has it behind `subnets`, where no server was seen to have it.
        only(answer, F::FAMILY.subnet_key())
    }
}

/// `subnet4-del`, `subnet6-del`: takes a subnet away; its leases stay. Answers whether there was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SubnetDel<F> {
    /// The family.
    pub family: F,
    /// The subnet's number.
    pub id: u32,
}

impl<F: AddressFamily> Command for SubnetDel<F> {
    const INFO: CommandInfo = command::<F>("subnet4-del", "subnet6-del", Effect::Once);

    type Response = bool;

    fn arguments(&self) -> Option<Json> {
        Some(Json::map([("id", Json::from(self.id))]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<bool, ReplyError> {
        Ok(!answer.is_empty())
    }
}

/// Commands that send one subnet, and are answered with its name.
macro_rules! of_subnet {
    ($($(#[$about:meta])* $name:ident = $v4:literal, $v6:literal, $effect:expr;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name<F> {
            /// The family.
            pub family: F,
            /// The map, as in a configuration.
            pub subnet: Json,
        }

        impl<F: AddressFamily> Command for $name<F> {
            const INFO: CommandInfo = command::<F>($v4, $v6, $effect);

            type Response = Vec<SubnetName<F>>;

            fn arguments(&self) -> Option<Json> {
                let key = F::FAMILY.subnet_key();
                Some(Json::map([(key, Json::list([self.subnet.clone()]))]))
            }

            fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
                answer.done()?;
                names(answer)
            }
        }
    )*};
}

of_subnet! {
    /// `subnet4-add`, `subnet6-add`: a new subnet.
    SubnetAdd = "subnet4-add", "subnet6-add", Effect::Once;
    /// `subnet4-update`, `subnet6-update`: a subnet, which is there, says this from now on, and nothing
    /// that it said before.
    SubnetUpdate = "subnet4-update", "subnet6-update", Effect::Repeatable;
    /// `subnet4-delta-add`, `subnet6-delta-add`: a subnet, which is there, says this as well. What the
    /// server has filled in stays and may stand against it: a lifetime has the least and the greatest one
    /// beside it.
    SubnetDeltaAdd = "subnet4-delta-add", "subnet6-delta-add", Effect::Repeatable;
    /// `subnet4-delta-del`, `subnet6-delta-del`: a subnet, which is there, says this no more.
    SubnetDeltaDel = "subnet4-delta-del", "subnet6-delta-del", Effect::Once;
}
