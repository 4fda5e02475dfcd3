//! Lease files of a pair: what a healthy one has, and faults of each kind.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, TimeDelta, Utc};

/// Maximum client lead time of a dhcpd pair, in seconds.
pub(crate) const MCLT: i64 = 1_800;

/// How far the ends of a Kea pair may be apart: its heartbeat and response delays, in seconds.
pub(crate) const KEA_APART: i64 = 6;

/// Whose lease files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Dhcpd,
    Kea,
    /// Of `kea-dhcp6`.
    Kea6,
}

/// Two lease files and what is wrong with them.
pub(crate) struct Planted {
    /// Of the primary and of the secondary.
    pub(crate) files: [String; 2],
    /// The fault of each address, as an audit tells it.
    pub(crate) expected: BTreeMap<String, String>,
    /// The clients whose leases are as they should be.
    pub(crate) healthy: Vec<u32>,
}

/// The address of the lease of this number.
pub(crate) fn address(number: u32) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 32, 0, 1)) + number)
}

/// The same of DHCPv6.
pub(crate) fn address6(number: u32) -> Ipv6Addr {
    Ipv6Addr::from(u128::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)) + u128::from(number))
}

/// The address as an audit tells it.
fn told(form: Form, number: u32) -> String {
    match form {
        Form::Dhcpd | Form::Kea => address(number).to_string(),
        Form::Kea6 => address6(number).to_string(),
    }
}

pub(crate) fn hardware(client: u32) -> [u8; 6] {
    let [a, b, c, d] = client.to_be_bytes();
    [2, 0, a, b, c, d]
}

#[derive(Clone, Copy)]
struct Record {
    number: u32,
    client: u32,
    /// Seconds from now.
    ends: i64,
    /// What both have agreed upon.
    known: i64,
    state: &'static str,
}

impl Record {
    fn active(number: u32) -> Self {
        Self { number, client: number, ends: 40_000, known: 80_000, state: "active" }
    }

    fn write(self, form: Form, now: DateTime<Utc>, file: &mut String) {
        match form {
            Form::Dhcpd => self.write_dhcpd(now, file),
            Form::Kea => self.write_kea(now, file),
            Form::Kea6 => self.write_kea6(now, file),
        }
    }

    fn write_kea(self, now: DateTime<Utc>, file: &mut String) {
        let Self { number, client, ends, state, .. } = self;
        let [_, _, a, b, c, d] = hardware(client);
        let hex = format!("02:00:{a:02x}:{b:02x}:{c:02x}:{d:02x}");
        let (client, state) = match state {
            "active" => (format!("{hex},01:{hex}"), 0),
            "abandoned" => (",".to_owned(), 1),
            // Kea has no record of what is nobody's.
            _ => return,
        };
        let (lifetime, expire) = (ends + 46_400, now.timestamp() + ends);
        let address = address(number);
        writeln!(file, "{address},{client},{lifetime},{expire},1,0,0,pc-{number},{state},")
            .unwrap();
    }

    fn write_kea6(self, now: DateTime<Utc>, file: &mut String) {
        let Self { number, client, ends, state, .. } = self;
        let [_, _, a, b, c, d] = hardware(client);
        let (duid, state) = match state {
            "active" => (format!("00:03:00:01:02:00:{a:02x}:{b:02x}:{c:02x}:{d:02x}"), 0),
            "abandoned" => ("00:00:00".to_owned(), 1),
            _ => return,
        };
        let (lifetime, expire) = (ends + 46_400, now.timestamp() + ends);
        let address = address6(number);
        writeln!(
            file,
            "{address},{duid},{lifetime},{expire},1,{lifetime},0,{client},128,0,0,pc-{number},,{state},,,"
        )
        .unwrap();
    }

    fn write_dhcpd(self, now: DateTime<Utc>, file: &mut String) {
        let date = |seconds: i64| {
            (now + TimeDelta::seconds(seconds)).format("%w %Y/%m/%d %H:%M:%S").to_string()
        };
        let Self { number, client, ends, known, state } = self;
        writeln!(file, "lease {} {{", address(number)).unwrap();
        writeln!(file, "  starts {};\n  ends {};", date(-46_400), date(ends)).unwrap();
        for name in ["tstp", "tsfp", "atsfp"] {
            writeln!(file, "  {name} {};", date(known)).unwrap();
        }
        writeln!(file, "  cltt {};\n  binding state {state};", date(-46_400)).unwrap();
        if state == "active" {
            let [_, _, a, b, c, d] = hardware(client);
            let hex = format!("02:00:{a:02x}:{b:02x}:{c:02x}:{d:02x}");
            writeln!(file, "  next binding state expired;\n  hardware ethernet {hex};").unwrap();
            writeln!(file, "  uid 01:{hex};\n  client-hostname \"pc-{client}\";").unwrap();
        }
        file.push_str("}\n");
    }
}

/// What stands before the leases, for the primary and for the secondary.
fn heads(form: Form, now: DateTime<Utc>) -> [String; 2] {
    if form == Form::Kea6 {
        let head = "address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,\
                    fqdn_fwd,fqdn_rev,hostname,hwaddr,state,user_context,hwtype,hwaddr_source\n";
        return [head, head].map(str::to_owned);
    }
    if form == Form::Kea {
        let head = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,\
                    state,user_context\n";
        return [head, head].map(str::to_owned);
    }
    let state = |mclt: &str| {
        let day = (now - TimeDelta::days(3)).format("%w %Y/%m/%d %H:%M:%S");
        format!(
            "authoring-byte-order little-endian;\nfailover peer \"campus\" state {{ my state normal at \
             {day}; partner state normal at {day}; {mclt} }}\n"
        )
    };
    [state(""), state(&format!("mclt {MCLT};"))]
}

/// So many leases, and so many faults of each kind among them, on either side alike.
pub(crate) fn plant(form: Form, leases: u32, faults: u32) -> Planted {
    let now = Utc::now();
    let most = if form == Form::Dhcpd { MCLT } else { KEA_APART };
    let mut files = heads(form, now);
    let (mut expected, mut healthy) = (BTreeMap::new(), Vec::new());
    let every = leases.checked_div(faults * 4).unwrap_or(u32::MAX);
    for number in 0..leases {
        let right = Record::active(number);
        let (kind, faulty) =
            (number / every % 4, number % every == 0 && number / every < faults * 4);
        let odd = (number / every / 4) as usize % 2;
        let wrong: Option<Record> = match (faulty, kind) {
            (false, _) => {
                healthy.push(number);
                Some(right)
            }
            // Not there at all, or not a client's. What the primary takes for its own to give away it may
            // pass to the secondary, which drops the client then: both are wrong alike.
            (true, 0) => {
                let on = ["dhcp-a", "dhcp-b"][odd];
                expected.insert(told(form, number), format!("missing {on}"));
                let state = if odd == 0 { "backup" } else { "free" };
                let there = odd == 0 || number % 3 == 0;
                there.then_some(Record { state, ends: -50_000, known: -50_000, ..right })
            }
            (true, 1) => {
                expected.insert(told(form, number), "other-client".to_owned());
                Some(Record { client: number + 0x0100_0000, ..right })
            }
            (true, 2) => {
                expected.insert(told(form, number), "expiry".to_owned());
                let apart = [-most - 1, most + 1, -most * 5, most * 5][number as usize % 4];
                Some(Record { ends: right.ends + apart, ..right })
            }
            (true, _) => {
                expected
                    .insert(told(form, number), format!("declined {}", ["dhcp-a", "dhcp-b"][odd]));
                Some(Record { state: "abandoned", ..right })
            }
        };
        for (side, file) in files.iter_mut().enumerate() {
            let record = if side == odd { wrong } else { Some(right) };
            if let Some(record) = record {
                record.write(form, now, file);
            }
        }
    }
    Planted { files, expected, healthy }
}
