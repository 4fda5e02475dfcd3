//! Files that the server may use: each kind in one folder (CVE-2025-32801).
//!
//! Which folder that is was decided when the server was built; what every build has in common is how
//! it ends.

use config_text::{Diagnostic, Phase};

use super::judge::Judge;
use crate::node::Node;
use crate::rules;
use crate::version::Release;
use crate::view::maps;

/// First releases that insist, of the development line and of each stable line.
const SINCE: &[Release] = &[Release::new(2, 4, 2), Release::new(2, 6, 3), Release::new(2, 7, 9)];

/// The release from which the checkers, `-t` and `-T`, look at the folder of a control socket; before
/// it only a start does (2.6.3).
const SOCKETS_LOOKED_AT: Release = Release::new(2, 7, 9);

pub(super) fn check(judge: &mut Judge<'_>) {
    if !judge.version.is_always(|release| release.has(SINCE)) {
        return;
    }
    let server = judge.server;
    for hook in server.hook_libraries() {
        let library = hook.node().get("library");
        place(judge, library, "hook libraries", "/kea/hooks", Phase::Load);
    }
    let looked_at = judge.version.is_always(|release| release >= SOCKETS_LOOKED_AT);
    let phase = if looked_at { Phase::Load } else { Phase::Start };
    for socket in server.control_sockets() {
        let name = socket.get("socket-name");
        place(judge, name, "control sockets", "/run/kea", phase);
    }
    if let Some(leases) = server.lease_database() {
        let memfile = leases.get("type").and_then(Node::as_str).is_some_and(|t| t == "memfile");
        let kept = leases.get("persist").and_then(Node::as_bool) != Some(false);
        if memfile && kept {
            place(judge, leases.get("name"), "lease files", "/lib/kea", Phase::Start);
        }
    }
    for logger in maps(server.node(), "loggers") {
        for key in ["output_options", "output-options"] {
            for output in maps(logger, key) {
                let at = output.get("output").filter(|at| !is_stream(*at));
                place(judge, at, "log files", "/log/kea", Phase::Start);
            }
        }
    }
}

/// Whether a log goes to the terminal or to the system's log.
fn is_stream(output: Node<'_>) -> bool {
    let text = output.as_str().unwrap_or_default();
    matches!(&*text, "stdout" | "stderr" | "syslog") || text.starts_with("syslog:")
}

/// A name without a folder is always fine. What the server's own checker does not look at, the start
/// does.
fn place(judge: &mut Judge<'_>, at: Option<Node<'_>>, what: &str, ending: &str, phase: Phase) {
    let Some(at) = at else { return };
    let text = at.as_str().unwrap_or_default();
    let Some((folder, _)) = text.trim().rsplit_once('/') else { return };
    if !folder.ends_with(ending) {
        let message = format!(
            "`{}` is not where this version lets {what} lie: in a folder that ends in `{ending}`",
            at.shown()
        );
        let finding = Diagnostic::new(&rules::PATH_OUTSIDE, at.name_span(), message);
        judge.push(finding.with_phase(phase));
    }
}
