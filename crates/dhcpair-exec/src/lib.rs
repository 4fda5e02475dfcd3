//! Ways to run a program and to read a file on a server.
//!
//! A [`Host`] runs a [`Command`], which is a program with a list of arguments, within [`Limits`] of
//! time and output, and gives its [`Output`]. Secrets go in by standard input. On top of that, and in
//! the same way for every host, it reads files with what identifies their state ([`File`]), large ones that
//! others write in constant memory ([`FileSet`]), its [`Clock`] and its [`Process`]es.
//!
//! * [`Local`] is this computer.
//! * `Ssh` is another one over a connection of our own (feature `ssh`), [`SystemSsh`] one that the
//!   system's `ssh` reaches, with the operator's own configuration.
//! * [`PowerShell`] runs the scripts of `windows-dhcp` on any of them.
//!
//! ```
//! use dhcpair_exec::{Command, ExecError, FileQuery, Host, Local};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), ExecError> {
//! let here = Local::new();
//! let output = here.run(&Command::new("sort").stdin("b\na\n")).await?;
//! assert_eq!((output.code, output.stdout), (0, b"a\nb\n".to_vec()));
//!
//! let passwd = here.read(&FileQuery::new("/etc/passwd")).await?;
//! assert_eq!(passwd.stat.size, passwd.bytes.len() as u64);
//!
//! let missing = here.run(&Command::new("no-such-program")).await;
//! assert!(matches!(missing, Err(ExecError::NoProgram { .. })));
//! # Ok(())
//! # }
//! ```
//!
//! # What SSH needs of a server
//!
//! An account with a POSIX shell and with start files that print nothing; `stat`, `cat`, `head`, `tail`,
//! `date`, `od`, `sed` and `tr` of GNU or BusyBox. Every argument is quoted in one place, and the line asks `timeout(1)`,
//! where there is one, to end a program that outlives a broken connection. Nothing is written on the
//! server, no terminal and no forwarding is asked for. An unknown host key is refused; nothing here
//! ever notes one. `docs/guide/ssh.md` tells operators how few rights that takes.
//!
//! # The feature `ssh`
//!
//! The client of our own takes some 130 crates (russh and its cryptography in Rust) and most of the
//! time that this crate takes to compile. Who only needs this computer or the system's `ssh` leaves
//! it out. RSA is left out altogether (RUSTSEC-2023-0071): host keys and private keys are ed25519 or
//! ecdsa. Host certificates, passphrases, passwords and jump hosts are for [`SystemSsh`].
//!
//! # What this crate is not
//!
//! It decides nothing: what is run is the caller's. It is for Unix: the other crates are written
//! portably and this one holds what is not.

mod addresses;
mod child;
mod clock;
mod collect;
mod command;
mod error;
mod file;
mod host;
mod kind;
mod local;
mod opened;
mod power_shell;
mod process;
mod quote;
#[cfg(feature = "ssh")]
mod ssh;
mod system_ssh;

pub use clock::Clock;
pub use command::{Command, Limits, Output};
pub use error::ExecError;
pub use file::{File, FileQuery, FileStat, Sha256Hash};
pub use host::Host;
pub use kind::ExecErrorKind;
pub use local::Local;
pub use opened::{FileSet, OpenFile, OpenFiles};
pub use power_shell::{PowerShell, PowerShellError};
pub use process::{Process, Processes};
#[cfg(feature = "ssh")]
pub use ssh::{Identity, Ssh, SshTarget};
pub use system_ssh::SystemSsh;
