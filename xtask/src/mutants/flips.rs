//! One flip after the other: what the engine says of a rule, turned around.

/// A change of one place in the engine's code that breaks a rule of the access model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flip {
    /// Number of the rule.
    pub(super) rule: u8,
    /// What is believed then, in words.
    pub(super) what: &'static str,
    /// The file, below the crate's `src`.
    pub(super) file: &'static str,
    /// Text that is there once.
    pub(super) from: &'static str,
    /// What stands there instead.
    pub(super) to: &'static str,
}

const fn flip(
    rule: u8,
    what: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
) -> Flip {
    Flip { rule, what, file, from, to }
}

const COMPILE: &str = "engine/compile.rs";
const CHECK: &str = "policy/check.rs";
const APPLY: &str = "policy/apply.rs";
const PARENTS: &str = "policy/parents.rs";
const EFFECTIVE: &str = "engine/effective.rs";

/// Every flip, in the order of the rules.
pub(super) const FLIPS: &[Flip] = &[
    flip(
        1,
        "a user does not hold the roles of its groups",
        COMPILE,
        "bits.extend(&roles);",
        "bits.extend(&roles[..0]);",
    ),
    flip(
        1,
        "a user's own roles are not held",
        COMPILE,
        "map(|user| role_bits(policy, &user.roles).collect())",
        "map(|user| role_bits(policy, &user.roles).take(0).collect())",
    ),
    flip(
        1,
        "a group may be in a group",
        CHECK,
        "return Err(forbidden(Rule::OnlyThroughRoles, message, help));\n        }\n        let user_is_external",
        "_ = (message, help);\n            return Ok(());\n        }\n        let user_is_external",
    ),
    flip(
        1,
        "an external user may be in a local group",
        CHECK,
        "if user_is_external && !to.external {",
        "if user_is_external && !to.external && user.is_empty() {",
    ),
    flip(
        2,
        "the administrator is a user like any other",
        COMPILE,
        "if &**name == ADMINISTRATOR && !user.external {",
        "if &**name == ADMINISTRATOR && user.external {",
    ),
    flip(
        2,
        "the administrator can be removed",
        CHECK,
        "Edit::RemoveUser { user } if user == ADMINISTRATOR =>",
        "Edit::RemoveUser { user } if user.is_empty() =>",
    ),
    flip(
        3,
        "an allow wins over a deny",
        "engine.rs",
        "_ if denied != 0 => Basis::Denied,",
        "_ if denied != 0 && allowed == 0 => Basis::Denied,",
    ),
    flip(
        3,
        "a deny says nothing",
        "engine.rs",
        "denied |= applies & deny;",
        "denied |= applies & deny & 0;",
    ),
    flip(
        3,
        "a deny holds where its role does not apply",
        "engine.rs",
        "denied |= applies & deny;",
        "denied |= held & deny;",
    ),
    flip(
        3,
        "what no role allows is allowed to who holds one",
        "engine.rs",
        "_ if allowed == 0 => self.nothing_allows(held, allow, shown),",
        "_ if allowed == 0 && held.iter().all(|one| *one == 0) => self.nothing_allows(held, allow, shown),",
    ),
    flip(
        3,
        "a deny by name does not stop what another permission implies",
        "engine.rs",
        "matches!(basis, Basis::Denied | Basis::NoSuchThing)",
        "matches!(basis, Basis::NoSuchThing)",
    ),
    flip(
        4,
        "a general role does not apply where nothing was added",
        COMPILE,
        "let plain = applying.intern(general.iter().copied());",
        "let plain = applying.intern(std::iter::empty());",
    ),
    flip(
        4,
        "a specific role applies to every object",
        COMPILE,
        "roles.filter(|(_, role)| role.kind == RoleKind::General).map(|(at, _)| at)",
        "roles.filter(|(_, role)| !matches!(role.kind, RoleKind::Legacy { .. })).map(|(at, _)| at)",
    ),
    flip(
        4,
        "a legacy role applies to every object",
        COMPILE,
        "roles.filter(|(_, role)| role.kind == RoleKind::General).map(|(at, _)| at)",
        "roles.filter(|(_, role)| role.kind != RoleKind::Specific).map(|(at, _)| at)",
    ),
    flip(
        4,
        "a legacy role reaches objects that came later",
        "policy.rs",
        "Self::Legacy { converted } => created < converted,",
        "Self::Legacy { .. } => true,",
    ),
    flip(
        4,
        "a legacy role reaches nothing",
        "policy.rs",
        "Self::Legacy { converted } => created < converted,",
        "Self::Legacy { converted } => created > converted,",
    ),
    flip(
        4,
        "a specific role can be converted",
        CHECK,
        "if matches!(role.kind, RoleKind::Legacy { .. }) {\n            return Ok(());",
        "if role.kind != RoleKind::General {\n            return Ok(());",
    ),
    flip(
        4,
        "a role can be made a legacy role",
        CHECK,
        "if to == NewKind::Legacy {",
        "if to == NewKind::Legacy && name.is_empty() {",
    ),
    flip(
        4,
        "a legacy role can be added to an object",
        CHECK,
        "let help = \"convert the role to specific first\";\n                Err(forbidden(Rule::RoleKinds, message, help))",
        "_ = message;\n                Ok(())",
    ),
    flip(
        4,
        "a role made general stays on its objects",
        APPLY,
        "role.kind == RoleKind::Specific && role.carries(kind.of, &self.catalogue)",
        "role.carries(kind.of, &self.catalogue)",
    ),
    flip(
        4,
        "a role made specific leaves its objects",
        APPLY,
        "role.kind == RoleKind::Specific && role.carries(kind.of, &self.catalogue)",
        "role.kind == RoleKind::General && role.carries(kind.of, &self.catalogue)",
    ),
    flip(
        5,
        "a built-in role can be edited and removed",
        CHECK,
        "if !role.built_in {\n            return Ok(role);",
        "if !name.is_empty() {\n            return Ok(role);",
    ),
    flip(
        5,
        "the copy of a built-in role is built in",
        APPLY,
        "Role { built_in: false, ..role.clone() }",
        "Role { built_in: role.built_in, ..role.clone() }",
    ),
    flip(
        6,
        "a specific role can be added that carries nothing for the object",
        CHECK,
        "if of.is_some_and(|of| role.carries(of, &self.catalogue)) {",
        "if of.is_some() {",
    ),
    flip(
        6,
        "a specific role may lose its last permission for an object it is on",
        CHECK,
        "        if carries {\n            return Ok(());",
        "        if carries || !name.is_empty() {\n            return Ok(());",
    ),
    flip(
        6,
        "a general role can be added to an object",
        CHECK,
        "Err(forbidden(Rule::ObjectAccess, message, \"nothing needs to be added\"))",
        "{\n                    _ = message;\n                    Ok(())\n                }",
    ),
    flip(
        6,
        "a specific role can be excluded",
        CHECK,
        "    if role.kind == RoleKind::General {\n        return Ok(());",
        "    if !name.is_empty() {\n        return Ok(());",
    ),
    flip(
        6,
        "a role on an object does not apply to it",
        COMPILE,
        "applying.intern(general.chain(added))",
        "applying.intern(general.chain(added.take(0)))",
    ),
    flip(
        6,
        "an exclusion has no effect",
        COMPILE,
        "filter(|role| !excluded.contains(role))",
        "filter(|role| !excluded.contains(role) || *role < usize::MAX)",
    ),
    flip(
        7,
        "an object that inherits does not show its parent's access",
        COMPILE,
        "filter(|_| object.is_some_and(|object| object.inherits))",
        "filter(|_| object.is_none())",
    ),
    flip(
        7,
        "an object shows its parent's access even with inheritance off",
        COMPILE,
        "filter(|_| object.is_some_and(|object| object.inherits))",
        "filter(|_| object.is_some())",
    ),
    flip(
        7,
        "an object that inherits can be edited",
        CHECK,
        "Some(parent) if object.inherits => Err(inherits(name, parent)),",
        "Some(parent) if object.inherits && parent.is_empty() => Err(inherits(name, parent)),",
    ),
    flip(
        7,
        "inheritance can be switched on where there is no parent",
        CHECK,
        "if *inherit && known.parent.is_none() {",
        "if *inherit && known.parent.is_none() && object.is_empty() {",
    ),
    flip(
        7,
        "switching inheritance off loses what the object showed",
        APPLY,
        "let access = if inherit { Access::default() } else { self.shown_access(name) };",
        "let access = Access::default();",
    ),
    flip(
        7,
        "switching inheritance on keeps what the object had",
        APPLY,
        "let access = if inherit { Access::default() } else { self.shown_access(name) };",
        "let own = self.objects.get(name).map(|object| object.access.clone()).unwrap_or_default();\n        \
         let access = if inherit { own } else { self.shown_access(name) };",
    ),
    flip(
        7,
        "a new object does not inherit",
        APPLY,
        "inherits: parent.is_some(),",
        "inherits: parent.is_some() && name.is_empty(),",
    ),
    flip(
        8,
        "allowing does not allow what the permission depends on",
        APPLY,
        "for needed in catalogue.closure(permission).iter() {",
        "for needed in catalogue.closure(permission).iter().take(0) {",
    ),
    flip(
        8,
        "unsetting unsets what the permission depends on",
        APPLY,
        "        if state != State::Allow {\n            return outcome;",
        "        if state == State::Unset {\n            for needed in catalogue.closure(permission).iter() {\n                \
         role.set(needed, State::Unset);\n            }\n        }\n        \
         if state != State::Allow {\n            return outcome;",
    ),
    flip(
        8,
        "allowing lifts a deny on what the permission depends on",
        APPLY,
        "outcome.still_denied.insert(needed);",
        "role.set(needed, State::Allow);",
    ),
    flip(
        8,
        "what a role allows is never missing, wherever the role is",
        PARENTS,
        "let enough = (says && there) || everybody;",
        "let enough = says || everybody;",
    ),
    flip(
        8,
        "what other roles of its holders give is missing all the same",
        PARENTS,
        "let enough = (says && there) || everybody;",
        "let enough = says && there;",
    ),
    flip(
        8,
        "the parents of an object need not be listed",
        PARENTS,
        "if Some(permission) == listed_by {",
        "if Some(permission) == listed_by && object.is_empty() {",
    ),
    flip(
        8,
        "what a role denies where an offer puts it does not count",
        PARENTS,
        "RoleKind::Specific if name == asked.role => self.is_on(asked, at),",
        "RoleKind::Specific if name == asked.role => shown.roles.contains(name) && !at.is_empty(),",
    ),
    flip(
        9,
        "a missing module-wide permission is no warning",
        EFFECTIVE,
        "if lacks(needs, None) {",
        "if lacks(needs, None) && object.is_some() && object.is_none() {",
    ),
    flip(
        9,
        "a missing permission on another object is no warning",
        EFFECTIVE,
        "for place in places.into_iter().map(ObjectIx).filter(|at| lacks(needs, Some(*at))) {",
        "for place in places.into_iter().take(0).map(ObjectIx).filter(|at| lacks(needs, Some(*at))) {",
    ),
    flip(
        9,
        "a parent that cannot be listed is no warning",
        EFFECTIVE,
        "of.listed_by.filter(|list| same.needed.contains(*list)",
        "of.listed_by.filter(|list| same.needed.is_empty() && same.needed.contains(*list)",
    ),
    flip(
        9,
        "the roles named for a denial are those that allow",
        EFFECTIVE,
        "self.roles_where(applies.zip(self.saying.row(says + 1).iter().copied()))",
        "self.roles_where(applies.zip(self.saying.row(says).iter().copied()))",
    ),
    flip(
        9,
        "access is said to come from the parent, however far up it is from",
        EFFECTIVE,
        "inherits.map(|ObjectIx(at)| ObjectIx(engine.ways.source(at)))",
        "inherits.and_then(|ObjectIx(at)| engine.ways.parent(at).map(ObjectIx))",
    ),
    flip(
        9,
        "an explanation takes a legacy role that came too early to apply",
        "engine/explain.rs",
        "kind if kind.reaches(asked.created) => Standing::OnObject(*source),",
        "kind if kind.reaches(asked.created) || kind.reaches(0) => Standing::OnObject(*source),",
    ),
    flip(
        10,
        "a permission is asked of objects of every type",
        "engine.rs",
        "if of != Some(&shown.map_or(MODULE_WIDE, Shown::of)) {",
        "if of.is_none() {",
    ),
    flip(
        10,
        "no permission implies another",
        "engine.rs",
        "let implied = implied_by.iter().any(",
        "let implied = implied_by.iter().take(0).any(",
    ),
    flip(
        10,
        "dependencies are followed one step only",
        "catalogue/build.rs",
        "            self.closures = further;\n            if done {",
        "            if done || !further.is_empty() {",
    ),
    flip(
        10,
        "built-in roles are not closed under their dependencies",
        "catalogue/build.rs",
        "(form.name.into(), self.closed(&allow));",
        "(form.name.into(), allow);",
    ),
    flip(
        10,
        "an object may lie under any other",
        CHECK,
        "let fits = info.is_some_and(|info| info.under.contains(&above));",
        "let fits = info.is_some();",
    ),
    flip(
        10,
        "an object may live on any other",
        CHECK,
        "let fits = info.is_some_and(|info| info.on.contains(&place));",
        "let fits = info.is_some();",
    ),
];
