//! Servers that were to be asked and told nothing.

use config_text::escape_control;
use dhcpair_drivers::Ask;
use failover_model::pairing::Observed;
use failover_model::state::StateSource;
use failover_model::{Basis, Freshness, Observation, ServerConfig, ServerName, Vendor};

use super::Fleet;

impl Fleet {
    /// Why a server that was to be asked told nothing.
    pub(super) fn unheard(&self, server: &ServerName) -> Option<String> {
        let seen = self.observations.get(self.position(server)?)?;
        unheard(seen)
    }

    /// Whether a server was asked and told that it runs.
    pub(super) fn is_heard(&self, server: &ServerName) -> bool {
        let seen = self.position(server).and_then(|at| self.observations.get(at));
        let live = seen.filter(|seen| matches!(seen.freshness, Freshness::Live(_)));
        live.is_some_and(|seen| seen.configs.known().is_some() && unheard(seen).is_none())
    }

    /// Why a state is from a lease file where OMAPI was to tell it.
    pub(super) fn instead(&self, at: Observed, source: StateSource) -> Option<&'static str> {
        let seen = self.observations.get(at.observation)?;
        let asked = &self.inventory.server(seen.server.as_str())?.target.ask;
        (source == StateSource::LeaseFile && matches!(asked, Ask::Omapi(_)))
            .then_some("from its lease file: OMAPI told nothing")
    }
}

/// Why a server that was to be asked told nothing: what is known of it is what its files say.
pub(super) fn unheard(seen: &Observation) -> Option<String> {
    if !matches!(seen.freshness, Freshness::Live(_)) {
        return None;
    }
    let reason = match seen.vendor {
        // One that answers says at least that it runs.
        Vendor::Kea if seen.running.known().is_none() => {
            seen.bases.iter().find_map(|(_, basis)| match basis {
                Basis::File(unseen) => Some(unseen.reason.as_str()),
                _ => None,
            })
        }
        Vendor::Isc => {
            let configs = seen.configs.known().into_iter().flatten();
            let mut sides = configs.flat_map(ServerConfig::relationships);
            sides.find_map(|side| Some(side.state.unseen()?.reason.as_str()))
        }
        Vendor::Kea | Vendor::Windows => None,
    };
    reason.map(escape_control)
}
