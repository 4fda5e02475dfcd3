//! Scopes that are to be silent on this server, and back.
//!
//! Silent means neither offers nor NAKs. A pool that nobody is allowed in, or a subnet that is gone,
//! makes dhcpd answer NAK to clients of the partner. So the ranges go out of the text that dhcpd
//! reads, kept as marked comments; the subnet stays. `ignore booting` silences its hosts with fixed
//! addresses, and `not authoritative` what dhcpd would say to clients that come from elsewhere.

use config_text::Span;
use ipnet::Ipv4Net;

use super::layout::Layout;
use super::{Editor, Refusal, order};
use crate::index::kind::Kind;
use crate::index::tree::Tree;
use crate::read::FileIndex;
use crate::view::{PoolIx, ScopeKind, SubnetIx};

/// In front of every line that is put away.
fn mark(net: Ipv4Net) -> String {
    format!("# dhcpair-disabled {net}: ")
}

impl Editor<'_> {
    /// Makes a subnet silent: its pools and ranges become marked comments, it ignores booting
    /// clients, and where it is alone on its wire, that is not authoritative any more. What a pool of
    /// a shared network has for other subnets stays.
    ///
    /// Two things are answered all the same, with NAK: a host that has a fixed address here and asks
    /// for another one, and, where other subnets share the wire and are authoritative, a client that
    /// asks for an address of none of them.
    ///
    /// # Errors
    /// [`Refusal::NoScope`], [`Refusal::NoRange`] where it hands out nothing, [`Refusal::Holds`] where
    /// a pool has hosts, classes, groups or option definitions in it, [`Refusal::Answered`] where hosts
    /// would be answered all the same, [`Refusal::EndByte`], and [`Refusal::IncludedTwice`].
    pub fn disable_scope(&mut self, net: Ipv4Net) -> Result<(), Refusal> {
        let (net, subnet) = (net.trunc(), self.subnet(net)?);
        let scope = self.scope_of(subnet)?;
        let span = self.span_of(scope)?;
        let away = self.to_put_away(subnet)?;
        if away.is_empty() {
            return Err(Refusal::NoRange { net, span });
        }
        for (place, pool) in away {
            if let Some(held) = pool.and_then(|_| self.held(place)) {
                return Err(Refusal::Holds { span: held, place });
            }
            let file = self.file(place)?;
            let layout = Layout::new(&file.bytes);
            if layout.part(place.start as usize, place.end as usize).contains(&0xff) {
                return Err(Refusal::EndByte { span: place });
            }
            self.edits.replace(place, commented(file, place, &mark(net)));
            if let Some(pool) = pool {
                let references = self.references(pool);
                self.forget(&references);
            }
        }
        self.silence(net, subnet)
    }

    /// A declaration in a pool that dhcpd knows everywhere: hosts, classes, groups and options.
    pub(super) fn held(&self, pool: Span) -> Option<Span> {
        let scopes = self.config.scopes().filter(|(_, node)| node.kind != ScopeKind::Pool);
        let scopes = scopes.skip(1).map(|(_, node)| node.span);
        let options = self.config.option_definitions().map(|definition| definition.span);
        scopes.chain(options).find(|span| order::is_within(self.config, *span, pool))
    }

    /// Pools that serve the subnet alone, and its other ranges.
    fn to_put_away(&self, subnet: SubnetIx) -> Result<Vec<(Span, Option<PoolIx>)>, Refusal> {
        let mut away: Vec<(Span, Option<PoolIx>)> = Vec::new();
        for range in self.config.ranges().iter().filter(|range| range.subnet == subnet) {
            let alone = |pool: &PoolIx| self.ranges_of(*pool).all(|one| one.subnet == subnet);
            match range.pool.filter(alone) {
                Some(pool) if away.iter().any(|(_, known)| *known == Some(pool)) => {}
                Some(pool) => away.push((self.pool_span(pool)?, Some(pool))),
                None => away.push((range.span, None)),
            }
        }
        Ok(away)
    }

    /// Brings back what [`Editor::disable_scope`] has put away.
    ///
    /// dhcpd has forgotten the leases of the scope by then. Where a partner kept them, the server has
    /// to begin in the failover state `recover`, or it gives these addresses away.
    ///
    /// # Errors
    /// [`Refusal::NoScope`], [`Refusal::NothingPutAway`], and [`Refusal::NoPeer`] where a pool names
    /// a peer that is gone.
    pub fn enable_scope(&mut self, net: Ipv4Net) -> Result<(), Refusal> {
        let (net, subnet) = (net.trunc(), self.subnet(net)?);
        let scope = self.scope_of(subnet)?;
        let mark = mark(net);
        let mut some = false;
        for file in self.config.distinct_files() {
            let places = marked(file, &mark);
            some |= !places.is_empty();
            let mut text = Vec::new();
            for place in places {
                self.file(place)?;
                let layout = Layout::new(&file.bytes);
                let end = place.end as usize;
                text.extend_from_slice(layout.part(end, layout.line_end(end)));
                self.edits.replace(place, "");
            }
            self.named_in(&text)?;
        }
        let span = self.span_of(scope)?;
        if !some {
            return Err(Refusal::NothingPutAway { net, span });
        }
        self.unsilence(net, subnet)
    }

    /// Counts the peers that pools of a text name.
    fn named_in(&mut self, text: &[u8]) -> Result<(), Refusal> {
        let tree = Tree::new(text);
        let mut depth = 0_u32;
        for at in 0..tree.tokens.count() {
            match tree.tokens.kind(at) {
                Kind::LBrace => depth += 1,
                Kind::RBrace => depth = depth.saturating_sub(1),
                Kind::Failover if tree.tokens.kind(at + 1) == Kind::Peer => {
                    let name = super::membership::name_at(text, &tree, at + 2);
                    let peer = self.peer_ix(&name)?;
                    self.count(peer, 1);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The marks of a file.
fn marked(file: &FileIndex, mark: &str) -> Vec<Span> {
    let layout = Layout::new(&file.bytes);
    let mut places = Vec::new();
    let mut at = 0;
    while at < file.bytes.len() {
        let start = at + layout.indent(at).len();
        let end = start + mark.len();
        if layout.part(start, end) == mark.as_bytes() {
            places.push(super::block::span(file, start, end));
        }
        at = layout.line_end(at);
    }
    places
}

/// The text of a statement as comments, on lines of its own.
fn commented(file: &FileIndex, place: Span, mark: &str) -> Vec<u8> {
    let layout = Layout::new(&file.bytes);
    let (start, end) = (place.start as usize, place.end as usize);
    let (newline, indent) = (layout.newline(start).as_bytes(), layout.indent(start));
    let mut out = Vec::new();
    if !layout.begins_line(start) {
        out.extend([newline, indent].concat());
    }
    for (nth, line) in layout.part(start, end).split_inclusive(|byte| *byte == b'\n').enumerate() {
        let blanks = if nth == 0 { 0 } else { line.len() - line.trim_ascii_start().len() };
        let (blanks, rest) = line.split_at(blanks.min(line.len()));
        if rest.is_empty() {
            out.extend_from_slice(line);
            continue;
        }
        out.extend([blanks, mark.as_bytes(), rest].concat());
    }
    if !layout.ends_line(end) {
        out.extend([newline, indent].concat());
    }
    out
}
