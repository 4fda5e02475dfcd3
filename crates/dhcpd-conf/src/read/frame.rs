//! Open blocks of the reading: an explicit stack, so that nesting costs no call stack.

use super::expression::Context;
use crate::view::{NetworkIx, PoolIx, ScopeIx, SubnetIx};

/// The kind of declaration that statements stand in, as dhcpd counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Root,
    Group,
    SharedNetwork,
    Subnet,
    Pool,
    Host,
    Class,
}

impl Place {
    /// The name used in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Root => "outside all blocks",
            Self::Group => "in a group",
            Self::SharedNetwork => "in a shared network",
            Self::Subnet => "in a subnet",
            Self::Pool => "in a pool",
            Self::Host => "in a host",
            Self::Class => "in a class",
        }
    }
}

/// What is to be done with the statements of a block, and at its end.
#[derive(Debug)]
pub(crate) enum Body {
    /// A file: the main one, or an include, whose statements count for the place around it.
    File,
    Group {
        name: Option<Box<[u8]>>,
        deleted: bool,
        dynamic: bool,
    },
    SharedNetwork(NetworkIx),
    Subnet(SubnetIx),
    Pool(PoolIx),
    Pool6(PoolIx),
    Host,
    Class(ClassBody),
    /// Executable statements; inside a `switch` with the way its labels are read.
    Code(Option<Context>),
}

/// What a host has so far.
#[derive(Debug, Default)]
pub(crate) struct HostBody {
    pub(crate) hardware: bool,
    pub(crate) fixed_address: bool,
    pub(crate) uid: bool,
    pub(crate) host_identifier: bool,
    pub(crate) deleted: bool,
}

/// What a class has so far.
#[derive(Debug, Default)]
pub(crate) struct ClassBody {
    pub(crate) name: Box<[u8]>,
    /// Subclasses, vendor and user classes belong to another class.
    pub(crate) belongs: bool,
    pub(crate) matched: bool,
    pub(crate) submatched: bool,
    pub(crate) deleted: bool,
}

/// One open block.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) body: Body,
    pub(crate) place: Place,
    pub(crate) scope: ScopeIx,
    pub(crate) file: u32,
    /// The block's statement; `u32::MAX` for a file.
    pub(crate) node: u32,
    /// The next statement.
    pub(crate) at: u32,
    /// One behind the last statement.
    pub(crate) end: u32,
    /// The wire whose subnets may be declared here.
    pub(crate) network: Option<NetworkIx>,
    /// The subnet whose ranges may be declared here.
    pub(crate) subnet: Option<SubnetIx>,
    pub(crate) before: Before,
    /// Its statement, where that is [`Before::Nothing`].
    pub(crate) before_node: u32,
}

impl Frame {
    /// One that is still to be filled.
    pub(crate) const NEW: Self = Self {
        body: Body::File,
        place: Place::Root,
        scope: ScopeIx::ROOT,
        file: 0,
        node: u32::MAX,
        at: 0,
        end: 0,
        network: None,
        subnet: None,
        before: Before::Other,
        before_node: u32::MAX,
    };
}

/// What the statement before was, as far as it matters for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Before {
    #[default]
    Other,
    /// An `if`: an `else` may follow.
    If,
    /// One of which dhcpd keeps nothing in its list of executable statements.
    Nothing,
}
