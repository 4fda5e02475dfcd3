//! `dhcpair leases audit` over a pair with many leases, by every way to them.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dhcpair_testbed::lab::{Host, Kea, Lab};
use dhcpair_testbed::{Family, OpenSsh};

use crate::contest;
use crate::measure::{self, find, median};

/// Leases of the pair; each was renewed once since the files were cleaned.
pub const LEASES: u32 = 100_000;

/// Maximum client lead time of the dhcpd pair, in seconds.
const MCLT: u64 = 1_800;

/// What was measured by one way: the medians of several runs.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The way.
    pub way: &'static str,
    /// From the start to the last word.
    pub took: Duration,
    /// Processor time of the program, all threads together.
    pub processor: Duration,
    /// Peak memory in bytes.
    pub peak: u64,
}

/// Audits a healthy pair by every way; those that this machine lacks are left out.
///
/// # Errors
/// If files or servers cannot be made, or if an audit finds something wrong.
pub fn measured(runs: usize, folder: &Path) -> io::Result<Vec<Measured>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(io::Error::other)?.as_secs();
    let sshd = OpenSsh::start()?;
    let mut all = Vec::new();
    let isc = isc(folder, now)?;
    all.push(audited("dhcpd's files", runs, folder, &inventory(&isc, ""))?);
    if let Some(sshd) = &sshd {
        all.push(audited("dhcpd's files over SSH", runs, folder, &inventory(&isc, &over(sshd)))?);
    }
    let Some(pair) = KeaPair::start(now)? else { return Ok(all) };
    let (files, channel) = (pair.servers(Way::Files), pair.servers(Way::Channel));
    all.push(audited("Kea's files", runs, folder, &inventory(&files, ""))?);
    all.push(audited("Kea's control channel", runs, folder, &inventory(&channel, ""))?);
    if let Some(sshd) = &sshd {
        let over = over(sshd);
        all.push(audited("Kea's files over SSH", runs, folder, &inventory(&files, &over))?);
        let way = "Kea's control channel over SSH";
        all.push(audited(way, runs, folder, &inventory(&channel, &over))?);
    }
    Ok(all)
}

fn audited(way: &'static str, runs: usize, folder: &Path, inventory: &str) -> io::Result<Measured> {
    let file = folder.join("dhcpair.toml");
    fs::write(&file, inventory)?;
    let mut all = Vec::new();
    for _ in 0..runs {
        let mut audit = Command::new(contest::program()?);
        audit.arg("--config").arg(&file).args(["leases", "audit", "campus"]);
        let run = measure::run(&mut audit, &folder.join("log"), Command::spawn)?;
        let both = run.output.matches(&format!(": {LEASES} leases as of ")).count();
        if run.code != Some(0) || both != 2 {
            return Err(io::Error::other(format!(
                "{way}: this is not what is there:\n{}",
                run.output
            )));
        }
        all.push(run);
    }
    let of = |times: Vec<Duration>| median(&times).unwrap_or_default();
    Ok(Measured {
        way,
        took: of(all.iter().map(|run| run.took).collect()),
        processor: of(all.iter().map(|run| run.processor).collect()),
        peak: all.iter().map(|run| run.peak).max().unwrap_or(0),
    })
}

/// Both servers, each with what was said of it.
fn inventory(servers: &[String; 2], access: &str) -> String {
    let mut text = String::new();
    for (name, server) in ["dhcp-a", "dhcp-b"].iter().zip(servers) {
        // Writing into a string never fails.
        let _ = writeln!(text, "[servers.{name}]\n{server}\n{access}");
    }
    let vendor = if text.contains("\"isc\"") { "isc" } else { "kea" };
    let named = "primary = \"dhcp-a\"\nsecondary = \"dhcp-b\"";
    text + &format!("[relationships.campus]\nvendor = \"{vendor}\"\n{named}\n")
}

fn over(sshd: &OpenSsh) -> String {
    let (key, known) = (sshd.key(), sshd.known_hosts());
    format!(
        "access = {{ type = \"ssh\", host = \"127.0.0.1\", port = {}, user = \"{}\", \
         identity-file = {key:?}, known-hosts = {known:?} }}",
        sshd.port(),
        sshd.user()
    )
}

/// The files of a dhcpd pair, and what an inventory says of the two.
fn isc(folder: &Path, now: u64) -> io::Result<[String; 2]> {
    let server = |own: usize| -> io::Result<String> {
        let addresses = ["10.77.0.1", "10.77.0.2"];
        let (role, shares) = match own {
            0 => ("primary", format!("mclt {MCLT}; split 128;")),
            _ => ("secondary", String::new()),
        };
        let conf = folder.join(format!("{own}.conf"));
        fs::write(
            &conf,
            format!(
                "failover peer \"campus\" {{ {role}; address {}; peer address {}; {shares} }}\n\
                 subnet 10.32.0.0 netmask 255.252.0.0 {{\n\
                   pool {{ failover peer \"campus\"; range 10.32.0.0 10.33.255.255; }}\n}}\n",
                addresses[own],
                addresses[1 - own]
            ),
        )?;
        let leases = folder.join(format!("{own}.leases"));
        dhcpd_leases(&leases, now)?;
        Ok(format!(
            "vendor = \"isc\"\naddresses = [\"{}\"]\nconfig = {conf:?}\nleases = {leases:?}",
            addresses[own]
        ))
    };
    Ok([server(0)?, server(1)?])
}

/// The lease of this number at this time: its octets, when it was renewed and when it ends.
fn times(now: u64, renewals_ago: u64) -> (u64, u64) {
    let renewed = now - renewals_ago * 3_600;
    (renewed, renewed + 43_200)
}

fn dhcpd_leases(path: &Path, now: u64) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "authoring-byte-order little-endian;\n")?;
    for (ago, number) in [2, 1].into_iter().flat_map(|ago| (0..LEASES).map(move |at| (ago, at))) {
        let [_, x, y, z] = number.to_be_bytes();
        let ((renewed, ends), x4) = (times(now, ago), 32 + x);
        let known = ends + MCLT;
        write!(
            out,
            "lease 10.{x4}.{y}.{z} {{\n  starts epoch {renewed};\n  ends epoch {ends};\n  \
             tstp epoch {known};\n  tsfp epoch {known};\n  atsfp epoch {known};\n  \
             cltt epoch {renewed};\n  binding state active;\n  next binding state expired;\n  \
             hardware ethernet 02:00:00:{x:02x}:{y:02x}:{z:02x};\n  \
             uid \"\\001\\002\\000\\000\\{x:03o}\\{y:03o}\\{z:03o}\";\n  \
             set vendor-class-identifier = \"MSFT 5.0\";\n  \
             client-hostname \"workstation-{number:06}\";\n}}\n"
        )?;
    }
    let day = now - 86_400;
    writeln!(
        out,
        "failover peer \"campus\" state {{\n  my state normal at epoch {day};\n  \
         partner state normal at epoch {day};\n  mclt {MCLT};\n}}"
    )?;
    out.flush()
}

fn kea_leases(path: &Path, now: u64) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(
        out,
        "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context"
    )?;
    for (ago, number) in [2, 1].into_iter().flat_map(|ago| (0..LEASES).map(move |at| (ago, at))) {
        let [_, x, y, z] = number.to_be_bytes();
        let ((_, ends), x4) = (times(now, ago), 32 + x);
        let hex = format!("02:00:00:{x:02x}:{y:02x}:{z:02x}");
        let name = format!("workstation-{number:06}");
        writeln!(out, "10.{x4}.{y}.{z},{hex},01:{hex},43200,{ends},1,0,0,{name},0,")?;
    }
    out.flush()
}

/// What is said of a Kea.
#[derive(Clone, Copy)]
enum Way {
    Files,
    Channel,
}

/// A running pair of the Kea of this machine.
struct KeaPair {
    // In the order in which they go.
    servers: [Kea; 2],
    hosts: [Host; 2],
    _lab: Lab,
}

impl KeaPair {
    /// A pair with the leases; [`None`] where there is no Kea, or no lab.
    fn start(now: u64) -> io::Result<Option<Self>> {
        let hooks = fs::read_dir("/usr/lib")?.flatten().map(|entry| entry.path().join("kea/hooks"));
        let Some(hooks) = hooks.filter(|_| find("kea-dhcp4").is_some()).find(|path| path.is_dir())
        else {
            return Ok(None);
        };
        let Some(lab) = Lab::new(&["kea-dhcp4"]).map_err(io::Error::other)? else {
            return Ok(None);
        };
        let hosts = [lab.host("a"), lab.host("b")];
        let [Ok(one), Ok(two)] = hosts else { return Err(io::Error::other("no hosts")) };
        let hosts = [one, two];
        let start = |own: usize| {
            let mut written = Ok(());
            let kea = Kea::start(&hosts[own], Family::V4, |folder| {
                written = kea_leases(&folder.join("leases.csv"), now);
                kea_configuration(&hosts, own, &hooks, folder)
            });
            written.and(kea.map_err(io::Error::other))
        };
        let servers = [start(0)?, start(1)?];
        Ok(Some(Self { servers, hosts, _lab: lab }))
    }

    fn servers(&self, way: Way) -> [String; 2] {
        [0, 1].map(|at| {
            let kea = &self.servers[at];
            let (config, address) = (kea.file(), self.hosts[at].address());
            let rest = match way {
                Way::Files => format!("leases = {:?}", kea.folder().join("leases.csv")),
                Way::Channel => {
                    format!("control = {{ socket = {:?} }}", kea.folder().join("kea.sock"))
                }
            };
            format!("vendor = \"kea\"\naddresses = [\"{address}\"]\nconfig = {config:?}\n{rest}")
        })
    }
}

fn kea_configuration(hosts: &[Host; 2], own: usize, hooks: &Path, folder: &Path) -> String {
    let library = |name: &str| -> PathBuf { hooks.join(format!("{name}.so")) };
    let peer = |at: usize| {
        let (name, role) = [("one", "primary"), ("two", "standby")][at];
        let url = format!("http://{}:8001/", hosts[at].address());
        format!(r#"{{ "name": "{name}", "url": "{url}", "role": "{role}" }}"#)
    };
    format!(
        r#"{{ "Dhcp4": {{
          "interfaces-config": {{ "interfaces": [ ] }},
          "lease-database": {{ "type": "memfile", "name": "{folder}/leases.csv", "lfc-interval": 0 }},
          "control-socket": {{ "socket-type": "unix", "socket-name": "{folder}/kea.sock" }},
          "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 2 }},
          "subnet4": [ {{ "id": 1, "subnet": "10.32.0.0/14",
                          "pools": [ {{ "pool": "10.32.0.0-10.33.255.255" }} ] }} ],
          "hooks-libraries": [ {{ "library": {lease_cmds:?} }}, {{ "library": {ha:?},
            "parameters": {{ "high-availability": [ {{ "this-server-name": "{name}",
              "mode": "hot-standby", "sync-leases": false, "multi-threading": {{
                "enable-multi-threading": true, "http-dedicated-listener": true }},
              "peers": [ {one}, {two} ] }} ] }} }} ] }} }}"#,
        folder = folder.display(),
        lease_cmds = library("libdhcp_lease_cmds"),
        ha = library("libdhcp_ha"),
        name = ["one", "two"][own],
        one = peer(0),
        two = peer(1),
    )
}
