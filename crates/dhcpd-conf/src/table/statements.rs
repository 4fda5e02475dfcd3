//! The statements of dhcpd.conf(5) that are not parameters or options, and where they belong.

use crate::index::kind::Kind;

/// A statement that dhcpd knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Statement {
    pub(crate) kind: Kind,
    /// Where it may stand.
    pub(crate) place: &'static str,
}

const fn row(kind: Kind, place: &'static str) -> Statement {
    Statement { kind, place }
}

const ANY: &str = "any declaration";
const HOST: &str = "a host";
const POOL: &str = "a pool";
const POOL6: &str = "a subnet6 or a pool6";
const CLASS: &str = "a class";
const PEER: &str = "a failover peer";
const ZONE: &str = "a zone";
const KEY: &str = "a key";
const CODE: &str = "the body of `if`, `on` or `switch`";
const LEASES: &str = "the lease file";
const CLIENT: &str = "dhclient.conf, not the server's file";

#[rustfmt::skip]
static STATEMENTS: &[Statement] = &[
    // Declarations.
    row(Kind::Include, ANY), row(Kind::Option, ANY), row(Kind::Not, ANY), row(Kind::Authoritative, ANY),
    row(Kind::Host, "any declaration but a host or class"),
    row(Kind::Group, "any declaration but a host or class"),
    row(Kind::SharedNetwork, "the outermost level, a group or a pool"),
    row(Kind::Subnet, "the outermost level, a group, a shared network or a pool"),
    row(Kind::Subnet6, "the outermost level, a group, a shared network or a pool"),
    row(Kind::Class, "any declaration but a class"), row(Kind::Subclass, "any declaration but a class"),
    row(Kind::VendorClass, "any declaration but a class"), row(Kind::UserClass, "any declaration but a class"),
    row(Kind::Pool, "a subnet or a shared network"), row(Kind::Pool6, "a subnet6"),
    row(Kind::Range, "a subnet or a pool"), row(Kind::Range6, POOL6), row(Kind::Prefix6, POOL6),
    row(Kind::Interface, "a subnet or a shared network, not in a file it includes"),
    row(Kind::Failover, "the outermost level, a shared network or a pool"),
    row(Kind::ServerIdentifier, ANY), row(Kind::ServerDuid, ANY), row(Kind::LeaseIdFormat, ANY),
    row(Kind::DbTimeFormat, ANY), row(Kind::Key, ANY), row(Kind::Zone, ANY),
    // In hosts.
    row(Kind::Hardware, HOST), row(Kind::FixedAddress, HOST), row(Kind::FixedAddress6, HOST),
    row(Kind::FixedPrefix6, HOST), row(Kind::Uid, HOST), row(Kind::HostIdentifier, HOST),
    row(Kind::Dynamic, "a host, a group or a class"), row(Kind::Deleted, "a host, a group or a class"),
    row(Kind::Static, "a group"),
    // In pools.
    row(Kind::No, POOL),
    // In classes.
    row(Kind::Match, CLASS), row(Kind::Spawn, CLASS), row(Kind::Lease, "a class (`lease limit`) or the lease file"),
    // In failover peers.
    row(Kind::Address, PEER), row(Kind::Port, PEER), row(Kind::Peer, PEER), row(Kind::MaxResponseDelay, PEER),
    row(Kind::MaxUnackedUpdates, PEER), row(Kind::Mclt, PEER), row(Kind::Split, PEER), row(Kind::Hba, PEER),
    row(Kind::Load, PEER), row(Kind::AutoPartnerDown, PEER), row(Kind::MaxLeaseMisbalance, PEER),
    row(Kind::MaxLeaseOwnership, PEER), row(Kind::MinBalance, PEER), row(Kind::MaxBalance, PEER),
    row(Kind::Primary, "a failover peer or a zone"), row(Kind::Secondary, "a failover peer or a zone"),
    // In zones and keys.
    row(Kind::Primary6, ZONE), row(Kind::Secondary6, ZONE), row(Kind::Algorithm, KEY), row(Kind::Secret, KEY),
    // Executable.
    row(Kind::Case, "a `switch`"), row(Kind::Else, "the place behind an `if`"), row(Kind::Elsif, "the place behind an `if`"),
    row(Kind::If, CODE), row(Kind::Switch, CODE), row(Kind::On, CODE),
    // The lease file's and the client's.
    row(Kind::IaNa, LEASES), row(Kind::IaTa, LEASES), row(Kind::IaPd, LEASES), row(Kind::AuthoringByteOrder, LEASES),
    row(Kind::Lease6, LEASES), row(Kind::Alias, CLIENT), row(Kind::Request, CLIENT), row(Kind::Require, CLIENT),
    row(Kind::Timeout, CLIENT), row(Kind::Retry, CLIENT), row(Kind::Reboot, CLIENT), row(Kind::Reject, CLIENT),
    row(Kind::Script, CLIENT), row(Kind::SelectTimeout, CLIENT), row(Kind::InitialInterval, CLIENT),
    row(Kind::BackoffCutoff, CLIENT), row(Kind::Media, CLIENT), row(Kind::Medium, CLIENT),
];

/// Where a statement belongs that is known by its first word; `None` for other words.
pub(crate) fn place_of(kind: Kind) -> Option<&'static str> {
    STATEMENTS.iter().find(|statement| statement.kind == kind).map(|statement| statement.place)
}
