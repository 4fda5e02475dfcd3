//! Servers that run a configuration.

use super::{Answer, Client, Resolver, reply, v6};
use crate::Family;

/// A DHCPv4 server that runs a configuration: see [`Resolver::server`].
#[derive(Debug, Clone, Copy)]
pub struct Server<'r> {
    resolver: &'r Resolver<'r>,
}

/// Why there is no such server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoServer {
    /// dhcpd does not start with the configuration, so that it answers nobody.
    #[error("dhcpd refuses the configuration ({0}): mend it first")]
    Refused(String),
    /// The configuration was read for the other family.
    #[error("the configuration was read for the other family: ask the other kind of server")]
    OtherFamily,
}

impl Server<'_> {
    /// What the server answers a client.
    ///
    /// The answer is that of a server that has just started. Nothing is guessed: what depends on more than
    /// configuration and client is undecided, with the reasons.
    #[must_use]
    pub fn answer(&self, client: &Client) -> Answer {
        reply::answer(self.resolver, client)
    }
}

impl Resolver<'_> {
    /// A DHCPv4 server that runs this configuration, to be asked what it answers.
    ///
    /// # Errors
    /// If dhcpd refuses the configuration, or it was read for DHCPv6.
    pub fn server(&self) -> Result<Server<'_>, NoServer> {
        self.runs(Family::V4)?;
        Ok(Server { resolver: self })
    }

    /// A DHCPv6 server that runs this configuration, to be asked what it answers.
    ///
    /// # Errors
    /// If dhcpd refuses the configuration, or it was read for DHCPv4.
    pub fn server6(&self) -> Result<v6::Server<'_>, NoServer> {
        self.runs(Family::V6)?;
        Ok(v6::Server::new(self))
    }

    fn runs(&self, family: Family) -> Result<(), NoServer> {
        if let Some(diagnostic) = self.config.load_error() {
            return Err(NoServer::Refused(diagnostic.message.to_string()));
        }
        if self.config.family() == family { Ok(()) } else { Err(NoServer::OtherFamily) }
    }
}
