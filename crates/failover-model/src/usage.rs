//! How many addresses of a running server are free, in use, kept for its partner or declined, and how fast new ones
//! are taken.
//!
//! A [`Usage`] is about a stock: the addresses from which the same clients are served, since a client gets any of
//! them. That is a scope by itself, or all scopes of a shared network (superscope); where the server counts in other
//! groups (dhcpd makes one pool of several declarations), it is that group.

use std::sync::Arc;

use chrono::TimeDelta;
use ipnet::IpNet;

use crate::knowledge::Knowledge;
use crate::relationship::RelationshipIx;

/// Where numbers of addresses were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UsageSource {
    /// The pool counters of dhcpd, over OMAPI.
    Omapi,
    /// The lease file of dhcpd.
    LeaseFile,
    /// The end of a lease file of dhcpd, which is too large to be read whole for a look.
    LeaseFileEnd,
    /// `statistic-get-all` of Kea.
    Statistics,
    /// `stat-lease4-get`, `stat-lease6-get` of Kea's `libdhcp_stat_cmds`.
    LeaseStatistics,
    /// `Get-DhcpServerv4ScopeStatistics`, `Get-DhcpServerv4Statistics`.
    Cmdlet,
}

impl UsageSource {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Omapi => "omapi",
            Self::LeaseFile => "lease file",
            Self::LeaseFileEnd => "end of the lease file",
            Self::Statistics => "statistic-get-all",
            Self::LeaseStatistics => "stat-lease-get",
            Self::Cmdlet => "cmdlet",
        }
    }
}

/// How many addresses are what to a server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that are there to be handed out.
    pub total: u64,
    /// Those that the server may give to new clients while it is out of touch with its partner: its own half where the
    /// free ones are divided, else every free one.
    pub free: u64,
    /// Free ones that are the partner's to give; [`None`] where free ones are not divided (Kea).
    pub partner: Option<u64>,
    /// Those whose lease has ended and that become free once the partner agrees (dhcpd `expired`, `released`, `reset`);
    /// [`None`] where the source does not tell them from those in use.
    pub ended: Option<u64>,
    /// Those that a client found in use by somebody else; [`None`] as with `ended`.
    pub declined: Option<u64>,
}

impl Counts {
    /// Those that clients have, with those that the source does not tell from them.
    #[must_use]
    pub fn in_use(&self) -> u64 {
        let others = [Some(self.free), self.partner, self.ended, self.declined];
        others.into_iter().flatten().fold(self.total, u64::saturating_sub)
    }

    /// Those that wait for the partner: its half, and what has ended and needs its word.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.partner.unwrap_or(0).saturating_add(self.ended.unwrap_or(0))
    }

    /// The same from where the partner stands: what is free for one waits for the other.
    #[must_use]
    pub fn of_partner(self) -> Self {
        match self.partner {
            Some(partner) => Self { free: partner, partner: Some(self.free), ..self },
            None => self,
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let add = |one: Option<u64>, two: Option<u64>| Some(one?.saturating_add(two?));
        Self {
            total: self.total.saturating_add(other.total),
            free: self.free.saturating_add(other.free),
            partner: add(self.partner, other.partner),
            ended: add(self.ended, other.ended),
            declined: add(self.declined, other.declined),
        }
    }
}

/// Whose new clients were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TakenBy {
    /// Those of both servers of a pair.
    Pair,
    /// Those that this server served.
    Server,
}

/// New addresses that were taken: addresses that were free and went to a client. Renewals are none, and neither is a
/// client that gets its old address back before that was free again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// How many.
    pub clients: u64,
    /// In what time, up to the look; at least [`Taken::SHORTEST`].
    pub window: TimeDelta,
    /// Whose.
    pub by: TakenBy,
    /// Whether there may have been fewer: the source counts something else, too.
    pub at_most: bool,
    /// Where this was read.
    pub source: UsageSource,
}

impl Taken {
    /// The shortest window that is told: of a server that has just started there is no telling.
    pub const SHORTEST: TimeDelta = TimeDelta::minutes(1);
}

/// How one stock of addresses stands at one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// The scopes that the addresses lie in, sorted.
    pub nets: Vec<IpNet>,
    /// The shared network (superscope), where they are in one.
    pub network: Option<Arc<str>>,
    /// The relationship of the server that they are in.
    pub relationship: Option<RelationshipIx>,
    /// How many are what.
    pub counts: Counts,
    /// How fast new ones are taken.
    pub taken: Knowledge<Taken>,
    /// Where the counts were read.
    pub source: UsageSource,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_may_give_waits_for_the_other() {
        let one =
            Counts { total: 100, free: 10, partner: Some(20), ended: Some(5), declined: Some(1) };
        assert_eq!((one.in_use(), one.waiting()), (64, 25));
        let two = one.of_partner();
        assert_eq!((two.free, two.in_use(), two.waiting()), (20, 64, 15));
        let undivided = Counts { total: 100, free: 40, ..Counts::default() };
        assert_eq!(undivided.of_partner(), undivided);
        // What one of the two does not tell, both together do not tell.
        let both = one.plus(Counts { ended: None, ..one });
        assert_eq!((both.total, both.free, both.partner, both.ended), (200, 20, Some(40), None));
        assert_eq!(Counts { total: 5, free: 9, ..one }.in_use(), 0, "counters race");
    }
}
