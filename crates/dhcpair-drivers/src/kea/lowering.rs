//! A configuration on its way into the model, and the place that is being lowered.

use failover_model::{ContextIx, RelationshipIx, ServerConfig};
use kea_config::Node;
use kea_config::view::Server;

use super::guard::{self, Outer};
use super::ids::Ids;
use super::level;
use super::lifetimes::Lifetimes;
use super::options::Catalogue;

/// A configuration on its way into the model.
pub(super) struct Lowering<'d> {
    pub(super) config: ServerConfig,
    pub(super) server: Server<'d>,
    pub(super) catalogue: Catalogue,
    pub(super) ids: Ids,
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

impl Lowering<'_> {
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
