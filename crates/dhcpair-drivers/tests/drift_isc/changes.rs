//! Single changes of one server's text, each with the difference that it has to make.

use std::net::Ipv4Addr;

use dhcpair_testbed::Dice;

use crate::ground::{Ground, Spot, ends_of, number, range_name, spots, subnet_of};
use crate::pair::Site;
use crate::tree::Node;

/// What the changed side has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Now {
    /// Exactly this.
    Says(String),
    /// Nothing, or what it inherits; in any case not what the other side says.
    Less,
}

/// A change and what it makes different.
pub(crate) struct Change {
    /// What kind of change it is.
    pub(crate) kind: &'static str,
    /// The changed server.
    pub(crate) site: Site,
    /// The path of the one difference.
    pub(crate) path: String,
    /// What the other side says.
    pub(crate) was: Option<String>,
    /// What the changed side says.
    pub(crate) now: Now,
}

/// Everything that can be changed on one side, with random values.
pub(crate) fn all(ground: &Ground, side: usize, dice: &mut Dice) -> Vec<Change> {
    let mut maker = Maker { ground, side, site: &ground.sites[side], dice, found: Vec::new() };
    for spot in spots(maker.site) {
        maker.settings(&spot);
        maker.blocks(&spot);
        maker.pools(&spot);
        maker.hosts(&spot);
        maker.classes(&spot);
        maker.definitions(&spot);
        super::changes_peer::peers(&mut maker, &spot);
    }
    maker.found
}

pub(crate) struct Maker<'a> {
    pub(crate) ground: &'a Ground,
    pub(crate) side: usize,
    pub(crate) site: &'a Site,
    pub(crate) dice: &'a mut Dice,
    found: Vec<Change>,
}

const PRESENT: &str = "present";

impl Maker<'_> {
    pub(crate) fn add(
        &mut self,
        kind: &'static str,
        site: Site,
        path: String,
        was: Option<&str>,
        now: Now,
    ) {
        let was = was.map(str::to_owned);
        self.found.push(Change { kind, site, path, was, now });
    }

    /// The server with a statement replaced.
    pub(crate) fn with(&self, spot: &Spot, text: &str) -> Site {
        self.site.replaced(&spot.file, spot.node.range.clone(), text)
    }

    /// The server with text at the start of a block.
    fn inside(&self, spot: &Spot, text: &str) -> Site {
        let start = spot.node.body.as_ref().unwrap().start;
        self.site.replaced(&spot.file, start..start, text)
    }

    fn text(&self, spot: &Spot) -> &str {
        &self.site.text(&spot.file)[spot.node.range.clone()]
    }

    /// Where a setting in these blocks is to be found, by path.
    fn setting_path(&self, above: &[Node]) -> Option<String> {
        let pair = "pair.dhcp-a+dhcp-b";
        let Some(inner) = above.last() else { return Some(pair.to_owned()) };
        let name = |node: &Node| node.words()[1].trim_matches('"').to_owned();
        Some(match inner.word().as_str() {
            "subnet" => self.ground.place(Some(subnet_of(&inner.head).0)),
            "shared-network" => format!("relationship.campus/network.{}", name(inner)),
            "host" => self.ground.host_path(inner),
            "class" => format!("{pair}/class.{}", name(inner)),
            "subclass" => {
                let data = inner.words()[2].to_ascii_lowercase();
                let data: Vec<_> = data.split(':').map(|octet| format!("{octet:0>2}")).collect();
                format!("{pair}/subclass.{} {}", name(inner), data.join(":"))
            }
            "pool" => self.pool_path(inner),
            // A group is known by the first thing that it reaches.
            "group" => {
                let mut below: Vec<String> = inner
                    .children
                    .iter()
                    .filter(|node| matches!(node.word().as_str(), "subnet" | "host"))
                    .filter_map(|node| self.setting_path(std::slice::from_ref(node)))
                    .collect();
                below.sort();
                below.first()?.clone()
            }
            _ => return None,
        })
    }

    /// The pool of the first subnet that a pool draws from.
    fn pool_path(&self, pool: &Node) -> String {
        let ranges = pool.children.iter().filter(|node| node.word() == "range");
        let mut ends: Vec<_> = ranges.map(|node| ends_of(&node.head)).collect();
        ends.sort_unstable();
        let place = self.ground.place(Some(ends[0].0));
        let same = |low: u32| self.ground.place(Some(low)) == place;
        ends.retain(|(low, _)| same(*low));
        ends.dedup_by(|next, before| {
            let touches = before.1 + 1 == next.0;
            if touches {
                before.1 = next.1;
            }
            touches
        });
        let names: Vec<_> = ends.iter().map(|(low, high)| range_name(*low, *high)).collect();
        format!("{place}/pool.{}", names.join(", "))
    }

    /// Values of options and parameters: changed, taken out; options added at every level.
    fn settings(&mut self, spot: &Spot) {
        if spot.inside("if").is_some() || spot.inside("else").is_some() {
            return;
        }
        if let Some(key) = spot.node.key()
            && let Some(place) = self.setting_path(&spot.above)
        {
            let path = format!("{place}/{}", key.replace(' ', "."));
            let (written, shown) = self.other_value(&key);
            let text = self.site.text(&spot.file);
            let range = spot.node.value_range(text);
            let was = shown_value(&spot.node.value());
            if was != shown {
                let site = self.site.replaced(&spot.file, range, &written);
                self.add("value", site, path.clone(), Some(&was), Now::Says(shown));
            }
            // Without these words dhcpd does the same (dhcpd.conf(5)).
            if (&*key, &*was) != ("update-static-leases", "false") {
                self.add("setting removed", self.with(spot, ""), path, Some(&was), Now::Less);
            }
        }
        if !spot.node.is_block() || spot.node.head.starts_with("subnet 192.0.2.0") {
            return;
        }
        let mut above = spot.above.clone();
        above.push(spot.node.clone());
        let Some(place) = self.setting_path(&above) else { return };
        let number = self.dice.between(1, 90_000);
        let added = [
            (
                format!("option default-ip-ttl {};", number % 200 + 1),
                "option.default-ip-ttl",
                (number % 200 + 1).to_string(),
            ),
            (
                format!("ping-timeout {};", number % 9 + 2),
                "ping-timeout",
                (number % 9 + 2).to_string(),
            ),
            (
                format!("option root-path \"/srv/{number}\";"),
                "option.root-path",
                format!("\"/srv/{number}\""),
            ),
        ];
        let (text, key, shown) = self.dice.pick(&added).clone();
        let site = self.inside(spot, &format!(" {text}"));
        self.add("setting added", site, format!("{place}/{key}"), None, Now::Says(shown));
        let code = format!("if known {{ option root-path \"/srv/{number}\"; }}");
        let shown = format!("known {{ option root-path \"/srv/{number}\"; }}");
        let site = self.inside(spot, &format!(" {code}"));
        self.add("statement added", site, format!("{place}/if"), None, Now::Says(shown));
    }

    /// A value for a key: as it is written and as it is shown.
    fn other_value(&mut self, key: &str) -> (String, String) {
        let n = self.dice.between(1, 250);
        let same = |text: String| (text.clone(), text);
        match key {
            "option routers"
            | "option broadcast-address"
            | "next-server"
            | "option ntp-servers" => same(format!("203.0.113.{n}")),
            "option domain-name-servers" | "option terminal-servers" => {
                same(format!("203.0.113.{n}, 198.51.100.{n}"))
            }
            "default-lease-time" | "max-lease-time" | "min-lease-time" => {
                same((100_000 + n).to_string())
            }
            "option deskphone.voice-vlan" => same((1_000 + n).to_string()),
            "ddns-update-style" => same("interim".to_owned()),
            "log-facility" => same("local6".to_owned()),
            "vendor-option-space" => same("vendor".to_owned()),
            "ddns-updates" | "update-static-leases" | "client-updates" | "duplicates" => {
                ("on".to_owned(), "true".to_owned())
            }
            "option domain-search" => same(format!("\"x{n}.example.net\"")),
            _ => same(format!("\"x{n}\"")),
        }
    }

    /// Scopes removed and added, `authoritative`, membership of a shared network.
    fn blocks(&mut self, spot: &Spot) {
        let word = spot.node.word();
        if word == "subnet" {
            let (address, _) = subnet_of(&spot.node.head);
            let path = self.ground.place(Some(address));
            let serves = spot.node.children.iter().any(|node| node.word() == "pool");
            if serves && spot.around().is_none() {
                self.add(
                    "scope removed",
                    self.with(spot, ""),
                    path.clone(),
                    Some(PRESENT),
                    Now::Less,
                );
            }
            if serves {
                let site = self.inside(spot, " not authoritative;");
                let now = Now::Says("false".to_owned());
                self.add("authority", site, format!("{path}/authoritative"), Some("true"), now);
                // A subnet of its own takes its name from the network: that is the only change.
                if spot.around().is_none() {
                    let text = format!("shared-network wrapped {{ {} }}", self.text(spot));
                    let path = format!("{path}/shared-network");
                    let now = Now::Says("wrapped".to_owned());
                    self.add("network added", self.with(spot, &text), path, None, now);
                }
            }
        }
        if word == "subnet" && spot.around().is_none() {
            let n = self.dice.between(10, 250);
            let new = format!(
                "subnet 10.9.{n}.0 netmask 255.255.255.0 {{ pool {{ failover peer \"labs\"; range 10.9.{n}.9 10.9.{n}.99; }} }}\n"
            );
            let site = self.with(spot, &format!("{new}{}", self.text(spot)));
            let path = format!("relationship.labs/scope.10.9.{n}.0/24");
            self.add("scope added", site, path, None, Now::Says(PRESENT.to_owned()));
        }
        if word == "shared-network" {
            let name = spot.node.words()[1];
            let head = self.text(spot).replacen(name, "\"annex\"", 1);
            let path = format!("{}/shared-network", self.ground.place(Some(number("10.1.0.0"))));
            let now = Now::Says("annex".to_owned());
            self.add("network renamed", self.with(spot, &head), path, Some("main-building"), now);
        }
        if word == "authoritative" {
            let path = "pair.dhcp-a+dhcp-b/authoritative".to_owned();
            self.add("authority", self.with(spot, ""), path, Some("true"), Now::Less);
        }
    }

    /// Ranges, permits, membership of pools.
    fn pools(&mut self, spot: &Spot) {
        let Some(pool) = spot.inside("pool") else {
            if spot.node.word() == "subnet" && spot.node.children.iter().any(|n| n.word() == "pool")
            {
                self.range_added(spot);
            }
            return;
        };
        let names = |low: u32, high: u32| range_name(low, high);
        if spot.node.word() == "range" {
            let (low, high) = ends_of(&spot.node.head);
            let place = self.ground.place(Some(low));
            let mine: Vec<_> = pool
                .children
                .iter()
                .filter(|node| node.word() == "range")
                .map(|node| ends_of(&node.head))
                .filter(|(other, _)| self.ground.place(Some(*other)) == place)
                .collect();
            let (first, last) = (mine[0].0, mine[mine.len() - 1].1);
            let was = names(first, last);
            let by = self.dice.between(1, (high - low).min(9));
            if high == last {
                let now = names(first, high - by);
                let text = format!("range {} {};", Ipv4Addr::from(low), Ipv4Addr::from(high - by));
                let name = if self.side == 0 { &now } else { &was };
                let path = format!("{place}/pool.{name}/range");
                self.add("range end", self.with(spot, &text), path, Some(&was), Now::Says(now));
            }
            if low == first {
                let now = names(low + by, last);
                let text = format!("range {} {};", Ipv4Addr::from(low + by), Ipv4Addr::from(high));
                let name = if self.side == 0 { &now } else { &was };
                let path = format!("{place}/pool.{name}/range");
                self.add("range start", self.with(spot, &text), path, Some(&was), Now::Says(now));
            }
        }
        if spot.node.head.starts_with("failover peer") {
            let path = format!("{}/relationship", self.pool_path(pool));
            let was = spot.node.words()[2].trim_matches('"').to_owned();
            self.add("pool moved out", self.with(spot, ""), path.clone(), Some(&was), Now::Less);
            let other = if was == "campus" { "labs" } else { "campus" };
            let site = self.with(spot, &format!("failover peer \"{other}\";"));
            // The path starts at the relationship that the first server says.
            let from = format!("relationship.{was}/");
            let to = if self.side == 0 { format!("relationship.{other}/") } else { from.clone() };
            let path = path.replacen(&from, &to, 1);
            self.add("pool moved", site, path, Some(&was), Now::Says(other.to_owned()));
            let permits: Vec<&Node> = pool
                .children
                .iter()
                .filter(|node| matches!(node.word().as_str(), "allow" | "deny"))
                .collect();
            let path = format!("{}/permits", self.pool_path(pool));
            let was = permits_text(permits.iter().map(|node| node.head.as_str()));
            let was = (!was.is_empty()).then_some(was);
            let new = "deny dynamic bootp clients";
            let now = permits_text(permits.iter().map(|node| node.head.as_str()).chain([new]));
            let site = self.with(spot, &format!("{} {new};", self.text(spot)));
            self.add("permit added", site, path.clone(), was.as_deref(), Now::Says(now));
            for permit in &permits {
                let rest = permits.iter().filter(|node| node.range != permit.range);
                let rest = permits_text(rest.map(|node| node.head.as_str()));
                let now = if rest.is_empty() { Now::Less } else { Now::Says(rest) };
                let site = self.site.replaced(&spot.file, permit.range.clone(), "");
                self.add("permit removed", site, path.clone(), was.as_deref(), now);
                let turned = match permit.head.split_once(' ').unwrap() {
                    ("allow", who) => format!("deny {who}"),
                    (_, who) => format!("allow {who}"),
                };
                let all = permits.iter().map(|node| {
                    if node.range == permit.range { turned.as_str() } else { node.head.as_str() }
                });
                let now = Now::Says(permits_text(all));
                let site =
                    self.site.replaced(&spot.file, permit.range.clone(), &format!("{turned};"));
                self.add("permit turned", site, path.clone(), was.as_deref(), now);
            }
        }
    }

    /// Addresses that only one side hands out.
    fn range_added(&mut self, subnet: &Spot) {
        let (address, _) = subnet_of(&subnet.node.head);
        let at = address + 2 + self.dice.between(0, 5);
        let name = range_name(at, at);
        let low = Ipv4Addr::from(at);
        let place = self.ground.place(Some(address));
        let path = format!("{place}/pool.{name}");
        let relationship = place.split(['.', '/']).nth(1).unwrap().to_owned();
        let text = format!(" pool {{ failover peer \"{relationship}\"; range {low}; }}");
        let now = Now::Says(name);
        self.add("pool added", self.inside(subnet, &text), path.clone(), None, now.clone());
        self.add(
            "bare range added",
            self.inside(subnet, &format!(" range {low};")),
            path,
            None,
            now,
        );
    }

    fn hosts(&mut self, spot: &Spot) {
        let node = &spot.node;
        let n = self.dice.between(16, 250);
        if node.word() == "host" {
            let path = self.ground.host_path(node);
            self.add("host removed", self.with(spot, ""), path.clone(), Some(PRESENT), Now::Less);
            let new = format!(
                "{} host new-{n} {{ hardware ethernet 00:00:5e:00:54:{n:02x}; fixed-address 10.1.3.8; }}",
                self.text(spot)
            );
            let place =
                format!("{}/reservation.new-{n}", self.ground.place(Some(number("10.1.3.8"))));
            self.add(
                "host added",
                self.with(spot, &new),
                place,
                None,
                Now::Says(PRESENT.to_owned()),
            );
            let named = self.text(spot).replacen(node.words()[1], &format!("renamed-{n}"), 1);
            let (was, now) = (node.words()[1].to_owned(), format!("renamed-{n}"));
            let name = if self.side == 0 { &now } else { &was };
            let place = path.rsplit_once('.').unwrap().0;
            let path = format!("{place}.{name}/name");
            self.add("host renamed", self.with(spot, &named), path, Some(&was), Now::Says(now));
        }
        let Some(host) = spot.inside("host") else { return };
        let path = self.ground.host_path(host);
        if node.word() == "hardware" {
            let mac = format!("00:00:5e:00:54:{n:02x}");
            let was: Vec<_> =
                node.words()[2].split(':').map(|octet| format!("{octet:0>2}")).collect();
            let was = format!("ethernet {}", was.join(":"));
            let site = self.with(spot, &format!("hardware ethernet {mac};"));
            let now = Now::Says(format!("ethernet {mac}"));
            self.add("host hardware", site, format!("{path}/hardware"), Some(&was), now);
            let site = self.with(spot, &format!("{} uid \"client-{n}\";", self.text(spot)));
            let now = Now::Says(format!("\"client-{n}\""));
            self.add("host identifier", site, format!("{path}/dhcp-client-identifier"), None, now);
        }
        if node.word() == "fixed-address" {
            let was = node.words()[1].to_owned();
            let now = Ipv4Addr::from((number(&was) & 0xffff_ff00) | (2 + n % 6)).to_string();
            if now != was {
                let site = self.with(spot, &format!("fixed-address {now};"));
                let path = format!("{path}/address");
                self.add("host address", site, path.clone(), Some(&was), Now::Says(now.clone()));
                let site = self.with(spot, &format!("fixed-address {was}, {now};"));
                self.add(
                    "host address added",
                    site,
                    path,
                    Some(&was),
                    Now::Says(format!("{was}, {now}")),
                );
            }
        }
    }

    fn classes(&mut self, spot: &Spot) {
        let node = &spot.node;
        let pair = "pair.dhcp-a+dhcp-b";
        let n = self.dice.between(16, 250);
        if node.word() == "class" {
            let new = format!("class \"new-{n}\" {{ match if known; }} {}", self.text(spot));
            let now = Now::Says(PRESENT.to_owned());
            self.add(
                "class added",
                self.with(spot, &new),
                format!("{pair}/class.new-{n}"),
                None,
                now,
            );
        }
        if node.word() == "subclass" {
            let data = node.words()[2].to_ascii_lowercase();
            let data: Vec<_> = data.split(':').map(|octet| format!("{octet:0>2}")).collect();
            let path = format!("{pair}/subclass.instruments {}", data.join(":"));
            self.add("subclass removed", self.with(spot, ""), path, Some(PRESENT), Now::Less);
            let new = format!("{} subclass \"instruments\" 1:0:0:5e:0:54:{n:x};", self.text(spot));
            let path = format!("{pair}/subclass.instruments 01:00:00:5e:00:54:{n:02x}");
            let now = Now::Says(PRESENT.to_owned());
            self.add("subclass added", self.with(spot, &new), path, None, now);
        }
        let Some(class) = spot.inside("class") else { return };
        let path = format!("{pair}/class.{}", class.words()[1].trim_matches('"'));
        if node.head.starts_with("match if") {
            let condition =
                format!("substring(option vendor-class-identifier, 0, {n}) = \"Other\"");
            let site = self.with(spot, &format!("match if {condition};"));
            let word = if path.ends_with("phones") { "DeskPhone" } else { "PXEClient" };
            let was = format!("substring(option vendor-class-identifier, 0, 9) = \"{word}\"");
            self.add(
                "class test",
                site,
                format!("{path}/match.if"),
                Some(&was),
                Now::Says(condition),
            );
            let site = self.with(spot, &format!("{} lease limit {n};", self.text(spot)));
            self.add(
                "class limit",
                site,
                format!("{path}/lease.limit"),
                None,
                Now::Says(n.to_string()),
            );
        } else if node.head == "match hardware" {
            let site = self.with(spot, "match option agent.circuit-id;");
            let now = Now::Says("option agent.circuit-id".to_owned());
            self.add("class test", site, format!("{path}/match"), Some("hardware"), now);
        }
    }

    /// Option definitions, zones, keys.
    fn definitions(&mut self, spot: &Spot) {
        let node = &spot.node;
        let pair = "pair.dhcp-a+dhcp-b";
        let n = self.dice.between(230, 250);
        if node.head.contains(" code ") {
            let name = node.words()[1];
            let path = format!("{pair}/option-definition.{name}");
            let text = self.text(spot).to_owned();
            if name == "phone-settings" {
                let site = self.with(spot, &format!("option {name} code 160 = string;"));
                let now = Now::Says("string".to_owned());
                self.add("option type", site, format!("{path}/type"), Some("text"), now);
            }
            let code = node.words()[3].to_owned();
            let other = text.replacen(&format!("{code} "), &format!("{n} "), 1);
            let now = Now::Says(n.to_string());
            self.add(
                "option code",
                self.with(spot, &other),
                format!("{path}/code"),
                Some(&code),
                now,
            );
            let new = format!("{text} option local-{n} code {n} = text;");
            let path = format!("{pair}/option-definition.local-{n}");
            let now = Now::Says(PRESENT.to_owned());
            self.add("option defined", self.with(spot, &new), path, None, now);
        }
        if node.word() == "zone" {
            let name = format!("{}.", node.words()[1].trim_end_matches('.'));
            let path = format!("{pair}/zone.{name}");
            self.add("zone removed", self.with(spot, ""), path, Some(PRESENT), Now::Less);
            let new =
                format!("{} zone new-{n}.example.net. {{ primary 192.0.2.55; }}", self.text(spot));
            let path = format!("{pair}/zone.new-{n}.example.net.");
            let now = Now::Says(PRESENT.to_owned());
            self.add("zone added", self.with(spot, &new), path, None, now);
        }
        if let Some(zone) = spot.inside("zone") {
            let name = format!("{}.", zone.words()[1].trim_end_matches('.'));
            let path = format!("{pair}/zone.{name}");
            if node.word() == "primary" {
                let site = self.with(spot, &format!("primary 198.51.100.{n};"));
                let now = Now::Says(format!("198.51.100.{n}"));
                self.add("zone primary", site, format!("{path}/primary"), Some("192.0.2.55"), now);
            } else {
                let path = format!("{path}/key");
                self.add("zone key", self.with(spot, ""), path, Some("dhcp-updates"), Now::Less);
            }
        }
        if node.word() == "secret" && spot.inside("key").unwrap().head.contains("dhcp-updates") {
            let site = self.with(spot, "secret \"QW5vdGhlci1kdW1teS1zZWNyZXQ=\";");
            let path = format!("{pair}/key.dhcp-updates/secret");
            let now = Now::Says("(secret)".to_owned());
            self.add("key secret", site, path, Some("(secret)"), now);
        }
    }
}

fn permits_text<'a>(permits: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<String> =
        permits.map(|one| one.replace("known clients", "known-clients")).collect();
    all.sort();
    all.dedup();
    all.join(", ")
}

/// A value as the model shows it, for the spellings of the examples.
pub(crate) fn shown_value(written: &str) -> String {
    let text = written.replace(" ,", ",").replace(',', ", ").replace(",  ", ", ");
    match text.as_str() {
        "off" | "false" => return "false".to_owned(),
        "on" | "true" => return "true".to_owned(),
        _ => {}
    }
    match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).unwrap().to_string(),
        None => text,
    }
}
