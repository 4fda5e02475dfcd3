//! `leases audit`: the leases of both sides of a relationship, address by address.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use config_text::escape_control;
use dhcpair_drivers::leases::{LeaseReading, LeasesError, Wanted};
use failover_model::audit::{
    AuditRules, Coverage, Fault, Side, Sides, Snapshot, Suspect, audit, confirm,
};
use failover_model::lease::{LeaseKey, Moment};
use failover_model::pairing::{Member, Relationship};
use failover_model::state::SideState;

use super::{Clock, Way, row, unread};
use crate::contract::{AuditedSide, ExitCode, LeaseFinding, LeasesAuditDocument, Time};
use crate::fleet::{Fleet, FleetError};
use crate::progress::{Doing, Progress};

/// How an audit goes about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditOptions {
    /// How long to wait before suspects are looked at again. Copies of lease files stay as they are
    /// and are looked at once.
    pub wait: Duration,
    /// How many looks there may be after the first one, at least one. A suspect that has changed is
    /// looked at again.
    pub looks: u32,
}

impl Default for AuditOptions {
    /// 3 s, longer than a dhcpd takes to confirm an update, and at most 3 further looks.
    fn default() -> Self {
        Self { wait: Duration::from_secs(3), looks: 3 }
    }
}

/// A side whose leases can be read.
struct Source {
    name: String,
    way: Way,
    /// What the server itself said of its state; fresher than what a lease file says of it.
    live: Option<SideState>,
    /// What the vendor calls the relationship.
    called: Option<String>,
    /// Why it told nothing.
    unheard: Option<String>,
}

/// A look at one side.
struct Look {
    snapshot: Snapshot,
    copy: bool,
    problems: u64,
}

impl Fleet {
    /// Compares the leases of the two sides of a relationship, address by address. `clock` tells what
    /// time it is at each look.
    ///
    /// # Errors
    /// [`FleetError`] where the relationship is not known. A side whose leases cannot be read is part of
    /// the answer.
    pub async fn leases_audit(
        &self,
        relationship: &str,
        options: AuditOptions,
        clock: Clock<'_>,
    ) -> Result<LeasesAuditDocument, FleetError> {
        let found = self.find(relationship)?;
        let observed = || found.members().take(2).filter_map(Member::observed);
        let rules = AuditRules::of(observed().filter_map(|at| self.side(at)));
        let mut document = LeasesAuditDocument {
            schema: "dhcpair.leases-audit/1",
            relationship: escape_control(&found.id),
            vendor: found.vendor.to_string(),
            family: found.family.to_string(),
            at: clock().into(),
            complete: false,
            sides: Vec::new(),
            apart_seconds: rules.apart.map(|apart| apart.0),
            under_way_seconds: rules.under_way.0,
            findings: Vec::new(),
            owed: 0,
            unsettled: 0,
            unread: Vec::new(),
        };
        let Some(sources) = self.lease_sources(found, &mut document) else { return Ok(document) };
        let look = look(&sources, found, &Wanted::All, clock).await;
        let Some(first) = readable(look, &sources, found, &mut document) else {
            return Ok(document);
        };
        document.complete = true;
        let covers = Coverage::of(observed().filter_map(|at| Some((self.config(at)?, at.side))));
        for (source, look) in sources.iter().zip(&first) {
            document.sides.push(audited(source, look, &covers));
        }
        let suspects = audit(sides(&first), &rules, |key| covers.has(key));
        let progress = &self.progress;
        let again = Again { sources: &sources, found, rules: &rules, options, clock, progress };
        let mut wrong = again.looks(suspects, first, &mut document).await;
        wrong.sort_by_key(|(key, _)| *key);
        document.findings.extend(wrong.into_iter().map(|(_, finding)| finding));
        Ok(document)
    }

    /// The ways to both sides' leases; [`None`] where one cannot be had, with the reason.
    fn lease_sources(
        &self,
        found: &Relationship,
        document: &mut LeasesAuditDocument,
    ) -> Option<[Source; 2]> {
        let partner = found.secondary.as_ref().or_else(|| found.backups.first());
        let source = |member: Option<&Member>| -> Result<Source, (String, String, bool)> {
            let Some(member) = member else {
                return Err(("the partner".to_owned(), "it has none".to_owned(), true));
            };
            let name = member.known_as();
            let way = member.server().and_then(|server| self.way_to_leases(server));
            let Some(way) = way else {
                return Err((name, "not in the inventory".to_owned(), false));
            };
            let side = member.observed().and_then(|at| self.side(at));
            let live = side.and_then(|side| side.state.known()).cloned();
            let called = side.and_then(|side| side.name.as_deref()).map(str::to_owned);
            let unheard =
                member.server().and_then(|server| self.unheard(server, Some(found.family)));
            Ok(Source { name, way, live, called, unheard })
        };
        let both = [source(Some(&found.primary)), source(partner)];
        for (name, reason, managed) in both.iter().filter_map(|one| one.as_ref().err()) {
            document.unread.push(unread(name, reason, Some(&found.id), *managed));
        }
        let [Ok(one), Ok(other)] = both else { return None };
        Some([one, other])
    }
}

type BothLooks = [Result<Look, LeasesError>; 2];

/// Reads both sides at the same time.
async fn look(
    sources: &[Source; 2],
    found: &Relationship,
    wanted: &Wanted,
    clock: Clock<'_>,
) -> BothLooks {
    let now = Moment::from(clock());
    let read = |source: &Source| {
        let (way, wanted) = (source.way.clone(), wanted.clone());
        let family = found.family;
        async move { way.leases(family, wanted, now).await }
    };
    let [one, other] = sources;
    let (first, second) = tokio::join!(read(one), read(other));
    [first.map(|reading| Look::of(one, reading)), second.map(|reading| Look::of(other, reading))]
}

impl Look {
    fn of(source: &Source, reading: LeaseReading) -> Self {
        let LeaseReading { taken, copy, leases, states, problems } = reading;
        let live = source.live.clone().filter(|state| state.source.is_live());
        let called = |name: &str| source.called.as_deref().is_none_or(|called| called == name);
        let written = states.into_iter().find(|(name, _)| called(name)).map(|(_, state)| state);
        let state = live.or(written);
        Self { snapshot: Snapshot { taken, leases, state }, copy, problems }
    }
}

const fn sides(looks: &[Look; 2]) -> Sides<'_> {
    let [first, second] = looks;
    Sides { first: &first.snapshot, second: &second.snapshot }
}

/// Both looks, or what could not be read.
fn readable(
    looks: BothLooks,
    sources: &[Source; 2],
    found: &Relationship,
    document: &mut LeasesAuditDocument,
) -> Option<[Look; 2]> {
    for (source, look) in sources.iter().zip(&looks) {
        if let Err(error) = look {
            let reason = error.to_string();
            document.unread.push(unread(&source.name, &reason, Some(&found.id), true));
        }
    }
    let [Ok(first), Ok(second)] = looks else { return None };
    Some([first, second])
}

fn audited(source: &Source, look: &Look, covers: &Coverage) -> AuditedSide {
    let state = look.snapshot.state.as_ref();
    let since = state.and_then(|state| state.own.since).map(Time::from);
    AuditedSide {
        server: escape_control(&source.name),
        taken: look.snapshot.taken.into(),
        leases: look.snapshot.leases.iter().filter(|lease| covers.has(&lease.key())).count(),
        state: state.map(|state| escape_control(&state.own.state.to_string())),
        since,
        unheard: source.unheard.clone(),
        problems: look.problems,
    }
}

/// What further looks need.
struct Again<'a> {
    sources: &'a [Source; 2],
    found: &'a Relationship,
    rules: &'a AuditRules,
    options: AuditOptions,
    clock: Clock<'a>,
    progress: &'a Progress,
}

/// A finding by its address.
type Wrong = (LeaseKey, LeaseFinding);

impl Again<'_> {
    /// Looks at suspects until nothing of them changes any more, or often enough; what is certainly
    /// wrong comes back.
    async fn looks(
        &self,
        mut suspects: Vec<Suspect>,
        mut earlier: [Look; 2],
        document: &mut LeasesAuditDocument,
    ) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        if earlier.iter().all(|look| look.copy) {
            let outcome = confirm(&suspects, sides(&earlier), sides(&earlier), self.rules);
            document.owed = outcome.owed.len();
            wrong.extend(outcome.findings.iter().map(|one| self.finding(one, &earlier)));
            return wrong;
        }
        for _ in 0..self.options.looks.max(1) {
            if suspects.is_empty() {
                break;
            }
            let pause = self.progress.begin(Doing::Pausing, &self.found.id);
            tokio::time::sleep(self.options.wait).await;
            drop(pause);
            let keys: BTreeSet<_> = suspects.iter().map(|suspect| suspect.key).collect();
            let wanted = Wanted::Only(Arc::new(keys));
            let looks = look(self.sources, self.found, &wanted, self.clock).await;
            let Some(later) = readable(looks, self.sources, self.found, document) else {
                document.complete = false;
                return wrong;
            };
            let outcome = confirm(&suspects, sides(&earlier), sides(&later), self.rules);
            document.owed += outcome.owed.len();
            wrong.extend(outcome.findings.iter().map(|one| self.finding(one, &later)));
            (suspects, earlier) = (outcome.unsettled, later);
        }
        document.unsettled = suspects.len();
        wrong
    }

    fn finding(&self, suspect: &Suspect, looks: &[Look; 2]) -> Wrong {
        let [first, second] = self.sources;
        let name = |side: Side| match side {
            Side::First => escape_control(&first.name),
            Side::Second => escape_control(&second.name),
        };
        let (fault, on) = match suspect.fault {
            Fault::Missing { on } => ("missing", Some(name(on))),
            Fault::OtherClient => ("other-client", None),
            Fault::Expiry => ("expiry", None),
            Fault::Declined { on } => ("declined", Some(name(on))),
        };
        let both = sides(looks);
        let [one, other] = both.records(&suspect.key);
        let rows = [
            row(&first.name, one.as_ref(), both.first.taken),
            row(&second.name, other.as_ref(), both.second.taken),
        ];
        (suspect.key, LeaseFinding { address: suspect.key.to_string(), fault, on, sides: rows })
    }
}

impl LeasesAuditDocument {
    /// Incomplete before findings: of a side that was not read nothing is said.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        if !self.complete {
            ExitCode::Incomplete
        } else if !self.findings.is_empty() {
            ExitCode::Findings
        } else if self.apart_seconds.is_none() {
            ExitCode::Incomplete
        } else {
            ExitCode::Done
        }
    }
}
