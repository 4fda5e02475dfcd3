//! `init HOST...`: machines are looked at, and what they have becomes an inventory.

use std::path::{Path, PathBuf};

use config_text::{escape_control, shell_line};
use dhcpair_drivers::find::{self, FindError, Found, FoundAgent, FoundOmapi};
use dhcpair_drivers::{Access, KeaWay, Look, SshClient, SshWay, in_full};
use tokio::task::JoinSet;

use super::words::{key, one_line, path, string};
use super::{Entry, InitError, document};
use crate::contract::{InitDocument, InitUnread};
use crate::progress::{Doing, Progress};

/// How machines are reached over SSH.
#[derive(Debug, Clone, Default)]
pub struct SshOptions {
    /// A configuration for the system's `ssh`, which then speaks SSH (`ssh_config(5)`).
    pub config: Option<PathBuf>,
    /// A private key in a file; else the agent and the usual files.
    pub identity: Option<PathBuf>,
    /// A file of known hosts; else the user's and the system's.
    pub known_hosts: Option<PathBuf>,
}

/// A machine that could not be looked at, or has no server.
pub(super) struct Missed {
    host: String,
    reason: String,
    next: String,
}

/// Writes an inventory for machines: `localhost`, or `[USER@]HOST[:PORT]` over SSH. `me` is this machine's name. What could
/// not be found is said in comments, with the next step; a secret is never written, only where its file may be.
///
/// # Errors
/// [`InitError::Twice`] where a machine is named twice.
pub async fn write_hosts(
    hosts: &[String],
    ssh: &SshOptions,
    me: Option<&str>,
    look: Look,
    progress: &Progress,
) -> Result<InitDocument, InitError> {
    let mut looks = JoinSet::new();
    for (at, host) in hosts.iter().enumerate() {
        if hosts.iter().take(at).any(|other| other == host) {
            return Err(InitError::Twice { path: host.into() });
        }
        let access = access(host, ssh);
        let step = progress.begin(Doing::Asking, host);
        looks.spawn(async move {
            let found = find::servers(&access, look).await;
            drop(step);
            (at, access, found)
        });
    }
    let mut seen = looks.join_all().await;
    seen.sort_by_key(|(at, ..)| *at);
    let (mut servers, mut missed) = (Vec::new(), Vec::new());
    for (at, access, found) in seen {
        let host = hosts.get(at).cloned().unwrap_or_default();
        match found {
            Ok(found) if found.is_empty() => missed.push(Missed {
                reason: "neither a process of dhcpd or Kea was seen nor one of their usual files"
                    .to_owned(),
                next: "write its entry by hand, with `config` (docs/inventory.md)".to_owned(),
                host,
            }),
            Ok(found) => entries(&mut servers, &host, me, &access, found),
            Err(error) => missed.push(Missed {
                reason: in_full(&error),
                next: next(&host, &access, ssh, &error),
                host,
            }),
        }
    }
    let from =
        if hosts.len() == 1 { "1 host".to_owned() } else { format!("{} hosts", hosts.len()) };
    Ok(document(servers, &from, &missed).await)
}

/// The way to a machine.
fn access(host: &str, ssh: &SshOptions) -> Access {
    if matches!(host, "localhost" | "127.0.0.1" | "::1") {
        return Access::Local { cwd: None };
    }
    let (user, rest) = match host.split_once('@') {
        Some((user, rest)) => (Some(user.to_owned()), rest),
        None => (None, host),
    };
    let port = |text: &str| text.parse::<u16>().ok();
    let (name, port) = match rest.rsplit_once(':') {
        Some((name, number)) if !name.contains(':') && port(number).is_some() => {
            (name, port(number))
        }
        _ => (rest, None),
    };
    let client = match &ssh.config {
        Some(config) => SshClient::System { config: Some(config.clone()) },
        None => {
            SshClient::Own { identity: ssh.identity.clone(), known_hosts: ssh.known_hosts.clone() }
        }
    };
    Access::Ssh { way: SshWay { host: name.to_owned(), user, port, client }, cwd: None }
}

/// The servers of one machine.
fn entries(
    servers: &mut Vec<Entry>,
    host: &str,
    me: Option<&str>,
    access: &Access,
    found: Vec<Found>,
) {
    let named = match access {
        Access::Ssh { way, .. } => way.host.clone(),
        _ => me.unwrap_or(host).to_owned(),
    };
    let mixed = found.iter().any(|one| Some(one.vendor) != found.first().map(|one| one.vendor));
    for one in found {
        let wanted = if mixed { format!("{named}-{}", one.vendor) } else { named.clone() };
        let mut name = wanted.clone();
        for number in 2.. {
            if !servers.iter().any(|known| known.name == name) {
                break;
            }
            name = format!("{wanted}-{number}");
        }
        let file = |v6: bool| {
            let mine = one.configs.iter().find(|file| file.v6 == v6);
            mine.map(|file| file.path.clone())
        };
        servers.push(Entry {
            name,
            vendor: one.vendor,
            root: None,
            access: Some(access.clone()),
            cwd: None,
            config: file(false),
            config6: file(true),
            lines: lines(&one, matches!(access, Access::Ssh { .. })),
            stem: String::new(),
            shares: false,
        });
    }
}

/// What stands in the entry of a server beside its way and its files.
fn lines(found: &Found, far: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for file in &found.leases {
        let word = if file.v6 { "leases6" } else { "leases" };
        lines.push(format!("{word} = {}", path(&file.path)));
    }
    let channels = [("socket", "url"), ("socket6", "url6")].into_iter().zip(&found.control);
    let channels = channels.filter_map(|((socket, url), way)| match way.as_ref()? {
        KeaWay::Socket(file) => Some(format!("{socket} = {}", path(file))),
        KeaWay::Http { url: at, .. } => Some(format!("{url} = {}", string(at))),
    });
    let channels: Vec<String> = channels.collect();
    if !channels.is_empty() {
        lines.push(format!("control = {{ {} }}", channels.join(", ")));
    }
    if let Some(way) = &found.agent {
        lines.extend(agent(way, found.control.iter().any(Option::is_some)));
    }
    lines.extend(found.omapi.as_ref().into_iter().flat_map(|way| omapi(way, found, far)));
    match &found.unit {
        Some(unit) => lines.push(format!(
            "restart = [\"sudo\", \"-n\", \"systemctl\", \"restart\", {}]",
            string(unit)
        )),
        None => {
            lines.push(
                "# Which unit of systemd runs it was not found: say how it is restarted."
                    .to_owned(),
            );
            lines.push(
                "#restart = [\"sudo\", \"-n\", \"systemctl\", \"restart\", \"UNIT\"]".to_owned(),
            );
        }
    }
    lines.extend(found.remarks.iter().map(|remark| format!("# To do: {}.", one_line(remark))));
    lines
}

/// The way through a Control Agent: what it wants to see is for a person to add. Where the socket can be used it is only named.
fn agent(way: &FoundAgent, usable: bool) -> Vec<String> {
    let url = one_line(&way.url);
    if usable {
        return vec![format!(
            "# Its Control Agent, for accounts that may not use the socket: {url}"
        )];
    }
    let mut words = vec![format!("url = {}", string(&way.url))];
    if way.password {
        let user = way.user.as_deref().unwrap_or("USER");
        words.push(format!("user = {}, password-file = \"kea.password\"", string(user)));
    }
    if way.authority {
        words.push("ca-file = \"ca.pem\"".to_owned());
    }
    if way.certificates {
        words.push("cert-file = \"dhcpair.pem\", key-file = \"dhcpair.key\"".to_owned());
    }
    let first = match way.elsewhere {
        true => {
            "# To do: put what it asks for into files of this machine, and make this a statement:"
        }
        false => {
            "# To do: let it listen on an address that can be reached from here, and make this a statement:"
        }
    };
    vec![first.to_owned(), format!("#control = {{ {} }}", words.join(", "))]
}

/// The way over OMAPI. The secret is named by the file that it is in.
fn omapi(way: &FoundOmapi, found: &Found, far: bool) -> Vec<String> {
    let port = way.port;
    let Some(name) = &way.key else {
        return vec![
            "# To do: whoever reaches this port may change leases: give it an `omapi-key`."
                .to_owned(),
            format!("omapi = {{ port = {port} }}"),
        ];
    };
    let main = |file: &Path| found.configs.iter().any(|config| config.path == file);
    match &way.declared {
        Some(file) if !far && !main(file) => {
            vec![format!("omapi = {{ port = {port}, key = {}, secret-file = {} }}", string(name), path(file))]
        }
        _ => vec![
            format!("# To do: put the declaration of the key {} (`key NAME {{ algorithm ...; secret ...; }}`)", key(&one_line(name))),
            "# into a file of this machine that nobody else can read, name it, and make this a statement:".to_owned(),
            format!(
                "#omapi = {{ port = {port}, key = {}, secret-file = {} }}",
                string(name),
                string(&format!("/etc/dhcpair/{name}.key"))
            ),
        ],
    }
}

/// Machines without an entry, as comments.
pub(super) fn comments(missed: &[Missed]) -> String {
    let each = missed.iter().map(|one| {
        format!(
            "\n# {}: {}.\n# Next: {}.\n",
            one_line(&one.host),
            one_line(&one.reason),
            one_line(&one.next)
        )
    });
    each.collect()
}

/// The same for programs.
pub(super) fn unread(missed: &[Missed]) -> impl Iterator<Item = InitUnread> {
    missed.iter().map(|one| InitUnread {
        name: escape_control(&one.host),
        host: true,
        reason: escape_control(&one.reason),
        next: Some(escape_control(&one.next)),
    })
}

/// What to do so that a machine can be looked at, and the call once more.
fn next(host: &str, access: &Access, ssh: &SshOptions, error: &FindError) -> String {
    let by_hand = match access {
        Access::Ssh { way, .. } if error.is_of_unknown_key() => format!(": {}", by_hand(way)),
        _ => String::new(),
    };
    let mut again = "dhcpair init".to_owned();
    let options = [
        ("--ssh-config", &ssh.config),
        ("--identity-file", &ssh.identity),
        ("--known-hosts", &ssh.known_hosts),
    ];
    for (option, file) in options {
        let Some(file) = file else { continue };
        again = shell_line(&format!("{again} {option}"), &file.to_string_lossy());
    }
    format!("{}{by_hand}; then: {}", error.help(), shell_line(&again, host))
}

/// The call of `ssh` that shows the key of a machine, and notes it where dhcpair looks for it.
fn by_hand(way: &SshWay) -> String {
    let mut line = "ssh".to_owned();
    let file = match &way.client {
        SshClient::System { config } => {
            config.as_ref().map(|file| ("-F", file.display().to_string()))
        }
        SshClient::Own { known_hosts, .. } => known_hosts
            .as_ref()
            .map(|file| ("-o", format!("UserKnownHostsFile={}", file.display()))),
    };
    if let Some((option, file)) = file {
        line = shell_line(&format!("{line} {option}"), &file);
    }
    if let Some(port) = way.port {
        line.push_str(&format!(" -p {port}"));
    }
    let user = way.user.as_ref().map_or_else(String::new, |user| format!("{user}@"));
    shell_line(&line, &format!("{user}{}", way.host))
}

/// What an entry of the inventory says of the way to a machine.
pub(super) fn way(access: &Access, cwd: &str) -> String {
    let Access::Ssh { way, .. } = access else {
        return format!("{{ type = \"local\"{cwd} }}");
    };
    let mut text = format!("{{ type = \"ssh\", host = {}", string(&way.host));
    text.extend(way.user.as_ref().map(|user| format!(", user = {}", string(user))));
    text.extend(way.port.map(|port| format!(", port = {port}")));
    match &way.client {
        SshClient::System { config } => {
            text.push_str(", client = \"system\"");
            text.extend(config.as_ref().map(|file| format!(", ssh-config = {}", absolute(file))));
        }
        SshClient::Own { identity, known_hosts } => {
            text.extend(
                identity.as_ref().map(|file| format!(", identity-file = {}", absolute(file))),
            );
            text.extend(
                known_hosts.as_ref().map(|file| format!(", known-hosts = {}", absolute(file))),
            );
        }
    }
    text + cwd + " }"
}

/// Files are named from the folder of the inventory on, wherever that will be.
fn absolute(file: &Path) -> String {
    path(&std::path::absolute(file).unwrap_or_else(|_| file.to_owned()))
}
