//! Classes and subclasses (dhcpd.conf(5), "CLIENT CLASSING").

use super::cursor::{Checked, Cursor};
use super::expression::Context;
use super::frame::{Body, ClassBody, Place};
use super::grammar::Grammar;
use super::out;
use super::reader::{At, Reader};
use super::statement::misplaced;
use crate::index::kind::Kind;
use crate::rules;
use crate::view::{Class, ClassRule, ItemKind, ScopeKind, Spanned, Subclass};

impl Reader<'_> {
    /// `class "NAME" {`, `subclass "NAME" DATA {` or `;`, `vendor-class`, `user-class`.
    pub(super) fn class(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let kind = cur.next();
        if self.place() == Place::Class {
            return Err(misplaced(cur, "a class", Place::Class, "no class"));
        }
        cur.expect(Kind::Quoted, "the name of a class in quotes")?;
        let (name, name_span) = (cur.c_string(), cur.span());
        let belongs = kind != Kind::Class;
        if belongs && !self.names.classes.contains(name.as_slice()) {
            let message = format!("no class {} is declared above", cur.quote(cur.pos - 1));
            return Err(cur.fail(&rules::USED_BEFORE_DECLARED, message));
        }
        let data = if kind == Kind::Subclass { subclass_data(cur)? } else { String::new() };
        let ends = belongs && cur.eat(Kind::Semicolon);
        if !ends {
            cur.expect(Kind::LBrace, "`{`")?;
        }
        let text: Box<str> = out::plain(&name).into();
        let span = cur.file().node_span(at.node);
        let scope_kind = if kind == Kind::Subclass {
            ScopeKind::Subclass { class: text.clone(), data: data.as_str().into() }
        } else {
            ScopeKind::Class { name: text.clone() }
        };
        let scope = self.open_scope(scope_kind, span, name_span);
        if kind == Kind::Subclass {
            self.config.subclasses.push(Subclass { class: text.into(), data, scope, span });
        } else {
            let class = self.class_of(&name, &text);
            class.scopes.push(scope);
        }
        if !ends {
            let body = ClassBody { name: name.into(), belongs, ..ClassBody::default() };
            self.open_block(at, Body::Class(body), Place::Class, scope);
        }
        Ok(())
    }

    /// The class of a name, made where it is new.
    fn class_of(&mut self, name: &[u8], text: &str) -> &mut Class {
        let classes = &mut self.config.classes;
        let at = self.names.class(name, classes.len());
        if at == classes.len() {
            classes.push(Class { name: text.to_owned(), scopes: Vec::new(), rules: Vec::new() });
        }
        // INVARIANT: numbers are given out in the order of the list.
        let last = classes.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "the list has just been made long enough")]
        &mut classes[at.min(last)]
    }

    fn class_body(&mut self) -> Option<&mut ClassBody> {
        match self.frames.last_mut().map(|frame| &mut frame.body) {
            Some(Body::Class(class)) => Some(class),
            _ => None,
        }
    }

    /// A statement in the block of a class.
    pub(super) fn class_statement(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        match cur.peek() {
            Kind::Dynamic | Kind::Deleted => {
                let deleted = cur.next() == Kind::Deleted;
                cur.semicolon()?;
                if let Some(class) = self.class_body().filter(|_| deleted) {
                    class.deleted = true;
                }
                self.note(if deleted { ItemKind::Deleted } else { ItemKind::Dynamic }, 0, at);
                Ok(())
            }
            Kind::Match | Kind::Spawn => self.class_rule(cur, at),
            Kind::Lease => {
                cur.pos += 1;
                cur.expect(Kind::Limit, "`limit`")?;
                let limit = cur.plain_number()?;
                if limit < 0 {
                    let message = "a class cannot have less than no leases";
                    return Err(cur.fail(&rules::OPTION_VALUE, message));
                }
                cur.semicolon()?;
                self.add_rule(ClassRule::LeaseLimit(limit.to_string()), cur, at);
                self.note(ItemKind::LeaseLimit, 0, at);
                Ok(())
            }
            _ => self.declaration(cur, at),
        }
    }

    /// `match if CONDITION;`, `match DATA;` or `spawn with DATA;`
    fn class_rule(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let belongs = self.class_body().is_some_and(|class| class.belongs);
        let spawn = cur.peek() == Kind::Spawn;
        // dhcpd takes `spawn` before it looks, and only looks at `match`.
        if belongs {
            let message = "a subclass has no `match` or `spawn` of its own";
            cur.pos += u32::from(spawn);
            return Err(match spawn {
                true => cur.fail(&rules::MISPLACED, message),
                false => cur.fail_ahead(&rules::MISPLACED, message),
            });
        }
        cur.pos += 1;
        if spawn {
            cur.expect(Kind::With, "`with` behind `spawn`")?;
        }
        let condition = !spawn && cur.eat(Kind::If);
        let again = self.class_body().is_some_and(|class| {
            let given = if condition { &mut class.matched } else { &mut class.submatched };
            std::mem::replace(given, true)
        });
        if again {
            let message = if condition {
                "a class can have one `match if` only"
            } else {
                "a class can have one `match` or `spawn with` only"
            };
            return Err(cur.fail(&rules::GIVEN_TWICE, message));
        }
        let start = *cur;
        let mut grammar = Grammar::check(start, &self.config.options, &self.names);
        let result =
            if condition { grammar.boolean_expression() } else { grammar.data_expression() };
        cur.pos = grammar.cur.pos;
        result?;
        cur.semicolon()?;
        let mut grammar = Grammar::text(start, &self.config.options);
        grammar.expression(if condition { Context::Boolean } else { Context::Data })?;
        let text = grammar.out.into_text();
        let (rule, kind) = match (condition, spawn) {
            (true, _) => (ClassRule::MatchIf(text), ItemKind::MatchIf),
            (false, true) => (ClassRule::SpawnWith(text), ItemKind::SpawnWith),
            (false, false) => (ClassRule::Match(text), ItemKind::Match),
        };
        self.add_rule(rule, cur, at);
        self.note(kind, 0, at);
        Ok(())
    }

    fn add_rule(&mut self, rule: ClassRule, cur: &Cursor<'_>, at: At) {
        let name = self.class_body().map(|class| class.name.clone());
        let Some(ix) = name.and_then(|name| self.names.known_class(&name)) else {
            return;
        };
        let span = cur.file().node_span(at.node);
        if let Some(class) = self.config.classes.get_mut(ix) {
            class.rules.push(Spanned { value: rule, span });
        }
    }
}

/// The data that a subclass matches.
fn subclass_data(cur: &mut Cursor<'_>) -> Checked<String> {
    if cur.eat(Kind::Quoted) {
        return Ok(out::data(&cur.string()));
    }
    if cur.peek().is_hex_data() {
        return Ok(out::data(&cur.octets()?));
    }
    Err(cur.expected_ahead("a string in quotes or hexadecimal octets"))
}
