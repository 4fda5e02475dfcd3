//! Changes of a plan, each with the difference that it has to make.

use std::net::Ipv4Addr;

use dhcpair_testbed::Dice;

use super::plan::{Class, Host, Kind, Plan, Pool, Said, Subnet};

pub(super) struct Change {
    pub(super) kind: &'static str,
    pub(super) plan: Plan,
    pub(super) path: String,
    /// What the other side says.
    pub(super) was: Option<String>,
    /// What the changed side says, where that is not what it inherits.
    pub(super) now: Option<String>,
}

const PAIR: &str = "pair.dhcp-a+dhcp-b";
const PRESENT: &str = "present";

pub(super) fn all(plan: &Plan, side: usize, dice: &mut Dice) -> Vec<Change> {
    let mut maker = Maker { plan, side, dice, made: Vec::new() };
    maker.server();
    maker.blocks();
    maker.subnets();
    maker.pools();
    maker.classes();
    maker.hosts();
    maker.made
}

struct Maker<'a> {
    plan: &'a Plan,
    side: usize,
    dice: &'a mut Dice,
    made: Vec<Change>,
}

/// Another value for a setting.
fn other(key: &str, was: &str, n: u32) -> String {
    match key {
        "option domain-name-servers" => format!("198.18.0.{n}"),
        "option ntp-servers" | "option routers" | "next-server" => format!("198.18.1.{n}"),
        "option domain-name" | "filename" => format!("\"other-{n}\""),
        "ddns-updates" => (if was == "true" { "false" } else { "true" }).to_owned(),
        "option default-ip-ttl" => (255 - n % 5).to_string(),
        _ => (1_000_000 + n).to_string(),
    }
}

fn field(place: &str, key: &str) -> String {
    format!("{place}/{}", key.replace(' ', "."))
}

impl Maker<'_> {
    fn add(
        &mut self,
        kind: &'static str,
        path: String,
        [was, now]: [Option<&str>; 2],
        change: impl FnOnce(&mut Plan),
    ) {
        let mut plan = self.plan.clone();
        change(&mut plan);
        let [was, now] = [was, now].map(|said| said.map(str::to_owned));
        self.made.push(Change { kind, plan, path, was, now });
    }

    /// One of the settings of a place, with another value.
    fn value(
        &mut self,
        kind: &'static str,
        said: &Said,
        place: &str,
        of: impl FnOnce(&mut Plan) -> &mut Said,
    ) {
        if said.is_empty() {
            return;
        }
        let at = self.dice.below(said.len());
        let (key, was) = &said[at];
        let now = other(key, was, self.dice.between(1, 250));
        let value = now.clone();
        self.add(kind, field(place, key), [Some(was), Some(&now)], |plan| of(plan)[at].1 = value);
    }

    /// A setting that nobody has elsewhere.
    fn added(&mut self, kind: &'static str, place: &str, of: impl FnOnce(&mut Plan) -> &mut Said) {
        let now = self.dice.between(1, 99).to_string();
        let value = now.clone();
        self.add(kind, field(place, "option time-offset"), [None, Some(&now)], |plan| {
            of(plan).push(("option time-offset", value));
        });
    }

    fn server(&mut self) {
        let plan = self.plan;
        self.value("server value", &plan.said, PAIR, |plan| &mut plan.said);
        self.added("server value added", PAIR, |plan| &mut plan.said);
        for (at, (name, was)) in plan.peers.iter().enumerate() {
            let now = was + 1;
            let path = format!("relationship.{name}/max-unacked-updates");
            let sides = [Some(was.to_string()), Some(now.to_string())];
            let sides = [sides[0].as_deref(), sides[1].as_deref()];
            self.add("peer parameter", path, sides, |plan| plan.peers[at].1 = now);
        }
    }

    /// What groups and shared networks say.
    fn blocks(&mut self) {
        let plan = self.plan;
        for (at, block) in plan.blocks.iter().enumerate() {
            let mut paths: Vec<_> = block.subnets.iter().map(|one| plan.path(one)).collect();
            paths.sort();
            let first = paths[0].clone();
            let of_network = |name: &str| {
                let place = first.split_once("/scope.").unwrap().0;
                format!("{place}/network.{name}")
            };
            let place = match &block.kind {
                Kind::Plain => continue,
                Kind::Network(name) if paths.len() > 1 => of_network(name),
                Kind::Group(_) | Kind::Network(_) => first.clone(),
            };
            self.added("block value added", &place, |plan| &mut plan.blocks[at].said);
            let Kind::Network(name) = &block.kind else { continue };
            if let Some(wide) = &block.wide {
                self.wide(at, wide, &first, name);
            }
            let path = format!("{first}/shared-network");
            let sides = [Some(name.as_str()), Some("renamed")];
            self.add("network renamed", path, sides, |plan| {
                plan.blocks[at].kind = Kind::Network("renamed".to_owned());
            });
        }
    }

    /// A pool that draws from several subnets.
    fn wide(&mut self, at: usize, pool: &Pool, first: &str, network: &str) {
        let part = Pool { ranges: vec![pool.ranges[0]], ..pool.clone() };
        let inner = match pool.ranges.len() {
            1 => format!("{first}/pool.{}", part.name()),
            _ => format!("{}/network.{network}", first.split_once("/scope.").unwrap().0),
        };
        self.value("wide pool value", &pool.said, &inner, |plan| {
            &mut plan.blocks[at].wide.as_mut().unwrap().said
        });
        let plan = self.plan;
        for (n, subnet) in plan.blocks[at].subnets.iter().enumerate() {
            let was = Pool { ranges: vec![pool.ranges[n]], ..pool.clone() };
            let mut other = was.clone();
            other.ranges[0].1 -= self.dice.between(1, 3);
            let end = other.ranges[0];
            let [was, now] = [was.name(), other.name()];
            let name = if self.side == 0 { &now } else { &was };
            let path = format!("{}/pool.{name}/range", plan.path(subnet));
            self.add("wide range end", path, [Some(&was), Some(&now)], |plan| {
                plan.blocks[at].wide.as_mut().unwrap().ranges[n] = end;
            });
        }
    }

    fn subnets(&mut self) {
        let plan = self.plan;
        for (at, block) in plan.blocks.iter().enumerate() {
            for (n, subnet) in block.subnets.iter().enumerate() {
                let place = plan.path(subnet);
                self.value("subnet value", &subnet.said, &place, |plan| said_of(plan, at, n));
                self.added("subnet value added", &place, |plan| said_of(plan, at, n));
                let code = |n: &u32| format!("known {{ option time-offset {n}; }}");
                let (was, now) = (subnet.known.as_ref().map(code), self.dice.between(1_100, 1_200));
                let shown = code(&now);
                let path = format!("{place}/if");
                self.add("condition", path, [was.as_deref(), Some(&shown)], |plan| {
                    plan.blocks[at].subnets[n].known = Some(now);
                });
            }
            // A subnet that has gone takes its hosts' network with it, and its peer's only pool.
            let inside = |at: u32| block.subnets.iter().any(|one| one.contains(at));
            let free = |host: &Host| !host.address.is_some_and(inside);
            let spare = at >= plan.peers.len() && plan.hosts.iter().all(free);
            if let ([subnet], Kind::Plain, true) = (&block.subnets[..], &block.kind, spare) {
                let path = plan.path(subnet);
                self.add("scope removed", path, [Some(PRESENT), None], |plan| {
                    drop(plan.blocks.remove(at))
                });
            }
        }
    }

    fn pools(&mut self) {
        let plan = self.plan;
        for (at, block) in plan.blocks.iter().enumerate() {
            for (n, subnet) in block.subnets.iter().enumerate() {
                for p in 0..subnet.pools.len() {
                    self.pool(subnet, [at, n, p]);
                }
            }
        }
    }

    fn pool(&mut self, subnet: &Subnet, [at, n, p]: [usize; 3]) {
        let pool = &subnet.pools[p];
        let place = self.plan.path(subnet);
        let was = pool.name();
        let mut other = pool.clone();
        let end = if self.dice.one_in(2) {
            let last = other.ranges.len() - 1;
            other.ranges[last].1 -= self.dice.between(1, 3);
            "range end"
        } else {
            other.ranges[0].0 += self.dice.between(1, 3);
            "range start"
        };
        let now = other.name();
        let name = if self.side == 0 { &now } else { &was };
        let path = format!("{place}/pool.{name}/range");
        self.add(end, path, [Some(&was), Some(&now)], |plan| {
            plan.blocks[at].subnets[n].pools[p] = other;
        });
        let inner = format!("{place}/pool.{was}");
        self.value("pool value", &pool.said, &inner, |plan| {
            &mut plan.blocks[at].subnets[n].pools[p].said
        });
        let mut other = pool.clone();
        other.permits.push("deny authenticated clients");
        let [was, now] = [pool.permits(), other.permits()];
        self.add("permit", format!("{inner}/permits"), [was.as_deref(), now.as_deref()], |plan| {
            plan.blocks[at].subnets[n].pools[p] = other;
        });
    }

    fn classes(&mut self) {
        let plan = self.plan;
        for (at, class) in plan.classes.iter().enumerate() {
            let path = format!("{PAIR}/class.{}", class.name);
            self.value("class value", &class.said, &path, |plan| &mut plan.classes[at].said);
            let test = |(len, word): &(u32, String)| {
                format!("substring(option vendor-class-identifier, 0, {len}) = \"{word}\"")
            };
            let now = (5, "Other".to_owned());
            let sides = [Some(test(&class.test)), Some(test(&now))];
            let sides = [sides[0].as_deref(), sides[1].as_deref()];
            self.add("class test", format!("{path}/match.if"), sides, |plan| {
                plan.classes[at].test = now;
            });
        }
        let class = Class { name: "new".to_owned(), test: (3, "New".to_owned()), said: Vec::new() };
        let path = format!("{PAIR}/class.new");
        self.add("class added", path, [None, Some(PRESENT)], |plan| plan.classes.push(class));
    }

    fn hosts(&mut self) {
        let plan = self.plan;
        for (at, host) in plan.hosts.iter().enumerate() {
            let path = plan.host_path(host);
            self.value("host value", &host.said, &path, |plan| &mut plan.hosts[at].said);
            let overrules = |key: &str| host.said.iter().any(|(own, _)| *own == key);
            if host.place == 2 && !host.around.iter().any(|(key, _)| overrules(key)) {
                self.value("host group value", &host.around, &path, |plan| {
                    &mut plan.hosts[at].around
                });
            }
            let now = format!("00:00:5e:00:54:{:02x}", self.dice.between(16, 250));
            let sides = [format!("ethernet {}", host.mac), format!("ethernet {now}")];
            let sides = [Some(sides[0].as_str()), Some(sides[1].as_str())];
            self.add("hardware", format!("{path}/hardware"), sides, |plan| {
                plan.hosts[at].mac = now;
            });
            if let Some(was) = host.address {
                let now = was + 8;
                let sides = [was, now].map(|address| Ipv4Addr::from(address).to_string());
                let sides = [Some(sides[0].as_str()), Some(sides[1].as_str())];
                self.add("address", format!("{path}/address"), sides, |plan| {
                    plan.hosts[at].address = Some(now);
                });
            }
            self.add("host removed", path, [Some(PRESENT), None], |plan| {
                drop(plan.hosts.remove(at))
            });
        }
        let subnet = self.dice.pick(&plan.subnets().collect::<Vec<_>>()).net;
        let host = Host {
            name: "new".to_owned(),
            mac: "00:00:5e:00:55:01".to_owned(),
            address: Some(subnet + 18),
            said: Vec::new(),
            around: Vec::new(),
            place: self.dice.below(3),
        };
        let path = plan.host_path(&host);
        self.add("host added", path, [None, Some(PRESENT)], |plan| plan.hosts.push(host));
    }
}

fn said_of(plan: &mut Plan, at: usize, n: usize) -> &mut Said {
    &mut plan.blocks[at].subnets[n].said
}
