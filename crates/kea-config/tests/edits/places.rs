//! Where a change may show in a text.

use kea_config::{Document, Node};

use crate::Change;

/// The entry in front of another one in its map or list, and the one behind it.
fn neighbours<'d>(node: Node<'d>) -> (Option<Node<'d>>, Option<Node<'d>>) {
    let items: Vec<_> = node.parent().into_iter().flat_map(Node::items).collect();
    let at = items.iter().position(|item| *item == node).unwrap();
    (at.checked_sub(1).map(|at| items[at]), items.get(at + 1).copied())
}

/// Where a map or list opens, behind the bracket; and where it closes.
fn inside(node: Node<'_>) -> (usize, usize) {
    let close = node.closing_span().unwrap();
    (node.span().start as usize + 1, close.start as usize)
}

fn start(node: Node<'_>) -> usize {
    node.key_span().unwrap_or(node.span()).start as usize
}

fn end(node: Node<'_>) -> usize {
    node.span().end as usize
}

/// Holds a change to its place: between the entries beside it, or in the value itself.
pub(crate) fn only_there(document: &Document, before: &[u8], after: &[u8], change: &Change) {
    let (from, to) = match change {
        Change::Replace(path, _) => {
            let node = document.get(path).unwrap();
            (node.span().start as usize, end(node))
        }
        Change::Remove(path) => {
            let node = document.get(path).unwrap();
            let (open, close) = inside(node.parent().unwrap());
            let (one, other) = neighbours(node);
            (one.map_or(open, end), other.map_or(close, start))
        }
        Change::Insert(path, ..) => {
            let map = document.get(path).unwrap();
            let (open, close) = inside(map);
            (map.items().last().map_or(open, end), close)
        }
        Change::Push(path, at, _) => {
            let list = document.get(path).unwrap();
            let (open, close) = inside(list);
            let items: Vec<_> = list.items().collect();
            let one = at.checked_sub(1).map(|at| items[at]);
            (one.map_or(open, end), items.get(*at).map_or(close, |item| start(*item)))
        }
    };
    assert_eq!(before[..from], after[..from], "{change:?}");
    let kept = before.len() - to;
    assert_eq!(before[to..], after[after.len() - kept..], "{change:?}");
}
