//! Reservations.

use std::net::IpAddr;

use kea_config::view::IdentifierKind;
use kea_config::{Family, Json};
use kea_ha::command::{
    HostSource, Library, Octets, PageSize, ReplyError, ReservationAdd, ReservationDel,
    ReservationGet, ReservationGetAll, ReservationGetByAddress, ReservationGetByHostname,
    ReservationGetById, ReservationGetPage, ReservationKey, ReservationUpdate,
};

use crate::kea::Make;
use crate::pair::Peer;
use crate::subnets::unsupported;

pub(crate) fn reservations_come_and_go(peer: &Peer, make: &Make) {
    if !make.libraries().contains(&Library::HostCommands) {
        let all = ReservationGetAll { subnet_id: 1, source: None };
        return unsupported(peer.ask(&all), Library::HostCommands);
    }
    let source = Some(HostSource::Memory);
    let (kind, address): (_, IpAddr) = match peer.family() {
        Family::V4 => (IdentifierKind::HwAddress, "10.20.1.201".parse().unwrap()),
        Family::V6 => (IdentifierKind::Duid, "2001:db8:1::201".parse().unwrap()),
    };
    let client: Octets = "00:03:00:01:02:00:00:00:00:01".parse().unwrap();
    let client = if kind == IdentifierKind::Duid { client } else { [2, 0, 0, 0, 0, 1].into() };
    let reservation = |hostname: &str| {
        let mut map = Json::map([("subnet-id", Json::from(1)), ("hostname", hostname.into())]);
        map.set(kind.key(), client.to_string());
        match peer.family() {
            Family::V4 => map.set("ip-address", address.to_string()),
            Family::V6 => {
                map.set("ip-addresses", Json::list([address.to_string().into()]));
                map.set("prefixes", Json::list(["2001:db8:1:9000::/56".into()]));
            }
        }
        map
    };
    let add = ReservationAdd { reservation: reservation("printer"), source };
    peer.ask(&add).unwrap();
    assert!(matches!(peer.ask(&add), Err(ReplyError::Failed(_))));
    let key = ReservationKey::Address(address);
    let get = ReservationGet { subnet_id: 1, key, source };
    let there = peer.ask(&get).unwrap().unwrap();
    assert_eq!((there.subnet_id, &*there.hostname), (1, "printer"));
    assert_eq!(there.identifier, (kind, client.clone()));
    assert_eq!(there.addresses, [address]);
    assert_eq!(there.prefixes.len(), usize::from(peer.family() == Family::V6));
    assert!(there.json.get("option-data").is_some());

    peer.ask(&ReservationUpdate { reservation: reservation("plotter"), source }).unwrap();
    let key = ReservationKey::Identifier(kind, client.clone());
    let there = peer.ask(&ReservationGet { subnet_id: 1, key: key.clone(), source: None }).unwrap();
    let there = vec![there.unwrap()];
    assert_eq!(there[0].hostname, "plotter");
    assert_eq!(peer.ask(&ReservationGetAll { subnet_id: 1, source: None }), Ok(there.clone()));
    let hostname = "plotter".to_owned();
    let by_name = ReservationGetByHostname { hostname, subnet_id: None, source: None };
    assert_eq!(peer.ask(&by_name), Ok(there.clone()));
    for subnet_id in [None, Some(1)] {
        let by_address = ReservationGetByAddress { address, subnet_id, source: None };
        assert_eq!(peer.ask(&by_address), Ok(there.clone()));
    }
    let by_id = ReservationGetById { identifier: (kind, client), source: None };
    assert_eq!(peer.ask(&by_id), Ok(there.clone()));

    for number in 1..=4 {
        let mut map = Json::map([("subnet-id", Json::from(1))]);
        map.set(kind.key(), format!("02:00:00:00:01:{number:02}"));
        map.set("hostname", format!("host-{number}"));
        peer.ask(&ReservationAdd { reservation: map, source }).unwrap();
    }
    for subnet_id in [None, Some(1)] {
        let limit = PageSize::new(2).unwrap();
        let mut next = Some(ReservationGetPage { subnet_id, limit, from: None });
        let mut names = Vec::new();
        while let Some(command) = next {
            let page = peer.ask(&command).unwrap();
            names.extend(page.reservations.into_iter().map(|one| one.hostname));
            next = page.next;
        }
        names.sort();
        assert_eq!(names, ["host-1", "host-2", "host-3", "host-4", "plotter"]);
    }

    let del = ReservationDel { subnet_id: 1, key, source };
    assert_eq!(peer.ask(&del), Ok(true));
    assert_eq!(peer.ask(&del), Ok(false));
    assert_eq!(peer.ask(&get), Ok(None));
    assert_eq!(peer.ask(&by_id), Ok(vec![]));
}
