//! Runs the program as a user would, under a time limit.
#![expect(dead_code, reason = "each test binary uses its own part")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

pub(crate) mod dhcpds;
pub(crate) mod every;
pub(crate) mod hostile;
pub(crate) mod keas;
pub(crate) mod schema;
pub(crate) mod still;

use std::ffi::OsStr;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// No command may take longer, in a debug build on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// What a run came to.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

impl Run {
    /// Both streams, for messages of failed tests.
    pub(crate) fn all(&self) -> String {
        format!("exit {:?}\n{}{}", self.code, self.stdout, self.stderr)
    }

    /// The document on standard output, which is what its schema says.
    pub(crate) fn json(&self) -> serde_json::Value {
        let document = serde_json::from_str(&self.stdout);
        let document = document.unwrap_or_else(|e| panic!("{e}: {}", self.all()));
        schema::of(&document);
        document
    }
}

/// The top folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs `dhcpair` in `folder`.
pub(crate) fn dhcpair(
    folder: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Run {
    with_stdin(folder, arguments, b"")
}

/// Runs `dhcpair` in `folder` with bytes on its standard input.
pub(crate) fn with_stdin(
    folder: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    stdin: &[u8],
) -> Run {
    // Files and not pipes: a program that writes much never waits for us.
    let mut files = [(); 3].map(|()| tempfile::tempfile().unwrap());
    files[0].write_all(stdin).unwrap();
    files[0].rewind().unwrap();
    let [input, mut stdout, mut stderr] = files;
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_dhcpair"))
        .args(arguments)
        .current_dir(folder)
        .env("DHCPAIR_NOW", "2026-11-22T14:02:11Z")
        .env("XDG_CONFIG_HOME", folder)
        .env("RUST_BACKTRACE", "0")
        .env_remove("DHCPAIR_CONFIG")
        .env_remove("NO_COLOR")
        .stdin(Stdio::from(input))
        .stdout(stdout.try_clone().unwrap())
        .stderr(stderr.try_clone().unwrap())
        .spawn()
        .unwrap();
    let code = end(&mut child, start);
    let took = start.elapsed();
    let text = |file: &mut std::fs::File| {
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Run { code, stdout: text(&mut stdout), stderr: text(&mut stderr), took }
}

/// What a program ends with; one that goes on for too long is ended, and that is a failure.
fn end(child: &mut Child, start: Instant) -> Option<i32> {
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if start.elapsed() > LIMIT {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("still running after {LIMIT:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Runs `dhcpair` in `folder` until what it has written is enough, and goes away: it has to end of itself then.
pub(crate) fn watched(
    folder: &Path,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    enough: impl Fn(&str) -> bool,
) -> Run {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_dhcpair"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", folder)
        .env_remove("DHCPAIR_CONFIG")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut screens = child.stdout.take().unwrap();
    let mut stdout = String::new();
    while !enough(&stdout) {
        let mut some = [0; 4096];
        let length = screens.read(&mut some).unwrap();
        assert!(length > 0, "it ended: {stdout}");
        stdout.push_str(&String::from_utf8_lossy(&some[..length]));
    }
    drop(screens);
    let code = end(&mut child, start);
    Run { code, stdout, stderr: String::new(), took: start.elapsed() }
}

/// A folder with files in it.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}
