//! Two recorded states as texts, and what the model finds different between them.

use std::collections::BTreeSet;
use std::path::Path;

use config_text::{MemoryLoader, Severity, Sources};
use failover_model::drift::{self, Says, Sides};
use failover_model::joint::{self, Joint};
use failover_model::{Freshness, Knowledge, Observation, ServerName, Vendor, pairing};

/// The two servers' names in the inventory.
pub(crate) const SERVERS: [&str; 2] = ["win-1", "win-2"];

/// One difference as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) path: String,
    /// What `win-1` says and what `win-2`: a value, `present`, or nothing.
    pub(crate) sides: [Option<String>; 2],
    pub(crate) rule: &'static str,
    /// The lines that each side points at.
    pub(crate) lines: [Option<String>; 2],
}

/// A state that was read, with its text.
pub(crate) struct Seen {
    observation: Observation,
    sources: Sources,
}

/// Reads the state of the server of a side; or why it is refused.
pub(crate) fn observe(text: &[u8], side: usize) -> Result<Seen, String> {
    let path = Path::new("/state.json");
    let loader = MemoryLoader::new().with(path, text);
    let mut sources = Sources::new();
    let recorded = dhcpair_drivers::windows::read(&mut sources, &loader, path).unwrap();
    let reading = recorded.reading;
    let refused = reading.diagnostics.iter().find(|one| one.severity == Severity::Error);
    let refused = refused.map(|one| one.message.clone()).or(reading.incomplete);
    if let Some(refused) = refused {
        return Err(format!("{}: {refused}\n{}", SERVERS[side], String::from_utf8_lossy(text)));
    }
    let observation = Observation {
        server: ServerName::new(SERVERS[side]),
        vendor: Vendor::Windows,
        addresses: recorded.addresses,
        freshness: Freshness::Recorded(recorded.at),
        version: recorded.version,
        configs: Knowledge::Known(vec![reading.config]),
        bases: Vec::new(),
        running: Knowledge::unknown("files"),
        processes: Vec::new(),
        stopped: Vec::new(),
        open_secrets: Knowledge::unknown("its files were not looked at"),
    };
    Ok(Seen { observation, sources })
}

/// Everything that differs between two states.
pub(crate) fn compare(both: [&Seen; 2]) -> Vec<Found> {
    let seen = both.map(|one| one.observation.clone());
    let sources = both.map(|one| &one.sources);
    let relationships = pairing::pair(&seen, &[]);
    let both = relationships.iter().filter(|one| one.both().is_some()).count();
    assert!(both > 0, "no relationship of both: {relationships:?}");
    let drift = drift::compare(&seen, &relationships, &[]);
    assert!(drift.unread.is_empty(), "{:?}", drift.unread);
    let found = drift.differences.iter().map(|one| {
        let swapped = one.servers.as_ref().into_array()[0].as_str() != SERVERS[0];
        let in_order = |sides: Sides<Option<String>>| {
            if swapped { sides.swapped() } else { sides }.into_array()
        };
        let lines = one.sides.as_ref().map(Says::span).into_array();
        let lines = if swapped { [lines[1], lines[0]] } else { lines };
        let line = |side: usize| {
            let position = sources[side].position(lines[side]?);
            let text = sources[side].text(whole_line(sources[side], lines[side]?));
            Some(format!("{}: {}", position.line, text.trim()))
        };
        Found {
            path: one.path.to_string(),
            sides: in_order(one.sides.as_ref().map(shown)),
            rule: one.rule.id,
            lines: [line(0), line(1)],
        }
    });
    found.collect()
}

/// What two states show together, and the texts it points at.
pub(crate) fn together(both: [&Seen; 2]) -> Vec<(&'static str, String, Vec<String>)> {
    let seen = both.map(|one| one.observation.clone());
    let found = joint::find(&seen, &pairing::pair(&seen, &[]));
    let texts = |one: &Joint| {
        let places = one.places.iter().map(|(server, span, _)| {
            let side = SERVERS.iter().position(|name| *name == server.as_str()).unwrap();
            both[side].sources.text(*span)
        });
        places.collect()
    };
    found.iter().map(|one| (one.rule.id, one.message.clone(), texts(one))).collect()
}

/// The rules of everything that is found between two states, each once, in order.
pub(crate) fn rules(both: [&Seen; 2]) -> Vec<&'static str> {
    let seen = both.map(|one| one.observation.clone());
    let relationships = pairing::pair(&seen, &[]);
    let differences = drift::compare(&seen, &relationships, &[]).differences;
    let differences = differences.iter().map(|one| one.rule.id);
    let together = joint::find(&seen, &relationships);
    let all: BTreeSet<_> = differences.chain(together.iter().map(|one| one.rule.id)).collect();
    all.into_iter().collect()
}

/// The whole line that a span starts on.
fn whole_line(sources: &Sources, span: config_text::Span) -> config_text::Span {
    let bytes = sources.bytes(span.file);
    let at = span.start as usize;
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let end = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |n| at + n);
    config_text::Span::new(span.file, start as u32, end as u32)
}

fn shown(says: &Says) -> Option<String> {
    match says {
        Says::Nothing => None,
        Says::Present { .. } => Some("present".to_owned()),
        Says::Value { value, .. } => Some(value.to_string()),
    }
}
