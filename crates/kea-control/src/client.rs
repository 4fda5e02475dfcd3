//! One server that can be asked.

use std::time::Duration;

use chrono::{DateTime, Utc};
use kea_config::{Family, Version};
use kea_ha::command::{
    Channel, Command, DhcpDisable, ListCommands, Server, ServerVersion, VersionGet,
};

use tokio::runtime::{Handle, RuntimeFlavor};

use crate::endpoint::{Endpoint, Listener};
use crate::error::ControlError;
use crate::limits::Limits;
use crate::transport::Transport;

/// A server whose version is known, and a way to it. Several commands may be under way at a time; clones use
/// the same connections.
#[derive(Debug, Clone)]
pub struct KeaClient {
    transport: Transport,
    server: Server,
    version: Option<ServerVersion>,
}

/// What a server answered, and when.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answered<T> {
    /// What it answered.
    pub response: T,
    /// The clock of its host when it answered, to the second: HTTP has it, unix sockets have not.
    pub date: Option<DateTime<Utc>>,
    /// From the first byte that was sent to the last one that came.
    pub took: Duration,
}

impl KeaClient {
    /// Finds out what listens there and which version it runs, with commands that only read.
    ///
    /// The listener of High Availability does not tell: then the version is [`Version::ANY`], and
    /// [`KeaClient::version`] has none.
    ///
    /// # Errors
    /// [`ControlError`]
    pub async fn connect(
        endpoint: &Endpoint,
        family: Family,
        limits: Limits,
    ) -> Result<Self, ControlError> {
        let transport = Transport::new(endpoint, limits)?;
        let listener = match endpoint {
            Endpoint::Socket(_) | Endpoint::Carried(_) => None,
            Endpoint::Http(http) => Some(http.listener),
        };
        let server = |channel| Server { family, version: Version::ANY, channel };
        let channel = match listener {
            None => Channel::UnixSocket,
            Some(Listener::ControlAgent) => Channel::ControlAgent,
            Some(Listener::Server) => Channel::Http,
            Some(Listener::HighAvailability) => {
                let server = server(Channel::HaListener);
                return Ok(Self { transport, server, version: None });
            }
            Some(Listener::AskIt) => {
                let asked = Self { transport, server: server(Channel::Http), version: None };
                let commands = asked.ask(&ListCommands).await?;
                return asked.learn(listens(commands.has(&DhcpDisable::INFO))).await;
            }
        };
        Self { transport, server: server(channel), version: None }.learn(channel).await
    }

    /// The same, with the version that a server tells over a channel.
    async fn learn(self, channel: Channel) -> Result<Self, ControlError> {
        let server = Server { channel, ..self.server };
        let client = Self { server, ..self };
        let told = client.ask(&VersionGet).await?;
        let version = told.version.unwrap_or(Version::ANY);
        Ok(Self { server: Server { version, ..server }, version: Some(told), ..client })
    }

    /// Asks the server, and reads its answer.
    ///
    /// # Errors
    /// [`ControlError`]
    pub async fn ask<C: Command>(&self, command: &C) -> Result<C::Response, ControlError> {
        self.ask_dated(command).await.map(|answered| answered.response)
    }

    /// The same, with the clock of the server's host.
    ///
    /// # Errors
    /// [`ControlError`]
    pub async fn ask_dated<C: Command>(
        &self,
        command: &C,
    ) -> Result<Answered<C::Response>, ControlError> {
        let request = self.server.request(command)?;
        let reply = self.transport.exchange(request.body(), C::INFO).await?;
        let response = without_delay(&reply.body, |body| request.decode(body));
        let place = || self.transport.place().to_owned();
        let response =
            response.map_err(|source| ControlError::Answer { place: place(), source })?;
        Ok(Answered { response, date: reply.date, took: reply.took })
    }

    /// The same server with other limits for an answer: `ha-sync` takes its time.
    #[must_use]
    pub fn with_answer(&self, answer: Duration, largest: usize) -> Self {
        Self { transport: self.transport.with_answer(answer, largest), ..self.clone() }
    }

    /// The server, as commands are made for it.
    #[must_use]
    pub const fn server(&self) -> Server {
        self.server
    }

    /// What it says of its version; [`None`] where nobody could ask.
    #[must_use]
    pub const fn version(&self) -> Option<&ServerVersion> {
        self.version.as_ref()
    }

    /// Where it is, as an administrator would write it.
    #[must_use]
    pub fn place(&self) -> &str {
        self.transport.place()
    }
}

/// Answers above this many bytes are read where they keep no other server waiting.
const LARGE: usize = 1 << 18;

fn without_delay<T>(body: &[u8], read: impl FnOnce(&[u8]) -> T) -> T {
    let several = Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread;
    if several && body.len() > LARGE {
        tokio::task::block_in_place(|| read(body))
    } else {
        read(body)
    }
}

/// What listens where a DHCP server's command is known, or is not.
const fn listens(is_server: bool) -> Channel {
    if is_server { Channel::Http } else { Channel::ControlAgent }
}
