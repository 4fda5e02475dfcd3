//! One scope with what it depends on.

use std::collections::BTreeSet;
use std::fmt;

use ipnet::IpNet;

use super::walk::Walk;
use super::{Change, Note, Place, ReplicationError, Sharing, Side};
use crate::document::Document;
use crate::edit::{Editor, Refusal};
use crate::node::Node;
use crate::share::Share;
use crate::view::{self, ClientClass, OptionDefinition, Server, Subnet, strings};

/// Members that name classes.
const CLASSES: [&str; 4] =
    ["client-class", "client-classes", "evaluate-additional-classes", "require-client-classes"];

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
/// [`ReplicationError::NoNetwork`], [`ReplicationError::Dependency`], and [`Refusal::Taken`] where
/// another subnet of the destination has the number.
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
        self.put_subnet(own, theirs)?;
        self.depend(theirs.node())
    }

    fn put_subnet(
        &mut self,
        own: Option<Subnet<'d>>,
        theirs: Subnet<'s>,
    ) -> Result<(), ReplicationError> {
        let name = |subnet: &Subnet<'_>| Some(subnet.shared_network()?.name()?.into_owned());
        let network = name(&theirs);
        if let Some(own) = own.filter(|own| name(own) == network) {
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
        for definition in self.definitions(&levels) {
            let known = |one: &OptionDefinition<'_>| {
                one.code() == definition.code() && one.space() == definition.space()
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
            class.name().is_some_and(|name| wanted.contains(&*name))
        };
        // A class asks about those in front of it only.
        for class in all.iter().rev() {
            if is(&wanted, class) {
                wanted.extend(class.members().unwrap_or_default());
            }
        }
        all.into_iter().filter(|class| is(&wanted, class)).collect()
    }

    /// The source's definitions of the options below some maps.
    fn definitions(&self, levels: &[Node<'s>]) -> Vec<OptionDefinition<'s>> {
        let family = self.source.family();
        let levels = levels.iter().flat_map(|level| below(*level));
        let options: Vec<_> = levels.flat_map(|level| view::options(level, family)).collect();
        let all = self.source.option_definitions().into_iter();
        all.filter(|definition| {
            options.iter().any(|option| {
                let named = option.name().is_some() && option.name() == definition.name();
                let numbered = option.code().is_some() && option.code() == definition.code();
                option.space() == definition.space() && (named || numbered)
            })
        })
        .collect()
    }
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
