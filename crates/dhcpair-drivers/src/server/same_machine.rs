//! Whether a server is asked on the machine whose processes are listed.

use std::net::IpAddr;

use dhcpair_exec::Host;
use ipnet::Ipv4Net;
use kea_control::HttpUrl;

use super::CONNECT;
use crate::target::{Access, Ask, KeaWay, Target};

/// The first process of a machine: it is in the network of the machine.
const INIT: u32 = 1;

/// Whether everything that a server is asked over leads to the machine whose processes are listed: what runs on another
/// one, they do not tell. Files may be copies.
pub(super) async fn asked_on(target: &Target, host: &dyn Host) -> bool {
    let Some(names) = names(&target.ask) else { return false };
    let ssh = match &target.access {
        Access::Ssh { way, .. } => Some(way.host.as_str()),
        _ => None,
    };
    for name in names {
        if ssh.is_some_and(|ssh| ssh.eq_ignore_ascii_case(&name)) {
            continue;
        }
        let looked_up = tokio::time::timeout(CONNECT, looked_up(&name)).await;
        let asked = looked_up.unwrap_or_default();
        let process = if ssh.is_some() { INIT } else { std::process::id() };
        let own = host.addresses(process).await.unwrap_or_default();
        if !leads_to(&asked, &own, ssh.is_none()) {
            return false;
        }
    }
    true
}

/// The hosts that a server is asked on, a socket apart, which is where the files are; `None` where one of them is no host.
fn names(ask: &Ask) -> Option<Vec<String>> {
    let of_kea = |way: &KeaWay| match way {
        KeaWay::Socket(_) => None,
        KeaWay::Http { url, .. } => {
            Some(url.parse().ok().map(|url: HttpUrl| url.host().to_owned()))
        }
    };
    match ask {
        Ask::Nothing | Ask::PowerShell(_) => Some(Vec::new()),
        Ask::Omapi(way) => Some(vec![way.host.clone()]),
        Ask::Kea { v4, v6 } => v4.iter().chain(v6).filter_map(of_kea).collect(),
    }
}

/// The addresses of a name or an address; none where nobody knows them.
async fn looked_up(name: &str) -> Vec<IpAddr> {
    let found = tokio::net::lookup_host((name, 0)).await;
    found.map_or_else(|_| Vec::new(), |all| all.map(|one| one.ip().to_canonical()).collect())
}

/// Whether addresses are all of a machine, as far as they are IPv4: what IPv6 it has is not known. The loopback of this
/// machine leads to another one only through a tunnel, and which one that is, nobody tells.
fn leads_to(asked: &[IpAddr], own: &[Ipv4Net], is_here: bool) -> bool {
    let known = asked.iter().filter_map(|address| {
        if address.is_loopback() || address.is_unspecified() {
            return Some(is_here);
        }
        match address {
            IpAddr::V4(address) => Some(own.iter().any(|net| net.contains(address))),
            IpAddr::V6(_) => None,
        }
    });
    let known: Vec<bool> = known.collect();
    !known.is_empty() && known.iter().all(|is_own| *is_own)
}

#[cfg(test)]
mod tests {
    use dhcpair_exec::Local;
    use failover_model::{ServerName, Vendor};

    use super::*;
    use crate::target::{OmapiWay, SshClient, SshWay};

    fn target(access: Access, ask: Ask) -> Target {
        Target {
            name: ServerName::new("kea-1"),
            vendor: Vendor::Kea,
            addresses: Vec::new(),
            access,
            ask,
            configs: Vec::new(),
            leases: Vec::new(),
            version: None,
            restart: None,
            log: None,
        }
    }

    fn omapi(host: &str) -> Ask {
        Ask::Omapi(OmapiWay { host: host.to_owned(), port: 7911, key: None })
    }

    fn kea(v4: Option<&str>, v6: Option<&str>) -> Ask {
        let way = |way: &str| match way.starts_with('/') {
            true => KeaWay::Socket(way.into()),
            false => KeaWay::Http {
                url: way.to_owned(),
                user: None,
                password_file: None,
                ca_file: None,
                cert_file: None,
                key_file: None,
            },
        };
        Ask::Kea { v4: v4.map(way), v6: v6.map(way) }
    }

    #[tokio::test]
    async fn processes_here_say_nothing_of_a_server_that_is_asked_elsewhere() {
        let asked = async |ask| {
            let target = target(Access::Local { cwd: None }, ask);
            asked_on(&target, &Local::new()).await
        };
        for ask in [
            Ask::Nothing,
            omapi("127.0.0.1"),
            omapi("::1"),
            omapi("localhost"),
            kea(Some("/run/kea/kea4.sock"), None),
            kea(Some("http://127.0.0.1:8000/"), Some("http://[::1]:8000/")),
        ] {
            assert!(asked(ask.clone()).await, "{ask:?}");
        }
        for ask in [
            omapi("192.0.2.77"),
            omapi("2001:db8::77"),
            omapi("no-such-host.invalid"),
            kea(Some("http://192.0.2.77:8000"), None),
            kea(Some("/run/kea/kea4.sock"), Some("https://192.0.2.77:8000/")),
            kea(Some("no URL"), None),
        ] {
            assert!(!asked(ask.clone()).await, "{ask:?}");
        }
    }

    #[tokio::test]
    async fn processes_over_ssh_are_those_of_its_host_and_no_tunnel_leads_to_them_for_certain() {
        let way = SshWay {
            host: "kea-1.example.net".to_owned(),
            user: None,
            port: None,
            client: SshClient::System { config: None },
        };
        let asked = async |ask| {
            let target = target(Access::Ssh { way: way.clone(), cwd: None }, ask);
            asked_on(&target, &Local::new()).await
        };
        assert!(asked(kea(Some("http://KEA-1.example.net:8000/"), None)).await);
        assert!(asked(kea(Some("/run/kea/kea4.sock"), None)).await);
        assert!(!asked(kea(Some("http://127.0.0.1:8000/"), None)).await);
        assert!(!asked(omapi("192.0.2.77")).await);
    }

    #[test]
    fn an_address_of_the_machine_is_as_good_as_its_loopback() {
        let own = ["127.0.0.0/8", "192.0.2.1/32"].map(|net| net.parse().unwrap());
        let leads = |asked: &[&str], is_here| {
            let asked: Vec<IpAddr> = asked.iter().map(|one| one.parse().unwrap()).collect();
            leads_to(&asked, &own, is_here)
        };
        assert!(leads(&["192.0.2.1"], true) && leads(&["192.0.2.1"], false));
        assert!(leads(&["192.0.2.1", "2001:db8::1"], false), "a name with both");
        assert!(!leads(&["192.0.2.1", "192.0.2.2"], true), "a name of two machines");
        assert!(leads(&["127.0.1.1"], true) && !leads(&["127.0.1.1"], false));
        assert!(!leads(&["2001:db8::1"], true) && !leads(&[], true));
    }
}
