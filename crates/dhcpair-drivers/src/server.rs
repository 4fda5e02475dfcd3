//! The driver of one server: its files first, then the server itself.

pub(crate) mod dhcpd;
pub(crate) mod far;
pub(crate) mod kea_channel;
mod kea_running;
mod power_shell;
pub(crate) mod process;
mod same_machine;
pub(crate) mod secrets;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use config_text::{SourceLoader, Sources};
use dhcpair_exec::Host;
use failover_model::{
    Basis, Family, Freshness, Knowledge, Observation, ServerName, Unseen, Vendor,
};
use tokio::time::Instant;

pub use dhcpd::states_over_omapi;

use crate::files::{self, Notes, Noting};
use crate::target::{Access, Ask, Target};
use crate::{Driver, Sighting};

/// How long a look at a server may take where nobody says.
const LIMIT: Duration = Duration::from_secs(10);

/// The longest that a look may take, whatever is asked for: times are added to it.
const LONGEST: Duration = Duration::from_secs(86_400);

/// How long it may take until a server has taken a connection.
const CONNECT: Duration = Duration::from_secs(2);

/// How to look at servers: by which clock, and for how long at each.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The clock of the one who looks.
    pub clock: fn() -> DateTime<Utc>,
    /// How long a look at one server may take; one that takes longer is not read. Where it is not said: 10 s, and
    /// two minutes for Windows, whose cmdlets take their time.
    pub limit: Option<Duration>,
    /// Whether a Kea whose file is large (above 2 MiB) is asked for all that it runs, too. While it writes that down it
    /// answers no client: one with 100,000 reservations for two seconds.
    pub whole: bool,
}

impl Look {
    /// With the clock of this machine and the usual limits.
    #[must_use]
    pub const fn new() -> Self {
        Self { clock: Utc::now, limit: None, whole: false }
    }

    /// How long a connection may take: whoever is there says so at once, and who is not should not use up the
    /// time of those who are.
    pub(crate) fn connect(self) -> Duration {
        (self.within() / 2).min(CONNECT)
    }

    /// How long an answer may take: less than the whole look, so that it is the answer that is missed.
    pub(crate) fn answer(self) -> Duration {
        self.within() * 9 / 10
    }

    /// When an answer is to be there of a look that ends at some moment.
    pub(crate) fn before(self, end: Instant) -> Instant {
        end.checked_sub(self.within() - self.answer()).unwrap_or(end)
    }

    /// The limit for a server that answers at once.
    pub(crate) fn within(self) -> Duration {
        self.limit.unwrap_or(LIMIT).min(LONGEST)
    }
}

impl Default for Look {
    fn default() -> Self {
        Self::new()
    }
}

/// The driver for a server. To be used in a runtime of tokio with its timer (and its sockets) on. A file may lie on a
/// file system that does not answer: after the limit a thread of the runtime still waits for it.
#[must_use]
pub fn driver(target: Target, look: Look) -> Box<dyn Driver> {
    let server = Server { target: Arc::new(target), look };
    match &server.target.ask {
        Ask::PowerShell(way) => match power_shell::driver(&server.target, way.as_ref(), look) {
            Ok(live) => Box::new(live),
            Err(reason) => Box::new(Unusable { server, reason }),
        },
        _ => Box::new(server),
    }
}

/// A server that the inventory gives no usable way to.
struct Unusable {
    server: Server,
    reason: String,
}

#[async_trait]
impl Driver for Unusable {
    fn server(&self) -> &ServerName {
        &self.server.target.name
    }

    async fn observe(&self) -> Sighting {
        self.server.unread(&self.reason)
    }
}

/// A server that is asked, or whose files are read.
pub(crate) struct Server {
    pub(crate) target: Arc<Target>,
    pub(crate) look: Look,
}

#[async_trait]
impl Driver for Server {
    fn server(&self) -> &ServerName {
        &self.target.name
    }

    async fn observe(&self) -> Sighting {
        let host = far::host(&self.target.access, self.look.answer());
        let limit = self.look.within();
        let late = || format!("no answer within {} s", limit.as_secs_f32());
        let end = Instant::now() + limit;
        let read = tokio::time::timeout_at(end, self.read(host.as_ref(), &Arc::default())).await;
        let Ok((mut sighting, changed)) = read else { return self.unread(&late()) };
        // What was read stays, whatever the server does.
        let holding = secrets::holding(&sighting.sources);
        let open = tokio::time::timeout_at(end, async {
            match &host {
                Some(host) => secrets::open(&**host, &holding).await,
                None => Err("its machine is not looked at".to_owned()),
            }
        });
        // Who asks is to end before what was told is given up with the rest.
        let asked = self.ask(host.as_ref(), (changed, self.look.before(end)), &mut sighting);
        let (asked, open) = tokio::join!(tokio::time::timeout_at(end, asked), open);
        let open = open.unwrap_or_else(|_| Err(late()));
        sighting.observation.open_secrets = secrets::places(&sighting.sources, open);
        if asked.is_err() {
            silent(&mut sighting, &late(), (self.look.clock)());
            self.stands_in(&mut sighting.observation, &late());
        }
        sighting
    }
}

impl Server {
    /// Asks the server itself until then, and puts what it says into the sighting of its files.
    pub(crate) async fn ask(
        &self,
        host: Option<&Arc<dyn Host>>,
        (changed, until): (Option<DateTime<Utc>>, Instant),
        sighting: &mut Sighting,
    ) {
        match &self.target.ask {
            Ask::Kea { v4, v6 } => {
                let ways = [v4.as_ref(), v6.as_ref()];
                kea_channel::ask(self, ways, host, (changed, until), sighting).await;
            }
            Ask::Omapi(way) => dhcpd::ask(self, Some(way), host, changed, sighting).await,
            Ask::Nothing if host.is_some() && self.writes_states() => {
                dhcpd::ask(self, None, host, changed, sighting).await;
            }
            Ask::Nothing | Ask::PowerShell(_) => {}
        }
    }

    /// Reads its files, and when the newest of them was changed, where they are those of a running server. What cannot
    /// be read is noted.
    pub(crate) async fn read(
        &self,
        host: Option<&Arc<dyn Host>>,
        notes: &Arc<Notes>,
    ) -> (Sighting, Option<DateTime<Utc>>) {
        match (&self.target.access, host) {
            (Access::Files { root, cwd }, _) => {
                let loader = files::loader(Some(root), cwd.as_deref());
                (self.files(loader, notes).await, None)
            }
            (Access::Local { cwd }, _) => {
                let sighting = self.files(files::loader(None, cwd.as_deref()), notes).await;
                let changed = process::newest(&sighting.sources);
                (sighting, changed)
            }
            (Access::Ssh { cwd, .. }, Some(host)) => {
                let loader = far::FarLoader::new(Arc::clone(host), cwd.clone());
                let newest = loader.newest();
                (self.files(loader, notes).await, newest.get())
            }
            (Access::Lacking { kind }, _) => {
                let reason = format!("access by `{kind}` is something that this version lacks");
                (self.unread(&reason), None)
            }
            (Access::Asked | Access::Ssh { .. }, _) => (self.unread("it was not asked"), None),
        }
    }

    /// Whether dhcpd's lease file or its log can stand in for OMAPI.
    fn writes_states(&self) -> bool {
        let target = &self.target;
        target.vendor == Vendor::Isc
            && (target.log.is_some() || target.leases.iter().any(|file| !file.v6))
    }

    /// Whether its files are read, and not only the server asked.
    pub(crate) fn has_files(&self) -> bool {
        !matches!(self.target.access, Access::Asked | Access::Lacking { .. })
            && !self.target.configs.is_empty()
    }

    /// Reads the files off the asynchronous threads: parsing a large one takes a while.
    async fn files(
        &self,
        loader: impl SourceLoader + Send + 'static,
        notes: &Arc<Notes>,
    ) -> Sighting {
        let (target, notes) = (Arc::clone(&self.target), Arc::clone(notes));
        let loader = Noting { loader, notes };
        let read = tokio::task::spawn_blocking(move || files::read(&target, &loader)).await;
        read.unwrap_or_else(|failure| self.unread(&format!("reading it failed: {failure}")))
    }

    /// Notes that the file stands in for what the server runs, where it was to tell that and did not.
    fn stands_in(&self, seen: &mut Observation, reason: &str) {
        let Ask::Kea { v4, v6 } = &self.target.ask else { return };
        let asked = [(Family::V4, v4.is_some()), (Family::V6, v6.is_some())];
        for (family, _) in asked.into_iter().filter(|(_, asked)| *asked) {
            if seen.basis(family).is_none() {
                seen.bases.push((family, Basis::File(Unseen { reason: reason.to_owned() })));
            }
        }
    }

    pub(crate) fn unread(&self, reason: &str) -> Sighting {
        files::unread(&self.target, reason, Sources::new(), Vec::new())
    }
}

/// Leaves the states of a server unknown that was not heard, where they are not known already.
fn silent(sighting: &mut Sighting, reason: &str, at: DateTime<Utc>) {
    live(sighting, at);
    match &mut sighting.observation.configs {
        Knowledge::Known(configs) => {
            for side in configs.iter_mut().flat_map(|config| config.relationships_mut()) {
                if side.state.known().is_none() {
                    side.state = Knowledge::unknown(reason);
                }
            }
        }
        configs @ Knowledge::Unknown(_) => *configs = Knowledge::unknown(reason),
    }
}

/// Marks a sighting as one of the running server.
fn live(sighting: &mut Sighting, at: DateTime<Utc>) {
    sighting.observation.freshness = Freshness::Live(at);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_endless_limit_is_no_defect() {
        let look = Look { limit: Some(Duration::MAX), ..Look::new() };
        assert_eq!(look.within(), LONGEST);
        let target = Target {
            name: ServerName::new("kea-1"),
            vendor: Vendor::Kea,
            addresses: Vec::new(),
            access: Access::Asked,
            ask: Ask::Kea { v4: Some(crate::KeaWay::Socket("/nowhere/kea.sock".into())), v6: None },
            configs: Vec::new(),
            leases: Vec::new(),
            restart: None,
            log: None,
            version: None,
        };
        let seen = driver(target, look).observe().await;
        // Which reason is said, depends on what else runs on this machine.
        assert!(seen.observation.configs.unseen().is_some());
    }

    #[tokio::test]
    async fn open_secrets_of_a_server_that_is_silent_are_known_and_those_of_a_copy_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kea.conf");
        let text =
            r#"{ "Dhcp4": { "lease-database": { "type": "mysql", "password": "x9y8z7" } } }"#;
        std::fs::write(&path, text).unwrap();
        let open_folder = || dhcpair_testbed::set_mode(folder.path(), 0o755).unwrap();
        open_folder();
        let seen = async |mode: u32, access: Access| {
            dhcpair_testbed::set_mode(&path, mode).unwrap();
            let target = Target {
                name: ServerName::new("kea-1"),
                vendor: Vendor::Kea,
                addresses: Vec::new(),
                access,
                ask: Ask::Kea {
                    v4: Some(crate::KeaWay::Socket("/nowhere/kea.sock".into())),
                    v6: None,
                },
                configs: vec![crate::target::ConfigFile { path: path.clone(), v6: false }],
                leases: Vec::new(),
                restart: None,
                log: None,
                version: None,
            };
            let open = driver(target, Look::new()).observe().await.observation.open_secrets;
            open.known().map(Vec::len)
        };
        let local = || Access::Local { cwd: None };
        assert_eq!(seen(0o604, local()).await, Some(1));
        dhcpair_testbed::set_mode(folder.path(), 0o750).unwrap();
        assert_eq!(seen(0o604, local()).await, Some(0), "nobody comes to it");
        open_folder();
        assert_eq!(seen(0o660, local()).await, Some(0));
        assert_eq!(seen(0o604, Access::Files { root: "/".into(), cwd: None }).await, None);
    }
}
