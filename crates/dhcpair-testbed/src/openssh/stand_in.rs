//! Commands of an SSH server that the test itself answers.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use super::OpenSsh;

/// What a command leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// Its exit code.
    pub code: u8,
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
}

/// Hands a command and its standard input over to the test, by files named on a connection to it.
const SCRIPT: &str = r#"#!/bin/bash
at=$(mktemp -d -p FOLDER) && cat >"$at/stdin" && printf %s "$SSH_ORIGINAL_COMMAND" >"$at/line" || exit 120
exec 3<>/dev/tcp/127.0.0.1/PORT || exit 121
printf '%s\n' "$at" >&3
read -r code <&3 || exit 122
cat "$at/stdout"; cat "$at/stderr" >&2
rm -r "$at"
exit "$code"
"#;

impl OpenSsh {
    /// A new private key: whatever its owner asks the server to run, `answer` answers. It gets the
    /// command line and standard input, one command at a time. It ends with the test.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn stand_in(
        &self,
        name: &str,
        mut answer: impl FnMut(&str, &[u8]) -> Reply + Send + 'static,
    ) -> io::Result<PathBuf> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let folder = self.folder.path().display().to_string();
        let port = listener.local_addr()?.port().to_string();
        let script = self.file(&format!("{name}.sh"));
        fs::write(&script, SCRIPT.replace("FOLDER", &folder).replace("PORT", &port))?;
        let key = self.admit(name, "ed25519", &format!("command=\"bash {}\"", script.display()))?;
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                // A command that was ended meanwhile waits for no answer.
                let _ = serve(&connection, &mut answer);
            }
        });
        Ok(key)
    }
}

fn serve(
    mut connection: &TcpStream,
    answer: &mut impl FnMut(&str, &[u8]) -> Reply,
) -> io::Result<()> {
    let mut folder = String::new();
    BufReader::new(connection).read_line(&mut folder)?;
    let folder = Path::new(folder.trim_end());
    let line = fs::read_to_string(folder.join("line"))?;
    let reply = answer(&line, &fs::read(folder.join("stdin"))?);
    fs::write(folder.join("stdout"), reply.stdout)?;
    fs::write(folder.join("stderr"), reply.stderr)?;
    writeln!(connection, "{}", reply.code)
}
