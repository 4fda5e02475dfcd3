//! Names of hosts: which texts mean the same one.

use std::net::IpAddr;

/// The host part of a peer's URL, without brackets; the whole text where it is no URL.
pub(super) fn url_host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    let host = match authority.strip_prefix('[').and_then(|v6| v6.split_once(']')) {
        Some((v6, _)) => v6,
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    };
    if host.is_empty() { authority } else { host }
}

/// A text that two names of the same host share; two hosts may share it, too.
pub(super) fn host_key(host: &str) -> String {
    match host.parse::<IpAddr>() {
        Ok(address) => address.to_string(),
        Err(_) => host.split('.').next().unwrap_or(host).to_ascii_lowercase(),
    }
}

/// Whether two texts name the same host: equal addresses, or equal names without regard to case,
/// where a name without a domain also stands for the same name with one.
pub(crate) fn same_host(one: &str, other: &str) -> bool {
    match (one.parse::<IpAddr>(), other.parse::<IpAddr>()) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), Err(_)) => {
            let (one, other) = (one.trim_end_matches('.'), other.trim_end_matches('.'));
            let short = |name: &str| name.split('.').next().unwrap_or(name).to_ascii_lowercase();
            one.eq_ignore_ascii_case(other)
                || ((!one.contains('.') || !other.contains('.')) && short(one) == short(other))
        }
        _ => false,
    }
}
