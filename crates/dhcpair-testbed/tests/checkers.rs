//! The real servers' checkers on files whose verdict is known.

use std::path::{Path, PathBuf};
use std::{fs, io};

use dhcpair_testbed::{Depth, Family, KEA_ROOTS, KeaRoot, Verdict, dhcpd_check, kea_check};
use tempfile::TempDir;

/// A file in a folder that lives as long as the first value.
fn file(text: &str) -> io::Result<(TempDir, PathBuf)> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("server.conf");
    fs::write(&path, text)?;
    Ok((folder, path))
}

/// Whether this is a rejection that says `why`.
fn rejects(verdict: Option<&Verdict>, why: &str) -> bool {
    matches!(verdict, Some(Verdict::Rejected { output }) if output.contains(why))
}

#[test]
fn dhcpd_accepts_and_rejects() {
    let (_folder, good) = file("subnet 192.0.2.0 netmask 255.255.255.0 { }\n").unwrap();
    let Some(verdict) = dhcpd_check(&good, Family::V4, Path::new("/")) else { return };
    assert_eq!(verdict, Verdict::Accepted);

    let (_folder, bad) = file("authoritative;\nsubnet 192.0.2.0 { }\n").unwrap();
    let verdict = dhcpd_check(&bad, Family::V4, Path::new("/"));
    assert!(rejects(verdict.as_ref(), "line 2"), "{verdict:?}");
}

#[test]
fn dhcpd_judges_by_family() {
    let (_folder, six) =
        file("subnet6 2001:db8::/64 { range6 2001:db8::10 2001:db8::20; }\n").unwrap();
    let Some(verdict) = dhcpd_check(&six, Family::V6, Path::new("/")) else { return };
    assert_eq!(verdict, Verdict::Accepted);
    assert_ne!(dhcpd_check(&six, Family::V4, Path::new("/")), Some(Verdict::Accepted));
}

#[test]
fn dhcpd_resolves_an_include_in_the_working_directory() {
    let (folder, main) = file("include \"below.conf\";\n").unwrap();
    fs::write(folder.path().join("below.conf"), "authoritative;\n").unwrap();
    let Some(verdict) = dhcpd_check(&main, Family::V4, folder.path()) else { return };
    assert_eq!(verdict, Verdict::Accepted);
    let elsewhere = dhcpd_check(&main, Family::V4, Path::new("/"));
    assert!(rejects(elsewhere.as_ref(), "below.conf"), "{elsewhere:?}");
}

#[test]
fn kea_accepts_and_rejects_in_both_families() {
    let (_folder, good) = file("{ \"Dhcp4\": { \"valid-lifetime\": 600 } }\n").unwrap();
    let Some(verdict) = kea_check(&good, Family::V4) else { return };
    assert_eq!(verdict, Verdict::Accepted);

    let (_folder, bad) = file("{ \"Dhcp4\": { \"valid-lifetime\": \"long\" } }\n").unwrap();
    let verdict = kea_check(&bad, Family::V4);
    assert!(rejects(verdict.as_ref(), ":1."), "{verdict:?}");

    let (_folder, six) = file("{ \"Dhcp6\": { \"valid-lifetime\": 600 } }\n").unwrap();
    let Some(verdict) = kea_check(&six, Family::V6) else { return };
    assert_eq!(verdict, Verdict::Accepted);
}

#[test]
fn newer_keas_look_into_their_hooks_where_they_are_asked_to() {
    for (release, line) in KEA_ROOTS.iter().zip([Some("2.6."), None]) {
        let Some(root) = KeaRoot::find(release) else { continue };
        let version = root.version();
        assert!(line.is_none_or(|line| version.starts_with(line)), "{version}");
        let text = r#"{ "Dhcp4": { "lease-database": { "type": "memfile", "persist": false },
            "hooks-libraries": [ { "library": "libdhcp_lease_cmds.so" }, { "library": "libdhcp_ha.so",
              "parameters": { "high-availability": [ { "this-server-name": "a", "mode": "hot-standby", "peers": [
                { "name": "a", "url": "http://127.0.0.1:8001/", "role": "primary" },
                { "name": "b", "url": "http://127.0.0.1:8002/", "role": "standby" } ] } ] } } ] } }"#;
        let ask = |text: &str, depth| root.check(text.as_bytes(), Family::V4, depth);
        assert_eq!(ask(text, Depth::Hooks), Some(Verdict::Accepted), "{version}");
        let wrong = text.replace("\"this-server-name\": \"a\"", "\"this-server-name\": \"c\"");
        let verdict = ask(&wrong, Depth::Hooks);
        assert!(
            rejects(verdict.as_ref(), "no peer configuration specified for the 'c'"),
            "{version}: {verdict:?}"
        );
        assert_eq!(ask(&wrong, Depth::Configuration), Some(Verdict::Accepted), "{version}");
    }
}
