//! Pools, and the permits and peers in them.

use super::cursor::{Checked, Cursor};
use super::date::Date;
use super::frame::{Body, Place};
use super::out;
use super::reader::{At, Reader};
use super::statement::misplaced;
use crate::index::kind::Kind;
use crate::rules;
use crate::view::{ItemKind, Permit, PermitKind, Pool, PoolIx, PoolPeer, ScopeKind};

impl Reader<'_> {
    /// `pool {` or `pool6 {`
    pub(super) fn pool(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let v6 = cur.next() == Kind::Pool6;
        let place = self.place();
        let frame = self.frame();
        let subnet = frame.and_then(|frame| frame.subnet).filter(|_| place == Place::Subnet);
        let network = match place {
            Place::Subnet => subnet.and_then(|ix| self.config.subnet(ix)).map(|net| net.network),
            Place::SharedNetwork if !v6 => frame.and_then(|frame| frame.network),
            _ => None,
        };
        let Some(network) = network else {
            let (what, wanted) = match v6 {
                true => ("a pool6", "a subnet6"),
                false => ("a pool", "a subnet or a shared network"),
            };
            return Err(misplaced(cur, what, place, wanted));
        };
        cur.expect(Kind::LBrace, "`{`")?;
        let kind = if v6 { ScopeKind::Pool6 } else { ScopeKind::Pool };
        let scope =
            self.open_scope(kind, cur.file().node_span(at.node), cur.span_at(at.node.first));
        let inherited = self.config.network(network).and_then(|network| network.peer.as_ref());
        let peer = inherited.filter(|_| !v6).map(|peer| PoolPeer {
            peer: peer.value,
            named: false,
            span: peer.span,
        });
        let ix = PoolIx(u32::try_from(self.config.pools.len()).unwrap_or(u32::MAX));
        let permits = Vec::new();
        self.config.pools.push(Pool {
            scope,
            network,
            subnet,
            peer,
            permits,
            ranges: 0,
            after: false,
        });
        let body = if v6 { Body::Pool6(ix) } else { Body::Pool(ix) };
        self.open_block(at, body, Place::Pool, scope);
        Ok(())
    }

    /// A statement in a pool.
    pub(super) fn pool_statement(&mut self, cur: &mut Cursor<'_>, at: At, pool: PoolIx) -> Checked {
        while cur.peek() == Kind::No {
            self.no_failover(cur, pool)?;
        }
        match cur.peek() {
            Kind::Failover => self.pool_peer(cur, at, pool),
            Kind::Range => {
                cur.pos += 1;
                self.range(cur, at, Some(pool))
            }
            Kind::Allow | Kind::Deny => self.permit(cur, at, pool),
            _ => self.declaration(cur, at),
        }
    }

    /// A statement in a pool6.
    pub(super) fn pool6_statement(
        &mut self,
        cur: &mut Cursor<'_>,
        at: At,
        pool: PoolIx,
    ) -> Checked {
        match cur.peek() {
            Kind::Range6 => {
                cur.pos += 1;
                self.range6(cur, at, Some(pool))
            }
            Kind::Prefix6 => {
                cur.pos += 1;
                self.prefix6(cur, at, Some(pool))
            }
            Kind::Allow | Kind::Deny => self.permit(cur, at, pool),
            _ => self.declaration(cur, at),
        }
    }

    pub(super) fn pool_mut(&mut self, pool: PoolIx) -> Option<&mut Pool> {
        self.config.pools.get_mut(pool.index())
    }

    /// `no failover peer`: dhcpd never takes the `;`, so only a statement without one loads.
    fn no_failover(&mut self, cur: &mut Cursor<'_>, pool: PoolIx) -> Checked {
        cur.pos += 1;
        for (kind, word) in [(Kind::Failover, "`failover`"), (Kind::Peer, "`peer`")] {
            cur.expect(kind, word)?;
        }
        if cur.peek() == Kind::Semicolon {
            let message = "dhcpd never accepts this `;`: leave `no failover peer;` out";
            return Err(cur.fail_ahead(&rules::NO_FAILOVER_STATEMENT, message));
        }
        if let Some(pool) = self.pool_mut(pool) {
            pool.peer = None;
        }
        Ok(())
    }

    /// `failover peer "NAME";`
    fn pool_peer(&mut self, cur: &mut Cursor<'_>, at: At, pool: PoolIx) -> Checked {
        let first = cur.pos;
        cur.pos += 1;
        cur.expect(Kind::Peer, "`peer`")?;
        cur.expect(Kind::Quoted, "the name of a peer in quotes")?;
        let Some(peer) = self.names.peers.get(cur.c_string().as_slice()).copied() else {
            let message = format!("no failover peer {} is declared above", cur.quote(cur.pos - 1));
            return Err(cur.fail(&rules::USED_BEFORE_DECLARED, message));
        };
        cur.semicolon()?;
        if let Some(peer) = self.config.peers.get_mut(peer) {
            peer.pools += 1;
        }
        let span = cur.span_from(first);
        if let Some(pool) = self.pool_mut(pool) {
            pool.peer = Some(PoolPeer { peer, named: true, span });
        }
        self.note(ItemKind::Listed, 0, at);
        Ok(())
    }

    /// `allow WHO;` or `deny WHO;`
    fn permit(&mut self, cur: &mut Cursor<'_>, at: At, pool: PoolIx) -> Checked {
        let first = cur.pos;
        let allow = cur.next() == Kind::Allow;
        let kind = self.permit_kind(cur, pool)?;
        cur.semicolon()?;
        let span = cur.span_from(first);
        if let Some(pool) = self.pool_mut(pool) {
            pool.permits.push(Permit { allow, kind, span });
        }
        self.note(ItemKind::Listed, 0, at);
        Ok(())
    }

    fn permit_kind(&mut self, cur: &mut Cursor<'_>, pool: PoolIx) -> Checked<PermitKind> {
        let kind = match cur.next() {
            Kind::KnownClients => return Ok(PermitKind::KnownClients),
            Kind::UnknownClients => return Ok(PermitKind::UnknownClients),
            Kind::Members => return self.members(cur),
            Kind::After => return self.after(cur, pool),
            Kind::Known => PermitKind::KnownClients,
            Kind::Unknown => PermitKind::UnknownClients,
            Kind::Authenticated => PermitKind::AuthenticatedClients,
            Kind::Unauthenticated => PermitKind::UnauthenticatedClients,
            Kind::All => PermitKind::AllClients,
            Kind::Dynamic => {
                cur.expect(Kind::Bootp, "`bootp`")?;
                PermitKind::DynamicBootpClients
            }
            _ => {
                let found = cur.quote(cur.pos - 1);
                let message = format!("{found} is nobody that a pool can allow or deny");
                return Err(cur.fail(&rules::SYNTAX, message));
            }
        };
        cur.expect(Kind::Clients, "`clients`")?;
        Ok(kind)
    }

    fn members(&self, cur: &mut Cursor<'_>) -> Checked<PermitKind> {
        cur.expect(Kind::Of, "`of`")?;
        cur.expect(Kind::Quoted, "the name of a class in quotes")?;
        let name = cur.c_string();
        if !self.names.open && !self.names.classes.contains(name.as_slice()) {
            let message = format!("no class {} is declared above", cur.quote(cur.pos - 1));
            return Err(cur.fail(&rules::USED_BEFORE_DECLARED, message));
        }
        Ok(PermitKind::MembersOf(out::plain(&name)))
    }

    fn after(&mut self, cur: &mut Cursor<'_>, pool: PoolIx) -> Checked<PermitKind> {
        if self.config.pool(pool).is_some_and(|pool| pool.after) {
            return Err(cur.fail(&rules::GIVEN_TWICE, "a pool can have one `after` only"));
        }
        let date = cur.date()?;
        if let Some(pool) = self.pool_mut(pool) {
            // dhcpd cannot tell the moment 0 from none.
            pool.after = date != Date::Seconds(0);
        }
        Ok(PermitKind::After(date.canonical()))
    }
}
