//! What silences a subnet that hands out nothing: statements that answer nobody, and who is answered
//! in spite of them.

use std::net::IpAddr;

use config_text::Span;
use ipnet::IpNet;

use super::block::{Block, span};
use super::marks::{Split, line_end_above, note, noted};
use super::text::Text;
use super::{Editor, Refusal};
use crate::view::{Config, Host, HostAddress, ScopeIx, ScopeKind, SubnetIx};

/// What silences hosts with fixed addresses.
const IGNORE: &str = "ignore booting;";

/// What silences the refusal of addresses that belong to no network of the wire.
const NOT_AUTHORITATIVE: &str = "not authoritative;";

impl Editor<'_> {
    /// Puts the statements that silence a subnet behind all others of its block: the last one counts.
    /// Where it has its wire for itself, that is not authoritative any more either.
    pub(super) fn silence(&mut self, net: IpNet, subnet: SubnetIx) -> Result<(), Refusal> {
        let places = answered(self.config, net);
        if !places.is_empty() {
            return Err(Refusal::Answered { net, places });
        }
        let scope = self.scope_of(subnet)?;
        let mut own = vec![(scope, IGNORE)];
        own.retain(|_| last(self.config, scope, "allow-booting").as_deref() != Some("ignore"));
        own.extend(self.authority(subnet).map(|scope| (scope, NOT_AUTHORITATIVE)));
        for places in own.chunk_by(|one, other| one.0 == other.0) {
            let scope = places.first().map_or(scope, |(scope, _)| *scope);
            let block = self.block(self.span_of(scope)?)?;
            let (split, last) = (!block.closes_its_line(), places.len() - 1);
            let statements = places.iter().enumerate().map(|(nth, (_, words))| {
                let split = Split { above: split && nth == 0, below: split && nth == last };
                Text::from(format!("{words} {}", note(net, split)))
            });
            block.insert_last_lines(&mut self.edits, &statements.collect::<Vec<_>>());
        }
        Ok(())
    }

    /// The scope whose authority counts on the wire of a subnet, where that is the subnet's alone and
    /// may be authoritative.
    fn authority(&self, subnet: SubnetIx) -> Option<ScopeIx> {
        let network = self.config.network(self.config.subnet(subnet)?.network)?;
        let [_] = network.subnets.as_slice() else { return None };
        let said = |scope| last(self.config, scope, "authoritative");
        let all: Vec<_> = self.config.chain(network.scope).map(|(scope, _)| said(scope)).collect();
        // A block has the authority that stands above it. What stands below counts as well here:
        // one statement too many does no harm.
        let not = all.first().and_then(Option::as_deref) == Some("false");
        let may = all.iter().flatten().any(|value| value == "true");
        (may && !not).then_some(network.scope)
    }

    /// Takes away what [`Editor::silence`] has put there.
    pub(super) fn unsilence(&mut self, net: IpNet, subnet: SubnetIx) -> Result<(), Refusal> {
        let scope = self.scope_of(subnet)?;
        let network = self.config.subnet(subnet).map(|subnet| subnet.network);
        let network = network.and_then(|ix| self.config.network(ix)).map(|one| one.scope);
        for scope in [Some(scope), network.filter(|network| *network != scope)] {
            let Some(scope) = scope else { continue };
            let block = self.block(self.span_of(scope)?)?;
            for (_, node) in block.statements() {
                let place = block.file.node_span(node);
                if let Some(split) = silences(&block, place, net) {
                    self.edits.replace(line_of(&block, place, split), "");
                }
            }
        }
        Ok(())
    }
}

/// Whether a statement is one that silences this subnet, and how its line came to be.
fn silences(block: &Block<'_>, place: Span, net: IpNet) -> Option<Split> {
    let layout = block.layout();
    let end = place.end as usize;
    let words = layout.part(place.start as usize, end);
    let behind = layout.part(end, layout.line_end(end)).trim_ascii();
    let split = noted(behind, net)?;
    [IGNORE, NOT_AUTHORITATIVE].iter().any(|one| one.as_bytes() == words).then_some(split)
}

/// The line of a statement that silences, with the line end that was put above it and the indentation
/// that was put below it.
fn line_of(block: &Block<'_>, place: Span, split: Split) -> Span {
    let layout = block.layout();
    let (start, end) = layout.removal(place.start as usize, place.end as usize);
    let above = split.above.then(|| line_end_above(block.file, start)).flatten();
    let indent = layout.indent(block.start());
    let below = split.below && layout.part(end, end + indent.len()) == indent;
    let end = if below { end + indent.len() } else { end };
    span(block.file, above.unwrap_or(start), end)
}

/// The last value of a setting that stands directly in a scope.
fn last(config: &Config, scope: ScopeIx, key: &str) -> Option<String> {
    config.settings(scope).filter(|one| &*one.key == key).last().map(|one| one.value)
}

/// Where hosts with fixed addresses in a subnet are allowed to boot whatever the subnet says: hosts,
/// their groups and classes count more.
fn answered(config: &Config, net: IpNet) -> Vec<Span> {
    let inside = |address: &HostAddress| match address {
        HostAddress::V4(address) => net.contains(&IpAddr::V4(*address)),
        HostAddress::V6(_) => false,
        // It may be any address.
        HostAddress::Name(_) => true,
    };
    let hosts: Vec<Host> = config
        .hosts()
        .filter(|host| host.addresses.iter().any(|address| inside(&address.value)))
        .collect();
    if hosts.is_empty() {
        return Vec::new();
    }
    let named = |kind: &ScopeKind| match kind {
        ScopeKind::Group { name: Some(name) } => {
            hosts.iter().any(|host| host.group.as_ref().is_some_and(|group| group.value == **name))
        }
        _ => false,
    };
    let around = |scope: ScopeIx| {
        hosts.iter().any(|host| config.chain(host.scope).any(|(outer, _)| outer == scope))
    };
    let counts = |(scope, kind): (ScopeIx, &ScopeKind)| match kind {
        ScopeKind::Class { .. } | ScopeKind::Subclass { .. } => true,
        ScopeKind::Host { .. } | ScopeKind::Group { .. } => named(kind) || around(scope),
        _ => false,
    };
    let scopes = config.scopes().filter(|(scope, node)| counts((*scope, &node.kind)));
    let settings = scopes.flat_map(|(scope, _)| config.settings(scope));
    settings
        .filter(|one| match &*one.key {
            "allow-booting" => one.value == "true",
            _ => one.executable && one.value.contains("allow-booting"),
        })
        .map(|one| one.span)
        .collect()
}
