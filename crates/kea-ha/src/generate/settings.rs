//! Timers, limits and switches of a relationship.

use std::collections::BTreeMap;

use kea_config::Json;

use super::ParameterError;
use crate::parameter::{PARAMETERS, ParameterInfo, ParameterValue, Unit};
use crate::relationship::Relationship;

/// The values of [`PARAMETERS`] that a relationship states; for all others Kea's defaults count.
///
/// ```
/// use kea_ha::generate::Settings;
///
/// let mut settings = Settings::new();
/// settings.set("heartbeat-delay", 5_000)?.set("restrict-commands", true)?;
/// let error = settings.set("heartbeat-delay", true).unwrap_err();
/// assert_eq!(error.to_string(), "`heartbeat-delay` is `true`: it must be a number");
/// # Ok::<(), kea_ha::generate::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    values: BTreeMap<&'static str, ParameterValue<'static>>,
}

impl Settings {
    /// Nothing is stated.
    #[must_use]
    pub const fn new() -> Self {
        Self { values: BTreeMap::new() }
    }

    /// States a parameter by its key: `heartbeat-delay`, `multi-threading.http-client-threads`.
    ///
    /// # Errors
    /// [`ParameterError::Unknown`], and [`ParameterError::Value`] for a value of the wrong kind. Ranges
    /// depend on the version: [`RelationshipParameters::checked`](super::RelationshipParameters::checked)
    /// looks at them.
    pub fn set<'v>(
        &mut self,
        key: &str,
        value: impl Into<ParameterValue<'v>>,
    ) -> Result<&mut Self, ParameterError> {
        let info = info(key)?;
        let value = value.into().into_owned();
        fits(info, &value)?;
        self.values.insert(info.key, value);
        Ok(self)
    }

    /// Leaves a parameter to Kea's default.
    pub fn unset(&mut self, key: &str) {
        self.values.remove(key);
    }

    /// What is stated of a parameter.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&ParameterValue<'static>> {
        self.values.get(key)
    }

    /// All that is stated, in the order of [`PARAMETERS`].
    pub fn iter(&self) -> impl Iterator<Item = (&'static ParameterInfo, &ParameterValue<'static>)> {
        PARAMETERS.iter().filter_map(|info| Some((info, self.values.get(info.key)?)))
    }

    /// What a relationship states and Kea understands.
    #[must_use]
    pub fn of(relationship: &Relationship<'_>) -> Self {
        let stated = relationship.parameters(None).into_iter();
        let stated = stated.filter(|parameter| parameter.node.is_some());
        let values = stated
            .filter_map(|parameter| Some((parameter.info.key, parameter.value?.into_owned())));
        Self { values: values.collect() }
    }

    pub(super) fn number(&self, key: &str) -> Option<u64> {
        match self.get(key) {
            Some(ParameterValue::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key) {
            Some(ParameterValue::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(ParameterValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Writes all that is stated into a relationship.
    pub(super) fn write(&self, relationship: &mut Json) {
        let mut threads = Json::map::<&str>([]);
        for (info, value) in self.iter() {
            match info.key.split_once('.') {
                Some((_, key)) => threads.set(key, json(value)),
                None => relationship.set(info.key, json(value)),
            }
        }
        if threads != Json::map::<&str>([]) {
            relationship.set("multi-threading", threads);
        }
    }
}

/// What is known of a parameter.
fn info(key: &str) -> Result<&'static ParameterInfo, ParameterError> {
    let unknown = || ParameterError::Unknown { key: config_text::escape_control(key) };
    ParameterInfo::of(key).ok_or_else(unknown)
}

/// Whether a value is of the right kind.
fn fits(info: &ParameterInfo, value: &ParameterValue<'_>) -> Result<(), ParameterError> {
    let (fits, wanted) = match info.unit {
        Unit::Flag => (matches!(value, ParameterValue::Flag(_)), "true or false"),
        Unit::Path => (matches!(value, ParameterValue::Text(_)), "a path"),
        _ => (matches!(value, ParameterValue::Number(_)), "a number"),
    };
    if fits { Ok(()) } else { Err(ParameterError::value(info.key, value, wanted)) }
}

/// The value as it is written.
fn json(value: &ParameterValue<'_>) -> Json {
    match value {
        // No parameter goes beyond 32 bits.
        ParameterValue::Number(number) => i64::try_from(*number).unwrap_or(i64::MAX).into(),
        ParameterValue::Flag(flag) => (*flag).into(),
        ParameterValue::Text(text) => text.as_ref().into(),
    }
}
