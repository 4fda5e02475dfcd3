//! Option values by their format.

use super::cursor::Checked;
use super::domain;
use super::grammar::Grammar;
use super::literal::{Address, Base, atoi, is_domain_name};
use super::steps::Step;
use crate::index::kind::Kind;
use crate::rules;
use crate::table::{enumerated, enumeration};

impl Grammar<'_> {
    /// Takes `VALUE;` or `= EXPRESSION;` of an option or parameter.
    pub(crate) fn option_value(&mut self, format: &str) -> Checked {
        match self.cur.peek() {
            // dhcpd takes this `;` for an empty value and then wants another one.
            Kind::Semicolon if !format.starts_with('Z') => {
                self.cur.pos += 1;
                if self.cur.peek() != Kind::Semicolon {
                    let place = self.cur.pos - 1;
                    self.cur.pos += 1;
                    let message = "the value is missing";
                    return Err(self.cur.fail_at(&rules::OPTION_VALUE, message, place));
                }
            }
            Kind::Equal => {
                self.cur.pos += 1;
                self.out.put("=");
                self.out.step(|| Step::Computed);
                self.data_expression()?;
            }
            _ => self.option_data(format)?,
        }
        self.cur.semicolon()
    }

    /// Takes the parts of a value, up to its end.
    pub(crate) fn option_data(&mut self, format: &str) -> Checked {
        let letter = |at: usize| format.as_bytes().get(at).copied().unwrap_or(0);
        let mut at = 0;
        loop {
            loop {
                match letter(at) {
                    b'A' | b'a' => break,
                    b'o' => at += 1,
                    _ if letter(at + 1) == b'o' && self.cur.peek() == Kind::Semicolon => at += 1,
                    _ => {
                        self.part(format, &mut at)?;
                        at += 1;
                    }
                }
                if letter(at) == 0 {
                    return Ok(());
                }
            }
            let all = letter(at) == b'A';
            if self.cur.eat(Kind::Comma) {
                self.out.put(",");
                at = if all { 0 } else { at.saturating_sub(1) };
            } else if all || letter(at + 1) == 0 {
                return Ok(());
            } else {
                at += 1;
            }
        }
    }

    /// Takes one part; `at` ends on the last letter of its format.
    fn part(&mut self, format: &str, at: &mut usize) -> Checked {
        let letters = format.as_bytes();
        let letter = letters.get(*at).copied().unwrap_or(0);
        let mut name = "";
        if matches!(letter, b'E' | b'N') {
            let rest = format.get(*at + 1..).unwrap_or("");
            let len = rest.find('.').unwrap_or(rest.len());
            name = rest.get(..len).unwrap_or("");
            *at += len + 1;
        }
        let compressed = letter == b'D' && letters.get(*at + 1) == Some(&b'c');
        *at += usize::from(compressed);
        let optional = letters.get(*at + 1) == Some(&b'o');
        match letter {
            b'U' => self.space_part(optional),
            b'E' | b'X' => self.data_part(optional),
            b'D' => self.domain_list(compressed),
            b'd' => self.domain_name(),
            b't' => self.text_part(optional),
            b'k' => self.key_part(),
            b'N' => self.enumeration_part(name),
            b'I' => self.address_part(),
            b'6' => {
                let address = self.cur.ipv6()?;
                if self.out.is_on() {
                    self.out.put(&address.to_string());
                }
                self.out.step(|| Step::Data(address.octets().into()));
                Ok(())
            }
            b'T' | b'L' | b'l' | b'S' | b's' | b'B' | b'b' => self.integer(letter, optional),
            b'f' => self.flag(optional),
            b'Z' => match self.cur.peek() {
                Kind::Semicolon => {
                    self.out.step(|| Step::Data([].into()));
                    Ok(())
                }
                _ => Err(self.cur.expected_ahead("`;`: this option has no value")),
            },
            _ => Err(self.cur.fail(&rules::OPTION_VALUE, "this option cannot be set")),
        }
    }

    /// A part that may be left out swallows the word that does not fit.
    fn unfit(&mut self, optional: bool, what: &str) -> Checked {
        if optional {
            self.out.word(self.cur.text());
            return Ok(());
        }
        let found = self.cur.quote(self.cur.pos - 1);
        let message = format!("expected {what}, found {found}");
        Err(self.cur.fail(&rules::OPTION_VALUE, message))
    }

    fn space_part(&mut self, optional: bool) -> Checked {
        if !self.cur.next().is_identifier() {
            return self.unfit(optional, "the name of an option space");
        }
        let cur = self.cur;
        self.out.lower(cur.text());
        self.out.step(|| Step::Data(cur.text().into()));
        Ok(())
    }

    pub(crate) fn data_part(&mut self, optional: bool) -> Checked {
        if self.cur.peek().is_hex_data() {
            let bytes = self.cur.octets()?;
            self.out.data(&bytes);
            self.out.step(|| Step::Data(bytes.into()));
            return Ok(());
        }
        if self.cur.next() != Kind::Quoted {
            return self.unfit(optional, "a string in quotes or hexadecimal octets");
        }
        if self.out.is_on() {
            self.out.data(&self.cur.string());
        }
        let cur = self.cur;
        self.out.step(|| Step::Data(cur.string().into()));
        Ok(())
    }

    fn text_part(&mut self, optional: bool) -> Checked {
        let kind = self.cur.next();
        if kind != Kind::Quoted && !kind.is_identifier() {
            return self.unfit(optional, "a string in quotes");
        }
        let cur = self.cur;
        let text = || if kind == Kind::Quoted { cur.string() } else { cur.text().to_vec() };
        self.out.step(|| Step::Data(text().into()));
        self.out.quoted(text);
        Ok(())
    }

    fn key_part(&mut self) -> Checked {
        if self.cur.eat(Kind::Quoted) {
            let cur = self.cur;
            self.out.quoted(|| cur.string());
            self.out.step(|| Step::Data(cur.c_string().into()));
            return Ok(());
        }
        match self.cur.host_name() {
            Some(name) => {
                self.out.step(|| Step::Data(name.as_slice().into()));
                self.out.quoted(|| name);
                Ok(())
            }
            None => Err(self.cur.expected_ahead("the name of a key")),
        }
    }

    fn enumeration_part(&mut self, name: &str) -> Checked {
        if !self.cur.next().is_identifier() {
            return self.unfit(false, "a word");
        }
        let word = self.cur.text();
        let words = enumeration(name).unwrap_or(&[]);
        if !words.iter().any(|known| known.as_bytes() == word) {
            let found = self.cur.quote(self.cur.pos - 1);
            let message = format!("{found} is not one of {}", words.join(", "));
            return Err(self.cur.fail(&rules::OPTION_VALUE, message));
        }
        self.out.word(word);
        self.out.step(|| Step::Data(enumerated(name, word).unwrap_or_default().into()));
        Ok(())
    }

    pub(crate) fn address_part(&mut self) -> Checked {
        let address = self.cur.address()?;
        self.out.step(|| match &address {
            Address::Ip(ip) => Step::Data(ip.octets().into()),
            Address::Name(name) => Step::HostName(name.as_slice().into()),
        });
        if self.out.is_on() {
            match address {
                Address::Ip(ip) => self.out.put(&ip.to_string()),
                Address::Name(name) => self.out.word(&name),
            }
        }
        Ok(())
    }

    fn integer(&mut self, letter: u8, optional: bool) -> Checked {
        let kind = self.cur.next();
        if letter == b'T' && kind == Kind::Infinite {
            self.out.put("infinite");
            self.out.step(|| Step::Data([0xff; 4].into()));
            return Ok(());
        }
        if !kind.is_hex_data() {
            return self.unfit(optional, "a number");
        }
        let bits = match letter.to_ascii_lowercase() {
            b'b' => 8,
            b's' => 16,
            _ => 32,
        };
        let value = self.cur.number(Base::BY_PREFIX, bits)?;
        if reads_otherwise(self.cur.text(), value) {
            self.octal.push(self.cur.pos - 1);
        }
        let unused = 4 - bits as usize / 8;
        self.out.step(|| Step::Data(value.to_be_bytes().get(unused..).unwrap_or(&[]).into()));
        if letter == b'T' && value == u32::MAX {
            self.out.put("infinite");
        } else {
            self.out.number(signed(value, bits, letter.is_ascii_lowercase()));
        }
        Ok(())
    }

    fn flag(&mut self, optional: bool) -> Checked {
        if !self.cur.next().is_identifier() {
            return self.unfit(optional, "`true` or `false`");
        }
        match flag_value(self.cur.text()) {
            Some(value) => {
                self.out.put(value);
                self.out.step(|| Step::Data([flag_octet(value)].into()));
                Ok(())
            }
            None => self.unfit(optional, "`true`, `false`, `on`, `off` or `ignore`"),
        }
    }

    fn domain_list(&mut self, compressed: bool) -> Checked {
        let mut names: Vec<Vec<u8>> = Vec::new();
        loop {
            if self.cur.next() != Kind::Quoted {
                return self.unfit(false, "a domain name in quotes");
            }
            let name = self.cur.string();
            // C strings end at a NUL.
            let name = name.split(|byte| *byte == 0).next().unwrap_or(&[]);
            if !is_domain_name(name) {
                let message = "not a domain name: a part is empty or longer than 63 bytes";
                return Err(self.cur.fail(&rules::OPTION_VALUE, message));
            }
            self.out.quoted(|| without_last_dot(name).to_vec());
            if self.out.has_steps() {
                names.push(name.to_vec());
            }
            if !self.cur.eat(Kind::Comma) {
                self.out.step(|| Step::Data(domain::encode(&names, compressed).into()));
                return Ok(());
            }
            self.out.put(",");
        }
    }

    fn domain_name(&mut self) -> Checked {
        let Some(name) = self.cur.host_name() else {
            return Err(self.cur.expected_ahead("a domain name without quotes"));
        };
        if !is_domain_name(&name) {
            let message = "not a domain name: a part is longer than 63 bytes";
            return Err(self.cur.fail(&rules::OPTION_VALUE, message));
        }
        self.out.word(without_last_dot(&name));
        self.out.step(|| Step::Data(domain::encode(&[name], false).into()));
        Ok(())
    }
}

/// `true`, `false` or `ignore`; letter case does not matter.
pub(crate) fn flag_value(word: &[u8]) -> Option<&'static str> {
    let is = |text: &str| word.eq_ignore_ascii_case(text.as_bytes());
    if is("true") || is("on") {
        Some("true")
    } else if is("false") || is("off") {
        Some("false")
    } else {
        is("ignore").then_some("ignore")
    }
}

/// The octet that stands for a flag.
pub(crate) fn flag_octet(value: &str) -> u8 {
    match value {
        "true" => 1,
        "ignore" => 2,
        _ => 0,
    }
}

/// Whether a leading zero makes a number mean something else than it seems to.
fn reads_otherwise(text: &[u8], value: u32) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    matches!(digits, [b'0', b'0'..=b'9', ..]) && u32::try_from(atoi(digits)) != Ok(value)
}

fn without_last_dot(name: &[u8]) -> &[u8] {
    match name {
        [rest @ .., b'.'] if !rest.is_empty() => rest,
        _ => name,
    }
}

fn signed(value: u32, bits: u32, signed: bool) -> i64 {
    let value = i64::from(value);
    let half = 1i64 << (bits - 1);
    if signed && value >= half { value - 2 * half } else { value }
}
