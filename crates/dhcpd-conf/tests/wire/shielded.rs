//! A scope that undoes what stands around it: a server with settings outside of all scopes, which one
//! scope shall not have, sends what a server without them sends.

use std::net::Ipv4Addr;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpair_testbed::lab::Packet;
use dhcpd_conf::resolve::{Client, Message};
use dhcpd_conf::{Editor, Family};

use crate::server::Server;

const SCOPE: &str = "subnet 10.20.0.0 netmask 255.255.255.0 {
  range 10.20.0.100 10.20.0.139;
}
host named {
  hardware ethernet 02:00:00:00:00:07;
  fixed-address 10.20.0.7;
}
";

/// An option that dhcpd does not know by itself.
const DEFINITION: &str = "option own code 200 = text;\n";

/// What only one server has around the scope, each of which shows in an answer or in a silence.
const AROUND: &str = "option own \"o\";
option domain-name \"around.example\";
option domain-name-servers 10.9.9.1;
option ntp-servers 10.9.9.2;
option bootfile-name \"b\";
option domain-search \"around.example\";
option tftp-server-name \"t\";
always-broadcast on;
filename \"f\";
min-secs 90;
next-server 10.9.9.3;
server-name \"s\";
use-host-decl-names on;
use-lease-addr-for-default-route on;
default-lease-time 300;
max-lease-time 400;
";

/// What a client is sent, and what it asks for again; `None` for silence.
type Said = Vec<Option<Packet>>;

fn said(text: &str) -> Option<Said> {
    let mut server = Server::start(text)?;
    let wanted = [1, 3, 6, 12, 15, 42, 51, 66, 67, 119, 200];
    let client = |last: u8| {
        Client::ethernet([2, 0, 0, 0, 0, last])
            .through(Ipv4Addr::new(10, 20, 0, 1))
            .requesting(wanted)
    };
    let mut all = Said::new();
    for last in [7, 8] {
        let offer = server.answer(&client(last));
        let address = offer.as_ref().map(|offer| offer.yours);
        all.push(offer);
        if let Some(address) = address {
            let request = client(last)
                .sending(Message::Request)
                .with_option(50, address.octets())
                .with_option(54, server.address().octets());
            all.push(server.answer(&request));
        }
    }
    // The transaction is the client's own, and other servers have other addresses.
    for packet in all.iter_mut().flatten() {
        packet.transaction = 0;
        packet.options.retain(|(code, _)| *code != 54);
    }
    Some(all)
}

/// The text with the scope of another one.
fn replicated(ours: &str, theirs: &str) -> String {
    let loader = MemoryLoader::new().with("ours", ours).with("theirs", theirs);
    let mut sources = Sources::new();
    let mut read =
        |path| dhcpd_conf::read(&mut sources, &loader, Path::new(path), Family::V4).unwrap();
    let (ours, theirs) = (read("ours"), read("theirs"));
    let mut editor = Editor::new(&ours).unwrap();
    editor.replicate_scope(&theirs, "10.20.0.0/24".parse().unwrap()).unwrap();
    let edits = editor.finish().unwrap();
    String::from_utf8(edits.apply(&sources, ours.files()[0].file).unwrap()).unwrap()
}

#[test]
fn settings_around_a_scope_do_not_count_where_it_says_what_dhcpd_does_without_them() {
    let Some(wanted) = said(SCOPE) else { return };
    assert!(wanted.iter().all(Option::is_some) && wanted.len() == 4, "{wanted:?}");
    let around = |settings: &str| format!("{DEFINITION}group {{\n{settings}\n{SCOPE}}}\n");
    // Each of them alone counts, but for a limit that the other times keep.
    for line in AROUND.lines().filter(|line| !line.starts_with("max-lease-time")) {
        assert_ne!(said(&around(line)), Some(wanted.clone()), "{line}");
    }
    let shielded = replicated(&around(AROUND), SCOPE);
    assert!(shielded.contains(AROUND), "{shielded}");
    assert_eq!(said(&shielded), Some(wanted), "{shielded}");
}
