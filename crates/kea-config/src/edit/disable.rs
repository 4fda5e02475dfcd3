//! Scopes that are to be silent on this server, and back.
//!
//! Silent means neither offers nor NAKs. A pool that nobody is allowed in, or a subnet that is gone,
//! makes Kea answer NAK to clients of the partner. So pools and reservations go into the subnet's
//! `user-context`, which Kea keeps and does not read; subnet and id stay, and `authoritative` is false.
//!
//! Where they stand together and there is no `user-context` yet, it is put around them, so that nothing
//! else moves: comments and layout come back as they were. Else they move, and the entry to which they
//! belong is noted beside them.

use config_text::Span;
use ipnet::IpNet;

use super::lower::Wrap;
use super::place::{Item, Text};
use super::{Body, Editor, New, Refusal, on_one_line};
use crate::json::{Json, literal};
use crate::node::Node;
use crate::view::{DISABLED, Family, Subnet};

/// What hands addresses out.
const AWAY: [&str; 3] = ["pools", "pd-pools", "reservations"];

/// The member that silences a subnet, and the one that says where moved members belong.
const AUTHORITATIVE: &str = "authoritative";
const BEHIND: &str = "behind";
const CONTEXT: &str = "user-context";

impl<'d> Editor<'d> {
    /// Makes a subnet silent: its pools and reservations are kept in its `user-context`, below
    /// `dhcpair-disabled`, and it is not authoritative. Its leases stay in the server's database: wipe
    /// them once HA no longer covers it.
    ///
    /// # Errors
    /// Those of [`Editor::subnet`], [`Refusal::Disabled`], [`Refusal::Authoritative`] in a shared network
    /// that is authoritative, and [`Refusal::Crosses`].
    pub fn disable_scope(&mut self, net: IpNet) -> Result<(), Refusal> {
        let subnet = self.subnet(net)?;
        let map = subnet.node();
        if let Some(kept) = subnet.disabled() {
            return Err(Refusal::Disabled { net, span: kept.name_span() });
        }
        if let Some(span) = self.demanded(&subnet)? {
            return Err(Refusal::Authoritative { net, span });
        }
        let away: Vec<_> = map.items().filter(is_away).filter_map(Item::of).collect();
        for item in &away {
            if !item.is_whole() {
                return Err(Refusal::Crosses { places: vec![item.first, item.last] });
            }
        }
        let mut kept = self.silence(&subnet)?;
        match map.get(CONTEXT) {
            Some(context) => {
                let text = stash(&away, &kept)?;
                let behind = context.item_count();
                self.put_member(context, DISABLED, Body::Verbatim(text), behind)?;
                self.take_bare(map, &away);
            }
            None if away.is_empty() => {
                let text =
                    [b"{ ", &*literal(DISABLED.as_bytes()), b": ", &*stash(&[], &kept)?, b" }"];
                self.put_member(map, CONTEXT, Body::Verbatim(text.concat()), map.item_count())?;
            }
            None => {
                let run = together(&away);
                let (inside, moved) = away.split_at(run);
                kept = behind(moved, kept);
                let mut tail = Vec::new();
                for item in moved {
                    tail.extend([b", ", &*entry(item)?].concat());
                }
                for (key, value) in members(&kept) {
                    tail.extend([b", ", &*literal(&key), b": ", &*on_one_line(&value)].concat());
                }
                tail.extend_from_slice(b" } }");
                let head = format!("\"{CONTEXT}\": {{ \"{DISABLED}\": {{ ");
                let around = inside.first().zip(inside.last());
                let around = around.map(|(first, last)| (first.node.index(), last.node.index()));
                self.of(map).wrap =
                    around.map(|(first, last)| Wrap { first, last, head: head.into_bytes(), tail });
                self.take_bare(map, moved);
            }
        }
        Ok(())
    }

    /// Brings back what [`Editor::disable_scope`] has put away.
    ///
    /// # Errors
    /// Those of [`Editor::subnet`], [`Refusal::NothingPutAway`], and [`Refusal::Exists`] where the subnet
    /// has got such a member in the meantime.
    pub fn enable_scope(&mut self, net: IpNet) -> Result<(), Refusal> {
        let subnet = self.subnet(net)?;
        let map = subnet.node();
        let Some((context, kept)) = map.get(CONTEXT).zip(subnet.disabled()) else {
            return Err(Refusal::NothingPutAway { net, span: map.name_span() });
        };
        let noted = |node: &Node<'_>| {
            let key = node.key()?;
            Some(kept.get(BEHIND)?.get(&key)?.as_str()?.into_owned())
        };
        let away: Vec<_> = kept.items().filter(is_away).filter_map(Item::of).collect();
        let (moved, inside): (Vec<_>, Vec<_>) =
            away.into_iter().partition(|item| noted(&item.node).is_some());
        for item in inside.iter().chain(&moved) {
            let there = item.node.key().and_then(|key| map.get(&key));
            if let (Some(there), Some(key)) = (there, item.node.key()) {
                return Err(Refusal::Exists { key: key.into_owned(), span: there.name_span() });
            }
        }
        self.speak(map, kept)?;
        self.put_back(map, &moved, |key| {
            let wrapped = inside.iter().any(|item| item.node.key().as_deref() == Some(key));
            if wrapped { Some(context) } else { map.get(key) }
        })?;
        if let Some(gone) = around(context, &inside)? {
            self.of(map).unwrapped.insert(context.index(), gone);
            return Ok(());
        }
        if context.item_count() == 1 && moved.is_empty() {
            return self.remove(context);
        }
        self.remove(kept)
    }

    /// Makes a DHCPv4 subnet not authoritative; what it said before.
    fn silence(&mut self, subnet: &Subnet<'d>) -> Result<Json, Refusal> {
        let mut kept = Json::map::<&str>([]);
        if subnet.family() == Family::V4 {
            if let Some(old) = subnet.node().get(AUTHORITATIVE) {
                kept.set(AUTHORITATIVE, Json::of(old)?);
            }
            self.set(subnet.node(), AUTHORITATIVE, false)?;
        }
        Ok(kept)
    }

    /// Makes a subnet as authoritative as it was.
    fn speak(&mut self, map: Node<'d>, kept: Node<'d>) -> Result<(), Refusal> {
        match (kept.get(AUTHORITATIVE), map.get(AUTHORITATIVE)) {
            (Some(before), _) => self.set(map, AUTHORITATIVE, Json::of(before)?),
            (None, Some(own)) => self.remove(own),
            (None, None) => Ok(()),
        }
    }

    /// Where it is written that the subnets of a shared network are authoritative, all of them or none.
    fn demanded(&self, subnet: &Subnet<'d>) -> Result<Option<Span>, Refusal> {
        let Some(network) = subnet.shared_network().filter(|_| subnet.family() == Family::V4)
        else {
            return Ok(None);
        };
        let own = network.node().get(AUTHORITATIVE);
        let counts = own.or(self.server()?.node().get(AUTHORITATIVE));
        let counts = counts.filter(|node| node.as_bool() == Some(true));
        Ok(counts.map(Node::name_span))
    }

    /// Takes entries out whose text is kept elsewhere; comments stay.
    fn take_bare(&mut self, map: Node<'d>, away: &[Item<'d>]) {
        self.of(map).bare.extend(away.iter().map(|item| item.node.index()));
    }

    /// Puts moved members behind those that they stood behind.
    fn put_back(
        &mut self,
        map: Node<'d>,
        moved: &[Item<'d>],
        find: impl Fn(&str) -> Option<Node<'d>>,
    ) -> Result<(), Refusal> {
        for item in moved {
            let key = item.node.key_bytes().unwrap_or_default().into_owned();
            let noted = item.node.parent().and_then(|kept| kept.get(BEHIND));
            let before = noted.and_then(|noted| noted.get(&item.node.key()?)?.as_str());
            let before = before.unwrap_or_default();
            let slot = match find(&before) {
                Some(node) => map.items().take_while(|other| *other != node).count() + 1,
                None if before.is_empty() => 0,
                None => map.item_count(),
            };
            let body = Body::Verbatim(text_of(item.node)?);
            self.of(map).inserted.entry(slot).or_default().push(New { key: Some(key), body });
        }
        Ok(())
    }
}

fn is_away(node: &Node<'_>) -> bool {
    node.key_bytes().is_some_and(|key| AWAY.iter().any(|away| away.as_bytes() == &*key))
}

/// How many of the first entries stand directly behind one another in one file.
fn together(away: &[Item<'_>]) -> usize {
    let follows = |(one, next): &(&Item<'_>, &Item<'_>)| {
        let here = one.file() == next.first.file;
        let gap = Span::new(one.file(), one.last.end, next.first.start.max(one.last.end));
        let includes = one.document().stream().inclusions_in(gap);
        one.commas().last() == Some(next.before()) && here && includes.is_empty()
    };
    let pairs = away.iter().zip(away.iter().skip(1));
    pairs.take_while(follows).count() + 1
}

/// Notes behind which other entry each moved one stands; the first one stands behind "".
fn behind(moved: &[Item<'_>], mut kept: Json) -> Json {
    let mut noted = Json::map::<&str>([]);
    for item in moved {
        let Some(map) = item.node.parent() else { continue };
        let in_front = map.items().take_while(|other| *other != item.node);
        let stays = |node: &Node<'_>| !moved.iter().any(|other| other.node == *node);
        let before = in_front.filter(stays).last();
        let before = before.and_then(|node| node.key().map(std::borrow::Cow::into_owned));
        if let Some(key) = item.node.key() {
            noted.set(&key, before.unwrap_or_default());
        }
    }
    if !moved.is_empty() {
        kept.set(BEHIND, noted);
    }
    kept
}

/// The map that is kept where all moves.
fn stash(moved: &[Item<'_>], kept: &Json) -> Result<Vec<u8>, Refusal> {
    let kept = behind(moved, kept.clone());
    let mut parts = Vec::new();
    for item in moved {
        parts.push(entry(item)?);
    }
    for (key, value) in members(&kept) {
        parts.push([&*literal(&key), b": ", &*on_one_line(&value)].concat());
    }
    if parts.is_empty() {
        return Ok(b"{}".to_vec());
    }
    Ok([b"{ ", &*parts.join(b", ".as_slice()), b" }"].concat())
}

fn members(map: &Json) -> Vec<(Vec<u8>, Json)> {
    match &map.0 {
        crate::json::Value::Map(members) => members.clone(),
        _ => Vec::new(),
    }
}

/// A member as it is written, without its layout between key and value.
fn entry(item: &Item<'_>) -> Result<Vec<u8>, Refusal> {
    let key = literal(&item.node.key_bytes().unwrap_or_default());
    Ok([&*key, b": ", &*text_of(item.node)?].concat())
}

fn text_of(node: Node<'_>) -> Result<Vec<u8>, Refusal> {
    let item = Item::of(node).ok_or(Refusal::Foreign)?;
    if !item.is_whole() {
        return Err(Refusal::Crosses { places: vec![item.first, item.last] });
    }
    let span = node.span();
    let text = Text::of(node.document(), span)?;
    Ok(text.lines.part(span.start as usize, span.end as usize).to_vec())
}

/// What of a `user-context` was put around entries that did not move: its head and its tail.
fn around(context: Node<'_>, inside: &[Item<'_>]) -> Result<Option<[Span; 2]>, Refusal> {
    let (Some(first), Some(last), Some(all)) = (inside.first(), inside.last(), Item::of(context))
    else {
        return Ok(None);
    };
    let parts = [all.first, all.last, first.first, last.last];
    if parts.iter().any(|part| part.file != all.first.file) {
        return Err(Refusal::Crosses { places: parts.to_vec() });
    }
    let text = Text::of(context.document(), all.span())?;
    let head = text.span(all.start(), first.start());
    Ok(Some([head, text.span(last.end(), all.end())]))
}
