//! What DHCP servers a machine has: their processes, files, and the ways to ask them.
//!
//! Nothing is changed and no server is asked: processes are listed, and files read that they name. Where no process is
//! seen, the places are looked at where distributions put such files.
//!
//! ```
//! use dhcpair_drivers::{Access, Look, find};
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! let here = Access::Local { cwd: None };
//! for server in runtime.block_on(find::servers(&here, Look::new()))? {
//!     println!("{} {:?}", server.vendor, server.configs);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod agent;
mod config;
mod machine;

use std::path::PathBuf;
use std::sync::Arc;

use dhcpair_exec::ExecError;
use failover_model::Vendor;

use crate::doctor::way_in;
use crate::server::{Look, far};
use crate::target::{Access, ConfigFile, KeaWay};
use machine::Machine;

/// A server that a machine has.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its vendor: dhcpd or Kea.
    pub vendor: Vendor,
    /// Its configuration files, one for each address family.
    pub configs: Vec<ConfigFile>,
    /// Its lease files, as far as they are there.
    pub leases: Vec<ConfigFile>,
    /// Where its file says that it takes OMAPI (dhcpd).
    pub omapi: Option<FoundOmapi>,
    /// The control channels of its files (Kea): `kea-dhcp4`'s and `kea-dhcp6`'s.
    pub control: [Option<KeaWay>; 2],
    /// The Control Agent that speaks for it, where that is not in `control` already (Kea).
    pub agent: Option<FoundAgent>,
    /// The unit of `systemd` that runs it.
    pub unit: Option<String>,
    /// Whether a process of it was seen.
    pub runs: bool,
    /// What could not be found, and what to do about it: clauses in lower case.
    pub remarks: Vec<String>,
}

/// OMAPI, as a file of dhcpd says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundOmapi {
    /// The port.
    pub port: u16,
    /// The key that it wants.
    pub key: Option<String>,
    /// The file in which the key is declared.
    pub declared: Option<PathBuf>,
}

/// A Control Agent of Kea, as its file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAgent {
    /// Where it listens.
    pub url: String,
    /// Whether it can be asked from here without anything else.
    pub open: bool,
    /// Whether it can be reached from elsewhere than its own machine.
    pub elsewhere: bool,
    /// Whether it asks for a password.
    pub password: bool,
    /// The first user who has one.
    pub user: Option<String>,
    /// Whether it speaks TLS.
    pub authority: bool,
    /// Whether it wants to see a certificate.
    pub certificates: bool,
}

/// Why a machine could not be looked at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// The way leads to no machine whose programs can be run.
    #[error("on it no programs can be run")]
    NoMachine,
    /// A program could not be run there.
    #[error(transparent)]
    Exec(#[from] ExecError),
    /// It took too long.
    #[error("no answer within {seconds} s")]
    Late {
        /// How long it was waited for.
        seconds: f32,
    },
}

impl FindError {
    /// Whether it is that the machine's host key is not known.
    #[must_use]
    pub const fn is_of_unknown_key(&self) -> bool {
        matches!(self, Self::Exec(ExecError::HostKeyUnknown { .. }))
    }

    /// What to grant or to change.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::NoMachine => "name a machine that programs can be run on",
            Self::Exec(error) => way_in(error),
            Self::Late { .. } => "give it more time with `--timeout`",
        }
    }
}

/// The servers of a machine: those that run, else those whose files are there.
///
/// # Errors
/// [`FindError`] where the machine cannot be looked at. A machine without any server is no error.
pub async fn servers(access: &Access, look: Look) -> Result<Vec<Found>, FindError> {
    let within = look.within();
    let host = far::host(access, within).ok_or(FindError::NoMachine)?;
    let machine = Machine { host, access };
    let late = |_| FindError::Late { seconds: within.as_secs_f32() };
    tokio::time::timeout(within, all(&machine)).await.map_err(late)?
}

async fn all(machine: &Machine<'_>) -> Result<Vec<Found>, FindError> {
    let mut found: Vec<Found> = Vec::new();
    for program in &machine::PROGRAMS {
        for running in machine.running(program).await? {
            let one = config::read(machine, program, running).await?;
            join(&mut found, one);
        }
    }
    if found.is_empty() {
        for program in &machine::PROGRAMS {
            if let Some(file) = machine.first(program.files).await? {
                let mut one = config::read(machine, program, machine::Running::of(file)).await?;
                one.remarks.push("no process of it was seen: its usual file is there".to_owned());
                join(&mut found, one);
            }
        }
    }
    agent::join(machine, &mut found).await?;
    Ok(found)
}

/// A server of the other address family belongs to the one that is there.
fn join(all: &mut Vec<Found>, one: Found) {
    let v6 = |found: &Found| found.configs.iter().map(|file| file.v6).collect::<Vec<_>>();
    let fits = all.iter_mut().find(|known| {
        known.vendor == one.vendor && v6(known).iter().all(|v6_there| !v6(&one).contains(v6_there))
    });
    let Some(known) = fits else {
        all.push(one);
        return;
    };
    known.configs.extend(one.configs);
    known.leases.extend(one.leases);
    known.omapi = known.omapi.take().or(one.omapi);
    let [v4, v6] = one.control;
    let [known4, known6] = &mut known.control;
    *known4 = known4.take().or(v4);
    *known6 = known6.take().or(v6);
    if known.unit != one.unit {
        let other = one.unit.clone().unwrap_or_else(|| "nothing that was found".to_owned());
        known.remarks.push(format!("its server of the other address family is run by `{other}`"));
    }
    known.runs |= one.runs;
    known.remarks.extend(one.remarks);
}

/// The way to run programs on a machine.
pub(crate) type Shared = Arc<dyn dhcpair_exec::Host>;

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use dhcpair_exec::{Command, ExecError, Host, Output, Processes};

    use super::*;

    /// A machine that runs no server, with some files.
    #[derive(Debug)]
    struct Idle(&'static [&'static str]);

    #[async_trait]
    impl Host for Idle {
        fn name(&self) -> &'static str {
            "idle"
        }

        async fn run(&self, command: &Command) -> Result<Output, ExecError> {
            // The only question: which of the files that it is told are there.
            let asked = format!("{command:?}");
            let known = machine::PROGRAMS.iter().flat_map(|one| [one.files, one.lease_files]);
            let files =
                known.into_iter().find(|files| files.iter().all(|file| asked.contains(file)));
            let there = files.unwrap_or_default().iter().enumerate();
            let there = there.filter(|(_, file)| self.0.contains(file));
            let stdout: String = there.map(|(at, _)| format!("{at}\n")).collect();
            Ok(Output { stdout: stdout.into_bytes(), ..Output::default() })
        }

        async fn processes(&self, _: &str) -> Result<Processes, ExecError> {
            Ok(Processes { seen: Vec::new(), all: true })
        }
    }

    #[tokio::test]
    async fn where_nothing_runs_the_usual_places_are_looked_at() {
        let access = Access::Local { cwd: None };
        let of = async |files| all(&Machine { host: Arc::new(Idle(files)), access: &access }).await;
        assert!(of(&[]).await.unwrap().is_empty());
        let files = ["/etc/dhcpd.conf", "/var/lib/dhcp/db/dhcpd.leases"];
        let found = of(&["/etc/dhcpd.conf", "/var/lib/dhcp/db/dhcpd.leases"]).await.unwrap();
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((one.vendor, one.runs), (Vendor::Isc, false));
        assert_eq!(one.configs[0].path, PathBuf::from(files[0]));
        assert_eq!(one.leases[0].path, PathBuf::from(files[1]));
        assert!(one.remarks.iter().any(|remark| remark.starts_with("no process of it")));
        // Both families of Kea are one server.
        let found = of(&["/etc/kea/kea-dhcp4.conf", "/etc/kea/kea-dhcp6.conf"]).await.unwrap();
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(one.configs.iter().map(|file| file.v6).collect::<Vec<_>>(), [false, true]);
    }
}
