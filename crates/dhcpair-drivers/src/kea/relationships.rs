//! HA relationships: roles, mode, peers and parameters as the model has them.

use std::sync::Arc;

use config_text::Span;
use failover_model::{
    Endpoint, KeaParameters, KeaPeer, Knowledge, Milliseconds, Mode, Parameters, RelationshipSide,
    Role, Setting, Stated, Value,
};
use kea_config::{Node, Version};
use kea_ha::{ParameterValue, Peer, Relationship, Unit, Url};

use super::{defaults, value};

/// One entry of a parameter list.
type Entry = (Arc<str>, Value, Option<Span>);

/// The names of all peers.
pub(super) fn names(relationship: &Relationship<'_>) -> Vec<String> {
    relationship.peers().iter().filter_map(name).collect()
}

fn name(peer: &Peer<'_>) -> Option<String> {
    peer.name().map(|name| name.trim().to_owned())
}

/// This server's side of a relationship.
pub(super) fn side(relationship: &Relationship<'_>, version: Option<Version>) -> RelationshipSide {
    let mode = relationship.mode();
    RelationshipSide {
        name: None,
        role: relationship.own().and_then(|own| own.role()).map(role),
        mode: mode.map(|mode| match mode {
            kea_ha::Mode::LoadBalancing => Mode::LoadBalance,
            kea_ha::Mode::HotStandby => Mode::HotStandby,
            kea_ha::Mode::PassiveBackup => Mode::PassiveBackup,
        }),
        own: endpoint(relationship.own()),
        partner: endpoint(relationship.partner()),
        parameters: Parameters::Kea(parameters(relationship, version)),
        state: Knowledge::unknown("a configuration does not say it"),
        last: None,
        span: Some(relationship.node().span()),
    }
}

const fn role(role: kea_ha::Role) -> Role {
    match role {
        kea_ha::Role::Primary => Role::Primary,
        kea_ha::Role::Secondary | kea_ha::Role::Standby => Role::Secondary,
        kea_ha::Role::Backup => Role::Backup,
    }
}

fn endpoint(peer: Option<Peer<'_>>) -> Endpoint {
    let url = peer.and_then(|peer| Some((peer.url()?.ok()?, peer.node().get("url")?.span())));
    let Some((url, span)) = url else { return Endpoint::default() };
    let span = Some(span);
    Endpoint {
        address: Some(Stated { value: url.address.to_string().into(), span }),
        port: url.port.map(|port| Stated { value: port, span }),
        ..Endpoint::default()
    }
}

fn parameters(relationship: &Relationship<'_>, version: Option<Version>) -> KeaParameters {
    let node = relationship.node();
    let this = relationship.this_server_name().zip(node.get("this-server-name"));
    let tls = Tls::of(relationship);
    let mut kea = KeaParameters {
        this_server: this
            .map(|(name, node)| Stated { value: name.into(), span: Some(node.span()) }),
        peers: relationship.peers().into_iter().map(|one| peer(&one, &tls)).collect(),
        ..KeaParameters::default()
    };
    let assumed = Some(defaults::assumed(version));
    for parameter in relationship.parameters(assumed) {
        let span = parameter.node.map(Node::span);
        let key = parameter.info.key;
        match (key, &parameter.value) {
            ("heartbeat-delay", Some(ParameterValue::Number(time))) => {
                kea.heartbeat_delay = Some(Stated { value: Milliseconds(*time), span });
            }
            ("max-response-delay", Some(ParameterValue::Number(time))) => {
                kea.max_response_delay = Some(Stated { value: Milliseconds(*time), span });
            }
            _ if matches!(parameter.info.unit, Unit::Path | Unit::Threads) => {}
            // Outside of load balancing it has to be 0, which nobody needs to say and `config-get` does.
            ("delayed-updates-limit", said)
                if relationship.mode() != Some(kea_ha::Mode::LoadBalancing)
                    && (parameter.node.is_none() || *said == Some(ParameterValue::Number(0))) => {}
            (_, Some(said)) => {
                kea.others.push((key.into(), said_value(parameter.info.unit, said), span))
            }
            (_, None) => {
                kea.others.extend(parameter.node.into_iter().flat_map(|node| odd(key, node)))
            }
        }
    }
    kea.others.push(("tls".into(), on_off(tls.common), None));
    kea.others.extend(states(relationship));
    kea.others.extend(unknown(node));
    kea
}

fn said_value(unit: Unit, said: &ParameterValue<'_>) -> Value {
    match (unit, said) {
        (Unit::Milliseconds, ParameterValue::Number(time)) => {
            Value::text(Milliseconds(*time).to_string())
        }
        (_, said) => Value::text(said.to_string()),
    }
}

fn on_off(on: bool) -> Value {
    Value::text(if on { "on" } else { "off" })
}

/// A value that makes no sense to the library.
fn odd(key: &str, node: Node<'_>) -> Vec<Entry> {
    value::not_understood(key, node).into_iter().map(entry).collect()
}

fn entry(setting: Setting) -> Entry {
    (setting.key, setting.value, setting.span)
}

/// Where the state machine waits for an operator.
fn states(relationship: &Relationship<'_>) -> Vec<Entry> {
    let pauses = relationship.pauses().into_iter();
    pauses
        .filter(|(_, _, pause)| pause != "never")
        .map(|(node, state, pause)| {
            let key = format!("state-machine.{state}");
            (key.into(), Value::text(pause.as_ref()), Some(node.span()))
        })
        .collect()
}

/// Keys that the library does not know, and so ignores.
fn unknown(node: Node<'_>) -> Vec<Entry> {
    let of_map = node.get("multi-threading").into_iter().flat_map(Node::members);
    let inner = of_map.map(|member| (format!("multi-threading.{}", member.key), member.value));
    let outer = node.members().map(|member| (member.key.to_string(), member.value));
    let known = |key: &str| {
        kea_ha::ParameterInfo::of(key).is_some()
            || kea_ha::RELATIONSHIP_KEYS.contains(&key)
            || matches!(key, "user-context" | "comment")
    };
    outer
        .chain(inner)
        .filter(|(key, _)| !known(key))
        .flat_map(|(key, node)| odd(&key, node))
        .collect()
}

/// Whether messages are encrypted. Where the files lie is each server's own.
struct Tls {
    /// For most of the peers.
    common: bool,
}

impl Tls {
    fn of(relationship: &Relationship<'_>) -> Self {
        let all: Vec<_> = relationship
            .peers()
            .iter()
            .map(|peer| Self::counts(peer.node(), relationship.node()))
            .collect();
        let with = all.iter().filter(|on| **on).count();
        Self { common: with > 0 && with * 2 >= all.len() }
    }

    /// A peer's certificate, else the relationship's; an empty text turns encryption off.
    fn counts(peer: Node<'_>, relationship: Node<'_>) -> bool {
        let file = peer.get("cert-file").or_else(|| relationship.get("cert-file"));
        file.and_then(Node::as_str).is_some_and(|file| !file.is_empty())
    }
}

fn peer(peer: &Peer<'_>, tls: &Tls) -> KeaPeer {
    let node = peer.node();
    let url = peer.url().map(|url| match url {
        Ok(url) => Url::to_string(&url),
        Err(_) => value::said(node, "url").unwrap_or_default().to_string(),
    });
    KeaPeer {
        name: name(peer).unwrap_or_default().into(),
        url: url.map(Arc::from),
        role: node.get("role").and_then(value::text).unwrap_or_default().into(),
        others: peer_parameters(peer, tls),
        span: Some(node.span()),
    }
}

fn peer_parameters(peer: &Peer<'_>, tls: &Tls) -> Vec<Entry> {
    let node = peer.node();
    let place = |key: &str| node.get(key).map(Node::span);
    let failover = Value::text(peer.auto_failover().to_string());
    let mut all: Vec<Entry> = vec![("auto-failover".into(), failover, place("auto-failover"))];
    if let Some(user) = value::said(node, "basic-auth-user") {
        all.push(("basic-auth-user".into(), Value::Text(user), place("basic-auth-user")));
    }
    if let Some(password) = node.get("basic-auth-password") {
        all.push(entry(value::secret("basic-auth-password", password)));
    }
    // Which file it is in is each server's own; that it is in one is not.
    for (key, file) in [
        ("basic-auth-user", "basic-auth-user-file"),
        ("basic-auth-password", "basic-auth-password-file"),
    ] {
        let written = node.get(file).map(Node::span);
        all.extend(written.map(|span| (key.into(), Value::text("(in a file)"), Some(span))));
    }
    let relationship = node.parent().and_then(Node::parent).unwrap_or(node);
    let own = Tls::counts(node, relationship);
    if own != tls.common {
        all.push(("tls".into(), on_off(own), place("cert-file")));
    }
    let known =
        |key: &str| kea_ha::PEER_KEYS.contains(&key) || matches!(key, "user-context" | "comment");
    let unknown = node.members().filter(|member| !known(&member.key));
    all.extend(unknown.flat_map(|member| odd(&member.key, member.value)));
    all
}
