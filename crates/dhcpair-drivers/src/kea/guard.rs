//! Classes that decide who may use a network, subnet or pool, and classes looked at there only.

use failover_model::Setting;
use kea_config::Node;

use super::value;

/// The keys of this module.
pub(super) const KEYS: [&str; 4] =
    ["client-class", "client-classes", "evaluate-additional-classes", "require-client-classes"];

/// What a shared network says, and its subnets heed beside their own.
#[derive(Debug, Clone, Default)]
pub(super) struct Outer {
    guard: Option<String>,
    additional: Vec<String>,
}

impl Outer {
    /// The settings of a level inside, and what counts further in.
    ///
    /// Guards add up: a client must be in one class of each level. Additional classes add up, too,
    /// and so a level that says none is like the one around it.
    pub(super) fn enter(&self, node: Node<'_>) -> (Vec<Setting>, Self) {
        let mut settings = Vec::new();
        let mut inner = self.clone();
        if let Some((own, place)) = guard(node) {
            let both = match &self.guard {
                Some(outer) if *outer != own => format!("{outer} and {own}"),
                _ => own,
            };
            settings.push(Setting::new("client-class", both.clone(), Some(place.span())));
            inner.guard = Some(both);
        }
        if let Some((own, place)) = additional(node) {
            inner.additional.extend(own);
            let all = inner.additional.join(", ");
            settings.push(Setting::new("evaluate-additional-classes", all, Some(place.span())));
        }
        (settings, inner)
    }
}

/// The classes of which a client must be in one, by either spelling; none where none is said.
fn guard(node: Node<'_>) -> Option<(String, Node<'_>)> {
    let one = node.get("client-class");
    let several = node.get("client-classes");
    let mut classes: Vec<_> = one.and_then(value::text).into_iter().collect();
    classes.extend(several.and_then(value::names).unwrap_or_default());
    classes.retain(|class| !class.is_empty());
    classes.sort_unstable();
    classes.dedup();
    (!classes.is_empty()).then_some((classes.join(" or "), several.or(one)?))
}

fn additional(node: Node<'_>) -> Option<(Vec<String>, Node<'_>)> {
    let list = node.get_any(&["evaluate-additional-classes", "require-client-classes"])?;
    let classes = value::names(list)?;
    (!classes.is_empty()).then_some((classes, list))
}
