//! Networks and pools closed by classes that nobody is in, and what is kept outside the file.

use std::collections::HashSet;

use config_text::Diagnostic;

use super::judge::Judge;
use crate::node::Node;
use crate::rules;
use crate::text::nearest;
use crate::view::{Server, strings};

/// Hook libraries that put nobody in a class of their own making.
const HARMLESS: &[&str] = &[
    "libdhcp_bootp",
    "libdhcp_ddns_tuning",
    "libdhcp_flex_id",
    "libdhcp_flex_option",
    "libdhcp_ha",
    "libdhcp_lease_cmds",
    "libdhcp_lease_query",
    "libdhcp_legal_log",
    "libdhcp_limits",
    "libdhcp_mysql",
    "libdhcp_perfmon",
    "libdhcp_pgsql",
    "libdhcp_ping_check",
    "libdhcp_run_script",
    "libdhcp_stat_cmds",
];

/// Beginnings of classes that Kea or its hooks fill.
const FILLED: &[&str] = &["AFTER_", "EXTERNAL_", "HA_", "SPAWN_", "VENDOR_CLASS_"];

/// Classes that Kea fills by itself.
const BUILT_IN: &[&str] = &["ALL", "BOOTP", "DROP", "KNOWN", "SKIP_DDNS", "UNKNOWN"];

pub(super) fn check(judge: &mut Judge<'_>) {
    let server = judge.server;
    elsewhere(judge);
    let mut levels = Vec::new();
    levels.extend(server.shared_networks().iter().map(|network| network.node()));
    for subnet in server.subnets() {
        levels.push(subnet.node());
        levels.extend(subnet.pools().iter().map(|pool| pool.node()));
        levels.extend(subnet.pd_pools().iter().map(|pool| pool.node()));
    }
    let guarded: Vec<_> =
        levels.into_iter().map(guards_of).filter(|guards| !guards.is_empty()).collect();
    if guarded.is_empty() {
        return;
    }
    let Some(classes) = Classes::of(server) else { return };
    for guards in guarded {
        let name = |guard: &Node<'_>| guard.as_str().unwrap_or_default().into_owned();
        // Of several classes one is enough.
        if guards.iter().any(|guard| classes.may_have_somebody(&name(guard))) {
            continue;
        }
        for guard in guards {
            closed(judge, &classes, guard, &name(&guard));
        }
    }
}

/// The classes that a level is open to; none where it is open to everybody.
fn guards_of(level: Node<'_>) -> Vec<Node<'_>> {
    let mut guards = strings(level, "client-class");
    guards.extend(strings(level, "client-classes"));
    guards.retain(|guard| guard.as_bytes().is_some_and(|name| !name.is_empty()));
    guards
}

fn closed(judge: &mut Judge<'_>, classes: &Classes, guard: Node<'_>, name: &str) {
    let defined = classes.defined.contains(name);
    let why = if defined { "it has no expression" } else { "it is not defined" };
    let message = format!("nobody is in the class `{}`: {why}", guard.shown());
    let mut finding = Diagnostic::new(&rules::GUARD_NAKS, guard.name_span(), message);
    let near = nearest(name, classes.defined.iter().map(String::as_str));
    if let (false, Some(near)) = (defined, near) {
        finding = finding.with_help(format!("did you mean `{near}`?"));
    }
    judge.push(finding);
}

/// The classes of a server, and those that somebody may be in.
struct Classes {
    defined: HashSet<String>,
    filled: HashSet<String>,
}

impl Classes {
    /// `None` where classes may come from elsewhere.
    fn of(server: Server<'_>) -> Option<Self> {
        let harmless = |name: Option<String>| name.is_some_and(|n| HARMLESS.contains(&&*n));
        let hooks = server.hook_libraries();
        if hooks.iter().any(|hook| !harmless(hook.name()))
            || !server.hosts_databases().is_empty()
            || !server.config_databases().is_empty()
        {
            return None;
        }
        let mut classes = Self { defined: HashSet::new(), filled: HashSet::new() };
        for class in server.client_classes() {
            let Some(name) = class.name() else { continue };
            if class.test().is_some() {
                classes.filled.insert(name.clone().into_owned());
            }
            classes.defined.insert(name.into_owned());
        }
        let mut reservations = server.reservations();
        reservations.extend(server.subnets().iter().flat_map(|subnet| subnet.reservations()));
        let given = reservations.iter().flat_map(|reservation| reservation.client_classes());
        classes.filled.extend(given.filter_map(|class| class.as_str().map(|n| n.into_owned())));
        // A class that is looked at on demand may need no expression.
        for node in server.node().document().nodes() {
            let key = node.raw_key();
            if key == Some(b"require-client-classes") || key == Some(b"evaluate-additional-classes")
            {
                let names = node.items().filter_map(Node::as_str);
                classes.filled.extend(names.map(|name| name.into_owned()));
            }
        }
        Some(classes)
    }

    fn may_have_somebody(&self, name: &str) -> bool {
        self.filled.contains(name)
            || BUILT_IN.contains(&name)
            || FILLED.iter().any(|prefix| name.starts_with(prefix))
    }
}

/// What this file does not show.
fn elsewhere(judge: &mut Judge<'_>) {
    let server = judge.server;
    for (databases, what) in
        [(server.config_databases(), "configuration"), (server.hosts_databases(), "reservations")]
    {
        if let Some(at) = databases.first() {
            let message = format!("part of the {what} is kept in a database");
            judge.find(&rules::MANAGED_ELSEWHERE, *at, message);
        }
    }
}
