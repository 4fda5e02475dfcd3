//! New entries of a map or list without any.

use super::look::Look;
use super::lower::Replacements;
use super::place::{Between, Text};
use super::{Body, New, Refusal};
use crate::node::Node;

/// The longest content that is put between brackets on one line.
const WIDTH: usize = 60;

/// The replacements that fill an empty map or list.
pub(super) fn fill(container: Node<'_>, news: &[New]) -> Result<Replacements, Refusal> {
    if news.is_empty() {
        return Ok(Vec::new());
    }
    let (open, close) = (container.span(), container.closing_span().ok_or(Refusal::Foreign)?);
    let document = container.document();
    let opening = document.token_span(container.tokens().0);
    if opening.file != close.file {
        return Err(Refusal::Crosses { places: vec![opening, close] });
    }
    let text = Text::of(document, open)?;
    let (from, to) = (opening.end as usize, close.start as usize);
    let between = Between::of(text.bytes, from, to);
    if !between.includes.is_empty() {
        // Whether the new entry belongs here or into the included file, nobody can tell.
        let places = between.includes.iter().map(|(start, end)| text.span(*start, *end));
        return Err(Refusal::Crosses { places: std::iter::once(opening).chain(places).collect() });
    }
    let look = Look { container };
    let lines = text.lines;
    let (base, unit) = (lines.indent(opening.start as usize), look.unit(&text));
    let newline = lines.newline(opening.start as usize).as_bytes();
    let block = lines.begins_line(to) && lines.line_start(to) >= from;
    let own = between.comments.iter().find(|(start, _)| lines.begins_line(*start));
    let indent = own.map_or_else(|| [base, &unit].concat(), |(at, _)| lines.indent(*at).to_vec());
    let entry = |new: &New| look.text(&text, new, &indent, None);
    if block {
        let at = lines.line_start(to);
        let mut out = Vec::new();
        for (nth, new) in news.iter().enumerate() {
            let comma: &[u8] = if nth + 1 < news.len() { b"," } else { b"" };
            out.extend([&indent, &*entry(new), comma, newline].concat());
        }
        return Ok(vec![(text.span(at, at), out)]);
    }
    let flat: Vec<_> = news.iter().map(on_one_line).collect();
    let flat = flat.join(b", ".as_slice());
    if !between.comments.is_empty() {
        let out = [&flat, b" ".as_slice()].concat();
        return Ok(vec![(text.span(to, to), out)]);
    }
    let short = flat.len() <= WIDTH && !flat.contains(&b'\n');
    let out = if short {
        [b" ", &*flat, b" "].concat()
    } else {
        let entries: Vec<_> =
            news.iter().map(|new| [newline, &indent, &entry(new)].concat()).collect();
        [entries.join(b",".as_slice()).as_slice(), newline, base].concat()
    };
    Ok(vec![(text.span(from, to), out)])
}

fn on_one_line(new: &New) -> Vec<u8> {
    let mut out = Vec::new();
    if let Some(key) = &new.key {
        out.append(&mut crate::json::literal(key));
        out.extend_from_slice(b": ");
    }
    match &new.body {
        Body::Json(json) => out.append(&mut super::on_one_line(json)),
        Body::Verbatim(bytes) => out.extend_from_slice(bytes),
    }
    out
}
