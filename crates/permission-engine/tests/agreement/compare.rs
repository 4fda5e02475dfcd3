//! One policy, kept twice: in the engine and in the reference. Every answer must be the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use permission_engine::{
    Basis, Catalogue, Decision, Edit, Engine, Holder, ObjectIx, Permission, Policy, Standing,
    Subject, Warning,
};

use permission_engine::diff::{Whereabouts, Who, diff};

use crate::facts::Facts;
use crate::generate::Draws;
use crate::questions::Missing;
use crate::reference::Reference;

/// How often each rule decided an answer that was compared.
#[derive(Debug, Default, Clone)]
pub(crate) struct Counts {
    pub(crate) policies: u64,
    pub(crate) answers: u64,
    pub(crate) edits: u64,
    /// By number of the rule; 0 is not used.
    pub(crate) decided: [u64; 11],
    /// Answers to the short question, by what they rest on.
    pub(crate) bases: BTreeMap<Basis, u64>,
    /// Edits that were made and edits that were refused, by kind.
    pub(crate) kinds: BTreeMap<String, (u64, u64)>,
}

impl Counts {
    pub(crate) fn add(&mut self, other: &Self) {
        self.policies += other.policies;
        self.answers += other.answers;
        self.edits += other.edits;
        for (mine, theirs) in self.decided.iter_mut().zip(other.decided) {
            *mine += theirs;
        }
        for (basis, count) in &other.bases {
            *self.bases.entry(*basis).or_default() += count;
        }
        for (kind, (made, refused)) in &other.kinds {
            let mine = self.kinds.entry(kind.clone()).or_default();
            *mine = (mine.0 + made, mine.1 + refused);
        }
    }

    fn edited(&mut self, edit: &Edit, made: bool) {
        let words = format!("{edit:?}");
        let kind = words.split([' ', '{']).next().unwrap_or_default().to_owned();
        let (yes, no) = self.kinds.entry(kind).or_default();
        *if made { yes } else { no } += 1;
    }

    fn count(&mut self, rule: u8) {
        self.answers += 1;
        self.decided[usize::from(rule)] += 1;
    }
}

/// A policy in both.
#[derive(Clone)]
pub(crate) struct Twice {
    pub(crate) policy: Policy,
    pub(crate) reference: Reference,
}

impl Twice {
    pub(crate) fn new(catalogue: &Arc<Catalogue>, facts: &Arc<Facts>) -> Self {
        let policy = Policy::new(Arc::clone(catalogue));
        Self { policy, reference: Reference::new(Arc::clone(facts)) }
    }

    /// Makes an edit in both, where both find it possible.
    pub(crate) fn edit(&mut self, edit: &Edit, counts: &mut Counts) -> bool {
        counts.edits += 1;
        let against = self.reference.objections(edit);
        // Copies cost more than the edits, so not every edit pays for one.
        let before = counts.edits.is_multiple_of(8).then(|| self.policy.clone());
        let outcome = match self.policy.edit(edit) {
            Ok(outcome) => outcome,
            Err(error) => {
                let rule = error.rule().map_or(0, |rule| rule.number());
                assert!(against.contains(&rule), "{edit}: {error}, but the rules say {against:?}");
                let same = before.is_none_or(|before| before == self.policy);
                assert!(same, "{edit}: refused and changed something");
                if rule != 0 {
                    assert!(error.to_string().contains(&format!("rule {rule}: ")));
                    counts.count(rule);
                }
                counts.edited(edit, false);
                return false;
            }
        };
        assert!(against.is_empty(), "{edit}: made, but it breaks {against:?}");
        counts.edited(edit, true);
        if let Edit::AddToObject { role, object } = edit {
            let missing = self.named(&outcome.missing_parents);
            assert_eq!(missing, self.reference.missing_parents(role, object), "{edit}");
            counts.count(8);
        }
        self.reference.edit(edit);
        if let Edit::SetInheritance { object, inherit: true } = edit {
            let access = self.policy.object(object).unwrap().access();
            assert!(access.is_empty(), "{edit}: what the object had is overwritten");
        }
        if let Edit::SetPermission { role, .. } = edit {
            self.compare_role(role);
            counts.count(8);
        }
        true
    }

    fn compare_role(&self, role: &str) {
        let known = self.policy.role(role).unwrap();
        for (permission, info) in self.policy.catalogue().permissions() {
            assert_eq!(
                known.state(permission),
                self.reference.says(role, &info.id),
                "{role}: {info:?}"
            );
        }
    }

    fn named(
        &self,
        missing: &[permission_engine::policy::MissingParent],
    ) -> BTreeSet<(String, Option<String>)> {
        let id = |permission| self.policy.catalogue().id(permission).to_owned();
        let each = missing
            .iter()
            .map(|one| (id(one.permission), one.object.as_ref().map(|at| at.to_string())));
        each.collect()
    }

    /// Asks both the same short questions.
    pub(crate) fn compare(&self, draws: &mut Draws, questions: usize, counts: &mut Counts) {
        let engine = Engine::new(self.policy.clone());
        let people = self.people();
        let holding = |who: &&Holder| !self.reference.held(who).is_empty();
        let holding: Vec<Holder> = people.iter().filter(holding).cloned().collect();
        for _ in 0..questions {
            let anybody = holding.is_empty() || draws.one_in(6);
            let who = draws.pick(if anybody { &people } else { &holding });
            let at = self.place(draws);
            let id = self.permission_for(draws, at);
            let (decision, ..) = self.ask(&engine, who, &id, at);
            counts.count(decision.rule().number());
            *counts.bases.entry(decision.basis()).or_default() += 1;
        }
    }

    /// Asks both one of each of the longer questions.
    pub(crate) fn compare_at_length(&self, draws: &mut Draws, counts: &mut Counts) {
        let engine = Engine::new(self.policy.clone());
        let people = self.people();
        let (who, at) = (draws.pick(&people), self.place(draws));
        self.compare_effective(&engine, who, at, counts);
        for _ in 0..3 {
            let (who, at) = (draws.pick(&people), self.place(draws));
            self.compare_effective(&engine, who, at, counts);
        }
        let id = self.permission_for(draws, at);
        self.compare_explanation(&engine, who, &id, at);
        self.compare_who_can(&engine, &id, at);
        let roles: Vec<&String> = self.reference.roles.keys().collect();
        if let (Some(at), role) = (at, draws.pick(&roles)) {
            self.compare_missing(role, at);
            counts.count(8);
        }
    }

    fn place(&self, draws: &mut Draws) -> Option<&str> {
        let objects: Vec<&String> = self.reference.objects.keys().collect();
        (!objects.is_empty() && !draws.one_in(5)).then(|| draws.pick(&objects).as_str())
    }

    fn people(&self) -> Vec<Holder> {
        let users = self.reference.users.keys().map(|name| Holder::User(name.clone()));
        let groups = self.reference.groups.keys().map(|name| Holder::Group(name.clone()));
        users.chain(groups).collect()
    }

    /// A permission that fits the place, mostly.
    fn permission_for(&self, draws: &mut Draws, at: Option<&str>) -> String {
        let facts = &self.reference.facts;
        let fits = |id: &str| match at {
            Some(at) => facts.type_of(id) == self.reference.type_of(at),
            None => facts.is_wide(id),
        };
        let ids = facts.permissions.iter().map(|(id, _)| id);
        let any = draws.one_in(16);
        let ids: Vec<&String> = ids.filter(|id| any || fits(id)).collect();
        draws.pick(&ids).to_string()
    }

    fn ask(
        &self,
        engine: &Engine,
        who: &Holder,
        id: &str,
        at: Option<&str>,
    ) -> (Decision, Subject, Permission, Option<ObjectIx>) {
        let subject = match who {
            Holder::User(name) => Subject::User(engine.user(name).unwrap()),
            Holder::Group(name) => Subject::Group(engine.group(name).unwrap()),
        };
        let permission = engine.permission(id).unwrap();
        let object = at.map(|at| engine.object(at).unwrap());
        let decision = engine.can(subject, permission, object);
        let answer = self.reference.decide(who, id, at);
        assert_eq!(decision.basis(), answer, "{who}, {id}, {at:?}");
        (decision, subject, permission, object)
    }

    fn compare_effective(
        &self,
        engine: &Engine,
        who: &Holder,
        at: Option<&str>,
        counts: &mut Counts,
    ) {
        let id = self.reference.facts.permissions[0].0.as_str();
        let (_, subject, _, object) = self.ask(engine, who, id, at);
        let access = engine.effective(subject, object).unwrap();
        let catalogue = engine.catalogue();
        let entries = access.entries.iter();
        let entries: Vec<_> = entries
            .map(|one| (catalogue.id(one.permission).to_owned(), one.decision.basis()))
            .collect();
        assert_eq!(entries, self.reference.effective(who, at), "{who}, {at:?}");
        for entry in access.entries.iter().filter(|entry| entry.implied_by.is_none()) {
            let roles = entry.roles.iter().map(|role| engine.role_name(*role).to_owned());
            let sources = self.reference.sources(who, catalogue.id(entry.permission), at);
            assert_eq!(roles.collect::<BTreeSet<_>>(), sources, "{who}, {at:?}, {entry:?}");
            counts.count(9);
        }
        let warnings = access.warnings.iter().map(|warning| {
            let at = warning.at.map(|at| engine.object_name(at).to_owned());
            (catalogue.id(warning.needs).to_owned(), at)
        });
        let missing = self.reference.warnings(who, at);
        assert_eq!(warnings.collect::<BTreeSet<_>>(), missing, "{who}, {at:?}");
        let from = access.inherited_from.map(|from| engine.object_name(from));
        let way = at.map(|at| self.reference.way(at)).unwrap_or_default();
        let expected = way.last().filter(|_| way.len() > 1).map(String::as_str);
        assert_eq!(from, expected, "{at:?}: the object whose access it shows");
        let everywhere: Vec<_> = engine.effective_everywhere(subject).collect();
        assert_eq!(everywhere.len(), self.reference.objects.len() + 1);
        assert!(everywhere.contains(&access));
    }

    fn compare_explanation(&self, engine: &Engine, who: &Holder, id: &str, at: Option<&str>) {
        let (decision, subject, permission, object) = self.ask(engine, who, id, at);
        let why = engine.explain(subject, permission, object);
        assert_eq!(why.decision, decision);
        let way: Vec<&str> = why.way.iter().map(|object| engine.object_name(*object)).collect();
        assert_eq!(way, at.map(|at| self.reference.way(at)).unwrap_or_default(), "the way");
        let asked = why.implied_by.map_or(id, |by| engine.catalogue().id(by));
        let roles: BTreeSet<String> =
            why.roles.iter().map(|one| engine.role_name(one.role).to_owned()).collect();
        match decision.basis() {
            Basis::NoSuchThing => assert!(roles.is_empty(), "{who}, {id}, {at:?}"),
            _ => assert_eq!(roles, self.reference.held(who)),
        }
        for held in &why.roles {
            let role = engine.role_name(held.role);
            assert_eq!(held.state, self.reference.says(role, asked), "{role}");
            let applies = at.is_none_or(|at| self.reference.applies(role, at));
            assert_eq!(held.standing.applies(), applies, "{role}: {:?}", held.standing);
            if let Standing::OnObject(at) | Standing::Excluded(at) = held.standing {
                assert!(!self.reference.objects[engine.object_name(at)].inherits);
            }
        }
        for remedy in &why.remedies {
            let mut changed = self.policy.clone();
            changed.edit_all(&remedy.edits).unwrap_or_else(|error| panic!("{remedy:?}: {error}"));
            let changed = Engine::new(changed);
            let again =
                Self { policy: (**changed.policy()).clone(), reference: self.reference.clone() };
            let (subject, object) = again.resolve(&changed, who, at);
            assert!(changed.can(subject, permission, object).is_allowed(), "{remedy:?}");
            let told = lacking(engine, &remedy.missing, permission);
            let access = changed.effective(subject, object).unwrap();
            let lacking = lacking(&changed, &access.warnings, permission);
            assert_eq!(told, lacking, "{remedy:?}: what is still missing then");
        }
        let helpless = decision.is_allowed() || decision.basis() == Basis::NoSuchThing;
        assert_eq!(why.remedies.is_empty(), helpless, "{who}, {id}, {at:?}: {decision}");
    }

    fn resolve(
        &self,
        engine: &Engine,
        who: &Holder,
        at: Option<&str>,
    ) -> (Subject, Option<ObjectIx>) {
        let subject = match who {
            Holder::User(name) => Subject::User(engine.user(name).unwrap()),
            Holder::Group(name) => Subject::Group(engine.group(name).unwrap()),
        };
        (subject, at.map(|at| engine.object(at).unwrap()))
    }

    fn compare_who_can(&self, engine: &Engine, id: &str, at: Option<&str>) {
        let object = at.map(|at| engine.object(at).unwrap());
        let who = engine.who_can(engine.permission(id).unwrap(), object);
        let users = who
            .users
            .iter()
            .map(|(user, _)| Holder::User(engine.subject_name((*user).into()).to_owned()));
        let groups = who
            .groups
            .iter()
            .map(|(group, _)| Holder::Group(engine.subject_name((*group).into()).to_owned()));
        let expected =
            self.people().into_iter().filter(|who| self.reference.decide(who, id, at).allows());
        assert_eq!(users.chain(groups).collect::<BTreeSet<_>>(), expected.collect::<BTreeSet<_>>());
    }

    /// What is missing for a role on an object, and that nothing is once the offers are taken.
    fn compare_missing(&self, role: &str, at: &str) {
        let missing = self.policy.missing_parents(role, at);
        assert_eq!(self.named(&missing), self.reference.missing_parents(role, at), "{role}, {at}");
        let mut repaired = self.policy.clone();
        for edit in missing.iter().flat_map(|one| &one.offer) {
            repaired.edit(edit).unwrap_or_else(|error| panic!("{role}, {at}, {edit}: {error}"));
        }
        let left = repaired.missing_parents(role, at);
        assert!(left.is_empty(), "{role}, {at}: {missing:#?}, and then {left:#?}");
    }

    /// Who gains and loses what since an earlier state, asked place by place.
    pub(crate) fn compare_diff(&self, old: &Self) {
        let [before, after] = [old, self].map(|one| Engine::new(one.policy.clone()));
        let mut ours = BTreeSet::new();
        for change in diff(&before, &after) {
            let places = match change.at {
                Whereabouts::ModuleWide => vec![None],
                Whereabouts::Objects(names) => names.into_iter().map(Some).collect(),
            };
            let who = match change.who {
                Who::User(name) => Holder::User(name),
                Who::Group(name) => Holder::Group(name),
            };
            for at in places {
                let new = ours.insert((who.clone(), change.permission.clone(), at, change.gains));
                assert!(new, "a change is told once");
            }
        }
        assert_eq!(ours, changes(&old.reference, &self.reference));
    }

    /// The written forms give the same policy again.
    pub(crate) fn compare_written(&self) {
        let catalogue = || Arc::clone(self.policy.catalogue());
        let toml = self.policy.to_toml();
        assert_eq!(Policy::from_toml(&toml, catalogue()).as_ref(), Ok(&self.policy), "{toml}");
        let json = self.policy.to_json();
        assert_eq!(Policy::from_json(&json, catalogue()).as_ref(), Ok(&self.policy), "{json}");
    }
}

/// What warnings say that one permission lacks.
fn lacking(engine: &Engine, warnings: &[Warning], permission: Permission) -> BTreeSet<Missing> {
    let uses = warnings.iter().filter(|warning| warning.used_by.contains(permission));
    let name = |at| engine.object_name(at).to_owned();
    uses.map(|one| (engine.catalogue().id(one.needs).to_owned(), one.at.map(name))).collect()
}

/// Every permission with who, where, and whether it is gained.
type Changes = BTreeSet<(Holder, String, Option<String>, bool)>;

fn changes(old: &Reference, new: &Reference) -> Changes {
    let both = [old, new];
    let users = both.iter().flat_map(|one| one.users.keys()).cloned().map(Holder::User);
    let groups = both.iter().flat_map(|one| one.groups.keys()).cloned().map(Holder::Group);
    let people: BTreeSet<Holder> = users.chain(groups).collect();
    let objects = both.iter().flat_map(|one| one.objects.keys()).cloned().map(Some);
    let places: BTreeSet<Option<String>> = objects.chain([None]).collect();
    let mut changes = Changes::new();
    for who in people.into_iter().filter(|who| !new.is_administrator(who)) {
        for at in &places {
            let ids = old.facts.permissions.iter().map(|(id, _)| id);
            let [had, has] = both.map(|one| one.allowed(&who, at.as_deref()));
            for id in ids.filter(|id| had.contains(*id) != has.contains(*id)) {
                changes.insert((who.clone(), id.clone(), at.clone(), has.contains(id)));
            }
        }
    }
    changes
}
