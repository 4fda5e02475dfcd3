//! Real files and made ones, changed at random: the change has its effect and no other, and dhcpd
//! itself loads the result.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use config_text::{DiskLoader, Edits, MemoryLoader, SourceLoader, Sources};
use dhcpair_testbed::{Dice, Verdict, dhcpd_check};
use dhcpd_conf::{Config, Editor, Family, PeerStatement, Refusal};
use ipnet::Ipv4Net;

/// A configuration as it is on disk, whole.
struct Site {
    main: PathBuf,
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Site {
    fn loader(&self) -> MemoryLoader {
        let all = self.files.iter();
        all.fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, text.clone()))
    }

    fn read(&self) -> (Sources, Config) {
        let mut sources = Sources::new();
        let config = dhcpd_conf::read(&mut sources, &self.loader(), &self.main, Family::V4);
        (sources, config.expect("a readable file"))
    }

    /// The same with edits, which point into one reading of it.
    fn with(&self, sources: &Sources, config: &Config, edits: &Edits) -> Self {
        let mut files = self.files.clone();
        for file in config.files() {
            let path = sources.path(file.file);
            let known = files.iter_mut().find(|(known, _)| known == path);
            known.expect("a file of the site").1 = edits.apply(sources, file.file).unwrap();
        }
        Self { main: self.main.clone(), files }
    }

    /// What dhcpd says of it.
    fn verdict(&self) -> Option<Verdict> {
        let folder = tempfile::tempdir().unwrap();
        // Includes are absolute: they are named anew below the folder.
        let place = |path: &Path| folder.path().join(path.file_name().unwrap());
        for (path, text) in &self.files {
            let mut text = String::from_utf8_lossy(text).into_owned();
            for (other, _) in &self.files {
                let (from, to) = (other.to_str().unwrap(), place(other));
                text = text.replace(&format!("\"{from}\""), &format!("\"{}\"", to.display()));
            }
            std::fs::write(place(path), text).unwrap();
        }
        dhcpd_check(&place(&self.main), dhcpair_testbed::Family::V4, folder.path())
    }
}

/// What failover makes of a configuration: each address range with its peer.
fn members(config: &Config) -> BTreeMap<(Ipv4Addr, Ipv4Addr), Option<String>> {
    let peer_of = |range: &dhcpd_conf::Range| {
        let pool = config.pool(range.pool?)?.peer?;
        Some(config.failover_peers()[pool.peer].name.clone())
    };
    config.ranges().iter().map(|range| ((range.low, range.high), peer_of(range))).collect()
}

/// Everything else: settings of scopes, and how many hosts and classes there are. A pool that is put
/// away takes its settings with it.
fn rest(config: &Config, pools: bool) -> Vec<String> {
    let mut all =
        vec![format!("{} hosts {} classes", config.hosts().count(), config.classes().len())];
    let counted = |node: &dhcpd_conf::ScopeNode| pools || node.kind != dhcpd_conf::ScopeKind::Pool;
    for (scope, node) in config.scopes().filter(|(_, node)| counted(node)) {
        for setting in config.settings(scope).filter(|one| one.key.as_ref() != "allow-booting") {
            all.push(format!("{:?} {} {}", node.kind, setting.key, setting.value));
        }
    }
    all.sort();
    all
}

fn net_of(config: &Config, range: &dhcpd_conf::Range) -> Option<Ipv4Net> {
    config.subnet(range.subnet)?.net4()
}

/// Addresses that [`with_peers`] adds.
const MADE: std::ops::RangeInclusive<Ipv4Addr> =
    Ipv4Addr::new(203, 0, 113, 0)..=Ipv4Addr::new(203, 0, 113, 255);

/// What a change should do to the members.
type Expected = BTreeMap<(Ipv4Addr, Ipv4Addr), Option<String>>;

/// One change at random, and what should come of it; `None` where it was refused for a reason that
/// the configuration gives.
fn change(config: &Config, dice: &mut Dice) -> Option<(&'static str, Edits, Expected)> {
    // The file's own ranges more often than the two that every site has.
    let own: Vec<_> = config.ranges().iter().filter(|one| !MADE.contains(&one.low)).collect();
    let all: Vec<_> = config.ranges().iter().collect();
    let any = own.is_empty() || dice.one_in(4);
    let range = *dice.pick(if any { &all } else { &own });
    let net = net_of(config, range)?;
    let peer = &dice.pick(config.failover_peers()).name;
    let mut editor = Editor::new(config).expect("a whole configuration");
    let mut expected = members(config);
    let inside = |at: &(Ipv4Addr, Ipv4Addr)| net.contains(&at.0);
    let (what, done) = match dice.below(9) {
        0 | 1 => {
            let own = expected.iter_mut().filter(|(at, _)| inside(at));
            own.for_each(|(_, member)| *member = Some(peer.clone()));
            ("put a scope", editor.put_scope(net, peer))
        }
        2 | 3 => {
            let own = expected.iter_mut().filter(|(at, _)| inside(at));
            own.for_each(|(_, member)| *member = None);
            let taken = editor.take_scope(net);
            // Peers that nobody names any more go as well.
            let lonely =
                |name: &String| !expected.values().any(|other| other.as_ref() == Some(name));
            let named = members(config).into_values().flatten().filter(lonely);
            let gone: std::collections::BTreeSet<_> = named.collect();
            let all = gone.iter().try_for_each(|name| editor.remove_peer(name));
            ("take a scope", taken.and(all))
        }
        4 | 5 => {
            expected.retain(|at, _| !inside(at));
            ("disable a scope", editor.disable_scope(net))
        }
        6 => {
            let statement = *dice.pick(&[
                PeerStatement::LoadBalanceMaxSeconds(5),
                PeerStatement::MaxResponseDelay(30),
                PeerStatement::MaxUnackedUpdates(7),
                PeerStatement::Port(1647),
                PeerStatement::MinBalance(61),
            ]);
            ("set a statement of a peer", editor.set_peer(peer, statement))
        }
        _ => {
            let pool = range.pool?;
            let own = config.ranges().iter().filter(|one| one.pool == Some(pool));
            own.for_each(|one| {
                expected.insert((one.low, one.high), Some(peer.clone()));
            });
            ("put a pool", editor.put_pool(pool, peer))
        }
    };
    match done.and_then(|()| editor.finish()) {
        Ok(edits) if edits.is_empty() => None,
        Ok(edits) => Some((what, edits, expected)),
        Err(
            Refusal::PeerUnused { .. }
            | Refusal::PeerBelow { .. }
            | Refusal::Siblings { .. }
            | Refusal::Inherited { .. }
            | Refusal::DynamicBootp { .. }
            | Refusal::Holds { .. },
        ) => None,
        Err(other) => panic!("{what}: {other}"),
    }
}

/// Changes a site at random and asks everybody about the result; counts the changes that dhcpd
/// loads.
fn judge(site: &Site, dice: &mut Dice, counts: &mut BTreeMap<&'static str, usize>) {
    let (sources, config) = site.read();
    // Several of each, since the reading takes longest.
    for _ in 0..4 {
        let Some((what, edits, expected)) = change(&config, dice) else { continue };
        let after = site.with(&sources, &config, &edits);
        let (_, read) = after.read();
        let shown = || String::from_utf8_lossy(&after.files[0].1).into_owned();
        assert!(read.is_loadable(), "{what}: {:?}\n{}", read.diagnostics(), shown());
        assert_eq!(members(&read), expected, "{what}\n{}", shown());
        let disabled = what == "disable a scope";
        assert_eq!(rest(&read, !disabled), rest(&config, !disabled), "{what}");
        if disabled {
            comes_back(&after, site);
        }
        if let Some(verdict) = after.verdict() {
            assert!(matches!(verdict, Verdict::Accepted), "{what}: {verdict:?}\n{}", shown());
            *counts.entry(what).or_default() += 1;
        }
    }
}

/// Enables every scope that is disabled; the members are those of before.
fn comes_back(disabled: &Site, before: &Site) {
    let (sources, config) = disabled.read();
    let mut editor = Editor::new(&config).unwrap();
    let nets = config.subnets().iter().filter_map(dhcpd_conf::Subnet::net4);
    let enabled: Vec<_> = nets.filter(|net| editor.enable_scope(*net).is_ok()).collect();
    assert_eq!(enabled.len(), 1, "one scope was disabled");
    let edits = editor.finish().unwrap();
    let (_, after) = disabled.with(&sources, &config, &edits).read();
    let (_, before) = before.read();
    assert_eq!(members(&after), members(&before));
    assert_eq!(rest(&after, true), rest(&before, true));
}

/// Puts a peer with a pool above a configuration without failover.
fn with_peers(text: &[u8]) -> Vec<u8> {
    let peer = |name: &str, port: u32| {
        format!(
            "failover peer \"{name}\" {{ primary; address 192.0.2.1; port {port}; peer address \
             192.0.2.2; peer port {port}; mclt 600; split 128; load balance max seconds 3; }}\n"
        )
    };
    let nets = "subnet 203.0.113.0 netmask 255.255.255.128 { pool { failover peer \"dice-a\"; range \
                203.0.113.9; } }\nsubnet 203.0.113.128 netmask 255.255.255.128 {\n\tpool {\n\t\t\
                failover peer \"dice-b\";\n\t\trange 203.0.113.200 203.0.113.201;\n\t}\n}\n";
    [peer("dice-a", 647).as_bytes(), peer("dice-b", 648).as_bytes(), text, b"\n", nets.as_bytes()]
        .concat()
}

/// The files of the corpus that dhcpd accepts whole, with two peers above each.
fn corpus() -> Option<Vec<Site>> {
    let root = dhcpair_testbed::shared("corpus")?;
    let index = std::fs::read_to_string(root.join("INDEX.tsv")).expect("an index");
    let mut lines = index.lines();
    let header: Vec<&str> = lines.next().expect("a header").split('\t').collect();
    let column = |name: &str| header.iter().position(|other| *other == name).expect("a column");
    let [path, mode, verdict] = ["local_path", "dhcpd_mode", "dhcpd_t"].map(column);
    let rows = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    let wanted = rows
        .filter(|row| row[path].starts_with("dhcpd/") && row[mode] == "-4" && row[verdict] == "ok");
    let loader = DiskLoader::new();
    let sites = wanted.filter_map(|row| {
        let text = loader.load(&root.join(row[path])).unwrap();
        // The largest ones say nothing new, and each round reads a file three times.
        if text.len() > 100_000 {
            return None;
        }
        let text = with_peers(&text);
        let main = PathBuf::from("/etc/dhcp/dhcpd.conf");
        let site = Site { main: main.clone(), files: vec![(main, text)] };
        let (_, config) = site.read();
        let whole = config.is_loadable() && config.is_complete() && config.files().len() == 1;
        whole.then_some(site)
    });
    Some(sites.collect())
}

fn rounds() -> usize {
    let given = std::env::var("DHCPAIR_EDITS").ok().and_then(|text| text.parse().ok());
    given.unwrap_or(500)
}

fn seed() -> u64 {
    std::env::var("DHCPAIR_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

#[test]
fn changed_files_of_the_corpus_load_and_mean_what_they_should() {
    let Some(sites) = corpus() else { return };
    assert!(sites.len() > 60, "{} files", sites.len());
    let mut dice = Dice::new(seed());
    let mut counts = BTreeMap::new();
    let mut done = 0;
    // Not every change can be made in every file.
    for _ in 0..rounds() * 2 {
        let site = &sites[dice.below(sites.len())];
        judge(site, &mut dice, &mut counts);
        done = counts.values().sum();
        if done >= rounds() {
            break;
        }
    }
    if dhcpair_testbed::program("dhcpd").is_none() {
        return;
    }
    println!("{done} changed files loaded by dhcpd: {counts:?}");
    assert!(done >= rounds(), "{counts:?}");
    assert_eq!(counts.len(), 5, "every kind of change: {counts:?}");
}
