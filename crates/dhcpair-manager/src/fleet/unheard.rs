//! Servers that were to be asked and told nothing.

use config_text::escape_control;
use failover_model::explain::short;
use failover_model::{
    Basis, Family, Freshness, Observation, ServerConfig, ServerName, SideState, Vendor,
};

use super::Fleet;
use super::texts::Of;

impl Fleet {
    /// Why a server that was to be asked told nothing, for a family or at all.
    pub(super) fn unheard(&self, server: &ServerName, family: Option<Family>) -> Option<String> {
        let seen = self.observations.get(self.position(server)?)?;
        unheard(seen, family)
    }

    /// Whether the server of a family is known to run: it was asked and told so, or its process was seen.
    pub(super) fn is_heard(&self, server: &ServerName, family: Family) -> bool {
        let seen = self.position(server).and_then(|at| self.observations.get(at));
        let Some(seen) = seen else { return false };
        let process = seen.process(family);
        if seen.configs.known().is_none() {
            let started = process.is_some_and(|process| process.started.known().is_some());
            return started || self.says_itself(server);
        }
        let told = seen.vendor != Vendor::Kea || process.is_some();
        let live = matches!(seen.freshness, Freshness::Live(_));
        live && told && unheard(seen, Some(family)).is_none()
    }

    /// That a state is one that was written down, how old that is, and why, where the server was to tell it.
    pub(super) fn instead(&self, state: &SideState) -> Option<String> {
        if !state.source.is_written() {
            return None;
        }
        let source = state.source.as_str();
        let why = state.instead.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        let age = match state.as_of {
            Some(written) => format!("written {} ago", short(self.since_then(written))),
            None => "of unknown age".to_owned(),
        };
        Some(escape_control(&format!("from its {source}, {age}{why}")))
    }
}

/// What of a server was used for what is said of it.
pub(super) fn used(seen: &Observation) -> Option<&'static str> {
    let configs = seen.configs.known()?;
    let mut sides = configs.iter().flat_map(ServerConfig::relationships);
    let of = match (&seen.freshness, seen.vendor) {
        (Freshness::Recorded(_), _) => Of::Recording,
        (Freshness::Files, _) => Of::File,
        (Freshness::Live(_), Vendor::Windows) => Of::Running,
        (Freshness::Live(_), Vendor::Kea) if seen.processes.is_empty() => Of::File,
        (Freshness::Live(_), Vendor::Isc) if unheard(seen, None).is_some() => Of::File,
        // It tells its states alone, and they may be those of its lease file.
        (Freshness::Live(_), Vendor::Isc) => {
            let told =
                sides.any(|side| side.state.known().is_some_and(|state| state.source.is_live()));
            if told { Of::Both } else { Of::File }
        }
        (Freshness::Live(_), Vendor::Kea) => {
            let without_file =
                |family| matches!(seen.basis(family), Some(Basis::Running(_) | Basis::Unread(_)));
            let without_file = configs.iter().all(|config| without_file(config.family()));
            if without_file { Of::Running } else { Of::Both }
        }
    };
    Some(of.as_str())
}

/// Whether the Kea of a family told nothing. One that answers says at least that it runs, and in which states it is.
fn is_silent(seen: &Observation, family: Family) -> bool {
    let mut configs = seen.configs.known().into_iter().flatten();
    let sides = configs.find(|config| config.family() == family);
    let mut sides = sides.into_iter().flat_map(ServerConfig::relationships);
    seen.process(family).is_none()
        || seen.stopped(family).is_some()
        || sides.any(|side| side.state.known().is_none())
}

/// Why a server that was to be asked told nothing, for a family or at all: what is known of it is what its files say.
pub(super) fn unheard(seen: &Observation, family: Option<Family>) -> Option<String> {
    let is_meant = |of: Family| family.is_none_or(|family| family == of);
    if !matches!(seen.freshness, Freshness::Live(_)) {
        return None;
    }
    let reason = match seen.vendor {
        Vendor::Kea => seen.bases.iter().find_map(|(family, basis)| match basis {
            Basis::File(unseen) if is_meant(*family) && is_silent(seen, *family) => {
                Some(unseen.reason.as_str())
            }
            _ => None,
        }),
        Vendor::Isc => {
            let configs = seen.configs.known().into_iter().flatten();
            let mine = configs.filter(|config| is_meant(config.family()));
            let mut sides = mine.flat_map(ServerConfig::relationships);
            sides.find_map(|side| Some(side.state.unseen()?.reason.as_str()))
        }
        Vendor::Windows => None,
    };
    reason.map(escape_control)
}
