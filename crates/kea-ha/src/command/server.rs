//! What a server is: its version, how it was built, and what commands it has.

use std::collections::BTreeSet;

use kea_config::{Json, Version};

use super::failure::ReplyError;
use super::info::{CommandInfo, Effect};
use super::reply::Answer;
use super::request::Command;

/// `version-get`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VersionGet;

/// What a server runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVersion {
    /// As it says it itself: `2.6.3`, or `3.3.1-git`.
    pub text: String,
    /// What can be concluded from that; [`None`] where it has no number.
    pub version: Option<Version>,
    /// More of it over several lines: its libraries and lease databases.
    pub extended: String,
}

impl Command for VersionGet {
    const INFO: CommandInfo = CommandInfo::new("version-get", Effect::Read);

    type Response = ServerVersion;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<ServerVersion, ReplyError> {
        answer.done()?;
        let text: String = answer.fields().required("text")?;
        let extended = answer.arguments()?.required("extended")?;
        Ok(ServerVersion { version: Version::parse(&text), text, extended })
    }
}

/// `build-report`: how the server was built, as text over many lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BuildReport;

impl Command for BuildReport {
    const INFO: CommandInfo = CommandInfo::new("build-report", Effect::Read);

    type Response = String;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<String, ReplyError> {
        answer.done()?;
        answer.fields().required("text")
    }
}

/// `list-commands`: what the server has, with the libraries that are loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListCommands;

/// The commands that a server has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommandList(BTreeSet<String>);

impl CommandList {
    /// Whether it has a command. Libraries bring those of both families, and the server refuses the
    /// other one's.
    #[must_use]
    pub fn has(&self, command: &CommandInfo) -> bool {
        self.0.contains(command.name)
    }

    /// Their names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl Command for ListCommands {
    const INFO: CommandInfo = CommandInfo::new("list-commands", Effect::Read).for_partners();

    type Response = CommandList;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<CommandList, ReplyError> {
        answer.done()?;
        let names: Vec<String> = answer.fields().required("arguments")?;
        Ok(CommandList(names.into_iter().collect()))
    }
}
