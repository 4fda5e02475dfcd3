//! Statements as dhcpd executes them for one client.

use std::cell::Cell;
use std::net::Ipv4Addr;
use std::sync::Arc;

use super::Resolver;
use super::code::{Action, Code, Expr, Opt};
use super::evaluate::{Function, Value};
use super::option_state::{OptionState, Stored};
use super::scope::Scope;
use super::sender::Sender;
use super::state::State;
use super::undecided::{Reason, Reasons};
use crate::view::{Operator, ScopeIx};

/// What does not change while statements are executed.
pub(super) struct World<'w> {
    pub(super) resolver: &'w Resolver<'w>,
    /// `None` when the server starts.
    pub(super) sender: Option<Sender<'w>>,
    pub(super) lease: Lease,
    /// Steps that are left: no configuration may take for ever.
    pub(super) budget: &'w Cell<u32>,
}

/// What expressions see of the lease, and of what dhcpd knows of the client.
#[derive(Debug, Clone)]
pub(super) struct Lease {
    /// `known`
    pub(super) known: bool,
    /// `static`
    pub(super) fixed: bool,
    /// `leased-address`
    pub(super) address: Result<Option<Ipv4Addr>, Reasons>,
    /// `host-decl-name`
    pub(super) host: Option<String>,
    /// `lease-time`
    pub(super) seconds: Option<u64>,
}

impl Lease {
    /// There is none yet.
    pub(super) fn none() -> Self {
        Self { known: false, fixed: false, address: Ok(None), host: None, seconds: None }
    }
}

/// How a list of statements ends.
pub(super) enum Flow {
    End,
    /// A function returns.
    Return(Value),
}

/// Steps that one answer may take: far more than any real file needs.
pub(super) const BUDGET: u32 = 1_000_000;

/// Statements, functions and values made of others may nest so deep.
pub(super) const DEEPEST: u32 = 64;

impl World<'_> {
    /// Takes one step of those that are left.
    pub(super) fn may_go_on(&self) -> bool {
        let left = self.budget.get();
        self.budget.set(left.saturating_sub(1));
        left > 0
    }

    /// Takes more steps.
    pub(super) fn spend(&self, steps: usize) {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.budget.set(self.budget.get().saturating_sub(steps));
    }

    /// Executes the statements of a group and of those it goes on from, outermost first, but none of
    /// those that another one goes on from.
    pub(super) fn execute_group(&self, state: &mut State, group: ScopeIx, limit: Option<ScopeIx>) {
        let groups = &self.resolver.groups;
        let limit = limit.map(|limit| groups.chain(limit)).unwrap_or_default();
        let chain = groups.chain(group);
        let own: Vec<_> = chain.iter().take_while(|group| !limit.contains(group)).collect();
        for group in own.into_iter().rev() {
            for block in groups.blocks(*group) {
                let code = self.resolver.code(block);
                let end = code.end();
                self.execute(state, &code, 0, end, None);
            }
        }
    }

    /// Executes statements up to `end`; inside a function where `function` is.
    fn execute(
        &self,
        state: &mut State,
        code: &Arc<Code>,
        mut at: u32,
        end: u32,
        function: Option<()>,
    ) -> Flow {
        if state.depth >= DEEPEST {
            state.lost.insert(Reason::TooComplex);
            return Flow::End;
        }
        state.depth += 1;
        let mut flow = Flow::End;
        while at < end {
            let Some(node) = code.node(at) else { break };
            if !self.may_go_on() {
                state.lost.insert(Reason::TooComplex);
                break;
            }
            match &node.action {
                Action::Break => break,
                Action::If(condition) => {
                    let behind = alternatives_end(code, at, end);
                    flow = self.branch(state, code, (at, behind), Some(*condition), function);
                    at = behind;
                }
                Action::Switch(value, data) => {
                    let body = (at + 1, node.next);
                    flow = self.switch(state, code, (*value, *data), body, function);
                    at = node.next;
                }
                Action::Return(value) => {
                    let value = self.value(state, code, *value);
                    at = node.next;
                    // Outside a function, dhcpd goes on.
                    if function.is_some() && value != Value::Null {
                        flow = Flow::Return(value);
                    }
                }
                _ => {
                    self.statement(state, code, at);
                    at = node.next;
                }
            }
            if matches!(flow, Flow::Return(_)) {
                break;
            }
        }
        state.depth -= 1;
        flow
    }

    /// Executes an `if` or an `else` at `at.0`, whose last alternative ends at `at.1`.
    fn branch(
        &self,
        state: &mut State,
        code: &Arc<Code>,
        at: (u32, u32),
        condition: Option<Expr>,
        function: Option<()>,
    ) -> Flow {
        let (mut at, end) = at;
        let mut condition = condition;
        loop {
            let Some(node) = code.node(at) else { return Flow::End };
            let body = (at + 1, node.next);
            let Some(expression) = condition else {
                return self.execute(state, code, body.0, body.1, function);
            };
            let truth = self.value(state, code, expression).truth();
            if truth.must_be_true() {
                return self.execute(state, code, body.0, body.1, function);
            }
            let next = code.node(node.next).filter(|_| node.next < end);
            let next = next.and_then(|other| match other.action {
                Action::Else(condition) => Some((node.next, condition)),
                _ => None,
            });
            if truth.must_fail() {
                let Some((alternative, other)) = next else { return Flow::End };
                (at, condition) = (alternative, other);
                continue;
            }
            // Either may happen.
            let mut other = state.clone();
            let one = self.execute(state, code, body.0, body.1, function);
            let two = match next {
                Some((at, condition)) if other.depth < DEEPEST => {
                    other.depth += 1;
                    let flow = self.branch(&mut other, code, (at, end), condition, function);
                    other.depth -= 1;
                    flow
                }
                Some(_) => {
                    other.lost.insert(Reason::TooComplex);
                    Flow::End
                }
                None => Flow::End,
            };
            return state.merge(one, other, two, &truth.reasons);
        }
    }

    fn switch(
        &self,
        state: &mut State,
        code: &Arc<Code>,
        (value, data): (Expr, bool),
        (start, end): (u32, u32),
        function: Option<()>,
    ) -> Flow {
        let value = self.value(state, code, value);
        let mut default = None;
        let mut at = start;
        while at < end {
            let Some(node) = code.node(at) else { break };
            match &node.action {
                Action::Default if default.is_none() => default = Some(at),
                Action::Case(label) if value != Value::Null => {
                    let label = self.value(state, code, *label);
                    match (&value, &label) {
                        (Value::Unknown(reasons), _) | (_, Value::Unknown(reasons)) => {
                            state.lost.extend(reasons.iter().cloned());
                            return Flow::End;
                        }
                        (Value::Data(_), Value::Data(_)) if data && value == label => {
                            return self.behind_label(state, code, (at, end), function);
                        }
                        (Value::Number(_), Value::Number(_)) if value == label => {
                            return self.behind_label(state, code, (at, end), function);
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
            at = node.next;
        }
        default.map_or(Flow::End, |at| self.behind_label(state, code, (at, end), function))
    }

    /// Executes what stands behind a label.
    fn behind_label(
        &self,
        state: &mut State,
        code: &Arc<Code>,
        (at, end): (u32, u32),
        function: Option<()>,
    ) -> Flow {
        if code.node(at).is_none_or(|label| label.next >= end) {
            // dhcpd follows a pointer to the statement that is not there.
            state.fault(Reason::ServerFault);
            return Flow::End;
        }
        self.execute(state, code, at, end, function)
    }

    /// A statement that only does something itself.
    fn statement(&self, state: &mut State, code: &Arc<Code>, at: u32) {
        let Some(node) = code.node(at) else { return };
        match &node.action {
            Action::Option(operator, option, value) => {
                let value = Stored::Expression(Arc::clone(code), *value);
                self.set_option(state, *operator, *option, value, node.span);
            }
            Action::Set(name, value) => {
                let value = self.value(state, code, *value);
                state.scope.set(name, value);
            }
            Action::Define(name, _) => {
                let function = Function { code: Arc::clone(code), node: at };
                state.scope.set(name, Value::Function(function));
            }
            Action::OnCommit => {
                let body = Function { code: Arc::clone(code), node: at };
                state.commit = (node.next > at + 1).then_some(body);
            }
            Action::Unset(name) => state.scope.unset(name),
            Action::Eval(expression) => {
                self.value(state, code, *expression);
            }
            Action::Add(name) => self.add_class(state, name),
            Action::LogFatal => {
                state.lost.insert(Reason::ServerFault);
            }
            Action::ParseVendorOption => self.parse_vendor_option(state),
            Action::NotUnderstood => {
                state.lost.insert(Reason::NotUnderstood);
            }
            _ => {}
        }
    }

    fn set_option(
        &self,
        state: &mut State,
        operator: Operator,
        option: Opt,
        value: Stored,
        span: config_text::Span,
    ) {
        match operator {
            Operator::Default if state.output.has(option.space, option.code) => {}
            Operator::Append | Operator::Prepend => {
                let format = self.resolver.format(option);
                let names = format.starts_with("Dc");
                let behind = operator == Operator::Append;
                state.output.extend(option, value, span, behind, names);
            }
            _ => state.output.set(option, value, vec![span]),
        }
    }

    /// Calls a function of the file.
    pub(super) fn own_call(&self, state: &mut State, name: &[u8], values: Vec<Value>) -> Value {
        let function = match state.scope.find(name) {
            Some(Value::Function(function)) => function.clone(),
            Some(Value::Unknown(reasons)) => return Value::Unknown(reasons.clone()),
            _ => return Value::Null,
        };
        let Some(node) = function.code.node(function.node) else { return Value::Null };
        let Action::Define(_, names) = &node.action else { return Value::Null };
        if names.len() != values.len() {
            return Value::Null;
        }
        state.scope.open(names.iter().cloned().zip(values));
        let body = (function.node + 1, node.next);
        let flow = self.execute(state, &function.code, body.0, body.1, Some(()));
        state.scope.close();
        match flow {
            Flow::Return(value) => value,
            // dhcpd goes on with a value that is not there.
            Flow::End => Value::unknown(Reason::ServerFault),
        }
    }
}

impl World<'_> {
    /// Executes what `on commit` says.
    pub(super) fn execute_commit(&self, state: &mut State) {
        let Some(body) = state.commit.take() else { return };
        let end = body.code.node(body.node).map_or(0, |node| node.next);
        self.execute(state, &body.code, body.node + 1, end, None);
    }
}

/// The names that dhcpd has when it has started: it executes what stands outside all blocks once,
/// without a client. And why it may not have started.
pub(super) fn at_start(resolver: &Resolver<'_>) -> (Scope, Reasons) {
    let budget = Cell::new(200_000);
    let world = World { resolver, sender: None, lease: Lease::none(), budget: &budget };
    let mut state = State::new(OptionState::default(), Scope::default());
    world.execute_group(&mut state, ScopeIx::ROOT, None);
    (state.scope, state.lost)
}

/// What a scope says `on commit`, as far as it sets options.
pub(super) fn commits(code: &Arc<Code>) -> Vec<Function> {
    let commits = (0u32..).zip(&code.nodes).filter(|(at, node)| {
        let body = code.nodes.get(*at as usize..node.next as usize).unwrap_or_default();
        let sets = |node: &super::code::Node| matches!(node.action, Action::Option(..));
        matches!(node.action, Action::OnCommit) && body.iter().any(sets)
    });
    commits.map(|(node, _)| Function { code: Arc::clone(code), node }).collect()
}

/// The client identifier that a host's own option computes when the file is read, without a client.
pub(super) fn identifier(resolver: &Resolver<'_>, host: ScopeIx) -> Vec<u8> {
    const IDENTIFIER: Opt = Opt { space: crate::table::DHCP, code: 61 };
    let code = resolver.code(host);
    let value = code.nodes.iter().find_map(|node| match node.action {
        Action::Option(Operator::Set, IDENTIFIER, value) => Some(value),
        _ => None,
    });
    let budget = Cell::new(10_000);
    let world = World { resolver, sender: None, lease: Lease::none(), budget: &budget };
    let mut state = State::new(OptionState::default(), Scope::default());
    let value = value.map(|value| world.value(&mut state, &code, value));
    let octets = value.and_then(|value| value.octets().ok().flatten());
    octets.map(|octets| octets.to_vec()).unwrap_or_default()
}

/// One behind the last `else` of the `if` at a place.
fn alternatives_end(code: &Code, at: u32, end: u32) -> u32 {
    let mut next = code.node(at).map_or(end, |node| node.next);
    while next < end
        && let Some(node) = code.node(next)
        && matches!(node.action, Action::Else(_))
    {
        next = node.next;
    }
    next
}
