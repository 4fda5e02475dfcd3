//! Executable statements (dhcp-eval(5)): they may stand in any declaration, and in the bodies of
//! other executable statements.

use super::cursor::Checked;
use super::expression::{Context, Type};
use super::grammar::{Grammar, Named};
use super::steps::Step;
use crate::index::kind::Kind;
use crate::options::{DefIx, Lookup};
use crate::rules;
use crate::table::SERVER;
use crate::view::ItemKind;

/// What an executable statement turned out to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Done {
    /// `option`, `supersede`, `default`, `prepend`, `append` or `send`.
    Option { kind: ItemKind, named: Named },
    /// A parameter of the server.
    Parameter(DefIx),
    /// `allow`, `deny` or `ignore` of a parameter.
    Permission(DefIx),
    /// Complete in itself.
    Code,
    /// Labels at the end of a body, with nothing behind them.
    Labels,
    /// A body follows, and `else` may follow that.
    If,
    /// A body follows; in a `switch` with the way its labels are read.
    Block(Option<Context>),
    /// `db-time-format`, complete in itself, without effect on a client. dhcpd keeps no statement of it in its lists, nor of
    /// the next two.
    DbTimeFormat,
    /// `key` was taken; the rest is to be read.
    Key,
    /// `zone` was taken; the rest is to be read.
    Zone,
}

impl Grammar<'_> {
    /// Takes an executable statement that ends before the token `end`; `None` where none begins.
    /// `case` is how labels of an enclosing `switch` are read.
    pub(crate) fn executable(&mut self, case: Option<Context>, end: u32) -> Checked<Option<Done>> {
        while self.label(case)? {
            if self.cur.pos >= end {
                return Ok(Some(Done::Labels));
            }
        }
        let kind = self.cur.peek();
        if let Some(operator) = option_operator(kind) {
            return self.option_statement(operator).map(Some);
        }
        let taken = |grammar: &mut Self| {
            grammar.cur.pos += 1;
            grammar.out.lower(grammar.cur.text());
        };
        Ok(Some(match kind {
            Kind::If => {
                taken(self);
                self.condition()?;
                Done::If
            }
            Kind::On => {
                taken(self);
                return self.on().map(Some);
            }
            Kind::Switch => {
                taken(self);
                self.switch()?
            }
            Kind::Allow | Kind::Deny | Kind::Ignore => self.permission(kind)?,
            Kind::Define | Kind::Set => {
                taken(self);
                return self.set(case).map(Some);
            }
            Kind::Unset => {
                taken(self);
                self.variable()?;
                self.end()?
            }
            Kind::Eval | Kind::Return => {
                taken(self);
                self.expression(Context::Data)?;
                self.end()?
            }
            Kind::Add => {
                taken(self);
                self.add()?
            }
            Kind::Break | Kind::ParseVendorOption => {
                taken(self);
                self.end()?
            }
            Kind::Log => {
                taken(self);
                self.log()?
            }
            Kind::Execute => {
                taken(self);
                self.execute()?
            }
            Kind::DbTimeFormat => {
                taken(self);
                if !matches!(self.cur.next(), Kind::Default | Kind::Local) {
                    return Err(self.cur.expected("`default` or `local`"));
                }
                self.out.lower(self.cur.text());
                self.end()?;
                Done::DbTimeFormat
            }
            Kind::Key => {
                self.cur.pos += 1;
                Done::Key
            }
            Kind::Zone => {
                self.cur.pos += 1;
                Done::Zone
            }
            _ => return self.parameter_or_call(),
        }))
    }

    fn end(&mut self) -> Checked<Done> {
        self.cur.semicolon()?;
        self.out.put(";");
        Ok(Done::Code)
    }

    /// `case E:` or `default:`.
    pub(crate) fn label(&mut self, case: Option<Context>) -> Checked<bool> {
        let (kind, next) = (self.cur.peek(), self.cur.kind(self.cur.pos + 1));
        let default = kind == Kind::Default && next == Kind::Colon;
        if kind != Kind::Case && !default {
            return Ok(false);
        }
        self.cur.pos += 1;
        let Some(case) = case else {
            let message = "`case` and `default:` belong in a `switch`";
            return Err(self.cur.fail(&rules::MISPLACED, message));
        };
        self.out.lower(self.cur.text());
        if !default {
            self.expression(case)?;
        }
        self.cur.expect(Kind::Colon, "`:`")?;
        self.out.glue(":");
        self.out.step(|| if default { Step::Default } else { Step::Case });
        Ok(true)
    }

    fn option_statement(&mut self, kind: ItemKind) -> Checked<Done> {
        self.cur.pos += 1;
        match kind {
            ItemKind::Option => self.out.put("option"),
            _ => self.out.lower(self.cur.text()),
        }
        let named = self.option_name()?;
        self.option_value(self.format_of(named))?;
        self.out.put(";");
        Ok(Done::Option { kind, named })
    }

    fn permission(&mut self, kind: Kind) -> Checked<Done> {
        self.cur.pos += 1;
        let name = match self.cur.next() {
            Kind::Bootp => "allow-bootp",
            Kind::Booting => "allow-booting",
            Kind::DynamicBootp => "dynamic-bootp",
            Kind::UnknownClients => "boot-unknown-clients",
            Kind::Duplicates => "duplicates",
            Kind::Declines => "declines",
            Kind::ClientUpdates => "client-updates",
            Kind::Leasequery => "leasequery",
            _ => {
                let found = self.cur.quote(self.cur.pos - 1);
                let message = format!("{found} cannot be allowed or denied here");
                return Err(self.cur.fail(&rules::SYNTAX, message));
            }
        };
        self.out.put(name);
        self.out.put(permission_value(kind));
        self.end()?;
        let found = self.options.find(SERVER, name.as_bytes());
        Ok(Done::Permission(if let Lookup::Def(def) = found { def } else { u32::MAX }))
    }

    /// `[(] CONDITION [)] {` of `if`.
    fn condition(&mut self) -> Checked {
        let parenthesis = self.cur.eat(Kind::LParen);
        self.boolean_expression()?;
        if parenthesis {
            self.cur.expect(Kind::RParen, "`)`")?;
        }
        self.body()
    }

    fn body(&mut self) -> Checked {
        self.cur.expect(Kind::LBrace, "`{`")?;
        self.out.put("{");
        Ok(())
    }

    /// What follows an `if`; true where another alternative may follow.
    pub(crate) fn alternative(&mut self) -> Checked<bool> {
        let conditional = self.cur.next() == Kind::Elsif;
        self.out.put("else");
        let conditional = conditional || {
            let found = self.cur.peek() == Kind::If;
            if !found && self.cur.peek() != Kind::LBrace {
                return Err(self.cur.expected_ahead("`{` or `if`"));
            }
            self.cur.eat(Kind::If)
        };
        if conditional {
            self.out.put("if");
            self.condition()?;
        } else {
            self.body()?;
        }
        Ok(conditional)
    }

    fn on(&mut self) -> Checked<Done> {
        loop {
            let event = self.cur.next();
            if !matches!(event, Kind::Expiry | Kind::Commit | Kind::Release | Kind::Transmission) {
                return Err(self.cur.expected("`commit`, `expiry`, `release` or `transmission`"));
            }
            self.out.lower(self.cur.text());
            match self.cur.next() {
                Kind::Or => self.out.put("or"),
                Kind::Semicolon => {
                    self.out.put(";");
                    return Ok(Done::Code);
                }
                Kind::LBrace => {
                    self.out.put("{");
                    return Ok(Done::Block(None));
                }
                _ => return Err(self.cur.expected("`{`")),
            }
        }
    }

    fn switch(&mut self) -> Checked<Done> {
        self.cur.expect(Kind::LParen, "`(`")?;
        self.out.put("(");
        let kind = self.expression(Context::DataOrNumeric)?;
        self.cur.expect(Kind::RParen, "`)`")?;
        self.out.put(")");
        self.body()?;
        let labels = if kind == Type::Data { Context::Data } else { Context::Numeric };
        Ok(Done::Block(Some(labels)))
    }

    fn variable(&mut self) -> Checked {
        if !self.cur.next().is_plain_name() {
            let found = self.cur.quote(self.cur.pos - 1);
            let message = format!("{found} cannot be the name of a variable");
            return Err(self.cur.fail(&rules::SYNTAX, message));
        }
        self.name_taken();
        Ok(())
    }

    /// Writes the name that was taken last.
    fn name_taken(&mut self) {
        let cur = self.cur;
        self.out.word(cur.text());
        self.out.step(|| Step::Name(cur.text().into()));
    }

    /// `V = E;` or `F(a, b) {` of `set` and `define`. A function in a `switch` may have labels of its
    /// own, which are read as those around it.
    fn set(&mut self, case: Option<Context>) -> Checked<Done> {
        self.variable()?;
        match self.cur.next() {
            Kind::Equal => {
                self.out.put("=");
                self.expression(Context::Any)?;
                self.end()
            }
            Kind::LParen => {
                self.out.glue("(");
                self.parameters()?;
                self.body()?;
                Ok(Done::Block(case))
            }
            _ => Err(self.cur.expected("`=`")),
        }
    }

    fn parameters(&mut self) -> Checked {
        loop {
            let kind = self.cur.next();
            if kind == Kind::RParen {
                break;
            }
            if !kind.is_plain_name() {
                return Err(self.cur.expected("the name of an argument"));
            }
            self.name_taken();
            match self.cur.next() {
                Kind::Comma => self.out.put(","),
                Kind::RParen => break,
                _ => return Err(self.cur.expected("`)`")),
            }
        }
        self.out.put(")");
        Ok(())
    }

    fn add(&mut self) -> Checked<Done> {
        self.cur.expect(Kind::Quoted, "the name of a class in quotes")?;
        let name = self.cur.string();
        let unknown =
            self.names.is_some_and(|names| !names.open && !names.classes.contains(name.as_slice()));
        if unknown {
            let name = self.cur.quote(self.cur.pos - 1);
            let message = format!("no class {name} is declared above");
            return Err(self.cur.fail(&rules::USED_BEFORE_DECLARED, message));
        }
        self.out.step(|| Step::Name(name.as_slice().into()));
        self.out.quoted(|| name);
        self.end()
    }

    fn log(&mut self) -> Checked<Done> {
        self.cur.expect(Kind::LParen, "`(`")?;
        self.out.glue("(");
        if matches!(self.cur.peek(), Kind::Fatal | Kind::Error | Kind::Debug | Kind::Info) {
            self.cur.pos += 1;
            self.out.lower(self.cur.text());
            self.cur.expect(Kind::Comma, "`,`")?;
            self.out.put(",");
        }
        self.data_expression()?;
        self.cur.expect(Kind::RParen, "`)`")?;
        self.out.put(")");
        self.end()
    }

    fn execute(&mut self) -> Checked<Done> {
        self.cur.expect(Kind::LParen, "`(`")?;
        self.out.glue("(");
        self.cur.expect(Kind::Quoted, "a command in quotes")?;
        let cur = self.cur;
        self.out.quoted(|| cur.string());
        while self.cur.eat(Kind::Comma) {
            self.out.put(",");
            self.data_expression()?;
        }
        self.cur.expect(Kind::RParen, "`)`")?;
        self.out.put(")");
        self.end()
    }

    /// `NAME VALUE;` of a parameter, or a call of a function.
    fn parameter_or_call(&mut self) -> Checked<Option<Done>> {
        let kind = self.cur.peek();
        if !kind.is_identifier() {
            return Ok(None);
        }
        let word = self.cur.text_at(self.cur.pos);
        if let found @ (Lookup::Def(_) | Lookup::Code(_)) = self.options.find(SERVER, word)
            && let Lookup::Def(def) = found
            && let Some(row) = self.options.def(def)
            && !word.get(..8).is_some_and(|head| head.eq_ignore_ascii_case(b"unknown-"))
        {
            self.cur.pos += 1;
            self.out.lower(word);
            self.option_value(&row.format)?;
            self.out.put(";");
            return Ok(Some(Done::Parameter(def)));
        }
        if !kind.is_plain_name() {
            return Ok(None);
        }
        let first = self.cur.pos;
        let called = self.cur.kind(first + 1) == Kind::LParen;
        self.expression(Context::Data)?;
        if self.cur.next() != Kind::Semicolon {
            if called {
                return Err(self.cur.expected("`;`"));
            }
            let name = self.cur.quote(first);
            let ldap = crate::table::LDAP
                .iter()
                .any(|row| self.cur.text_at(first).eq_ignore_ascii_case(row.name.as_bytes()));
            let message = match ldap {
                true => format!("{name} is known only to a dhcpd that is built with LDAP"),
                false => format!("{name} is not a statement that dhcpd knows"),
            };
            return Err(self.cur.fail(&rules::UNKNOWN_STATEMENT, message));
        }
        self.out.put(";");
        Ok(Some(Done::Code))
    }
}

fn option_operator(kind: Kind) -> Option<ItemKind> {
    Some(match kind {
        Kind::Option | Kind::Supersede => ItemKind::Option,
        Kind::Default => ItemKind::DefaultOption,
        Kind::Prepend => ItemKind::PrependOption,
        Kind::Append => ItemKind::AppendOption,
        Kind::Send => ItemKind::SendOption,
        _ => return None,
    })
}

/// What `allow`, `deny` and `ignore` set a parameter to.
pub(crate) fn permission_value(kind: Kind) -> &'static str {
    match kind {
        Kind::Allow => "true",
        Kind::Deny => "false",
        _ => "ignore",
    }
}
