//! The statements of places, and steps as replacements of text.

use config_text::Span;

use super::program::{Anchor, New, Program, Step, steps};
use super::{Dependency, Obstacle, Replication, hosts};
use crate::Family;
use crate::edit::statement::written;
use crate::edit::text::Text;
use crate::edit::{Refusal, order};
use crate::table::{is_identity_key, is_server_wide};
use crate::view::{Config, ScopeIx, ScopeKind, ScopeNode, Setting};

/// Where a scope is declared.
pub(super) fn span_of(config: &Config, scope: ScopeIx) -> Result<Span, Refusal> {
    config.scope(scope).map(|node| node.span).ok_or(Refusal::Foreign)
}

/// Whether a setting is about clients, and neither about the server itself nor a directive for
/// another program, which dhcpd skips.
pub(in crate::edit) fn counts(key: &str) -> bool {
    !is_identity_key(key) && !is_server_wide(key) && !key.starts_with('%')
}

/// What is written directly in a scope and is about its clients.
pub(in crate::edit) fn own(config: &Config, scope: ScopeIx) -> Vec<Setting> {
    let authority = config.scope(scope).is_some_and(has_authority);
    let all = config.settings(scope);
    all.filter(|one| counts(&one.key))
        .filter(|one| authority || &*one.key != "authoritative")
        .collect()
}

/// Whether authority means something in a scope.
fn has_authority(node: &ScopeNode) -> bool {
    matches!(
        node.kind,
        ScopeKind::Root
            | ScopeKind::Group { .. }
            | ScopeKind::SharedNetwork { .. }
            | ScopeKind::Subnet { .. }
            | ScopeKind::Subnet6 { .. }
    )
}

/// What applies in a scope from around it, outermost first.
pub(super) fn around(config: &Config, scope: ScopeIx) -> Vec<Setting> {
    between(config, scope, None)
}

/// What the scopes around a scope, up to one of them, say to it.
pub(super) fn between(config: &Config, scope: ScopeIx, outer: Option<ScopeIx>) -> Vec<Setting> {
    let node = config.scope(scope);
    let around = node.and_then(|node| Some((node.parent?, node.span)));
    around.map_or_else(Vec::new, |(parent, span)| inside(config, parent, outer, span))
}

/// What a scope and those around it, up to one of them, say to a block that begins at a place.
/// Authority is copied when a block begins: what stands below does not reach it.
pub(super) fn inside(
    config: &Config,
    scope: ScopeIx,
    outer: Option<ScopeIx>,
    mut block: Span,
) -> Vec<Setting> {
    let mut levels = Vec::new();
    for (ix, node) in config.chain(scope).take_while(|(ix, _)| Some(*ix) != outer) {
        let reaches = |one: &Setting| {
            &*one.key != "authoritative" || order::compare(config, one.span, block).is_lt()
        };
        levels.push(own(config, ix).into_iter().filter(reaches).collect::<Vec<_>>());
        block = node.span;
    }
    levels.into_iter().rev().flatten().collect()
}

/// All that applies in a scope.
pub(super) fn program(config: &Config, scope: ScopeIx) -> Program {
    let mut all = around(config, scope);
    let inherited = all.len();
    all.extend(own(config, scope));
    Program { all, inherited, complete: Some(config.family()) }
}

impl Replication<'_, '_> {
    /// Makes the own statements of a scope say what is wanted; whether that takes a change.
    pub(super) fn align_statements(
        &mut self,
        want: &Program,
        around: &[Setting],
        own: &[Setting],
        scope: ScopeIx,
    ) -> Result<bool, Refusal> {
        let steps = steps(want, around, own).map_err(|one| self.inherited(one))?;
        let here = span_of(self.config(), scope)?;
        let change = !steps.is_empty();
        for step in steps {
            let place = |at: usize| own.get(at).map(|one| one.span).ok_or(Refusal::Foreign);
            match step {
                Step::Remove(at) => self.editor.remove(place(at)?)?,
                Step::Replace(at, new) => {
                    let (span, text) = (place(at)?, self.text(&new, here)?);
                    self.editor.put_over(span, &text)?;
                }
                Step::Insert(anchor, new) => {
                    let text = self.text(&new, here)?;
                    match anchor {
                        Anchor::Behind(at) => self.editor.insert_behind(place(at)?, &text)?,
                        Anchor::Before(at) => self.editor.insert_before(place(at)?, &text)?,
                        Anchor::Last => match own.iter().rfind(|one| one.span.file == here.file) {
                            Some(last) => self.editor.insert_behind(last.span, &text)?,
                            None => self.editor.insert_setting(scope, &text)?,
                        },
                    }
                }
            }
        }
        Ok(change)
    }

    /// What applies here from around a scope and cannot be undone.
    pub(super) fn inherited(&self, one: &Setting) -> Refusal {
        match span_of(self.source, self.wire.scope) {
            Ok(source) => {
                Obstacle::Inherited { key: one.key.to_string(), span: one.span, there: source }
                    .into()
            }
            Err(foreign) => foreign,
        }
    }

    /// A statement to be written at a place.
    pub(super) fn text(&self, new: &New<'_>, place: Span) -> Result<Text, Refusal> {
        match new {
            New::Stated(setting) => self.stated(setting, place),
            New::Default { key, value } => {
                self.is_usable(key, place)?;
                Ok(written(key, value).into())
            }
        }
    }

    /// A setting of the source that will stand at a place.
    pub(super) fn stated(&self, setting: &Setting, place: Span) -> Result<Text, Refusal> {
        self.is_usable(&format!("{} {}", setting.key, setting.value), place)?;
        if self.is_early(setting) {
            return Err(Obstacle::Early { there: setting.span }.into());
        }
        if &*setting.key == "group"
            && let Some(group) = hosts::group_named(self.config(), &setting.value)
        {
            let span = span_of(self.config(), group)?;
            self.is_above(Dependency::Group, &setting.value, span, place)?;
        }
        self.source_text(setting.span)
    }

    /// Whether a statement is executed for DHCPv6 clients before their host is known, and asks for it.
    fn is_early(&self, setting: &Setting) -> bool {
        let asks = || {
            let host = |word: &str| matches!(word, "known" | "static" | "host-decl-name");
            super::depend::words(&setting.value).any(|word| host(&word))
        };
        let outermost = || {
            let mut all = self.source.settings(ScopeIx::ROOT);
            all.any(|one| one.span == setting.span)
        };
        self.source.family() == Family::V6 && asks() && outermost()
    }

    /// The head of a declaration of the source: a word, and the name as it is written there.
    pub(super) fn head(&self, word: &str, scope: ScopeIx) -> Result<Vec<u8>, Refusal> {
        let name = self.source.scope(scope).ok_or(Refusal::Foreign)?.name_span;
        let file = self.source.files.iter().find(|file| file.id == name.file);
        let text = file.and_then(|file| file.bytes.get(name.start as usize..name.end as usize));
        Ok([word.as_bytes(), b" ", text.ok_or(Refusal::Foreign)?].concat())
    }

    /// A statement as the source writes it.
    pub(super) fn source_text(&self, span: Span) -> Result<Text, Refusal> {
        let file = self.source.files.iter().find(|file| file.id == span.file);
        let text = Text::of(file.ok_or(Refusal::Foreign)?, span);
        if text.has_end_byte() {
            return Err(Obstacle::EndByte { there: span }.into());
        }
        Ok(text)
    }
}
