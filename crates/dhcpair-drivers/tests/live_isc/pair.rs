//! Two servers that are led through states.

use std::fs::File;
use std::io::{self, Write};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use dhcpair_drivers::isc::live::{
    LeaseFile, Omapi, States, Ways, Written, read_lease_file, read_log, states,
};
use dhcpair_testbed::lab::{Dhcpd, Host, Lab, Mark};
use failover_model::state::{Reported, SideState, StateSource};
use omapi::{Connection, Limits, SettableState};

/// How long a server may take to get into a state.
const TOGETHER: Duration = Duration::from_secs(40);

/// How long a state may take to be named once the server has said that it is in it.
const SOON: Duration = Duration::from_secs(5);

/// Two hosts with a server each, and up to where their logs have been read.
pub(super) struct Pair {
    pub(super) hosts: [Host; 2],
    servers: [Option<Dhcpd>; 2],
    marks: [Mark; 2],
}

impl Pair {
    pub(super) fn new(lab: &Lab) -> Self {
        let hosts = ["one", "two"].map(|name| lab.host(name).unwrap());
        Self { hosts, servers: [None, None], marks: [Mark::default(); 2] }
    }

    pub(super) fn start(&mut self, side: usize) {
        let role = ["primary; mclt 60; split 128", "secondary"][side];
        let [own, partner] = [side, 1 - side].map(|side| self.hosts[side].address());
        let text = format!(
            "omapi-port 7911;\n\
             ping-check off;\n\
             failover peer \"campus\" {{\n\
               {role};\n\
               address {own}; peer address {partner};\n\
               max-response-delay 2; max-unacked-updates 10; load balance max seconds 3;\n\
             }}\n\
             subnet 10.77.0.0 netmask 255.255.255.0 {{ }}\n\
             subnet 10.20.0.0 netmask 255.255.255.0 {{\n\
               pool {{ failover peer \"campus\"; range 10.20.0.100 10.20.0.119; }}\n\
             }}\n"
        );
        self.servers[side] = Some(Dhcpd::start(&self.hosts[side], text).unwrap());
    }

    pub(super) fn server(&mut self, side: usize) -> &mut Dhcpd {
        self.servers[side].as_mut().unwrap()
    }

    pub(super) fn ways(&self, side: usize) -> Ways {
        let lease_file = self.servers[side].as_ref().map(Dhcpd::leases).map(LeaseFile::Here);
        Ways { omapi: omapi_of(&self.hosts[side]), lease_file, log: None, started: None }
    }

    pub(super) fn set(&self, side: usize, state: SettableState) {
        let host = &self.hosts[side];
        let address = (host.address(), 7911).into();
        let set = async {
            let mut server = Connection::connect(address, None, Limits::default()).await?;
            server.set_failover_state("campus", state).await
        };
        inside(host, set).unwrap();
    }

    /// Sets a state by its number, as an operator may with omshell(1): dhcpd takes any, and our own client only those that are safe.
    pub(super) fn set_number(&self, side: usize, number: u8) {
        let host = &self.hosts[side];
        let said = format!(
            "server {}\nport 7911\nconnect\nnew failover-state\nset name = \"campus\"\nopen\n\
             set local-state = {number}\nupdate\n",
            host.address()
        );
        let told = host.inside("run omshell", || {
            let mut omshell = std::process::Command::new("omshell")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()?;
            omshell.stdin.take().unwrap().write_all(said.as_bytes())?;
            omshell.wait_with_output()
        });
        let told = String::from_utf8_lossy(&told.unwrap().stdout).into_owned();
        assert!(told.contains("local-state = "), "{told}");
    }

    /// Waits until each server has said that it is in its state, and that this is what is named soon after.
    pub(super) fn both_move_to(&mut self, one: &str, two: &str) {
        // One at a time: states that pass have to be named while they are there.
        let deadline = Instant::now() + TOGETHER;
        let mut missing = vec![(0, one), (1, two)];
        while !missing.is_empty() {
            assert!(Instant::now() < deadline, "never in {missing:?}: {}", self.logs());
            missing.retain(|(side, state)| !self.has_moved_to(*side, state));
        }
    }

    pub(super) fn moves_to(&mut self, side: usize, state: &str) {
        let deadline = Instant::now() + TOGETHER;
        while !self.has_moved_to(side, state) {
            assert!(Instant::now() < deadline, "never in {state}: {}", self.logs());
        }
    }

    /// Whether a server has said that it has moved to a state; it is named then.
    fn has_moved_to(&mut self, side: usize, state: &str) -> bool {
        let mark = self.marks[side];
        let daemon = self.server(side).daemon();
        let said = daemon.log_since(mark);
        let moved =
            |line: &str| line.contains(": I move from ") && line.ends_with(&format!(" to {state}"));
        if !said.lines().any(moved) {
            std::thread::sleep(Duration::from_millis(10));
            return false;
        }
        self.marks[side] = daemon.mark();
        self.says(side, state, None);
        true
    }

    /// What a side is in, and takes its partner to be in, is named soon.
    pub(super) fn says(&self, side: usize, own: &str, partner: Option<&str>) {
        let deadline = Instant::now() + SOON;
        loop {
            let state = self.state(side);
            let word = |reported: &Reported| reported.state.to_string();
            let right = partner.is_none() || state.partner.as_ref().map(word).as_deref() == partner;
            if word(&state.own) == own && right {
                assert_eq!(state.source, StateSource::Omapi);
                assert!(state.own.since.is_some());
                return;
            }
            assert!(Instant::now() < deadline, "not {own}, {partner:?}: {state:?} {}", self.logs());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn state(&self, side: usize) -> SideState {
        let asked = states_of(&self.hosts[side], &self.ways(side), &["campus"]);
        asked.peers[0].state.known().unwrap_or_else(|| panic!("{asked:?} {}", self.logs())).clone()
    }

    /// The lease files and the logs say the same as the servers.
    pub(super) fn files_agree(&self) {
        self.logs_agree();
        for side in [0, 1] {
            let (deadline, path) =
                (Instant::now() + SOON, self.servers[side].as_ref().unwrap().leases());
            loop {
                let file = File::open(&path).unwrap();
                let read = read_lease_file(file, None, &["campus".into()]).unwrap();
                let (told, read) = (self.state(side), read[0].state.known().cloned());
                let same = |read: &SideState| {
                    let partner = |side: &SideState| {
                        side.partner.as_ref().map(|partner| partner.state.clone())
                    };
                    read.own == told.own && partner(read) == partner(&told)
                };
                if let Some(read) = read.filter(same) {
                    assert_eq!(read.source, StateSource::LeaseFile);
                    break;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(Instant::now() < deadline, "{told:?} {text}");
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }

    /// What the servers have logged says the same, as it is and as a syslog keeps it.
    fn logs_agree(&self) {
        for side in [0, 1] {
            let deadline = Instant::now() + SOON;
            loop {
                let plain = self.servers[side].as_ref().unwrap().log();
                let told = self.state(side);
                let at = |text: &str| {
                    let zone = chrono::FixedOffset::east_opt(0);
                    let written = Written { zone, changed: Some(Utc::now()), ..Written::default() };
                    let read = read_log(text.as_bytes(), &written, &["campus".into()]);
                    read[0].state.known().cloned()
                };
                let word = |side: &Option<Reported>| side.as_ref().map(|one| one.state.clone());
                let same = |read: &SideState| {
                    read.own.state == told.own.state && word(&read.partner) == word(&told.partner)
                };
                if let Some(read) = at(&plain).filter(same) {
                    assert_eq!((read.source, read.own.since), (StateSource::Log, None));
                    let now = Utc::now();
                    let head = now.format("%b %e %H:%M:%S dhcp-a dhcpd[7]: ").to_string();
                    let kept: String =
                        plain.lines().map(|line| format!("{head}{line}\n")).collect();
                    let kept = at(&kept).filter(same).unwrap_or_else(|| panic!("{kept}"));
                    assert!((now - kept.own.since.unwrap()).num_seconds().abs() <= 1, "{kept:?}");
                    break;
                }
                assert!(Instant::now() < deadline, "{told:?} {plain}");
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }

    fn logs(&self) -> String {
        self.servers.iter().flatten().map(Dhcpd::log).collect()
    }
}

pub(super) fn omapi_of(host: &Host) -> Option<Omapi> {
    let address = (host.address(), 7911).into();
    Some(Omapi { address, key: None, limits: Limits::default() })
}

/// What is learnt of a server from a host.
pub(super) fn states_of(from: &Host, ways: &Ways, peers: &[&str]) -> States {
    let names: Vec<Arc<str>> = peers.iter().map(|name| Arc::from(*name)).collect();
    inside(from, states(ways, &names, Utc::now))
}

fn inside<T: Send>(host: &Host, run: impl Future<Output = T> + Send) -> T {
    let ran = host.inside("ask the server", || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok::<_, io::Error>(runtime.block_on(run))
    });
    ran.unwrap()
}
