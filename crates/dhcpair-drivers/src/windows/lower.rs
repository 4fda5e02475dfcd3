//! The work on one state: where settings go, and what is kept of unknown properties.

use std::collections::BTreeMap;
use std::sync::Arc;

use config_text::{Fingerprint, Sources, Span};
use failover_model::state::StateSource;
use failover_model::{ContextIx, Family, RelationshipIx, ServerConfig, Setting, Value};
use windows_dhcp::{Address4, OptionType, Place, Places, RecordedState, TimeSpan};

/// One state on its way into the model.
pub(super) struct Lower<'a> {
    pub(super) state: &'a RecordedState,
    pub(super) config: ServerConfig,
    /// Types of options, by number and vendor class.
    pub(super) types: BTreeMap<(u32, &'a str), OptionType>,
    /// The relationship of each scope that is in one.
    pub(super) members: BTreeMap<Address4, RelationshipIx>,
    pub(super) text: Text<'a>,
    /// Where the states of relationships come from.
    pub(super) source: StateSource,
}

/// The text of a state.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    places: &'a Places,
    sources: &'a Sources,
}

impl<'a> Text<'a> {
    pub(super) const fn new(places: &'a Places, sources: &'a Sources) -> Self {
        Self { places, sources }
    }

    /// Where a property is written, or its record where it is left away.
    pub(super) fn property(self, record: Place, property: &str) -> Option<Span> {
        Some(self.places.property(record, property))
    }

    /// What a record says beyond its class.
    pub(super) fn unknown(self, record: Place) -> Vec<(String, Value, Span)> {
        let all = self.places.unknown(record).into_iter();
        all.map(|one| {
            let value = match one.value {
                Some(json) => Value::NotUnderstood(json.into()),
                None => Value::Secret(Fingerprint::of(self.sources.slice(one.span))),
            };
            (one.name, value, one.span)
        })
        .collect()
    }
}

impl<'a> Lower<'a> {
    pub(super) fn new(
        state: &'a RecordedState,
        places: &'a Places,
        sources: &'a Sources,
        source: StateSource,
    ) -> Self {
        let definitions = state.v4.option_definitions.iter();
        Self {
            state,
            config: ServerConfig::new(Family::V4),
            types: definitions.map(|one| ((one.option_id, one.key().vendor), one.kind)).collect(),
            members: BTreeMap::new(),
            text: Text::new(places, sources),
            source,
        }
    }

    /// The whole state. Relationships come first, for scopes refer to them.
    pub(super) fn all(mut self) -> ServerConfig {
        self.server();
        self.relationships();
        self.scopes();
        self.definitions();
        self.usage();
        self.config
    }

    /// Adds what a property says.
    pub(super) fn set(
        &mut self,
        context: ContextIx,
        record: Place,
        property: &str,
        value: impl Into<Arc<str>>,
    ) {
        let span = self.text.property(record, property);
        self.config.set(context, Setting::new(property, value, span));
    }

    /// The same for a text that may be left away: an empty one is none.
    pub(super) fn set_text(
        &mut self,
        context: ContextIx,
        record: Place,
        property: &str,
        value: Option<&str>,
    ) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.set(context, record, property, value);
        }
    }

    /// The same under another key.
    pub(super) fn set_as(
        &mut self,
        context: ContextIx,
        key: &str,
        (record, property): (Place, &str),
        value: impl Into<Arc<str>>,
    ) {
        let span = self.text.property(record, property);
        self.config.set(context, Setting::new(key, value, span));
    }

    /// Keeps what a record says beyond its class, as it is written; `of` goes in front of its
    /// names where the context has several such records.
    pub(super) fn keep_unknown(&mut self, context: ContextIx, record: Place, of: &str) {
        for (name, value, span) in self.text.unknown(record) {
            let key = format!("{of}{name}").into();
            let setting = Setting { key, value, span: Some(span), accumulates: false };
            self.config.set(context, setting);
        }
    }
}

/// `true` or `false`.
pub(super) const fn flag(flag: bool) -> &'static str {
    if flag { "true" } else { "false" }
}

/// A time in the model's spelling.
pub(super) fn time(span: TimeSpan) -> String {
    let seconds = failover_model::Seconds(span.seconds());
    if span.is_unlimited() {
        "unlimited".to_owned()
    } else if TimeSpan::from_seconds(seconds.0) == span {
        seconds.to_string()
    } else {
        span.to_string()
    }
}
