//! Items of a scope to code.

use std::sync::Arc;

use super::expression::{Builder, opt};
use super::{Action, Code, Expr, Node, Opt, Want};
use crate::index::kind::Kind;
use crate::index::tree;
use crate::read::executable::Done;
use crate::read::expression::Context;
use crate::read::steps::Step;
use crate::read::value::flag_octet;
use crate::read::{Cursor, FileIndex, Grammar, permission_value};
use crate::table::{DHCP, SERVER};
use crate::view::{Config, Item, ItemKind, Operator, ScopeIx};

/// The statements of a scope that are executed for clients.
pub(in super::super) fn compile(config: &Config, scope: ScopeIx) -> Code {
    let mut compiler = Compiler { config, code: Code::default() };
    for item in config.items_of(scope) {
        compiler.item(item);
    }
    compiler.code
}

/// The expression of `match if`, `match` or `spawn with`.
pub(in super::super) fn rule(config: &Config, item: &Item) -> Option<(Arc<Code>, Expr)> {
    let file = config.file_of(item)?;
    let node = file.tree.node(item.node)?;
    let words = if item.kind == ItemKind::Match { 1 } else { 2 };
    let mut grammar = Grammar::steps(Cursor::new(file, node.first + words), &config.options);
    let (context, want) = match item.kind {
        ItemKind::MatchIf => (Context::Boolean, Want::Boolean),
        _ => (Context::Data, Want::Data),
    };
    grammar.expression(context).ok()?;
    let steps = grammar.out.take_steps();
    let mut compiler = Compiler { config, code: Code::default() };
    let expression = compiler.expression(&steps, want)?;
    Some((Arc::new(compiler.code), expression))
}

struct Compiler<'c> {
    config: &'c Config,
    code: Code,
}

impl Compiler<'_> {
    fn item(&mut self, item: &Item) {
        let Some(file) = self.config.file_of(item) else { return };
        match item.kind {
            ItemKind::ServerIdentifier => {
                let _ = self.server_identifier(file, item.node);
            }
            kind if kind.sets_a_value() || kind == ItemKind::Executable => {
                for part in crate::read::text::parts(file, item.node) {
                    self.statement(file, part);
                }
            }
            _ => {}
        }
    }

    /// `server-identifier A;` is an option without the word for it.
    fn server_identifier(&mut self, file: &FileIndex, node: u32) -> Option<()> {
        let node = file.tree.node(node)?;
        let mut grammar = Grammar::steps(Cursor::new(file, node.first + 1), &self.config.options);
        grammar.option_value("I").ok()?;
        let value = self.value(&grammar.out.take_steps())?;
        let option = Opt { space: DHCP, code: SERVER_IDENTIFIER };
        self.push(file, node, Action::Option(Operator::Set, option, value));
        Some(())
    }

    fn push(&mut self, file: &FileIndex, node: tree::Node, action: Action) -> usize {
        let at = self.code.nodes.len();
        let next = u32::try_from(at + 1).unwrap_or(u32::MAX);
        self.code.nodes.push(Node { action, next, span: file.node_span(node) });
        at
    }

    /// A statement with those of its body. The tree is flat, so that nesting costs no call stack.
    fn statement(&mut self, file: &FileIndex, first: u32) {
        // One behind the last statement of each open body, its own place, and how labels are read.
        let mut open: Vec<(u32, usize, Option<Context>)> = Vec::new();
        let mut at = first;
        while let Some(node) = file.tree.node(at) {
            let case = open.last().and_then(|(_, _, case)| *case);
            let place = self.code.nodes.len();
            let body = match self.one(file, node, case) {
                Some(body) => body,
                None => {
                    self.code.nodes.truncate(place);
                    self.push(file, node, Action::NotUnderstood);
                    None
                }
            };
            at = match body {
                Some(case) => {
                    // Labels in front of a statement have a place of their own.
                    let place = self.code.nodes.len().saturating_sub(1);
                    open.push((node.next, place, case));
                    at + 1
                }
                None => node.next,
            };
            while let Some((_, place, _)) = open.pop_if(|(end, _, _)| *end == at) {
                let next = self.code.end();
                if let Some(node) = self.code.nodes.get_mut(place) {
                    node.next = next;
                }
            }
            if open.is_empty() {
                return;
            }
        }
    }

    /// Adds one statement without its body; gives how the labels of a body are read where one follows.
    /// `None` where it does not read as it did before.
    fn one(
        &mut self,
        file: &FileIndex,
        node: tree::Node,
        case: Option<Context>,
    ) -> Option<Option<Option<Context>>> {
        let mut grammar = Grammar::steps(Cursor::new(file, node.first), &self.config.options);
        if matches!(grammar.cur.peek(), Kind::Else | Kind::Elsif) {
            let conditional = grammar.alternative().ok()?;
            let steps = grammar.out.take_steps();
            let condition = match conditional {
                true => Some(self.expression(&steps, Want::Boolean)?),
                false => None,
            };
            self.push(file, node, Action::Else(condition));
            return Some(Some(None));
        }
        let done = grammar.executable(case, node.end).ok()??;
        let steps = grammar.out.take_steps();
        let (steps, first) = self.labels(file, node, &steps, case, grammar.cur)?;
        if matches!(done, Done::Labels) {
            return Some(None);
        }
        let cur = Cursor::new(file, first);
        let action = self.action(cur, &done, &steps)?;
        self.push(file, node, action);
        Some(match done {
            Done::If => Some(None),
            Done::Block(case) => Some(case),
            _ => None,
        })
    }

    /// Adds the labels in front of a statement; gives the steps behind them and the statement's
    /// first token.
    fn labels(
        &mut self,
        file: &FileIndex,
        node: tree::Node,
        steps: &[Step],
        case: Option<Context>,
        end: Cursor<'_>,
    ) -> Option<(Vec<Step>, u32)> {
        let mut rest = steps;
        let mut first = node.first;
        while let Some(at) = rest.iter().position(|step| matches!(step, Step::Case | Step::Default))
        {
            let (label, behind) = rest.split_at_checked(at)?;
            let want = if case == Some(Context::Data) { Want::Data } else { Want::Numeric };
            let action = match behind.first() {
                Some(Step::Case) => Action::Case(self.expression(label, want)?),
                _ => Action::Default,
            };
            self.push(file, node, action);
            rest = behind.get(1..)?;
            // Behind the colon of the label: values of labels have octets with colons between them.
            let mut ahead = Grammar::steps(Cursor::new(file, first), &self.config.options);
            ahead.label(case).ok()?;
            first = ahead.cur.pos;
        }
        (first <= end.pos).then(|| (rest.to_vec(), first))
    }

    fn action(&mut self, cur: Cursor<'_>, done: &Done, steps: &[Step]) -> Option<Action> {
        let kind = cur.peek();
        Some(match done {
            Done::Option { kind, named } => {
                let option = opt(&self.config.options, *named)?;
                Action::Option(operator(*kind), option, self.value(steps)?)
            }
            Done::Parameter(def) => {
                let code = self.config.options.def(*def)?.code;
                Action::Option(Operator::Set, Opt { space: SERVER, code }, self.value(steps)?)
            }
            Done::Permission(def) => {
                let code = self.config.options.def(*def)?.code;
                let value = Step::Data([flag_octet(permission_value(kind))].into());
                let value = self.value(&[value])?;
                Action::Option(Operator::Set, Opt { space: SERVER, code }, value)
            }
            Done::If => Action::If(self.expression(steps, Want::Boolean)?),
            Done::Block(case) => self.block(cur, *case, steps)?,
            Done::Code | Done::Labels => self.code(cur, steps)?,
            Done::DbTimeFormat | Done::Key | Done::Zone => Action::Nothing,
        })
    }

    fn block(&mut self, cur: Cursor<'_>, case: Option<Context>, steps: &[Step]) -> Option<Action> {
        match cur.peek() {
            Kind::Switch => {
                let data = case == Some(Context::Data);
                let want = if data { Want::Data } else { Want::Numeric };
                Some(Action::Switch(self.expression(steps, want)?, data))
            }
            Kind::On => Some(if commits(cur) { Action::OnCommit } else { Action::Nothing }),
            _ => {
                let mut names = steps.iter().filter_map(name);
                Some(Action::Define(names.next()?, names.collect()))
            }
        }
    }

    fn code(&mut self, cur: Cursor<'_>, steps: &[Step]) -> Option<Action> {
        let first = steps.first();
        Some(match cur.peek() {
            Kind::Set | Kind::Define => {
                let (first, rest) = steps.split_first()?;
                Action::Set(name(first)?, self.expression(rest, Want::Any)?)
            }
            Kind::Unset => Action::Unset(name(first?)?),
            Kind::Add => Action::Add(name(first?)?),
            Kind::Return => Action::Return(self.expression(steps, Want::Any)?),
            Kind::Break => Action::Break,
            Kind::ParseVendorOption => Action::ParseVendorOption,
            // The priority is the third token.
            Kind::Log if cur.kind(cur.pos + 2) == Kind::Fatal => Action::LogFatal,
            // `on EVENT;` forgets what was to be done.
            Kind::On if commits(cur) => Action::OnCommit,
            Kind::Log | Kind::Execute | Kind::On => Action::Nothing,
            _ if steps.is_empty() => Action::Nothing,
            _ => Action::Eval(self.expression(steps, Want::Any)?),
        })
    }

    fn expression(&mut self, steps: &[Step], want: Want) -> Option<Expr> {
        Builder::new(&mut self.code, &self.config.options).expression(steps, want, false)
    }

    /// The value of an option: `= EXPRESSION`, or its parts.
    fn value(&mut self, steps: &[Step]) -> Option<Expr> {
        match steps.split_first() {
            Some((Step::Computed, rest)) => self.expression(rest, Want::Data),
            _ => {
                let builder = Builder::new(&mut self.code, &self.config.options);
                builder.expression(steps, Want::Data, true)
            }
        }
    }
}

/// Whether `commit` is among the events of an `on`.
fn commits(mut cur: Cursor<'_>) -> bool {
    cur.pos += 1;
    while !matches!(cur.peek(), Kind::LBrace | Kind::Semicolon | Kind::End) {
        if cur.next() == Kind::Commit {
            return true;
        }
    }
    false
}

fn name(step: &Step) -> Option<Box<[u8]>> {
    match step {
        Step::Name(name) => Some(name.clone()),
        _ => None,
    }
}

fn operator(kind: ItemKind) -> Operator {
    match kind {
        ItemKind::DefaultOption => Operator::Default,
        ItemKind::PrependOption => Operator::Prepend,
        ItemKind::AppendOption => Operator::Append,
        ItemKind::SendOption => Operator::Send,
        _ => Operator::Set,
    }
}

/// The code of the option `dhcp-server-identifier`.
const SERVER_IDENTIFIER: u32 = 54;
