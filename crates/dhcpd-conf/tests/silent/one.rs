//! One server: shared networks, what the editor cannot silence, and what would not be silent.

use std::net::Ipv4Addr;

use dhcpair_testbed::lab::{Dhcpd, Host, Lab, Station};

use super::wire::{Answer, Says, answers, packet};
use super::{disabled, enabled, in_scope};

const SCOPE: &str = "10.20.0.0/24";

/// Clients with fixed addresses: one in the scope, and one elsewhere.
const PRINTER: u8 = 200;
const PROBE: u8 = 201;

const TOP: &str = "authoritative;
ping-check off;
subnet 10.77.0.0 netmask 255.255.255.0 {
}
subnet 10.30.0.0 netmask 255.255.255.0 {
}
host probe {
  hardware ethernet 02:00:00:00:00:c9;
  fixed-address 10.30.0.9;
}
host printer {
  hardware ethernet 02:00:00:00:00:c8;
  fixed-address 10.20.0.9;
}
";

const LONE: &str = "subnet 10.20.0.0 netmask 255.255.255.0 {
  pool {
    range 10.20.0.100 10.20.0.139;
  }
}
";

const SHARED: &str = "shared-network floor {
  subnet 10.20.0.0 netmask 255.255.255.0 {
    pool {
      range 10.20.0.100 10.20.0.139;
    }
  }
  subnet 10.21.0.0 netmask 255.255.255.0 {
    pool {
      range 10.21.0.100 10.21.0.139;
    }
  }
}
";

/// A server that is asked by clients in the scope.
struct One {
    station: Station,
    host: Host,
    server: Dhcpd,
    _lab: Lab,
    _relay: Host,
}

impl One {
    fn start(text: &str) -> Option<Self> {
        let lab = Lab::new(&["dhcpd"]).unwrap()?;
        let (host, relay) = (lab.host("one").unwrap(), lab.relay().unwrap());
        let server = Dhcpd::start(&host, text).unwrap();
        let station = Station::relay(&relay).unwrap();
        Some(Self { station, host, server, _lab: lab, _relay: relay })
    }

    fn restart(&mut self, text: &str) {
        self.server.restart(&self.host, text).unwrap();
    }

    fn answer(&mut self, client: u8, says: Says) -> Option<Answer> {
        let probe = packet(Ipv4Addr::new(10, 30, 0, 1), PROBE, Says::Discover);
        let packet = packet(in_scope(1), client, says);
        let [answer] = answers(&mut self.station, [self.host.address()], &packet, &probe);
        answer
    }

    /// Gives a client the lease that it is offered, and tells its address.
    fn lease(&mut self, client: u8, says: Says) -> Ipv4Addr {
        let Some(Answer::Offer(address)) = self.answer(client, says) else {
            panic!("{}", self.server.log())
        };
        let select = Says::Select(self.host.address(), address);
        assert_eq!(self.answer(client, select), Some(Answer::Ack(address)));
        address
    }
}

/// An address that no network has.
const NOWHERE: Ipv4Addr = Ipv4Addr::new(10, 99, 0, 5);

#[test]
fn the_sibling_of_a_disabled_subnet_serves_the_wire() {
    let text = format!("{TOP}{SHARED}");
    let Some(mut one) = One::start(&text) else { return };
    let lease = one.lease(1, Says::Wish(in_scope(100)));
    assert_eq!(lease, in_scope(100));
    let sibling = |address: Ipv4Addr| address.octets()[..3] == [10, 21, 0];

    let off = disabled(&text, SCOPE);
    one.restart(&off);
    for address in [lease, in_scope(139)] {
        assert_eq!(one.answer(1, Says::Reboot(address)), None);
        assert_eq!(one.answer(1, Says::Rebind(address)), None);
    }
    assert_eq!(one.answer(PRINTER, Says::Discover), None);
    assert_eq!(one.answer(PRINTER, Says::Reboot(in_scope(9))), None);
    let taken = one.lease(2, Says::Discover);
    assert!(sibling(taken), "{taken}");
    assert_eq!(one.answer(2, Says::Reboot(taken)), Some(Answer::Ack(taken)));
    assert_eq!(one.answer(2, Says::Rebind(taken)), Some(Answer::Ack(taken)));

    one.restart(&enabled(&off, SCOPE));
    assert_eq!(one.answer(PRINTER, Says::Discover), Some(Answer::Offer(in_scope(9))));
    assert_eq!(one.answer(1, Says::Reboot(lease)), Some(Answer::Ack(lease)));
}

#[test]
fn a_disabled_subnet_alone_on_its_wire_is_silent_whatever_is_asked() {
    for text in [LONE.to_owned(), format!("shared-network floor {{\n{LONE}}}\n")] {
        let text = format!("{TOP}{text}");
        let Some(mut one) = One::start(&text) else { return };
        let lease = one.lease(1, Says::Discover);
        assert_eq!(one.answer(1, Says::Reboot(NOWHERE)), Some(Answer::Nak));
        one.restart(&disabled(&text, SCOPE));
        for says in [
            Says::Discover,
            Says::Reboot(lease),
            Says::Rebind(lease),
            Says::Reboot(in_scope(250)),
            Says::Reboot(NOWHERE),
            Says::Rebind(NOWHERE),
            Says::Select(Ipv4Addr::new(10, 77, 0, 2), lease),
        ] {
            assert_eq!(one.answer(1, says), None, "{says:?}\n{text}");
        }
        one.restart(&text);
        assert_eq!(one.answer(1, Says::Rebind(lease)), Some(Answer::Ack(lease)));
    }
}

#[test]
fn what_does_not_disable_a_scope_answers() {
    let lone = format!("{TOP}{LONE}");
    let Some(mut one) = One::start(&lone) else { return };
    let lease = one.lease(1, Says::Discover);
    // Nobody is let in, and the client loses its lease.
    one.restart(&lone.replace("pool {", "pool {\n    deny all clients;"));
    assert_eq!(one.answer(1, Says::Discover), None);
    assert_eq!(one.answer(1, Says::Reboot(lease)), Some(Answer::Nak));
    assert_eq!(one.answer(1, Says::Rebind(lease)), Some(Answer::Nak));
    // The same without authority.
    let humble = lone.replace("authoritative;", "not authoritative;");
    one.restart(&humble.replace("pool {", "pool {\n    deny all clients;"));
    assert_eq!(one.answer(1, Says::Reboot(lease)), Some(Answer::Nak));

    // Without the subnet, its clients are strangers on the wire that the sibling serves.
    let shared = format!("{TOP}{SHARED}");
    let (head, rest) = shared.split_once("  subnet 10.20").unwrap();
    let (_, tail) = rest.split_once("  subnet 10.21").unwrap();
    let without = format!("{head}  subnet 10.21{tail}");
    one.restart(&without);
    let probe = packet(Ipv4Addr::new(10, 30, 0, 1), PROBE, Says::Discover);
    let relay = Ipv4Addr::new(10, 21, 0, 1);
    let reboot = packet(relay, 1, Says::Reboot(lease));
    let server = [one.host.address()];
    assert_eq!(answers(&mut one.station, server, &reboot, &probe), [Some(Answer::Nak)]);

    // `ignore booting` beside the ranges starves the sibling.
    one.restart(&shared);
    let Some(Answer::Offer(next)) = one.answer(4, Says::Discover) else { panic!() };
    let [_, net, ..] = next.octets();
    let subnet = format!("subnet 10.{net}.0.0 netmask 255.255.255.0 {{\n");
    one.restart(&shared.replace(&subnet, &format!("{subnet}    ignore booting;\n")));
    assert_eq!(one.answer(5, Says::Discover), None);
}

#[test]
fn two_things_cannot_be_silenced() {
    let text = format!("{TOP}{LONE}");
    let Some(mut one) = One::start(&disabled(&text, SCOPE)) else { return };
    // A host is told that another address is not its own.
    assert_eq!(one.answer(PRINTER, Says::Reboot(in_scope(9))), None);
    assert_eq!(one.answer(PRINTER, Says::Reboot(in_scope(10))), Some(Answer::Nak));

    // The authority of the wire is the sibling's as well.
    one.restart(&disabled(&format!("{TOP}{SHARED}"), SCOPE));
    assert_eq!(one.answer(1, Says::Reboot(NOWHERE)), Some(Answer::Nak));
    assert_eq!(one.answer(1, Says::Reboot(in_scope(100))), None);
}
