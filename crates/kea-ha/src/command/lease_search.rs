//! The leases of one client, in all subnets.

use kea_config::{Family, Json};

use super::failure::ReplyError;
use super::family::{AddressFamily, V4, V6};
use super::info::{CommandInfo, Effect, Library};
use super::lease::Lease;
use super::leases::{command, leases};
use super::octets::Octets;
use super::reply::Answer;
use super::request::Command;

/// `lease4-get-by-hostname`, `lease6-get-by-hostname`: the leases of a name. Letter case does not count,
/// and a name is sought as the server keeps it, perhaps with its domain and a dot behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeaseGetByHostname<F> {
    /// The family.
    pub family: F,
    /// The name.
    pub hostname: String,
}

impl<F: AddressFamily> Command for LeaseGetByHostname<F> {
    const INFO: CommandInfo =
        command::<F>("lease4-get-by-hostname", "lease6-get-by-hostname", Effect::Read);

    type Response = Vec<Lease<F>>;

    fn arguments(&self) -> Option<Json> {
        Some(Json::map([("hostname", Json::from(self.hostname.as_str()))]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        leases(answer)
    }
}

/// `lease4-get-by-hw-address`, `lease6-get-by-hw-address` (DHCPv6: 3.1.1 and later): the leases of a
/// hardware address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeaseGetByHwAddress<F> {
    /// The family.
    pub family: F,
    /// The address.
    pub hw_address: Octets,
}

impl<F: AddressFamily> Command for LeaseGetByHwAddress<F> {
    const INFO: CommandInfo = {
        let info =
            command::<F>("lease4-get-by-hw-address", "lease6-get-by-hw-address", Effect::Read);
        match F::FAMILY {
            Family::V4 => info,
            Family::V6 => info.since(3, 1, 1),
        }
    };

    type Response = Vec<Lease<F>>;

    fn arguments(&self) -> Option<Json> {
        Some(Json::map([("hw-address", Json::from(self.hw_address.to_string()))]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        leases(answer)
    }
}

/// Searches that one family alone has.
macro_rules! of_client {
    ($($(#[$about:meta])* $name:ident, $family:ident = $word:literal, $key:literal;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name(pub Octets);

        impl Command for $name {
            const INFO: CommandInfo = CommandInfo::new($word, Effect::Read)
                .of(Library::LeaseCommands)
                .only(Family::$family);

            type Response = Vec<Lease<$family>>;

            fn arguments(&self) -> Option<Json> {
                Some(Json::map([($key, Json::from(self.0.to_string()))]))
            }

            fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
                leases(answer)
            }
        }
    )*};
}

of_client! {
    /// `lease4-get-by-client-id`: the leases of a client identifier.
    LeaseGetByClientId, V4 = "lease4-get-by-client-id", "client-id";
    /// `lease6-get-by-duid`: the leases of a DUID.
    LeaseGetByDuid, V6 = "lease6-get-by-duid", "duid";
}
