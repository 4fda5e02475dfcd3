//! Option spaces and option definitions.

use std::collections::{BTreeSet, HashMap};

use config_text::Span;

use super::depend::{Needs, words};
use super::{Dependency, Obstacle, Replication};
use crate::edit::text::Text;
use crate::edit::{Refusal, order};
use crate::index::kind::Kind;
use crate::options::{Def, Lookup};
use crate::read::option_type;
use crate::read::text::plain_text;
use crate::view::{Config, OptionDefinition};

/// What a configuration declares for its options, by name.
pub(super) struct Declared {
    pub(super) options: HashMap<String, OptionDefinition>,
    pub(super) spaces: HashMap<String, Space>,
}

/// `option space NAME ...;`
pub(super) struct Space {
    /// Canonical.
    text: String,
    span: Span,
}

impl Declared {
    pub(super) fn of(config: &Config) -> Self {
        let options = config.option_definitions().map(|one| (one.name.clone(), one)).collect();
        let mut spaces = HashMap::new();
        for file in config.distinct_files() {
            let mut at = 0;
            while let Some(node) = file.tree.node(at) {
                at = node.next;
                let tokens = &file.tree.tokens;
                if (tokens.kind(node.first), tokens.kind(node.first + 1))
                    == (Kind::Option, Kind::Space)
                {
                    let text = plain_text(file, node).1.to_ascii_lowercase();
                    let name = text.split(' ').nth(1).unwrap_or_default().to_owned();
                    spaces.insert(name, Space { text, span: file.node_span(node) });
                }
            }
        }
        Self { options, spaces }
    }

    /// All declarations.
    pub(super) fn places(&self) -> impl Iterator<Item = Span> + '_ {
        let options = self.options.values().map(|one| one.span);
        options.chain(self.spaces.values().map(|one| one.span))
    }
}

impl Replication<'_, '_> {
    /// The definitions that are missing here, in the order of the source.
    pub(super) fn bring_definitions(
        &self,
        needs: &Needs,
        theirs: &Declared,
    ) -> Result<Vec<Text>, Refusal> {
        let mut spaces = needs.spaces.clone();
        let mut missing = BTreeSet::new();
        for name in &needs.options {
            let Some(wanted) = theirs.options.get(name) else { continue };
            if !self.has_option(wanted)? {
                missing.insert(wanted.span);
            }
            let encapsulated = wanted.kind.split_once("encapsulate ").map(|(_, space)| space);
            spaces.insert(wanted.space.clone());
            spaces.extend(encapsulated.map(str::to_owned));
        }
        for name in spaces {
            let Some(wanted) = theirs.spaces.get(&name) else { continue };
            match self.declared.spaces.get(&name) {
                Some(known) if known.text == wanted.text => {}
                Some(known) => {
                    let what = Dependency::OptionSpace;
                    return Err(Self::differs(what, &name, Some(known.span), wanted.span));
                }
                None => {
                    missing.insert(wanted.span);
                }
            }
        }
        let mut missing: Vec<Span> = missing.into_iter().collect();
        missing.sort_by(|one, other| order::compare(self.source, *one, *other));
        missing.into_iter().map(|span| self.source_text(span)).collect()
    }

    /// What a canonical text names must be declared above the place that gets it.
    pub(super) fn is_usable(&self, text: &str, place: Span) -> Result<(), Refusal> {
        for word in words(text) {
            if let Some(known) = self.declared.options.get(&word) {
                self.is_above(Dependency::Option, &word, known.span, place)?;
            }
        }
        Ok(())
    }

    pub(super) fn is_above(
        &self,
        what: Dependency,
        name: &str,
        span: Span,
        place: Span,
    ) -> Result<(), Refusal> {
        if order::compare(self.config(), span, place).is_lt() {
            return Ok(());
        }
        Err(Obstacle::Below { what, name: name.to_owned(), span, place }.into())
    }

    /// Whether an option is defined here as it is on the source.
    fn has_option(&self, wanted: &OptionDefinition) -> Result<bool, Refusal> {
        let options = &self.config().options;
        let differs = |span: Option<Span>| {
            Err(Self::differs(Dependency::Option, &wanted.name, span, wanted.span))
        };
        let is_it = |def: &Def| def.code == wanted.code && option_type(&def.format) == wanted.kind;
        let Some(space) = options.space(wanted.space.as_bytes()) else { return Ok(false) };
        let name = wanted.name.rsplit('.').next().unwrap_or(&wanted.name);
        let find = |name: &str| match options.find(space, name.as_bytes()) {
            Lookup::Def(def) => options.def(def),
            _ => None,
        };
        match (find(name), find(&format!("unknown-{}", wanted.code))) {
            (Some(def), _) if is_it(def) => Ok(true),
            (Some(def), _) | (None, Some(def)) => differs(
                def.span.or_else(|| self.declared.options.get(&wanted.name).map(|one| one.span)),
            ),
            (None, None) => Ok(false),
        }
    }
}
