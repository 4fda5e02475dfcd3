//! Client classes: names, expressions, and what they refer to.

use std::collections::HashMap;
use std::net::IpAddr;

use super::addresses::{address, not_an_address};
use super::judge::Judge;
use crate::expression::{Reference, Wants, examine};
use crate::node::Node;
use crate::option::{Definitions, Wanted};
use crate::rules;
use crate::view::{ClientClass, Family};

pub(super) fn check(judge: &mut Judge<'_>) {
    let server = judge.server;
    let definitions = Definitions::new(judge.family(), judge.version, &server.option_definitions());
    let mut known: HashMap<String, Node<'_>> = HashMap::new();
    for class in server.client_classes() {
        self::class(judge, class, &known, &definitions);
        if let Some(name) = class.name()
            && let Some(first) = known.insert(name.into_owned(), class.node())
        {
            judge.twice(&rules::CLASS, class.node(), first, "this class is defined twice");
        }
    }
    let list = server.node().get("client-classes");
    let empty = list.filter(|list| list.items().next().is_none());
    if let Some(list) = empty
        && judge.version.is_before(3, 0, 4)
    {
        judge.find(&rules::EMPTY, list, "`client-classes` must not be empty");
    }
}

fn class(
    judge: &mut Judge<'_>,
    class: ClientClass<'_>,
    known: &HashMap<String, Node<'_>>,
    definitions: &Definitions,
) {
    let node = class.node();
    super::values::exclusive(judge, node);
    if let Some(name) = node.get("name").filter(|n| n.as_bytes().is_some_and(|n| n.is_empty())) {
        judge.find(&rules::CLASS, name, "a class needs a name");
    }
    if let (Some(_), Some(template)) = (node.get("test"), node.get("template-test")) {
        judge.find(
            &rules::KEY_CONFLICT,
            template,
            "`test` and `template-test` exclude one another",
        );
    }
    expression(judge, class, known, definitions);
    built_in(judge, class);
    if judge.family() == Family::V4 {
        if let Some(next) = node.get("next-server").filter(|next| next.as_bytes().is_some())
            && !matches!(address(next), Some(IpAddr::V4(own)) if !own.is_broadcast())
        {
            not_an_address(judge, next);
        }
        super::networks::lengths(judge, node, 63, 128);
    }
}

const BUILT_IN: [&str; 4] = ["ALL", "KNOWN", "UNKNOWN", "BOOTP"];
const PREFIXES: [&str; 4] = ["VENDOR_CLASS_", "HA_", "AFTER_", "EXTERNAL_"];

fn is_built_in(name: &str) -> bool {
    BUILT_IN.contains(&name)
        || PREFIXES.iter().any(|prefix| name.len() > prefix.len() && name.starts_with(prefix))
}

fn expression(
    judge: &mut Judge<'_>,
    class: ClientClass<'_>,
    known: &HashMap<String, Node<'_>>,
    definitions: &Definitions,
) {
    let Some(test) = class.test() else { return };
    let Some(text) = test.as_bytes() else { return };
    let template = class.node().get("test").is_none();
    let wants = if template { Wants::Text } else { Wants::Boolean };
    let references = match examine(&text, judge.family(), judge.version, wants) {
        Ok(references) => references,
        Err(problem) => {
            let (before, _) = text.split_at_checked(problem.at).unwrap_or((&text, &[]));
            let column = String::from_utf8_lossy(before).chars().count() + 1;
            let message =
                format!("the expression fails at its character {column}: {}", problem.message);
            return judge.find(&rules::CLASS, test, message);
        }
    };
    for reference in references {
        match reference {
            Reference::Class(name) => {
                let fine = template || is_built_in(&name) || known.contains_key(&name);
                if !fine {
                    let name = crate::text::shorten(&name);
                    let message = format!("no class `{name}` is defined above this one");
                    judge.find(&rules::CLASS, test, message);
                }
            }
            Reference::Option(name) => {
                let space = judge.family().option_space();
                let found = definitions.find(space, Wanted::Name(&name), &[]);
                if found.candidates.is_empty() {
                    let name = crate::text::shorten(&name);
                    let message = format!("no option `{name}` is defined in the space `{space}`");
                    judge.find(&rules::CLASS, test, message);
                }
            }
        }
    }
}

/// Kea decides by itself who is in these.
fn built_in(judge: &mut Judge<'_>, class: ClientClass<'_>) {
    let Some(name) = class.name() else { return };
    let built_in = BUILT_IN.contains(&&*name);
    if built_in
        && let Some(test) = class.test()
        && test.as_bytes().is_some_and(|text| !text.is_empty())
    {
        judge.find(&rules::CLASS, test, format!("the built-in class `{name}` takes no expression"));
    }
    if (built_in || name == "DROP") && class.only_in_additional_list() {
        let message = format!("the class `{name}` is always evaluated");
        judge.find(&rules::CLASS, class.node(), message);
    }
}
