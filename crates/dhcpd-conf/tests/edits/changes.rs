//! Changes at random, each with what should come of it.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use config_text::Edits;
use dhcpair_testbed::Dice;
use dhcpd_conf::generate::PairParameters;
use dhcpd_conf::{
    ClassRule, Config, Editor, Operator, PeerStatement, Range, RangePlace, Refusal, Role, ScopeIx,
    ScopeKind,
};
use ipnet::Ipv4Net;

use crate::site::{MADE, Members, line, members, net_of, rest};

/// How many kinds of changes there are.
pub(crate) const KINDS: usize = 18;

/// A change, and what should come of it.
pub(crate) struct Made {
    pub(crate) what: &'static str,
    pub(crate) edits: Edits,
    pub(crate) members: Members,
    pub(crate) rest: Rest,
}

/// What should be true of everything that is no membership.
pub(crate) enum Rest {
    Same,
    /// The same but for pools that went with their settings.
    WithoutPools,
    Exactly(Vec<String>),
}

/// A change in the making.
struct Making<'c> {
    config: &'c Config,
    editor: Editor<'c>,
    range: Range,
    net: Ipv4Net,
    peer: &'c str,
    members: Members,
    rest: Rest,
}

type Step = fn(&mut Making<'_>, &mut Dice) -> Result<(), Refusal>;

const CHANGES: [(&str, Step); KINDS] = [
    ("put a scope", |making, dice| making.put_scope(dice)),
    ("take a scope", |making, dice| making.take_scope(dice)),
    ("put a scope into a new peer", |making, dice| making.new_peer(dice)),
    ("put a pool", |making, dice| making.put_pool(dice)),
    ("disable a scope", |making, dice| making.disable(dice)),
    ("set a statement of a peer", |making, dice| making.set_peer(dice)),
    ("set a setting", |making, dice| making.set(dice)),
    ("unset a setting", |making, dice| making.unset(dice)),
    ("add a range", |making, dice| making.add_range(dice)),
    ("set a range", |making, dice| making.set_range(dice)),
    ("remove a range", |making, dice| making.remove_range(dice)),
    ("add a host", |making, dice| making.add_host(dice)),
    ("remove a scope", |making, dice| making.remove_scope(dice)),
    ("add a host to a group", |making, dice| making.add_host_alike(dice)),
    ("replace a host", |making, dice| making.replace_host(dice)),
    ("remove a host", |making, dice| making.remove_host(dice)),
    ("add a class", |making, dice| making.add_class(dice)),
    ("replace a class", |making, dice| making.replace_class(dice)),
];

/// One change at random; `None` where it was refused for a reason that the configuration gives, or
/// has nothing to do.
pub(crate) fn change(config: &Config, dice: &mut Dice) -> Option<Made> {
    // The file's own ranges more often than the two that every site has.
    let own: Vec<_> = config.ranges().iter().filter(|one| !MADE.contains(&one.low)).collect();
    let all: Vec<_> = config.ranges().iter().collect();
    let any = own.is_empty() || dice.one_in(4);
    let range = **dice.pick(if any { &all } else { &own });
    let editor = Editor::new(config).expect("a whole configuration");
    let peer = &dice.pick(config.failover_peers()).name;
    let (net, members) = (net_of(config, &range)?, members(config));
    let mut making = Making { config, editor, range, net, peer, members, rest: Rest::Same };
    let (what, step) = *dice.pick(&CHANGES);
    let done = step(&mut making, dice);
    match done.and_then(|()| making.editor.finish()) {
        Ok(edits) if edits.is_empty() => None,
        Ok(edits) => Some(Made { what, edits, members: making.members, rest: making.rest }),
        Err(
            Refusal::PeerUnused { .. }
            | Refusal::PeerExists { .. }
            | Refusal::HostExists { .. }
            | Refusal::ClassExists { .. }
            | Refusal::PrimaryOnly { .. }
            | Refusal::PeerBelow { .. }
            | Refusal::Siblings { .. }
            | Refusal::Inherited { .. }
            | Refusal::DynamicBootp { .. }
            | Refusal::Holds { .. }
            | Refusal::Answered { .. }
            | Refusal::LastSubnet { .. }
            | Refusal::RangeTaken { .. },
        ) => None,
        Err(other) => panic!("{what}: {other}"),
    }
}

impl Making<'_> {
    fn set_members(&mut self, peer: Option<&str>) {
        let net = self.net;
        let own = self.members.iter_mut().filter(|((low, _), _)| net.contains(low));
        own.for_each(|(_, member)| *member = peer.map(str::to_owned));
    }

    fn subnet(&self) -> ScopeIx {
        self.config.subnet(self.range.subnet).unwrap().scope
    }

    fn put_scope(&mut self, _: &mut Dice) -> Result<(), Refusal> {
        self.set_members(Some(self.peer));
        self.editor.put_scope(self.net, self.peer)
    }

    fn new_peer(&mut self, dice: &mut Dice) -> Result<(), Refusal> {
        let ends = [[198, 51, 100, 1].into(), [198, 51, 100, 2].into()];
        let pair = PairParameters::new("dice \u{e9}", ends[0], ends[1]).checked().unwrap();
        self.set_members(Some("dice \u{e9}"));
        self.editor.add_peer(&pair, *dice.pick(&[Role::Primary, Role::Secondary]))?;
        self.editor.put_scope(self.net, "dice \u{e9}")
    }

    fn take_scope(&mut self, _: &mut Dice) -> Result<(), Refusal> {
        let before = self.members.clone();
        self.set_members(None);
        self.editor.take_scope(self.net)?;
        // Peers that nobody names any more go as well.
        let named = |name: &String| self.members.values().any(|other| other.as_ref() == Some(name));
        let gone: BTreeSet<_> =
            before.into_values().flatten().filter(|name| !named(name)).collect();
        gone.iter().try_for_each(|name| self.editor.remove_peer(name))
    }

    fn put_pool(&mut self, _: &mut Dice) -> Result<(), Refusal> {
        let Some(pool) = self.range.pool else { return Ok(()) };
        for one in self.config.ranges().iter().filter(|one| one.pool == Some(pool)) {
            self.members.insert((one.low, one.high), Some(self.peer.to_owned()));
        }
        self.editor.put_pool(pool, self.peer)
    }

    fn disable(&mut self, _: &mut Dice) -> Result<(), Refusal> {
        self.members.retain(|(low, _), _| !self.net.contains(low));
        self.rest = Rest::WithoutPools;
        self.editor.disable_scope(self.net.into())
    }

    fn set_peer(&mut self, dice: &mut Dice) -> Result<(), Refusal> {
        let statement = *dice.pick(&[
            PeerStatement::LoadBalanceMaxSeconds(5),
            PeerStatement::MaxResponseDelay(30),
            PeerStatement::MaxUnackedUpdates(7),
            PeerStatement::Port(1647),
            PeerStatement::MinBalance(61),
            PeerStatement::Split(100),
            PeerStatement::Mclt(900),
        ]);
        self.editor.set_peer(self.peer, statement)
    }

    /// Takes the subnet's own lines of a key out of what is expected; only the last one, if wanted.
    fn forget(&self, rest: &mut Vec<String>, key: &str, last_only: bool) {
        let scope = self.subnet();
        let node = self.config.scope(scope).unwrap();
        let plain = self
            .config
            .settings(scope)
            .filter(|one| *one.key == *key && one.operator == Operator::Set && !one.executable);
        let mut lines: Vec<_> = plain.map(|one| line(node, key, &one.value)).collect();
        if last_only {
            lines = lines.pop().into_iter().collect();
        }
        for gone in lines {
            rest.remove(rest.iter().position(|one| *one == gone).unwrap());
        }
    }

    fn set(&mut self, dice: &mut Dice) -> Result<(), Refusal> {
        let (key, value) = *dice.pick(&[
            ("option routers", "10.11.12.13"),
            ("option domain-name", "\"dice.example\""),
            ("max-lease-time", "4321"),
            ("filename", "\"dice\""),
            ("authoritative", "true"),
        ]);
        let scope = self.subnet();
        let mut expected = rest(self.config, true);
        self.forget(&mut expected, key, true);
        expected.push(line(self.config.scope(scope).unwrap(), key, value));
        expected.sort();
        self.rest = Rest::Exactly(expected);
        self.editor.set(scope, key, value)
    }

    fn unset(&mut self, dice: &mut Dice) -> Result<(), Refusal> {
        let scope = self.subnet();
        let plain = self.config.settings(scope).filter(|one| {
            one.operator == Operator::Set && !one.executable && one.key.as_ref() != "allow-booting"
        });
        let keys: Vec<_> = plain.map(|one| one.key).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let key = dice.pick(&keys);
        let mut expected = rest(self.config, true);
        self.forget(&mut expected, key, false);
        self.rest = Rest::Exactly(expected);
        self.editor.unset(scope, key)
    }

    fn address(&self, dice: &mut Dice) -> Ipv4Addr {
        let first = u32::from(self.net.network());
        Ipv4Addr::from(dice.between(first, u32::from(self.net.broadcast())))
    }

    fn add_range(&mut self, dice: &mut Dice) -> Result<(), Refusal> {
        let address = self.address(dice);
        let own = self.members[&(self.range.low, self.range.high)].clone();
        self.members.insert((address, address), own);
        let place = self.range.pool.map_or(RangePlace::Subnet(self.range.subnet), RangePlace::Pool);
        self.editor.add_range(place, address, address)
    }

    fn set_range(&mut self, dice: &mut Dice) -> Result<(), Refusal> {
        let low = dice.between(self.range.low.into(), self.range.high.into());
        let high = dice.between(low, self.range.high.into());
        let member = self.members.remove(&(self.range.low, self.range.high)).unwrap();
        self.members.insert((low.into(), high.into()), member);
        self.editor.set_range(self.range, Ipv4Addr::from(low), Ipv4Addr::from(high))
    }

    fn remove_range(&mut self, _: &mut Dice) -> Result<(), Refusal> {
        self.members.remove(&(self.range.low, self.range.high));
        self.rest = Rest::WithoutPools;
        self.editor.remove_range(self.range)
    }

    fn add_host(&mut self, _: &mut Dice) -> Result<(), Refusal> {
        let mut expected = rest(self.config, true);
        expected.push("host dice-host".to_owned());
        expected.sort();
        self.rest = Rest::Exactly(expected);
        let host = "host dice-host {\n  hardware ethernet 02:00:00:00:00:01;\n}";
        self.editor.add(ScopeIx::ROOT, host)
    }

    /// What is expected without the settings of a scope.
    fn without(&self, scope: ScopeIx) -> Vec<String> {
        line_without(self.config, &[scope], rest(self.config, true))
    }

    fn any_host(&self, dice: &mut Dice) -> Option<dhcpd_conf::Host> {
        let hosts: Vec<_> = self.config.hosts().collect();
        (!hosts.is_empty()).then(|| dice.pick(&hosts).clone())
    }

    /// A host is given what another host is given, or the text says that there is no such place.
    fn add_host_alike(&mut self, dice: &mut Dice) -> Result<(), Refusal> {
        let host = "host dice-host {\n  hardware ethernet 02:00:00:00:00:01;\n}";
        let groups: Vec<_> = self
            .config
            .scopes()
            .filter(|(ix, node)| {
                let group = matches!(node.kind, ScopeKind::Group { .. } | ScopeKind::Root);
                let usual = |one: &dhcpd_conf::Setting| {
                    one.operator == Operator::Set && !one.executable && one.understood
                };
                let outermost = node.parent.is_none() || node.parent == Some(ScopeIx::ROOT);
                group && outermost && self.config.settings(*ix).all(|one| usual(&one))
            })
            .map(|(ix, _)| ix)
            .collect();
        if groups.is_empty() {
            return Ok(());
        }
        let group = *dice.pick(&groups);
        let given: Vec<_> =
            self.config.settings(group).filter(|_| group != ScopeIx::ROOT).collect();
        let given: Vec<_> =
            given.iter().map(|one| (one.key.as_ref(), one.value.as_str())).collect();
        let mut expected = rest(self.config, true);
        expected.push("host dice-host".to_owned());
        expected.sort();
        self.rest = Rest::Exactly(expected);
        self.editor.add_host(host, &given)
    }

    fn replace_host(&mut self, dice: &mut Dice) -> Result<(), Refusal> {
        let Some(host) = self.any_host(dice) else { return Ok(()) };
        let node = self.config.scope(host.scope).unwrap();
        let mut expected = self.without(host.scope);
        expected.push(line(node, "max-lease-time", "4321"));
        expected.sort();
        self.rest = Rest::Exactly(expected);
        let text =
            format!("host {} {{ hardware ethernet 2:0:0:0:0:1; max-lease-time 4321; }}", host.name);
        self.editor.replace_declaration(host.scope, &text)
    }

    fn remove_host(&mut self, dice: &mut Dice) -> Result<(), Refusal> {
        let Some(host) = self.any_host(dice) else { return Ok(()) };
        let mut expected = self.without(host.scope);
        let gone = format!("host {}", host.name);
        expected.remove(expected.iter().position(|one| *one == gone).unwrap());
        self.rest = Rest::Exactly(expected);
        self.editor.remove_declaration(host.scope)
    }

    fn add_class(&mut self, _: &mut Dice) -> Result<(), Refusal> {
        let mut expected = rest(self.config, true);
        let done = add_class(&mut self.editor, &mut expected);
        expected.sort();
        self.rest = Rest::Exactly(expected);
        done
    }

    fn replace_class(&mut self, dice: &mut Dice) -> Result<(), Refusal> {
        let mut expected = rest(self.config, true);
        let done = replaced_class(self.config, &mut self.editor, dice, &mut expected);
        expected.sort();
        self.rest = Rest::Exactly(expected);
        done
    }

    fn remove_scope(&mut self, _: &mut Dice) -> Result<(), Refusal> {
        self.members.retain(|(low, _), _| !self.net.contains(low));
        let net = ScopeKind::Subnet { net: self.net };
        let inside = |scope: ScopeIx| self.config.chain(scope).any(|(_, node)| node.kind == net);
        let gone: Vec<_> =
            self.config.scopes().map(|(ix, _)| ix).filter(|ix| inside(*ix)).collect();
        let mut expected = rest(self.config, true);
        for scope in gone {
            let node = self.config.scope(scope).unwrap();
            let mut lines: Vec<_> =
                self.config.settings(scope).map(|one| line(node, &one.key, &one.value)).collect();
            lines.extend(self.config.host(scope).map(|host| format!("host {}", host.name)));
            for gone in lines {
                if let Some(at) = expected.iter().position(|one| *one == gone) {
                    expected.remove(at);
                }
            }
        }
        self.rest = Rest::Exactly(expected);
        self.editor.remove_scope(self.net.into())
    }
}

/// What is expected without the settings of scopes.
pub(crate) fn line_without(
    config: &Config,
    scopes: &[ScopeIx],
    mut expected: Vec<String>,
) -> Vec<String> {
    for scope in scopes {
        let node = config.scope(*scope).unwrap();
        for one in config.settings(*scope).filter(|one| one.key.as_ref() != "allow-booting") {
            let gone = line(node, &one.key, &one.value);
            expected.remove(expected.iter().position(|one| *one == gone).unwrap());
        }
    }
    expected
}

pub(crate) fn add_class(
    editor: &mut Editor<'_>,
    expected: &mut Vec<String>,
) -> Result<(), Refusal> {
    expected.push("class dice-class".to_owned());
    let name = "dice-class".into();
    expected.push(format!("{:?} filename \"dice\"", ScopeKind::Class { name }));
    editor.add_class("class \"dice-class\" {\n\tmatch if known;\n\tfilename \"dice\";\n}")
}

pub(crate) fn replaced_class(
    config: &Config,
    editor: &mut Editor<'_>,
    dice: &mut Dice,
    expected: &mut Vec<String>,
) -> Result<(), Refusal> {
    let classes = config.classes().iter();
    let plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let usable: Vec<_> =
        classes.filter(|class| class.scopes.len() == 1 && plain(&class.name)).collect();
    if usable.is_empty() {
        return Ok(());
    }
    let class = *dice.pick(&usable);
    let rules = class.rules.iter().map(|rule| match &rule.value {
        ClassRule::MatchIf(text) => format!("match if {text};"),
        ClassRule::Match(text) => format!("match {text};"),
        ClassRule::SpawnWith(text) => format!("spawn with {text};"),
        ClassRule::LeaseLimit(text) => format!("lease limit {text};"),
    });
    let rules: Vec<_> = rules.collect();
    let scope = class.scopes[0];
    *expected = line_without(config, &[scope], std::mem::take(expected));
    expected.push(line(config.scope(scope).unwrap(), "max-lease-time", "4321"));
    let text = format!("class \"{}\" {{ max-lease-time 4321; {} }}", class.name, rules.join(" "));
    editor.replace_declaration(scope, &text)
}
