//! Hosts with fixed addresses in the scope, wherever they are written.

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr};

use config_text::Span;
use ipnet::IpNet;

use super::groups::Homeless;
use super::program::Program;
use super::{Obstacle, Replication, Wire, place, subnet_of};
use crate::Family;
use crate::edit::host::{Home, address, given_by, given_in, is_in_subnet6, subnet_at};
use crate::edit::text::Text;
use crate::edit::{Refusal, order};
use crate::view::{
    Config, Host, HostAddress, HostIdentifier, Operator, ScopeIx, ScopeKind, Setting,
};

/// The hosts of a wire.
pub(super) fn of_wire(config: &Config, wire: &Wire) -> Vec<Host> {
    let inside = fixed(config).filter(|(address, _)| wire.contains(*address));
    let scopes: BTreeSet<ScopeIx> = inside.map(|(_, scope)| scope).collect();
    let hosts = scopes.into_iter().filter_map(|scope| config.host(scope));
    hosts.filter(|host| !host.deleted).collect()
}

/// The fixed addresses of hosts; those of IPv4 the reading has noted.
fn fixed(config: &Config) -> Box<dyn Iterator<Item = (IpAddr, ScopeIx)> + '_> {
    if config.family() == Family::V4 {
        let all = config.fixed.iter();
        return Box::new(all.map(|one| (Ipv4Addr::from(one.address).into(), one.scope)));
    }
    Box::new(config.hosts().flat_map(|host| {
        let addresses: Vec<_> = host.addresses.iter().filter_map(|one| one.value.ip()).collect();
        addresses.into_iter().map(move |address| (address, host.scope))
    }))
}

/// The group that hosts refer to by a name.
pub(super) fn group_named(config: &Config, name: &str) -> Option<ScopeIx> {
    let named = |kind: &ScopeKind| matches!(kind, ScopeKind::Group { name: Some(known) } if &**known == name);
    config.scopes().find(|(_, node)| named(&node.kind)).map(|(ix, _)| ix)
}

/// What a named group gives its hosts in a scope.
pub(super) fn named_group(config: &Config, name: &str, scope: ScopeIx) -> Vec<Setting> {
    group_named(config, name).map_or_else(Vec::new, |group| given_by(config, group, scope))
}

/// What a host has from groups.
fn given(config: &Config, host: &Host) -> Vec<Setting> {
    match &host.group {
        Some(group) => named_group(config, &group.value, subnet_at(config, address(host))),
        None => {
            let parent = config.scope(host.scope).and_then(|node| node.parent);
            parent.map_or_else(Vec::new, |parent| given_in(config, parent, address(host)))
        }
    }
}

/// All that a host says, and what it has from groups.
pub(super) fn program(config: &Config, host: &Host) -> Program {
    let mut all = given(config, host);
    let inherited = all.len();
    all.extend(own(config, host));
    Program { all, inherited, complete: None }
}

/// The statements directly in a scope.
fn statements(config: &Config, scope: ScopeIx) -> impl Iterator<Item = Span> {
    config.items_of(scope).filter_map(|item| {
        let file = config.file_of(item)?;
        Some(file.node_span(file.tree.node(item.node)?))
    })
}

/// The statements of a host, those that are about itself as settings too.
pub(super) fn own(config: &Config, host: &Host) -> Vec<Setting> {
    let fact = |key: &str, value: String, span: Span| Setting {
        key: key.into(),
        value,
        operator: Operator::Set,
        executable: false,
        understood: true,
        span,
    };
    let statements: Vec<Span> = statements(config, host.scope).collect();
    let fact = |key, value, span: Span| {
        let within =
            |one: &&Span| one.file == span.file && one.start <= span.start && span.end <= one.end;
        fact(key, value, statements.iter().find(within).copied().unwrap_or(span))
    };
    let mut all = place::own(config, host.scope);
    all.extend(host.hardware.iter().map(|one| fact("hardware", one.value.clone(), one.span)));
    all.extend(host.group.iter().map(|one| fact("group", one.value.clone(), one.span)));
    all.extend(host.prefixes.iter().map(|one| fact("fixed-prefix6", one.value.clone(), one.span)));
    let address = |one: &HostAddress| match one {
        HostAddress::V4(address) => address.to_string(),
        HostAddress::V6(address) => address.to_string(),
        HostAddress::Name(name) => name.clone(),
    };
    if let Some(first) = host.addresses.first() {
        let texts: Vec<_> = host.addresses.iter().map(|one| address(&one.value)).collect();
        let six = matches!(first.value, HostAddress::V6(_));
        let key = if six { "fixed-address6" } else { "fixed-address" };
        all.push(fact(key, texts.join(", "), first.span));
    }
    for one in &host.identifiers {
        let (key, value) = match &one.value {
            HostIdentifier::Uid(data) => ("uid", data.clone()),
            // A setting like others.
            HostIdentifier::ClientIdentifier(_) => continue,
            HostIdentifier::Option { option, value } => {
                ("host-identifier", format!("option {option} {value}"))
            }
            HostIdentifier::RelayOption { relays, option, value } => {
                ("host-identifier", format!("v6relopt {relays} {option} {value}"))
            }
        };
        all.push(fact(key, value, one.span));
    }
    all.sort_by(|one, other| order::compare(config, one.span, other.span));
    all
}

impl Replication<'_, '_> {
    /// Makes the hosts of the scope alike.
    pub(super) fn align_hosts(&mut self) -> Result<(), Refusal> {
        let (source, ours) = (self.source, self.config());
        let theirs = of_wire(source, &self.wire);
        let known: HashMap<&str, ScopeIx> = ours
            .scopes()
            .filter_map(|(ix, node)| match &node.kind {
                ScopeKind::Host { name } => Some((&**name, ix)),
                _ => None,
            })
            .collect();
        let names: BTreeSet<&str> = theirs.iter().map(|host| host.name.as_str()).collect();
        let mut stay = Vec::new();
        for host in of_wire(ours, &self.wire) {
            if names.contains(host.name.as_str()) {
                stay.push(host);
                continue;
            }
            self.is_ours_alone(&host, None)?;
            self.editor.remove_declaration(host.scope)?;
        }
        let mut homeless = Vec::new();
        for host in &theirs {
            match known.get(host.name.as_str()).and_then(|scope| ours.host(*scope)) {
                Some(here) if self.align_host(host, &here)? => {}
                Some(here) => {
                    // What is around it here cannot be undone: it moves.
                    self.editor.remove_declaration(here.scope)?;
                    self.add_host(host, &stay, &mut homeless)?;
                }
                None => self.add_host(host, &stay, &mut homeless)?,
            }
        }
        self.write_homeless(homeless)
    }

    /// A host in the braces of a scope must not have its addresses elsewhere.
    pub(super) fn refuse_guests(&self, scope: ScopeIx) -> Result<(), Refusal> {
        let ours = self.config();
        for (_, host) in fixed(ours).filter(|(address, _)| !self.wire.contains(*address)) {
            if ours.chain(host).any(|(ix, _)| ix == scope) {
                let span = place::span_of(ours, host)?;
                let name = ours.host(host).map(|host| host.name).unwrap_or_default();
                return Err(Obstacle::HostElsewhere { name, span, there: None }.into());
            }
        }
        Ok(())
    }

    /// A host that has addresses in other scopes counts there, too.
    pub(super) fn is_ours_alone(&self, host: &Host, theirs: Option<&Host>) -> Result<(), Refusal> {
        let elsewhere = |host: &Host| {
            let mut all = host.addresses.iter().filter_map(|one| one.value.ip());
            all.any(|address| !self.wire.contains(address))
        };
        if !elsewhere(host) && !theirs.is_some_and(elsewhere) {
            return Ok(());
        }
        let span = place::span_of(self.config(), host.scope)?;
        let source = theirs.map(|host| place::span_of(self.source, host.scope)).transpose()?;
        Err(Obstacle::HostElsewhere { name: host.name.clone(), span, there: source }.into())
    }

    /// Makes a host alike where it stands; whether that is possible.
    fn align_host(&mut self, theirs: &Host, ours: &Host) -> Result<bool, Refusal> {
        let want = program(self.source, theirs);
        // A named group takes the place of the braces around the host; of these those count that
        // are not around its address, which it may not have yet.
        let parent = self.config().scope(ours.scope).and_then(|node| node.parent);
        let braces = parent.unwrap_or(ScopeIx::ROOT);
        let around = match &theirs.group {
            Some(_) => given(self.source, theirs),
            None => given_in(self.config(), braces, address(theirs)),
        };
        let own = own(self.config(), ours);
        let steps = super::program::steps(&want, &around, &own);
        let place = is_in_subnet6(self.source, theirs.scope);
        let moves = is_in_subnet6(self.config(), ours.scope) != place;
        if steps.as_ref().is_ok_and(Vec::is_empty) && !moves {
            return Ok(true);
        }
        self.is_ours_alone(ours, Some(theirs))?;
        if steps.is_err() || moves {
            return Ok(false);
        }
        self.align_statements(&want, &around, &own, ours.scope).map(|_| true)
    }

    /// Adds a host where it is given what it is given on the source.
    fn add_host(
        &mut self,
        theirs: &Host,
        stay: &[Host],
        homeless: &mut Vec<Homeless>,
    ) -> Result<(), Refusal> {
        if self.written.contains(&theirs.name) {
            return Ok(());
        }
        // A named group is part of what the host itself says.
        let wanted = theirs.group.is_none().then(|| given(self.source, theirs));
        let braces = self.home_of(theirs);
        let inside = is_in_subnet6(self.source, theirs.scope);
        let home = self.editor.home(wanted.as_deref(), address(theirs), stay, braces, inside);
        let Some(home) = home else {
            if inside {
                return Err(Obstacle::NoGroup { name: theirs.name.clone() }.into());
            }
            self.note_homeless(homeless, theirs, wanted.unwrap_or_default());
            return Ok(());
        };
        let text = match home {
            Home::Behind(span) => {
                let unit = self.editor.block(span)?.deeper(b"");
                self.host_text(theirs, &unit, span, Some(span))?
            }
            Home::In(span) => {
                let unit = self.editor.block(span)?.deeper(b"");
                self.host_text(theirs, &unit, span, None)?
            }
            Home::End => self.host_text(theirs, super::create::UNIT, self.end()?, None)?,
        };
        self.editor.put_host(home, &text)
    }

    /// The subnet here that stands for the one in whose braces a host of the source is.
    fn home_of(&self, theirs: &Host) -> Option<ScopeIx> {
        let parent = self.source.scope(theirs.scope)?.parent?;
        let here = match &self.source.scope(parent)?.kind {
            ScopeKind::Subnet { net } => subnet_of(self.config(), IpNet::V4(*net)),
            ScopeKind::Subnet6 { net } => subnet_of(self.config(), IpNet::V6(*net)),
            _ => None,
        };
        here.map(|(_, scope)| scope)
    }

    /// A host of the source as a declaration, on one line where its neighbour is.
    pub(super) fn host_text(
        &self,
        theirs: &Host,
        unit: &[u8],
        at: Span,
        neighbour: Option<Span>,
    ) -> Result<Text, Refusal> {
        let place = neighbour.map_or_else(|| place::span_of(self.source, theirs.scope), Ok)?;
        let config = if neighbour.is_some() { self.config() } else { self.source };
        let file = config.files.iter().find(|file| file.id == place.file);
        let text = file.and_then(|file| file.bytes.get(place.start as usize..place.end as usize));
        let one_line = text.is_some_and(|text| !text.contains(&b'\n'));
        let own = own(self.source, theirs);
        let body: Result<Vec<_>, _> = own.iter().map(|one| self.stated(one, at)).collect();
        Ok(Text::block(&self.head("host", theirs.scope)?, &body?, unit, one_line))
    }

    /// The hosts in the braces of a subnet of the source, for one that is new here.
    pub(super) fn hosts_in(
        &mut self,
        subnet: ScopeIx,
        unit: &[u8],
        at: Span,
    ) -> Result<Vec<Text>, Refusal> {
        let ours = self.config();
        let mut texts = Vec::new();
        for host in of_wire(self.source, &self.wire) {
            let inside =
                self.source.scope(host.scope).is_some_and(|node| node.parent == Some(subnet));
            let known = ours.scopes().any(
                |(_, node)| matches!(&node.kind, ScopeKind::Host { name } if **name == *host.name),
            );
            if inside && !known {
                texts.push(self.host_text(&host, unit, at, None)?);
                self.written.insert(host.name);
            }
        }
        Ok(texts)
    }
}
