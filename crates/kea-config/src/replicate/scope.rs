//! One scope with what it depends on.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use ipnet::IpNet;

use super::walk::Walk;
use super::{Change, Note, Place, ReplicationError, Sharing, Side};
use crate::document::Document;
use crate::edit::{Editor, Refusal};
use crate::node::Node;
use crate::option::Wanted;
use crate::share::Share;
use crate::view::{self, ClientClass, OptionDefinition, Server, Subnet, strings};

/// Members that name classes.
const CLASSES: [&str; 4] =
    ["client-class", "client-classes", "evaluate-additional-classes", "require-client-classes"];

/// What the names of classes begin with that a template class spawns, before its own.
const SPAWNED: &str = "SPAWN_";

/// How a scope is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// By its network.
    Net(IpNet),
    /// By its number on the source.
    Id(i64),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Net(net) => net.fmt(f),
            Self::Id(id) => id.fmt(f),
        }
    }
}

/// Makes one subnet say what the source says, as [`replicate`](super::replicate()) does. Client classes
/// and option definitions that it needs are added where the destination does not have them; those that
/// it has must be equal. What the subnet takes from around it is not changed.
///
/// # Errors
/// Those of [`replicate`](super::replicate()); [`ReplicationError::NoScope`],
/// [`ReplicationError::NoNetwork`], [`ReplicationError::Dependency`], [`ReplicationError::Unnumbered`],
/// and [`Refusal::Taken`] where another subnet of the destination has the number.
pub fn replicate_scope(
    editor: &mut Editor<'_>,
    source: &Document,
    sharing: &dyn Sharing,
    scope: Scope,
) -> Result<Vec<Note>, ReplicationError> {
    let mut walk = Walk::new(editor.document(), source, sharing)?;
    walk.scope(scope)?;
    walk.apply(editor)
}

impl<'d, 's> Walk<'_, 'd, 's> {
    fn scope(&mut self, scope: Scope) -> Result<(), ReplicationError> {
        let theirs = only(self.source, Side::Source, scope)?;
        let theirs = theirs.ok_or_else(|| missing(Side::Source, scope))?;
        let net = theirs.prefix().ok_or_else(|| missing(Side::Source, scope))?;
        let own = only(self.destination, Side::Destination, Scope::Net(net))?;
        let others = self.destination.subnets().into_iter();
        let mut others = others.filter(|one| Some(one.node()) != own.map(|own| own.node()));
        let taken = others.find(|one| one.id().is_some() && one.id() == theirs.id());
        if let (Some(taken), Some(id)) = (taken, theirs.id()) {
            let (name, span) = (id.to_string(), taken.node().name_span());
            return Err(Refusal::Taken { what: "subnet", name, span }.into());
        }
        self.numbered(own, theirs)?;
        self.put_subnet(own, theirs)?;
        self.depend(theirs.node())
    }

    /// Refuses where the server numbers subnets by their order, so that one more gets another number,
    /// or gives others another number.
    fn numbered(
        &self,
        own: Option<Subnet<'d>>,
        theirs: Subnet<'s>,
    ) -> Result<(), ReplicationError> {
        let has_no_id = |subnet: &Subnet<'_>| subnet.id().is_none();
        let stays = own.is_some_and(|own| {
            is_in(&own) == is_in(&theirs) && has_no_id(&own) == has_no_id(&theirs)
        });
        let theirs = Some(theirs).filter(|_| !stays).filter(has_no_id);
        let others = self.destination.subnets().into_iter().filter(|_| !stays).filter(has_no_id);
        let others = others.map(|subnet| Place::of(Side::Destination, subnet.node()));
        let theirs = theirs.map(|subnet| Place::of(Side::Source, subnet.node()));
        let places: Vec<_> = theirs.into_iter().chain(others).collect();
        if places.is_empty() { Ok(()) } else { Err(ReplicationError::Unnumbered { places }) }
    }

    fn put_subnet(
        &mut self,
        own: Option<Subnet<'d>>,
        theirs: Subnet<'s>,
    ) -> Result<(), ReplicationError> {
        let network = is_in(&theirs);
        if let Some(own) = own.filter(|own| is_in(own) == network) {
            self.element(Share::Equal, own.node(), theirs.node());
            return Ok(());
        }
        let map = match &network {
            None => self.destination.node(),
            Some(name) => {
                let mut all = self.destination.shared_networks().into_iter();
                let found = all.find(|one| one.name().as_deref() == Some(name));
                let place = theirs.shared_network().map_or(theirs.node(), |one| one.node());
                let refuse = || ReplicationError::NoNetwork {
                    name: name.clone(),
                    place: Place::of(Side::Source, place),
                };
                found.ok_or_else(refuse)?.node()
            }
        };
        match own {
            Some(own) => self.new_in_place(own.node(), theirs.node()),
            None => self.new_from_source(theirs.node()),
        }
        let key = theirs.family().subnet_key();
        let own = own.map(|own| own.node());
        self.differ(Share::Equal, own, Some(theirs.node()), Change::Push(map, key));
        Ok(())
    }

    /// Adds what a scope needs, or refuses where the destination means something else by it.
    fn depend(&mut self, subnet: Node<'s>) -> Result<(), ReplicationError> {
        let classes = self.classes(subnet);
        let mut levels: Vec<_> = classes.iter().map(ClientClass::node).collect();
        levels.push(subnet);
        let uses = self.uses(&levels, &classes);
        self.foreign(&uses)?;
        let all = self.source.option_definitions().into_iter();
        for definition in all.filter(|one| uses.iter().any(|used| used.is(one))) {
            // Kea takes neither a code nor a name twice.
            let known = |one: &OptionDefinition<'_>| {
                let alike = one.code() == definition.code() || one.name() == definition.name();
                alike && one.space() == definition.space()
            };
            let own = self.destination.option_definitions().into_iter().find(known);
            let own = own.map(|own| own.node());
            self.need("option definition", "option-def", own, definition.node())?;
        }
        for class in classes {
            let own = self.destination.client_classes().into_iter();
            let own = own
                .map(|own| own.node())
                .find(|own| own.get("name").and_then(Node::as_str) == class.name());
            self.need("class", "client-classes", own, class.node())?;
        }
        Ok(())
    }

    fn need(
        &mut self,
        what: &'static str,
        key: &'static str,
        own: Option<Node<'d>>,
        theirs: Node<'s>,
    ) -> Result<(), ReplicationError> {
        let Some(own) = own else {
            self.new_from_source(theirs);
            let map = self.destination.node();
            self.differ(Share::Equal, None, Some(theirs), Change::Push(map, key));
            return Ok(());
        };
        let before = self.found.differences.len();
        self.element(Share::Equal, own, theirs);
        let apart = self.found.differences.split_off(before);
        if apart.is_empty() {
            return Ok(());
        }
        let name = theirs.get("name").and_then(Node::as_str).unwrap_or_default().into_owned();
        let mut places = vec![Place::of(Side::Destination, own), Place::of(Side::Source, theirs)];
        for one in apart {
            places.extend(one.destination.map(|node| Place::of(Side::Destination, node)));
            places.extend(one.source.map(|node| Place::of(Side::Source, node)));
        }
        Err(ReplicationError::Dependency { what, name, places })
    }

    /// The source's classes that a subnet names, and those that these ask about, in their order.
    fn classes(&self, subnet: Node<'s>) -> Vec<ClientClass<'s>> {
        let all = self.source.client_classes();
        let mut wanted: BTreeSet<String> = BTreeSet::new();
        for level in below(subnet) {
            let names = CLASSES.iter().flat_map(|key| strings(level, key));
            wanted.extend(names.filter_map(|name| Some(name.as_str()?.into_owned())));
        }
        let is = |wanted: &BTreeSet<String>, class: &ClientClass<'_>| {
            class.name().is_some_and(|name| {
                let spawns = class.node().get("template-test").is_some();
                wanted.contains(&*name) || spawns && wanted.iter().any(|one| is_of(one, &name))
            })
        };
        // A class asks about those in front of it only.
        for class in all.iter().rev() {
            if is(&wanted, class) {
                wanted.extend(class.members().unwrap_or_default());
            }
        }
        all.into_iter().filter(|class| is(&wanted, class)).collect()
    }

    /// The options below some maps, and those that the tests of classes name.
    fn uses(&self, levels: &[Node<'s>], classes: &[ClientClass<'s>]) -> Vec<Use> {
        let family = self.source.family();
        let levels = levels.iter().flat_map(|level| below(*level));
        let options = levels.flat_map(|level| view::options(level, family)).map(|option| Use {
            space: option.space().into_owned(),
            code: option.code(),
            name: option.name().map(Cow::into_owned),
        });
        let named = classes.iter().flat_map(|class| class.named_options().unwrap_or_default());
        let named = named.map(|name| Use {
            space: family.option_space().to_owned(),
            code: None,
            name: Some(name),
        });
        options.chain(named).collect()
    }

    /// Refuses a definition of the destination's that gives a meaning to an option of which the source
    /// knows no definition.
    fn foreign(&self, uses: &[Use]) -> Result<(), ReplicationError> {
        let defined = self.destination.option_definitions();
        for used in uses.iter().filter(|used| !self.theirs.defines(used)) {
            let Some(own) = defined.iter().find(|own| used.is(own)) else { continue };
            let name = own.name().unwrap_or_default().into_owned();
            let places = vec![Place::of(Side::Destination, own.node())];
            return Err(ReplicationError::Dependency { what: "option definition", name, places });
        }
        Ok(())
    }
}

/// An option that a scope uses.
pub(super) struct Use {
    pub(super) space: String,
    code: Option<i64>,
    name: Option<String>,
}

impl Use {
    fn is(&self, definition: &OptionDefinition<'_>) -> bool {
        let named = self.name.is_some() && self.name.as_deref() == definition.name().as_deref();
        let numbered = self.code.is_some() && self.code == definition.code();
        *self.space == *definition.space() && (named || numbered)
    }

    /// What it is looked up by, as Kea does: its code, or its name.
    pub(super) fn wanted(&self) -> Option<Wanted<'_>> {
        match (self.code, &self.name) {
            (Some(code), _) => u16::try_from(code).ok().map(Wanted::Code),
            (None, name) => name.as_deref().map(Wanted::Name),
        }
    }
}

/// Whether a template class spawns a class: `SPAWN_template_value`.
fn is_of(class: &str, template: &str) -> bool {
    let rest = class.strip_prefix(SPAWNED).and_then(|rest| rest.strip_prefix(template));
    rest.is_some_and(|rest| rest.starts_with('_'))
}

/// The shared network around a subnet.
fn is_in(subnet: &Subnet<'_>) -> Option<String> {
    Some(subnet.shared_network()?.name()?.into_owned())
}

/// Every value in another one, and itself.
fn below(node: Node<'_>) -> Vec<Node<'_>> {
    let mut found = vec![node];
    let mut at = 0;
    while let Some(node) = found.get(at).copied() {
        at += 1;
        found.extend(node.items());
    }
    found
}

fn missing(side: Side, scope: Scope) -> ReplicationError {
    ReplicationError::NoScope { side, scope: scope.to_string() }
}

fn only(
    server: Server<'_>,
    side: Side,
    scope: Scope,
) -> Result<Option<Subnet<'_>>, ReplicationError> {
    let is = |subnet: &Subnet<'_>| match scope {
        Scope::Net(net) => subnet.prefix() == Some(net.trunc()),
        Scope::Id(id) => subnet.id() == Some(id),
    };
    let mut found = server.subnets().into_iter().filter(is);
    let first = found.next();
    if found.next().is_some() { Err(missing(side, scope)) } else { Ok(first) }
}
