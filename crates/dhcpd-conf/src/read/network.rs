//! Shared networks and subnets.

use ipnet::Ipv6Net;

use super::cursor::{Checked, Cursor};
use super::frame::{Body, Place};
use super::literal::atoi;
use super::out;
use super::reader::{At, Reader};
use super::statement::misplaced;
use crate::Family;
use crate::index::kind::Kind;
use crate::rules;
use crate::view::{NetworkIx, ScopeIx, ScopeKind, SharedNetwork, Subnet, SubnetIx, mask6, net4};

/// Address and mask, or address and prefix length.
enum Net {
    V4(u32, u32),
    V6(u128, u8),
}

impl Reader<'_> {
    /// `shared-network NAME {`
    pub(super) fn shared_network(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        cur.pos += 1;
        let place = self.place();
        if matches!(place, Place::SharedNetwork | Place::Host | Place::Subnet | Place::Class) {
            let wanted = "the outermost level or a group";
            return Err(misplaced(cur, "a shared network", place, wanted));
        }
        let first = cur.pos;
        let name = if cur.eat(Kind::Quoted) {
            cur.c_string()
        } else {
            cur.host_name().ok_or_else(|| cur.expected_ahead("the name of a shared network"))?
        };
        if name.is_empty() {
            return Err(cur.fail(&rules::SYNTAX, "the name of a shared network is empty"));
        }
        let name_span = cur.span_from(first);
        cur.expect(Kind::LBrace, "`{`")?;
        let kind = ScopeKind::SharedNetwork { name: out::plain(&name).into() };
        let scope = self.open_scope(kind, cur.file().node_span(at.node), name_span);
        let network = self.add_network(scope, true);
        self.open_block(at, Body::SharedNetwork(network), Place::SharedNetwork, scope);
        if let Some(frame) = self.frames.last_mut() {
            frame.network = Some(network);
        }
        Ok(())
    }

    fn add_network(&mut self, scope: ScopeIx, explicit: bool) -> NetworkIx {
        let networks = &mut self.config.networks;
        let ix = NetworkIx(u32::try_from(networks.len()).unwrap_or(u32::MAX));
        let subnets = Vec::new();
        networks.push(SharedNetwork { scope, explicit, subnets, peer: None, has_interface: false });
        ix
    }

    /// `subnet A netmask M {` or `subnet6 A/LEN {`
    pub(super) fn subnet(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let v6 = cur.next() == Kind::Subnet6;
        let place = self.place();
        if matches!(place, Place::Host | Place::Subnet | Place::Class) {
            let wanted = "the outermost level, a group or a shared network";
            return Err(misplaced(cur, "a subnet", place, wanted));
        }
        let first = cur.pos;
        let net = if v6 { self.net6(cur)? } else { net(cur)? };
        let name_span = cur.span_from(first);
        cur.expect(Kind::LBrace, "`{`")?;
        let (kind, v4, v6) = match net {
            Net::V4(address, mask) => {
                (ScopeKind::Subnet { net: net4(address, mask) }, Some((address, mask)), None)
            }
            Net::V6(address, len) => {
                let net = Ipv6Net::new(address.into(), len).unwrap_or_default();
                (ScopeKind::Subnet6 { net }, None, Some((address, len)))
            }
        };
        // dhcpd compares every new subnet with all others, and stops where it cannot.
        if self.config.subnets.first().is_some_and(|other| other.v4.is_some() != v4.is_some()) {
            let message = "dhcpd stops where a file has subnets of both address families";
            return Err(cur.fail(&rules::FAMILY, message));
        }
        let around = self.frame().and_then(|frame| frame.network);
        let scope = self.open_scope(kind, cur.file().node_span(at.node), name_span);
        // A lone subnet is a wire of its own.
        let network = around.unwrap_or_else(|| self.add_network(scope, false));
        let subnet = SubnetIx(u32::try_from(self.config.subnets.len()).unwrap_or(u32::MAX));
        self.config.subnets.push(Subnet { scope, network, v4, v6 });
        self.open_block(at, Body::Subnet(subnet), Place::Subnet, scope);
        if let Some(frame) = self.frames.last_mut() {
            frame.subnet = Some(subnet);
        }
        Ok(())
    }

    fn net6(&self, cur: &mut Cursor<'_>) -> Checked<Net> {
        self.only_v6(cur)?;
        let address = u128::from(cur.ipv6()?);
        cur.expect(Kind::Slash, "`/`")?;
        cur.expect(Kind::Number, "the length of the prefix")?;
        let len = u8::try_from(atoi(cur.text())).ok().filter(|len| *len <= 128);
        let Some(len) = len else {
            let message = "the length of a prefix is a number from 0 to 128";
            return Err(cur.fail(&rules::SUBNET_MASK, message));
        };
        if address & !mask6(len) != 0 {
            let message = format!("the address has bits behind its prefix of {len} bits");
            return Err(cur.fail(&rules::SUBNET_MASK, message));
        }
        Ok(Net::V6(address, len))
    }

    /// The statement taken last needs `dhcpd -6`.
    pub(super) fn only_v6(&self, cur: &Cursor<'_>) -> Checked {
        if self.config.family == Family::V6 {
            return Ok(());
        }
        let word = cur.quote(cur.pos.saturating_sub(1));
        Err(cur.fail(&rules::FAMILY, format!("{word} is refused by `dhcpd -4`")))
    }
}

fn net(cur: &mut Cursor<'_>) -> Checked<Net> {
    let address = cur.ipv4()?;
    cur.expect(Kind::Netmask, "`netmask`")?;
    let mask = cur.ipv4()?;
    let (bits, mask_bits) = (u32::from(address), u32::from(mask));
    if bits & !mask_bits != 0 {
        let net = std::net::Ipv4Addr::from(bits & mask_bits);
        let message =
            format!("{address} is not the address of a network with mask {mask}: {net} is");
        return Err(cur.fail(&rules::SUBNET_MASK, message));
    }
    Ok(Net::V4(bits, mask_bits))
}
