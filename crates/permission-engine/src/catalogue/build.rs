//! From the written form of a catalogue to one that fits together.

use std::collections::HashSet;
use std::sync::Arc;

use super::operation::{Aspect, Need, OperationSpec};
use super::{BuiltInRole, Catalogue, KindIx, ObjectKind, ObjectType, PermissionInfo, TypeIx, wire};
use crate::permission::{Permission, PermissionSet};

/// Why a catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// The text is not a catalogue at all.
    #[error("the catalogue is not valid")]
    Syntax(#[source] Box<toml::de::Error>),
    /// Something refers to a name that the catalogue does not define.
    #[error("{place}: no {what} `{name}`")]
    Unknown {
        /// Where it is referred to.
        place: String,
        /// Permission, type or kind.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A name is defined twice.
    #[error("the {what} `{name}` is defined twice")]
    Twice {
        /// Permission, type, kind, role, aspect or operation.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A name cannot be told from a pattern, from an id, or from nothing.
    #[error("the {what} `{}` cannot be named so", name.escape_default())]
    BadName {
        /// Permission, type, kind, role, aspect or operation.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// More types, kinds or permissions than the engine can number.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// Two parts contradict each other.
    #[error("{place}: {problem}")]
    Unfit {
        /// Where.
        place: String,
        /// What does not fit.
        problem: &'static str,
    },
}

/// Types and kinds are numbered in seven bits.
const TYPES: usize = 127;
/// Permissions are numbered in sixteen bits.
const PERMISSIONS: usize = u16::MAX as usize;

pub(super) fn catalogue(text: &str) -> Result<Catalogue, CatalogueError> {
    let form: wire::CatalogueForm =
        toml::from_str(text).map_err(|error| CatalogueError::Syntax(Box::new(error)))?;
    let mut catalogue = Catalogue {
        types: Vec::new(),
        kinds: Vec::new(),
        permissions: Vec::new(),
        closures: Vec::new(),
        implied_by: Vec::new(),
        roles: Vec::new(),
        aspects: Vec::new(),
        operations: Vec::new(),
        ids: super::lookup::Ids::default(),
    };
    catalogue.add_types(&form)?;
    catalogue.add_kinds(&form.kinds)?;
    catalogue.add_dependencies(&form.dependencies)?;
    catalogue.add_implications(&form.implications)?;
    catalogue.add_roles(form.roles)?;
    catalogue.add_operations(form.aspects, form.operations)?;
    Ok(catalogue)
}

fn at_most(what: &'static str, count: usize, limit: usize) -> Result<(), CatalogueError> {
    if count > limit { Err(CatalogueError::TooMany { what, limit }) } else { Ok(()) }
}

/// Names are not empty and without control characters, and those that are part of the id of a
/// permission without what separates its parts or stands for several.
fn sound(what: &'static str, name: &str) -> Result<(), CatalogueError> {
    let in_ids = matches!(what, "permission" | "type" | "kind");
    let reserved = |one: char| one.is_control() || in_ids && matches!(one, '@' | '*');
    if name.trim().is_empty() || name.chars().any(reserved) {
        return Err(CatalogueError::BadName { what, name: name.to_owned() });
    }
    Ok(())
}

fn once(seen: &mut HashSet<String>, what: &'static str, name: &str) -> Result<(), CatalogueError> {
    sound(what, name)?;
    if seen.insert(name.to_owned()) {
        return Ok(());
    }
    Err(CatalogueError::Twice { what, name: name.to_owned() })
}

impl Catalogue {
    fn add_types(&mut self, form: &wire::CatalogueForm) -> Result<(), CatalogueError> {
        at_most("types", form.types.len(), TYPES)?;
        let all = form.types.iter().map(|of| of.permissions.len()).sum();
        at_most("permissions", all, PERMISSIONS)?;
        for (ix, of) in (0u8..).map(TypeIx).zip(&form.types) {
            sound("type", &of.name)?;
            if self.ids.types.insert(of.name.as_str().into(), ix).is_some() {
                return Err(CatalogueError::Twice { what: "type", name: of.name.clone() });
            }
            let mut permissions = PermissionSet::new();
            for one in &of.permissions {
                permissions.insert(self.add_permission(ix, of, one, &form.api_prefix)?);
            }
            let listed_by = of.listed_by.as_ref().map(|name| {
                let id = id_of(of, name);
                self.known(&id, || format!("type `{}`", of.name))
            });
            let (name, listed_by) = (of.name.as_str().into(), listed_by.transpose()?);
            let module_wide = of.module_wide;
            self.types.push(ObjectType { name, module_wide, listed_by, permissions });
        }
        Ok(())
    }

    fn add_permission(
        &mut self,
        of: TypeIx,
        form: &wire::TypeForm,
        one: &wire::PermissionForm,
        prefix: &str,
    ) -> Result<Permission, CatalogueError> {
        sound("permission", &one.name)?;
        let permission = Permission(u16::try_from(self.permissions.len()).unwrap_or(u16::MAX));
        let id = id_of(form, &one.name);
        let api_name = one.api.clone().unwrap_or_else(|| format!("{prefix}{}", one.name));
        let mut spellings = vec![id.clone(), id_of(form, &api_name)];
        if form.module_wide {
            let long = [&one.name, &api_name].map(|name| format!("{name}@{}", form.name));
            spellings.extend(long);
        }
        spellings.sort_unstable();
        spellings.dedup();
        for spelling in spellings {
            if self.ids.permissions.insert(spelling.into(), permission).is_some() {
                return Err(CatalogueError::Twice { what: "permission", name: id });
            }
        }
        self.permissions.push(PermissionInfo {
            id: id.into(),
            name: one.name.as_str().into(),
            api_name,
            label: one.label.clone(),
            of,
            legacy: one.legacy,
        });
        Ok(permission)
    }

    fn add_kinds(&mut self, forms: &[wire::KindForm]) -> Result<(), CatalogueError> {
        at_most("kinds", forms.len(), TYPES)?;
        for (ix, form) in (0u8..).map(KindIx).zip(forms) {
            sound("kind", &form.name)?;
            if self.ids.kinds.insert(form.name.as_str().into(), ix).is_some() {
                return Err(CatalogueError::Twice { what: "kind", name: form.name.clone() });
            }
        }
        for form in forms {
            let place = || format!("kind `{}`", form.name);
            let of = self.type_named(&form.of).ok_or_else(|| unknown(place(), "type", &form.of))?;
            if self.object_type(of).is_some_and(|of| of.module_wide) {
                let problem = "a module-wide type has no objects";
                return Err(CatalogueError::Unfit { place: place(), problem });
            }
            let kinds = |names: &[String]| {
                names.iter().map(|name| self.known_kind(name, place)).collect::<Result<Vec<_>, _>>()
            };
            let kind = ObjectKind {
                name: form.name.as_str().into(),
                of,
                under: kinds(&form.under)?,
                on: kinds(&form.on)?,
            };
            self.kinds.push(kind);
        }
        // INVARIANT: what an object inherits is for permissions of its own type.
        let unfit = self.kinds.iter().find(|kind| {
            kind.under
                .iter()
                .any(|above| self.kind_info(*above).map(|above| above.of) != Some(kind.of))
        });
        match unfit {
            None => Ok(()),
            Some(kind) => Err(CatalogueError::Unfit {
                place: format!("kind `{}`", kind.name),
                problem: "its parent would be of another type",
            }),
        }
    }

    fn add_dependencies(&mut self, forms: &[wire::DependencyForm]) -> Result<(), CatalogueError> {
        self.closures = vec![PermissionSet::new(); self.permissions.len()];
        for form in forms {
            let place = || "a dependency".to_owned();
            let mut of = self.set(&form.of, place)?;
            of.remove_all(&self.set(&form.except, place)?);
            let on = self.set(&form.on, place)?;
            for permission in of.iter() {
                if let Some(closure) = self.closures.get_mut(usize::from(permission.0)) {
                    closure.extend_from(&on);
                }
            }
        }
        self.close();
        Ok(())
    }

    /// Follows dependencies until nothing is added; a round reaches at least one step further.
    fn close(&mut self) {
        loop {
            let further: Vec<PermissionSet> =
                self.closures.iter().map(|direct| self.closed(direct)).collect();
            let done = further == self.closures;
            self.closures = further;
            if done {
                break;
            }
        }
        for (permission, closure) in (0u16..).map(Permission).zip(&mut self.closures) {
            closure.remove(permission);
        }
    }

    fn add_implications(&mut self, forms: &[wire::ImplicationForm]) -> Result<(), CatalogueError> {
        let mut implied: Vec<PermissionSet> = vec![PermissionSet::new(); self.permissions.len()];
        for form in forms {
            let place = || "an implication".to_owned();
            let of = self.known(&form.of, place)?;
            for given in self.set(&form.gives, place)?.iter() {
                if self.type_of(of) != self.type_of(given) {
                    let problem = "both permissions must be of one type";
                    return Err(CatalogueError::Unfit { place: place(), problem });
                }
                if let Some(by) = implied.get_mut(usize::from(given.0)) {
                    by.insert(of);
                }
            }
        }
        loop {
            let mut further = implied.clone();
            for set in &mut further {
                for one in set.clone().iter() {
                    if let Some(by) = implied.get(usize::from(one.0)) {
                        set.extend_from(by);
                    }
                }
            }
            if further == implied {
                break;
            }
            implied = further;
        }
        self.implied_by = implied.iter().map(|set| set.iter().collect()).collect();
        Ok(())
    }

    fn add_roles(&mut self, forms: Vec<wire::RoleForm>) -> Result<(), CatalogueError> {
        let mut seen = HashSet::new();
        for form in forms {
            once(&mut seen, "role", &form.name)?;
            let allow = self.set(&form.allow, || format!("role `{}`", form.name))?;
            let (name, allow) = (form.name.into(), self.closed(&allow));
            self.roles.push(BuiltInRole { name, description: form.description, allow });
        }
        Ok(())
    }

    fn add_operations(
        &mut self,
        aspects: Vec<wire::AspectForm>,
        operations: Vec<wire::OperationForm>,
    ) -> Result<(), CatalogueError> {
        let mut seen = HashSet::new();
        for form in aspects {
            once(&mut seen, "aspect", &form.name)?;
            let place = || format!("aspect `{}`", form.name);
            let permission = self.known(&form.permission, place)?;
            self.aspects.push(Aspect { name: form.name.into(), permission });
        }
        seen.clear();
        for form in operations {
            once(&mut seen, "operation", &form.name)?;
            let operation = self.operation_of(form)?;
            self.operations.push(operation);
        }
        Ok(())
    }

    fn operation_of(&self, form: wire::OperationForm) -> Result<OperationSpec, CatalogueError> {
        let place = || format!("operation `{}`", form.name);
        let unfit = |problem| CatalogueError::Unfit { place: place(), problem };
        if form.needs.is_empty() {
            return Err(unfit("it needs nothing, so anybody could do it"));
        }
        let mut needs = Vec::new();
        for need in &form.needs {
            let every = need.every.as_ref().map(|kind| self.known_kind(kind, place)).transpose()?;
            let any: Vec<_> =
                need.any.iter().map(|id| self.known(id, place)).collect::<Result<_, _>>()?;
            if any.is_empty() || (every.is_some() && need.at_least == 0) {
                return Err(unfit("a need without permissions or without targets is always met"));
            }
            let asked = every.and_then(|kind| self.kind_info(kind)).map(|kind| kind.of);
            let fits = |one: &Permission| match asked {
                Some(asked) => self.type_of(*one) == Some(asked),
                None => self.is_module_wide(*one),
            };
            if !any.iter().all(fits) {
                return Err(unfit("a permission is of another type than the target"));
            }
            needs.push(Need { every, at_least: need.at_least, any });
        }
        let aspects_of = form.aspects_of.as_ref().map(|kind| self.known_kind(kind, place));
        let aspects_of = aspects_of.transpose()?;
        let asked = aspects_of.and_then(|kind| self.kind_info(kind)).map(|kind| kind.of);
        if asked.is_some() && self.aspects.iter().any(|one| self.type_of(one.permission) != asked) {
            return Err(unfit("an aspect's permission is of another type than the target"));
        }
        let name: Arc<str> = form.name.as_str().into();
        Ok(OperationSpec { name, summary: form.summary, needs, aspects_of })
    }

    fn known(&self, id: &str, place: impl Fn() -> String) -> Result<Permission, CatalogueError> {
        self.permission(id).ok_or_else(|| unknown(place(), "permission", id))
    }

    fn known_kind(&self, name: &str, place: impl Fn() -> String) -> Result<KindIx, CatalogueError> {
        self.kind(name).ok_or_else(|| unknown(place(), "kind", name))
    }

    fn set(
        &self,
        patterns: &[String],
        place: impl Fn() -> String,
    ) -> Result<PermissionSet, CatalogueError> {
        let mut all = PermissionSet::new();
        for pattern in patterns {
            let some = self.matching(pattern);
            all.extend_from(&some.ok_or_else(|| unknown(place(), "permission", pattern))?);
        }
        Ok(all)
    }
}

fn unknown(place: String, what: &'static str, name: &str) -> CatalogueError {
    CatalogueError::Unknown { place, what, name: name.to_owned() }
}

fn id_of(of: &wire::TypeForm, name: &str) -> String {
    if of.module_wide { name.to_owned() } else { format!("{name}@{}", of.name) }
}
