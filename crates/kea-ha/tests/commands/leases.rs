//! Leases: one by one, and page by page.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use chrono::{DateTime, Utc};
use kea_config::Family;
use kea_ha::command::{
    AddressFamily, Client4, Client6, Lease, LeaseAdd, LeaseDel, LeaseGet, LeaseGetAll,
    LeaseGetByClientId, LeaseGetByDuid, LeaseGetByHostname, LeaseGetByHwAddress, LeaseGetPage,
    LeaseKind, LeaseState, LeaseUpdate, LeaseWipe, Lifetime, PageSize, ReplyError, ResultCode,
    StatLeaseGet, StatisticGetAll, SubnetStatistics, V4, V6,
};

use crate::pair::{Pair, Peer};

/// What tests need of a family.
pub(crate) trait Sorts: AddressFamily {
    /// A client of the subnet, and its address.
    fn client(number: u8) -> (Self::Address, Self::Client);

    /// An address outside of the subnet.
    fn stranger() -> Self::Address;

    fn kind(client: &Self::Client) -> LeaseKind;

    /// The leases of a client by all that it can be sought by.
    fn sought(peer: &Peer, client: &Self::Client) -> Vec<Vec<Lease<Self>>>;
}

impl Sorts for V4 {
    fn client(number: u8) -> (Ipv4Addr, Client4) {
        let hw_address = [2, 0, 0, 0, 0, number].into();
        let client_id = number.is_multiple_of(2).then(|| [1, 2, 0, 0, 0, 0, number].into());
        (Ipv4Addr::new(10, 20, 1, number), Client4 { hw_address, client_id })
    }

    fn stranger() -> Ipv4Addr {
        Ipv4Addr::new(192, 0, 2, 1)
    }

    fn kind(_: &Client4) -> LeaseKind {
        LeaseKind::Address
    }

    fn sought(peer: &Peer, client: &Client4) -> Vec<Vec<Lease<Self>>> {
        let hw_address = client.hw_address.clone();
        let by_address = LeaseGetByHwAddress { family: V4, hw_address };
        let by_id = LeaseGetByClientId(client.client_id.clone().unwrap());
        vec![peer.ask(&by_address).unwrap(), peer.ask(&by_id).unwrap()]
    }
}

impl Sorts for V6 {
    fn client(number: u8) -> (Ipv6Addr, Client6) {
        let is_prefix = number.is_multiple_of(3);
        let (kind, address) = if is_prefix {
            let address = Ipv6Addr::new(0x2001, 0xdb8, 1, 0x8000 + u16::from(number), 0, 0, 0, 0);
            (LeaseKind::Prefix(64), address)
        } else {
            let address = Ipv6Addr::new(0x2001, 0xdb8, 1, 0, 0, 0, 0, u16::from(number));
            (LeaseKind::Address, address)
        };
        let client = Client6 {
            duid: [0, 3, 0, 1, 2, 0, 0, 0, 0, number].into(),
            iaid: u32::MAX - u32::from(number),
            kind,
            hw_address: number.is_multiple_of(2).then(|| [2, 0, 0, 0, 0, number].into()),
            preferred_lifetime: Lifetime::For(Duration::from_secs(1800)),
        };
        (address, client)
    }

    fn stranger() -> Ipv6Addr {
        "2001:db8:ffff::1".parse().unwrap()
    }

    fn kind(client: &Client6) -> LeaseKind {
        client.kind
    }

    fn sought(peer: &Peer, client: &Client6) -> Vec<Vec<Lease<Self>>> {
        vec![peer.ask(&LeaseGetByDuid(client.duid.clone())).unwrap()]
    }
}

fn lease<F: Sorts>(number: u8, now: DateTime<Utc>) -> Lease<F> {
    let (address, client) = F::client(number);
    Lease {
        address,
        subnet_id: 1,
        pool_id: None,
        client,
        last_transaction: now,
        valid_lifetime: Lifetime::For(Duration::from_secs(3600)),
        state: if number.is_multiple_of(5) { LeaseState::Declined } else { LeaseState::Assigned },
        hostname: format!("client-{number}.example.org"),
        fqdn_forward: number.is_multiple_of(2),
        fqdn_reverse: number.is_multiple_of(4),
        user_context: None,
    }
}

/// Both commands count what is there: assigned are all leases, declined ones with them, and none of a partner's or an
/// operator's counts as one that the server has made.
fn counted<F: Sorts>(peer: &Peer, all: &[Lease<F>]) {
    let addresses = || all.iter().filter(|one| F::kind(&one.client) == LeaseKind::Address);
    let with = |state| addresses().filter(|one| one.state == state).count() as u64;
    let (assigned, declined) = (with(LeaseState::Assigned), with(LeaseState::Declined));
    let total = if F::FAMILY == Family::V4 { 90 } else { 0x99 - 0x10 + 1 };
    let expected = SubnetStatistics {
        subnet: 1,
        total,
        assigned: assigned + declined,
        declined,
        cumulative: Some(0),
    };
    assert!(declined > 0 && assigned > 0);
    assert_eq!(peer.ask(&StatLeaseGet(F::default())).unwrap(), [expected]);
    assert_eq!(peer.ask(&StatisticGetAll).unwrap(), [expected]);
}

pub(crate) fn leases_come_and_go<F: Sorts>(pair: &Pair) {
    let peer = &pair.one;
    let first = LeaseGetPage::<F>::first(PageSize::new(10).unwrap());
    let empty = peer.ask(&first).unwrap();
    assert!(empty.leases.is_empty() && empty.next.is_none());

    let now = DateTime::from_timestamp(Utc::now().timestamp() - 60, 0).unwrap();
    let mut written: Vec<Lease<F>> = (10..34).map(|number| lease(number, now)).collect();
    // No prefix can be declined.
    for one in written.iter_mut().filter(|one| F::kind(&one.client) != LeaseKind::Address) {
        one.state = LeaseState::Assigned;
    }
    written[1].valid_lifetime = Lifetime::Infinite;
    for one in &written {
        peer.ask(&LeaseAdd(one.clone())).unwrap();
        let (address, kind) = (one.address, F::kind(&one.client));
        let mut read = peer.ask(&LeaseGet::<F> { address, kind }).unwrap().unwrap();
        if one.valid_lifetime == Lifetime::Infinite {
            // The server does not take the time of one that never expires.
            read.last_transaction = one.last_transaction;
        }
        assert_eq!(&read, one);
    }
    written.sort_by_key(|one| one.address);

    let (mut read, mut next, mut pages) = (Vec::new(), Some(first), 0);
    while let Some(command) = next {
        let page = peer.ask(&command).unwrap();
        pages += 1;
        read.extend(page.leases);
        next = page.next;
    }
    assert_eq!(pages, 3);
    let addresses = |all: &[Lease<F>]| all.iter().map(|one| one.address).collect::<Vec<_>>();
    assert_eq!(addresses(&read), addresses(&written));

    let even = written.iter().find(|one| one.fqdn_forward && one.expires().is_some()).unwrap();
    for found in F::sought(peer, &even.client) {
        assert_eq!(found, std::slice::from_ref(even));
    }
    let hostname = even.hostname.clone();
    let by_name = LeaseGetByHostname { family: F::default(), hostname };
    assert_eq!(peer.ask(&by_name).unwrap(), std::slice::from_ref(even));
    let by_name = LeaseGetByHostname { hostname: "nobody".to_owned(), ..by_name };
    assert_eq!(peer.ask(&by_name), Ok(vec![]));

    let mut changed = written[0].clone();
    changed.hostname = "changed".to_owned();
    peer.ask(&LeaseUpdate { lease: changed.clone(), or_create: false }).unwrap();
    let mut all = peer.ask(&LeaseGetAll::<F>::default()).unwrap();
    assert_eq!(all.len(), 24);
    counted(peer, &all);
    all.sort_by_key(|one| one.address);
    assert_eq!(all[0], changed);
    let subnets = vec![1];
    let of_subnet = peer.ask(&LeaseGetAll { family: F::default(), subnets }).unwrap();
    assert_eq!(of_subnet.len(), 24);

    let (address, kind) = (changed.address, F::kind(&changed.client));
    assert!(peer.ask(&LeaseDel::<F> { address, kind }).unwrap());
    assert!(!peer.ask(&LeaseDel::<F> { address, kind }).unwrap());
    assert_eq!(peer.ask(&LeaseGet::<F> { address, kind }), Ok(None));
    peer.ask(&LeaseUpdate { lease: changed, or_create: true }).unwrap();

    let wipe = LeaseWipe { family: F::default(), subnet_id: NonZeroU32::MIN };
    assert_eq!(peer.ask(&wipe), Ok(true));
    assert_eq!(peer.ask(&LeaseGetAll::<F>::default()), Ok(vec![]));
    assert_eq!(peer.ask(&wipe), Ok(false));

    let stranger = Lease { address: F::stranger(), ..lease::<F>(50, now) };
    let Err(ReplyError::Failed(failure)) = peer.ask(&LeaseAdd(stranger)) else {
        panic!("a lease outside of its subnet was taken")
    };
    println!("{failure}");
    let [unix, _] = peer.channels();
    let conflicts = peer.server(unix).version.is_from(2, 3, 1);
    let code = if conflicts { ResultCode::Conflict } else { ResultCode::Error };
    assert_eq!(failure.code, code);
}
