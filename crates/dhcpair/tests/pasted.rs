//! The next commands that the program names can be pasted into a shell, whatever servers and relationships are called.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

mod support;

use std::path::Path;
use std::process::Command;

use support::{dhcpair, folder};

/// Names in the way of shells and of options.
const RELATIONSHIPS: [&str; 4] = ["my pair", "-rf", "it's $(reboot); {ill}", "größe*"];
const SERVERS: [&str; 2] = ["-a", "b c"];

fn half(name: &str, role: &str, own: u8, partner: u8) -> String {
    let primary = if role == "primary" { "mclt 3600; split 128;" } else { "" };
    format!(
        "failover peer \"{name}\" {{ {role}; address 192.0.2.{own}; port 647; peer address 192.0.2.{partner};
           peer port 647; max-response-delay 60; max-unacked-updates 10; load balance max seconds 3; {primary} }}
         subnet 10.1.0.0 netmask 255.255.255.0 {{ option routers 10.1.0.{own};
           pool {{ failover peer \"{name}\"; range 10.1.0.100 10.1.0.199; }} }}"
    )
}

/// Every command of a text that is named with arguments: behind `next: `, or between backticks.
fn commands(text: &str) -> Vec<String> {
    let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found: Vec<String> = text
        .lines()
        .filter_map(|line| line.split_once("next: dhcpair ").map(|(_, rest)| rest.to_owned()))
        .collect();
    found.extend(
        whole.split('`').filter_map(|part| part.strip_prefix("dhcpair ")).map(str::to_owned),
    );
    found
}

/// Pastes a command: it has to be understood, and to find what it names.
fn paste(folder: &Path, command: &str) {
    let line = format!("'{}' {command}", env!("CARGO_BIN_EXE_dhcpair"));
    let output = Command::new("sh")
        .args(["-c", &line])
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", folder)
        .env_remove("DHCPAIR_CONFIG")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 3 | 6)), "{command}: {said}");
    assert!(!said.contains("error["), "{command}: {said}");
}

#[test]
fn every_next_command_can_be_pasted() {
    let mut pasted = 0;
    for name in RELATIONSHIPS {
        let [a, b] = [half(name, "primary", 1, 2), half(name, "secondary", 2, 1)];
        let [first, second] = SERVERS;
        let inventory = format!(
            "[servers.\"{first}\"]\nvendor = \"isc\"\nconfig = \"a.conf\"\naddresses = [\"192.0.2.1\"]\n\
             [servers.\"{second}\"]\nvendor = \"isc\"\nconfig = \"b.conf\"\naddresses = [\"192.0.2.2\"]\n"
        );
        let files = [
            ("dhcpair.toml", inventory.as_bytes()),
            ("a.conf", a.as_bytes()),
            ("b.conf", b.as_bytes()),
        ];
        let all = folder(&files);
        let broken =
            folder(&[files[0], files[1], ("b.conf", b"include \"gone\";\nsubnet 10.2.0.0 { }\n")]);
        let half = folder(&files[..2]);
        for folder in [all.path(), broken.path(), half.path()] {
            let calls: [&[&str]; 7] = [
                &["status"],
                &["servers"],
                &["explain", "--", name],
                &["relationship", "show", "--", name],
                &["scope", "show", "10.1.0.0/24"],
                &["server", "show", "--", second],
                &["explain", "nobody"],
            ];
            for call in calls {
                let run = dhcpair(folder, call);
                for command in commands(&run.all()) {
                    paste(folder, &command);
                    pasted += 1;
                }
            }
        }
    }
    assert!(pasted >= 40, "{pasted}");
}
