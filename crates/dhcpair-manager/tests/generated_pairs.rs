//! Generated pairs agree: the check of a pair finds nothing that its halves differ in, whatever the
//! parameters are. Only `auto-partner-down` is found, which one half alone may have: on both it is
//! an error, on one a difference.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

use std::fmt::Write;

use config_text::{Phase, Severity};
use dhcpair_manager::check::{Input, Request, run};
use dhcpair_testbed::Dice;
use dhcpd_conf::Role;
use dhcpd_conf::generate::{AutoPartnerDown, Balance, Pair, PairParameters};

fn pair(dice: &mut Dice, at: usize) -> Pair {
    let address = |dice: &mut Dice| [10, 1, 2, u8::try_from(dice.between(1, 100)).unwrap()];
    let (one, other) = (address(dice), [10, 9, 8, 7]);
    let mut all = PairParameters::new(format!("pair {at}"), one.into(), other.into());
    all.primary.set_port(u16::try_from(dice.between(1, 65_535)).unwrap());
    all.secondary.set_port(u16::try_from(dice.between(1, 65_535)).unwrap());
    all.mclt = dice.between(1, 31_536_000);
    all.balance = match dice.one_in(2) {
        true => Balance::Split(u16::try_from(dice.between(0, 256)).unwrap()),
        false => Balance::Buckets([u8::try_from(dice.between(0, 255)).unwrap(); 32]),
    };
    all.load_balance_max_seconds = u16::try_from(dice.between(0, 65_535)).unwrap();
    all.max_response_delay = dice.between(3, 86_400);
    all.max_unacked_updates = dice.between(1, 65_535);
    let role = *dice.pick(&[Role::Primary, Role::Secondary]);
    let mut maybe = |most| dice.one_in(2).then(|| dice.between(1, most));
    all.auto_partner_down = maybe(31_536_000).map(|seconds| AutoPartnerDown { role, seconds });
    all.max_lease_misbalance = maybe(100);
    all.max_lease_ownership = maybe(100);
    all.min_balance = maybe(60);
    all.max_balance = maybe(1_000).map(|seconds| seconds + 60);
    all.checked().unwrap()
}

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

/// What is wrong with the pair: errors of the halves, and everything that only a pair shows.
fn found(halves: [&str; 2]) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().unwrap();
    let inputs = ["primary.conf", "secondary.conf"].into_iter().zip(halves).map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        Input { path, ..Input::default() }
    });
    let request = Request { pair: true, inputs: inputs.collect(), ..Request::default() };
    let findings = run(&request).unwrap().findings;
    let bad = findings
        .into_iter()
        .filter(|one| one.phase == Phase::Pair || one.severity == Severity::Error);
    bad.map(|one| (one.rule.id, one.message)).collect()
}

#[test]
fn the_halves_of_a_generated_pair_agree() {
    let mut dice = Dice::new(1);
    let pairs: Vec<Pair> = (0..500).map(|at| pair(&mut dice, at)).collect();
    for batch in pairs.chunks(25) {
        let (primary, secondary) = (half(batch, Role::Primary), half(batch, Role::Secondary));
        let (auto, bad): (Vec<_>, Vec<_>) = found([&primary, &secondary])
            .into_iter()
            .partition(|(_, message)| message.contains("auto-partner-down"));
        assert_eq!(bad, [], "{primary}\n{secondary}");
        assert!(auto.iter().all(|(rule, _)| *rule == "isc-peer-parameter-differs"), "{auto:?}");
        let set = batch.iter().filter(|pair| pair.parameters().auto_partner_down.is_some());
        assert_eq!(auto.len(), set.count());
        // It would see a difference.
        let other = secondary.replacen("max-unacked-updates ", "max-unacked-updates 7", 1);
        let other = other.replacen("peer address ", "peer address 192.0.2.1; #", 1);
        let rules: Vec<_> = found([&primary, &other]).into_iter().map(|(rule, _)| rule).collect();
        assert!(rules.contains(&"isc-endpoints-not-crossing"), "{rules:?}");
    }
}
