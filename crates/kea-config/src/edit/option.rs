//! Options of any level, and option definitions.

use super::list::{free, one, only};
use super::{Editor, Refusal};
use crate::json::Json;
use crate::node::Node;
use crate::option::{Definitions, Wanted};
use crate::version::Version;
use crate::view::{self, OptionData, OptionDefinition};

impl<'d> Editor<'d> {
    /// Gives a level (a subnet, a pool, a class, the server ...) an option: in the place of the one it
    /// has, else behind all others. Names and codes of one option are told to be the same.
    ///
    /// # Errors
    /// [`Refusal::Content`] without `name` or `code`, [`Refusal::Several`] where the level has the
    /// option more than once, and those of [`Editor::replace`] and [`Editor::push`].
    pub fn set_option(&mut self, level: Node<'d>, option: Json) -> Result<(), Refusal> {
        let name = self.called(&option)?;
        match only("option", &name, self.options(level, &name)?)? {
            Some(old) => self.replace(old, option),
            None => self.push_member(level, "option-data", option),
        }
    }

    /// Takes an option out of a level. `option` names it, by `name` or `code`, and `space`.
    ///
    /// # Errors
    /// [`Refusal::Content`], [`Refusal::NoSuch`], and [`Refusal::Several`].
    pub fn remove_option(&mut self, level: Node<'d>, option: &Json) -> Result<(), Refusal> {
        let name = self.called(option)?;
        let old = one("option", &name, self.options(level, &name)?)?;
        self.remove(old)
    }

    /// Adds a definition of an option to the server, behind all others.
    ///
    /// # Errors
    /// [`Refusal::Content`] without `name` and `code`, and [`Refusal::Taken`].
    pub fn add_option_definition(&mut self, definition: Json) -> Result<(), Refusal> {
        let server = self.server()?;
        let (code, space) = self.defined(&definition)?;
        let all = server.option_definitions();
        let there = all.iter().filter(|one| one.code() == Some(code) && one.space() == space);
        free("option definition", code, there.map(OptionDefinition::node))?;
        self.push_member(server.node(), "option-def", definition)
    }

    /// Makes a definition of an option say something else; what stays keeps its text. Its space and code
    /// stay.
    ///
    /// # Errors
    /// [`Refusal::Content`], and [`Refusal::NoSuch`] or [`Refusal::Several`] of this space and code.
    pub fn replace_option_definition(&mut self, definition: Json) -> Result<(), Refusal> {
        let (code, space) = self.defined(&definition)?;
        let old = self.definition(&space, code)?.node();
        self.replace(old, definition)
    }

    /// Takes a definition of an option out.
    ///
    /// # Errors
    /// [`Refusal::NoSuch`], [`Refusal::Several`], and [`Refusal::InUse`] where somewhere the option is
    /// given, or a class asks for it by name.
    pub fn remove_option_definition(&mut self, space: &str, code: i64) -> Result<(), Refusal> {
        let found = self.definition(space, code)?;
        let name = found.name();
        let given = |option: &OptionData<'_>| {
            let same = option.code() == Some(code) || (name.is_some() && option.name() == name);
            same && option.space() == space
        };
        let server = self.server()?;
        let levels = self.document.nodes().filter(|node| node.get("option-data").is_some());
        let options = levels.flat_map(|level| view::options(level, server.family()));
        let given = options.filter(given).map(|one| one.node().name_span());
        let classes = server.client_classes();
        let asking = classes.iter().filter(|class| {
            let named = class.named_options().unwrap_or_default();
            space == server.family().option_space()
                && named.iter().any(|one| name.as_deref() == Some(one))
        });
        let asking = asking.filter_map(|class| class.test().map(Node::name_span));
        let places: Vec<_> = given.chain(asking).collect();
        if places.is_empty() {
            return self.remove(found.node());
        }
        Err(Refusal::InUse { what: "option definition", name: code.to_string(), places })
    }

    fn definition(&self, space: &str, code: i64) -> Result<OptionDefinition<'d>, Refusal> {
        let all = self.server()?.option_definitions();
        let is = |one: &OptionDefinition<'_>| one.code() == Some(code) && one.space() == space;
        let found: Vec<_> = all.into_iter().filter(is).collect();
        one("option definition", code, found.iter().map(OptionDefinition::node))?;
        found.into_iter().next().ok_or(Refusal::Foreign)
    }

    fn defined(&self, definition: &Json) -> Result<(i64, String), Refusal> {
        let family = self.server()?.family();
        let code = definition.get("code").and_then(Json::as_i64);
        let named = definition.get("name").and_then(Json::as_str).is_some();
        let wanted = "a text in `name` and a number in `code`";
        let refusal = Refusal::Content { what: "an option definition", wanted };
        let code = code.filter(|_| named).ok_or(refusal)?;
        let space = definition.get("space").and_then(Json::as_str);
        Ok((
            code,
            space.map_or_else(|| family.option_space().to_owned(), |space| space.into_owned()),
        ))
    }

    /// Space and code of an option, or its name where no code is known.
    fn called(&self, option: &Json) -> Result<String, Refusal> {
        let space = option.get("space").and_then(Json::as_str);
        let space = match &space {
            Some(space) => space,
            None => self.server()?.family().option_space(),
        };
        let code = option.get("code").and_then(Json::as_i64);
        let name = option.get("name").and_then(Json::as_str);
        let refusal = Refusal::Content { what: "an option", wanted: "`name` or `code`" };
        self.key(space, code, name.as_deref()).and_then(|key| key.ok_or(refusal))
    }

    fn options(&self, level: Node<'d>, called: &str) -> Result<Vec<Node<'d>>, Refusal> {
        let mut found = Vec::new();
        for option in view::options(level, self.server()?.family()) {
            let key = self.key(&option.space(), option.code(), option.name().as_deref())?;
            if key.as_deref() == Some(called) {
                found.push(option.node());
            }
        }
        Ok(found)
    }

    fn key(
        &self,
        space: &str,
        code: Option<i64>,
        name: Option<&str>,
    ) -> Result<Option<String>, Refusal> {
        let server = self.server()?;
        let known = || {
            let written = server.option_definitions();
            let definitions = Definitions::new(server.family(), Version::ANY, &written);
            let found = definitions.find(space, Wanted::Name(name?), &[]);
            found.candidates.first().map(|one| i64::from(one.code))
        };
        Ok(match (code.or_else(known), name) {
            (Some(code), _) => Some(format!("{space}.{code}")),
            (None, Some(name)) => Some(format!("{space}.{name}")),
            (None, None) => None,
        })
    }
}
