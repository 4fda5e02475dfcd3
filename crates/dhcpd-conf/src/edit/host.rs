//! Hosts: where a new one goes.
//!
//! Braces give a host what they say, so a new one goes where it is given exactly what it should have.

use std::collections::BTreeSet;
use std::net::IpAddr;

use config_text::Span;
use ipnet::IpNet;

use super::replicate::{Obstacle, alike, place};
use super::text::Text;
use super::{Editor, Refusal};
use crate::view::{Config, Host, Operator, ScopeIx, ScopeKind, Setting};

/// Where a new host goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Home {
    /// Behind another host.
    Behind(Span),
    /// In the braces of a group or subnet, behind all else.
    In(Span),
    /// At the end of the main file.
    End,
}

impl Editor<'_> {
    /// Adds a host, given as its whole declaration, where the groups around it give it `given` and
    /// nothing else: keys and values as [`Editor::set`] takes them. Behind other hosts there.
    ///
    /// # Errors
    /// [`Refusal::Statement`] where the text is not one host that dhcpd takes, [`Refusal::HostExists`],
    /// [`Obstacle::NoGroup`] where no group gives this, and [`Refusal::IncludedTwice`].
    pub fn add_host(&mut self, text: &str, given: &[(&str, &str)]) -> Result<(), Refusal> {
        let read = super::contents::one(text, self.config)?;
        let host = read.config.host(read.scope).ok_or_else(|| read.refused("it is no host"))?;
        let hosts = self.config.scopes().find(
            |(_, node)| matches!(&node.kind, ScopeKind::Host { name } if **name == *host.name),
        );
        if let Some((_, node)) = hosts {
            return Err(Refusal::HostExists { name: host.name, span: node.span });
        }
        let setting = |(key, value): &(&str, &str)| Setting {
            key: (*key).into(),
            value: (*value).to_owned(),
            operator: Operator::Set,
            executable: false,
            understood: true,
            span: Span::new(read.span.file, 0, 0),
        };
        let given = given.iter().filter(|(key, _)| place::counts(key)).map(setting).collect();
        let given = without_authority(given);
        let wanted = host.group.is_none().then_some(given.as_slice());
        let home = self.home(wanted, address(&host), &[], None, false);
        let home = home.ok_or(Obstacle::NoGroup { name: host.name })?;
        self.put_host(home, &text.trim().into())
    }

    /// Where a new host goes: behind one of its neighbours, in braces that suit it, or outside of
    /// all. `wanted` is what groups should give it; nothing where it names its group itself.
    /// `in_subnet6` is whether it should be where [`is_in_subnet6`] says so.
    pub(super) fn home(
        &self,
        wanted: Option<&[Setting]>,
        address: Option<IpAddr>,
        neighbours: &[Host],
        braces: Option<ScopeIx>,
        in_subnet6: bool,
    ) -> Option<Home> {
        let ours = self.config;
        let holds = |net: IpNet| address.is_some_and(|address| net.contains(&address));
        let fits = |parent: ScopeIx| {
            let usual = ours.chain(parent).all(|(_, node)| match &node.kind {
                ScopeKind::Root | ScopeKind::Group { .. } | ScopeKind::SharedNetwork { .. } => true,
                ScopeKind::Subnet { net } => holds(IpNet::V4(*net)),
                ScopeKind::Subnet6 { net } => holds(IpNet::V6(*net)),
                _ => false,
            });
            let alike =
                |wanted: &[Setting]| alike(wanted.to_vec(), &given_in(ours, parent, address));
            usual && is_in_subnet6(ours, parent) == in_subnet6 && wanted.is_none_or(alike)
        };
        let parent = |scope: ScopeIx| ours.scope(scope).and_then(|node| node.parent);
        let span = |scope: ScopeIx| ours.scope(scope).map(|node| node.span);
        let suits = |host: &&Host| parent(host.scope).is_some_and(fits);
        if let Some(host) = neighbours.iter().rev().find(suits) {
            return span(host.scope).map(Home::Behind);
        }
        if let Some(braces) = braces.filter(|scope| fits(*scope)) {
            return span(braces).map(Home::In);
        }
        if fits(ScopeIx::ROOT) {
            let main = ours.files.first().map(|file| file.id);
            let hosts = ours.scopes().filter(|(_, node)| {
                let host = matches!(node.kind, ScopeKind::Host { .. });
                host && node.parent == Some(ScopeIx::ROOT) && Some(node.span.file) == main
            });
            // The group that it names may be declared further down.
            let last = hosts.last().filter(|_| wanted.is_some());
            return Some(last.map_or(Home::End, |(_, node)| Home::Behind(node.span)));
        }
        let groups = ours.scopes().filter(|(_, node)| matches!(node.kind, ScopeKind::Group { .. }));
        let group = groups.map(|(ix, _)| ix).filter(|ix| fits(*ix)).last()?;
        let inside = ours.scopes().filter(|(_, node)| {
            matches!(node.kind, ScopeKind::Host { .. }) && node.parent == Some(group)
        });
        match inside.last() {
            Some((_, node)) => Some(Home::Behind(node.span)),
            None => span(group).map(Home::In),
        }
    }

    pub(super) fn put_host(&mut self, home: Home, text: &Text) -> Result<(), Refusal> {
        match home {
            Home::Behind(span) => self.insert_behind(span, text),
            Home::In(span) => {
                self.block(span)?.insert_last(&mut self.edits, std::slice::from_ref(text));
                Ok(())
            }
            Home::End => self.append(text),
        }
    }
}

/// Whether a place is in the braces of a subnet of a DHCPv6 shared network: a client that asks for options
/// alone is told what these say where its host stands there, and else not.
pub(super) fn is_in_subnet6(config: &Config, scope: ScopeIx) -> bool {
    let is =
        |wanted: fn(&ScopeKind) -> bool| config.chain(scope).any(|(_, node)| wanted(&node.kind));
    is(|kind| matches!(kind, ScopeKind::Subnet6 { .. }))
        && is(|kind| matches!(kind, ScopeKind::SharedNetwork { .. }))
}

/// The first fixed address of a host.
pub(super) fn address(host: &Host) -> Option<IpAddr> {
    host.addresses.iter().find_map(|one| one.value.ip())
}

/// What groups around a place give a host there; the braces of its own subnet do not count, since
/// dhcpd has executed these already.
pub(super) fn given_in(config: &Config, parent: ScopeIx, address: Option<IpAddr>) -> Vec<Setting> {
    given_by(config, parent, subnet_at(config, address))
}

/// The subnet of an address; the root where there is none.
pub(super) fn subnet_at(config: &Config, address: Option<IpAddr>) -> ScopeIx {
    let holds = |net: IpNet| address.is_some_and(|address| net.contains(&address));
    let mut all = config.subnets().iter();
    let subnet = all.rfind(|one| one.net().is_some_and(holds));
    subnet.map_or(ScopeIx::ROOT, |one| one.scope)
}

/// What a group and those around it give clients of a scope, outermost first; without those that are
/// around the scope as well, since dhcpd has executed these already.
pub(super) fn given_by(config: &Config, group: ScopeIx, scope: ScopeIx) -> Vec<Setting> {
    let around: BTreeSet<ScopeIx> = config.chain(scope).map(|(ix, _)| ix).collect();
    let levels = config.chain(group).map(|(ix, _)| ix);
    let levels: Vec<_> =
        levels.take_while(|ix| *ix != ScopeIx::ROOT && !around.contains(ix)).collect();
    without_authority(levels.into_iter().rev().flat_map(|ix| place::own(config, ix)).collect())
}

/// Authority means nothing for a host.
pub(super) fn without_authority(mut all: Vec<Setting>) -> Vec<Setting> {
    all.retain(|one| &*one.key != "authoritative");
    all
}
