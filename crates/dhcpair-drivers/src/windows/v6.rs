//! DHCPv6: scopes, so that they can be listed. There is no failover to compare them for.

use std::net::IpAddr;

use config_text::Sources;
use failover_model::{
    AddressRange, ContextIx, Family, Identifier, Level, Reservation, ScopeIx, ServerConfig, Setting,
};
use ipnet::{IpNet, Ipv6Net};
use windows_dhcp::{OptionValue6, Places, Recorded, Records, Scope6, ScopeState6, V6, client_id};

use super::lower::{Text, time};
use super::options::texts;

pub(super) fn lower(v6: &V6, places: &Places, sources: &Sources) -> ServerConfig {
    let text = Text::new(places, sources);
    let mut config = ServerConfig::new(Family::V6);
    let root = config.root();
    options(&mut config, root, &v6.options, text);
    for scope in &v6.scopes {
        let length = u8::try_from(scope.prefix_length).unwrap_or(u8::MAX);
        if let Ok(net) = Ipv6Net::new(scope.prefix.0, length) {
            add(&mut config, scope, net.trunc(), text);
        }
    }
    config
}

fn add(config: &mut ServerConfig, scope: &Recorded<Scope6>, net: Ipv6Net, text: Text<'_>) {
    let ix = config.add_scope(IpNet::V6(net));
    let range = |start: IpAddr, end: IpAddr| AddressRange::new(start, end);
    let excluded = scope.exclusions.iter().filter_map(|one| {
        let place = text.property(one.at, "StartRange");
        Some((range(one.start_range.0.into(), one.end_range.0.into())?, place))
    });
    let excluded = excluded.collect();
    if let Some(made) = config.scope_mut(ix) {
        made.enabled = scope.state == ScopeState6::Active;
        made.excluded = excluded;
        made.span = text.property(scope.at, "Prefix");
    }
    // Windows hands out the whole prefix.
    let all = range(net.network().into(), net.broadcast().into());
    if let Some(pool) = config.add_pool(ix, all.into_iter().collect()) {
        pool.span = text.property(scope.at, "Prefix");
    }
    let Some(context) = config.scope(ix).map(|made| made.context) else { return };
    let times = [
        ("PreferredLifetime", Some(scope.preferred_lifetime)),
        ("ValidLifetime", Some(scope.valid_lifetime)),
        ("T1", scope.t1),
        ("T2", scope.t2),
    ];
    for (property, span) in times {
        if let Some(span) = span {
            let place = text.property(scope.at, property);
            config.set(context, Setting::new(property, time(span), place));
        }
    }
    options(config, context, &scope.options, text);
    reservations(config, scope, (ix, context), text);
}

fn reservations(
    config: &mut ServerConfig,
    scope: &Scope6,
    (ix, parent): (ScopeIx, ContextIx),
    text: Text<'_>,
) {
    for one in &scope.reservations {
        let context = config.add_context(parent, Level::Reservation);
        options(config, context, &one.options, text);
        let identifier =
            |kind: &str, value: String| Identifier { kind: kind.into(), value: value.into() };
        config.add_reservation(Reservation {
            name: one.name.as_deref().filter(|name| !name.is_empty()).map(Into::into),
            identifiers: vec![
                identifier("ClientDuid", client_id(&one.client_duid)),
                identifier("Iaid", one.iaid.to_string()),
            ],
            addresses: vec![one.ip_address.0.into()],
            prefixes: Vec::new(),
            scope: Some(ix),
            context,
            span: text.property(one.at, "IPAddress"),
        });
    }
}

fn options(
    config: &mut ServerConfig,
    context: ContextIx,
    options: &Records<OptionValue6>,
    text: Text<'_>,
) {
    for option in options {
        let key = windows_dhcp::OptionKey {
            id: option.option_id,
            vendor: option.vendor_class.as_deref().unwrap_or(""),
            user: option.user_class.as_deref().unwrap_or(""),
        };
        let value = texts(option.value.iter().map(String::as_str));
        let span = text.property(option.at, "Value");
        config.set(context, Setting::new(super::options::name(key), value, span));
    }
}
