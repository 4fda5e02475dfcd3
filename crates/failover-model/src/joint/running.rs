//! What the processes and clocks of two running servers show.

#[cfg(test)]
mod tests;

use std::net::Ipv4Addr;

use chrono::TimeDelta;
use config_text::Severity;

use super::{Half, Joint, rules};
use crate::explain::short;
use crate::identity::Vendor;
use crate::observation::Basis;
use crate::pairing::Relationship;

/// How far clocks may be apart before every vendor ends failover.
const LIMIT: TimeDelta = TimeDelta::seconds(60);

/// How far they may be apart before somebody should look.
const NOTICE: TimeDelta = TimeDelta::seconds(5);

/// Clocks that are apart, for certain: what measuring leaves open is to their credit.
pub(super) fn clocks(relationship: &Relationship, halves: [&Half<'_>; 2]) -> Option<Joint> {
    let [one, two] = halves.map(|half| half.seen.running.known()?.clock.known().copied());
    let apart = one?.apart(two?);
    let severity = match apart {
        apart if apart > LIMIT => Severity::Error,
        apart if apart >= NOTICE => Severity::Warning,
        _ => return None,
    };
    let [a, b] = halves.map(|half| &half.seen.server);
    // Minutes would hide on which side of the limit they are.
    let message = format!("the clocks of `{a}` and `{b}` are {} s apart", apart.num_seconds());
    Some(Joint { severity, ..Joint::new(&rules::ANY_CLOCK_APART, message).of(relationship) })
}

/// Files that were changed after the running server loaded them.
pub(super) fn newer_files(relationship: &Relationship, half: &Half<'_>) -> Option<Joint> {
    let late = half.seen.process(half.config.family())?.file_newer_by()?;
    // Whoever touches a file does not change it.
    if matches!(half.seen.basis(half.config.family()), Some(Basis::Loaded)) {
        return None;
    }
    let server = &half.seen.server;
    (late > TimeDelta::zero()).then(|| {
        let message =
            format!("a file of `{server}` was changed {} after the server loaded it", short(late));
        Joint::new(&rules::ANY_FILE_NEWER_THAN_PROCESS, message).of(relationship)
    })
}

/// The own address of a dhcpd is none of the addresses that its process may call its own: it cannot listen there. What a
/// name led to when dhcpd started is not known.
pub(super) fn address_elsewhere(relationship: &Relationship, half: &Half<'_>) -> Option<Joint> {
    let here = half.seen.running.known()?.addresses.known()?;
    let stated = half.side.own.address.as_ref()?;
    let own: Ipv4Addr = stated.value.parse().ok()?;
    // With this one dhcpd listens on all that it has.
    if relationship.vendor != Vendor::Isc || own.is_unspecified() {
        return None;
    }
    let server = &half.seen.server;
    let (kind, name) = (&rules::ISC_ADDRESS_NOT_HERE, &relationship.name);
    let message =
        format!("the own `address {own}` of `{server}` in `{name}` is on no interface of its host");
    let found =
        || Joint::new(kind, message).of(relationship).at(server, stated.span, own.to_string());
    (!here.iter().any(|net| net.contains(&own))).then(found)
}

/// Files with secrets that everybody can read on the machine of a server.
pub(super) fn open_secrets(relationship: &Relationship, half: &Half<'_>) -> Vec<Joint> {
    let server = &half.seen.server;
    let found = half.seen.open_secrets.known().into_iter().flatten().map(|span| {
        let message = format!("everybody can read a file of `{server}` with a secret in it");
        let joint = Joint::new(&rules::ANY_SECRET_READABLE, message).of(relationship);
        joint.at(server, Some(*span), "a secret")
    });
    found.collect()
}
