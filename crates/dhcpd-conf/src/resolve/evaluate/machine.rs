//! The stack machine for expressions: neither nesting nor length costs call stack.

use std::sync::Arc;

use super::operators::{binary, concat, function, names, pick};
use super::{Truth, Value};
use crate::index::kind::Kind;
use crate::resolve::code::{Code, Expr, Op, Opt, Want};
use crate::resolve::execute::{DEEPEST, World};
use crate::resolve::option_state::Stored;
use crate::resolve::sender::Sender;
use crate::resolve::state::{Sight, State};
use crate::resolve::undecided::Reason;

impl World<'_> {
    /// The value of an expression.
    pub(in crate::resolve) fn value(
        &self,
        state: &mut State,
        code: &Arc<Code>,
        expression: Expr,
    ) -> Value {
        let mut stack: Vec<Value> = Vec::new();
        let mut at = expression.start;
        while at < expression.end {
            if !self.may_go_on() {
                return Value::unknown(Reason::TooComplex);
            }
            let Some(op) = code.ops.get(at as usize) else { break };
            at += 1;
            if let Op::Skip { or, to } = op {
                if let Some(left) = self.decides(&mut stack, *or) {
                    stack.push(left);
                    at = *to;
                }
                continue;
            }
            if let Op::Relayed { start } = op {
                stack.pop();
                let number = stack.pop().unwrap_or(Value::Null);
                let data = Expr { start: *start, end: at - 1, literal: false };
                stack.push(self.relayed(state, code, number, data));
                continue;
            }
            let value = self.step(state, op, &mut stack);
            self.pay_for(&value);
            stack.push(value);
        }
        stack.pop().unwrap_or(Value::Null)
    }

    /// Whether the left side of `and` or `or` decides alone, and what the operator then gives.
    fn decides(&self, stack: &mut Vec<Value>, or: bool) -> Option<Value> {
        let left = stack.pop().unwrap_or(Value::Null).truth();
        if or && left.must_be_true() {
            return Some(Value::Truth(left));
        }
        if !or && left.must_fail() {
            return Some(Value::Truth(left.and(Truth::of(true))));
        }
        stack.push(Value::Truth(left));
        None
    }

    fn step(&self, state: &mut State, op: &Op, stack: &mut Vec<Value>) -> Value {
        let mut pop = || stack.pop().unwrap_or(Value::Null);
        match op {
            Op::Data(data) => Value::data(data),
            Op::Number(number) => Value::Number(*number),
            Op::Constant(kind) => self.constant(state, *kind),
            Op::Exists(option) => self.exists(state, *option),
            Op::Option(option) => self.input(state, *option),
            Op::ConfigOption(option) => self.config_option(state, *option),
            Op::Variable(name, want) => variable(state, name, *want),
            Op::Not => Value::Truth(pop().truth().negated()),
            Op::And | Op::Or => {
                let (right, left) = (pop().truth(), pop().truth());
                let and = matches!(op, Op::And);
                Value::Truth(if and { left.and(right) } else { left.or(right) })
            }
            Op::Binary(operator) => {
                let (right, left) = (pop(), pop());
                binary(*operator, left, right)
            }
            Op::Call(function, count) => {
                let arguments = take(stack, *count);
                self.call(state, function.name, arguments)
            }
            Op::OwnCall { name, count, want } => {
                let arguments = take(stack, *count);
                let value = self.own_call(state, name, arguments);
                // dhcpd fails where it asks for a type, and data is left behind.
                match (want, value) {
                    (Want::Any, value) | (_, value @ Value::Unknown(_)) => value,
                    (Want::Data, Value::Data(data)) => Value::Leftover(data),
                    _ => Value::Null,
                }
            }
            Op::HostName(name) => {
                Value::unknown(Reason::HostName(String::from_utf8_lossy(name).into_owned()))
            }
            Op::Parts(count) => concat(take(stack, *count)),
            Op::Name(name) => Value::data(name),
            Op::Skip { .. } | Op::Relayed { .. } => Value::Null,
        }
    }

    fn constant(&self, state: &mut State, kind: Kind) -> Value {
        match kind {
            Kind::Known => match self.sender {
                Some(_) => Value::Truth(Truth::of(self.lease.known && state.relay.is_none())),
                None => Value::Null,
            },
            Kind::Static => Value::Truth(Truth::of(self.lease.fixed)),
            Kind::Hardware => {
                self.sender.map_or(Value::Null, |sender| sender.hardware(state.relay))
            }
            Kind::LeasedAddress => match &self.lease.address {
                Ok(Some(address)) => Value::data(&address.octets()),
                Ok(None) => Value::Null,
                Err(reasons) => Value::Unknown(reasons.clone()),
            },
            Kind::LeaseTime => self.lease.seconds.map_or(Value::Null, Value::Number),
            Kind::HostDeclName => match &self.lease.host {
                Some(name) => Value::data(name.as_bytes()),
                None => Value::Null,
            },
            Kind::Filename | Kind::ServerName => {
                let Some(sender) = self.sender else { return Value::Null };
                sender.field(kind, state.relay).unwrap_or_else(|reason| {
                    state.fault(reason);
                    Value::Null
                })
            }
            Kind::Check => self.classified(state),
            _ => Value::Null,
        }
    }

    fn exists(&self, state: &mut State, option: Opt) -> Value {
        Value::Truth(match self.input(state, option) {
            Value::Null => Truth::of(false),
            Value::Unknown(reasons) => Truth::either(reasons),
            _ => Truth::of(true),
        })
    }

    /// What `option` means: one that the client or a relay sends.
    fn input(&self, state: &mut State, option: Opt) -> Value {
        if self.sender.is_none() {
            return Value::Null;
        }
        let options = match (state.relay, state.sight) {
            (Some(relay), _) => state.relays.get(relay),
            (None, Sight::Both | Sight::Client) => Some(&state.input),
            (None, Sight::Swapped) => Some(&state.output),
            (None, Sight::Config) => None,
        };
        let entry = options.and_then(|options| options.get(option.space, option.code));
        match entry.map(|entry| entry.value.clone()) {
            Some(stored) => match self.stored(state, &stored) {
                Value::Leftover(_) => Value::Null,
                value => value,
            },
            None => Value::Null,
        }
    }

    /// `v6relay`: an expression with the options of a relay in place of the client's.
    fn relayed(
        &self,
        state: &mut State,
        code: &Arc<Code>,
        number: Value,
        expression: Expr,
    ) -> Value {
        /// Higher numbers mean the last relay, however many there are.
        const MOST: usize = 32;
        let number = match number.number() {
            Ok(Some(number)) => usize::try_from(number).unwrap_or(usize::MAX),
            Ok(None) => return Value::Null,
            Err(reasons) => return Value::Unknown(reasons),
        };
        let next = state.relay.map_or(0, |at| at + 1);
        let left = self.sender.map_or(0, Sender::relays).saturating_sub(next);
        if number > 0 && (left == 0 || (number > left && number <= MOST)) {
            return Value::Null;
        }
        if state.depth >= DEEPEST {
            return Value::unknown(Reason::TooComplex);
        }
        let before = state.relay;
        if number > 0 {
            state.relay = Some(next + number.min(left) - 1);
        }
        state.depth += 1;
        let value = self.value(state, code, expression);
        state.depth -= 1;
        state.relay = before;
        value
    }

    fn config_option(&self, state: &mut State, option: Opt) -> Value {
        if matches!(state.sight, Sight::Client | Sight::Swapped) {
            return Value::Null;
        }
        let stored = state.output.get(option.space, option.code).map(|entry| entry.value.clone());
        match stored.map_or(Value::Null, |stored| self.stored(state, &stored)) {
            Value::Leftover(_) => Value::Null,
            value => value,
        }
    }

    /// The value of a stored option.
    pub(in crate::resolve) fn stored(&self, state: &mut State, stored: &Stored) -> Value {
        if state.depth >= DEEPEST {
            return Value::unknown(Reason::TooComplex);
        }
        state.depth += 1;
        let value = match stored {
            Stored::Octets(octets) => Value::Data(Arc::clone(octets)),
            Stored::Expression(code, expression) => self.value(state, code, *expression),
            Stored::Undecided(reasons) => Value::Unknown(reasons.clone()),
            Stored::Concat(..) => self.stored_parts(state, stored),
            Stored::Names(one, other) => {
                let (one, other) = (self.stored(state, one), self.stored(state, other));
                names(one, other)
            }
        };
        state.depth -= 1;
        value
    }

    /// A value made of others, without going deeper for each.
    fn stored_parts(&self, state: &mut State, stored: &Stored) -> Value {
        let mut parts = Vec::new();
        let mut rest = vec![stored];
        while let Some(one) = rest.pop() {
            match one {
                Stored::Concat(first, second) => rest.extend([&**second, &**first]),
                other => parts.push(self.stored(state, other)),
            }
        }
        let value = concat(parts);
        self.pay_for(&value);
        value
    }

    /// Long values cost more steps: what is kept of them stays in proportion to what is allowed.
    fn pay_for(&self, value: &Value) {
        if let Value::Data(data) = value {
            self.spend(data.len() / 64);
        }
    }

    fn call(&self, state: &mut State, name: &str, arguments: Vec<Value>) -> Value {
        match name {
            // The arguments are a name, or nothing.
            "defined" => {
                let name = arguments.into_iter().next().and_then(|name| name.octets().ok()?);
                let value = name.and_then(|name| state.scope.find(&name).cloned());
                return Value::Truth(match value {
                    None | Some(Value::Null) => Truth::of(false),
                    Some(Value::Unknown(reasons)) => Truth::either(reasons),
                    Some(_) => Truth::of(true),
                });
            }
            "gethostname" => return Value::unknown(Reason::ServerHostName),
            "gethostbyname" => {
                let name = arguments.into_iter().next().and_then(|name| name.octets().ok()?);
                let name = String::from_utf8_lossy(&name.unwrap_or_default()).into_owned();
                return Value::unknown(Reason::HostName(name));
            }
            "pick-first-value" => return pick(arguments),
            "concat" => return concat(arguments),
            "packet" => return self.raw_packet(state, arguments),
            _ => {}
        }
        match function(name, arguments) {
            Ok(value) => value,
            Err(reasons) => {
                if reasons.contains(&Reason::ServerFault) {
                    state.fault(Reason::ServerFault);
                }
                Value::Unknown(reasons)
            }
        }
    }

    fn raw_packet(&self, state: &State, arguments: Vec<Value>) -> Value {
        let mut numbers = arguments.into_iter().map(Value::number);
        let mut number = || numbers.next().unwrap_or(Ok(None));
        match (self.sender, number(), number()) {
            (Some(sender), Ok(Some(offset)), Ok(Some(len))) => sender.raw(offset, len, state.relay),
            (_, Err(reasons), _) | (_, _, Err(reasons)) => Value::Unknown(reasons),
            _ => Value::Null,
        }
    }
}

fn take(stack: &mut Vec<Value>, count: usize) -> Vec<Value> {
    stack.split_off(stack.len().saturating_sub(count))
}

fn variable(state: &State, name: &[u8], want: Want) -> Value {
    let value = state.scope.find(name).cloned().unwrap_or(Value::Null);
    match (want, value) {
        (Want::Any, value)
        | (_, value @ Value::Unknown(_))
        | (Want::Boolean, value @ Value::Truth(_))
        | (Want::Data, value @ Value::Data(_))
        | (Want::Numeric, value @ Value::Number(_)) => value,
        _ => Value::Null,
    }
}
