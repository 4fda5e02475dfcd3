//! What was seen of each side of a relationship.

use chrono::{DateTime, TimeDelta, Utc};
use config_text::escape_control;
use failover_model::pairing::{Member, Relationship};
use failover_model::state::SideState;

use super::Fleet;
use crate::contract::{SeenRecord, Time};

impl Fleet {
    /// Both sides, the primary first.
    pub(super) fn seen(&self, one: &Relationship) -> Vec<SeenRecord> {
        let sides = std::iter::once(&one.primary).chain(&one.secondary);
        sides.map(|member| self.seen_of(one, member)).collect()
    }

    fn seen_of(&self, one: &Relationship, member: &Member) -> SeenRecord {
        let position = member.server().and_then(|server| self.position(server));
        let observation = position.and_then(|at| self.observations.get(at));
        let running = observation.and_then(|seen| seen.running.known());
        let process = observation.and_then(|seen| seen.process(one.family));
        let clock = running.and_then(|running| running.clock.known());
        let state = self.state_of(one, member);
        let partner = state.and_then(|state| state.partner.as_ref());
        let looked = self.looked_at(one, member);
        SeenRecord {
            server: escape_control(&member.known_as()),
            state_seconds: state.and_then(SideState::unbroken_since).map(|since| self.ago(since)),
            written_seconds: state.and_then(|state| state.as_of).map(|written| self.ago(written)),
            instead: state.and_then(|state| state.instead.as_deref()).map(escape_control),
            partner_state: partner.map(|partner| escape_control(&partner.state.0)),
            partner_since: partner.and_then(|partner| partner.since).map(Time::from),
            in_touch: state.and_then(|state| state.in_touch),
            heard_seconds: state.and_then(|state| state.heard).map(|heard| heard.num_seconds()),
            clock_ahead_milliseconds: clock.map(|clock| clock.ahead.num_milliseconds()),
            clock_within_milliseconds: clock.map(|clock| clock.within.num_milliseconds()),
            started: process.and_then(|process| process.started.known()).copied().map(Time::from),
            looked_at: looked.map(Time::from),
            age_seconds: looked.map(|looked| self.ago(looked)),
        }
    }

    /// Clocks differ: what is to come has just been.
    fn ago(&self, time: DateTime<Utc>) -> i64 {
        self.since_then(time).num_seconds()
    }

    pub(super) fn since_then(&self, time: DateTime<Utc>) -> TimeDelta {
        (self.now - time).max(TimeDelta::zero())
    }
}
