//! The questions, by name.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{
    AnswerRecord, CanDocument, ChangeRecord, DiffDocument, EffectiveDocument, HeldRoleRecord,
    PermissionRecord, PlaceRecord, RemedyRecord, RoleRecord, RolesDocument, UnknownName,
    WarningRecord, WhoCanDocument, WhoRecord,
};
use crate::decision::{Basis, Decision};
use crate::diff::{self, Whereabouts, Who};
use crate::engine::{
    EffectiveAccess, Engine, Entry, Explanation, HeldRole, ObjectIx, RoleIx, Standing, Subject,
    Via, Warning,
};
use crate::permission::{Permission, PermissionSet};
use crate::policy::{Holder, Name, Noun, Policy, RoleKind};
use crate::suggest::did_you_mean;

/// What a user or group may do: on one object, or module-wide and on every object.
///
/// # Errors
/// [`UnknownName`] for a user, group or object that the policy does not have.
pub fn effective(
    engine: &Engine,
    who: &Holder,
    object: Option<&str>,
) -> Result<EffectiveDocument, UnknownName> {
    let subject = subject(engine, who)?;
    let on = object.map(|object| known_object(engine, object)).transpose()?;
    let mut places = Places { engine, known: HashMap::new() };
    let places: Vec<PlaceRecord> = match on {
        Some(on) => {
            let access = [engine.effective(subject, None), engine.effective(subject, on)];
            access.iter().flatten().map(|access| places.record(access)).collect()
        }
        None => engine.effective_everywhere(subject).map(|access| places.record(&access)).collect(),
    };
    Ok(EffectiveDocument { schema: "dhcpair.access-effective/1", who: who.clone(), places })
}

/// Whether a user or group may do something on an object, and why. For a module-wide permission
/// the object is the name of its type, `module` in the catalogue of this crate.
///
/// # Errors
/// [`UnknownName`] for what the policy or its catalogue does not have.
pub fn can(
    engine: &Engine,
    who: &Holder,
    permission: &str,
    object: &str,
) -> Result<CanDocument, UnknownName> {
    let subject = subject(engine, who)?;
    let permission = known_permission(engine, permission)?;
    let object = place(engine, permission, object)?;
    let why = engine.explain(subject, permission, object);
    let mut roles: Vec<&HeldRole> = why.roles.iter().collect();
    roles.sort_by_key(|held| (!held.standing.applies(), held.state == crate::State::Unset));
    let denied = why.denying().next().is_some();
    let overruled = why.allowing().filter(|_| denied);
    let remedy = |remedy: &crate::engine::Remedy| RemedyRecord {
        steps: remedy.edits.iter().map(ToString::to_string).collect(),
        edits: remedy.edits.clone(),
        missing: remedy.missing.iter().map(|one| warning_record(engine, one)).collect(),
    };
    Ok(CanDocument {
        schema: "dhcpair.access-can/1",
        who: who.clone(),
        permission: engine.catalogue().id(permission).to_owned(),
        label: label(engine, permission),
        object: object.map(|object| engine.object_name(object).to_owned()),
        answer: AnswerRecord { why: headline(&why), ..answer(why.decision) },
        hint: misfit(engine, permission, object),
        rule_text: why.decision.rule().text(),
        implied_by: why.implied_by.map(|by| engine.catalogue().id(by).to_owned()),
        way: why.way.iter().map(|object| engine.object_name(*object).to_owned()).collect(),
        roles: roles.into_iter().map(|held| held_role(engine, held)).collect(),
        overruled: overruled.map(|held| engine.role_name(held.role).to_owned()).collect(),
        missing: why.missing.iter().map(|warning| warning_record(engine, warning)).collect(),
        remedies: why.remedies.iter().map(remedy).collect(),
    })
}

/// Everybody who may do something on an object. For the object see [`can`].
///
/// # Errors
/// [`UnknownName`] for a permission or object that there is not.
pub fn who_can(
    engine: &Engine,
    permission: &str,
    object: &str,
) -> Result<WhoCanDocument, UnknownName> {
    let permission = known_permission(engine, permission)?;
    let object = place(engine, permission, object)?;
    let found = engine.who_can(permission, object);
    let users = found.users.into_iter().map(|(user, decision)| (Subject::User(user), decision));
    let groups =
        found.groups.into_iter().map(|(group, decision)| (Subject::Group(group), decision));
    let mut who: Vec<WhoRecord> = users
        .chain(groups)
        .map(|(subject, decision)| WhoRecord {
            who: holder(engine, subject),
            answer: answer(decision),
            roles: role_names(engine, &engine.roles_behind(subject, permission, object)),
        })
        .collect();
    who.sort_by(|a, b| a.who.cmp(&b.who));
    Ok(WhoCanDocument {
        schema: "dhcpair.access-who-can/1",
        permission: engine.catalogue().id(permission).to_owned(),
        label: label(engine, permission),
        object: object.map(|object| engine.object_name(object).to_owned()),
        hint: misfit(engine, permission, object),
        who,
    })
}

/// Every role of a policy.
#[must_use]
pub fn roles(policy: &Policy) -> RolesDocument {
    let ids = |set: &PermissionSet| policy.catalogue().ids(set).map(str::to_owned).collect();
    let named = |names: Vec<&Name>| {
        let mut names: Vec<String> = names.into_iter().map(ToString::to_string).collect();
        names.sort_unstable();
        names
    };
    let mut roles: Vec<RoleRecord> = policy
        .roles()
        .map(|(name, role)| RoleRecord {
            role: name.to_string(),
            kind: role.kind().as_str(),
            built_in: role.is_built_in(),
            description: role.description().to_owned(),
            allow: ids(role.allowed()),
            deny: ids(role.denied()),
            users: named(filter(policy.users(), |user| user.roles().any(|role| role == name))),
            groups: named(filter(policy.groups(), |group| group.roles().any(|role| role == name))),
            on: named(filter(policy.objects(), |object| {
                object.access().roles().any(|role| role == name)
            })),
            excluded_from: named(filter(policy.objects(), |object| {
                object.access().excluded().any(|role| role == name)
            })),
        })
        .collect();
    roles.sort_by(|a, b| (!a.built_in, &a.role).cmp(&(!b.built_in, &b.role)));
    RolesDocument { schema: "dhcpair.access-roles/1", roles }
}

/// Who gains and loses what between two policies.
#[must_use]
pub fn diff(old: &Engine, new: &Engine) -> DiffDocument {
    let changes = diff::diff(old, new).into_iter().map(|change| {
        let (module_wide, objects) = match change.at {
            Whereabouts::ModuleWide => (true, Vec::new()),
            Whereabouts::Objects(names) => (false, names),
        };
        let who = match change.who {
            Who::User(name) => Holder::User(name),
            Who::Group(name) => Holder::Group(name),
        };
        let (gains, permission) = (change.gains, change.permission);
        ChangeRecord { who, gains, permission, module_wide, objects }
    });
    let changes: Vec<ChangeRecord> = changes.collect();
    let people = |gains| {
        let some = changes.iter().filter(|change| change.gains == gains);
        some.map(|change| &change.who).collect::<BTreeSet<_>>().len()
    };
    let (gaining, losing) = (people(true), people(false));
    let [before, after] = [old, new].map(|engine| engine.policy().strict_replication());
    let strict_replication = (before != after).then_some(after);
    let schema = "dhcpair.access-diff/1";
    DiffDocument { schema, gaining, losing, strict_replication, changes }
}

fn filter<'a, T: 'a>(
    all: impl Iterator<Item = (&'a Name, &'a T)>,
    keep: impl Fn(&T) -> bool,
) -> Vec<&'a Name> {
    all.filter(|(_, one)| keep(one)).map(|(name, _)| name).collect()
}

fn subject(engine: &Engine, who: &Holder) -> Result<Subject, UnknownName> {
    let policy = engine.policy();
    let (what, name, found, other) = match who {
        Holder::User(name) => {
            let group = engine.group(name).map(|_| Noun::Group);
            (Noun::User, name, engine.user(name).map(Subject::User), group)
        }
        Holder::Group(name) => {
            let user = engine.user(name).map(|_| Noun::User);
            (Noun::Group, name, engine.group(name).map(Subject::Group), user)
        }
    };
    found.ok_or_else(|| match (other, what) {
        (Some(other), _) => {
            UnknownName { what, name: name.clone(), help: format!("`{name}` is a {other}") }
        }
        (None, Noun::Group) => UnknownName::new(what, name, policy.groups().map(|(name, _)| name)),
        (None, _) => UnknownName::new(what, name, policy.users().map(|(name, _)| name)),
    })
}

fn holder(engine: &Engine, subject: Subject) -> Holder {
    let name = engine.subject_name(subject).to_owned();
    match subject {
        Subject::User(_) => Holder::User(name),
        Subject::Group(_) => Holder::Group(name),
    }
}

fn known_permission(engine: &Engine, id: &str) -> Result<Permission, UnknownName> {
    engine.permission(id).ok_or_else(|| {
        let near = engine.catalogue().nearest_permission(id);
        let help = did_you_mean(near, "`access roles -o json` names every permission");
        UnknownName { what: Noun::Permission, name: id.to_owned(), help }
    })
}

fn known_object(engine: &Engine, name: &str) -> Result<ObjectIx, UnknownName> {
    engine.object(name).ok_or_else(|| {
        UnknownName::new(Noun::Object, name, engine.policy().objects().map(|(name, _)| name))
    })
}

/// The object, or none for a module-wide permission asked about at its module.
fn place(
    engine: &Engine,
    permission: Permission,
    object: &str,
) -> Result<Option<ObjectIx>, UnknownName> {
    let catalogue = engine.catalogue();
    let of = catalogue.type_of(permission).and_then(|of| catalogue.object_type(of));
    let wide = of.filter(|of| of.module_wide);
    if wide.is_some_and(|of| &*of.name == object) {
        return Ok(None);
    }
    let is_module = catalogue.types().any(|(_, of)| of.module_wide && &*of.name == object);
    known_object(engine, object).map(Some).map_err(|error| match wide {
        Some(of) => UnknownName { help: for_modules(engine, permission, &of.name), ..error },
        None if is_module => {
            let (id, of) = (catalogue.id(permission), of.map_or("", |of| &of.name));
            let help = format!("`{id}` is for objects of the type `{of}`: name one of them");
            UnknownName { help, ..error }
        }
        None => error,
    })
}

fn for_modules(engine: &Engine, permission: Permission, module: &str) -> String {
    let id = engine.catalogue().id(permission);
    format!("`{id}` is module-wide and has no object: write `{module}` in its place")
}

/// How to ask instead, where a permission is not for objects of that type.
fn misfit(engine: &Engine, permission: Permission, object: Option<ObjectIx>) -> Option<String> {
    let catalogue = engine.catalogue();
    let object = object?;
    let info = catalogue.permission_info(permission)?;
    let (kind, of) = (catalogue.kind_info(engine.kind_of(object)?)?, info.of);
    if kind.of == of {
        return None;
    }
    let (asked, here) = (catalogue.object_type(of)?, catalogue.object_type(kind.of)?);
    if asked.module_wide {
        return Some(for_modules(engine, permission, &asked.name));
    }
    let (name, kind) = (engine.object_name(object), &kind.name);
    let same = format!("{}@{}", info.name, here.name);
    let near = catalogue.permission(&same).map(|_| format!("; did you mean `{same}`?"));
    Some(format!(
        "`{}` is for objects of the type `{}`, and `{name}` is a {kind}, of the type `{}`{}",
        info.id,
        asked.name,
        here.name,
        near.unwrap_or_default()
    ))
}

/// What an answer rests on. A legacy role can be on the object and still not reach it.
fn headline(why: &Explanation) -> &'static str {
    let late = |held: &HeldRole| matches!(held.standing, Standing::TooLate(_));
    match why.decision.basis() {
        Basis::NotOnObject if why.idle().all(late) => {
            "the role that allows it was converted before the object was created"
        }
        basis => basis.as_str(),
    }
}

fn label(engine: &Engine, permission: Permission) -> String {
    let info = engine.catalogue().permission_info(permission);
    info.map(|info| info.label.clone()).unwrap_or_default()
}

fn answer(decision: Decision) -> AnswerRecord {
    let basis = decision.basis();
    let (allowed, rule) = (decision.is_allowed(), decision.rule().number());
    AnswerRecord { allowed, basis, rule, why: basis.as_str() }
}

fn role_names(engine: &Engine, roles: &[RoleIx]) -> Vec<String> {
    roles.iter().map(|role| engine.role_name(*role).to_owned()).collect()
}

/// Makes records of places, and those of the same entries once.
struct Places<'e> {
    engine: &'e Engine,
    /// By where the entries lie.
    known: HashMap<*const Entry, Known>,
}

/// Entries, kept so that they stay where they are, and their records.
type Known = (Arc<[Entry]>, Arc<[PermissionRecord]>);

impl Places<'_> {
    fn record(&mut self, access: &EffectiveAccess) -> PlaceRecord {
        let engine = self.engine;
        let kind = access.object.and_then(|object| engine.kind_of(object));
        let entries = &access.entries;
        let known = self.known.entry(entries.as_ptr());
        let (_, permissions) =
            known.or_insert_with(|| (Arc::clone(entries), permission_records(engine, entries)));
        PlaceRecord {
            object: access.object.map(|object| engine.object_name(object).to_owned()),
            kind: kind.map(|kind| engine.catalogue().kind_name(kind).to_owned()),
            inherited_from: access.inherited_from.map(|from| engine.object_name(from).to_owned()),
            permissions: Arc::clone(permissions),
            warnings: access.warnings.iter().map(|one| warning_record(engine, one)).collect(),
        }
    }
}

fn permission_records(engine: &Engine, entries: &[Entry]) -> Arc<[PermissionRecord]> {
    let spoken_of = |entry: &&Entry| entry.decision.is_allowed() || !entry.roles.is_empty();
    let record = |entry: &Entry| PermissionRecord {
        permission: engine.catalogue().id(entry.permission).to_owned(),
        label: label(engine, entry.permission),
        answer: answer(entry.decision),
        roles: role_names(engine, &entry.roles),
        implied_by: entry.implied_by.map(|by| engine.catalogue().id(by).to_owned()),
    };
    entries.iter().filter(spoken_of).map(record).collect()
}

fn warning_record(engine: &Engine, warning: &Warning) -> WarningRecord {
    WarningRecord {
        needs: engine.catalogue().id(warning.needs).to_owned(),
        at: warning.at.map(|at| engine.object_name(at).to_owned()),
        used_by: engine.catalogue().ids(&warning.used_by).map(str::to_owned).collect(),
    }
}

fn held_role(engine: &Engine, held: &HeldRole) -> HeldRoleRecord {
    let name = engine.role_name(held.role);
    let kind = engine.policy().role(name).map_or(RoleKind::General, |role| role.kind());
    let group = |via: &Via| match via {
        Via::Directly => None,
        Via::Group(group) => Some(engine.subject_name(Subject::Group(*group)).to_owned()),
    };
    let at = |object: ObjectIx| engine.object_name(object);
    let standing = match held.standing {
        Standing::ModuleWide => "holds module-wide".to_owned(),
        Standing::General => "is general".to_owned(),
        Standing::OnObject(object) => format!("is on `{}`", at(object)),
        Standing::Excluded(object) => format!("is excluded from `{}`", at(object)),
        Standing::NotOnObject => "is not on the object".to_owned(),
        Standing::TooLate(object) => {
            format!("is on `{}`, but was converted before the object was created", at(object))
        }
    };
    HeldRoleRecord {
        role: name.to_owned(),
        kind: kind.as_str(),
        directly: held.via.contains(&Via::Directly),
        groups: held.via.iter().filter_map(group).collect(),
        says: held.state,
        applies: held.standing.applies(),
        standing,
    }
}
