use std::net::IpAddr;

use super::*;

fn key(last: u8) -> LeaseKey {
    LeaseKey::address(IpAddr::from([10, 0, 0, last]))
}

fn record<'a>(last: u8, client: &'a [u8], name: &'a [u8]) -> LeaseRecord<'a> {
    let mut record = LeaseRecord::new(key(last), LeaseState::Active);
    (record.client, record.name, record.hardware) = (client, name, &[2, 0, 0, 0, 0, 1]);
    record.times.expires = Some(Moment::from_unix(i64::from(last)));
    record
}

#[test]
fn the_last_record_of_an_address_counts_and_keeps_every_field() {
    let mut builder = LeaseTableBuilder::default();
    let mut last = record(7, b"one", b"pc");
    builder.set(&last);
    builder.set(&record(3, b"two", b""));
    last.times.starts = Some(Moment::NEVER);
    last.times.partner_sent = Some(Moment::from_unix(0));
    last.next = Some(LeaseState::Expired);
    last.iaid = 5;
    builder.set(&last);
    let table = builder.finish();
    assert_eq!(table.len(), 2);
    assert_eq!(table.get(&key(7)).unwrap().record(), last);
    assert_eq!(table.iter().map(|one| one.key()).collect::<Vec<_>>(), [key(3), key(7)]);
    assert!(table.get(&key(4)).is_none());
}

#[test]
fn a_renewal_takes_no_room_and_another_client_does() {
    let mut builder = LeaseTableBuilder::default();
    builder.set(&record(7, b"one", b"pc"));
    let bytes = builder.finish();
    let mut builder = LeaseTableBuilder::default();
    for _ in 0..100 {
        builder.set(&record(7, b"one", b"pc"));
    }
    let same = builder.finish();
    assert_eq!(format!("{same:?}"), format!("{bytes:?}"));

    let mut builder = LeaseTableBuilder::default();
    builder.set(&record(7, b"one", b"pc"));
    // The same bytes, cut elsewhere.
    builder.set(&record(7, b"on", b"epc"));
    let table = builder.finish();
    assert_eq!(table.get(&key(7)).unwrap().record().client, b"on");
}

#[test]
fn what_is_removed_is_gone_and_the_others_are_found() {
    let mut builder = LeaseTableBuilder::default();
    for last in 1..=5 {
        builder.set(&record(last, &[last], b""));
    }
    builder.remove(&key(2));
    builder.remove(&key(5));
    builder.remove(&key(9));
    builder.set(&record(4, b"new", b""));
    let table = builder.finish();
    let clients: Vec<_> = table.iter().map(|one| one.record().client.to_vec()).collect();
    assert_eq!(clients, [b"\x01".to_vec(), b"\x03".to_vec(), b"new".to_vec()]);
}

#[test]
fn addresses_prefixes_and_temporary_addresses_are_kept_apart() {
    let net = "2001:db8::/64".parse::<IpNet>().unwrap();
    let inside = "2001:db8::1/64".parse::<IpNet>().unwrap();
    assert_eq!(LeaseKey::prefix(inside), LeaseKey::prefix(net));
    assert_eq!(LeaseKey::prefix(net).to_string(), "2001:db8::/64");
    assert_ne!(LeaseKey::address(net.addr()), LeaseKey::temporary(net.addr()));
    assert_eq!(LeaseKey::address(net.addr()).to_string(), "2001:db8::");
}
