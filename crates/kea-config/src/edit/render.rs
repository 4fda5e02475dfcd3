//! Values to text.

use crate::json::{Json, Value, literal, scalar_text};

/// The longest map or list that is written on one line where no neighbour shows what is wanted.
const WIDTH: usize = 72;

/// How a value is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// On one line, however long it is.
    OneLine,
    /// The outermost map or list over several lines.
    Lines,
    /// On one line where it is short.
    Short,
}

/// What the neighbours of a value look like.
pub(super) struct Style {
    /// The indentation of the line on which the value begins.
    pub(super) indent: Vec<u8>,
    /// One step of indentation.
    pub(super) unit: Vec<u8>,
    pub(super) newline: &'static str,
    /// No blanks inside brackets.
    pub(super) tight: bool,
    pub(super) shape: Shape,
}

/// The text of a value on one line.
pub(crate) fn on_one_line(json: &Json) -> Vec<u8> {
    let mut out = Vec::new();
    flat(json, false, &mut out);
    out
}

impl Style {
    /// The text of a value, without the indentation of its first line.
    pub(super) fn text(&self, json: &Json) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(json, self.shape, &self.indent, &mut out);
        out
    }

    fn write(&self, json: &Json, shape: Shape, indent: &[u8], out: &mut Vec<u8>) {
        let mut line = Vec::new();
        if shape != Shape::Lines || is_plain(json) {
            flat(json, self.tight, &mut line);
        }
        let fits = match shape {
            Shape::OneLine => true,
            // A long string has no lines to be broken into.
            Shape::Short => line.len() <= WIDTH || is_plain(json),
            Shape::Lines => is_plain(json),
        };
        if fits {
            return out.append(&mut line);
        }
        let inner = [indent, &self.unit].concat();
        let [open, close] = brackets(json);
        out.push(open);
        let mut first = true;
        for (key, value) in entries(json) {
            out.extend_from_slice(if first { b"" } else { b"," });
            out.extend_from_slice(self.newline.as_bytes());
            out.extend_from_slice(&inner);
            first = false;
            if let Some(key) = key {
                out.append(&mut literal(key));
                out.extend_from_slice(b": ");
            }
            self.write(value, Shape::Short, &inner, out);
        }
        out.extend_from_slice(self.newline.as_bytes());
        out.extend_from_slice(indent);
        out.push(close);
    }
}

/// A scalar, or an empty map or list.
fn is_plain(json: &Json) -> bool {
    entries(json).next().is_none()
}

const fn brackets(json: &Json) -> [u8; 2] {
    if matches!(json.0, Value::Map(_)) { *b"{}" } else { *b"[]" }
}

/// The members of a map with their keys, or the elements of a list.
fn entries(json: &Json) -> impl Iterator<Item = (Option<&[u8]>, &Json)> {
    let (members, items) = match &json.0 {
        Value::Map(members) => (members.as_slice(), [].as_slice()),
        Value::List(items) => ([].as_slice(), items.as_slice()),
        _ => ([].as_slice(), [].as_slice()),
    };
    let members = members.iter().map(|(key, value)| (Some(key.as_slice()), value));
    members.chain(items.iter().map(|value| (None, value)))
}

fn flat(json: &Json, tight: bool, out: &mut Vec<u8>) {
    if !matches!(json.0, Value::Map(_) | Value::List(_)) {
        return out.append(&mut scalar_text(&json.0));
    }
    let [open, close] = brackets(json);
    let blank: &[u8] = if tight || is_plain(json) { b"" } else { b" " };
    out.push(open);
    out.extend_from_slice(blank);
    for (nth, (key, value)) in entries(json).enumerate() {
        out.extend_from_slice(if nth == 0 { b"" } else { b", " });
        if let Some(key) = key {
            out.append(&mut literal(key));
            out.extend_from_slice(b": ");
        }
        flat(value, tight, out);
    }
    out.extend_from_slice(blank);
    out.push(close);
}
