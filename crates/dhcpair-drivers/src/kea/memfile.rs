//! One line of a lease file of Kea: comma separated values, named by the first line.

use std::net::IpAddr;
use std::str;

use failover_model::Family;
use failover_model::lease::{LeaseKey, LeaseRecord, LeaseState, LeaseTimes, Moment};
use ipnet::IpNet;
use kea_ha::command::LeaseState as KeaState;

/// Where the columns stand that are of interest.
#[derive(Debug)]
pub(super) struct Columns {
    family: Family,
    address: usize,
    valid_lifetime: usize,
    expire: usize,
    hostname: usize,
    /// The client identifier, or the DUID.
    client: usize,
    hardware: Option<usize>,
    state: Option<usize>,
    iaid: Option<usize>,
    lease_type: Option<usize>,
    prefix_len: Option<usize>,
}

impl Columns {
    /// By the first line of a file; [`None`] where it is none of a lease file of the family.
    pub(super) fn of(line: &[u8], family: Family) -> Option<Self> {
        let names: Vec<&[u8]> = line.trim_ascii_end().split(|byte| *byte == b',').collect();
        let column = |name: &str| names.iter().position(|known| *known == name.as_bytes());
        let client = match family {
            Family::V4 => column("client_id")?,
            Family::V6 => column("duid")?,
        };
        Some(Self {
            family,
            client,
            address: column("address")?,
            valid_lifetime: column("valid_lifetime")?,
            expire: column("expire")?,
            hostname: column("hostname")?,
            hardware: column("hwaddr"),
            state: column("state"),
            iaid: column("iaid"),
            lease_type: column("lease_type"),
            prefix_len: column("prefix_len"),
        })
    }
}

/// A line in parts; its room is used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Row {
    client: Vec<u8>,
    hardware: Vec<u8>,
    name: Vec<u8>,
    iaid: u32,
    state: Option<LeaseState>,
    times: LeaseTimes,
    ends: Vec<usize>,
}

/// Whether this is the DUID of an address that was declined, which is nobody's (Kea ARM, "Duplicate Addresses"):
/// one octet 0, and three of them in versions that take no DUID of fewer.
pub(super) fn is_nobody(duid: &[u8]) -> bool {
    matches!(duid, [0] | [0, 0, 0])
}

impl Row {
    /// Reads a line: what it is about, and whether there is a lease, or none any more. [`None`] where the
    /// line makes no sense.
    pub(super) fn read(&mut self, line: &[u8], columns: &Columns) -> Option<(LeaseKey, bool)> {
        self.ends.clear();
        self.ends.extend(commas(line));
        self.ends.push(line.len());
        let value = |at: usize| -> Option<&[u8]> {
            let end = *self.ends.get(at)?;
            let start =
                at.checked_sub(1).map_or(Some(0), |before| Some(self.ends.get(before)? + 1))?;
            line.get(start..end).map(<[u8]>::trim_ascii)
        };
        let text = |at: usize| str::from_utf8(value(at)?).ok();
        let number = |at: usize| text(at)?.parse::<u64>().ok();
        let optional = |at: Option<usize>| match at {
            None => Some(0),
            Some(at) => number(at),
        };
        let address: IpAddr = text(columns.address)?.parse().ok()?;
        if address.is_ipv4() != (columns.family == Family::V4) {
            return None;
        }
        let key = match optional(columns.lease_type)? {
            0 => LeaseKey::address(address),
            1 => LeaseKey::temporary(address),
            2 => {
                let length = u8::try_from(optional(columns.prefix_len)?).ok()?;
                LeaseKey::prefix(IpNet::new(address, length).ok()?)
            }
            _ => return None,
        };
        let (lifetime, expire) = (number(columns.valid_lifetime)?, number(columns.expire)?);
        let state = u32::try_from(optional(columns.state)?).ok()?;
        let iaid = u32::try_from(optional(columns.iaid)?).ok()?;
        let (client, hardware) =
            (value(columns.client)?, columns.hardware.map_or(Some(&[][..]), value)?);
        let name = value(columns.hostname)?;
        octets(client, &mut self.client)?;
        octets(hardware, &mut self.hardware)?;
        unescape(name, &mut self.name);
        if is_nobody(&self.client) {
            self.client.clear();
        }
        self.iaid = iaid;
        self.state = Some(lease_state(KeaState::of(state)));
        self.times = times(lifetime, expire)?;
        Some((key, lifetime != 0))
    }

    /// What was read last, of this address or prefix.
    pub(super) fn record(&self, key: LeaseKey) -> LeaseRecord<'_> {
        let mut record = LeaseRecord::new(key, self.state.unwrap_or(LeaseState::Other));
        record.times = self.times;
        record.iaid = self.iaid;
        (record.client, record.hardware, record.name) = (&self.client, &self.hardware, &self.name);
        record
    }
}

/// The commas of a line.
fn commas(line: &[u8]) -> impl Iterator<Item = usize> {
    line.iter().enumerate().filter(|(_, byte)| **byte == b',').map(|(at, _)| at)
}

/// Kea keeps the end and the lifetime, from which the last transaction follows.
fn times(lifetime: u64, expire: u64) -> Option<LeaseTimes> {
    let transaction = i64::try_from(expire.checked_sub(lifetime)?).ok()?;
    let end = match lifetime == u64::from(u32::MAX) {
        true => Moment::NEVER,
        false => Moment::from_unix(i64::try_from(expire).ok()?),
    };
    Some(LeaseTimes {
        expires: Some(end),
        last_transaction: Some(Moment::from_unix(transaction)),
        ..LeaseTimes::default()
    })
}

/// What Kea's states are in the model.
pub(super) const fn lease_state(state: KeaState) -> LeaseState {
    match state {
        KeaState::Assigned => LeaseState::Active,
        KeaState::Declined => LeaseState::Declined,
        KeaState::Reclaimed => LeaseState::Expired,
        KeaState::Released => LeaseState::Released,
        KeaState::Registered => LeaseState::Registered,
        _ => LeaseState::Other,
    }
}

/// `02:00:5e:10:00:01`, or nothing.
fn octets(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    out.clear();
    if text.is_empty() {
        return Some(());
    }
    for pair in text.split(|byte| *byte == b':') {
        let pair = str::from_utf8(pair).ok().filter(|pair| pair.len() <= 2)?;
        out.push(u8::from_str_radix(pair, 16).ok()?);
    }
    Some(())
}

/// What stands before two hexadecimal digits of a byte that cannot stand for itself.
const ESCAPE: &[u8] = b"&#x";

/// A text with its escapes resolved; what is no escape stays.
fn unescape(text: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first() {
        let octet = rest
            .strip_prefix(ESCAPE)
            .and_then(|digits| digits.split_at_checked(2))
            .and_then(|(digits, behind)| {
                let digits = str::from_utf8(digits).ok()?;
                Some((u8::from_str_radix(digits, 16).ok()?, behind))
            });
        match octet {
            Some((octet, behind)) => {
                out.push(octet);
                rest = behind;
            }
            None => {
                out.push(*first);
                rest = behind;
            }
        }
    }
}
