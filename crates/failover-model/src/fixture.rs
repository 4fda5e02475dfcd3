//! Small servers for the tests of this crate.

use std::sync::Arc;

use crate::{
    Endpoint, Family, Freshness, IscParameters, KeaParameters, KeaPeer, Knowledge, Mode,
    Observation, Parameters, RelationshipSide, Role, ServerConfig, ServerName, Setting, Stated,
    Vendor,
};

pub(crate) fn stated<T>(value: T) -> Stated<T> {
    Stated { value, span: None }
}

pub(crate) fn server(
    name: &str,
    vendor: Vendor,
    address: &str,
    config: ServerConfig,
) -> Observation {
    Observation {
        server: ServerName::new(name),
        vendor,
        addresses: vec![address.to_owned()],
        freshness: Freshness::Files,
        version: None,
        configs: Knowledge::Known(vec![config]),
        bases: Vec::new(),
        running: Knowledge::unknown("read from files"),
        processes: Vec::new(),
        stopped: Vec::new(),
        open_secrets: Knowledge::unknown("its files were not looked at"),
    }
}

pub(crate) fn unread(name: &str, vendor: Vendor, address: &str) -> Observation {
    let empty = ServerConfig::new(Family::V4);
    Observation { configs: Knowledge::unknown("no answer"), ..server(name, vendor, address, empty) }
}

fn endpoint(address: &str) -> Endpoint {
    Endpoint { address: Some(stated(address.into())), ..Endpoint::default() }
}

/// One side of a dhcpd relationship between two addresses.
pub(crate) fn isc_side(name: &str, role: Role, own: &str, partner: &str) -> RelationshipSide {
    RelationshipSide {
        name: Some(name.into()),
        role: Some(role),
        mode: Some(Mode::LoadBalance),
        own: endpoint(own),
        partner: endpoint(partner),
        parameters: Parameters::Isc(IscParameters::default()),
        state: Knowledge::unknown("read from files"),
        last: None,
        span: None,
    }
}

/// One side of a Kea relationship of two peers.
pub(crate) fn kea_side(this: &str, peers: [(&str, &str, &str); 2]) -> RelationshipSide {
    let entry = |(name, url, role): (&str, &str, &str)| KeaPeer {
        name: name.into(),
        url: Some(url.into()),
        role: role.into(),
        others: Vec::new(),
        span: None,
    };
    let mine = peers.iter().find(|(name, _, _)| *name == this);
    let kea = KeaParameters {
        this_server: Some(stated(Arc::from(this))),
        peers: peers.map(entry).to_vec(),
        ..KeaParameters::default()
    };
    RelationshipSide {
        name: None,
        role: mine.map(
            |(_, _, role)| {
                if *role == "primary" { Role::Primary } else { Role::Secondary }
            },
        ),
        mode: Some(Mode::HotStandby),
        own: Endpoint::default(),
        partner: Endpoint::default(),
        parameters: Parameters::Kea(kea),
        state: Knowledge::unknown("read from files"),
        last: None,
        span: None,
    }
}

/// A configuration with one relationship side and nothing else.
pub(crate) fn with_side(side: RelationshipSide) -> ServerConfig {
    let mut config = ServerConfig::new(Family::V4);
    config.add_relationship(side);
    config
}

pub(crate) fn setting(key: &str, value: &str) -> Setting {
    Setting::new(key, value, None)
}
