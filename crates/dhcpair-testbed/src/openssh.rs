//! A real OpenSSH server on the loopback interface, with keys of its own.

mod stand_in;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::find::program;
pub use stand_in::Reply;

/// Seconds of processor time that it and what it runs may use.
const PROCESSOR: &str = "--cpu=120";

/// Where a server that runs as root wants an empty folder (`PrivSep` in Debian's `sshd(8)`).
const EMPTY: &str = "/run/sshd";

/// How long it may take to start.
const START: Duration = Duration::from_secs(10);

const LOOK: Duration = Duration::from_millis(10);

/// Host keys that it shows, newest wishes of clients first.
const KINDS: [&str; 2] = ["ed25519", "ecdsa"];

/// A running `sshd` on 127.0.0.1 that lets in the account of the test with [`key()`](Self::key).
///
/// Its files are in a folder of its own that goes with it; so do its connections and what they run. The
/// account's home is an empty folder, so that its start files are not run.
#[derive(Debug)]
pub struct OpenSsh {
    folder: TempDir,
    listener: Child,
    port: u16,
    user: String,
}

impl OpenSsh {
    /// Starts one. [`None`] where the machine has no OpenSSH, which has been said.
    ///
    /// # Errors
    /// If it does not start.
    ///
    /// # Panics
    /// If there is none and `CI=true`.
    pub fn start() -> io::Result<Option<Self>> {
        let Some(programs) = ["sshd", "ssh", "ssh-keygen", "prlimit"]
            .map(program)
            .into_iter()
            .collect::<Option<Vec<_>>>()
        else {
            return Ok(None);
        };
        drop(programs);
        let folder = tempfile::tempdir()?;
        for kind in KINDS {
            generate(&folder.path().join(format!("host_{kind}")), kind)?;
        }
        generate(&folder.path().join("client"), "ed25519")?;
        fs::copy(folder.path().join("client.pub"), folder.path().join("authorized_keys"))?;
        let user = Command::new("id").arg("-un").output()?.stdout;
        let user = String::from_utf8_lossy(&user).trim().to_owned();
        if user == "root" {
            fs::DirBuilder::new().recursive(true).mode(0o755).create(EMPTY)?;
        }
        // Between being chosen and being used, somebody else may take a port.
        let mut failed = io::Error::other("no free port");
        for _ in 0..5 {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
            match listen(folder.path(), port) {
                Ok(listener) => {
                    let server = Self { folder, listener, port, user };
                    server.note_host_keys()?;
                    server.configure_clients()?;
                    return Ok(Some(server));
                }
                Err(why) => failed = why,
            }
        }
        Err(failed)
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The account that it lets in: that of the test.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// A file of its own folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The private key that it lets in.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.file("client")
    }

    /// A file of known hosts with its keys.
    #[must_use]
    pub fn known_hosts(&self) -> PathBuf {
        self.file("known_hosts")
    }

    /// A configuration for `ssh -F` with which every name is this server.
    #[must_use]
    pub fn client_config(&self) -> PathBuf {
        self.file("ssh_config")
    }

    /// A new private key of this kind (`ed25519`, `ecdsa`, `rsa`), which it does not let in.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn stranger(&self, name: &str, kind: &str) -> io::Result<PathBuf> {
        let file = self.file(name);
        generate(&file, kind)?;
        Ok(file)
    }

    /// A new private key that it lets in with these options of `authorized_keys`, such as
    /// `command="..."`.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn admit(&self, name: &str, kind: &str, options: &str) -> io::Result<PathBuf> {
        let file = self.stranger(name, kind)?;
        let public = fs::read_to_string(file.with_extension("pub"))?;
        let mut keys = OpenOptions::new().append(true).open(self.file("authorized_keys"))?;
        let space = if options.is_empty() { "" } else { " " };
        write!(keys, "{options}{space}{public}")?;
        Ok(file)
    }

    /// Starts it anew with other host keys, which no file of known hosts has.
    ///
    /// # Errors
    /// If it does not start.
    pub fn change_host_keys(&mut self) -> io::Result<()> {
        self.stop();
        for kind in KINDS {
            let file = self.file(&format!("host_{kind}"));
            fs::remove_file(&file)?;
            generate(&file, kind)?;
        }
        self.listener = listen(self.folder.path(), self.port)?;
        Ok(())
    }

    /// Kills all connections with what they run; new ones are let in.
    pub fn cut_connections(&self) {
        for id in descendants(self.listener.id()) {
            kill(id);
        }
    }

    /// How many connections it has at the moment.
    #[must_use]
    pub fn connections(&self) -> usize {
        children(self.listener.id(), &processes()).count()
    }

    /// What it has said.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read(self.file("log"))
            .map_or_else(|_| String::new(), |log| String::from_utf8_lossy(&log).into_owned())
    }

    fn note_host_keys(&self) -> io::Result<()> {
        let mut known = String::new();
        for kind in KINDS {
            let public = fs::read_to_string(self.file(&format!("host_{kind}.pub")))?;
            known.push_str(&format!("[127.0.0.1]:{} {public}", self.port));
        }
        fs::write(self.known_hosts(), known)
    }

    fn configure_clients(&self) -> io::Result<()> {
        let Self { port, user, .. } = self;
        let (key, known) = (self.key(), self.known_hosts());
        let (key, known) = (key.display(), known.display());
        let text = format!(
            "HostName 127.0.0.1\nPort {port}\nUser {user}\nIdentityFile {key}\nIdentitiesOnly yes\n\
             IdentityAgent none\nUserKnownHostsFile {known}\nGlobalKnownHostsFile /dev/null\n\
             StrictHostKeyChecking yes\nKexAlgorithms curve25519-sha256\n"
        );
        fs::write(self.client_config(), text)
    }

    /// Ends it with all connections: nobody listens there any more.
    pub fn stop(&mut self) {
        self.cut_connections();
        // It may have ended by itself.
        let _ = self.listener.kill();
        let _ = self.listener.wait();
    }
}

impl Drop for OpenSsh {
    fn drop(&mut self) {
        self.stop();
    }
}

fn generate(file: &Path, kind: &str) -> io::Result<()> {
    let found = program("ssh-keygen").ok_or(io::ErrorKind::NotFound)?;
    let output = Command::new(found)
        .args(["-q", "-t", kind, "-N", "", "-C", "dhcpair-testbed", "-f"])
        .arg(file)
        .stdin(Stdio::null())
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// Starts the server and waits until it takes connections.
fn listen(folder: &Path, port: u16) -> io::Result<Child> {
    let at = |name: &str| folder.join(name).display().to_string();
    // The account's own start files are none of a test's business: they take time, print, and a session that
    // is cut off may leave their locks behind.
    let home = at("home");
    fs::create_dir_all(&home)?;
    let keys = KINDS.map(|kind| format!("HostKey {}\n", at(&format!("host_{kind}")))).concat();
    let config = format!(
        "ListenAddress 127.0.0.1\nPort {port}\n{keys}AuthorizedKeysFile {}\nPidFile none\n\
         StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
         PermitRootLogin prohibit-password\nMaxStartups 100\nLogLevel VERBOSE\n\
         PermitUserRC no\nSetEnv HOME={home}\n",
        at("authorized_keys")
    );
    fs::write(folder.join("sshd_config"), config)?;
    // What an earlier one said there is no sign of this one.
    fs::write(folder.join("log"), "")?;
    let missing = || io::Error::from(io::ErrorKind::NotFound);
    let mut listener = Command::new(program("prlimit").ok_or_else(missing)?)
        .args([PROCESSOR, "--core=0", "--"])
        .arg(program("sshd").ok_or_else(missing)?)
        .args(["-D", "-f", &at("sshd_config"), "-E", &at("log")])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let listening = format!("Server listening on 127.0.0.1 port {port}.");
    let deadline = Instant::now() + START;
    loop {
        let log = fs::read(folder.join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        // That somebody listens on the port is not enough: it may be another test's server.
        if log.contains(&listening) {
            return Ok(listener);
        }
        if listener.try_wait()?.is_some() || Instant::now() > deadline {
            let _ = listener.kill();
            return Err(io::Error::other(log.into_owned()));
        }
        thread::sleep(LOOK);
    }
}

/// All processes with their parents.
fn processes() -> Vec<(u32, u32)> {
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let id = entry.ok()?.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((id, parent))
        })
        .collect()
}

fn children(parent: u32, all: &[(u32, u32)]) -> impl Iterator<Item = u32> {
    all.iter().filter(move |(_, its)| *its == parent).map(|(id, _)| *id)
}

/// All processes that a process has started, and those that they have.
fn descendants(ancestor: u32) -> Vec<u32> {
    let processes = processes();
    let mut all = vec![ancestor];
    let mut next = 0;
    while let Some(&parent) = all.get(next) {
        all.extend(children(parent, &processes));
        next += 1;
    }
    all.split_off(1)
}

fn kill(id: u32) {
    if let Some(id) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // It may have ended meanwhile.
        let _ = kill_process(id, Signal::KILL);
    }
}
