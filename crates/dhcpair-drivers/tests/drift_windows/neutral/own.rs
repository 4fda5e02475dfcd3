//! What is a server's own, and what changes by itself: nothing of it is compared.

use dhcpair_testbed::Dice;
use serde_json::{Value, json};

use super::{Draft, objects};

/// When, how and by whom the state was recorded.
pub(super) fn recording(draft: &mut Draft, dice: &mut Dice) {
    let minute = dice.between(0, 59);
    let recorded = match dice.below(3) {
        0 => {
            json!({ "at": format!("2026-11-23T07:{minute:02}:00Z"), "by": "a script", "failed": [] })
        }
        1 => json!({ "at": format!("2026-11-23T07:{minute:02}:00.25+01:00"), "failed": [] }),
        _ => json!({ "at": format!("/Date(17953558{minute:02}000)/"), "on": "elsewhere" }),
    };
    draft.state["recorded"] = recorded;
    draft.state.as_object_mut().unwrap().remove("$schema");
}

pub(super) fn counters(draft: &mut Draft, dice: &mut Dice) {
    objects(&mut draft.state, &mut |name, object| {
        if name == "scopes" && !dice.one_in(3) {
            let used = dice.between(0, 90);
            let one = json!({
                "AddressesFree": 90 - used, "AddressesInUse": used, "PendingOffers": 1,
                "PercentageInUse": f64::from(used) / 0.9,
            });
            object.insert("statistics".to_owned(), one);
            let address = object["StartRange"].clone();
            let one = json!({ "AddressState": "Expired", "IPAddress": address, "DnsRR": "PTR" });
            object.insert("leases".to_owned(), json!([one]));
        } else if name == "scopes" {
            object.remove("statistics");
            object.remove("leases");
        }
    });
    let n = dice.between(100, 900);
    draft.state["v4"]["statistics"] = json!({
        "Discovers": n, "Offers": n, "Requests": n + 1, "Acks": n, "Naks": 1, "Declines": 0,
        "Releases": 3, "ServerStartTime": "/Date(1795355884000)/", "TotalScopes": 10,
        "TotalAddresses": 2_000, "AddressesInUse": n, "AddressesAvailable": 2_000 - n,
        "PercentageInUse": 12.5,
    });
}

/// Versions, paths, accounts, interfaces, what the directory says, DHCPv6.
pub(super) fn server(draft: &mut Draft, dice: &mut Dice) {
    let server = &mut draft.state["server"];
    let drive = *dice.pick(&["E", "F", "G"]);
    for name in ["os", "database", "audit-log", "dns-credential", "in-directory"] {
        let value = match name {
            _ if dice.one_in(3) => Value::Null,
            "os" => json!("10.0.26100"),
            "database" => json!({
                "FileName": format!("{drive}:\\dhcp.mdb"), "BackupPath": "X:\\b",
                "BackupInterval": 30, "CleanupInterval": 90, "LoggingEnabled": false,
                "RestoreFromBackup": true,
            }),
            "audit-log" => json!({
                "Enable": false, "Path": format!("{drive}:\\log"), "MaxMBFileSize": 10,
                "DiskCheckInterval": 5, "MinMBDiskSpace": 1,
            }),
            "dns-credential" => json!({ "UserName": "other", "DomainName": drive }),
            _ => json!([{ "DnsName": "x.example.net", "IPAddress": "192.0.2.99" }]),
        };
        server[name] = value;
    }
    server["version"] = json!({ "MajorVersion": 6, "MinorVersion": 3 });
    // A member of a domain that is not authorised would not serve at all.
    let (joined, authorized) = *dice.pick(&[(true, true), (false, true), (false, false)]);
    server["setting"]["IsDomainJoined"] = joined.into();
    server["setting"]["IsAuthorized"] = authorized.into();
    server["setting"]["RestoreStatus"] = dice.one_in(2).into();
    draft.state["v4"]["bindings"] = json!([
        {
            "InterfaceAlias": "Ethernet 2", "BindingState": true, "IPAddress": "192.0.2.77",
            "SubnetMask": "255.255.255.0", "InterfaceGuid": "{1}",
        },
        {
            "InterfaceAlias": "Ethernet 3", "BindingState": false, "IPAddress": "192.0.2.78",
            "SubnetMask": "255.255.255.128",
        },
    ]);
    if dice.one_in(2) {
        draft.state["v6"] = json!({ "scopes": [] });
    }
}

/// Whether the client of a reservation has its address at the moment, and the state of the
/// relationship, which belongs to `status`.
pub(super) fn reservation_state(draft: &mut Draft, dice: &mut Dice) {
    objects(&mut draft.state, &mut |name, object| {
        if name == "reservations" {
            let state = *dice.pick(&["ActiveReservation", "InactiveReservation", ""]);
            match state {
                "" => drop(object.remove("AddressState")),
                state => drop(object.insert("AddressState".to_owned(), state.into())),
            }
        }
    });
}
