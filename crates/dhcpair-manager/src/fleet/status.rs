//! `status`: the first screen.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use config_text::{Severity, escape_control, shell_line};
use dhcpair_drivers::Access;
use failover_model::authority::{Authority, ScopeRow};
use failover_model::drift::{Difference, Place, Side};
use failover_model::explain::{Situation, explain};
use failover_model::pairing::{Member, Relationship};
use failover_model::{Family, ServerName};
use ipnet::IpNet;

use super::explain::health;
use super::{Fleet, NO_STATE};
use crate::contract::{ExpectedRecord, Health, StatusDocument, StatusRow, StatusSummary, Time};

impl Fleet {
    /// Servers, relationships and their health, on one screen.
    #[must_use]
    pub fn status(&self) -> StatusDocument {
        let sorted = self.sorted();
        let scopes = self.scope_rows();
        let broken = self.broken_by_scopes(&scopes);
        let rows = self.relationships.iter();
        let rows = rows.map(|one| self.status_row(one, &sorted.counting, broken.get(&one.id)));
        let mut rows: Vec<StatusRow> = rows.collect();
        rows.sort_by(|a, b| {
            b.health.cmp(&a.health).then_with(|| a.relationship.cmp(&b.relationship))
        });
        let with = |health| rows.iter().filter(|row| row.health == health).count();
        // A network that is in two relationships has two rows.
        let nets = |wanted: &dyn Fn(&ScopeRow<'_>) -> bool| {
            let nets = scopes.iter().filter(|row| wanted(row)).map(|row| (row.net, row.vendor));
            nets.collect::<BTreeSet<_>>().len()
        };
        let in_one = |row: &ScopeRow<'_>| matches!(row.authority, Authority::Relationship(_));
        let summary = StatusSummary {
            servers: self.inventory.servers.len(),
            relationships: rows.len(),
            broken: with(Health::Broken),
            at_risk: with(Health::AtRisk),
            unknown: with(Health::Unknown),
            well: with(Health::Well),
            drift: sorted.counting.len(),
            unprotected: nets(&|row| row.unprotected()),
            partly_unprotected: nets(&|row| row.unprotected() && in_one(row)),
            uncoordinated: nets(&|row| !row.rivals.is_empty()),
        };
        let stale = sorted.expected.into_iter().filter(ExpectedRecord::is_stale);
        StatusDocument {
            schema: "dhcpair.status/1",
            name: escape_control(&self.inventory.name),
            at: self.now.into(),
            summary,
            relationships: rows,
            unread: self.unread(),
            expected: stale.collect(),
            silent: Vec::new(),
        }
    }

    fn status_row(
        &self,
        one: &Relationship,
        counting: &[&Difference],
        twice: Option<&IpNet>,
    ) -> StatusRow {
        let mine: Vec<_> =
            counting.iter().filter(|difference| self.concerns(one, difference)).copied().collect();
        let trouble = self.judged(one, &mine, twice);
        StatusRow {
            relationship: escape_control(&one.id),
            vendor: one.vendor.to_string(),
            family: one.family.to_string(),
            mode: one.mode.map(|mode| mode.to_string()),
            health: trouble.health,
            primary: self.side_record(one, &one.primary),
            secondary: one.secondary.as_ref().map(|member| self.side_record(one, member)),
            since: self.since(one).map(Time::from),
            seconds: self.since(one).map(|since| (self.now - since).num_seconds().max(0)),
            alone: self.alone(&self.headroom(one)),
            scopes: self.scopes_of(one).len(),
            drift: (one.compared().next().is_some() || !mine.is_empty()).then_some(mine.len()),
            pair_errors: self.pair_errors(one, &mine),
            detail: trouble.detail,
            next: trouble.next,
        }
    }

    /// Since when the states are what they are: the latest change of a side, or the start of one that kept its state.
    fn since(&self, one: &Relationship) -> Option<DateTime<Utc>> {
        one.members().filter_map(|member| self.state_of(one, member)?.unbroken_since()).max()
    }

    /// How a relationship is doing, for every answer that says so.
    pub(super) fn judge(&self, one: &Relationship) -> Trouble {
        let sorted = self.sorted();
        let mine = sorted.counting.iter().filter(|difference| self.concerns(one, difference));
        let mine: Vec<_> = mine.copied().collect();
        let twice = self.broken_by_scopes(&self.scope_rows());
        self.judged(one, &mine, twice.get(&one.id))
    }

    /// The same where what differs is known already, and a network whose addresses are handed out twice.
    fn judged(&self, one: &Relationship, mine: &[&Difference], twice: Option<&IpNet>) -> Trouble {
        let mut trouble = self.trouble(one, mine);
        if let Some(net) = twice {
            trouble.health = Health::Broken;
            trouble
                .detail
                .get_or_insert_with(|| format!("addresses of {net} are handed out twice"));
            trouble.next.get_or_insert_with(|| format!("dhcpair scope show {net}"));
        }
        trouble
    }

    /// What is wrong with a relationship, the worst first.
    fn trouble(&self, one: &Relationship, mine: &[&Difference]) -> Trouble {
        if let Some(refused) = self.refused(one, false) {
            return refused;
        }
        if let Some(ill) = self.ill_state(one) {
            return ill;
        }
        let own = |difference: &&&Difference| {
            difference.severity == Severity::Error
                && difference.path.relationship() == Some(&one.id)
                && difference.path.steps.first().is_none_or(|step| step.kind != "scope")
        };
        if let Some(fatal) = mine.iter().find(own) {
            let more = self.pair_errors(one, mine).saturating_sub(1);
            let more = match more {
                0 => String::new(),
                1 => ", and 1 more error of the pair".to_owned(),
                more => format!(", and {more} more errors of the pair"),
            };
            let detail = self.in_words(fatal) + &more;
            let next = shell_line("dhcpair relationship show", &one.id);
            return Trouble { health: Health::Broken, detail: Some(detail), next: Some(next) };
        }
        if let Some(unknown) = self.unknown(one).or_else(|| self.stateless(one)) {
            return unknown;
        }
        if let Some(open) = self.open(one) {
            return open;
        }
        if let Some(refused) = self.refused(one, true) {
            return refused;
        }
        let hurts = |one: &&Difference| one.severity > Severity::Note;
        let drift = (!mine.is_empty()).then(|| Trouble {
            health: if mine.iter().any(hurts) { Health::AtRisk } else { Health::Well },
            detail: Some(summarise(mine)),
            next: Some(shell_line("dhcpair drift --relationship", &one.id)),
        });
        self.together(one, drift.as_ref())
            .or(drift)
            .or_else(|| self.finding(one))
            .or_else(|| self.by_lease_file(one))
            .unwrap_or_default()
    }

    /// What the two sides show together, before what differs and with a word on it.
    fn together(&self, one: &Relationship, drift: Option<&Trouble>) -> Option<Trouble> {
        let found = self.joint_of(one);
        let first = found.first()?;
        let health = match first.severity {
            Severity::Error | Severity::Warning => Health::AtRisk,
            Severity::Note => Health::Well,
        };
        let mut detail = escape_control(&first.message);
        if found.len() > 1 {
            detail.push_str(&format!(", and {} more", found.len() - 1));
        }
        if let Some(drift) = drift.and_then(|drift| drift.detail.as_ref()) {
            detail.push_str(&format!("; {drift}"));
        }
        let next = shell_line("dhcpair relationship show", &one.id);
        let health = health.max(drift.map_or(Health::Well, |drift| drift.health));
        Some(Trouble { health, detail: Some(detail), next: Some(next) })
    }

    /// A fatal difference: what each side says, or what the rule says of it.
    pub(super) fn in_words(&self, difference: &Difference) -> String {
        let record = self.difference_record(difference, None);
        let said: Vec<String> = record
            .sides
            .iter()
            .filter_map(|one| Some(format!("{} on {}", one.value.as_ref()?, one.server)))
            .collect();
        match (&record.field, said.as_slice()) {
            (Some(field), [one, two]) if record.thing.is_empty() => {
                format!("{field}: {one}, {two}")
            }
            (Some(field), [one, two]) => format!("{}: {field}: {one}, {two}", record.thing),
            _ => difference.rule.summary.trim_end_matches('.').to_owned(),
        }
    }

    /// Why the server of a family would refuse its file.
    fn refusal(&self, server: &ServerName, family: Family) -> Option<&str> {
        self.texts.get(self.position(server)?)?.refusal(Some(family))
    }

    /// A side whose own server would refuse its file: one that runs, and others.
    fn refused(&self, one: &Relationship, runs: bool) -> Option<Trouble> {
        let mut servers = one.members().filter_map(Member::server);
        servers.find_map(|server| {
            let first = self.refusal(server, one.family)?;
            if self.is_heard(server, one.family) != runs {
                return None;
            }
            let server = escape_control(server.as_str());
            let (health, would) = match runs {
                true => (Health::AtRisk, "runs, and would not start again"),
                false => (Health::Broken, "would not start"),
            };
            Some(Trouble {
                health,
                detail: Some(format!("{server} {would}: {first}")),
                next: Some(shell_line("dhcpair server show", &server)),
            })
        })
    }

    /// An error in the file of a side that its server does not mind.
    fn finding(&self, one: &Relationship) -> Option<Trouble> {
        one.members().filter_map(Member::server).find_map(|server| {
            let texts = self.texts.get(self.position(server)?)?;
            let mut all = texts.found_for(one.family);
            let found = all.find(|found| found.severity == Severity::Error)?;
            let server = escape_control(server.as_str());
            let message = escape_control(&found.message);
            Some(Trouble {
                health: Health::AtRisk,
                detail: Some(format!("{server}: {message}")),
                next: Some(shell_line("dhcpair server show", &server)),
            })
        })
    }

    /// What the servers say that is not that of a well pair, live or recorded.
    fn ill_state(&self, one: &Relationship) -> Option<Trouble> {
        let told = explain(&self.view(one), self.now);
        // What was not seen is no trouble of the pair: `unknown` says so, after what is known.
        let unsaid = [Situation::Well, Situation::HalfSeen, Situation::Unseen];
        if unsaid.contains(&told.situation) {
            return None;
        }
        Some(Trouble {
            health: health(told.situation),
            detail: Some(escape_control(&told.headline)),
            next: Some(shell_line("dhcpair explain", &one.id)),
        })
    }

    /// The command that says why a server was not read: of copied files no server knows.
    fn looks_into(&self, member: &Member) -> &'static str {
        let known = member.server().and_then(|server| self.inventory.server(server.as_str()));
        match known.map(|known| &known.target.access) {
            None | Some(Access::Files { .. }) => "dhcpair server show",
            Some(_) => "dhcpair doctor",
        }
    }

    fn unknown(&self, one: &Relationship) -> Option<Trouble> {
        let member = one.members().find(|member| match member {
            // One that says its state, and whose file it would refuse, is known: `refused` has the reason.
            Member::Unread { server, .. } => {
                self.state_of(one, member).is_none() || self.refusal(server, one.family).is_none()
            }
            Member::Foreign { .. } | Member::Ambiguous { .. } => true,
            Member::Observed { .. } | Member::Silent { .. } => false,
        })?;
        let server = escape_control(&member.known_as());
        let (detail, next) = match member {
            Member::Unread { reason, .. } => (
                format!(
                    "{server} was not read: {}",
                    escape_control(&self.unread_because(one, member, reason))
                ),
                shell_line(self.looks_into(member), &server),
            ),
            Member::Ambiguous { candidates } => (
                ambiguous(candidates),
                "give each server addresses of its own, in its file and in the inventory"
                    .to_owned(),
            ),
            _ => (
                format!("the partner {server} is not in the inventory"),
                "add it to the inventory".to_owned(),
            ),
        };
        Some(Trouble { health: Health::Unknown, detail: Some(detail), next: Some(next) })
    }
}

impl Fleet {
    /// A side whose state was written down, because OMAPI failed: it works, and nobody would see when it ends.
    fn by_lease_file(&self, one: &Relationship) -> Option<Trouble> {
        one.members().find_map(|member| {
            let record = self.side_record(one, member);
            let reason = record.reason.filter(|_| record.state.is_some())?;
            Some(Trouble {
                health: Health::AtRisk,
                detail: Some(format!("the state of {} is {reason}", record.server)),
                next: Some(shell_line("dhcpair doctor", &record.server)),
            })
        })
    }

    /// A side of whose files a part was not read.
    fn open(&self, one: &Relationship) -> Option<Trouble> {
        one.members().filter_map(Member::server).find_map(|server| {
            let seen = self.observations.get(self.position(server)?)?;
            let gap = escape_control(&seen.gap_of(one.family)?.reason);
            let server = escape_control(server.as_str());
            Some(Trouble {
                health: Health::Unknown,
                detail: Some(format!("{server}: {gap}")),
                next: Some(shell_line("dhcpair doctor", &server)),
            })
        })
    }

    /// A side of a running server that does not tell its state.
    fn stateless(&self, one: &Relationship) -> Option<Trouble> {
        one.members().find_map(|member| {
            let record = self.side_record(one, member);
            let server = escape_control(member.server()?.as_str());
            let reason = record.reason.filter(|_| record.source == NO_STATE)?;
            Some(Trouble {
                health: Health::Unknown,
                detail: Some(format!("{server} tells no state: {reason}")),
                next: Some(shell_line("dhcpair doctor", &server)),
            })
        })
    }
}

/// What is wrong with a relationship, if anything is.
#[derive(Default)]
pub(super) struct Trouble {
    pub(super) health: Health,
    /// One line on it.
    pub(super) detail: Option<String>,
    /// The command that says more, or what to do.
    pub(super) next: Option<String>,
}

/// Who the partner could be.
fn ambiguous(candidates: &[ServerName]) -> String {
    let names: Vec<String> = candidates.iter().map(|one| escape_control(one.as_str())).collect();
    match names.as_slice() {
        [one] => format!("the partner could be {one}, but another server fits {one} as well"),
        [init @ .., last] => format!("the partner could be {} or {last}", init.join(", ")),
        [] => "the partner is not known".to_owned(),
    }
}

/// `drift 5 (2 errors): 3 scopes, 2 settings`: the kinds of things that differ.
fn summarise(mine: &[&Difference]) -> String {
    let (own, between): (Vec<&Difference>, Vec<&Difference>) =
        mine.iter().partition(|one| matches!(one.path.place, Place::Server(_)));
    let mut servers: Vec<String> =
        own.iter().map(|one| escape_control(one.servers[Side::First].as_str())).collect();
    servers.dedup();
    let (verb, their) =
        if servers.len() == 1 { ("runs", "its file") } else { ("run", "their files") };
    let own_words = format!("{} {verb} something else than {their}", servers.join(" and "));
    match (own.as_slice(), between.as_slice()) {
        ([], _) => by_kind(mine),
        (_, []) => format!("{}, as {own_words}", by_kind(mine)),
        _ => format!("{}; of these {} as {own_words}", by_kind(mine), own.len()),
    }
}

fn by_kind(mine: &[&Difference]) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for difference in mine {
        let step = difference.path.steps.last().map_or("setting", |step| step.kind);
        let kind = match step {
            "scope" if difference.path.field.is_some() => "setting",
            "desired" => "desired value",
            kind => kind,
        };
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    let words = kinds.iter().map(|(kind, count)| match (count, kind.strip_suffix("ss")) {
        (1, _) => format!("1 {kind}"),
        (count, Some(_)) => format!("{count} {kind}es"),
        (count, None) => format!("{count} {kind}s"),
    });
    let errors = match mine.iter().filter(|one| one.severity == Severity::Error).count() {
        0 => String::new(),
        1 => " (1 error)".to_owned(),
        errors => format!(" ({errors} errors)"),
    };
    format!("drift {}{errors}: {}", mine.len(), words.collect::<Vec<_>>().join(", "))
}
