//! From the elements of an export to the JSON of a recorded state, with the place of each value.

use std::fmt::Write as _;

use config_text::{FileId, Span};

use crate::json::{Document, Origin};

use super::xml::Element;

/// How the text of an element becomes a value.
#[derive(Clone, Copy)]
enum Form {
    Text,
    /// Left away where it is empty.
    Word,
    Number,
    Flag,
    /// An element that may be repeated: a list of texts.
    Each,
}

/// What an element of an export is.
struct Shape {
    /// Elements with a text, by their names and the properties that they are.
    values: &'static [(&'static str, &'static str, Form)],
    /// Elements that hold a list: their name, that of their elements, and the property.
    lists: &'static [(&'static str, &'static str, &'static str, &'static Shape)],
    /// Lists that every record has.
    always: &'static [&'static str],
    /// Elements that are not read.
    left_out: &'static [&'static str],
}

const VALUES_ONLY: Shape = Shape { values: &[], lists: &[], always: &[], left_out: &[] };

const RANGE: Shape = Shape { ..VALUES_ONLY };

const OPTION: Shape = Shape {
    values: &[
        ("OptionId", "OptionId", Form::Number),
        ("Value", "Value", Form::Each),
        ("VendorClass", "VendorClass", Form::Word),
        ("UserClass", "UserClass", Form::Word),
    ],
    // An option may be set to nothing.
    always: &["Value"],
    ..VALUES_ONLY
};

const RESERVATION: Shape = Shape {
    lists: &[("OptionValues", "OptionValue", "options", &OPTION)],
    always: &["options"],
    ..VALUES_ONLY
};

const POLICY: Shape = Shape {
    values: &[
        ("Enabled", "Enabled", Form::Flag),
        ("ProcessingOrder", "ProcessingOrder", Form::Number),
        ("VendorClass", "VendorClass", Form::Each),
        ("UserClass", "UserClass", Form::Each),
        ("MacAddress", "MacAddress", Form::Each),
        ("ClientId", "ClientId", Form::Each),
        ("RelayAgent", "RelayAgent", Form::Each),
        ("CircuitId", "CircuitId", Form::Each),
        ("RemoteId", "RemoteId", Form::Each),
        ("SubscriberId", "SubscriberId", Form::Each),
        ("Fqdn", "Fqdn", Form::Each),
    ],
    lists: &[
        ("OptionValues", "OptionValue", "options", &OPTION),
        ("IPRanges", "IPRange", "ranges", &RANGE),
    ],
    always: &["options", "ranges"],
    ..VALUES_ONLY
};

const SCOPE: Shape = Shape {
    values: &[
        ("Name", "Name", Form::Text),
        ("SuperScopeName", "SuperscopeName", Form::Word),
        ("MaxBootpClients", "MaxBootpClients", Form::Number),
        ("Delay", "Delay", Form::Number),
        ("NapEnable", "NapEnable", Form::Flag),
        ("ActivatePolicies", "ActivatePolicies", Form::Flag),
    ],
    lists: &[
        ("ExclusionRanges", "IPRange", "exclusions", &RANGE),
        ("Reservations", "Reservation", "reservations", &RESERVATION),
        ("OptionValues", "OptionValue", "options", &OPTION),
        ("Policies", "Policy", "policies", &POLICY),
    ],
    always: &["exclusions", "reservations", "options", "policies"],
    left_out: &["Leases"],
};

const CLASS: Shape = Shape { values: &[("Data", "Data", Form::Text)], ..VALUES_ONLY };

const DEFINITION: Shape = Shape {
    values: &[
        ("OptionId", "OptionId", Form::Number),
        ("MultiValued", "MultiValued", Form::Flag),
        ("DefaultValue", "DefaultValue", Form::Each),
    ],
    ..VALUES_ONLY
};

/// `IPv4`, but for its settings and filters.
const V4: Shape = Shape {
    values: &[],
    lists: &[
        ("Scopes", "Scope", "scopes", &SCOPE),
        ("OptionValues", "OptionValue", "options", &OPTION),
        ("Policies", "Policy", "policies", &POLICY),
        ("Classes", "Class", "classes", &CLASS),
        ("OptionDefinitions", "OptionDefinition", "option-definitions", &DEFINITION),
    ],
    always: &["failover", "scopes", "options", "policies", "classes", "option-definitions"],
    left_out: &[],
};

/// Elements of `IPv4` that are settings of the server.
const SETTINGS: &[(&str, Form)] = &[
    ("ConflictDetectionAttempts", Form::Number),
    ("NapEnabled", Form::Flag),
    ("NpsUnreachableAction", Form::Word),
    ("ActivatePolicies", Form::Flag),
];

/// The state that an export is a part of, and the elements that are not read. What a state must have
/// and an export does not is there with a value that says nothing.
pub(super) fn state(file: FileId, root: &Element) -> (Option<Document>, Vec<&Element>) {
    let mut write = Write { file, json: String::new(), origins: Vec::new(), left_out: Vec::new() };
    write.root(root);
    let Write { json, origins, left_out, .. } = write;
    (Document::made(file, json.into_bytes(), origins), left_out)
}

struct Write<'e> {
    file: FileId,
    json: String,
    /// The place of each value and each name, in their order.
    origins: Vec<Origin>,
    left_out: Vec<&'e Element>,
}

impl<'e> Write<'e> {
    /// A value that the element stands for as a whole.
    fn at(&mut self, element: &Element) {
        let whole = Span::new(self.file, element.whole.0, element.whole.1);
        self.origins.push(Origin { whole, head: element.head(self.file) });
    }

    /// A value that is the text of an element.
    fn at_text(&mut self, element: &Element) {
        let whole = match element.text_at {
            Some((start, end)) => Span::new(self.file, start, end),
            None => element.head(self.file),
        };
        self.origins.push(Origin { whole, head: whole });
    }

    fn string(&mut self, text: &str) {
        self.json.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => self.json.extend(['\\', c]),
                c if c < ' ' => drop(write!(self.json, "\\u{:04x}", u32::from(c))),
                c => self.json.push(c),
            }
        }
        self.json.push('"');
    }

    /// A property's name, behind a comma where it is not the first.
    fn name(&mut self, name: &str, element: &Element) {
        if !self.json.ends_with(['{', '[']) {
            self.json.push(',');
        }
        self.at(element);
        self.string(name);
        self.json.push(':');
    }

    /// A property of which an export says nothing.
    fn constant(&mut self, name: &str, value: &str, element: &Element) {
        self.name(name, element);
        self.at(element);
        self.json.push_str(value);
    }

    fn open(&mut self, bracket: char, element: &Element) {
        if self.json.ends_with(['}', '"', ']']) {
            self.json.push(',');
        }
        self.at(element);
        self.json.push(bracket);
    }

    fn root(&mut self, root: &'e Element) {
        self.open('{', root);
        self.constant(crate::state::MARKER, "1", root);
        self.name("recorded", root);
        self.open('{', root);
        self.constant("at", "\"1970-01-01T00:00:00Z\"", root);
        self.json.push('}');
        self.name("server", root);
        self.server(root);
        // A second one makes the state one that has something twice.
        for v4 in root.all("IPv4") {
            self.name("v4", v4);
            self.v4(v4);
        }
        self.json.push('}');
    }

    fn server(&mut self, root: &'e Element) {
        self.open('{', root);
        self.constant("name", "\"\"", root);
        self.name("addresses", root);
        self.open('[', root);
        self.json.push(']');
        self.name("version", root);
        self.open('{', root);
        for name in ["MajorVersion", "MinorVersion"] {
            for element in root.all(name) {
                self.value(name, element, Form::Number);
            }
        }
        self.json.push('}');
        let settings = root.child("IPv4").unwrap_or(root);
        self.name("setting", settings);
        self.open('{', settings);
        self.constant("IsDomainJoined", "false", settings);
        self.constant("IsAuthorized", "false", settings);
        for (name, form) in SETTINGS {
            for element in root.all("IPv4").flat_map(|v4| v4.all(name)) {
                self.value(name, element, *form);
            }
        }
        self.json.push('}');
        self.around(root, "");
        for child in &root.children {
            match child.name.as_str() {
                "MajorVersion" | "MinorVersion" | "IPv4" => {}
                "IPv6" => self.left_out.push(child),
                _ => self.unknown(child),
            }
        }
        self.json.push('}');
    }

    fn v4(&mut self, v4: &'e Element) {
        self.open('{', v4);
        self.name("dns-setting", v4);
        self.open('{', v4);
        self.constant("DynamicUpdates", "\"OnClientRequest\"", v4);
        self.constant("DeleteDnsRROnLeaseExpiry", "true", v4);
        self.constant("NameProtection", "false", v4);
        self.json.push('}');
        self.filters(v4);
        let filters = v4.child("Filters");
        let elsewhere = |child: &&Element| {
            let setting = SETTINGS.iter().any(|(name, _)| *name == child.name);
            !setting && !filters.is_some_and(|filters| std::ptr::eq(filters, *child))
        };
        let rest: Vec<&Element> = v4.children.iter().filter(elsewhere).collect();
        self.members(v4, &rest, &V4);
        self.json.push('}');
    }

    /// Which lists are on, and what is on them, stand in one element.
    fn filters(&mut self, v4: &'e Element) {
        let found = v4.child("Filters");
        let place = found.unwrap_or(v4);
        self.name("filter-list", place);
        self.open('{', place);
        for name in ["Allow", "Deny"] {
            if found.is_none_or(|found| found.child(name).is_none()) {
                self.constant(name, "false", place);
            }
            for element in found.iter().flat_map(|found| found.all(name)) {
                self.value(name, element, Form::Flag);
            }
        }
        found.iter().for_each(|found| self.around(found, ""));
        let own = ["Allow", "Deny", "Filter"];
        let children = || found.iter().flat_map(|found| &found.children);
        for child in children().filter(|child| !own.contains(&child.name.as_str())) {
            self.unknown(child);
        }
        self.json.push('}');
        self.name("filters", place);
        self.open('[', place);
        for filter in children().filter(|child| child.name == "Filter") {
            self.object(filter, &VALUES_ONLY);
        }
        self.json.push(']');
    }

    fn object(&mut self, element: &'e Element, shape: &'static Shape) {
        self.open('{', element);
        let children: Vec<&Element> = element.children.iter().collect();
        self.members(element, &children, shape);
        self.json.push('}');
    }

    /// The properties of an object.
    fn members(&mut self, of: &'e Element, children: &[&'e Element], shape: &'static Shape) {
        self.around(of, "");
        let mut given: Vec<&str> = Vec::new();
        for child in children {
            if shape.left_out.contains(&child.name.as_str()) {
                self.left_out.push(child);
                continue;
            }
            if let Some((_, item, name, shape)) = shape.lists.iter().find(|one| one.0 == child.name)
            {
                if !given.contains(name) {
                    given.push(name);
                }
                self.list(child, item, name, shape);
                self.around(child, &child.name);
                continue;
            }
            let known = shape.values.iter().find(|one| one.0 == child.name);
            match known {
                Some((_, name, Form::Each)) => {
                    if !given.contains(name) {
                        given.push(name);
                        self.each(children, child, name);
                    }
                }
                Some((_, name, form)) => self.value(name, child, *form),
                None => self.value(&child.name, child, Form::Word),
            }
        }
        for name in shape.always.iter().filter(|name| !given.contains(name)) {
            self.name(name, of);
            self.open('[', of);
            self.json.push(']');
        }
    }

    fn list(&mut self, of: &'e Element, item: &str, name: &str, shape: &'static Shape) {
        self.name(name, of);
        self.open('[', of);
        for child in &of.children {
            if child.name == item {
                self.object(child, shape);
            } else {
                // No record of this list: it is read as one, and told for what it is.
                self.open('{', child);
                self.unknown(child);
                self.json.push('}');
            }
        }
        self.json.push(']');
    }

    /// Every element of a name as one list of texts.
    fn each(&mut self, children: &[&'e Element], first: &Element, name: &str) {
        self.name(name, first);
        self.open('[', first);
        for child in children.iter().filter(|child| child.name == first.name) {
            if child.is_bare() && child.text.is_empty() {
                continue;
            }
            if self.json.ends_with(['"', '}']) {
                self.json.push(',');
            }
            self.anything(child);
        }
        self.json.push(']');
    }

    /// The text of an element. One that has more than a text is no value: it is told for what it is.
    fn value(&mut self, name: &str, element: &Element, form: Form) {
        let text = element.text.as_str();
        if element.is_bare() && text.is_empty() && !matches!(form, Form::Text) {
            return;
        }
        self.name(name, element);
        let plain = match form {
            Form::Flag => ["true", "false"].contains(&text),
            Form::Number => is_number(text),
            _ => false,
        };
        if plain && element.is_bare() {
            self.at_text(element);
            self.json.push_str(text);
        } else {
            self.anything(element);
        }
    }

    /// What an element has beside its children: attributes and a text, as properties that no class
    /// has; `of` goes in front of their names.
    fn around(&mut self, element: &Element, of: &str) {
        for (name, value) in &element.attributes {
            self.name(&format!("{of}@{name}"), element);
            self.at(element);
            self.string(value);
        }
        if !element.text.is_empty() {
            self.name(&format!("{of}#text"), element);
            self.at_text(element);
            self.string(&element.text);
        }
    }

    /// An element that nothing is known of, as a property.
    fn unknown(&mut self, element: &Element) {
        self.name(&element.name, element);
        self.anything(element);
    }

    /// An element whole, as it is.
    fn anything(&mut self, element: &Element) {
        if element.is_bare() {
            self.at_text(element);
            self.string(&element.text);
            return;
        }
        self.open('{', element);
        self.around(element, "");
        for child in &element.children {
            self.unknown(child);
        }
        self.json.push('}');
    }
}

/// Whether a text is a whole number as JSON writes it.
fn is_number(text: &str) -> bool {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain && (text == "0" || !text.starts_with('0'))
}
