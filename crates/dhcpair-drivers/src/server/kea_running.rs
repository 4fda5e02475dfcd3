//! What a Kea runs: held against its file, or in its place.

use std::sync::Arc;

use config_text::{Diagnostic, Phase, Sources};
use failover_model::{Basis, Family, Knowledge, Observation, ServerConfig, Unseen};
use kea_ha::command::RunningConfiguration;

use super::Server;
use super::kea_channel::{Answer, AskError, note};
use crate::causes::in_full;
use crate::kea::live;
use crate::{ReadError, Reading, Sighting, reread};

/// Reads the files again as the version reads them that the server has told: what a file does not say differs from
/// version to version.
pub(super) async fn as_version(server: &Server, version: &str, sighting: &mut Sighting) {
    *sighting = reread::as_of(&server.target, version, sighting.clone()).await;
}

/// Puts what a server runs into the sighting of its files: in the place of the file, where that says something else.
pub(super) async fn hold(
    server: &Server,
    family: Family,
    (running, place): (RunningConfiguration, String),
    version: Option<String>,
    sighting: &mut Sighting,
) {
    let Knowledge::Known(configs) = &mut sighting.observation.configs else { return };
    let Some(config) = configs.iter_mut().find(|config| config.family() == family) else { return };
    let (file, sources) = (config.clone(), Arc::clone(&sighting.sources));
    let stub = server.unread("").observation;
    // Reading and comparing a large one takes a while: not on a thread that serves other servers.
    let compared = tokio::task::spawn_blocking(move || {
        compare(&stub, file, &sources, &running, &place, version.as_deref())
    });
    let basis = match compared.await {
        Ok(Ok(Compared { config: what, basis, sources, taken })) => {
            *config = what;
            // What the server runs it has not refused, whatever is thought of it elsewhere.
            let refused = |one: &Diagnostic| matches!(one.phase, Phase::Load | Phase::Start);
            let is_taken = |one: &Diagnostic| {
                taken
                    .iter()
                    .any(|other| (other.rule.id, &other.message) == (one.rule.id, &one.message))
            };
            sighting.diagnostics.retain(|one| !(refused(one) && is_taken(one)));
            let running = sighting.running.get_or_insert_default();
            // Where both mean the same, what is found in all that it assumes says nothing new.
            if !matches!(basis, Basis::Loaded) {
                running.extend(taken);
            }
            if let Some(sources) = sources {
                sighting.sources = Arc::new(sources);
                sighting.assign(Some(family));
            }
            basis
        }
        Ok(Err(reason)) => Basis::File(Unseen { reason }),
        Err(failure) => {
            Basis::File(Unseen { reason: format!("reading what it runs failed: {failure}") })
        }
    };
    sighting.observation.bases.push((family, basis));
}

/// A configuration of a server that was asked, and what it is.
struct Compared {
    config: ServerConfig,
    basis: Basis,
    /// The texts of the file and of what runs, where places in both are needed.
    sources: Option<Sources>,
    /// What is found wrong with what runs.
    taken: Vec<Diagnostic>,
}

fn compare(
    seen: &Observation,
    file: ServerConfig,
    sources: &Sources,
    running: &RunningConfiguration,
    place: &str,
    version: Option<&str>,
) -> Result<Compared, String> {
    let mut both = sources.clone();
    let read = live::read_running(&mut both, running, place, version);
    let Reading { config, incomplete, diagnostics: taken } =
        read.map_err(|error: ReadError| in_full(&error))?;
    if let Some(reason) = incomplete {
        return Err(reason);
    }
    if config.effective(config.root()).single.contains_key("config-databases") {
        let reason = "a part of what it runs comes from a database".to_owned();
        let basis = Basis::Running(Unseen { reason });
        return Ok(Compared { config, basis, sources: Some(both), taken });
    }
    let (config, basis) = Basis::of(seen, file, config);
    let sources = matches!(basis, Basis::Otherwise(_)).then_some(both);
    Ok(Compared { config, basis, sources, taken })
}

/// A server by what it runs for a family; what was found in its files, which are no configuration, stays. Of the other family
/// nothing is known before it answers.
pub(super) fn by_what_it_runs(
    server: &Server,
    unread: &Unseen,
    (family, answer): (Family, Answer),
    sighting: &mut Sighting,
) -> Result<(), AskError> {
    let Answer { told, running: text, place } = answer;
    let mut sources = Sources::clone(&sighting.sources);
    let version = told.look.version.known().map(String::as_str);
    let reading = live::read_running(&mut sources, &text?, &place, version)?;
    if let Some(reason) = reading.incomplete {
        return Err(AskError::Incomplete(reason));
    }
    let mut config = reading.config;
    told.tell(&mut config);
    let running = sighting.running.get_or_insert_default();
    running.extend(reading.diagnostics);
    running.extend(told.look.check(&config));
    sighting.sources = Arc::new(sources);
    sighting.assign(Some(family));
    let known = sighting.observation.configs.known().cloned().unwrap_or_default();
    let others = known.into_iter().filter(|config| config.family() != family);
    sighting.observation.configs = Knowledge::Known(others.chain([config]).collect());
    let without_file = if server.has_files() { Basis::Unread } else { Basis::Running };
    sighting.observation.bases.push((family, without_file(unread.clone())));
    note(sighting, family, &told.look);
    for other in [Family::V4, Family::V6].into_iter().filter(|other| *other != family) {
        let why = match sighting.observation.basis(other) {
            Some(Basis::File(unseen)) => unseen.reason.clone(),
            Some(_) => continue,
            None => "it has not answered".to_owned(),
        };
        if server.target.ask.asks(other) {
            leave_open(sighting, other, &why);
        }
    }
    Ok(())
}

/// Says of a server that is known by what it runs that it may have anything for a family that told nothing.
pub(super) fn leave_open(sighting: &mut Sighting, family: Family, reason: &str) {
    let Knowledge::Known(configs) = &mut sighting.observation.configs else { return };
    if configs.iter().all(|config| config.family() != family) {
        configs.push(ServerConfig::new(family));
    }
    let mine = configs.iter_mut().filter(|config| config.family() == family);
    mine.for_each(|config| config.set_gap(reason));
    configs.sort_by_key(ServerConfig::family);
}

/// A server of which neither files nor what it runs were seen is not known; why is what the first one said.
pub(super) fn nobody_told(server: &Server, sighting: &mut Sighting) {
    let seen = &sighting.observation;
    let Knowledge::Unknown(_) = &seen.configs else { return };
    let reason = [Family::V4, Family::V6].into_iter().find_map(|family| match seen.basis(family) {
        Some(Basis::File(unseen)) => Some(unseen.reason.clone()),
        _ => None,
    });
    let stopped = seen.stopped.clone();
    if let Some(reason) = reason {
        *sighting = server.unread(&reason);
        sighting.observation.stopped = stopped;
    }
}
