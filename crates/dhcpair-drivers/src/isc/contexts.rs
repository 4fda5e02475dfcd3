//! dhcpd's braces as contexts of the model.

use std::collections::HashMap;
use std::sync::Arc;

use dhcpd_conf::{Config, HostIdentifier, Operator, ScopeIx, ScopeKind, ScopeNode};
use failover_model::{ContextIx, Level, Scope, ScopeIx as ModelScope, ServerConfig};
use ipnet::IpNet;

use super::authority;
use super::defaults;
use super::places::Places;
use super::scopes::Served;
use super::statements;

/// Makes a context for every scope, and a scope of the model for every subnet, with the settings
/// written in each.
pub(super) fn lower(conf: &Config, config: &mut ServerConfig, served: &Served) -> Places {
    let resolver = conf.resolver();
    let mut groups: HashMap<&str, ContextIx> = HashMap::new();
    let mut places = Places::default();
    let mut keys = statements::Keys::default();
    let mut elsewhere = defaults::Elsewhere::default();
    for (at, node) in conf.scopes() {
        let parent = match node.parent {
            Some(parent) => places.context(config, parent),
            None => config.root(),
        };
        let context = match &node.kind {
            ScopeKind::Root => config.root(),
            ScopeKind::Group { name } => {
                let context = config.add_context(parent, Level::Group);
                if let Some(name) = name {
                    config.name_group(&**name);
                    groups.insert(name, context);
                }
                context
            }
            ScopeKind::SharedNetwork { name } => {
                config.add_context(parent, Level::Network(Arc::from(&**name)))
            }
            ScopeKind::Subnet { net } => {
                let scope = config.add_scope_in(parent, IpNet::V4(*net));
                places.scopes.insert(at, scope);
                subnet(config, scope, node, at, served).unwrap_or(parent)
            }
            ScopeKind::Subnet6 { net } => {
                let scope = config.add_scope_in(parent, IpNet::V6(*net));
                places.scopes.insert(at, scope);
                subnet(config, scope, node, at, served).unwrap_or(parent)
            }
            ScopeKind::Pool | ScopeKind::Pool6 => config.add_context(parent, Level::Pool),
            ScopeKind::Host { .. } => {
                // What `group NAME;` in a host refers to takes the place of the braces around it.
                let refers = (!groups.is_empty()).then(|| conf.host(at)).flatten();
                let named = refers.and_then(|host| host.group);
                let named = named.and_then(|name| groups.get(&*name.value).copied());
                config.add_context(named.unwrap_or(parent), Level::Reservation)
            }
            ScopeKind::Class { name } => {
                let key = (name.clone(), None);
                let known = places.classes.entry(key);
                *known.or_insert_with(|| config.add_context(parent, Level::Definition))
            }
            ScopeKind::Subclass { class, data } => {
                // A subclass has what its class has, wherever it stands.
                let class_context = places.class(class).unwrap_or(parent);
                let known = places.classes.entry((class.clone(), Some(data.clone())));
                *known.or_insert_with(|| config.add_context(class_context, Level::Definition))
            }
        };
        places.contexts.push(context);
        let mut written: Vec<_> = conf.settings(at).collect();
        let authority = authority::setting(&resolver, at, node, &written);
        written.retain(|setting| &*setting.key != "authoritative");
        if matches!(node.kind, ScopeKind::Host { .. }) {
            leave_identifier(conf, at, &mut written);
        }
        statements::identities(&written).for_each(|one| config.identify(one));
        let (mut settings, made) = statements::lower(written, &mut keys);
        made.into_iter().for_each(|(key, source)| config.follow(key, source));
        let in_class = matches!(node.kind, ScopeKind::Class { .. } | ScopeKind::Subclass { .. });
        elsewhere.note(&settings, in_class);
        settings.extend(authority);
        if served.is_disabled(at) {
            // This is what disables it: the scope's state says so.
            settings.retain(|setting| &*setting.key != "allow-booting");
        }
        config.set_all(context, settings);
    }
    elsewhere.imply(config, conf.option_definitions().map(|one| one.name));
    places
}

/// Leaves out the client identifier of a host: `option dhcp-client-identifier` says there what `uid`
/// says, which clients the host is for. Where both stand, dhcpd goes by `uid`, and the option is
/// only one that it sends.
fn leave_identifier(conf: &Config, at: ScopeIx, written: &mut Vec<dhcpd_conf::Setting>) {
    let identifies = |one: &dhcpd_conf::Setting| {
        &*one.key == "option dhcp-client-identifier" && one.operator == Operator::Set
    };
    if !written.iter().any(identifies) {
        return;
    }
    let host = conf.host(at);
    let uids = host.iter().flat_map(|host| &host.identifiers);
    if !uids.into_iter().any(|one| matches!(one.value, HostIdentifier::Uid(_))) {
        written.retain(|one| !identifies(one));
    }
}

/// Makes a scope of the model for every subnet and a context for every pool, without settings.
pub(super) fn lower_scopes(conf: &Config, config: &mut ServerConfig, served: &Served) -> Places {
    let mut places = Places::default();
    let root = config.root();
    for (at, node) in conf.scopes() {
        let net = match &node.kind {
            ScopeKind::Subnet { net } => Some(IpNet::V4(*net)),
            ScopeKind::Subnet6 { net } => Some(IpNet::V6(*net)),
            _ => None,
        };
        let context = match (net, &node.kind) {
            (Some(net), _) => {
                let scope = config.add_scope(net);
                places.scopes.insert(at, scope);
                subnet(config, scope, node, at, served).unwrap_or(root)
            }
            (None, ScopeKind::Pool | ScopeKind::Pool6) => config.add_context(root, Level::Pool),
            (None, _) => root,
        };
        places.contexts.push(context);
    }
    places
}

/// Says of a scope what does not take settings, and gives its context.
fn subnet(
    config: &mut ServerConfig,
    scope: ModelScope,
    node: &ScopeNode,
    at: ScopeIx,
    served: &Served,
) -> Option<ContextIx> {
    let Scope { context, network, enabled, span, .. } = config.scope_mut(scope)?;
    *span = Some(node.name_span);
    *network = served.network(at);
    *enabled = !served.is_disabled(at);
    Some(*context)
}
