//! A Kea that does not come to an end with some of its commands.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use super::{Kea, LabError};

/// The longest command that is passed on.
const LONGEST: usize = 65_536;

impl Kea {
    /// Makes a socket beside the control socket of this name, in the same folder, that passes commands on to it; those of these
    /// names are never answered.
    ///
    /// # Errors
    /// If the socket cannot be made.
    pub fn stalled(&self, socket: &str, commands: &[&str]) -> Result<PathBuf, LabError> {
        let path = self.folder().join(format!("stalled-{}", commands.join("-")));
        let server = self.folder().join(socket);
        let listener = UnixListener::bind(&path);
        let listener = listener.map_err(LabError::system(format!("make `{}`", path.display())))?;
        let commands: Vec<_> = commands.iter().map(|name| format!("\"{name}\"")).collect();
        std::thread::spawn(move || {
            for asks in listener.incoming().flatten() {
                let (server, commands) = (server.clone(), commands.clone());
                std::thread::spawn(move || pass_on(asks, &server, &commands));
            }
        });
        Ok(path)
    }
}

fn pass_on(mut asks: UnixStream, server: &Path, silent: &[String]) -> io::Result<()> {
    let mut asked = vec![0; LONGEST];
    let read = asks.read(&mut asked)?;
    asked.truncate(read);
    let asked_for = String::from_utf8_lossy(&asked);
    if silent.iter().any(|name| asked_for.contains(name)) {
        // Until who asks has enough.
        return asks.read(&mut [0]).map(drop);
    }
    let mut answers = UnixStream::connect(server)?;
    answers.write_all(&asked)?;
    io::copy(&mut answers, &mut asks)?;
    asks.shutdown(Shutdown::Both)
}
