//! The service for clients, switched off and on again.

use std::time::Duration;

use kea_config::Json;

use super::failure::ReplyError;
use super::info::{CommandInfo, Effect};
use super::refusal::Refusal;
use super::reply::Answer;
use super::request::{Command, Server};

/// `dhcp-disable`: answers no clients, as the user's wish. Partners and databases have wishes of their
/// own: the service is on when nobody wants it off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DhcpDisable {
    /// After how long the service is on again by itself, in whole seconds, at least one; [`None`] for
    /// never.
    pub max_period: Option<Duration>,
}

impl Command for DhcpDisable {
    const INFO: CommandInfo = CommandInfo::new("dhcp-disable", Effect::Repeatable).for_partners();

    type Response = ();

    fn arguments(&self) -> Option<Json> {
        let seconds = i64::try_from(self.max_period?.as_secs()).ok()?;
        Some(Json::map([("max-period", Json::from(seconds))]))
    }

    fn allowed(&self, _: &Server) -> Result<(), Refusal> {
        period_is_good(Self::INFO, self.max_period)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
        answer.done()
    }
}

/// `dhcp-enable`: the user does not wish the service off any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DhcpEnable;

impl Command for DhcpEnable {
    const INFO: CommandInfo = CommandInfo::new("dhcp-enable", Effect::Repeatable).for_partners();

    type Response = ();

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
        answer.done()
    }
}

/// A `max-period` that a server takes.
pub(super) fn period_is_good(info: CommandInfo, period: Option<Duration>) -> Result<(), Refusal> {
    let seconds = period.map_or(1, |period| period.as_secs());
    if (1..=u64::from(u32::MAX)).contains(&seconds) {
        return Ok(());
    }
    let reason = "must be 1 to 4294967295 seconds";
    Err(Refusal::Argument { command: info.name, argument: "max-period", reason })
}
