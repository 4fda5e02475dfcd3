//! Zones for dynamic updates and their keys: compared, never copied.

use ipnet::IpNet;

use super::{Dependency, Obstacle, Replication, place};
use crate::edit::Refusal;
use crate::view::{Config, Key, Spanned, Zone};

impl Replication<'_, '_> {
    /// The zones that updates for the scope's clients go to must be those of the source.
    pub(super) fn compare_zones(&self) -> Result<(), Refusal> {
        let (source, ours) = (self.source, self.config());
        let updates = source
            .settings(crate::ScopeIx::ROOT)
            .any(|one| &*one.key == "ddns-update-style" && one.value != "none");
        if !updates {
            return Ok(());
        }
        for theirs in source.zones().iter().filter(|zone| self.is_updated(&zone.name)) {
            let name = theirs.name.clone();
            match ours.zones().iter().find(|zone| zone.name == name) {
                None => {
                    let (what, source) = (Dependency::Zone, theirs.span);
                    return Err(Obstacle::Missing { what, name, there: source }.into());
                }
                Some(known) if !self.same_zone(theirs, known) => {
                    let what = Dependency::Zone;
                    return Err(Self::differs(what, &name, Some(known.span), theirs.span));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Whether names or addresses of the scope are updated in a zone.
    fn is_updated(&self, zone: &str) -> bool {
        let within = |name: &str| {
            let name = format!("{}.", name.trim_matches(['"', '.']).to_ascii_lowercase());
            name == zone || name.ends_with(&format!(".{zone}"))
        };
        let reverse = self.wire.subnets.iter().any(|net| within(&reverse_name(net)));
        let named = |config: &Config, scope| {
            let all = place::program(config, scope).all;
            all.iter().any(|one| {
                matches!(&*one.key, "ddns-domainname" | "option domain-name") && within(&one.value)
            })
        };
        let nets = self.wire.subnets.iter();
        let mut scopes = nets.filter_map(|net| super::subnet_of(self.source, *net));
        reverse || scopes.any(|(_, scope)| named(self.source, scope))
    }

    fn same_zone(&self, one: &Zone, other: &Zone) -> bool {
        let values = |all: &[Spanned<String>]| -> Vec<String> {
            all.iter().map(|one| one.value.clone()).collect()
        };
        let key = |config: &Config, zone: &Zone| -> Option<Key> {
            let name = &zone.key.as_ref()?.value;
            config.keys().iter().find(|key| key.name.eq_ignore_ascii_case(name)).cloned()
        };
        let same_key = match (key(self.source, one), key(self.config(), other)) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                one.name.eq_ignore_ascii_case(&other.name)
                    && one.algorithm.map(|one| one.value) == other.algorithm.map(|one| one.value)
                    && one.secret.map(|one| one.value) == other.secret.map(|one| one.value)
            }
            _ => false,
        };
        values(&one.primaries) == values(&other.primaries)
            && values(&one.secondaries) == values(&other.secondaries)
            && same_key
    }
}

/// The name under which the addresses of a network stand: its whole octets, or hexadecimal digits.
fn reverse_name(net: &IpNet) -> String {
    let (mut labels, top): (Vec<String>, _) = match net {
        IpNet::V4(net) => {
            let whole = usize::from(net.prefix_len() / 8);
            let octets = net.network().octets();
            (octets.iter().take(whole).map(ToString::to_string).collect(), "in-addr.arpa")
        }
        IpNet::V6(net) => {
            let whole = usize::from(net.prefix_len() / 4);
            let octets = net.network().octets();
            let digits = octets.iter().flat_map(|octet| [octet >> 4, octet & 15]);
            (digits.take(whole).map(|digit| format!("{digit:x}")).collect(), "ip6.arpa")
        }
    };
    labels.reverse();
    labels.push(top.to_owned());
    labels.join(".")
}
