//! `lease find`: an address, a client or a name, and what every server says of it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use config_text::escape_control;
use dhcpair_drivers::leases::{Fits, LeaseReading, LeasesError, Wanted};
use failover_model::audit::Coverage;
use failover_model::lease::{LeaseKey, LeaseRecord, Moment};
use failover_model::pairing::{Member, Relationship};
use failover_model::{Family, ServerConfig};
use ipnet::{IpNet, Ipv6Net};
use tokio::task::JoinSet;

use super::{Clock, Way, row, unread};
use crate::contract::{ExitCode, FoundLease, LeaseFindDocument, LeaseRow};
use crate::fleet::Fleet;

/// How many servers are read at the same time.
const AT_ONCE: usize = 4;

/// What is looked for.
enum What {
    Key(LeaseKey),
    /// A link-layer address or a client identifier; written without separators it may be a name as well.
    Octets(Vec<u8>, Option<String>),
    /// A name, in small letters.
    Name(String),
}

impl What {
    fn of(text: &str) -> Self {
        if let Ok(address) = bare(text).parse::<IpAddr>() {
            return Self::Key(LeaseKey::address(address));
        }
        if let Ok(net) = text.parse::<IpNet>() {
            return Self::Key(LeaseKey::prefix(net));
        }
        let name = text.trim_end_matches('.').to_ascii_lowercase();
        match (octets(text), digits(text)) {
            (Some(octets), _) => Self::Octets(octets, None),
            (None, Some(octets)) => Self::Octets(octets, Some(name)),
            (None, None) => Self::Name(name),
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Key(_) => "address",
            Self::Octets(octets, _) if octets.len() == 6 => "hardware",
            Self::Octets(..) => "client",
            Self::Name(_) => "name",
        }
    }

    fn fits(&self, record: &LeaseRecord<'_>) -> bool {
        match self {
            Self::Key(key) => record.key == *key,
            Self::Octets(octets, name) => {
                // A client identifier made of an Ethernet address has a 1 before it (RFC 2132, section 9.14).
                let plain = record.client.strip_prefix(&[1]);
                record.hardware == octets
                    || record.client == octets
                    || plain == Some(octets)
                    || name.as_ref().is_some_and(|name| is_named(record, name))
            }
            Self::Name(name) => is_named(record, name),
        }
    }
}

/// Whether a client has a name, in full or as its first label.
fn is_named(record: &LeaseRecord<'_>, name: &str) -> bool {
    let full = String::from_utf8_lossy(record.name).to_ascii_lowercase();
    let full = full.trim_end_matches('.');
    full == name || full.split('.').next().is_some_and(|label| label == name)
}

/// An address without the brackets of a URL, and without the zone of an interface: `[2001:db8::1]`, `2001:db8::1%eth0`.
fn bare(text: &str) -> &str {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    inner.split_once('%').map_or(inner, |(address, _)| address)
}

/// An address, and the prefixes that it may be in which are leased as a whole.
fn with_prefixes(key: LeaseKey) -> BTreeSet<LeaseKey> {
    let mut keys = BTreeSet::from([key]);
    if let IpNet::V6(net) = key.net()
        && key == LeaseKey::address(net.addr().into())
    {
        let nets =
            (1..=net.max_prefix_len()).filter_map(|length| Ipv6Net::new(net.addr(), length).ok());
        keys.extend(nets.map(|net| LeaseKey::prefix(net.into())));
    }
    keys
}

/// The family that a lease is of.
fn family(key: &LeaseKey) -> Family {
    if key.net().addr().is_ipv6() { Family::V6 } else { Family::V4 }
}

/// The fewest octets that are taken for such, and not for a name alone, where nothing separates them.
const FEWEST: usize = 6;

/// `0001000123456789aabbccddeeff`
fn digits(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex || !text.len().is_multiple_of(2) || text.len() < 2 * FEWEST {
        return None;
    }
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

/// `02:00:5e:10:00:01`, `02-00-5e-10-00-01` or `0200.5e10.0001`.
fn octets(text: &str) -> Option<Vec<u8>> {
    let octet = |pair: &str| u8::from_str_radix(pair, 16).ok().filter(|_| pair.len() <= 2);
    if text.contains([':', '-']) {
        return text.split([':', '-']).map(octet).collect();
    }
    let groups: Vec<&str> = text.split('.').collect();
    let [one, two, three] = groups.as_slice() else { return None };
    let joined = [*one, *two, *three].concat();
    if joined.len() != 12 || !joined.is_ascii() {
        return None;
    }
    let pairs = joined.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    pairs.map(|pair| octet(pair?)).collect()
}

/// One lease file of one server.
struct Source {
    /// Its place in the inventory.
    at: usize,
    name: String,
    family: Family,
    way: Way,
}

/// The servers, by their places in the inventory, whose leases of a family were read, and those of which they were not.
#[derive(Default)]
struct Answers {
    read: Vec<(usize, Family)>,
    unread: Vec<(usize, Family)>,
}

/// What came of reading one of them.
type Read = (usize, Result<LeaseReading, LeasesError>);

impl Fleet {
    /// Looks for an address, a prefix, a client (by link-layer address or identifier) or a name in the
    /// leases of every server.
    pub async fn lease_find(&self, wanted: &str, clock: Clock<'_>) -> LeaseFindDocument {
        let what = What::of(wanted);
        let now = Moment::from(clock());
        let sources = self.sources(&what);
        let mut document = LeaseFindDocument {
            schema: "dhcpair.lease-find/1",
            wanted: escape_control(wanted),
            kind: what.kind(),
            at: clock().into(),
            complete: true,
            leases: Vec::new(),
            unread: Vec::new(),
        };
        let keys = match what {
            What::Key(key) => with_prefixes(key),
            What::Octets(..) | What::Name(_) => keys(&sources, Arc::new(what), now).await,
        };
        // The partners of who has it are asked for the same addresses, whoever they think has them.
        let mut rows = BTreeMap::<LeaseKey, Vec<(usize, LeaseRow)>>::new();
        let mut answers = Answers::default();
        let keys = Arc::new(keys);
        each(&sources, &Wanted::Only(Arc::clone(&keys)), now, |source, reading| match reading {
            Ok(reading) => {
                answers.read.push((source.at, source.family));
                for lease in reading.leases.iter() {
                    let row = row(&source.name, Some(&lease.record()), reading.taken);
                    rows.entry(lease.key()).or_default().push((source.at, row));
                }
            }
            Err(error) => {
                answers.unread.push((source.at, source.family));
                document.unread.push(unread(&source.name, &error.to_string(), None, true));
            }
        })
        .await;
        document.unread.sort_by(|one, other| one.server.cmp(&other.server));
        document.unread.dedup_by(|one, other| one.server == other.server);
        document.complete = document.unread.is_empty() || !rows.is_empty();
        for (key, rows) in rows {
            let (found, partners_read) = self.found(key, rows, &answers);
            document.complete &= partners_read;
            document.leases.push(found);
        }
        document.leases.sort_by_key(|found| Reverse(found.servers.iter().any(|row| row.in_use)));
        document
    }

    /// The lease files of all servers for the family that is asked for.
    fn sources(&self, what: &What) -> Vec<Source> {
        let mut sources = Vec::new();
        for (at, server) in self.inventory.servers.iter().enumerate() {
            let target = &server.target;
            let seen = self.observations.iter().find(|seen| seen.server == target.name);
            let configs = seen.and_then(|seen| seen.configs.known());
            let served: Vec<Family> =
                configs.into_iter().flatten().map(ServerConfig::family).collect();
            for of in [Family::V4, Family::V6] {
                let file = target.leases.iter().any(|file| file.v6 == (of == Family::V6));
                let asked = match what {
                    What::Key(key) => family(key) == of,
                    What::Octets(..) | What::Name(_) => true,
                };
                // Nobody knows what a server serves that was not read: a way to it is enough.
                let unread = configs.is_none() && target.ask.kea(of).is_some();
                if asked && (file || unread || served.contains(&of)) {
                    let Some(way) = self.way_to_leases(&target.name) else { continue };
                    sources.push(Source { at, name: target.name.to_string(), family: of, way });
                }
            }
        }
        sources
    }

    /// An address with what the servers say of it, and whether each partner of who has it was read.
    fn found(
        &self,
        key: LeaseKey,
        mut rows: Vec<(usize, LeaseRow)>,
        answers: &Answers,
    ) -> (FoundLease, bool) {
        let name = |at: usize| self.inventory.servers.get(at).map(|server| &server.target.name);
        let has = |relationship: &&Relationship| {
            let mine = |at: usize| relationship.members().any(|member| member.server() == name(at));
            rows.iter().any(|(at, _)| mine(*at)) && self.covers(relationship, &key)
        };
        let relationship = self.relationships.iter().find(has);
        let mut partners_read = true;
        let members = relationship.into_iter().flat_map(Relationship::members);
        for server in members.filter_map(Member::server) {
            let servers = self.inventory.servers.iter();
            let at = servers.enumerate().find(|(_, one)| one.target.name == *server);
            let Some((at, _)) = at else { continue };
            if rows.iter().any(|(known, _)| *known == at) {
                continue;
            }
            // What its other family said says nothing of this one.
            let its = (at, family(&key));
            if answers.read.contains(&its) {
                rows.push((at, row(server.as_str(), None, Moment::NEVER)));
            }
            partners_read &= !answers.unread.contains(&its);
        }
        rows.sort_by_key(|(at, _)| *at);
        let found = FoundLease {
            address: key.to_string(),
            relationship: relationship.map(|one| escape_control(&one.id)),
            servers: rows.into_iter().map(|(_, row)| row).collect(),
        };
        (found, partners_read)
    }

    fn covers(&self, relationship: &Relationship, key: &LeaseKey) -> bool {
        let observed = relationship.members().filter_map(Member::observed);
        Coverage::of(observed.filter_map(|at| Some((self.config(at)?, at.side)))).has(key)
    }
}

/// The addresses whose leases fit, of all servers that can be read.
async fn keys(sources: &[Source], what: Arc<What>, now: Moment) -> BTreeSet<LeaseKey> {
    let mut keys = BTreeSet::new();
    let sought = Arc::clone(&what);
    let fitting = Wanted::Fitting(Fits::new(move |record| sought.fits(record)));
    each(sources, &fitting, now, |_, reading| {
        let leases = reading.iter().flat_map(|reading| reading.leases.iter());
        let fitting = leases.filter(|lease| what.fits(&lease.record()));
        keys.extend(fitting.map(|lease| lease.key()));
    })
    .await;
    keys
}

/// Reads some servers at a time, and hands over what each says.
async fn each(
    sources: &[Source],
    wanted: &Wanted,
    now: Moment,
    mut take: impl FnMut(&Source, Result<LeaseReading, LeasesError>),
) {
    for some in sources.chunks(AT_ONCE) {
        let mut reads = JoinSet::<Read>::new();
        for (number, source) in some.iter().enumerate() {
            let (way, wanted) = (source.way.clone(), wanted.clone());
            let family = source.family;
            reads.spawn(async move { (number, way.leases(family, wanted, now).await) });
        }
        while let Some(read) = reads.join_next().await {
            let Ok((number, reading)) = read else { continue };
            if let Some(source) = some.get(number) {
                take(source, reading);
            }
        }
    }
}

impl LeaseFindDocument {
    /// Incomplete where a server that may know of it was not read, failed where nobody knows of it.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match (self.complete, self.leases.is_empty()) {
            (false, _) => ExitCode::Incomplete,
            (true, true) => ExitCode::Failed,
            (true, false) => ExitCode::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_is_recognised_by_its_form() {
        let kinds = ["10.1.0.9", "2001:db8::9", "2001:db8:1::/56", "02:00:5e:10:00:01"]
            .map(|text| What::of(text).kind());
        assert_eq!(kinds, ["address", "address", "address", "hardware"]);
        let octets = ["02-00-5E-10-0-1", "0200.5e10.0001"].map(octets);
        assert_eq!(
            octets,
            [Some(vec![2, 0, 0x5e, 0x10, 0, 1]), Some(vec![2, 0, 0x5e, 0x10, 0, 1])]
        );
        let kinds = ["00:01:02", "printer", "lab-7", "a.b.c", "dead-beef", "cafe"]
            .map(|text| What::of(text).kind());
        assert_eq!(kinds, ["client", "name", "name", "name", "name", "name"]);
        let kinds = ["[2001:db8::9]", "2001:db8::9%eth0", "02005e100001", "000300010200000007ab"]
            .map(|text| What::of(text).kind());
        assert_eq!(kinds, ["address", "address", "hardware", "client"]);
    }

    #[test]
    fn an_address_is_in_every_prefix_that_may_be_leased() {
        let keys = |text: &str| match What::of(text) {
            What::Key(key) => with_prefixes(key),
            _ => BTreeSet::new(),
        };
        let prefix = |text: &str| LeaseKey::prefix(text.parse().unwrap());
        let inside = keys("2001:db8:8000:0:5::9");
        for net in ["2001:db8:8000::/64", "2001:db8:8000::/56", "2001:db8:8000:0:5::/80"] {
            assert!(inside.contains(&prefix(net)), "{net}");
        }
        assert!(!inside.contains(&prefix("2001:db8:8000:1::/64")));
        assert!(keys("2001:db8:8000::").contains(&prefix("2001:db8:8000::/64")));
        assert_eq!(keys("2001:db8:8000::/64").len(), 1, "a prefix is itself");
        assert_eq!(keys("10.1.0.9").len(), 1);
    }

    #[test]
    fn a_client_is_found_by_card_identifier_or_name() {
        let key = LeaseKey::address("10.1.0.9".parse().unwrap());
        let mut record = LeaseRecord::new(key, failover_model::lease::LeaseState::Active);
        (record.client, record.name) = (&[1, 2, 0, 0, 0, 0, 7], b"Printer-7.example.org");
        for text in
            ["02:00:00:00:00:07", "01:02:00:00:00:00:07", "printer-7", "PRINTER-7.example.org."]
        {
            assert!(What::of(text).fits(&record), "{text}");
        }
        for text in ["02:00:00:00:00:08", "printer", "example.org", "10.1.0.8"] {
            assert!(!What::of(text).fits(&record), "{text}");
        }
        assert!(What::of("020000000007").fits(&record));
        record.name = b"020000000008.example.org";
        assert!(What::of("020000000008").fits(&record), "a name of digits is a name, too");
    }
}
