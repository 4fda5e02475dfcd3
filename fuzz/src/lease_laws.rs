//! The law of lease files.

use std::io::{self, Read};

use dhcpd_conf::leases::{Reader, Record, View};

/// The law of dhcpd.leases. How the file comes in pieces follows from its own bytes.
pub fn leases(data: &[u8]) {
    let whole = described(Reader::new(data), data);
    let pieces = described(Reader::new(Pieces { rest: data, turn: data.len() }), data);
    assert_eq!(whole, pieces, "the records do not depend on the pieces");
    let view = View::read(data).expect("bytes can be read");
    for lease in view.leases() {
        let again = described_at(data, lease.offset());
        assert!(again.starts_with(&format!("{:?}", lease.address())), "{again} at {lease:?}");
        let _ = (lease.usage(0), lease.hardware(), lease.uid(), lease.hostname());
    }
    for address in view.addresses() {
        let _ = (address.usage(0), address.duid());
    }
}

/// Gives 1 to 8 bytes at a time.
struct Pieces<'a> {
    rest: &'a [u8],
    turn: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.turn = self.turn.wrapping_mul(31).wrapping_add(7);
        let length = (1 + self.turn % 8).min(out.len());
        (&mut self.rest).take(length as u64).read(out)
    }
}

/// Everything about every record; each lies where it says.
fn described(mut reader: Reader<impl Read>, data: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    let mut behind = 0;
    while let Some(entry) = reader.next_entry().expect("bytes can be read") {
        let start = usize::try_from(entry.offset).expect("an offset inside the file");
        assert!(start >= behind, "records come in order");
        behind = start + entry.text.len();
        assert_eq!(&data[start..behind], entry.text, "a record is a part of the file");
        for problem in entry.problems {
            assert!(!problem.to_string().contains(char::is_control), "{problem:?}");
        }
        all.push(format!("{entry:?} {}", values(&entry.record)));
    }
    all
}

fn values(record: &Record<'_>) -> String {
    match record {
        Record::Lease(lease) => {
            let name = lease.hostname().map(|name| name.to_vec());
            let uid = lease.uid().map(|uid| uid.to_vec());
            format!("{uid:?} {name:?} {:?}", lease.statements().collect::<Vec<_>>())
        }
        Record::Ia(ia) => {
            let statements = ia.addresses().map(|address| address.statements().count());
            format!("{:?} {}", ia.key().to_vec(), statements.sum::<usize>())
        }
        Record::Declaration(declared) => {
            let name = declared.name().to_vec();
            format!("{name:?} {}", declared.fixed_addresses().count())
        }
        _ => String::new(),
    }
}

/// The address of the lease at an offset.
fn described_at(data: &[u8], offset: u64) -> String {
    let rest = usize::try_from(offset).ok().and_then(|offset| data.get(offset..));
    let mut reader = Reader::new(rest.expect("an offset inside the file"));
    match reader.next_entry().expect("bytes can be read").map(|entry| entry.record) {
        Some(Record::Lease(lease)) => format!("{:?}", lease.address()),
        other => format!("{other:?}"),
    }
}
