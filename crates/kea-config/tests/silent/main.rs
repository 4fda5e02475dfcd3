//! A disabled scope is silent: the real Kea, with a scope disabled by the editor, sends neither offers
//! nor NAKs to clients of its partner, and serves them again as before when it is enabled.

#[path = "../../../dhcpd-conf/tests/silent/wire.rs"]
mod wire;

use std::net::Ipv4Addr;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpair_testbed::lab::{Host, Kea, Lab, Station};
use dhcpair_testbed::{Family, KeaRoot};
use ipnet::IpNet;
use kea_config::{Editor, Refusal};
use wire::{Answer, Says, answers, packet};

/// A client with an address in another network, who shows that the server has read all before.
const PROBE: u8 = 201;
const PRINTER: u8 = 200;

/// An address that no network has.
const NOWHERE: Ipv4Addr = Ipv4Addr::new(10, 99, 0, 5);

const fn in_scope(host: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 20, 0, host)
}

/// A server with authority over all that it knows; one thread, so that it answers in order.
fn text(leases: &str) -> String {
    format!(
        r#"{{ "Dhcp4": {{
  "interfaces-config": {{ "interfaces": [ "eth0" ] }},
  "lease-database": {leases},
  "multi-threading": {{ "enable-multi-threading": false }},
  "authoritative": true,
  "valid-lifetime": 600,
  "subnet4": [
    {{ "id": 3, "subnet": "10.30.0.0/24",
      "reservations": [ {{ "hw-address": "02:00:00:00:00:c9", "ip-address": "10.30.0.9" }} ] }},
    {{
      "id": 2, "subnet": "10.20.0.0/24",
      // the first floor
      "pools": [ {{ "pool": "10.20.0.100-10.20.0.139" }} ],
      "reservations": [ {{ "hw-address": "02:00:00:00:00:c8", "ip-address": "10.20.0.9" }} ] # printer
    }}
  ] }} }}
"#
    )
}

fn changed(text: &str, change: fn(&mut Editor<'_>, IpNet) -> Result<(), Refusal>) -> String {
    let loader = MemoryLoader::new().with("kea.conf", text);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, Path::new("kea.conf")).unwrap();
    let mut editor = Editor::new(&document).unwrap();
    change(&mut editor, "10.20.0.0/24".parse().unwrap()).unwrap();
    let edits = editor.finish().unwrap();
    String::from_utf8(edits.apply(&sources, document.files().next().unwrap()).unwrap()).unwrap()
}

/// A server that is asked by clients in the scope.
struct One {
    station: Station,
    host: Host,
    server: Kea,
    _lab: Lab,
    _relay: Host,
}

impl One {
    fn start(root: Option<&KeaRoot>, text: &str) -> Option<Self> {
        let programs = if root.is_some() { ["chroot"] } else { ["kea-dhcp4"] };
        let lab = Lab::new(&programs).unwrap()?;
        let (host, relay) = (lab.host("one").unwrap(), lab.relay().unwrap());
        let conf = |folder: &Path| at(text, folder);
        let server = match root {
            Some(root) => Kea::start_in(root, &host, Family::V4, conf),
            None => Kea::start(&host, Family::V4, conf),
        };
        let station = Station::relay(&relay).unwrap();
        Some(Self { station, host, server: server.unwrap(), _lab: lab, _relay: relay })
    }

    fn restart(&mut self, text: &str) {
        self.server.restart(&self.host, |folder| at(text, folder)).unwrap();
    }

    fn answer(&mut self, client: u8, says: Says) -> Option<Answer> {
        let probe = packet(Ipv4Addr::new(10, 30, 0, 1), PROBE, Says::Discover);
        let packet = packet(in_scope(1), client, says);
        let [answer] = answers(&mut self.station, [self.host.address()], &packet, &probe);
        answer
    }

    /// Gives a client the lease that it is offered, and tells its address.
    fn lease(&mut self, client: u8) -> Ipv4Addr {
        let Some(Answer::Offer(address)) = self.answer(client, Says::Discover) else {
            panic!("{}", self.server.log())
        };
        let select = Says::Select(self.host.address(), address);
        assert_eq!(self.answer(client, select), Some(Answer::Ack(address)));
        address
    }
}

fn at(text: &str, folder: &Path) -> String {
    text.replace("FOLDER", &folder.display().to_string())
}

const FORGETS: &str = r#"{ "type": "memfile", "persist": false }"#;

/// A client that has a lease says all that a client can say; so does one that has none.
fn is_silent(one: &mut One, lease: Ipv4Addr) {
    for says in [
        Says::Discover,
        Says::Wish(lease),
        Says::Reboot(lease),
        Says::Rebind(lease),
        Says::Reboot(in_scope(250)),
        Says::Reboot(NOWHERE),
        Says::Rebind(NOWHERE),
        Says::Select(Ipv4Addr::new(10, 77, 0, 9), lease),
    ] {
        for client in [1, 2] {
            assert_eq!(one.answer(client, says), None, "{says:?} of client {client}");
        }
    }
    for says in [Says::Discover, Says::Reboot(in_scope(9)), Says::Rebind(in_scope(9))] {
        assert_eq!(one.answer(PRINTER, says), None, "{says:?} of the printer");
    }
}

fn goes_silent_and_comes_back(root: Option<&KeaRoot>) {
    let text = text(FORGETS);
    let Some(mut one) = One::start(root, &text) else { return };
    let lease = one.lease(1);
    assert_eq!(one.answer(1, Says::Reboot(NOWHERE)), Some(Answer::Nak));
    let off = changed(&text, |editor, net| editor.disable_scope(net));
    // The partner knows the lease, this server has forgotten it.
    one.restart(&off);
    is_silent(&mut one, lease);
    let on = changed(&off, |editor, net| editor.enable_scope(net));
    assert_eq!(on, text);
    one.restart(&on);
    assert_eq!(one.lease(1), lease);
    assert_eq!(one.answer(PRINTER, Says::Discover), Some(Answer::Offer(in_scope(9))));
}

/// What the disabling is for: other ways to close a scope answer NAK.
fn other_ways_are_not_silent(root: Option<&KeaRoot>) {
    let text = text(FORGETS);
    let Some(mut one) = One::start(root, &text) else { return };
    let lease = one.lease(1);
    let open = "\"pool\": \"10.20.0.100-10.20.0.139\"";
    let nobody = format!("{open}, \"client-class\": \"NOBODY\"");
    one.restart(&text.replace(open, &nobody));
    assert_eq!(one.answer(1, Says::Rebind(lease)), Some(Answer::Nak));
    // Without pools, and with its authority.
    let off = changed(&text, |editor, net| editor.disable_scope(net));
    one.restart(&off.replace("\"authoritative\": false", "\"authoritative\": true"));
    assert_eq!(one.answer(1, Says::Reboot(lease)), Some(Answer::Nak));
}

/// Leases that stay in the database make it speak: they are to be wiped.
fn leases_that_stay_answer(root: Option<&KeaRoot>) {
    let text = text(r#"{ "type": "memfile", "name": "FOLDER/leases.csv" }"#);
    let Some(mut one) = One::start(root, &text) else { return };
    let lease = one.lease(1);
    one.restart(&changed(&text, |editor, net| editor.disable_scope(net)));
    for says in [Says::Discover, Says::Reboot(lease), Says::Rebind(lease)] {
        assert_eq!(one.answer(1, says), None, "{says:?}");
    }
    // The partner gave the client another address, or the address to another client.
    assert_eq!(one.answer(1, Says::Reboot(in_scope(139))), Some(Answer::Nak));
    assert_eq!(one.answer(2, Says::Rebind(lease)), Some(Answer::Nak));
}

#[test]
fn kea_2_2_goes_silent_and_comes_back() {
    goes_silent_and_comes_back(None);
    other_ways_are_not_silent(None);
    leases_that_stay_answer(None);
}

#[test]
fn kea_2_6_goes_silent_and_comes_back() {
    let Some(root) = KeaRoot::find("trixie") else { return };
    goes_silent_and_comes_back(Some(&root));
    other_ways_are_not_silent(Some(&root));
    leases_that_stay_answer(Some(&root));
}

#[test]
fn kea_3_0_goes_silent_and_comes_back() {
    let Some(root) = KeaRoot::find("forky") else { return };
    goes_silent_and_comes_back(Some(&root));
    other_ways_are_not_silent(Some(&root));
    leases_that_stay_answer(Some(&root));
}
