//! Bytes to a server and back, whatever the way.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use kea_ha::command::CommandInfo;
use tokio::time;

use crate::carrier::Carrier;
use crate::endpoint::Endpoint;
use crate::error::{ControlError, Phase, Protocol};
use crate::fault::Scene;
use crate::http::Http;
use crate::limits::Limits;
use crate::{socket, whole};

/// A way to one server on which bytes go there and back: several at a time, on connections of their own.
#[derive(Debug, Clone)]
pub struct Transport {
    way: Way,
    place: String,
    limits: Limits,
}

#[derive(Debug, Clone)]
enum Way {
    Socket(PathBuf),
    Carried(Arc<dyn Carrier>),
    Http(Box<Http>),
}

/// What came back, and when.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reply {
    /// The answer, which may hold passwords.
    pub body: Vec<u8>,
    /// The clock of the server's host when it answered, to the second: HTTP has it, unix sockets have not.
    pub date: Option<DateTime<Utc>>,
    /// From the first byte that was sent to the last one that came.
    pub took: Duration,
}

impl Transport {
    /// A way to a server. Reads the files with certificates, and sends nothing yet.
    ///
    /// # Errors
    /// [`ControlError::File`] and [`ControlError::NoTls`].
    pub fn new(endpoint: &Endpoint, limits: Limits) -> Result<Self, ControlError> {
        let way = match endpoint {
            Endpoint::Socket(path) => Way::Socket(path.clone()),
            Endpoint::Carried(carrier) => Way::Carried(Arc::clone(carrier)),
            Endpoint::Http(http) => Way::Http(Box::new(Http::new(http, &limits)?)),
        };
        Ok(Self { way, place: endpoint.to_string(), limits })
    }

    /// The same way with other limits for an answer: `ha-sync` takes its time.
    #[must_use]
    pub fn with_answer(&self, answer: Duration, largest: usize) -> Self {
        let limits = Limits { answer, largest, ..self.limits };
        Self { limits, ..self.clone() }
    }

    /// Sends a command, once; where the connection is closed on it, once more if it may be.
    ///
    /// # Errors
    /// [`ControlError`]; [`ControlError::may_be_done`] says whether the server may have carried it out.
    pub async fn exchange(&self, body: &[u8], info: CommandInfo) -> Result<Reply, ControlError> {
        let attempts = async {
            match self.once(body).await {
                // A server that was just started anew, or a connection that it gave up when it was used.
                Err(ControlError::Closed { .. }) if info.is_repeatable() => self.once(body).await,
                reply => reply,
            }
        };
        let reply = time::timeout(self.limits.all(), attempts).await;
        reply.unwrap_or_else(|_| Err(self.scene().timeout(Phase::Answer)))
    }

    async fn once(&self, body: &[u8]) -> Result<Reply, ControlError> {
        let start = Instant::now();
        let (body, date) = match &self.way {
            Way::Socket(path) => (socket::exchange(path, self.scene(), body).await?, None),
            Way::Carried(carrier) => (self.carried(carrier.as_ref(), body).await?, None),
            Way::Http(http) => {
                let reply = http.exchange(self.scene(), body).await?;
                (reply.body, reply.date)
            }
        };
        Ok(Reply { body, date, took: start.elapsed() })
    }

    async fn carried(&self, carrier: &dyn Carrier, body: &[u8]) -> Result<Vec<u8>, ControlError> {
        let answer = carrier.carry(body, &self.limits).await?;
        if answer.len() > self.limits.largest {
            return Err(self.scene().too_large());
        }
        whole::check(self.scene(), &answer)?;
        Ok(answer)
    }

    fn scene(&self) -> Scene<'_> {
        let protocol = match &self.way {
            Way::Socket(_) | Way::Carried(_) => Protocol::Socket,
            Way::Http(http) => http.protocol(),
        };
        Scene { place: &self.place, limits: &self.limits, protocol }
    }

    /// Where it leads, as an administrator would write it.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }
}
