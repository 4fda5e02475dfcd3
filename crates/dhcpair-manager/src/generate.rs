//! `generate`: what makes a relationship, as text for a person, without a server.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use windows_dhcp::ServerRole;
use windows_dhcp::command::failover::{
    AddHotStandby, AddLoadBalance, Authentication, AutomaticSwitch,
};
use windows_dhcp::command::{
    Builder, LimitError, Percent, RelationshipName, Scopes, Secret, ServerName, Time,
};
use windows_dhcp::quote::Text;
use windows_dhcp::script::{NotReadable, Reading, readable};

use crate::contract::{ErrorCode, GenerateDocument};

/// A relationship of two Windows servers.
#[derive(Debug, Clone)]
pub struct WindowsRelationship {
    /// Its name.
    pub name: String,
    /// The server that has the scopes.
    pub primary: String,
    /// The server that gets them.
    pub secondary: String,
    /// How the two share the work.
    pub mode: WindowsMode,
    /// How far a lease may reach beyond what the partner knows, in seconds.
    pub lead_time: Option<u64>,
    /// After how many seconds a silent partner counts as down; 0 for never.
    pub switch_after: Option<u64>,
    /// Whether messages are authenticated; the script asks for the secret.
    pub authenticated: bool,
    /// The scopes.
    pub scopes: Vec<Ipv4Net>,
}

/// How two Windows servers share the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowsMode {
    /// Both answer; the share of the primary in percent.
    LoadBalance(u32),
    /// The primary answers; what is kept for the secondary in percent.
    HotStandby(u32),
}

/// Where the script is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// Into a console.
    Console,
    /// Into a file, where names may have any character.
    File,
}

/// Why there is no script.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// A value is not one that Windows takes.
    #[error("{what} cannot be used")]
    Limit {
        /// Which value.
        what: &'static str,
        /// What is wrong with it, and what to do.
        #[source]
        why: LimitError,
    },
    /// A value cannot be pasted.
    #[error("the script cannot be pasted into a console")]
    Unpasteable(#[source] NotReadable),
    /// A network is written with an address of it.
    #[error("`{0}` is no network: its network address is `{1}`")]
    NoNetwork(Ipv4Net, Ipv4Addr),
}

impl GenerateError {
    /// A stable code, listed in `docs/errors.md`.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::Usage
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Limit { why: LimitError::TooMany(_), .. } => {
                "make the relationship with the first scopes, add the others when it is Normal"
            }
            Self::Limit { .. } => "see docs/windows-powershell.md for what Windows takes",
            Self::Unpasteable(_) => "write the script into a file with `--file`",
            Self::NoNetwork(..) => "write the scope by its network address",
        }
        .to_owned()
    }
}

/// The PowerShell that makes a relationship.
///
/// # Errors
/// [`GenerateError`] where Windows would not take a value.
pub fn windows(
    wanted: &WindowsRelationship,
    to: Destination,
) -> Result<GenerateDocument, GenerateError> {
    let limit = |what| move |why| GenerateError::Limit { what, why };
    let name = RelationshipName::new(&wanted.name).map_err(limit("the name"))?;
    let primary = ServerName::new(&wanted.primary).map_err(limit("the primary"))?;
    let partner = ServerName::new(&wanted.secondary).map_err(limit("the secondary"))?;
    let time = |seconds, what| Time::seconds(seconds).map_err(limit(what));
    let lead_time = wanted.lead_time.map(|seconds| time(seconds, "the lead time")).transpose()?;
    let switch = match wanted.switch_after {
        None | Some(0) => None,
        Some(seconds) => Some(AutomaticSwitch::After(time(seconds, "the switchover interval")?)),
    };
    let scopes = Scopes::new(networks(&wanted.scopes)?).map_err(limit("the scopes"))?;
    let authentication = match wanted.authenticated {
        false => Authentication::None,
        // A readable script never has a secret: it asks for one.
        true => Authentication::Secret(Secret::new(Text::default())),
    };
    let percent = |number| Percent::new(number).map_err(limit("the percentage"));
    let command = match wanted.mode {
        WindowsMode::LoadBalance(share) => AddLoadBalance {
            lead_time,
            switch,
            ..AddLoadBalance::new(name, partner, scopes, percent(share)?, authentication)
        }
        .at(&primary),
        WindowsMode::HotStandby(reserve) => {
            let (role, reserve) = (ServerRole::Active, percent(reserve)?);
            let add = AddHotStandby::new(name, partner, scopes, role, reserve, authentication);
            AddHotStandby { lead_time, switch, ..add }.at(&primary)
        }
    };
    let reading = match to {
        Destination::Console => Reading::Pasted,
        Destination::File => Reading::File,
    };
    let script = readable(&[command], reading).map_err(GenerateError::Unpasteable)?;
    Ok(GenerateDocument { schema: "dhcpair.generate/1", script, needs: NEEDS })
}

/// What the script needs where it is run.
const NEEDS: &[&str] = &[
    "It changes both servers, one after the other: read both again afterwards.",
    "The account must be in DHCP Administrators on both servers.",
    "Run it where the account is logged on: a session by SSH key or plain WinRM cannot reach the partner.",
    "The partner must not have the scopes yet.",
];

fn networks(scopes: &[Ipv4Net]) -> Result<Vec<Ipv4Addr>, GenerateError> {
    let network = |net: &Ipv4Net| match net.network() {
        network if network == net.addr() => Ok(network),
        network => Err(GenerateError::NoNetwork(*net, network)),
    };
    scopes.iter().map(network).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> WindowsRelationship {
        WindowsRelationship {
            name: "branch".to_owned(),
            primary: "win-1".to_owned(),
            secondary: "win-2".to_owned(),
            mode: WindowsMode::HotStandby(10),
            lead_time: Some(3_600),
            switch_after: Some(0),
            authenticated: true,
            scopes: vec!["10.30.8.0/24".parse().unwrap()],
        }
    }

    #[test]
    fn the_script_asks_for_the_secret_and_makes_the_relationship() {
        let script = windows(&wanted(), Destination::Console).unwrap().script;
        assert!(script.contains("Read-Host 'Shared secret' -AsSecureString"), "{script}");
        assert!(script.contains(
            "Add-DhcpServerv4Failover -ComputerName 'win-1' -Name 'branch' -PartnerServer 'win-2' \
             -ScopeId '10.30.8.0' -ServerRole 'Active' -ReservePercent 10 -SharedSecret $secret1 \
             -Force -MaxClientLeadTime '0.01:00:00' -Confirm:$false -ErrorAction Stop"
        ), "{script}");
    }

    #[test]
    fn what_windows_does_not_take_is_said() {
        let refused = |change: &dyn Fn(&mut WindowsRelationship)| {
            let mut wanted = wanted();
            change(&mut wanted);
            let error = windows(&wanted, Destination::Console).unwrap_err();
            let mut all = error.to_string();
            let mut cause = std::error::Error::source(&error);
            while let Some(one) = cause {
                all.push_str(&format!(": {one}"));
                cause = one.source();
            }
            all
        };
        assert!(
            refused(&|one| one.lead_time = Some(0))
                .starts_with("the lead time cannot be used: `0` seconds")
        );
        assert!(
            refused(&|one| one.scopes.clear())
                .starts_with("the scopes cannot be used: the list is empty")
        );
        assert!(refused(&|one| one.mode = WindowsMode::LoadBalance(101)).contains("more than 100"));
        let host = refused(&|one| one.scopes = vec!["10.30.8.5/24".parse().unwrap()]);
        assert!(host.contains("`10.30.8.0`"), "{host}");
        let hidden = refused(&|one| one.name = "a\u{202e}b".to_owned());
        assert!(hidden.contains("U+202E"), "{hidden}");
    }
}
