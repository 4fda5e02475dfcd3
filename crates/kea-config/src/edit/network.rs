//! Subnets and shared networks.

use ipnet::IpNet;

use super::list::{free, one};
use super::{Editor, Refusal};
use crate::json::Json;
use crate::node::Node;
use crate::view::{Family, SharedNetwork, Subnet, parse_net};

impl<'d> Editor<'d> {
    /// The subnet of a network.
    ///
    /// # Errors
    /// [`Refusal::NoServer`], [`Refusal::NoSuch`], and [`Refusal::Several`].
    pub fn subnet(&self, net: IpNet) -> Result<Subnet<'d>, Refusal> {
        let net = net.trunc();
        let all = self.server()?.subnets();
        let found: Vec<_> = all.into_iter().filter(|one| one.prefix() == Some(net)).collect();
        one("subnet", net, found.iter().map(Subnet::node))?;
        found.into_iter().next().ok_or(Refusal::Foreign)
    }

    /// Adds a subnet behind all others: to the shared network of a name, or to the server itself.
    ///
    /// # Errors
    /// [`Refusal::Content`] without a network of the server's family in `subnet` and a number in `id`,
    /// [`Refusal::Taken`] where there is one with one of them, and [`Refusal::NoSuch`] without the
    /// shared network.
    pub fn add_subnet(&mut self, network: Option<&str>, subnet: Json) -> Result<(), Refusal> {
        let server = self.server()?;
        let (net, id) = self.identity(&subnet)?;
        let all = server.subnets();
        free("subnet", net, nodes(&all, |one| one.prefix() == Some(net)))?;
        free("subnet", id, nodes(&all, |one| one.id() == Some(id)))?;
        let map = match network {
            Some(name) => self.shared_network(name)?.node(),
            None => server.node(),
        };
        self.push_member(map, server.family().subnet_key(), subnet)
    }

    /// Makes a subnet say something else; what stays keeps its text. Its network may change, too.
    ///
    /// # Errors
    /// Those of [`Editor::subnet`], [`Editor::add_subnet`] and [`Editor::replace`].
    pub fn replace_subnet(&mut self, net: IpNet, subnet: Json) -> Result<(), Refusal> {
        let old = self.subnet(net)?.node();
        let (net, id) = self.identity(&subnet)?;
        let all = self.server()?.subnets();
        let others = |wanted: &dyn Fn(&Subnet<'d>) -> bool| {
            nodes(&all, |one| one.node() != old && wanted(one))
        };
        free("subnet", net, others(&|one| one.prefix() == Some(net)))?;
        free("subnet", id, others(&|one| one.id() == Some(id)))?;
        self.replace(old, subnet)
    }

    /// Takes a subnet out with all that is in it. A server answers clients of a network that it does
    /// not know any more: [`Editor::disable_scope`] keeps it silent.
    ///
    /// # Errors
    /// Those of [`Editor::subnet`].
    pub fn remove_subnet(&mut self, net: IpNet) -> Result<(), Refusal> {
        let subnet = self.subnet(net)?.node();
        self.remove(subnet)
    }

    /// The shared network of a name.
    ///
    /// # Errors
    /// [`Refusal::NoServer`], [`Refusal::NoSuch`], and [`Refusal::Several`].
    pub fn shared_network(&self, name: &str) -> Result<SharedNetwork<'d>, Refusal> {
        let all = self.server()?.shared_networks();
        let called = |one: &SharedNetwork<'_>| one.name().as_deref() == Some(name);
        let found: Vec<_> = all.into_iter().filter(called).collect();
        one("shared network", name, found.iter().map(SharedNetwork::node))?;
        found.into_iter().next().ok_or(Refusal::Foreign)
    }

    /// Adds a shared network behind all others.
    ///
    /// # Errors
    /// [`Refusal::Content`] without a `name`, and [`Refusal::Taken`].
    pub fn add_shared_network(&mut self, network: Json) -> Result<(), Refusal> {
        let name = name_of(&network, "a shared network")?;
        let server = self.server()?;
        let all = server.shared_networks();
        let there = all.iter().filter(|one| one.name().as_deref() == Some(&*name));
        free("shared network", &name, there.map(SharedNetwork::node))?;
        self.push_member(server.node(), "shared-networks", network)
    }

    /// Makes a shared network say something else; what stays keeps its text.
    ///
    /// # Errors
    /// Those of [`Editor::shared_network`] and [`Editor::replace`].
    pub fn replace_shared_network(&mut self, name: &str, network: Json) -> Result<(), Refusal> {
        let old = self.shared_network(name)?.node();
        let new = name_of(&network, "a shared network")?;
        let all = self.server()?.shared_networks();
        let there =
            all.iter().filter(|one| one.node() != old && one.name().as_deref() == Some(&*new));
        free("shared network", &new, there.map(SharedNetwork::node))?;
        self.replace(old, network)
    }

    /// Takes a shared network out with the subnets in it.
    ///
    /// # Errors
    /// Those of [`Editor::shared_network`].
    pub fn remove_shared_network(&mut self, name: &str) -> Result<(), Refusal> {
        let network = self.shared_network(name)?.node();
        self.remove(network)
    }

    /// The network and number of a new subnet.
    fn identity(&self, subnet: &Json) -> Result<(IpNet, i64), Refusal> {
        let family = self.server()?.family();
        let what = "a subnet";
        let net = subnet.get("subnet").and_then(Json::as_str).and_then(|text| parse_net(&text));
        let net = net.filter(|net| matches!(net, IpNet::V4(_)) == (family == Family::V4));
        let wanted = "a network of the server's family in `subnet`";
        let net = net.ok_or(Refusal::Content { what, wanted })?.trunc();
        let wanted = "a number in `id`: since 2.6 Kea gives none by itself";
        let id =
            subnet.get("id").and_then(Json::as_i64).ok_or(Refusal::Content { what, wanted })?;
        Ok((net, id))
    }
}

fn nodes<'d>(all: &[Subnet<'d>], wanted: impl Fn(&Subnet<'d>) -> bool) -> Vec<Node<'d>> {
    all.iter().filter(|one| wanted(one)).map(Subnet::node).collect()
}

/// The `name` of a new thing.
pub(super) fn name_of(thing: &Json, what: &'static str) -> Result<String, Refusal> {
    let name = thing.get("name").and_then(Json::as_str).filter(|name| !name.is_empty());
    let name = name.ok_or(Refusal::Content { what, wanted: "a text in `name`" })?;
    Ok(name.into_owned())
}
