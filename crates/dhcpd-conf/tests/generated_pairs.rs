//! Generated pairs, for arbitrary parameters: the real dhcpd takes both halves, and reading them
//! gives the parameters again.
//!
//! `DHCPAIR_PAIRS` sets how many pairs are tried and `DHCPAIR_SEED` where the series begins.

use std::fmt::Write;
use std::path::Path;

use config_text::{MemoryLoader, Severity, Sources};
use dhcpair_testbed::{Dice, Verdict, dhcpd_check};
use dhcpd_conf::generate::{AutoPartnerDown, Balance, Pair, PairParameters};
use dhcpd_conf::{Config, FailoverPeer, Family, PeerAddress, Role, Spanned};

/// Pairs in one file: asking dhcpd costs more than reading them does.
const BATCH: usize = 25;

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// Any parameters that are good, often at their bounds.
fn parameters(dice: &mut Dice, at: usize) -> PairParameters {
    let [one, other] = [1, 2].map(|host| {
        let net = *dice.pick(&[10, 127, 172, 192, 223]);
        [net, dice.between(0, 255) as u8, dice.between(0, 255) as u8, host].into()
    });
    let mut all = PairParameters::new(name(dice, at), one, other);
    if dice.one_in(8) {
        all.secondary.set_ip(one);
    }
    all.primary.set_port(between(dice, 1, 65_534) as u16);
    all.secondary.set_port(all.primary.port() + u16::from(one == *all.secondary.ip()));
    if one != other && dice.one_in(2) && one != *all.secondary.ip() {
        all.secondary.set_port(between(dice, 1, 65_535) as u16);
    }
    all.mclt = between(dice, 1, 31_536_000);
    all.balance = if dice.one_in(3) {
        Balance::Buckets(std::array::from_fn(|_| dice.between(0, 255) as u8))
    } else {
        Balance::Split(between(dice, 0, 256) as u16)
    };
    all.load_balance_max_seconds = between(dice, 0, 65_535) as u16;
    all.max_response_delay = between(dice, 3, 86_400);
    all.max_unacked_updates = between(dice, 1, 65_535);
    let role = *dice.pick(&[Role::Primary, Role::Secondary]);
    let auto = maybe(dice, 31_536_000);
    all.auto_partner_down = auto.map(|seconds| AutoPartnerDown { role, seconds });
    all.max_lease_misbalance = maybe(dice, 100);
    all.max_lease_ownership = maybe(dice, 100);
    all.min_balance = maybe(dice, 60);
    if dice.one_in(2) {
        all.max_balance = Some(between(dice, 60, 31_536_000));
    }
    all
}

fn between(dice: &mut Dice, least: u32, most: u32) -> u32 {
    match dice.below(6) {
        0 => least,
        1 => most,
        _ => dice.between(least, most),
    }
}

fn maybe(dice: &mut Dice, most: u32) -> Option<u32> {
    dice.one_in(2).then(|| between(dice, 1, most))
}

/// Words of the language, signs and letters; each name once.
fn name(dice: &mut Dice, at: usize) -> String {
    let parts = [
        "east", "peer", "primary", " ", ";", "}", "{", "#", "'", ".", "-", "ß", "日本", "0x1f",
        "%s", "$x", "/*", ",", "state",
    ];
    let mut name = at.to_string();
    for _ in 0..dice.below(6) {
        name.push_str(dice.pick::<&str>(&parts));
    }
    if dice.one_in(20) {
        let missing = 255 - name.len();
        name.extend(std::iter::repeat_n('x', missing));
    }
    name
}

/// A file of one half: all declarations, and a pool for each.
fn half(pairs: &[Pair], role: Role) -> String {
    let mut text = String::from("authoritative;\n");
    for pair in pairs {
        text.push_str(&pair.declaration(role));
    }
    for (at, pair) in pairs.iter().enumerate() {
        let _ = write!(
            text,
            "subnet 198.51.{at}.0 netmask 255.255.255.0 {{\n  pool {{\n    {}\n    range \
             198.51.{at}.10 198.51.{at}.19;\n  }}\n}}\n",
            pair.reference()
        );
    }
    text
}

fn read(text: &str) -> Config {
    let loader = MemoryLoader::new().with("main", text);
    dhcpd_conf::read(&mut Sources::new(), &loader, Path::new("main"), Family::V4).unwrap()
}

/// The parameters that two halves say.
fn said(primary: &FailoverPeer, secondary: &FailoverPeer) -> PairParameters {
    let ip = |address: &Option<Spanned<PeerAddress>>| match &address.as_ref().unwrap().value {
        PeerAddress::Ip(address) => *address,
        PeerAddress::Name(name) => panic!("{name}"),
    };
    let value =
        |value: &Option<Spanned<i32>>| value.as_ref().map(|value| value.value.try_into().unwrap());
    let same = |one: fn(&FailoverPeer) -> &Option<Spanned<i32>>| -> Option<u32> {
        assert_eq!(value(one(primary)), value(one(secondary)));
        value(one(primary))
    };
    assert_eq!(primary.name, secondary.name);
    assert_eq!(
        (primary.role.as_ref().unwrap().value, secondary.role.as_ref().unwrap().value),
        (Role::Primary, Role::Secondary)
    );
    assert_eq!(ip(&primary.peer_address), ip(&secondary.address));
    assert_eq!(ip(&secondary.peer_address), ip(&primary.address));
    assert_eq!(value(&primary.peer_port), value(&secondary.port));
    assert_eq!(value(&secondary.peer_port), value(&primary.port));
    assert!(secondary.mclt.is_none() && secondary.split.is_none() && secondary.hba.is_none());
    let mut all =
        PairParameters::new(primary.name.clone(), ip(&primary.address), ip(&secondary.address));
    all.primary.set_port(value(&primary.port).unwrap() as u16);
    all.secondary.set_port(value(&secondary.port).unwrap() as u16);
    all.mclt = value(&primary.mclt).unwrap();
    all.balance = match (&primary.split, &primary.hba) {
        (Some(split), None) => Balance::Split(split.value.try_into().unwrap()),
        (None, Some(hba)) => Balance::Buckets(hba.value),
        other => panic!("{other:?}"),
    };
    all.load_balance_max_seconds = same(|peer| &peer.load_balance_max_seconds).unwrap() as u16;
    all.max_response_delay = same(|peer| &peer.max_response_delay).unwrap();
    all.max_unacked_updates = same(|peer| &peer.max_unacked_updates).unwrap();
    let auto = |role, peer: &FailoverPeer| {
        value(&peer.auto_partner_down).map(|seconds| AutoPartnerDown { role, seconds })
    };
    let (first, second) = (auto(Role::Primary, primary), auto(Role::Secondary, secondary));
    assert!(first.is_none() || second.is_none());
    all.auto_partner_down = first.or(second);
    all.max_lease_misbalance = same(|peer| &peer.max_lease_misbalance);
    all.max_lease_ownership = same(|peer| &peer.max_lease_ownership);
    all.min_balance = same(|peer| &peer.min_balance);
    all.max_balance = same(|peer| &peer.max_balance);
    all
}

fn pairs() -> Vec<Pair> {
    let mut dice = Dice::new(number("DHCPAIR_SEED", 1) as u64);
    let wanted = number("DHCPAIR_PAIRS", 500);
    let pair = |at| parameters(&mut dice, at).checked().unwrap_or_else(|error| panic!("{error}"));
    (0..wanted).map(pair).collect()
}

#[test]
fn reading_a_pair_gives_its_parameters_and_no_error() {
    for batch in pairs().chunks(BATCH) {
        let halves = [Role::Primary, Role::Secondary].map(|role| half(batch, role));
        let [primary, secondary] = halves.each_ref().map(|text| read(text));
        for (config, text) in [(&primary, &halves[0]), (&secondary, &halves[1])] {
            let errors =
                config.diagnostics().iter().filter(|found| found.severity == Severity::Error);
            assert_eq!(errors.map(|found| &found.message).collect::<Vec<_>>(), [""; 0], "{text}");
            assert!(config.failover_peers().iter().all(|peer| peer.naming_pools() == 1), "{text}");
        }
        let read: Vec<_> =
            primary.failover_peers().iter().zip(secondary.failover_peers()).collect();
        assert_eq!(read.len(), batch.len());
        for ((primary, secondary), pair) in read.into_iter().zip(batch) {
            assert_eq!(&said(primary, secondary), pair.parameters());
        }
    }
}

#[test]
fn the_real_server_takes_both_halves() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dhcpd.conf");
    let accepts = |pairs: &[Pair], role| {
        let text = half(pairs, role);
        std::fs::write(&path, &text).unwrap();
        match dhcpd_check(&path, dhcpair_testbed::Family::V4, folder.path())? {
            Verdict::Accepted => Some(Ok(())),
            verdict => Some(Err(format!("{verdict:?}\n{text}"))),
        }
    };
    for batch in pairs().chunks(BATCH) {
        for role in [Role::Primary, Role::Secondary] {
            let Some(verdict) = accepts(batch, role) else { return };
            if let Err(all) = verdict {
                // The one that is refused says more than the file that it stands in.
                for pair in batch {
                    accepts(std::slice::from_ref(pair), role).unwrap().unwrap();
                }
                panic!("{all}");
            }
        }
    }
    // It does look at the values.
    let refused = |text: String| {
        std::fs::write(&path, text).unwrap();
        dhcpd_check(&path, dhcpair_testbed::Family::V4, folder.path()) != Some(Verdict::Accepted)
    };
    let one = half(&pairs()[..1], Role::Primary);
    assert!(!refused(one.clone()));
    assert!(
        refused(one.replacen("mclt ", "mclt 0; #", 1))
            && refused(one.replacen("\";\n", "x\";\n", 1))
    );
}
