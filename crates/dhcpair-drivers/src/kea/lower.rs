//! The whole server: its own settings, shared networks, and everything in them.

use failover_model::{ContextIx, Family, Level, RelationshipIx, ServerConfig};
use kea_config::view::{Server, SharedNetwork, Subnet};
use kea_config::{Document, Node, Version};

use super::guard::Outer;
use super::lifetimes::{self, Lifetimes};
use super::options::Catalogue;
use super::{defaults, definitions, guard, identity, level, relationships, reservations, subnets};

/// A configuration on its way into the model.
pub(super) struct Lowering<'d> {
    pub(super) config: ServerConfig,
    pub(super) server: Server<'d>,
    pub(super) catalogue: Catalogue,
    pub(super) ids: subnets::Ids,
    /// Each relationship with the names of its peers.
    pub(super) relationships: Vec<(RelationshipIx, Vec<String>)>,
    /// With reservations and definitions.
    pub(super) whole: bool,
}

/// Where something stands: its context, and what it takes from further out beside settings.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) context: ContextIx,
    pub(super) guard: Outer,
    pub(super) lifetimes: Lifetimes,
}

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
        ids: subnets::Ids::default(),
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

    /// Sets what a network or subnet says in its context.
    pub(super) fn enter(&mut self, node: Node<'_>, context: ContextIx, outer: &Place) -> Place {
        let (derived, lifetimes) = outer.lifetimes.enter(node);
        let (guards, guard) = outer.guard.enter(node);
        let mut settings = derived;
        settings.extend(guards);
        let mut apart = guard::KEYS.to_vec();
        apart.push("id");
        settings.extend(level::settings(node, &apart, &[&self.catalogue]));
        self.set_all(context, settings);
        Place { context, guard, lifetimes }
    }

    pub(super) fn set_all(
        &mut self,
        context: ContextIx,
        settings: impl IntoIterator<Item = failover_model::Setting>,
    ) {
        for setting in settings {
            self.config.set(context, setting);
        }
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
