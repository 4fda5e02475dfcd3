//! Commands of `libdhcp_class_cmds`: client classes of a running server.
//!
//! They change what the server runs: [`ConfigWrite`](super::ConfigWrite) keeps it.

use kea_config::Json;

use super::failure::ReplyError;
use super::info::{CommandInfo, Effect, Library};
use super::network::names;
use super::reply::Answer;
use super::request::Command;
use super::subnet::only;

const CLASSES: &str = "client-classes";

const fn command(name: &'static str, effect: Effect) -> CommandInfo {
    CommandInfo::new(name, effect).of(Library::ClassCommands)
}

/// `class-list`: the names of all classes, in the order in which they are evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClassList;

impl Command for ClassList {
    const INFO: CommandInfo = command("class-list", Effect::Read);

    type Response = Vec<String>;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        names(answer, CLASSES)
    }
}

/// `class-get`: a class as the server runs it, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassGet(pub String);

impl Command for ClassGet {
    const INFO: CommandInfo = command("class-get", Effect::Read);

    type Response = Option<Json>;

    fn arguments(&self) -> Option<Json> {
        Some(Json::map([("name", Json::from(self.0.as_str()))]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        only(answer, CLASSES)
    }
}

/// `class-add`: a new class, behind all others. The map is as in a configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassAdd(pub Json);

impl Command for ClassAdd {
    const INFO: CommandInfo = command("class-add", Effect::Once);

    type Response = ();

    fn arguments(&self) -> Option<Json> {
        Some(Json::map([(CLASSES, Json::list([self.0.clone()]))]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
        answer.done()
    }
}

/// `class-update`: a class says this from now on, and nothing that it said before. Answers whether there
/// was one.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassUpdate(pub Json);

impl Command for ClassUpdate {
    const INFO: CommandInfo = command("class-update", Effect::Repeatable);

    type Response = bool;

    fn arguments(&self) -> Option<Json> {
        Some(Json::map([(CLASSES, Json::list([self.0.clone()]))]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<bool, ReplyError> {
        Ok(!answer.is_empty())
    }
}

/// `class-del`: takes a class away that no other class needs. Answers whether there was one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassDel(pub String);

impl Command for ClassDel {
    const INFO: CommandInfo = command("class-del", Effect::Once);

    type Response = bool;

    fn arguments(&self) -> Option<Json> {
        Some(Json::map([("name", Json::from(self.0.as_str()))]))
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<bool, ReplyError> {
        Ok(!answer.is_empty())
    }
}
