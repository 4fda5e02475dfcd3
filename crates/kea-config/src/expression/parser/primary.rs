//! Values: literals, and what is looked up in a packet.

use super::{Parser, Reference, Wants, bad};
use crate::expression::lexer::{Bad, Token};
use crate::version::Release;
use crate::view::Family;

/// Fields of a packet of either family.
const PKT: &[&str] = &["iface", "src", "dst", "len"];
const PKT4: &[&str] =
    &["mac", "hlen", "htype", "ciaddr", "giaddr", "yiaddr", "siaddr", "msgtype", "transid"];
const PKT6: &[&str] = &["msgtype", "transid"];

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Result<Wants, Bad> {
        match self.token {
            Token::Text(_) | Token::Hex | Token::Address => self.literal(),
            Token::Integer(number) if u32::try_from(number).is_ok() => self.literal(),
            Token::Integer(_) => bad("an integer is in the range 0 to 4294967295"),
            Token::Word("option") => self.option(),
            Token::Word("relay4") => self.relay4(),
            Token::Word("relay6") => self.relay6(),
            Token::Word("pkt") => self.field(PKT, None),
            Token::Word("pkt4") => self.field(PKT4, Some(Family::V4)),
            Token::Word("pkt6") => self.field(PKT6, Some(Family::V6)),
            Token::Word("vendor") => self.vendor(),
            Token::Word("vendor-class") => self.vendor_class(),
            Token::End => bad("the expression ends where a value is expected"),
            _ => bad("a value is expected here"),
        }
    }

    fn literal(&mut self) -> Result<Wants, Bad> {
        self.advance()?;
        Ok(Wants::Text)
    }

    fn one_of(&mut self, words: &[&str]) -> Result<(), Bad> {
        if words.iter().any(|word| self.is(word)) {
            return self.advance();
        }
        let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        bad(format!("one of {} is expected here", words.join(", ")))
    }

    fn only(&self, family: Family, word: &str) -> Result<(), Bad> {
        if self.family == family {
            Ok(())
        } else {
            bad(format!("`{word}` is known to DHCP{family} servers only"))
        }
    }

    fn field(&mut self, fields: &[&str], family: Option<Family>) -> Result<Wants, Bad> {
        if let Some(family) = family {
            self.only(family, if family == Family::V4 { "pkt4" } else { "pkt6" })?;
        }
        self.advance()?;
        self.take(".")?;
        self.one_of(fields)?;
        Ok(Wants::Text)
    }

    fn integer(&mut self, least: i64, most: i64) -> Result<(), Bad> {
        match self.token {
            Token::Integer(number) if (least..=most).contains(&number) => self.advance(),
            Token::Integer(_) => bad(format!("the number is in the range {least} to {most}")),
            _ => bad("an integer is expected here"),
        }
    }

    fn code(&mut self) -> Result<(), Bad> {
        self.integer(0, if self.family == Family::V4 { 255 } else { 65_535 })
    }

    /// `[CODE]`, or, of an option itself, `[NAME]`.
    fn bracketed_code(&mut self, named: bool) -> Result<(), Bad> {
        self.take("[")?;
        if let Token::Name(name) = self.token
            && named
        {
            let name = String::from_utf8_lossy(name).into_owned();
            self.references.push(Reference::Option(name));
            self.advance()?;
        } else {
            self.code()?;
        }
        self.take("]")
    }

    /// `.text`, `.hex` or `.exists`, behind any more `.option[CODE]` that the version allows.
    fn representation(&mut self, mut more: usize) -> Result<Wants, Bad> {
        if self.from(Some(Release::new(3, 3, 0))) {
            more = usize::MAX;
        }
        self.take(".")?;
        while more > 0 && self.is("option") {
            self.advance()?;
            self.bracketed_code(false)?;
            self.take(".")?;
            more -= 1;
        }
        let gives = if self.is("exists") { Wants::Boolean } else { Wants::Text };
        self.one_of(&["text", "hex", "exists"])?;
        Ok(gives)
    }

    fn option(&mut self) -> Result<Wants, Bad> {
        self.advance()?;
        self.bracketed_code(true)?;
        self.representation(1)
    }

    fn relay4(&mut self) -> Result<Wants, Bad> {
        self.only(Family::V4, "relay4")?;
        self.advance()?;
        self.bracketed_code(false)?;
        self.representation(0)
    }

    fn relay6(&mut self) -> Result<Wants, Bad> {
        self.only(Family::V6, "relay6")?;
        self.advance()?;
        self.take("[")?;
        self.integer(-32, 31)?;
        self.take("]")?;
        self.take(".")?;
        if !self.is("option") {
            self.one_of(&["peeraddr", "linkaddr", "option"])?;
            return Ok(Wants::Text);
        }
        self.advance()?;
        self.bracketed_code(false)?;
        self.representation(0)
    }

    /// `[NUMBER]` or `[*]`.
    fn enterprise(&mut self) -> Result<(), Bad> {
        self.take("[")?;
        if self.is("*") {
            self.advance()?;
        } else {
            self.integer(0, i64::from(u32::MAX))?;
        }
        self.take("]")?;
        self.take(".")
    }

    fn vendor(&mut self) -> Result<Wants, Bad> {
        self.advance()?;
        if !self.is("[") {
            self.take(".")?;
            self.one_of(&["enterprise"])?;
            return Ok(Wants::Text);
        }
        self.enterprise()?;
        if !self.is("option") {
            self.one_of(&["exists", "option"])?;
            return Ok(Wants::Boolean);
        }
        self.advance()?;
        self.bracketed_code(false)?;
        self.representation(0)
    }

    fn vendor_class(&mut self) -> Result<Wants, Bad> {
        self.advance()?;
        if !self.is("[") {
            self.take(".")?;
            self.one_of(&["enterprise"])?;
            return Ok(Wants::Text);
        }
        self.enterprise()?;
        if !self.is("data") {
            self.one_of(&["exists", "data"])?;
            return Ok(Wants::Boolean);
        }
        self.advance()?;
        if self.is("[") {
            self.advance()?;
            self.integer(0, 255)?;
            self.take("]")?;
        }
        Ok(Wants::Text)
    }
}
