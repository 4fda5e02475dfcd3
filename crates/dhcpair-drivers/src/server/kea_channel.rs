//! A Kea that is asked over its control channel.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use dhcpair_exec::Host;
use failover_model::{Basis, Family, Knowledge, ServerConfig, Stopped, Unseen};
use kea_control::{
    ControlError, Credentials, Endpoint, HttpEndpoint, Identity, KeaClient, Limits, Phase, Tls,
    Trust,
};
use kea_ha::command::{ConfigGet, Failure, RunningConfiguration};
use tokio::time::Instant;

use super::kea_running::{as_version, by_what_it_runs, hold, leave_open, nobody_told};
use super::{Look, Server, live, process, secrets};
use crate::causes::in_full;
use crate::kea::live as kea;
use crate::kea::usage::{self, Statistics};
use crate::target::{Access, KeaWay};
use crate::{ReadError, Sighting};

/// Why a server could not be asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskError {
    /// The inventory says something that cannot be used.
    #[error("{what}: {why}")]
    Way { what: String, why: String },
    /// The server cannot be reached, or answers with an error.
    #[error(transparent)]
    Control(#[from] ControlError),
    /// Its answer is no configuration.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It did not say how it is in the time that there was.
    #[error("it did not say in which state it is within {0:.1} s")]
    Silent(f32),
    /// It takes long to write its configuration down.
    #[error("there was no time left for its configuration")]
    Late,
    /// Its configuration is large.
    #[error(
        "its file is large, and it answers nobody while it writes down what it runs: `drift` asks for it"
    )]
    Large,
    /// The inventory names the channel of the other program.
    #[error("`{key}` answers as DHCP{family}")]
    OtherFamily { key: &'static str, family: &'static str },
    /// Its configuration makes no sense in part.
    #[error("{0}")]
    Incomplete(String),
}

impl AskError {
    /// Whether nobody is there, as far as the way tells, and not somebody who answers otherwise.
    pub(crate) fn takes_nobody(&self) -> bool {
        match self {
            Self::Control(
                ControlError::Refused { .. }
                | ControlError::NoSocket { .. }
                | ControlError::Forbidden { .. }
                | ControlError::Unreachable { .. }
                | ControlError::Timeout { phase: Phase::Connect, .. },
            ) => true,
            // A Control Agent that does not reach its server.
            Self::Control(error) => error.failure().is_some_and(Failure::is_unreached),
            _ => false,
        }
    }
}

/// What a server is that was asked in vain, as far as the way tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vain {
    /// Nobody takes connections.
    Nobody,
    /// Somebody answers, and does not let in who asks, or says something else.
    Refuses,
    /// Somebody takes the connection and does not answer.
    Hangs,
    /// It is not known: the way was not gone to its end.
    Unclear,
}

impl AskError {
    /// What the one is that was asked.
    pub(crate) fn vain(&self) -> Vain {
        if self.takes_nobody() {
            return Vain::Nobody;
        }
        match self {
            Self::Control(
                ControlError::Unauthorised { .. }
                | ControlError::Tls { .. }
                | ControlError::Answer { .. },
            ) => Vain::Refuses,
            Self::Control(ControlError::Timeout { phase: Phase::Answer, .. })
            | Self::Silent(_)
            | Self::Late => Vain::Hangs,
            _ => Vain::Unclear,
        }
    }
}

/// How many bytes the files of a server may have that is asked for all that it runs without being told to.
const LARGE: usize = 2 << 20;

/// What a running server said, and what it runs.
pub(super) struct Answer {
    pub(super) told: Told,
    pub(super) running: Result<RunningConfiguration, AskError>,
    pub(super) place: String,
}

/// What a running server said of itself.
pub(super) struct Told {
    pub(super) look: kea::Look,
    statistics: Knowledge<Statistics>,
}

impl Told {
    /// Puts what the server says into a configuration of it.
    pub(super) fn tell(&self, config: &mut ServerConfig) {
        self.look.tell(config);
        let usage = usage::of(config, &self.statistics);
        config.set_usage(usage);
    }
}

/// Asks the servers of both families at once and puts what each says into the sighting of their files as soon as it
/// has said it: neither waits for the other one. A server whose files were not read is seen by what it runs.
pub(super) async fn ask(
    server: &Server,
    ways: [Option<&KeaWay>; 2],
    host: Option<&Arc<dyn Host>>,
    (changed, until): (Option<DateTime<Utc>>, Instant),
    sighting: &mut Sighting,
) {
    let far = host.filter(|_| matches!(server.target.access, Access::Ssh { .. }));
    let configs = sighting.observation.configs.known();
    let bytes: usize = sighting.sources.iter().map(|(_, file)| file.bytes().len()).sum();
    let whole = server.look.whole || bytes <= LARGE || configs.is_none();
    let one = |way: Option<&KeaWay>, family| {
        let way = way.cloned();
        let far = far.cloned();
        let mine = configs.map(|all| all.iter().filter(move |config| config.family() == family));
        let subnets = mine.map(|mine| mine.map(|config| config.scopes().len()).sum());
        let look = server.look;
        async move { Some(one(&way?, far, (family, look, until), (whole, subnets)).await) }
    };
    let [v4, v6] = ways;
    let (mut v4, mut v6) = (Box::pin(one(v4, Family::V4)), Box::pin(one(v6, Family::V6)));
    let unread = sighting.observation.configs.unseen().cloned();
    let (first, (family, other)) = tokio::select! {
        answer = &mut v4 => ((Family::V4, answer), (Family::V6, v6)),
        answer = &mut v6 => ((Family::V6, answer), (Family::V4, v4)),
    };
    let host = host.map(|host| &**host);
    take(server, host, (unread.as_ref(), changed), first, sighting).await;
    take(server, host, (unread.as_ref(), changed), (family, other.await), sighting).await;
    if unread.is_some() {
        nobody_told(server, sighting);
    } else {
        all_loaded(sighting);
    }
    sighting.observation.bases.sort_by_key(|(family, _)| *family);
    sighting.observation.stopped.sort_by_key(|one| one.family);
}

/// Puts what was said for a family into the sighting, or why nothing was.
async fn take(
    server: &Server,
    host: Option<&dyn Host>,
    (unread, changed): (Option<&Unseen>, Option<DateTime<Utc>>),
    (family, answer): (Family, Option<Result<Answer, AskError>>),
    sighting: &mut Sighting,
) {
    let Some(answer) = answer else { return };
    if answer.as_ref().is_err_and(AskError::takes_nobody) {
        // The programs that do not run, of those whose channel takes nobody.
        let stopped = process::stopped(&server.target, host, family).await;
        sighting.observation.stopped.extend(stopped);
    }
    let told = match (answer, unread) {
        (Ok(answer), Some(unread)) => by_what_it_runs(server, unread, (family, answer), sighting),
        (Ok(answer), None) => {
            let version = answer.told.look.version.known();
            // What the server says itself is newer than what the inventory says; what one has told is not read again.
            let is_first = sighting.observation.processes.is_empty();
            let version = version.filter(|told| Some(*told) != server.target.version.as_ref());
            if let Some(version) = version.filter(|_| is_first) {
                as_version(server, version, sighting).await;
            }
            tell(server, sighting, family, answer).await;
            Ok(())
        }
        (Err(error), _) => Err(error),
    };
    if let Err(error) = told {
        let reason = said(&sighting.observation.stopped, family, &error);
        of_family(sighting, family).for_each(|config| silent(config, &reason));
        if unread.is_some() {
            leave_open(sighting, family, &reason);
        } else {
            live(sighting, (server.look.clock)());
        }
        let basis = Basis::File(Unseen { reason });
        sighting.observation.bases.push((family, basis));
    }
    let Some(changed) = changed.filter(|_| unread.is_none()) else { return };
    let observation = &mut sighting.observation;
    let processes = observation.processes.iter_mut().map(|(_, process)| process);
    let running = match &mut observation.running {
        Knowledge::Known(running) => Some(running),
        Knowledge::Unknown(_) => None,
    };
    processes.chain(running).for_each(|running| running.changed = Knowledge::Known(changed));
}

/// Why nothing is known of a family's server.
fn said(stopped: &[Stopped], family: Family, error: &AskError) -> String {
    let stopped = stopped.iter().find(|one| one.family == family);
    stopped.map_or_else(|| in_full(error), ToString::to_string)
}

/// Asks one server, and for what it runs where nobody knows how many subnets it has. What it has said of its state is not
/// lost where anything else takes too long.
async fn one(
    way: &KeaWay,
    far: Option<Arc<dyn Host>>,
    (family, look, until): (Family, Look, Instant),
    (whole, subnets): (bool, Option<usize>),
) -> Result<Answer, AskError> {
    let (client, seen) = state(way, far, (family, look, until)).await?;
    let count_in = |subnets| {
        usage::ask(&client, of_kea(family), (&seen.commands, &seen.status), subnets, until)
    };
    let counted = match subnets {
        Some(subnets) => Some(count_in(subnets).await),
        None => None,
    };
    let running = match whole {
        true => match tokio::time::timeout_at(until, client.ask(&ConfigGet)).await {
            Ok(Ok(running)) if running.family() != of_kea(family) => {
                return Err(other_family(way, family));
            }
            Ok(answer) => answer.map_err(AskError::from),
            Err(_) => Err(AskError::Late),
        },
        false => Err(AskError::Large),
    };
    let statistics = match counted {
        Some(counted) => counted,
        None => count_in(running.as_ref().map_or(usize::MAX, count)).await,
    };
    let told = Told { look: seen, statistics };
    Ok(Answer { told, running, place: client.place().to_owned() })
}

/// The way to a server of this family leads to that of the other one.
pub(crate) const fn other_family(way: &KeaWay, family: Family) -> AskError {
    let (key, family) = match (way, family) {
        (KeaWay::Socket(_), Family::V4) => ("socket", "v6"),
        (KeaWay::Socket(_), Family::V6) => ("socket6", "v4"),
        (KeaWay::Http { .. }, Family::V4) => ("url", "v6"),
        (KeaWay::Http { .. }, Family::V6) => ("url6", "v4"),
    };
    AskError::OtherFamily { key, family }
}

/// What a server says of itself until then, or a little later.
pub(crate) async fn state(
    way: &KeaWay,
    far: Option<Arc<dyn Host>>,
    (family, look, until): (Family, Look, Instant),
) -> Result<(KeaClient, kea::Look), AskError> {
    let time = until.saturating_duration_since(Instant::now());
    // It is named in messages.
    let time = Duration::from_millis(u64::try_from(time.as_millis() / 100 * 100).unwrap_or(0));
    // Logging in takes longer than connecting.
    let connect = if far.is_some() { time / 2 } else { look.connect().min(time / 2) };
    let endpoint = endpoint(way, far)?;
    let limits = Limits { connect, answer: time - connect, ..Limits::default() };
    let work = async {
        let client = KeaClient::connect(&endpoint, of_kea(family), limits).await?;
        let seen = kea::look(&client, &look.clock, until).await?;
        Ok((client, seen))
    };
    // One that does not answer at all is late by itself, and its error says more.
    let told = tokio::time::timeout(time + look.within() / 20, work).await;
    told.unwrap_or_else(|_| Err(AskError::Silent(time.as_secs_f32())))
}

/// How many subnets a server runs.
fn count(running: &RunningConfiguration) -> usize {
    let text = running.text();
    text.windows(SUBNET.len()).filter(|part| *part == SUBNET).count()
}

/// What every subnet says of itself.
const SUBNET: &[u8] = b"\"subnet\":";

pub(crate) const fn of_kea(family: Family) -> kea_config::Family {
    match family {
        Family::V4 => kea_config::Family::V4,
        Family::V6 => kea_config::Family::V6,
    }
}

/// Puts what a server said into what its files say.
async fn tell(
    server: &Server,
    sighting: &mut Sighting,
    family: Family,
    Answer { told, running, place }: Answer,
) {
    match running {
        Ok(running) => {
            let version = told.look.version.known().cloned();
            let version = version.or_else(|| server.target.version.clone());
            hold(server, family, (running, place), version, sighting).await;
        }
        Err(error) => stand_in(sighting, family, &error),
    }
    of_family(sighting, family).for_each(|config| told.tell(config));
    let mine = sighting.observation.configs.known().into_iter().flatten();
    let found = mine.filter(|config| config.family() == family);
    let found: Vec<_> = found.flat_map(|config| told.look.check(config)).collect();
    sighting.running.get_or_insert_default().extend(found);
    note(sighting, family, &told.look);
}

/// What is found in the files of a server is wrong with what it runs, where that is what all of them say.
fn all_loaded(sighting: &mut Sighting) {
    let seen = &sighting.observation;
    let bases = seen.bases.iter().filter(|(_, basis)| matches!(basis, Basis::Loaded));
    if bases.count() == seen.configs.known().map_or(0, Vec::len)
        && let Some(running) = &mut sighting.running
    {
        running.extend(sighting.diagnostics.iter().cloned());
    }
}

fn of_family(sighting: &mut Sighting, family: Family) -> impl Iterator<Item = &mut ServerConfig> {
    let all = match &mut sighting.observation.configs {
        Knowledge::Known(configs) => configs.as_mut_slice(),
        Knowledge::Unknown(_) => &mut [],
    };
    all.iter_mut().filter(move |config| config.family() == family)
}

/// Notes that the file stands in for what the server runs.
fn stand_in(sighting: &mut Sighting, family: Family, error: &AskError) {
    let basis = Basis::File(Unseen { reason: in_full(error) });
    sighting.observation.bases.push((family, basis));
}

/// The states of a server that could not be asked.
fn silent(config: &mut ServerConfig, reason: &str) {
    for side in config.relationships_mut() {
        side.state = Knowledge::unknown(reason);
    }
}

/// The process and the version of a server that was asked.
pub(super) fn note(sighting: &mut Sighting, family: Family, look: &kea::Look) {
    live(sighting, look.at);
    let observation = &mut sighting.observation;
    if let Knowledge::Known(version) = &look.version {
        observation.version = Some(version.clone());
    }
    if family == Family::V4 || observation.running.known().is_none() {
        observation.running = Knowledge::Known(look.running());
    }
    observation.processes.push((family, look.running()));
}

/// The way as the client knows it; files with secrets are read now. A socket is on the machine far away, where
/// there is one.
pub(crate) fn endpoint(way: &KeaWay, far: Option<Arc<dyn Host>>) -> Result<Endpoint, AskError> {
    let wrong = |what: &str, why: &dyn std::fmt::Display| AskError::Way {
        what: what.to_owned(),
        why: why.to_string(),
    };
    let (url, user, password_file, ca_file, cert_file, key_file) = match way {
        KeaWay::Socket(path) => {
            return Ok(match far {
                Some(host) => Endpoint::Carried(Arc::new(kea::SocketOn::new(host, path.clone()))),
                None => Endpoint::Socket(path.clone()),
            });
        }
        KeaWay::Http { url, user, password_file, ca_file, cert_file, key_file } => {
            (url, user, password_file, ca_file, cert_file, key_file)
        }
    };
    let parsed = url.parse().map_err(|why| wrong(&format!("`{url}`"), &why))?;
    let mut http = HttpEndpoint::new(parsed);
    if let Some(user) = user {
        let password = match password_file {
            Some(file) => {
                secret(file).map_err(|why| wrong(&format!("`{}`", file.display()), &why))?
            }
            None => String::new(),
        };
        let credentials = Credentials::new(user, password.into());
        http.credentials = Some(credentials.map_err(|why| wrong(&format!("`{user}`"), &why))?);
    }
    let trust = ca_file.clone().map_or(Trust::System, Trust::Authorities);
    let identity = match (cert_file, key_file) {
        (Some(certificates), Some(key)) => {
            Some(Identity { certificates: certificates.clone(), key: key.clone() })
        }
        (None, None) => None,
        _ => return Err(wrong("`cert-file`", &"a certificate is shown with its `key-file`")),
    };
    http.tls = Tls { trust, identity };
    Ok(Endpoint::Http(http))
}

/// The secret that a file holds alone; a line end behind it is none of it.
fn secret(file: &Path) -> std::io::Result<String> {
    Ok(secrets::text(file)?.trim_end_matches(['\r', '\n']).to_owned())
}
