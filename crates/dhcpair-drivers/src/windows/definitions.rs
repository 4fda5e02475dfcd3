//! Classes, option definitions, policies of the server, and filters.

use std::collections::BTreeSet;
use std::sync::Arc;

use failover_model::{ContextIx, Definition, DefinitionKind, Level};
use windows_dhcp::{Class, OptionDefinition, Place, Recorded, hardware_pattern};

use super::lower::{Lower, flag};
use super::options::canonical;
use super::scopes::by_order;

impl Lower<'_> {
    pub(super) fn definitions(&mut self) {
        let state = self.state;
        for (policy, at) in by_order(&state.v4.policies) {
            self.policy(policy, at, None);
        }
        let mut names = BTreeSet::new();
        for class in &state.v4.classes {
            // A vendor and a user class may share a name.
            let name = match names.insert(class.name.as_str()) {
                true => class.name.clone(),
                false => format!("{} ({})", class.name, class.kind),
            };
            self.class(class, name);
        }
        for definition in &state.v4.option_definitions {
            self.option_definition(definition);
        }
        let mut addresses = BTreeSet::new();
        for filter in &state.v4.filters {
            let address = hardware_pattern(&filter.mac_address);
            let name = match addresses.insert(address.clone()) {
                true => address,
                false => format!("{address} ({})", filter.list),
            };
            let context = self.define(DefinitionKind::Filter, name, filter.at, "MacAddress");
            self.set(context, filter.at, "List", filter.list.as_str());
            self.set_text(context, filter.at, "Description", filter.description.as_deref());
            self.keep_unknown(context, filter.at, "");
        }
    }

    /// Adds a definition without an order, and returns the context for what it says.
    fn define(
        &mut self,
        kind: DefinitionKind,
        name: impl Into<Arc<str>>,
        at: Place,
        property: &str,
    ) -> ContextIx {
        let context = self.config.add_context(self.config.root(), Level::Definition);
        let span = self.text.property(at, property);
        let name = name.into();
        let (scope, ordered) = (None, false);
        self.config.add_definition(Definition { kind, name, scope, ordered, context, span });
        context
    }

    fn class(&mut self, class: &Recorded<Class>, name: String) {
        let context = self.define(DefinitionKind::Class, name, class.at, "Name");
        self.set(context, class.at, "Type", class.kind.as_str());
        self.set(context, class.at, "Data", data(&class.data));
        self.set_text(context, class.at, "Description", class.description.as_deref());
        self.keep_unknown(context, class.at, "");
    }

    fn option_definition(&mut self, definition: &Recorded<OptionDefinition>) {
        let (key, at) = (definition.key(), definition.at);
        let name = match key.vendor {
            "" => key.id.to_string(),
            vendor => format!("{} of {vendor}", key.id),
        };
        let context = self.define(DefinitionKind::OptionDefinition, name, at, "OptionId");
        self.set(context, at, "Name", definition.name.as_str());
        self.set_text(context, at, "Description", definition.description.as_deref());
        self.set(context, at, "MultiValued", flag(definition.multi_valued));
        self.set(context, at, "Type", definition.kind.as_str());
        let default = canonical(&definition.default_value, Some(definition.kind));
        self.set_text(context, at, "DefaultValue", Some(&default));
        self.keep_unknown(context, at, "");
    }
}

/// What clients of a class send, in one spelling: bytes that are all readable are text.
fn data(data: &str) -> String {
    let digits = data.strip_prefix("0x").or_else(|| data.strip_prefix("0X"));
    let Some(digits) = digits.filter(|digits| digits.len() % 2 == 0 && !digits.is_empty()) else {
        return data.to_owned();
    };
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    match bytes {
        None => data.to_owned(),
        Some(bytes) if bytes.iter().all(|byte| (0x20..0x7f).contains(byte)) => {
            bytes.into_iter().map(char::from).collect()
        }
        Some(_) => format!("0x{}", digits.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::data;

    #[test]
    fn bytes_and_characters_are_the_same_data() {
        assert_eq!(data("0x4D53465420352E30"), "MSFT 5.0");
        assert_eq!(data("MSFT 5.0"), "MSFT 5.0");
        assert_eq!(data("0X00ff"), "0x00ff");
        assert_eq!(data("0x123"), "0x123");
        assert_eq!(data("0xzz"), "0xzz");
    }
}
