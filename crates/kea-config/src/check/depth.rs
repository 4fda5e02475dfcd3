//! How deep maps and lists are nested.

use super::judge::Judge;
use crate::node::Node;
use crate::rules;
use crate::version::Release;

/// First releases with a limit, of the development line and of each stable line.
const SINCE: &[Release] = &[Release::new(2, 6, 5), Release::new(3, 0, 3), Release::new(3, 1, 5)];

/// Levels that are followed.
const MOST: usize = 100;

pub(super) fn check(judge: &mut Judge<'_>) {
    if !judge.version.is_always(|release| release.has(SINCE)) {
        return;
    }
    // The containers around the value at hand, outermost first.
    let mut around: Vec<Node<'_>> = Vec::new();
    for node in judge.server.node().document().nodes() {
        let parent = node.parent();
        while around.last().is_some_and(|last| Some(*last) != parent) {
            around.pop();
        }
        if node.kind().is_scalar() {
            continue;
        }
        around.push(node);
        if around.len() > MOST {
            let message = format!("more than {MOST} maps and lists around one another");
            return judge.find(&rules::DEPTH, node, message);
        }
    }
}
