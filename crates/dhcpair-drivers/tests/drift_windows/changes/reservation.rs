//! Reservations: their fields and options, and whole ones.

use serde_json::{Value, json};

use super::{Maker, bits, effective, effective_as, joined, option_name};
use crate::ground::{list, list_mut, text};

impl Maker<'_> {
    pub(crate) fn reservations(&mut self) {
        let state = self.state();
        for (at, scope) in list(&state["v4"], "scopes").iter().enumerate() {
            let path = self.ground.scope(scope);
            let pointer = format!("/v4/scopes/{at}");
            for (at, one) in list(scope, "reservations").iter().enumerate() {
                let path = format!("{path}/reservation.{}", text(one, "Name"));
                self.fields(scope, one, &path, &format!("{pointer}/reservations/{at}"));
                self.reserved_options(
                    &state,
                    (scope, one),
                    &path,
                    &format!("{pointer}/reservations/{at}"),
                );
                self.add("reservation removed", path, [Some("present"), None], |state| {
                    list_mut(state.pointer_mut(&pointer).unwrap(), "reservations").remove(at);
                });
            }
            let one = json!({
                "Name": "added.example.net", "Type": "Both", "ClientId": "02-00-5e-00-53-01",
                "IPAddress": self.free(scope), "options": [],
            });
            let path = format!("{path}/reservation.added.example.net");
            self.add("reservation added", path, [None, Some("present")], |state| {
                list_mut(state.pointer_mut(&pointer).unwrap(), "reservations").push(one);
            });
        }
    }

    /// An address of the range that nobody has reserved.
    fn free(&mut self, scope: &Value) -> String {
        let (first, last) = (bits(text(scope, "StartRange")), bits(text(scope, "EndRange")));
        loop {
            let address = std::net::Ipv4Addr::from_bits(self.dice.between(first, last)).to_string();
            if list(scope, "reservations").iter().all(|one| text(one, "IPAddress") != address) {
                return address;
            }
        }
    }

    fn fields(&mut self, scope: &Value, one: &Value, path: &str, pointer: &str) {
        let field = |field: &str| format!("{path}/{field}");
        let (was, now) = (text(one, "IPAddress"), self.free(scope));
        let sides = [Some(was), Some(now.as_str())];
        let value = now.clone();
        self.set("reserved address", field("address"), sides, (pointer, "IPAddress"), value);
        let (was, now) = (text(one, "ClientId"), "02-00-5e-00-53-02");
        let sides = [Some(was), Some(now)];
        self.set("reserved client", field("ClientId"), sides, (pointer, "ClientId"), now);
        let (was, now) = (text(one, "Name"), "renamed.example.net");
        let renamed = match self.is_first() {
            true => field("name")
                .replace(&format!("/reservation.{was}/"), &format!("/reservation.{now}/")),
            false => field("name"),
        };
        self.set("reservation name", renamed, [Some(was), Some(now)], (pointer, "Name"), now);
        let was = one["Description"].as_str().unwrap_or("");
        let sides = [Some(was), Some("Said otherwise")];
        let at = (pointer, "Description");
        self.set("reservation description", field("Description"), sides, at, "Said otherwise");
        let was = text(one, "Type");
        let now = if was == "Dhcp" { "Bootp" } else { "Dhcp" };
        let sides = [Some(was), Some(now)];
        self.set("reservation type", field("Type"), sides, (pointer, "Type"), now);
    }

    fn reserved_options(
        &mut self,
        state: &Value,
        (scope, one): (&Value, &Value),
        path: &str,
        pointer: &str,
    ) {
        for (at, option) in list(one, "options").iter().enumerate() {
            let field = format!("{path}/{}", option_name(option));
            let was = joined(option);
            let value = if option["Type"] == "IPv4Address" { "192.0.2.250" } else { "changed" };
            let sides = [Some(was.as_str()), Some(value)];
            let place = format!("{pointer}/options/{at}");
            let at_value = (place.as_str(), "Value");
            self.set("reserved option", field.clone(), sides, at_value, json!([value]));
            let inherited = effective_as(state, scope, option);
            let sides = [Some(was.as_str()), inherited.as_deref()];
            self.add("reserved option removed", field, sides, |state| {
                list_mut(state.pointer_mut(pointer).unwrap(), "options").remove(at);
            });
        }
        for id in [42, 3, 44] {
            if list(one, "options").iter().any(|option| option["OptionId"] == id) {
                continue;
            }
            let was = effective(state, scope, id);
            let sides = [was.as_deref(), Some("192.0.2.251")];
            let option = json!({ "OptionId": id, "Type": "IPv4Address", "Value": ["192.0.2.251"] });
            self.add("reserved option added", format!("{path}/option.{id}"), sides, |state| {
                list_mut(state.pointer_mut(pointer).unwrap(), "options").push(option);
            });
        }
    }
}
