//! A DHCPv6 scope that the editor has disabled: the server says nothing to its clients, and serves
//! others. One without ranges would take addresses away.

use std::net::Ipv6Addr;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpd_conf::resolve::v6::{Client, Hint, Kind, Message};
use dhcpd_conf::{Editor, Family};

use super::server::{Sent, Server};

const SCOPE: &str = "subnet6 2001:db8:1::/64 {
  range6 2001:db8:1::10 2001:db8:1::1f;
}
";

const OTHER: &str = "subnet6 2001:db8:2::/64 { range6 2001:db8:2::10 2001:db8:2::1f; }
host fixed { host-identifier option dhcp6.client-id 00:03:00:01:02:00:00:00:00:05; fixed-address6 2001:db8:1::5; }
";

const ALL: [Message; 5] =
    [Message::Solicit, Message::Request, Message::Renew, Message::Rebind, Message::Confirm];

/// A client of the scope that has an address of it from somewhere else.
fn client(message: Message, last: u8) -> Client {
    let address = Ipv6Addr::new(0x2001, 0xdb8, 1, 0, 0, 0, 0, 0x15);
    let client = Client::new([0, 3, 0, 1, 2, 0, 0, 0, 0, last])
        .through(Ipv6Addr::new(0x2001, 0xdb8, 1, 0, 0, 0, 0, 1))
        .sending(message)
        .with_association(Kind::NonTemporary, 1, vec![Hint::address(address)]);
    match message {
        // The server's own identifier is put in by [`Server::describe`].
        Message::Request | Message::Renew => client.with_option(2, []),
        _ => client,
    }
}

fn sent(server: &mut Server, client: &Client) -> Sent {
    let client = server.describe(client);
    server.answer(&client)
}

fn disabled(text: &str) -> String {
    let loader = MemoryLoader::new().with("m", text);
    let mut sources = Sources::new();
    let config = dhcpd_conf::read(&mut sources, &loader, Path::new("m"), Family::V6).unwrap();
    let mut editor = Editor::new(&config).unwrap();
    editor.disable_scope("2001:db8:1::/64".parse().unwrap()).unwrap();
    let edits = editor.finish().unwrap();
    String::from_utf8(edits.apply(&sources, config.files()[0].file).unwrap()).unwrap()
}

#[test]
fn a_disabled_dhcpv6_scope_is_silent_whatever_is_asked() {
    let text = format!("{SCOPE}{OTHER}");
    let Some(mut server) = Server::start(&disabled(&text)) else { return };
    for last in [5, 6] {
        for message in ALL {
            let said = sent(&mut server, &client(message, last));
            assert!(matches!(said, Sent::Nothing), "{message:?}: {said:?}\n{}", server.log());
        }
    }
    let mut elsewhere = client(Message::Solicit, 6);
    elsewhere.relays[0].link = Ipv6Addr::new(0x2001, 0xdb8, 2, 0, 0, 0, 0, 1);
    assert!(matches!(sent(&mut server, &elsewhere), Sent::Message(_)), "{}", server.log());
    // Without its ranges alone it answers.
    let bare = text.replace("  range6 2001:db8:1::10 2001:db8:1::1f;\n", "");
    let Some(mut server) = Server::start(&bare) else { return };
    for message in ALL {
        let said = sent(&mut server, &client(message, 6));
        assert!(matches!(said, Sent::Message(_)), "{message:?}: {said:?}\n{}", server.log());
    }
}
