//! Real lease files: everything in them is read, and what is odd about them is named.

use std::fs;

use dhcpair_testbed::shared;
use dhcpd_conf::leases::{ProblemKind, Reader, Record};

/// Problems of the files, by the end of their names; the others have none.
const ODD: &[(&str, &[(u64, ProblemKind)])] =
    // A server of 2012: `server-duid = ...` and `failover { ... }`, which dhcpd 4.4 refuses.
    &[("test__dhcpd.leases", &[(4, ProblemKind::Malformed), (6, ProblemKind::Malformed)])];

#[test]
fn real_files_are_read_whole() {
    let Some(folder) = shared("corpus/leases") else { return };
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut reader = Reader::new(&bytes[..]);
        let (mut leases, mut addresses) = (0, 0);
        let mut problems = Vec::new();
        while let Some(entry) = reader.next_entry().unwrap() {
            problems.extend(entry.problems.iter().map(|problem| (problem.line, problem.kind)));
            match entry.record {
                Record::Lease(_) => leases += 1,
                Record::Ia(ia) => addresses += ia.addresses().count(),
                _ => {}
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let begin =
            |word: &str| text.lines().filter(|line| line.trim_start().starts_with(word)).count();
        assert_eq!(leases, begin("lease "), "{name}");
        assert_eq!(addresses, begin("iaaddr ") + begin("iaprefix "), "{name}");
        let odd = ODD.iter().find(|(end, _)| name.ends_with(end)).map_or(&[][..], |(_, odd)| odd);
        assert_eq!(problems, odd, "{name}");
        files += 1;
    }
    assert!(files >= 10, "{files} files");
}
