//! Classes with their subclasses, and named groups.

use std::collections::HashMap;

use config_text::Span;

use super::depend::{Needs, alike};
use super::{Dependency, Obstacle, Replication, hosts, place};
use crate::edit::text::Text;
use crate::edit::{Refusal, order};
use crate::read::out::quote;
use crate::view::{Class, Config, ScopeIx, ScopeKind, Setting, Subclass};

/// What members of a class are given: its own statements and those of groups around it.
fn statements(config: &Config, scope: ScopeIx) -> Vec<Setting> {
    let mut all = place::between(config, scope, Some(ScopeIx::ROOT));
    all.extend(place::own(config, scope));
    all
}

fn class_statements(config: &Config, class: &Class) -> Vec<Setting> {
    class.scopes.iter().flat_map(|scope| statements(config, *scope)).collect()
}

fn class_span(config: &Config, class: &Class) -> Result<Span, Refusal> {
    place::span_of(config, *class.scopes.first().ok_or(Refusal::Foreign)?)
}

impl Replication<'_, '_> {
    /// Writes the classes that are missing, and the subclasses of all.
    pub(super) fn bring_classes(&mut self, needs: &Needs) -> Result<(), Refusal> {
        let (source, ours) = (self.source, self.config());
        let mut missing = Vec::new();
        // In the order of the source: of two classes the first one has the last word.
        for class in source.classes().iter().filter(|class| needs.classes.contains(&class.name)) {
            match ours.classes().iter().find(|known| known.name == class.name) {
                Some(known) => self.complete_class(class, known)?,
                None => missing.push(class),
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let texts = |at: Span| -> Result<Vec<Text>, Refusal> {
            let all: Result<Vec<_>, _> =
                missing.iter().map(|class| self.class_text(class, at)).collect();
            Ok(all?.into_iter().flatten().collect())
        };
        let above = self.editor.above_networks();
        let site = self.main_place(above)?;
        // Behind the other classes, unless an option is defined only below them.
        if let Some(last) = self.last_class(site)
            && let Ok(new) = texts(last)
        {
            return new.iter().try_for_each(|text| self.editor.insert_behind(last, text));
        }
        let new = texts(site)?;
        self.write_above(above, &new)
    }

    /// The last class of the main file outside of groups and above a place.
    fn last_class(&self, site: Span) -> Option<Span> {
        let classes = self.config().scopes().filter(|(_, node)| {
            let outermost = node.parent == Some(ScopeIx::ROOT) && node.span.file == site.file;
            let class = matches!(node.kind, ScopeKind::Class { .. } | ScopeKind::Subclass { .. });
            outermost && class && node.span.end <= site.start
        });
        classes.map(|(_, node)| node.span).last()
    }

    /// A class with its subclasses as declarations.
    fn class_text(&self, class: &Class, at: Span) -> Result<Vec<Text>, Refusal> {
        let source = self.source;
        for scope in &class.scopes {
            if !place::between(source, *scope, Some(ScopeIx::ROOT)).is_empty() {
                let name = class.name.clone();
                let source = class_span(source, class)?;
                return Err(
                    Obstacle::InGroup { what: Dependency::Class, name, there: source }.into()
                );
            }
        }
        let own = class.scopes.iter().flat_map(|scope| place::own(source, *scope));
        let mut places: Vec<Span> = class.rules.iter().map(|rule| rule.span).collect();
        for rule in &class.rules {
            self.is_usable(rule.value.text(), at)?;
        }
        for one in own {
            self.is_usable(&format!("{} {}", one.key, one.value), at)?;
            places.push(one.span);
        }
        places.sort_by(|one, other| order::compare(source, *one, *other));
        let body: Result<Vec<_>, _> =
            places.into_iter().map(|span| self.source_text(span)).collect();
        let head = format!("class {}", quote(class.name.as_bytes()));
        let mut texts = vec![Text::block(&head, &body?, super::create::UNIT, false)];
        for one in source.subclasses().iter().filter(|one| one.class == class.name) {
            texts.push(self.subclass_text(one, at)?);
        }
        Ok(texts)
    }

    fn subclass_text(&self, subclass: &Subclass, at: Span) -> Result<Text, Refusal> {
        for one in place::own(self.source, subclass.scope) {
            self.is_usable(&format!("{} {}", one.key, one.value), at)?;
        }
        self.source_text(subclass.span)
    }

    /// Compares a class and writes the subclasses that are missing.
    fn complete_class(&mut self, theirs: &Class, known: &Class) -> Result<(), Refusal> {
        let (source, ours) = (self.source, self.config());
        let (span, place) = (class_span(ours, known)?, class_span(source, theirs)?);
        let differs =
            |what, span, source| Err(Self::differs(what, &theirs.name, Some(span), source));
        let rules = theirs.rules.iter().map(|rule| &rule.value);
        let same_rules = rules.eq(known.rules.iter().map(|rule| &rule.value));
        let same = alike(class_statements(source, theirs), &class_statements(ours, known));
        if !same_rules || !same {
            return differs(Dependency::Class, span, place);
        }
        let of = |config: &'_ Config| -> Vec<Subclass> {
            let all = config.subclasses().iter();
            all.filter(|one| one.class == theirs.name).cloned().collect()
        };
        let (wanted, here) = (of(source), of(ours));
        let last = here.last().map_or(span, |one| one.span);
        let mut open: HashMap<&str, &Subclass> =
            here.iter().map(|one| (one.data.as_str(), one)).collect();
        let mut missing = Vec::new();
        for one in &wanted {
            let Some(known) = open.remove(one.data.as_str()) else {
                missing.push(self.subclass_text(one, last)?);
                continue;
            };
            if !alike(place::own(source, one.scope), &place::own(ours, known.scope)) {
                return differs(Dependency::Subclass, known.span, one.span);
            }
        }
        if let Some(extra) = open.values().min_by_key(|one| one.span) {
            return differs(Dependency::Subclass, extra.span, place);
        }
        missing.iter().try_for_each(|text| self.editor.insert_behind(last, text))
    }

    /// Writes the named groups that are missing.
    pub(super) fn bring_groups(&mut self, needs: &Needs) -> Result<(), Refusal> {
        let mut new = Vec::new();
        for name in &needs.groups {
            let Some(theirs) = hosts::group_named(self.source, name) else { continue };
            let place = place::span_of(self.source, theirs)?;
            let wanted = hosts::named_group(self.source, name);
            match hosts::group_named(self.config(), name) {
                Some(ours) => {
                    if !alike(wanted, &hosts::named_group(self.config(), name)) {
                        let span = place::span_of(self.config(), ours)?;
                        return Err(Self::differs(Dependency::Group, name, Some(span), place));
                    }
                }
                None => {
                    let inherits =
                        !place::between(self.source, theirs, Some(ScopeIx::ROOT)).is_empty();
                    if inherits {
                        let (what, name) = (Dependency::Group, name.clone());
                        return Err(Obstacle::InGroup { what, name, there: place }.into());
                    }
                    let own = place::own(self.source, theirs);
                    let at = self.main_place(self.groups_site())?;
                    let body: Result<Vec<_>, _> =
                        own.iter().map(|one| self.stated(one, at)).collect();
                    let head = format!("group {}", quote(name.as_bytes()));
                    new.push(Text::block(&head, &body?, super::create::UNIT, false));
                }
            }
        }
        if new.is_empty() { Ok(()) } else { self.write_above(self.groups_site(), &new) }
    }
}
