//! The way to running Keas: commands over unix sockets, HTTP and HTTPS, under limits.
//!
//! [`kea_ha::command`] says what is sent to a server of a version and reads what it answers; this crate brings
//! the bytes there and back.
//!
//! * [`Endpoint`] is where a server takes commands: a unix socket here or (by a [`Carrier`]) elsewhere, a Control Agent, its own listener for HTTP
//!   (2.7.2 and later), or the one for its partners. [`Credentials`] and [`Tls`] are what it wants to see.
//! * [`KeaClient`] finds out what listens there and which version it is, and asks.
//! * [`Limits`] hold every command: time until there is a connection, time until there is an answer, bytes of the answer. A
//!   server that says nothing or does not stop cannot hold up anybody.
//! * [`ControlError`] says what went wrong, and [`ControlError::help`] what to do about it.
//!
//! A command is sent again by itself in one case alone: the server closed the connection on it, and it
//! [may be](kea_ha::command::CommandInfo::is_repeatable). No password is in an error, in `Debug`, or sent to where a
//! redirect or a proxy of the environment leads.
//!
//! ```
//! use kea_config::Family;
//! use kea_control::{ControlError, Credentials, Endpoint, HttpEndpoint, KeaClient, Limits, Listener};
//! use kea_ha::command::StatusGet;
//!
//! async fn state(url: &str) -> Result<Option<String>, Box<dyn std::error::Error>> {
//!     let credentials = Some(Credentials::new("dhcpair", "of a file".into())?);
//!     let http = HttpEndpoint { credentials, ..HttpEndpoint::new(url.parse()?) };
//!     let kea = KeaClient::connect(&Endpoint::Http(http), Family::V4, Limits::default()).await?;
//!     let status = kea.ask(&StatusGet).await?;
//!     let local = status.relationships.into_iter().next().and_then(|one| one.local.state);
//!     Ok(local.map(|state| state.as_str().to_owned()))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! // Nothing listens there.
//! let error = state("http://127.0.0.1:1/").await.unwrap_err();
//! assert_eq!(error.to_string(), "nothing listens at `http://127.0.0.1:1/`");
//! let error: &ControlError = error.downcast_ref().unwrap();
//! assert!(error.help().starts_with("start Kea"));
//! # }
//! ```
//!
//! TLS is rustls with ring. Names of certificates count, as `subjectAltName`: a certificate that has its name as `CN` alone,
//! which Kea itself takes, is refused here.

mod carrier;
mod client;
mod endpoint;
mod error;
mod fault;
mod http;
mod kind;
mod limits;
mod socket;
mod tls;
mod transport;
mod whole;

pub use carrier::Carrier;
pub use client::{Answered, KeaClient};
pub use endpoint::{
    ColonInUser, Credentials, Endpoint, HttpEndpoint, HttpUrl, HttpUrlError, Identity, Listener,
    Tls, Trust,
};
pub use error::{ControlError, Phase, Protocol, TlsFault};
pub use kind::ControlErrorKind;
pub use limits::Limits;
pub use transport::{Reply, Transport};
