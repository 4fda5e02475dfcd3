//! A scope of another configuration, made to resolve alike in this one.
//!
//! Replication compares what dhcpd executes at each place of a scope: what is written there and what
//! comes from around it. What is equal stays as it is written; what the source has from around its
//! scope and the destination has not is written inside the scope, so that nothing else changes.

mod classes;
mod create;
mod definitions;
mod depend;
mod groups;
mod hosts;
mod joined;
mod obstacle;
pub(super) mod place;
mod pools;
mod program;
mod ranges;
mod zones;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use ipnet::IpNet;

pub(super) use depend::alike;
pub use obstacle::{Dependency, Obstacle};

use super::{Editor, Refusal};
use crate::view::{Config, NetworkIx, ScopeIx, Setting, SubnetIx};
use definitions::Declared;
use program::Program;

impl Editor<'_> {
    /// Makes a subnet resolve as it does in another configuration: its pools, ranges and permits, its
    /// options, parameters and conditions, and the hosts with fixed addresses in it, wherever they are
    /// written. A subnet that is not there is created.
    ///
    /// Classes, option definitions and groups that the subnet or its hosts depend on come along where they
    /// are missing. Where classes or definitions differ, nothing is done, nor where a named group does
    /// that others use. A host whose braces here give it something else moves. Pools keep the failover peer by its name.
    /// What only this configuration has around the scope is undone inside it where dhcpd can be told so: by
    /// the default of a parameter, or by `option NAME = null;`, with which it sends none.
    /// What says who a server is ([`is_identity_key`](crate::is_identity_key)), keys and zones stay as they are.
    ///
    /// Both configurations should be read into one [`Sources`](config_text::Sources), so that the places of a refusal can
    /// be told apart.
    ///
    /// # Errors
    /// [`Obstacle`]s, in [`Refusal::Replicate`]; [`Obstacle::WholeNetwork`] where the source has the subnet
    /// in a shared network with others. [`Refusal::NoPeer`] where a pool is under a failover peer that
    /// is not declared here, and what its single changes are refused for.
    pub fn replicate_scope(&mut self, source: &Config, net: IpNet) -> Result<(), Refusal> {
        self.replicate(source, net, false)
    }

    /// The same with all subnets of its shared network.
    ///
    /// # Errors
    /// As [`Editor::replicate_scope`].
    pub fn replicate_network(&mut self, source: &Config, net: IpNet) -> Result<(), Refusal> {
        self.replicate(source, net, true)
    }

    fn replicate(&mut self, source: &Config, net: IpNet, whole: bool) -> Result<(), Refusal> {
        if let Some(because) = source.incomplete_because() {
            return Err(Obstacle::SourceIncomplete { because: because.to_owned() }.into());
        }
        if let Some(error) = source.load_error() {
            let (because, there) = (error.message.clone(), error.span());
            return Err(Obstacle::SourceRefused { because, there }.into());
        }
        let wire = Wire::of(source, net.trunc()).ok_or(Obstacle::NotOnSource { net })?;
        for net in &wire.subnets {
            let mut all = source.subnets().iter().filter(|subnet| subnet.net() == Some(*net));
            if let Some(twice) = all.nth(1) {
                let there = place::span_of(source, twice.scope)?;
                return Err(Obstacle::TwiceOnSource { net: *net, there }.into());
            }
        }
        let others = wire.subnets.len().saturating_sub(1);
        if others > 0 && !whole {
            let source = place::span_of(source, wire.scope)?;
            return Err(Obstacle::WholeNetwork { net, others, there: source }.into());
        }
        let declared = Declared::of(self.config);
        let written = BTreeSet::new();
        let mut replication = Replication { editor: self, source, wire, declared, written };
        replication.refuse_joined_ranges()?;
        let here = replication.counterpart()?;
        replication.bring_dependencies(here.as_ref())?;
        match here {
            Some(here) => {
                replication.refuse_joined_here(&here)?;
                replication.align(&here)?;
            }
            None => replication.create()?,
        }
        replication.align_hosts()
    }
}

/// A replication in the making.
pub(super) struct Replication<'e, 'c> {
    editor: &'e mut Editor<'c>,
    source: &'e Config,
    /// The source's wire.
    wire: Wire,
    /// What is declared here for options.
    declared: Declared,
    /// Hosts that are part of a new subnet's text.
    written: BTreeSet<String>,
}

/// One wire of a configuration.
#[derive(Debug, Clone)]
struct Wire {
    network: NetworkIx,
    scope: ScopeIx,
    explicit: bool,
    subnets: Vec<IpNet>,
}

impl Wire {
    fn of(config: &Config, net: IpNet) -> Option<Self> {
        let subnet = config.subnets().iter().find(|subnet| subnet.net() == Some(net))?;
        Self::at(config, subnet.network)
    }

    fn at(config: &Config, ix: NetworkIx) -> Option<Self> {
        let network = config.network(ix)?;
        let nets = network.subnets.iter().filter_map(|ix| config.subnet(*ix)?.net());
        Some(Self {
            network: ix,
            scope: network.scope,
            explicit: network.explicit,
            subnets: nets.collect(),
        })
    }

    fn contains(&self, address: std::net::IpAddr) -> bool {
        self.subnets.iter().any(|net| net.contains(&address))
    }
}

/// The subnet of a configuration by its network.
fn subnet_of(config: &Config, net: IpNet) -> Option<(SubnetIx, ScopeIx)> {
    let all = config.subnets().iter().zip(0..);
    let mut found = all.filter(|(subnet, _)| subnet.net() == Some(net));
    found.next().map(|(subnet, ix)| (SubnetIx(ix), subnet.scope))
}

impl<'e, 'c> Replication<'e, 'c> {
    /// Of a declaration that was read by itself and belongs to no wire.
    pub(super) fn of_one(editor: &'e mut Editor<'c>, source: &'e Config) -> Self {
        let wire = Wire {
            network: NetworkIx(u32::MAX),
            scope: ScopeIx::ROOT,
            explicit: false,
            subnets: Vec::new(),
        };
        let declared = Declared::of(editor.config);
        Self { editor, source, wire, declared, written: BTreeSet::new() }
    }

    /// Makes a host, a block of a class or a subclass say what another one says.
    pub(super) fn replace(mut self, theirs: ScopeIx, ours: ScopeIx) -> Result<(), Refusal> {
        let own = |config: &Config, scope: ScopeIx| match config.host(scope) {
            Some(host) => hosts::own(config, &host),
            None => classes::own(config, scope),
        };
        let (all, own) = (own(self.source, theirs), own(self.config(), ours));
        let want = Program { all, inherited: 0, complete: None };
        self.align_statements(&want, &[], &own, ours).map(drop)
    }

    fn config(&self) -> &'c Config {
        self.editor.config
    }

    /// The wire here that the source's stands for; `None` where none of its subnets is here.
    fn counterpart(&self) -> Result<Option<Wire>, Refusal> {
        let mut here: Option<Wire> = None;
        for net in &self.wire.subnets {
            let ix = match self.editor.subnet(*net) {
                Ok(ix) => ix,
                Err(Refusal::NoScope { .. }) => continue,
                Err(other) => return Err(other),
            };
            let network = self.config().subnet(ix).ok_or(Refusal::Foreign)?.network;
            let known =
                here.get_or_insert(Wire::at(self.config(), network).ok_or(Refusal::Foreign)?);
            if known.network != network {
                return Err(self.other_wire(*net));
            }
        }
        self.refuse_overlaps()?;
        let Some(wire) = here else { return Ok(None) };
        let foreign = wire.subnets.iter().find(|net| !self.wire.subnets.contains(net));
        if let Some(net) = foreign {
            return Err(self.other_wire(*net));
        }
        // A lone subnet and a shared network of one are the same.
        let several = wire.subnets.len() > 1 || self.wire.subnets.len() > 1;
        match self.wire.subnets.first() {
            Some(net) if several && !(wire.explicit && self.wire.explicit) => {
                Err(self.other_wire(*net))
            }
            _ => Ok(Some(wire)),
        }
    }

    fn other_wire(&self, net: IpNet) -> Refusal {
        let here = subnet_of(self.config(), net).map_or(ScopeIx::ROOT, |(_, scope)| scope);
        let places = place::span_of(self.config(), here)
            .and_then(|span| Ok((span, place::span_of(self.source, self.wire.scope)?)));
        places.map_or_else(
            |foreign| foreign,
            |(span, source)| Obstacle::Wire { net, span, there: source }.into(),
        )
    }

    /// A new subnet must not share addresses with one that is there.
    fn refuse_overlaps(&self) -> Result<(), Refusal> {
        for net in &self.wire.subnets {
            let overlaps =
                |other: &IpNet| other != net && (other.contains(net) || net.contains(other));
            let all = self.config().subnets().iter();
            let mut others = all.filter(|one| one.net().is_some_and(|other| overlaps(&other)));
            let shared = |one: &&crate::Subnet| {
                one.net().is_some_and(|net| self.wire.subnets.contains(&net))
            };
            if let Some(other) = others.find(|one| !shared(one)) {
                let span = place::span_of(self.config(), other.scope)?;
                let source = place::span_of(self.source, self.wire.scope)?;
                return Err(Obstacle::Overlap { net: *net, span, there: source }.into());
            }
        }
        Ok(())
    }

    /// Makes a wire that is there alike.
    fn align(&mut self, here: &Wire) -> Result<(), Refusal> {
        let network = self.network(here);
        if let Some((want, scope)) = &network {
            let around = place::around(self.config(), *scope);
            self.align_settings(want, &around, *scope)?;
        }
        for net in self.wire.subnets.clone() {
            let Some((_, theirs)) = subnet_of(self.source, net) else { continue };
            let Some((_, ours)) = subnet_of(self.config(), net) else {
                self.create_subnet(here, theirs)?;
                continue;
            };
            let want = place::program(self.source, theirs);
            let around = self.around(ours, network.as_ref());
            self.align_settings(&want, &around, ours)?;
        }
        self.align_pools(here)
    }

    /// What a shared network shall execute, and its scope here.
    fn network(&self, here: &Wire) -> Option<(Program, ScopeIx)> {
        let both = here.explicit && self.wire.explicit;
        both.then(|| (place::program(self.source, self.wire.scope), here.scope))
    }

    /// What will stand around a subnet here.
    fn around(&self, subnet: ScopeIx, network: Option<&(Program, ScopeIx)>) -> Vec<Setting> {
        match network {
            Some((program, scope)) => {
                let between = place::between(self.config(), subnet, Some(*scope));
                program.all.iter().cloned().chain(between).collect()
            }
            None => place::around(self.config(), subnet),
        }
    }

    /// Makes the statements of one scope execute what is wanted.
    fn align_settings(
        &mut self,
        want: &Program,
        around: &[Setting],
        scope: ScopeIx,
    ) -> Result<(), Refusal> {
        let own = place::own(self.config(), scope);
        let change = self.align_statements(want, around, &own, scope)?;
        // A host of another scope may be in these braces, and has what they say.
        if change { self.refuse_guests(scope) } else { Ok(()) }
    }
}
