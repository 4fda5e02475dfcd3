//! What is asked of a server, and what follows from an error.

use crate::command::failover::GetFailovers;
use crate::command::option::{
    GetAllOptionDefinitions, GetClasses, GetOptionsOfAllClasses, OptionLevel,
};
use crate::command::policy::{GetPolicies, GetPolicyRanges, Level};
use crate::command::reservation::{GetAllLeases, GetReservations};
use crate::command::scope::{
    GetAllExclusions, GetAllScopeStatistics, GetAllScopes, GetSuperscopes,
};
use crate::command::server::{
    DnsLevel, GetAuditLog, GetBindings, GetDatabase, GetDnsCredential, GetDnsSetting,
    GetFilterList, GetFilters, GetServersInDirectory, GetSetting, GetStatistics, GetVersion,
};
use crate::command::{Builder, Cmdlet, Command, LimitError, Name, ServerName};
use crate::fault::Code;

use super::gathered::Gathered;

/// Which part of a server a question is about, by positions in what was gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The server itself.
    Server,
    Scope(usize),
    /// A policy of the server.
    Policy(usize),
    /// A policy of a scope.
    ScopePolicy(usize, usize),
    /// A reservation of a scope.
    Reservation(usize, usize),
}

/// One call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) ask: Cmdlet,
    pub(super) about: About,
}

/// What is asked of the server itself; the rest depends on the answers.
const SERVER: &[Cmdlet] = &[
    Cmdlet::GetVersion,
    Cmdlet::GetSetting,
    Cmdlet::GetDatabase,
    Cmdlet::GetAuditLog,
    Cmdlet::GetDnsCredential,
    Cmdlet::GetBinding,
    Cmdlet::GetFailover,
    Cmdlet::GetScope,
    Cmdlet::GetSuperscope,
    Cmdlet::GetExclusionRange,
    Cmdlet::GetScopeStatistics,
    Cmdlet::GetOptionValue,
    Cmdlet::GetPolicy,
    Cmdlet::GetClass,
    Cmdlet::GetOptionDefinition,
    Cmdlet::GetDnsSetting,
    Cmdlet::GetFilterList,
    Cmdlet::GetFilter,
    Cmdlet::GetStatistics,
];

/// What is asked of each scope, the ranges behind the policies that they belong to.
const SCOPE: &[Cmdlet] = &[
    Cmdlet::GetReservation,
    Cmdlet::GetOptionValue,
    Cmdlet::GetPolicy,
    Cmdlet::GetPolicyIPRange,
    Cmdlet::GetDnsSetting,
];

/// What is asked of each policy and reservation.
const PART: &[Cmdlet] = &[Cmdlet::GetOptionValue, Cmdlet::GetDnsSetting];

/// The first questions.
pub(super) fn of_server() -> Vec<Question> {
    SERVER.iter().map(|ask| Question { ask: *ask, about: About::Server }).collect()
}

/// The questions that follow from those: equal calls stand in a row, which makes one loop of them.
pub(super) fn of_scopes(gathered: &Gathered, leases: bool) -> Vec<Question> {
    let mut all = Vec::new();
    let leases = leases.then_some(Cmdlet::GetLease);
    for ask in SCOPE.iter().copied().chain(leases) {
        let scopes = 0..gathered.scopes.len();
        all.extend(scopes.map(|at| Question { ask, about: About::Scope(at) }));
    }
    for ask in PART {
        let policies = 0..gathered.policies.len();
        all.extend(policies.map(|at| Question { ask: *ask, about: About::Policy(at) }));
    }
    // A server that is in no domain has no directory to ask.
    if gathered.setting.is_some_and(|setting| setting.is_domain_joined) {
        all.push(Question { ask: Cmdlet::GetInDirectory, about: About::Server });
    }
    all
}

/// The last questions.
pub(super) fn of_parts(gathered: &Gathered) -> Vec<Question> {
    let mut all = Vec::new();
    for ask in PART {
        for (scope, one) in gathered.scopes.iter().enumerate() {
            let parts = 0..one.reservations.len();
            all.extend(
                parts.map(|at| Question { ask: *ask, about: About::Reservation(scope, at) }),
            );
        }
        for (scope, one) in gathered.scopes.iter().enumerate() {
            let parts = 0..one.policies.len();
            all.extend(
                parts.map(|at| Question { ask: *ask, about: About::ScopePolicy(scope, at) }),
            );
        }
    }
    all
}

impl Question {
    /// The command that asks; `None` where its place is not there.
    ///
    /// # Errors
    /// Where a policy has a name that cannot be given.
    pub(super) fn command(
        self,
        gathered: &Gathered,
        server: &ServerName,
    ) -> Option<Result<Command, LimitError>> {
        let scope = |at: usize| gathered.scopes.get(at).map(|scope| scope.scope_id.0);
        let (options, dns) = match self.about {
            About::Server => (OptionLevel::Server { user_class: None }, DnsLevel::Server),
            About::Scope(at) => {
                let scope = scope(at)?;
                (OptionLevel::Scope { scope, user_class: None }, DnsLevel::Scope(scope))
            }
            About::Policy(at) => match Name::new(&gathered.policies.get(at)?.name) {
                Ok(name) => (OptionLevel::ServerPolicy(name.clone()), DnsLevel::ServerPolicy(name)),
                Err(error) => return Some(Err(error)),
            },
            About::ScopePolicy(at, policy) => {
                let policy = gathered.scopes.get(at)?.policies.get(policy)?;
                let scope = scope(at)?;
                match Name::new(&policy.name) {
                    Ok(name) => (
                        OptionLevel::ScopePolicy(scope, name.clone()),
                        DnsLevel::ScopePolicy(scope, name),
                    ),
                    Err(error) => return Some(Err(error)),
                }
            }
            About::Reservation(at, reservation) => {
                let address = gathered.scopes.get(at)?.reservations.get(reservation)?.ip_address.0;
                (
                    OptionLevel::Reservation { address, user_class: None },
                    DnsLevel::Reservation(address),
                )
            }
        };
        let level = match self.about {
            About::Scope(at) => Level::Scope(scope(at)?),
            _ => Level::Server,
        };
        Some(Ok(match self.ask {
            Cmdlet::GetOptionValue => GetOptionsOfAllClasses { level: options }.at(server),
            Cmdlet::GetDnsSetting => GetDnsSetting { level: dns }.at(server),
            Cmdlet::GetPolicy => GetPolicies { level }.at(server),
            ask => plain(ask, level, server)?,
        }))
    }

    /// What it was asked about, for people.
    pub(super) fn subject(self, gathered: &Gathered) -> Option<String> {
        let scope = |at: usize| gathered.scopes.get(at).map(|scope| scope.scope_id.to_string());
        match self.about {
            About::Server => None,
            About::Scope(at) => scope(at),
            About::Policy(at) => Some(gathered.policies.get(at)?.name.clone()),
            About::ScopePolicy(at, policy) => {
                let name = &gathered.scopes.get(at)?.policies.get(policy)?.name;
                Some(format!("{} {name}", scope(at)?))
            }
            About::Reservation(at, reservation) => {
                let all = &gathered.scopes.get(at)?.reservations;
                Some(all.get(reservation)?.ip_address.to_string())
            }
        }
    }

    /// Whether an error says that there is nothing.
    pub(super) fn is_none(self, code: Option<Code>) -> bool {
        match code {
            // ERROR_NO_MORE_ITEMS
            Some(Code(259)) => !self.is_single(),
            // Dynamic DNS is kept as an option, too.
            Some(Code(20010)) => {
                let set = [Cmdlet::GetOptionValue, Cmdlet::GetDnsSetting].contains(&self.ask);
                set && !self.is_single()
            }
            _ => false,
        }
    }

    /// Whether there is always one answer.
    const fn is_single(self) -> bool {
        let server = matches!(self.about, About::Server);
        server
            && matches!(
                self.ask,
                Cmdlet::GetVersion
                    | Cmdlet::GetSetting
                    | Cmdlet::GetDnsSetting
                    | Cmdlet::GetFilterList
            )
    }

    /// Whether a state may be without it and say nothing wrong.
    pub(super) const fn is_optional(self) -> bool {
        matches!(
            self.ask,
            Cmdlet::GetDatabase
                | Cmdlet::GetAuditLog
                | Cmdlet::GetDnsCredential
                | Cmdlet::GetBinding
                | Cmdlet::GetInDirectory
                | Cmdlet::GetLease
                | Cmdlet::GetScopeStatistics
                | Cmdlet::GetStatistics
                | Cmdlet::GetSuperscope
        )
    }
}

/// What is asked for without a level, or for a scope alone.
fn plain(ask: Cmdlet, level: Level, server: &ServerName) -> Option<Command> {
    let command = match (ask, level) {
        (Cmdlet::GetVersion, _) => GetVersion {}.at(server),
        (Cmdlet::GetSetting, _) => GetSetting {}.at(server),
        (Cmdlet::GetDatabase, _) => GetDatabase {}.at(server),
        (Cmdlet::GetAuditLog, _) => GetAuditLog {}.at(server),
        (Cmdlet::GetDnsCredential, _) => GetDnsCredential {}.at(server),
        (Cmdlet::GetBinding, _) => GetBindings {}.at(server),
        (Cmdlet::GetInDirectory, _) => GetServersInDirectory {}.at(server),
        (Cmdlet::GetFailover, _) => GetFailovers {}.at(server),
        (Cmdlet::GetScope, _) => GetAllScopes {}.at(server),
        (Cmdlet::GetSuperscope, _) => GetSuperscopes {}.at(server),
        (Cmdlet::GetExclusionRange, _) => GetAllExclusions {}.at(server),
        (Cmdlet::GetScopeStatistics, _) => GetAllScopeStatistics {}.at(server),
        (Cmdlet::GetClass, _) => GetClasses {}.at(server),
        (Cmdlet::GetOptionDefinition, _) => GetAllOptionDefinitions {}.at(server),
        (Cmdlet::GetFilterList, _) => GetFilterList {}.at(server),
        (Cmdlet::GetFilter, _) => GetFilters {}.at(server),
        (Cmdlet::GetStatistics, _) => GetStatistics {}.at(server),
        (Cmdlet::GetReservation, Level::Scope(scope)) => GetReservations { scope }.at(server),
        (Cmdlet::GetPolicyIPRange, Level::Scope(scope)) => GetPolicyRanges { scope }.at(server),
        (Cmdlet::GetLease, Level::Scope(scope)) => GetAllLeases { scope }.at(server),
        _ => return None,
    };
    Some(command)
}
