//! Which rule stands for which difference.

mod texts;

use config_text::Rule;

use super::{Path, Subject};
use crate::identity::Vendor;
pub use texts::RULES;
use texts::*;
pub(super) use texts::{
    ANY_NOT_AS_DESIRED, ANY_OWN_ADDRESS_OPTION, ANY_SCOPE_SPLIT, KEA_RUNNING_NOT_FILE,
};

/// The rule of a difference.
pub(super) fn rule(vendor: Vendor, subject: Subject, path: &Path) -> &'static Rule {
    let field = path.field.as_deref().unwrap_or("");
    let kind = path.steps.last().map_or("", |step| step.kind);
    match vendor {
        Vendor::Isc => isc(subject, field, kind),
        Vendor::Kea => kea(subject, field, kind),
        Vendor::Windows => windows(subject, field, kind, path.steps.is_empty()),
    }
}

fn isc(subject: Subject, field: &str, kind: &str) -> &'static Rule {
    match subject {
        Subject::Relationship | Subject::Name | Subject::Peer => &ISC_PEER_ONE_SIDED,
        Subject::Parameter => match field {
            "role" => &ISC_TWO_SAME_ROLES,
            "load balance max seconds" => &ISC_BALANCE_DIFFERS,
            _ => &ISC_PEER_PARAMETER_DIFFERS,
        },
        Subject::Endpoint => &ISC_ENDPOINTS_NOT_CROSSING,
        Subject::Scope | Subject::Enabled => &ISC_SCOPE_ONE_SIDED,
        Subject::Membership => &ISC_POOL_HALF_IN_FAILOVER,
        Subject::Network => &ISC_NETWORK_SHAPE_DIFFERS,
        Subject::Range | Subject::Exclusion => &ISC_RANGE_DIFFERS,
        Subject::PoolSetting if field == "permits" => &ISC_PERMITS_DIFFER,
        Subject::PoolSetting | Subject::Setting => match field {
            "authoritative" => &ISC_AUTHORITATIVE_DIFFERS,
            "ignore-client-uids" | "one-lease-per-client" | "duplicates" => {
                &ISC_CLIENT_IDENTITY_DIFFERS
            }
            "check-secs-byte-order" => &ISC_BALANCE_DIFFERS,
            "next-server" | "filename" => &ISC_BOOT_SERVER_DIFFERS,
            _ if field.starts_with("ddns-") || field == "update-conflict-detection" => {
                &ISC_DDNS_DIFFERS
            }
            _ => &ISC_OPTION_DIFFERS,
        },
        Subject::Reservation | Subject::ReservationField => &ISC_HOST_DIFFERS,
        Subject::Definition | Subject::DefinitionSetting | Subject::Order => match kind {
            "option-definition" => &ISC_OPTION_TYPE_DIFFERS,
            "key" | "zone" => &ISC_DDNS_DIFFERS,
            _ => &ISC_CLASS_DIFFERS,
        },
        Subject::Desired => &ANY_NOT_AS_DESIRED,
    }
}

fn kea(subject: Subject, field: &str, kind: &str) -> &'static Rule {
    match subject {
        Subject::Relationship | Subject::Name | Subject::Endpoint => &KEA_PEERS_DIFFER,
        Subject::Peer => match field {
            "url" | "role" | "name" | "" => &KEA_PEERS_DIFFER,
            "auto-failover" => &KEA_TIMERS_DIFFER,
            _ => &KEA_TLS_ONE_SIDED,
        },
        Subject::Parameter => match field {
            "role" | "this-server-name" => &KEA_SAME_SELF,
            "mode" => &KEA_MODE_DIFFERS,
            _ => &KEA_TIMERS_DIFFER,
        },
        Subject::Scope | Subject::Membership | Subject::Enabled => &KEA_SUBNET_ONE_SIDED,
        Subject::Network => &KEA_NETWORK_DIFFERS,
        Subject::Range | Subject::Exclusion => &KEA_POOL_DIFFERS,
        Subject::PoolSetting | Subject::Setting => match field {
            "id" if subject == Subject::Setting => &KEA_SUBNET_ID_DIFFERS,
            "client-class" | "client-classes" => &KEA_POOL_DIFFERS,
            "authoritative" => &KEA_AUTHORITATIVE_DIFFERS,
            "match-client-id" | "echo-client-id" | "host-reservation-identifiers" => {
                &KEA_CLIENT_IDENTITY_DIFFERS
            }
            _ if field.starts_with("reservations-") => &KEA_CLIENT_IDENTITY_DIFFERS,
            _ if field.starts_with("ddns-") || field.starts_with("dhcp-ddns") => &KEA_DDNS_DIFFERS,
            _ => &KEA_OPTION_DIFFERS,
        },
        Subject::Reservation | Subject::ReservationField => &KEA_RESERVATION_DIFFERS,
        Subject::Definition | Subject::DefinitionSetting | Subject::Order => match kind {
            "option-definition" => &KEA_OPTION_TYPE_DIFFERS,
            "hook" => &KEA_HOOKS_DIFFER,
            _ => &KEA_CLASS_DIFFERS,
        },
        Subject::Desired => &ANY_NOT_AS_DESIRED,
    }
}

fn windows(subject: Subject, field: &str, kind: &str, server: bool) -> &'static Rule {
    match subject {
        Subject::Relationship | Subject::Name | Subject::Peer => &WIN_RELATIONSHIP_ONE_SIDED,
        Subject::Parameter => &WIN_PARAMETERS_DIFFER,
        Subject::Scope => &WIN_SCOPE_ONE_SIDED,
        Subject::Membership | Subject::Endpoint => &WIN_PARTNERS_NOT_MUTUAL,
        Subject::Enabled => &WIN_SCOPE_ACTIVE_DIFFERS,
        Subject::Range | Subject::Exclusion => &WIN_RANGE_DIFFERS,
        Subject::PoolSetting | Subject::Setting | Subject::Network => match field {
            "ConflictDetectionAttempts" => &WIN_CONFLICT_CHECK_DIFFERS,
            "ActivatePolicies" => &WIN_POLICY_DIFFERS,
            _ if field.starts_with("FilterList ") => &WIN_FILTER_DIFFERS,
            _ if server => &WIN_SERVER_OPTION_DIFFERS,
            _ => &WIN_OPTION_DIFFERS,
        },
        Subject::Reservation | Subject::ReservationField => &WIN_RESERVATION_DIFFERS,
        Subject::Definition | Subject::DefinitionSetting | Subject::Order => match kind {
            "option-definition" => &WIN_OPTION_TYPE_DIFFERS,
            "class" => &WIN_CLASS_DIFFERS,
            "filter" => &WIN_FILTER_DIFFERS,
            _ => &WIN_POLICY_DIFFERS,
        },
        Subject::Desired => &ANY_NOT_AS_DESIRED,
    }
}
