//! `drift`: what differs, and what of it is meant.

use config_text::escape_control;
use failover_model::Value;
use failover_model::drift::{Difference, Expected, ExpectedDifference, Says};

use super::{Fleet, FleetError};
use crate::contract::{
    ComparedRecord, DifferenceRecord, DriftDocument, ExitCode, ExpectedRecord, Stance,
};

/// Differences, sorted into those that count and those that are meant.
pub(super) struct Sorted<'a> {
    pub(super) counting: Vec<&'a Difference>,
    pub(super) meant: Vec<(&'a Difference, String)>,
    pub(super) expected: Vec<ExpectedRecord>,
}

impl Fleet {
    /// What differs between partners, or from what is desired; for one relationship or for all.
    ///
    /// # Errors
    /// [`FleetError`] where the relationship is not known.
    pub fn drift(&self, relationship: Option<&str>) -> Result<DriftDocument, FleetError> {
        let only = relationship.map(|name| self.find(name)).transpose()?;
        let sorted = self.sorted();
        let concerned = |difference: &Difference| {
            only.is_none_or(|relationship| self.concerns(relationship, difference))
        };
        let counting = sorted.counting.iter().filter(|one| concerned(one));
        let meant = sorted.meant.iter().filter(|(one, _)| concerned(one));
        let unread: Vec<_> = match only {
            None => self.unread(),
            Some(only) => {
                let mine =
                    self.unread().into_iter().filter(|one| one.relationships.contains(&only.id));
                mine.collect()
            }
        };
        let compared = self.compared(only);
        let seen = compared.iter().all(ComparedRecord::is_complete);
        Ok(DriftDocument {
            schema: "dhcpair.drift/1",
            complete: unread.is_empty() && seen,
            compared,
            drift: counting.map(|one| self.difference_record(one, None)).collect(),
            meant: meant.map(|(one, why)| self.difference_record(one, Some(why))).collect(),
            unread,
            expected: if only.is_none() { sorted.expected } else { Vec::new() },
        })
    }

    pub(super) fn sorted(&self) -> Sorted<'_> {
        let entries = &self.inventory.expected;
        let (mut counting, mut meant) = (Vec::new(), Vec::new());
        let mut covers = vec![0; entries.len()];
        let today = self.now.date_naive();
        for difference in &self.drift.differences {
            let mut valid = None;
            // An entry may be renewed by another one below it: each that fits covers it.
            for (entry, count) in entries.iter().zip(&mut covers) {
                if entry.matches(difference) {
                    *count += 1;
                    valid = valid.or(Some(entry).filter(|entry| !entry.expired(today)));
                }
            }
            match valid {
                Some(entry) => meant.push((difference, escape_control(&entry.reason))),
                None if difference.by_design => {
                    meant.push((difference, "each server names itself".to_owned()));
                }
                None => counting.push(difference),
            }
        }
        let records = entries.iter().zip(covers);
        // What was not compared may well still differ.
        let complete = self.unread().iter().all(|one| !one.managed)
            && self.compared(None).iter().all(ComparedRecord::is_complete);
        let expected = records.map(|(entry, covers)| {
            let outcome = match covers {
                0 if complete => ExpectedDifference::Unused,
                0 => ExpectedDifference::Unknown,
                _ if entry.expired(today) => ExpectedDifference::Expired,
                count => ExpectedDifference::Covers(count),
            };
            expected_record(entry, &outcome, covers)
        });
        Sorted { counting, meant, expected: expected.collect() }
    }

    pub(super) fn difference_record(
        &self,
        difference: &Difference,
        reason: Option<&String>,
    ) -> DifferenceRecord {
        let stances = difference.sides.iter().map(|(side, says)| {
            let server = &difference.servers[side];
            let source = self.source(difference, side);
            let (value, understood) = match says {
                Says::Nothing => (None, true),
                Says::Present { .. } => (Some("(there)".to_owned()), true),
                Says::Value { value, .. } => (
                    Some(escape_control(&value.to_string())),
                    !matches!(value, Value::NotUnderstood(_)),
                ),
            };
            let at = says.span().and_then(|span| self.place(server, span));
            Stance { server: escape_control(server.as_str()), source, value, understood, at }
        });
        let sides: Vec<_> = stances.collect();
        DifferenceRecord {
            path: escape_control(&difference.path.to_string()),
            relationship: difference.path.relationship().map(escape_control),
            thing: escape_control(&difference.path.thing()),
            field: difference.path.field.as_deref().map(escape_control),
            rule: difference.rule.id.to_owned(),
            fix: difference.rule.fix.to_owned(),
            severity: difference.severity.as_str().to_owned(),
            desired: difference.desired.as_deref().map(escape_control),
            moved: difference.moved.as_ref().map(|server| escape_control(server.as_str())),
            scopes: difference.scopes.iter().map(ToString::to_string).collect(),
            reason: reason.cloned(),
            generated: self.generated(difference),
            sides,
        }
    }
}

fn expected_record(
    entry: &Expected,
    outcome: &ExpectedDifference,
    covers: usize,
) -> ExpectedRecord {
    let word = match outcome {
        ExpectedDifference::Unknown => "unknown",
        ExpectedDifference::Covers(_) => "covers",
        ExpectedDifference::Unused => "unused",
        ExpectedDifference::Expired => "expired",
    };
    ExpectedRecord {
        path: escape_control(&entry.path),
        reason: escape_control(&entry.reason),
        until: entry.until.map(|until| until.to_string()),
        outcome: word.to_owned(),
        covers,
    }
}

impl DriftDocument {
    /// Incomplete before findings: what was not seen could hold more. A partner outside the
    /// inventory is nobody's omission, so findings come before it; but nothing was compared with
    /// it, and "no drift" is never said of a server that was not seen. A server that runs an older file than the one
    /// that was compared differs from it, though nobody can say in what.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        let unseen = self.compared.iter().any(|one| !one.is_complete());
        let failed = unseen || self.unread.iter().any(|one| one.managed);
        let outdated = self.compared.iter().any(ComparedRecord::is_outdated);
        match (failed, self.drift.is_empty() && !outdated, self.complete) {
            (true, ..) | (false, true, false) => ExitCode::Incomplete,
            (false, false, _) => ExitCode::Findings,
            (false, true, true) => ExitCode::Done,
        }
    }
}
