//! Relationships: every parameter.

use serde_json::{Value, json};

use super::{Maker, TIMES, shown_time};
use crate::ground::{list, text};
use crate::pair::SERVERS;

impl Maker<'_> {
    pub(crate) fn relationships(&mut self) {
        let state = self.state();
        for (at, one) in list(&state["v4"], "failover").iter().enumerate() {
            let path = format!("relationship.{}", text(one, "Name"));
            let pointer = format!("/v4/failover/{at}");
            self.parameters(one, &path, &pointer);
            self.switchover(one, &path, &pointer);
            self.mode(one, &path, &pointer);
            self.hosts(one, &path, &pointer);
        }
    }

    fn parameters(&mut self, one: &Value, path: &str, pointer: &str) {
        let field = |field: &str| format!("{path}/{field}");
        let was = shown_time(text(one, "MaxClientLeadTime"));
        for (spelled, shown) in &TIMES[..5] {
            if was == *shown {
                continue;
            }
            let sides = [Some(was.as_str()), Some(*shown)];
            let at = (pointer, "MaxClientLeadTime");
            self.set("lead time", field("MaxClientLeadTime"), sides, at, *spelled);
        }
        let was = one["EnableAuth"].as_bool().unwrap();
        let sides = [Some(was.to_string()), Some((!was).to_string())];
        let sides = [sides[0].as_deref(), sides[1].as_deref()];
        self.set("authentication", field("EnableAuth"), sides, (pointer, "EnableAuth"), !was);
        let property = match text(one, "Mode") {
            "LoadBalance" => "LoadBalancePercent",
            _ => "ReservePercent",
        };
        let was = one[property].as_u64().unwrap();
        let now = if was == 7 { 8 } else { 7 };
        let other = match (property, self.states_other(was)) {
            ("LoadBalancePercent", other) => other,
            _ => was.to_string(),
        };
        let sides = [Some(other.as_str()), Some(&*now.to_string())];
        self.set("share", field(property), sides, (pointer, property), now);
        let (was, now) = (text(one, "Name"), "renamed");
        let path = format!("relationship.{}/name", self.first(now, was));
        self.set("relationship name", path, [Some(was), Some(now)], (pointer, "Name"), now);
        let sides = [None, Some("7")];
        self.set("unknown parameter", field("Colour"), sides, (pointer, "Colour"), 7);
    }

    /// What the partner says of a share that adds up to 100.
    fn states_other(&self, share: u64) -> String {
        (100 - share).to_string()
    }

    fn switchover(&mut self, one: &Value, path: &str, pointer: &str) {
        let path = format!("{path}/StateSwitchInterval");
        let on = one["AutoStateTransition"] == true;
        let was = match one["StateSwitchInterval"].as_str().filter(|_| on) {
            Some(interval) => shown_time(interval),
            None => "never".to_owned(),
        };
        let (spelled, shown) = TIMES[self.dice.below(5)];
        if was != shown {
            self.add("switchover", path.clone(), [Some(&was), Some(shown)], |state| {
                let one = state.pointer_mut(pointer).unwrap();
                one["AutoStateTransition"] = true.into();
                one["StateSwitchInterval"] = spelled.into();
            });
        }
        if on {
            let at = (pointer, "AutoStateTransition");
            self.set("switchover off", path, [Some(&was), Some("never")], at, false);
        }
    }

    fn mode(&mut self, one: &Value, path: &str, pointer: &str) {
        let path = format!("{path}/mode");
        match text(one, "Mode") {
            "LoadBalance" => {
                let sides = [Some("load balance"), Some("hot standby")];
                self.add("mode", path, sides, |state| {
                    let one = state.pointer_mut(pointer).unwrap();
                    one["Mode"] = "HotStandby".into();
                    one["LoadBalancePercent"] = Value::Null;
                    one["ReservePercent"] = json!(5);
                    one["ServerRole"] = "Active".into();
                });
            }
            _ => {
                let role = text(one, "ServerRole");
                let other = if role == "Active" { "Standby" } else { "Active" };
                let twice = path.replace("/mode", "/ServerRole");
                let sides = [Some(other), Some(other)];
                self.set("standby role", twice, sides, (pointer, "ServerRole"), other);
                let sides = [Some("hot standby"), Some("load balance")];
                self.add("mode", path, sides, |state| {
                    let one = state.pointer_mut(pointer).unwrap();
                    one["Mode"] = "LoadBalance".into();
                    one["LoadBalancePercent"] = json!(50);
                    one["ReservePercent"] = Value::Null;
                    one["ServerRole"] = Value::Null;
                });
            }
        }
    }

    fn hosts(&mut self, one: &Value, path: &str, pointer: &str) {
        let partner = SERVERS[1 - self.side];
        let known = text(&self.ground.states[1 - self.side]["server"], "name").to_owned();
        let wrong = format!("{path}/endpoint.{partner}/address");
        let sides = [Some(known.as_str()), Some("win-9.example.net")];
        let at = (pointer, "PartnerServer");
        self.set("partner", wrong, sides, at, "win-9.example.net");
        let hosts = [
            ("PrimaryServerIP", "192.0.2.39"),
            ("SecondaryServerIP", "192.0.2.39"),
            ("PrimaryServerName", "win-9.example.net"),
            ("SecondaryServerName", "win-9.example.net"),
        ];
        for (property, now) in hosts {
            let sides = [one[property].as_str(), Some(now)];
            let path = format!("{path}/{property}");
            self.set("host", path, sides, (pointer, property), now);
        }
    }
}
