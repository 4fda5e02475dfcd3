//! Classes, subclasses, option definitions, keys and zones.

use std::collections::{BTreeMap, BTreeSet};

use config_text::Span;
use dhcpd_conf::{Class, ClassRule, Config, PermitKind, ScopeIx, Spanned};
use failover_model::{ContextIx, Definition, DefinitionKind, Level, ServerConfig, Setting, Value};

use super::conditions;
use super::order;
use super::places::Places;

/// Adds everything that is defined once and used by name.
pub(super) fn lower(conf: &Config, config: &mut ServerConfig, places: &Places) {
    classes(conf, config, places);
    subclasses(conf, config, places);
    options(conf, config);
    keys(conf, config);
    zones(conf, config);
}

fn definition(
    kind: DefinitionKind,
    name: &str,
    context: ContextIx,
    span: Option<Span>,
) -> Definition {
    Definition { kind, name: name.into(), scope: None, ordered: false, context, span }
}

fn classes(conf: &Config, config: &mut ServerConfig, places: &Places) {
    for class in conf.classes() {
        let Some(context) = places.class(&class.name) else { continue };
        for rule in &class.rules {
            config.set(context, class_rule(rule));
        }
    }
    let rivals = rivals(conf, config, places);
    let permits = permits(conf);
    for class in conf.classes() {
        let Some(context) = places.class(&class.name) else { continue };
        let span = first_span(conf, class);
        let limited = class.rules.iter().any(|rule| matches!(rule.value, ClassRule::LeaseLimit(_)));
        if limited || permits.contains(class.name.as_str()) {
            config.admit_by(DefinitionKind::Class, class.name.as_str());
        }
        let mut definition = definition(DefinitionKind::Class, &class.name, context, span);
        definition.ordered = rivals.contains(class.name.as_str());
        config.add_definition(definition);
    }
}

/// The classes whose members pools let in or keep out.
fn permits(conf: &Config) -> BTreeSet<&str> {
    let all = conf.pools().iter().flat_map(|pool| &pool.permits);
    all.filter_map(|permit| match &permit.kind {
        PermitKind::MembersOf(class) => Some(class.as_str()),
        _ => None,
    })
    .collect()
}

fn class_rule(rule: &Spanned<ClassRule>) -> Setting {
    let (key, value) = match &rule.value {
        ClassRule::MatchIf(condition) => ("match if", conditions::settled(condition)),
        ClassRule::Match(data) => ("match", data.clone()),
        ClassRule::SpawnWith(data) => ("spawn with", data.clone()),
        ClassRule::LeaseLimit(limit) => ("lease limit", limit.clone()),
    };
    Setting::new(key, value, Some(rule.span))
}

fn first_span(conf: &Config, class: &Class) -> Option<Span> {
    let first: ScopeIx = *class.scopes.first()?;
    conf.scope(first).map(|node| node.name_span)
}

/// Classes that set the same thing differently. A client may be in several: dhcpd runs what the
/// class declared first says last, so that it wins. Only among these the order counts.
fn rivals<'a>(conf: &'a Config, config: &ServerConfig, places: &Places) -> BTreeSet<&'a str> {
    let mut setters: BTreeMap<String, Vec<(&str, Value)>> = BTreeMap::new();
    let mut note = |class: &'a str, context: Option<ContextIx>| {
        let context = context.and_then(|context| config.context(context));
        for setting in context.into_iter().flat_map(|context| &context.settings) {
            // What tells the members of a class is no effect of being one.
            if matches!(&*setting.key, "match if" | "match" | "spawn with") {
                continue;
            }
            for target in order::effects(setting) {
                setters.entry(target).or_default().push((class, setting.value.clone()));
            }
        }
    };
    for class in conf.classes() {
        note(&class.name, places.class(&class.name));
    }
    for subclass in conf.subclasses() {
        note(&subclass.class, places.subclass(&subclass.class, &subclass.data));
    }
    let mut found = BTreeSet::new();
    for set in setters.values() {
        let one = set.first();
        let alike = set.iter().all(|(_, value)| Some(value) == one.map(|(_, value)| value));
        let alone = set.iter().all(|(class, _)| Some(class) == one.map(|(class, _)| class));
        if !alike && !alone {
            found.extend(set.iter().map(|(class, _)| *class));
        }
    }
    found
}

fn subclasses(conf: &Config, config: &mut ServerConfig, places: &Places) {
    let permits = permits(conf);
    let mut seen = BTreeSet::new();
    for subclass in conf.subclasses() {
        let Some(context) = places.subclass(&subclass.class, &subclass.data) else { continue };
        // Written twice, it is one and the same.
        if seen.insert(context) {
            let name = format!("{} {}", subclass.class, subclass.data);
            let kind = DefinitionKind::Subclass;
            if permits.contains(subclass.class.as_str()) {
                config.admit_by(kind, name.as_str());
            }
            config.add_definition(definition(kind, &name, context, Some(subclass.span)));
        }
    }
}

fn options(conf: &Config, config: &mut ServerConfig) {
    // Defined again, an option has its last type.
    let each = conf.option_definitions().map(|one| (one.name.clone(), one));
    let last: BTreeMap<String, dhcpd_conf::OptionDefinition> = each.collect();
    for one in last.values() {
        let context = config.add_context(config.root(), Level::Definition);
        let span = Some(one.span);
        config.set(context, Setting::new("code", one.code.to_string(), span));
        config.set(context, Setting::new("type", one.kind.as_str(), span));
        let kind = DefinitionKind::OptionDefinition;
        config.add_definition(definition(kind, &one.name, context, span));
    }
}

fn keys(conf: &Config, config: &mut ServerConfig) {
    for key in conf.keys() {
        let context = config.add_context(config.root(), Level::Definition);
        if let Some(algorithm) = &key.algorithm {
            let span = Some(algorithm.span);
            config.set(context, Setting::new("algorithm", algorithm.value.as_str(), span));
        }
        if let Some(secret) = &key.secret {
            config.set(
                context,
                Setting {
                    key: "secret".into(),
                    value: Value::Secret(secret.value),
                    span: Some(secret.span),
                    accumulates: false,
                },
            );
        }
        let name = key.name.to_ascii_lowercase();
        config.add_definition(definition(DefinitionKind::Key, &name, context, Some(key.span)));
    }
}

fn zones(conf: &Config, config: &mut ServerConfig) {
    for zone in conf.zones() {
        let context = config.add_context(config.root(), Level::Definition);
        let mut list = |key: &str, servers: &[Spanned<String>]| {
            if let Some(first) = servers.first() {
                let all: Vec<&str> = servers.iter().map(|one| one.value.as_str()).collect();
                config.set(context, Setting::new(key, all.join(", "), Some(first.span)));
            }
        };
        list("primary", &zone.primaries);
        list("secondary", &zone.secondaries);
        if let Some(key) = &zone.key {
            let name = key.value.to_ascii_lowercase();
            config.set(context, Setting::new("key", name, Some(key.span)));
        }
        let kind = DefinitionKind::Zone;
        config.add_definition(definition(kind, &zone.name, context, Some(zone.span)));
    }
}
