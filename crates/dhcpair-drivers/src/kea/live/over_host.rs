//! The way to a unix socket on a host where programs can be run: with Perl or Python, whichever is there.
//! Both are on every Debian or Red Hat; what speaks to unix sockets by trade (`socat`) seldom is.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use dhcpair_exec::{Command, ExecError, Host, Limits as ExecLimits, Output};
use kea_control::{Carrier, ControlError, Limits, Phase};

/// A unix socket of Kea on a host, for [`Endpoint::Carried`](kea_control::Endpoint::Carried).
///
/// The account is Kea's own user (`_kea` on Debian) or root; from Kea 3.0 on the user's group is enough. The path is an argument of
/// a program; the command goes to its standard input.
#[derive(Debug)]
pub struct SocketOn {
    host: Arc<dyn Host>,
    path: PathBuf,
    /// Which of [`SPEAKERS`] answered last.
    speaker: AtomicUsize,
}

/// A program with its arguments before the path: sends what it is given, and says what comes back. How it ends says
/// why it could not connect: [`NO_SOCKET`], [`FORBIDDEN`], [`REFUSED`], [`OTHER`].
type Speaker = (&'static str, [&'static str; 2]);

const SPEAKERS: [Speaker; 2] = [("perl", ["-e", PERL]), ("python3", ["-c", PYTHON])];

const NO_SOCKET: i32 = 33;
const FORBIDDEN: i32 = 34;
const REFUSED: i32 = 35;
const OTHER: i32 = 36;

const PERL: &str = "use Socket; $SIG{PIPE} = 'IGNORE'; binmode STDIN; binmode STDOUT; \
    $/ = undef; my $command = <STDIN>; socket(my $kea, PF_UNIX, SOCK_STREAM, 0) or exit 36; \
    connect($kea, sockaddr_un($ARGV[0])) \
    or exit($!{ENOENT} ? 33 : $!{EACCES} ? 34 : $!{ECONNREFUSED} ? 35 : 36); \
    syswrite $kea, $command; while (sysread $kea, my $piece, 65536) { print $piece }";

const PYTHON: &str = "import errno, socket, sys
kea = socket.socket(socket.AF_UNIX)
try:
    kea.connect(sys.argv[1])
except OSError as error:
    codes = {errno.ENOENT: 33, errno.EACCES: 34, errno.ECONNREFUSED: 35}
    sys.exit(codes.get(error.errno, 36))
try:
    kea.sendall(sys.stdin.buffer.read())
    while True:
        piece = kea.recv(65536)
        if not piece:
            break
        sys.stdout.buffer.write(piece)
except OSError:
    pass
";

/// No program of the host speaks to unix sockets.
#[derive(Debug, thiserror::Error)]
#[error("`{host}` has neither `perl` nor `python3` to reach it with{}", said(complaint))]
struct Speechless {
    host: String,
    complaint: String,
}

fn said(complaint: &str) -> String {
    if complaint.is_empty() { String::new() } else { format!(" ({complaint})") }
}

impl SocketOn {
    /// A socket on a host, by its path there.
    #[must_use]
    pub fn new(host: Arc<dyn Host>, path: PathBuf) -> Self {
        Self { host, path, speaker: AtomicUsize::new(0) }
    }

    fn carrier(&self, source: impl std::error::Error + Send + Sync + 'static) -> ControlError {
        ControlError::Carrier { place: self.place(), source: Box::new(source) }
    }

    async fn run(
        &self,
        (program, arguments): Speaker,
        command: &[u8],
        limits: &Limits,
    ) -> Result<Output, ExecError> {
        let command = Command::new(program)
            .arguments(arguments)
            .arguments([&self.path])
            .stdin(command)
            .limits(ExecLimits { time: limits.all(), output: limits.largest });
        self.host.run(&command).await
    }

    /// What a program that ran to its end brought; [`None`] where it could not do what it was told.
    fn brought(&self, output: Output) -> Option<Result<Vec<u8>, ControlError>> {
        let place = self.place();
        let source = |kind: std::io::ErrorKind| kind.into();
        Some(match output.code {
            0 => Ok(output.stdout),
            NO_SOCKET => {
                Err(ControlError::NoSocket { place, source: source(std::io::ErrorKind::NotFound) })
            }
            FORBIDDEN => {
                let source = source(std::io::ErrorKind::PermissionDenied);
                Err(ControlError::Forbidden { place, source })
            }
            REFUSED => {
                let source = source(std::io::ErrorKind::ConnectionRefused);
                Err(ControlError::Refused { place, source })
            }
            OTHER => {
                let reason = "the system makes no connection".to_owned();
                Err(ControlError::Unreachable { place, reason })
            }
            _ => return None,
        })
    }
}

#[async_trait]
impl Carrier for SocketOn {
    fn place(&self) -> String {
        format!("{} on {}", self.path.display(), self.host.name())
    }

    async fn carry(&self, command: &[u8], limits: &Limits) -> Result<Vec<u8>, ControlError> {
        let mut complaint = String::new();
        let first = self.speaker.load(Ordering::Relaxed);
        for (at, speaker) in
            SPEAKERS.into_iter().enumerate().cycle().skip(first).take(SPEAKERS.len())
        {
            match self.run(speaker, command, limits).await {
                Ok(output) => {
                    let said = output.complaint();
                    if let Some(brought) = self.brought(output) {
                        self.speaker.store(at, Ordering::Relaxed);
                        return brought;
                    }
                    complaint = said;
                }
                Err(ExecError::NoProgram { .. } | ExecError::ProgramRefused { .. }) => {}
                Err(ExecError::TimedOut { after, .. }) => {
                    let phase = Phase::Answer;
                    return Err(ControlError::Timeout { place: self.place(), phase, after });
                }
                Err(ExecError::TooLarge { limit, .. }) => {
                    return Err(ControlError::TooLarge { place: self.place(), limit });
                }
                Err(other) => return Err(self.carrier(other)),
            }
        }
        Err(self.carrier(Speechless { host: self.host.name().to_owned(), complaint }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_end_as_is_said() {
        for code in [NO_SOCKET, FORBIDDEN, REFUSED, OTHER] {
            for text in [PERL, PYTHON] {
                assert!(text.contains(&code.to_string()), "{code}");
            }
        }
    }
}
