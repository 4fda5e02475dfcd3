//! Runs the real dhcpd and Kea under limits, for tests: asks them what they think of a file.
//!
//! A test that needs the real server, or the shared test data, gets an [`Option`]: [`None`] means
//! that this machine does not have it, the reason has been printed, and the test returns. With the
//! environment variable `CI` set to `true` nothing may be skipped: the same helpers panic.
//!
//! * [`shared`] finds the shared test data, [`corpus()`] the real files in it, [`program`] the servers.
//! * [`dhcpd_check`] and [`kea_check`] run the server's own checker and give its [`Verdict`].
//! * [`OpenSsh`] is a real SSH server on the loopback interface.
//! * [`KeaRoot`] has newer Keas, each in a Debian of its own.
//! * [`SimulatedKea`] is one of many Keas, [`DeadEnd`] an address that takes no connection.
//! * [`lab`] runs the servers on links of their own and sends them packets.
//! * [`Folders`] tells whether anything in a folder was changed.
//! * [`hostile_text`] makes texts that break out of where they are put.
//! * [`Dice`] makes choices that are the same in every run, [`Sample`] how many are tried.
//!
//! Every run of a checker is held to [`Limits`]: a configuration can cost a server gigabytes and minutes, or
//! crash it, and each of these is an answer too. This crate knows nothing of dhcpair.

mod absent;
mod check;
mod corpus;
mod dice;
mod find;
mod folders;
mod hostile;
mod kea_root;
pub mod lab;
mod limits;
mod openssh;
mod sample;
mod simulated;

pub use check::{Family, Verdict, dhcpd_check, kea_check};
pub use corpus::{CorpusFile, corpus};
pub use dice::Dice;
pub use find::{program, shared};
pub use folders::Folders;
pub use hostile::hostile_text;
pub use kea_root::{Depth, KEA_ROOTS, KeaRoot};
pub use limits::Limits;
pub use openssh::{OpenSsh, Reply};
pub use sample::Sample;
pub use simulated::{DeadEnd, SimulatedKea};

/// Sets who may do what with a file: `0o640` as for `chmod(1)`.
///
/// # Errors
/// If the system refuses it.
pub fn set_mode(path: impl AsRef<std::path::Path>, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}
