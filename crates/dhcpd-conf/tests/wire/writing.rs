//! How configurations are written by chance: lines, blocks, and statements under conditions, alike for both families.

use std::fmt::Write as _;

use dhcpair_testbed::Dice;

/// Values that clients send and conditions ask for.
pub(crate) const WORDS: [&str; 5] = ["a", "b", "ab", "desk", "DESK"];

/// What is written so far, and what a family says of its own.
pub(crate) trait Writing: Sized {
    fn dice(&mut self) -> &mut Dice;

    /// The text, and how deep in blocks its end is.
    fn text(&mut self) -> (&mut String, &mut usize);

    /// A statement without a condition around it, of a number from 1 to 99 and a word.
    fn plain(&mut self, n: u32, word: &'static str);

    /// A condition, with others in it up to that depth.
    fn condition(&mut self, depth: usize) -> String;

    /// An expression of octets, with others in it up to that depth.
    fn data(&mut self, depth: usize) -> String;

    fn line(&mut self, line: &str) {
        let (text, depth) = self.text();
        let indent = *depth * 2;
        let _ = writeln!(text, "{:indent$}{line}", "");
    }

    fn block(&mut self, head: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        *self.text().1 += 1;
        inside(self);
        *self.text().1 -= 1;
        self.line("}");
    }

    fn statements(&mut self, most: usize) {
        for _ in 0..self.dice().below(most + 1) {
            self.statement(3);
        }
    }

    fn statement(&mut self, conditions: usize) {
        if conditions > 0 && self.dice().one_in(4) {
            return self.conditional(conditions - 1);
        }
        let n = self.dice().between(1, 99);
        let word = *self.dice().pick(&WORDS);
        self.plain(n, word);
    }

    fn conditional(&mut self, deeper: usize) {
        if self.dice().one_in(5) {
            return self.switch(deeper);
        }
        let mut word = "if";
        for _ in 0..1 + self.dice().below(2) {
            // A parenthesis behind `if` belongs to the statement: dhcpd takes it for the whole.
            let condition = self.condition(2);
            let whole = condition.starts_with('(') || self.dice().one_in(3);
            let head =
                if whole { format!("{word} ({condition})") } else { format!("{word} {condition}") };
            self.block(&head, |made| made.statement(deeper));
            word = "elsif";
        }
        if self.dice().one_in(2) {
            self.block("else", |made| made.statement(deeper));
        }
    }

    /// A variable is used where it is set, and is set to something: dhcpd takes what other clients have left.
    fn variable(&mut self, word: &str) {
        let value = self.data(2);
        self.line(&format!("set word-one = pick-first-value({value}, \"none\");"));
        self.block(&format!("if word-one = \"{word}\""), |made| made.statement(1));
    }

    fn switch(&mut self, deeper: usize) {
        let value = self.data(1);
        self.block(&format!("switch ({value})"), |made| {
            for word in ["a", "desk"] {
                made.line(&format!("case \"{word}\":"));
                made.statement(deeper.min(1));
                if made.dice().one_in(2) {
                    made.line("break;");
                }
            }
            if made.dice().one_in(2) {
                made.line("default:");
                made.statement(deeper.min(1));
            }
        });
    }
}
