//! What reading a lease file takes of memory.

use std::io::{self, Read, Write};

use dhcpd_conf::leases::{Reader, View};

/// A lease file that is made while it is read.
struct Made<W> {
    record: W,
    next: u32,
    count: u32,
    buffer: Vec<u8>,
    at: usize,
}

fn made<W: FnMut(u32, &mut Vec<u8>)>(count: u32, record: W) -> Made<W> {
    Made { record, next: 0, count, buffer: Vec::with_capacity(4096), at: 0 }
}

impl<W: FnMut(u32, &mut Vec<u8>)> Read for Made<W> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.buffer.len() && self.next < self.count {
            self.buffer.clear();
            self.at = 0;
            (self.record)(self.next, &mut self.buffer);
            self.next += 1;
        }
        let length = (&self.buffer[self.at..]).read(out)?;
        self.at += length;
        Ok(length)
    }
}

/// A lease as a failover pair writes it, of one of `distinct` addresses.
fn lease(number: u32, distinct: u32, out: &mut Vec<u8>) {
    let host = number % distinct;
    // A renewal now and then, and another client at times.
    let client = host + number / distinct % 3;
    let [a, b, c, d] = (0x0a00_0000 + host).to_be_bytes();
    let [_, x, y, z] = client.to_be_bytes();
    write!(
        out,
        "lease {a}.{b}.{c}.{d} {{\n  starts 3 2026/11/25 12:{:02}:{:02};\n  ends 4 2026/11/26 \
         12:00:00;\n  tstp 4 2026/11/26 18:00:00;\n  tsfp 4 2026/11/26 18:00:00;\n  atsfp 4 \
         2026/11/26 18:00:00;\n  cltt 3 2026/11/25 12:00:00;\n  binding state active;\n  next \
         binding state expired;\n  hardware ethernet 00:53:00:{x:02x}:{y:02x}:{z:02x};\n  uid \
         \"\\001\\000S\\000\\{x:03o}\\{y:03o}\\{z:03o}\";\n  set vendor-class-identifier = \"MSFT \
         5.0\";\n  client-hostname \"workstation-{client:06}\";\n}}\n",
        number / 60 % 60,
        number % 60
    )
    .unwrap();
}

/// An address of a DHCPv6 client, as its server writes it.
fn ia(number: u32, distinct: u32, out: &mut Vec<u8>) {
    let host = number % distinct;
    let [w, x, y, z] = host.to_be_bytes();
    write!(
        out,
        "ia-na \"\\{w:03o}\\{x:03o}\\{y:03o}\\{z:03o}\\000\\001\\000\\001\\035f\\037\\342\\012\
         \\000'\\{x:03o}\\{y:03o}\\{z:03o}\" {{\n  cltt 3 2026/11/25 12:00:00;\n  iaaddr \
         2001:db8::{:x}:{:x} {{\n    binding state active;\n    preferred-life 375;\n    max-life \
         600;\n    ends 4 2026/11/26 12:00:00;\n  }}\n}}\n\n",
        host >> 16,
        host & 0xffff
    )
    .unwrap();
}

/// Bytes of the reader's own buffer, and what a view takes once.
const ONCE: u64 = 300_000;

#[test]
fn a_lease_takes_at_most_200_bytes_also_while_the_table_grows() {
    // The second number is just behind a step in the growth of the table.
    for (distinct, records) in [(100_000, 105_000), (24_577, 60_000)] {
        let info = allocation_counter::measure(|| {
            let view = View::read(made(records, |n, out| lease(n, distinct, out))).unwrap();
            assert_eq!(view.lease_count(), distinct as usize);
            assert_eq!(view.problems(), []);
        });
        let each = (info.bytes_max.saturating_sub(ONCE)) as f64 / f64::from(distinct);
        println!("{distinct} leases: {each:.1} bytes each at the peak");
        assert!(each <= 150.0, "{distinct} leases: {each:.1} bytes each");
    }
}

#[test]
fn an_address_of_ipv6_takes_at_most_200_bytes() {
    for (distinct, records) in [(40_000, 45_000), (24_577, 30_000)] {
        let info = allocation_counter::measure(|| {
            let view = View::read(made(records, |n, out| ia(n, distinct, out))).unwrap();
            assert_eq!(view.addresses().count(), distinct as usize);
            assert_eq!(view.problems(), []);
        });
        let each = (info.bytes_max.saturating_sub(ONCE)) as f64 / f64::from(distinct);
        println!("{distinct} addresses: {each:.1} bytes each at the peak");
        assert!(each <= 150.0, "{distinct} addresses: {each:.1} bytes each");
    }
}

#[test]
fn streaming_takes_the_same_memory_however_long_the_file_is() {
    let peak = |count: u32| {
        let mut records = 0_u32;
        let info = allocation_counter::measure(|| {
            let mut reader = Reader::new(made(count, |n, out| match n % 2 {
                0 => lease(n, 5_000, out),
                _ => ia(n, 5_000, out),
            }));
            while let Some(entry) = reader.next_entry().unwrap() {
                assert_eq!(entry.problems, []);
                records += 1;
            }
        });
        assert_eq!(records, count);
        (info.bytes_max, info.count_total)
    };
    // Not one allocation more for 10,000 records more.
    assert_eq!(peak(1_000), peak(11_000));
    assert!(peak(1_000).0 < 200_000, "{:?}", peak(1_000));
}
