//! What Kea refuses, ignores, or cannot work with.

use std::net::IpAddr;

use super::peer::{Authentication, Credential, PeerParameters, PeerTls};
use super::{ParameterError, RelationshipParameters};
use crate::mode::Mode;
use crate::peer::Role;
use crate::url::Scheme;
use kea_config::Release;

/// The release in which a user may be kept in a file.
const USER_FILES: Release = Release::new(3, 1, 2);

const TLS: [&str; 3] = ["trust-anchor", "cert-file", "key-file"];

pub(super) fn check(parameters: &RelationshipParameters) -> Result<(), ParameterError> {
    roles(parameters)?;
    for (nth, peer) in parameters.peers.iter().enumerate() {
        name(&peer.name)?;
        endpoint(peer)?;
        authentication(parameters, peer)?;
        for other in parameters.peers.iter().take(nth) {
            let twice = |what| ParameterError::Twice {
                what,
                one: other.name.clone(),
                other: peer.name.clone(),
            };
            if other.name == peer.name {
                return Err(twice("name"));
            }
            if (other.url.address, other.url.port) == (peer.url.address, peer.url.port) {
                return Err(twice("address and port"));
            }
        }
    }
    settings(parameters)?;
    timers(parameters)?;
    tls(parameters)?;
    for (nth, (state, _)) in parameters.pauses.iter().enumerate() {
        if parameters.pauses.iter().take(nth).any(|(other, _)| other == state) {
            return Err(ParameterError::value("state", state, "in the list of states once"));
        }
    }
    Ok(())
}

fn roles(parameters: &RelationshipParameters) -> Result<(), ParameterError> {
    let mode = parameters.mode;
    let wrong = |what: String| Err(ParameterError::Roles { mode: mode.as_str(), what });
    for role in [Role::Primary, Role::Secondary, Role::Standby] {
        let mut with = parameters.peers.iter().filter(|peer| peer.role == role);
        let (first, second) = (with.next(), with.next());
        let wanted = role == Role::Primary || Some(role) == mode.second_role();
        match (first, second) {
            (Some(one), Some(other)) => {
                let (one, other) = (one.name.clone(), other.name.clone());
                return Err(ParameterError::Twice { what: "role", one, other });
            }
            (None, _) if wanted => return wrong(format!("needs a `{role}`")),
            (Some(_), _) if !wanted => return wrong(format!("has no `{role}`")),
            _ => {}
        }
    }
    Ok(())
}

fn name(name: &str) -> Result<(), ParameterError> {
    let range = if name.trim().is_empty() {
        "not blank"
    } else if name.trim() != name {
        "without blanks around it"
    } else if name.chars().any(|c| c.is_control() || matches!(c, '"' | '\'' | '\\')) {
        "without quotes, `\\` and control characters"
    } else {
        return Ok(());
    };
    Err(ParameterError::value("name", name, range))
}

fn endpoint(peer: &PeerParameters) -> Result<(), ParameterError> {
    let refuse =
        |range| Err(ParameterError::value(format!("url of {}", peer.name), peer.url, range));
    let nobody = match peer.url.address {
        IpAddr::V4(address) => {
            address.octets()[0] == 0 || address.is_multicast() || address.is_broadcast()
        }
        IpAddr::V6(address) => address.is_unspecified() || address.is_multicast(),
    };
    if nobody {
        return refuse("with an address that a host can have");
    }
    if !peer.url.has_usable_port() {
        return refuse("with a port in the range 1 to 65535");
    }
    Ok(())
}

fn authentication(
    parameters: &RelationshipParameters,
    peer: &PeerParameters,
) -> Result<(), ParameterError> {
    let Some(Authentication { user, password }) = &peer.authentication else { return Ok(()) };
    let parameter = |what: &str| format!("{what} of {}", peer.name);
    match user {
        Credential::Plain(user) if user.is_empty() || user.contains(':') => {
            let range = "not empty, and without a colon";
            return Err(ParameterError::value(parameter("basic-auth-user"), user, range));
        }
        Credential::File(_) => known("basic-auth-user-file", USER_FILES, parameters)?,
        Credential::Plain(_) => {}
    }
    let paths = [Some(user), password.as_ref()];
    if paths.iter().flatten().any(|path| matches!(path, Credential::File(path) if path.is_empty()))
    {
        return Err(ParameterError::value(parameter("basic-auth files"), "", "not empty"));
    }
    Ok(())
}

/// Whether all peers know a parameter: older versions ignore it without a word.
fn known(
    parameter: &str,
    since: Release,
    parameters: &RelationshipParameters,
) -> Result<(), ParameterError> {
    let old = parameters
        .peers
        .iter()
        .find(|peer| !peer.installation.version.is_always(|release| release >= since));
    match old {
        None => Ok(()),
        Some(peer) => Err(ParameterError::TooNew {
            parameter: parameter.to_owned(),
            since: since.to_string(),
            peer: peer.name.clone(),
            version: peer.installation.version.to_string(),
        }),
    }
}

fn settings(parameters: &RelationshipParameters) -> Result<(), ParameterError> {
    for (info, value) in parameters.settings.iter() {
        known(info.key, info.since, parameters)?;
        let most =
            parameters.peers.iter().filter_map(|peer| info.safe_maximum(peer.installation.version));
        if let (Some(number), Some(most)) = (parameters.settings.number(info.key), most.min())
            && number > most
        {
            return Err(ParameterError::value(info.key, value, format!("0 to {most}")));
        }
    }
    let mode = parameters.mode;
    if mode != Mode::PassiveBackup && parameters.settings.flag("wait-backup-ack") == Some(true) {
        let range = format!("false in the mode `{mode}`");
        return Err(ParameterError::value("wait-backup-ack", true, range));
    }
    let limit = parameters.settings.number("delayed-updates-limit").unwrap_or(0);
    if mode != Mode::LoadBalancing && limit > 0 {
        let range = format!("0 in the mode `{mode}`");
        return Err(ParameterError::value("delayed-updates-limit", limit, range));
    }
    Ok(())
}

/// What Kea takes, and what then never works.
fn timers(parameters: &RelationshipParameters) -> Result<(), ParameterError> {
    if parameters.mode == Mode::PassiveBackup {
        return Ok(());
    }
    let number = |key: &str, default| parameters.settings.number(key).unwrap_or(default);
    for key in ["heartbeat-delay", "sync-page-limit"] {
        if number(key, 1) == 0 {
            return Err(ParameterError::value(key, 0, "more than 0"));
        }
    }
    let (heartbeat, response) =
        (number("heartbeat-delay", 10_000), number("max-response-delay", 60_000));
    if response <= heartbeat {
        let range = format!("more than `heartbeat-delay`, which is {heartbeat}");
        return Err(ParameterError::value("max-response-delay", response, range));
    }
    Ok(())
}

fn tls(parameters: &RelationshipParameters) -> Result<(), ParameterError> {
    let of = |key: &&str| parameters.settings.text(key).is_some_and(|path| !path.is_empty());
    let shared = TLS.iter().filter(|key| of(key)).count();
    let stated = TLS.iter().filter(|key| parameters.settings.get(key).is_some()).count();
    if shared != stated || !matches!(shared, 0 | 3) {
        return Err(ParameterError::Tls { place: "the relationship".to_owned() });
    }
    for peer in &parameters.peers {
        let on = match &peer.tls {
            PeerTls::Inherited => shared == 3,
            PeerTls::Off => false,
            PeerTls::Own { trust_anchor, cert_file, key_file } => {
                [trust_anchor, cert_file, key_file].iter().all(|path| !path.is_empty())
            }
        };
        let wanted = peer.url.scheme == Scheme::Https || matches!(peer.tls, PeerTls::Own { .. });
        if wanted && !on {
            return Err(ParameterError::Tls { place: format!("the peer `{}`", peer.name) });
        }
    }
    Ok(())
}
