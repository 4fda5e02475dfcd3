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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use config_text::{MemoryLoader, Sources};
    use serde_json::{Value, json};

    #[test]
    fn scopes_of_v6_are_listed_with_what_is_in_them() {
        let campus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/campus-clean/win-1");
        let text = std::fs::read_to_string(Path::new(campus).join("state.json")).unwrap();
        let mut state: Value = serde_json::from_str(&text).unwrap();
        state["v6"] = json!({
            "options": [{ "OptionId": 23, "Value": ["2001:db8::53"] }],
            "scopes": [{
                "Prefix": "2001:DB8:0:1::", "PrefixLength": 64, "Name": "offices", "Preference": 0,
                "PreferredLifetime": "8.00:00:00", "ValidLifetime": "12.00:00:00",
                "T1": "4.00:00:00", "State": "Active",
                "exclusions": [{ "StartRange": "2001:db8:0:1::1", "EndRange": "2001:db8:0:1::ff" }],
                "reservations": [{
                    "Iaid": 7, "ClientDuid": "00:01:00:01:AA:BB", "IPAddress": "2001:db8:0:1::9",
                    "Name": "printer", "options": [{ "OptionId": 24, "Value": ["print.example"] }],
                }],
                "options": [{ "OptionId": 24, "Value": ["one.example", "two.example"] }],
            }],
        });
        let loader = MemoryLoader::new().with("/state.json", state.to_string());
        let path = Path::new("/state.json");
        let read = super::super::read(&mut Sources::new(), &loader, path).unwrap();
        assert_eq!(read.reading.incomplete, None);
        let config = read.v6.unwrap();

        let [scope] = config.scopes() else { panic!("{:?}", config.scopes()) };
        assert_eq!((scope.net.to_string().as_str(), scope.enabled), ("2001:db8:0:1::/64", true));
        let whole = "2001:db8:0:1::-2001:db8:0:1:ffff:ffff:ffff:ffff";
        assert_eq!(scope.pools[0].addresses.to_string(), whole);
        assert_eq!(scope.excluded[0].0.to_string(), "2001:db8:0:1::1-2001:db8:0:1::ff");
        let applied = |context| -> Vec<String> {
            let effective = config.effective(context);
            let each = effective.single.iter();
            each.map(|(key, (setting, _))| format!("{key}: {}", setting.value)).collect()
        };
        assert_eq!(
            applied(scope.context),
            [
                "PreferredLifetime: 8 d",
                "T1: 4 d",
                "ValidLifetime: 12 d",
                "option 23: 2001:db8::53",
                "option 24: one.example, two.example",
            ]
        );
        let [printer] = config.reservations() else { panic!("{:?}", config.reservations()) };
        let known: Vec<_> =
            printer.identifiers.iter().map(|one| format!("{} {}", one.kind, one.value)).collect();
        assert_eq!(known, ["ClientDuid 00-01-00-01-aa-bb", "Iaid 7"]);
        assert!(applied(printer.context).contains(&"option 24: print.example".to_owned()));
    }
}
