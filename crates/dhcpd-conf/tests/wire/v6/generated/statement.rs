//! Statements that set something; conditions and values.

use dhcpair_testbed::Dice;

use super::Maker;
use crate::writing::{WORDS, Writing};

impl Writing for Maker<'_> {
    fn dice(&mut self) -> &mut Dice {
        self.dice
    }

    fn text(&mut self) -> (&mut String, &mut usize) {
        (&mut self.text, &mut self.depth)
    }

    fn plain(&mut self, n: u32, word: &'static str) {
        let statement = match self.dice.below(31) {
            0 => format!("option dhcp6.label \"{word}-{n}\";"),
            1 => format!("option dhcp6.number {};", n * 600),
            2 => format!("option dhcp6.list 2001:db8::{n}, 2001:db8::1:{n};"),
            3 => format!("option dhcp6.domain-search \"{word}{n}.example\";"),
            4 => format!("option dhcp6.name-servers 2001:db8::53:{n};"),
            5 => format!("default-lease-time {};", n * 100),
            6 => format!("preferred-lifetime {};", n * 100),
            7 => format!("option dhcp6.plain \"{word}\";"),
            8 => format!("option dhcp6.preference {n};"),
            9 => format!("append dhcp6.list 2001:db8::a:{n};"),
            10 => format!("prepend dhcp6.label \"{n}.\";"),
            11 => format!("default dhcp6.number {n};"),
            12..=14 => format!("option dhcp6.label = {};", self.data(3)),
            15 => format!("option dhcp-renewal-time {};", n * 10),
            16 => format!("option acme.mode {n};"),
            17 => format!("option acme.title = {};", self.data(2)),
            18 => format!("option dhcp-rebinding-time {};", n * 11),
            19 => {
                format!("option dhcp6.number = encode-int(extract-int({}, 8), 16);", self.data(2))
            }
            20 => format!("limit-addrs-per-ia {};", 1 + n % 3),
            21 => format!("limit-prefs-per-ia {};", 1 + n % 3),
            22 => format!("append dhcp6.domain-search \"{word}{n}.example\";"),
            23 => format!("option inner.mode {n};"),
            24 => format!("option dhcp6.info-refresh-time {};", 600 + n),
            25 => return self.variable(word),
            26 => format!("dhcpv6-set-tee-times {};", n.is_multiple_of(2)),
            27 => format!("on commit {{ option dhcp6.number {n}; }}"),
            28 => format!("option dhcp6.status-code success \"{word}\";"),
            29 => format!("option fqdn.fqdn \"{word}.example\";"),
            _ => format!("supersede dhcp6.list 2001:db8::b:{n};"),
        };
        self.line(&statement);
    }

    fn condition(&mut self, depth: usize) -> String {
        let word = *self.dice.pick(&WORDS);
        let option = *self.dice.pick(&[
            "option dhcp6.user-class",
            "option dhcp6.remote-id",
            "v6relay(1, option dhcp6.interface-id)",
            "config-option dhcp6.plain",
        ]);
        match self.dice.below(if depth == 0 { 9 } else { 15 }) {
            0 => "exists dhcp6.user-class".to_owned(),
            1 | 2 => format!("{option} = \"{word}\""),
            3 => format!("{option} != \"{word}\""),
            4 => format!("substring({option}, 0, {}) = \"{word}\"", word.len()),
            5 => "known".to_owned(),
            6 => format!("{option} ~~ \"^{word}\""),
            7 => format!("suffix(option dhcp6.client-id, 1) = {:02x}", self.dice.below(8)),
            8 => "exists dhcp6.ia-pd".to_owned(),
            9 => format!("not ({})", self.condition(depth - 1)),
            10 => format!("({})", self.condition(depth - 1)),
            11 | 12 => format!("{} and {}", self.condition(depth - 1), self.condition(depth - 1)),
            13 => format!("{} = {}", self.data(depth - 1), self.data(depth - 1)),
            _ => format!("{} or {}", self.condition(depth - 1), self.condition(depth - 1)),
        }
    }

    fn data(&mut self, depth: usize) -> String {
        let word = *self.dice.pick(&WORDS);
        let [n, m] = [self.dice.below(6), self.dice.below(6)];
        if depth == 0 || self.dice.one_in(3) {
            return match self.dice.below(11) {
                0 => format!("\"{word}\""),
                1 | 2 => "option dhcp6.user-class".to_owned(),
                3 => "option dhcp6.client-id".to_owned(),
                4 => "option dhcp6.plain".to_owned(),
                5 => "config-option dhcp6.plain".to_owned(),
                6 => format!("v6relay({}, option dhcp6.interface-id)", self.dice.below(4)),
                7 => "v6relay(33, option dhcp6.remote-id)".to_owned(),
                8 => "option fqdn.hostname".to_owned(),
                9 => "leased-address".to_owned(),
                _ => "lcase(41:42:43)".to_owned(),
            };
        }
        let one = self.data(depth - 1);
        match self.dice.below(9) {
            0 => format!("concat({one}, {})", self.data(depth - 1)),
            1 => format!("substring({one}, {n}, {m})"),
            2 => format!("suffix({one}, {n})"),
            3 => format!("ucase({one})"),
            4 => format!("v6relay({}, {one})", self.dice.below(3)),
            5 => format!("reverse(1, {one})"),
            6 => {
                let base = *self.dice.pick(&[8, 10, 16]);
                format!("binary-to-ascii({base}, 8, \":\", {one})")
            }
            7 => format!("pick-first-value({one}, {})", self.data(depth - 1)),
            _ => format!("encode-int(extract-int({one}, 8), 8)"),
        }
    }
}
