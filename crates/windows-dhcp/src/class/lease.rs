//! Leases; they are judged with the reservations and never compared.

use serde::{Deserialize, Serialize};

use crate::enumeration::{enumeration, number};
use crate::scalar::{Address4, Instant};

enumeration! {
    /// What has become of an address; the class only names it.
    pub enum LeaseState {
        /// A client has it.
        Active,
        /// A client found it in use and declined it; shown as `BAD_ADDRESS`.
        Declined,
        /// Its time is over.
        Expired,
        /// The client of its reservation has it.
        ActiveReservation,
        /// It is reserved, and the client has it not.
        InactiveReservation,
    }
}

enumeration! {
    /// By which protocol a client got its address; the class only names them.
    pub enum LeaseClientType {
        /// Not said.
        UnSpecified,
        /// DHCP.
        Dhcp,
        /// BOOTP.
        BootP,
        /// None.
        None,
    }
}

enumeration! {
    /// What network access protection let a client do; the class only names it.
    pub enum NapStatus {
        /// Everything.
        FullAccess,
        /// Only what is open to all.
        RestrictedAccess,
        /// Nothing: its packets are dropped.
        DropPacket,
        /// Everything, for some time.
        InProbation,
        /// It is not asked.
        Exempt,
        /// What the server's setting says.
        DefaultQuarantineSetting,
        /// Not said.
        NoQuarantineInfo,
    }
}

enumeration! {
    /// Which DNS records a lease has; the class only names them.
    pub enum LeaseRecords {
        /// Name to address.
        A,
        /// Address to name.
        PTR,
        /// Both.
        AandPTR,
        /// None.
        NoRegistration,
    }
}

enumeration! {
    /// How far the DNS records of a lease are; the class only names it.
    pub enum LeaseRegistration {
        /// They are in DNS.
        Complete,
        /// They are to be added or removed.
        Pending,
        /// There are none.
        NotApplicable,
    }
}

/// An address of a scope with its client (`Get-DhcpServerv4Lease -ScopeId -AllLeases`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4Lease", rename_all = "PascalCase")]
pub struct Lease {
    /// What has become of the address.
    pub address_state: LeaseState,
    /// The address.
    #[serde(rename = "IPAddress")]
    pub ip_address: Address4,
    /// The scope; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_id: Option<Address4>,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What the client sent: usually its hardware address, as `1a-2b-3c-4d-5e-6f`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The client's name; `BAD_ADDRESS` for one that was declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// The protocol of the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_type: Option<LeaseClientType>,
    /// When it ends; a reservation's never does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_expiry_time: Option<Instant>,
    /// Whether the client knows network access protection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nap_capable: Option<bool>,
    /// What network access protection let it do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nap_status: Option<NapStatus>,
    /// When its probation ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probation_ends: Option<Instant>,
    /// The policy by which it got the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    /// Its DNS records.
    #[serde(rename = "DnsRR", default, skip_serializing_if = "Option::is_none")]
    pub dns_rr: Option<LeaseRecords>,
    /// How far they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns_registration: Option<LeaseRegistration>,
    /// The server that gave it.
    #[serde(rename = "ServerIP", default, skip_serializing_if = "Option::is_none")]
    pub server_ip: Option<Address4>,
}
