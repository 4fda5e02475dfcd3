//! `doctor` where no server runs: what is found on this machine, and that nothing is run but questions.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const RESTART: &str = r#"restart = ["sudo", "-n", "systemctl", "restart", "isc-dhcp-server"]"#;

fn chmod(mode: &str, path: &Path) {
    assert!(Command::new("chmod").arg(mode).arg(path).status().unwrap().success());
}

/// A program of a few lines of `sh`.
fn program(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    chmod("755", &path);
}

/// A folder with an inventory of one dhcpd on this machine, with a `sudo` that says this and notes its arguments.
fn scene(sudo: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    chmod("755", folder.path());
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let log = folder.path().join("ran");
    program(&bin, "sudo", &format!("echo \"sudo $*\" >>{}\n{sudo}", log.display()));
    program(&bin, "systemctl", &format!("echo \"systemctl $*\" >>{}", log.display()));
    program(&bin, "dhcpd", &format!("echo \"dhcpd $*\" >>{}", log.display()));
    let conf = folder.path().join("dhcpd.conf");
    fs::write(&conf, "key k { algorithm hmac-md5; secret c2VjcmV0; }\n").unwrap();
    chmod("640", &conf);
    let inventory =
        format!("[servers.dhcp-a]\nvendor = \"isc\"\nconfig = \"{}\"\n{RESTART}\n", conf.display());
    fs::write(folder.path().join("dhcpair.toml"), inventory).unwrap();
    folder
}

fn doctor(folder: &Path) -> (Output, serde_json::Value) {
    let path = std::env::var_os("PATH").unwrap();
    let bin = [folder.join("bin")].into_iter().chain(std::env::split_paths(&path));
    let output = Command::new(env!("CARGO_BIN_EXE_dhcpair"))
        .args(["doctor", "-o", "json", "--timeout", "20s"])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(bin).unwrap())
        .env_remove("DHCPAIR_CONFIG")
        .output()
        .unwrap();
    let document = serde_json::from_slice(&output.stdout).unwrap();
    (output, document)
}

fn check<'d>(document: &'d serde_json::Value, name: &str) -> &'d serde_json::Value {
    let checks = document["servers"][0]["checks"].as_array().unwrap();
    checks.iter().find(|check| check["check"] == name).unwrap()
}

#[test]
fn sudo_is_asked_and_nothing_is_restarted() {
    let folder = scene("exit 0");
    let (_, document) = doctor(folder.path());
    assert_eq!(check(&document, "restart")["verdict"], "ok", "{document:#}");
    let systemctl = folder.path().join("bin/systemctl");
    let asked = format!("sudo -n -l {} restart isc-dhcp-server\n", systemctl.display());
    assert_eq!(fs::read_to_string(folder.path().join("ran")).unwrap(), asked);
}

#[test]
fn what_sudo_refuses_is_said_with_the_line_that_grants_it() {
    let folder = scene("echo 'sudo: a password is required' >&2; exit 1");
    let (output, document) = doctor(folder.path());
    assert_eq!(output.status.code(), Some(3));
    let restart = check(&document, "restart");
    assert_eq!(restart["verdict"], "failed", "{document:#}");
    assert!(restart["found"].as_str().unwrap().contains("a password is required"));
    let rule = format!(
        "ALL=(root) NOPASSWD: {} restart isc-dhcp-server",
        folder.path().join("bin/systemctl").display()
    );
    assert!(restart["fix"].as_str().unwrap().contains(&rule), "{restart}");
}

#[test]
fn open_secrets_and_missing_files_are_said_with_what_closes_them() {
    let folder = scene("exit 0");
    assert_eq!(check(&doctor(folder.path()).1, "secrets")["verdict"], "ok");
    let conf = folder.path().join("dhcpd.conf");
    chmod("644", &conf);
    let (_, document) = doctor(folder.path());
    let secrets = check(&document, "secrets");
    assert_eq!(secrets["verdict"], "failed", "{document:#}");
    let fix = format!("chmod o-rwx {}", conf.display());
    assert!(secrets["fix"].as_str().unwrap().contains(&fix), "{secrets}");

    // Nobody comes to it in a folder that is closed, and by a link the folders behind it count.
    let link = folder.path().join("link");
    let linked = Command::new("ln").arg("-s").args([&conf, &link]).status().unwrap();
    assert!(linked.success());
    let inventory = folder.path().join("dhcpair.toml");
    let direct = fs::read_to_string(&inventory).unwrap();
    let linked = direct.replace("dhcpd.conf", "link");
    for (mode, text, verdict) in [
        ("755", &linked, "failed"),
        ("751", &direct, "failed"),
        ("750", &direct, "ok"),
        ("750", &linked, "ok"),
    ] {
        chmod(mode, folder.path());
        fs::write(&inventory, text).unwrap();
        let (_, document) = doctor(folder.path());
        assert_eq!(check(&document, "secrets")["verdict"], verdict, "{mode}: {document:#}");
    }
    fs::write(&inventory, direct).unwrap();

    fs::write(&conf, "include \"/nowhere/keys.conf\";\n").unwrap();
    let (_, document) = doctor(folder.path());
    let read = check(&document, "read");
    assert_eq!(read["found"], "`/nowhere/keys.conf` is not there", "{document:#}");
    assert_eq!(read["verdict"], "failed");

    // The key is in the file that was not read: here is only its name.
    fs::write(&conf, "include \"/nowhere/keys.conf\"; omapi-port 7911; omapi-key k;\n").unwrap();
    let (_, document) = doctor(folder.path());
    let secrets = check(&document, "secrets");
    assert_eq!(secrets["found"], "no file with a secret was seen", "{document:#}");
}

#[test]
fn open_secrets_of_this_machine_are_seen_beside_an_inventory_that_is_named_from_here() {
    let folder = scene("exit 0");
    let key = folder.path().join("omapi.key");
    fs::write(&key, "c2VjcmV0\n").unwrap();
    chmod("644", &key);
    let inventory = folder.path().join("dhcpair.toml");
    let text = fs::read_to_string(&inventory).unwrap();
    let omapi = r#"omapi = { host = "127.0.0.1", port = 9, key = "k", secret-file = "omapi.key" }"#;
    fs::write(&inventory, format!("{text}{omapi}\n")).unwrap();
    let (_, document) = doctor(folder.path());
    let secrets = check(&document, "secrets");
    assert_eq!(secrets["verdict"], "failed", "{document:#}");
    let fix = format!("`chmod o-rwx {}`", folder.path().join("omapi.key").display());
    assert!(secrets["fix"].as_str().unwrap().ends_with(&fix), "{secrets}");

    chmod("600", &key);
    let (_, document) = doctor(folder.path());
    let found = "2 files with secrets, closed to others";
    assert_eq!(check(&document, "secrets")["found"], found, "{document:#}");
}
