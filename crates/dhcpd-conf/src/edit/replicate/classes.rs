//! Classes with their subclasses.

use std::collections::BTreeMap;

use config_text::Span;

use super::depend::{Needs, alike};
use super::program::Program;
use super::{Dependency, Replication, Wire, place};
use crate::edit::host::given_by;
use crate::edit::text::Text;
use crate::edit::{Refusal, order};
use crate::view::{Class, Config, Operator, ScopeIx, ScopeKind, Setting, Subclass};

/// What groups around a class give its members on a wire: those around its first block (dhcpd makes
/// one group of all blocks) that are not around the wire, since dhcpd has executed these already.
pub(super) fn given(config: &Config, class: &Class, wire: ScopeIx) -> Vec<Setting> {
    let first = class.scopes.iter().find(|scope| config.is_class(**scope));
    let parent = first.and_then(|scope| config.scope(*scope)?.parent);
    parent.map_or_else(Vec::new, |parent| given_by(config, parent, wire))
}

/// What members of a class are given on a wire: its own statements and those of groups around it.
fn class_statements(config: &Config, class: &Class, wire: ScopeIx) -> Vec<Setting> {
    let mut all = given(config, class, wire);
    all.extend(class.scopes.iter().flat_map(|scope| place::own(config, *scope)));
    all
}

/// The statements of one block of a class, its rules as settings too.
pub(super) fn own(config: &Config, scope: ScopeIx) -> Vec<Setting> {
    let mut all = place::own(config, scope);
    let block = config.scope(scope).map(|node| node.span);
    let inside = |span: Span| block.is_some_and(|block| order::is_within(config, span, block));
    let rules = config.classes().iter().flat_map(|class| &class.rules);
    all.extend(rules.filter(|rule| inside(rule.span)).map(|rule| Setting {
        key: rule.value.words().into(),
        value: rule.value.text().to_owned(),
        operator: Operator::Set,
        executable: false,
        understood: true,
        span: rule.span,
    }));
    all.sort_by(|one, other| order::compare(config, one.span, other.span));
    all
}

fn class_span(config: &Config, class: &Class) -> Result<Span, Refusal> {
    place::span_of(config, *class.scopes.first().ok_or(Refusal::Foreign)?)
}

/// The subclasses of a class.
struct Subclasses<'c> {
    /// By the data that they match: of several blocks each goes on from the one before.
    by_data: BTreeMap<&'c str, Vec<&'c Subclass>>,
    /// The place of the last one.
    last: Option<Span>,
}

impl<'c> Subclasses<'c> {
    fn of(config: &'c Config, class: &Class) -> Self {
        let mut found = Self { by_data: BTreeMap::new(), last: None };
        for one in config.subclasses().iter().filter(|one| one.class == class.name) {
            found.by_data.entry(one.data.as_str()).or_default().push(one);
            found.last = Some(one.span);
        }
        found
    }
}

fn said_by(config: &Config, blocks: &[&Subclass]) -> Vec<Setting> {
    blocks.iter().flat_map(|one| place::own(config, one.scope)).collect()
}

impl Replication<'_, '_> {
    /// Writes the classes that are missing, and the subclasses of all.
    pub(super) fn bring_classes(
        &mut self,
        needs: &Needs,
        here: Option<&Wire>,
    ) -> Result<(), Refusal> {
        let (source, ours) = (self.source, self.config());
        let mut missing = Vec::new();
        // In the order of the source: of two classes the first one has the last word.
        for class in source.classes().iter().filter(|class| needs.classes.contains(&class.name)) {
            match ours.classes().iter().find(|known| known.name == class.name) {
                Some(known) => self.complete_class(class, known, here)?,
                None => missing.push(class),
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        self.write_classes(|replication, at| {
            let all: Result<Vec<_>, _> =
                missing.iter().map(|class| replication.class_text(class, at)).collect();
            Ok(all?.into_iter().flatten().collect())
        })
    }

    /// Adds the class of a declaration that was read by itself.
    pub(in crate::edit) fn add_class(mut self, name: &str, text: &str) -> Result<(), Refusal> {
        let source = self.source;
        let class = source.classes().iter().find(|class| class.name == name);
        self.write_classes(|replication, at| {
            class.map(|class| replication.class_text(class, at)).transpose()?;
            Ok(vec![text.trim().into()])
        })
    }

    /// Writes classes above all networks.
    fn write_classes(
        &mut self,
        texts: impl Fn(&Self, Span) -> Result<Vec<Text>, Refusal>,
    ) -> Result<(), Refusal> {
        let above = self.editor.above_networks();
        let site = self.main_place(above)?;
        // Behind the other classes, unless an option is defined only below them.
        if let Some(last) = self.last_class(site)
            && let Ok(new) = texts(self, last)
        {
            return new.iter().try_for_each(|text| self.editor.insert_behind(last, text));
        }
        let new = texts(self, site)?;
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

    /// What groups of the source give, as statements.
    pub(super) fn given_texts(&self, given: Vec<Setting>, at: Span) -> Result<Vec<Text>, Refusal> {
        let want = Program { all: given, inherited: 0, complete: None };
        self.new_statements(&want, &[], at)
    }

    /// A class with its subclasses as declarations. What groups around it give stands in it.
    fn class_text(&self, class: &Class, at: Span) -> Result<Vec<Text>, Refusal> {
        let source = self.source;
        let mut given = self.given_texts(given(source, class, self.wire.scope), at)?;
        let mut texts = Vec::new();
        for scope in &class.scopes {
            // `vendor-class` and its like stand for a subclass.
            if !source.is_class(*scope) {
                texts.push(self.source_text(place::span_of(source, *scope)?)?);
                continue;
            }
            let mut body = std::mem::take(&mut given);
            for one in own(source, *scope) {
                self.is_usable(&format!("{} {}", one.key, one.value), at)?;
                body.push(self.source_text(one.span)?);
            }
            let head = self.head("class", *scope)?;
            texts.push(Text::block(&head, &body, super::create::UNIT, false));
        }
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
    fn complete_class(
        &mut self,
        theirs: &Class,
        known: &Class,
        here: Option<&Wire>,
    ) -> Result<(), Refusal> {
        let (source, ours) = (self.source, self.config());
        let (span, place) = (class_span(ours, known)?, class_span(source, theirs)?);
        let differs =
            |what, span, source| Err(Self::differs(what, &theirs.name, Some(span), source));
        let rules = theirs.rules.iter().map(|rule| &rule.value);
        let same_rules = rules.eq(known.rules.iter().map(|rule| &rule.value));
        let wire = here.map_or(ScopeIx::ROOT, |wire| wire.scope);
        let wanted = class_statements(source, theirs, self.wire.scope);
        let same = alike(wanted, &class_statements(ours, known, wire));
        if !same_rules || !same {
            return differs(Dependency::Class, span, place);
        }
        let (wanted, mut here) = (Subclasses::of(source, theirs), Subclasses::of(ours, known));
        let last = here.last.unwrap_or(span);
        let mut missing = Vec::new();
        for (data, blocks) in &wanted.by_data {
            let Some(known) = here.by_data.remove(data) else {
                for block in blocks {
                    missing.push((block.span, self.subclass_text(block, last)?));
                }
                continue;
            };
            if !alike(said_by(source, blocks), &said_by(ours, &known)) {
                let places = known.first().zip(blocks.first());
                let (known, one) =
                    places.map_or((span, place), |(one, other)| (one.span, other.span));
                return differs(Dependency::Subclass, known, one);
            }
        }
        if let Some(extra) = here.by_data.values().flatten().next() {
            return differs(Dependency::Subclass, extra.span, place);
        }
        missing.sort_by(|(one, _), (other, _)| order::compare(source, *one, *other));
        missing.iter().try_for_each(|(_, text)| self.editor.insert_behind(last, text))
    }
}
