//! What was made over OMAPI, beside what the files of a pair say.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use ipnet::IpNet;

use super::{Half, Joint, rules};
use crate::config::{DefinitionKind, ServerConfig};
use crate::identity::Identifier;
use crate::made::{Made, MadeKind};
use crate::pairing::Relationship;

/// How many names are told.
const NAMED: usize = 3;

/// Hosts that the next start of their server drops, since its file has others of their names.
pub(super) fn shadowed(relationship: &Relationship, half: &Half<'_>) -> Vec<Joint> {
    let made = half.config.made().known().map_or(&[][..], Vec::as_slice);
    if made.is_empty() {
        return Vec::new();
    }
    let server = &half.seen.server;
    let hosts = half.config.reservations().iter();
    let written: HashMap<&str, _> =
        hosts.filter_map(|host| Some((host.name.as_deref()?, host.span))).collect();
    let shadowed = made.iter().filter(|one| one.kind == MadeKind::Host).filter_map(|host| {
        let name = &host.name;
        let span = *written.get(&**name)?;
        let message = format!(
            "host `{name}` was made over OMAPI at `{server}`, and the file there has a host `{name}`, too"
        );
        let joint = Joint::new(&rules::ISC_DYNAMIC_HOST_SHADOWED, message).of(relationship);
        Some(joint.at(server, span, format!("host {name}")))
    });
    shadowed.collect()
}

/// What was made at one server and is not at the other, where it is known what was made at both.
pub(super) fn one_sided(relationship: &Relationship, halves: [&Half<'_>; 2]) -> Vec<Joint> {
    let [one, two] = halves;
    let (Some(first), Some(second)) = (one.config.made().known(), two.config.made().known()) else {
        return Vec::new();
    };
    let lacking = [(one, first, two, second), (two, second, one, first)];
    let found = lacking.into_iter().filter_map(|(half, made, partner, theirs)| {
        // What was not read of the partner's file may have it.
        if made.is_empty() || partner.config.gap().is_some() {
            return None;
        }
        let shared = Shared::of(half.config, partner.config);
        let there = There::of(partner.config, theirs);
        let lacking = made.iter().filter(|one| shared.concerns(one) && !there.has(one)).collect();
        let message = told(lacking, half, partner)?;
        Some(Joint::new(&rules::ISC_DYNAMIC_HOST_ONE_SIDED, message).of(relationship))
    });
    found.collect()
}

fn told(lacking: Vec<&Made>, half: &Half<'_>, partner: &Half<'_>) -> Option<String> {
    let verb = match lacking.len() {
        0 => return None,
        1 => "was",
        _ => "were",
    };
    let named = lacking.iter().take(NAMED);
    let names: Vec<_> = named.map(|one| format!("{} `{}`", one.kind.as_str(), one.name)).collect();
    let more = match lacking.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (names, server, other) = (names.join(", "), &half.seen.server, &partner.seen.server);
    Some(format!("{names}{more} {verb} made over OMAPI at `{server}`, and `{other}` has none"))
}

/// The scopes that both servers have.
struct Shared(Vec<IpNet>);

impl Shared {
    fn of(own: &ServerConfig, partner: &ServerConfig) -> Self {
        let theirs: HashSet<IpNet> = partner.scopes().iter().map(|scope| scope.net).collect();
        let nets = own.scopes().iter().map(|scope| scope.net);
        Self(nets.filter(|net| theirs.contains(net)).collect())
    }

    /// A host with addresses in scopes of one server alone is the business of that server.
    fn concerns(&self, one: &Made) -> bool {
        let mut addresses = one.addresses.iter();
        one.addresses.is_empty()
            || addresses.any(|address| self.0.iter().any(|net| net.contains(address)))
    }
}

/// What a server has, made over OMAPI or written. A host can be made without a name and gets one of its own on each
/// server then: it is the same where it is for the same client.
struct There<'a> {
    config: &'a ServerConfig,
    names: HashSet<(MadeKind, &'a str)>,
    clients: HashSet<&'a Identifier>,
}

impl<'a> There<'a> {
    fn of(config: &'a ServerConfig, made: &'a [Made]) -> Self {
        let hosts = config.reservations().iter();
        let classes = config.definitions().iter().filter(|one| one.kind == DefinitionKind::Class);
        let names = made.iter().map(|one| (one.kind, &*one.name));
        let names = names
            .chain(hosts.clone().filter_map(|host| Some((MadeKind::Host, host.name.as_deref()?))))
            .chain(classes.map(|class| (MadeKind::Class, &*class.name)));
        let clients = made.iter().flat_map(|one| &one.identifiers);
        let clients = clients.chain(hosts.flat_map(|host| &host.identifiers));
        Self { config, names: names.collect(), clients: clients.collect() }
    }

    fn has(&self, one: &Made) -> bool {
        self.names.contains(&(one.kind, &*one.name))
            || (one.kind == MadeKind::Group && self.config.has_group(&one.name))
            || one.identifiers.iter().any(|client| self.clients.contains(client))
    }
}
