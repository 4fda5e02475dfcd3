//! The whole server: its own settings, shared networks, and everything in them.

use failover_model::{Family, Level, ServerConfig};
use kea_config::view::{Server, SharedNetwork, Subnet};
use kea_config::{Document, Node, Version};

use super::guard::Outer;
use super::ids::Ids;
use super::lifetimes::{self, Lifetimes};
use super::lowering::{Lowering, Place};
use super::options::Catalogue;
use super::{defaults, definitions, guard, identity, level, relationships, reservations, subnets};

/// Lowers a configuration.
pub(super) fn lower(
    document: &Document,
    server: Server<'_>,
    version: Option<Version>,
) -> ServerConfig {
    run(document, server, version, true)
}

/// Relationships, and scopes with their pools and settings.
pub(super) fn lower_scopes(
    document: &Document,
    server: Server<'_>,
    version: Option<Version>,
) -> ServerConfig {
    run(document, server, version, false)
}

fn run(
    document: &Document,
    server: Server<'_>,
    version: Option<Version>,
    whole: bool,
) -> ServerConfig {
    let v6 = server.family() == kea_config::Family::V6;
    let family = if v6 { Family::V6 } else { Family::V4 };
    let mut lowering = Lowering {
        config: ServerConfig::new(family),
        server,
        catalogue: Catalogue::new(v6, server.node().get("option-def")),
        ids: Ids::default(),
        relationships: Vec::new(),
        whole,
    };
    lowering.relationships(document, version);
    let preferred = defaults::preferred(v6, version, document.content());
    let place = lowering.root(Lifetimes::of_server(v6, preferred), version);
    if whole {
        definitions::lower(&mut lowering);
    }
    lowering.networks(&place);
    if whole {
        for reservation in server.reservations() {
            reservations::lower(&mut lowering, reservation, place.context, None);
        }
    }
    lowering.config
}

impl Lowering<'_> {
    fn relationships(&mut self, document: &Document, version: Option<Version>) {
        for relationship in kea_ha::relationships(document) {
            let names = relationships::names(&relationship);
            let ix = self.config.add_relationship(relationships::side(&relationship, version));
            self.relationships.push((ix, names));
        }
    }

    /// The server's own settings, behind the defaults that they replace.
    fn root(&mut self, times: Lifetimes, version: Option<Version>) -> Place {
        for (key, source) in lifetimes::FOLLOWS {
            self.config.follow(key, source);
        }
        let (node, context) = (self.server.node(), self.config.root());
        let v6 = self.catalogue.v6();
        let mut settings = defaults::settings(v6, version);
        let (derived, lifetimes) = times.enter_server(node);
        settings.extend(derived);
        settings.extend(level::settings(node, &guard::KEYS, &[&self.catalogue]));
        settings.extend(databases("hosts-databases", &self.server.hosts_databases()));
        settings.extend(databases("config-databases", &self.server.config_databases()));
        self.set_all(context, settings);
        let identities = [identity::lease_database(self.server), identity::server_id(self.server)];
        identities.into_iter().flatten().for_each(|one| self.config.identify(one));
        Place { context, guard: Outer::default(), lifetimes }
    }

    /// Subnets in the order in which the server numbers them: those of networks first.
    fn networks(&mut self, root: &Place) {
        for network in self.server.shared_networks() {
            let place = self.network(network, root);
            for subnet in network.subnets() {
                subnets::lower(self, subnet, &place);
            }
        }
        let alone = |subnet: &Subnet<'_>| subnet.shared_network().is_none();
        for subnet in self.server.subnets().into_iter().filter(alone) {
            subnets::lower(self, subnet, root);
        }
    }

    fn network(&mut self, network: SharedNetwork<'_>, root: &Place) -> Place {
        let name = network.name().unwrap_or_default();
        let context = self.config.add_context(root.context, Level::Network(name.as_ref().into()));
        self.enter(network.node(), context, root)
    }
}

/// Which kinds of databases hold a part of the configuration: where they lie and how to get in is
/// each server's own.
fn databases(key: &str, all: &[Node<'_>]) -> Option<failover_model::Setting> {
    let kinds = all.iter().filter_map(|node| super::value::said(*node, "type"));
    let mut kinds: Vec<_> = kinds.map(|kind| kind.to_string()).collect();
    kinds.sort_unstable();
    let place = all.first()?.span();
    Some(failover_model::Setting::new(key, kinds.join(", "), Some(place)))
}
