//! Settings after inheritance.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Authority;
use crate::read::text;
use crate::view::{Config, Item, ItemKind, Operator, ScopeIx, Setting, setting};

/// A statement, and the scope it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The scope: its kind is the level.
    pub scope: ScopeIx,
    /// The statement.
    pub setting: Setting,
}

/// What one option or parameter is after inheritance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// As [`Setting::key`]: `default-lease-time`, `option routers`.
    pub key: Arc<str>,
    /// What the value is made of, from its first byte to its last: one statement, or several where
    /// `append` or `prepend` add to what is inherited. Empty where only `conditional` ones set it.
    pub parts: Vec<Applied>,
    /// Executed statements (`if`, `switch`, functions) that may set it otherwise, depending on the client,
    /// in the order of execution.
    pub conditional: Vec<Applied>,
}

impl Effective {
    fn new(key: &Arc<str>) -> Self {
        Self { key: Arc::clone(key), parts: Vec::new(), conditional: Vec::new() }
    }

    /// The canonical value where no client gets another one and one statement says it.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match (self.parts.as_slice(), self.conditional.as_slice()) {
            ([one], []) => Some(&one.setting.value),
            _ => None,
        }
    }

    /// Executes one statement that sets it.
    fn apply(&mut self, one: Applied) {
        match one.setting.operator {
            // dhcpd takes `send` for `supersede`.
            Operator::Set | Operator::Send => {
                self.parts = vec![one];
                self.conditional.clear();
            }
            Operator::Default if !self.parts.is_empty() => {}
            Operator::Default => self.parts.push(one),
            Operator::Append => self.parts.push(one),
            Operator::Prepend => self.parts.insert(0, one),
        }
    }
}

/// What applies in one place.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The scopes whose statements apply, in the order of execution: see
    /// [`Resolver::layers`](super::Resolver::layers).
    pub layers: Vec<ScopeIx>,
    /// Whether dhcpd is the authority for the place.
    pub authority: Authority,
    /// Statements that are executed for each client (`if`, `switch`, `on`, `set`, calls), in the order of
    /// execution.
    pub executed: Vec<Applied>,
    /// Other statements that are neither option nor parameter (`lease-id-format`), or are not understood.
    pub others: Vec<Applied>,
    settings: BTreeMap<Arc<str>, Effective>,
}

impl Resolved {
    pub(super) fn of(config: &Config, layers: Vec<ScopeIx>, authority: Authority) -> Self {
        let mut resolved = Self {
            layers: Vec::new(),
            authority,
            executed: Vec::new(),
            others: Vec::new(),
            settings: BTreeMap::new(),
        };
        for scope in &layers {
            for item in config.items_of(*scope) {
                resolved.statement(config, *scope, item);
            }
        }
        resolved.layers = layers;
        resolved
    }

    /// What an option or parameter is, by its canonical name; `None` where nothing sets it, so that
    /// dhcpd's default counts.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Effective> {
        self.settings.get(key)
    }

    /// All options and parameters that something sets, by name.
    pub fn settings(&self) -> impl Iterator<Item = &Effective> {
        self.settings.values()
    }

    fn statement(&mut self, config: &Config, scope: ScopeIx, item: &Item) {
        let Some(setting) = setting(config, scope, item) else {
            return;
        };
        let one = Applied { scope, setting };
        match item.kind {
            kind if kind.sets_a_value() && one.setting.understood => {
                self.of_key(&Arc::clone(&one.setting.key)).apply(one);
            }
            // Authority is not executed.
            ItemKind::Authoritative | ItemKind::NotAuthoritative => {}
            ItemKind::Executable => {
                let file = config.file_of(item);
                let keys = file.and_then(|file| text::sets(file, &config.options, item.node));
                for key in keys.unwrap_or_default() {
                    self.of_key(&key).conditional.push(one.clone());
                }
                self.executed.push(one);
            }
            _ => self.others.push(one),
        }
    }

    fn of_key(&mut self, key: &Arc<str>) -> &mut Effective {
        self.settings.entry(Arc::clone(key)).or_insert_with(|| Effective::new(key))
    }
}
