//! Failover peers (dhcpd.conf(5), "CONFIGURING FAILOVER").

use config_text::{Diagnostic, Rule};

use super::cursor::{Checked, Cursor};
use super::frame::Place;
use super::literal::{Address, Base, atoi};
use super::out;
use super::reader::{At, Reader};
use crate::index::kind::Kind;
use crate::rules;
use crate::view::{FailoverPeer, ItemKind, PeerAddress, Role, Spanned};

impl Reader<'_> {
    /// `failover peer NAME` with a block, `;` or `state`.
    pub(super) fn failover(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let place = self.place();
        if !matches!(place, Place::Root | Place::SharedNetwork) {
            let place = place.name();
            let message = format!("a failover peer cannot be declared or referred to {place}");
            return Err(cur.fail_ahead(&rules::PEER_MISPLACED, message));
        }
        cur.pos += 1;
        cur.expect(Kind::Peer, "`peer`")?;
        let name = match cur.next() {
            Kind::Quoted => cur.c_string(),
            kind if kind.is_identifier() => cur.text().to_vec(),
            _ => return Err(cur.expected("the name of a failover peer")),
        };
        let name_token = cur.pos - 1;
        let known = self.names.peers.get(name.as_slice()).copied();
        match cur.next() {
            Kind::Semicolon => self.network_peer(cur, at, name_token, known),
            Kind::State => {
                let peer = known.ok_or_else(|| not_declared(cur, name_token))?;
                self.peer_state(cur, peer)?;
                let message = "states of a peer belong in the lease file: only the words are kept";
                self.find(Diagnostic::new(&rules::UNTYPED, cur.span_at(at.node.first), message));
                self.note(ItemKind::Plain, 0, at);
                Ok(())
            }
            Kind::LBrace => match known.and_then(|ix| self.config.peers.get(ix)) {
                Some(other) => {
                    let (name, span) = (cur.quote(name_token), other.name_span);
                    let message = format!("a failover peer {name} is declared above");
                    self.find(
                        Diagnostic::new(&rules::DECLARED_TWICE, cur.span(), message)
                            .with_label(span, "first declared here"),
                    );
                    cur.pos = at.node.end;
                    self.note(ItemKind::Broken, 0, at);
                    self.lose(cur.file().node_span(at.node), "a second failover peer of one name");
                    Ok(())
                }
                None => self.peer(cur, at, &name, name_token),
            },
            _ => Err(cur.expected("`{`")),
        }
    }

    /// `failover peer NAME;` in a shared network: its pools inherit the peer.
    fn network_peer(
        &mut self,
        cur: &Cursor<'_>,
        at: At,
        name: u32,
        known: Option<usize>,
    ) -> Checked {
        if self.place() != Place::SharedNetwork {
            let message = "a failover peer can only be referred to in a pool or a shared network";
            return Err(cur.fail(&rules::PEER_MISPLACED, message));
        }
        let peer = known.ok_or_else(|| not_declared(cur, name))?;
        self.inherit(Spanned { value: peer, span: cur.file().node_span(at.node) });
        self.note(ItemKind::Listed, 0, at);
        Ok(())
    }

    /// Makes a peer the one of the shared network around.
    fn inherit(&mut self, peer: Spanned<usize>) {
        let network = self.frame().and_then(|frame| frame.network);
        if let Some(network) = network.and_then(|ix| self.config.networks.get_mut(ix.index())) {
            network.peer = Some(peer);
        }
    }

    /// The block of a declaration.
    fn peer(&mut self, cur: &mut Cursor<'_>, at: At, name: &[u8], token: u32) -> Checked {
        let name_span = cur.span_at(token);
        let span = cur.file().node_span(at.node);
        let mut peer = FailoverPeer::new(out::plain(name), name_span, span, self.scope());
        let result = self.peer_statements(cur, &mut peer);
        if result.is_ok() {
            self.check_peer(cur, &peer);
        }
        // Also a broken declaration keeps its name, so that its pools are not blamed.
        let ix = self.config.peers.len();
        self.names.peers.insert(name.into(), ix);
        self.config.peers.push(peer);
        if self.place() == Place::SharedNetwork {
            self.inherit(Spanned { value: ix, span: name_span });
        }
        result?;
        self.note(ItemKind::Listed, 0, at);
        Ok(())
    }

    fn peer_statements(&mut self, cur: &mut Cursor<'_>, peer: &mut FailoverPeer) -> Checked {
        loop {
            let first = cur.pos;
            let mut partner = false;
            let mut kind = cur.next();
            while kind == Kind::Peer {
                partner = true;
                kind = cur.next();
            }
            if kind == Kind::RBrace {
                return Ok(());
            }
            self.peer_statement(cur, peer, kind, partner, first)?;
            cur.semicolon()?;
        }
    }

    /// One statement without its `;`. `partner` where `peer` stands in front of it.
    fn peer_statement(
        &mut self,
        cur: &mut Cursor<'_>,
        peer: &mut FailoverPeer,
        kind: Kind,
        partner: bool,
        first: u32,
    ) -> Checked {
        let slot = match kind {
            Kind::Primary | Kind::Secondary => return self.peer_role(cur, peer, kind),
            Kind::Address => {
                let address = match cur.address()? {
                    Address::Ip(address) => PeerAddress::Ip(address),
                    Address::Name(name) => PeerAddress::Name(out::plain(&name)),
                };
                let slot = if partner { &mut peer.peer_address } else { &mut peer.address };
                *slot = Some(Spanned { value: address, span: cur.span_from(first) });
                return Ok(());
            }
            Kind::Hba => return self.hba(cur, peer),
            Kind::Split => return self.split(cur, peer),
            Kind::Load => {
                cur.expect(Kind::Balance, "`balance`")?;
                cur.expect(Kind::Max, "`max`")?;
                cur.expect(Kind::Seconds, "`seconds`")?;
                &mut peer.load_balance_max_seconds
            }
            Kind::Port if partner => &mut peer.peer_port,
            Kind::Port => &mut peer.port,
            Kind::MaxResponseDelay | Kind::MaxUnackedUpdates if partner => {
                cur.plain_number()?;
                peer.ignored.push(cur.span_from(first));
                return Ok(());
            }
            Kind::MaxResponseDelay => &mut peer.max_response_delay,
            Kind::MaxUnackedUpdates => &mut peer.max_unacked_updates,
            Kind::Mclt => &mut peer.mclt,
            Kind::AutoPartnerDown => &mut peer.auto_partner_down,
            Kind::MaxLeaseMisbalance => &mut peer.max_lease_misbalance,
            Kind::MaxLeaseOwnership => &mut peer.max_lease_ownership,
            Kind::MinBalance => &mut peer.min_balance,
            Kind::MaxBalance => &mut peer.max_balance,
            Kind::End => {
                let message = "the file ends before this failover peer is closed";
                return Err(cur.fail(&rules::OPEN_BLOCK, message));
            }
            _ => return Err(not_of_a_peer(cur)),
        };
        let value = cur.plain_number()?;
        *slot = Some(Spanned { value, span: cur.span_from(first) });
        Ok(())
    }

    fn peer_role(&mut self, cur: &Cursor<'_>, peer: &mut FailoverPeer, kind: Kind) -> Checked {
        let value = if kind == Kind::Primary { Role::Primary } else { Role::Secondary };
        peer.role = Some(Spanned { value, span: cur.span() });
        if value == Role::Secondary && (peer.hba.is_some() || peer.split.is_some()) {
            self.secondary_has_split(cur);
        }
        Ok(())
    }

    fn hba(&mut self, cur: &mut Cursor<'_>, peer: &mut FailoverPeer) -> Checked {
        if peer.effective_role() == Role::Secondary {
            self.secondary_has_split(cur);
        }
        let first = cur.pos - 1;
        let value = cur.aggregate::<32>(Kind::Colon, Base::HEX)?;
        peer.hba = Some(Spanned { value, span: cur.span_from(first) });
        Ok(())
    }

    fn split(&mut self, cur: &mut Cursor<'_>, peer: &mut FailoverPeer) -> Checked {
        let first = cur.pos - 1;
        let kind = cur.next();
        if peer.effective_role() == Role::Secondary {
            self.secondary_has_split(cur);
        }
        if kind != Kind::Number {
            return Err(cur.expected("a number"));
        }
        let value = atoi(cur.text());
        let span = cur.span_from(first);
        if !(0..=256).contains(&value) {
            let message = format!("`split` is a number from 0 to 256, not {value}");
            self.find(Diagnostic::new(&rules::OPTION_VALUE, cur.span(), message));
            self.lose(span, "`split` is out of its limits");
            return Ok(());
        }
        peer.split = Some(Spanned { value, span });
        Ok(())
    }

    fn secondary_has_split(&mut self, cur: &Cursor<'_>) {
        let message = "a secondary cannot say how clients are divided: the primary does";
        self.find(Diagnostic::new(&rules::SECONDARY_HAS_SPLIT, cur.span(), message));
    }

    /// What dhcpd wants to have met when the block ends.
    fn check_peer(&mut self, cur: &Cursor<'_>, peer: &FailoverPeer) {
        let name = config_text::escape_control(&peer.name);
        let mut missing = |rule: &'static Rule, message: String| {
            let finding = Diagnostic::new(rule, cur.span(), message);
            self.find(finding.with_label(peer.name_span, "declared here"));
        };
        if peer.peer_address.is_none() {
            missing(&rules::PEER_NO_PARTNER, format!("`{name}` has no `peer address`"));
        }
        if peer.effective_role() == Role::Secondary {
            return;
        }
        if peer.split.is_none() && peer.hba.is_none() {
            let message = format!("the primary of `{name}` has neither `split` nor `hba`");
            missing(&rules::PRIMARY_INCOMPLETE, message);
        } else if peer.mclt.as_ref().is_none_or(|mclt| mclt.value == 0) {
            let message = format!("the primary of `{name}` has no `mclt`");
            missing(&rules::PRIMARY_INCOMPLETE, message);
        }
    }

    /// `{ my state S; partner state S at DATE; mclt N; }`
    fn peer_state(&self, cur: &mut Cursor<'_>, peer: usize) -> Checked {
        let peer = self.config.peers.get(peer);
        let primary = peer.is_some_and(|peer| peer.effective_role() == Role::Primary);
        cur.expect(Kind::LBrace, "`{`")?;
        loop {
            match cur.next() {
                Kind::RBrace => return Ok(()),
                Kind::My | Kind::Partner => {
                    cur.expect(Kind::State, "`state`")?;
                    if !is_state(cur.next()) {
                        return Err(cur.expected("a failover state"));
                    }
                    if cur.next() != Kind::Semicolon {
                        cur.pos -= 1;
                        cur.expect(Kind::At, "`at`")?;
                        cur.date()?;
                        cur.semicolon()?;
                    }
                }
                Kind::Mclt if primary => {
                    let message = "`mclt` is only valid in the state of a secondary";
                    return Err(cur.fail(&rules::MISPLACED, message));
                }
                Kind::Mclt => {
                    cur.plain_number()?;
                    cur.semicolon()?;
                }
                _ => return Err(cur.expected("`my state`, `partner state` or `mclt`")),
            }
        }
    }
}

fn is_state(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::UnknownState
            | Kind::PartnerDown
            | Kind::Normal
            | Kind::CommunicationsInterrupted
            | Kind::ConflictDone
            | Kind::ResolutionInterrupted
            | Kind::PotentialConflict
            | Kind::Recover
            | Kind::RecoverWait
            | Kind::RecoverDone
            | Kind::Shutdown
            | Kind::Paused
            | Kind::Startup
    )
}

fn not_declared(cur: &Cursor<'_>, name: u32) -> Box<super::cursor::Fail> {
    let message = format!("no failover peer {} is declared above", cur.quote(name));
    cur.fail(&rules::USED_BEFORE_DECLARED, message)
}

/// Another statement, or a word that dhcpd does not know at all.
fn not_of_a_peer(cur: &Cursor<'_>) -> Box<super::cursor::Fail> {
    let token = cur.pos.saturating_sub(1);
    let found = cur.quote(token);
    let known = crate::table::statements::place_of(cur.kind(token));
    let message = format!("{found} is no statement of a failover peer");
    cur.fail(if known.is_some() { &rules::MISPLACED } else { &rules::SYNTAX }, message)
}
