//! Kea's Control Agents: the way to servers whose sockets are closed to this account (Kea ARM, "The Kea Control Agent"; until 3.1).

use std::path::{Path, PathBuf};

use config_text::{SourceLoader, Sources};
use dhcpair_exec::ExecError;
use kea_config::Node;
use tokio::task::spawn_blocking;

use super::config::{loaders, text};
use super::machine::Machine;
use super::{Found, FoundAgent};
use crate::target::{Access, KeaWay};

/// The program, and where its configuration usually is.
const PROGRAM: &str = "kea-ctrl-agent";
const FILES: &[&str] = &["/etc/kea/kea-ctrl-agent.conf", "/usr/local/etc/kea/kea-ctrl-agent.conf"];

/// Succeeds where this account may use the socket `$1`.
const USABLE: &str = r#"[ -S "$1" ] && [ -w "$1" ]"#;

/// What the configuration of an agent says.
struct Agent {
    way: FoundAgent,
    /// The sockets that it passes commands on to: `kea-dhcp4`'s and `kea-dhcp6`'s.
    sockets: [Option<PathBuf>; 2],
}

/// Puts the agents of a machine to the servers that they speak for; a server whose own socket is closed to this account is
/// asked through its agent.
pub(super) async fn join(machine: &Machine<'_>, found: &mut [Found]) -> Result<(), ExecError> {
    let keas = found.iter_mut().filter(|one| one.control.iter().any(Option::is_some));
    let mut keas: Vec<&mut Found> = keas.collect();
    if keas.is_empty() {
        return Ok(());
    }
    let (mut agents, mut unread) = (Vec::new(), None);
    for config in machine.configured(PROGRAM, "-c").await? {
        let config = match config {
            Some(config) => Some(config),
            None => machine.first(FILES).await?,
        };
        if let Some(config) = config {
            match read(machine, config.clone()).await {
                Some(agent) => agents.push(agent),
                None => unread = Some(config),
            }
        }
    }
    let others = match (&unread, agents.as_slice()) {
        (Some(config), _) => Others::Unread(config),
        (None, []) => Others::None,
        (None, _) => Others::Known,
    };
    for one in &mut keas {
        let agent = agents.iter().find(|agent| agent.speaks_for(one));
        attach(machine, one, agent, others).await?;
    }
    Ok(())
}

impl Agent {
    /// Whether it passes commands on to all sockets of a server.
    fn speaks_for(&self, found: &Found) -> bool {
        let mut all = found.control.iter().zip(&self.sockets);
        all.all(|(way, there)| match way {
            None => true,
            Some(KeaWay::Socket(path)) => there.as_ref() == Some(path),
            Some(KeaWay::Http { .. }) => false,
        })
    }
}

/// The agents that do not speak for a server.
#[derive(Debug, Clone, Copy)]
enum Others<'a> {
    /// None runs.
    None,
    /// Some run, and it is known for whom they speak.
    Known,
    /// One runs whose configuration could not be read: it may speak for any server.
    Unread(&'a Path),
}

impl Others<'_> {
    /// What is said of a server whose socket is closed.
    fn remark(self, closed: &str) -> String {
        match self {
            Self::None => format!("{closed}: let it (docs/guide/kea.md), or start a Control Agent"),
            Self::Known => format!(
                "{closed}, and the Control Agent that runs here does not pass commands on to it"
            ),
            Self::Unread(config) => format!(
                "{closed}; whether the Control Agent that runs here passes commands on to it is not known, since `{}` could \
                 not be read: let this account read that, or name the agent's address as `control`",
                config.display()
            ),
        }
    }
}

async fn attach(
    machine: &Machine<'_>,
    found: &mut Found,
    agent: Option<&Agent>,
    others: Others<'_>,
) -> Result<(), ExecError> {
    let mut closed = None;
    for way in found.control.iter().flatten() {
        // Where it does not run, there is none to try.
        if let KeaWay::Socket(path) = way
            && found.runs
            && !machine.succeeds(USABLE, path).await?
        {
            closed = Some(path.clone());
        }
    }
    let Some(path) = closed else {
        found.agent = agent.map(|agent| agent.way.clone());
        return Ok(());
    };
    let closed = format!("its control socket `{}` cannot be used by this account", path.display());
    match agent {
        Some(Agent { way, .. }) if way.open => {
            let control = KeaWay::Http {
                url: way.url.clone(),
                user: None,
                password_file: None,
                ca_file: None,
                cert_file: None,
                key_file: None,
            };
            for slot in found.control.iter_mut().flatten() {
                *slot = control.clone();
            }
            found.remarks.push(format!("{closed}, so it is asked through its Control Agent"));
        }
        Some(agent) => {
            found.remarks.push(format!("{closed}: it has to be asked through its Control Agent"));
            found.control = [None, None];
            found.agent = Some(agent.way.clone());
        }
        None => found.remarks.push(others.remark(&closed)),
    }
    Ok(())
}

async fn read(machine: &Machine<'_>, path: PathBuf) -> Option<Agent> {
    let host = match machine.access {
        Access::Ssh { way, .. } => Some(way.host.clone()),
        _ => None,
    };
    let loader = loaders(machine, &path);
    let read = spawn_blocking(move || agent(&*loader, &path, host.as_deref()));
    read.await.ok().flatten()
}

/// `host` is the name by which the machine is reached; nothing for this one.
fn agent(loader: &dyn SourceLoader, path: &Path, host: Option<&str>) -> Option<Agent> {
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, loader, path).ok()?;
    let node = document.root()?.get(kea_config::Daemon::ControlAgent.key())?;
    let secure = ["trust-anchor", "cert-file", "key-file"].map(|key| text(node, key));
    let secure = secure.iter().all(Option::is_some);
    let own = text(node, "http-host").unwrap_or_else(|| "127.0.0.1".to_owned());
    let port = match node.get("http-port").and_then(Node::as_i64) {
        Some(port) => u16::try_from(port).ok()?,
        None => 8000,
    };
    let everywhere = matches!(own.as_str(), "0.0.0.0" | "::");
    let local = matches!(own.as_str(), "127.0.0.1" | "::1" | "localhost");
    // Where it listens on all addresses, it does so on the one by which the machine is known.
    let at = match (everywhere, host) {
        (true, Some(host)) => host.to_owned(),
        (true, None) => "127.0.0.1".to_owned(),
        _ => own,
    };
    let at = if at.contains(':') { format!("[{at}]") } else { at };
    let clients = node.get("authentication").and_then(|one| one.get("clients"));
    let clients: Vec<Node<'_>> = clients.into_iter().flat_map(Node::items).collect();
    let socket = |key: &str| {
        let name = text(node.get("control-sockets")?.get(key)?, "socket-name")?;
        Some(PathBuf::from(name))
    };
    let certificates = secure && node.get("cert-required").and_then(Node::as_bool).unwrap_or(true);
    Some(Agent {
        way: FoundAgent {
            url: format!("{}://{at}:{port}/", if secure { "https" } else { "http" }),
            open: clients.is_empty() && !secure && !(local && host.is_some()),
            user: clients.first().and_then(|client| text(*client, "user")),
            password: !clients.is_empty(),
            certificates,
            authority: secure,
            elsewhere: !(local && host.is_some()),
        },
        sockets: [socket("dhcp4"), socket("dhcp6")],
    })
}

#[cfg(test)]
mod tests {
    use config_text::MemoryLoader;

    use super::*;

    fn of(body: &str, host: Option<&str>) -> Agent {
        let text = format!(
            r#"// mine
{{ "Control-agent": {{ {body} }} }}"#
        );
        let loader = MemoryLoader::new().with("agent.conf", &text);
        agent(&loader, Path::new("agent.conf"), host).unwrap()
    }

    #[test]
    fn an_agent_is_where_its_file_says() {
        let sockets = r#""control-sockets": { "dhcp4": { "socket-type": "unix", "socket-name": "/run/kea/kea4" } }"#;
        let agent = of(sockets, None);
        assert_eq!((agent.way.url.as_str(), agent.way.open), ("http://127.0.0.1:8000/", true));
        assert_eq!(agent.sockets, [Some(PathBuf::from("/run/kea/kea4")), None]);
        // Another machine's own address cannot be reached from here.
        assert!(!of(sockets, Some("kea-1")).way.open);
        let all = r#""http-host": "0.0.0.0", "http-port": 8001"#;
        assert_eq!(of(all, Some("kea-1")).way.url, "http://kea-1:8001/");
        assert_eq!(of(all, None).way.url, "http://127.0.0.1:8001/");
        assert_eq!(of(r#""http-host": "2001:db8::1""#, None).way.url, "http://[2001:db8::1]:8000/");
    }

    #[test]
    fn an_agent_that_was_not_read_may_pass_commands_on() {
        let said = |others: Others<'_>| others.remark("its control socket is closed");
        assert!(said(Others::None).ends_with("or start a Control Agent"));
        assert!(said(Others::Known).ends_with("does not pass commands on to it"));
        let unread = said(Others::Unread(Path::new("/etc/kea/kea-ctrl-agent.conf")));
        assert!(
            unread.contains("is not known, since `/etc/kea/kea-ctrl-agent.conf` could not be read")
        );
        assert!(!unread.contains("does not pass") && !unread.contains("start a"), "{unread}");
    }

    #[test]
    fn a_password_is_asked_for_and_never_kept() {
        let way = of(
            r#""http-host": "192.0.2.1", "trust-anchor": "/a", "cert-file": "/b", "key-file": "/c", "cert-required": false,
               "authentication": { "type": "basic", "clients": [ { "user": "dhcpair", "password": "x9y8z7" } ] }"#,
            None,
        )
        .way;
        assert_eq!(way.url, "https://192.0.2.1:8000/");
        assert_eq!(way.user.as_deref(), Some("dhcpair"));
        assert!(way.password && way.authority && !way.certificates && !way.open);
        assert!(!format!("{way:?}").contains("x9y8z7"));
    }
}
