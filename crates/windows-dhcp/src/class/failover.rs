//! A failover relationship as one of its servers sees it.

use serde::{Deserialize, Serialize};

use crate::enumeration::{enumeration, number};
use crate::scalar::{Address4, TimeSpan};

enumeration! {
    /// How the two servers share the work; numbers of `DHCP_FAILOVER_MODE`.
    pub enum FailoverMode {
        /// One server answers, the other waits.
        HotStandby = 1,
        /// Both answer, each its part of the clients.
        LoadBalance = 0,
    }
}

enumeration! {
    /// Which server answers in hot standby; the class only names them.
    pub enum ServerRole {
        /// The addressed server answers.
        Active,
        /// The addressed server waits.
        Standby,
    }
}

enumeration! {
    /// Who made the relationship and divides the free addresses; numbers of
    /// `DHCP_FAILOVER_SERVER`.
    pub enum ServerType {
        /// The addressed server leads.
        PrimaryServer = 0,
        /// The addressed server follows.
        SecondaryServer = 1,
    }
}

enumeration! {
    /// The state of the addressed server in the protocol; numbers of `FSM_STATE`.
    pub enum FailoverState {
        /// Nothing is known yet.
        NoState = 0,
        /// Works as configured.
        Normal = 3,
        /// Just made.
        Init = 1,
        /// Lost the partner; serves everybody from its own free addresses.
        CommunicationInterrupted = 4,
        /// The partner is declared down; takes over all addresses after the lead time.
        PartnerDown = 5,
        /// Both served all clients; they compare what they gave away.
        PotentialConflict = 6,
        /// Waits for the partner after a start.
        Startup = 2,
        /// Lost the partner while comparing.
        ResolutionInterrupted = 8,
        /// Has compared; waits for the partner to be done.
        ConflictDone = 7,
        /// Fetches all leases from the partner; serves nobody new.
        Recover = 9,
        /// Waits until the lead time is over.
        RecoverWait = 10,
        /// Has recovered; renews only, until both are ready.
        RecoverDone = 11,
    }
}

/// One side of a failover relationship (`Get-DhcpServerv4Failover`).
///
/// The shared secret is never shown by Windows and never stands in a recorded state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4Failover", rename_all = "PascalCase")]
pub struct Failover {
    /// Name, the same on both servers; at most 126 UTF-16 characters.
    pub name: String,
    /// The partner, by name or address, in the form in which the relationship was made.
    pub partner_server: String,
    /// How the work is shared.
    pub mode: FailoverMode,
    /// Whether this server is the active one; in hot standby only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_role: Option<ServerRole>,
    /// Share of the clients that this server answers, 0 to 100; in load balance only. The partner
    /// shows what is left to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_balance_percent: Option<u32>,
    /// Share of the addresses kept for the standby, 0 to 100; in hot standby only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserve_percent: Option<u32>,
    /// Its scopes; none for an empty relationship.
    #[serde(default)]
    pub scope_id: Vec<Address4>,
    /// How far a lease may reach beyond what the partner knows.
    pub max_client_lead_time: TimeSpan,
    /// Whether the partner is declared down without an operator.
    pub auto_state_transition: bool,
    /// After how long; only where `AutoStateTransition` is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_switch_interval: Option<TimeSpan>,
    /// State of this server.
    pub state: FailoverState,
    /// Whether messages between the two are authenticated.
    pub enable_auth: bool,
    /// Address of the primary server; from Windows Server 2012 R2.
    #[serde(rename = "PrimaryServerIP", default, skip_serializing_if = "Option::is_none")]
    pub primary_server_ip: Option<Address4>,
    /// Address of the secondary server; from Windows Server 2012 R2.
    #[serde(rename = "SecondaryServerIP", default, skip_serializing_if = "Option::is_none")]
    pub secondary_server_ip: Option<Address4>,
    /// Name of the primary server; from Windows Server 2012 R2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_server_name: Option<String>,
    /// Name of the secondary server; from Windows Server 2012 R2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secondary_server_name: Option<String>,
    /// Whether this server is the primary; from Windows Server 2012 R2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_type: Option<ServerType>,
}
