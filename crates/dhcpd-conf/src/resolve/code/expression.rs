//! Steps of the grammar to steps of the machine.

use super::{Code, Expr, Op, Opt, Want};
use crate::index::kind::Kind;
use crate::options::{Lookup, Options};
use crate::read::expression::{Operator, Type};
use crate::read::functions::Argument;
use crate::read::grammar::Named;
use crate::read::steps::Step;

/// Builds expressions of one code.
pub(super) struct Builder<'b> {
    code: &'b mut Code,
    options: &'b Options,
    /// The step that leaves each value that is on the stack.
    makers: Vec<u32>,
    /// Skips whose operator has not come yet.
    skips: Vec<u32>,
}

impl<'b> Builder<'b> {
    pub(super) fn new(code: &'b mut Code, options: &'b Options) -> Self {
        Self { code, options, makers: Vec::new(), skips: Vec::new() }
    }

    /// The expression that steps make, which must have a type; values of several parts are put
    /// together.
    pub(super) fn expression(mut self, steps: &[Step], want: Want, literal: bool) -> Option<Expr> {
        let start = self.at();
        for step in steps {
            self.step(step)?;
        }
        match self.makers.len() {
            1 => {}
            parts if literal => self.push(Op::Parts(parts), parts),
            _ => return None,
        }
        self.want(0, want);
        Some(Expr { start, end: self.at(), literal })
    }

    fn at(&self) -> u32 {
        u32::try_from(self.code.ops.len()).unwrap_or(u32::MAX)
    }

    /// Adds a step that takes so many values and leaves one.
    fn push(&mut self, op: Op, takes: usize) {
        let left = self.makers.len().saturating_sub(takes);
        self.makers.truncate(left);
        self.makers.push(self.at());
        self.code.ops.push(op);
    }

    /// The value that is so far below the top must have a type: counts for variables and calls.
    fn want(&mut self, below: usize, wanted: Want) {
        let maker = self.makers.iter().rev().nth(below);
        let op = maker.and_then(|at| self.code.ops.get_mut(*at as usize));
        if let Some(Op::Variable(_, want) | Op::OwnCall { want, .. }) = op {
            *want = wanted;
        }
    }

    fn step(&mut self, step: &Step) -> Option<()> {
        match step {
            Step::Data(data) => self.push(Op::Data(data.clone()), 0),
            Step::HostName(name) => self.push(Op::HostName(name.clone()), 0),
            // As C does where it stores an `int` as `unsigned long`.
            Step::Number(number) => self.push(Op::Number(i64::from(*number).cast_unsigned()), 0),
            Step::Constant(kind) => self.push(Op::Constant(*kind), 0),
            Step::Option(kind, named) => {
                let option = opt(self.options, *named)?;
                self.push(
                    match kind {
                        Kind::Exists => Op::Exists(option),
                        Kind::ConfigOption => Op::ConfigOption(option),
                        _ => Op::Option(option),
                    },
                    0,
                );
            }
            Step::Variable(name) => self.push(Op::Variable(name.clone(), Want::Any), 0),
            Step::Name(name) => self.push(Op::Name(name.clone()), 0),
            Step::Not => {
                self.want(0, Want::Boolean);
                self.push(Op::Not, 1);
            }
            Step::Left(operator) => {
                self.want(0, Want::Boolean);
                self.skips.push(self.at());
                self.code.ops.push(Op::Skip { or: *operator == Operator::Or, to: 0 });
            }
            Step::Binary(operator) => self.binary(*operator),
            Step::Call(function, count) => {
                for at in 0..*count {
                    let wanted = match function.argument(count - 1 - at).and_then(Argument::kind) {
                        Some(Type::Numeric) => Want::Numeric,
                        _ => Want::Data,
                    };
                    self.want(at, wanted);
                }
                let relayed = (function.name == "v6relay").then_some(self.makers.as_slice());
                match relayed {
                    // The data follows the number.
                    Some([.., number, _]) => {
                        let start = number + 1;
                        self.push(Op::Relayed { start }, 2);
                    }
                    _ => self.push(Op::Call(function, *count), *count),
                }
            }
            Step::OwnCall(name, count) => {
                let (name, count) = (name.clone(), *count);
                self.push(Op::OwnCall { name, count, want: Want::Any }, count);
            }
            Step::Computed | Step::Case | Step::Default => return None,
        }
        Some(())
    }

    fn binary(&mut self, operator: Operator) {
        let wanted = match operator {
            Operator::Equal | Operator::NotEqual => Want::Any,
            Operator::Match | Operator::MatchAnyCase => Want::Data,
            Operator::And | Operator::Or => Want::Boolean,
            _ => Want::Numeric,
        };
        self.want(0, wanted);
        self.want(1, wanted);
        let op = match operator {
            Operator::And => Op::And,
            Operator::Or => Op::Or,
            other => Op::Binary(other),
        };
        let joins = matches!(op, Op::And | Op::Or);
        self.push(op, 2);
        let behind = self.at();
        let skip = if joins { self.skips.pop() } else { None };
        let skip = skip.and_then(|at| self.code.ops.get_mut(at as usize));
        if let Some(Op::Skip { to, .. }) = skip {
            *to = behind;
        }
    }
}

/// The option that a name means.
pub(super) fn opt(options: &Options, named: Named) -> Option<Opt> {
    match named.found {
        Lookup::Def(def) => options.def(def).map(|def| Opt { space: def.space, code: def.code }),
        Lookup::Code(code) => Some(Opt { space: named.space, code }),
        Lookup::BadCode | Lookup::Missing => None,
    }
}
