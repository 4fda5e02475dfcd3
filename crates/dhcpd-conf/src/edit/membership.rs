//! Pools into a relationship and out of it.

use std::cmp::Ordering;

use config_text::Span;
use ipnet::Ipv4Net;

use super::{Editor, Refusal, order};
use crate::index::kind::Kind;
use crate::index::lexer::Unescape;
use crate::index::tree::Tree;
use crate::read::out::{plain, quote};
use crate::view::{AnyRange, PoolIx, Range, SubnetIx};

/// A statement by which a pool names a peer.
pub(super) struct Reference {
    pub(super) span: Span,
    peer: Option<usize>,
}

impl Editor<'_> {
    /// Puts a pool into a relationship: its first statement names the peer from now on. A pool of
    /// another relationship changes over.
    ///
    /// # Errors
    /// [`Refusal::NoPeer`], [`Refusal::PeerBelow`], [`Refusal::DynamicBootp`] for a pool with such
    /// a range, and [`Refusal::IncludedTwice`].
    pub fn put_pool(&mut self, pool: PoolIx, peer: &str) -> Result<(), Refusal> {
        let span = self.pool_span(pool)?;
        let ix = self.peer_ix(peer)?;
        self.is_above(ix, span)?;
        if let Some(range) = self.ranges_of(pool).find(|range| range.dynamic_bootp) {
            return Err(Refusal::DynamicBootp { span: range.span });
        }
        let statement = format!("failover peer {};", quote(peer.as_bytes()));
        let references = self.references(pool);
        match references.split_first() {
            None => self.block(span)?.insert_first(&mut self.edits, &[statement.into()]),
            Some((one, [])) if one.peer == Some(ix) => return Ok(()),
            Some((first, rest)) => {
                self.file(first.span)?;
                self.edits.replace(first.span, statement);
                rest.iter().try_for_each(|one| self.remove(one.span))?;
            }
        }
        self.forget(&references);
        self.count(ix, 1);
        Ok(())
    }

    /// Takes a pool out of its relationship. One that is in none stays as it is.
    ///
    /// # Errors
    /// [`Refusal::Inherited`] where the pool has its peer, or would have one, from its shared
    /// network, and [`Refusal::IncludedTwice`].
    pub fn take_pool(&mut self, pool: PoolIx) -> Result<(), Refusal> {
        let span = self.pool_span(pool)?;
        let known = self.config.pool(pool).ok_or(Refusal::Foreign)?;
        let network = self.config.network(known.network);
        if let Some(inherited) = network.and_then(|network| network.peer.as_ref())
            && known.peer.is_some()
        {
            return Err(Refusal::Inherited { pool: span, span: inherited.span });
        }
        let references = self.references(pool);
        references.iter().try_for_each(|one| self.remove(one.span))?;
        self.forget(&references);
        Ok(())
    }

    /// Puts a subnet into a relationship: every pool with addresses of it, and its bare ranges,
    /// which are wrapped in a pool first (dhcpd.conf(5): failover works on pools only).
    ///
    /// # Errors
    /// As [`Editor::put_pool`], and [`Refusal::NoScope`], [`Refusal::NoRange`], and
    /// [`Refusal::Siblings`] where a pool of a shared network has addresses of other subnets too.
    pub fn put_scope(&mut self, net: Ipv4Net, peer: &str) -> Result<(), Refusal> {
        let subnet = self.subnet(net.into())?;
        let ix = self.peer_ix(peer)?;
        let (pools, bare) = self.addresses(net, subnet)?;
        if pools.is_empty() && bare.is_empty() {
            let span = self.span_of(self.scope_of(subnet)?)?;
            return Err(Refusal::NoRange { net: net.trunc().into(), span });
        }
        for pool in pools {
            self.put_pool(pool, peer)?;
        }
        for range in &bare {
            self.is_above(ix, range.span)?;
            if range.dynamic_bootp {
                return Err(Refusal::DynamicBootp { span: range.span });
            }
        }
        self.wrap(subnet, &bare, peer)
    }

    /// Takes every pool of a subnet out of its relationship.
    ///
    /// # Errors
    /// As [`Editor::take_pool`], and [`Refusal::NoScope`] and [`Refusal::Siblings`].
    pub fn take_scope(&mut self, net: Ipv4Net) -> Result<(), Refusal> {
        let subnet = self.subnet(net.into())?;
        let (pools, _) = self.addresses(net, subnet)?;
        pools.into_iter().try_for_each(|pool| self.take_pool(pool))
    }

    /// The pools with addresses of a subnet and no other, and its bare ranges.
    pub(super) fn addresses(
        &self,
        net: Ipv4Net,
        subnet: SubnetIx,
    ) -> Result<(Vec<PoolIx>, Vec<Range>), Refusal> {
        let own = self.config.ranges().iter().filter(|range| range.subnet == subnet);
        let mut pools: Vec<_> = own.clone().filter_map(|range| range.pool).collect();
        pools.dedup();
        for pool in &pools {
            let mut others: Vec<_> = self
                .ranges_of(*pool)
                .filter(|range| range.subnet != subnet)
                .filter_map(|range| self.config.subnet(range.subnet)?.net4())
                .collect();
            others.dedup();
            if !others.is_empty() {
                let pool = self.pool_span(*pool)?;
                return Err(Refusal::Siblings { net: net.trunc(), siblings: others, pool });
            }
        }
        let bare = own.filter(|range| range.pool.is_none()).copied().collect();
        Ok((pools, bare))
    }

    pub(super) fn ranges_of(&self, pool: PoolIx) -> impl Iterator<Item = &Range> {
        self.config.ranges().iter().filter(move |range| range.pool == Some(pool))
    }

    pub(super) fn all_ranges_of(&self, pool: PoolIx) -> impl Iterator<Item = AnyRange> {
        self.config.all_ranges().filter(move |range| range.pool() == Some(pool))
    }

    /// Whether a peer is declared above a place. New ones stand above all networks.
    pub(super) fn is_above(&self, peer: usize, place: Span) -> Result<(), Refusal> {
        let Some(declared) = self.declared(peer) else { return Ok(()) };
        match order::compare(self.config, declared.span, place) {
            Ordering::Less => Ok(()),
            _ => {
                Err(Refusal::PeerBelow { name: declared.name.clone(), span: declared.span, place })
            }
        }
    }

    /// The statements by which a pool names a peer, wherever they are included from.
    pub(super) fn references(&self, pool: PoolIx) -> Vec<Reference> {
        let Some(scope) = self.config.pool(pool).map(|pool| pool.scope) else { return Vec::new() };
        let items = self.config.items_of(scope).filter_map(|item| {
            let file = self.config.file_of(item)?;
            let node = file.tree.node(item.node)?;
            let tokens = &file.tree.tokens;
            let named = (tokens.kind(node.first), tokens.kind(node.first + 1));
            if named != (Kind::Failover, Kind::Peer) {
                return None;
            }
            let name = name_at(&file.bytes, &file.tree, node.first + 2);
            let peers = self.config.failover_peers();
            let peer = peers.iter().position(|peer| peer.name == name);
            Some(Reference { span: file.node_span(node), peer })
        });
        items.collect()
    }

    /// Counts references that are no more.
    pub(super) fn forget(&mut self, references: &[Reference]) {
        references.iter().filter_map(|one| one.peer).for_each(|peer| self.count(peer, -1));
    }

    pub(super) fn count(&mut self, peer: usize, pools: i64) {
        if let Some(standing) = self.peers.get_mut(peer) {
            standing.pools += pools;
        }
    }
}

/// A name as dhcpd keeps it: up to the first byte NUL.
pub(super) fn name_at(text: &[u8], tree: &Tree, token: u32) -> String {
    let (start, end) = tree.tokens.range(token);
    let bytes: Vec<u8> = Unescape::of(text, start, end).take_while(|byte| *byte != 0).collect();
    plain(&bytes)
}
