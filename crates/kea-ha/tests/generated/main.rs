//! Relationships that are generated from parameters at random: read back they say the same, the checks
//! have nothing against them, and the real servers take them.

mod arbitrary;
mod edited;
mod server;

use std::path::Path;

use arbitrary::{Wanted, parameters};
use config_text::{MemoryLoader, Severity, Sources};
use dhcpair_testbed::Dice;
use kea_config::{Document, Json, Version};
use kea_ha::generate::{CheckedRelationship, Configuration, Installation, RelationshipParameters};
use kea_ha::{Mode, relationships};

/// What somebody may want all the same, each only where it was asked for.
const CHOICES: [&str; 10] = [
    "kea-auth-not-enforced",
    "kea-commands-open",
    "kea-ha-auto-failover-off",
    "kea-ha-pause-left",
    "kea-ha-response-delay",
    "kea-ha-threads-off",
    "kea-ha-unacked-high",
    "kea-ha-unacked-zero",
    "kea-ha-updates-off",
    "kea-password-plain",
];

pub(crate) fn read(text: &str) -> Document {
    let loader = MemoryLoader::new().with("m", text);
    kea_config::read(&mut Sources::new(), &loader, Path::new("m")).unwrap()
}

/// A whole configuration of one of the servers, with a subnet.
pub(crate) fn whole(
    pair: &CheckedRelationship,
    own: usize,
    configuration: &Configuration,
    v6: bool,
) -> Json {
    let (daemon, subnets, net) = if v6 {
        ("Dhcp6", "subnet6", "2001:db8::/64")
    } else {
        ("Dhcp4", "subnet4", "192.0.2.0/24")
    };
    let range = if v6 { "2001:db8::10-2001:db8::99" } else { "192.0.2.10-192.0.2.99" };
    let pools = pair.pools(range.parse().unwrap());
    let subnet = Json::map([
        ("id", Json::from(1)),
        ("subnet", net.into()),
        ("pools", Json::list(pools.into_iter().map(|mut pool| pool.swap_remove(own)))),
    ]);
    let mut server = Json::map([
        ("interfaces-config", Json::map([("interfaces", Json::list([]))])),
        ("lease-database", Json::parse(r#"{ "type": "memfile", "persist": false }"#).unwrap()),
        ("hooks-libraries", configuration.hooks_libraries.clone()),
        (subnets, Json::list([subnet])),
    ]);
    if configuration.needs_threads {
        server.set("multi-threading", Json::map([("enable-multi-threading", true.into())]));
    }
    Json::map([(daemon, server)])
}

#[test]
fn what_is_generated_reads_back_and_has_no_faults() {
    let mut modes = [0; 3];
    for (version, seeds) in
        [("2.2.0", 0..150), ("2.6.3", 200..350), ("3.0.4", 400..550), ("3.3.1", 600..750)]
    {
        let version = Version::parse(version).unwrap();
        let installation = Installation::with_hooks(version, "/usr/lib/kea/hooks");
        for seed in seeds {
            let mut dice = Dice::new(seed);
            let wanted =
                parameters(&mut dice, &Wanted { installation: &installation, real: false });
            let pair = wanted
                .clone()
                .checked()
                .unwrap_or_else(|error| panic!("{seed}: {error}: {wanted:?}"));
            modes[Mode::ALL.iter().position(|mode| *mode == wanted.mode).unwrap()] += 1;
            for (own, one) in pair.configurations().unwrap().iter().enumerate() {
                let text = whole(&pair, own, one, dice.one_in(2)).to_string();
                let document = read(&text);
                let [relationship] = relationships(&document).try_into().unwrap();
                assert_eq!(relationship.this_server_name().as_deref(), Some(&*one.name));
                let again = RelationshipParameters::of(&relationship, |_| installation.clone());
                assert_eq!(again.unwrap(), wanted, "seed {seed}");
                holds_no_fault(&document, version, &text);
            }
        }
    }
    assert!(modes.iter().all(|count| *count > 50), "{modes:?}");
}

pub(crate) fn holds_no_fault(document: &Document, version: Version, text: &str) {
    assert_eq!(document.diagnostics(), [], "{text}");
    let found = kea_ha::check(document, Some(version));
    for finding in found.iter().chain(&kea_config::check(document, Some(version))) {
        let choice = CHOICES.contains(&finding.rule.id) && finding.severity < Severity::Error;
        assert!(choice, "{}: {}\n{text}", finding.rule.id, finding.message);
    }
}

/// With nothing chosen there is nothing to say, either.
#[test]
fn the_usual_pair_has_nothing_against_it() {
    for version in ["2.2.0", "2.4.2", "2.6.3", "3.0.4", "3.2.0", "3.3.1"] {
        let version = Version::parse(version).unwrap();
        let installation = Installation::with_hooks(version, "/usr/lib/kea/hooks");
        let wanted = Wanted { installation: &installation, real: false };
        for mode in [Mode::LoadBalancing, Mode::HotStandby] {
            let mut seeds = (0..).map(|seed| parameters(&mut Dice::new(seed), &wanted));
            let mut peers = seeds.find(|one| one.mode == mode).unwrap().peers;
            for peer in &mut peers {
                peer.auto_failover = true;
                peer.authentication = None;
                peer.tls = kea_ha::generate::PeerTls::Inherited;
                peer.url.scheme = kea_ha::Scheme::Http;
            }
            let pair = RelationshipParameters::new(mode, peers).checked().unwrap();
            for (own, one) in pair.configurations().unwrap().iter().enumerate() {
                let document = read(&whole(&pair, own, one, false).to_string());
                let found = kea_ha::check(&document, Some(version));
                assert!(found.is_empty(), "{version} {mode}: {found:?}");
            }
        }
    }
}
