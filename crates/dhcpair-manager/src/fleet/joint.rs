//! What only both servers of a pair show, although it does not differ.

use chrono::{DateTime, Utc};
use config_text::{Diagnostic, Severity, escape_control};
use failover_model::drift::Difference;
use failover_model::joint::{self as model, Joint};
use failover_model::pairing::Relationship;
use failover_model::{Observation, Seconds, ServerName};

use super::{Fleet, Texts};
use crate::contract::JointRecord;

/// Everything that is found, without what a comment in the files of either side allows. How long addresses have to last
/// is for the inventory to say, and the time of the look.
pub(super) fn allowed(
    observations: &[Observation],
    relationships: &[Relationship],
    texts: &mut [Texts],
    (agreed, now): (Option<Seconds>, DateTime<Utc>),
) -> Vec<Joint> {
    let mut found = model::find(observations, relationships);
    found.extend(model::short_headroom(observations, relationships, agreed, now));
    found.retain(|one| {
        one.places.iter().all(|(server, span, _)| {
            let of = observations.iter().position(|seen| seen.server == *server);
            let Some(Texts { sources, allowances, .. }) = of.and_then(|at| texts.get_mut(at))
            else {
                return true;
            };
            let here = Diagnostic::new(one.rule, *span, String::new());
            !allowances.apply(sources, vec![here]).is_empty()
        })
    });
    found
}

impl Fleet {
    /// What the two sides of a relationship show together, errors first.
    pub(super) fn joint_of(&self, relationship: &Relationship) -> Vec<&Joint> {
        let mut mine: Vec<_> =
            self.joint.iter().filter(|one| one.relationships.contains(&relationship.id)).collect();
        mine.sort_by_key(|one| std::cmp::Reverse(one.severity));
        mine
    }

    /// How many errors only the two sides together show, of differences and of the rest.
    pub(super) fn pair_errors(&self, one: &Relationship, mine: &[&Difference]) -> usize {
        let differing = mine.iter().filter(|one| one.severity == Severity::Error).count();
        let joint = self.joint_of(one).into_iter().filter(|one| one.severity == Severity::Error);
        differing + joint.count()
    }

    pub(super) fn joint_record(&self, one: &Joint) -> JointRecord {
        let at = |(server, span, _): &(ServerName, _, _)| {
            let name = escape_control(server.as_str());
            Some(format!("{name} {}", self.place(server, *span)?))
        };
        JointRecord {
            rule: one.rule.id,
            severity: one.severity.as_str(),
            message: escape_control(&one.message),
            fix: one.help.unwrap_or(one.rule.fix),
            scopes: one.scopes.iter().map(ToString::to_string).collect(),
            at: one.places.iter().filter_map(at).collect(),
        }
    }
}
