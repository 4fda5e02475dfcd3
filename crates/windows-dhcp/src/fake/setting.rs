//! What the fake's cmdlets change on one server: its settings, dynamic DNS and filters.

use crate::class::{DnsSetting, Filter, FilterAction};
use crate::command::Cmdlet;

use super::definition::remove;
use super::local::described;
use super::server::FakeServer;
use super::work::refuse;
use super::{Bound, Refusal, level};

/// Changes a server.
pub(super) fn change(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    match bound.cmdlet {
        Cmdlet::SetSetting => {
            let setting = &mut server.server.setting.record;
            let attempts = bound.number("ConflictDetectionAttempts");
            if attempts.is_some_and(|attempts| attempts > 5) {
                return Err(Refusal::win32(87));
            }
            setting.conflict_detection_attempts =
                attempts.unwrap_or(setting.conflict_detection_attempts);
            setting.activate_policies =
                bound.boolean("ActivatePolicies").unwrap_or(setting.activate_policies);
            setting.nap_enabled = bound.boolean("NapEnabled").unwrap_or(setting.nap_enabled);
            setting.nps_unreachable_action =
                bound.choice("NpsUnreachableAction").or(setting.nps_unreachable_action);
            Ok(())
        }
        Cmdlet::SetDnsSetting => {
            let mut wanted = server.v4.dns_setting.record.clone();
            if bound.is_for_server() {
                set_dns(&mut wanted, bound);
                server.v4.dns_setting.record = wanted;
                return Ok(());
            }
            let own = level::dns(server, bound)?;
            let mut wanted = own.take().map_or(wanted, |own| own.record);
            set_dns(&mut wanted, bound);
            *own = Some(wanted.into());
            Ok(())
        }
        Cmdlet::AddFilter => {
            let addresses = bound.texts("MacAddress");
            let known = |one: &str| addresses.iter().any(|address| address == one);
            if server.v4.filters.iter().any(|one| known(&one.mac_address)) {
                return refuse(20093);
            }
            let list = bound.choice("List").unwrap_or(FilterAction::Deny);
            let description = described(bound, "Description");
            let filters = addresses.into_iter().map(|mac_address| Filter {
                list,
                description: description.clone(),
                mac_address,
            });
            server.v4.filters.0.extend(filters.map(Into::into));
            Ok(())
        }
        Cmdlet::RemoveFilter => {
            let addresses = bound.texts("MacAddress");
            let filters = &mut server.v4.filters.0;
            remove(filters, addresses.len(), |one| addresses.contains(&one.mac_address), 20095)
        }
        Cmdlet::SetFilterList => {
            let list = &mut server.v4.filter_list.record;
            list.allow = bound.boolean("Allow").unwrap_or(list.allow);
            list.deny = bound.boolean("Deny").unwrap_or(list.deny);
            Ok(())
        }
        _ => refuse(20118),
    }
}

fn set_dns(setting: &mut DnsSetting, bound: &Bound) {
    setting.dynamic_updates = bound.choice("DynamicUpdates").unwrap_or(setting.dynamic_updates);
    for (name, on) in [
        ("DeleteDnsRROnLeaseExpiry", &mut setting.delete_dns_rr_on_lease_expiry),
        ("UpdateDnsRRForOlderClients", &mut setting.update_dns_rr_for_older_clients),
        ("NameProtection", &mut setting.name_protection),
        ("DisableDnsPtrRRUpdate", &mut setting.disable_dns_ptr_rr_update),
    ] {
        *on = bound.boolean(name).unwrap_or(*on);
    }
    if bound.has("DnsSuffix") {
        setting.dns_suffix = described(bound, "DnsSuffix");
    }
}
