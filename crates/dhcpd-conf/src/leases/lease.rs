//! `lease ADDRESS { ... }`: one IPv4 address and who has it.

use std::net::Ipv4Addr;

use super::parser::Parser;
use super::piece::{Data, Hardware, Kept, Piece, Statement, StatementKind, statements};
use super::problem::ProblemKind;
use super::scan::Token;
use super::state::BindingState;
use super::time::Stamp;
use crate::index::kind::Kind;
use crate::read::literal::atoi;

/// The times of a lease; 0 is absent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Times {
    pub(super) starts: i32,
    pub(super) ends: i32,
    pub(super) tstp: i32,
    pub(super) tsfp: i32,
    pub(super) atsfp: i32,
    pub(super) cltt: i32,
}

/// What a lease says, over its text.
#[derive(Debug, Clone)]
pub(super) struct LeaseParts {
    pub(super) address: Ipv4Addr,
    pub(super) times: Times,
    pub(super) state: Option<BindingState>,
    pub(super) next: Option<BindingState>,
    pub(super) rewind: Option<BindingState>,
    pub(super) reserved: bool,
    pub(super) bootp: bool,
    /// Whether something is to be done when it expires or is released.
    pub(super) events: bool,
    hardware: Option<Hardware>,
    uid: Option<Piece>,
    hostname: Option<Piece>,
    /// Statements that were met, one bit each.
    seen: u16,
}

/// One `lease` record of a lease file (dhcpd.leases(5), "THE LEASE DECLARATION").
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    pub(super) text: &'a [u8],
    pub(super) parts: &'a LeaseParts,
    pub(super) kept: &'a [Kept],
}

impl<'a> Lease<'a> {
    /// The address.
    #[must_use]
    pub const fn address(&self) -> Ipv4Addr {
        self.parts.address
    }

    /// `starts`: when the client got it.
    #[must_use]
    pub const fn starts(&self) -> Option<Stamp> {
        Stamp::of_stored(self.parts.times.starts)
    }

    /// `ends`: until when the client has it.
    #[must_use]
    pub const fn ends(&self) -> Option<Stamp> {
        Stamp::of_stored(self.parts.times.ends)
    }

    /// `tstp`: the end that the failover partner has been told, or will be. Where it is not
    /// written, dhcpd takes [`ends`](Self::ends).
    #[must_use]
    pub const fn tstp(&self) -> Option<Stamp> {
        Stamp::of_stored(self.parts.times.tstp)
    }

    /// `tsfp`: the end that the failover partner has confirmed.
    #[must_use]
    pub const fn tsfp(&self) -> Option<Stamp> {
        Stamp::of_stored(self.parts.times.tsfp)
    }

    /// `atsfp`: the end that the failover partner has really sent.
    #[must_use]
    pub const fn atsfp(&self) -> Option<Stamp> {
        Stamp::of_stored(self.parts.times.atsfp)
    }

    /// `cltt`: when the client was last heard of.
    #[must_use]
    pub const fn cltt(&self) -> Option<Stamp> {
        Stamp::of_stored(self.parts.times.cltt)
    }

    /// `binding state`. Files of dhcpd 2 and 3.0 may have none, then
    /// [`state_at`](Self::state_at) decides.
    #[must_use]
    pub const fn state(&self) -> Option<BindingState> {
        self.parts.state
    }

    /// The state, where none is written as dhcpd makes one up: active where the lease ends after
    /// `now` (seconds since 1970) or something is to be done at its end, else free.
    #[must_use]
    pub fn state_at(&self, now: i64) -> BindingState {
        made_up(self.parts.state, self.ends(), self.parts.events, now)
    }

    /// `next binding state`: what the state becomes at the end; the state itself where it is not
    /// written.
    #[must_use]
    pub fn next_state(&self) -> Option<BindingState> {
        self.parts.next.or(self.parts.state)
    }

    /// `rewind binding state`: the last state that the partner surely knows; the state itself where
    /// it is not written.
    #[must_use]
    pub fn rewind_state(&self) -> Option<BindingState> {
        self.parts.rewind.or(self.parts.state)
    }

    /// `reserved;`: the address stays with this client although it is not bound to it.
    #[must_use]
    pub const fn is_reserved(&self) -> bool {
        self.parts.reserved
    }

    /// `dynamic-bootp;`: a BOOTP client has it.
    #[must_use]
    pub const fn is_bootp(&self) -> bool {
        self.parts.bootp
    }

    /// `hardware`: the client's link-layer address.
    #[must_use]
    pub const fn hardware(&self) -> Option<Hardware> {
        self.parts.hardware
    }

    /// `uid`: the client identifier.
    #[must_use]
    pub fn uid(&self) -> Option<Data<'a>> {
        self.parts.uid.map(|uid| uid.data(self.text))
    }

    /// `client-hostname`: the name that the client gave itself.
    #[must_use]
    pub fn hostname(&self) -> Option<Data<'a>> {
        self.parts.hostname.map(|name| name.name(self.text))
    }

    /// Everything else, in order: `set`, `on`, `option agent.*`, `billing`, and what dhcpd does not
    /// know.
    pub fn statements(&self) -> impl Iterator<Item = Statement<'a>> {
        statements(self.text, self.kept)
    }
}

/// An address as dhcpd writes it, between two blanks, and how many bytes it takes with the first one.
fn written_quad(text: &[u8]) -> Option<(Ipv4Addr, usize)> {
    let rest = text.strip_prefix(b" ")?;
    let (mut octets, mut at) = ([0; 4], 0);
    for octet in &mut octets {
        let mut value = 0u32;
        let mut digits = 0;
        let sign = loop {
            let byte = *rest.get(at)?;
            at += 1;
            if !byte.is_ascii_digit() {
                break byte;
            }
            value = value * 10 + u32::from(byte - b'0');
            digits += 1;
            if digits > 3 {
                return None;
            }
        };
        *octet = u8::try_from(value).ok().filter(|_| digits > 0 && matches!(sign, b'.' | b' '))?;
    }
    let whole = rest.get(..at)?;
    let dots = whole.iter().filter(|byte| **byte == b'.').count();
    (dots == 3 && whole.ends_with(b" ")).then_some((Ipv4Addr::from(octets), at))
}

/// The state that dhcpd makes up for a lease that has none.
pub(super) fn made_up(
    state: Option<BindingState>,
    ends: Option<Stamp>,
    events: bool,
    now: i64,
) -> BindingState {
    let active = || events || ends.is_some_and(|ends| ends.is_after(now));
    state.unwrap_or_else(|| if active() { BindingState::Active } else { BindingState::Free })
}

impl Parser<'_, '_> {
    /// The lease that `record`, the word taken last, begins; [`None`] without address and brace.
    pub(super) fn lease(&mut self, record: Token) -> Option<LeaseParts> {
        let written = written_quad(self.scan.bytes.get(self.scan.at..).unwrap_or(&[]));
        let address = match written {
            Some((address, taken)) => {
                self.scan.at += taken;
                address
            }
            None => self.quad()?,
        };
        if self.scan.next().kind != Kind::LBrace {
            return None;
        }
        let mut lease = LeaseParts {
            address,
            times: Times::default(),
            state: None,
            next: None,
            rewind: None,
            reserved: false,
            bootp: false,
            events: false,
            hardware: None,
            uid: None,
            hostname: None,
            seen: 0,
        };
        while let Some(word) = self.step(record) {
            self.lease_statement(&mut lease, word);
        }
        Some(lease)
    }

    fn quad(&mut self) -> Option<Ipv4Addr> {
        let mut octets = [0; 4];
        for (at, octet) in octets.iter_mut().enumerate() {
            if at > 0 && self.scan.next().kind != Kind::Dot {
                return None;
            }
            let token = self.scan.next();
            let text = self.scan.text(token);
            *octet = u8::try_from(atoi(text)).ok().filter(|_| token.kind == Kind::Number)?;
        }
        Some(Ipv4Addr::from(octets))
    }

    fn lease_statement(&mut self, lease: &mut LeaseParts, word: Token) {
        let time = match word.kind {
            Kind::Starts => &mut lease.times.starts,
            Kind::Ends => &mut lease.times.ends,
            Kind::Tstp => &mut lease.times.tstp,
            Kind::Tsfp => &mut lease.times.tsfp,
            Kind::Atsfp => &mut lease.times.atsfp,
            Kind::Cltt => &mut lease.times.cltt,
            _ => return self.other_lease_statement(lease, word),
        };
        // What dhcpd cannot read it takes for 0.
        *time = Stamp::stored(self.date(word));
        self.met(lease, word);
    }

    fn other_lease_statement(&mut self, lease: &mut LeaseParts, word: Token) {
        match word.kind {
            Kind::Binding => self.binding_state(lease, word, |lease| &mut lease.state),
            Kind::Next => self.later_state(lease, word, |lease| &mut lease.next),
            Kind::Rewind => self.later_state(lease, word, |lease| &mut lease.rewind),
            Kind::Hardware => lease.hardware = self.hardware(word),
            Kind::Uid => lease.uid = self.valued(word, Self::data),
            Kind::ClientHostname => {
                lease.hostname = self.value(word, Self::name);
                if let Some(name) = lease.hostname
                    && !self.semicolon(word)
                {
                    // dhcpd forgives it behind words only.
                    self.fate.lost |= name.of(self.scan.bytes).first() == Some(&b'"');
                }
            }
            Kind::Reserved => lease.reserved |= self.semicolon(word),
            Kind::DynamicBootp => lease.bootp |= self.semicolon(word),
            Kind::Abandoned => {
                lease.state = Some(BindingState::Abandoned);
                lease.next = lease.state;
                self.semicolon(word);
            }
            Kind::Set => self.set(word),
            Kind::On => {
                lease.events = true;
                self.fate.lost |= !self.keep(StatementKind::On, word);
            }
            Kind::Option | Kind::Supersede => _ = self.keep(StatementKind::Option, word),
            Kind::Billing => _ = self.keep(StatementKind::Billing, word),
            // Written by early servers, and of no use to later ones.
            Kind::Timestamp => _ = self.date(word),
            Kind::Class => _ = self.keep(StatementKind::Other, word),
            _ if self.is_early_name(word) => _ = self.keep(StatementKind::Set, word),
            _ => _ = self.keep(StatementKind::Unknown, word),
        }
        self.met(lease, word);
    }

    /// `set NAME = VALUE;`, without which dhcpd loses the lease.
    fn set(&mut self, word: Token) {
        let at = self.scan.at;
        // A keyword cannot name a variable.
        let named = self.scan.next().kind.is_plain_name() && self.scan.next().kind == Kind::Equal;
        let valued = named && self.is_constant();
        if valued && self.scan.bytes.get(self.scan.at) == Some(&b';') {
            self.scan.at += 1;
            let piece = Piece::new(word.start, self.scan.at);
            self.notes.kept.push(Kept { kind: StatementKind::Set, piece });
            return;
        }
        self.scan.at = at;
        self.keep(StatementKind::Set, word);
        if !valued {
            self.fate.lost = true;
            self.flaw(ProblemKind::Malformed, word);
        }
    }

    /// A string, octets that begin with a letter, `%` and a number, or a truth value.
    fn is_constant(&mut self) -> bool {
        let token = self.scan.next();
        let text = self.scan.text(token);
        match token.kind {
            Kind::Quoted => true,
            Kind::NumberOrName => text.len() <= 2,
            Kind::Percent => self.scan.next().kind == Kind::Number,
            _ => text.eq_ignore_ascii_case(b"true") || text.eq_ignore_ascii_case(b"false"),
        }
    }

    /// Names of updated DNS records, as dhcpd 3.0 wrote them.
    fn is_early_name(&self, word: Token) -> bool {
        let text = self.scan.text(word);
        text.eq_ignore_ascii_case(b"ddns-fwd-name") || text.eq_ignore_ascii_case(b"ddns-rev-name")
    }

    /// A value with its semicolon.
    pub(super) fn valued(
        &mut self,
        word: Token,
        value: fn(&mut Self) -> Option<Piece>,
    ) -> Option<Piece> {
        let piece = self.value(word, value)?;
        self.semicolon(word);
        Some(piece)
    }

    fn value(&mut self, word: Token, value: fn(&mut Self) -> Option<Piece>) -> Option<Piece> {
        let at = self.scan.at;
        let piece = value(self);
        if piece.is_none() {
            self.scan.at = at;
            self.fate.lost = true;
            self.malformed(word);
        }
        piece
    }

    fn later_state(
        &mut self,
        lease: &mut LeaseParts,
        word: Token,
        field: fn(&mut LeaseParts) -> &mut Option<BindingState>,
    ) {
        if self.scan.peek() == Kind::Binding {
            self.scan.next();
            self.binding_state(lease, word, field);
        } else {
            self.malformed(word);
        }
    }

    fn binding_state(
        &mut self,
        lease: &mut LeaseParts,
        word: Token,
        field: fn(&mut LeaseParts) -> &mut Option<BindingState>,
    ) {
        let at = self.scan.at;
        let named = self.scan.next().kind == Kind::State;
        let kind = if named { self.scan.next().kind } else { Kind::End };
        // Two words that dhcpd 3.0 wrote for what are marks of an active lease now.
        lease.reserved |= kind == Kind::Reserved;
        lease.bootp |= kind == Kind::Bootp;
        let state = match kind {
            Kind::Reserved | Kind::Bootp => Some(BindingState::Active),
            kind => BindingState::of(kind),
        };
        if state.is_none() {
            self.scan.at = at;
            self.fate.lost |= named || word.kind == Kind::Binding;
            return self.malformed(word);
        }
        *field(lease) = state;
        self.semicolon(word);
    }

    /// Notes that a statement was met that a lease may have once.
    fn met(&mut self, lease: &mut LeaseParts, word: Token) {
        let bit = match word.kind {
            Kind::Starts => 1,
            Kind::Ends => 2,
            Kind::Tstp => 4,
            Kind::Tsfp => 8,
            Kind::Atsfp => 0x10,
            Kind::Cltt => 0x20,
            Kind::Binding | Kind::Abandoned => 0x40,
            Kind::Next => 0x80,
            Kind::Rewind => 0x100,
            Kind::Hardware => 0x200,
            Kind::Uid => 0x400,
            Kind::ClientHostname => 0x800,
            Kind::Billing => 0x1000,
            _ => 0,
        };
        if lease.seen & bit != 0 {
            self.flaw(ProblemKind::Repeated, word);
        }
        lease.seen |= bit;
    }
}
