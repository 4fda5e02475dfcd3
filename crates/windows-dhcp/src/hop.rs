//! Whom a command speaks to, what that takes, and whether a session has it: known before it fails.
//!
//! A cmdlet speaks RPC from the computer on which it runs to the server that it addresses, and those
//! that change both servers also to the partner. A session that came over the network often has no
//! credentials to go on with: the server answers *access denied* although the account is allowed
//! everything. That is the double hop.
//!
//! ```
//! use windows_dhcp::command::failover::GetFailovers;
//! use windows_dhcp::command::{Builder, ServerName};
//! use windows_dhcp::hop::{Need, Session, check};
//!
//! let here = ServerName::new("win-1")?;
//! let command = GetFailovers {}.at(&here);
//! assert_eq!(Need::of(&command).group(), "DHCP Users");
//! assert!(check(&command, &here, Session::SshKey).is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::command::{Cmdlet, Command, Effect, ServerName};

/// What a command takes. Windows checks it on each server for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Whether something is changed.
    pub changes: bool,
    /// Whether the partner is spoken to as well.
    pub both: bool,
}

impl Need {
    /// What a command takes.
    #[must_use]
    pub const fn of(command: &Command) -> Self {
        match command.cmdlet().effect() {
            Effect::Reads => Self { changes: false, both: false },
            Effect::Changes => Self { changes: true, both: false },
            Effect::ChangesBoth => Self { changes: true, both: true },
        }
    }

    /// The local group that the account must be in, on every server that is spoken to.
    #[must_use]
    pub const fn group(self) -> &'static str {
        if self.changes { "DHCP Administrators" } else { "DHCP Users" }
    }
}

/// How a session came to the computer on which it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Session {
    /// Somebody logged on there, or a scheduled task or service runs with an account.
    LoggedOn,
    /// SSH with a password.
    SshPassword,
    /// SSH with a key.
    SshKey,
    /// WinRM with Kerberos or NTLM, without delegation.
    WinRm,
    /// WinRM with Kerberos, delegated to the DHCP servers.
    WinRmDelegated,
    /// WinRM with `CredSSP`, which leaves the password on the computer.
    CredSsp,
    /// An endpoint that runs as an account of its own, such as a group managed service account.
    RunAs,
}

impl Session {
    /// Whether it can prove who it is to another computer.
    #[must_use]
    pub const fn goes_on(self) -> bool {
        !matches!(self, Self::SshKey | Self::WinRm)
    }
}

/// A session cannot do what a command needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HopError {
    /// It is to go on to the directory.
    #[error(
        "`{cmdlet}` asks the directory, for which the session on `{on}` has no credentials: run it on a computer \
         where the account is logged on, or in an endpoint with an account of its own"
    )]
    Directory {
        /// Where it runs.
        on: ServerName,
        /// The cmdlet.
        cmdlet: &'static str,
    },
    /// It is to go on to the addressed server.
    #[error(
        "the session on `{on}` has no credentials for `{server}`: run it on a computer where the account is \
         logged on, on `{server}` itself, or in an endpoint with an account of its own"
    )]
    Server {
        /// Where it runs.
        on: ServerName,
        /// The addressed server.
        server: ServerName,
    },
    /// It is to go on to the partner.
    #[error(
        "`{cmdlet}` speaks to both servers, and the session on `{on}` has no credentials for the partner: run it \
         on a computer where the account is logged on, or in an endpoint with an account of its own"
    )]
    Partner {
        /// Where it runs.
        on: ServerName,
        /// The cmdlet.
        cmdlet: &'static str,
    },
}

/// Whether a session that runs on a computer can do a command. Two names of one computer are taken
/// for two computers.
///
/// # Errors
/// [`HopError`] with the ways out, in the order of preference.
pub fn check(command: &Command, on: &ServerName, session: Session) -> Result<(), HopError> {
    if session.goes_on() {
        return Ok(());
    }
    if command.cmdlet() == Cmdlet::GetInDirectory {
        let cmdlet = command.cmdlet().as_str();
        return Err(HopError::Directory { on: on.clone(), cmdlet });
    }
    let same = |server: &&ServerName| server.as_str().eq_ignore_ascii_case(on.as_str());
    match command.server().filter(|server| !same(server)) {
        Some(server) => Err(HopError::Server { on: on.clone(), server: server.clone() }),
        None if Need::of(command).both => {
            Err(HopError::Partner { on: on.clone(), cmdlet: command.cmdlet().as_str() })
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Builder;
    use crate::command::failover::{GetFailovers, ReplicateWholeServer};
    use crate::command::scope::AddExclusion;
    use crate::command::server::GetServersInDirectory;

    #[test]
    fn what_goes_on_needs_credentials() {
        let [here, there] = ["WIN-1", "win-2"].map(|name| ServerName::new(name).unwrap());
        let same = ServerName::new("win-1").unwrap();
        let [start, end] = [1, 9].map(|n| std::net::Ipv4Addr::new(10, 0, 0, n));
        let scope = std::net::Ipv4Addr::new(10, 0, 0, 0);
        let exclude = AddExclusion { scope, start, end };
        for session in [Session::SshKey, Session::WinRm] {
            assert_eq!(check(&GetFailovers {}.at(&same), &here, session), Ok(()));
            assert_eq!(check(&exclude.here(), &here, session), Ok(()));
            let away = check(&exclude.at(&there), &here, session);
            assert!(matches!(away, Err(HopError::Server { .. })));
            let both = check(&ReplicateWholeServer {}.here(), &here, session);
            assert!(matches!(both, Err(HopError::Partner { .. })));
            let directory = check(&GetServersInDirectory {}.here(), &here, session);
            assert!(matches!(directory, Err(HopError::Directory { .. })));
        }
        for session in [Session::LoggedOn, Session::SshPassword, Session::CredSsp, Session::RunAs] {
            assert_eq!(check(&ReplicateWholeServer {}.at(&there), &here, session), Ok(()));
        }
        assert_eq!(Need::of(&exclude.here()).group(), "DHCP Administrators");
    }
}
