//! A running Kea: what it says of itself, of its relationships and of its clock, and the configuration
//! that it runs.
//!
//! Only commands that read are sent; [`look`] sends small ones that a server answers at once. The whole configuration
//! ([`ConfigGet`]) is another matter: a server with 100,000 reservations
//! answers no client for two seconds while it writes it down.
//!
//! ```
//! use std::time::Duration;
//!
//! use chrono::Utc;
//! use dhcpair_drivers::kea::live;
//! use kea_config::Family;
//! use kea_control::{ControlError, Endpoint, KeaClient, Limits};
//! use tokio::time::Instant;
//!
//! async fn state(endpoint: &Endpoint) -> Result<Option<String>, ControlError> {
//!     let kea = KeaClient::connect(endpoint, Family::V4, Limits::default()).await?;
//!     let until = Instant::now() + Duration::from_secs(5);
//!     let seen = live::look(&kea, &Utc::now, until).await?;
//!     let local = seen.status.relationships.first().and_then(|one| one.local.state.as_ref());
//!     Ok(local.map(|state| state.as_str().to_owned()))
//! }
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
//! # let nothing = Endpoint::Socket("/nowhere/kea.sock".into());
//! # assert!(runtime.block_on(state(&nothing)).is_err());
//! ```

mod clock;
mod mute;
mod over_host;
mod side;
#[cfg(test)]
mod tests;

use std::future::Future;

use chrono::{DateTime, TimeDelta, Utc};
use config_text::{Diagnostic, FileId, MemoryLoader, Sources, escape_control};
use failover_model::state::{ClockOffset, Mute, Running};
use failover_model::{Knowledge, Parameters, ServerConfig};
use kea_config::Version;
use kea_control::{Answered, ControlError, KeaClient};
#[cfg(doc)]
use kea_ha::command::ConfigGet;
use kea_ha::command::{
    Command, CommandList, HaHeartbeat, ListCommands, RunningConfiguration, ServerVersion, Status,
    StatusGet,
};
use tokio::time::Instant;

use crate::causes::in_full;
use crate::{ReadError, Reading};
use clock::Window;
pub use over_host::SocketOn;

/// The most characters of a version that is none that are shown.
const SHOWN: usize = 40;

/// The clock of the one who looks.
pub type Clock<'a> = &'a (dyn Fn() -> DateTime<Utc> + Sync);

/// What a running server said of itself.
#[derive(Debug, Clone)]
pub struct Look {
    /// When it said so, by the clock of the one who looks.
    pub at: DateTime<Utc>,
    /// Its version as it says it itself (`2.6.3`). The listener of High Availability does not tell.
    pub version: Knowledge<String>,
    /// What it says of its process, its service and its relationships.
    pub status: Status,
    /// The commands that it has.
    pub commands: Knowledge<CommandList>,
    /// Its clock. Over HTTP every answer tells it, over a unix socket High Availability alone.
    pub clock: Knowledge<ClockOffset>,
}

/// Looks at a server, changing nothing. How it is may take as long as the client lets it; what else it is asked it is asked
/// until then, and each of these may take half of the time that is left.
///
/// # Errors
/// [`ControlError`] where it does not say how it is (`status-get`). What it keeps to itself beside that is
/// unknown, with the reason.
pub async fn look(kea: &KeaClient, now: Clock<'_>, until: Instant) -> Result<Look, ControlError> {
    let mut clock = Window::default();
    let status = ask(kea, &StatusGet, now, &mut clock).await?;
    let at = now();
    let commands = in_half::<ListCommands>(until, ask(kea, &ListCommands, now, &mut clock)).await;
    let mut silent =
        "the server does not tell it: it has no High Availability, and this is not HTTP".to_owned();
    if !status.relationships.is_empty() {
        let (sent, heartbeat) = (now(), HaHeartbeat::default());
        let asked = ask(kea, &heartbeat, now, &mut clock);
        match in_half::<HaHeartbeat>(until, asked).await {
            Knowledge::Known(heartbeat) => clock.saw(sent, heartbeat.clock, now()),
            Knowledge::Unknown(unseen) => silent = unseen.reason,
        }
    }
    Ok(Look {
        at,
        version: version_of(kea.version()),
        status,
        commands,
        clock: clock.offset().map_or_else(|| Knowledge::unknown(silent), Knowledge::Known),
    })
}

/// Asks, and looks at the clock in the answer.
async fn ask<C: Command>(
    kea: &KeaClient,
    command: &C,
    now: Clock<'_>,
    clock: &mut Window,
) -> Result<C::Response, ControlError> {
    // A look changes nothing, whatever is added to it.
    const { assert!(C::INFO.only_reads()) };
    let sent = now();
    let Answered { response, date, .. } = kea.ask_dated(command).await?;
    if let Some(date) = date {
        clock.saw(sent, date, now());
    }
    Ok(response)
}

/// The version of a server: from one without a number nothing can be concluded.
fn version_of(told: Option<&ServerVersion>) -> Knowledge<String> {
    match told {
        Some(ServerVersion { version: Some(_), text, .. }) => Knowledge::Known(text.clone()),
        Some(ServerVersion { text, .. }) => {
            let text: String = text.chars().take(SHOWN).collect();
            Knowledge::unknown(format!("it says `{}`, which is no release", escape_control(&text)))
        }
        None => Knowledge::unknown("the listener of High Availability does not tell it"),
    }
}

/// An answer that may take half of the time that is left: what is asked behind it is to have some, too.
pub(crate) async fn in_half<C: Command>(
    until: Instant,
    answer: impl Future<Output = Result<C::Response, ControlError>>,
) -> Knowledge<C::Response> {
    let half = until.saturating_duration_since(Instant::now()) / 2;
    match tokio::time::timeout(half, answer).await {
        Ok(Ok(value)) => Knowledge::Known(value),
        Ok(Err(error)) => Knowledge::unknown(in_full(&error)),
        Err(_) => {
            let (name, seconds) = (C::INFO.name, half.as_secs_f32());
            Knowledge::unknown(format!("no answer to `{name}` within {seconds:.1} s"))
        }
    }
}

impl Look {
    /// Its process and its clock. When its file was changed is for the one to say who sees the file.
    #[must_use]
    pub fn running(&self) -> Running {
        let ago = |what: &str, time: Option<std::time::Duration>| {
            let Some(time) = time.and_then(|time| TimeDelta::from_std(time).ok()) else {
                return Knowledge::unknown(format!("the server does not tell {what}"));
            };
            match &self.clock {
                // A server may say anything: years that no calendar has are no answer.
                Knowledge::Known(clock) => self
                    .at
                    .checked_add_signed(clock.ahead)
                    .and_then(|there| there.checked_sub_signed(time))
                    .map_or_else(
                        || Knowledge::unknown(format!("the server tells no true time of {what}")),
                        Knowledge::Known,
                    ),
                Knowledge::Unknown(unseen) => Knowledge::Unknown(unseen.clone()),
            }
        };
        Running {
            at: self.at,
            clock: self.clock.clone(),
            started: ago("for how long it has been running", self.status.uptime),
            loaded: ago("when it was configured", self.status.since_configured),
            changed: Knowledge::unknown("a running server does not tell it"),
            addresses: Knowledge::unknown("a running server does not tell them"),
        }
    }

    /// Puts what the server says of its relationships into a configuration of it: of its file, or the
    /// one that it runs.
    pub fn tell(&self, config: &mut ServerConfig) {
        let sides = config.relationships();
        let told = &self.status.relationships;
        let states: Vec<_> =
            sides.iter().map(|side| side::state(told, side, sides.len() == 1)).collect();
        for (side, mut state) in config.relationships_mut().iter_mut().zip(states) {
            if let Knowledge::Known(state) = &mut state {
                state.mute = self.mute();
            }
            side.state = state;
        }
    }

    /// Why it does not answer clients, where a state of High Availability does not say so.
    #[must_use]
    pub fn mute(&self) -> Option<Mute> {
        mute::of(&self.status)
    }

    /// What is wrong with the server, where this is its configuration: `kea-ha-half-loaded`, `kea-test-command-trap`.
    #[must_use]
    pub fn check(&self, config: &ServerConfig) -> Vec<Diagnostic> {
        let of_kea = |side: &&failover_model::RelationshipSide| {
            matches!(side.parameters, Parameters::Kea(_))
        };
        let mut sides = config.relationships().iter().filter(of_kea);
        let Some(first) = sides.next() else { return Vec::new() };
        let loaded = self.commands.known().and_then(|all| kea_ha::check_loaded(all, first.span));
        let version = self.version.known().and_then(|version| Version::parse(version));
        let trap = version.and_then(|version| kea_ha::check_release(version, first.span));
        loaded.into_iter().chain(trap).collect()
    }
}

/// How a source is called that is an answer to [`ConfigGet`], behind its place.
const ANSWER: &str = " config-get";

/// Whether a source is what a server runs, as [`read_running`] adds it, and no file.
#[must_use]
pub fn is_running(sources: &Sources, file: FileId) -> bool {
    sources.path(file).as_os_str().as_encoded_bytes().ends_with(ANSWER.as_bytes())
}

/// Reads the configuration that a server runs, as [`read`](super::read) reads a file. `place` says where it is from; in messages
/// and as a source it is called `PLACE config-get`.
///
/// Everything that the server assumes is written out in it, so that its findings are those of the file and some more: the file has
/// the places that an administrator can change.
///
/// # Errors
/// As [`read`](super::read).
pub fn read_running(
    sources: &mut Sources,
    configuration: &RunningConfiguration,
    place: &str,
    version: Option<&str>,
) -> Result<Reading, ReadError> {
    let name = format!("{place}{ANSWER}");
    let loader = MemoryLoader::new().with(&name, configuration.text());
    super::read(sources, &loader, name.as_ref(), version)
}
