//! Why a scope cannot be replicated.

use std::fmt;

use config_text::Span;
use ipnet::IpNet;

/// What a scope depends on by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dependency {
    /// A class, with its subclasses.
    Class,
    /// A subclass.
    Subclass,
    /// A named group.
    Group,
    /// An option definition.
    Option,
    /// An option space.
    OptionSpace,
    /// A zone for dynamic updates.
    Zone,
}

impl fmt::Display for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Class => "class",
            Self::Subclass => "subclass",
            Self::Group => "group",
            Self::Option => "option definition",
            Self::OptionSpace => "option space",
            Self::Zone => "zone",
        })
    }
}

/// Why a scope is not replicated. Places are in the destination, except those that are named
/// `there`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Obstacle {
    /// The reading of the source does not know the whole text.
    #[error("the source is not known as a whole: {because}")]
    SourceIncomplete {
        /// A clause with file and line.
        because: String,
    },
    /// dhcpd refuses the source: what it means is not known.
    #[error("dhcpd would refuse the source: {because}")]
    SourceRefused {
        /// The first reason, as a clause.
        because: String,
        /// Its place.
        there: Option<Span>,
    },
    /// The source declares a subnet of the wire more than once.
    #[error("the source declares `{net}` twice")]
    TwiceOnSource {
        /// The network.
        net: IpNet,
        /// The later declaration.
        there: Span,
    },
    /// The source has no such subnet.
    #[error("the source has no subnet `{net}`")]
    NotOnSource {
        /// The network asked for.
        net: IpNet,
    },
    /// The source's shared network has other subnets.
    #[error(
        "`{net}` is in a shared network with {others} more, and a shared network is replicated as a whole"
    )]
    WholeNetwork {
        /// The network asked for.
        net: IpNet,
        /// How many other subnets there are.
        others: usize,
        /// The shared network.
        there: Span,
    },
    /// The subnets of a wire are not on one wire on both sides.
    #[error("`{net}` is on a wire with other subnets here than on the source")]
    Wire {
        /// A subnet that shows it.
        net: IpNet,
        /// Its declaration, or that of the shared network.
        span: Span,
        /// The source's subnet or shared network.
        there: Span,
    },
    /// A new subnet would overlap another one.
    #[error("`{net}` overlaps another subnet")]
    Overlap {
        /// The new subnet.
        net: IpNet,
        /// The other one.
        span: Span,
        /// The source's subnet.
        there: Span,
    },
    /// Something around the scope applies to it and not to the source's, and cannot be undone in it.
    #[error("`{key}` applies here from outside the scope, and on the source it does not")]
    Inherited {
        /// The name of the setting.
        key: String,
        /// The setting.
        span: Span,
        /// The source's scope.
        there: Span,
    },
    /// Something of the same name says something else.
    #[error("the {what} `{name}` says something else on the source")]
    Differs {
        /// What it is.
        what: Dependency,
        /// Its name.
        name: String,
        /// The destination's; `None` for what dhcpd itself knows.
        span: Option<Span>,
        /// The source's.
        there: Span,
    },
    /// Something that is compared and never copied is missing.
    #[error("the {what} `{name}` is missing here, and it is never copied")]
    Missing {
        /// What it is.
        what: Dependency,
        /// Its name.
        name: String,
        /// The source's.
        there: Span,
    },
    /// Something is declared below what shall use it.
    #[error("the {what} `{name}` is declared below the place that shall use it")]
    Below {
        /// What it is.
        what: Dependency,
        /// Its name.
        name: String,
        /// The declaration.
        span: Span,
        /// The place.
        place: Span,
    },
    /// A host of that name belongs to another scope, too.
    #[error("the host `{name}` belongs to another scope, too")]
    HostElsewhere {
        /// The name.
        name: String,
        /// The destination's host; for one that is only there on the source, that one.
        span: Span,
        /// The source's host, where there is one.
        there: Option<Span>,
    },
    /// There is no group for a new host.
    #[error("no group here gives the host `{name}` what it should be given")]
    NoGroup {
        /// The name.
        name: String,
    },
    /// A range that stands directly in a subnet beside pools: dhcpd joins it to a pool that is there,
    /// which one depends on the order of both (server/confpars.c).
    #[error("dhcpd may put this range into a pool beside it: which one depends on their order")]
    RangeBesidePools {
        /// The source's range.
        there: Span,
    },
    /// dhcpd executes the outermost statements for a DHCPv6 client before it looks for its host, and those of a
    /// scope after that: one that asks for the host would decide something else there.
    #[error(
        "this asks for the client's host, which `dhcpd -6` does not know yet outside of all scopes"
    )]
    Early {
        /// The source's statement.
        there: Span,
    },
    /// A text of the source would end the file for dhcpd.
    #[error("a byte 0xFF in a comment of this statement would end the file for dhcpd")]
    EndByte {
        /// The source's statement.
        there: Span,
    },
}

impl Obstacle {
    /// The places that stand in the way, the destination's first.
    #[must_use]
    pub fn places(&self) -> Vec<Span> {
        match self {
            Self::SourceIncomplete { .. } | Self::NotOnSource { .. } | Self::NoGroup { .. } => {
                Vec::new()
            }
            Self::WholeNetwork { there, .. }
            | Self::Missing { there, .. }
            | Self::RangeBesidePools { there }
            | Self::TwiceOnSource { there, .. }
            | Self::Early { there }
            | Self::EndByte { there } => vec![*there],
            Self::Wire { span, there, .. }
            | Self::Overlap { span, there, .. }
            | Self::Inherited { span, there, .. } => vec![*span, *there],
            Self::Differs { span, there, .. } => {
                span.iter().copied().chain(std::iter::once(*there)).collect()
            }
            Self::SourceRefused { there, .. } => there.iter().copied().collect(),
            Self::Below { span, place, .. } => vec![*span, *place],
            Self::HostElsewhere { span, there, .. } => {
                std::iter::once(*span).chain(*there).collect()
            }
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::SourceIncomplete { .. } => "mend the source, or name the folder of its includes",
            Self::SourceRefused { .. } => {
                "mend the source: `dhcpair check` shows all that is wrong"
            }
            Self::TwiceOnSource { .. } => "take one of the declarations out of the source",
            Self::NotOnSource { .. } => "name a subnet that the source declares",
            Self::WholeNetwork { .. } => "take the other subnets along",
            Self::Wire { .. } => "put the same subnets on one wire on both sides by hand",
            Self::Overlap { .. } => "take the other subnet out first",
            Self::Inherited { .. } => {
                "move the setting out of what is around the scope, or set it on the source as well"
            }
            Self::Differs { .. } => "make both the same, or give one another name",
            Self::Missing { .. } => "declare it here by hand",
            Self::Below { .. } => "move the declaration up",
            Self::HostElsewhere { .. } => "declare a host for each scope",
            Self::NoGroup { .. } => {
                "declare a group with the same statements here, or write them into the host"
            }
            Self::RangeBesidePools { .. } => "put the range into a pool of its own",
            Self::Early { .. } => {
                "write the same statement outside of all scopes here, or put it into the source's scope"
            }
            Self::EndByte { .. } => "take the byte out: nothing needs it",
        }
    }
}
