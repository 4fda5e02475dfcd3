//! Settings and options of the server as a whole.

use serde_json::{Value, json};

use super::{Maker, effective_as, joined, option_name};
use crate::ground::{list, list_mut};

impl Maker<'_> {
    pub(crate) fn server(&mut self) {
        let state = self.state();
        let pair = self.ground.pair();
        self.server_settings(&state, &pair);
        self.server_options(&state, &pair);
        let dns = &state["v4"]["dns-setting"];
        let flags = ["DeleteDnsRROnLeaseExpiry", "UpdateDnsRRForOlderClients", "NameProtection"];
        for property in flags {
            let was = dns[property].as_bool().unwrap_or(false);
            self.flag(
                "server dns",
                format!("{pair}/DnsSetting.{property}"),
                was,
                ("/v4/dns-setting", property),
            );
        }
        let was = dns["DynamicUpdates"].as_str().unwrap();
        let now = if was == "Never" { "Always" } else { "Never" };
        let path = format!("{pair}/DnsSetting.DynamicUpdates");
        let at = ("/v4/dns-setting", "DynamicUpdates");
        self.set("server dns", path, [Some(was), Some(now)], at, now);
        for property in ["Allow", "Deny"] {
            let was = state["v4"]["filter-list"][property].as_bool().unwrap();
            self.flag(
                "filter list",
                format!("{pair}/FilterList.{property}"),
                was,
                ("/v4/filter-list", property),
            );
        }
    }

    fn flag(&mut self, kind: &'static str, path: String, was: bool, at: (&str, &str)) {
        let sides = [Some(was.to_string()), Some((!was).to_string())];
        self.set(kind, path, [sides[0].as_deref(), sides[1].as_deref()], at, !was);
    }

    fn server_settings(&mut self, state: &Value, pair: &str) {
        let setting = &state["server"]["setting"];
        let pointer = "/server/setting";
        let was = setting["ConflictDetectionAttempts"].as_u64().unwrap().to_string();
        let now = if was == "5" { 4 } else { 5 };
        let path = format!("{pair}/ConflictDetectionAttempts");
        let sides = [Some(was.as_str()), Some(&*now.to_string())];
        self.set("conflict detection", path, sides, (pointer, "ConflictDetectionAttempts"), now);
        let flags = [("DynamicBootp", false), ("NapEnabled", false), ("ActivatePolicies", true)];
        for (property, default) in flags {
            let was = setting[property].as_bool().unwrap_or(default);
            self.flag("server flag", format!("{pair}/{property}"), was, (pointer, property));
        }
    }

    /// Options that at least one scope takes from the server: others make no difference to anybody.
    fn server_options(&mut self, state: &Value, pair: &str) {
        let v4 = &state["v4"];
        let scopes = list(v4, "scopes");
        let mut without = state.clone();
        without["v4"]["options"] = json!([]);
        let inherited =
            |one: &Value| scopes.iter().any(|scope| effective_as(&without, scope, one).is_none());
        for (at, option) in list(v4, "options").iter().enumerate() {
            let path = format!("{pair}/{}", option_name(option));
            let was = joined(option);
            let value = if option["Type"] == "IPv4Address" { "192.0.2.250" } else { "changed" };
            let sides = [Some(was.as_str()), Some(value)];
            let pointer = format!("/v4/options/{at}");
            self.set("server option", path.clone(), sides, (&pointer, "Value"), json!([value]));
            if inherited(option) {
                self.add("server option removed", path, [Some(&was), None], |state| {
                    list_mut(&mut state["v4"], "options").remove(at);
                });
            }
        }
        for id in [44, 46, u64::from(self.dice.between(170, 180))] {
            let option = json!({ "OptionId": id, "Type": "DWord", "Value": ["0x10"] });
            if list(v4, "options").iter().any(|one| one["OptionId"] == id) || !inherited(&option) {
                continue;
            }
            let path = format!("{pair}/option.{id}");
            self.add("server option added", path, [None, Some("16")], |state| {
                list_mut(&mut state["v4"], "options").push(option);
            });
        }
    }
}
