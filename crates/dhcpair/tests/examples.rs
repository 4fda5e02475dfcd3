//! The servers themselves take every example file of ISC dhcpd and Kea.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

mod support;

use std::fs;
use std::path::Path;

use dhcpair_testbed::{Family, Verdict, dhcpd_check, kea_check, program};
use support::workspace;

/// Copies a folder, with the absolute paths of its includes leading into the copy.
fn copy(from: &Path, to: &Path, root: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target, root);
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        // `include "/..."` of dhcpd, `<?include "/..."?>` of Kea.
        let below = format!("include \"{}/", root.display());
        fs::write(target, text.replace("include \"/", &below)).unwrap();
    }
}

/// What the server that reads a main file says of it; nothing for files that others include.
fn ask(file: &Path, cwd: &Path) -> Option<Verdict> {
    match file.file_name()?.to_str()? {
        "dhcpd.conf" => dhcpd_check(file, Family::V4, cwd),
        "kea-dhcp4.conf" => kea_check(file, Family::V4),
        "kea-dhcp6.conf" => kea_check(file, Family::V6),
        _ => None,
    }
}

#[test]
fn the_real_servers_take_every_example() {
    if program("dhcpd").is_none() || program("kea-dhcp4").is_none() {
        return;
    }
    let scratch = tempfile::tempdir().unwrap();
    let mut asked = Vec::new();
    for example in ["campus", "campus-clean", "leases"] {
        for server in fs::read_dir(workspace().join("examples").join(example)).unwrap() {
            let server = server.unwrap();
            if !server.file_type().unwrap().is_dir() {
                continue;
            }
            let root = scratch.path().join(example).join(server.file_name());
            copy(&server.path(), &root, &root);
            for folder in ["etc/dhcp", "etc/kea"].map(|folder| root.join(folder)) {
                let files = fs::read_dir(&folder).into_iter().flatten();
                for file in files.map(|file| file.unwrap().path()) {
                    if let Some(verdict) = ask(&file, &folder) {
                        assert_eq!(verdict, Verdict::Accepted, "{}", file.display());
                        asked.push(file);
                    }
                }
            }
        }
    }
    // Three, two and two of dhcpd, four and four of Kea.
    assert_eq!(asked.len(), 15, "{asked:#?}");
}
