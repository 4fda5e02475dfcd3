//! The whole server, and shared networks.

use std::borrow::Cow;

use super::{ClientClass, Family, HookLibrary, OptionDefinition, Reservation, Subnet, level, maps};
use crate::node::{Kind, Node};

/// A plain member of a level.
#[derive(Debug, Clone)]
pub struct Parameter<'d> {
    /// Its name as Kea's newest versions spell it.
    pub key: Cow<'d, str>,
    /// Its value: a scalar, or a map or list that has no view of its own.
    pub value: Node<'d>,
}

/// Members that have views of their own.
const STRUCTURE: [&str; 24] = [
    "client-class",
    "client-classes",
    "comment",
    "config-control",
    "control-socket",
    "control-sockets",
    "dhcp-ddns",
    "hooks-libraries",
    "hosts-database",
    "hosts-databases",
    "id",
    "interfaces-config",
    "lease-database",
    "loggers",
    "option-data",
    "option-def",
    "pd-pools",
    "pools",
    "reservations",
    "shared-networks",
    "subnet",
    "subnet4",
    "subnet6",
    "user-context",
];

/// Old names of keys that newer versions call differently, and still accept.
const RENAMED: [(&str, &str); 2] = [
    ("only-if-required", "only-in-additional-list"),
    ("require-client-classes", "evaluate-additional-classes"),
];

pub(crate) fn parameters(node: Node<'_>) -> Vec<Parameter<'_>> {
    let plain = node.members().filter(|member| !STRUCTURE.contains(&&*member.key));
    plain
        .map(|member| {
            let new = RENAMED.iter().find(|(old, _)| *old == member.key).map(|(_, new)| *new);
            Parameter { key: new.map_or(member.key, Cow::Borrowed), value: member.value }
        })
        .collect()
}

/// A DHCP server: the content of `Dhcp4` or `Dhcp6`.
#[derive(Debug, Clone, Copy)]
pub struct Server<'d> {
    node: Node<'d>,
    family: Family,
}

level!(Server);

impl<'d> Server<'d> {
    pub(crate) const fn new(node: Node<'d>, family: Family) -> Self {
        Self { node, family }
    }

    /// The shared networks.
    #[must_use]
    pub fn shared_networks(&self) -> Vec<SharedNetwork<'d>> {
        let family = self.family;
        maps(self.node, "shared-networks").map(|node| SharedNetwork { node, family }).collect()
    }

    /// All subnets: those of the server itself, then those of its shared networks.
    #[must_use]
    pub fn subnets(&self) -> Vec<Subnet<'d>> {
        let (family, key) = (self.family, self.family.subnet_key());
        let own = maps(self.node, key).map(|node| Subnet::new(node, family, None));
        let networks = self.shared_networks().into_iter().flat_map(|network| network.subnets());
        own.chain(networks).collect()
    }

    /// Reservations that belong to no subnet.
    #[must_use]
    pub fn reservations(&self) -> Vec<Reservation<'d>> {
        maps(self.node, "reservations").map(|node| Reservation::new(node, self.family)).collect()
    }

    /// The members of `option-def`.
    #[must_use]
    pub fn option_definitions(&self) -> Vec<OptionDefinition<'d>> {
        super::option::definitions(self.node, self.family)
    }

    /// The client classes, in the order in which they are evaluated.
    #[must_use]
    pub fn client_classes(&self) -> Vec<ClientClass<'d>> {
        maps(self.node, "client-classes").map(|node| ClientClass::new(node, self.family)).collect()
    }

    /// The hook libraries, in the order in which they are called.
    #[must_use]
    pub fn hook_libraries(&self) -> Vec<HookLibrary<'d>> {
        maps(self.node, "hooks-libraries").map(HookLibrary::new).collect()
    }

    /// The control sockets: `control-socket`, or the members of `control-sockets` (from 2.7.2 on).
    #[must_use]
    pub fn control_sockets(&self) -> Vec<Node<'d>> {
        let one = self.node.get("control-socket").filter(|node| node.kind() == Kind::Map);
        one.into_iter().chain(maps(self.node, "control-sockets")).collect()
    }

    /// Where leases are kept; Kea's default is a file.
    #[must_use]
    pub fn lease_database(&self) -> Option<Node<'d>> {
        self.node.get("lease-database").filter(|node| node.kind() == Kind::Map)
    }

    /// The databases with reservations.
    #[must_use]
    pub fn hosts_databases(&self) -> Vec<Node<'d>> {
        let one = self.node.get("hosts-database").filter(|node| node.kind() == Kind::Map);
        one.into_iter().chain(maps(self.node, "hosts-databases")).collect()
    }

    /// The databases with configuration (`config-control`).
    #[must_use]
    pub fn config_databases(&self) -> Vec<Node<'d>> {
        let control = self.node.get("config-control");
        control.into_iter().flat_map(|control| maps(control, "config-databases")).collect()
    }

    /// The interfaces the server listens on: names, `name/address`, or `*`.
    #[must_use]
    pub fn interfaces(&self) -> Vec<Node<'d>> {
        let config = self.node.get("interfaces-config");
        config.map(|config| super::strings(config, "interfaces")).unwrap_or_default()
    }

    /// The connection to the DNS update daemon.
    #[must_use]
    pub fn dhcp_ddns(&self) -> Option<Node<'d>> {
        self.node.get("dhcp-ddns").filter(|node| node.kind() == Kind::Map)
    }
}

/// Subnets on one wire.
#[derive(Debug, Clone, Copy)]
pub struct SharedNetwork<'d> {
    node: Node<'d>,
    family: Family,
}

level!(SharedNetwork);

impl<'d> SharedNetwork<'d> {
    pub(super) const fn new(node: Node<'d>, family: Family) -> Self {
        Self { node, family }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> Option<Cow<'d, str>> {
        self.node.get("name")?.as_str()
    }

    /// Its subnets.
    #[must_use]
    pub fn subnets(&self) -> Vec<Subnet<'d>> {
        let (family, network) = (self.family, Some(self.node));
        maps(self.node, family.subnet_key())
            .map(|node| Subnet::new(node, family, network))
            .collect()
    }

    /// The relationship its subnets belong to (`user-context.ha-server-name`), where the server
    /// has several (Kea ARM, "Hub and Spoke Configuration").
    #[must_use]
    pub fn ha_server_name(&self) -> Option<Node<'d>> {
        super::subnet::ha_server_name(self.node)
    }
}
