//! Declarations of failover peers.

use std::net::Ipv4Addr;

use config_text::Span;

use super::{Editor, Refusal, Standing, order};
use crate::generate::{self, Pair, ParameterError};
use crate::view::{FailoverPeer, PeerAddress, Role, ScopeKind, Spanned};

/// One statement of a peer's declaration (dhcpd.conf(5), "CONFIGURING FAILOVER"), with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PeerStatement {
    /// `address`: this server's end of the link.
    Address(Ipv4Addr),
    /// `peer address`: the partner's end.
    PeerAddress(Ipv4Addr),
    /// `port`: this server's TCP port, 1 to 65,535.
    Port(u32),
    /// `peer port`: the partner's TCP port, 1 to 65,535.
    PeerPort(u32),
    /// `max-response-delay`, 3 to 86,400 seconds.
    MaxResponseDelay(u32),
    /// `max-unacked-updates`, 1 to 65,535 updates.
    MaxUnackedUpdates(u32),
    /// `mclt`, 1 to 31,536,000 seconds; the primary says it.
    Mclt(u32),
    /// `split`, 0 to 256 of 256 hash values for the primary, which says it. Replaces an `hba`.
    Split(u32),
    /// `load balance max seconds`, 0 to 65,535 seconds; 0 switches load balancing off.
    LoadBalanceMaxSeconds(u32),
    /// `auto-partner-down`, 1 to 31,536,000 seconds, or 0, which is off.
    AutoPartnerDown(u32),
    /// `max-lease-misbalance`, 1 to 100 percent.
    MaxLeaseMisbalance(u32),
    /// `max-lease-ownership`, 1 to 100 percent.
    MaxLeaseOwnership(u32),
    /// `min-balance`, 1 to 31,536,000 seconds, at most `max-balance`.
    MinBalance(u32),
    /// `max-balance`, 1 to 31,536,000 seconds.
    MaxBalance(u32),
}

impl PeerStatement {
    /// Its words in front of the value.
    #[must_use]
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Address(_) => "address",
            Self::PeerAddress(_) => "peer address",
            Self::Port(_) => "port",
            Self::PeerPort(_) => "peer port",
            Self::MaxResponseDelay(_) => "max-response-delay",
            Self::MaxUnackedUpdates(_) => "max-unacked-updates",
            Self::Mclt(_) => "mclt",
            Self::Split(_) => "split",
            Self::LoadBalanceMaxSeconds(_) => "load balance max seconds",
            Self::AutoPartnerDown(_) => "auto-partner-down",
            Self::MaxLeaseMisbalance(_) => "max-lease-misbalance",
            Self::MaxLeaseOwnership(_) => "max-lease-ownership",
            Self::MinBalance(_) => "min-balance",
            Self::MaxBalance(_) => "max-balance",
        }
    }

    /// The number, of all but addresses.
    const fn number(self) -> Result<u32, Ipv4Addr> {
        match self {
            Self::Address(address) | Self::PeerAddress(address) => Err(address),
            Self::Port(number)
            | Self::PeerPort(number)
            | Self::MaxResponseDelay(number)
            | Self::MaxUnackedUpdates(number)
            | Self::Mclt(number)
            | Self::Split(number)
            | Self::LoadBalanceMaxSeconds(number)
            | Self::AutoPartnerDown(number)
            | Self::MaxLeaseMisbalance(number)
            | Self::MaxLeaseOwnership(number)
            | Self::MinBalance(number)
            | Self::MaxBalance(number) => Ok(number),
        }
    }

    fn text(self) -> String {
        let keyword = self.keyword();
        match self.number() {
            Ok(number) => format!("{keyword} {number}"),
            Err(address) => format!("{keyword} {address}"),
        }
    }

    /// The rules of the generator hold here as well.
    fn check(self, peer: &FailoverPeer) -> Result<(), ParameterError> {
        match self.number() {
            Err(address) => generate::host_address(self.keyword(), address)?,
            Ok(0) if matches!(self, Self::AutoPartnerDown(_)) => {}
            Ok(number) => generate::number(self.keyword(), number)?,
        }
        let now = |slot: &Option<Spanned<i32>>| slot.as_ref().map(|one| one.value.unsigned_abs());
        match self {
            Self::MinBalance(least) => generate::balances(Some(least), now(&peer.max_balance)),
            Self::MaxBalance(most) => generate::balances(now(&peer.min_balance), Some(most)),
            _ => Ok(()),
        }
    }

    /// Where a peer says it.
    fn place(self, peer: &FailoverPeer) -> Option<Span> {
        let number = |slot: &Option<Spanned<i32>>| slot.as_ref().map(|one| one.span);
        let address = |slot: &Option<Spanned<PeerAddress>>| slot.as_ref().map(|one| one.span);
        match self {
            Self::Address(_) => address(&peer.address),
            Self::PeerAddress(_) => address(&peer.peer_address),
            Self::Port(_) => number(&peer.port),
            Self::PeerPort(_) => number(&peer.peer_port),
            Self::MaxResponseDelay(_) => number(&peer.max_response_delay),
            Self::MaxUnackedUpdates(_) => number(&peer.max_unacked_updates),
            Self::Mclt(_) => number(&peer.mclt),
            Self::Split(_) => number(&peer.split),
            Self::LoadBalanceMaxSeconds(_) => number(&peer.load_balance_max_seconds),
            Self::AutoPartnerDown(_) => number(&peer.auto_partner_down),
            Self::MaxLeaseMisbalance(_) => number(&peer.max_lease_misbalance),
            Self::MaxLeaseOwnership(_) => number(&peer.max_lease_ownership),
            Self::MinBalance(_) => number(&peer.min_balance),
            Self::MaxBalance(_) => number(&peer.max_balance),
        }
    }
}

impl Editor<'_> {
    /// Declares this server's half of a pair: in the main file, behind its peers, and above all
    /// networks, so that every pool can be put into it.
    ///
    /// # Errors
    /// [`Refusal::PeerExists`].
    pub fn add_peer(&mut self, pair: &Pair, role: Role) -> Result<(), Refusal> {
        let name = pair.parameters().name.clone();
        if let Some(peer) = self.config.failover_peers().iter().find(|peer| peer.name == name) {
            return Err(Refusal::PeerExists { name, span: peer.span });
        }
        let Some(main) = self.config.files.first() else { return Ok(()) };
        let layout = super::layout::Layout::new(&main.bytes);
        let networks = self.above_networks();
        let newline = layout.newline(networks);
        let text = pair.declaration(role).trim_end().replace('\n', newline);
        let peers = self.config.failover_peers().iter().map(|peer| peer.span);
        let own = peers.filter(|span| span.file == main.id && (span.end as usize) <= networks);
        match own.max_by_key(|span| span.end).map(|last| layout.line_end(last.end as usize)) {
            Some(at) if at <= networks => {
                self.insert(main, at, format!("{newline}{text}{newline}"))
            }
            _ => {
                let gap = layout.gap(networks);
                self.insert(main, networks, format!("{gap}{text}{newline}{newline}"));
            }
        }
        self.peers.push(Standing { name, pools: 0, stays: true });
        Ok(())
    }

    /// The line of the main file in front of all networks; its end where there are none.
    pub(super) fn above_networks(&self) -> usize {
        let Some(main) = self.config.files.first() else { return 0 };
        let layout = super::layout::Layout::new(&main.bytes);
        self.first_user().map_or(main.bytes.len(), |at| layout.above(at))
    }

    /// The first statement of the main file that holds networks, or includes them.
    fn first_user(&self) -> Option<usize> {
        let main = self.config.files.first()?.id;
        let scopes = self.config.scopes().filter(|(_, node)| {
            matches!(
                node.kind,
                ScopeKind::SharedNetwork { .. }
                    | ScopeKind::Subnet { .. }
                    | ScopeKind::Subnet6 { .. }
            )
        });
        let places = scopes.map(|(_, node)| order::in_main(self.config, node.span));
        let mut first = places.min()?;
        // A network in a group: the peer stands in front of the group.
        let around = self.config.scopes().filter(|(_, node)| {
            let outermost = node.parent == Some(crate::ScopeIx::ROOT) && node.span.file == main;
            outermost && node.span.start <= first && first < node.span.end
        });
        if let Some((_, group)) = around.last() {
            first = group.span.start;
        }
        Some(first as usize)
    }

    /// Takes the declaration of a peer out. [`Editor::finish`] refuses it while pools name it.
    ///
    /// # Errors
    /// [`Refusal::NoPeer`] and [`Refusal::IncludedTwice`].
    pub fn remove_peer(&mut self, name: &str) -> Result<(), Refusal> {
        let ix = self.peer_ix(name)?;
        let Some(peer) = self.declared(ix) else {
            return Err(Refusal::NoPeer { name: name.to_owned() });
        };
        self.remove(peer.span)?;
        if let Some(standing) = self.peers.get_mut(ix) {
            standing.stays = false;
        }
        Ok(())
    }

    /// Sets one statement of a peer: in its place where it has one, else behind the others.
    ///
    /// # Errors
    /// [`Refusal::NoPeer`], [`Refusal::Value`], [`Refusal::PrimaryOnly`] for what a secondary does not
    /// say, and [`Refusal::IncludedTwice`].
    pub fn set_peer(&mut self, name: &str, statement: PeerStatement) -> Result<(), Refusal> {
        let Some(peer) = self.declared(self.peer_ix(name)?) else {
            return Err(Refusal::NoPeer { name: name.to_owned() });
        };
        statement.check(peer)?;
        let divides = matches!(statement, PeerStatement::Split(_) | PeerStatement::Mclt(_));
        if divides && peer.effective_role() == Role::Secondary {
            let statement = statement.keyword();
            return Err(Refusal::PrimaryOnly { statement, span: peer.span });
        }
        let mut places: Vec<_> = statement.place(peer).into_iter().collect();
        if matches!(statement, PeerStatement::Split(_)) {
            // Of `split` and `hba` the last one counts: both become the same.
            places.extend(peer.hba.as_ref().map(|hba| hba.span));
        }
        let text = statement.text();
        if places.is_empty() {
            self.block(peer.span)?.insert_last(&mut self.edits, &[format!("{text};").into()]);
        }
        for place in places {
            self.file(place)?;
            self.edits.replace(place, text.clone());
        }
        Ok(())
    }
}
