//! What stands in a host, a class or a subclass, replaced statement by statement.

use config_text::{Severity, Span};

use super::block::Block;
use super::replicate::Replication;
use super::{Editor, Refusal};
use crate::view::{Config, ScopeIx, ScopeKind};

/// One declaration that was read by itself.
pub(super) struct One {
    pub(super) config: Config,
    pub(super) scope: ScopeIx,
    pub(super) span: Span,
    text: String,
}

impl One {
    pub(super) fn refused(&self, reason: &str) -> Refusal {
        Refusal::Statement { statement: self.text.clone(), reason: reason.to_owned() }
    }

    fn kind(&self) -> Option<&ScopeKind> {
        self.config.scope(self.scope).map(|node| &node.kind)
    }
}

/// Reads one declaration with the options, classes and groups that a configuration knows.
///
/// # Errors
/// [`Refusal::Statement`] where the text is something else, or dhcpd would not take it.
pub(super) fn one(text: &str, around: &Config) -> Result<One, Refusal> {
    let (config, start) = crate::read::alone_with_names(text.trim(), around);
    let refused = |reason: &str| Refusal::Statement {
        statement: text.trim().to_owned(),
        reason: reason.to_owned(),
    };
    let errors = config.diagnostics().iter();
    let mut errors = errors.filter(|one| one.severity == Severity::Error);
    if let Some(error) = errors.next() {
        return Err(refused(&error.message));
    }
    let new = |span: Span| span.start >= start;
    let scopes: Vec<_> = config.scopes().skip(1).filter(|(_, node)| new(node.span)).collect();
    let [(scope, node)] = scopes.as_slice() else {
        return Err(refused("it is not one declaration"));
    };
    let whole =
        node.span.start == start && node.span.end as usize == start as usize + text.trim().len();
    let (scope, span) = (*scope, node.span);
    if !whole || !config.is_complete() {
        return Err(refused("it is not one declaration and nothing else"));
    }
    Ok(One { config, scope, span, text: text.trim().to_owned() })
}

impl Editor<'_> {
    /// Makes a host, a block of a class, or a subclass say what a declaration of the same name says,
    /// given as a whole. Equal statements stay as they are written.
    ///
    /// # Errors
    /// [`Refusal::Statement`] where the text is not one such declaration, or dhcpd would not take it,
    /// [`Refusal::NoBlock`] for other scopes, which have methods of their own, and
    /// [`Refusal::IncludedTwice`].
    pub fn replace_declaration(&mut self, scope: ScopeIx, text: &str) -> Result<(), Refusal> {
        let node = self.config.scope(scope).ok_or(Refusal::Foreign)?;
        let new = one(text, self.config)?;
        if new.kind() != Some(&node.kind) {
            return Err(new.refused("it is no declaration of the same kind and name"));
        }
        match node.kind {
            // One that ends with `;` has no statements to keep.
            ScopeKind::Subclass { .. } if Block::at(self.file(node.span)?, node.span).is_none() => {
                self.put_over(node.span, &text.trim().into())
            }
            ScopeKind::Host { .. } | ScopeKind::Class { .. } | ScopeKind::Subclass { .. } => {
                Replication::of_one(self, &new.config).replace(new.scope, scope)
            }
            _ => Err(Refusal::NoBlock { span: node.span }),
        }
    }

    /// Adds a class, given as its whole declaration: behind the other classes of the main file, and
    /// above all networks, so that every pool can name it.
    ///
    /// # Errors
    /// [`Refusal::Statement`] where the text is not one class that dhcpd takes, and
    /// [`Refusal::ClassExists`].
    pub fn add_class(&mut self, text: &str) -> Result<(), Refusal> {
        let new = one(text, self.config)?;
        let Some(ScopeKind::Class { name }) = new.kind().cloned() else {
            return Err(new.refused("it is no class"));
        };
        let known = self.config.classes().iter().find(|class| class.name == *name);
        if let Some(first) = known.and_then(|class| class.scopes.first()) {
            let span = self.span_of(*first)?;
            return Err(Refusal::ClassExists { name: name.to_string(), span });
        }
        Replication::of_one(self, &new.config).add_class(&name, text)
    }
}
