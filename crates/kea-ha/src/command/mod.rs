//! Commands of Kea's control channel: what is sent to a server of a version, and what it answers.
//!
//! A command is a value of a type of its own, and knows what is answered. [`Server::request`] makes
//! the bytes for one server, or says why they must not be sent; [`Request::decode`] reads what came
//! back, over whatever channel. Nothing here sends anything: a transport needs to bring bytes to the
//! server, and its answer back.
//!
//! ```
//! use kea_config::{Family, Version};
//! use kea_ha::State;
//! use kea_ha::command::{Channel, Server, StatusGet};
//!
//! let server = Server {
//!     family: Family::V4,
//!     version: Version::parse("2.6.3").unwrap(),
//!     channel: Channel::ControlAgent,
//! };
//! let request = server.request(&StatusGet)?;
//! assert_eq!(request.body(), br#"{ "command": "status-get", "service": [ "dhcp4" ] }"#);
//! assert!(request.info().only_reads());
//!
//! // What came back.
//! let reply = br#"[ { "result": 0, "arguments": { "pid": 4711, "uptime": 60, "high-availability": [ {
//!     "ha-mode": "hot-standby",
//!     "ha-servers": { "local": { "role": "primary", "state": "waiting", "scopes": [] } }
//! } ] } } ]"#;
//! let status = request.decode(reply)?;
//! let local = &status.relationships[0].local;
//! assert!(local.state.as_ref().is_some_and(|state| state.is(State::Waiting)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What a transport does, whatever the command:
//!
//! ```
//! use kea_ha::command::{Command, Server};
//!
//! fn ask<C: Command>(
//!     server: &Server,
//!     command: &C,
//!     exchange: impl Fn(&[u8]) -> std::io::Result<Vec<u8>>,
//! ) -> Result<C::Response, Box<dyn std::error::Error>> {
//!     let request = server.request(command)?;
//!     let reply = match exchange(request.body()) {
//!         Err(_) if request.info().is_repeatable() => exchange(request.body()),
//!         reply => reply,
//!     };
//!     Ok(request.decode(&reply?)?)
//! }
//! # use kea_config::{Family, Version};
//! # use kea_ha::command::{BuildReport, Channel};
//! # let version = Version::parse("3.0.4").unwrap();
//! # let server = Server { family: Family::V6, version, channel: Channel::Http };
//! # let reply = |_: &[u8]| Ok(br#"[ { "result": 0, "text": "of sources" } ]"#.to_vec());
//! # assert_eq!(ask(&server, &BuildReport, reply).unwrap(), "of sources");
//! ```

mod channel;
mod class;
mod config;
mod configuration;
mod failure;
mod family;
mod ha;
mod info;
mod lease;
mod lease_search;
mod leases;
mod network;
mod octets;
mod read;
mod refusal;
mod reply;
mod request;
mod reservation;
mod server;
mod service;
mod statistics;
mod status;
mod subnet;
mod table;
mod word;

pub use channel::Channel;
pub use class::{ClassAdd, ClassDel, ClassGet, ClassList, ClassUpdate};
pub(crate) use config::harmless;
pub use config::{
    ConfigGet, ConfigHashGet, ConfigReload, ConfigSet, ConfigTest, ConfigWrite, Written,
};
pub use configuration::{Configuration, RunningConfiguration};
pub use failure::{Failure, ReplyError, ResultCode};
pub use family::{AddressFamily, V4, V6};
pub use ha::{
    HaContinue, HaHeartbeat, HaMaintenanceCancel, HaMaintenanceNotify, HaMaintenanceStart, HaReset,
    HaScopes, HaSync, HaSyncCompleteNotify, Heartbeat,
};
pub use info::{CommandInfo, Effect, Library};
pub use lease::{Client4, Client6, Lease, LeaseClient, LeaseKind, LeaseState, Lifetime};
pub use lease_search::{
    LeaseGetByClientId, LeaseGetByDuid, LeaseGetByHostname, LeaseGetByHwAddress,
};
pub use leases::{
    LeaseAdd, LeaseDel, LeaseGet, LeaseGetAll, LeaseGetPage, LeasePage, LeaseUpdate, LeaseWipe,
    PageSize,
};
pub use network::{
    NetworkAdd, NetworkDel, NetworkGet, NetworkList, NetworkSubnetAdd, NetworkSubnetDel, SubnetsOf,
};
pub use octets::{Octets, OctetsError};
pub use read::{Fields, FromAnswer};
pub use refusal::Refusal;
pub use reply::Answer;
pub use request::{Command, Request, Server};
pub use reservation::{
    HostSource, Reservation, ReservationAdd, ReservationCursor, ReservationDel, ReservationGet,
    ReservationGetAll, ReservationGetByAddress, ReservationGetByHostname, ReservationGetById,
    ReservationGetPage, ReservationKey, ReservationPage, ReservationUpdate,
};
pub use server::{BuildReport, CommandList, ListCommands, ServerVersion, VersionGet};
pub use service::{DhcpDisable, DhcpEnable};
pub use statistics::{StatLeaseGet, StatisticGetAll, SubnetStatistics};
pub use status::{
    LocalStatus, RelationshipStatus, RemoteStatus, Service, SocketState, Sockets, Status,
    StatusGet, Threads,
};
pub use subnet::{
    SubnetAdd, SubnetDel, SubnetDeltaAdd, SubnetDeltaDel, SubnetGet, SubnetKey, SubnetList,
    SubnetName, SubnetUpdate,
};
pub use table::COMMANDS;
pub use word::{Vocabulary, Word};
