//! Numbers, addresses and names, with dhcpd's own limits.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::cursor::{Checked, Cursor};
use super::octets::{dotted, six_octets};
use crate::index::bytes::digit_of;
use crate::index::kind::Kind;
use crate::rules;

/// C's `atoi` on a 64-bit Linux: digits up to the first other byte, cut to 32 bits.
pub(crate) fn atoi(text: &[u8]) -> i32 {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    let value = digits.fold(0i64, |value, digit| {
        value.saturating_mul(10).saturating_add(i64::from(*digit - b'0'))
    });
    let value = if negative { -value } else { value };
    // The cut is what C does.
    value as i32
}

/// A number as written: `None` for the base means by its prefix (`0x`, or `0` for octal).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Base(Option<u32>);

impl Base {
    pub(crate) const BY_PREFIX: Self = Self(None);
    pub(crate) const DECIMAL: Self = Self(Some(10));
    pub(crate) const HEX: Self = Self(Some(16));
}

impl Cursor<'_> {
    /// The number of the token taken last, cut to `bits` (8, 16 or 32), as dhcpd stores it.
    pub(crate) fn number(&self, base: Base, bits: u32) -> Checked<u32> {
        self.number_of(self.text(), base, bits)
    }

    /// The same with the bytes of that token.
    #[inline]
    fn number_of(&self, text: &[u8], base: Base, bits: u32) -> Checked<u32> {
        match small(text, base) {
            Some(value) => Ok(value),
            None => self.any_number(base, bits),
        }
    }

    #[cold]
    fn any_number(&self, base: Base, bits: u32) -> Checked<u32> {
        let text = self.text();
        let (negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, text),
        };
        let (base, digits) = match (base.0, digits) {
            (Some(base), digits) => (base, digits),
            (None, [b'0', b'x', rest @ ..]) => (16, rest),
            (None, [b'0', rest @ ..]) if rest.first().is_some_and(u8::is_ascii_digit) => (8, rest),
            (None, digits) => (10, digits),
        };
        let bad = || {
            let found = self.quote(self.pos.saturating_sub(1));
            let kind = match base {
                8 => "octal number (it starts with 0)",
                16 => "hexadecimal number",
                _ => "number",
            };
            self.fail(&rules::OPTION_VALUE, format!("{found} is not a valid {kind}"))
        };
        if digits.is_empty() {
            return Err(bad());
        }
        let mut value = 0u32;
        for digit in digits {
            let digit = (*digit as char).to_digit(base).ok_or_else(bad)?;
            value = value.wrapping_mul(base).wrapping_add(digit);
        }
        let half = 1u32 << (bits - 1);
        let max = if negative { half } else { half + (half - 1) };
        if value > max {
            let found = self.quote(self.pos.saturating_sub(1));
            let sign = if negative { "-" } else { "" };
            let message = format!("{found} is out of range: the limit is {sign}{max}");
            return Err(self.fail(&rules::OPTION_VALUE, message));
        }
        let value = if negative { value.wrapping_neg() } else { value };
        Ok(if bits == 32 { value } else { value & ((1 << bits) - 1) })
    }

    /// Takes a number that dhcpd reads with `atoi`.
    pub(crate) fn plain_number(&mut self) -> Checked<i32> {
        self.expect(Kind::Number, "a number")?;
        Ok(atoi(self.text()))
    }

    /// Takes exactly `N` numbers with a separator between them.
    pub(crate) fn aggregate<const N: usize>(
        &mut self,
        separator: Kind,
        base: Base,
    ) -> Checked<[u8; N]> {
        let mut out = [0; N];
        for (at, byte) in out.iter_mut().enumerate() {
            if at > 0 && self.peek() != separator {
                // dhcpd takes the wrong token unless it is a brace.
                let message = "too few numbers";
                if matches!(self.peek(), Kind::LBrace | Kind::RBrace) {
                    return Err(self.fail_ahead(&rules::SYNTAX, message));
                }
                self.pos += 1;
                return Err(self.fail(&rules::SYNTAX, message));
            }
            if at > 0 {
                self.pos += 1;
            }
            *byte = self.octet(base)?;
        }
        Ok(out)
    }

    #[inline]
    fn octet(&mut self, base: Base) -> Checked<u8> {
        let (kind, text) = self.next_text();
        if kind != Kind::Number && !(base.0 == Some(16) && kind == Kind::NumberOrName) {
            return Err(self.expected("a number"));
        }
        Ok(self.number_of(text, base, 8)? as u8)
    }

    /// Takes octets in hexadecimal with colons between them.
    pub(crate) fn octets(&mut self) -> Checked<Vec<u8>> {
        let mut out = Vec::new();
        self.each_octet(|octet| out.push(octet))?;
        Ok(out)
    }

    /// The same, with each of them.
    pub(crate) fn each_octet(&mut self, mut each: impl FnMut(u8)) -> Checked {
        if let Some(octets) = self.written().and_then(six_octets) {
            // Each is a token, and so is each colon between two.
            self.pos += 11;
            octets.into_iter().for_each(each);
            return Ok(());
        }
        loop {
            let (kind, text) = self.next_text();
            if !kind.is_hex_data() {
                return Err(self.expected("a hexadecimal number"));
            }
            each(self.number_of(text, Base::HEX, 8)? as u8);
            if !self.eat(Kind::Colon) {
                return Ok(());
            }
        }
    }

    /// Takes an IPv4 address in dotted decimal.
    #[inline]
    pub(crate) fn ipv4(&mut self) -> Checked<Ipv4Addr> {
        if let Some(address) = self.written().and_then(dotted) {
            // Each number is a token, and so is each dot between two.
            self.pos += 7;
            return Ok(address.into());
        }
        Ok(Ipv4Addr::from(self.aggregate::<4>(Kind::Dot, Base::DECIMAL)?))
    }

    /// The text from the next token on; none behind the end of the file for dhcpd.
    fn written(&self) -> Option<&[u8]> {
        if self.peek() == Kind::End {
            return None;
        }
        let (start, _) = self.file().tree.tokens.range(self.pos);
        self.file().bytes.get(start as usize..)
    }

    /// Takes an IPv6 address: everything up to a blank that could belong to one.
    pub(crate) fn ipv6(&mut self) -> Checked<Ipv6Addr> {
        let start = self.pos;
        let mut text = String::new();
        loop {
            let kind = self.peek();
            let word = self.text_at(self.pos);
            let fits = match kind {
                Kind::Number | Kind::Add | Kind::Dot | Kind::Colon => true,
                Kind::Name | Kind::NumberOrName => word.iter().all(u8::is_ascii_hexdigit),
                _ => false,
            };
            if !fits || (self.pos > start && !self.touches(self.pos)) {
                break;
            }
            self.pos += 1;
            text.push_str(&String::from_utf8_lossy(word));
            if text.len() >= 46 {
                return Err(self.bad_ipv6(start));
            }
        }
        text.parse().map_err(|_| self.bad_ipv6(start))
    }

    fn bad_ipv6(&self, start: u32) -> Box<super::cursor::Fail> {
        let message = "not an IPv6 address";
        if self.pos > start {
            self.fail(&rules::OPTION_VALUE, message)
        } else {
            self.fail_ahead(&rules::OPTION_VALUE, message)
        }
    }

    /// Takes a name of words and numbers joined by dots; `None` where none starts here.
    pub(crate) fn host_name(&mut self) -> Option<Vec<u8>> {
        let starts = |kind: Kind| kind.is_identifier() || kind == Kind::Number;
        if !starts(self.peek()) {
            return None;
        }
        self.pos += 1;
        // Exactly as long as most names are: they have no dots.
        let mut name = self.text().to_vec();
        while self.eat(Kind::Dot) {
            name.push(b'.');
            if !starts(self.peek()) {
                break;
            }
            self.pos += 1;
            name.extend_from_slice(self.text());
        }
        Some(name)
    }

    /// Takes an IPv4 address or a host name; names are resolved only when the server runs.
    #[inline]
    pub(crate) fn address(&mut self) -> Checked<Address> {
        let dotted = self.peek() == Kind::Number
            && self.kind(self.pos + 1) == Kind::Dot
            && self.kind(self.pos + 2) == Kind::Number;
        if dotted {
            return Ok(Address::Ip(self.ipv4()?));
        }
        self.named_address()
    }

    /// The same where no address begins.
    fn named_address(&mut self) -> Checked<Address> {
        let kind = self.peek();
        if let Some(name) = self.host_name() {
            return Ok(Address::Name(name));
        }
        if matches!(kind, Kind::LBrace | Kind::RBrace) {
            return Err(self.expected_ahead("an IP address or a host name"));
        }
        self.pos += 1;
        Err(self.expected("an IP address or a host name"))
    }
}

/// The value of an unsigned number of up to 255, which fits everywhere: nearly all are.
#[inline]
fn small(text: &[u8], base: Base) -> Option<u32> {
    let prefixed = base.0.is_none();
    let base = base.0.unwrap_or(10);
    let (first, second) = match text {
        [only] => (0, digit_of(*only)),
        [b'0', _] if prefixed => return None,
        [first, second] => (digit_of(*first), digit_of(*second)),
        [first @ b'1'..=b'2', second, third] if base == 10 => {
            let (second, third) = (u32::from(digit_of(*second)), u32::from(digit_of(*third)));
            let value = u32::from(first - b'0') * 100 + second * 10 + third;
            return (second < 10 && third < 10 && value <= 255).then_some(value);
        }
        _ => return None,
    };
    let (first, second) = (u32::from(first), u32::from(second));
    (first < base && second < base).then_some(first * base + second)
}

/// What stands where dhcpd wants an IPv4 address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    Ip(Ipv4Addr),
    Name(Vec<u8>),
}

/// Whether a domain name fits the wire format: labels of 1 to 63 bytes, 255 in all.
pub(crate) fn is_domain_name(text: &[u8]) -> bool {
    let mut total = 1;
    let mut label = 0;
    let mut rest = text.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte == b'.' {
            if rest.peek().is_none() {
                break;
            }
            if label == 0 {
                return false;
            }
            total += 1;
            label = 0;
            continue;
        }
        if byte == b'\\' && !escaped(&mut rest) {
            return false;
        }
        label += 1;
        total += 1;
        if label > 63 {
            return false;
        }
    }
    total < 255
}

/// The rest of an escape in a domain name: three decimal digits up to 255, or any other byte.
fn escaped(rest: &mut std::iter::Peekable<impl Iterator<Item = u8>>) -> bool {
    let Some(first) = rest.next() else {
        return true;
    };
    if !first.is_ascii_digit() {
        return true;
    }
    let mut value = u32::from(first - b'0');
    for _ in 0..2 {
        match rest.next() {
            Some(digit) if digit.is_ascii_digit() => value = value * 10 + u32::from(digit - b'0'),
            _ => return false,
        }
    }
    value <= 255
}
