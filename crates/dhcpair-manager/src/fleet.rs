//! All servers of an inventory, looked at once, and what can be said of them.

mod compared;
mod doctor;
mod drift;
mod error;
mod explain;
mod generated;
mod headroom;
mod joint;
mod leases;
mod relationships;
mod scopes;
mod seen;
mod servers;
mod status;
mod texts;
mod told;
mod unheard;
mod usage;

use chrono::{DateTime, Utc};
use config_text::{Sources, Span, escape_control, shell_line};
use dhcpair_drivers::kea::live;
use dhcpair_drivers::{Look, Sighting};
use failover_model::drift::Difference;
use failover_model::joint::Joint;
use failover_model::pairing::{Member, Observed, Relationship};
use failover_model::state::{SideState, facts};
use failover_model::{
    Freshness, Knowledge, Observation, RelationshipSide, ServerConfig, ServerName, Stopped, Vendor,
    drift as model,
};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::contract::{SideRecord, Time, UnreadRecord};
use crate::inventory::{Inventory, nearest};
use crate::progress::{Doing, Progress};

/// The source of a side whose server was looked at and does not tell its state.
const NO_STATE: &str = "no state";

/// The source of a side whose server is known not to run.
const STOPPED: &str = "not running";

pub use doctor::doctor;
pub use error::{FleetError, UnreadServer};
pub use leases::{AuditOptions, Clock};
pub use scopes::ScopeFilter;
use texts::Texts;

/// What was seen of every server of an inventory, and the relationships among them.
#[derive(Debug)]
pub struct Fleet {
    inventory: Inventory,
    now: DateTime<Utc>,
    look: Look,
    progress: Progress,
    observations: Vec<Observation>,
    texts: Vec<Texts>,
    relationships: Vec<Relationship>,
    drift: model::Drift,
    /// What comments in the files allow is left out.
    joint: Vec<Joint>,
    told: Vec<told::Told>,
}

/// Looks at every server of an inventory, all at the same time: one that is slow or dead does not delay the
/// others. `now` is the time that the answers are given for; `progress` is told what is waited for, here and where the
/// fleet asks its servers again.
///
/// Nothing fails here: a server that cannot be read is part of the answer.
pub async fn observe(
    inventory: Inventory,
    now: DateTime<Utc>,
    look: Look,
    progress: &Progress,
) -> Fleet {
    let began = Instant::now();
    let mut looks = JoinSet::new();
    for (at, server) in inventory.servers.iter().enumerate() {
        let driver = dhcpair_drivers::driver(server.target.clone(), look);
        let step = progress.begin(Doing::Asking, server.target.name.as_str());
        looks.spawn(async move {
            let seen = driver.observe().await;
            drop(step);
            (at, seen)
        });
    }
    let mut seen: Vec<(usize, Sighting)> = Vec::new();
    while let Some(look) = looks.join_next().await {
        seen.extend(look.ok());
    }
    // A look that panicked is a defect of dhcpair, and no reason to leave its server out.
    for (at, server) in inventory.servers.iter().enumerate() {
        if !seen.iter().any(|(known, _)| *known == at) {
            let reason = "the look at it ended in a defect of dhcpair";
            seen.push((at, Sighting::unread(&server.target, reason)));
        }
    }
    seen.sort_by_key(|(at, _)| *at);
    let seen = seen.into_iter().map(|(_, sighting)| sighting).collect();
    let seen = compared::as_partners_version(&inventory, seen).await;
    let (mut observations, mut texts) = (Vec::new(), Vec::new());
    for sighting in seen {
        texts.push(Texts::of(&sighting));
        observations.push(sighting.observation);
    }
    let relationships = failover_model::pairing::pair(&observations, &inventory.names);
    let told = told::ask(&inventory, &relationships, (look, began), progress).await;
    let drift = model::compare(&observations, &relationships, &inventory.desired);
    compared::note(&mut texts, &observations, &drift.differences);
    generated::note(&mut texts, &inventory);
    let agreed = inventory.headroom;
    let joint = joint::allowed(&observations, &relationships, &mut texts, (agreed, now));
    let progress = progress.clone();
    Fleet { inventory, now, look, progress, observations, texts, relationships, drift, joint, told }
}

impl Fleet {
    /// What is told what this fleet waits for where it asks its servers again.
    #[must_use]
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }
}

/// `file:line` of a span; what a server runs has no lines.
fn at(sources: &Sources, span: Span) -> String {
    if live::is_running(sources, span.file) {
        return "config-get".to_owned();
    }
    let path = sources.path(span.file).to_string_lossy();
    format!("{}:{}", escape_control(&path), sources.position(span).line)
}

/// A side of which the state is known.
fn stated(vendor: Vendor, state: &SideState, plain: SideRecord) -> SideRecord {
    SideRecord {
        state: Some(escape_control(&state.own.state.0)),
        label: facts(vendor, &state.own.state).map(|facts| facts.label.to_owned()),
        since: state.own.since.map(Time::from),
        restarted: state.restarted.map(Time::from),
        as_of: state.as_of.map(Time::from),
        source: state.source.as_str().to_owned(),
        ..plain
    }
}

/// Names in backticks, separated by commas.
fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What to do about something that a server which was not read may have: first what there is instead.
fn help_unseen(near: Option<String>, first: &UnreadServer) -> String {
    let doctor = format!("next: {}", shell_line("dhcpair doctor", &first.name));
    match near {
        Some(near) if near.ends_with('?') => format!("{near} Else {doctor}"),
        Some(near) => format!("{near}; else {doctor}"),
        None => doctor,
    }
}

impl Fleet {
    /// The inventory that was looked at.
    #[must_use]
    pub const fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// A relationship by id, or by a name that only one has; as it is, or as it is shown.
    fn find(&self, name: &str) -> Result<&Relationship, FleetError> {
        let is = |known: &str| known == name || escape_control(known) == name;
        if let Some(found) = self.relationships.iter().find(|one| is(&one.id)) {
            return Ok(found);
        }
        let named: Vec<_> = self.relationships.iter().filter(|one| is(&one.name)).collect();
        match named.as_slice() {
            [one] => Ok(one),
            [] => Err(self.not_found(name)),
            several => Err(FleetError::AmbiguousRelationship {
                name: name.to_owned(),
                ids: several.iter().map(|one| one.id.clone()).collect(),
            }),
        }
    }

    /// Why there is no relationship of a name: a server that was not read may have it.
    fn not_found(&self, name: &str) -> FleetError {
        let ids = || self.relationships.iter().map(|one| one.id.as_str());
        let near = nearest(name, ids()).map(|near| format!("did you mean `{near}`?"));
        let unread = self.unread_servers();
        let name = name.to_owned();
        if let Some(first) = unread.first() {
            let help = help_unseen(near, first);
            return FleetError::RelationshipUnseen { name, unread, help };
        }
        let all: Vec<String> = ids().map(str::to_owned).collect();
        let help = match near {
            Some(near) => near,
            None if all.is_empty() => "no server has a relationship".to_owned(),
            None => format!("there are: {}", quoted(&all)),
        };
        FleetError::NoRelationship { name, help }
    }

    /// The servers that could not be read, or not as a whole, in the order of the inventory.
    fn unread_servers(&self) -> Vec<UnreadServer> {
        let unread = self.observations.iter().filter_map(|seen| {
            let reason = seen.configs.unseen().or_else(|| seen.gap())?;
            let reason = escape_control(&reason.reason);
            Some(UnreadServer { name: escape_control(seen.server.as_str()), reason })
        });
        unread.collect()
    }

    fn config(&self, at: Observed) -> Option<&ServerConfig> {
        self.observations.get(at.observation)?.configs.known()?.get(at.config)
    }

    fn side(&self, at: Observed) -> Option<&RelationshipSide> {
        self.config(at)?.relationship(at.side)
    }

    fn position(&self, server: &ServerName) -> Option<usize> {
        self.observations.iter().position(|seen| seen.server == *server)
    }

    /// `file:line` of a span of one server.
    fn place(&self, server: &ServerName, span: Span) -> Option<String> {
        let texts = self.texts.get(self.position(server)?)?;
        Some(at(&texts.sources, span))
    }

    fn side_record(&self, one: &Relationship, member: &Member) -> SideRecord {
        let server = escape_control(&member.known_as());
        let plain = |source: &str, reason: Option<String>| SideRecord {
            server: server.clone(),
            state: None,
            label: None,
            since: None,
            restarted: None,
            as_of: None,
            source: source.to_owned(),
            reason,
        };
        let is_stopped = self.stopped(one, member).is_some();
        match member {
            Member::Observed { at, .. } => {
                self.observed_record(*at, one.vendor, is_stopped, plain("file", None))
            }
            Member::Unread { reason, .. } => match self.state_of(one, member) {
                Some(state) => {
                    let note = self.instead_of_files(one, member);
                    stated(one.vendor, state, plain("", note.as_deref().map(escape_control)))
                }
                None => {
                    let source = if is_stopped { STOPPED } else { "not read" };
                    let why = self.unread_because(one, member, reason);
                    plain(source, Some(escape_control(&why)))
                }
            },
            Member::Silent { .. } => {
                plain("silent", Some("it has no such relationship".to_owned()))
            }
            Member::Foreign { .. } => plain("not in the inventory", None),
            Member::Ambiguous { candidates } => {
                plain("ambiguous", Some(model::several_fit(candidates).to_owned()))
            }
        }
    }

    /// The program of a member, where it is known not to run.
    fn stopped(&self, one: &Relationship, member: &Member) -> Option<&Stopped> {
        self.observations.get(self.position(member.server()?)?)?.stopped(one.family)
    }

    /// The side of a server that was read, with its state where one is known.
    fn observed_record(
        &self,
        at: Observed,
        vendor: Vendor,
        is_stopped: bool,
        plain: SideRecord,
    ) -> SideRecord {
        let state = self.side(at).map(|side| &side.state);
        let live = self.observations.get(at.observation);
        let live = live.is_some_and(|seen| matches!(seen.freshness, Freshness::Live(_)));
        match state {
            Some(Knowledge::Known(state)) => {
                let reason = self.instead(state);
                stated(vendor, state, SideRecord { reason, ..plain })
            }
            Some(Knowledge::Unknown(unseen)) if live => SideRecord {
                source: if is_stopped { STOPPED } else { NO_STATE }.to_owned(),
                reason: Some(escape_control(&unseen.reason)),
                ..plain
            },
            _ => plain,
        }
    }

    /// Servers that could not be read, with the relationships that wait for them.
    fn unread(&self) -> Vec<UnreadRecord> {
        let mut records: Vec<UnreadRecord> = Vec::new();
        let silent = self.observations.iter().filter_map(|seen| {
            let gap = || Some((seen, seen.gap()?, true));
            seen.configs.unseen().map(|unseen| (seen, unseen, false)).or_else(gap)
        });
        for (seen, unseen, partly) in silent {
            let mine = |one: &&Relationship| {
                one.members().any(|member| {
                    member.observed().is_some() && member.server() == Some(&seen.server)
                })
            };
            records.push(UnreadRecord {
                server: escape_control(seen.server.as_str()),
                reason: escape_control(&unseen.reason),
                relationships: self
                    .relationships
                    .iter()
                    .filter(mine)
                    .map(|one| escape_control(&one.id))
                    .collect(),
                partly,
                managed: true,
                stopped: !seen.stopped.is_empty(),
                candidates: Vec::new(),
            });
        }
        for unread in &self.drift.unread {
            let server = escape_control(&unread.server);
            let relationship = escape_control(&unread.relationship);
            match records.iter_mut().find(|record| record.server == server) {
                Some(record) => record.relationships.push(relationship),
                None => records.push(UnreadRecord {
                    server,
                    reason: escape_control(&unread.reason),
                    relationships: vec![relationship],
                    partly: false,
                    managed: unread.managed,
                    stopped: false,
                    candidates: unread
                        .candidates
                        .iter()
                        .map(|one| escape_control(one.as_str()))
                        .collect(),
                }),
            }
        }
        records
    }

    /// The scopes in a relationship, on any observed side.
    fn scopes_of(&self, relationship: &Relationship) -> Vec<ipnet::IpNet> {
        let mut nets = Vec::new();
        for at in relationship.members().filter_map(Member::observed) {
            let scopes = self.config(at).map(ServerConfig::scopes).unwrap_or_default();
            let mine = scopes.iter().filter(|scope| scope.relationships().contains(&at.side));
            nets.extend(mine.map(|scope| scope.net));
        }
        nets.sort_unstable();
        nets.dedup();
        nets
    }

    /// Whether a difference has to do with a relationship: its own, or one of its two servers'.
    fn concerns(&self, relationship: &Relationship, difference: &Difference) -> bool {
        match difference.path.relationship() {
            Some(id) => id == relationship.id,
            None => {
                let has = |server: &ServerName| {
                    relationship.members().any(|member| member.server() == Some(server))
                };
                difference.servers.iter().all(|(_, server)| has(server))
            }
        }
    }
}
