//! Where each of dhcpd's braces went in the model.

use std::collections::HashMap;

use dhcpd_conf::ScopeIx;
use failover_model::{ContextIx, ScopeIx as ModelScope, ServerConfig};

/// Where each pair of braces went, by [`ScopeIx::index`].
#[derive(Default)]
pub(super) struct Places {
    pub(super) contexts: Vec<ContextIx>,
    /// The scopes of the model, by the scope of their subnet.
    pub(super) scopes: HashMap<ScopeIx, ModelScope>,
    /// Classes by name, subclasses by class and data: each may be opened several times.
    pub(super) classes: HashMap<(Box<str>, Option<Box<str>>), ContextIx>,
}

impl Places {
    /// The context of a scope; the whole server's for one of another configuration.
    pub(super) fn context(&self, config: &ServerConfig, scope: ScopeIx) -> ContextIx {
        self.contexts.get(scope.index()).copied().unwrap_or(config.root())
    }

    /// The scope of the model that a subnet became.
    pub(super) fn scope(&self, subnet: ScopeIx) -> Option<ModelScope> {
        self.scopes.get(&subnet).copied()
    }

    /// The context of a class.
    pub(super) fn class(&self, name: &str) -> Option<ContextIx> {
        self.classes.get(&(name.into(), None)).copied()
    }

    /// The context of a subclass.
    pub(super) fn subclass(&self, class: &str, data: &str) -> Option<ContextIx> {
        self.classes.get(&(class.into(), Some(data.into()))).copied()
    }
}
