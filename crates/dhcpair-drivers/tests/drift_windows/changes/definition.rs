//! Classes, option definitions and filters.

use serde_json::{Value, json};

use super::Maker;
use crate::ground::{list, list_mut, text};

impl Maker<'_> {
    pub(crate) fn definitions(&mut self) {
        let state = self.state();
        let pair = self.ground.pair();
        self.classes(&state, &pair);
        self.option_definitions(&state, &pair);
        self.filters(&state, &pair);
    }

    /// Removes each of a list, and adds one.
    fn lone(&mut self, list_name: &'static str, names: Vec<String>, added: (&str, Value)) {
        for (at, path) in names.into_iter().enumerate() {
            self.add("definition removed", path, [Some("present"), None], |state| {
                list_mut(&mut state["v4"], list_name).remove(at);
            });
        }
        let path = format!("{}/{}", self.ground.pair(), added.0);
        self.add("definition added", path, [None, Some("present")], |state| {
            list_mut(&mut state["v4"], list_name).push(added.1);
        });
    }

    fn description(&mut self, one: &Value, path: &str, pointer: &str) {
        let sides = [one["Description"].as_str(), Some("Said otherwise")];
        let path = format!("{path}/Description");
        self.set("definition text", path, sides, (pointer, "Description"), "Said otherwise");
    }

    fn classes(&mut self, state: &Value, pair: &str) {
        let classes = list(&state["v4"], "classes");
        let path = |one: &Value| format!("{pair}/class.{}", text(one, "Name"));
        for (at, one) in classes.iter().enumerate() {
            let pointer = format!("/v4/classes/{at}");
            self.description(one, &path(one), &pointer);
            let was = match text(one, "Data") {
                "0x6b696f736b" => "kiosk",
                data => data,
            };
            let sides = [Some(was), Some("OtherClient")];
            let field = format!("{}/Data", path(one));
            self.set("class data", field, sides, (&pointer, "Data"), "OtherClient");
            let was = text(one, "Type");
            let now = if was == "User" { "Vendor" } else { "User" };
            let sides = [Some(was), Some(now)];
            self.set("class type", format!("{}/Type", path(one)), sides, (&pointer, "Type"), now);
        }
        let added = json!({ "Name": "Added", "Type": "User", "Data": "added" });
        self.lone("classes", classes.iter().map(path).collect(), ("class.Added", added));
    }

    fn option_definitions(&mut self, state: &Value, pair: &str) {
        let definitions = list(&state["v4"], "option-definitions");
        let path = |one: &Value| {
            let vendor = one["VendorClass"].as_str().map(|class| format!(" of {class}"));
            format!("{pair}/option-definition.{}{}", one["OptionId"], vendor.unwrap_or_default())
        };
        for (at, one) in definitions.iter().enumerate() {
            let pointer = format!("/v4/option-definitions/{at}");
            let (at, path) = (pointer.as_str(), path(one));
            self.description(one, &path, at);
            let was = text(one, "Name");
            let sides = [Some(was), Some("Renamed")];
            self.set("option name", format!("{path}/Name"), sides, (at, "Name"), "Renamed");
            let was = one["MultiValued"].as_bool().unwrap();
            let sides = [Some(was.to_string()), Some((!was).to_string())];
            let sides = [sides[0].as_deref(), sides[1].as_deref()];
            self.set(
                "option list",
                format!("{path}/MultiValued"),
                sides,
                (at, "MultiValued"),
                !was,
            );
            let (value, shown) = match text(one, "Type") {
                "IPv4Address" => ("192.0.2.9", "192.0.2.9"),
                "String" => ("default", "default"),
                "BinaryData" => ("0x10", "0x10"),
                _ => ("0x10", "16"),
            };
            let sides = [None, Some(shown)];
            let field = format!("{path}/DefaultValue");
            self.set("option default", field, sides, (at, "DefaultValue"), json!([value]));
        }
        let added =
            json!({ "OptionId": 199, "Name": "Added", "MultiValued": false, "Type": "DWord" });
        let names = definitions.iter().map(path).collect();
        self.lone("option-definitions", names, ("option-definition.199", added));
    }

    fn filters(&mut self, state: &Value, pair: &str) {
        let filters = list(&state["v4"], "filters");
        let path =
            |one: &Value| format!("{pair}/filter.{}", text(one, "MacAddress").to_ascii_lowercase());
        for (at, one) in filters.iter().enumerate() {
            let pointer = format!("/v4/filters/{at}");
            self.description(one, &path(one), &pointer);
            let was = text(one, "List");
            let now = if was == "Deny" { "Allow" } else { "Deny" };
            let sides = [Some(was), Some(now)];
            self.set("filter list", format!("{}/List", path(one)), sides, (&pointer, "List"), now);
        }
        let added = json!({ "List": "Allow", "MacAddress": "02-00-5E-00-53-*" });
        let names = filters.iter().map(path).collect();
        self.lone("filters", names, ("filter.02-00-5e-00-53-*", added));
    }
}
