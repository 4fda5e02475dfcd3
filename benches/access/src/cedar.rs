//! Cedar's part: the same policy as Cedar policies and entities.
//!
//! A role becomes a `permit` and, where it denies anything, a `forbid`, on what is in its entity:
//! users are in groups and groups in roles; an object that inherits is in its parent, one that does
//! not is in `On::"role"` for each role on it and in `Off::"role"` for each exclusion. What the
//! engine says of permissions without objects is left out: nobody asks about them here.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, PolicySet,
    Request,
};
use permission_engine::{Engine, Policy, Role, RoleKind};

use crate::Failure;
use crate::clock::Clock;
use crate::measure::median;
use crate::ours::Triple;

/// Policies and entities, read.
pub struct Cedar {
    policies: PolicySet,
    entities: Entities,
}

impl Cedar {
    /// Reads both.
    ///
    /// # Errors
    /// If Cedar does not accept them.
    pub fn read(policies: &str, entities: &str) -> Result<Self, Failure> {
        let entities = Entities::from_json_str(entities, None)?;
        Ok(Self { policies: policies.parse()?, entities })
    }

    /// How many policies and entities there are.
    pub fn size(&self) -> usize {
        self.policies.policies().count() + self.entities.iter().count()
    }

    /// How many policies there are.
    pub fn policies(&self) -> usize {
        self.policies.policies().count()
    }

    /// The median time of one decision with all policies at hand, and with only those of the roles
    /// that the user holds, picked ahead.
    ///
    /// # Errors
    /// If an answer is not the engine's.
    pub fn decide(
        &self,
        engine: &Engine,
        triples: &[Triple],
        runs: usize,
    ) -> Result<[Duration; 2], Failure> {
        let requests: Vec<Request> =
            triples.iter().map(|triple| request(engine, *triple)).collect::<Result<_, _>>()?;
        let all = vec![&self.policies; requests.len()];
        let picked: Vec<PolicySet> =
            triples.iter().map(|triple| self.picked(engine, *triple)).collect::<Result<_, _>>()?;
        let picked: Vec<&PolicySet> = picked.iter().collect();
        let mut medians = [Duration::ZERO; 2];
        for (median, policies) in medians.iter_mut().zip([all, picked]) {
            self.compare(engine, triples, &requests, &policies)?;
            *median = self.time(&requests, &policies, runs)?;
        }
        Ok(medians)
    }

    fn time(
        &self,
        requests: &[Request],
        policies: &[&PolicySet],
        runs: usize,
    ) -> Result<Duration, Failure> {
        let authorizer = Authorizer::new();
        let mut times = Vec::new();
        for _ in 0..runs {
            let started = Clock::start();
            for (request, policies) in requests.iter().zip(policies) {
                black_box(authorizer.is_authorized(request, policies, &self.entities));
            }
            times.push(started.elapsed());
        }
        Ok(median(&times).ok_or("no run")? / u32::try_from(requests.len())?)
    }

    fn compare(
        &self,
        engine: &Engine,
        triples: &[Triple],
        requests: &[Request],
        policies: &[&PolicySet],
    ) -> Result<(), Failure> {
        let authorizer = Authorizer::new();
        for ((triple, request), policies) in triples.iter().zip(requests).zip(policies) {
            let (user, permission, object) = *triple;
            let answer = authorizer.is_authorized(request, policies, &self.entities);
            if let Some(error) = answer.diagnostics().errors().next() {
                return Err(error.to_string().into());
            }
            let ours = engine.can(user, permission, object);
            if ours.is_allowed() != (answer.decision() == Decision::Allow) {
                let what = format!("{request}: the engine says {ours}, Cedar {answer:?}");
                return Err(what.into());
            }
        }
        Ok(())
    }

    /// Only the policies of roles that the user holds.
    fn picked(&self, engine: &Engine, (user, ..): Triple) -> Result<PolicySet, Failure> {
        let policy = engine.policy();
        let user = engine.subject_name(user.into());
        let groups = policy.groups_of(user).flat_map(|(_, group)| group.roles());
        let own = policy.user(user).into_iter().flat_map(|user| user.roles());
        let held: BTreeSet<&str> = groups.chain(own).map(|role| &**role).collect();
        let mine = self
            .policies
            .policies()
            .filter(|policy| policy.annotation("role").is_some_and(|role| held.contains(role)));
        Ok(PolicySet::from_policies(mine.cloned())?)
    }
}

fn request(engine: &Engine, (user, permission, object): Triple) -> Result<Request, Failure> {
    let uid = |of: &str, id: &str| -> Result<EntityUid, Failure> {
        let of: EntityTypeName = of.parse()?;
        Ok(EntityUid::from_type_name_and_id(of, EntityId::new(id)))
    };
    let principal = uid("User", engine.subject_name(user.into()))?;
    let action = uid("Action", engine.catalogue().id(permission))?;
    let resource = uid("Object", engine.object_name(object))?;
    Ok(Request::new(principal, action, resource, Context::empty(), None)?)
}

/// The roles as Cedar policies.
pub fn policies(policy: &Policy) -> String {
    let mut text = String::new();
    for (name, role) in policy.roles().filter(|(_, role)| !role.is_built_in()) {
        let sets = [("permit", role.allowed()), ("forbid", role.denied())];
        for (effect, set) in sets.into_iter().filter(|(_, set)| !set.is_empty()) {
            let ids = policy.catalogue().ids(set).map(|id| format!("Action::\"{id}\""));
            let ids = ids.collect::<Vec<_>>().join(", ");
            let (resource, condition) = applies(name, role);
            _ = writeln!(
                text,
                "@role(\"{name}\")\n{effect} (principal in Role::\"{name}\", action in [{ids}], \
                 {resource}){condition};"
            );
        }
    }
    text
}

fn applies(name: &str, role: &Role) -> (String, String) {
    match role.kind() {
        RoleKind::General => {
            ("resource".to_owned(), format!(" unless {{ resource in Off::\"{name}\" }}"))
        }
        RoleKind::Specific => (format!("resource in On::\"{name}\""), String::new()),
        RoleKind::Legacy { converted } => (
            format!("resource in On::\"{name}\""),
            format!(" when {{ resource.created < {converted} }}"),
        ),
    }
}

/// Users, groups, roles and objects as the JSON of Cedar entities.
pub fn entities(policy: &Policy) -> String {
    let mut all = Vec::new();
    for (name, _) in policy.roles() {
        for of in ["Role", "On", "Off"] {
            all.push(entity((of, name), "{}", &[]));
        }
    }
    let mut groups: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
    for (name, group) in policy.groups() {
        let roles: Vec<(&str, &str)> = group.roles().map(|role| ("Role", &**role)).collect();
        all.push(entity(("Group", name), "{}", &roles));
        for member in group.members() {
            groups.entry(member).or_default().push(("Group", name));
        }
    }
    for (name, user) in policy.users() {
        let mut parents = groups.remove(&**name).unwrap_or_default();
        parents.extend(user.roles().map(|role| ("Role", &**role)));
        all.push(entity(("User", name), "{}", &parents));
    }
    for (name, object) in policy.objects() {
        let own = object.access();
        let above = object.parent().filter(|_| object.inherits());
        let mut parents: Vec<(&str, &str)> =
            above.map(|name| ("Object", &**name)).into_iter().collect();
        parents.extend(own.roles().map(|role| ("On", &**role)));
        parents.extend(own.excluded().map(|role| ("Off", &**role)));
        let attributes = format!("{{\"created\": {}}}", object.created());
        all.push(entity(("Object", name), &attributes, &parents));
    }
    format!("[{}]", all.join(",\n"))
}

fn entity(uid: (&str, &str), attributes: &str, parents: &[(&str, &str)]) -> String {
    let json = |(of, id): (&str, &str)| format!("{{\"type\": \"{of}\", \"id\": \"{id}\"}}");
    let parents: Vec<String> = parents.iter().copied().map(json).collect();
    format!(
        "{{\"uid\": {}, \"attrs\": {attributes}, \"parents\": [{}]}}",
        json(uid),
        parents.join(", ")
    )
}
