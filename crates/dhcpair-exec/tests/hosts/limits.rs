//! Programs that take too long or say too much, and connections that break.

use std::time::{Duration, Instant};

use dhcpair_exec::{Command, ExecError, Host, Limits};

use crate::ways::{all, server, ssh, system};

fn limits(time: Duration, output: usize) -> Limits {
    Limits { time, output }
}

#[tokio::test]
async fn a_hundred_megabytes_are_too_much() {
    let server = server();
    for host in all(server.as_ref()) {
        let flood = Command::new("head").arguments(["-c", "100000000", "/dev/zero"]);
        let flood = flood.limits(limits(Duration::from_secs(20), 1 << 20));
        let ended = host.run(&flood).await;
        let limit = 1 << 20;
        assert!(
            matches!(&ended, Err(ExecError::TooLarge { limit: told, .. }) if *told == limit),
            "{host:?}: {ended:?}"
        );
        // The way is as good as before.
        assert_eq!(host.run(&Command::new("true")).await.unwrap().code, 0);
    }
}

#[tokio::test]
async fn exactly_the_limit_is_not_too_much() {
    let server = server();
    for host in all(server.as_ref()) {
        let some = Command::new("head").arguments(["-c", "1000000", "/dev/zero"]);
        let enough = some.clone().limits(limits(Duration::from_secs(20), 1_000_000));
        assert_eq!(host.run(&enough).await.unwrap().stdout.len(), 1_000_000, "{host:?}");
        let less = some.limits(limits(Duration::from_secs(20), 999_999));
        assert!(matches!(host.run(&less).await, Err(ExecError::TooLarge { .. })), "{host:?}");
    }
}

#[tokio::test]
async fn endless_errors_do_not_fill_the_memory() {
    let server = server();
    for host in all(server.as_ref()) {
        let script = "head -c 10000000 /dev/zero >&2; echo done";
        let output = host.run(&Command::new("sh").arguments(["-c", script])).await.unwrap();
        assert_eq!((output.stdout, output.stderr.len()), (b"done\n".to_vec(), 64 << 10));
    }
}

/// Whether a process still has this argument.
fn runs(argument: &str) -> bool {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok()).any(|line| {
        line.split(|byte| *byte == 0).any(|word| word == argument.as_bytes())
            && line.starts_with(b"sleep")
    })
}

async fn is_gone(argument: &str) -> bool {
    let deadline = Instant::now() + Duration::from_secs(10);
    while runs(argument) && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    !runs(argument)
}

#[tokio::test]
async fn what_never_ends_is_ended() {
    let server = server();
    for (at, host) in all(server.as_ref()).iter().enumerate() {
        let number = format!("1000{}.{at}", std::process::id());
        let endless = Command::new("sleep").arguments([&number]);
        let endless = endless.limits(limits(Duration::from_millis(700), 1000));
        let start = Instant::now();
        let ended = host.run(&endless).await;
        assert!(matches!(ended, Err(ExecError::TimedOut { .. })), "{host:?}: {ended:?}");
        assert!(start.elapsed() < Duration::from_secs(5), "{host:?}: {:?}", start.elapsed());
        // OpenSSH passes signals on for every account but root; else `timeout` ends it there.
        assert!(is_gone(&number).await, "{host:?}");
    }
}

#[tokio::test]
async fn whoever_drops_a_local_run_ends_it() {
    let number = format!("2000{}.5", std::process::id());
    let script = format!("sleep {number} & sleep {number}");
    let command = Command::new("sh").arguments(["-c", &script]);
    let run = tokio::spawn(async move { dhcpair_exec::Local::new().run(&command).await });
    while !runs(&number) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    run.abort();
    assert!(is_gone(&number).await);
}

#[tokio::test]
async fn a_connection_that_breaks_in_the_middle() {
    let Some(server) = server() else { return };
    let ways: [Box<dyn Host>; 2] = [Box::new(ssh(&server)), Box::new(system(&server))];
    for host in ways {
        let sentinel = server.file("started");
        let _ = std::fs::remove_file(&sentinel);
        let script = format!("touch {}; sleep 60", sentinel.display());
        let command = Command::new("sh").arguments(["-c", &script]);
        let cut = async {
            while !sentinel.exists() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            server.cut_connections();
        };
        let (ended, ()) = tokio::join!(host.run(&command), cut);
        assert!(matches!(ended, Err(ExecError::Lost { .. })), "{host:?}: {ended:?}");
        assert!(ended.unwrap_err().may_be_done());
        // The next command has a new connection.
        assert_eq!(host.run(&Command::new("true")).await.unwrap().code, 0, "{host:?}");
    }
}

/// A look that takes too long is dropped, again and again, and its commands with it.
#[tokio::test]
async fn commands_that_nobody_waits_for_any_more_are_given_up() {
    let Some(server) = server() else { return };
    let host = ssh(&server);
    let number = format!("3000{}.5", std::process::id());
    for _ in 0..12 {
        let command = Command::new("sleep").arguments([&number]);
        let command = command.limits(limits(Duration::from_secs(1), 1000));
        let left = tokio::time::timeout(Duration::from_millis(300), host.run(&command)).await;
        assert!(left.is_err());
    }
    assert_eq!(host.run(&Command::new("true")).await.unwrap().code, 0);
    assert_eq!(server.log().matches("Accepted publickey").count(), 1);
    assert!(is_gone(&number).await);
}

/// The process that a `ControlMaster` leaves behind holds nothing of ours open.
#[tokio::test]
async fn a_control_master_of_the_operator_is_used() {
    let Some(server) = server() else { return };
    let config = std::fs::read_to_string(server.client_config()).unwrap();
    let socket = server.file("master");
    let master =
        format!("ControlMaster auto\nControlPersist 60\nControlPath {}\n", socket.display());
    std::fs::write(server.client_config(), config + &master).unwrap();
    let host = system(&server);
    for _ in 0..5 {
        let command = Command::new("true").limits(limits(Duration::from_secs(10), 1000));
        assert_eq!(host.run(&command).await.unwrap().code, 0);
    }
    assert_eq!(server.log().matches("Accepted publickey").count(), 1);
    let end = Command::new("ssh").arguments(["-O", "exit", "-F"]);
    let end = end.arguments([server.client_config().as_os_str(), "server".as_ref()]);
    dhcpair_exec::Local::new().run(&end).await.unwrap();
}
