//! What only both servers of a pair show, although nothing differs between them.
//!
//! [`drift`](crate::drift) says where two sides are not alike. Some things are wrong *because* they
//! are alike: both servers declare the other dead by themselves, both go by one identifier, both
//! hand out the same addresses with nothing that coordinates them.

mod made;
mod rules;
mod running;
mod survivor;
#[cfg(test)]
mod tests;
mod uncoordinated;
mod windows;

use std::net::IpAddr;

use config_text::{Rule, Severity, Span};
use ipnet::IpNet;

pub use rules::RULES;
pub use survivor::short_headroom;

use crate::config::ServerConfig;
use crate::identity::{ServerName, Vendor};
use crate::observation::Observation;
use crate::pairing::{Member, Observed, Relationship};
use crate::relationship::{Parameters, RelationshipIx, RelationshipSide};
use crate::setting::{Setting, Value};
use crate::unit::Seconds;

/// One thing that two servers show together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// What is wrong: lower case, without a full stop.
    pub message: String,
    /// What to do here, where that is more than the rule says.
    pub help: Option<&'static str>,
    /// The relationships it is about, by id; none where no relationship is touched.
    pub relationships: Vec<String>,
    /// The scopes it is about; none where it is about the servers.
    pub scopes: Vec<IpNet>,
    /// Where it is written: server, place, and what stands there.
    pub places: Vec<(ServerName, Span, String)>,
}

impl Joint {
    fn new(rule: &'static Rule, message: String) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message,
            help: None,
            relationships: Vec::new(),
            scopes: Vec::new(),
            places: Vec::new(),
        }
    }

    fn of(mut self, relationship: &Relationship) -> Self {
        self.relationships.push(relationship.id.clone());
        self
    }

    fn at(mut self, server: &ServerName, span: Option<Span>, text: impl Into<String>) -> Self {
        self.places.extend(span.map(|span| (server.clone(), span, text.into())));
        self
    }
}

/// Everything that any two servers show together, in a stable order.
#[must_use]
pub fn find(observations: &[Observation], relationships: &[Relationship]) -> Vec<Joint> {
    let mut found = Vec::new();
    for relationship in relationships {
        found.extend(unresolved(observations, relationship));
        let sides: Vec<_> = seen_sides(observations, relationship).collect();
        for half in &sides {
            found.extend(running::address_elsewhere(relationship, half));
            found.extend(made::shadowed(relationship, half));
        }
        for (one, two) in relationship.compared() {
            let sides = (Half::of(observations, one), Half::of(observations, two));
            if let (Some(one), Some(two)) = sides {
                found.extend(auto_partner_down(relationship, [&one, &two]));
                found.extend(shared_identifiers(relationship, [&one, &two]));
                found.extend(shared_leases(relationship, [&one, &two]));
                found.extend(releases(relationship, [&one, &two]));
                found.extend(windows::dns_accounts(relationship, [&one, &two]));
                found.extend(running::clocks(relationship, [&one, &two]));
                found.extend(made::one_sided(relationship, [&one, &two]));
                found.extend(
                    [&one, &two].iter().filter_map(|half| running::newer_files(relationship, half)),
                );
            }
        }
        found.extend(sides.iter().flat_map(|half| running::open_secrets(relationship, half)));
    }
    found.extend(uncoordinated::uncoordinated(observations, relationships));
    found
}

/// The sides of a relationship that were observed, one by one.
fn seen_sides<'a>(
    observations: &'a [Observation],
    relationship: &'a Relationship,
) -> impl Iterator<Item = Half<'a>> {
    relationship.members().filter_map(|member| Half::of(observations, member.observed()?))
}

/// Partners that are not where their servers have them stored.
fn unresolved(observations: &[Observation], relationship: &Relationship) -> Vec<Joint> {
    let half = |member: &Member| Half::of(observations, member.observed()?);
    let one = half(&relationship.primary);
    let two = relationship.secondary.as_ref().and_then(half);
    let sides = [(one.as_ref(), two.as_ref()), (two.as_ref(), one.as_ref())];
    let told = sides
        .into_iter()
        .filter_map(|(half, partner)| windows::partner_unresolved(relationship, half?, partner));
    told.collect()
}

/// One observed side of a relationship.
struct Half<'a> {
    seen: &'a Observation,
    config: &'a ServerConfig,
    ix: RelationshipIx,
    side: &'a RelationshipSide,
}

impl<'a> Half<'a> {
    fn of(observations: &'a [Observation], at: Observed) -> Option<Self> {
        let seen = observations.get(at.observation)?;
        let config = seen.configs.known()?.get(at.config)?;
        Some(Self { seen, config, ix: at.side, side: config.relationship(at.side)? })
    }

    /// The addresses that it is known by, in its inventory and in its own words.
    fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        let own = self.config.relationships().iter().flat_map(|side| side.own.names());
        let all = self.seen.addresses.iter().map(String::as_str).chain(own);
        all.filter_map(|name| name.parse().ok())
    }

    /// Every address that the server is known by.
    fn goes_by(&self, address: &str) -> bool {
        let own = self.config.relationships().iter().flat_map(|side| side.own.names());
        self.seen.addresses.iter().map(String::as_str).chain(own).any(|known| known == address)
    }
}

/// Both sides declare the other dead by themselves (dhcpd).
fn auto_partner_down(relationship: &Relationship, halves: [&Half<'_>; 2]) -> Option<Joint> {
    let stated = halves.map(|half| {
        let Parameters::Isc(isc) = &half.side.parameters else { return None };
        let stated = isc.auto_partner_down.as_ref()?;
        (stated.value > Seconds(0)).then_some((half, stated))
    });
    let [Some(one), Some(two)] = stated else { return None };
    let message = format!("both sides of `{}` declare their partner down", relationship.name);
    let mut found = Joint::new(&rules::ISC_AUTO_PARTNER_DOWN_BOTH, message).of(relationship);
    for (half, stated) in [one, two] {
        found = found.at(&half.seen.server, stated.span, format!("after {}", stated.value));
    }
    Some(found)
}

/// One identifier for two servers: the same on both, or the partner's address on one.
fn shared_identifiers(relationship: &Relationship, halves: [&Half<'_>; 2]) -> Vec<Joint> {
    let (rule, key) = match relationship.vendor {
        Vendor::Isc => (&rules::ISC_SERVER_IDENTIFIER_SHARED, "server-identifier"),
        Vendor::Kea => (&rules::KEA_SERVER_DUID_SHARED, "server-id"),
        Vendor::Windows => return Vec::new(),
    };
    let [mine, theirs] = halves.map(|half| -> Vec<&Setting> {
        let all = half.config.identities().iter();
        all.filter(|one| &*one.key == key).collect()
    });
    let [a, b] = halves.map(|half| &half.seen.server);
    let mut found: Vec<Joint> = Vec::new();
    let mut known: Vec<&Value> = Vec::new();
    for one in &mine {
        let Some(two) = theirs.iter().find(|two| two.value == one.value) else { continue };
        if !known.contains(&&one.value) {
            known.push(&one.value);
            let message = format!("`{a}` and `{b}` go by the same `{}`", one.key);
            let joint = Joint::new(rule, message).of(relationship);
            let joint = joint.at(a, one.span, one.value.to_string());
            found.push(joint.at(b, two.span, two.value.to_string()));
        }
    }
    for (half, other, settings) in [(halves[0], halves[1], &mine), (halves[1], halves[0], &theirs)]
    {
        for one in settings {
            let value = one.value.to_string();
            let strange = other.goes_by(&value) && !half.goes_by(&value);
            if strange && !known.contains(&&one.value) {
                known.push(&one.value);
                let (server, partner) = (&half.seen.server, &other.seen.server);
                let message = format!("`{}` of `{server}` is an address of `{partner}`", one.key);
                let joint = Joint::new(rule, message).of(relationship);
                found.push(joint.at(server, one.span, value));
            }
        }
    }
    found
}

/// Both servers write one lease database, each for itself (Kea).
fn shared_leases(relationship: &Relationship, halves: [&Half<'_>; 2]) -> Option<Joint> {
    let database = |half: &Half<'_>| {
        let found = half.config.identities().iter().find(|one| &*one.key == "lease-database");
        found.cloned()
    };
    let [one, two] = halves.map(database);
    let (one, two) = (one?, two?);
    let updates = |half: &Half<'_>| {
        let Parameters::Kea(kea) = &half.side.parameters else { return false };
        kea.others
            .iter()
            .any(|(key, value, _)| &**key == "send-lease-updates" && *value == Value::text("true"))
    };
    let queues = |half: &Half<'_>| {
        let contexts =
            half.config.scopes().iter().map(|scope| half.config.effective(scope.context));
        let queue = Value::text("flq");
        contexts.into_iter().any(|here| {
            here.single.get("allocator").is_some_and(|(setting, _)| setting.value == queue)
        })
    };
    let why =
        match (halves.iter().any(|half| updates(half)), halves.iter().any(|half| queues(half))) {
            _ if one.value != two.value => return None,
            (true, _) => {
                "both servers write their leases, and the updates of the other, into one database"
            }
            (false, true) => {
                "both servers lease from free-lease queues of their own over one database"
            }
            (false, false) => return None,
        };
    let joint = Joint::new(&rules::KEA_LEASE_DB_SHARED, why.to_owned()).of(relationship);
    let joint = joint.at(&halves[0].seen.server, one.span, one.value.to_string());
    Some(joint.at(&halves[1].seen.server, two.span, two.value.to_string()))
}

/// Different releases of the server software, where it is known which.
fn releases(relationship: &Relationship, halves: [&Half<'_>; 2]) -> Option<Joint> {
    let [one, two] = halves.map(|half| half.seen.version.as_deref());
    let (one, two) = (one?, two?);
    let numbers = |version: &str| -> Vec<u32> {
        let parts = version.split(['.', '-', 'P']).map_while(|part| part.parse().ok());
        parts.take(3).collect()
    };
    let (old, new) = (numbers(one).min(numbers(two)), numbers(one).max(numbers(two)));
    // One side may say its whole release, and the other only what it has in front of it.
    let may_be_same = old.len() < new.len() && new.starts_with(&old);
    if one == two || old.is_empty() || may_be_same {
        return None;
    }
    let apart = |bound: &[u32]| {
        let apart = old.as_slice() < bound && new.as_slice() >= bound;
        if apart { Severity::Error } else { Severity::Warning }
    };
    let (rule, severity) = match relationship.vendor {
        Vendor::Isc => (&rules::ISC_VERSION_DIFFERS, apart(&[3, 1])),
        Vendor::Kea => (&rules::KEA_VERSION_GAP, apart(&[2, 7])),
        // What follows the build is an update.
        Vendor::Windows if new == old => return None,
        Vendor::Windows => (&rules::WIN_VERSION_DIFFERS, rules::WIN_VERSION_DIFFERS.severity),
    };
    let servers = halves.map(|half| &half.seen.server);
    let message = format!("`{}` runs {one}, `{}` runs {two}", servers[0], servers[1]);
    Some(Joint { severity, ..Joint::new(rule, message).of(relationship) })
}
