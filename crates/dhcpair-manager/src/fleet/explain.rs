//! `explain`: why a pair is in the state it is in.

use config_text::{Severity, escape_control};
use failover_model::explain::{self as model, Explanation, PairView, SideView, Situation};
use failover_model::headroom::{Headroom, full, lead_time};
use failover_model::pairing::{Member, Relationship};
use failover_model::state::Standing;
use failover_model::{Knowledge, Seconds};

use super::status::Trouble;
use super::{Fleet, FleetError};
use crate::contract::{Health, SituationDocument};

impl Fleet {
    /// Why a relationship is in the state it is in, and what to do.
    ///
    /// # Errors
    /// [`FleetError`] where the name is not known, or known several times.
    pub fn explain(&self, name: &str) -> Result<SituationDocument, FleetError> {
        let found = self.find(name)?;
        let mut told = model::explain(&self.view(found), self.now);
        if told.situation == Situation::IscApart {
            told.next.splice(0..0, self.pair_rules(found));
        }
        let sides = std::iter::once(&found.primary).chain(&found.secondary);
        told.says.extend(sides.filter_map(|member| {
            Some(format!("{}: {}", member.known_as(), self.instead_of_files(found, member)?))
        }));
        let judged = self.judge(found);
        besides(&mut told, &judged);
        let escaped = |lines: Vec<String>| lines.iter().map(|line| escape_control(line)).collect();
        Ok(SituationDocument {
            schema: "dhcpair.explain/1",
            relationship: self.relationship_row(found),
            situation: match told.situation {
                Situation::Well if judged.health > Health::Well => STATES_WELL,
                situation => situation.id(),
            },
            health: match judged.health {
                // Files alone may be well, and no state is known.
                Health::Well => health(told.situation),
                health => health,
            },
            headline: escape_control(&told.headline),
            says: escaped(told.says),
            serving: escaped(told.serving),
            unattended: escaped(told.unattended),
            next: escaped(told.next),
            avoid: escaped(told.avoid),
            guards: told.situation.guards(),
        })
    }

    /// The errors that only both sides together show, each with its rule: what may keep the two apart.
    fn pair_rules(&self, one: &Relationship) -> Vec<String> {
        let sorted = self.sorted();
        let mine = sorted.counting.iter().filter(|difference| self.concerns(one, difference));
        let differing = mine
            .filter(|difference| difference.severity == Severity::Error)
            .map(|difference| (difference.rule.id, self.in_words(difference)));
        let joint = self.joint_of(one).into_iter();
        let joint = joint
            .filter(|joint| joint.severity == Severity::Error)
            .map(|joint| (joint.rule.id, joint.message.clone()));
        let all = differing.chain(joint);
        all.map(|(rule, what)| format!("repair this first: {what} (`{rule}`)")).collect()
    }

    /// The two sides of a relationship, as far as their states are known.
    pub(super) fn view(&self, one: &Relationship) -> PairView {
        let headroom = self.headroom(one);
        let members = std::iter::once(&one.primary).chain(&one.secondary);
        PairView {
            relationship: one.id.clone(),
            vendor: one.vendor,
            mode: one.mode,
            mclt: self.lead_time(one),
            sides: members.map(|member| self.side_view(one, member, &headroom)).collect(),
            full: full(&self.observations, one),
        }
    }

    fn side_view(&self, one: &Relationship, member: &Member, headroom: &Headroom) -> SideView {
        let server = member.known_as();
        let stopped = self.stopped(one, member).cloned();
        let Some(at) = member.observed() else {
            let reason = match member {
                Member::Unread { reason, .. } => self.unread_because(one, member, reason),
                Member::Silent { .. } => "it has no such relationship".to_owned(),
                _ => "it is not in the inventory".to_owned(),
            };
            let state = self.state_of(one, member).cloned();
            let state = state.map_or_else(|| Knowledge::unknown(reason), Knowledge::Known);
            return SideView { stopped, ..SideView::new(server, state) };
        };
        let side = self.side(at);
        let state = side.map_or_else(|| Knowledge::unknown("not read"), |side| side.state.clone());
        let seen = self.observations.get(at.observation);
        let role = side.and_then(|side| side.role);
        let mut view = SideView { role, stopped, ..SideView::new(server, state) };
        view.last = side.and_then(|side| side.last.clone());
        view.counts = member.server().and_then(|server| headroom.counts_of(server));
        let found = |rule: &str| {
            let texts = self.texts.get(at.observation);
            let mut found = texts.into_iter().flat_map(|texts| texts.found_for(one.family));
            found.any(|found| found.rule.id == rule)
        };
        (view.half_loaded, view.no_listener) =
            (found("kea-ha-half-loaded"), found("kea-ha-threads-off"));
        view.version = seen.and_then(|seen| seen.version.clone());
        view.lasts = member.server().and_then(|server| headroom.lasts_of(server));
        match seen {
            Some(seen) => view.with_running(&seen.running),
            None => view,
        }
    }

    /// The lead time in force: the primary's, as far as one is stated.
    fn lead_time(&self, one: &Relationship) -> Option<Seconds> {
        one.members().filter_map(Member::observed).find_map(|at| lead_time(self.side(at)?))
    }
}

/// The word for a pair that is well by its states, and not by what else was found.
const STATES_WELL: &str = "states-well";

/// Adds what is wrong with a pair that its states do not say: in one word with the first screen.
fn besides(told: &mut Explanation, judged: &Trouble) {
    let of_states = health(told.situation);
    let is_more = match judged.health {
        Health::Well => false,
        // What was not seen is said already.
        Health::Unknown => of_states == Health::Well,
        worse => matches!(of_states, Health::Well | Health::Unknown) || worse > of_states,
    };
    let Some(detail) = judged.detail.as_ref().filter(|_| is_more) else { return };
    let next =
        judged.next.as_ref().map_or_else(String::new, |next| match next.starts_with("dhcpair ") {
            true => format!(": `{next}` says what that is"),
            false => format!(": {next}"),
        });
    let line = format!("{detail}{next}");
    if told.situation == Situation::Well {
        told.headline = format!("{}; {detail}", told.headline);
        told.unattended =
            vec!["what was found stays until somebody acts: no state ends it".to_owned()];
        told.next = vec![line];
    } else {
        told.next.push(line);
    }
}

/// What a situation is for the first screen.
pub(super) const fn health(situation: Situation) -> Health {
    match situation.standing() {
        Some(Standing::Well) => Health::Well,
        Some(Standing::Passing) => Health::AtRisk,
        Some(Standing::Ill) => Health::Broken,
        None => Health::Unknown,
    }
}
