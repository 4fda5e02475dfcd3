//! What counts for the whole server where its file is silent.

use failover_model::Setting;
use kea_config::{Content, Release, Version};

use super::table::{Fallback, PARAMETERS};

/// The version that is assumed where none is stated: a configuration of today is written for the
/// servers of today.
pub(super) fn assumed(version: Option<Version>) -> Version {
    version.unwrap_or_else(|| Version::exactly(Release::new(3, 3, 0)))
}

/// The defaults of every parameter, in canonical spelling.
pub(super) fn settings(v6: bool, version: Option<Version>) -> Vec<Setting> {
    let value = |key: &str, default: Fallback| match (default, v6) {
        (Fallback::Is(value), _)
        | (Fallback::Of(value, _) | Fallback::V4(value), false)
        | (Fallback::Of(_, value) | Fallback::V6(value), true) => Some(value),
        (Fallback::ByVersion, _) => by_version(key, v6, assumed(version)),
        (Fallback::None | Fallback::V4(_) | Fallback::V6(_), _) => None,
    };
    let set = PARAMETERS.iter().filter_map(|row| {
        Some(Setting::new(row.key.replace('.', " "), value(row.key, row.default)?, None))
    });
    set.collect()
}

/// Defaults that changed with time.
fn by_version(key: &str, v6: bool, version: Version) -> Option<&'static str> {
    let from = |release: Release| version.is_always(move |at| at >= release);
    match key {
        "cache-threshold" => from(Release::new(2, 7, 9)).then_some("0.25"),
        "multi-threading.enable-multi-threading" => {
            Some(if from(Release::new(2, 3, 5)) { "true" } else { "false" })
        }
        // Later versions make it of the valid lifetime.
        "preferred-lifetime" => (v6 && !from(Release::new(2, 3, 8))).then_some("3600"),
        _ => None,
    }
}

/// The default preferred lifetime, where it is a number of its own.
pub(super) fn preferred(v6: bool, version: Option<Version>, content: Content) -> Option<i64> {
    // An answer says every default that the server has.
    let answered = matches!(content, Content::Answer(_));
    let number = by_version("preferred-lifetime", v6, assumed(version))?;
    if answered { None } else { number.parse().ok() }
}
