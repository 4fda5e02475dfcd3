//! Many Keas that are none: they answer the commands that read, as a server of a pair would. And addresses that take
//! no connection.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::thread;

use chrono::Utc;
use rustix::net::{self, AddressFamily, SocketType};

/// The longest request that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// How many connections wait to be taken beside the first one.
const QUEUE: i32 = 0;

/// How many subnets a simulated server has.
const SUBNETS: u8 = 20;

/// The most that one may have: so many `/24` are in 10.0.0.0/8.
const MOST: u32 = 65_536;

/// Times as HTTP writes them (RFC 9110, section 5.6.7), and Kea.
const DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// The version that they say they are.
const VERSION: &str = "3.0.1";

/// A simulated Kea of a hot-standby pair, on a port of 127.0.0.1, that takes commands over HTTP as the server itself does from
/// 2.7.2 on. It is well, and so is its partner. It goes on until the process ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedKea {
    /// What it calls itself.
    pub name: String,
    /// What it calls its partner.
    pub partner: String,
    /// Where it takes commands.
    pub address: SocketAddr,
}

/// Which server of a pair one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Primary,
    Standby,
}

impl SimulatedKea {
    /// Both servers of a pair with this number, 7 for instance: `site-007-1` is the primary, `site-007-2` the standby, and they
    /// serve networks of 10.7.0.0/16.
    ///
    /// ```
    /// use std::io::{Read, Write};
    /// use dhcpair_testbed::SimulatedKea;
    ///
    /// let [one, _two] = SimulatedKea::pair(7)?;
    /// let mut stream = std::net::TcpStream::connect(one.address)?;
    /// let command = r#"{ "command": "status-get" }"#;
    /// write!(stream, "POST / HTTP/1.0\r\nContent-Length: {}\r\n\r\n{command}", command.len())?;
    /// let mut answer = String::new();
    /// stream.read_to_string(&mut answer)?;
    /// assert!(answer.contains(r#""server-name": "site-007-1""#), "{answer}");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// If there is no port for them.
    pub fn pair(number: u8) -> io::Result<[Self; 2]> {
        let names = [1, 2].map(|side| format!("site-{number:03}-{side}"));
        let subnets = (1..=SUBNETS).map(|id| Subnet { id: id.into(), bytes: [number, id] });
        Self::start(names, &subnets.collect::<Vec<_>>(), false)
    }

    /// Both servers of a pair, `large-1` and `large-2`, that serve so many networks of 10.0.0.0/8, at most 65,536 `/24`, and
    /// count their leases (`libdhcp_stat_cmds`).
    ///
    /// # Errors
    /// As [`SimulatedKea::pair`].
    pub fn large(subnets: u32) -> io::Result<[Self; 2]> {
        let subnets = (0..subnets.min(MOST)).map(|number| {
            let [.., high, low] = number.to_be_bytes();
            Subnet { id: number + 1, bytes: [high, low] }
        });
        Self::start(
            ["large-1".to_owned(), "large-2".to_owned()],
            &subnets.collect::<Vec<_>>(),
            true,
        )
    }

    fn start([one, two]: [String; 2], subnets: &[Subnet], counts: bool) -> io::Result<[Self; 2]> {
        let start = |own: &String, partner: &String, role| {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            let address = listener.local_addr()?;
            let kea = Self { name: own.clone(), partner: partner.clone(), address };
            let answers = Arc::new(Answers::of(&kea, subnets, counts, role));
            thread::spawn(move || serve(&listener, &answers));
            Ok::<_, io::Error>(kea)
        };
        Ok([start(&one, &two, Role::Primary)?, start(&two, &one, Role::Standby)?])
    }
}

/// 10.`bytes`.0/24
#[derive(Debug, Clone, Copy)]
struct Subnet {
    id: u32,
    bytes: [u8; 2],
}

/// What one says to each command.
struct Answers {
    config: String,
    /// What it counts of its subnets, where it does.
    counts: Option<String>,
    status: String,
    heartbeat: String,
}

impl Answers {
    fn of(kea: &SimulatedKea, all: &[Subnet], counts: bool, role: Role) -> Self {
        let SimulatedKea { name, partner, .. } = kea;
        let (primary, standby) = match role {
            Role::Primary => (name, partner),
            Role::Standby => (partner, name),
        };
        let (own, its) = match role {
            Role::Primary => ("primary", "standby"),
            Role::Standby => ("standby", "primary"),
        };
        // Of two in hot-standby the primary alone answers, for the scope that has its name.
        let scopes = format!("\"{primary}\"");
        let (serves, partner_serves) = match role {
            Role::Primary => (scopes.as_str(), ""),
            Role::Standby => ("", scopes.as_str()),
        };
        let mut subnets = String::new();
        for (at, Subnet { id, bytes: [high, low] }) in all.iter().enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            let net = format!("10.{high}.{low}");
            // A string takes all that is written into it.
            let _ = write!(
                subnets,
                r#"{comma}{{ "id": {id}, "subnet": "{net}.0/24", "valid-lifetime": 3600,
                  "pools": [ {{ "pool": "{net}.10-{net}.199", "option-data": [] }} ],
                  "option-data": [ {{ "name": "routers", "code": 3, "space": "dhcp4", "csv-format": true,
                    "data": "{net}.1", "always-send": false, "never-send": false }} ],
                  "reservations": [], "interface": "", "relay": {{ "ip-addresses": [] }} }}"#
            );
        }
        let counts = counts.then(|| {
            let rows: Vec<_> = all.iter().map(|one| format!("[ {}, 190, 60, 20, 0 ]", one.id)).collect();
            format!(
                r#"{{ "result-set": {{ "columns": [ "subnet-id", "total-addresses", "cumulative-assigned-addresses",
                  "assigned-addresses", "declined-addresses" ], "rows": [ {} ] }} }}"#,
                rows.join(", ")
            )
        });
        let config = format!(
            r#"{{ "Dhcp4": {{ "interfaces-config": {{ "interfaces": [ "*" ], "re-detect": true }},
              "lease-database": {{ "type": "memfile", "lfc-interval": 3600 }}, "valid-lifetime": 3600,
              "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 4, "packet-queue-size": 64 }},
              "hooks-libraries": [ {{ "library": "/usr/lib/kea/hooks/libdhcp_lease_cmds.so" }},
                {{ "library": "/usr/lib/kea/hooks/libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
                "this-server-name": "{name}", "mode": "hot-standby", "peers": [
                {{ "name": "{primary}", "url": "http://192.0.2.1:8001/", "role": "primary" }},
                {{ "name": "{standby}", "url": "http://192.0.2.2:8001/", "role": "standby" }} ] }} ] }} }} ],
              "subnet4": [ {subnets} ] }} }}"#
        );
        let status = format!(
            r#"{{ "pid": 714, "uptime": 86400, "reload": 3600, "multi-threading-enabled": true, "thread-pool-size": 4,
              "packet-queue-size": 64, "packet-queue-statistics": [ 0.0, 0.0, 0.0 ], "sockets": {{ "status": "ready" }},
              "high-availability": [ {{ "ha-mode": "hot-standby", "ha-servers": {{
                "local": {{ "role": "{own}", "scopes": [ {serves} ], "state": "hot-standby", "server-name": "{name}" }},
                "remote": {{ "age": 3, "in-touch": true, "role": "{its}", "last-scopes": [ {partner_serves} ], "last-state": "hot-standby",
                  "server-name": "{partner}", "communication-interrupted": false, "connecting-clients": 0,
                  "unacked-clients": 0, "unacked-clients-left": 0, "analyzed-packets": 0 }} }} }} ] }}"#
        );
        let heartbeat = format!(
            r#"{{ "date-time": "DATE", "scopes": [ {serves} ], "server-name": "{name}", "state": "hot-standby",
              "unsent-update-count": 0 }}"#
        );
        Self { config, counts, status, heartbeat }
    }

    /// The body of an answer.
    fn to(&self, request: &str, date: &str) -> String {
        let has = |command: &str| request.contains(&format!("\"{command}\""));
        let arguments = if has("config-get") {
            self.config.clone()
        } else if has("status-get") {
            self.status.clone()
        } else if has("ha-heartbeat") {
            self.heartbeat.replace("DATE", date)
        } else if let (true, Some(counts)) = (has("stat-lease4-get"), &self.counts) {
            counts.clone()
        } else if has("version-get") {
            return format!(
                r#"[ {{ "result": 0, "text": "{VERSION}", "arguments": {{ "extended": "{VERSION} (simulated)" }} }} ]"#
            );
        } else if has("list-commands") {
            let more = if self.counts.is_some() { r#""stat-lease4-get", "# } else { "" };
            format!(
                r#"[ "build-report", "config-get", "dhcp-disable", "dhcp-enable", "ha-continue", "ha-heartbeat",
              "ha-maintenance-start", "ha-scopes", "ha-sync", "lease4-get", "lease4-get-page", "list-commands",
              {more}"status-get", "version-get" ]"#
            )
        } else {
            return r#"[ { "result": 2, "text": "command not supported" } ]"#.to_owned();
        };
        format!(r#"[ {{ "result": 0, "arguments": {arguments} }} ]"#)
    }
}

fn serve(listener: &TcpListener, answers: &Arc<Answers>) {
    for stream in listener.incoming().flatten() {
        let answers = Arc::clone(answers);
        // A client that goes away is no matter.
        thread::spawn(move || drop(talk(&stream, &answers)));
    }
}

/// Answers one request after the other, until the client goes.
fn talk(mut stream: &TcpStream, answers: &Answers) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    loop {
        let (mut length, mut ends, mut first) = (0, false, true);
        loop {
            line.clear();
            if reader.by_ref().take(LONGEST as u64).read_line(&mut line)? == 0 {
                return Ok(());
            }
            let header = line.trim_end().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            ends |= (first && header.ends_with("http/1.0")) || header == "connection: close";
            first = false;
            if let Some(number) = header.strip_prefix("content-length:") {
                length = number.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut body = vec![0; LONGEST.min(length)];
        reader.read_exact(&mut body)?;
        let date = Utc::now().format(DATE).to_string();
        let answer = answers.to(&String::from_utf8_lossy(&body), &date);
        let whole = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nContent-Type: application/json\r\nDate: {date}\r\n\r\n{answer}",
            answer.len()
        );
        stream.write_all(whole.as_bytes())?;
        if ends {
            return Ok(());
        }
    }
}

/// An address of this machine whose packets get no answer, as behind a firewall that drops them: its queue is full, and
/// nobody takes anything out of it.
#[derive(Debug)]
pub struct DeadEnd {
    address: SocketAddr,
    _listener: OwnedFd,
    _queued: Vec<OwnedFd>,
}

impl DeadEnd {
    /// A new one, with a port of its own.
    ///
    /// # Errors
    /// If there is no port for it.
    pub fn new() -> io::Result<Self> {
        let socket = || {
            net::socket_with(
                AddressFamily::INET,
                SocketType::STREAM,
                net::SocketFlags::CLOEXEC | net::SocketFlags::NONBLOCK,
                None,
            )
        };
        let listener = socket()?;
        net::bind(&listener, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0))?;
        net::listen(&listener, QUEUE)?;
        let address = net::getsockname(&listener)?;
        let Ok(address) = SocketAddr::try_from(address) else {
            return Err(io::ErrorKind::AddrNotAvailable.into());
        };
        // One fits into the queue, and for the others there is no room.
        let mut queued = Vec::new();
        for _ in 0..3 {
            let one = socket()?;
            match net::connect(&one, &address) {
                Ok(()) | Err(rustix::io::Errno::INPROGRESS) => queued.push(one),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Self { address, _listener: listener, _queued: queued })
    }

    /// Where nobody answers.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_dead_end_takes_no_connection_and_refuses_none() {
        let end = DeadEnd::new().unwrap();
        let wait = Duration::from_millis(300);
        let since = Instant::now();
        let error = TcpStream::connect_timeout(&end.address(), wait).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(since.elapsed() >= wait);
    }
}
