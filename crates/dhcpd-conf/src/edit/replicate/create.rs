//! Subnets and shared networks that are not there yet.

use config_text::Span;
use ipnet::IpNet;

use super::{Replication, Wire, place, subnet_of};
use crate::edit::block::{Block, span};
use crate::edit::text::Text;
use crate::edit::{Refusal, order};
use crate::view::{ScopeIx, ScopeKind, Setting};

/// Indentation where no neighbour shows one.
pub(super) const UNIT: &[u8] = b"  ";

impl Replication<'_, '_> {
    /// Writes the whole wire: behind the one that it follows on the source, else behind all others.
    pub(super) fn create(&mut self) -> Result<(), Refusal> {
        let (at, behind) = self.site()?;
        let unit = match behind {
            Some(span) => self.editor.block(span)?.deeper(b""),
            None => UNIT.to_vec(),
        };
        let around = place::inside(self.config(), ScopeIx::ROOT, None, at);
        let text = if self.wire.explicit {
            self.network_text(&around, at, &unit)?
        } else {
            self.subnet_text(self.wire.scope, &around, at, &unit)?
        };
        match behind {
            Some(span) => self.editor.insert_behind(span, &text),
            None => self.editor.append(&text),
        }
    }

    /// Where a new wire goes: the place, and the wire that it stands behind.
    fn site(&self) -> Result<(Span, Option<Span>), Refusal> {
        let ours = self.config();
        let outermost = |scope: ScopeIx| {
            let node = ours.scope(scope)?;
            (node.parent == Some(ScopeIx::ROOT)).then_some(node.span)
        };
        let here = |net: IpNet| {
            let (ix, _) = subnet_of(ours, net)?;
            outermost(ours.network(ours.subnet(ix)?.network)?.scope)
        };
        let theirs = self.source.networks().iter().zip(0..);
        let before = theirs.take_while(|(_, ix)| *ix < self.wire.network.0);
        let nets = before.filter_map(|(_, ix)| Wire::at(self.source, crate::NetworkIx(ix)));
        let known = nets.filter_map(|wire| wire.subnets.first().copied().and_then(here)).last();
        let mut all = ours.networks().iter().filter_map(|network| outermost(network.scope));
        let last = all.next_back();
        // What the pools name must be declared above them.
        let uses = self.declared_for_pools();
        let above = |span: &Span| uses.iter().all(|one| order::compare(ours, *one, *span).is_lt());
        let behind = known.filter(above).or_else(|| last.filter(above));
        let end = self.end()?;
        let at = behind.map_or(end, |span| Span { start: span.end, ..span });
        Ok((at, behind))
    }

    /// The end of the main file.
    pub(super) fn end(&self) -> Result<Span, Refusal> {
        let main = self.config().files.first().ok_or(Refusal::Foreign)?;
        Ok(span(main, main.bytes.len(), main.bytes.len()))
    }

    fn network_text(&mut self, around: &[Setting], at: Span, unit: &[u8]) -> Result<Text, Refusal> {
        let source = self.source;
        let want = place::program(source, self.wire.scope);
        let mut body = self.new_statements(&want, around, at)?;
        for net in self.wire.subnets.clone() {
            let Some((_, subnet)) = subnet_of(source, net) else { continue };
            body.push(self.subnet_text(subnet, &want.all, at, unit)?);
        }
        body.extend(self.pools_of(self.wire.scope, at, unit)?);
        let head = self.head("shared-network", self.wire.scope)?;
        Ok(Text::block(&head, &body, unit, false))
    }

    /// A subnet of the source as a declaration that will stand at a place, with what applies there.
    fn subnet_text(
        &mut self,
        subnet: ScopeIx,
        around: &[Setting],
        at: Span,
        unit: &[u8],
    ) -> Result<Text, Refusal> {
        let source = self.source;
        let known = source.subnets().iter().zip(0..).find(|(one, _)| one.scope == subnet);
        let (known, ix) = known.ok_or(Refusal::Foreign)?;
        let head = match (known.address_and_netmask(), known.net6()) {
            (Some((address, mask)), _) => format!("subnet {address} netmask {mask}"),
            (None, Some(net)) => format!("subnet6 {net}"),
            (None, None) => return Err(Refusal::Foreign),
        };
        let mut body = self.new_statements(&place::program(source, subnet), around, at)?;
        body.extend(self.bare_ranges(crate::SubnetIx(ix)));
        body.extend(self.pools_of(subnet, at, unit)?);
        body.extend(self.hosts_in(subnet, unit, at)?);
        Ok(Text::block(head.as_bytes(), &body, unit, false))
    }

    /// Adds a subnet to a shared network that is there: behind its subnets, and above the pools that
    /// may draw from it.
    pub(super) fn create_subnet(&mut self, here: &Wire, subnet: ScopeIx) -> Result<(), Refusal> {
        let ours = self.config();
        let place = place::span_of(ours, here.scope)?;
        let block: Block<'_> = self.editor.block(place)?;
        let around = place::program(self.source, self.wire.scope).all;
        let text = self.subnet_text(subnet, &around, place, &block.deeper(b""))?;
        let inside = |wanted: fn(&ScopeKind) -> bool| {
            let all = ours
                .scopes()
                .filter(move |(_, node)| node.parent == Some(here.scope) && wanted(&node.kind));
            all.map(|(_, node)| node.span).collect::<Vec<_>>()
        };
        let pools = inside(|kind| matches!(kind, ScopeKind::Pool));
        let subnets =
            inside(|kind| matches!(kind, ScopeKind::Subnet { .. } | ScopeKind::Subnet6 { .. }));
        match (pools.first(), subnets.last()) {
            (Some(pool), _) => self.editor.insert_before(*pool, &text),
            (None, Some(subnet)) => self.editor.insert_behind(*subnet, &text),
            (None, None) => {
                block.insert_last(&mut self.editor.edits, std::slice::from_ref(&text));
                Ok(())
            }
        }
    }

    /// The declarations here of what pools of the source name.
    fn declared_for_pools(&self) -> Vec<Span> {
        let (ours, source) = (self.config(), self.source);
        let pools = source.pools().iter().filter(|pool| pool.network == self.wire.network);
        let mut found = Vec::new();
        for pool in pools {
            let peer = pool.peer.and_then(|peer| source.failover_peers().get(peer.peer));
            let known = peer
                .and_then(|peer| ours.failover_peers().iter().find(|one| one.name == peer.name));
            found.extend(known.map(|peer| peer.span));
            let classes = pool.permits.iter().filter_map(|permit| match &permit.kind {
                crate::PermitKind::MembersOf(class) => Some(class),
                _ => None,
            });
            let known = classes.filter_map(|name| {
                let class = ours.classes().iter().find(|one| one.name == *name)?;
                ours.scope(*class.scopes.first()?)
            });
            found.extend(known.map(|node| node.span));
        }
        found
    }
}
