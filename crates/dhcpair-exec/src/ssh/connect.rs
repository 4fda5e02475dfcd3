//! A session: connecting, the server's key, and ours.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use config_text::{escape_control, read_regular_text};
use russh::client::{self, AuthResult, Handle};
use russh::keys::agent::AgentIdentity;
use russh::keys::agent::client::AgentClient;
use russh::keys::{self, PublicKeyOrCertificate};
use russh::keys::{Algorithm, HashAlg, PrivateKeyWithHashAlg, decode_secret_key};
use tokio::net::TcpStream;
use zeroize::Zeroizing;

use super::known_hosts::{Known, Verdict};
use super::{Identity, Ssh};
use crate::error::ExecError;

/// A server that is silent for three of these is gone.
const ALIVE: Duration = Duration::from_secs(5);

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

/// Offers the keys one by one.
async fn log_in(ssh: &Ssh, session: &mut Session) -> Result<(), ExecError> {
    let mut offered = Vec::new();
    for identity in &ssh.identities {
        let entered = match identity {
            Identity::File(file) => offer_file(ssh, session, file, &mut offered).await?,
            Identity::Agent(socket) => {
                offer_agent(ssh, session, socket.as_deref(), &mut offered).await?
            }
        };
        if entered {
            return Ok(());
        }
    }
    let (host, user) = (ssh.name.clone(), ssh.target.user.clone());
    Err(ExecError::Authentication { host, user, offered })
}

async fn offer_file(
    ssh: &Ssh,
    session: &mut Session,
    file: &std::path::Path,
    offered: &mut Vec<String>,
) -> Result<bool, ExecError> {
    let credential = |source: keys::Error| ExecError::Credential {
        what: format!("the private key `{}`", file.display()),
        source: Box::new(source),
    };
    let text = read_regular_text(file, LARGEST_KEY).map_err(keys::Error::from);
    let key = text.and_then(|text| decode_secret_key(&Zeroizing::new(text), None));
    let key = key.map_err(credential)?;
    offered.push(format!("`{}`", file.display()));
    let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
    let answer = session.authenticate_publickey(&ssh.target.user, key).await;
    entered(ssh, answer, offered)
}

async fn offer_agent(
    ssh: &Ssh,
    session: &mut Session,
    socket: Option<&std::path::Path>,
    offered: &mut Vec<String>,
) -> Result<bool, ExecError> {
    let credential = |source: keys::Error| ExecError::Credential {
        what: "the SSH agent".to_owned(),
        source: Box::new(source),
    };
    let agent = match socket {
        Some(socket) => AgentClient::connect_uds(socket).await,
        None => AgentClient::connect_env().await,
    };
    let mut agent = agent.map_err(credential)?;
    for identity in agent.request_identities().await.map_err(credential)? {
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
            Ok(AuthResult::Success) => return Ok(true),
            // An agent may hold a key and decline to use it.
            Ok(AuthResult::Failure { .. }) | Err(_) => {}
        }
    }
    Ok(false)
}

fn entered(
    ssh: &Ssh,
    answer: Result<AuthResult, russh::Error>,
    offered: &[String],
) -> Result<bool, ExecError> {
    match answer {
        Ok(AuthResult::Success) => Ok(true),
        Ok(AuthResult::Failure { .. }) => Ok(false),
        // A server that has enough hangs up.
        Err(_) => Err(ExecError::Authentication {
            host: ssh.name.clone(),
            user: ssh.target.user.clone(),
            offered: offered.to_vec(),
        }),
    }
}
