//! Which classes a client is in.

use std::collections::HashMap;
use std::sync::Arc;

use super::code::{Code, Expr, rule};
use super::evaluate::{Truth, Value};
use super::execute::{DEEPEST, World};
use super::groups::Groups;
use super::state::State;
use super::undecided::{Reason, Reasons};
use crate::read::decode;
use crate::view::{Config, ItemKind, ScopeIx, ScopeKind};

/// An expression and the code it stands in.
pub(super) type Rule = (Arc<Code>, Expr);

/// A class with all its blocks.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) name: String,
    pub(super) group: ScopeIx,
    /// `match if`
    condition: Option<Rule>,
    /// `match` or `spawn with`
    data: Option<Rule>,
    spawning: bool,
    /// `lease limit`, where it is more than none.
    limited: bool,
    subclasses: HashMap<Vec<u8>, Subclass>,
}

#[derive(Debug, Clone, Copy)]
struct Subclass {
    group: ScopeIx,
    limited: bool,
}

/// The classes in the order in which dhcpd tries them.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub(super) list: Vec<Class>,
}

/// A class that a client is in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    /// By number in [`Classes::list`].
    pub(super) class: usize,
    /// Whose statements apply.
    pub(super) group: ScopeIx,
    /// A subclass that the client's own data makes.
    pub(super) spawned: Option<Vec<u8>>,
    pub(super) limited: bool,
    /// Why it is not certain; empty where it is.
    pub(super) reasons: Reasons,
}

/// dhcpd remembers so many classes of a client.
const MOST: usize = 5;

impl Classes {
    pub(super) fn of(config: &Config, groups: &Groups) -> Self {
        let mut classes = Self::default();
        for (at, node) in config.scopes() {
            match &node.kind {
                ScopeKind::Class { name } if config.is_class(at) => {
                    classes.block(config, groups, name, at);
                }
                ScopeKind::Class { name } => {
                    classes.subclass(config, name, name.as_bytes().to_vec(), at);
                }
                ScopeKind::Subclass { class, data } => {
                    if let Some(data) = decode::data(data) {
                        classes.subclass(config, class, data, at);
                    }
                }
                _ => {}
            }
        }
        classes
    }

    fn named(&mut self, name: &str) -> Option<&mut Class> {
        self.list.iter_mut().find(|class| class.name == name)
    }

    fn block(&mut self, config: &Config, groups: &Groups, name: &str, at: ScopeIx) {
        if self.named(name).is_none() {
            self.list.push(Class {
                name: name.to_owned(),
                group: groups.group(at),
                condition: None,
                data: None,
                spawning: false,
                limited: false,
                subclasses: HashMap::new(),
            });
        }
        let Some(class) = self.named(name) else { return };
        let mut deleted = false;
        for item in config.items_of(at) {
            match item.kind {
                ItemKind::MatchIf => class.condition = rule(config, item),
                ItemKind::Match => class.data = rule(config, item),
                ItemKind::SpawnWith => {
                    class.data = rule(config, item);
                    class.spawning = true;
                }
                ItemKind::LeaseLimit => class.limited = limit(config, item).is_some(),
                ItemKind::Deleted => deleted = true,
                _ => {}
            }
        }
        if deleted {
            self.list.retain(|class| class.name != name);
        }
    }

    fn subclass(&mut self, config: &Config, class: &str, data: Vec<u8>, at: ScopeIx) {
        let Some(class) = self.named(class) else { return };
        if config.items_of(at).any(|item| item.kind == ItemKind::Deleted) {
            class.subclasses.remove(&data);
            return;
        }
        let before = class.subclasses.get(&data).map(|before| before.limited);
        let mut limited = before.unwrap_or(class.limited);
        for item in config.items_of(at).filter(|item| item.kind == ItemKind::LeaseLimit) {
            limited = limit(config, item).is_some();
        }
        class.subclasses.insert(data, Subclass { group: at, limited });
    }
}

/// The number of a `lease limit`, if it limits anything.
fn limit(config: &Config, item: &crate::view::Item) -> Option<i32> {
    let file = config.file_of(item)?;
    let node = file.tree.node(item.node)?;
    let mut cur = crate::read::Cursor::new(file, node.first + 2);
    cur.plain_number().ok().filter(|limit| *limit != 0)
}

impl Member {
    /// Those of one way and of the other; what only one has is not certain.
    pub(super) fn merge(members: &mut Vec<Self>, other: Vec<Self>, reasons: &Reasons) {
        for member in &mut *members {
            if !other.contains(member) {
                member.reasons.extend(reasons.iter().cloned());
            }
        }
        for mut member in other {
            let known = |one: &Self| one.class == member.class && one.group == member.group;
            if !members.iter().any(known) {
                member.reasons.extend(reasons.iter().cloned());
                members.push(member);
            }
        }
    }
}

impl World<'_> {
    /// Puts the client into its classes; says whether it is in one that the file declares.
    pub(super) fn classify(&self, state: &mut State) -> Truth {
        // Nothing is set for the client yet.
        let output = std::mem::take(&mut state.output);
        let mut matched = Truth::of(false);
        for (at, class) in self.resolver.classes().list.iter().enumerate() {
            matched = matched.or(self.try_class(state, at, class));
        }
        state.output = output;
        matched
    }

    /// `check "default"`
    pub(super) fn classified(&self, state: &mut State) -> Value {
        if self.sender.is_none() {
            state.fault(Reason::ServerFault);
            return Value::Null;
        }
        // A class that asks for its own members never ends.
        if state.depth >= DEEPEST {
            return Value::unknown(Reason::ServerFault);
        }
        state.depth += 1;
        let truth = self.classify(state);
        state.depth -= 1;
        Value::Truth(truth)
    }

    fn try_class(&self, state: &mut State, at: usize, class: &Class) -> Truth {
        let mut reasons = Reasons::new();
        if let Some((code, condition)) = &class.condition {
            let truth = self.value(state, code, *condition).truth();
            if truth.must_fail() {
                return Truth::of(false);
            }
            if !truth.must_be_true() {
                reasons = truth.reasons;
            }
            if class.data.is_none() {
                let group = (class.group, class.limited);
                return self.join(state, at, group, None, reasons);
            }
        }
        let Some((code, data)) = &class.data else { return Truth::of(false) };
        match self.value(state, code, *data).octets() {
            Ok(Some(data)) if !data.is_empty() => match class.subclasses.get(&*data) {
                Some(found) => self.join(state, at, (found.group, found.limited), None, reasons),
                None if class.spawning => {
                    let group = (class.group, class.limited);
                    self.join(state, at, group, Some(data.to_vec()), reasons);
                    Truth::of(false)
                }
                None => Truth::of(false),
            },
            Ok(_) => Truth::of(false),
            Err(more) => {
                // It may be in any of the subclasses.
                reasons.extend(more);
                state.lost.extend(reasons.iter().cloned());
                Truth::either(reasons)
            }
        }
    }

    fn join(
        &self,
        state: &mut State,
        class: usize,
        (group, limited): (ScopeIx, bool),
        spawned: Option<Vec<u8>>,
        reasons: Reasons,
    ) -> Truth {
        let matched =
            if reasons.is_empty() { Truth::of(true) } else { Truth::either(reasons.clone()) };
        if state.members.len() < MOST {
            state.members.push(Member { class, group, spawned, limited, reasons });
        } else if state.members.iter().any(|member| !member.reasons.is_empty()) {
            // Whether there is room depends on the uncertain ones.
            state.fault(Reason::TooComplex);
        }
        matched
    }

    /// `add "CLASS";`
    pub(super) fn add_class(&self, state: &mut State, name: &[u8]) {
        let list = &self.resolver.classes().list;
        let name = String::from_utf8_lossy(name);
        let found = list.iter().enumerate().find(|(_, class)| class.name == *name);
        if let Some((at, class)) = found {
            self.join(state, at, (class.group, class.limited), None, Reasons::new());
        }
    }

    /// Executes what the classes of a client say, the first one last. Statements that are executed for
    /// another place before, up to `limit`, are not repeated.
    pub(super) fn execute_classes(&self, state: &mut State, limit: ScopeIx) {
        for member in state.members.clone().iter().rev() {
            if member.reasons.is_empty() {
                self.execute_group(state, member.group, Some(limit));
                continue;
            }
            let without = state.clone();
            self.execute_group(state, member.group, Some(limit));
            state.may_be(without, &member.reasons);
        }
    }
}
