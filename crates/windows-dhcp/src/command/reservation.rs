//! Reservations, and the leases of a scope.

use std::net::Ipv4Addr;

use super::builder::builders;
use super::{ClientId, Many, Value};
use crate::class::ClientType;
use crate::quote::Text;

builders! {
    /// Reads the reservations of a scope.
    GetReservations = GetReservation "ScopeId" {
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
    }

    /// Reads reservations by their addresses.
    GetReservationsAt = GetReservation "IPAddress" {
        /// The addresses.
        addresses: Many<Ipv4Addr> => ["IPAddress"],
    }

    /// Reserves an address for a client.
    AddReservation = AddReservation "__AllParameterSets" {
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
        /// The address.
        address: Ipv4Addr => ["IPAddress"],
        /// The client.
        client: ClientId => ["ClientId"],
    } + may {
        /// Its name.
        name: Text => ["Name"],
        /// Free text.
        description: Text => ["Description"],
        /// Protocols that it is for.
        kind: ClientType => ["Type"],
    }

    /// Changes a reservation.
    SetReservation = SetReservation "__AllParameterSets" {
        /// The address.
        address: Ipv4Addr => ["IPAddress"],
    } + may {
        /// Another client.
        client: ClientId => ["ClientId"],
        /// Its new name.
        name: Text => ["Name"],
        /// Free text.
        description: Text => ["Description"],
        /// Protocols that it is for.
        kind: ClientType => ["Type"],
    }

    /// Deletes reservations by their addresses.
    RemoveReservations = RemoveReservation "IPAddress" {
        /// The addresses.
        addresses: Many<Ipv4Addr> => ["IPAddress"],
    }

    /// Deletes every reservation of a scope.
    RemoveAllReservationsOfScope = RemoveReservation "ScopeId" {
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
    }

    /// Reads the active leases of a scope.
    GetActiveLeases = GetLease "ScopeId" {
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
    }

    /// Reads the leases of a scope, whatever state they are in.
    GetAllLeases = GetLease "ScopeId" {
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
    } + always {
        "AllLeases": Value::Switch,
    }

    /// Reads the leases that clients declined in a scope.
    GetDeclinedLeases = GetLease "BadLeases" {
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
    } + always {
        "BadLeases": Value::Switch,
    }
}
