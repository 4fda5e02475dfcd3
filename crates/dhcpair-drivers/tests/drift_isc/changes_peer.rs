//! Changes of peer declarations.

use crate::changes::{Maker, Now};
use crate::ground::Spot;

/// Parameters of a relationship as one side states them.
pub(crate) fn peers(maker: &mut Maker<'_>, spot: &Spot) {
    let Some(peer) = spot.above.first().filter(|node| node.word() == "failover") else {
        if spot.node.word() == "failover" && spot.node.is_block() {
            added(maker, spot);
        }
        return;
    };
    let name = peer.words()[2].trim_matches('"').to_owned();
    let path = format!("relationship.{name}");
    let head = spot.node.head.clone();
    let (key, written) = head.rsplit_once(' ').unwrap_or((&head, ""));
    let n = maker.dice.between(100, 190);
    let other = maker.site.replaced(&spot.file, spot.node.range.clone(), &format!("{key} {n};"));
    let (own, partner) = if maker.side == 0 { ("a", "b") } else { ("b", "a") };
    let mut add = |kind, path: String, was: &str, now: String| {
        maker.add(kind, other.clone(), path, Some(was), Now::Says(now));
    };
    match key {
        "max-response-delay" => {
            add("peer timer", format!("{path}/{key}"), "1 min", format!("{n} s"))
        }
        "max-unacked-updates" => add("peer window", format!("{path}/{key}"), "10", n.to_string()),
        "load balance max seconds" => {
            let path = format!("{path}/load.balance.max.seconds");
            add("peer balance", path, "3 s", format!("{n} s"));
        }
        "port" => {
            let path = format!("{path}/endpoint.dhcp-{own}/port");
            add("peer port", path, written, n.to_string());
        }
        "peer port" => {
            let path = format!("{path}/endpoint.dhcp-{partner}/port");
            add("peer port", path, written, n.to_string());
        }
        _ => {}
    }
}

/// What the examples leave to dhcpd's defaults.
fn added(maker: &mut Maker<'_>, spot: &Spot) {
    let path = format!("relationship.{}", spot.node.words()[2].trim_matches('"'));
    let n = maker.dice.between(20, 90);
    let end = spot.node.body.as_ref().unwrap().end;
    let defaults = [
        ("auto-partner-down", "0 s", format!("{n} s")),
        ("max-lease-misbalance", "15", n.to_string()),
        ("max-lease-ownership", "10", n.to_string()),
        ("min-balance", "1 min", if n == 60 { "1 min".to_owned() } else { format!("{n} s") }),
        ("max-balance", "1 h", if n == 60 { "1 min".to_owned() } else { format!("{n} s") }),
    ];
    for (key, was, now) in defaults.into_iter().filter(|(_, was, now)| was != now) {
        let site = maker.site.replaced(&spot.file, end..end, &format!(" {key} {n};\n"));
        maker.add("peer parameter", site, format!("{path}/{key}"), Some(was), Now::Says(now));
    }
}
