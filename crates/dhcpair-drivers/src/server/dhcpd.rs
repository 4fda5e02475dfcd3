//! A dhcpd that is asked: its states, its process and the clock of its machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use dhcpair_exec::Host;
use failover_model::lease::Moment;
use failover_model::state::StateSource;
use failover_model::{Family, Knowledge, ServerConfig, SideState};
use omapi::{Algorithm, AlgorithmError, ErrorKind, Key, KeyError, Limits, Secret, SecretError};

use super::{Look, Server, live, process};
use crate::Sighting;
use crate::causes::in_full;
use crate::isc::live::{Omapi, Ways, states};
use crate::isc::usage::{LeaseFile, Question, usage};
use crate::target::{Access, OmapiKey, OmapiWay, Target};

/// Why OMAPI could not be tried.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WayError {
    #[error("`{host}` has no address")]
    NoAddress {
        host: String,
        #[source]
        source: Option<std::io::Error>,
    },
    #[error("the secret of the OMAPI key in `{file}` cannot be read")]
    SecretFile {
        file: String,
        #[source]
        source: std::io::Error,
    },
    #[error("`{file}`")]
    Secret {
        file: String,
        #[source]
        source: SecretError,
    },
    #[error("`{file}`")]
    Declaration {
        file: String,
        #[source]
        source: KeyError,
    },
    #[error(transparent)]
    Algorithm(#[from] AlgorithmError),
}

/// Puts what a running dhcpd says into the sighting of its files.
pub(super) async fn ask(
    server: &Server,
    way: Option<&OmapiWay>,
    host: Option<&Arc<dyn Host>>,
    changed: Option<DateTime<Utc>>,
    sighting: &mut Sighting,
) {
    if sighting.observation.configs.known().is_none() {
        return;
    }
    let main = server.target.configs.first().map(|file| file.path.clone());
    let running = match host {
        Some(host) => process::dhcpd(&**host, main.as_deref(), changed, server.look).await,
        None => process::unseen(server.look),
    };
    let (omapi, failure) = match way {
        None => (None, None),
        Some(way) => match reach(way, server.look).await {
            Ok(omapi) => (Some(omapi), None),
            Err(error) => (None, Some(in_full(&error))),
        },
    };
    let ways = Ways { omapi, lease_file: lease_file(&server.target) };
    let said = match v4(sighting) {
        Some(config) => tell_states(server, &ways, failure, &running.started, config).await,
        None => Said::default(),
    };
    let started = running.started.known().copied();
    // Files are dated by the server's clock.
    let ahead = running.clock.known().map_or(TimeDelta::zero(), |clock| clock.ahead);
    live(sighting, running.at);
    sighting.observation.running = Knowledge::Known(running);
    // What takes longest comes last: the states stay where there is no time left for it.
    if let Some(config) = v4(sighting) {
        let question = Question {
            omapi: ways.omapi.as_ref().filter(|_| said.over_omapi),
            lease_file: written(&server.target, host),
            started,
            runs: said.runs,
            now: (server.look.clock)()
                .checked_add_signed(ahead)
                .unwrap_or(DateTime::<Utc>::MAX_UTC),
        };
        let told = usage(config, question).await;
        config.set_usage(told.usage);
        config.set_made(told.made);
    }
}

/// The configuration of DHCPv4: the other family has no failover.
fn v4(sighting: &mut Sighting) -> Option<&mut ServerConfig> {
    let Knowledge::Known(configs) = &mut sighting.observation.configs else { return None };
    configs.iter_mut().find(|config| config.family() == Family::V4)
}

/// How a server answered.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    /// Whether OMAPI may be asked for more.
    over_omapi: bool,
    /// Whether it runs.
    runs: bool,
}

/// Puts the states of all relationships into a configuration.
async fn tell_states(
    server: &Server,
    ways: &Ways,
    mut failure: Option<String>,
    started: &Knowledge<DateTime<Utc>>,
    config: &mut ServerConfig,
) -> Said {
    let sides = config.relationships_mut();
    let names: Vec<Arc<str>> = sides.iter().filter_map(|side| side.name.clone()).collect();
    if names.is_empty() {
        return Said { over_omapi: true, runs: started.known().is_some() };
    }
    let told = states(ways, &names, server.look.clock).await;
    // A server that refuses a key is there.
    let answered = told.failure.as_ref().is_some_and(|error| answers(error.kind()));
    failure = failure.or_else(|| told.failure.as_ref().map(|error| in_full(error)));
    let runs = answered || started.known().is_some();
    for side in sides {
        let peer = told.peers.iter().find(|peer| Some(&peer.name) == side.name.as_ref());
        let Some(peer) = peer else { continue };
        side.state = believed(&peer.state, failure.as_deref(), runs, started);
    }
    Said { over_omapi: told.failure.is_none(), runs }
}

/// The lease file, where it is one of this machine: a file of that name here is another server's.
fn lease_file(target: &Target) -> Option<PathBuf> {
    let file = target.leases.iter().find(|file| !file.v6)?;
    matches!(target.access, Access::Local { .. }).then(|| file.path.clone())
}

/// The lease file, wherever it lies.
fn written(target: &Target, host: Option<&Arc<dyn Host>>) -> Option<LeaseFile> {
    let path = target.leases.iter().find(|file| !file.v6)?.path.clone();
    match (&target.access, host) {
        (Access::Local { .. }, _) => Some(LeaseFile::Here(path)),
        (Access::Ssh { cwd, .. }, Some(host)) => {
            let path = cwd.as_ref().map_or_else(|| path.clone(), |cwd| cwd.join(&path));
            Some(LeaseFile::There(Arc::clone(host), path))
        }
        _ => None,
    }
}

/// Whether an error of OMAPI comes from a dhcpd that runs.
pub(crate) const fn answers(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::KeyUnknown
            | ErrorKind::KeyNotSelected
            | ErrorKind::KeyRefused
            | ErrorKind::KeyNeeded
            | ErrorKind::NotFound
            | ErrorKind::Status
    )
}

/// What a lease file says is history where the server does not run, and where it should have answered and did
/// not.
fn believed(
    state: &Knowledge<SideState>,
    failure: Option<&str>,
    runs: bool,
    started: &Knowledge<DateTime<Utc>>,
) -> Knowledge<SideState> {
    let why = match (failure, started) {
        (Some(failure), _) => format!("OMAPI: {failure}"),
        (None, Knowledge::Unknown(unseen)) => unseen.reason.clone(),
        (None, Knowledge::Known(_)) => return state.clone(),
    };
    match state {
        Knowledge::Known(known) if known.source == StateSource::LeaseFile && !runs => {
            let since = known
                .own
                .since
                .map_or_else(String::new, |since| format!(" since {}", Moment::from(since)));
            let last = &known.own.state;
            Knowledge::unknown(format!("{why}; its lease file has {last}{since}"))
        }
        Knowledge::Known(known) => Knowledge::Known(known.clone()),
        Knowledge::Unknown(_) if failure.is_some() => Knowledge::unknown(why),
        Knowledge::Unknown(unseen) => Knowledge::Unknown(unseen.clone()),
    }
}

/// The way as the client knows it: names looked up, secrets read.
pub(crate) async fn reach(way: &OmapiWay, look: Look) -> Result<Omapi, WayError> {
    let address = address(way).await?;
    let key = way.key.as_ref().map(key).transpose()?;
    let answer = look.answer().min(Limits::default().answer);
    let limits = Limits { connect: look.connect(), answer, ..Limits::default() };
    Ok(Omapi { address, key, limits })
}

async fn address(way: &OmapiWay) -> Result<SocketAddr, WayError> {
    let host = || way.host.clone();
    let found = tokio::net::lookup_host((way.host.as_str(), way.port)).await;
    let mut found =
        found.map_err(|source| WayError::NoAddress { host: host(), source: Some(source) })?;
    found.next().ok_or_else(|| WayError::NoAddress { host: host(), source: None })
}

/// The key: the file has its secret alone, or its whole declaration as dhcpd.conf includes it.
fn key(key: &OmapiKey) -> Result<Key, WayError> {
    let file = || key.secret_file.display().to_string();
    let text = std::fs::read_to_string(&key.secret_file);
    let text = text.map_err(|source| WayError::SecretFile { file: file(), source })?;
    let declared = Key::from_declaration(&text);
    let Some(name) = &key.name else {
        return declared.map_err(|source| WayError::Declaration { file: file(), source });
    };
    if let Some(declared) = declared.ok().filter(|declared| declared.name() == name) {
        return Ok(declared);
    }
    let algorithm = key.algorithm.as_ref().map(|word| word.parse()).transpose()?;
    let secret = Secret::from_base64(text.trim());
    let secret = secret.map_err(|source| WayError::Secret { file: file(), source })?;
    Ok(Key::new(name, algorithm.unwrap_or(Algorithm::HmacMd5), secret))
}

#[cfg(test)]
mod tests {
    use failover_model::{ServerName, Vendor};

    use super::*;
    use crate::target::{Ask, ConfigFile, SshClient, SshWay};

    #[test]
    fn a_file_of_this_machine_is_not_taken_for_one_of_another() {
        let way = SshWay {
            host: "192.0.2.2".to_owned(),
            user: None,
            port: None,
            client: SshClient::System { config: None },
        };
        let mut target = Target {
            name: ServerName::new("dhcp-b"),
            vendor: Vendor::Isc,
            addresses: Vec::new(),
            access: Access::Ssh { way, cwd: None },
            ask: Ask::Nothing,
            configs: Vec::new(),
            leases: vec![ConfigFile { path: "/var/lib/dhcp/dhcpd.leases".into(), v6: false }],
            version: None,
            restart: None,
        };
        assert_eq!(lease_file(&target), None);
        target.access = Access::Local { cwd: None };
        assert_eq!(lease_file(&target), Some("/var/lib/dhcp/dhcpd.leases".into()));
    }
}
