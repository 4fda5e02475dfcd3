//! Policies of the server and of scopes.

use serde_json::{Value, json};

use super::{Maker, TIMES, joined, moved, option_name, range, shown_time};
use crate::ground::{list, list_mut, text};

impl Maker<'_> {
    pub(crate) fn policies(&mut self) {
        let state = self.state();
        let v4 = &state["v4"];
        let mut levels = vec![(v4, self.ground.pair(), "/v4".to_owned())];
        for (at, scope) in list(v4, "scopes").iter().enumerate() {
            levels.push((scope, self.ground.scope(scope), format!("/v4/scopes/{at}")));
        }
        for (holder, path, pointer) in levels {
            let policies = list(holder, "policies");
            for (at, policy) in policies.iter().enumerate() {
                let path = format!("{path}/policy.{}", text(policy, "Name"));
                self.policy(policy, &path, &format!("{pointer}/policies/{at}"));
                self.add("policy removed", path, [Some("present"), None], |state| {
                    list_mut(state.pointer_mut(&pointer).unwrap(), "policies").remove(at);
                });
            }
            if policies.len() > 1 {
                self.order(policies, &path, &pointer);
            }
            let policy = json!({
                "Name": "added", "Enabled": true, "Condition": "Or",
                "ProcessingOrder": policies.len() + 1, "ClientId": ["EQ", "02005E*"],
                "ranges": [], "options": [],
            });
            let path = format!("{path}/policy.added");
            self.add("policy added", path, [None, Some("present")], |state| {
                list_mut(state.pointer_mut(&pointer).unwrap(), "policies").push(policy);
            });
        }
    }

    fn policy(&mut self, policy: &Value, path: &str, pointer: &str) {
        let field = |field: &str| format!("{path}/{field}");
        let on = policy["Enabled"].as_bool().unwrap();
        let sides = [Some(on.to_string()), Some((!on).to_string())];
        let sides = [sides[0].as_deref(), sides[1].as_deref()];
        self.set("policy enabled", field("Enabled"), sides, (pointer, "Enabled"), !on);
        let was = text(policy, "Condition");
        let now = if was == "And" { "Or" } else { "And" };
        let sides = [Some(was), Some(now)];
        self.set("policy condition", field("Condition"), sides, (pointer, "Condition"), now);
        let was = policy["LeaseDuration"].as_str().map(shown_time);
        let (spelled, shown) = *self.dice.pick(&TIMES);
        if was.as_deref() != Some(shown) {
            let sides = [was.as_deref(), Some(shown)];
            let at = (pointer, "LeaseDuration");
            self.set("policy lease time", field("LeaseDuration"), sides, at, spelled);
        }
        let sides = [policy["Description"].as_str(), Some("Said otherwise")];
        let at = (pointer, "Description");
        self.set("policy description", field("Description"), sides, at, "Said otherwise");
        let at = (pointer, "Fqdn");
        if policy["Fqdn"].is_null() {
            let sides = [None, Some("EQ kiosk.example.net")];
            let value = json!(["EQ", "kiosk.example.net"]);
            self.set("policy match list", field("Fqdn"), sides, at, value);
        }
        self.policy_ranges(policy, path, pointer);
        for (at, option) in list(policy, "options").iter().enumerate() {
            let field = format!("{path}/{}", option_name(option));
            let value = if option["Type"] == "IPv4Address" { "192.0.2.250" } else { "changed" };
            let was = joined(option);
            let sides = [Some(was.as_str()), Some(value)];
            let place = format!("{pointer}/options/{at}");
            let at_value = (place.as_str(), "Value");
            self.set("policy option", field.clone(), sides, at_value, json!([value]));
            self.add("policy option removed", field, [Some(&was), None], |state| {
                list_mut(state.pointer_mut(pointer).unwrap(), "options").remove(at);
            });
        }
        let option = json!({ "OptionId": 44, "Type": "IPv4Address", "Value": ["192.0.2.251"] });
        self.add("policy option added", field("option.44"), [None, Some("192.0.2.251")], |state| {
            list_mut(state.pointer_mut(pointer).unwrap(), "options").push(option);
        });
    }

    fn policy_ranges(&mut self, policy: &Value, path: &str, pointer: &str) {
        let [one] = list(policy, "ranges") else { return };
        let field = format!("{path}/IPRange");
        let was = range(one);
        let gone = [Some(was.as_str()), None];
        self.set("policy range removed", field.clone(), gone, (pointer, "ranges"), json!([]));
        let mut other = one.clone();
        other["EndRange"] = moved(text(one, "EndRange"), -1).into();
        let now = range(&other);
        let sides = [Some(was.as_str()), Some(now.as_str())];
        self.set("policy range", field, sides, (pointer, "ranges"), json!([other]));
    }

    /// The first two policies change places.
    fn order(&mut self, policies: &[Value], path: &str, pointer: &str) {
        let mut ordered: Vec<&Value> = policies.iter().collect();
        ordered.sort_by_key(|policy| policy["ProcessingOrder"].as_u64());
        let names = |policies: &[&Value]| {
            policies.iter().map(|one| text(one, "Name")).collect::<Vec<_>>().join(", ")
        };
        let was = names(&ordered);
        let places: Vec<_> = ordered.iter().map(|one| one["ProcessingOrder"].clone()).collect();
        ordered.swap(0, 1);
        let now = names(&ordered);
        let path = format!("{path}/policy.*/order");
        let turned: Vec<_> = ordered.iter().map(|one| one["Name"].clone()).zip(places).collect();
        self.add("policy order", path, [Some(&was), Some(&now)], |state| {
            for policy in list_mut(state.pointer_mut(pointer).unwrap(), "policies") {
                let place = turned.iter().find(|(name, _)| *name == policy["Name"]).unwrap();
                policy["ProcessingOrder"] = place.1.clone();
            }
        });
    }
}
