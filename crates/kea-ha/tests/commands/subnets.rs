//! Subnets, shared networks and classes.

use std::fmt::Debug;

use kea_config::{Family, Json};
use kea_ha::command::{
    AddressFamily, ClassAdd, ClassDel, ClassGet, ClassList, ClassUpdate, Library, NetworkAdd,
    NetworkDel, NetworkGet, NetworkList, NetworkSubnetAdd, NetworkSubnetDel, ReplyError,
    ResultCode, SubnetAdd, SubnetDel, SubnetDeltaAdd, SubnetDeltaDel, SubnetGet, SubnetKey,
    SubnetList, SubnetUpdate, SubnetsOf,
};

use crate::kea::Make;
use crate::pair::Peer;

fn subnet<F: AddressFamily>(id: u32, more: &str) -> Json {
    let prefix = match F::FAMILY {
        Family::V4 => format!("10.20.{id}.0/24"),
        Family::V6 => format!("2001:db8:{id}::/48"),
    };
    Json::parse(format!(r#"{{ "id": {id}, "subnet": "{prefix}", {more} }}"#)).unwrap()
}

pub(crate) fn networks_and_classes<F: AddressFamily>(peer: &Peer, make: &Make) {
    if make.libraries().contains(&Library::SubnetCommands) {
        subnets::<F>(peer);
        networks::<F>(peer);
        classes(peer);
    } else {
        unsupported(peer.ask(&SubnetList(F::default())), Library::SubnetCommands);
        unsupported(peer.ask(&ClassList), Library::ClassCommands);
    }
}

/// What is said where a library is not loaded.
pub(crate) fn unsupported<T: Debug>(answer: Result<T, ReplyError>, library: Library) {
    let Err(ReplyError::Failed(failure)) = answer else { panic!("{answer:?}") };
    assert_eq!((failure.code, failure.library), (ResultCode::Unsupported, Some(library)));
}

fn subnets<F: AddressFamily>(peer: &Peer) {
    let family = F::default();
    let get = |id| peer.ask(&SubnetGet::<F>(SubnetKey::Id(id))).unwrap();
    let lifetime = |id| get(id).unwrap().get("valid-lifetime").and_then(Json::as_i64);
    let add = SubnetAdd { family, subnet: subnet::<F>(7, r#""valid-lifetime": 700"#) };
    let added = peer.ask(&add).unwrap();
    assert_eq!((added.len(), added[0].id), (1, 7));
    assert!(matches!(peer.ask(&add), Err(ReplyError::Failed(_))));
    let all = peer.ask(&SubnetList(family)).unwrap();
    assert_eq!(all.iter().map(|one| one.id).collect::<Vec<_>>(), [1, 7]);
    assert_eq!(lifetime(7), Some(700));
    let by_prefix = peer.ask(&SubnetGet::<F>(SubnetKey::Prefix(all[1].prefix))).unwrap();
    assert_eq!(by_prefix, get(7));
    let update = SubnetUpdate { family, subnet: subnet::<F>(7, r#""valid-lifetime": 800"#) };
    assert_eq!(peer.ask(&update).unwrap()[0].id, 7);
    assert_eq!(lifetime(7), Some(800));
    let more = subnet::<F>(7, r#""renew-timer": 100"#);
    peer.ask(&SubnetDeltaAdd { family, subnet: more }).unwrap();
    assert_eq!(lifetime(7), Some(800));
    let timer = || get(7).unwrap().get("renew-timer").and_then(Json::as_i64);
    assert_eq!(timer(), Some(100));
    peer.ask(&SubnetDeltaDel { family, subnet: subnet::<F>(7, r#""renew-timer": 0"#) }).unwrap();
    assert_ne!(timer(), Some(100));
    assert_eq!(peer.ask(&SubnetDel { family, id: 7 }), Ok(true));
    assert_eq!(peer.ask(&SubnetDel { family, id: 7 }), Ok(false));
    assert_eq!(get(7), None);
}

fn networks<F: AddressFamily>(peer: &Peer) {
    let family = F::default();
    assert_eq!(peer.ask(&NetworkList(family)), Ok(vec![]));
    let mut network = Json::map([("name", Json::from("floor"))]);
    let own = subnet::<F>(8, r#""valid-lifetime": 700"#);
    network.set(F::FAMILY.subnet_key(), Json::list([own]));
    assert_eq!(peer.ask(&NetworkAdd { family, network }), Ok(vec!["floor".to_owned()]));
    assert_eq!(peer.ask(&NetworkList(family)), Ok(vec!["floor".to_owned()]));
    let all = peer.ask(&SubnetList(family)).unwrap();
    let inside = all.iter().find(|one| one.id == 8).unwrap();
    assert_eq!(inside.network.as_deref(), Some("floor"));
    let get = |name: &str| peer.ask(&NetworkGet { family, name: name.to_owned() }).unwrap();
    let members = || get("floor").unwrap().get(F::FAMILY.subnet_key()).unwrap().items().len();
    assert_eq!((members(), get("cellar")), (1, None));
    let network = || "floor".to_owned();
    let add = NetworkSubnetAdd { family, network: network(), subnet: 1 };
    assert_eq!(peer.ask(&add), Ok(true));
    assert_eq!(members(), 2);
    let del = NetworkSubnetDel { family, network: network(), subnet: 1 };
    assert_eq!((peer.ask(&del), members()), (Ok(true), 1));
    assert_eq!(peer.ask(&del), Ok(false));
    let del = NetworkDel { family, name: network(), subnets: SubnetsOf::Delete };
    assert_eq!((peer.ask(&del), peer.ask(&del)), (Ok(true), Ok(false)));
    let left = peer.ask(&SubnetList(family)).unwrap();
    assert_eq!(left.iter().map(|one| one.id).collect::<Vec<_>>(), [1]);
}

fn classes(peer: &Peer) {
    let before = peer.ask(&ClassList).unwrap();
    let class =
        |test: &str| Json::map([("name", Json::from("guests")), ("test", Json::from(test))]);
    peer.ask(&ClassAdd(class("member('ALL')"))).unwrap();
    let mut after = before.clone();
    after.push("guests".to_owned());
    assert_eq!(peer.ask(&ClassList), Ok(after));
    assert_eq!(peer.ask(&ClassUpdate(class("not member('ALL')"))), Ok(true));
    let get = ClassGet("guests".to_owned());
    let there = peer.ask(&get).unwrap().unwrap();
    assert_eq!(there.get("test").and_then(Json::as_str).as_deref(), Some("not member('ALL')"));
    let del = ClassDel("guests".to_owned());
    assert_eq!((peer.ask(&del), peer.ask(&del)), (Ok(true), Ok(false)));
    assert_eq!(peer.ask(&get), Ok(None));
    assert_eq!(peer.ask(&ClassUpdate(class("member('ALL')"))), Ok(false));
    assert_eq!(peer.ask(&ClassList), Ok(before));
}
