//! The real servers take what is generated: 2.2 when it is started, newer ones with `-T`, which loads
//! the libraries.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dhcpair_testbed::{Depth, Dice, Family, KeaRoot, Sample, Verdict, program};
use kea_config::{Json, Version};
use kea_ha::generate::Installation;

use crate::arbitrary::{Wanted, parameters};
use crate::whole;

/// The folder of the installed server's hook libraries.
fn hooks() -> Option<PathBuf> {
    let own = fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
    let found = own
        .map(|place| place.join("kea/hooks"))
        .find(|folder| folder.join("libdhcp_ha.so").exists());
    let ci = std::env::var_os("CI").is_some_and(|value| value == "true");
    assert!(found.is_some() || !ci, "the HA library of Kea is not installed");
    if found.is_none() {
        eprintln!("skipped: no HA library of Kea on this machine");
    }
    found
}

/// Starts the server until it says that it runs; what it says against the configuration.
fn start(text: &str, v6: bool, port: u32, folder: &Path) -> Option<Result<(), String>> {
    let kea = program(if v6 { "kea-dhcp6" } else { "kea-dhcp4" })?;
    let file = folder.join("kea.json");
    fs::write(&file, text).unwrap();
    let mut child = Command::new(kea)
        .arg("-c")
        .arg(&file)
        .args(["-p", &port.to_string()])
        .env("KEA_LOCKFILE_DIR", "none")
        .env("KEA_PIDFILE_DIR", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut errors = String::new();
    let lines = BufReader::new(child.stdout.take().unwrap());
    let mut runs = false;
    for line in lines.split(b'\n') {
        let line = String::from_utf8_lossy(&line.unwrap()).into_owned();
        if line.contains("DHCP4_STARTED") || line.contains("DHCP6_STARTED") {
            runs = true;
            break;
        }
        if !line.contains("INFO") {
            errors.push_str(&line);
            errors.push('\n');
        }
    }
    let _ = child.kill();
    child.wait().unwrap();
    Some(if runs { Ok(()) } else { Err(errors) })
}

/// How many relationships are tried on one version.
const STARTS: usize = 30;

#[test]
fn the_installed_server_starts_with_what_is_generated() {
    let Some(hooks) = hooks() else { return };
    let version = Version::parse("2.2.0").unwrap();
    let installation = Installation::with_hooks(version, hooks.to_str().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (mut taken, mut sample) = (0, Sample::new());
    for seed in 1_000..1_000 + u64::try_from(STARTS).unwrap() {
        if !sample.takes() {
            continue;
        }
        let mut dice = Dice::new(seed);
        let wanted = Wanted { installation: &installation, real: true };
        let pair = parameters(&mut dice, &wanted).checked().unwrap();
        for (own, one) in pair.configurations().unwrap().iter().enumerate() {
            let v6 = (own + usize::try_from(seed).unwrap()).is_multiple_of(2);
            let mut config = whole(&pair, own, one, v6);
            logged(&mut config, v6);
            let port = dice.between(31_000, 32_000);
            let Some(verdict) = start(&config.to_string(), v6, port, folder.path()) else { return };
            match verdict {
                Ok(()) => taken += 1,
                // Somebody else has the port.
                Err(told) if told.contains("Address already in use") => {}
                Err(told) => panic!("seed {seed}, {}: {told}\n{config}", one.name),
            }
        }
    }
    println!("{taken} servers of {STARTS} relationships started");
    assert!(taken >= Sample::least(2 * STARTS - 10), "{taken}");
}

/// Lets a configuration say what it does, and keeps files of its own out of the system.
fn logged(config: &mut Json, v6: bool) {
    let (daemon, name) = if v6 { ("Dhcp6", "kea-dhcp6") } else { ("Dhcp4", "kea-dhcp4") };
    let mut server = config.get(daemon).unwrap().clone();
    let loggers = format!(
        r#"[ {{ "name": "{name}", "severity": "INFO", "output_options": [ {{ "output": "stdout" }} ] }} ]"#
    );
    server.set("loggers", Json::parse(loggers).unwrap());
    if v6 {
        let id =
            r#"{ "type": "EN", "enterprise-id": 2495, "identifier": "0123", "persist": false }"#;
        server.set("server-id", Json::parse(id).unwrap());
    }
    config.set(daemon, server);
}

fn tries_out(release: &str) {
    let Some(root) = KeaRoot::find(release) else { return };
    let installation = Installation::of(Version::parse(root.version()).unwrap());
    let mut sample = Sample::new();
    let mut taken = 0;
    for seed in 2_000..2_200 {
        if !sample.takes() {
            continue;
        }
        let mut dice = Dice::new(seed);
        let wanted = Wanted { installation: &installation, real: true };
        let pair = parameters(&mut dice, &wanted).checked().unwrap();
        let all = pair.configurations().unwrap();
        // One of the servers: the others' blocks differ by one name.
        let own = dice.below(all.len());
        let v6 = dice.one_in(2);
        let family = if v6 { Family::V6 } else { Family::V4 };
        let config = whole(&pair, own, &all[own], v6).to_string();
        let ask = || root.check(config.as_bytes(), family, Depth::Hooks);
        let Some(mut verdict) = ask() else { return };
        // `-T` starts the library and takes it away again: 2.6 may crash where a heartbeat of a few
        // milliseconds comes in between. That is no verdict, so it is asked again.
        for _ in 0..3 {
            if matches!(verdict, Verdict::Signal { .. })
                && let Some(again) = ask()
            {
                verdict = again;
            }
        }
        if let Verdict::Rejected { output } = &verdict {
            let told: Vec<_> = output.lines().filter(|line| !line.contains("INFO")).collect();
            panic!("seed {seed}: {}\n{config}", told.join("\n"));
        }
        assert_eq!(verdict, Verdict::Accepted, "seed {seed}: {config}");
        taken += 1;
    }
    println!("{taken} relationships taken by Kea {}", root.version());
    assert!(taken >= Sample::least(200), "{taken}");
}

#[test]
fn kea_2_6_takes_what_is_generated() {
    tries_out("trixie");
}

#[test]
fn kea_3_0_takes_what_is_generated() {
    tries_out("forky");
}
