//! Scopes that are to be silent on this server, and back.
//!
//! Silent means neither offers nor NAKs. A pool that nobody is allowed in, or a subnet that is gone,
//! makes dhcpd answer NAK to clients of the partner. So the ranges go out of the text that dhcpd
//! reads, kept as marked comments; the subnet stays. `ignore booting` silences its hosts with fixed
//! addresses, and `not authoritative` what dhcpd would say to clients that come from elsewhere.
//!
//! `dhcpd -6` has no such statements. It says nothing about wires that it does not know, and so the whole
//! declaration of a DHCPv6 subnet is put away.

use config_text::Span;
use ipnet::IpNet;

use super::layout::Layout;
use super::marks::{self, PutAway};
use super::{Editor, Refusal, order};
use crate::index::kind::Kind;
use crate::view::{PoolIx, ScopeKind, SubnetIx};

impl Editor<'_> {
    /// Makes a subnet silent: its pools and ranges become marked comments, it ignores booting
    /// clients, and where it is alone on its wire, that is not authoritative any more. What a pool of
    /// a shared network has for other subnets stays. [`Editor::enable_scope`] gives the same bytes back.
    ///
    /// A DHCPv6 subnet goes as a whole, with the shared network that it has for itself: dhcpd answers
    /// for every wire that it knows, and gives addresses that it does not know no time to live when they are
    /// renewed. The server then hears nothing any more where it listens for this wire alone.
    ///
    /// For DHCPv4 two things are answered all the same, with NAK: a host that has a fixed address here and asks
    /// for another one, and, where other subnets share the wire and are authoritative, a client that
    /// asks for an address of none of them.
    ///
    /// # Errors
    /// [`Refusal::NoScope`], [`Refusal::NoRange`] where it hands out nothing, [`Refusal::SharedWire`] for a
    /// DHCPv6 subnet whose wire has others, [`Refusal::Holds`] where what would be put away has hosts, classes, groups or option definitions in it, [`Refusal::Answered`] where hosts
    /// would be answered all the same, [`Refusal::PutAway`] where some of it was disabled before,
    /// [`Refusal::EndByte`], and [`Refusal::IncludedTwice`].
    pub fn disable_scope(&mut self, net: IpNet) -> Result<(), Refusal> {
        let (net, subnet) = (net.trunc(), self.subnet(net)?);
        let away = match net {
            IpNet::V4(_) => self.ranges_to_put_away(net, subnet)?,
            IpNet::V6(_) => vec![(self.wire_to_put_away(net, subnet)?, None)],
        };
        // Both would come back together.
        let mut files = self.config.distinct_files();
        if let Some(mark) = files.find_map(|file| marks::first(file, net)) {
            return Err(Refusal::PutAway { net, span: mark });
        }
        for (place, pool) in away {
            let file = self.file(place)?;
            let layout = Layout::new(&file.bytes);
            if layout.part(place.start as usize, place.end as usize).contains(&0xff) {
                return Err(Refusal::EndByte { span: place });
            }
            self.edits.replace(place, marks::put_away(file, place, net));
            if let Some(pool) = pool {
                let references = self.references(pool);
                self.forget(&references);
            }
        }
        if net.network().is_ipv4() { self.silence(net, subnet) } else { Ok(()) }
    }

    /// What a subnet hands out, as far as nothing else is in it.
    fn ranges_to_put_away(
        &self,
        net: IpNet,
        subnet: SubnetIx,
    ) -> Result<Vec<(Span, Option<PoolIx>)>, Refusal> {
        let away = self.to_put_away(subnet)?;
        if away.is_empty() {
            return Err(Refusal::NoRange { net, span: self.span_of(self.scope_of(subnet)?)? });
        }
        for (place, pool) in &away {
            if let Some(held) = pool.and_then(|_| self.held(*place)) {
                return Err(Refusal::Holds { span: held, place: *place });
            }
        }
        Ok(away)
    }

    /// The declaration of a DHCPv6 subnet that has its wire for itself, with its shared network.
    fn wire_to_put_away(&self, net: IpNet, subnet: SubnetIx) -> Result<Span, Refusal> {
        let known = self.config.subnet(subnet).ok_or(Refusal::Foreign)?;
        let network = self.config.network(known.network).ok_or(Refusal::Foreign)?;
        let place = self.span_of(network.scope)?;
        if network.subnets.len() > 1 {
            return Err(Refusal::SharedWire { net, span: place });
        }
        match self.held_for_others(net, place) {
            Some(span) => Err(Refusal::Holds { span, place }),
            None => Ok(place),
        }
    }

    /// A declaration in a pool that dhcpd knows everywhere: hosts, classes, groups and options.
    pub(super) fn held(&self, pool: Span) -> Option<Span> {
        let scopes = self
            .config
            .scopes()
            .filter(|(_, node)| !matches!(node.kind, ScopeKind::Pool | ScopeKind::Pool6));
        let scopes = scopes.skip(1).map(|(_, node)| node.span);
        let options = self.config.option_definitions().map(|definition| definition.span);
        scopes.chain(options).find(|span| order::is_within(self.config, *span, pool))
    }

    /// Pools that serve the subnet alone, and its other ranges.
    fn to_put_away(&self, subnet: SubnetIx) -> Result<Vec<(Span, Option<PoolIx>)>, Refusal> {
        let mut away: Vec<(Span, Option<PoolIx>)> = Vec::new();
        for range in self.config.ranges().iter().filter(|range| range.subnet == subnet) {
            let alone = |pool: &PoolIx| self.ranges_of(*pool).all(|one| one.subnet == subnet);
            match range.pool.filter(alone) {
                Some(pool) if away.iter().any(|(_, known)| *known == Some(pool)) => {}
                Some(pool) => away.push((self.pool_span(pool)?, Some(pool))),
                None => away.push((range.span, None)),
            }
        }
        Ok(away)
    }

    /// Brings back what [`Editor::disable_scope`] has put away.
    ///
    /// dhcpd has forgotten the leases of the scope by then. Where a partner kept them, the server has
    /// to begin in the failover state `recover`, or it gives these addresses away.
    ///
    /// # Errors
    /// [`Refusal::NoScope`], [`Refusal::NothingPutAway`], and [`Refusal::NoPeer`] where a pool names
    /// a peer that is gone.
    pub fn enable_scope(&mut self, net: IpNet) -> Result<(), Refusal> {
        let net = net.trunc();
        let mut some = false;
        for file in self.config.distinct_files() {
            let away = PutAway::of(file, net);
            some |= !away.gone.is_empty();
            for place in &away.gone {
                self.file(*place)?;
                self.edits.replace(*place, "");
            }
            self.named_in(&away)?;
        }
        // The whole declaration of a DHCPv6 subnet is away.
        if some && net.network().is_ipv6() {
            return Ok(());
        }
        let subnet = self.subnet(net)?;
        if !some {
            return Err(Refusal::NothingPutAway {
                net,
                span: self.span_of(self.scope_of(subnet)?)?,
            });
        }
        self.unsilence(net, subnet)
    }

    /// Counts the peers that pools of a text name.
    fn named_in(&mut self, away: &PutAway) -> Result<(), Refusal> {
        let (text, tree) = (&away.text, &away.tree);
        let mut depth = 0_u32;
        for at in 0..tree.tokens.count() {
            match tree.tokens.kind(at) {
                Kind::LBrace => depth += 1,
                Kind::RBrace => depth = depth.saturating_sub(1),
                Kind::Failover if tree.tokens.kind(at + 1) == Kind::Peer => {
                    let name = super::membership::name_at(text, tree, at + 2);
                    let peer = self.peer_ix(&name)?;
                    self.count(peer, 1);
                }
                _ => {}
            }
        }
        Ok(())
    }
}
