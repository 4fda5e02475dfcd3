//! Why a change is not made.

use config_text::Span;
use ipnet::IpNet;

use crate::json::JsonError;

/// Why a configuration is not changed as it was asked for. Nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The reading does not know the whole text.
    #[error("the configuration is not known as a whole: {because}")]
    Incomplete {
        /// A clause.
        because: String,
    },
    /// Kea's parser refuses the text.
    #[error("the text is not what Kea can read: {because}")]
    Syntax {
        /// A clause.
        because: String,
        /// The place.
        span: Span,
    },
    /// The file is not a DHCP server's configuration.
    #[error("this is no configuration of `kea-dhcp4` or `kea-dhcp6`")]
    NoServer,
    /// There is nothing at this path.
    #[error("there is nothing at `{path}`")]
    Nothing {
        /// The path asked for.
        path: String,
    },
    /// The value is of another kind than the change needs.
    #[error("`{path}` is not {wanted}")]
    Kind {
        /// The value's path.
        path: String,
        /// `a map` or `a list`.
        wanted: &'static str,
        /// The value.
        span: Span,
    },
    /// The map has such a member already.
    #[error("there is a `{key}` already")]
    Exists {
        /// The key.
        key: String,
        /// The member.
        span: Span,
    },
    /// What is to be changed goes, or is replaced, by another change.
    #[error("another change takes `{path}` away or replaces it")]
    Conflict {
        /// The value's path.
        path: String,
        /// The value.
        span: Span,
    },
    /// A part lies in another file than the rest.
    #[error("this lies in more than one file, so that no single place can be changed")]
    Crosses {
        /// The parts, or the `include` between them.
        places: Vec<Span>,
    },
    /// The text would lose an include.
    #[error("the text that would be replaced includes a file")]
    Includes {
        /// The text.
        span: Span,
        /// The `include` directives in it.
        places: Vec<Span>,
    },
    /// The value stands in a file that is included more than once: one change would be several.
    #[error("the file is included more than once, so that a change here is a change in each place")]
    IncludedTwice {
        /// The value.
        span: Span,
        /// The `include` directives.
        places: Vec<Span>,
    },
    /// A value of another document.
    #[error("this is no part of the configuration")]
    Foreign,
    /// A value cannot be written.
    #[error(transparent)]
    Value(#[from] JsonError),
    /// A value lacks what it is found by, or has it in a wrong form.
    #[error("{what} needs {wanted}")]
    Content {
        /// `a subnet`, `a pool` ...
        what: &'static str,
        /// What it needs.
        wanted: &'static str,
    },
    /// There is no such thing.
    #[error("there is no {what} `{name}`")]
    NoSuch {
        /// `subnet`, `pool` ...
        what: &'static str,
        /// What was asked for.
        name: String,
    },
    /// There is one already.
    #[error("there is a {what} `{name}` already")]
    Taken {
        /// `subnet`, `pool` ...
        what: &'static str,
        /// What was asked for.
        name: String,
        /// The one that is there.
        span: Span,
    },
    /// There are two of them.
    #[error("there are several {what}s `{name}`")]
    Several {
        /// `subnet`, `pool` ...
        what: &'static str,
        /// What was asked for.
        name: String,
        /// Where they are.
        places: Vec<Span>,
    },
    /// It is named elsewhere.
    #[error("the {what} `{name}` is still in use")]
    InUse {
        /// `class` ...
        what: &'static str,
        /// What was asked for.
        name: String,
        /// Who names it.
        places: Vec<Span>,
    },
    /// The scope was put away before.
    #[error("the subnet `{net}` is disabled already")]
    Disabled {
        /// The network.
        net: IpNet,
        /// What was put away.
        span: Span,
    },
    /// The subnets of a shared network are authoritative together or not at all.
    #[error(
        "`{net}` is in a shared network that is authoritative, and its subnets must agree in that"
    )]
    Authoritative {
        /// The network.
        net: IpNet,
        /// Where it is said.
        span: Span,
    },
    /// The scope is not disabled, or nothing of it was kept.
    #[error("the subnet `{net}` has nothing that was put away")]
    NothingPutAway {
        /// The network.
        net: IpNet,
        /// Its declaration.
        span: Span,
    },
}

impl Refusal {
    /// The places that stand in the way, the one that is most to the point first.
    #[must_use]
    pub fn places(&self) -> Vec<Span> {
        match self {
            Self::Incomplete { .. }
            | Self::NoServer
            | Self::Nothing { .. }
            | Self::Foreign
            | Self::Value(_)
            | Self::Content { .. }
            | Self::NoSuch { .. } => Vec::new(),
            Self::Syntax { span, .. }
            | Self::Kind { span, .. }
            | Self::Exists { span, .. }
            | Self::Conflict { span, .. }
            | Self::Taken { span, .. }
            | Self::Disabled { span, .. }
            | Self::Authoritative { span, .. }
            | Self::NothingPutAway { span, .. } => vec![*span],
            Self::Crosses { places }
            | Self::Several { places, .. }
            | Self::InUse { places, .. } => places.clone(),
            Self::Includes { span, places } | Self::IncludedTwice { span, places } => {
                std::iter::once(*span).chain(places.iter().copied()).collect()
            }
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Incomplete { .. } => "mend the file, or name the folder of its includes",
            Self::Syntax { .. } => "mend the place that is pointed at first",
            Self::NoServer => "choose the file with `Dhcp4` or `Dhcp6` in it",
            Self::Nothing { .. } => "look the path up: letter case counts, and lists count from 0",
            Self::Kind { .. } => "choose another place, or replace the value as a whole",
            Self::Exists { .. } => "change the member that is there",
            Self::Conflict { .. } => "make the changes one after the other",
            Self::Crosses { .. } => {
                "change the file by hand, or move the whole of it into one file"
            }
            Self::Includes { .. } => "change the included file, or take the include out by hand",
            Self::IncludedTwice { .. } => "give each place a file of its own",
            Self::Foreign => "take the value from the document that is changed",
            Self::Value(_) => "write the value as Kea reads it",
            Self::Content { .. } => "add what is missing",
            Self::NoSuch { .. } => "look for it in the configuration, or add it",
            Self::Taken { .. } => "change the one that is there",
            Self::Several { .. } => "leave one of them",
            Self::InUse { .. } => "change these places first",
            Self::Authoritative { .. } => {
                "make the shared network not authoritative, or take the subnet out of it"
            }
            Self::Disabled { .. } => "enable it first",
            Self::NothingPutAway { .. } => "add its pools",
        }
    }
}
