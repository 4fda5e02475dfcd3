//! dhcpd.leases in the terms of the failover model.

use std::io::{self, Read};
use std::net::IpAddr;

use dhcpd_conf::leases::{
    BindingState, ByteOrder, FailoverRecord, IaKind, Lease, Reader, Record, Stamp, View,
};
use failover_model::lease::{
    LeaseKey, LeaseRecord, LeaseState, LeaseTable, LeaseTableBuilder, LeaseTimes, Moment,
};
use failover_model::state::SideState;
use failover_model::{Family, Knowledge};
use ipnet::IpNet;

use super::live::lower_written;
use crate::leases::wanted::Wanted;

/// What a lease file says.
#[derive(Debug, Clone, Default)]
pub struct Leases {
    /// The newest record of each address.
    pub leases: LeaseTable,
    /// The newest states of each relationship that it names.
    pub states: Vec<(String, SideState)>,
    /// How many problems the file has.
    pub problems: u64,
}

/// Reads a lease file of `dhcpd -4` or `dhcpd -6` to its end.
///
/// # Errors
/// Where the source cannot be read. What makes no sense in it is left out, and counted.
pub fn read(source: impl Read, family: Family, wanted: &Wanted) -> io::Result<Leases> {
    match family {
        Family::V4 => read_v4(source, wanted),
        Family::V6 => read_v6(source, wanted),
    }
}

fn read_v4(source: impl Read, wanted: &Wanted) -> io::Result<Leases> {
    let mut reader = Reader::new(source);
    let mut builder = LeaseTableBuilder::default();
    let (mut found, mut bytes) = (Leases::default(), Bytes::default());
    let mut is_lease_file = false;
    while let Some(entry) = reader.next_entry()? {
        found.problems += entry.problems.len() as u64;
        if !entry.is_usable() {
            continue;
        }
        is_lease_file |= !matches!(entry.record, Record::Declaration(_) | Record::Unknown);
        match &entry.record {
            Record::Lease(lease) => {
                let key = LeaseKey::address(IpAddr::V4(lease.address()));
                if wanted.has(&key) {
                    wanted.take(&bytes.record(key, lease), &mut builder);
                }
            }
            Record::Failover(peer) => found.set_state(peer),
            _ => {}
        }
    }
    if found.problems > 0 && !is_lease_file {
        return Err(no_lease_file());
    }
    Ok(Leases { leases: builder.finish(), ..found })
}

/// A file in which nothing but declarations makes sense, such as `dhcpd.conf`.
fn no_lease_file() -> io::Error {
    let why = "it is no lease file of dhcpd: it has no lease, no state and no byte order";
    io::Error::new(io::ErrorKind::InvalidData, why)
}

impl Leases {
    fn set_state(&mut self, record: &FailoverRecord<'_>) {
        let name = String::from_utf8_lossy(&record.name().to_vec()).into_owned();
        self.states.retain(|(known, _)| *known != name);
        if let Knowledge::Known(state) = lower_written(record) {
            self.states.push((name, state));
        }
    }
}

/// Room for the octets of one record: escapes in the file are resolved into it.
#[derive(Default)]
struct Bytes {
    client: Vec<u8>,
    hardware: Vec<u8>,
    name: Vec<u8>,
}

impl Bytes {
    fn record(&mut self, key: LeaseKey, lease: &Lease<'_>) -> LeaseRecord<'_> {
        let Self { client, hardware, name } = self;
        let fill = |room: &mut Vec<u8>, octets: Option<dhcpd_conf::leases::Data<'_>>| {
            room.clear();
            room.extend(octets.into_iter().flat_map(dhcpd_conf::leases::Data::bytes));
        };
        fill(client, lease.uid());
        fill(name, lease.hostname());
        hardware.clear();
        if let Some(address) = lease.hardware() {
            hardware.extend_from_slice(address.address());
        }
        // A lease without a state is of a dhcpd that knew no failover.
        let state = lease.state().map_or(LeaseState::Active, state);
        let mut record = LeaseRecord::new(key, state);
        record.next = lease.next_state().map(self::state);
        record.times = LeaseTimes {
            starts: lease.starts().map(moment),
            expires: lease.ends().map(moment),
            last_transaction: lease.cltt().map(moment),
            told_partner: lease.tstp().map(moment),
            partner_knows: lease.tsfp().map(moment),
            partner_sent: lease.atsfp().map(moment),
        };
        (record.client, record.hardware, record.name) = (client, hardware, name);
        record
    }
}

fn moment(stamp: Stamp) -> Moment {
    stamp.unix_seconds().map_or(Moment::NEVER, Moment::from_unix)
}

const fn state(state: BindingState) -> LeaseState {
    match state {
        BindingState::Free => LeaseState::Free,
        BindingState::Active => LeaseState::Active,
        BindingState::Expired => LeaseState::Expired,
        BindingState::Released => LeaseState::Released,
        BindingState::Abandoned => LeaseState::Declined,
        BindingState::Reset => LeaseState::Reset,
        BindingState::Backup => LeaseState::Backup,
    }
}

/// DHCPv6 has no failover in dhcpd; its leases can be looked up all the same.
fn read_v6(source: impl Read, wanted: &Wanted) -> io::Result<Leases> {
    let view = View::read(source)?;
    let order = view.byte_order().unwrap_or(ByteOrder::Little);
    let mut builder = LeaseTableBuilder::default();
    for lease in view.addresses() {
        let address = IpAddr::V6(lease.address());
        let key = match lease.kind() {
            IaKind::Na => LeaseKey::address(address),
            IaKind::Ta => LeaseKey::temporary(address),
            IaKind::Pd => match IpNet::new(address, lease.prefix_length()) {
                Ok(net) => LeaseKey::prefix(net),
                Err(_) => continue,
            },
        };
        if !wanted.has(&key) {
            continue;
        }
        let mut record = LeaseRecord::new(key, lease.state().map_or(LeaseState::Active, state));
        record.client = lease.duid();
        record.iaid = lease.iaid(order).unwrap_or(0);
        record.times.expires = lease.ends().map(moment);
        record.times.last_transaction = lease.cltt().map(moment);
        wanted.take(&record, &mut builder);
    }
    let problems = view.problem_count();
    if problems > 0 && view.byte_order().is_none() && view.addresses().next().is_none() {
        return Err(no_lease_file());
    }
    Ok(Leases { leases: builder.finish(), states: Vec::new(), problems })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_lease_file_is_refused_and_an_empty_one_is_not() {
        let read = |text: &str, family| read(text.as_bytes(), family, &Wanted::All);
        for family in [Family::V4, Family::V6] {
            for text in [
                "root:x:0:0:root:/root:/bin/bash\nbin:x:1:1:bin:/bin:/sbin/nologin\n",
                "subnet 10.0.0.0 netmask 255.255.255.0 { range 10.0.0.1 10.0.0.9; }\nhost a { }\n",
            ] {
                let error = read(text, family).map(|found| found.problems).unwrap_err();
                assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{text}");
            }
            for text in ["", "# nothing yet\n", "authoring-byte-order little-endian;\nrubbish;\n"] {
                assert!(read(text, family).is_ok(), "{text}");
            }
        }
    }
}
