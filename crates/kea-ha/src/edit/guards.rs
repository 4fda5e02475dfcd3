//! Pools divided between the servers of a load-balancing pair.

use ipnet::Ipv6Net;
use kea_config::view::{AddressRange, PdPool, Pool};
use kea_config::{Json, Node, Refusal};

use super::{ChangeError, HaEditor};
use crate::generate::{CheckedRelationship, PeerParameters, guard, halves};
use crate::mode::Mode;

impl<'d> HaEditor<'_, 'd> {
    /// Divides every pool that both servers would use in two even halves, the first for the primary's
    /// clients and the second for the secondary's; a single address is the primary's. Both halves keep
    /// what the pool says. Pools that are guarded by a server's class stay as they are; in other modes
    /// than load balancing all stay.
    ///
    /// # Errors
    /// [`ChangeError::NoPeer`], [`ChangeError::Guarded`] with every pool that has a class of its own,
    /// [`ChangeError::Undivided`] for pools of prefixes that cannot be halved, and what stands in the way
    /// of the text.
    pub fn split_pools(
        &mut self,
        relationship: &CheckedRelationship,
        own: &str,
    ) -> Result<(), ChangeError> {
        let version = self.own(relationship, own)?.installation.version;
        if relationship.parameters().mode != Mode::LoadBalancing {
            return Ok(());
        }
        let classes: Vec<_> =
            relationship.answering().into_iter().map(PeerParameters::class).collect();
        let [primary, secondary] = classes.as_slice() else { return Ok(()) };
        let guards = [primary, secondary].map(|class| guard(class, version));
        let mut guarded = Vec::new();
        for subnet in self.server.subnets() {
            let network = subnet.shared_network().map(|network| network.node());
            let around = [Some(subnet.node()), network];
            if around.into_iter().flatten().any(|level| is_divided(level, &classes)) {
                continue;
            }
            for pool in subnet.pools() {
                if let (Some(range), true) =
                    (pool.range(), is_open(pool.node(), &classes, &mut guarded))
                {
                    self.split(&pool, range, &guards)?;
                }
            }
            for pool in subnet.pd_pools() {
                if is_open(pool.node(), &classes, &mut guarded) {
                    self.split_prefix(&pool, &guards)?;
                }
            }
        }
        if guarded.is_empty() { Ok(()) } else { Err(ChangeError::Guarded { places: guarded }) }
    }

    fn split(
        &mut self,
        pool: &Pool<'d>,
        range: AddressRange,
        guards: &[(&'static str, Json); 2],
    ) -> Result<(), ChangeError> {
        let text = |range: AddressRange| Json::from(format!("{} - {}", range.first, range.last));
        let [(key, first), second] = guards;
        let node = pool.node();
        let Some([low, high]) = halves(range) else {
            self.editor.set(node, key, first.clone())?;
            return Ok(());
        };
        self.editor.set(node, "pool", text(low))?;
        self.editor.set(node, key, first.clone())?;
        self.another(node, &[("pool", text(high)), second.clone()])
    }

    fn split_prefix(
        &mut self,
        pool: &PdPool<'d>,
        guards: &[(&'static str, Json); 2],
    ) -> Result<(), ChangeError> {
        let node = pool.node();
        let undivided = || ChangeError::Undivided { span: node.name_span() };
        let prefix = pool.prefix().ok_or_else(undivided)?;
        let length = prefix.prefix_len() + 1;
        let fits = pool.delegated_length().is_some_and(|delegated| delegated >= length);
        if !fits || node.get("excluded-prefix").is_some() {
            return Err(undivided());
        }
        let mut halves = prefix.subnets(length).map_err(|_| undivided())?;
        let (Some(low), Some(high)) = (halves.next(), halves.next()) else {
            return Err(undivided());
        };
        let members = |half: Ipv6Net, (key, guard): &(&'static str, Json)| {
            [
                ("prefix", Json::from(half.network().to_string())),
                ("prefix-len", u32::from(length).into()),
                (*key, guard.clone()),
            ]
        };
        let [first, second] = guards;
        for (key, value) in members(low, first) {
            self.editor.set(node, key, value)?;
        }
        self.another(node, &members(high, second))
    }

    /// A pool like another one but for some members, directly behind it.
    fn another(
        &mut self,
        pool: Node<'d>,
        members: &[(&'static str, Json)],
    ) -> Result<(), ChangeError> {
        let mut copy = Json::of(pool).map_err(Refusal::from)?;
        for (key, value) in members {
            copy.set(key, value.clone());
        }
        let list = pool.parent().ok_or(Refusal::Foreign)?;
        let behind = list.items().take_while(|item| *item != pool).count() + 1;
        self.editor.insert_at(list, behind, copy)?;
        Ok(())
    }
}

/// The classes that guard a level.
fn guards(level: Node<'_>) -> Vec<Node<'_>> {
    let list = level.get("client-classes").into_iter().flat_map(Node::items);
    let all = level.get("client-class").into_iter().chain(list);
    all.filter(|class| class.as_bytes().is_some_and(|name| !name.is_empty())).collect()
}

/// Whether a level is one server's alone.
fn is_divided(level: Node<'_>, classes: &[String]) -> bool {
    let guards = guards(level);
    let own =
        |guard: &Node<'_>| classes.iter().any(|class| guard.as_str().as_deref() == Some(class));
    !guards.is_empty() && guards.iter().all(own)
}

/// Whether a pool has no guard; notes those that somebody else put there.
fn is_open(pool: Node<'_>, classes: &[String], guarded: &mut Vec<config_text::Span>) -> bool {
    let guards = guards(pool);
    if !is_divided(pool, classes) {
        guarded.extend(guards.iter().map(|guard| guard.span()));
    }
    guards.is_empty()
}
