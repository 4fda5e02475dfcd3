//! JSON as Kea reads it, kept byte for byte across includes, with typed paths.
//!
//! [`read`] takes a configuration of `kea-dhcp4` or `kea-dhcp6` with everything it includes and
//! gives a [`Document`]: a tree of [`Node`]s over **one** stream of tokens. Kea's includes are
//! textual, so a map may open in one file and close in another; every node still knows its place.
//! Reading never fails on content: what the server would refuse is a diagnostic at its line.
//!
//! * [`Document::diagnostics`] is what the parser alone refuses or warns about.
//! * [`check()`] is what the server refuses beyond that, for a stated [`Version`]: unknown keys, wrong
//!   types, missing members, subnets, pools, reservations, options and classes that make no sense;
//!   and the little that loads and that one file shows to be wrong.
//! * [`share()`] is what a key is to the partners of a pair: a server's own, to be equal, or better
//!   equal; [`classed_keys`] is the whole list.
//! * [`Document::server`] is the way to the typed [`view`]s: subnets, pools, reservations, options.
//! * [`Editor`] changes it and keeps comments and layout: any value by its [`Path`], and subnets, pools,
//!   reservations, options, classes and shared networks by what they are known by; scopes that are to be
//!   silent. [`Json`] is what is written.
//! * [`compare`] tells what two partners do not have in common, and [`replicate()`] and [`replicate_scope`] make
//!   it equal with an editor: a server's own values, comments and layout stay.
//! * [`Document::incomplete`] says whether text was lost: then nothing may be concluded from it.
//!
//! ```
//! use config_text::{MemoryLoader, Sources};
//!
//! let text = r#"{ "Dhcp4": { // comments are fine
//!     "subnet4": [ {
//!         "id": 1, "subnet": "192.0.2.0/24",
//!         "pools": [ { "pool": "192.0.2.10 - 192.0.2.99" } ]
//!     } ]
//! } }"#;
//! let loader = MemoryLoader::new().with("kea-dhcp4.conf", text);
//! let mut sources = Sources::new();
//! let document = kea_config::read(&mut sources, &loader, "kea-dhcp4.conf".as_ref()).unwrap();
//! assert!(document.is_complete() && document.diagnostics().is_empty());
//!
//! let server = document.server().unwrap();
//! let pool = server.subnets()[0].pools()[0];
//! assert_eq!(pool.range().unwrap().count(), 90);
//! assert_eq!(pool.node().get("pool").unwrap().path(), "Dhcp4.subnet4[0].pools[0].pool");
//! assert!(kea_config::check(&document, None).is_empty());
//! ```
//!
//! This crate knows nothing of High Availability; `kea-ha` does. It is no HTTP client, and it writes no
//! files: an [`Editor`] gives replacements of text.

mod canonical;
mod check;
mod content;
mod document;
mod edit;
mod expression;
mod index;
mod json;
mod node;
mod option;
mod path;
mod replicate;
mod rules;
mod secret;
mod share;
mod table;
mod text;
mod version;
pub mod view;

pub use canonical::Canonical;
pub use check::check;
pub use content::{Content, Daemon};
pub use document::{Document, read};
pub use edit::{Editor, Refusal};
pub use json::{DEEPEST, Json, JsonError};
pub use node::{Kind, Member, Node};
pub use path::{Path, PathError, Step};
pub use replicate::{
    Comparison, Difference, KeaSharing, Note, Place, ReplicationError, Scope, Sharing, Side,
    compare, replicate, replicate_scope,
};
pub use rules::{PLAIN_PASSWORD, RULES};
pub use secret::is_secret_key;
pub use share::{ClassedKey, Share, classed_keys, share};
pub use text::nearest;
pub use version::{Release, Version};
pub use view::Family;
