//! Every scope of real files is disabled and enabled again: the bytes are the same, also where
//! statements share lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use dhcpair_testbed::Dice;
use dhcpd_conf::{Config, Editor, Family, Refusal};
use ipnet::IpNet;

use crate::site::Site;

/// Scopes that are tried in a file of more than 100,000 bytes, which takes long to read.
const FEW: usize = 8;

/// Why a scope may not be disabled: what the file itself says. Anything else is a fault.
fn reason(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NoRange { .. } => "no range",
        Refusal::PeerUnused { .. } => "peer unused",
        Refusal::Holds { .. } => "holds",
        Refusal::Answered { .. } => "answered",
        Refusal::ScopeTwice { .. } => "scope twice",
        Refusal::SharedWire { .. } => "shared wire",
        other => panic!("{other}"),
    }
}

fn nets(config: &Config) -> Vec<IpNet> {
    config.subnets().iter().filter_map(dhcpd_conf::Subnet::net).collect()
}

type Counts = BTreeMap<&'static str, usize>;

fn comes_back(site: &Site, counts: &mut Counts) {
    let (sources, config) = site.read();
    let few = if site.files[0].1.len() > 100_000 { FEW } else { usize::MAX };
    for net in nets(&config).into_iter().take(few) {
        let mut editor = Editor::new(&config).unwrap();
        let off = match editor.disable_scope(net).and_then(|()| editor.finish()) {
            Ok(edits) => site.with(&sources, &config, &edits),
            Err(refusal) => {
                *counts.entry(reason(&refusal)).or_default() += 1;
                continue;
            }
        };
        let loads = config.is_loadable();
        let (sources, config) = off.read();
        assert!(config.is_loadable() || !loads, "{:?}\n{}", config.diagnostics(), off.text());
        let mut editor = Editor::new(&config).unwrap();
        editor.enable_scope(net).unwrap_or_else(|refusal| panic!("{refusal}\n{}", off.text()));
        let on = off.with(&sources, &config, &editor.finish().unwrap());
        let same = on.files == site.files;
        assert!(
            same,
            "{net}\n{}\n--- disabled\n{}\n--- enabled\n{}",
            site.text(),
            off.text(),
            on.text()
        );
        *counts.entry("came back").or_default() += 1;
    }
}

/// The same with line ends taken out, and with those of other systems, wherever a comment does not
/// need them. Now and then two words become one.
fn joined(site: &Site, dice: &mut Dice) -> Site {
    let mut files = site.files.clone();
    for (_, text) in &mut files {
        let mut out = Vec::new();
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let Some(content) = line.strip_suffix(b"\n") else {
                out.extend_from_slice(line);
                continue;
            };
            out.extend_from_slice(content);
            let ends: &[&str] = match content.contains(&b'#') {
                true => &["\n", "\r\n"],
                false => &["\n", "\r\n", " ", "", "\t", "\r", "\n\n", "\x0c"],
            };
            out.extend_from_slice(dice.pick(ends).as_bytes());
        }
        *text = out;
    }
    Site { main: site.main.clone(), files, family: site.family }
}

/// Every file of the corpus that is read as a whole, with one more pool for each of its peers: dhcpd
/// wants a peer to have one.
fn sites(mode: &str, family: Family) -> Option<Vec<Site>> {
    let all = dhcpair_testbed::corpus("dhcpd", ["dhcpd_mode"])?.into_iter();
    let wanted = all.filter(|file| file.cells == [mode]);
    let main = PathBuf::from("/etc/dhcp/dhcpd.conf");
    let sites = wanted.filter_map(|file| {
        let text = std::fs::read(&file.path).unwrap();
        let mut site = Site { main: main.clone(), files: vec![(main.clone(), text)], family };
        let (_, config) = site.read();
        let mut more = String::new();
        for (at, peer) in config.failover_peers().iter().enumerate() {
            let net = format!("203.0.{at}");
            let pool = format!("pool {{ failover peer \"{}\"; range {net}.9; }}", peer.name);
            write!(more, "\nsubnet {net}.0 netmask 255.255.255.0 {{ {pool} }}").unwrap();
        }
        let whole = config.is_complete() && config.files().len() == 1;
        site.files[0].1.extend_from_slice(more.as_bytes());
        whole.then_some(site)
    });
    Some(sites.collect())
}

/// Tries every site as it is, and with shared lines.
fn come_back(sites: &[Site]) -> [Counts; 2] {
    let mut dice = Dice::new(crate::seed());
    let mut counts = [Counts::new(), Counts::new()];
    for site in sites {
        comes_back(site, &mut counts[0]);
        let joined = joined(site, &mut dice);
        let (_, config) = joined.read();
        if config.is_complete() {
            comes_back(&joined, &mut counts[1]);
        }
    }
    println!("{} files: {counts:?}", sites.len());
    counts
}

#[test]
fn disabled_scopes_of_the_corpus_come_back_byte_for_byte() {
    let Some(sites) = sites("-4", Family::V4) else { return };
    let counts = come_back(&sites);
    assert!(counts.iter().all(|counts| counts["came back"] > 100), "{counts:?}");
}

#[test]
fn disabled_scopes_of_dhcpv6_come_back_byte_for_byte() {
    let Some(mut sites) = sites("-6", Family::V6) else { return };
    let mut dice = Dice::new(crate::seed());
    for _ in 0..100 {
        sites.push(crate::replicas::site(crate::made6::pair(&mut dice).0, Family::V6));
    }
    let counts = come_back(&sites);
    assert!(counts.iter().all(|counts| counts["came back"] > 150), "{counts:?}");
}
