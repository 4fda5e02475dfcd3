//! The text of a state.

use dhcpair_testbed::Dice;
use serde_json::Value;

use super::Draft;

/// How a state is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Layout {
    order: bool,
    blanks: bool,
    escapes: bool,
    numbers: bool,
}

/// Properties of objects in any order.
pub(super) fn order(draft: &mut Draft, _: &mut Dice) {
    draft.layout.order = true;
}

/// Blanks, line ends, a byte order mark.
pub(super) fn blanks(draft: &mut Draft, _: &mut Dice) {
    draft.layout.blanks = true;
}

/// Characters as `\u003c`.
pub(super) fn escapes(draft: &mut Draft, _: &mut Dice) {
    draft.layout.escapes = true;
}

/// `50`, `50.0`, `5e1`.
pub(super) fn numbers(draft: &mut Draft, _: &mut Dice) {
    draft.layout.numbers = true;
}

pub(super) fn print(draft: &Draft, dice: &mut Dice) -> Vec<u8> {
    let mark = draft.layout.blanks && dice.one_in(2);
    let mut printer = Printer { layout: draft.layout, dice, out: String::new() };
    if mark {
        printer.out.push('\u{feff}');
    }
    printer.value(&draft.state);
    printer.gap();
    printer.out.into_bytes()
}

struct Printer<'d> {
    layout: Layout,
    dice: &'d mut Dice,
    out: String,
}

impl Printer<'_> {
    fn gap(&mut self) {
        if self.layout.blanks {
            self.out.push_str(self.dice.pick::<&str>(&["", "", " ", "\r\n", "\n\t", "\n\n    "]));
        }
    }

    fn value(&mut self, value: &Value) {
        self.gap();
        match value {
            Value::Object(object) => {
                let mut members: Vec<_> = object.iter().collect();
                if self.layout.order {
                    self.dice.shuffle(&mut members);
                }
                self.list('{', '}', members, |printer, (name, value)| {
                    printer.text(name);
                    printer.gap();
                    printer.out.push(':');
                    printer.value(value);
                });
            }
            Value::Array(list) => {
                self.list('[', ']', list.iter().collect(), Self::value);
            }
            Value::String(text) => self.text(text),
            Value::Number(number) if self.layout.numbers => {
                let text = number.to_string();
                let plain = text.bytes().all(|byte| byte.is_ascii_digit());
                let spelled = match self.dice.below(3) {
                    0 if plain && text != "0" && text.ends_with('0') => {
                        let digits = text.trim_end_matches('0');
                        format!("{digits}e{}", text.len() - digits.len())
                    }
                    1 if plain => format!("{text}.0"),
                    _ => text,
                };
                self.out.push_str(&spelled);
            }
            other => self.out.push_str(&other.to_string()),
        }
    }

    fn list<T>(
        &mut self,
        open: char,
        close: char,
        all: Vec<T>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        self.out.push(open);
        for (at, one) in all.into_iter().enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            self.gap();
            each(self, one);
            self.gap();
        }
        self.gap();
        self.out.push(close);
    }

    fn text(&mut self, text: &str) {
        if !self.layout.escapes {
            self.out.push_str(&Value::from(text).to_string());
            return;
        }
        self.out.push('"');
        for c in text.chars() {
            let always = matches!(c, '"' | '\\' | '<' | '>' | '&' | '\'') || (c as u32) < 0x20;
            if always || self.dice.one_in(6) {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    self.out.push_str(&format!("\\u{unit:04x}"));
                }
            } else {
                self.out.push(c);
            }
        }
        self.out.push('"');
    }
}
