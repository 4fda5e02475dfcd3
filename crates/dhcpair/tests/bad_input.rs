//! Input that no server would take: a clear message with file and line, the documented exit code,
//! no panic, no hang.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

mod support;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use support::{Run, dhcpair, folder};

/// How deep the deep files are.
const DEEP: usize = 100_000;

/// A vendor's main file, and a file that it accepts.
struct Vendor {
    name: &'static str,
    file: &'static str,
    good: &'static str,
    /// A main file that includes `FILE`, where the format has includes.
    include: Option<&'static str>,
    /// What is repeated to nest.
    open: &'static str,
}

const VENDORS: [Vendor; 3] = [
    Vendor {
        name: "isc",
        file: "dhcpd.conf",
        good: "authoritative;\nsubnet 10.1.0.0 netmask 255.255.255.0 {\n  range 10.1.0.10 10.1.0.99;\n}\n",
        include: Some("authoritative;\ninclude \"FILE\";\n"),
        open: "group {\n",
    },
    Vendor {
        name: "kea",
        file: "kea-dhcp4.conf",
        good: "{ \"Dhcp4\": {\n  \"subnet4\": [ { \"id\": 1, \"subnet\": \"10.1.0.0/24\",\n    \
               \"pools\": [ { \"pool\": \"10.1.0.10 - 10.1.0.99\" } ] } ]\n} }\n",
        include: Some("{ \"Dhcp4\": {\n  <?include \"FILE\"?>\n} }\n"),
        open: "{ \"Dhcp4\":\n",
    },
    Vendor {
        name: "windows",
        file: "state.json",
        good: "",
        include: None,
        open: "{ \"recorded-windows-state\":\n",
    },
];

/// No message without a place, no panic, and no answer that takes forever.
fn is_sound(run: &Run, what: &str) {
    assert!(!run.stderr.contains("panicked"), "{what}: {}", run.all());
    assert!(!run.stdout.contains("panicked"), "{what}: {}", run.all());
    assert!(run.took < Duration::from_secs(20), "{what}: {:?}", run.took);
    let control = |c: char| c.is_control() && c != '\n';
    assert!(
        !run.stdout.contains(control) && !run.stderr.contains(control),
        "{what}: {}",
        run.all()
    );
}

fn check(folder: &Path, vendor: &Vendor, what: &str) -> Run {
    let mut arguments = vec!["check", vendor.file];
    if vendor.name == "windows" {
        arguments.extend(["--format", "windows"]);
    }
    let run = dhcpair(folder, arguments);
    is_sound(&run, &format!("{} {what}", vendor.name));
    run
}

/// Findings that stop the server, at a line of the file; and in a fleet the server is broken or
/// unknown, never a partner without anything.
fn is_refused(vendor: &Vendor, bytes: &[u8], line: Option<u32>, what: &str) {
    let folder = folder(&[(vendor.file, bytes)]);
    let run = check(folder.path(), vendor, what);
    assert_eq!(run.code, Some(3), "{} {what}: {}", vendor.name, run.all());
    let at = match line {
        Some(line) => format!("{}:{line}:", vendor.file),
        None => format!("{}:", vendor.file),
    };
    assert!(run.stdout.contains(&format!("--> {at}")), "{} {what}: {}", vendor.name, run.all());
    in_a_fleet(folder.path(), vendor, what);
}

fn in_a_fleet(folder: &Path, vendor: &Vendor, what: &str) {
    let key = if vendor.name == "windows" { "state" } else { "config" };
    let inventory = format!(
        "[servers.one]\nvendor = \"{}\"\naccess = {{ type = \"files\", root = \".\" }}\n\
         {key} = \"/{}\"\n",
        vendor.name, vendor.file
    );
    std::fs::write(folder.join("dhcpair.toml"), inventory).unwrap();
    for command in ["status", "servers", "scopes"] {
        let run = dhcpair(folder, [command]);
        is_sound(&run, &format!("{} {what} {command}", vendor.name));
        assert_eq!(run.code, Some(0), "{} {what}: {}", vendor.name, run.all());
    }
}

#[test]
fn a_missing_file_and_a_folder() {
    for vendor in &VENDORS {
        let folder = folder(&[]);
        let run = check(folder.path(), vendor, "missing");
        assert_eq!(run.code, Some(1), "{}", run.all());
        let expected = format!("error[file-unreadable]: `{}` does not exist", vendor.file);
        assert!(run.stderr.contains(&expected), "{}", run.all());
        std::fs::create_dir(folder.path().join(vendor.file)).unwrap();
        let run = check(folder.path(), vendor, "folder");
        assert_eq!(run.code, Some(1), "{}", run.all());
        assert!(run.stderr.contains("is not a regular file"), "{}", run.all());
        in_a_fleet(folder.path(), vendor, "folder");
    }
}

/// A file with a hole in it, as a dump of a disk has: it is not read, and said to be too large.
#[test]
fn a_file_of_a_gigabyte_is_refused_with_its_size_and_the_limit() {
    for vendor in VENDORS {
        let folder = folder(&[]);
        std::fs::File::create(folder.path().join(vendor.file)).unwrap().set_len(1 << 30).unwrap();
        in_a_fleet(folder.path(), &vendor, "sparse");
        let run = dhcpair(folder.path(), ["server", "show", "one", "-o", "json"]);
        let document = run.json();
        let reason = document["servers"][0]["reason"].as_str().unwrap();
        assert!(
            reason.ends_with("has 1073741824 bytes, and at most 268435456 are read"),
            "{reason}"
        );
    }
}

#[test]
fn an_include_that_is_missing_or_a_folder() {
    for vendor in &VENDORS {
        let Some(include) = vendor.include else { continue };
        for file in ["/no/such/file.conf", "."] {
            let text = include.replace("FILE", file);
            is_refused(vendor, text.as_bytes(), Some(2), "include");
        }
    }
}

#[test]
fn an_include_cycle() {
    for vendor in &VENDORS {
        let Some(include) = vendor.include else { continue };
        let itself = include.replace("FILE", vendor.file);
        is_refused(vendor, itself.as_bytes(), Some(2), "itself");
        let (main, more) = (include.replace("FILE", "more"), include.replace("FILE", vendor.file));
        let folder = folder(&[(vendor.file, main.as_bytes()), ("more", more.as_bytes())]);
        let run = check(folder.path(), vendor, "cycle of two");
        assert_eq!(run.code, Some(3), "{}", run.all());
        assert!(run.stdout.contains("more:2:"), "{}", run.all());
    }
}

#[test]
fn binary_bytes() {
    // A linear congruential generator: every byte value, no pattern of any format.
    let mut state = 1_u32;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(100_000)
    .collect();
    for vendor in &VENDORS {
        is_refused(vendor, &bytes, None, "binary");
    }
}

#[test]
fn nothing_at_all() {
    for vendor in &VENDORS {
        if vendor.name == "isc" {
            // An empty dhcpd.conf is a valid one.
            let folder = folder(&[(vendor.file, b"")]);
            assert_eq!(check(folder.path(), vendor, "empty").code, Some(0));
        } else {
            is_refused(vendor, b"", Some(1), "empty");
        }
    }
}

#[test]
fn a_nul_byte() {
    for vendor in &VENDORS {
        let mut bytes = vendor.good.as_bytes().to_vec();
        bytes.extend(b"\n\0\n");
        let folder = folder(&[(vendor.file, &bytes)]);
        let run = check(folder.path(), vendor, "NUL");
        let refused = run.code == Some(3) && run.stdout.contains(&format!("--> {}:", vendor.file));
        assert!(refused || (run.code == Some(0) && vendor.name == "isc"), "{}", run.all());
    }
}

#[test]
fn invalid_utf_8() {
    for vendor in &VENDORS {
        // In a comment no server minds, where comments exist.
        if vendor.name != "windows" {
            let bytes = [b"# caf\xe9\n", vendor.good.as_bytes()].concat();
            let folder = folder(&[(vendor.file, &bytes)]);
            let run = check(folder.path(), vendor, "invalid UTF-8 in a comment");
            assert_eq!(run.code, Some(0), "{}", run.all());
        }
        let bytes = [vendor.good.as_bytes(), b"\xff\xfe{\n"].concat();
        is_refused(vendor, &bytes, None, "invalid UTF-8");
    }
}

#[test]
fn line_ends_of_windows() {
    for vendor in VENDORS.iter().filter(|vendor| !vendor.good.is_empty()) {
        let text = vendor.good.replace('\n', "\r\n");
        let folder = folder(&[(vendor.file, text.as_bytes())]);
        let run = check(folder.path(), vendor, "CRLF");
        assert_eq!(run.code, Some(0), "{}", run.all());
        let broken = text.replace("}\r\n", "}\r\n\r\n]]]\r\n");
        assert_ne!(broken, text);
        is_refused(vendor, broken.as_bytes(), None, "CRLF with an error");
    }
}

#[test]
fn a_byte_order_mark() {
    for vendor in VENDORS.iter().filter(|vendor| !vendor.good.is_empty()) {
        let bytes = ["\u{feff}".as_bytes(), vendor.good.as_bytes()].concat();
        is_refused(vendor, &bytes, Some(1), "BOM");
    }
}

#[test]
fn nesting_without_end() {
    for vendor in &VENDORS {
        is_refused(vendor, vendor.open.repeat(DEEP).as_bytes(), None, "deep");
    }
}

#[test]
fn an_inventory_that_is_not_one() {
    let cases: [(&[u8], &str); 5] = [
        (b"", "no servers"),
        (b"\xff\xfe", "error[inventory-unreadable]"),
        (b"[servers.a\n", "error[inventory-invalid]: dhcpair.toml:1:"),
        (b"[servers.a]\nvendor = \"isk\"\n", "dhcpair.toml:2:"),
        (b"[servers.a]\nvendor = \"isc\"\nconfg = \"x\"\n", "did you mean `config`?"),
    ];
    for (bytes, expected) in cases {
        let folder = folder(&[("dhcpair.toml", bytes)]);
        let run = dhcpair(folder.path(), ["servers"]);
        is_sound(&run, expected);
        assert!(run.all().contains(expected), "{expected}: {}", run.all());
        assert_eq!(run.code, Some(if expected == "no servers" { 0 } else { 1 }), "{}", run.all());
    }
    let empty = folder(&[]);
    let run = dhcpair(empty.path(), ["status", "--config", "no.toml"]);
    assert_eq!(run.code, Some(1), "{}", run.all());
    assert!(
        run.stderr.contains("error[inventory-unreadable]: inventory `no.toml`"),
        "{}",
        run.all()
    );
}

#[test]
fn wrong_usage() {
    let folder = folder(&[("x.conf", b"")]);
    for (arguments, code) in [
        (vec!["check"], 2),
        (vec!["frobnicate"], 2),
        (vec!["check", "x.conf", "--allow", "no-such-rule"], 2),
        (vec!["check", "x.conf", "--server-version", "1.0"], 2),
        (vec!["check", "-", "-"], 2),
        (vec!["check", "--explain", "no-such-rule"], 2),
        (vec!["init", "x.conf", "x.conf"], 2),
        (vec!["scope", "show", "10.1.0.0/33"], 2),
        (vec!["servers", "-o", "sarif"], 2),
        (vec!["init", "no.conf"], 1),
    ] {
        let run = dhcpair(folder.path(), &arguments);
        is_sound(&run, &arguments.join(" "));
        assert_eq!(run.code, Some(code), "{arguments:?}: {}", run.all());
        assert!(run.stdout.is_empty() && run.stderr.contains("error"), "{}", run.all());
    }
}

#[test]
fn a_scope_may_be_one_of_a_server_that_was_not_read() {
    let conf = b"subnet 10.1.0.0 netmask 255.255.255.0 { range 10.1.0.10 10.1.0.99; }\n";
    let inventory = b"[servers.dhcp-a]\nvendor = \"isc\"\nconfig = \"a.conf\"\n\
                      [servers.dhcp-b]\nvendor = \"isc\"\nconfig = \"b.conf\"\n";
    let folder = folder(&[("dhcpair.toml", inventory), ("a.conf", conf)]);
    let show = |scope: &str| dhcpair(folder.path(), ["scope", "show", scope]);
    for (scope, said) in
        [("10.2.0.0/24", "a scope `10.2.0.0/24`"), ("10.2.0.9", "the address `10.2.0.9`")]
    {
        let told = show(scope);
        assert_eq!(told.code, Some(6), "{scope}: {}", told.all());
        let text = told.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        let parts =
            [said, "error[scope-unseen]", "not read: dhcp-b (", "next: dhcpair doctor dhcp-b"];
        parts.iter().for_each(|part| assert!(text.contains(part), "{part}: {}", told.all()));
    }
    let told = show("10.1.0.0/16");
    assert_eq!(told.code, Some(6), "{}", told.all());
    assert!(told.stderr.contains("there is `10.1.0.0/24`; else"), "{}", told.all());
    // What is there is shown, by an address of it, too.
    for scope in ["10.1.0.0/24", "10.1.0.9", "10.1.0.9/24"] {
        let told = show(scope);
        assert_eq!(told.code, Some(0), "{scope}: {}", told.all());
        assert!(told.stdout.contains(" 10.1.0.0/24 "), "{scope}: {}", told.all());
    }
    // Once all is read, what is not there is known not to be.
    std::fs::write(folder.path().join("b.conf"), "authoritative;\n").unwrap();
    for scope in ["10.2.0.0/24", "10.2.0.9", "2001:db8::1"] {
        let told = show(scope);
        assert_eq!(told.code, Some(1), "{scope}: {}", told.all());
        assert!(told.stderr.contains("error[no-scope]"), "{scope}: {}", told.all());
    }
}

#[test]
fn the_smallest_scope_that_has_an_address_is_shown() {
    let conf = b"shared-network all {\n  subnet 10.0.0.0 netmask 255.0.0.0 { }\n}\n\
                 subnet 192.0.2.0 netmask 255.255.255.0 { }\n";
    let other = b"subnet 10.1.0.0 netmask 255.255.255.0 { }\n";
    let inventory = b"[servers.dhcp-a]\nvendor = \"isc\"\nconfig = \"a.conf\"\n\
                      [servers.dhcp-b]\nvendor = \"isc\"\nconfig = \"b.conf\"\n";
    let folder = folder(&[("dhcpair.toml", inventory), ("a.conf", conf), ("b.conf", other)]);
    for (address, scope) in [("10.1.0.9", "10.1.0.0/24"), ("10.2.0.9", "10.0.0.0/8")] {
        let told = dhcpair(folder.path(), ["scope", "show", address, "-o", "json"]);
        assert_eq!(told.json()["scopes"][0]["scope"], scope, "{}", told.all());
    }
}

#[test]
fn a_relationship_may_be_one_of_a_server_that_was_not_read() {
    let conf = b"include \"omapi.key\";\nsubnet 10.1.0.0 netmask 255.255.255.0 { }\n";
    let inventory = b"[servers.dhcp-a]\nvendor = \"isc\"\nconfig = \"dhcpd.conf\"\n";
    let folder = folder(&[("dhcpair.toml", inventory), ("dhcpd.conf", conf)]);
    let calls: [&[&str]; 4] = [
        &["explain", "campus"],
        &["leases", "audit", "campus"],
        &["drift", "--relationship", "campus"],
        &["relationship", "show", "campus"],
    ];
    for call in calls {
        let told = dhcpair(folder.path(), call);
        assert_eq!(told.code, Some(6), "{call:?}: {}", told.all());
        for part in ["relationship-unseen", "dhcp-a", "omapi.key", "next: dhcpair doctor dhcp-a"] {
            assert!(told.stderr.contains(part), "{call:?}: {part}: {}", told.all());
        }
    }
    let told = dhcpair(folder.path(), ["status"]);
    assert!(told.stdout.contains("     next: dhcpair doctor dhcp-a\n"), "{}", told.all());
    // Where the file can be read there is none, and that is known.
    std::fs::write(folder.path().join("omapi.key"), "").unwrap();
    let told = dhcpair(folder.path(), ["explain", "campus"]);
    assert_eq!(told.code, Some(1), "{}", told.all());
    assert!(told.stderr.contains("no server has a relationship"), "{}", told.all());
}

/// A device, a folder, a link: what is written beside and moved there would end it.
#[test]
fn a_written_file_takes_the_place_of_files_alone() {
    let folder = folder(&[("dhcpd.conf", b"authoritative;\n"), ("there.toml", b"mine\n")]);
    let path = folder.path();
    std::fs::create_dir(path.join("folder")).unwrap();
    for words in [&["ln", "-s", "there.toml", "link.toml"][..], &["mkfifo", "pipe"]] {
        let made = Command::new(words[0]).args(&words[1..]).current_dir(path).status().unwrap();
        assert!(made.success(), "{words:?}");
    }
    for to in ["folder", "link.toml", "pipe"] {
        let run = dhcpair(path, ["init", "dhcpd.conf", "--to", to, "--force"]);
        assert_eq!(run.code, Some(2), "{}", run.all());
        assert!(run.stderr.contains("is no regular file"), "{}", run.all());
    }
    assert!(std::fs::symlink_metadata(path.join("link.toml")).unwrap().is_symlink());
    assert_eq!(std::fs::read(path.join("there.toml")).unwrap(), b"mine\n");
    let run = dhcpair(path, ["init", "dhcpd.conf", "--to", "there.toml", "--force"]);
    assert_eq!(run.code, Some(0), "{}", run.all());
    // Pages, one of which is a pipe: they are the only other files that a command writes.
    std::fs::create_dir(path.join("man1")).unwrap();
    std::fs::rename(path.join("pipe"), path.join("man1/dhcpair.1")).unwrap();
    let run = dhcpair(path, ["man", "--to", "man1"]);
    assert_eq!(run.code, Some(2), "{}", run.all());
    assert!(
        run.stderr.contains("`man1/dhcpair.1` is there, and is no regular file"),
        "{}",
        run.all()
    );
}
