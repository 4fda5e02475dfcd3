//! Client classes, option definitions and hook libraries.

use std::sync::Arc;

use config_text::Span;
use failover_model::{Definition, DefinitionKind, Level, Setting, Value};
use kea_config::Node;
use kea_config::view::{ClientClass, OptionDefinition};

use super::hooks;
use super::lowering::Lowering;
use super::options::Catalogue;
use super::{expression, guard, level, reservations, value};

/// Adds everything that is defined once and used by name.
pub(super) fn lower(lowering: &mut Lowering<'_>) {
    for class in guard::classes(lowering.server) {
        lowering.config.admit_by(DefinitionKind::Class, class);
    }
    for class in lowering.server.client_classes() {
        let Some(name) = value::said(class.node(), "name") else { continue };
        let settings = class_settings(lowering, class);
        // A class sees only those before it, and the first that sets an option wins.
        add(lowering, DefinitionKind::Class, name, true, settings, class.node().span());
    }
    for option in lowering.server.option_definitions() {
        let Some(name) = option_name(option, lowering.catalogue.main_space()) else { continue };
        let settings = option_settings(option);
        add(
            lowering,
            DefinitionKind::OptionDefinition,
            name,
            false,
            settings,
            option.node().span(),
        );
    }
    for hook in lowering.server.hook_libraries() {
        let Some(name) = hook.name() else { continue };
        if name != kea_ha::LIBRARY {
            let settings = hooks::settings(hook);
            let span = hook.node().span();
            add(lowering, DefinitionKind::Hook, name.into(), false, settings, span);
        }
    }
}

fn add(
    lowering: &mut Lowering<'_>,
    kind: DefinitionKind,
    name: Arc<str>,
    ordered: bool,
    settings: Vec<Setting>,
    span: Span,
) {
    let root = lowering.config.root();
    let context = lowering.config.add_context(root, Level::Definition);
    lowering.set_all(context, settings);
    let span = Some(span);
    lowering.config.add_definition(Definition { kind, name, scope: None, ordered, context, span });
}

fn class_settings(lowering: &Lowering<'_>, class: ClientClass<'_>) -> Vec<Setting> {
    let node = class.node();
    let own = Catalogue::new(lowering.catalogue.v6(), node.get("option-def"));
    let known = [&own, &lowering.catalogue];
    let mut settings: Vec<_> = ["test", "template-test"]
        .into_iter()
        .filter_map(|key| test(key, node, &lowering.catalogue))
        .collect();
    for option in class.option_definitions() {
        let Some(name) = option_name(option, own.main_space()) else { continue };
        for setting in option_settings(option) {
            settings.push(Setting {
                key: format!("option-def {name} {}", setting.key).into(),
                ..setting
            });
        }
    }
    let apart = ["test", "template-test"];
    settings.extend(reservations::said(level::settings(node, &apart, &known)));
    let times = ["valid-lifetime", "preferred-lifetime"];
    let time = |key: &str| node.get(key).and_then(Node::as_i64);
    settings.retain(|setting| match &*setting.key {
        "only-in-additional-list" => setting.value != Value::text("false"),
        // A bound that is the time itself is no bound.
        key => !times.iter().any(|of| {
            let bound = key.strip_prefix("min-").or_else(|| key.strip_prefix("max-"));
            bound == Some(of) && time(key).is_some() && time(key) == time(of)
        }),
    });
    settings
}

fn test(key: &str, node: Node<'_>, catalogue: &Catalogue) -> Option<Setting> {
    let place = node.get(key)?;
    let text = value::text(place).filter(|text| !text.is_empty())?;
    Some(Setting::new(key, expression::canonical(&text, catalogue), Some(place.span())))
}

/// `name`, or `space.name` outside of the main space.
fn option_name(option: OptionDefinition<'_>, main_space: &str) -> Option<Arc<str>> {
    let name = option.name().filter(|name| !name.is_empty())?;
    let space = option.space();
    Some(if space == main_space { name.into() } else { format!("{space}.{name}").into() })
}

fn option_settings(option: OptionDefinition<'_>) -> Vec<Setting> {
    let node = option.node();
    let mut settings = Vec::new();
    let mut set = |key: &str, value: Option<String>| {
        let place = node.get(key).map(Node::span);
        settings.extend(value.map(|value| Setting::new(key, value, place)));
    };
    set("code", option.code().map(|code| code.to_string()));
    set("type", option.data_type().map(std::borrow::Cow::into_owned));
    let records = option.record_types();
    set("record-types", (!records.is_empty()).then(|| records.join(", ")));
    set("array", Some(option.is_array().to_string()));
    set("encapsulate", option.encapsulates().map(std::borrow::Cow::into_owned));
    for member in node.members() {
        let known = [
            "array",
            "code",
            "comment",
            "encapsulate",
            "metadata",
            "name",
            "record-types",
            "space",
            "type",
            "user-context",
        ];
        if !known.contains(&&*member.key) {
            settings.extend(value::not_understood(&member.key, member.value));
        }
    }
    settings
}
