//! Reservations.

use serde::{Deserialize, Serialize};

use super::{DnsSetting, OptionValue};
use crate::enumeration::{enumeration, number};
use crate::record::{Recorded, Records};
use crate::scalar::Address4;

enumeration! {
    /// Which protocols are served; the classes only name them.
    pub enum ClientType {
        /// DHCP.
        Dhcp,
        /// BOOTP.
        Bootp,
        /// Both.
        Both,
    }
}

enumeration! {
    /// Whether the client of a reservation has its address at the moment.
    pub enum AddressState {
        /// It has.
        ActiveReservation,
        /// It has not.
        InactiveReservation,
    }
}

/// An address kept for one client (`Get-DhcpServerv4Reservation -ScopeId`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4Reservation", rename_all = "PascalCase")]
pub struct Reservation {
    /// Name; Windows replaces it by the client's own name once it has a lease.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Protocols it is for.
    #[serde(rename = "Type")]
    pub kind: ClientType,
    /// What the client sends: usually its hardware address, as `1a-2b-3c-4d-5e-6f`.
    pub client_id: String,
    /// The address.
    #[serde(rename = "IPAddress")]
    pub ip_address: Address4,
    /// The scope; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_id: Option<Address4>,
    /// Whether the client has it at the moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_state: Option<AddressState>,
    /// Options for this client (`Get-DhcpServerv4OptionValue -ReservedIP`).
    #[serde(rename = "options")]
    pub options: Records<OptionValue>,
    /// Dynamic DNS for this client (`Get-DhcpServerv4DnsSetting -IPAddress`).
    #[serde(rename = "dns-setting", default, skip_serializing_if = "Option::is_none")]
    pub dns_setting: Option<Recorded<DnsSetting>>,
}
