//! What a server alone has: its lease database, its identifier. Two servers with the same share it.

use std::net::IpAddr;

use failover_model::Setting;
use kea_config::Node;
use kea_config::view::Server;

use super::value::said;

/// The database of another host in which leases are kept. A file, or a database of this very host,
/// is nobody else's.
pub(super) fn lease_database(server: Server<'_>) -> Option<Setting> {
    let node = server.lease_database()?;
    let kind = said(node, "type").filter(|kind| &**kind != "memfile")?;
    let host = said(node, "host").filter(|host| !is_local(host))?;
    let name = said(node, "name")?;
    let port = node.get("port").and_then(Node::as_i64).filter(|port| *port != 0);
    let port = port.map_or_else(String::new, |port| format!(", port {port}"));
    let text = format!("{kind} `{name}` on {}{port}", host.to_ascii_lowercase());
    Some(Setting::new("lease-database", text, Some(node.span())))
}

fn is_local(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => {
            host.is_empty() || host.eq_ignore_ascii_case("localhost") || host.starts_with('/')
        }
    }
}

/// A fixed DHCPv6 server identifier, where the file says enough for two to be the same: the kind
/// `LLT` or `LL` with an address, or `EN` with an identifier.
pub(super) fn server_id(server: Server<'_>) -> Option<Setting> {
    let node = server.node().get("server-id")?;
    let kind = said(node, "type")?.to_ascii_uppercase();
    let identifier = said(node, "identifier").filter(|identifier| !identifier.is_empty())?;
    let number = |key: &str| node.get(key).and_then(Node::as_i64).unwrap_or(0);
    let identifier = identifier.replace(':', "").to_ascii_lowercase();
    let text = match kind.as_str() {
        // A time of 0 is the moment of the first start.
        "LLT" if number("time") == 0 => return None,
        "LLT" => format!("LLT {} {} {identifier}", number("htype"), number("time")),
        "LL" => format!("LL {} {identifier}", number("htype")),
        "EN" => format!("EN {} {identifier}", number("enterprise-id")),
        _ => return None,
    };
    Some(Setting::new("server-id", text, Some(node.span())))
}
