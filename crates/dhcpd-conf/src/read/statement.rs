//! One statement: who is to read it, given its first word and the place it stands in.

use config_text::{Diagnostic, Phase};

use super::cursor::{Checked, Cursor};
use super::executable::Done;
use super::expression::Context;
use super::frame::{Before, Body, Place};
use super::grammar::Grammar;
use super::reader::{At, Reader};
use crate::index::kind::Kind;
use crate::options::Lookup;
use crate::rules;
use crate::table::SERVER;
use crate::view::{ItemKind, ScopeKind};

impl Reader<'_> {
    pub(super) fn statement(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let first = cur.peek();
        let frame = self.frames.last_mut();
        let before = frame.map(|frame| std::mem::take(&mut frame.before)).unwrap_or_default();
        if before == Before::If && matches!(first, Kind::Else | Kind::Elsif) {
            return self.alternative(cur, at);
        }
        let body = self.frame().map_or(&Body::File, |frame| &frame.body);
        match body {
            Body::Code(case) => {
                let case = *case;
                if before == Before::Nothing {
                    self.report_crash(cur, at);
                }
                self.code_statement(cur, at, case)
            }
            Body::Host => self.host_statement(cur, at),
            Body::Pool(pool) => {
                let pool = *pool;
                self.pool_statement(cur, at, pool)
            }
            Body::Pool6(pool) => {
                let pool = *pool;
                self.pool6_statement(cur, at, pool)
            }
            Body::Class(_) => self.class_statement(cur, at),
            Body::SharedNetwork(_) | Body::Subnet(_) if first == Kind::Interface => {
                self.interface(cur, at)
            }
            Body::Group { .. } => self.group_statement(cur, at),
            _ => self.declaration(cur, at),
        }
    }

    /// A statement that may stand in any declaration.
    pub(super) fn declaration(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let place = self.place();
        match cur.peek() {
            Kind::Host => self.host(cur, at),
            Kind::Option => self.option(cur, at),
            Kind::Include => self.include(cur),
            Kind::Group => self.group(cur, at),
            Kind::SharedNetwork => self.shared_network(cur, at),
            Kind::Subnet | Kind::Subnet6 => self.subnet(cur, at),
            Kind::Class | Kind::Subclass | Kind::VendorClass | Kind::UserClass => {
                self.class(cur, at)
            }
            Kind::Pool | Kind::Pool6 => self.pool(cur, at),
            Kind::Range | Kind::Range6 | Kind::Prefix6 => self.bare_range(cur, at),
            Kind::Hardware => {
                cur.pos += 1;
                Grammar::check(*cur, &self.config.options, &self.names).hardware(cur)?;
                Err(misplaced(cur, "`hardware`", place, "a host"))
            }
            Kind::FixedAddress | Kind::FixedAddress6 => {
                let word = cur.quote(cur.pos);
                Grammar::check(*cur, &self.config.options, &self.names).fixed_address(cur)?;
                Err(misplaced(cur, &word, place, "a host"))
            }
            Kind::FixedPrefix6 => {
                cur.pos += 1;
                Err(misplaced(cur, "`fixed-prefix6`", place, "a host"))
            }
            Kind::Not => {
                cur.pos += 1;
                if cur.next() != Kind::Authoritative {
                    return Err(cur.expected("`authoritative`"));
                }
                self.authoritative(cur, at, ItemKind::NotAuthoritative)
            }
            Kind::Authoritative => {
                cur.pos += 1;
                self.authoritative(cur, at, ItemKind::Authoritative)
            }
            Kind::ServerIdentifier => self.server_identifier(cur, at),
            Kind::Failover => self.failover(cur, at),
            Kind::ServerDuid => {
                cur.pos += 1;
                Grammar::check(*cur, &self.config.options, &self.names).server_duid(cur)?;
                self.note(ItemKind::Plain, 0, at);
                Ok(())
            }
            Kind::LeaseIdFormat => {
                cur.pos += 1;
                if !matches!(cur.next(), Kind::Octal | Kind::Hex) {
                    return Err(cur.expected("`octal` or `hex`"));
                }
                cur.semicolon()?;
                self.note(ItemKind::Plain, 0, at);
                Ok(())
            }
            // Directives of the migration assistant: dhcpd skips them.
            Kind::Percent => {
                cur.pos = at.node.end;
                self.note(ItemKind::Plain, 0, at);
                Ok(())
            }
            _ => self.executable(cur, at, None),
        }
    }

    /// A statement in the body of `if`, `on`, `switch` or a function.
    fn code_statement(&mut self, cur: &mut Cursor<'_>, at: At, case: Option<Context>) -> Checked {
        self.executable(cur, at, case)
    }

    pub(super) fn executable(
        &mut self,
        cur: &mut Cursor<'_>,
        at: At,
        case: Option<Context>,
    ) -> Checked {
        let in_code = matches!(self.frame().map(|frame| &frame.body), Some(Body::Code(_)));
        let mut grammar = Grammar::check(*cur, &self.config.options, &self.names);
        let result = grammar.executable(case, at.node.end);
        cur.pos = grammar.cur.pos;
        let octal = grammar.octal;
        self.report_octal(cur, &octal);
        let Some(done) = result? else {
            return Err(not_a_statement(cur, in_code, self.place()));
        };
        match done {
            Done::Option { kind, named } => {
                let def = match named.found {
                    Lookup::Code(code) => self.config.options.nameless(named.space, code),
                    _ => named.def().unwrap_or(u32::MAX),
                };
                let parameter = self.config.options.def(def).is_some_and(|def| def.space == SERVER);
                let plain = kind == ItemKind::Option && parameter;
                self.note(if plain { ItemKind::Parameter } else { kind }, def, at);
                if kind == ItemKind::Option {
                    self.option_of_host(def, cur, at);
                }
            }
            Done::Parameter(def) => self.note(ItemKind::Parameter, def, at),
            Done::Permission(def) => self.note(ItemKind::Permission, def, at),
            Done::DbTimeFormat => self.note(ItemKind::Plain, 0, at),
            Done::Code => self.note(ItemKind::Executable, 0, at),
            Done::Labels => {
                self.note(ItemKind::Executable, 0, at);
                self.report_trailing_label(cur, at);
            }
            Done::If => {
                self.note(ItemKind::Executable, 0, at);
                if let Some(frame) = self.frames.last_mut() {
                    frame.before = Before::If;
                }
                self.open_code(at, None);
            }
            Done::Block(case) => {
                self.note(ItemKind::Executable, 0, at);
                self.open_code(at, case);
            }
            Done::Key => self.key(cur)?,
            Done::Zone => self.zone(cur)?,
        }
        if matches!(done, Done::DbTimeFormat | Done::Key | Done::Zone)
            && let Some(frame) = self.frames.last_mut()
        {
            frame.before = Before::Nothing;
            frame.before_node = at.ix;
        }
        Ok(())
    }

    /// dhcpd hangs the next statement on the one before, and of that one it has none.
    fn report_crash(&mut self, cur: &Cursor<'_>, at: At) {
        let message = "dhcpd crashes on a statement that stands behind a `key`, `zone` or \
                       `db-time-format` in an executable block";
        let node = self.frame().map_or(u32::MAX, |frame| frame.before_node);
        let before = self.config.files.get(at.file as usize).and_then(|file| file.tree.node(node));
        let finding = Diagnostic::new(&rules::CRASH, cur.span_at(cur.pos), message);
        self.find(match before {
            Some(before) => finding.with_label(cur.span_at(before.first), "this one"),
            None => finding,
        });
    }

    fn report_trailing_label(&mut self, cur: &Cursor<'_>, at: At) {
        let message = "nothing stands behind this label: dhcpd crashes when it jumps there";
        let finding = Diagnostic::new(&rules::CRASH, cur.span_at(at.node.first), message);
        self.find(finding.with_phase(Phase::Runtime).with_help("Write `break;` behind it."));
    }

    fn report_octal(&mut self, cur: &Cursor<'_>, tokens: &[u32]) {
        for token in tokens {
            let found = cur.quote(*token);
            let message = format!("{found} is read as an octal number, because it begins with 0");
            self.find(Diagnostic::new(&rules::OCTAL_NUMBER, cur.span_at(*token), message));
        }
    }

    /// Goes on with the statements of a body.
    fn open_code(&mut self, at: At, case: Option<Context>) {
        let (place, scope) = (self.place(), self.scope());
        self.open_block(at, Body::Code(case), place, scope);
    }

    /// `else { }`, `else if C { }`, `elsif C { }` behind an `if`.
    fn alternative(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let mut grammar = Grammar::check(*cur, &self.config.options, &self.names);
        let result = grammar.alternative();
        cur.pos = grammar.cur.pos;
        let more = result?;
        if let Some(frame) = self.frames.last_mut() {
            frame.before = if more { Before::If } else { Before::Other };
        }
        self.open_code(at, None);
        Ok(())
    }

    fn authoritative(&mut self, cur: &mut Cursor<'_>, at: At, kind: ItemKind) -> Checked {
        if self.place() == Place::Host {
            return Err(cur.fail(&rules::MISPLACED, "`authoritative` makes no sense in a host"));
        }
        cur.semicolon()?;
        self.note(kind, 0, at);
        Ok(())
    }

    /// The same as `option dhcp-server-identifier`.
    fn server_identifier(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        cur.pos += 1;
        let mut grammar = Grammar::check(*cur, &self.config.options, &self.names);
        let result = grammar.option_value("I");
        cur.pos = grammar.cur.pos;
        result?;
        let found = self.config.options.find(crate::table::DHCP, b"dhcp-server-identifier");
        let def = if let Lookup::Def(def) = found { def } else { u32::MAX };
        self.note(ItemKind::ServerIdentifier, def, at);
        Ok(())
    }

    fn interface(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        cur.pos += 1;
        let kind = cur.next();
        let name = if kind == Kind::Quoted { cur.string() } else { cur.text().to_vec() };
        let network = self.frame().and_then(|frame| match frame.body {
            Body::SharedNetwork(network) => Some(network),
            Body::Subnet(subnet) => self.config.subnet(subnet).map(|subnet| subnet.network),
            _ => None,
        });
        let network = network.and_then(|ix| self.config.networks.get_mut(ix.0 as usize));
        if let Some(network) = network {
            if network.has_interface {
                let message = "a network cannot be on two interfaces";
                return Err(cur.fail(&rules::GIVEN_TWICE, message));
            }
            // dhcpd forgets to note an interface that another network has named before.
            network.has_interface = self.names.interfaces.insert(name.into());
        }
        cur.semicolon()?;
        self.note(ItemKind::Plain, 0, at);
        Ok(())
    }

    fn group(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        cur.pos += 1;
        if matches!(self.place(), Place::Host | Place::Class) {
            return Err(misplaced(cur, "a group", self.place(), "no host or class"));
        }
        let mut name = None;
        let mut name_span = cur.span();
        if cur.peek().is_identifier() || cur.peek() == Kind::Quoted {
            let quoted = cur.next() == Kind::Quoted;
            name = Some(if quoted { cur.string() } else { cur.text().to_vec() });
            name_span = cur.span();
        }
        cur.expect(Kind::LBrace, "`{`")?;
        let kind =
            ScopeKind::Group { name: name.as_deref().map(super::out::plain).map(Into::into) };
        let scope = self.open_scope(kind, cur.file().node_span(at.node), name_span);
        let name = name.map(Into::into);
        let body = Body::Group { name, deleted: false, dynamic: false };
        self.open_block(at, body, Place::Group, scope);
        Ok(())
    }

    /// `deleted`, `dynamic` and `static` come from the lease file. dhcpd then wants a statement of
    /// another kind at once.
    fn group_statement(&mut self, cur: &mut Cursor<'_>, at: At) -> Checked {
        let kind = match cur.peek() {
            Kind::Deleted => ItemKind::Deleted,
            Kind::Dynamic => ItemKind::Dynamic,
            Kind::Static => ItemKind::Static,
            _ => return self.declaration(cur, at),
        };
        cur.pos += 1;
        cur.semicolon()?;
        let next = cur.peek();
        if matches!(next, Kind::RBrace | Kind::Deleted | Kind::Dynamic | Kind::Static) {
            return Err(cur.expected_ahead("a parameter or declaration"));
        }
        let frame = self.frames.last_mut();
        if let Some(Body::Group { deleted, dynamic, .. }) = frame.map(|frame| &mut frame.body) {
            *deleted |= kind == ItemKind::Deleted;
            *dynamic |= kind == ItemKind::Dynamic;
        }
        self.note(kind, 0, at);
        Ok(())
    }
}

/// The statement is known, but not here.
pub(super) fn misplaced(
    cur: &Cursor<'_>,
    what: &str,
    place: Place,
    wanted: &str,
) -> Box<super::cursor::Fail> {
    let message = format!("{what} cannot stand {}: it belongs in {wanted}", place.name());
    cur.fail(&rules::MISPLACED, message)
}

/// Nothing that dhcpd knows begins like this.
fn not_a_statement(cur: &Cursor<'_>, in_code: bool, place: Place) -> Box<super::cursor::Fail> {
    let kind = cur.peek();
    let found = cur.quote(cur.pos);
    if kind == Kind::Semicolon {
        let message = "this `;` ends nothing: no `;` may follow a `}` or another `;`";
        return cur.fail_ahead(&rules::SYNTAX, message);
    }
    if kind == Kind::RBrace {
        return cur.fail_ahead(&rules::SYNTAX, "this `}` closes nothing");
    }
    let known = crate::table::statements::place_of(kind);
    let rule = if known.is_some() { &rules::MISPLACED } else { &rules::UNKNOWN_STATEMENT };
    let marked = cur.span_at(cur.pos).start == 0 && cur.file().bytes.starts_with(b"\xef\xbb\xbf");
    let message = match known {
        _ if marked => "the file begins with a byte order mark, which dhcpd takes for a word: \
                        save it as UTF-8 without one"
            .to_owned(),
        Some(wanted) => {
            let place = if in_code { "among executable statements" } else { place.name() };
            format!("{found} cannot stand {place}: it belongs in {wanted}")
        }
        None if kind.is_identifier() => format!("{found} does not begin a statement"),
        None => format!("expected a parameter or declaration, found {found}"),
    };
    // In a body dhcpd has taken the word before it complains.
    if in_code {
        let mut taken = *cur;
        taken.pos += 1;
        return taken.fail(rule, message);
    }
    cur.fail_ahead(rule, message)
}
