//! Windows DHCP servers: their recorded states, and the commands that ask and change them.
//!
//! Windows has no configuration file. What a server is configured to do, and what its failover
//! relationships are doing, is asked by cmdlets of the DhcpServer module, and their answers are kept
//! as one JSON document, the [`RecordedState`]. [`read()`] gives the typed state with the place of
//! every record in the text; [`check()`] tells what is wrong with it. The JSON schema of the document
//! lies in `docs/schemas/recorded-windows-state.json`; the feature `schema` generates it. A file of
//! `Export-DhcpServer` is read as the part of a state that it is.
//!
//! [`command`] builds calls of these cmdlets that can only be built right, [`script`] makes PowerShell
//! of them, for people or for a program, and [`report`] reads what comes back; errors are told by
//! their numbers ([`fault`]). [`recorder`] asks for everything that a state has, and [`recreate`] makes
//! a recorded scope again. [`preflight`] tells what Windows would refuse and [`hop`] which credentials
//! are missing, before anything is run by a [`runner`]; the feature `fake` has two servers for tests.
//! [`quote`] is the one place that writes a literal, and [`token`] an independent tokenizer that
//! proves it.
//!
//! ```
//! use config_text::Sources;
//!
//! let text = r#"{
//!   "recorded-windows-state": 1,
//!   "recorded": { "at": "2026-11-22T13:58:04Z" },
//!   "server": {
//!     "name": "win-1.example.net",
//!     "addresses": ["10.30.0.11"],
//!     "version": { "MajorVersion": 10, "MinorVersion": 0 },
//!     "setting": { "IsDomainJoined": true, "IsAuthorized": true, "ConflictDetectionAttempts": 2 }
//!   },
//!   "v4": {
//!     "failover": [{
//!       "Name": "branch", "PartnerServer": "win-2.example.net", "Mode": "LoadBalance",
//!       "LoadBalancePercent": 50, "ScopeId": [], "MaxClientLeadTime": "01:00:00",
//!       "AutoStateTransition": false, "State": "Normal", "EnableAuth": false,
//!       "ServerType": "PrimaryServer"
//!     }],
//!     "scopes": [], "options": [], "policies": [], "classes": [], "option-definitions": [],
//!     "dns-setting": {
//!       "DynamicUpdates": "OnClientRequest", "DeleteDnsRROnLeaseExpiry": true,
//!       "NameProtection": false
//!     },
//!     "filter-list": { "Allow": false, "Deny": false },
//!     "filters": []
//!   }
//! }"#;
//! let mut sources = Sources::new();
//! let file = sources.add("win-1.json", text.as_bytes().to_vec());
//!
//! let reading = windows_dhcp::read(&mut sources, file).unwrap();
//! let (state, places) = reading.state.unwrap();
//! let branch = &state.v4.failover[0];
//! assert_eq!((branch.name.as_str(), branch.max_client_lead_time.seconds()), ("branch", 3_600));
//!
//! let found = windows_dhcp::check(&state, &places);
//! let auth = found.iter().find(|one| one.rule.id == "win-auth-off").unwrap();
//! assert_eq!(sources.position(auth.span().unwrap()).line, 14);
//! ```
//!
//! # Limitations
//! * No Windows machine was at hand: the document follows the published classes and cmdlets, and
//!   nothing here was tried on a server.
//! * The document has no leases, no multicast scopes, and no list of superscopes beside the names
//!   that scopes have for theirs.
//! * Files are read, not written. Commands are made and answers read, and nothing is sent: bringing a
//!   script to a server is a transport's work.

mod base64;
mod canonical;
mod class;
pub mod command;
mod de;
mod encoding;
mod enumeration;
mod export;
#[cfg(any(test, feature = "fake"))]
pub mod fake;
pub mod fault;
#[cfg(test)]
mod fixture;
pub mod hop;
mod json;
mod places;
pub mod preflight;
pub mod quote;
mod read;
mod record;
pub mod recorder;
pub mod recreate;
pub mod report;
mod rules;
pub mod runner;
mod scalar;
#[cfg(feature = "schema")]
mod schema;
pub mod script;
mod sound;
mod state;
pub mod token;

pub use canonical::{client_id, hardware_pattern};
pub use class::*;
pub use export::looks_like_export;
pub use places::{Places, UnknownProperty};
pub use read::{NotAState, Reading, Source, looks_like_state, read};
pub use record::{Place, Recorded, Records};
pub use rules::{RULES, check};
pub use scalar::{Address4, Address6, Instant, ParseScalarError, TimeSpan};
#[cfg(feature = "schema")]
pub use schema::schema;
pub use state::{FailedCmdlet, MARKER, RecordedState, Recording, Server, V4, V6, VERSION};
