//! A Kea whose unix socket is on another host, reached over SSH with what that host has.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use dhcpair_drivers::kea::live::{self, SocketOn};
use dhcpair_drivers::{Access, Ask, ConfigFile, KeaWay, Look, SshClient, SshWay, Target, driver};
use dhcpair_exec::{Command, ExecError, Host, Local, Output, SystemSsh};
use dhcpair_testbed::{Family, OpenSsh};
use failover_model::{Freshness, ServerName, Vendor};
use kea_config::Json;
use kea_control::{ControlError, Endpoint, KeaClient, Limits};

use crate::server::Make;

/// For a socket that says nothing.
const SHORT: Limits =
    Limits { connect: Duration::from_secs(1), answer: Duration::from_secs(2), largest: 1 << 20 };

fn connect(host: impl Host + 'static, path: &Path) -> Result<KeaClient, ControlError> {
    connect_within(Limits::default(), host, path)
}

fn connect_within(
    limits: Limits,
    host: impl Host + 'static,
    path: &Path,
) -> Result<KeaClient, ControlError> {
    let endpoint = Endpoint::Carried(Arc::new(SocketOn::new(Arc::new(host), path.to_owned())));
    runtime().block_on(KeaClient::connect(&endpoint, kea_config::Family::V4, limits))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// A host that has only some programs.
#[derive(Debug)]
struct With(&'static [&'static str]);

#[async_trait::async_trait]
impl Host for With {
    fn name(&self) -> &str {
        "dhcp-a"
    }

    async fn run(&self, command: &Command) -> Result<Output, ExecError> {
        let program = command.shown();
        if self.0.contains(&&*program) {
            return Local::new().run(command).await;
        }
        Err(ExecError::NoProgram { host: self.name().to_owned(), program })
    }
}

#[test]
fn a_socket_on_another_host_is_reached() {
    let Some(make) = Make::own() else { return };
    let Some(lab) = make.lab() else { return };
    let host = lab.host("server").unwrap();
    let kea = make.start(&host, Family::V4, &Json::list([]));
    let path = kea.folder().join("kea.sock");
    for programs in [&["perl"][..], &["python3"], &["perl", "python3"]] {
        if dhcpair_testbed::program(programs[0]).is_none() {
            continue;
        }
        let client = connect(With(programs), &path).unwrap();
        assert_eq!(client.version().unwrap().text, make.version());
        let until = tokio::time::Instant::now() + Duration::from_secs(5);
        let seen = runtime().block_on(live::look(&client, &Utc::now, until)).unwrap();
        assert!(seen.status.pid > 0 && seen.clock.known().is_none());
    }
    let error = connect(With(&[]), &path).unwrap_err();
    let ControlError::Carrier { source, .. } = &error else { panic!("{error:?}") };
    assert_eq!(source.to_string(), "`dhcp-a` has neither `perl` nor `python3` to reach it with");
    let Some(sshd) = OpenSsh::start().unwrap() else { return };
    let client = connect(SystemSsh::new("server").config(sshd.client_config()), &path).unwrap();
    assert_eq!(client.version().unwrap().text, make.version());

    // The same as a server of the inventory.
    let way = SshWay {
        host: "server".to_owned(),
        user: None,
        port: None,
        client: SshClient::System { config: Some(sshd.client_config()) },
    };
    let target = Target {
        name: ServerName::new("kea-1"),
        vendor: Vendor::Kea,
        addresses: Vec::new(),
        access: Access::Ssh { way, cwd: None },
        ask: Ask::Kea { v4: Some(KeaWay::Socket(path)), v6: None },
        configs: vec![ConfigFile { path: kea.file(), v6: false }],
        leases: Vec::new(),
        version: None,
        restart: None,
        log: None,
    };
    let look = Look { limit: Some(Duration::from_secs(30)), ..Look::new() };
    let seen = runtime().block_on(driver(target, look).observe()).observation;
    assert_eq!(seen.configs.known().map(Vec::len), Some(1), "{:?}", seen.configs);
    assert_eq!(seen.version.as_deref(), Some(make.version()));
    assert!(seen.running.known().unwrap().changed.known().is_some());
    assert!(matches!(seen.freshness, Freshness::Live(_)));
}

#[test]
fn what_is_wrong_with_a_socket_on_another_host_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let [nowhere, left, silent] =
        ["nowhere", "left", "silent"].map(|name| folder.path().join(name));
    let listens = "use Socket; my @all = map { socket(my $it, PF_UNIX, SOCK_STREAM, 0) or die; \
        bind($it, sockaddr_un($_)) or die; $it } @ARGV; listen($all[0], 5) or die; \
        $| = 1; print qq(ready\n); sleep 30";
    let Some(perl) = dhcpair_testbed::program("perl") else { return };
    let mut listener = std::process::Command::new(perl)
        .args(["-e", listens])
        .args([&silent, &left])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    BufReader::new(listener.stdout.take().unwrap()).read_line(&mut ready).unwrap();
    for programs in [&["perl"][..], &["python3"]] {
        if dhcpair_testbed::program(programs[0]).is_none() {
            continue;
        }
        let error = connect(With(programs), &nowhere).unwrap_err();
        assert!(matches!(error, ControlError::NoSocket { .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!("there is no socket `{} on dhcp-a`", nowhere.display())
        );
        let error = connect(With(programs), &left).unwrap_err();
        assert!(matches!(error, ControlError::Refused { .. }), "{error:?}");
        let start = Instant::now();
        let error = connect_within(SHORT, With(programs), &silent).unwrap_err();
        assert!(matches!(error, ControlError::Timeout { .. }), "{error:?}");
        assert!(start.elapsed() < SHORT.all() + Duration::from_secs(2));
    }
    listener.kill().unwrap();
    listener.wait().unwrap();
}
