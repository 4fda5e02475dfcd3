//! What a server is, and what commands it has.

use kea_ha::command::{
    BuildReport, COMMANDS, Channel, ConfigHashGet, Library, ListCommands, Refusal, ReplyError,
    ResultCode, StatusGet, VersionGet,
};

use crate::kea::Make;
use crate::pair::{LISTENER, Peer};
use crate::transport;

pub(crate) fn the_server_tells_what_it_is(peer: &Peer, make: &Make) {
    let version = peer.ask(&VersionGet).unwrap();
    assert_eq!(version.version, Some(make.version), "{version:?}");
    assert!(version.extended.contains("memfile") || version.extended.contains("Memfile"));
    assert!(!peer.ask(&BuildReport).unwrap().is_empty());
    the_table_is_right(peer, make);
    the_listener_is_asked(peer);
    let [unix, _] = peer.channels();
    let hash = peer.server(unix).request(&ConfigHashGet).map(drop);
    if make.version.is_before(2, 4, 0) {
        assert!(matches!(hash, Err(Refusal::TooOld { .. })), "{hash:?}");
    } else {
        assert_eq!(hash, Ok(()));
    }
}

/// The port of High Availability takes what partners use and nothing else. The answer to others is one of
/// HTTP, and no list. Arguments that make no sense keep the server as it is, but for `ha-reset` to 2.2.
fn the_listener_is_asked(peer: &Peer) {
    let ask = |body: &[u8]| transport::http(&peer.host, peer.host.address(), LISTENER, body);
    let server = peer.server(Channel::HaListener);
    for info in COMMANDS {
        let body = format!(r#"{{ "command": "{}", "arguments": [] }}"#, info.name);
        let reply = String::from_utf8(ask(body.as_bytes())).unwrap();
        let is_other_family = info.family.is_some_and(|family| family != peer.family());
        let taken = info.for_partners && !is_other_family;
        assert_eq!(!reply.contains("403"), taken, "{info:?}: {reply}");
    }
    let request = peer.server(Channel::UnixSocket).request(&VersionGet).unwrap();
    let reply = request.decode(&ask(request.body()));
    let Err(ReplyError::Failed(failure)) = reply else { panic!("{reply:?}") };
    assert_eq!(failure.code, ResultCode::Other(403), "{failure}");
    let request = server.request(&StatusGet).unwrap();
    let status = request.decode(&ask(request.body())).unwrap();
    assert_eq!(status.relationships.len(), 1);
}

/// Each command that we know is there when we say so, and only then.
fn the_table_is_right(peer: &Peer, make: &Make) {
    let list = peer.ask(&ListCommands).unwrap();
    let mut loaded = make.libraries();
    loaded.extend([Library::HighAvailability, Library::LeaseCommands]);
    // Libraries bring the commands of both families, which the other's server only refuses.
    for info in COMMANDS {
        let said = info.is_always_in(make.version)
            && info.library.is_none_or(|library| loaded.contains(&library));
        assert_eq!(list.has(info), said, "{info:?}");
        assert_eq!(info.is_always_in(make.version), info.may_be_in(make.version));
    }
    // What we have no types for, by what is in front of it.
    let ours = |name: &&str| COMMANDS.iter().any(|info| info.name == *name);
    let without = [
        "statistic-get",
        "statistic-global-get-all",
        "statistic-re",
        "statistic-sample",
        "config-backend-pull",
        "server-tag-get",
        "shutdown",
        "leases-reclaim",
        "lease4-resend-ddns",
        "lease6-resend-ddns",
        "lease4-write",
        "lease6-write",
        "lease6-bulk-apply",
        "libreload",
        "subnet4-select-test",
        "subnet6-select-test",
        "subnet4o6-select-test",
    ];
    let unknown = |name: &&str| !without.iter().any(|start| name.starts_with(start));
    let missing: Vec<_> = list.names().filter(|name| !ours(name)).filter(unknown).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
