//! A command on its way to one server.

use std::fmt;

use kea_config::{Family, Json, Version};

use super::channel::Channel;
use super::failure::ReplyError;
use super::info::CommandInfo;
use super::refusal::Refusal;
use super::reply::Answer;

/// A command of Kea with its arguments, and what is answered.
///
/// Commands that are not in this crate can be added: [`Command::INFO`] says what is known of one.
pub trait Command {
    /// What is known of it, whatever its arguments.
    const INFO: CommandInfo;

    /// What is answered where the server has done it.
    type Response;

    /// Its arguments; [`None`] where there are none.
    fn arguments(&self) -> Option<Json>;

    /// Whether the server takes these arguments, and may be given them.
    ///
    /// # Errors
    /// [`Refusal`], for instance where the server's version does not know one of them.
    fn allowed(&self, server: &Server) -> Result<(), Refusal> {
        let _ = server;
        Ok(())
    }

    /// Reads the answer of a server that did it, or found nothing.
    ///
    /// # Errors
    /// [`ReplyError`] where the answer is not as it should be.
    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError>;
}

/// The server that a command goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Server {
    /// What it serves.
    pub family: Family,
    /// What it runs. Where a line of releases leaves it open, a command is built if one of them has
    /// it, and dangerous ones only if they are safe in all of them.
    pub version: Version,
    /// The way to it.
    pub channel: Channel,
}

impl Server {
    /// A command for this server, ready to be sent.
    ///
    /// # Errors
    /// [`Refusal`] where this server cannot know the command or its arguments, where there is no
    /// such way to it, or where the command would do harm.
    pub fn request<'c, C: Command>(&self, command: &'c C) -> Result<Request<'c, C>, Refusal> {
        let (info, version) = (C::INFO, self.version);
        if !self.channel.is_there(version) {
            return Err(Refusal::Channel { channel: self.channel, version });
        }
        if info.family.is_some_and(|family| family != self.family) {
            return Err(Refusal::Family { command: info.name, family: self.family });
        }
        if let Some(since) = info.since.filter(|_| !info.may_be_in(version)) {
            let library = info.library;
            return Err(Refusal::TooOld { command: info.name, since, version, library });
        }
        if self.channel == Channel::HaListener && !info.for_partners {
            return Err(Refusal::NotForPartners { command: info.name });
        }
        command.allowed(self)?;
        let mut body = Json::map([("command", Json::from(info.name))]);
        if self.channel == Channel::ControlAgent {
            // The others need none, and 3.2 looks at one that it does not need.
            body.set("service", Json::list([service(self.family).into()]));
        }
        if let Some(arguments) = command.arguments() {
            body.set("arguments", arguments);
        }
        Ok(Request { body: body.to_bytes(), command })
    }
}

/// What a Control Agent calls a server.
const fn service(family: Family) -> &'static str {
    match family {
        Family::V4 => "dhcp4",
        Family::V6 => "dhcp6",
    }
}

/// A command as bytes, and the way to read what comes back.
///
/// Bytes may hold passwords: `Debug` shows how many there are.
pub struct Request<'c, C> {
    body: Vec<u8>,
    command: &'c C,
}

impl<C: Command> Request<'_, C> {
    /// What to send: one JSON map.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// What is known of the command: whether it may be sent again, or changes anything.
    #[must_use]
    pub const fn info(&self) -> CommandInfo {
        C::INFO
    }

    /// Reads what was answered: a map, or a list with one, as HTTP servers and Control Agents have it.
    ///
    /// # Errors
    /// [`ReplyError`] where the server did not do it, or where this is no answer to it.
    pub fn decode(&self, reply: &[u8]) -> Result<C::Response, ReplyError> {
        Answer::read(C::INFO, reply, |answer| self.command.decode(answer))
    }
}

impl<C: Command> fmt::Debug for Request<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("command", &C::INFO.name)
            .field("bytes", &self.body.len())
            .finish()
    }
}
