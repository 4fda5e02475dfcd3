//! A session: connecting, the server's key, and ours.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use config_text::{escape_control, read_regular_text};
use russh::client::{self, AuthResult, Handle};
use russh::keys::agent::AgentIdentity;
use russh::keys::agent::client::AgentClient;
use russh::keys::{self, PublicKeyOrCertificate};
use russh::keys::{Algorithm, HashAlg, PrivateKeyWithHashAlg, decode_secret_key};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::known_hosts::{Known, Verdict};
use super::{Identity, Ssh};
use crate::error::ExecError;

/// A server that is silent for three of these is gone.
const ALIVE: Duration = Duration::from_secs(5);

/// How long an agent may take to say which keys it holds.
const AGENT: Duration = Duration::from_secs(2);

/// The largest file with a private key, in bytes.
const LARGEST_KEY: u64 = 64 << 10;

/// An open session.
pub(super) type Session = Handle<Verifier>;

/// Looks at the server's key.
pub(super) struct Verifier {
    host: String,
    known: Known,
}

/// Why a session ended.
#[derive(Debug)]
pub(super) enum Failure {
    /// We refused.
    Ours(Box<ExecError>),
    /// The protocol.
    Ssh(russh::Error),
}

impl From<russh::Error> for Failure {
    fn from(error: russh::Error) -> Self {
        Self::Ssh(error)
    }
}

impl client::Handler for Verifier {
    type Error = Failure;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, Failure> {
        let host = self.host.clone();
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else {
            return Ok(false);
        };
        let refusal = match self.known.judge(key) {
            Verdict::Known => return Ok(true),
            Verdict::Unknown => {
                let kind = key.algorithm();
                let print = key.fingerprint(HashAlg::Sha256);
                ExecError::HostKeyUnknown { host, key: Some(format!("{kind} {print}")) }
            }
            Verdict::Changed { file, line } => {
                ExecError::HostKeyChanged { host, file: Some(file), line }
            }
        };
        Err(Failure::Ours(Box::new(refusal)))
    }
}

/// Connects and logs in.
pub(super) async fn connect(ssh: &Ssh) -> Result<Session, ExecError> {
    let stream = dial(ssh).await?;
    let mut session = greet(ssh, stream).await?;
    log_in(ssh, &mut session).await?;
    Ok(session)
}

async fn dial(ssh: &Ssh) -> Result<TcpStream, ExecError> {
    let host = ssh.name.clone();
    let stream = TcpStream::connect((ssh.target.host.as_str(), ssh.target.port)).await;
    let stream = stream.map_err(|source| match source.kind() {
        io::ErrorKind::ConnectionRefused => ExecError::Refused { host },
        _ => ExecError::Unreachable { host, source },
    })?;
    // Small packets go out at once; where that cannot be had it only takes longer.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

async fn greet(ssh: &Ssh, stream: TcpStream) -> Result<Session, ExecError> {
    let known = Known::of(&ssh.target.host, ssh.target.port, &ssh.known_hosts);
    let known = known.map_err(|(file, failed)| ExecError::Credential {
        what: format!("the file of known hosts `{}`", file.display()),
        source: Box::new(failed),
    })?;
    let mut config = client::Config {
        keepalive_interval: Some(ALIVE),
        keepalive_max: 3,
        ..client::Config::default()
    };
    let mut kinds = config.preferred.key.to_vec();
    // Those that are known first; sorting is stable.
    kinds.sort_by_key(|kind: &Algorithm| !known.kinds().any(|name| name == kind.as_str()));
    config.preferred.key = kinds.into();
    let verifier = Verifier { host: ssh.name.clone(), known };
    let session = client::connect_stream(Arc::new(config), stream, verifier).await;
    session.map_err(|failed| match failed {
        Failure::Ours(refusal) => *refusal,
        Failure::Ssh(error) => protocol(ssh, &error),
    })
}

fn protocol(ssh: &Ssh, error: &russh::Error) -> ExecError {
    ExecError::Protocol { host: ssh.name.clone(), what: escape_control(&error.to_string()) }
}

/// What was tried to be let in.
#[derive(Default)]
struct Tried {
    /// The keys that were offered.
    offered: Vec<String>,
    /// What could not be offered: a file, an agent.
    unusable: Vec<Unusable>,
}

/// A file or an agent without a key that can be offered.
struct Unusable {
    what: String,
    source: keys::Error,
}

impl Unusable {
    fn file(file: &Path, source: keys::Error) -> Self {
        Self { what: format!("the private key `{}`", file.display()), source }
    }

    fn agent(source: keys::Error) -> Self {
        Self { what: "the SSH agent".to_owned(), source }
    }
}

impl Tried {
    /// Why nothing of all that lets us in. Where one thing alone was there and cannot be used, that is it.
    fn refused(mut self, ssh: &Ssh) -> ExecError {
        if self.offered.is_empty()
            && self.unusable.len() == 1
            && let Some(Unusable { what, source }) = self.unusable.pop()
        {
            return ExecError::Credential { what, source: Box::new(source) };
        }
        let unusable = self.unusable.iter();
        let unusable = unusable.map(|one| format!("{} ({})", one.what, one.source)).collect();
        ExecError::Authentication {
            host: ssh.name.clone(),
            user: ssh.target.user.clone(),
            offered: self.offered,
            unusable,
        }
    }
}

/// Offers the keys one by one. What cannot be used keeps nothing else from being tried: `SSH_AUTH_SOCK` outlives its agent.
async fn log_in(ssh: &Ssh, session: &mut Session) -> Result<(), ExecError> {
    let mut tried = Tried::default();
    for identity in &ssh.identities {
        let offered = match identity {
            Identity::File(file) => offer_file(ssh, session, file, &mut tried.offered).await,
            Identity::Agent(socket) => {
                offer_agent(ssh, session, socket.as_deref(), &mut tried.offered).await
            }
        };
        match offered {
            Ok(Answer::LetIn) => return Ok(()),
            Ok(Answer::Refused) => {}
            Ok(Answer::HungUp) => break,
            Err(unusable) => tried.unusable.push(unusable),
        }
    }
    Err(tried.refused(ssh))
}

/// What a server does with a key.
enum Answer {
    LetIn,
    Refused,
    /// It has enough of us.
    HungUp,
}

impl Answer {
    fn of(answer: &Result<AuthResult, russh::Error>) -> Self {
        match answer {
            Ok(AuthResult::Success) => Self::LetIn,
            Ok(AuthResult::Failure { .. }) => Self::Refused,
            Err(_) => Self::HungUp,
        }
    }
}

async fn offer_file(
    ssh: &Ssh,
    session: &mut Session,
    file: &Path,
    offered: &mut Vec<String>,
) -> Result<Answer, Unusable> {
    let text = read_regular_text(file, LARGEST_KEY).map_err(keys::Error::from);
    let key = text.and_then(|text| decode_secret_key(&Zeroizing::new(text), None));
    let key = key.map_err(|source| Unusable::file(file, source))?;
    offered.push(format!("`{}`", file.display()));
    let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
    Ok(Answer::of(&session.authenticate_publickey(&ssh.target.user, key).await))
}

async fn offer_agent(
    ssh: &Ssh,
    session: &mut Session,
    socket: Option<&Path>,
    offered: &mut Vec<String>,
) -> Result<Answer, Unusable> {
    // One that is there and says nothing must leave time for the others.
    let patience = AGENT.min(ssh.connect / 4);
    let listed = timeout(patience, identities(socket)).await;
    let late = |_| keys::Error::from(io::Error::from(io::ErrorKind::TimedOut));
    let listed = listed.map_err(late).and_then(|listed| listed);
    let (mut agent, identities) = listed.map_err(Unusable::agent)?;
    for identity in identities {
        let AgentIdentity::PublicKey { key, .. } = identity else {
            continue;
        };
        // Without RSA its signatures cannot be made.
        if !matches!(key.algorithm(), Algorithm::Ed25519 | Algorithm::Ecdsa { .. }) {
            continue;
        }
        offered.push(key.fingerprint(HashAlg::Sha256).to_string());
        let user = &ssh.target.user;
        match session.authenticate_publickey_with(user, key, None, &mut agent).await {
            Ok(AuthResult::Success) => return Ok(Answer::LetIn),
            // An agent may hold a key and decline to use it.
            Ok(AuthResult::Failure { .. }) | Err(_) => {}
        }
    }
    Ok(Answer::Refused)
}

/// An agent, and the keys that it holds.
async fn identities(
    socket: Option<&Path>,
) -> Result<(AgentClient<UnixStream>, Vec<AgentIdentity>), keys::Error> {
    let mut agent = match socket {
        Some(socket) => AgentClient::connect_uds(socket).await?,
        None => AgentClient::connect_env().await?,
    };
    let identities = agent.request_identities().await?;
    Ok((agent, identities))
}
