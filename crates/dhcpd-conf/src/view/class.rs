//! Classes and subclasses.

use config_text::Span;

use super::failover::Spanned;
use super::scope::ScopeIx;

/// A class, over all blocks that open it.
#[derive(Debug, Clone)]
pub struct Class {
    /// The name; letter case counts.
    pub name: String,
    /// The blocks, in order.
    pub scopes: Vec<ScopeIx>,
    /// Rules, in order.
    pub rules: Vec<Spanned<ClassRule>>,
}

/// How a class finds its members, in canonical text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ClassRule {
    /// `match if CONDITION;`
    MatchIf(String),
    /// `match DATA;`: subclasses say which data.
    Match(String),
    /// `spawn with DATA;`: a subclass for every value met.
    SpawnWith(String),
    /// `lease limit N;`: at most N leases, counted on this server alone.
    LeaseLimit(String),
}

impl ClassRule {
    /// The words in front of it.
    pub(crate) const fn words(&self) -> &'static str {
        match self {
            Self::MatchIf(_) => "match if",
            Self::Match(_) => "match",
            Self::SpawnWith(_) => "spawn with",
            Self::LeaseLimit(_) => "lease limit",
        }
    }

    /// The condition, data or number.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::MatchIf(text)
            | Self::Match(text)
            | Self::SpawnWith(text)
            | Self::LeaseLimit(text) => text,
        }
    }
}

/// `subclass "CLASS" DATA ;` or with a block.
#[derive(Debug, Clone)]
pub struct Subclass {
    /// The class it belongs to.
    pub class: String,
    /// What it matches, canonical.
    pub data: String,
    /// Its scope.
    pub scope: ScopeIx,
    /// The whole declaration.
    pub span: Span,
}
