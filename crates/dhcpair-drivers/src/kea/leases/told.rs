//! The leases that a running Kea tells of, page by page.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use failover_model::lease::{
    LeaseKey, LeaseRecord, LeaseTable, LeaseTableBuilder, LeaseTimes, Moment,
};
use ipnet::{IpNet, Ipv6Net};
use kea_control::{ControlError, KeaClient};
use kea_ha::command::{AddressFamily, Lease, LeaseGetPage, LeaseKind, Lifetime, PageSize, V4, V6};

use crate::kea::memfile::{is_nobody, lease_state};
use crate::leases::wanted::Wanted;

/// One lease.
const ONE: Option<PageSize> = PageSize::new(1);

/// How many leases are asked for at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AtOnce {
    /// In one page.
    pub(crate) page: PageSize,
    /// Up to so many addresses are asked for one by one: one takes the server a hundredth of the time of a page.
    pub(crate) few: usize,
}

/// What differs between the leases of the families.
pub(crate) trait Told: AddressFamily {
    /// A record of the lease, and what it is about; [`None`] for a prefix of no length.
    fn record(lease: &Lease<Self>) -> Option<LeaseRecord<'_>>;

    /// The address of a key, where it is one of this family.
    fn address(key: &LeaseKey) -> Option<Self::Address>;

    /// The address before it; [`None`] for the first one.
    fn before(address: Self::Address) -> Option<Self::Address>;
}

/// Asks a server for leases, page by page. While it goes on, leases may come and go.
///
/// Those of some addresses alone are asked for one by one, or page by page without the pages that have none of
/// them.
///
/// # Errors
/// [`ControlError`]: without `libdhcp_lease_cmds` the server does not know the command, and the error says so.
pub(crate) async fn read<F: Told>(
    client: &KeaClient,
    wanted: &Wanted,
    AtOnce { page, few }: AtOnce,
) -> Result<LeaseTable, ControlError> {
    let mut builder = LeaseTableBuilder::default();
    match wanted {
        Wanted::All | Wanted::Fitting(_) => {
            let mut next = Some(LeaseGetPage::<F>::first(page));
            while let Some(command) = next {
                let page = client.ask(&command).await?;
                let records = page.leases.iter().filter_map(F::record);
                records.for_each(|record| wanted.take(&record, &mut builder));
                next = page.next;
            }
        }
        Wanted::Only(keys) => {
            let page = ONE.filter(|_| keys.len() <= few).unwrap_or(page);
            // Behind this one nothing was looked at yet.
            let mut seen: Option<F::Address> = None;
            for address in keys.iter().filter_map(F::address) {
                if seen.is_some_and(|seen| seen >= address) {
                    continue;
                }
                let command = LeaseGetPage { from: F::before(address), limit: page };
                let page = client.ask(&command).await?;
                let records = page.leases.iter().filter_map(F::record);
                records.for_each(|record| wanted.take(&record, &mut builder));
                match page.next.and_then(|next| next.from) {
                    Some(last) => seen = Some(last),
                    None => break,
                }
            }
        }
    }
    Ok(builder.finish())
}

impl Told for V4 {
    fn record(lease: &Lease<Self>) -> Option<LeaseRecord<'_>> {
        let mut record = record(lease, LeaseKey::address(lease.address.into()));
        record.client = lease.client.client_id.as_ref().map_or(&[], |id| id.as_bytes());
        record.hardware = lease.client.hw_address.as_bytes();
        Some(record)
    }

    fn address(key: &LeaseKey) -> Option<Ipv4Addr> {
        match key.net().addr() {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        }
    }

    fn before(address: Ipv4Addr) -> Option<Ipv4Addr> {
        u32::from(address).checked_sub(1).map(Ipv4Addr::from)
    }
}

impl Told for V6 {
    fn record(lease: &Lease<Self>) -> Option<LeaseRecord<'_>> {
        let key = match lease.client.kind {
            LeaseKind::Address => LeaseKey::address(lease.address.into()),
            LeaseKind::Prefix(length) => {
                LeaseKey::prefix(IpNet::V6(Ipv6Net::new(lease.address, length).ok()?))
            }
        };
        let mut record = record(lease, key);
        record.client = match lease.client.duid.as_bytes() {
            duid if is_nobody(duid) => &[],
            duid => duid,
        };
        record.iaid = lease.client.iaid;
        record.hardware =
            lease.client.hw_address.as_ref().map_or(&[], |address| address.as_bytes());
        Some(record)
    }

    fn address(key: &LeaseKey) -> Option<Ipv6Addr> {
        match key.net().addr() {
            IpAddr::V4(_) => None,
            IpAddr::V6(address) => Some(address),
        }
    }

    fn before(address: Ipv6Addr) -> Option<Ipv6Addr> {
        u128::from(address).checked_sub(1).map(Ipv6Addr::from)
    }
}

/// What leases of both families have.
fn record<F: AddressFamily>(lease: &Lease<F>, key: LeaseKey) -> LeaseRecord<'_> {
    let transaction = Moment::from(lease.last_transaction);
    let expires = match lease.valid_lifetime {
        Lifetime::Infinite => Moment::NEVER,
        Lifetime::For(time) => transaction.plus(i64::try_from(time.as_secs()).unwrap_or(i64::MAX)),
    };
    let mut record = LeaseRecord::new(key, lease_state(lease.state));
    record.times = LeaseTimes {
        expires: Some(expires),
        last_transaction: Some(transaction),
        ..LeaseTimes::default()
    };
    record.name = lease.hostname.as_bytes();
    record
}
