//! What one map of a configuration says: its plain parameters and its options, as settings.

use failover_model::Setting;
use kea_config::{Node, Share, share};

use super::options::{self, Catalogue};
use super::table;
use super::value::{self, Form};

/// Members that are looked at elsewhere, or that say nothing about the service.
const ELSEWHERE: [&str; 15] = [
    "client-classes",
    "comment",
    "hooks-libraries",
    "metadata",
    "name",
    "option-data",
    "option-def",
    "pd-pools",
    "pools",
    "reservations",
    "shared-networks",
    "subnet",
    "subnet4",
    "subnet6",
    "user-context",
];

/// The settings of a map: parameters and options, without those in `apart`, which the caller looks
/// at itself.
pub(super) fn settings(node: Node<'_>, apart: &[&str], known: &[&Catalogue]) -> Vec<Setting> {
    let mut settings = Vec::new();
    for member in node.members() {
        let key = &*member.key;
        if key == "option-data" {
            settings.extend(options::settings(member.value, known));
        } else if !ELSEWHERE.contains(&key) && !apart.contains(&key) {
            settings.extend(parameter(key, member.value, known));
        }
    }
    settings
}

/// Whether something is a server's own, and no matter of the pair.
pub(super) fn is_own(node: Node<'_>) -> bool {
    share(node) == Some(Share::Identity)
}

fn parameter(key: &str, node: Node<'_>, known: &[&Catalogue]) -> Vec<Setting> {
    match key {
        "ddns-use-conflict-resolution" => conflict_resolution(node),
        "reservation-mode" => reservation_mode(node),
        "relay" => relay(node),
        "mac-sources" => mac_sources(node),
        "only-if-required" => parameter("only-in-additional-list", node, known),
        _ => match table::find(key) {
            None if is_own(node) => Vec::new(),
            None => value::not_understood(key, node),
            Some(row) if row.form == Form::Map => members(row, node),
            Some(row) if row.form == Form::Options => option_list(key, node, known),
            Some(row) => value::settings(key, row.form, node),
        },
    }
}

/// The parameters in a map that has some: `dhcp-ddns`, `expired-leases-processing` ...
fn members(map: &table::Parameter, node: Node<'_>) -> Vec<Setting> {
    let mut settings = Vec::new();
    for member in node.members() {
        if matches!(&*member.key, "comment" | "user-context") {
            continue;
        }
        let key = format!("{} {}", map.key, member.key);
        match table::find(&format!("{}.{}", map.key, member.key)) {
            Some(row) => settings.extend(value::settings(&key, row.form, member.value)),
            None if is_own(member.value) => {}
            None => settings.extend(value::not_understood(&key, member.value)),
        }
    }
    settings
}

/// The flag of versions before 2.5, as the mode that replaced it.
fn conflict_resolution(node: Node<'_>) -> Vec<Setting> {
    let key = "ddns-conflict-resolution-mode";
    match node.as_bool() {
        Some(true) => vec![Setting::new(key, "check-with-dhcid", Some(node.span()))],
        Some(false) => vec![Setting::new(key, "no-check-with-dhcid", Some(node.span()))],
        None => value::not_understood(key, node),
    }
}

/// The mode of versions before 2.5, as the three flags that replaced it.
fn reservation_mode(node: Node<'_>) -> Vec<Setting> {
    let mode = value::text(node);
    let (global, in_subnet, out_of_pool) = match mode.as_deref() {
        Some("disabled" | "off") => (false, false, None),
        Some("out-of-pool") => (false, true, Some(true)),
        Some("global") => (true, false, None),
        Some("all") => (false, true, Some(false)),
        _ => return value::not_understood("reservation-mode", node),
    };
    let flag = |key: &str, value: bool| Setting::new(key, value.to_string(), Some(node.span()));
    let mut flags = vec![flag("reservations-global", global)];
    flags.push(flag("reservations-in-subnet", in_subnet));
    flags.extend(out_of_pool.map(|value| flag("reservations-out-of-pool", value)));
    flags
}

/// The relays whose queries belong here; none is the same as nothing said.
fn relay(node: Node<'_>) -> Vec<Setting> {
    let one = node.get("ip-address").and_then(value::text);
    let several = node.get("ip-addresses").and_then(value::names);
    let known =
        |key: &str| matches!(key, "ip-address" | "ip-addresses" | "comment" | "user-context");
    if (one.is_none() && several.is_none()) || !node.members().all(|member| known(&member.key)) {
        return value::not_understood("relay", node);
    }
    let each = one.into_iter().chain(several.unwrap_or_default());
    let mut addresses: Vec<_> = each.map(|address| value::address(&address)).collect();
    addresses.sort_unstable();
    addresses.dedup();
    if addresses.is_empty() {
        return Vec::new();
    }
    vec![Setting::new("relay", addresses.join(", "), Some(node.span()))]
}

/// Where a hardware address is looked for; some sources go by the number of their RFC, too.
fn mac_sources(node: Node<'_>) -> Vec<Setting> {
    let Some(names) = value::names(node) else { return value::not_understood("mac-sources", node) };
    let today = |name: &String| match name.as_str() {
        "rfc4580" => "subscriber-id".to_owned(),
        "rfc4649" => "remote-id".to_owned(),
        "rfc6939" => "client-link-addr-option".to_owned(),
        _ => name.clone(),
    };
    let sources: Vec<_> = names.iter().map(today).collect();
    vec![Setting::new("mac-sources", sources.join(", "), Some(node.span()))]
}

/// A list of options by name or code, of which one is always in it.
fn option_list(key: &str, node: Node<'_>, known: &[&Catalogue]) -> Vec<Setting> {
    let Some(names) = value::names(node) else { return value::not_understood(key, node) };
    let code = |name: &String| {
        let find = |catalogue: &&Catalogue| catalogue.by_name(catalogue.main_space(), name);
        known.iter().find_map(find).map_or_else(|| name.clone(), |one| one.code.to_string())
    };
    // A relay may always supply the ERP domain name (RFC 6422).
    let mut codes: Vec<_> = names.iter().map(code).chain(["65".to_owned()]).collect();
    codes.sort_unstable();
    codes.dedup();
    vec![Setting::new(key, codes.join(", "), Some(node.span()))]
}
