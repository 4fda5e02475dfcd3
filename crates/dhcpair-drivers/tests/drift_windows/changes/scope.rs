//! Scopes: ranges, exclusions, settings, options, superscopes, and whole scopes.

use serde_json::{Value, json};

use super::{
    Maker, TIMES, between, bits, effective, effective_as, joined, moved, option_name, range,
    shown_time,
};
use crate::ground::{list, list_mut, text};

impl Maker<'_> {
    pub(crate) fn scopes(&mut self) {
        let state = self.state();
        for (at, scope) in list(&state["v4"], "scopes").iter().enumerate() {
            let path = self.ground.scope(scope);
            let pointer = format!("/v4/scopes/{at}");
            self.range(scope, &path, &pointer);
            self.exclusions(scope, &path, &pointer);
            self.settings(scope, &path, &pointer);
            self.options(&state, scope, &path, &pointer);
            self.superscope(scope, &path, &pointer);
            self.dns(&state, scope, &path, &pointer);
            self.whole(scope, &path, at);
        }
    }

    fn range(&mut self, scope: &Value, path: &str, pointer: &str) {
        let (start, end) = (text(scope, "StartRange"), text(scope, "EndRange"));
        let was = between(start, end);
        let by = i64::from(self.dice.between(1, 4));
        let changes = [("EndRange", moved(end, -by)), ("StartRange", moved(start, by))];
        for (property, value) in changes {
            let now = match property {
                "EndRange" => between(start, &value),
                _ => between(&value, end),
            };
            let path = format!("{path}/pool.{}/range", self.first(&now, &was));
            let at = (pointer, property);
            self.set("range", path, [Some(&was), Some(&now)], at, value);
        }
    }

    fn exclusions(&mut self, scope: &Value, path: &str, pointer: &str) {
        for (at, one) in list(scope, "exclusions").iter().enumerate() {
            let was = range(one);
            let gone = format!("{path}/exclusion.{was}");
            self.add("exclusion removed", gone, [Some(&was), None], |state| {
                list_mut(state.pointer_mut(pointer).unwrap(), "exclusions").remove(at);
            });
            if text(one, "StartRange") != text(one, "EndRange") {
                let end = moved(text(one, "EndRange"), -1);
                let now = between(text(one, "StartRange"), &end);
                let path = format!("{path}/exclusion.{}", self.first(&now, &was));
                let pointer = format!("{pointer}/exclusions/{at}");
                let at = (pointer.as_str(), "EndRange");
                self.set("exclusion changed", path, [Some(&was), Some(&now)], at, end);
            }
        }
        let (first, last) = (bits(text(scope, "StartRange")), bits(text(scope, "EndRange")));
        let start = self.dice.between(first, last);
        let end = (start + self.dice.between(0, 5)).min(last);
        let free = list(scope, "exclusions")
            .iter()
            .all(|one| bits(text(one, "EndRange")) < start || end < bits(text(one, "StartRange")));
        if free {
            let address = |bits: u32| std::net::Ipv4Addr::from_bits(bits).to_string();
            let one = json!({ "StartRange": address(start), "EndRange": address(end) });
            let now = range(&one);
            let path = format!("{path}/exclusion.{now}");
            self.add("exclusion added", path, [None, Some(&now)], |state| {
                list_mut(state.pointer_mut(pointer).unwrap(), "exclusions").push(one);
            });
        }
    }

    fn settings(&mut self, scope: &Value, path: &str, pointer: &str) {
        let field = |field: &str| format!("{path}/{field}");
        let lease = shown_time(text(scope, "LeaseDuration"));
        let (spelled, shown) = *self.dice.pick(&TIMES);
        if lease != shown {
            let sides = [Some(lease.as_str()), Some(shown)];
            let at = (pointer, "LeaseDuration");
            self.set("lease time", field("LeaseDuration"), sides, at, spelled);
        }
        // What the server keeps the lease time as, with another time in it.
        let kept = json!({ "OptionId": 51, "Type": "DWord", "Value": ["77"] });
        self.add("lease option", field("option.51"), [None, Some("77")], |state| {
            list_mut(state.pointer_mut(pointer).unwrap(), "options").push(kept);
        });
        let name = text(scope, "Name");
        let renamed = format!("{name}, renamed");
        let sides = [Some(name), Some(renamed.as_str())];
        self.set("scope name", field("Name"), sides, (pointer, "Name"), renamed.clone());
        let description = scope["Description"].as_str();
        let sides = [description, Some("Said otherwise")];
        let at = (pointer, "Description");
        self.set("scope description", field("Description"), sides, at, "Said otherwise");
        if description.is_some() {
            let sides = [description, None];
            self.set("scope description", field("Description"), sides, at, Value::Null);
        }
        let state = if scope["State"] == "Active" { "Inactive" } else { "Active" };
        let word = |state: &str| if state == "Active" { "enabled" } else { "disabled" };
        let sides = [Some(word(text(scope, "State"))), Some(word(state))];
        self.set("scope state", field("state"), sides, (pointer, "State"), state);
        let numbers = [("Delay", 0, 250), ("MaxBootpClients", 4_294_967_295u32, 12)];
        for (property, default, other) in numbers {
            let was = scope[property].as_u64().map_or(u64::from(default), |was| was).to_string();
            let now = if was == other.to_string() { other + 1 } else { other };
            let sides = [Some(was.as_str()), Some(&*now.to_string())];
            self.set("scope number", field(property), sides, (pointer, property), now);
        }
        let kinds = ["Dhcp", "Bootp", "Both"];
        let kind = scope["Type"].as_str().unwrap_or("Dhcp");
        let other = kinds.iter().find(|other| **other != kind).unwrap();
        let sides = [Some(kind), Some(*other)];
        self.set("scope type", field("Type"), sides, (pointer, "Type"), *other);
        for (property, default) in [("NapEnable", false), ("ActivatePolicies", true)] {
            let was = scope[property].as_bool().unwrap_or(default);
            let sides = [Some(was.to_string()), Some((!was).to_string())];
            let sides = [sides[0].as_deref(), sides[1].as_deref()];
            self.set("scope flag", field(property), sides, (pointer, property), !was);
        }
        let sides = [None, Some("{\"a\":[1,\"b c\"]}")];
        let value = json!({ "a": [1, "b c"] });
        self.set("unknown property", field("Colour"), sides, (pointer, "Colour"), value);
    }

    fn options(&mut self, state: &Value, scope: &Value, path: &str, pointer: &str) {
        for (at, option) in list(scope, "options").iter().enumerate() {
            let field = format!("{path}/{}", option_name(option));
            let was = joined(option);
            let pointer_of = format!("{pointer}/options/{at}");
            let value = if option["Type"] == "IPv4Address" { "192.0.2.250" } else { "changed" };
            let sides = [Some(was.as_str()), Some(value)];
            let value = json!([value]);
            self.set("option value", field.clone(), sides, (&pointer_of, "Value"), value);
            if list(option, "Value").len() > 1 {
                let mut turned = list(option, "Value").to_vec();
                turned.reverse();
                let now = joined(&json!({ "Value": turned }));
                let sides = [Some(was.as_str()), Some(now.as_str())];
                self.set("option order", field.clone(), sides, (&pointer_of, "Value"), turned);
            }
            let inherited = effective_as(state, &Value::Null, option);
            if inherited.as_deref() != Some(was.as_str()) {
                let sides = [Some(was.as_str()), inherited.as_deref()];
                self.add("option removed", field, sides, |state| {
                    list_mut(state.pointer_mut(pointer).unwrap(), "options").remove(at);
                });
            }
        }
        // One that the server sets for all, and one that nobody sets.
        for id in [42, 44, self.dice.between(160, 170).into()] {
            if list(scope, "options").iter().any(|one| one["OptionId"] == id) {
                continue;
            }
            let was = effective(state, scope, id);
            let sides = [was.as_deref(), Some("192.0.2.251")];
            let option = json!({ "OptionId": id, "Type": "IPv4Address", "Value": ["192.0.2.251"] });
            self.add("option added", format!("{path}/option.{id}"), sides, |state| {
                list_mut(state.pointer_mut(pointer).unwrap(), "options").push(option);
            });
        }
        let kiosk = |one: &Value| one["OptionId"] == 3 && one["UserClass"] == "Kiosk";
        if list(scope, "options").iter().any(kiosk) {
            return;
        }
        let class = json!({
            "OptionId": 3, "Type": "IPv4Address", "UserClass": "Kiosk", "Value": ["192.0.2.252"]
        });
        let path = format!("{path}/option.3.for.Kiosk");
        self.add("option for a class", path, [None, Some("192.0.2.252")], |state| {
            list_mut(state.pointer_mut(pointer).unwrap(), "options").push(class);
        });
    }

    fn superscope(&mut self, scope: &Value, path: &str, pointer: &str) {
        let field = format!("{path}/shared-network");
        let was = scope["SuperscopeName"].as_str();
        let at = (pointer, "SuperscopeName");
        self.set("superscope", field.clone(), [was, Some("elsewhere")], at, "elsewhere");
        if was.is_some() {
            self.set("superscope", field, [was, None], at, Value::Null);
        }
    }

    /// A scope's own DNS settings, which differ from the server's in one thing only.
    fn dns(&mut self, state: &Value, scope: &Value, path: &str, pointer: &str) {
        let mut dns = scope["dns-setting"].clone();
        if dns.is_null() {
            dns = state["v4"]["dns-setting"].clone();
        }
        let was = dns["NameProtection"].as_bool().unwrap();
        dns["NameProtection"] = (!was).into();
        let sides = [Some(was.to_string()), Some((!was).to_string())];
        let sides = [sides[0].as_deref(), sides[1].as_deref()];
        let field = format!("{path}/DnsSetting.NameProtection");
        self.set("scope dns", field, sides, (pointer, "dns-setting"), dns);
    }

    fn whole(&mut self, scope: &Value, path: &str, at: usize) {
        let id = scope["ScopeId"].clone();
        let leave = |state: &mut Value| {
            for relationship in list_mut(&mut state["v4"], "failover") {
                list_mut(relationship, "ScopeId").retain(|one| *one != id);
            }
        };
        self.add("scope removed", path.to_owned(), [Some("present"), None], |state| {
            list_mut(&mut state["v4"], "scopes").remove(at);
            leave(state);
        });
        if let Some(name) = path.strip_prefix("relationship.") {
            let name = name.split_once("/scope.").unwrap().0.to_owned();
            let path = format!("{path}/relationship");
            self.add("scope left the relationship", path, [Some(&name), None], leave);
        }
        let third = 200 + at;
        let added = json!({
            "ScopeId": format!("10.99.{third}.0"), "Name": "new", "SubnetMask": "255.255.255.0",
            "StartRange": format!("10.99.{third}.10"), "EndRange": format!("10.99.{third}.20"),
            "LeaseDuration": "8.00:00:00", "State": "Active",
            "exclusions": [], "reservations": [], "options": [], "policies": [],
        });
        let path = format!("{}/scope.10.99.{third}.0/24", self.ground.pair());
        self.add("scope added", path, [None, Some("present")], |state| {
            list_mut(&mut state["v4"], "scopes").push(added);
        });
    }
}
