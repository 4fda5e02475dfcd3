//! Statements that set something, always or under conditions.

use super::{Maker, WORDS};

impl Maker<'_> {
    pub(super) fn statements(&mut self, most: usize) {
        for _ in 0..self.dice.below(most + 1) {
            self.statement(3);
        }
    }

    fn statement(&mut self, conditions: usize) {
        if conditions > 0 && self.dice.one_in(4) {
            return self.conditional(conditions - 1);
        }
        let n = self.dice.between(1, 99);
        let word = *self.dice.pick(&WORDS);
        let statement = match self.dice.below(29) {
            0 => format!("option label \"{word}-{n}\";"),
            1 => format!("option number {};", n * 600),
            2 => format!("option list 192.0.2.{n}, 192.0.3.{n};"),
            3 => format!("option domain-name \"{word}{n}.example\";"),
            4 => format!("option routers 10.9.1.{n};"),
            5 => format!("default-lease-time {};", n * 100),
            6 => format!("max-lease-time {};", n * 100),
            7 => format!("filename \"file-{n}\";"),
            8 => format!("next-server 192.0.2.{n};"),
            9 => format!("append list 192.0.4.{n};"),
            10 => format!("prepend label \"{n}.\";"),
            11 => format!("default number {n};"),
            12 | 13 => format!("option label = {};", self.data(3)),
            14 => format!("option host-name \"{word}{n}\";"),
            15 => format!("min-lease-time {};", n * 10),
            16 => format!("option acme.mode {n};"),
            17 => format!("option acme.title = {};", self.data(2)),
            18 => "vendor-option-space acme;".to_owned(),
            19 => format!("option number = encode-int({}, 16);", self.numeric(2)),
            20 => format!("server-name \"server-{n}\";"),
            21 => format!("option label \"{}\";", word.repeat(n as usize)),
            22 => format!("option flag {};", n.is_multiple_of(2)),
            23 => format!("filename = {};", self.data(2)),
            24 => "option dhcp-client-identifier = concat(\"x\", option host-name);".to_owned(),
            25 => return self.variable(word),
            26 => "option label = binary-to-ascii(10, 8, \".\", leased-address);".to_owned(),
            27 => "on commit { set seen = \"yes\"; }".to_owned(),
            _ => format!("supersede list 192.0.5.{n};"),
        };
        self.line(&statement);
    }

    fn conditional(&mut self, deeper: usize) {
        if self.dice.one_in(5) {
            return self.switch(deeper);
        }
        let mut word = "if";
        for _ in 0..1 + self.dice.below(2) {
            // A parenthesis behind `if` belongs to the statement: dhcpd takes it for the whole.
            let condition = self.condition(2);
            let whole = condition.starts_with('(') || self.dice.one_in(3);
            let head =
                if whole { format!("{word} ({condition})") } else { format!("{word} {condition}") };
            self.block(&head, |made| made.statement(deeper));
            word = "elsif";
        }
        if self.dice.one_in(2) {
            self.block("else", |made| made.statement(deeper));
        }
    }

    /// A variable is used where it is set, and is set to something: in an option, dhcpd takes what
    /// DHCPINFORM and DHCPNAK of other clients have left.
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
                if made.dice.one_in(2) {
                    made.line("break;");
                }
            }
            if made.dice.one_in(2) {
                made.line("default:");
                made.statement(deeper.min(1));
            }
        });
    }
}
