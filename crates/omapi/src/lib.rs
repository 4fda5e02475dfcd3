//! An asynchronous client for OMAPI, the way to ask a running ISC dhcpd for its failover states, leases, hosts and pools.
//!
//! ```
//! use dhcpair_testbed::lab::{Dhcpd, Lab};
//! use omapi::{Algorithm, Connection, HostKey, Key, Limits, Secret};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A real dhcpd on a link of its own.
//! let Some(lab) = Lab::new(&["dhcpd"])? else { return Ok(()) };
//! let host = lab.host("server")?;
//! let dhcpd = Dhcpd::start(&host, "
//!     omapi-port 7911;
//!     key reader { algorithm hmac-sha256; secret c2VjcmV0IG9mIHR3ZW50eS1mb3VyIQ==; }
//!     omapi-key reader;
//!     subnet 10.77.0.0 netmask 255.255.255.0 { range 10.77.0.100 10.77.0.119; }
//!     host printer { hardware ethernet 02:00:00:00:00:01; fixed-address 10.77.0.9; }
//! ")?;
//! let address = (host.address(), 7911).into();
//! # host.inside("ask the server", || {
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(async {
//!
//! let secret = Secret::from_base64("c2VjcmV0IG9mIHR3ZW50eS1mb3VyIQ==")?;
//! let key = Key::new("reader", Algorithm::HmacSha256, secret);
//! let mut server = Connection::connect(address, Some(key), Limits::default()).await?;
//!
//! let printer = server.host(&HostKey::Name("printer".to_owned())).await?;
//! assert_eq!(printer.addresses, ["10.77.0.9".parse::<std::net::Ipv4Addr>()?]);
//! let pool = server.pool_of([10, 77, 0, 100].into()).await?;
//! assert_eq!((pool.total, pool.free), (20, 20));
//!
//! let failure = server.failover_state("campus").await.unwrap_err();
//! assert_eq!(failure.to_string(), "the server has no failover relationship `campus`");
//! # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
//! # }).map_err(std::io::Error::other)
//! # })?;
//! # Ok(())
//! # }
//! ```
//!
//! # What it is
//!
//! * [`Connection`] asks: [`failover_state`](Connection::failover_state), [`lease`](Connection::lease),
//!   [`pool`](Connection::pool), [`host`](Connection::host). It can change one thing, the state of failover, and only to a
//!   [`SettableState`].
//! * [`Key`] signs, with each [`Algorithm`] of dhcpd, and can be read from a file with its declaration; its [`Secret`] is never
//!   shown.
//! * [`Limits`] hold for every question; an [`Error`] has a [kind](Error::kind) for programs and [help](Error::help) for people.
//! * [`wire`] is the protocol in bytes, without input and output.
//!
//! # What it is not
//!
//! It makes no hosts, groups or classes, changes no leases, and does not shut dhcpd down. What dhcpd tells and is not true,
//! is not offered ([`FailoverState`]). OMAPI has no encryption and dhcpd no list of those who may connect: whoever reaches
//! the port of a server without `omapi-key` can stop it. So give every server a key, and let only who asks reach the port.
//!
//! # Failures
//!
//! | kind | means |
//! |---|---|
//! | `refused` | nothing listens there |
//! | `unreachable` | no way to the address |
//! | `timeout` | no connection, or no answer, within the limit |
//! | `closed` | the connection ended before an answer, or in the middle of one |
//! | `too-large` | an answer beyond the limit |
//! | `not-omapi` | something else listens there |
//! | `protocol` | an answer that cannot be, or a question that cannot be sent |
//! | `key-unknown` | no key of this name with this algorithm |
//! | `key-not-selected` | there is such a key, and `omapi-key` names another one |
//! | `key-refused` | the secret is another one |
//! | `key-needed` | asked without a key, and the server wants one |
//! | `not-found` | no such relationship, lease, pool or host |
//! | `ambiguous` | several such leases |
//! | `status` | the server says no for another reason |

mod codes;
mod connection;
mod error;
mod failover;
mod host;
mod key;
mod lease;
mod limits;
mod read;
mod status;
#[cfg(test)]
mod tests;
pub mod wire;

pub use connection::Connection;
pub use error::{Error, ErrorKind};
pub use failover::{FailoverState, Role, SettableState, Side, State};
pub use host::{Host, HostKey};
pub use key::{Algorithm, AlgorithmError, Key, KeyError, Secret, SecretError};
pub use lease::{Hardware, Lease, LeaseKey, LeaseState, PoolCounters, PoolHandle};
pub use limits::Limits;
pub use read::End;
pub use status::StatusCode;
