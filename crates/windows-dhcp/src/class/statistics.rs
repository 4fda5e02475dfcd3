//! Counters; they are shown and never compared.

use serde::{Deserialize, Serialize};

use crate::scalar::{Address4, Instant};

/// Utilisation of a scope (`Get-DhcpServerv4ScopeStatistics -Failover`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4ScopeStatistics", rename_all = "PascalCase")]
pub struct ScopeStatistics {
    /// Free addresses.
    pub addresses_free: u32,
    /// Addresses in use.
    pub addresses_in_use: u32,
    /// Offers that no client has answered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_offers: Option<u32>,
    /// The scope; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_id: Option<Address4>,
    /// Its superscope; may be left away, since the scope says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superscope_name: Option<String>,
    /// Reservations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved_address: Option<u32>,
    /// Share in use, 0 to 100.
    pub percentage_in_use: f32,
    /// Of the free ones, those that this server may hand out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses_free_on_this_server: Option<u32>,
    /// Of the free ones, those that the partner may hand out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses_free_on_partner_server: Option<u32>,
    /// Of those in use, those that this server handed out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses_in_use_on_this_server: Option<u32>,
    /// Of those in use, those that the partner handed out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses_in_use_on_partner_server: Option<u32>,
}

/// Counters of a server since its start (`Get-DhcpServerv4Statistics`).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4Statistics", rename_all = "PascalCase")]
pub struct ServerStatistics {
    /// DHCPDISCOVER messages received.
    pub discovers: u32,
    /// DHCPOFFER messages sent.
    pub offers: u32,
    /// DHCPREQUEST messages received.
    pub requests: u32,
    /// DHCPACK messages sent.
    pub acks: u32,
    /// DHCPNAK messages sent.
    pub naks: u32,
    /// DHCPDECLINE messages received.
    pub declines: u32,
    /// DHCPRELEASE messages received.
    pub releases: u32,
    /// When the service started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_start_time: Option<Instant>,
    /// Offers that were held back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delayed_offers: Option<u32>,
    /// Scopes.
    pub total_scopes: u32,
    /// Scopes that hold offers back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes_with_delay_configured: Option<u32>,
    /// Addresses of all scopes.
    pub total_addresses: u32,
    /// Addresses in use.
    pub addresses_in_use: u32,
    /// Free addresses.
    pub addresses_available: u32,
    /// Offers that no client has answered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_offers: Option<u32>,
    /// Share in use, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percentage_in_use: Option<f32>,
    /// Share that is free, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percentage_available: Option<f32>,
    /// Share that is offered, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percentage_pending_offers: Option<f32>,
}
