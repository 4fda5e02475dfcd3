//! Statements that set something.

use dhcpair_testbed::Dice;

use super::Maker;
use crate::writing::Writing;

impl Writing for Maker<'_> {
    fn dice(&mut self) -> &mut Dice {
        self.dice
    }

    fn text(&mut self) -> (&mut String, &mut usize) {
        (&mut self.text, &mut self.depth)
    }

    fn plain(&mut self, n: u32, word: &'static str) {
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

    fn condition(&mut self, depth: usize) -> String {
        Maker::condition(self, depth)
    }

    fn data(&mut self, depth: usize) -> String {
        Maker::data(self, depth)
    }
}
