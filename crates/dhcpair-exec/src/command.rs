//! What is to be run, within which limits, and what it left.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::time::Duration;

use config_text::escape_control;
use zeroize::Zeroizing;

/// A program with its arguments: a list, never a line for a shell.
///
/// Arguments can be seen by everybody on the server (`ps`) and are shown in messages. What is
/// secret goes to standard input or into a file.
#[derive(Debug, Clone)]
pub struct Command {
    program: OsString,
    arguments: Vec<OsString>,
    stdin: Stdin,
    limits: Limits,
}

impl Command {
    /// A program by its absolute path, or by a name that is looked up along the server's `PATH`;
    /// without arguments, with empty standard input and the default [`Limits`].
    #[must_use]
    pub fn new(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            stdin: Stdin::default(),
            limits: Limits::default(),
        }
    }

    /// With these arguments behind those that it has.
    #[must_use]
    pub fn arguments(mut self, all: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments.extend(all.into_iter().map(Into::into));
        self
    }

    /// With this standard input, which ends behind it.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = Stdin(Zeroizing::new(bytes.into()));
        self
    }

    /// Within these limits.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The program, for messages.
    #[must_use]
    pub fn shown(&self) -> String {
        escape_control(&self.program.to_string_lossy())
    }

    /// The program and its arguments.
    pub(crate) fn words(&self) -> impl Iterator<Item = &OsStr> {
        std::iter::once(&self.program).chain(&self.arguments).map(OsString::as_os_str)
    }

    pub(crate) fn program(&self) -> &OsStr {
        &self.program
    }

    pub(crate) fn arguments_only(&self) -> &[OsString] {
        &self.arguments
    }

    pub(crate) fn input(&self) -> &[u8] {
        &self.stdin.0
    }

    pub(crate) const fn within(&self) -> Limits {
        self.limits
    }
}

/// What goes to standard input. It may be secret: it is never shown, and wiped when it is dropped.
#[derive(Clone, Default)]
struct Stdin(Zeroizing<Vec<u8>>);

impl fmt::Debug for Stdin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes)", self.0.len())
    }
}

/// How long a program may run, and how much it may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the start to the end of its output. 30 seconds by default.
    pub time: Duration,
    /// Bytes of standard output. 16 MiB by default. A program that says more is ended.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(30), output: 16 << 20 }
    }
}

/// What a program left that ended by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// Its exit code, 0 to 255: 0 is success.
    pub code: i32,
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// The first 64 KiB of its standard error.
    pub stderr: Vec<u8>,
}

impl Output {
    /// Standard error as one line that is safe to print.
    #[must_use]
    pub fn complaint(&self) -> String {
        one_line(&self.stderr)
    }
}

/// Messages of a program as one line that is safe to print.
pub(crate) fn one_line(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    escape_control(&lines.collect::<Vec<_>>().join("; "))
}
