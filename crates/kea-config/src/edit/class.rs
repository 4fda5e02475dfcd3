//! Client classes.

use config_text::Span;

use super::list::{free, one};
use super::network::name_of;
use super::{Editor, Refusal};
use crate::json::Json;
use crate::node::Node;
use crate::view::{ClientClass, strings};

/// Members that name classes, wherever they stand.
const NAMING: [&str; 4] =
    ["client-class", "client-classes", "evaluate-additional-classes", "require-client-classes"];

impl<'d> Editor<'d> {
    /// Adds a client class behind all others, where it may ask about all of them.
    ///
    /// # Errors
    /// [`Refusal::Content`] without a `name`, and [`Refusal::Taken`].
    pub fn add_class(&mut self, class: Json) -> Result<(), Refusal> {
        let server = self.server()?;
        let name = name_of(&class, "a client class")?;
        let all = server.client_classes();
        free("client class", &name, called(&all, &name))?;
        self.push_member(server.node(), "client-classes", class)
    }

    /// Makes a client class say something else; what stays keeps its text. Its name stays.
    ///
    /// # Errors
    /// [`Refusal::NoSuch`], [`Refusal::Several`], and [`Refusal::Content`] with another name.
    pub fn replace_class(&mut self, name: &str, class: Json) -> Result<(), Refusal> {
        if name_of(&class, "a client class")? != name {
            let wanted = "the name that it has: others ask for it by that";
            return Err(Refusal::Content { what: "a client class", wanted });
        }
        let all = self.server()?.client_classes();
        let old = one("client class", name, called(&all, name))?;
        self.replace(old, class)
    }

    /// Takes a client class out.
    ///
    /// # Errors
    /// [`Refusal::NoSuch`], [`Refusal::Several`], and [`Refusal::InUse`] where a level or another class
    /// asks for it.
    pub fn remove_class(&mut self, name: &str) -> Result<(), Refusal> {
        let all = self.server()?.client_classes();
        let class = one("client class", name, called(&all, name))?;
        let places = self.asking(name, &all);
        if !places.is_empty() {
            return Err(Refusal::InUse { what: "client class", name: name.to_owned(), places });
        }
        // Up to 3.0.3 Kea refuses an empty list.
        self.take(class)
    }

    /// Who asks for a class.
    fn asking(&self, name: &str, classes: &[ClientClass<'d>]) -> Vec<Span> {
        let is = |node: &Node<'_>| node.as_str().as_deref() == Some(name);
        let levels = self.document.nodes();
        let names = levels.flat_map(|level| NAMING.iter().flat_map(move |key| strings(level, key)));
        let others = classes.iter().filter(|class| class.name().as_deref() != Some(name));
        let tests = others.filter(|class| {
            // An expression that nobody understands may ask for anything.
            class.members().is_none_or(|members| members.iter().any(|member| member == name))
        });
        let tests = tests.filter_map(|class| class.test().map(Node::name_span));
        names.filter(is).map(Node::span).chain(tests).collect()
    }
}

fn called<'d>(all: &[ClientClass<'d>], name: &str) -> Vec<Node<'d>> {
    let found = all.iter().filter(|class| class.name().as_deref() == Some(name));
    found.map(ClientClass::node).collect()
}
