//! A scope that was changed on one server comes to its partner, and to another pair, through the files:
//! running servers read them again, all four serve the same, and each is still itself.

mod ask;
#[path = "../lab/server.rs"]
mod server;
mod text;

use std::path::Path;
use std::time::Duration;

use ask::{Relay, Served};
use config_text::{MemoryLoader, Sources};
use dhcpair_testbed::Family;
use dhcpair_testbed::lab::{Host, Kea, Mark};
use kea_config::{Editor, Json, Scope, replicate_scope};
use kea_ha::generate::{CheckedRelationship, PeerParameters, RelationshipParameters};
use kea_ha::{HaSharing, Mode, Role};
use server::Server;
use text::{Own, Said, whole};

/// How long servers may take to find together, and to miss a partner.
const TOGETHER: Duration = Duration::from_secs(60);

/// A server of one of the pairs.
struct Member {
    host: Host,
    kea: Kea,
    /// What is its own, for the text of its file.
    own: Own<'static>,
    family: Family,
}

impl Member {
    /// Its file as it should be.
    fn text(&self, said: Said) -> String {
        let text = whole(self.family, &self.own, said);
        text.replace("FOLDER", &self.kea.inside().display().to_string())
    }

    fn written(&self) -> String {
        std::fs::read_to_string(self.kea.file()).unwrap()
    }

    fn write(&self, text: &str) {
        std::fs::write(self.kea.file(), text).unwrap();
    }

    /// Gives a command and takes what is said.
    fn command(&self, command: &str) -> Json {
        let socket = format!("{}.sock", self.own.name);
        let answer = self.kea.command(&socket, &format!(r#"{{ "command": "{command}" }}"#));
        let answer = Json::parse(answer.unwrap()).unwrap();
        assert_eq!(answer.get("result").and_then(Json::as_i64), Some(0), "{answer}");
        answer
    }

    /// What the running server says of itself.
    fn identity(&self) -> Vec<Json> {
        let answer = self.command("config-get");
        let daemon = if self.family == Family::V4 { "Dhcp4" } else { "Dhcp6" };
        let config = answer.get("arguments").and_then(|all| all.get(daemon)).unwrap();
        let keys = [
            "interfaces-config",
            "lease-database",
            "control-socket",
            "control-sockets",
            "server-tag",
            "server-id",
            "hooks-libraries",
        ];
        keys.iter().filter_map(|key| config.get(key).cloned()).collect()
    }

    fn wait_for(&mut self, state: &str, since: Mark) {
        self.kea.wait_for(&format!("to {state} state"), since, TOGETHER).unwrap();
    }
}

/// The pairs `a1` with `a2`, and `b1` with `b2`.
struct Pairs {
    members: Vec<Member>,
    relay: Relay,
    _relay: Host,
    _lab: dhcpair_testbed::lab::Lab,
}

impl Pairs {
    fn start(server: &Server, family: Family) -> Option<Self> {
        let lab = server.lab()?;
        let mut members = Vec::new();
        for names in [["a1", "a2"], ["b1", "b2"]] {
            let hosts = names.map(|name| lab.host(name).unwrap());
            let peers = vec![
                server.peer(names[0], &hosts[0], 8001, Role::Primary),
                server.peer(names[1], &hosts[1], 8001, Role::Standby),
            ];
            let pair = relationship(peers);
            let parts = pair.configurations().unwrap();
            for ((name, host), part) in names.into_iter().zip(hosts).zip(parts) {
                let interface = match family {
                    Family::V4 => format!("eth0/{}", host.address()),
                    Family::V6 => format!("eth0/{}", host.address_v6()),
                };
                let own = Own { name, interface, libraries: part.hooks_libraries.to_string() };
                let kea = server.start(&host, family, &whole(family, &own, Said::Before));
                members.push(Member { host, kea, own, family });
            }
        }
        let relay = lab.relay().unwrap();
        let mut pairs =
            Self { members, relay: Relay::on(&relay, family), _relay: relay, _lab: lab };
        for member in &mut pairs.members {
            member.wait_for("HOT-STANDBY", Mark::default());
        }
        Some(pairs)
    }

    fn served(&mut self, nth: usize) -> Served {
        self.relay.served(&self.members[nth].host)
    }

    /// What the primaries serve and, when they are gone, the standbys: `a1`, `b1`, `a2`, `b2`.
    fn served_by_all(&mut self) -> [Served; 4] {
        let primaries = [0, 2].map(|nth| self.served(nth));
        let marks = [1, 3].map(|nth| {
            assert!(self.relay.is_silent(&self.members[nth].host));
            let mark = self.members[nth].kea.daemon().mark();
            self.members[nth - 1].kea.daemon().kill().unwrap();
            (nth, mark)
        });
        let standbys = marks.map(|(nth, mark)| {
            self.members[nth].wait_for("PARTNER-DOWN", mark);
            self.served(nth)
        });
        let ([a1, b1], [a2, b2]) = (primaries, standbys);
        [a1, b1, a2, b2]
    }
}

/// A pair that finds together soon, and in which the standby misses the primary soon.
fn relationship(peers: Vec<PeerParameters>) -> CheckedRelationship {
    let mut parameters = RelationshipParameters::new(Mode::HotStandby, peers);
    for (key, value) in
        [("heartbeat-delay", 500), ("max-response-delay", 2_500), ("max-unacked-clients", 0)]
    {
        parameters.settings.set(key, value).unwrap();
    }
    parameters.checked().unwrap()
}

/// The destination's text with a scope of the source's.
fn replicated(source: &str, destination: &str, scope: Scope) -> String {
    let loader = MemoryLoader::new().with("source", source).with("destination", destination);
    let mut sources = Sources::new();
    let mut read = |name| kea_config::read(&mut sources, &loader, Path::new(name)).unwrap();
    let (from, to) = (read("source"), read("destination"));
    let mut editor = Editor::new(&to).unwrap();
    let notes = replicate_scope(&mut editor, &from, &HaSharing, scope).unwrap();
    assert_eq!(notes, []);
    let edits = editor.finish().unwrap();
    String::from_utf8(edits.apply(&sources, to.files().next().unwrap()).unwrap()).unwrap()
}

fn a_scope_comes_to_all(server: &Server, family: Family) {
    let Some(mut pairs) = Pairs::start(server, family) else { return };
    let before = pairs.served(0);
    let identities: Vec<_> = pairs.members.iter().map(Member::identity).collect();

    let net = match family {
        Family::V4 => "10.20.0.0/24",
        Family::V6 => "2001:db8:20::/64",
    };
    let scope = Scope::Net(net.parse().unwrap());
    pairs.members[0].write(&pairs.members[0].text(Said::After));
    let source = pairs.members[0].written();
    for member in &pairs.members[1..] {
        assert_eq!(member.written(), member.text(Said::Before));
        let after = replicated(&source, &member.written(), scope);
        // Every byte but for the values that changed: comments, layout, and what is its own.
        assert_eq!(after, member.text(Said::After));
        member.write(&after);
    }

    let marks: Vec<_> = pairs.members.iter_mut().map(|one| one.kea.daemon().mark()).collect();
    for (nth, member) in pairs.members.iter_mut().enumerate() {
        if nth % 2 == 0 {
            member.command("config-reload");
        } else {
            member.kea.daemon().reload().unwrap();
        }
    }
    for (member, mark) in pairs.members.iter_mut().zip(marks) {
        member.wait_for("HOT-STANDBY", mark);
    }
    for (member, identity) in pairs.members.iter().zip(&identities) {
        assert_eq!(&member.identity(), identity);
    }
    for (one, other) in [(0, 1), (2, 3), (0, 2)] {
        for (mine, others) in identities[one].iter().zip(&identities[other]) {
            assert_ne!(mine, others);
        }
    }

    let [a1, others @ ..] = pairs.served_by_all();
    assert_eq!(before.wishes, (100..120).collect::<Vec<_>>());
    assert_eq!(a1.wishes, (110..140).collect::<Vec<_>>());
    assert_eq!((before.printer.0, a1.printer.0, a1.plotter.0), (9, 8, 7));
    assert_ne!(before.plotter.0, 7);
    assert_ne!(before.options, a1.options);
    assert_eq!(others.each_ref(), [&a1; 3]);
}

fn in_both_families(server: Option<Server>) {
    let Some(server) = server else { return };
    std::thread::scope(|scope| {
        for family in [Family::V4, Family::V6] {
            let server = &server;
            scope.spawn(move || a_scope_comes_to_all(server, family));
        }
    });
}

#[test]
fn pairs_of_kea_2_2_serve_what_was_replicated() {
    in_both_families(Server::installed());
}

#[test]
fn pairs_of_kea_2_6_serve_what_was_replicated() {
    in_both_families(Server::of("trixie"));
}

#[test]
fn pairs_of_kea_3_0_serve_what_was_replicated() {
    in_both_families(Server::of("forky"));
}
