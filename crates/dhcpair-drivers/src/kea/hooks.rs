//! Hook libraries other than HA: what their parameters are to the partners of a pair.

use failover_model::Setting;
use kea_config::view::HookLibrary;

use super::{level, value};

/// The settings of a library, one for each of its parameters.
pub(super) fn settings(hook: HookLibrary<'_>) -> Vec<Setting> {
    let mut settings = Vec::new();
    for member in hook.parameters().into_iter().flat_map(kea_config::Node::members) {
        if level::is_own(member.value) {
            continue;
        }
        let form = match member.value.kind() {
            kea_config::Kind::String => value::Form::Text,
            kea_config::Kind::Integer => value::Form::Number,
            kea_config::Kind::Float => value::Form::Ratio,
            kea_config::Kind::Boolean => value::Form::Flag,
            _ => value::Form::Other,
        };
        settings.extend(value::settings(&member.key, form, member.value));
    }
    settings
}
