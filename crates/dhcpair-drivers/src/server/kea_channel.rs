//! A Kea that is asked over its control channel.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use config_text::{Diagnostic, Sources};
use dhcpair_exec::Host;
use failover_model::{Family, Knowledge, ServerConfig};
use kea_control::{
    ControlError, Credentials, Endpoint, HttpEndpoint, Identity, KeaClient, Limits, Tls, Trust,
};
use kea_ha::command::{ConfigGet, RunningConfiguration};

use super::{Look, Server, live};
use crate::causes::in_full;
use crate::kea::live as kea;
use crate::kea::usage::{self, Statistics};
use crate::target::KeaWay;
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
    /// Its configuration makes no sense in part.
    #[error("{0}")]
    Incomplete(String),
}

/// What a running server said, and what it runs where its files are not to be had.
struct Answer {
    look: kea::Look,
    statistics: Knowledge<Statistics>,
    running: Option<RunningConfiguration>,
    place: String,
}

impl Answer {
    /// Puts what the server says into a configuration of it.
    fn tell(&self, config: &mut ServerConfig) {
        self.look.tell(config);
        let usage = usage::of(config, &self.statistics);
        config.set_usage(usage);
    }
}

/// Asks the servers of both families at once and puts what they say into the sighting of their files. A
/// server whose files were not read is seen by what it runs.
pub(super) async fn ask(
    server: &Server,
    ways: [Option<&KeaWay>; 2],
    far: Option<&Arc<dyn Host>>,
    changed: Option<DateTime<Utc>>,
    sighting: &mut Sighting,
) {
    let configs = sighting.observation.configs.known();
    let read = configs.is_some();
    let one = |way: Option<&KeaWay>, family| {
        let way = way.cloned();
        let far = far.cloned();
        let mine = configs.map(|all| all.iter().filter(move |config| config.family() == family));
        let subnets = mine.map(|mine| mine.map(|config| config.scopes().len()).sum());
        async move { Some(one(&way?, far, family, server.look, subnets).await) }
    };
    let [v4, v6] = ways;
    let answers = tokio::join!(one(v4, Family::V4), one(v6, Family::V6));
    let answers = [(Family::V4, answers.0), (Family::V6, answers.1)];
    let answers = answers.into_iter().filter_map(|(family, answer)| Some((family, answer?)));
    if !read {
        *sighting = match from_answers(server, answers.collect()) {
            Ok(seen) => seen,
            Err(error) => server.unread(&in_full(&error)),
        };
        return;
    }
    for (family, answer) in answers {
        tell(sighting, family, answer, (server.look.clock)());
    }
    if let (Knowledge::Known(running), Some(changed)) = (&mut sighting.observation.running, changed)
    {
        running.changed = Knowledge::Known(changed);
    }
}

/// Asks one server, and for what it runs where nobody knows how many subnets it has.
async fn one(
    way: &KeaWay,
    far: Option<Arc<dyn Host>>,
    family: Family,
    look: Look,
    subnets: Option<usize>,
) -> Result<Answer, AskError> {
    // Logging in takes longer than connecting.
    let connect = if far.is_some() { look.answer() } else { look.connect() };
    let endpoint = endpoint(way, far)?;
    let limits = Limits { connect, answer: look.answer(), ..Limits::default() };
    let client = KeaClient::connect(&endpoint, of_kea(family), limits).await?;
    let seen = kea::look(&client, &look.clock).await?;
    let running = if subnets.is_none() { Some(client.ask(&ConfigGet).await?) } else { None };
    let subnets = subnets.or_else(|| running.as_ref().map(count)).unwrap_or(usize::MAX);
    let family = of_kea(family);
    let statistics = usage::ask(&client, family, &seen.commands, &seen.status, subnets).await;
    Ok(Answer { look: seen, statistics, running, place: client.place().to_owned() })
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

/// Puts what a server said into what its files say. A server that could not be asked leaves the states of
/// its relationships unknown, with the reason.
fn tell(
    sighting: &mut Sighting,
    family: Family,
    answer: Result<Answer, AskError>,
    at: DateTime<Utc>,
) {
    let Knowledge::Known(configs) = &mut sighting.observation.configs else { return };
    let mine = configs.iter_mut().filter(|config| config.family() == family);
    match answer {
        Ok(answer) => {
            for config in mine {
                answer.tell(config);
                sighting.diagnostics.extend(answer.look.check(config));
            }
            note(sighting, &answer.look);
        }
        Err(error) => {
            let reason = in_full(&error);
            mine.for_each(|config| silent(config, &reason));
            live(sighting, at);
        }
    }
}

/// The states of a server that could not be asked.
fn silent(config: &mut ServerConfig, reason: &str) {
    for side in config.relationships_mut() {
        side.state = Knowledge::unknown(reason);
    }
}

/// The process and the version of a server that was asked.
fn note(sighting: &mut Sighting, look: &kea::Look) {
    live(sighting, look.at);
    let observation = &mut sighting.observation;
    if let Knowledge::Known(version) = &look.version {
        observation.version = Some(version.clone());
    }
    if observation.running.known().is_none() {
        observation.running = Knowledge::Known(look.running());
    }
}

/// A server by what it runs.
fn from_answers(
    server: &Server,
    answers: Vec<(Family, Result<Answer, AskError>)>,
) -> Result<Sighting, AskError> {
    let (mut sources, mut configs) = (Sources::new(), Vec::new());
    let (mut diagnostics, mut looks) = (Vec::<Diagnostic>::new(), Vec::new());
    for (_, answer) in answers {
        let answer = answer?;
        let Some(running) = &answer.running else { continue };
        let (look, place) = (&answer.look, &answer.place);
        let version = look.version.known().map(String::as_str);
        let reading = kea::read_running(&mut sources, running, place, version)?;
        if let Some(reason) = reading.incomplete {
            return Err(AskError::Incomplete(reason));
        }
        let mut config = reading.config;
        answer.tell(&mut config);
        diagnostics.extend(reading.diagnostics);
        diagnostics.extend(look.check(&config));
        configs.push(config);
        looks.push(answer.look);
    }
    let mut sighting = server.unread("it was not asked");
    sighting.sources = Arc::new(sources);
    sighting.diagnostics = diagnostics;
    sighting.observation.configs = Knowledge::Known(configs);
    looks.iter().for_each(|look| note(&mut sighting, look));
    Ok(sighting)
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
    let text = std::fs::read_to_string(file)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
