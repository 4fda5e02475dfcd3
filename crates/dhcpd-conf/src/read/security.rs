//! Keys and DNS zones.

use config_text::{Diagnostic, Fingerprint, Phase};

use super::cursor::{Checked, Cursor};
use super::literal::Address;
use super::out;
use super::reader::Reader;
use crate::index::kind::Kind;
use crate::rules;
use crate::view::{Key, Spanned, Zone};

impl Reader<'_> {
    /// The rest of `key NAME { algorithm A; secret S; }`; a `;` may follow.
    pub(super) fn key(&mut self, cur: &mut Cursor<'_>) -> Checked {
        let first = cur.pos.saturating_sub(1);
        let name = key_name(cur)?;
        cur.expect(Kind::LBrace, "`{`")?;
        let (mut algorithm, mut secret) = (None, None);
        loop {
            let start = cur.pos;
            match cur.next() {
                Kind::Algorithm => {
                    if algorithm.is_some() {
                        return Err(cur.fail(&rules::GIVEN_TWICE, "a key has one `algorithm`"));
                    }
                    let Some(name) = cur.host_name() else {
                        return Err(cur.expected_ahead("the name of an algorithm"));
                    };
                    cur.semicolon()?;
                    let value = canonical_algorithm(&name);
                    algorithm = Some(Spanned { value, span: cur.span_from(start) });
                }
                Kind::Secret => {
                    if secret.is_some() {
                        return Err(cur.fail(&rules::GIVEN_TWICE, "a key has one `secret`"));
                    }
                    let bytes = base64(cur)?;
                    if bytes.is_empty() {
                        let message = "dhcpd drops a key with an empty secret without a word";
                        let finding = Diagnostic::new(&rules::KEY_INCOMPLETE, cur.span(), message);
                        self.find(finding.with_phase(Phase::Runtime));
                        return dropped_key(cur);
                    }
                    cur.semicolon()?;
                    let value = Fingerprint::of(&bytes);
                    secret = Some(Spanned { value, span: cur.span_from(start) });
                }
                Kind::RBrace => break,
                _ => return Err(cur.expected("`algorithm`, `secret` or `}`")),
            }
        }
        if algorithm.is_none() || secret.is_none() {
            let what = if algorithm.is_none() { "algorithm" } else { "secret" };
            let message = format!("this key has no `{what}`: dhcpd crashes on it");
            return Err(cur.fail(&rules::KEY_INCOMPLETE, message));
        }
        let span = cur.span_from(first);
        cur.eat(Kind::Semicolon);
        self.names.add_key(&name);
        self.config.keys.push(Key { name: out::plain(&name), span, algorithm, secret });
        Ok(())
    }

    /// The rest of `zone NAME { primary A; key K; }`
    pub(super) fn zone(&mut self, cur: &mut Cursor<'_>) -> Checked {
        let first = cur.pos.saturating_sub(1);
        let Some(mut name) = cur.host_name() else {
            return Err(cur.expected_ahead("the name of a zone"));
        };
        if !name.ends_with(b".") {
            name.push(b'.');
        }
        cur.expect(Kind::LBrace, "`{`")?;
        let name = out::plain(&name).to_ascii_lowercase();
        let mut zone = Zone {
            name,
            span: cur.span_from(first),
            primaries: Vec::new(),
            secondaries: Vec::new(),
            key: None,
        };
        let mut given = [false; 4];
        loop {
            let (slot, list, v6) = match cur.peek() {
                Kind::Primary => (0, &mut zone.primaries, false),
                Kind::Secondary => (1, &mut zone.secondaries, false),
                Kind::Primary6 => (2, &mut zone.primaries, true),
                Kind::Secondary6 => (3, &mut zone.secondaries, true),
                Kind::Key => {
                    self.zone_key(cur, &mut zone)?;
                    continue;
                }
                _ => break,
            };
            if given.get_mut(slot).is_some_and(|given| std::mem::replace(given, true)) {
                let message = format!("a zone has one {}", cur.quote(cur.pos));
                return Err(cur.fail_ahead(&rules::GIVEN_TWICE, message));
            }
            cur.pos += 1;
            servers(cur, list, v6)?;
        }
        cur.expect(Kind::RBrace, "`primary`, `secondary`, `key` or `}`")?;
        zone.span = cur.span_from(first);
        self.config.zones.push(zone);
        Ok(())
    }

    /// `key NAME;` in a zone.
    fn zone_key(&mut self, cur: &mut Cursor<'_>, zone: &mut Zone) -> Checked {
        let first = cur.pos;
        cur.pos += 1;
        let name = key_name(cur)?;
        if zone.key.is_some() {
            return Err(cur.fail(&rules::GIVEN_TWICE, "a zone has one `key`"));
        }
        if !self.names.has_key(&name) {
            // Whoever mistakes a key for its name has the secret here; others only a name.
            self.sources.mask(cur.span_from(first + 1));
            if !self.names.open {
                let message = "no key of this name is declared above";
                return Err(cur.fail(&rules::USED_BEFORE_DECLARED, message));
            }
        }
        cur.semicolon()?;
        let value = out::plain(&name).to_ascii_lowercase();
        zone.key = Some(Spanned { value, span: cur.span_from(first) });
        Ok(())
    }
}

fn key_name(cur: &mut Cursor<'_>) -> Checked<Vec<u8>> {
    if cur.eat(Kind::Quoted) {
        return Ok(cur.c_string());
    }
    cur.host_name().ok_or_else(|| cur.expected_ahead("the name of a key"))
}

/// Addresses with commas between them, and the `;`.
fn servers(cur: &mut Cursor<'_>, list: &mut Vec<Spanned<String>>, v6: bool) -> Checked {
    loop {
        let first = cur.pos;
        let value = if v6 {
            cur.ipv6()?.to_string()
        } else {
            match cur.address()? {
                Address::Ip(address) => address.to_string(),
                Address::Name(name) => out::plain(&name),
            }
        };
        list.push(Spanned { value, span: cur.span_from(first) });
        if !cur.eat(Kind::Comma) {
            return cur.semicolon();
        }
    }
}

/// In small letters, without the suffix that dhcpd adds itself.
fn canonical_algorithm(name: &[u8]) -> String {
    let name = out::plain(name).to_ascii_lowercase();
    let short = name.trim_end_matches('.');
    short.strip_suffix(".sig-alg.reg.int").unwrap_or(short).to_owned()
}

/// Takes the rest of a key, up to its `}`.
fn dropped_key(cur: &mut Cursor<'_>) -> Checked {
    let mut depth = 1u32;
    while depth > 0 {
        match cur.next() {
            Kind::LBrace => depth += 1,
            Kind::RBrace => depth -= 1,
            Kind::End => return Err(cur.expected("`}`")),
            _ => {}
        }
    }
    Ok(())
}

/// Takes a secret: one token, and all that follow and consist of base64 only. A `+` or `/` makes
/// several tokens of one.
fn base64(cur: &mut Cursor<'_>) -> Checked<Vec<u8>> {
    let mut text = Vec::new();
    loop {
        if cur.next() == Kind::End {
            return Err(cur.expected("a secret"));
        }
        text.extend(value_of(cur, cur.pos - 1));
        if cur.peek() == Kind::End || !value_of(cur, cur.pos).iter().all(|byte| is_base64(*byte)) {
            break;
        }
    }
    decode(&text).ok_or_else(|| cur.fail(&rules::KEY_INCOMPLETE, "this secret is not base64"))
}

fn value_of(cur: &Cursor<'_>, token: u32) -> Vec<u8> {
    let mut text = match cur.kind(token) {
        Kind::Quoted => cur.string_at(token),
        _ => cur.text_at(token).to_vec(),
    };
    let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
    text.truncate(end);
    text
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// The bytes of a secret; `None` where dhcpd complains.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().position(|byte| *byte == b'=').unwrap_or(text.len());
    let (digits, padding) = text.split_at_checked(digits)?;
    if padding.iter().any(|byte| *byte != b'=') {
        return None;
    }
    let mut out = Vec::with_capacity(digits.len() * 3 / 4);
    let mut rest = 0u32;
    for (at, byte) in digits.iter().enumerate() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        rest = (rest << 6) + u32::from(digit);
        let (byte, mask) = match at % 4 {
            0 => continue,
            1 => (rest >> 4, 0x0f),
            2 => (rest >> 2, 0x03),
            _ => (rest, 0),
        };
        out.push(u8::try_from(byte & 0xff).unwrap_or(0));
        rest &= mask;
    }
    // Bits are left over where the length fits no whole byte.
    let whole = text.len().is_multiple_of(4) || rest == 0;
    whole.then_some(out)
}
