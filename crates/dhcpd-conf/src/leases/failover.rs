//! `failover peer NAME state { ... }`: where a pair stood when it was last written.

use super::parser::Parser;
use super::piece::{Data, Piece, StatementKind};
use super::scan::Token;
use super::state::FailoverState;
use super::time::Stamp;
use crate::index::kind::Kind;

/// A state and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateSince {
    /// The state.
    pub state: FailoverState,
    /// Since when; [`None`] is since the file was read.
    pub since: Option<Stamp>,
}

#[derive(Debug, Clone)]
pub(super) struct FailoverParts {
    pub(super) name: Piece,
    pub(super) own: Option<StateSince>,
    pub(super) partner: Option<StateSince>,
    pub(super) mclt: Option<i32>,
}

/// One failover state record (dhcpd.leases(5), "THE FAILOVER PEER STATE DECLARATION").
#[derive(Debug, Clone, Copy)]
pub struct FailoverRecord<'a> {
    pub(super) text: &'a [u8],
    pub(super) parts: &'a FailoverParts,
}

impl<'a> FailoverRecord<'a> {
    /// The name of the relationship; letter case counts.
    #[must_use]
    pub fn name(&self) -> Data<'a> {
        self.parts.name.name(self.text)
    }

    /// `my state`.
    #[must_use]
    pub const fn own(&self) -> Option<StateSince> {
        self.parts.own
    }

    /// `partner state`.
    #[must_use]
    pub const fn partner(&self) -> Option<StateSince> {
        self.parts.partner
    }

    /// `mclt`, seconds: what a secondary has learnt from its primary.
    #[must_use]
    pub const fn mclt(&self) -> Option<i32> {
        self.parts.mclt
    }
}

impl Parser<'_, '_> {
    /// The record that `record`, the word taken last, begins; [`None`] where its head is another.
    pub(super) fn failover(&mut self, record: Token) -> Option<FailoverParts> {
        if self.scan.next().kind != Kind::Peer {
            return None;
        }
        let name = self.name()?;
        if self.scan.next().kind != Kind::State || self.scan.next().kind != Kind::LBrace {
            return None;
        }
        let mut parts = FailoverParts { name, own: None, partner: None, mclt: None };
        while let Some(word) = self.step(record) {
            match word.kind {
                Kind::My => parts.own = self.state_since(word).or(parts.own),
                Kind::Partner => parts.partner = self.state_since(word).or(parts.partner),
                Kind::Mclt => {
                    let at = self.scan.at;
                    parts.mclt = self.number();
                    if parts.mclt.is_none() {
                        self.scan.at = at;
                        self.malformed(word);
                    } else {
                        self.semicolon(word);
                    }
                }
                _ => _ = self.keep(StatementKind::Unknown, word),
            }
        }
        Some(parts)
    }

    /// `state WORD;` or `state WORD at DATE;`. As for dhcpd, a state with a bad date is none.
    fn state_since(&mut self, word: Token) -> Option<StateSince> {
        let at = self.scan.at;
        let state = match self.scan.next().kind {
            Kind::State => FailoverState::of(self.scan.next().kind),
            _ => None,
        };
        let Some(state) = state else {
            self.scan.at = at;
            self.malformed(word);
            return None;
        };
        match self.scan.next().kind {
            Kind::Semicolon => Some(StateSince { state, since: None }),
            Kind::At => self.date(word).map(|since| StateSince { state, since: Some(since) }),
            _ => {
                self.scan.at = at;
                self.malformed(word);
                None
            }
        }
    }
}
