//! Whole declarations: subnets, hosts, classes, groups.

use config_text::Span;
use ipnet::IpNet;

use super::layout::Layout;
use super::text::Text;
use super::{Editor, Refusal, order};
use crate::index::kind::Kind;
use crate::index::tree::{NONE, Tree};
use crate::view::{AnyRange, HostAddress, PermitKind, ScopeIx, ScopeKind, ScopeNode, SubnetIx};

impl Editor<'_> {
    /// Adds declarations or statements behind all others of a scope; at the end of the main file for
    /// the root. Whether they fit there, the next reading says.
    ///
    /// # Errors
    /// [`Refusal::Statement`] where the text is not made of whole statements, [`Refusal::OpenEnd`], and
    /// [`Refusal::IncludedTwice`].
    pub fn add(&mut self, scope: ScopeIx, text: &str) -> Result<(), Refusal> {
        let text = text.trim();
        if !is_whole(text.as_bytes()) {
            let reason = "it does not end with its last statement".to_owned();
            return Err(Refusal::Statement { statement: text.to_owned(), reason });
        }
        if scope != ScopeIx::ROOT {
            let block = self.block(self.span_of(scope)?)?;
            block.insert_last(&mut self.edits, &[text.into()]);
            return Ok(());
        }
        self.append(&text.into())
    }

    /// Puts declarations at the end of the main file.
    pub(super) fn append(&mut self, text: &Text) -> Result<(), Refusal> {
        let Some(main) = self.config.files.first() else { return Ok(()) };
        // Behind a byte 0xFF, or a directive that has no end, dhcpd would not read it.
        let tokens = &main.tree.tokens;
        let last = tokens.count().checked_sub(1);
        let open = last.filter(|at| {
            let ends = matches!(tokens.kind(*at), Kind::Semicolon | Kind::RBrace);
            !ends || main.tree.stop < tokens.count()
        });
        if let Some(at) = open {
            return Err(Refusal::OpenEnd { span: main.token_span(at) });
        }
        let layout = Layout::new(&main.bytes);
        let newline = layout.newline(main.bytes.len());
        let gap = layout.gap(main.bytes.len());
        let text = [gap.as_bytes(), &text.at(b"", newline), newline.as_bytes()].concat();
        self.insert(main, main.bytes.len(), text);
        Ok(())
    }

    /// Takes a subnet out, with its pools, its ranges in pools of its shared network, and the hosts
    /// that stand in it.
    ///
    /// # Errors
    /// [`Refusal::NoScope`], [`Refusal::LastSubnet`] where its shared network has no other,
    /// [`Refusal::Holds`] where something in it counts elsewhere, and [`Refusal::IncludedTwice`].
    pub fn remove_scope(&mut self, net: IpNet) -> Result<(), Refusal> {
        let (net, subnet) = (net.trunc(), self.subnet(net)?);
        let known = self.config.subnet(subnet).ok_or(Refusal::Foreign)?;
        let place = self.span_of(known.scope)?;
        if let Some(network) = self.config.network(known.network)
            && network.explicit
            && network.subnets.len() == 1
        {
            return Err(Refusal::LastSubnet { net, span: self.span_of(network.scope)? });
        }
        if let Some(span) = self.held_for_others(net, place) {
            return Err(Refusal::Holds { span, place });
        }
        self.leave_pools(subnet, place)?;
        self.remove(place)
    }

    /// What a subnet holds that is not its own: all but hosts with addresses in it.
    pub(super) fn held_for_others(&self, net: IpNet, place: Span) -> Option<Span> {
        let own = |ix: ScopeIx, node: &ScopeNode| match &node.kind {
            ScopeKind::SharedNetwork { .. } => node.span == place,
            ScopeKind::Pool | ScopeKind::Pool6 => true,
            ScopeKind::Subnet { net: other } => IpNet::V4(*other) == net,
            ScopeKind::Subnet6 { net: other } => IpNet::V6(*other) == net,
            ScopeKind::Host { .. } => self.config.host(ix).is_some_and(|host| {
                let inside =
                    |address: &HostAddress| address.ip().is_some_and(|ip| net.contains(&ip));
                !host.addresses.is_empty() && host.addresses.iter().all(|one| inside(&one.value))
            }),
            _ => false,
        };
        let foreign = self.config.scopes().skip(1).filter(|(ix, node)| !own(*ix, node));
        let foreign = foreign.map(|(_, node)| node.span);
        let options = self.config.option_definitions().map(|definition| definition.span);
        foreign.chain(options).find(|span| order::is_within(self.config, *span, place))
    }

    /// Pools in the subnet go with it; in pools of its shared network its ranges go.
    fn leave_pools(&mut self, subnet: SubnetIx, place: Span) -> Result<(), Refusal> {
        let ranges: Vec<_> =
            self.config.all_ranges().filter(|range| range.subnet() == subnet).collect();
        let mut pools: Vec<_> = ranges.iter().filter_map(AnyRange::pool).collect();
        pools.sort();
        pools.dedup();
        for pool in pools {
            let span = self.pool_span(pool)?;
            if order::is_within(self.config, span, place) {
                let references = self.references(pool);
                self.forget(&references);
            } else if self.all_ranges_of(pool).all(|range| range.subnet() == subnet) {
                self.remove_pool(pool)?;
            } else {
                let own = ranges.iter().filter(|range| range.pool() == Some(pool));
                own.clone().try_for_each(|range| self.remove(range.span()))?;
            }
        }
        Ok(())
    }

    /// Takes a host, a class, a subclass or a group out, with all that stands in it.
    ///
    /// # Errors
    /// [`Refusal::InUse`] for a class that a pool or a subclass names and for a group that a host
    /// names, [`Refusal::NoBlock`] for other scopes, which have methods of their own, and
    /// [`Refusal::IncludedTwice`].
    pub fn remove_declaration(&mut self, scope: ScopeIx) -> Result<(), Refusal> {
        let node = self.config.scope(scope).ok_or(Refusal::Foreign)?;
        let places = match &node.kind {
            ScopeKind::Host { .. } | ScopeKind::Subclass { .. } => Vec::new(),
            ScopeKind::Class { name } => self.users_of_class(name),
            ScopeKind::Group { name } => name.as_deref().map_or_else(Vec::new, |name| {
                let hosts = self.config.hosts().filter_map(|host| host.group);
                hosts.filter(|group| group.value == name).map(|group| group.span).collect()
            }),
            _ => return Err(Refusal::NoBlock { span: node.span }),
        };
        let outside = |span: &Span| !order::is_within(self.config, *span, node.span);
        let places: Vec<_> = places.into_iter().filter(outside).collect();
        if !places.is_empty() {
            return Err(Refusal::InUse { span: node.span, places });
        }
        // A group may hold subnets with pools.
        for (ix, pool) in self.config.pools().iter().zip(0..) {
            if order::is_within(self.config, self.span_of(ix.scope)?, node.span) {
                let references = self.references(crate::PoolIx(pool));
                self.forget(&references);
            }
        }
        self.remove(node.span)
    }

    fn users_of_class(&self, name: &str) -> Vec<Span> {
        let permits = self.config.pools().iter().flat_map(|pool| &pool.permits);
        let members = permits
            .filter(|permit| matches!(&permit.kind, PermitKind::MembersOf(class) if class == name));
        let subclasses = self.config.subclasses().iter().filter(|one| one.class == name);
        members.map(|permit| permit.span).chain(subclasses.map(|one| one.span)).collect()
    }
}

/// Whether a text is made of whole statements.
fn is_whole(text: &[u8]) -> bool {
    let tree = Tree::new(text);
    let last = tree.tokens.count().checked_sub(1).map(|last| tree.tokens.kind(last));
    let ends = matches!(last, Some(Kind::Semicolon | Kind::RBrace));
    let (mut at, mut strays) = (0, false);
    while let Some(node) = tree.node(at) {
        strays |= node.open == NONE && tree.tokens.kind(node.first) == Kind::RBrace;
        at += 1;
    }
    let whole = tree.innermost_open().is_none() && tree.tokens.flaws.is_empty();
    ends && whole && !strays && tree.stop == tree.tokens.count()
}
