//! Which leases an audit is about, and what counts as far apart, by what the servers are configured to.

use ipnet::IpNet;

use super::AuditRules;
use crate::address::{AddressRange, AddressSet};
use crate::config::{PoolKind, ServerConfig};
use crate::lease::{LeaseKey, LeaseKind};
use crate::relationship::{Parameters, RelationshipIx, RelationshipSide};
use crate::unit::Seconds;

/// dhcpd's `max-response-delay` where a file does not say it (`dhcpd.conf(5)`).
const MAX_RESPONSE_DELAY: u64 = 20;

/// Kea's `heartbeat-delay` and `max-response-delay` where a file does not say them, in milliseconds (Kea
/// ARM, "High Availability").
const HEARTBEAT_DELAY: u64 = 10_000;
const KEA_MAX_RESPONSE_DELAY: u64 = 60_000;

/// What a Windows pair takes for its maximum client lead time where it is not known.
const WINDOWS_MCLT: u64 = 3_600;

impl AuditRules {
    /// How far the clocks of a pair may be apart: dhcpd and Kea refuse to go on above that.
    pub const CLOCKS: Seconds = Seconds(60);

    /// The rules for a relationship, by the parameters of those of its sides that were observed. A side
    /// that is silent of something has the default.
    ///
    /// Of a dhcpd pair the primary alone has `mclt`: where that was not read, how far ends may be apart is not known.
    #[must_use]
    pub fn of<'a>(sides: impl IntoIterator<Item = &'a RelationshipSide>) -> Self {
        let (mut apart, mut under_way) = (None, 0);
        for side in sides {
            let (side_apart, delay) = match &side.parameters {
                Parameters::Isc(isc) => {
                    let delay = isc.max_response_delay.as_ref().map(|delay| delay.value.0);
                    (
                        isc.mclt.as_ref().map(|mclt| mclt.value.0),
                        delay.unwrap_or(MAX_RESPONSE_DELAY),
                    )
                }
                Parameters::Kea(kea) => {
                    let heartbeat = kea.heartbeat_delay.as_ref().map(|delay| delay.value.0);
                    let response = kea.max_response_delay.as_ref().map(|delay| delay.value.0);
                    let both = heartbeat
                        .unwrap_or(HEARTBEAT_DELAY)
                        .saturating_add(response.unwrap_or(KEA_MAX_RESPONSE_DELAY));
                    (Some(both.div_ceil(1_000)), both.div_ceil(1_000))
                }
                Parameters::Windows(windows) => {
                    (Some(windows.mclt.map_or(WINDOWS_MCLT, |mclt| mclt.0)), MAX_RESPONSE_DELAY)
                }
            };
            (apart, under_way) = (apart.max(side_apart), under_way.max(delay));
        }
        Self { apart: apart.map(Seconds), under_way: Seconds(under_way), clocks: Self::CLOCKS }
    }
}

/// The addresses and prefixes of a relationship: what either side has in it.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    addresses: AddressSet,
    prefixes: AddressSet,
}

impl Coverage {
    /// What sides have in a relationship: of pools that are in it (dhcpd) their ranges, of scopes that
    /// are in it (Kea, Windows) the whole network, since a reserved address outside the pools is shared
    /// too.
    #[must_use]
    pub fn of<'a>(sides: impl IntoIterator<Item = (&'a ServerConfig, RelationshipIx)>) -> Self {
        let (mut addresses, mut prefixes) = (Vec::new(), Vec::new());
        for (config, side) in sides {
            for scope in config.scopes() {
                let whole = scope.relationship == Some(side);
                addresses.extend(range(scope.net).filter(|_| whole));
                let pools = scope.pools.iter();
                for pool in pools.filter(|pool| whole || pool.relationship == Some(side)) {
                    let ranges = pool.addresses.ranges().iter().copied();
                    match pool.kind {
                        PoolKind::Addresses => addresses.extend(ranges),
                        PoolKind::Prefixes { .. } => prefixes.extend(ranges),
                    }
                }
            }
        }
        Self {
            addresses: addresses.into_iter().collect(),
            prefixes: prefixes.into_iter().collect(),
        }
    }

    /// Whether the lease of an address or prefix is one of the relationship.
    #[must_use]
    pub fn has(&self, key: &LeaseKey) -> bool {
        let set = match key.kind() {
            LeaseKind::Prefix => &self.prefixes,
            LeaseKind::Address | LeaseKind::Temporary => &self.addresses,
        };
        set.contains(key.net().addr())
    }
}

fn range(net: IpNet) -> Option<AddressRange> {
    AddressRange::new(net.network(), net.broadcast())
}
