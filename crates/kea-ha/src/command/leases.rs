//! Commands of `libdhcp_lease_cmds`: leases one by one, all at once, and page by page.

use std::num::NonZeroU32;

use kea_config::{Json, Release};

use super::failure::ReplyError;
use super::family::{self, AddressFamily};
use super::info::{CommandInfo, Effect, Library};
use super::lease::{Lease, LeaseKind, LeaseState};
use super::refusal::Refusal;
use super::reply::Answer;
use super::request::{Command, Server};

/// How many leases or reservations one page may have: at most [`PageSize::MOST`], which is what
/// Kea's servers ask one another for unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageSize(u32);

impl PageSize {
    /// 10,000: about 2 MB of DHCPv4 leases.
    pub const MOST: Self = Self(10_000);

    /// So many; [`None`] for 0 and for more than [`PageSize::MOST`].
    #[must_use]
    pub const fn new(count: u32) -> Option<Self> {
        if count == 0 || count > Self::MOST.0 { None } else { Some(Self(count)) }
    }

    /// How many.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.0
    }
}

/// 1,000: Kea is twice as fast with these as with the largest.
impl Default for PageSize {
    fn default() -> Self {
        Self(1_000)
    }
}

pub(super) const fn command<F: AddressFamily>(
    v4: &'static str,
    v6: &'static str,
    effect: Effect,
) -> CommandInfo {
    let v4 = CommandInfo::new(v4, effect).of(Library::LeaseCommands);
    let v6 = CommandInfo::new(v6, effect).of(Library::LeaseCommands);
    family::of::<F>(v4, v6)
}

/// `lease4-get-page`, `lease6-get-page`: the leases behind an address, in the order of addresses.
///
/// ```
/// use kea_config::{Family, Version};
/// use kea_ha::command::{Channel, LeaseGetPage, Server, V4};
///
/// let version = Version::parse("3.0.4").unwrap();
/// let server = Server { family: Family::V4, version, channel: Channel::UnixSocket };
/// let mut next = Some(LeaseGetPage::<V4>::first(Default::default()));
/// let mut count = 0;
/// while let Some(command) = next {
///     let request = server.request(&command)?;
///     // What a transport would bring.
///     let reply = br#"{ "result": 3, "arguments": { "leases": [], "count": 0 } }"#;
///     let page = request.decode(reply)?;
///     count += page.leases.len();
///     next = page.next;
/// }
/// assert_eq!(count, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeaseGetPage<F: AddressFamily> {
    /// The address behind which the page begins; [`None`] for the first page.
    pub from: Option<F::Address>,
    /// How many leases it may have.
    pub limit: PageSize,
}

/// One page of leases. Leases that come and go between two pages may be missed.
#[derive(Debug, Clone, PartialEq)]
pub struct LeasePage<F: AddressFamily> {
    /// The leases; none behind the last page.
    pub leases: Vec<Lease<F>>,
    /// The command for the page behind it; [`None`] where this is the last one.
    pub next: Option<LeaseGetPage<F>>,
}

impl<F: AddressFamily> LeaseGetPage<F> {
    /// The first page.
    #[must_use]
    pub const fn first(limit: PageSize) -> Self {
        Self { from: None, limit }
    }
}

impl<F: AddressFamily> Command for LeaseGetPage<F> {
    const INFO: CommandInfo =
        command::<F>("lease4-get-page", "lease6-get-page", Effect::Read).for_partners();

    type Response = LeasePage<F>;

    fn arguments(&self) -> Option<Json> {
        let from = self.from.map_or_else(|| "start".to_owned(), |address| address.to_string());
        Some(Json::map([("from", Json::from(from)), ("limit", self.limit.0.into())]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<LeasePage<F>, ReplyError> {
        let leases = leases(answer)?;
        let full = u32::try_from(leases.len()).is_ok_and(|count| count >= self.limit.0);
        let last = leases.last().map(|lease| lease.address).filter(|_| full);
        if last.is_some() && last == self.from {
            return Err(answer.arguments()?.wrong("leases", "leases behind the page before"));
        }
        let next = last.map(|last| Self { from: Some(last), limit: self.limit });
        Ok(LeasePage { leases, next })
    }
}

pub(super) fn leases<F: AddressFamily>(answer: &Answer<'_>) -> Result<Vec<Lease<F>>, ReplyError> {
    if answer.is_empty() {
        return Ok(Vec::new());
    }
    answer.arguments()?.maps("leases")?.into_iter().map(Lease::read).collect()
}

/// `lease4-get-all`, `lease6-get-all`: all leases of some subnets, or of all. Large servers answer
/// with hundreds of megabytes: [`LeaseGetPage`] is the way there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeaseGetAll<F> {
    /// The family.
    pub family: F,
    /// The numbers of the subnets; none for all.
    pub subnets: Vec<u32>,
}

impl<F: AddressFamily> Command for LeaseGetAll<F> {
    const INFO: CommandInfo =
        command::<F>("lease4-get-all", "lease6-get-all", Effect::Read).for_partners();

    type Response = Vec<Lease<F>>;

    fn arguments(&self) -> Option<Json> {
        let subnets = || Json::list(self.subnets.iter().copied().map(Json::from));
        (!self.subnets.is_empty()).then(|| Json::map([("subnets", subnets())]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        leases(answer)
    }
}

/// `lease4-get`, `lease6-get`: the lease of an address, if there is one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeaseGet<F: AddressFamily> {
    /// The address; of a prefix its first one.
    pub address: F::Address,
    /// What is leased: in DHCPv6 prefixes are kept apart from addresses. Of no account in DHCPv4,
    /// and so is the length of the prefix.
    pub kind: LeaseKind,
}

impl<F: AddressFamily> Command for LeaseGet<F> {
    const INFO: CommandInfo = command::<F>("lease4-get", "lease6-get", Effect::Read);

    type Response = Option<Lease<F>>;

    fn arguments(&self) -> Option<Json> {
        Some(address::<F>(self.address, self.kind))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        if answer.is_empty() { Ok(None) } else { Lease::read(answer.arguments()?).map(Some) }
    }
}

/// `lease4-del`, `lease6-del`: takes a lease away. Answers whether there was one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeaseDel<F: AddressFamily> {
    /// The address; of a prefix its first one.
    pub address: F::Address,
    /// What is leased, as in [`LeaseGet`].
    pub kind: LeaseKind,
}

impl<F: AddressFamily> Command for LeaseDel<F> {
    const INFO: CommandInfo = command::<F>("lease4-del", "lease6-del", Effect::Once).for_partners();

    type Response = bool;

    fn arguments(&self) -> Option<Json> {
        Some(address::<F>(self.address, self.kind))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<bool, ReplyError> {
        Ok(!answer.is_empty())
    }
}

fn address<F: AddressFamily>(address: F::Address, kind: LeaseKind) -> Json {
    let mut arguments = Json::map([("ip-address", Json::from(address.to_string()))]);
    if F::FAMILY == kea_config::Family::V6 {
        arguments.set("type", kind.word());
    }
    arguments
}

/// `lease4-add`, `lease6-add`: writes a lease that is not there.
///
/// A subnet that the server does not have, or an address outside of it, is a
/// [`ResultCode::Conflict`](super::ResultCode::Conflict), before 2.3.1 an error like any other.
/// Pools and reservations are not looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaseAdd<F: AddressFamily>(pub Lease<F>);

impl<F: AddressFamily> Command for LeaseAdd<F> {
    const INFO: CommandInfo = command::<F>("lease4-add", "lease6-add", Effect::Once);

    type Response = ();

    fn arguments(&self) -> Option<Json> {
        Some(self.0.arguments())
    }

    fn allowed(&self, server: &Server) -> Result<(), Refusal> {
        state_is_known(Self::INFO.name, self.0.state, server)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
        answer.done()
    }
}

/// `lease4-update`, `lease6-update`: writes a lease over the one of its address.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaseUpdate<F: AddressFamily> {
    /// The lease.
    pub lease: Lease<F>,
    /// Whether it is written where there is none yet, as partners do; else that is an error.
    pub or_create: bool,
}

impl<F: AddressFamily> Command for LeaseUpdate<F> {
    const INFO: CommandInfo =
        command::<F>("lease4-update", "lease6-update", Effect::Repeatable).for_partners();

    type Response = ();

    fn arguments(&self) -> Option<Json> {
        let mut arguments = self.lease.arguments();
        arguments.set("force-create", self.or_create);
        Some(arguments)
    }

    fn allowed(&self, server: &Server) -> Result<(), Refusal> {
        state_is_known(Self::INFO.name, self.lease.state, server)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
        answer.done()
    }
}

/// `lease4-wipe`, `lease6-wipe`: takes all leases of a subnet away. Answers whether there were any. Its
/// partner keeps its own. Databases can do it from 3.0 on, files in every version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseWipe<F> {
    /// The family.
    pub family: F,
    /// The subnet. 0 would be all of them, and is not to be had.
    pub subnet_id: NonZeroU32,
}

impl<F: AddressFamily> Command for LeaseWipe<F> {
    const INFO: CommandInfo = command::<F>("lease4-wipe", "lease6-wipe", Effect::Once);

    type Response = bool;

    fn arguments(&self) -> Option<Json> {
        Some(Json::map([("subnet-id", Json::from(self.subnet_id.get()))]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<bool, ReplyError> {
        Ok(!answer.is_empty())
    }
}

/// Servers refuse states that came after them.
fn state_is_known(
    command: &'static str,
    state: LeaseState,
    server: &Server,
) -> Result<(), Refusal> {
    let since = Release::new(2, 7, 0);
    let new = !matches!(state, LeaseState::Assigned | LeaseState::Declined | LeaseState::Reclaimed);
    if new && !server.version.may_be(|release| release >= since) {
        let version = server.version;
        return Err(Refusal::NewArgument { command, argument: "state", since, version });
    }
    Ok(())
}
