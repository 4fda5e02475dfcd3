//! What a scope depends on by name, and the order in which it comes along.

use std::collections::BTreeSet;

use config_text::Span;

use super::definitions::Declared;
use super::program::{Program, steps};
use super::{Obstacle, Replication, Wire, hosts, place};
use crate::edit::Refusal;
use crate::edit::block::span;
use crate::edit::layout::Layout;
use crate::edit::text::Text;
use crate::view::{Config, PermitKind, ScopeIx, ScopeKind, Setting};

/// What is needed, by name.
#[derive(Default)]
pub(super) struct Needs {
    /// Options that the source defines.
    pub(super) options: BTreeSet<String>,
    /// Option spaces that it declares.
    pub(super) spaces: BTreeSet<String>,
    pub(super) classes: BTreeSet<String>,
    pub(super) groups: BTreeSet<String>,
}

impl Needs {
    fn settings(&mut self, settings: &[Setting], declared: &Declared) {
        for one in settings {
            self.text(&format!("{} {}", one.key, one.value), declared);
        }
    }

    /// Notes what a canonical text names.
    fn text(&mut self, text: &str, declared: &Declared) {
        let mut before = String::new();
        for word in words(text) {
            if declared.options.contains_key(&word) {
                self.options.insert(word.clone());
            }
            let is_space = matches!(&*before, "vendor-option-space" | "site-option-space");
            if is_space && declared.spaces.contains_key(&word) {
                self.spaces.insert(word.clone());
            }
            before = word;
        }
    }

    /// Notes the classes that statements put a client into: `add "NAME";`
    fn added_classes(&mut self, source: &Config, settings: &[Setting]) {
        let code = settings.iter().filter(|one| one.executable);
        for one in code.filter(|one| one.value.contains("add \"") || &*one.key == "add") {
            let named = |name: &str| one.value.contains(&crate::read::out::quote(name.as_bytes()));
            let all = source.classes().iter().filter(|class| named(&class.name));
            self.classes.extend(all.map(|class| class.name.clone()));
        }
    }
}

pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.split(move |c: char| !part(c)).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase)
}

/// Whether two lists of statements do the same, whatever dhcpd executes before.
pub(in crate::edit) fn alike(one: Vec<Setting>, other: &[Setting]) -> bool {
    let one = Program { all: one, inherited: 0, complete: None };
    steps(&one, &[], other).is_ok_and(|steps| steps.is_empty())
}

impl Replication<'_, '_> {
    /// Writes what the scope depends on and is missing here.
    pub(super) fn bring_dependencies(&mut self, here: Option<&Wire>) -> Result<(), Refusal> {
        let declared = Declared::of(self.source);
        let mut needs = self.needs(&declared);
        // Each of these may need options, and none of them another of these.
        for name in needs.groups.clone() {
            needs.settings(&hosts::named_group(self.source, &name, self.wire.scope), &declared);
        }
        let mut new = Vec::new();
        for name in needs.classes.clone() {
            self.needs_of_class(&name, &mut needs, &declared);
        }
        new.extend(self.bring_definitions(&needs, &declared)?);
        self.write_first(new)?;
        self.bring_groups(&needs, here)?;
        self.bring_classes(&needs, here)?;
        self.compare_zones()
    }

    fn needs(&self, declared: &Declared) -> Needs {
        let source = self.source;
        let mut needs = Needs::default();
        let mut note = |settings: &[Setting]| {
            needs.settings(settings, declared);
            needs.added_classes(source, settings);
        };
        note(&place::around(source, self.wire.scope));
        for (ix, _) in source.scopes().filter(|(ix, _)| self.is_part(*ix)) {
            note(&place::own(source, ix));
        }
        let theirs = hosts::of_wire(source, &self.wire);
        for host in &theirs {
            note(&hosts::program(source, host).all);
        }
        needs.groups.extend(theirs.into_iter().filter_map(|host| Some(host.group?.value)));
        let pools = source.pools().iter().filter(|pool| pool.network == self.wire.network);
        needs.classes.extend(pools.flat_map(|pool| &pool.permits).filter_map(|permit| {
            match &permit.kind {
                PermitKind::MembersOf(class) => Some(class.clone()),
                _ => None,
            }
        }));
        needs
    }

    /// Whether a scope of the source is part of the wire: a network, a subnet, a pool.
    fn is_part(&self, scope: ScopeIx) -> bool {
        let counts = |kind: &ScopeKind| {
            !matches!(
                kind,
                ScopeKind::Host { .. } | ScopeKind::Class { .. } | ScopeKind::Subclass { .. }
            )
        };
        let inside = self.source.chain(scope).any(|(ix, _)| ix == self.wire.scope);
        inside && self.source.scope(scope).is_some_and(|node| counts(&node.kind))
    }

    fn needs_of_class(&self, name: &str, needs: &mut Needs, declared: &Declared) {
        let source = self.source;
        let Some(class) = source.classes().iter().find(|class| class.name == name) else { return };
        for rule in &class.rules {
            needs.text(rule.value.text(), declared);
        }
        needs.settings(&super::classes::given(source, class, self.wire.scope), declared);
        let own = class.scopes.iter().copied();
        let subclasses = source.subclasses().iter().filter(|one| one.class == name);
        for scope in own.chain(subclasses.map(|one| one.scope)) {
            needs.settings(&place::own(source, scope), declared);
        }
    }

    /// The first declaration of the main file that may use something: its line.
    fn first_block(&self) -> usize {
        let ours = self.config();
        let Some(main) = ours.files.first() else { return 0 };
        let outermost = ours.scopes().filter(|(_, node)| node.parent == Some(ScopeIx::ROOT));
        let places = outermost.map(|(_, node)| crate::edit::order::in_main(ours, node.span));
        let layout = Layout::new(&main.bytes);
        places.min().map_or(main.bytes.len(), |at| layout.above(at as usize))
    }

    /// Writes definitions behind those of the main file, and above everything that may use them.
    fn write_first(&mut self, texts: Vec<Text>) -> Result<(), Refusal> {
        let ours = self.config();
        let (Some(main), false) = (ours.files.first(), texts.is_empty()) else { return Ok(()) };
        let first = self.first_block();
        let last = self
            .declared
            .places()
            .filter(|place| place.file == main.id && (place.end as usize) <= first)
            .max_by_key(|place| place.end);
        match last {
            Some(last) => texts.iter().try_for_each(|text| self.editor.insert_behind(last, text)),
            None => self.write_above(first, &texts),
        }
    }

    /// Writes declarations in front of a line of the main file, with an empty line behind them.
    pub(super) fn write_above(&mut self, at: usize, texts: &[Text]) -> Result<(), Refusal> {
        let main = self.config().files.first().ok_or(Refusal::Foreign)?;
        let layout = Layout::new(&main.bytes);
        let newline = layout.newline(at);
        let mut out = layout.gap(at).as_bytes().to_vec();
        for text in texts {
            out.extend([&text.at(b"", newline), newline.as_bytes()].concat());
        }
        out.extend_from_slice(newline.as_bytes());
        self.editor.insert(main, at, out);
        Ok(())
    }

    /// A place of the main file where groups and classes can stand.
    pub(super) fn main_place(&self, at: usize) -> Result<Span, Refusal> {
        let main = self.config().files.first().ok_or(Refusal::Foreign)?;
        Ok(span(main, at, at))
    }

    /// Where new named groups go.
    pub(super) fn groups_site(&self) -> usize {
        self.first_block()
    }

    /// Something of the same name that says something else.
    pub(super) fn differs(
        what: super::Dependency,
        name: &str,
        span: Option<Span>,
        source: Span,
    ) -> Refusal {
        Obstacle::Differs { what, name: name.to_owned(), span, there: source }.into()
    }
}
