//! What the inventory wants a relationship to be, against what its sides say.

use ipnet::IpNet;

use super::{Difference, Path, Place, Says, Side, Sides, Subject, rules};
use crate::identity::{ServerName, Vendor};
use crate::observation::Observation;
use crate::pairing::{Observed, Relationship};
use crate::relationship::{Mode, Parameters, RelationshipSide, Role};
use crate::setting::Value;
use crate::unit::{Percent, Seconds, SplitBuckets};

/// The desired state of one relationship; `None` where the inventory is silent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Desired {
    /// The relationship's id or name.
    pub relationship: String,
    /// The two servers it should be between, in any order.
    pub between: Option<[String; 2]>,
    /// The server that should lead.
    pub primary: Option<String>,
    /// How the work should be shared.
    pub mode: Option<Mode>,
    /// Maximum client lead time.
    pub mclt: Option<Seconds>,
    /// The primary's share of the clients.
    pub share: Option<Percent>,
    /// Every scope that should be in it.
    pub scopes: Option<Vec<IpNet>>,
}

/// Differences between what is desired and what each observed side says.
pub(super) fn compare(
    observations: &[Observation],
    relationships: &[Relationship],
    desired: &[Desired],
) -> Vec<Difference> {
    let mut found = Vec::new();
    for wanted in desired {
        let named =
            |r: &&Relationship| r.id == wanted.relationship || r.name == wanted.relationship;
        let Some(relationship) = relationships.iter().find(named) else {
            found.extend(absent(observations, wanted));
            continue;
        };
        let Some((one, two)) = relationship.both() else { continue };
        let (a, b) = (Stance::of(observations, one), Stance::of(observations, two));
        if let (Some(a), Some(b)) = (a, b) {
            found.extend(Against { relationship, sides: Sides::new(a, b) }.all(wanted));
        }
    }
    found
}

/// A relationship that the inventory wants between two servers that were both read, and that
/// neither of them knows.
fn absent(observations: &[Observation], wanted: &Desired) -> Option<Difference> {
    let servers = wanted.between.as_ref()?;
    let read = |name: &String| {
        let seen = observations.iter().find(|seen| seen.server.as_str() == name)?;
        seen.configs.known().filter(|_| seen.gap().is_none()).map(|_| seen)
    };
    let [one, two] = [read(&servers[0])?, read(&servers[1])?];
    let path = Path::new(Place::Relationship(wanted.relationship.clone()));
    let rule = rules::rule(one.vendor, Subject::Desired, &path);
    Some(Difference {
        path,
        subject: Subject::Desired,
        servers: Sides::new(one.server.clone(), two.server.clone()),
        sides: Sides::new(Says::Nothing, Says::Nothing),
        desired: Some(format!("a relationship between {} and {}", servers[0], servers[1])),
        moved: None,
        scopes: Vec::new(),
        rule,
        severity: rule.severity,
        by_design: false,
    })
}

/// One observed side.
#[derive(Clone, Copy)]
struct Stance<'a> {
    server: &'a ServerName,
    config: &'a crate::ServerConfig,
    side: &'a RelationshipSide,
    at: Observed,
}

impl<'a> Stance<'a> {
    fn of(observations: &'a [Observation], at: Observed) -> Option<Self> {
        let seen = observations.get(at.observation)?;
        let config = seen.configs.known()?.get(at.config)?;
        Some(Self { server: &seen.server, config, side: config.relationship(at.side)?, at })
    }

    fn has(&self, net: IpNet) -> bool {
        let here = |scope: &&crate::Scope| scope.relationships().contains(&self.at.side);
        self.config.scopes().iter().filter(here).any(|scope| scope.net == net)
    }
}

struct Against<'a> {
    relationship: &'a Relationship,
    sides: Sides<Stance<'a>>,
}

impl Against<'_> {
    fn all(&self, wanted: &Desired) -> Vec<Difference> {
        let mut found = Vec::new();
        if let Some(primary) = &wanted.primary {
            found.extend(self.roles(primary));
        }
        if let Some(mode) = wanted.mode {
            let mode_of = |side: Stance<'_>| side.side.mode.map(|mode| mode.as_str().to_owned());
            found.extend(self.field("mode", mode.as_str(), mode_of));
        }
        if let Some(mclt) = wanted.mclt {
            found.extend(self.field("mclt", &mclt.to_string(), |side| mclt_of(side.side)));
        }
        if let Some(share) = wanted.share {
            let text = match self.relationship.vendor {
                Vendor::Isc => buckets(SplitBuckets::from_percent(share)),
                Vendor::Kea | Vendor::Windows => share.to_string(),
            };
            found.extend(self.field("share", &text, |side| share_of(side.side)));
        }
        if let Some(scopes) = &wanted.scopes {
            found.extend(self.scopes(scopes));
        }
        found
    }

    /// One difference for who leads: each server's role is the other one's, turned round.
    fn roles(&self, primary: &str) -> Option<Difference> {
        let want = self.sides.map(|side| match side.server.as_str() == primary {
            true => Role::Primary,
            false => Role::Secondary,
        });
        let has = self.sides.map(|side| side.side.role);
        let wrong = |at: &Side| has[*at] != Some(want[*at]);
        let off: Vec<Side> = Side::BOTH.into_iter().filter(wrong).collect();
        let [first, ..] = off.as_slice() else { return None };
        let said = self.sides.zip(want).map(|(side, role)| format!("{role} on {}", side.server));
        let said = said.into_array().join(", ");
        let moved = (off.len() == 1).then_some(*first);
        let has = has.map(|role| role.map(|role| role.as_str().to_owned()));
        Some(self.difference("role", &said, has, moved))
    }

    /// A value that both sides, or the only side that states it, should have.
    fn field(
        &self,
        field: &str,
        want: &str,
        of: impl Fn(Stance<'_>) -> Option<String>,
    ) -> Option<Difference> {
        let has = self.sides.map(of);
        let wrong = |at: &Side| has[*at].as_deref().is_some_and(|value| value != want);
        let off: Vec<Side> = Side::BOTH.into_iter().filter(wrong).collect();
        match off.as_slice() {
            [] => None,
            [one] => Some(self.difference(field, want, has.clone(), Some(*one))),
            _ => Some(self.difference(field, want, has.clone(), None)),
        }
    }

    fn scopes(&self, wanted: &[IpNet]) -> Vec<Difference> {
        let mut found = Vec::new();
        let word = |has: bool| has.then(|| "in it".to_owned());
        for net in wanted {
            let has = self.sides.map(|side| side.has(*net));
            // On one side only is already a difference between the two.
            let read = self.sides.iter().all(|(_, side)| side.config.gap().is_none());
            if read && has == Sides::new(false, false) {
                found.push(self.difference(&format!("scope {net}"), "in it", has.map(word), None));
            }
        }
        let mut extra: Vec<IpNet> = Vec::new();
        for (_, side) in self.sides.iter() {
            let mine = side.config.scopes().iter().filter(|scope| {
                scope.relationships().contains(&side.at.side) && !wanted.contains(&scope.net)
            });
            extra.extend(mine.map(|scope| scope.net));
        }
        extra.sort_unstable();
        extra.dedup();
        found.extend(extra.into_iter().map(|net| {
            let has = self.sides.map(|side| side.has(net));
            self.difference(&format!("scope {net}"), "not in it", has.map(word), None)
        }));
        found
    }

    fn difference(
        &self,
        field: &str,
        want: &str,
        has: Sides<Option<String>>,
        moved: Option<Side>,
    ) -> Difference {
        let path =
            Path::new(Place::Relationship(self.relationship.id.clone())).step("desired", field);
        let rule = rules::rule(self.relationship.vendor, Subject::Desired, &path);
        let says = |side: Side| match &has[side] {
            Some(text) => {
                Says::Value { value: Value::text(text.as_str()), span: self.sides[side].side.span }
            }
            None => Says::Nothing,
        };
        Difference {
            path,
            subject: Subject::Desired,
            servers: self.sides.map(|side| side.server.clone()),
            sides: Sides::of(says),
            desired: Some(want.to_owned()),
            moved: moved.map(|at| self.sides[at].server.clone()),
            scopes: Vec::new(),
            rule,
            severity: rule.severity,
            by_design: false,
        }
    }
}

fn mclt_of(side: &RelationshipSide) -> Option<String> {
    match &side.parameters {
        Parameters::Isc(isc) => Some(isc.mclt.as_ref()?.value.to_string()),
        Parameters::Windows(windows) => Some(windows.mclt?.to_string()),
        Parameters::Kea(_) => None,
    }
}

/// The primary's share, as far as this side states it.
fn share_of(side: &RelationshipSide) -> Option<String> {
    match &side.parameters {
        Parameters::Isc(isc) => Some(buckets(isc.split.as_ref()?.value)),
        Parameters::Windows(windows) => {
            let own: Percent = windows.load_balance?;
            let primary = side.role != Some(Role::Secondary);
            Some(if primary { own } else { own.complement() }.to_string())
        }
        Parameters::Kea(_) => None,
    }
}

/// dhcpd's share in percent, with the number that its file has.
fn buckets(split: SplitBuckets) -> String {
    format!("{} (split {split})", split.percent())
}
