//! Files, clocks and processes.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use dhcpair_exec::{ExecError, FileQuery, Host, Identity, Sha256Hash};

use crate::ways::{all, server, ssh};

#[tokio::test]
async fn a_file_comes_with_what_identifies_it() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it's a $(file)\n;");
    for (bytes, hash) in [
        (&b""[..], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (b"\n\n\0\xff 81a4 1 2 3 0 x\n", ""),
    ] {
        fs::write(&path, bytes).unwrap();
        let meta = fs::metadata(&path).unwrap();
        for host in all(server.as_ref()) {
            let file = host.read(&FileQuery::new(&path)).await.unwrap();
            assert_eq!(file.bytes, bytes, "{host:?}");
            assert_eq!(file.sha256, Sha256Hash::of(bytes));
            assert!(hash.is_empty() || file.sha256.to_string() == hash);
            let stat = file.stat;
            assert_eq!((stat.size, stat.inode), (meta.size(), meta.ino()));
            assert_eq!((stat.device, stat.owner, stat.mode), (meta.dev(), meta.uid(), meta.mode()));
            assert_eq!(stat.modified, DateTime::<Utc>::from(meta.modified().unwrap()));
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large");
    fs::write(&large, vec![b'x'; 5000]).unwrap();
    for host in all(server.as_ref()) {
        let read = async |query: FileQuery| host.read(&query).await.unwrap_err();
        let missing = read(FileQuery::new(folder.path().join("none"))).await;
        assert!(matches!(missing, ExecError::NoFile { .. }), "{host:?}: {missing:?}");
        let below = read(FileQuery::new(large.join("none"))).await;
        assert!(matches!(below, ExecError::NoFile { .. }), "{host:?}: {below:?}");
        let directory = read(FileQuery::new(folder.path())).await;
        assert!(matches!(directory, ExecError::NotAFile { .. }), "{host:?}: {directory:?}");
        let device = read(FileQuery::new("/dev/zero")).await;
        assert!(matches!(device, ExecError::NotAFile { .. }), "{host:?}: {device:?}");
        let large = read(FileQuery::new(&large).limit(4999)).await;
        let size = Some(5000);
        assert!(
            matches!(large, ExecError::TooLarge { limit: 4999, size: told, .. } if told == size),
            "{host:?}: {large:?}"
        );
        assert!(large.to_string().contains("has 5000 bytes, and at most 4999 are read"), "{large}");
    }
}

/// The rights of somebody else: over SSH, by a command that the key is bound to.
#[tokio::test]
async fn what_may_not_be_read_is_told() {
    let Some(server) = server() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (open, closed) = (folder.path().join("open"), folder.path().join("closed"));
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for (path, mode) in [(&open, 0o644), (&closed, 0o600)] {
        fs::write(path, "text").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let host = if server.user() == "root" {
        let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups sh -c";
        let options = format!(r#"command="{nobody} \"$SSH_ORIGINAL_COMMAND\"""#);
        let key = server.admit("nobody", "ed25519", &options).unwrap();
        ssh(&server).identities([Identity::File(key)])
    } else {
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        ssh(&server)
    };
    assert_eq!(host.read(&FileQuery::new(&open)).await.unwrap().bytes, b"text");
    let refused = host.read(&FileQuery::new(&closed)).await.unwrap_err();
    assert!(matches!(refused, ExecError::FileRefused { .. }), "{refused:?}");
    assert!(refused.help().contains("sudo"));
}

/// An account whose start files print, or whose shell is none.
#[tokio::test]
async fn output_of_others_is_not_taken_for_a_file() {
    let Some(server) = server() else { return };
    let noise = r#"command="echo Welcome; sh -c \"$SSH_ORIGINAL_COMMAND\"""#;
    let noise = server.admit("noise", "ed25519", noise).unwrap();
    let host = ssh(&server).identities([Identity::File(noise)]);
    let read = host.read(&FileQuery::new("/etc/passwd")).await.unwrap_err();
    assert!(matches!(read, ExecError::Garbled { .. }), "{read:?}");
    let clock = host.clock(Utc::now).await.unwrap_err();
    assert!(matches!(clock, ExecError::Garbled { .. }), "{clock:?}");
    let processes = host.processes("sh").await.unwrap_err();
    assert!(matches!(processes, ExecError::Garbled { .. }), "{processes:?}");
    assert!(processes.help().contains(".bashrc"));

    let none = server.admit("none", "ed25519", r#"command="exit 0""#).unwrap();
    let host = ssh(&server).identities([Identity::File(none)]);
    let read = host.read(&FileQuery::new("/etc/passwd")).await.unwrap_err();
    assert!(matches!(read, ExecError::Garbled { .. }), "{read:?}");
}

#[tokio::test]
async fn other_rights_are_had_by_words_in_front() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "text").unwrap();
    for host in all(server.as_ref()) {
        let query = FileQuery::new(&path);
        let file = host.read(&query.clone().through(["env", "A=1 2"])).await.unwrap();
        assert_eq!(file.bytes, b"text");
        let failed = host.read(&query.through(["false"])).await.unwrap_err();
        assert!(matches!(failed, ExecError::Failed { .. }), "{failed:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_written_meanwhile() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leases");
    fs::write(&path, vec![b'x'; 1000]).unwrap();
    // In front of `cat`, a writer that is always in time.
    let script = r#"[ "$1" = cat ] && printf y >>"$3"; exec "$@""#;
    let writer = ["sh", "-c", script, "sh"];
    for host in all(server.as_ref()) {
        let query = FileQuery::new(&path).through(writer);
        let torn = host.read(&query).await.unwrap_err();
        assert!(matches!(torn, ExecError::Changing { .. }), "{host:?}: {torn:?}");
        let grown = host.read(&query.growing()).await.unwrap();
        assert!(grown.bytes.len() as u64 > grown.stat.size && grown.bytes.ends_with(b"y"));
    }
}

#[tokio::test]
async fn clocks_are_compared() {
    let server = server();
    for host in all(server.as_ref()) {
        let clock = host.clock(Utc::now).await.unwrap();
        let off = clock.ahead().abs().to_std().unwrap();
        assert!(off <= clock.uncertainty, "{host:?}: {clock:?}");
        assert!(clock.uncertainty < Duration::from_secs(2), "{host:?}: {clock:?}");
        let behind = host.clock(|| Utc::now() - TimeDelta::minutes(5)).await.unwrap();
        let ahead = (behind.ahead() - TimeDelta::minutes(5)).abs().to_std().unwrap();
        assert!(ahead <= behind.uncertainty, "{host:?}: {behind:?}");
    }
}

#[tokio::test]
async fn processes_are_found_with_their_start() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let name = format!("d(h) {}", std::process::id());
    let program = folder.path().join(&name);
    let Some(sleep) = dhcpair_testbed::program("sleep") else { return };
    fs::copy(sleep, &program).unwrap();
    let before = Utc::now();
    let mut running = std::process::Command::new(&program).args(["60"]).spawn().unwrap();
    let after = Utc::now();
    for host in all(server.as_ref()) {
        let found = host.processes(&name).await.unwrap();
        let [process] = found.seen.as_slice() else { panic!("{host:?}: {found:?}") };
        assert_eq!(process.id, running.id());
        assert_eq!(process.arguments, [program.as_os_str(), "60".as_ref()]);
        let slack = TimeDelta::milliseconds(100);
        let started = process.started;
        assert!(
            before - slack <= started && started <= after + slack,
            "{before} {started} {after}"
        );
        let none = host.processes("no such process").await.unwrap();
        assert_eq!(none.seen, []);
        // Whether others are hidden is a matter of this machine, and the same for both names.
        assert_eq!(none.all, found.all);
        assert_eq!(none.all, fs::read("/proc/1/comm").is_ok());
    }
    running.kill().unwrap();
    running.wait().unwrap();
}

/// The kernel judges by the same table when a program binds to an address.
#[tokio::test]
async fn the_addresses_of_a_process_are_those_that_it_can_bind_to() {
    let server = server();
    for host in all(server.as_ref()) {
        let here = host.addresses(std::process::id()).await.unwrap();
        for address in [[127, 0, 0, 1], [127, 1, 2, 3], [192, 0, 2, 77], [255, 255, 255, 254]] {
            let address = std::net::Ipv4Addr::from(address);
            let binds = std::net::UdpSocket::bind((address, 0)).is_ok();
            assert_eq!(here.iter().any(|net| net.contains(&address)), binds, "{address}: {here:?}");
        }
        let nobody = host.addresses(u32::MAX).await;
        assert!(matches!(nobody, Err(ExecError::Failed { .. })), "{host:?}: {nobody:?}");
    }
}
