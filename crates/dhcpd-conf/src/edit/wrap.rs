//! Bare ranges of a subnet into pools.

use config_text::Span;

use super::block::{Block, span};
use super::layout::Layout;
use super::{Editor, Refusal};
use crate::index::tree::Node;
use crate::read::FileIndex;
use crate::read::out::quote;
use crate::view::{Range, SubnetIx};

impl Editor<'_> {
    /// Wraps ranges that stand directly in a subnet: those that follow one another share a pool.
    pub(super) fn wrap(
        &mut self,
        subnet: SubnetIx,
        ranges: &[Range],
        peer: &str,
    ) -> Result<(), Refusal> {
        let block = self.block(self.span_of(self.scope_of(subnet)?)?)?;
        let mut runs: Vec<Vec<Span>> = Vec::new();
        for range in ranges {
            let file = self.file(range.span)?;
            match runs.last_mut() {
                Some(run) if run.last().is_some_and(|last| follows(file, *last, range.span)) => {
                    run.push(range.span);
                }
                _ => runs.push(vec![range.span]),
            }
        }
        for run in runs {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let text = self.file(*first)?;
            let (place, pool) = pool(&block, text, first.to(*last), peer);
            self.edits.replace(place, pool);
            let ix = self.peer_ix(peer)?;
            self.count(ix, 1);
        }
        Ok(())
    }
}

/// Whether one range statement comes directly behind another.
fn follows(file: &FileIndex, one: Span, other: Span) -> bool {
    let next = |node: Node| file.tree.node(node.next).map(|next| file.node_span(next));
    one.file == other.file
        && file.tree.statement_at(one.start).and_then(|(_, node)| next(node)) == Some(other)
}

/// A pool around a text of ranges, and what it replaces: where they have lines for themselves, the
/// comment behind the last one too, and the lines go one step further in.
fn pool(subnet: &Block<'_>, file: &FileIndex, place: Span, peer: &str) -> (Span, Vec<u8>) {
    let layout = Layout::new(&file.bytes);
    let (start, end) = (place.start as usize, place.end as usize);
    let reference = format!("failover peer {};", quote(peer.as_bytes()));
    if !layout.begins_line(start) || !layout.ends_line(end) {
        let ranges = layout.part(start, end);
        return (place, [b"pool { ", reference.as_bytes(), b" ", ranges, b" }"].concat());
    }
    let end = end + layout.part(end, layout.line_end(end)).trim_ascii_end().len();
    let outer = layout.indent(start);
    let inner = subnet.deeper(outer);
    let newline = layout.newline(start).as_bytes();
    let mut out: Vec<u8> =
        [b"pool {", newline, &inner, reference.as_bytes(), newline, &inner].concat();
    for (nth, line) in layout.part(start, end).split_inclusive(|byte| *byte == b'\n').enumerate() {
        match line.strip_prefix(outer) {
            Some(rest) if nth > 0 && !line.trim_ascii().is_empty() => {
                out.extend_from_slice(&inner);
                out.extend_from_slice(rest);
            }
            _ => out.extend_from_slice(line),
        }
    }
    out.extend([newline, outer, b"}"].concat());
    (span(file, start, end), out)
}
