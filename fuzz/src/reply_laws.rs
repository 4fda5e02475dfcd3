//! The law of answers to commands of Kea.

use std::fmt::Debug;

use kea_config::{Document, Family, Version};
use kea_ha::State;
use kea_ha::command::*;

/// The law of answers: any bytes are an answer or an error, the same each time, and what is said of them
/// has no control byte. A lease that was read can be written, and reads as it did; so does a
/// configuration.
pub fn kea_replies(data: &[u8]) {
    both::<V4>(data);
    both::<V6>(data);
    read(data, &StatusGet);
    read(data, &StatisticGetAll);
    read(data, &VersionGet);
    read(data, &BuildReport);
    read(data, &ListCommands);
    read(data, &ConfigHashGet);
    read(data, &ConfigWrite::default());
    read(data, &ConfigReload);
    read(data, &HaHeartbeat::default());
    read(data, &HaReset::default());
    read(data, &HaMaintenanceStart);
    let notify = HaMaintenanceNotify { cancel: true, state: Some(State::Ready), server_name: None };
    read(data, &notify);
    read(data, &ClassList);
    read(data, &ClassGet("a".to_owned()));
    let key = ReservationKey::Identifier(kea_config::view::IdentifierKind::FlexId, [1].into());
    read(data, &ReservationGet { subnet_id: 1, key, source: None });
    read(data, &ReservationGetAll { subnet_id: 1, source: None });
    let page = ReservationGetPage { subnet_id: None, limit: PageSize::default(), from: None };
    if let Some(ReservationPage { next: Some(next), .. }) = read(data, &page) {
        read(data, &next);
    }
    if let Some(running) = read(data, &ConfigGet) {
        configuration_is_sent(&running);
    }
}

fn server<C: Command>() -> Server {
    let version = Version::parse("3.0.4").expect("a version");
    let family = C::INFO.family.unwrap_or(Family::V4);
    Server { family, version, channel: Channel::UnixSocket }
}

/// What the bytes are as an answer to a command.
fn read<C: Command>(data: &[u8], command: &C) -> Option<C::Response>
where
    C::Response: PartialEq + Debug,
{
    let request = server::<C>().request(command).expect("the newest versions have it");
    let answer = request.decode(data);
    assert_eq!(answer, request.decode(data), "reading is deterministic");
    if let Err(error) = &answer {
        let shown = error.to_string();
        assert!(!shown.contains(char::is_control), "a control byte is shown: {shown:?}");
    }
    answer.ok()
}

fn both<F: AddressFamily>(data: &[u8]) {
    read(data, &SubnetList(F::default()));
    read(data, &SubnetGet::<F>(SubnetKey::Id(1)));
    read(data, &NetworkList(F::default()));
    read(data, &NetworkGet { family: F::default(), name: "a".to_owned() });
    read(data, &StatLeaseGet(F::default()));
    let limit = PageSize::new(2).expect("a size");
    let Some(page) = read(data, &LeaseGetPage::<F> { from: None, limit }) else { return };
    if let Some(next) = &page.next {
        assert!(read(data, next).is_none(), "the page behind a page is another one");
    }
    for lease in page.leases {
        let command = LeaseUpdate { lease, or_create: true };
        let Ok(request) = server::<LeaseUpdate<F>>().request(&command) else { continue };
        let sent = Document::of_value(request.body()).expect("what is sent is JSON");
        let sent = sent.root().and_then(|root| root.get("arguments")).expect("arguments");
        let address = sent.get("ip-address").and_then(|node| node.as_str()).expect("an address");
        assert_eq!(address, command.lease.address.to_string());
    }
}

fn configuration_is_sent(running: &RunningConfiguration) {
    let Ok(document) = Document::of_value(running.text()) else {
        panic!("what a server runs can be read");
    };
    let Ok(configuration) = Configuration::of(&document) else { return };
    let command = ConfigSet(configuration);
    let server = Server { family: running.family(), ..server::<ConfigSet>() };
    let request = server.request(&command).expect("it is of this family");
    let sent = Document::of_value(request.body()).expect("what is sent is JSON");
    let sent = sent.root().and_then(|root| root.get("arguments")).expect("arguments");
    let again = kea_config::Json::of(sent).expect("it is not too deep");
    assert_eq!(&again, command.0.json(), "what is sent is what was made");
}
