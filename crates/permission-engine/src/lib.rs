//! Roles that decide fast and explain themselves.
//!
//! A [`Policy`] says who holds which role, what the roles allow and deny, and which roles are on
//! which object. An [`Engine`] is a policy compiled for questions: may this user do that here, why,
//! who else may, what all may this user do, and what would change under another policy.
//!
//! The access model has ten rules ([`Rule`]); every decision and every refused edit names the rule
//! it follows from. [`worked_examples`] shows them at work. What can be permitted is a
//! [`Catalogue`]: data that this crate brings along for an IPAM, DNS and DHCP suite, and that its
//! users can replace. Nothing else here knows DHCP.
//!
//! ```
//! use permission_engine::{Catalogue, Engine, Policy};
//!
//! let policy = Policy::from_toml(
//!     r#"
//!     version = 1
//!     users.ann = { roles = ["DHCP Administrators"] }
//!     users.bob = { roles = ["IPAM viewers"] }
//!     objects."10.1.0.0/24" = { kind = "scope" }
//!     "#,
//!     Catalogue::dhcp(),
//! )?;
//! let engine = Engine::new(policy);
//! let edit = engine.permission("reservations@range").unwrap();
//! let scope = engine.object("10.1.0.0/24").unwrap();
//! let [ann, bob] = ["ann", "bob"].map(|name| engine.user(name).unwrap());
//!
//! assert!(engine.can(ann, edit, scope).is_allowed());
//! let refused = engine.can(bob, edit, scope);
//! assert_eq!(refused.to_string(), "denied (rule 3: no role held allows it)");
//! let remedy = &engine.explain(bob, edit, scope).remedies[0];
//! assert_eq!(remedy.edits[0].to_string(), "give role `IPAM Administrators` to user `bob`");
//! # Ok::<(), permission_engine::FormError>(())
//! ```
//!
//! **Not here**: passwords, sessions, and who a caller is. The caller says who asks.
//!
//! **Limits**: 2²⁴ objects, at most 255 above each other; 65,535 permissions of at most 127 types.
//! [`Engine::can`] allocates nothing; what it takes is in the project's `docs/benchmarks.md`. Reading
//! a large policy as TOML takes several times the memory of reading it as JSON.

pub mod catalogue;
mod decision;
pub mod diff;
pub mod documents;
pub mod engine;
mod form;
pub mod operation;
mod permission;
pub mod policy;
mod rule;
mod strict;
mod suggest;

pub use catalogue::{Catalogue, CatalogueError};
pub use decision::{Basis, Decision};
pub use engine::{
    EffectiveAccess, Engine, Entry, Explanation, GroupIx, HeldRole, ObjectIx, Remedy, RoleIx,
    Standing, Subject, UserIx, Via, Warning, WhoCan,
};
pub use form::{FormError, Place};
pub use operation::{Check, Touches, Verdict};
pub use permission::{Permission, PermissionSet, State};
pub use policy::{
    ADMINISTRATOR, Edit, EditError, Holder, NewKind, Outcome, Policy, Role, RoleKind,
};
pub use rule::Rule;

#[doc = include_str!("worked_examples.md")]
pub mod worked_examples {}

/// Engines are asked from many threads at once.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Engine>();
    shared::<Policy>();
    shared::<Catalogue>();
};
