//! Hosts of the same name. dhcpd finds them one by one; here all are looked at when they are read.

use std::collections::HashMap;

use config_text::{Diagnostic, Span};

use super::twice::Twice;
use crate::read::ClosedHost;
use crate::rules;
use crate::view::{Config, ScopeIx, ScopeKind};

/// Adds what dhcpd says at the end of each second host, where it would have been said.
pub(super) fn run(config: &mut Config, closed: &[ClosedHost]) {
    let twice = Twice::among(closed.iter().map(|host| host.hash));
    let mut declared: HashMap<&str, ScopeIx> = HashMap::new();
    let mut found = Vec::new();
    for host in closed.iter().filter(|host| twice.has(host.hash)) {
        let name = name_of(config, host.scope);
        if host.deleted {
            // The name is free again.
            declared.remove(name);
        } else if let Some(other) = declared.get(name) {
            found.push((host.before as usize, finding(config, host.scope, *other, name)));
        } else {
            declared.insert(name, host.scope);
        }
    }
    if !found.is_empty() {
        insert(&mut config.diagnostics, found);
    }
}

fn name_of(config: &Config, scope: ScopeIx) -> &str {
    match config.scope(scope).map(|scope| &scope.kind) {
        Some(ScopeKind::Host { name }) => name,
        _ => "",
    }
}

fn finding(config: &Config, scope: ScopeIx, other: ScopeIx, name: &str) -> Diagnostic {
    let message = format!("a host `{name}` is declared above");
    // dhcpd says it at the closing brace.
    let brace = config.scope(scope).map(|scope| scope.span);
    let brace = brace.map(|span| Span { start: span.end.saturating_sub(1), ..span });
    let mut finding = match brace {
        Some(brace) => Diagnostic::new(&rules::DECLARED_TWICE, brace, message),
        None => Diagnostic::without_place(&rules::DECLARED_TWICE, message),
    };
    for (ix, text) in [(scope, "declared again here"), (other, "first declared here")] {
        if let Some(scope) = config.scope(ix) {
            finding = finding.with_label(scope.name_span, text);
        }
    }
    finding
}

/// Puts each finding before the one of its number.
fn insert(diagnostics: &mut Vec<Diagnostic>, found: Vec<(usize, Diagnostic)>) {
    let mut found = found.into_iter().peekable();
    let before = std::mem::take(diagnostics);
    for (at, finding) in before.into_iter().enumerate() {
        while let Some((_, new)) = found.next_if(|(before, _)| *before <= at) {
            diagnostics.push(new);
        }
        diagnostics.push(finding);
    }
    diagnostics.extend(found.map(|(_, finding)| finding));
}
