//! What differs between the two servers of a relationship.
//!
//! Sameness is judged *resolved*: for every scope, pool, reservation and definition the settings
//! that apply after inheritance are compared, by address where ranges matter. Many places that
//! differ for one reason (a global value, a group, a shared network) are reported once, at the
//! place where that reason is written, with the scopes it reaches.

mod admission;
mod cluster;
mod definitions;
mod desired;
mod expected;
mod loaded;
mod matched;
mod moved;
mod parameters;
mod path;
mod pools;
mod reservations;
mod rules;
mod scopes;
mod side;
#[cfg(test)]
mod tests;

use config_text::{Rule, Severity, Span};
use ipnet::IpNet;

pub use desired::Desired;
pub use expected::{Expected, ExpectedDifference};
pub use path::{Path, Place, Step};
pub use rules::RULES;
pub use side::{Side, Sides};

use crate::config::ServerConfig;
use crate::identity::{ServerName, Vendor};
use crate::observation::Observation;
use crate::pairing::{Member, Relationship};
use crate::relationship::RelationshipIx;
use crate::setting::Value;

/// What one side says about the thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// It is not there, or the side says nothing about it.
    Nothing,
    /// It is there; what exactly is not the point.
    Present {
        /// Where it is written.
        span: Option<Span>,
    },
    /// It has this value.
    Value {
        /// Canonical value; secrets do not show.
        value: Value,
        /// Where it is written; `None` for defaults.
        span: Option<Span>,
    },
}

impl Says {
    /// Where it is written.
    #[must_use]
    pub const fn span(&self) -> Option<Span> {
        match self {
            Self::Nothing => None,
            Self::Present { span } | Self::Value { span, .. } => *span,
        }
    }
}

/// What kind of thing differs; decides the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The relationship itself is on one side only.
    Relationship,
    /// The two sides call the relationship by different names.
    Name,
    /// A parameter of the relationship.
    Parameter,
    /// One side expects its partner elsewhere than the partner says it listens.
    Endpoint,
    /// A peer in Kea's peer list.
    Peer,
    /// A scope is on one side only.
    Scope,
    /// The relationship a scope or pool belongs to.
    Membership,
    /// The shared network a scope belongs to.
    Network,
    /// Whether a scope is enabled.
    Enabled,
    /// Addresses handed out on one side only.
    Range,
    /// An exclusion.
    Exclusion,
    /// A condition of a pool: permits, guards.
    PoolSetting,
    /// An option or parameter that applies.
    Setting,
    /// A reservation is on one side only.
    Reservation,
    /// Something of a reservation.
    ReservationField,
    /// A definition is on one side only.
    Definition,
    /// The content of a definition.
    DefinitionSetting,
    /// The order of definitions.
    Order,
    /// A desired value that a side does not have.
    Desired,
}

/// One difference between the partners, or between a side and what is desired.
#[derive(Debug, Clone)]
pub struct Difference {
    /// What differs, in a form that the inventory can refer to.
    pub path: Path,
    /// What kind of thing it is.
    pub subject: Subject,
    /// The two servers.
    pub servers: Sides<ServerName>,
    /// What each says.
    pub sides: Sides<Says>,
    /// What the inventory wants.
    pub desired: Option<String>,
    /// The server that moved, where that can be told: away from what is desired, or from what its own file says and its partner
    /// does.
    pub moved: Option<ServerName>,
    /// The scopes it reaches; empty where it is not about scopes.
    pub scopes: Vec<IpNet>,
    /// The rule that stands for this kind of difference.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// Each side names itself: differs by design and is never copied.
    pub by_design: bool,
}

/// A side that had to be known for the answer and was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The relationship that could not be compared.
    pub relationship: String,
    /// The server, or what its partner calls it.
    pub server: String,
    /// Why.
    pub reason: String,
    /// Whether the server is in the inventory: then the answer is incomplete.
    pub managed: bool,
    /// The servers that may be it, where that is not certain; else none.
    pub candidates: Vec<ServerName>,
}

/// What a comparison of all pairs found.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    /// The differences, in a stable order.
    pub differences: Vec<Difference>,
    /// What could not be compared.
    pub unread: Vec<Unread>,
}

/// Compares every relationship's two sides, both with what is desired, and what each server runs with its own
/// file, where that is another thing.
///
/// A side that was not observed is listed in [`Drift::unread`]; nothing is concluded about it.
#[must_use]
pub fn compare(
    observations: &[Observation],
    relationships: &[Relationship],
    desired: &[Desired],
) -> Drift {
    let mut drift = Drift::default();
    for relationship in relationships {
        drift.unread.extend(unread(relationship));
        drift.differences.extend(one_sided(relationship, observations));
    }
    for pair in Pair::all(observations, relationships) {
        drift.differences.extend(pair.differences());
    }
    drift.differences.extend(loaded::compare(observations));
    drift.differences.extend(desired::compare(observations, relationships, desired));
    moved::tell(&mut drift.differences);
    drift.differences.sort_by(|a, b| a.path.cmp(&b.path));
    drift
}

/// Two observed servers and every relationship between them.
pub(crate) struct Pair<'a> {
    servers: Sides<&'a Observation>,
    configs: Sides<&'a ServerConfig>,
    relationships: Vec<(&'a Relationship, Sides<RelationshipIx>)>,
    /// Neither server has a relationship with anybody else: all they do should be alike.
    exclusive: bool,
}

impl<'a> Pair<'a> {
    fn all(observations: &'a [Observation], relationships: &'a [Relationship]) -> Vec<Self> {
        let mut pairs: Vec<(Self, Sides<(usize, usize)>)> = Vec::new();
        let each = relationships.iter().flat_map(|one| one.compared().map(move |both| (one, both)));
        for (relationship, (one, two)) in each {
            let place = |at: crate::pairing::Observed| (at.observation, at.config);
            let key = Sides::new(place(one), place(two));
            let known = pairs.iter_mut().find_map(|(pair, at)| {
                let swapped = at.swapped() == key;
                (*at == key || swapped).then_some((pair, swapped))
            });
            if let Some((pair, swapped)) = known {
                let sides = Sides::new(one.side, two.side);
                let sides = if swapped { sides.swapped() } else { sides };
                pair.relationships.push((relationship, sides));
                continue;
            }
            let view = |at: crate::pairing::Observed| {
                let seen = observations.get(at.observation)?;
                Some((seen, seen.configs.known()?.get(at.config)?))
            };
            if let (Some((seen_a, a)), Some((seen_b, b))) = (view(one), view(two)) {
                let exclusive = false;
                let relationships = vec![(relationship, Sides::new(one.side, two.side))];
                let (servers, configs) = (Sides::new(seen_a, seen_b), Sides::new(a, b));
                let pair = Pair { servers, configs, relationships, exclusive };
                pairs.push((pair, key));
            }
        }
        for (pair, _) in &mut pairs {
            let between = pair.relationships.len();
            pair.exclusive = pair.configs.iter().all(|(_, c)| c.relationships().len() == between);
        }
        pairs.into_iter().map(|(pair, _)| pair).collect()
    }

    fn differences(&self) -> Vec<Difference> {
        let mut found = parameters::compare(self);
        let scopes = matched::Matched::of(self);
        found.extend(scopes::compare(self, &scopes));
        found.extend(reservations::compare(self, &scopes));
        found.extend(definitions::compare(self, &scopes));
        found.extend(scopes::settings(self, &scopes));
        found.retain(|one| !self.is_open(one));
        found
    }

    /// Whether a side of a difference says nothing, or what is assumed, where it was not read as a whole: it may say it
    /// where it was not read.
    fn is_open(&self, one: &Difference) -> bool {
        Side::BOTH.into_iter().any(|side| {
            let said = matches!(
                &one.sides[side],
                Says::Present { .. } | Says::Value { span: Some(_), .. }
            );
            !said && self.config(side).gap().is_some()
        })
    }

    fn vendor(&self) -> Vendor {
        self.servers[Side::First].vendor
    }

    fn config(&self, side: Side) -> &'a ServerConfig {
        self.configs[side]
    }

    /// The relationship, whichever side's index is given.
    fn relationship(&self, side: Side, ix: RelationshipIx) -> Option<&'a Relationship> {
        let found = self.relationships.iter().find(|(_, sides)| sides[side] == ix);
        found.map(|(relationship, _)| *relationship)
    }

    /// Whether the two are one server: its file, and what it runs.
    fn is_one_server(&self) -> bool {
        self.servers.as_ref().map(|seen| &seen.server).agree()
    }

    /// Where what differs in a relationship belongs.
    fn place_of(&self, relationship: &Relationship) -> Place {
        if self.is_one_server() {
            return self.place();
        }
        Place::Relationship(relationship.id.clone())
    }

    /// What the pair shares beyond single relationships.
    fn place(&self) -> Place {
        if self.is_one_server() {
            return Place::Server(self.servers[Side::First].server.to_string());
        }
        let [first, second] = self.servers.map(|seen| seen.server.to_string()).into_array();
        Place::Pair(first, second)
    }

    /// A difference between the two sides, with its rule.
    fn difference(&self, subject: Subject, path: Path, sides: Sides<Says>) -> Difference {
        let rule = rules::rule(self.vendor(), subject, &path);
        Difference {
            severity: self.severity(rule, subject, &path),
            by_design: may_name_itself(subject, &path) && self.names_itself(&sides),
            path,
            subject,
            servers: self.servers.map(|seen| seen.server.clone()),
            sides,
            desired: None,
            moved: None,
            scopes: Vec::new(),
            rule,
        }
        .settled()
    }

    /// Whether each side's value is the other's with the servers' own addresses exchanged.
    fn names_itself(&self, sides: &Sides<Says>) -> bool {
        let [Says::Value { value: Value::Text(a), .. }, Says::Value { value: Value::Text(b), .. }] =
            sides.as_ref().into_array()
        else {
            return false;
        };
        let masked = |side: Side, text: &str| {
            let own = self.servers[side].addresses.iter();
            let words = text.split_inclusive([' ', ',']).map(|word| {
                let bare = word.trim_end_matches([' ', ',']);
                let is_own = own.clone().any(|address| address == bare);
                if is_own { word.replace(bare, "\u{0}self") } else { word.to_owned() }
            });
            words.collect::<String>()
        };
        let (a, b) = (masked(Side::First, a), masked(Side::Second, b));
        a.contains('\u{0}') && a == b
    }
}

impl Difference {
    /// What differs by design is worth a note, whatever it is about.
    fn settled(mut self) -> Self {
        if self.by_design {
            self.rule = &rules::ANY_OWN_ADDRESS_OPTION;
            self.severity = Severity::Note;
        }
        self
    }

    /// Ranges that must differ, whatever the vendor.
    fn of_a_split_scope(mut self) -> Self {
        self.rule = &rules::ANY_SCOPE_SPLIT;
        self.severity = rules::ANY_SCOPE_SPLIT.severity;
        self
    }

    /// Names the scopes it reaches.
    fn reaching(mut self, scopes: Vec<IpNet>) -> Self {
        self.scopes = scopes;
        self
    }
}

/// Whether a value may name the server itself: options that point at services, as when the DHCP
/// host is the DNS, TFTP or NTP server, too. Never what says who the partners are or what a client
/// gets as its own address or its router.
fn may_name_itself(subject: Subject, path: &Path) -> bool {
    let field = path.field.as_deref().unwrap_or("");
    let option = field.strip_prefix("option").is_some_and(|name| {
        !matches!(name.trim_start_matches(['.', ' ']), "routers" | "dhcp4.routers" | "3")
    });
    let service = option || field == "next-server";
    service
        && matches!(
            subject,
            Subject::Setting
                | Subject::PoolSetting
                | Subject::ReservationField
                | Subject::DefinitionSetting
        )
}

/// The members of a relationship that were not observed.
fn unread(relationship: &Relationship) -> impl Iterator<Item = Unread> + '_ {
    relationship.members().filter_map(|member| {
        let (reason, managed) = match member {
            Member::Unread { reason, .. } => (reason.clone(), true),
            Member::Foreign { .. } => ("not in the inventory".to_owned(), false),
            Member::Ambiguous { candidates } => (several_fit(candidates).to_owned(), true),
            Member::Observed { .. } | Member::Silent { .. } => return None,
        };
        let candidates = match member {
            Member::Ambiguous { candidates } => candidates.clone(),
            _ => Vec::new(),
        };
        let (relationship, server) = (relationship.id.clone(), member.known_as());
        Some(Unread { relationship, server, reason, managed, candidates })
    })
}

/// Why it is not certain who the partner is: a clause that fits behind "not certain:".
#[must_use]
pub const fn several_fit(candidates: &[ServerName]) -> &'static str {
    match candidates {
        [_] => "another server fits it as well",
        _ => "several servers fit",
    }
}

/// A relationship that a readable partner knows nothing of.
fn one_sided(relationship: &Relationship, observations: &[Observation]) -> Option<Difference> {
    let members = [Some(&relationship.primary), relationship.secondary.as_ref()];
    let observed = members.iter().flatten().find_map(|member| member.observed())?;
    let silent = members.iter().flatten().find_map(|member| match member {
        Member::Silent { server } => Some(server.clone()),
        _ => None,
    })?;
    let seen = observations.get(observed.observation)?;
    let side = seen.configs.known()?.get(observed.config)?.relationship(observed.side)?;
    let path = Path::new(Place::Relationship(relationship.id.clone()));
    let rule = rules::rule(relationship.vendor, Subject::Relationship, &path);
    Some(Difference {
        path,
        subject: Subject::Relationship,
        servers: Sides::new(seen.server.clone(), silent),
        sides: Sides::new(Says::Present { span: side.span }, Says::Nothing),
        desired: None,
        moved: None,
        scopes: Vec::new(),
        rule,
        severity: rule.severity,
        by_design: false,
    })
}
