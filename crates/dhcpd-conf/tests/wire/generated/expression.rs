//! Conditions and values.

use super::Maker;
use crate::writing::WORDS;

impl Maker<'_> {
    pub(super) fn condition(&mut self, depth: usize) -> String {
        let word = *self.dice.pick(&WORDS);
        let option = *self.dice.pick(&["user-class", "host-name", "vendor-class-identifier"]);
        match self.dice.below(if depth == 0 { 10 } else { 16 }) {
            0 => format!("exists {option}"),
            1 => format!("option {option} = \"{word}\""),
            2 => format!("option {option} != \"{word}\""),
            3 => format!("substring(option {option}, 0, {}) = \"{word}\"", word.len()),
            4 => "known".to_owned(),
            5 => format!("option {option} ~~ \"^{word}\""),
            6 => format!("substring(hardware, 6, 1) = {:02x}", self.dice.below(8)),
            7 => "exists agent.circuit-id".to_owned(),
            8 => format!("option agent.remote-id = \"{word}\""),
            9 => "static".to_owned(),
            10 => format!("not ({})", self.condition(depth - 1)),
            11 => format!("({})", self.condition(depth - 1)),
            12 | 13 => format!("{} and {}", self.condition(depth - 1), self.condition(depth - 1)),
            14 => format!("{} = {}", self.data(depth - 1), self.data(depth - 1)),
            _ => format!("{} or {}", self.condition(depth - 1), self.condition(depth - 1)),
        }
    }

    pub(super) fn data(&mut self, depth: usize) -> String {
        let word = *self.dice.pick(&WORDS);
        let [n, m] = [self.dice.below(6), self.dice.below(6)];
        if depth == 0 || self.dice.one_in(3) {
            return match self.dice.below(12) {
                0 => format!("\"{word}\""),
                1 => "option user-class".to_owned(),
                2 => "option host-name".to_owned(),
                3 => "option vendor-class-identifier".to_owned(),
                4 => "hardware".to_owned(),
                5 => format!("packet({}, {m})", 28 + n),
                6 => "host-decl-name".to_owned(),
                7 => "config-option domain-name".to_owned(),
                8 => "config-option number".to_owned(),
                9 => "option agent.circuit-id".to_owned(),
                10 => "filename".to_owned(),
                _ => "lcase(41:42:43)".to_owned(),
            };
        }
        let one = self.data(depth - 1);
        match self.dice.below(9) {
            0 => format!("concat({one}, {})", self.data(depth - 1)),
            1 => format!("substring({one}, {n}, {m})"),
            2 => format!("suffix({one}, {n})"),
            3 => format!("ucase({one})"),
            4 => format!("lcase({one})"),
            5 => format!("reverse(1, {one})"),
            6 => {
                let base = *self.dice.pick(&[8, 10, 16]);
                format!("binary-to-ascii({base}, 8, \":\", {one})")
            }
            7 => format!("pick-first-value({one}, {})", self.data(depth - 1)),
            _ => format!("encode-int({}, 8)", self.numeric(depth - 1)),
        }
    }

    pub(super) fn numeric(&mut self, depth: usize) -> String {
        let n = self.dice.below(200);
        if depth == 0 || self.dice.one_in(3) {
            return match self.dice.below(3) {
                0 => format!("{n}"),
                1 => "extract-int(substring(hardware, 6, 1), 8)".to_owned(),
                _ => "extract-int(packet(8, 2), 16)".to_owned(),
            };
        }
        let [one, other] = [self.numeric(depth - 1), self.numeric(depth - 1)];
        let operator = *self.dice.pick(&["+", "*", "&", "|", "^"]);
        format!("({one} {operator} {other})")
    }
}
