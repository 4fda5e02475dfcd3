//! From the written form to a policy, with a place for everything that is wrong.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::place::{FormError, Step, Text, line};
use super::{ObjectForm, PolicyForm, RoleForm, VERSION};
use crate::catalogue::Catalogue;
use crate::permission::PermissionSet;
use crate::policy::{
    ADMINISTRATOR, Access, DEEPEST, EditError, Group, MOST_OBJECTS, Name, NewKind, Object, Policy,
    Role, RoleKind, User, check_excluded, check_name, forbidden, inherits, nothing_above,
    user_name,
};
use crate::rule::Rule;
use crate::strict::Table;
use crate::suggest::{did_you_mean, nearest};

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    /// [`FormError`] with line and column where anything is wrong with it.
    pub fn from_toml(text: &str, catalogue: Arc<Catalogue>) -> Result<Self, FormError> {
        let Table(form) = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            syntax(line(text, at), error.message())
        })?;
        policy(form, Text::Toml(text), catalogue)
    }

    /// Reads a policy from JSON.
    ///
    /// # Errors
    /// [`FormError`], with line and column where it is not the JSON of a policy, with a JSON
    /// Pointer where what it says is wrong.
    pub fn from_json(text: &str, catalogue: Arc<Catalogue>) -> Result<Self, FormError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let Table(form) = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line().max(1), error.column().max(1));
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            syntax(super::Place::Line { line, column }, &message)
        })?;
        policy(form, Text::Json, catalogue)
    }
}

/// The parser's own complaint: its first line, and the nearest key where one is unknown.
fn syntax(place: super::Place, message: &str) -> FormError {
    let message = message.lines().next().unwrap_or("not valid").to_owned();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown").then(|| quoted.next()).flatten();
    let near = unknown.and_then(|unknown| nearest(unknown, quoted));
    let help = did_you_mean(near, "see `docs/access.md` for every key of a policy");
    FormError { place, message, help, rule: None }
}

fn policy(
    form: PolicyForm,
    text: Text<'_>,
    catalogue: Arc<Catalogue>,
) -> Result<Policy, FormError> {
    let mut reader = Reader { text, policy: Policy::new(catalogue) };
    if form.version != VERSION {
        let message = format!("version {} of the form is not known", form.version);
        return Err(reader.wrong(&[Step::Key("version")], message, "write `version = 1`"));
    }
    reader.policy.strict_replication = form.strict_replication;
    for (name, role) in &form.roles.0 {
        reader.role(name, role)?;
    }
    for (name, user) in &form.users.0 {
        reader.user(name, user)?;
    }
    for (name, group) in &form.groups.0 {
        let (external, members) = (group.external, BTreeSet::new());
        let empty = Group { external, members, roles: BTreeSet::new() };
        reader.checked(check_name(name), || vec![Step::Key("groups"), Step::Key(name)])?;
        reader.policy.groups.insert(name.as_str().into(), empty);
    }
    for (name, group) in &form.groups.0 {
        reader.group(name, group)?;
    }
    reader.objects(form.objects.0)?;
    reader.policy.revision = reader.revision(form.revision);
    Ok(reader.policy)
}

fn under_itself(name: &str) -> EditError {
    let message = format!("the parents of `{name}` go in a circle");
    forbidden(Rule::Inheritance, message, "let one of them have no parent")
}

struct Reader<'t> {
    text: Text<'t>,
    policy: Policy,
}

impl Reader<'_> {
    fn wrong(
        &self,
        path: &[Step<'_>],
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> FormError {
        let (message, help) = (message.into(), help.into());
        FormError { place: self.text.place(path), message, help, rule: None }
    }

    /// Gives a refusal its place.
    fn checked<'p, T>(
        &self,
        checked: Result<T, EditError>,
        path: impl FnOnce() -> Vec<Step<'p>>,
    ) -> Result<T, FormError> {
        checked.map_err(|error| FormError {
            place: self.text.place(&path()),
            message: error.to_string(),
            help: error.help(),
            rule: error.rule(),
        })
    }

    fn role(&mut self, name: &str, form: &RoleForm) -> Result<(), FormError> {
        let at = |key: &'static str| vec![Step::Key("roles"), Step::Key(name), Step::Key(key)];
        let here = || vec![Step::Key("roles"), Step::Key(name)];
        self.checked(self.policy.check_new_role(name), here)?;
        let kind = match (form.kind, form.converted) {
            (NewKind::General, None) => RoleKind::General,
            (NewKind::Specific, None) => RoleKind::Specific,
            (NewKind::Legacy, Some(converted)) => RoleKind::Legacy { converted },
            (NewKind::Legacy, None) => {
                let message = format!("legacy role `{name}` does not say when it was converted");
                let help = "add `converted = REVISION`: it reaches objects created before that";
                return Err(self.wrong(&here(), message, help));
            }
            (_, Some(_)) => {
                let message = "only a legacy role has been converted";
                let help = "remove `converted`, or write `kind = \"legacy\"`";
                return Err(self.wrong(&at("converted"), message, help));
            }
        };
        let mut sets = [PermissionSet::new(), PermissionSet::new(), PermissionSet::new()];
        let keys = [("allow", &form.allow), ("deny", &form.deny), ("unset", &form.unset)];
        for ((key, ids), set) in keys.into_iter().zip(&mut sets) {
            for (item, id) in ids.iter().enumerate() {
                let permission = self.policy.known_permission(id);
                let at = || [at(key), vec![Step::Item(item)]].concat();
                set.insert(self.checked(permission, at)?);
            }
        }
        let [mut allow, deny, unset] = sets;
        self.contradiction(name, ("deny", &deny), ("allow", &allow))?;
        self.contradiction(name, ("unset", &unset), ("allow", &allow))?;
        self.contradiction(name, ("unset", &unset), ("deny", &deny))?;
        allow = self.policy.catalogue.closed(&allow);
        allow.remove_all(&deny);
        allow.remove_all(&unset);
        let description = form.description.clone();
        let role = Role { kind, built_in: false, description, allow, deny };
        self.policy.roles.insert(name.into(), role);
        Ok(())
    }

    fn contradiction(
        &self,
        role: &str,
        (key, one): (&str, &PermissionSet),
        (other_key, other): (&str, &PermissionSet),
    ) -> Result<(), FormError> {
        let both = one.iter().find(|permission| other.contains(*permission));
        let Some(both) = both else { return Ok(()) };
        let id = self.policy.catalogue.id(both);
        let message = format!("`{id}` is under `{key}` and under `{other_key}`");
        let path = [Step::Key("roles"), Step::Key(role), Step::Key(key)];
        Err(self.wrong(&path, message, format!("remove it from one of them; `{key}` would win")))
    }

    fn user(&mut self, name: &str, form: &super::UserForm) -> Result<(), FormError> {
        // The administrator is there already and may still be listed.
        if name == ADMINISTRATOR {
            self.policy.users.shift_remove(name);
        }
        let here = || vec![Step::Key("users"), Step::Key(name)];
        self.checked(self.policy.check_new_user(name, form.external), here)?;
        let roles = self.role_names(&form.roles, &[Step::Key("users"), Step::Key(name)])?;
        let user = User { external: form.external, roles };
        self.policy.users.insert(name.into(), user);
        Ok(())
    }

    fn group(&mut self, name: &str, form: &super::GroupForm) -> Result<(), FormError> {
        let here = [Step::Key("groups"), Step::Key(name)];
        let roles = self.role_names(&form.roles, &here)?;
        let mut members = BTreeSet::new();
        for (item, user) in form.members.iter().enumerate() {
            let group = self.policy.known_group(name);
            let may = group.and_then(|group| self.policy.check_member(user, name, group));
            let last = [Step::Key("members"), Step::Item(item)];
            self.checked(may, || [&here[..], &last].concat())?;
            members.insert(user_name(&self.policy, user));
        }
        if let Some(group) = self.policy.groups.get_mut(name) {
            (group.members, group.roles) = (members, roles);
        }
        Ok(())
    }

    fn role_names(&self, names: &[String], here: &[Step<'_>]) -> Result<BTreeSet<Name>, FormError> {
        let mut roles = BTreeSet::new();
        for (item, name) in names.iter().enumerate() {
            let last = [Step::Key("roles"), Step::Item(item)];
            self.checked(self.policy.known_role(name), || [here, &last[..]].concat())?;
            roles.insert(self.policy.role_name(name));
        }
        Ok(roles)
    }

    fn objects(&mut self, forms: indexmap::IndexMap<String, ObjectForm>) -> Result<(), FormError> {
        if forms.len() > MOST_OBJECTS {
            let error = EditError::TooMany { limit: MOST_OBJECTS };
            return self.checked(Err(error), || vec![Step::Key("objects")]);
        }
        let legacy = self.policy.roles.iter();
        let legacy = legacy.filter(|(_, role)| matches!(role.kind, RoleKind::Legacy { .. }));
        let legacy = legacy.map(|(name, _)| Arc::clone(name)).next();
        self.policy.objects.reserve(forms.len());
        for (name, form) in &forms {
            let here = || vec![Step::Key("objects"), Step::Key(name)];
            self.checked(check_name(name), here)?;
            let kind = self.policy.known_kind(&form.kind);
            let kind = self.checked(kind, || [here(), vec![Step::Key("kind")]].concat())?;
            let created = match (form.created, &legacy) {
                (Some(created), _) => created,
                (None, None) => 0,
                (None, Some(role)) => {
                    let message = format!(
                        "`{name}` does not say when it was created, and there is the legacy role \
                         `{role}`"
                    );
                    let help = "add `created = REVISION`; a legacy role reaches only objects \
                                created before it was converted";
                    return Err(self.wrong(&here(), message, help));
                }
            };
            let object = Object {
                kind,
                parent: None,
                on: BTreeSet::new(),
                inherits: false,
                access: Access::default(),
                created,
            };
            self.policy.objects.insert(name.as_str().into(), object);
        }
        for (name, form) in &forms {
            self.object(name, form)?;
        }
        self.check_depth()
    }

    /// Where an object lies and what is on it.
    fn object(&mut self, name: &str, form: &ObjectForm) -> Result<(), FormError> {
        let here = || vec![Step::Key("objects"), Step::Key(name)];
        let at = |key: &'static str| [here(), vec![Step::Key(key)]].concat();
        let item = |key: &'static str, item| [at(key), vec![Step::Item(item)]].concat();
        let policy = &self.policy;
        let Some(object) = policy.objects.get(name) else { return Ok(()) };
        if let Some(parent) = &form.parent {
            self.checked(policy.check_under(object.kind, parent), || at("parent"))?;
        }
        let shows_parent = form.inherit.unwrap_or(form.parent.is_some());
        if shows_parent && form.parent.is_none() {
            return self.checked(Err(nothing_above(name)), || at("inherit"));
        }
        if let Some(parent) = form.parent.as_ref().filter(|_| shows_parent) {
            let lists = [("roles", &form.roles), ("exclude", &form.exclude)];
            if let Some((key, _)) = lists.into_iter().find(|(_, list)| !list.is_empty()) {
                return self.checked(Err(inherits(name, parent)), || at(key));
            }
        }
        let mut on = BTreeSet::new();
        for (ix, other) in form.on.iter().enumerate() {
            self.checked(policy.check_on(object.kind, other), || item("on", ix))?;
            on.insert(policy.object_name(other));
        }
        let mut access = Access::default();
        for (ix, role) in form.roles.iter().enumerate() {
            let known = policy.known_role(role);
            let may = known.and_then(|known| self.check_on_object(role, known, name, object));
            self.checked(may, || item("roles", ix))?;
            access.roles.insert(policy.role_name(role));
        }
        for (ix, role) in form.exclude.iter().enumerate() {
            let may = policy.known_role(role).and_then(|known| check_excluded(role, known));
            self.checked(may, || item("exclude", ix))?;
            access.excluded.insert(policy.role_name(role));
        }
        let parent = form.parent.as_ref().map(|parent| policy.object_name(parent));
        if let Some(object) = self.policy.objects.get_mut(name) {
            (object.parent, object.on, object.access) = (parent, on, access);
            object.inherits = shows_parent;
        }
        Ok(())
    }

    /// Whether a role can be on an object in a policy at rest: unlike adding it, legacy roles may
    /// be on objects that are old enough.
    fn check_on_object(
        &self,
        role: &str,
        known: &Role,
        name: &str,
        object: &Object,
    ) -> Result<(), EditError> {
        let RoleKind::Legacy { .. } = known.kind else {
            return self.policy.check_added(role, known, name, object);
        };
        if known.kind.reaches(object.created) {
            return Ok(());
        }
        let message = format!("`{name}` was created after legacy role `{role}` was converted");
        Err(forbidden(Rule::RoleKinds, message, "remove the role, or make it specific"))
    }

    /// No object is its own parent, and none lies too deep. Walks every chain of parents once.
    fn check_depth(&self) -> Result<(), FormError> {
        const UNKNOWN: usize = usize::MAX;
        let objects = &self.policy.objects;
        let mut depths = vec![UNKNOWN; objects.len()];
        let mut open = Vec::new();
        for start in 0..objects.len() {
            let mut at = Some(start);
            let mut depth = 0;
            while let Some(here) = at {
                let known = depths.get(here).copied().unwrap_or(UNKNOWN);
                if known != UNKNOWN {
                    depth = known + 1;
                    break;
                }
                if open.len() > DEEPEST {
                    break;
                }
                open.push(here);
                let parent = objects.get_index(here).and_then(|(_, object)| object.parent.as_ref());
                at = parent.and_then(|parent| objects.get_index_of(parent));
            }
            while let Some(below) = open.pop() {
                if let Some(slot) = depths.get_mut(below) {
                    *slot = depth;
                }
                depth += 1;
            }
            if depth > DEEPEST {
                let name = objects.get_index(start).map_or("", |(name, _)| name);
                let error = match self.lies_under_itself(name) {
                    true => under_itself(name),
                    false => EditError::TooDeep { object: name.to_owned(), limit: DEEPEST - 1 },
                };
                let path = || vec![Step::Key("objects"), Step::Key(name), Step::Key("parent")];
                return self.checked(Err(error), path);
            }
        }
        Ok(())
    }

    /// Whether the parents of an object go in a circle.
    fn lies_under_itself(&self, name: &str) -> bool {
        let mut seen = HashSet::new();
        self.policy.ancestors(name).any(|above| !seen.insert(above))
    }

    /// The revision: never before what the policy itself mentions, so that what is created next
    /// counts as later.
    fn revision(&self, given: u64) -> u64 {
        let created = self.policy.objects.values().map(|object| object.created.saturating_add(1));
        let converted = self.policy.roles.values().map(|role| match role.kind {
            RoleKind::Legacy { converted } => converted,
            RoleKind::General | RoleKind::Specific => 0,
        });
        created.chain(converted).fold(given, u64::max)
    }
}
