//! Why a change is not made.

use std::fmt::Write as _;
use std::net::IpAddr;

use config_text::Span;
use ipnet::{IpNet, Ipv4Net};

use super::replicate::Obstacle;
use crate::generate::ParameterError;

/// Why a configuration is not changed as it was asked for. Nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The reading does not know the whole text.
    #[error("the configuration is not known as a whole: {because}")]
    Incomplete {
        /// A clause with file and line.
        because: String,
    },
    /// There is no such subnet.
    #[error("there is no subnet `{net}`")]
    NoScope {
        /// The network asked for.
        net: IpNet,
    },
    /// A subnet is declared twice.
    #[error("the subnet `{net}` is declared twice")]
    ScopeTwice {
        /// The network.
        net: IpNet,
        /// The declarations.
        places: Vec<Span>,
    },
    /// A scope without a range cannot be in a relationship.
    #[error("the subnet `{net}` has no range")]
    NoRange {
        /// The network.
        net: IpNet,
        /// Its declaration.
        span: Span,
    },
    /// There is no such peer.
    #[error("there is no failover peer `{name}`")]
    NoPeer {
        /// The name asked for.
        name: String,
    },
    /// There is such a peer already.
    #[error("there is a failover peer `{name}` already")]
    PeerExists {
        /// The name.
        name: String,
        /// Its declaration.
        span: Span,
    },
    /// There is such a host already.
    #[error("there is a host `{name}` already")]
    HostExists {
        /// The name.
        name: String,
        /// Its declaration.
        span: Span,
    },
    /// There is such a class already.
    #[error("there is a class `{name}` already")]
    ClassExists {
        /// The name.
        name: String,
        /// Its declaration.
        span: Span,
    },
    /// dhcpd knows a peer only below its declaration.
    #[error("the failover peer `{name}` is declared below the pool that shall use it")]
    PeerBelow {
        /// The name.
        name: String,
        /// Its declaration.
        span: Span,
        /// The pool, or the range that would get one.
        place: Span,
    },
    /// A peer would be left without pools.
    #[error(
        "no pool would name the failover peer `{name}` any more, and dhcpd refuses such a peer"
    )]
    PeerUnused {
        /// The name.
        name: String,
        /// Its declaration; `None` for a new one.
        span: Option<Span>,
    },
    /// A peer is still in use.
    #[error("the failover peer `{name}` is still in use")]
    PeerUsed {
        /// The name.
        name: String,
        /// The references.
        places: Vec<Span>,
    },
    /// The statement stands in a file that is included more than once: one change would be several.
    #[error("the file is included more than once, so that a change here is a change in each place")]
    IncludedTwice {
        /// The statement.
        span: Span,
        /// The `include` statements.
        places: Vec<Span>,
    },
    /// The shared network gives the pool its peer.
    #[error("the pool has its failover peer from its shared network")]
    Inherited {
        /// The pool.
        pool: Span,
        /// The shared network's reference.
        span: Span,
    },
    /// A pool serves other subnets as well.
    #[error("a pool of `{net}` serves other subnets as well: {}", listed(.siblings))]
    Siblings {
        /// The network asked for.
        net: Ipv4Net,
        /// The others.
        siblings: Vec<Ipv4Net>,
        /// The pool.
        pool: Span,
    },
    /// What is to go holds something that counts elsewhere.
    #[error("this holds a declaration that counts for the whole server")]
    Holds {
        /// The host, class, group or option definition.
        span: Span,
        /// What is to go.
        place: Span,
    },
    /// A shared network without subnets is refused by dhcpd.
    #[error("`{net}` is the only subnet of its shared network")]
    LastSubnet {
        /// The network asked for.
        net: IpNet,
        /// The shared network.
        span: Span,
    },
    /// A declaration is named elsewhere.
    #[error("this declaration is still in use")]
    InUse {
        /// The declaration.
        span: Span,
        /// Who names it.
        places: Vec<Span>,
    },
    /// A range is not in its subnet.
    #[error("`{low}` to `{high}` is not in the subnet")]
    RangeOutside {
        /// First address.
        low: IpAddr,
        /// Last address.
        high: IpAddr,
    },
    /// Another range has some of the addresses.
    #[error("another range has addresses of `{low}` to `{high}`")]
    RangeTaken {
        /// First address.
        low: IpAddr,
        /// Last address.
        high: IpAddr,
        /// The other range.
        span: Span,
    },
    /// A text cannot become a comment: a byte 0xFF there ends the file for dhcpd.
    #[error("a byte 0xFF in this text would end the file for dhcpd once it is a comment")]
    EndByte {
        /// The pool or range.
        span: Span,
    },
    /// What is put at the end of the file would not be read.
    #[error("the file does not end with a whole statement, so that what comes behind it is lost")]
    OpenEnd {
        /// The end.
        span: Span,
    },
    /// A text is not what should be put into the file.
    #[error("`{statement}` cannot be put there: {reason}")]
    Statement {
        /// The text.
        statement: String,
        /// A clause.
        reason: String,
    },
    /// `range dynamic-bootp` and failover exclude one another.
    #[error("a range is for BOOTP clients (`dynamic-bootp`), which failover excludes")]
    DynamicBootp {
        /// The range.
        span: Span,
    },
    /// The scope is not disabled, or nothing of it was kept.
    #[error("the subnet `{net}` has no ranges that were put away")]
    NothingPutAway {
        /// The network.
        net: IpNet,
        /// Its declaration.
        span: Span,
    },
    /// A DHCPv6 subnet cannot be silent alone: dhcpd answers clients of its wire and takes the addresses away that
    /// it does not know.
    #[error(
        "other subnets share the wire of `{net}`, whose clients would be told that their addresses are gone"
    )]
    SharedWire {
        /// The network.
        net: IpNet,
        /// The shared network.
        span: Span,
    },
    /// Some of the scope was put away before.
    #[error("some of the subnet `{net}` was put away before")]
    PutAway {
        /// The network.
        net: IpNet,
        /// The first comment that says so.
        span: Span,
    },
    /// A scope would not be silent: hosts with fixed addresses in it may boot whatever it says.
    #[error(
        "hosts of `{net}` would be answered all the same: `allow booting` stands in a host, group or class"
    )]
    Answered {
        /// The network.
        net: IpNet,
        /// The statements that allow it.
        places: Vec<Span>,
    },
    /// The text of a statement cannot be found.
    #[error("this statement has no block of its own")]
    NoBlock {
        /// The statement.
        span: Span,
    },
    /// A secondary does not say this: dhcpd refuses it, or takes the primary's value.
    #[error("only the primary says `{statement}`")]
    PrimaryOnly {
        /// The statement.
        statement: &'static str,
        /// The secondary's declaration.
        span: Span,
    },
    /// A pool, a subnet or a scope of another reading.
    #[error("this is no part of the configuration")]
    Foreign,
    /// A value does not fit its statement.
    #[error(transparent)]
    Value(#[from] ParameterError),
    /// A scope cannot be made alike.
    #[error(transparent)]
    Replicate(#[from] Obstacle),
}

impl Refusal {
    /// The places that stand in the way, the one that is most to the point first.
    #[must_use]
    pub fn places(&self) -> Vec<Span> {
        match self {
            Self::Incomplete { .. }
            | Self::NoScope { .. }
            | Self::NoPeer { .. }
            | Self::RangeOutside { .. }
            | Self::Statement { .. }
            | Self::Foreign
            | Self::Value(_) => Vec::new(),
            Self::ScopeTwice { places, .. } | Self::PeerUsed { places, .. } => places.clone(),
            Self::NoRange { span, .. }
            | Self::PeerExists { span, .. }
            | Self::HostExists { span, .. }
            | Self::ClassExists { span, .. }
            | Self::DynamicBootp { span }
            | Self::EndByte { span }
            | Self::OpenEnd { span }
            | Self::PrimaryOnly { span, .. }
            | Self::NothingPutAway { span, .. }
            | Self::PutAway { span, .. }
            | Self::SharedWire { span, .. }
            | Self::LastSubnet { span, .. }
            | Self::RangeTaken { span, .. }
            | Self::NoBlock { span } => vec![*span],
            Self::PeerUnused { span, .. } => span.iter().copied().collect(),
            Self::PeerBelow { span, place, .. } => vec![*place, *span],
            Self::IncludedTwice { span, places } => {
                std::iter::once(*span).chain(places.iter().copied()).collect()
            }
            Self::Inherited { pool, span } => vec![*pool, *span],
            Self::Holds { span, place } => vec![*span, *place],
            Self::InUse { places, .. } | Self::Answered { places, .. } => places.clone(),
            Self::Siblings { pool, .. } => vec![*pool],
            Self::Replicate(obstacle) => obstacle.places(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Incomplete { .. } => "mend the file, or name the folder of its includes",
            Self::NoScope { .. } => "declare the subnet first",
            Self::ScopeTwice { .. } => "leave one of the declarations",
            Self::NoRange { .. } => "give it a range first",
            Self::NoPeer { .. } => "declare the peer first, in this letter case",
            Self::PeerExists { .. } | Self::HostExists { .. } | Self::ClassExists { .. } => {
                "change it, or choose another name"
            }
            Self::PeerBelow { .. } => "move the declaration of the peer above",
            Self::PeerUnused { .. } => "put a pool into it, or take its declaration out as well",
            Self::PeerUsed { .. } => "take these pools out of it first",
            Self::IncludedTwice { .. } => "give each place a file of its own",
            Self::Inherited { .. } => {
                "change the shared network by hand: all its pools depend on it"
            }
            Self::Siblings { .. } => "take the other subnets along",
            Self::DynamicBootp { .. } => {
                "leave `dynamic-bootp` out, or keep the pool out of failover"
            }
            Self::NothingPutAway { .. } => "add its ranges",
            Self::PutAway { .. } => "enable it first",
            Self::SharedWire { .. } => {
                "declare it on a wire of its own, or disable the others as well"
            }
            Self::Answered { .. } => "take these statements out, or the hosts",
            Self::Holds { .. } => "move the declaration to another place",
            Self::LastSubnet { .. } => "take the shared network out as a whole",
            Self::InUse { .. } => "change these places first",
            Self::EndByte { .. } => "take the byte out: nothing needs it",
            Self::OpenEnd { .. } => "end the last statement, or take it out",
            Self::RangeOutside { .. } => "choose two addresses of the subnet, the lower one first",
            Self::RangeTaken { .. } => "choose addresses that no range has",
            Self::Statement { .. } => "see dhcpd.conf(5) and dhcp-options(5) for its form",
            Self::NoBlock { .. } => "change the file by hand",
            Self::PrimaryOnly { .. } => "change it on the primary",
            Self::Foreign => "take the number from the configuration that is changed",
            Self::Value(_) => "choose a value in this range",
            Self::Replicate(obstacle) => obstacle.help(),
        }
    }
}

fn listed(nets: &[Ipv4Net]) -> String {
    let mut text = String::new();
    for net in nets {
        let comma = if text.is_empty() { "" } else { ", " };
        // Writing to a string does not fail.
        let _ = write!(text, "{comma}`{net}`");
    }
    text
}
