//! The parameters of a relationship, as each side states them.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::{Difference, Pair, Path, Says, Side, Sides, Subject};
use crate::identity::Vendor;
use crate::pairing::same_host;
use crate::relationship::{
    Agreement, Endpoint, KeaPeer, Parameter, Parameters, RelationshipSide, Stated,
};
use crate::setting::Value;

/// Names, parameters, endpoints and peer lists of every relationship of a pair.
pub(super) fn compare(pair: &Pair<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    for (relationship, sides) in &pair.relationships {
        let stated = Sides::of(|side| pair.config(side).relationship(sides[side]));
        let [Some(a), Some(b)] = stated.into_array() else { continue };
        let mut path = Path::new(pair.place_of(relationship));
        if pair.is_one_server() {
            path = path.step("relationship", &relationship.id);
        }
        found.extend(names(pair, &path, a, b));
        found.extend(parameters(pair, &path, a, b));
        match (&a.parameters, &b.parameters) {
            (Parameters::Kea(one), Parameters::Kea(two)) => {
                found.extend(peers(pair, &path, &one.peers, &two.peers));
            }
            _ if pair.is_one_server() => {}
            (Parameters::Isc(_), _) => found.extend(endpoints(pair, &path, a, b)),
            (Parameters::Windows(_), _) => found.extend(partners(pair, &path, a, b)),
            _ => {}
        }
    }
    found
}

fn names(
    pair: &Pair<'_>,
    path: &Path,
    a: &RelationshipSide,
    b: &RelationshipSide,
) -> Option<Difference> {
    let says = |side: &RelationshipSide| match &side.name {
        Some(name) => Says::Value { value: Value::Text(Arc::clone(name)), span: side.span },
        None => Says::Nothing,
    };
    let sides = Sides::new(says(a), says(b));
    (a.name != b.name).then(|| pair.difference(Subject::Name, path.clone().field("name"), sides))
}

fn parameters(
    pair: &Pair<'_>,
    path: &Path,
    a: &RelationshipSide,
    b: &RelationshipSide,
) -> Vec<Difference> {
    let by_key = |side: &RelationshipSide| -> BTreeMap<Arc<str>, Parameter> {
        let all = side.parameters().into_iter();
        // Kea's peer list says the roles: what is wrong with them is wrong there.
        let compared = all.filter(|one| side.vendor() != Vendor::Kea || *one.key != *"role");
        compared.map(|one| (Arc::clone(&one.key), one)).collect()
    };
    let (mut a, mut b) = (by_key(a), by_key(b));
    let keys: Vec<Arc<str>> = a.keys().chain(b.keys()).cloned().collect();
    let mut found = Vec::new();
    for key in keys {
        let (one, two) = (a.remove(&key), b.remove(&key));
        let Some(agreement) = one.as_ref().or(two.as_ref()).map(|one| one.agreement) else {
            continue;
        };
        let values = [&one, &two].map(|side| side.as_ref().and_then(|one| one.value.as_ref()));
        // A server has no partner in its own file.
        let agreement = if pair.is_one_server() { Agreement::Equal } else { agreement };
        if agrees(agreement, values) {
            continue;
        }
        let sides = Sides::new(one, two).map(|side| match side {
            Some(Parameter { value: Some(value), span, .. }) => Says::Value { value, span },
            _ => Says::Nothing,
        });
        found.push(pair.difference(Subject::Parameter, path.clone().field(key), sides));
    }
    found
}

fn agrees(agreement: Agreement, values: [Option<&Value>; 2]) -> bool {
    let number = |value: &Value| value.to_string().parse::<u32>().ok();
    match (agreement, values) {
        (Agreement::Equal, [a, b]) => a == b,
        (Agreement::WhereBoth, [Some(a), Some(b)]) => a == b,
        (Agreement::Opposite, [Some(a), Some(b)]) => a != b,
        (Agreement::SameHost, [Some(a), Some(b)]) => {
            let (a, b) = (a.to_string(), b.to_string());
            same_host(&a, &b) || numeric(&a) != numeric(&b)
        }
        (Agreement::Complement, [Some(a), Some(b)]) => match (number(a), number(b)) {
            (Some(a), Some(b)) => a + b == 100,
            _ => a == b,
        },
        // A share or role that only one side states belongs to another mode: the mode differs.
        (
            Agreement::WhereBoth
            | Agreement::Opposite
            | Agreement::Complement
            | Agreement::SameHost,
            _,
        ) => true,
    }
}

/// Where each side says it listens, against where the other expects it (dhcpd).
fn endpoints(
    pair: &Pair<'_>,
    path: &Path,
    a: &RelationshipSide,
    b: &RelationshipSide,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let crossing = [(Side::First, &a.own, &b.partner), (Side::Second, &b.own, &a.partner)];
    for (side, own, expected) in crossing {
        let server = &pair.servers[side].server;
        let order = |own: Says, expected: Says| match side {
            Side::First => Sides::new(own, expected),
            Side::Second => Sides::new(expected, own),
        };
        if let Some((own, expected)) = clash(own, expected, &pair.servers[side].addresses) {
            let path = path.clone().step("endpoint", server).field("address");
            found.push(pair.difference(Subject::Endpoint, path, order(own, expected)));
        }
        // dhcpd listens on 647 when it is not told otherwise.
        let port = |endpoint: &Endpoint| endpoint.port.as_ref().map_or(647, |port| port.value);
        if port(own) != port(expected) {
            let says = |endpoint: &Endpoint| Says::Value {
                value: Value::text(port(endpoint).to_string()),
                span: endpoint.port.as_ref().and_then(|port| port.span),
            };
            let path = path.clone().step("endpoint", server).field("port");
            found.push(pair.difference(Subject::Endpoint, path, order(says(own), says(expected))));
        }
    }
    found
}

/// Whether the partner that each side was made with is the other server (Windows). An address
/// against names, or the other way round, decides nothing.
fn partners(
    pair: &Pair<'_>,
    path: &Path,
    a: &RelationshipSide,
    b: &RelationshipSide,
) -> Vec<Difference> {
    let mut found = Vec::new();
    for (side, own, expected) in [(Side::First, a, &b.partner), (Side::Second, b, &a.partner)] {
        let Some(expected) = &expected.address else { continue };
        let comparable = |name: &&str| numeric(name) == numeric(&expected.value);
        let seen = pair.servers[side];
        let known = seen.addresses.iter().map(String::as_str).chain(own.own.names());
        let names: Vec<&str> = known.filter(comparable).collect();
        let right = names.iter().any(|name| same_host(name, &expected.value));
        let Some(name) = names.first().filter(|_| !right) else { continue };
        let span = own.own.address.as_ref().and_then(|own| own.span).or(own.span);
        let is = Says::Value { value: Value::text(*name), span };
        let wanted =
            Says::Value { value: Value::Text(Arc::clone(&expected.value)), span: expected.span };
        let sides = match side {
            Side::First => Sides::new(is, wanted),
            Side::Second => Sides::new(wanted, is),
        };
        let path = path.clone().step("endpoint", &seen.server).field("address");
        found.push(pair.difference(Subject::Endpoint, path, sides));
    }
    found
}

fn numeric(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// Addresses that cannot be the same host. A name against an address decides nothing: only the
/// servers' resolver knows.
fn clash(own: &Endpoint, expected: &Endpoint, inventory: &[String]) -> Option<(Says, Says)> {
    let expects = expected.address.as_ref()?;
    let says = |stated: &Stated<Arc<str>>| Says::Value {
        value: Value::Text(Arc::clone(&stated.value)),
        span: stated.span,
    };
    match &own.address {
        Some(own) if own.value == expects.value => None,
        Some(own) if numeric(&own.value) != numeric(&expects.value) => None,
        Some(own) => Some((says(own), says(expects))),
        // Without a statement of its own, the inventory says where the server is.
        None => {
            let known = inventory.iter().any(|address| numeric(address));
            let wrong = known
                && numeric(&expects.value)
                && inventory.iter().all(|address| **address != *expects.value);
            wrong.then(|| (Says::Nothing, says(expects)))
        }
    }
}

/// Kea's peer lists: the same on both sides, entry by entry.
fn peers(pair: &Pair<'_>, path: &Path, a: &[KeaPeer], b: &[KeaPeer]) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut rest: Vec<&KeaPeer> = b.iter().collect();
    let mut lone = Vec::new();
    for one in a {
        match rest.iter().position(|two| two.name == one.name) {
            Some(at) => found.extend(entry(pair, path, one, rest.remove(at))),
            None => lone.push(one),
        }
    }
    for one in lone {
        // A renamed entry keeps its URL.
        let twin = rest.iter().position(|two| two.url.is_some() && two.url == one.url);
        let path = path.clone().step("peer", &one.name);
        let says = |peer: &KeaPeer| Says::Value {
            value: Value::Text(Arc::clone(&peer.name)),
            span: peer.span,
        };
        found.push(match twin.map(|at| rest.remove(at)) {
            Some(two) => {
                let sides = Sides::new(says(one), says(two));
                pair.difference(Subject::Peer, path.field("name"), sides)
            }
            None => {
                let present = Says::Present { span: one.span };
                pair.difference(Subject::Peer, path, Sides::new(present, Says::Nothing))
            }
        });
    }
    found.extend(rest.into_iter().map(|two| {
        let present = Says::Present { span: two.span };
        pair.difference(
            Subject::Peer,
            path.clone().step("peer", &two.name),
            Sides::new(Says::Nothing, present),
        )
    }));
    found
}

fn entry(pair: &Pair<'_>, path: &Path, a: &KeaPeer, b: &KeaPeer) -> Vec<Difference> {
    let path = path.clone().step("peer", &a.name);
    let fields = |peer: &KeaPeer| -> BTreeMap<Arc<str>, Says> {
        let text = |value: &Arc<str>| Says::Value {
            value: Value::Text(Arc::clone(value)),
            span: peer.span,
        };
        let mut all: BTreeMap<Arc<str>, Says> = BTreeMap::new();
        all.insert("role".into(), text(&peer.role));
        all.extend(peer.url.as_ref().map(|url| ("url".into(), text(url))));
        let others = peer.others.iter().map(|(key, value, span)| {
            (Arc::clone(key), Says::Value { value: value.clone(), span: *span })
        });
        all.extend(others);
        all
    };
    let (mut a, mut b) = (fields(a), fields(b));
    let keys: std::collections::BTreeSet<Arc<str>> = a.keys().chain(b.keys()).cloned().collect();
    let value = |says: &Says| match says {
        Says::Value { value, .. } => Some(value.clone()),
        _ => None,
    };
    let mut found = Vec::new();
    for key in keys {
        let sides = Sides::new(a.remove(&key), b.remove(&key));
        let sides = sides.map(|side| side.unwrap_or(Says::Nothing));
        if !sides.as_ref().map(value).agree() {
            found.push(pair.difference(Subject::Peer, path.clone().field(key), sides));
        }
    }
    found
}
