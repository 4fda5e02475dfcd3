//! The campus of the examples on two computers.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::Utc;
use dhcpair_drivers::windows::live::{Live, Surroundings};
use dhcpair_drivers::{Access, Ask, Driver, Sighting, Target};
use dhcpair_exec::{Identity, Limits, PowerShell, Ssh, SshTarget};
use dhcpair_testbed::{OpenSsh, Reply};
use failover_model::{ServerName, Vendor};
use windows_dhcp::RecordedState;
use windows_dhcp::command::ServerName as Address;
use windows_dhcp::fake::FakePair;
use windows_dhcp::hop::Session;
use windows_dhcp::runner::PowerShellRunner;
use windows_dhcp::script::RunId;

pub(crate) const SERVERS: [&str; 2] = ["win-1", "win-2"];

pub(crate) fn example(at: usize) -> RecordedState {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/campus-clean");
    let text = std::fs::read_to_string(folder.join(SERVERS[at]).join("state.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Two computers with an SSH server each; a session on one is a session by a key.
pub(crate) struct Campus {
    pub(crate) pair: Arc<Mutex<FakePair>>,
    pub(crate) computers: [OpenSsh; 2],
}

impl Campus {
    pub(crate) fn new() -> Option<Self> {
        let states = [0, 1].map(example);
        let mut pair = FakePair::of([&states[0], &states[1]]);
        pair.session = Session::SshKey;
        let computers = [OpenSsh::start().unwrap()?, OpenSsh::start().unwrap()?];
        Some(Self { pair: Arc::new(Mutex::new(pair)), computers })
    }

    pub(crate) fn address(&self, at: usize) -> Address {
        Address::new(&self.pair.lock().unwrap().servers[at].server.name).unwrap()
    }

    /// Lets in a key for the PowerShell of a computer, `on` which sessions are.
    pub(crate) fn key(&self, at: usize, name: &str, on: &str) -> std::path::PathBuf {
        let (pair, on) = (Arc::clone(&self.pair), on.to_owned());
        let key = self.computers[at].stand_in(name, move |line, stdin| {
            let mut pair = pair.lock().unwrap();
            pair.on.clone_from(&on);
            let output = pair.run(line, stdin).unwrap();
            let code = output.code.and_then(|code| code.try_into().ok()).unwrap_or(255);
            Reply { code, stdout: output.stdout, stderr: output.stderr }
        });
        key.unwrap()
    }

    /// The server, asked on itself.
    pub(crate) fn server(&self, at: usize) -> Live {
        let on = self.address(at).to_string();
        self.by(at, self.key(at, "power-shell", &on))
    }

    /// The server, asked with a key.
    pub(crate) fn by(&self, at: usize, key: std::path::PathBuf) -> Live {
        let computer = &self.computers[at];
        let (port, user) = (computer.port(), computer.user().to_owned());
        let ssh = Ssh::new(SshTarget { host: "127.0.0.1".to_owned(), port, user })
            .identities([Identity::File(key)])
            .known_hosts([computer.known_hosts()])
            .windows();
        let target = Target {
            name: ServerName::new(SERVERS[at]),
            vendor: Vendor::Windows,
            addresses: Vec::new(),
            access: Access::Asked,
            ask: Ask::PowerShell(None),
            leases: Vec::new(),
            configs: Vec::new(),
            version: None,
            restart: None,
            log: None,
        };
        let limits = Limits { time: Duration::from_secs(6), output: 4 << 20 };
        let surroundings = Surroundings {
            now: Utc::now,
            run_id: || RunId::new("5f3a9c01d2").unwrap(),
            within: Duration::from_secs(15),
        };
        let power_shell = PowerShell::new(limits);
        Live::new(target, self.address(at), Arc::new(ssh), power_shell, surroundings)
    }

    /// Both servers, looked at at the same time.
    pub(crate) async fn look(&self) -> [Sighting; 2] {
        let [first, second] = [self.server(0), self.server(1)];
        let (first, second) = tokio::join!(first.observe(), second.observe());
        [first, second]
    }
}
