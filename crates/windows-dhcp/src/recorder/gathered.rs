//! What the answers say, put where it belongs.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::class::{
    AuditLog, Binding, Class, Database, DnsCredential, DnsSetting, ExclusionRange, Failover,
    Filter, FilterList, InDirectory, Lease, OptionDefinition, OptionValue, Policy, PolicyRange,
    Reservation, Scope, ScopeStatistics, ServerSetting, ServerStatistics, ServerVersion,
};
use crate::command::Cmdlet;
use crate::record::{Recorded, Records};
use crate::report::{Answer, AnswerError, Report};
use crate::scalar::Address4;

use super::question::{About, Question};

/// Everything that was answered so far.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) version: Option<ServerVersion>,
    pub(super) setting: Option<ServerSetting>,
    pub(super) database: Option<Database>,
    pub(super) audit_log: Option<AuditLog>,
    pub(super) dns_credential: Option<DnsCredential>,
    pub(super) bindings: Option<Vec<Binding>>,
    pub(super) directory: Option<Vec<InDirectory>>,
    pub(super) failover: Vec<Failover>,
    pub(super) scopes: Vec<Scope>,
    pub(super) options: Vec<OptionValue>,
    pub(super) policies: Vec<Policy>,
    pub(super) classes: Vec<Class>,
    pub(super) definitions: Vec<OptionDefinition>,
    pub(super) dns_setting: Option<DnsSetting>,
    pub(super) filter_list: Option<FilterList>,
    pub(super) filters: Vec<Filter>,
    pub(super) statistics: Option<ServerStatistics>,
}

/// Parts of objects that other cmdlets tell.
const SCOPE_PARTS: &[&str] = &["exclusions", "reservations", "options", "policies"];
const POLICY_PARTS: &[&str] = &["ranges", "options"];
const RESERVATION_PARTS: &[&str] = &["options"];

/// Objects whose parts are to be asked for.
fn with_parts<T: DeserializeOwned>(
    report: &Report,
    step: usize,
    class: &'static str,
    parts: &[&str],
) -> Result<Vec<T>, AnswerError> {
    let read = |object: &&serde_json::Map<String, Value>| {
        let mut object = (*object).clone();
        object.extend(parts.iter().map(|part| ((*part).to_owned(), Value::Array(Vec::new()))));
        serde_json::from_value(Value::Object(object))
    };
    let objects = report.objects(step)?;
    let read: Result<Vec<T>, _> = objects.iter().map(read).collect();
    read.map_err(|error| AnswerError::Other { step, class, why: error.to_string() })
}

/// The one object that a cmdlet gives.
fn single<T: Answer>(report: &Report, step: usize) -> Result<Option<T>, AnswerError> {
    Ok(report.answer(step)?.into_iter().next())
}

/// What was told belongs to nothing that was told: the server was changed meanwhile.
fn astray(step: usize, class: &'static str, what: &str) -> AnswerError {
    let why = format!("there is no `{what}` that it could belong to");
    AnswerError::Other { step, class, why }
}

impl Gathered {
    /// Takes the answer to a question.
    pub(super) fn take(
        &mut self,
        question: Question,
        report: &Report,
        step: usize,
    ) -> Result<(), AnswerError> {
        match question.ask {
            Cmdlet::GetVersion => self.version = single(report, step)?,
            Cmdlet::GetSetting => self.setting = single(report, step)?,
            Cmdlet::GetDatabase => self.database = single(report, step)?,
            Cmdlet::GetAuditLog => self.audit_log = single(report, step)?,
            Cmdlet::GetDnsCredential => self.dns_credential = single(report, step)?,
            Cmdlet::GetBinding => self.bindings = Some(report.answer(step)?),
            Cmdlet::GetInDirectory => self.directory = Some(report.answer(step)?),
            Cmdlet::GetFailover => self.failover = report.answer(step)?,
            Cmdlet::GetScope => {
                self.scopes = with_parts(report, step, "DhcpServerv4Scope", SCOPE_PARTS)?;
            }
            Cmdlet::GetClass => self.classes = report.answer(step)?,
            Cmdlet::GetOptionDefinition => self.definitions = report.answer(step)?,
            Cmdlet::GetFilterList => self.filter_list = single(report, step)?,
            Cmdlet::GetFilter => self.filters = report.answer(step)?,
            Cmdlet::GetStatistics => self.statistics = single(report, step)?,
            Cmdlet::GetOptionValue => {
                let told: Vec<OptionValue> = report.answer(step)?;
                if let Some(options) = self.options(question.about) {
                    *options = told.into_iter().collect();
                } else {
                    self.options = told;
                }
            }
            Cmdlet::GetDnsSetting => {
                let told: Option<DnsSetting> = single(report, step)?;
                // What is as the server's follows the server, as far as anybody can tell.
                let own = told.clone().filter(|own| self.dns_setting.as_ref() != Some(own));
                match self.dns(question.about) {
                    Some(dns) => *dns = own.map(Recorded::from),
                    None => self.dns_setting = told,
                }
            }
            _ => self.take_of_scopes(question, report, step)?,
        }
        Ok(())
    }

    /// Answers about scopes, or about one of them.
    fn take_of_scopes(
        &mut self,
        question: Question,
        report: &Report,
        step: usize,
    ) -> Result<(), AnswerError> {
        let scope = match question.about {
            About::Scope(at) => self.scopes.get_mut(at),
            _ => None,
        };
        match (question.ask, scope) {
            (Cmdlet::GetReservation, Some(scope)) => {
                let parts = RESERVATION_PARTS;
                let all: Vec<Reservation> =
                    with_parts(report, step, "DhcpServerv4Reservation", parts)?;
                scope.reservations = all.into_iter().collect();
            }
            (Cmdlet::GetPolicy, scope) => {
                let all: Vec<Policy> =
                    with_parts(report, step, "DhcpServerv4Policy", POLICY_PARTS)?;
                match scope {
                    Some(scope) => scope.policies = all.into_iter().collect(),
                    None => self.policies = all,
                }
            }
            (Cmdlet::GetPolicyIPRange, Some(scope)) => {
                for range in report.answer::<PolicyRange>(step)? {
                    let name = range.name.clone().unwrap_or_default();
                    let policy = scope.policies.0.iter_mut().find(|one| one.name == name);
                    let class = "DhcpServerv4PolicyIPRange";
                    let policy = policy.ok_or_else(|| astray(step, class, &name))?;
                    policy.record.ranges.0.push(range.into());
                }
            }
            (Cmdlet::GetLease, Some(scope)) => {
                scope.leases = Some(report.answer::<Lease>(step)?.into_iter().collect());
            }
            (Cmdlet::GetExclusionRange, _) => {
                let all: Vec<ExclusionRange> = report.answer(step)?;
                let class = "DhcpServerv4ExclusionRange";
                self.each(
                    step,
                    class,
                    all,
                    |one| one.scope_id,
                    |scope, one| {
                        scope.exclusions.0.push(one.into());
                    },
                )?;
            }
            (Cmdlet::GetScopeStatistics, _) => {
                let all: Vec<ScopeStatistics> = report.answer(step)?;
                let class = "DhcpServerv4ScopeStatistics";
                self.each(
                    step,
                    class,
                    all,
                    |one| one.scope_id,
                    |scope, one| {
                        scope.statistics = Some(one.into());
                    },
                )?;
            }
            (Cmdlet::GetSuperscope, _) => self.superscopes(report, step)?,
            _ => {}
        }
        Ok(())
    }

    /// Gives each scope what is told of it.
    fn each<T>(
        &mut self,
        step: usize,
        class: &'static str,
        all: Vec<T>,
        of: impl Fn(&T) -> Option<Address4>,
        put: impl Fn(&mut Scope, T),
    ) -> Result<(), AnswerError> {
        let known = self.scopes.iter().enumerate();
        let known: HashMap<Address4, usize> = known.map(|(at, one)| (one.scope_id, at)).collect();
        for one in all {
            let id = of(&one);
            let scope = id.and_then(|id| self.scopes.get_mut(*known.get(&id)?));
            let named = || id.map(|id| id.to_string()).unwrap_or_default();
            put(scope.ok_or_else(|| astray(step, class, &named()))?, one);
        }
        Ok(())
    }

    /// Superscopes of scopes that do not name theirs. Scopes without one come under an empty name.
    fn superscopes(&mut self, report: &Report, step: usize) -> Result<(), AnswerError> {
        for object in report.objects(step)? {
            let name = object.get("SuperscopeName").and_then(Value::as_str).unwrap_or_default();
            let ids = object.get("ScopeId").and_then(Value::as_array).into_iter().flatten();
            let ids: Vec<Address4> = ids.filter_map(|id| id.as_str()?.parse().ok()).collect();
            for scope in self.scopes.iter_mut().filter(|one| ids.contains(&one.scope_id)) {
                if !name.is_empty() {
                    scope.superscope_name.get_or_insert_with(|| name.to_owned());
                }
            }
        }
        Ok(())
    }

    fn policy(&mut self, about: About) -> Option<&mut Policy> {
        match about {
            About::Policy(at) => self.policies.get_mut(at),
            About::ScopePolicy(scope, at) => {
                let policy = self.scopes.get_mut(scope)?.policies.0.get_mut(at);
                policy.map(|one| &mut one.record)
            }
            _ => None,
        }
    }

    fn reservation(&mut self, about: About) -> Option<&mut Reservation> {
        let About::Reservation(scope, at) = about else { return None };
        self.scopes.get_mut(scope)?.reservations.0.get_mut(at).map(|one| &mut one.record)
    }

    /// The options of a part; `None` for those of the server.
    fn options(&mut self, about: About) -> Option<&mut Records<OptionValue>> {
        match about {
            About::Server => None,
            About::Scope(at) => self.scopes.get_mut(at).map(|scope| &mut scope.options),
            About::Policy(_) | About::ScopePolicy(..) => {
                self.policy(about).map(|policy| &mut policy.options)
            }
            About::Reservation(..) => self.reservation(about).map(|one| &mut one.options),
        }
    }

    /// Dynamic DNS of a part; `None` for that of the server.
    fn dns(&mut self, about: About) -> Option<&mut Option<Recorded<DnsSetting>>> {
        match about {
            About::Server => None,
            About::Scope(at) => self.scopes.get_mut(at).map(|scope| &mut scope.dns_setting),
            About::Policy(_) | About::ScopePolicy(..) => {
                self.policy(about).map(|policy| &mut policy.dns_setting)
            }
            About::Reservation(..) => self.reservation(about).map(|one| &mut one.dns_setting),
        }
    }
}
