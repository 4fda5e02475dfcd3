//! Ways to a unix socket that are somebody else's: over SSH, for instance.

use std::fmt;

use async_trait::async_trait;

use crate::error::ControlError;
use crate::limits::Limits;

/// A way to a unix socket of a server, on another host.
///
/// ```
/// use std::sync::Arc;
///
/// use kea_config::Family;
/// use kea_control::{Carrier, ControlError, Endpoint, KeaClient, Limits};
///
/// /// A server that always says the same.
/// #[derive(Debug)]
/// struct Parrot;
///
/// #[async_trait::async_trait]
/// impl Carrier for Parrot {
///     fn place(&self) -> String {
///         "/run/kea/kea4.sock on parrot".to_owned()
///     }
///
///     async fn carry(&self, _: &[u8], _: &Limits) -> Result<Vec<u8>, ControlError> {
///         Ok(br#"{ "result": 0, "text": "2.6.3", "arguments": { "extended": "" } }"#.to_vec())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), ControlError> {
/// let endpoint = Endpoint::Carried(Arc::new(Parrot));
/// let kea = KeaClient::connect(&endpoint, Family::V4, Limits::default()).await?;
/// assert_eq!(kea.server().version.to_string(), "2.6.3");
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait Carrier: fmt::Debug + Send + Sync {
    /// Where it leads, as an administrator would write it.
    fn place(&self) -> String;

    /// Brings a command to the socket, and back all that comes until the server closes the connection. Whoever drops
    /// the future gives it up.
    ///
    /// # Errors
    /// [`ControlError`]; [`ControlError::Carrier`] where the way itself is at fault.
    async fn carry(&self, command: &[u8], limits: &Limits) -> Result<Vec<u8>, ControlError>;
}
