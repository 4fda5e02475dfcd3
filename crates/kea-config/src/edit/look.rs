//! What a new text takes from its neighbours.

use super::place::{Item, Text};
use super::render::{Shape, Style};
use super::{Body, New};
use crate::json::{Json, literal};
use crate::node::Node;

/// Indentation where no neighbour shows one.
const UNIT: &[u8] = b"    ";

/// The looks of a map or list.
#[derive(Clone, Copy)]
pub(super) struct Look<'d> {
    pub(super) container: Node<'d>,
}

impl Look<'_> {
    /// One step of indentation: that of the map or list, or of what is around it.
    pub(super) fn unit(&self, text: &Text<'_>) -> Vec<u8> {
        let around = std::iter::successors(Some(self.container), |node| node.parent());
        for node in around {
            let open = node.span();
            let Some(item) = node.items().next().and_then(Item::of) else { continue };
            if open.file != text.id || item.first.file != text.id {
                continue;
            }
            let own = text.lines.indent(open.start as usize);
            let step = text.lines.indent(item.start()).strip_prefix(own);
            let step = step.filter(|_| text.lines.begins_line(item.start()));
            if let Some(step) = step.filter(|step| !step.is_empty()) {
                return step.to_vec();
            }
        }
        let open = self.container.span().start as usize;
        let tabs = text.lines.indent(open).ends_with(b"\t");
        if tabs { b"\t".to_vec() } else { UNIT.to_vec() }
    }

    /// Blanks up to the column of a place; tabs stay tabs.
    pub(super) fn column(&self, text: &Text<'_>, at: usize) -> Vec<u8> {
        let line = text.lines.part(text.lines.line_start(at), at);
        line.iter().map(|byte| if *byte == b'\t' { b'\t' } else { b' ' }).collect()
    }

    /// What stands between a comma and the next entry on its line.
    pub(super) fn blank(&self, text: &Text<'_>, item: &Item<'_>) -> &'static [u8] {
        let before = item.before();
        let own = |at: usize| !matches!(text.bytes.get(at), None | Some(b']' | b'}'));
        let in_front = text.lines.part(before.start as usize, before.end as usize) == b",";
        let gap = if in_front && before.file == text.id {
            Some(before.end as usize)
        } else {
            item.comma().map(|comma| comma.end as usize).filter(|at| own(*at))
        };
        let next = gap.and_then(|at| text.bytes.get(at));
        if next.is_some_and(|byte| !byte.is_ascii_whitespace()) { b"" } else { b" " }
    }

    /// The text of a new entry.
    pub(super) fn text(
        &self,
        text: &Text<'_>,
        new: &New,
        indent: &[u8],
        near: Option<&Item<'_>>,
    ) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(key) = &new.key {
            out.append(&mut literal(key));
            out.extend_from_slice(near.and_then(|item| colon(text, item)).unwrap_or(b": "));
        }
        match &new.body {
            Body::Verbatim(bytes) => out.extend_from_slice(bytes),
            Body::Json(json) => {
                out.append(&mut self.of_new(text, json, indent, near).text(json));
            }
        }
        out
    }

    /// The style of a new value: that of the nearest entry of its kind.
    fn of_new(
        &self,
        text: &Text<'_>,
        json: &Json,
        indent: &[u8],
        near: Option<&Item<'_>>,
    ) -> Style {
        let alike = |node: &Node<'_>| node.kind() == json.kind();
        let near = near.map(|item| item.node).filter(alike);
        let like = near.or_else(|| self.container.items().find(alike));
        let mut style = self.style(text, indent, Shape::Short);
        if let Some(like) = like.filter(|like| !like.kind().is_scalar() && like.item_count() > 0) {
            let shown = like.span();
            if shown.file == text.id {
                let written = text.lines.part(shown.start as usize, shown.end as usize);
                let broken = written.contains(&b'\n');
                style.shape = if broken { Shape::Lines } else { Shape::OneLine };
                style.tight = written.get(1).is_some_and(|byte| !byte.is_ascii_whitespace());
            }
        }
        style
    }

    /// The style of a value that takes the place of another one.
    pub(super) fn of_old(&self, text: &Text<'_>, old: Node<'_>) -> Style {
        let span = old.span();
        let written = text.lines.part(span.start as usize, span.end as usize);
        let shape = if written.contains(&b'\n') { Shape::Lines } else { Shape::Short };
        let indent = text.lines.indent(span.start as usize);
        self.style(text, indent, shape)
    }

    pub(super) fn style(&self, text: &Text<'_>, indent: &[u8], shape: Shape) -> Style {
        let newline = text.lines.newline(self.container.span().start as usize);
        let (indent, unit) = (indent.to_vec(), self.unit(text));
        Style { indent, unit, newline, tight: false, shape }
    }
}

/// What stands between the key and the value of a member.
fn colon<'t>(text: &Text<'t>, item: &Item<'_>) -> Option<&'t [u8]> {
    let (key, value) = (item.node.key_span()?, item.node.span());
    let gap = text.lines.part(key.end as usize, value.start as usize);
    let plain = gap.iter().all(|byte| matches!(byte, b' ' | b':')) && !gap.is_empty();
    (plain && key.file == text.id && value.file == text.id).then_some(gap)
}
