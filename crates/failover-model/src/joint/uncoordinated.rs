//! Addresses that several servers hand out, with nothing between them.

use config_text::{Rule, Severity};

use super::{Joint, rules};
use crate::authority::{self, Authority, ScopeRow};
use crate::identity::{Family, ServerName, Vendor};
use crate::observation::Observation;
use crate::pairing::{Member, Relationship};

/// The same addresses on several servers and nothing that coordinates them. What partners disagree
/// about is a difference between them, and drift.
pub(super) fn uncoordinated(
    observations: &[Observation],
    relationships: &[Relationship],
) -> Vec<Joint> {
    let rows = authority::scopes(observations, relationships);
    let mut found = Vec::new();
    for row in &rows {
        let message = match &row.authority {
            Authority::Uncoordinated => {
                let names: Vec<_> = row.serving().map(|one| one.server.as_str()).collect();
                match names.as_slice() {
                    [_, _, ..] => {
                        format!(
                            "{} servers hand out addresses of `{}`, each on its own",
                            names.len(),
                            row.net
                        )
                    }
                    _ => format!(
                        "{} hands out addresses of `{}` on its own, and so does {}",
                        listed(&names),
                        row.net,
                        listed(&row.rivals)
                    ),
                }
            }
            Authority::Relationship(id) if row.twice_outside() => {
                format!(
                    "addresses of `{}` are on several servers of `{id}`, under no peer on either",
                    row.net
                )
            }
            Authority::Relationship(id) if outsider(relationships, id, row).is_some() => {
                let server = outsider(relationships, id, row).unwrap_or_default();
                format!(
                    "`{server}` hands out addresses of `{}` on its own, and so does `{id}`",
                    row.net
                )
            }
            Authority::Relationship(id) => {
                // The rows come sorted. Named by one of the two, for both.
                let from = rows.partition_point(|other| other.net < row.net);
                let here = rows.iter().skip(from).take_while(|other| other.net == row.net);
                let mut here = here.filter(|_| !row.rivals.is_empty());
                let other = here.find(|other| rivals(relationships, id, row, other));
                let Some(Authority::Relationship(other)) = other.map(|row| &row.authority) else {
                    continue;
                };
                let message =
                    format!("addresses of `{}` are handed out in `{id}` and in `{other}`", row.net);
                let mut joint = place(Joint::new(rule(row.vendor), message), row);
                joint.severity = Severity::Warning;
                joint.relationships = vec![id.clone(), other.clone()];
                found.push(joint);
                continue;
            }
            _ => continue,
        };
        let mut joint = place(Joint::new(rule(row.vendor), message), row);
        let known = |name: &&String| relationships.iter().any(|one| one.id == **name);
        joint.relationships.extend(row.rivals.iter().filter(known).cloned());
        if let Authority::Relationship(id) = &row.authority {
            joint.relationships.push(id.clone());
        }
        if row.vendor == Vendor::Isc && row.family == Family::V6 {
            joint.help = Some(
                "dhcpd has no failover for DHCPv6: give each server its own part of the addresses",
            );
        }
        found.push(joint);
    }
    found
}

/// A member that knows nothing of its relationship and hands out the same addresses by itself. With
/// one that knows it, the two sides were compared.
fn outsider<'r>(
    relationships: &'r [Relationship],
    id: &str,
    row: &ScopeRow<'_>,
) -> Option<&'r str> {
    let of = relationships.iter().find(|one| !row.rivals.is_empty() && one.id == id)?;
    of.members()
        .find_map(|member| match member {
            Member::Silent { server } => Some(server.as_str()),
            _ => None,
        })
        .filter(|server| row.rivals.iter().any(|rival| rival == server))
}

/// Whether two relationships without a common server hand out the same addresses of one network;
/// true for one of the two only.
fn rivals(
    relationships: &[Relationship],
    id: &str,
    row: &ScopeRow<'_>,
    other: &ScopeRow<'_>,
) -> bool {
    let Authority::Relationship(rival) = &other.authority else { return false };
    if !(id < rival.as_str() && row.rivals.contains(rival) && row.net == other.net) {
        return false;
    }
    let servers = |id: &str| -> Vec<ServerName> {
        let of = relationships.iter().filter(|one| one.id == id);
        of.flat_map(Relationship::members).filter_map(Member::server).cloned().collect()
    };
    let mine = servers(id);
    !servers(rival).iter().any(|server| mine.contains(server))
}

const fn rule(vendor: Vendor) -> &'static Rule {
    match vendor {
        Vendor::Isc => &rules::ISC_UNCOORDINATED_RANGE,
        Vendor::Kea => &rules::KEA_UNCOORDINATED_POOL,
        Vendor::Windows => &rules::WIN_SCOPE_UNCOORDINATED,
    }
}

/// Where the servers of a row write what they hand out.
fn place(mut joint: Joint, row: &ScopeRow<'_>) -> Joint {
    joint.scopes.push(row.net);
    for one in row.serving() {
        let span = one.scope.pools.iter().find_map(|pool| pool.span).or(one.scope.span);
        joint = joint.at(one.server, span, one.server.to_string());
    }
    joint
}

/// `a`, `b` and `c`.
fn listed(names: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.as_slice() {
        [init @ .., last] if !init.is_empty() => format!("{} and {last}", init.join(", ")),
        _ => quoted.concat(),
    }
}
