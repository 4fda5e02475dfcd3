//! A dhcpd that is asked: its states, its process and the clock of its machine.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use dhcpair_exec::Host;
use failover_model::lease::Moment;
use failover_model::{Family, Knowledge, ServerConfig, SideState, Stopped, Vendor};
use omapi::{Algorithm, AlgorithmError, ErrorKind, Key, KeyError, Limits, Secret, SecretError};

use super::process::Wanted;
use super::{Look, Server, live, process, secrets};
use crate::Sighting;
use crate::causes::in_full;
use crate::isc::live::{self as isc, LeaseFile, Log, Omapi, PeerState, Ways, states};
use crate::isc::usage::{Question, usage};
use crate::target::{Access, Ask, OmapiKey, OmapiWay, Target};

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
    #[error(
        "`{file}` declares the key `{}`, and the inventory's `key` is `{}`: take the one that `omapi-key` names in dhcpd.conf",
        declared.escape_debug(), wanted.escape_debug()
    )]
    OtherName { file: String, declared: String, wanted: String },
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
    let wanted = Wanted::of(Vendor::Isc, server.target.configs.first());
    if sighting.observation.configs.known().is_none() {
        // Files that are no configuration say nothing of a server that runs; those that were not reached have no machine to look at.
        if let Some(host) = host.filter(|_| sighting.sources.iter().next().is_some()) {
            let (running, _) = process::look(&**host, wanted, changed, server.look).await;
            sighting.observation.running = Knowledge::Known(running);
        }
        return;
    }
    let (running, presence) = match host {
        Some(host) => process::look(&**host, wanted, changed, server.look).await,
        None => process::unseen(server.look),
    };
    let (omapi, failure) = match way {
        None => (None, None),
        Some(way) => match reach(way, server.look).await {
            Ok(omapi) => (Some(omapi), None),
            Err(error) => (None, Some(in_full(&error))),
        },
    };
    let target = &server.target;
    let started = running.started.known().copied();
    let ways =
        Ways { omapi, lease_file: lease_file(target, host), log: log(target, host), started };
    let said = match v4(sighting) {
        Some(config) => {
            let stopped = match host {
                Some(host) => presence.stopped(&server.target, wanted, &**host).await,
                None => None,
            };
            tell_states(server, &ways, failure, (&running.started, stopped), config).await
        }
        None => Said::default(),
    };
    // Files are dated by the server's clock.
    let ahead = running.clock.known().map_or(TimeDelta::zero(), |clock| clock.ahead);
    live(sighting, running.at);
    sighting.observation.running = Knowledge::Known(running);
    sighting.observation.stopped.extend(said.stopped);
    // What takes longest comes last: the states stay where there is no time left for it.
    if let Some(config) = v4(sighting) {
        let question = Question {
            omapi: ways.omapi.as_ref().filter(|_| said.over_omapi),
            lease_file: ways.lease_file.clone(),
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

/// The states of relationships of a dhcpd whose files were not read, by their names, over OMAPI alone: one for each name, not known
/// where it does not answer, and nothing where the inventory has no such way. `spent` is what the look at its files took of the
/// limit; a tenth of that is always left.
///
/// ```
/// use std::time::Duration;
///
/// use dhcpair_drivers::{Access, Ask, Look, OmapiWay, Target, states_over_omapi};
/// use failover_model::{ServerName, Vendor};
///
/// # let nobody = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
/// let target = Target {
///     name: ServerName::new("dhcp-b"),
///     vendor: Vendor::Isc,
///     addresses: Vec::new(),
///     access: Access::Asked,
///     ask: Ask::Omapi(OmapiWay { host: "127.0.0.1".to_owned(), port: nobody, key: None }),
///     configs: Vec::new(),
///     leases: Vec::new(),
///     version: None,
///     restart: None,
///     log: None,
/// };
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// let told = states_over_omapi(&target, &["campus".into()], Look::new(), Duration::ZERO).await;
/// let why = &told[0].state.unseen().unwrap().reason;
/// assert!(why.starts_with("OMAPI: ") && why.contains("refused the connection"), "{why}");
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
pub async fn states_over_omapi(
    target: &Target,
    peers: &[Arc<str>],
    look: Look,
    spent: Duration,
) -> Vec<PeerState> {
    let Ask::Omapi(way) = &target.ask else { return Vec::new() };
    let limit = look.within();
    let left = limit.saturating_sub(spent).max(limit / 10);
    let look = Look { limit: Some(left), ..look };
    let asked = async {
        let way = reach(way, look).await.map_err(|error| in_full(&error))?;
        isc::ask(&way, peers, look.clock).await.map_err(|error| in_full(&error))
    };
    let late = || format!("no answer within {} s", left.as_secs_f32());
    let told = tokio::time::timeout(left, asked).await.unwrap_or_else(|_| Err(late()));
    told.unwrap_or_else(|why| isc::unknown(peers, &format!("OMAPI: {why}")))
}

/// The configuration of DHCPv4: the other family has no failover.
fn v4(sighting: &mut Sighting) -> Option<&mut ServerConfig> {
    let Knowledge::Known(configs) = &mut sighting.observation.configs else { return None };
    configs.iter_mut().find(|config| config.family() == Family::V4)
}

/// How a server answered.
#[derive(Debug, Default)]
struct Said {
    /// Whether OMAPI may be asked for more.
    over_omapi: bool,
    /// Whether it runs.
    runs: bool,
    /// That it does not run, where that is certain.
    stopped: Option<Stopped>,
}

/// Puts the states of all relationships into a configuration.
async fn tell_states(
    server: &Server,
    ways: &Ways,
    mut failure: Option<String>,
    (started, stopped): (&Knowledge<DateTime<Utc>>, Option<Stopped>),
    config: &mut ServerConfig,
) -> Said {
    let sides = config.relationships_mut();
    let names: Vec<Arc<str>> = sides.iter().filter_map(|side| side.name.clone()).collect();
    if names.is_empty() {
        return Said { over_omapi: true, runs: started.known().is_some(), stopped };
    }
    let told = states(ways, &names, server.look.clock).await;
    // A server that refuses a key is there.
    let answered = told.failure.as_ref().is_some_and(|error| answers(error.kind()));
    // Whoever answers in its place is not nobody.
    let is_silent = ways.omapi.is_none() || told.failure.as_ref().is_some_and(takes_nobody);
    let stopped = stopped.filter(|_| is_silent);
    failure = failure.or_else(|| told.failure.as_ref().map(|error| in_full(error)));
    // One that takes a connection and says nothing hangs: what it wrote before that is history, too.
    let hangs = matches!(told.failure, Some(omapi::Error::AnswerTimeout { .. }));
    let runs = answered || (started.known().is_some() && !hangs);
    let text = match (&stopped, &failure, started) {
        (Some(stopped), ..) => Some(stopped.to_string()),
        (_, Some(failure), _) => Some(format!("OMAPI: {failure}")),
        (_, _, Knowledge::Unknown(unseen)) => Some(unseen.reason.clone()),
        (_, _, Knowledge::Known(_)) => None,
    };
    let (asked, is_stopped) = (failure.is_some(), stopped.is_some());
    let why = text.map(|text| Why { text, asked, stopped: is_stopped });
    for side in sides {
        let peer = told.peers.iter().find(|peer| Some(&peer.name) == side.name.as_ref());
        let Some(peer) = peer else { continue };
        side.state = believed(peer, why.as_ref(), runs);
        side.last = history(peer).filter(|_| is_stopped);
        if let (Knowledge::Known(state), Knowledge::Known(started)) = (&mut side.state, started) {
            state.started(*started);
        }
    }
    Said { over_omapi: told.failure.is_none(), runs, stopped }
}

/// The log, on the machine of the server.
fn log(target: &Target, host: Option<&Arc<dyn Host>>) -> Option<Log> {
    let (path, host) = (target.log.as_ref()?, Arc::clone(host?));
    Some(Log { host, path: there(target, path) })
}

/// A path on the machine of the server, from its working directory on.
pub(crate) fn there(target: &Target, path: &Path) -> PathBuf {
    match &target.access {
        Access::Ssh { cwd: Some(cwd), .. } | Access::Local { cwd: Some(cwd) } => cwd.join(path),
        _ => path.to_owned(),
    }
}

/// The lease file, on the machine of the server: a file of that name here is another server's.
fn lease_file(target: &Target, host: Option<&Arc<dyn Host>>) -> Option<LeaseFile> {
    let path = target.leases.iter().find(|file| !file.v6)?.path.clone();
    match (&target.access, host) {
        (Access::Local { .. }, _) => Some(LeaseFile::Here(path)),
        (Access::Ssh { .. }, Some(host)) => {
            Some(LeaseFile::There(Arc::clone(host), there(target, &path)))
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

/// Whether an error of OMAPI says that nobody is there, and not that somebody answers otherwise.
pub(crate) const fn takes_nobody(error: &omapi::Error) -> bool {
    use omapi::Error::{ConnectTimeout, Refused, Unreachable};
    matches!(error, Refused { .. } | Unreachable { .. } | ConnectTimeout { .. })
}

/// Why a server did not say its state itself.
struct Why {
    text: String,
    /// Whether it was asked, and that is why.
    asked: bool,
    /// Whether it does not run, for certain.
    stopped: bool,
}

/// What a lease file or a log says is history where the server does not run, and where it should have answered and did
/// not.
fn believed(peer: &PeerState, why: Option<&Why>, runs: bool) -> Knowledge<SideState> {
    let mut state = peer.state.clone();
    if let Knowledge::Known(known) = &mut state
        && !known.source.is_live()
    {
        known.as_of = peer.as_of;
        known.instead = why.filter(|why| why.asked).map(|why| why.text.clone());
    }
    let Some(Why { text, asked, stopped }) = why else { return state };
    match &state {
        Knowledge::Known(known) if known.source.is_written() && !runs => {
            let since = known
                .own
                .since
                .map_or_else(String::new, |since| format!(" since {}", Moment::from(since)));
            let (last, source) = (&known.own.state, known.source.as_str());
            Knowledge::unknown(format!("{text}; its {source} has {last}{since}"))
        }
        Knowledge::Unknown(_) if *asked => Knowledge::unknown(text),
        Knowledge::Unknown(unseen) if *stopped => {
            Knowledge::unknown(format!("{text}; {}", unseen.reason))
        }
        _ => state,
    }
}

/// What a lease file says of the past.
fn history(peer: &PeerState) -> Option<SideState> {
    let known = peer.state.known().filter(|known| !known.source.is_live())?;
    Some(SideState { as_of: peer.as_of, ..known.clone() })
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
    let text = secrets::text(&key.secret_file);
    let text = text.map_err(|source| WayError::SecretFile { file: file(), source })?;
    let declared = Key::from_declaration(&text);
    let Some(name) = &key.name else {
        return declared.map_err(|source| WayError::Declaration { file: file(), source });
    };
    if let Ok(declared) = declared {
        // dhcpd takes both cases for the same.
        return match declared.name() {
            own if own.eq_ignore_ascii_case(name) => Ok(declared),
            own => Err(WayError::OtherName {
                file: file(),
                declared: own.to_owned(),
                wanted: name.clone(),
            }),
        };
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
    use crate::target::{ConfigFile, SshClient, SshWay};

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
            log: None,
        };
        let host: Arc<dyn Host> = Arc::new(dhcpair_exec::Local::new());
        let place = |target: &Target, host| match lease_file(target, host) {
            Some(LeaseFile::Here(path)) => Some(("here", path)),
            Some(LeaseFile::There(_, path)) => Some(("there", path)),
            None => None,
        };
        let path = PathBuf::from("/var/lib/dhcp/dhcpd.leases");
        assert_eq!(place(&target, None), None);
        assert_eq!(place(&target, Some(&host)), Some(("there", path.clone())));
        target.access = Access::Local { cwd: None };
        assert_eq!(place(&target, Some(&host)), Some(("here", path)));
    }

    #[test]
    fn a_log_is_looked_for_on_the_machine_of_the_server() {
        let mut target = Target {
            name: ServerName::new("dhcp-b"),
            vendor: Vendor::Isc,
            addresses: Vec::new(),
            access: Access::Local { cwd: Some("/srv".into()) },
            ask: Ask::Nothing,
            configs: Vec::new(),
            leases: Vec::new(),
            version: None,
            restart: None,
            log: Some("dhcpd.log".into()),
        };
        let host: Arc<dyn Host> = Arc::new(dhcpair_exec::Local::new());
        let path = |target: &Target, host| log(target, host).map(|log| log.path);
        assert_eq!(path(&target, Some(&host)), Some("/srv/dhcpd.log".into()));
        // A copy of files has no machine.
        assert_eq!(path(&target, None), None);
        target.log = Some("/var/log/syslog".into());
        assert_eq!(path(&target, Some(&host)), Some("/var/log/syslog".into()));
    }

    #[test]
    fn a_key_is_the_one_that_its_file_declares() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = "key reader { algorithm hmac-sha256; secret \"c2VjcmV0\"; }";
        std::fs::write(file.path(), text).unwrap();
        let named = |name: Option<&str>| {
            let name = name.map(str::to_owned);
            key(&OmapiKey { name, algorithm: None, secret_file: file.path().to_owned() })
        };
        assert_eq!(named(None).unwrap().name(), "reader");
        assert_eq!(named(Some("READER")).unwrap().algorithm(), Algorithm::HmacSha256);
        let error = named(Some("writer")).unwrap_err().to_string();
        assert!(error.contains("declares the key `reader`"), "{error}");
        assert!(error.contains("`writer`: take the one that `omapi-key` names"), "{error}");
    }
}
