//! Groups: those with a name, which hosts refer to, and those whose braces stand around hosts.

use super::depend::{Needs, alike};
use super::program::Program;
use super::{Dependency, Replication, Wire, hosts, place};
use crate::edit::Refusal;
use crate::edit::host::{given_by, without_authority};
use crate::edit::text::Text;
use crate::view::{Host, ScopeIx, Setting};

/// Hosts of one place of the source for which no place here gives the same.
pub(super) struct Homeless {
    /// What stands around them on the source.
    parent: Option<ScopeIx>,
    given: Vec<Setting>,
    hosts: Vec<Host>,
}

impl Replication<'_, '_> {
    /// Writes the named groups that are missing, and makes those alike that hosts of the scope alone
    /// refer to. What stands around a group on the source stands in it here.
    pub(super) fn bring_groups(
        &mut self,
        needs: &Needs,
        here: Option<&Wire>,
    ) -> Result<(), Refusal> {
        let wire = here.map_or(ScopeIx::ROOT, |wire| wire.scope);
        let mut new = Vec::new();
        for name in &needs.groups {
            let Some(theirs) = hosts::group_named(self.source, name) else { continue };
            let place = place::span_of(self.source, theirs)?;
            let wanted = hosts::named_group(self.source, name, self.wire.scope);
            let Some(ours) = hosts::group_named(self.config(), name) else {
                let at = self.main_place(self.groups_site())?;
                let body = self.given_texts(wanted, at)?;
                let head = self.head("group", theirs)?;
                new.push(Text::block(&head, &body, super::create::UNIT, false));
                continue;
            };
            if alike(wanted.clone(), &hosts::named_group(self.config(), name, wire)) {
                continue;
            }
            if !self.is_group_ours_alone(ours, name) {
                let span = place::span_of(self.config(), ours)?;
                return Err(Self::differs(Dependency::Group, name, Some(span), place));
            }
            let parent = self.config().scope(ours).and_then(|node| node.parent);
            let around = given_by(self.config(), parent.unwrap_or(ScopeIx::ROOT), wire);
            let own = without_authority(place::own(self.config(), ours));
            let want = Program { all: wanted, inherited: 0, complete: None };
            self.align_statements(&want, &around, &own, ours)?;
        }
        if new.is_empty() { Ok(()) } else { self.write_above(self.groups_site(), &new) }
    }

    /// Whether nothing but hosts of the scope has what a named group here says.
    fn is_group_ours_alone(&self, group: ScopeIx, name: &str) -> bool {
        let ours = self.config();
        let own = hosts::of_wire(ours, &self.wire);
        let is_own = |scope: ScopeIx| {
            own.iter().any(|host| host.scope == scope && self.is_ours_alone(host, None).is_ok())
        };
        let names = |host: &Host| host.group.as_ref().is_some_and(|group| group.value == name);
        let holds_nothing = !ours.scopes().any(|(_, node)| node.parent == Some(group));
        holds_nothing && ours.hosts().filter(names).all(|host| is_own(host.scope))
    }

    /// Notes a host for which there is no place here.
    pub(super) fn note_homeless(&self, all: &mut Vec<Homeless>, host: &Host, given: Vec<Setting>) {
        let parent = self.source.scope(host.scope).and_then(|node| node.parent);
        match all.iter_mut().find(|one| one.parent == parent && alike(given.clone(), &one.given)) {
            Some(known) => known.hosts.push(host.clone()),
            None => all.push(Homeless { parent, given, hosts: vec![host.clone()] }),
        }
    }

    /// Writes groups that give hosts what they have on the source, at the end of the main file: there
    /// everything that they may use is known.
    pub(super) fn write_homeless(&mut self, all: Vec<Homeless>) -> Result<(), Refusal> {
        let at = self.end()?;
        for Homeless { given, hosts, .. } in all {
            let mut body = self.given_texts(given, at)?;
            let bare = body.is_empty();
            for host in &hosts {
                body.push(self.host_text(host, super::create::UNIT, at, None)?);
            }
            if bare {
                body.iter().try_for_each(|host| self.editor.append(host))?;
            } else {
                let text = Text::block(b"group", &body, super::create::UNIT, false);
                self.editor.append(&text)?;
            }
        }
        Ok(())
    }
}
