//! Pairs made by chance: relationships of both modes, superscopes, policies, exclusions, options at
//! every level and for classes, whichever server leads.

use std::net::Ipv4Addr;

use dhcpair_testbed::Dice;
use serde_json::{Value, json};

use crate::ground::{Ground, list_mut};
use crate::pair::SERVERS;

const CLASSES: [(&str, &str, &str); 4] = [
    ("Phones", "Vendor", "ExamplePhone"),
    ("Boot & install", "Vendor", "PXEClient:Arch:00007"),
    ("Kiosk", "User", "0x00ff10"),
    ("Räume", "User", "rooms"),
];

/// A pair of a seed.
pub(crate) fn ground(seed: u64) -> Ground {
    let mut dice = Dice::new(seed);
    let primary = dice.below(2);
    let mut made = Made { dice: &mut dice, scopes: Vec::new() };
    let v4 = made.v4();
    let [mut one, mut two] = [0, 1].map(|side| state(side, &v4));
    for (side, state) in [&mut one, &mut two].into_iter().enumerate() {
        relationships(&mut state["v4"], side, primary);
    }
    // Neither of the two lists its records as the other one does.
    for name in ["scopes", "classes", "option-definitions", "filters", "options"] {
        dice.shuffle(list_mut(&mut two["v4"], name));
    }
    Ground { states: [one, two], primary }
}

fn state(side: usize, v4: &Value) -> Value {
    json!({
        "recorded-windows-state": 1,
        "recorded": { "at": format!("2026-11-22T13:58:1{side}Z"), "failed": [] },
        "server": {
            "name": format!("{}.example.net", SERVERS[side]),
            "addresses": [format!("192.0.2.3{}", side + 1)],
            "version": { "MajorVersion": 10, "MinorVersion": 0 },
            "setting": {
                "IsDomainJoined": true, "IsAuthorized": true, "ConflictDetectionAttempts": 2,
            },
        },
        "v4": v4,
    })
}

/// Fills in what each server says of the relationships itself.
fn relationships(v4: &mut Value, side: usize, primary: usize) {
    for one in list_mut(v4, "failover") {
        let leads = side == primary;
        one["PartnerServer"] = format!("{}.example.net", SERVERS[1 - side]).into();
        one["ServerType"] = if leads { "PrimaryServer" } else { "SecondaryServer" }.into();
        for (of, server) in [("Primary", primary), ("Secondary", 1 - primary)] {
            one[format!("{of}ServerIP")] = format!("192.0.2.3{}", server + 1).into();
            one[format!("{of}ServerName")] = format!("{}.example.net", SERVERS[server]).into();
        }
        // The shares add up, the roles are opposite.
        match one["LoadBalancePercent"].as_u64().filter(|_| !leads) {
            Some(share) => one["LoadBalancePercent"] = (100 - share).into(),
            None if leads || one["ServerRole"].is_null() => {}
            None if one["ServerRole"] == "Active" => one["ServerRole"] = "Standby".into(),
            None => one["ServerRole"] = "Active".into(),
        }
    }
}

struct Made<'d> {
    dice: &'d mut Dice,
    scopes: Vec<Value>,
}

impl Made<'_> {
    fn v4(&mut self) -> Value {
        let count = self.dice.between(2, 6);
        for third in 0..count {
            let scope = self.scope(third);
            self.scopes.push(scope);
        }
        let mut free: Vec<Value> =
            self.scopes.iter().map(|scope| scope["ScopeId"].clone()).collect();
        self.dice.shuffle(&mut free);
        let count = self.dice.between(1, 3);
        let failover: Vec<_> = (0..count)
            .map(|n| {
                let members = self.dice.below(free.len() + 1);
                let members = free.split_off(free.len() - members);
                self.relationship(n, members)
            })
            .collect();
        json!({
            "failover": failover,
            "scopes": self.scopes,
            "options": self.options(None),
            "policies": self.policies(None),
            "classes": self.classes(),
            "option-definitions": definitions(),
            "dns-setting": self.dns(),
            "filter-list": { "Allow": self.dice.one_in(2), "Deny": self.dice.one_in(2) },
            "filters": self.filters(),
        })
    }

    fn relationship(&mut self, n: u32, members: Vec<Value>) -> Value {
        let names = ["branch", "Head office & labs", "10.30 (west)"];
        let mut one = json!({
            "Name": names[n as usize], "ScopeId": members, "State": "Normal",
            "MaxClientLeadTime": self.time(), "AutoStateTransition": false,
            "EnableAuth": self.dice.one_in(2),
        });
        if self.dice.one_in(2) {
            one["Mode"] = "LoadBalance".into();
            one["LoadBalancePercent"] = self.dice.between(10, 90).into();
        } else {
            one["Mode"] = "HotStandby".into();
            one["ReservePercent"] = self.dice.between(0, 20).into();
            one["ServerRole"] = (*self.dice.pick(&["Active", "Standby"])).into();
        }
        if self.dice.one_in(2) {
            one["AutoStateTransition"] = true.into();
            one["StateSwitchInterval"] = self.time().into();
        }
        one
    }

    fn time(&mut self) -> String {
        let days = *self.dice.pick(&["", "", "1.", "30."]);
        format!("{days}{:02}:{:02}:00", self.dice.between(1, 23), 10 * self.dice.below(6))
    }

    fn scope(&mut self, third: u32) -> Value {
        let net = u32::from(Ipv4Addr::new(10, 30, 4 * third as u8, 0));
        let len = self.dice.between(22, 25);
        let size = 1u32 << (32 - len);
        let first = net + self.dice.between(2, 20);
        let last = net + size - self.dice.between(2, 20);
        let mut scope = json!({
            "ScopeId": shown(net), "Name": format!("Floor {third}, <east>"),
            "SubnetMask": shown(u32::MAX << (32 - len)), "StartRange": shown(first),
            "EndRange": shown(last), "LeaseDuration": self.time(),
            "State": *self.dice.pick(&["Active", "Active", "Inactive"]),
            "exclusions": self.exclusions(first, last),
            "reservations": self.reservations(net, first, last),
            "options": self.options(Some(net)),
            "policies": self.policies(Some((first, last))),
        });
        if self.dice.one_in(2) {
            scope["SuperscopeName"] = (*self.dice.pick(&["north", "South wing"])).into();
        }
        if self.dice.one_in(2) {
            scope["Description"] = "Rooms \"1\" to 9".into();
        }
        if self.dice.one_in(3) {
            scope["dns-setting"] = self.dns();
        }
        if self.dice.one_in(3) {
            scope["Type"] = (*self.dice.pick(&["Both", "Bootp"])).into();
            scope["MaxBootpClients"] = self.dice.between(1, 99).into();
            scope["Delay"] = self.dice.between(1, 900).into();
        }
        scope
    }

    /// Ranges with room between them.
    fn exclusions(&mut self, first: u32, last: u32) -> Vec<Value> {
        let mut made = Vec::new();
        let mut at = first + self.dice.between(0, 9);
        while at + 12 < last && made.len() < 3 && !self.dice.one_in(3) {
            let end = at + self.dice.between(0, 9);
            made.push(json!({ "StartRange": shown(at), "EndRange": shown(end) }));
            at = end + self.dice.between(20, 40);
        }
        made
    }

    fn reservations(&mut self, net: u32, first: u32, last: u32) -> Vec<Value> {
        let count = self.dice.below(4) as u32;
        let step = (last - first) / 4;
        let mut made = Vec::new();
        for n in 0..count {
            let at = first + n * step + self.dice.between(0, step - 1);
            let mac = format!("00-1b-a9-{:02x}-{:02x}-{n:02x}", net >> 8 & 255, at & 255);
            let mut one = json!({
                "Name": format!("host-{}-{n}.example.net", net >> 8 & 255), "Type": "Both",
                "ClientId": mac, "IPAddress": shown(at), "AddressState": "ActiveReservation",
                "options": if self.dice.one_in(2) { self.options(None) } else { Vec::new() },
            });
            if self.dice.one_in(2) {
                one["Description"] = format!("Printer {n}").into();
            }
            if self.dice.one_in(4) {
                one["dns-setting"] = self.dns();
            }
            made.push(one);
        }
        made
    }

    /// Options for a level, each at most once.
    fn options(&mut self, net: Option<u32>) -> Vec<Value> {
        let n = self.dice.between(1, 250);
        let address = |n: u32| format!("198.51.100.{n}");
        let mut all = vec![
            json!({ "OptionId": 6, "Type": "IPv4Address", "Value": [address(n), address(251)] }),
            json!({ "OptionId": 15, "Type": "String", "Value": [format!("z{n}.example.net")] }),
            json!({ "OptionId": 42, "Type": "IPv4Address", "Value": [address(n)] }),
            json!({ "OptionId": 26, "Type": "Word", "Value": [(n + 1_000).to_string()] }),
            json!({ "OptionId": 58, "Type": "DWord", "Value": [(n * 3_600).to_string()] }),
            json!({ "OptionId": 43, "Type": "BinaryData", "Value": [format!("0x0104{n:02x}ff")] }),
            json!({
                "OptionId": 1, "VendorClass": "Phones", "Type": "String",
                "Value": [format!("vlan {n}")],
            }),
            json!({
                "OptionId": 6, "UserClass": "Kiosk", "Type": "IPv4Address", "Value": [address(n)],
            }),
        ];
        if let Some(net) = net {
            all.push(json!({ "OptionId": 3, "Type": "IPv4Address", "Value": [shown(net + 1)] }));
        }
        all.retain(|_| self.dice.one_in(3));
        all
    }

    fn policies(&mut self, range: Option<(u32, u32)>) -> Vec<Value> {
        let count = self.dice.between(0, 3);
        (1..=count).map(|order| self.policy(order, range)).collect()
    }

    fn policy(&mut self, order: u32, range: Option<(u32, u32)>) -> Value {
        let operator = *self.dice.pick(&["EQ", "NE"]);
        let n = self.dice.between(16, 250);
        let (property, list) = match self.dice.below(5) {
            0 => ("MacAddress", json!([operator, format!("00-1B-{n:02X}*"), "00-1B-AB-*"])),
            1 => ("VendorClass", json!([operator, "Phones", "Boot & install"])),
            2 => ("UserClass", json!(["EQ", "Kiosk", "NE", "Räume"])),
            3 => ("Fqdn", json!([operator, format!("*.z{n}.example.net"), "pc.example.net"])),
            _ => ("ClientId", json!([operator, format!("01-00-1b-{n:02x}-00-00-01")])),
        };
        let mut policy = json!({
            "Name": format!("policy {order}"), "Enabled": !self.dice.one_in(4),
            "Condition": *self.dice.pick(&["And", "Or"]), "ProcessingOrder": order,
            "ranges": [], "options": self.options(None),
        });
        policy[property] = list;
        if let Some((first, last)) = range.filter(|_| self.dice.one_in(2)) {
            let start = self.dice.between(first, last - 1);
            let end = self.dice.between(start + 1, last);
            policy["ranges"] = json!([{ "StartRange": shown(start), "EndRange": shown(end) }]);
        }
        if self.dice.one_in(2) {
            policy["LeaseDuration"] = self.time().into();
        }
        if self.dice.one_in(3) {
            policy["dns-setting"] = self.dns();
        }
        policy
    }

    fn dns(&mut self) -> Value {
        let mut dns = json!({
            "DynamicUpdates": *self.dice.pick(&["Always", "Never", "OnClientRequest"]),
            "DeleteDnsRROnLeaseExpiry": self.dice.one_in(2),
            "NameProtection": self.dice.one_in(2),
        });
        if self.dice.one_in(2) {
            dns["UpdateDnsRRForOlderClients"] = true.into();
        }
        if self.dice.one_in(2) {
            dns["DnsSuffix"] = format!("dyn{}.example.net", self.dice.between(1, 9)).into();
        }
        dns
    }

    fn classes(&mut self) -> Vec<Value> {
        let all = CLASSES.iter().filter(|_| !self.dice.one_in(4));
        all.map(|(name, kind, data)| json!({ "Name": name, "Type": kind, "Data": data })).collect()
    }

    fn filters(&mut self) -> Vec<Value> {
        let count = self.dice.between(0, 3);
        let one = |n: u32, dice: &mut Dice| {
            json!({
                "List": *dice.pick(&["Allow", "Deny"]),
                "MacAddress": format!("00-1B-{n:02X}-*"), "Description": format!("Box {n}"),
            })
        };
        (0..count).map(|n| one(n, self.dice)).collect()
    }
}

fn definitions() -> Value {
    json!([
        { "OptionId": 3, "Name": "Router", "MultiValued": true, "Type": "IPv4Address" },
        { "OptionId": 6, "Name": "DNS Servers", "MultiValued": true, "Type": "IPv4Address" },
        { "OptionId": 15, "Name": "DNS Domain Name", "MultiValued": false, "Type": "String" },
        { "OptionId": 26, "Name": "MTU", "MultiValued": false, "Type": "Word" },
        { "OptionId": 43, "Name": "Vendor", "MultiValued": false, "Type": "BinaryData" },
        { "OptionId": 58, "Name": "T1", "MultiValued": false, "Type": "DWord" },
        {
            "OptionId": 1, "Name": "VLAN", "VendorClass": "Phones", "MultiValued": false,
            "Type": "String",
        },
    ])
}

fn shown(address: u32) -> String {
    Ipv4Addr::from_bits(address).to_string()
}
