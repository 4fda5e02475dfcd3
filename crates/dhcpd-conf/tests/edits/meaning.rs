//! What a configuration means for each of its scopes, in words that can be compared.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use dhcpd_conf::resolve::{Applied, Resolved, Resolver};
use dhcpd_conf::{AnyRange, Config, Operator, ScopeIx, ScopeKind, Setting, is_identity_key};
use ipnet::IpNet;

/// Each place by its name, with all that applies there.
pub(crate) type Meaning = BTreeMap<String, BTreeSet<String>>;

/// Parameters of the server as a whole.
const SERVER_WIDE: [&str; 14] = [
    "abandon-lease-time",
    "check-secs-byte-order",
    "db-time-format",
    "ddns-update-style",
    "delayed-ack",
    "dont-use-fsync",
    "lease-id-format",
    "limited-broadcast-address",
    "log-facility",
    "max-ack-delay",
    "prefix-length-mode",
    "release-on-roam",
    "remote-port",
    "server-id-check",
];

/// Parameters with a value that does what dhcpd does without them.
const SHIELDS: [(&str, &str); 9] = [
    ("always-broadcast", "false"),
    ("always-reply-rfc1048", "false"),
    ("filename", "\"\""),
    ("min-secs", "0"),
    ("next-server", "0.0.0.0"),
    ("one-lease-per-client", "false"),
    ("server-name", "\"\""),
    ("use-host-decl-names", "false"),
    ("use-lease-addr-for-default-route", "false"),
];

/// What applies in one place: options, parameters and conditions.
fn applied(resolved: &Resolved) -> BTreeSet<String> {
    let counts = |key: &str| {
        !is_identity_key(key)
            && !SERVER_WIDE.contains(&key)
            && !key.starts_with("ldap-")
            && !key.starts_with('%')
    };
    let mut all = BTreeSet::new();
    for one in resolved.settings().filter(|one| counts(&one.key)) {
        let part = |part: &Applied| {
            let setting = &part.setting;
            let operator = match setting.operator {
                Operator::Set => "",
                other => other.as_str(),
            };
            format!("{operator} {} {}", setting.key, setting.value)
        };
        let default = dhcpd_conf::default_values()
            .any(|(key, value)| *key == *one.key && one.value() == Some(value));
        if default {
            continue;
        }
        // Said so that what is around does not count.
        let something = |part: &&Applied| {
            let Setting { key, value, .. } = &part.setting;
            value != "= null" && !SHIELDS.contains(&(&**key, value))
        };
        let parts: Vec<_> = one.parts.iter().filter(something).map(part).collect();
        let conditional: Vec<_> = one.conditional.iter().map(part).collect();
        if parts.is_empty() && conditional.is_empty() {
            continue;
        }
        all.insert(format!("{}: {parts:?} {conditional:?}", one.key));
    }
    let lines = |all: &[Applied]| -> Vec<String> {
        let counted = all.iter().filter(|one| counts(&one.setting.key));
        counted.map(|one| format!("{} {}", one.setting.key, one.setting.value)).collect()
    };
    all.insert(format!("executed {:?}", lines(&resolved.executed)));
    all.insert(format!("others {:?}", lines(&resolved.others)));
    all
}

/// What ranges hand out, as ranges of numbers: those that follow one another are one.
fn addresses(all: impl Iterator<Item = AnyRange>) -> BTreeSet<String> {
    let number = |address: IpAddr| match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    };
    let mut numbers: Vec<(String, u128, u128)> = all
        .map(|range| {
            let (low, high) = range.addresses();
            let (kind, size) = match range {
                AnyRange::V4(range) => (format!("bootp {}", range.dynamic_bootp), 0),
                // Each is a net by itself.
                AnyRange::V6(range) if range.temporary => (format!("temporary {low}"), 0),
                AnyRange::V6(_) => ("addresses".to_owned(), 0),
                AnyRange::Prefixes(range) => {
                    (format!("prefixes {}", range.len), u128::MAX >> range.len)
                }
            };
            (kind, number(low), number(high) + size)
        })
        .collect();
    numbers.sort();
    let mut joined: Vec<(String, u128, u128)> = Vec::new();
    for (kind, low, high) in numbers {
        match joined.last_mut() {
            Some(last) if last.0 == kind && last.2 + 1 == low => last.2 = high,
            _ => joined.push((kind, low, high)),
        }
    }
    joined.into_iter().map(|one| format!("{one:x?}")).collect()
}

/// The means to ask one configuration.
pub(crate) struct Asked<'c> {
    config: &'c Config,
    resolver: Resolver<'c>,
}

impl<'c> Asked<'c> {
    pub(crate) fn new(config: &'c Config) -> Self {
        Self { config, resolver: config.resolver() }
    }

    /// The subnets of the wire of a subnet; none where it is not there.
    pub(crate) fn wire(&self, net: IpNet) -> Vec<IpNet> {
        let known = self.config.subnets().iter().find(|one| one.net() == Some(net));
        let network = known.and_then(|one| self.config.network(one.network));
        let all = network.iter().flat_map(|network| &network.subnets);
        all.filter_map(|ix| self.config.subnet(*ix)?.net()).collect()
    }

    fn resolved(&self, scope: ScopeIx) -> BTreeSet<String> {
        applied(&self.resolver.resolved(scope))
    }

    /// All subnets, pools, bare ranges and hosts that are (or are not) of a wire, and classes.
    pub(crate) fn meaning(&self, nets: &[IpNet], inside: bool) -> Meaning {
        let mut all = Meaning::new();
        let part = |net: Option<IpNet>| net.is_some_and(|net| nets.contains(&net)) == inside;
        for subnet in self.config.subnets().iter().filter(|one| part(one.net())) {
            let mut said = self.resolved(subnet.scope);
            said.insert(format!("authority {}", self.resolver.authority(subnet.scope).value));
            all.insert(format!("subnet {:?}", subnet.net()), said);
        }
        self.ranges(&mut all, &part);
        for host in self.config.hosts() {
            let address = |one: &dhcpd_conf::Spanned<dhcpd_conf::HostAddress>| {
                one.value.ip().is_some_and(|ip| nets.iter().any(|net| net.contains(&ip)))
            };
            if host.addresses.iter().any(address) != inside {
                continue;
            }
            // A host without an address has what the braces around it say, whatever becomes of these.
            let guest = self.config.chain(host.scope).any(|(_, node)| match &node.kind {
                ScopeKind::Subnet { net } => nets.contains(&IpNet::V4(*net)),
                ScopeKind::Subnet6 { net } => nets.contains(&IpNet::V6(*net)),
                _ => false,
            });
            // One of several wires has more than one subnet around it.
            let several = inside && !host.addresses.iter().all(address);
            let mut said = match several || guest && host.addresses.is_empty() {
                true => self.written(host.scope).into_iter().collect(),
                false => self.resolved(host.scope),
            };
            said.insert(format!("{:?}", host.hardware.map(|one| one.value)));
            said.extend(host.addresses.iter().map(|one| format!("{:?}", one.value)));
            said.extend(host.identifiers.iter().map(|one| format!("{:?}", one.value)));
            all.insert(format!("host {}", host.name), said);
        }
        all
    }

    fn ranges(&self, all: &mut Meaning, part: &dyn Fn(Option<IpNet>) -> bool) {
        let net = |range: &AnyRange| self.config.subnet(range.subnet())?.net();
        let own = |pool: Option<usize>| {
            let all = self.config.all_ranges();
            all.filter(move |range| range.pool().map(|pool| pool.index()) == pool)
        };
        let bare = own(None).filter(|range| part(net(range)));
        all.insert("bare".to_owned(), addresses(bare));
        for (at, pool) in self.config.pools().iter().enumerate() {
            let ranges: Vec<_> = own(Some(at)).collect();
            if !ranges.iter().any(|range| part(net(range))) {
                continue;
            }
            let addresses = addresses(ranges.into_iter());
            let mut said = self.resolved(pool.scope);
            let peer = pool.peer.map(|peer| &self.config.failover_peers()[peer.peer].name);
            said.insert(format!("peer {peer:?}"));
            said.extend(pool.permits.iter().map(dhcpd_conf::Permit::canonical));
            all.insert(format!("pool {addresses:?}"), said);
        }
    }

    /// What a scope itself says: what is around a class differs from server to server.
    fn written(&self, scope: ScopeIx) -> Vec<String> {
        let all = self.config.settings(scope);
        all.map(|one| format!("{} {} {}", one.operator.as_str(), one.key, one.value)).collect()
    }

    /// What members of a class on a wire have: of plain settings the last one.
    fn given(&self, class: &dhcpd_conf::Class, nets: &[IpNet]) -> Vec<String> {
        let wire = self.config.networks().iter().find(|network| {
            let mut own = network.subnets.iter().filter_map(|ix| self.config.subnet(*ix)?.net());
            own.any(|net| nets.contains(&net))
        });
        let around: Vec<_> = wire
            .map(|network| self.config.chain(network.scope).map(|(ix, _)| ix).collect())
            .unwrap_or_default();
        let outside = |ix: &ScopeIx| *ix != ScopeIx::ROOT && !around.contains(ix);
        // All blocks of a class are one group, which goes on from what is around the first.
        let mut levels: Vec<_> =
            self.config.chain(class.scopes[0]).skip(1).map(|(ix, _)| ix).filter(outside).collect();
        levels.reverse();
        levels.extend(&class.scopes);
        let (mut plain, mut all) = (BTreeMap::new(), Vec::new());
        for one in levels.into_iter().flat_map(|ix| self.config.settings(ix)) {
            let text = format!("{} {} {}", one.operator.as_str(), one.key, one.value);
            if one.executable || one.operator != Operator::Set {
                all.push(text);
            } else {
                plain.insert(one.key, text);
            }
        }
        all.extend(plain.into_values());
        all
    }

    /// The classes of a name with what their members on a wire have.
    pub(crate) fn classes(&self, nets: &[IpNet]) -> Meaning {
        let class = |class: &dhcpd_conf::Class| {
            let mut said: BTreeSet<_> =
                class.rules.iter().map(|rule| format!("{:?}", rule.value)).collect();
            said.extend(self.given(class, nets));
            let subclasses = self.config.subclasses().iter().filter(|one| one.class == class.name);
            said.extend(
                subclasses.map(|one| format!("{} {:?}", one.data, self.written(one.scope))),
            );
            (class.name.clone(), said)
        };
        self.config.classes().iter().map(class).collect()
    }

    /// The classes that pools of a wire name.
    pub(crate) fn used(&self, nets: &[IpNet]) -> BTreeSet<String> {
        let inside = |pool: usize| {
            self.config.all_ranges().any(|range| {
                let net = self.config.subnet(range.subnet()).and_then(dhcpd_conf::Subnet::net);
                range.pool().map(|ix| ix.index()) == Some(pool)
                    && net.is_some_and(|net| nets.contains(&net))
            })
        };
        let pools = self.config.pools().iter().enumerate().filter(|(at, _)| inside(*at));
        let permits = pools.flat_map(|(_, pool)| &pool.permits);
        permits
            .filter_map(|permit| match &permit.kind {
                dhcpd_conf::PermitKind::MembersOf(class) => Some(class.clone()),
                _ => None,
            })
            .collect()
    }

    /// The codes and types of defined options.
    pub(crate) fn options(&self) -> BTreeMap<String, (u32, String)> {
        let all = self.config.option_definitions();
        all.map(|one| (one.name, (one.code, one.kind))).collect()
    }

    /// The first and one-behind-last line, by text, of what may change: the wire, its hosts, and groups
    /// that these name.
    pub(crate) fn may_change(&self, nets: &[IpNet]) -> Vec<config_text::Span> {
        let wire = |node: &dhcpd_conf::ScopeNode| match &node.kind {
            ScopeKind::Subnet { net } => nets.contains(&IpNet::V4(*net)),
            ScopeKind::Subnet6 { net } => nets.contains(&IpNet::V6(*net)),
            ScopeKind::Group { name } => name.is_some(),
            _ => false,
        };
        let mut spans = Vec::new();
        for network in self.config.networks() {
            let own = network.subnets.iter().filter_map(|ix| self.config.subnet(*ix)?.net());
            if own.into_iter().any(|net| nets.contains(&net)) {
                spans.extend(self.config.scope(network.scope).map(|node| node.span));
            }
        }
        spans
            .extend(self.config.scopes().filter(|(_, node)| wire(node)).map(|(_, node)| node.span));
        spans
    }
}
