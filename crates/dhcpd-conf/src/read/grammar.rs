//! The state shared by the checks of values, expressions and statements.

use super::cursor::{Checked, Cursor};
use super::names::Names;
use super::out::Out;
use crate::index::kind::Kind;
use crate::options::{DefIx, Lookup, Options};
use crate::rules;

/// Checks text at a cursor and writes it canonically, if wanted.
pub(crate) struct Grammar<'a> {
    pub(crate) cur: Cursor<'a>,
    pub(crate) options: &'a Options,
    /// Names declared so far; `None` where the text was checked before.
    pub(crate) names: Option<&'a Names>,
    pub(crate) out: Out,
    /// Numbers that a leading zero makes octal.
    pub(crate) octal: Vec<u32>,
}

/// An option as a statement names it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub(crate) space: u16,
    pub(crate) found: Lookup,
    /// The token of the name.
    pub(crate) token: u32,
}

impl Named {
    pub(crate) fn def(&self) -> Option<DefIx> {
        match self.found {
            Lookup::Def(def) => Some(def),
            _ => None,
        }
    }
}

impl<'a> Grammar<'a> {
    /// Checks only.
    pub(crate) fn check(cur: Cursor<'a>, options: &'a Options, names: &'a Names) -> Self {
        Self { cur, options, names: Some(names), out: Out::off(), octal: Vec::new() }
    }

    /// Writes canonical text of what was checked before.
    pub(crate) fn text(cur: Cursor<'a>, options: &'a Options) -> Self {
        Self { cur, options, names: None, out: Out::on(), octal: Vec::new() }
    }

    /// Tells what was checked before in steps.
    pub(crate) fn steps(cur: Cursor<'a>, options: &'a Options) -> Self {
        Self { cur, options, names: None, out: Out::steps(), octal: Vec::new() }
    }

    /// Takes `[SPACE.]NAME`; the option may be missing.
    pub(crate) fn option_name_or_new(&mut self) -> Checked<Named> {
        let cur = &mut self.cur;
        if !cur.next().is_identifier() {
            return Err(cur.expected("the name of an option"));
        }
        let mut token = cur.pos - 1;
        let mut space = crate::table::DHCP;
        if cur.eat(Kind::Dot) {
            let name = cur.text_at(token);
            if !cur.next().is_identifier() {
                return Err(cur.expected("the name of an option behind the `.`"));
            }
            token = cur.pos - 1;
            let Some(found) = self.options.space(name) else {
                let name = cur.quote(token - 2);
                return Err(cur.fail(&rules::OPTION_UNKNOWN, format!("no option space {name}")));
            };
            space = found;
        }
        let found = self.options.find(space, cur.text_at(token));
        if found == Lookup::BadCode {
            let message = format!("{} cannot be the code of an option", cur.quote(token));
            return Err(cur.fail(&rules::OPTION_UNKNOWN, message));
        }
        Ok(Named { space, found, token })
    }

    /// Takes `[SPACE.]NAME` of an option that must be known.
    pub(crate) fn option_name(&mut self) -> Checked<Named> {
        let named = self.option_name_or_new()?;
        if named.found == Lookup::Missing {
            return Err(self.unknown_option(named));
        }
        if self.out.is_on() {
            let name = self.name_of(named);
            self.out.put(&name);
        }
        Ok(named)
    }

    pub(crate) fn unknown_option(&self, named: Named) -> Box<super::cursor::Fail> {
        let name = self.cur.quote(named.token);
        let space = self.options.space_name(named.space);
        let message = format!("no option {name} in the space `{space}`");
        self.cur.fail(&rules::OPTION_UNKNOWN, message)
    }

    /// The canonical name of an option.
    pub(crate) fn name_of(&self, named: Named) -> String {
        match named.found {
            Lookup::Def(def) => self.options.def(def).map_or_else(String::new, |def| {
                if def.space == crate::table::SERVER {
                    format!("server.{}", def.name)
                } else {
                    self.options.full_name(def)
                }
            }),
            Lookup::Code(code) if named.space == crate::table::DHCP => format!("unknown-{code}"),
            Lookup::Code(code) => {
                let space = self.options.space_name(named.space).to_ascii_lowercase();
                format!("{space}.unknown-{code}")
            }
            Lookup::BadCode | Lookup::Missing => String::new(),
        }
    }

    /// The value format of an option; octets for one without a definition.
    pub(crate) fn format_of(&self, named: Named) -> &'a str {
        let options: &'a Options = self.options;
        named.def().and_then(|def| options.def(def)).map_or("X", |def| def.format.as_ref())
    }

    /// Takes `[SPACE.]NAME` of an option that is known from elsewhere.
    pub(crate) fn skip_option_name(&mut self) -> Option<()> {
        let cur = &mut self.cur;
        cur.next().is_identifier().then_some(())?;
        if cur.eat(Kind::Dot) {
            cur.next().is_identifier().then_some(())?;
        }
        Some(())
    }
}
