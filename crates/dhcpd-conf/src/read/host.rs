//! Hosts (dhcpd.conf(5), "The host statement").

use std::hash::Hasher as _;
use std::net::IpAddr;

use config_text::{Diagnostic, Span};

use super::cursor::{Checked, Cursor};
use super::frame::{Body, HostBody, Place};
use super::grammar::Grammar;
use super::literal::{Address, atoi};
use super::range::prefix_len;
use super::reader::{At, Reader};
use super::statement::misplaced;
use crate::index::kind::Kind;
use crate::options::ShortHasher;
use crate::table::DHCP;
use crate::view::{Config, FixedV4, Identity, ItemKind, ScopeKind};
use crate::{Family, rules};

impl Reader<'_> {
    /// `host NAME {`
    pub(super) fn host(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        cur.pos += 1;
        let place = self.place();
        if matches!(place, Place::Host | Place::Class) {
            return Err(misplaced(cur, "a host", place, "no host or class"));
        }
        let first = cur.pos;
        let Some(name) = cur.host_name() else {
            return Err(cur.expected_ahead("the name of a host, without quotes"));
        };
        let name_span = cur.span_from(first);
        cur.expect(Kind::LBrace, "`{`")?;
        let kind = ScopeKind::Host { name: super::out::plain_owned(name).into() };
        let scope = self.open_scope(kind, cur.file().node_span(at.node), name_span);
        self.host = HostBody::default();
        self.open_block(at, Body::Host, Place::Host, scope);
        Ok(())
    }

    fn host_body(&mut self) -> Option<&mut HostBody> {
        let inside = matches!(self.frame().map(|frame| &frame.body), Some(Body::Host));
        inside.then_some(&mut self.host)
    }

    /// Marks something that a host may have once; true where it has it already.
    fn given(&mut self, field: impl FnOnce(&mut HostBody) -> &mut bool) -> bool {
        self.host_body().is_some_and(|host| std::mem::replace(field(host), true))
    }

    /// A statement in the block of a host.
    pub(super) fn host_statement(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let kind = match cur.peek() {
            Kind::Hardware => self.host_hardware(cur)?,
            Kind::FixedAddress | Kind::FixedAddress6 => self.fixed_addresses(cur)?,
            Kind::FixedPrefix6 => {
                cur.pos += 1;
                let mut grammar = Grammar::check(*cur, &self.config.options, &self.names);
                let result = grammar.fixed_prefix();
                cur.pos = grammar.cur.pos;
                result?;
                ItemKind::FixedPrefix6
            }
            Kind::Uid => self.uid(cur)?,
            Kind::HostIdentifier => self.host_identifier(cur)?,
            Kind::Group => self.host_group(cur)?,
            Kind::Dynamic => {
                cur.pos += 1;
                cur.semicolon()?;
                ItemKind::Dynamic
            }
            Kind::Deleted => {
                cur.pos += 1;
                cur.semicolon()?;
                self.given(|host| &mut host.deleted);
                ItemKind::Deleted
            }
            _ => return self.declaration(cur, at),
        };
        self.note(kind, 0, at);
        Ok(())
    }

    fn host_hardware(&mut self, cur: &mut Cursor<'_>) -> Checked<ItemKind> {
        cur.pos += 1;
        if self.given(|host| &mut host.hardware) {
            return Err(cur.fail(&rules::GIVEN_TWICE, "this host has a hardware address already"));
        }
        let hash = Grammar::check(*cur, &self.config.options, &self.names).hardware(cur)?;
        self.config.identities.push(Identity { hash, scope: self.scope() });
        Ok(ItemKind::Hardware)
    }

    fn fixed_addresses(&mut self, cur: &mut Cursor<'_>) -> Checked<ItemKind> {
        let kind = match cur.peek() {
            Kind::FixedAddress => ItemKind::FixedAddress,
            _ => ItemKind::FixedAddress6,
        };
        let scope = self.scope();
        let Config { options, fixed, .. } = &mut self.config;
        let before = fixed.len();
        let mut grammar = Grammar::check(*cur, options, &self.names);
        let result = grammar.fixed_addresses(|address, span| {
            if let FixedAddress::Ip(IpAddr::V4(address)) = address {
                fixed.push(FixedV4 { address: address.into(), scope, span });
            }
        });
        cur.pos = grammar.cur.pos;
        if result.is_err() {
            fixed.truncate(before);
        }
        result?;
        if self.given(|host| &mut host.fixed_address) {
            let message = "this host has a fixed address already: write several with commas";
            return Err(cur.fail(&rules::GIVEN_TWICE, message));
        }
        Ok(kind)
    }

    fn uid(&mut self, cur: &mut Cursor<'_>) -> Checked<ItemKind> {
        let first = cur.pos;
        cur.pos += 1;
        if self.host_body().is_some_and(|host| host.uid) {
            return Err(cur.fail(&rules::GIVEN_TWICE, "this host has a uid already"));
        }
        let bytes = if cur.eat(Kind::Quoted) { cur.string() } else { cur.octets()? };
        cur.semicolon()?;
        if let Some(host) = self.host_body() {
            host.uid = !bytes.is_empty();
        }
        let mut hasher = ShortHasher::default();
        hasher.write(&bytes);
        self.config.identities.push(Identity { hash: hasher.finish(), scope: self.scope() });
        if !bytes.is_empty() && self.config.family == Family::V6 {
            self.report_uid(cur.span_from(first));
        }
        Ok(ItemKind::Uid)
    }

    /// An option that may stand in a host: that with the client identifier of DHCPv4 says what `uid` does.
    pub(super) fn option_of_host(&mut self, option: u32, cur: &Cursor<'_>, at: At) {
        const CLIENT_IDENTIFIER: u32 = 61;
        if self.config.family == Family::V6
            && self.host_body().is_some()
            && let Some(def) = self.config.options.def(option)
            && (def.space, def.code) == (DHCP, CLIENT_IDENTIFIER)
        {
            self.report_uid(cur.span_from(at.node.first));
        }
    }

    fn report_uid(&mut self, span: Span) {
        let message = "because of this host, a message without a client identifier ends the server";
        self.find(Diagnostic::new(&rules::UID_CRASH, span, message));
    }

    fn host_identifier(&mut self, cur: &mut Cursor<'_>) -> Checked<ItemKind> {
        if self.given(|host| &mut host.host_identifier) {
            let message = "this host has a `host-identifier` already";
            return Err(cur.fail_ahead(&rules::GIVEN_TWICE, message));
        }
        cur.pos += 1;
        let mut grammar = Grammar::check(*cur, &self.config.options, &self.names);
        let result = grammar.host_identifier();
        cur.pos = grammar.cur.pos;
        result?;
        Ok(ItemKind::HostIdentifier)
    }

    /// `group NAME;`
    fn host_group(&mut self, cur: &mut Cursor<'_>) -> Checked<ItemKind> {
        cur.pos += 1;
        let name = match cur.next() {
            Kind::Quoted => cur.c_string(),
            kind if kind.is_identifier() => cur.text().to_vec(),
            _ => return Err(cur.expected("the name of a group")),
        };
        if let Some(why) = self.names.no_group(&name) {
            let message = format!("no group {} {why}", cur.quote(cur.pos - 1));
            return Err(cur.fail(&rules::USED_BEFORE_DECLARED, message));
        }
        cur.semicolon()?;
        Ok(ItemKind::HostGroup)
    }
}

/// One address of `fixed-address` or `fixed-address6`.
pub(crate) enum FixedAddress {
    Ip(IpAddr),
    Name(Vec<u8>),
}

impl<'a> Grammar<'a> {
    /// Takes `TYPE OCTETS;` of `hardware`.
    pub(crate) fn hardware(mut self, cur: &mut Cursor<'_>) -> Checked<u64> {
        let result = self.hardware_parts();
        cur.pos = self.cur.pos;
        result
    }

    /// The same; gives a hash of type and octets.
    pub(crate) fn hardware_parts(&mut self) -> Checked<u64> {
        let cur = &mut self.cur;
        let known =
            matches!(cur.next(), Kind::Ethernet | Kind::TokenRing | Kind::Fddi | Kind::Infiniband);
        if !known && !cur.text().starts_with(b"unknown-") {
            return Err(cur.expected("`ethernet`, `token-ring`, `fddi` or `infiniband`"));
        }
        self.out.lower(self.cur.text());
        let cur = &mut self.cur;
        let mut hasher = ShortHasher::default();
        hasher.write(cur.text());
        if !cur.eat(Kind::Semicolon) {
            let mut start = *cur;
            let (mut count, mut eight) = (0, 0u64);
            cur.each_octet(|octet| {
                // Nearly all addresses are hashed in one step.
                count += 1;
                eight = eight << 8 | u64::from(octet);
                if count % 8 == 0 {
                    hasher.write_u64(eight);
                }
            })?;
            hasher.write_u64(eight);
            if count > 20 {
                let message = "a hardware address has at most 20 octets";
                return Err(cur.fail(&rules::OPTION_VALUE, message));
            }
            cur.semicolon()?;
            if self.out.is_on() {
                self.out.octets(&start.octets()?);
            }
        }
        Ok(hasher.finish())
    }

    /// Takes `fixed-address A, B;` or `fixed-address6 A, B;`
    pub(crate) fn fixed_address(mut self, cur: &mut Cursor<'_>) -> Checked {
        let result = self.fixed_addresses(|_, _| ());
        cur.pos = self.cur.pos;
        result
    }

    /// The same, with each address.
    pub(crate) fn fixed_addresses(&mut self, mut each: impl FnMut(FixedAddress, Span)) -> Checked {
        let cur = &mut self.cur;
        let v6 = cur.next() == Kind::FixedAddress6;
        loop {
            let first = cur.pos;
            let address = if v6 {
                FixedAddress::Ip(cur.ipv6()?.into())
            } else {
                match cur.address()? {
                    Address::Ip(address) => FixedAddress::Ip(address.into()),
                    Address::Name(name) => FixedAddress::Name(name),
                }
            };
            each(address, cur.span_from(first));
            if !cur.eat(Kind::Comma) {
                return cur.semicolon();
            }
        }
    }

    /// Takes `PREFIX/LEN;` of `fixed-prefix6`. dhcpd looks at the length behind the `;`.
    pub(crate) fn fixed_prefix(&mut self) -> Checked {
        let cur = &mut self.cur;
        let address = cur.ipv6()?;
        cur.expect(Kind::Slash, "`/`")?;
        cur.expect(Kind::Number, "the length of a prefix")?;
        let number = *cur;
        cur.semicolon()?;
        let len = prefix_len(&number, address.into(), 0..=128).map_err(|mut fail| {
            fail.named = cur.pos - 1;
            fail
        })?;
        if self.out.is_on() {
            self.out.put(&format!("{address}/{len}"));
        }
        Ok(())
    }

    /// Takes `option NAME DATA;` or `v6relopt N NAME DATA;` of `host-identifier`. Gives the number
    /// of relays and the canonical name of the option.
    pub(crate) fn host_identifier(&mut self) -> Checked<(Option<i32>, String)> {
        let relays = match self.cur.next() {
            Kind::Option => None,
            Kind::V6relopt => {
                self.cur.expect(Kind::Number, "a number of relays")?;
                let relays = atoi(self.cur.text());
                if relays < 0 {
                    let message = "the number of relays cannot be negative";
                    return Err(self.cur.fail(&rules::OPTION_VALUE, message));
                }
                Some(relays)
            }
            _ => return Err(self.cur.expected("`option` or `v6relopt`")),
        };
        let named = self.option_name_or_new()?;
        if named.found == crate::options::Lookup::Missing {
            return Err(self.unknown_option(named));
        }
        let name = if self.out.is_on() { self.name_of(named) } else { String::new() };
        self.option_data(self.format_of(named))?;
        self.cur.semicolon()?;
        Ok((relays, name))
    }
}
