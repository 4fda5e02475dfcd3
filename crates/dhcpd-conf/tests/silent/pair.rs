//! A scope of a failover pair, disabled on one of the two servers.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{Dhcpd, Host, Lab, Mark, Station};
use dhcpd_conf::Role;
use dhcpd_conf::generate::{Pair, PairParameters};

use super::wire::{Answer, Says, answers, packet};
use super::{changed, disabled, enabled, in_scope};

const SCOPE: &str = "10.20.0.0/24";

/// How long a pair may take to find together. A server that was restarted waits for its partner for
/// 15 s.
const TOGETHER: Duration = Duration::from_secs(40);

/// The numbers of clients with fixed addresses: one in the scope, and one elsewhere.
const PRINTER: u8 = 200;
const PROBE: u8 = 201;

/// Two running servers, the same for their clients.
struct Two {
    station: Station,
    hosts: [Host; 2],
    servers: [Dhcpd; 2],
    texts: [String; 2],
    _lab: Lab,
    _relay: Host,
}

fn text(pair: &Pair, role: Role) -> String {
    let mut text = String::from(
        "authoritative;\nping-check off;\ndefault-lease-time 600;\nmax-lease-time 600;\n",
    );
    text.push_str(&pair.declaration(role));
    text.push_str("subnet 10.77.0.0 netmask 255.255.255.0 {\n}\n");
    for net in [20, 30] {
        let _ = write!(
            text,
            "subnet 10.{net}.0.0 netmask 255.255.255.0 {{\n  option routers 10.{net}.0.1;\n  pool {{\n    \
             {}\n    range 10.{net}.0.100 10.{net}.0.139;\n  }}\n}}\n",
            pair.reference()
        );
    }
    for (client, address) in [(PRINTER, "10.20.0.9"), (PROBE, "10.30.0.9")] {
        let _ = write!(
            text,
            "host h{client} {{\n  hardware ethernet 02:00:00:00:00:{client:02x};\n  fixed-address \
             {address};\n}}\n"
        );
    }
    text
}

impl Two {
    fn start() -> Option<Self> {
        let lab = Lab::new(&["dhcpd"]).unwrap()?;
        let hosts = ["one", "two"].map(|name| lab.host(name).unwrap());
        let relay = lab.relay().unwrap();
        let [one, two] = hosts.each_ref().map(Host::address);
        let mut parameters = PairParameters::new("east", one, two);
        parameters.mclt = 60;
        let pair = parameters.checked().unwrap();
        let texts = [Role::Primary, Role::Secondary].map(|role| text(&pair, role));
        let servers = [0, 1].map(|at| Dhcpd::start(&hosts[at], &texts[at]).unwrap());
        let station = Station::relay(&relay).unwrap();
        let mut two = Self { station, hosts, servers, texts, _lab: lab, _relay: relay };
        for server in &mut two.servers {
            server
                .wait_for("I move from recover-done to normal", Mark::default(), TOGETHER)
                .unwrap();
        }
        two.until_both_offer();
        Some(two)
    }

    /// Waits until both servers have addresses to give: the secondary gets its own some time after
    /// the pair is well.
    fn until_both_offer(&mut self) {
        let deadline = Instant::now() + TOGETHER;
        while self.answers(250, Says::Discover).contains(&None) {
            let log = self.servers[1].log();
            assert!(Instant::now() < deadline, "{log}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Restarts one server with another text, and waits until the pair is well again.
    fn restart(&mut self, at: usize, text: String) {
        self.servers[at].restart(&self.hosts[at], &text).unwrap();
        self.texts[at] = text;
        let normal = "I move from startup to normal";
        self.servers[at].wait_for(normal, Mark::default(), TOGETHER).unwrap();
    }

    /// Brings the scope back on a server that has forgotten its leases: it asks the partner for all
    /// of them before it serves. That it does so at once, and not after `mclt`, is because it says
    /// that it has been out of order for long.
    fn enable(&mut self, at: usize, before: &str) {
        let text = enabled(&self.texts[at], SCOPE);
        assert_eq!(text, before);
        self.servers[at].daemon().stop().unwrap();
        let mut leases = OpenOptions::new().append(true).open(self.servers[at].leases()).unwrap();
        let long_ago = "1 2020/01/06 00:00:00";
        write!(
            leases,
            "failover peer \"east\" state {{\n  my state recover at {long_ago};\n  partner state \
             normal at {long_ago};\n}}\n"
        )
        .unwrap();
        self.servers[at].restart(&self.hosts[at], &text).unwrap();
        self.texts[at] = text;
        let normal = "I move from recover-done to normal";
        self.servers[at].wait_for(normal, Mark::default(), TOGETHER).unwrap();
        self.until_both_offer();
    }

    /// Waits until a server knows a lease that its partner has given.
    fn until_known(&mut self, at: usize, client: u8, address: Ipv4Addr) {
        let deadline = Instant::now() + TOGETHER;
        while self.answers(client, Says::Reboot(address))[at] != Some(Answer::Ack(address)) {
            assert!(Instant::now() < deadline, "{}", self.servers[at].log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What each server answers to a client in the scope.
    fn answers(&mut self, client: u8, says: Says) -> [Option<Answer>; 2] {
        let probe = packet(Ipv4Addr::new(10, 30, 0, 1), PROBE, Says::Discover);
        let packet = packet(in_scope(1), client, says);
        let servers = self.hosts.each_ref().map(Host::address);
        answers(&mut self.station, servers, &packet, &probe)
    }

    /// Gives a client a lease of one server, and tells its address.
    fn lease(&mut self, client: u8, from: usize) -> Ipv4Addr {
        let offers = self.answers(client, Says::Discover);
        let Some(Answer::Offer(address)) = offers[from] else { panic!("{offers:?}") };
        let server = self.hosts[from].address();
        let acks = self.answers(client, Says::Select(server, address));
        assert_eq!(acks[from], Some(Answer::Ack(address)));
        address
    }
}

#[test]
fn the_partner_alone_answers_for_a_scope_that_is_disabled_and_both_when_it_is_enabled_again() {
    let Some(mut two) = Two::start() else { return };
    let (mine, theirs) = (two.lease(1, 0), two.lease(2, 1));
    let both = |answer| [Some(answer), Some(answer)];
    two.until_known(1, 1, mine);
    two.until_known(0, 2, theirs);
    assert_eq!(two.answers(1, Says::Reboot(mine)), both(Answer::Ack(mine)));
    assert_eq!(two.answers(PRINTER, Says::Discover), both(Answer::Offer(in_scope(9))));
    assert!(matches!(two.answers(3, Says::Discover), [Some(Answer::Offer(_)), Some(_)]));

    let before = two.texts[0].clone();
    two.restart(0, disabled(&before, SCOPE));
    let alone = |answer| [None, Some(answer)];
    for (client, address) in [(1, mine), (2, theirs)] {
        assert_eq!(two.answers(client, Says::Reboot(address)), alone(Answer::Ack(address)));
        assert_eq!(two.answers(client, Says::Rebind(address)), alone(Answer::Ack(address)));
    }
    assert!(matches!(two.answers(4, Says::Discover), [None, Some(Answer::Offer(_))]));
    assert_eq!(two.answers(PRINTER, Says::Discover), alone(Answer::Offer(in_scope(9))));
    assert_eq!(two.answers(PRINTER, Says::Reboot(in_scope(9))), alone(Answer::Ack(in_scope(9))));
    // A client that comes from another network: the partner tells it so.
    let moved = Ipv4Addr::new(10, 30, 0, 150);
    assert_eq!(two.answers(5, Says::Reboot(moved)), alone(Answer::Nak));

    two.enable(0, &before);
    for (client, address) in [(1, mine), (2, theirs)] {
        assert_eq!(two.answers(client, Says::Rebind(address)), both(Answer::Ack(address)));
    }
    assert!(matches!(two.answers(6, Says::Discover), [Some(Answer::Offer(_)), Some(_)]));
}

/// dhcpd forgets the leases of addresses that no pool has, and its partner does not tell it again
/// what it once acknowledged.
#[test]
fn a_server_that_is_not_told_all_leases_again_gives_those_of_its_partner_away() {
    let Some(mut two) = Two::start() else { return };
    let held: Vec<_> = (1..=10).map(|client| two.lease(client, 1)).collect();
    for (client, address) in (1..).zip(&held) {
        two.until_known(0, client, *address);
    }
    let before = two.texts[0].clone();
    two.restart(0, disabled(&before, SCOPE));
    let off = two.texts[0].clone();
    two.restart(0, enabled(&off, SCOPE));

    let mut others = 20..200;
    let deadline = Instant::now() + TOGETHER;
    let twice = others.find_map(|client| {
        assert!(Instant::now() < deadline, "{}", two.servers[0].log());
        let [_, offer] = two.answers(client, Says::Discover);
        match offer {
            Some(Answer::Offer(address)) if held.contains(&address) => Some(address),
            _ => None,
        }
    });
    assert!(twice.is_some(), "{held:?}\n{}", two.servers[0].log());
}

#[test]
fn a_scope_that_leaves_the_pair_keeps_its_leases_and_brings_them_back() {
    let Some(mut two) = Two::start() else { return };
    let mut held = Vec::new();
    for client in 1..=12 {
        let from = usize::from(client > 6);
        let address = two.lease(client, from);
        held.push((client, address));
        two.until_known(1 - from, client, address);
    }
    // It leaves the first server, then the relationship: the second one has it alone.
    let before = two.texts.clone();
    two.restart(0, disabled(&before[0], SCOPE));
    let alone = changed(&before[1], SCOPE, |editor, net| editor.take_scope(net));
    two.restart(1, alone.clone());
    for (client, address) in held.clone() {
        assert_eq!(two.answers(client, Says::Rebind(address)), [None, Some(Answer::Ack(address))]);
    }
    held.push((13, two.lease(13, 1)));

    // And back, on the server first that has the leases.
    two.restart(1, changed(&alone, SCOPE, |editor, net| editor.put_scope(net, "east")));
    two.enable(0, &before[0]);
    let taken: Vec<_> = held.iter().map(|(_, address)| *address).collect();
    for (client, address) in held {
        let answers = two.answers(client, Says::Rebind(address));
        assert_eq!(answers, [Some(Answer::Ack(address)); 2], "{}", two.servers[0].log());
    }
    for client in 20..40 {
        let offers = two.answers(client, Says::Discover).into_iter().flatten();
        for offer in offers {
            assert!(!taken.iter().any(|held| offer == Answer::Offer(*held)), "{offer:?}");
        }
    }
}
