use std::process::Command;

use dhcpair_testbed::{Dice, program};

use super::*;

/// How many files are compared with what `ssh-keygen -F` finds in them.
const FILES: usize = 60;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ";
const OTHER: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA6rWI3G1sz07DnfFlrouTcysQlj2P+jpNSOEWD9OJ3X";

fn key(text: &str) -> PublicKey {
    PublicKey::from_openssh(text).unwrap()
}

fn known(host: &str, port: u16, text: &str) -> Known {
    let mut known = Known::default();
    known.add(&name(host, port), Path::new("/known"), text.as_bytes());
    known
}

fn changed(line: usize) -> Verdict {
    Verdict::Changed { file: PathBuf::from("/known"), line }
}

#[test]
fn verdicts() {
    for (text, expected) in [
        ("", Verdict::Unknown),
        (&*format!("a {KEY}\n"), Verdict::Known),
        (&*format!("# a {OTHER}\n\na\t{KEY} comment\n"), Verdict::Known),
        (&*format!("b {KEY}\n"), Verdict::Unknown),
        (&*format!("b,a {KEY}"), Verdict::Known),
        (&*format!("[a]:2222 {KEY}\n"), Verdict::Unknown),
        (&*format!("# x\na {OTHER}\n"), changed(2)),
        (&*format!("a {OTHER}\na {KEY}\n"), Verdict::Known),
        (&*format!("a {KEY}\n@revoked * {KEY}\n"), changed(2)),
        (&*format!("@revoked a {OTHER}\n"), Verdict::Unknown),
        (&*format!("@cert-authority a {KEY}\n"), Verdict::Unknown),
        (&*format!("*,!a {KEY}\n"), Verdict::Unknown),
        (&*format!("!b,? {KEY}\n"), Verdict::Known),
        (&*format!("a {}\n", &KEY[..60]), Verdict::Unknown),
        ("a\na ssh-ed25519\n\u{0}\na ssh-ed25519 ====\n", Verdict::Unknown),
    ] {
        assert_eq!(known("A", 22, text).judge(&key(KEY)), expected, "{text}");
    }
    assert_eq!(known("::1", 2222, &format!("[::1]:2222 {KEY}")).judge(&key(KEY)), Verdict::Known);
}

#[test]
fn patterns_take_no_exponential_time() {
    let pattern = "a*".repeat(2000) + "b";
    assert!(!matches(&pattern, &"a".repeat(4000)));
}

/// Lines that `ssh-keygen -F` finds for a host.
fn found(host: &str, file: &Path) -> Vec<usize> {
    let output = Command::new("ssh-keygen").args(["-F", host, "-f"]).arg(file).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter_map(|line| line.split_once(" found: line "));
    lines.map(|(_, rest)| rest.split(' ').next().unwrap().parse().unwrap()).collect()
}

#[test]
fn openssh_finds_the_same_lines() {
    if program("ssh-keygen").is_none() {
        return;
    }
    let mut dice = Dice::new(0x4057);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("known");
    let words = [
        "a", "b", "*", "?", "!a", "a*", "[a]:22", "[a]:*", "a.b", "*.b", "A", "!*.b", "aab",
        "[a]:23",
    ];
    let mut all = 0;
    for round in 0..FILES {
        let mut text = String::new();
        for _ in 0..8 {
            let count = 1 + dice.below(3);
            let hosts: Vec<&str> = (0..count).map(|_| *dice.pick(&words)).collect();
            let comment = dice.pick(&["", "#", " "]);
            text.push_str(&format!("{comment}{} {KEY}\n", hosts.join(",")));
        }
        std::fs::write(&file, &text).unwrap();
        if round % 3 == 0 {
            // Hashes what has no pattern.
            Command::new("ssh-keygen").args(["-q", "-H", "-f"]).arg(&file).output().unwrap();
        }
        for (host, port) in [("a", 22), ("a.b", 22), ("a", 23), ("aab", 22), ("c", 24)] {
            let name = name(host, port);
            let known = Known::of(host, port, std::slice::from_ref(&file)).unwrap();
            let ours: Vec<usize> = known.keys.iter().map(|key| key.line).collect();
            let text = std::fs::read_to_string(&file).unwrap();
            assert_eq!(ours, found(&name, &file), "{name} in\n{text}");
            all += ours.len();
        }
    }
    assert!(all > FILES, "{all}");
}
