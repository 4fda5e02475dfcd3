//! Who is let in, and which server is believed.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use dhcpair_exec::{Command, ExecError, Host, Identity, Ssh, SshTarget, SystemSsh};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::ways::{server, ssh, system, target};

async fn run(host: &dyn Host) -> Result<i32, ExecError> {
    host.run(&Command::new("true")).await.map(|output| output.code)
}

#[tokio::test]
async fn keys_of_both_kinds_are_let_in() {
    let Some(server) = server() else { return };
    let ecdsa = server.admit("ecdsa", "ecdsa", "restrict").unwrap();
    for key in [server.key(), ecdsa] {
        let host = ssh(&server).identities([Identity::File(key)]);
        assert_eq!(run(&host).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_a_second_one_tried() {
    let Some(server) = server() else { return };
    let wrong = server.stranger("wrong", "ed25519").unwrap();
    let alone = ssh(&server).identities([Identity::File(wrong.clone())]);
    let refused = run(&alone).await.unwrap_err();
    assert!(matches!(refused, ExecError::Authentication { .. }), "{refused:?}");
    assert!(refused.to_string().contains("wrong"), "{refused}");

    let both = [Identity::File(wrong.clone()), Identity::File(server.key())];
    assert_eq!(run(&ssh(&server).identities(both)).await.unwrap(), 0);

    let config = fs::read_to_string(server.client_config()).unwrap();
    let key = server.key().display().to_string();
    fs::write(server.file("wrong_config"), config.replace(&key, &wrong.display().to_string()))
        .unwrap();
    let host = SystemSsh::new("server").config(server.file("wrong_config"));
    let refused = run(&host).await.unwrap_err();
    let user = server.user().to_owned();
    assert!(
        matches!(&refused, ExecError::Authentication { user: told, .. } if *told == user),
        "{refused:?}"
    );
}

#[tokio::test]
async fn keys_that_cannot_be_used_are_told() {
    let Some(server) = server() else { return };
    for (name, bytes) in [("none", None), ("garbage", Some("no key"))] {
        let file = server.file(name);
        if let Some(bytes) = bytes {
            fs::write(&file, bytes).unwrap();
        }
        let refused = run(&ssh(&server).identities([Identity::File(file)])).await.unwrap_err();
        assert!(matches!(refused, ExecError::Credential { .. }), "{refused:?}");
    }
    let refused = run(&ssh(&server).identities([])).await.unwrap_err();
    assert!(refused.to_string().contains("no key to offer"), "{refused}");
}

#[tokio::test]
async fn keys_of_an_agent_are_let_in() {
    let Some(server) = server() else { return };
    let Some(program) = dhcpair_testbed::program("ssh-agent") else { return };
    let socket = server.file("agent");
    let mut agent = std::process::Command::new(program)
        .args(["-D", "-a"])
        .arg(&socket)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while !socket.exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let identity = || [Identity::Agent(Some(socket.clone()))];
    let empty = run(&ssh(&server).identities(identity())).await;
    let add = |file| {
        let mut add = std::process::Command::new("ssh-add");
        add.arg("-q").arg(file).env("SSH_AUTH_SOCK", &socket).status().unwrap()
    };
    assert!(add(server.stranger("rsa", "rsa").unwrap()).success());
    assert!(add(server.stranger("wrong", "ecdsa").unwrap()).success());
    let wrong = run(&ssh(&server).identities(identity())).await;
    assert!(add(server.key()).success());
    let right = run(&ssh(&server).identities(identity())).await;
    agent.kill().unwrap();
    agent.wait().unwrap();
    assert!(matches!(empty, Err(ExecError::Authentication { offered, .. }) if offered.is_empty()));
    assert!(matches!(wrong, Err(ExecError::Authentication { offered, .. }) if offered.len() == 1));
    assert_eq!(right.unwrap(), 0);
    // Now it has gone.
    let gone = run(&ssh(&server).identities(identity())).await.unwrap_err();
    assert!(matches!(gone, ExecError::Credential { .. }), "{gone:?}");
}

/// `SSH_AUTH_SOCK` is still set in a session whose agent has ended, or leads to one that hangs: the other keys are tried.
#[tokio::test]
async fn an_agent_that_is_gone_keeps_no_key_from_being_tried() {
    let Some(server) = server() else { return };
    let (gone, dead, mute) = (server.file("gone"), server.file("dead"), server.file("mute"));
    drop(UnixListener::bind(&dead).unwrap());
    let _mute = UnixListener::bind(&mute).unwrap();
    let wrong = server.stranger("wrong", "ed25519").unwrap();
    for socket in [gone, dead, mute] {
        let agent = || Identity::Agent(Some(socket.clone()));
        let host = |key: PathBuf| {
            let ssh = ssh(&server).connect_within(Duration::from_secs(4));
            ssh.identities([agent(), Identity::File(key)])
        };
        assert_eq!(run(&host(server.key())).await.unwrap(), 0, "{}", socket.display());
        // Where the others do not help, it is named beside them.
        let refused = run(&host(wrong.clone())).await.unwrap_err();
        assert!(matches!(refused, ExecError::Authentication { .. }), "{refused:?}");
        let text = refused.to_string();
        assert!(text.contains("wrong`; not usable: the SSH agent ("), "{text}");
        // Alone, it is the reason.
        let refused = run(&ssh(&server).identities([agent()])).await.unwrap_err();
        assert!(matches!(refused, ExecError::Credential { .. }), "{refused:?}");
        assert!(refused.to_string().contains("the SSH agent"), "{refused}");
        // So it is with a file that has no key.
        let none = host(server.file("none"));
        let refused = run(&none).await.unwrap_err().to_string();
        assert!(refused.contains("no key to offer; not usable: the SSH agent ("), "{refused}");
        let both = ssh(&server).identities([server.file("none"), server.key()].map(Identity::File));
        assert_eq!(run(&both).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn an_unknown_host_key_is_refused() {
    let Some(server) = server() else { return };
    fs::write(server.known_hosts(), "# nobody\n").unwrap();
    let refused = run(&ssh(&server)).await.unwrap_err();
    let ExecError::HostKeyUnknown { key: Some(key), .. } = &refused else { panic!("{refused:?}") };
    // As `ssh-keygen -l` prints it.
    let output = std::process::Command::new("ssh-keygen")
        .args(["-lf", server.file("host_ed25519.pub").to_str().unwrap()])
        .output()
        .unwrap();
    let print = key.split(' ').nth(1).unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains(print), "{key}");
    assert!(refused.help().contains("ssh-keygen"));
    // Without anybody's word, nothing is noted, and nobody is asked for a password or key.
    assert_eq!(fs::read_to_string(server.known_hosts()).unwrap(), "# nobody\n");
    assert!(!server.log().contains("publickey"), "{}", server.log());

    let refused = run(&system(&server)).await.unwrap_err();
    assert!(matches!(refused, ExecError::HostKeyUnknown { .. }), "{refused:?}");
    assert_eq!(fs::read_to_string(server.known_hosts()).unwrap(), "# nobody\n");
}

#[tokio::test]
async fn a_changed_host_key_is_refused() {
    let Some(mut server) = server() else { return };
    let (ours, theirs) = (ssh(&server), system(&server));
    assert_eq!(run(&ours).await.unwrap(), 0);
    assert_eq!(run(&theirs).await.unwrap(), 0);
    server.change_host_keys().unwrap();
    for host in [&ours as &dyn Host, &theirs] {
        let refused = run(host).await.unwrap_err();
        let ExecError::HostKeyChanged { file, line, .. } = &refused else { panic!("{refused:?}") };
        assert_eq!(file.as_deref(), Some(server.known_hosts().as_path()), "{host:?}");
        assert!((1..=2).contains(line), "{host:?}: {line}");
    }
}

#[tokio::test]
async fn a_host_is_known_by_whichever_of_its_keys() {
    let Some(server) = server() else { return };
    let known = fs::read_to_string(server.known_hosts()).unwrap();
    let lines: Vec<&str> = known.lines().collect();
    for line in &lines {
        fs::write(server.known_hosts(), format!("{line}\n")).unwrap();
        assert_eq!(run(&ssh(&server)).await.unwrap(), 0, "{line}");
    }
    // Hashed, as Debian notes them.
    let hash = std::process::Command::new("ssh-keygen")
        .args(["-H", "-f", server.known_hosts().to_str().unwrap()])
        .output()
        .unwrap();
    assert!(hash.status.success());
    assert!(fs::read_to_string(server.known_hosts()).unwrap().starts_with("|1|"));
    assert_eq!(run(&ssh(&server)).await.unwrap(), 0);
    // A revoked key is not believed, whatever else is said of it.
    let revoked: String = lines.iter().map(|line| format!("@revoked {line}\n")).collect();
    fs::write(server.known_hosts(), format!("{known}{revoked}")).unwrap();
    let refused = run(&ssh(&server)).await.unwrap_err();
    assert!(matches!(refused, ExecError::HostKeyChanged { line: 3 | 4, .. }), "{refused:?}");
}

/// The port of somebody who says the same to everybody, and is gone.
async fn greeter(says: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(says.as_bytes()).await;
            let _ = stream.read(&mut [0; 512]).await;
        }
    });
    port
}

#[tokio::test]
async fn nobody_there_nobody_listening_nobody_answering() {
    let Some(server) = server() else { return };
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let mute = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = mute.local_addr().unwrap().port();
    let at = |host: &str, port| {
        let target = SshTarget { host: host.to_owned(), port, ..target(&server) };
        let ours = Ssh::new(target).known_hosts([server.known_hosts()]);
        let ours = ours.identities([Identity::File(server.key())]);
        let config = fs::read_to_string(server.client_config()).unwrap();
        let config = config.replace("127.0.0.1", host);
        let config = config.replace(&format!("Port {}", server.port()), &format!("Port {port}"));
        let file = server.file(&format!("config_{host}_{port}"));
        fs::write(&file, config).unwrap();
        let theirs = SystemSsh::new("server").config(file);
        let time = Duration::from_secs(1);
        [
            Box::new(ours.connect_within(time)) as Box<dyn Host>,
            Box::new(theirs.connect_within(time)),
        ]
    };
    for host in at("127.0.0.1", closed) {
        let refused = run(&*host).await;
        assert!(matches!(refused, Err(ExecError::Refused { .. })), "{host:?}: {refused:?}");
    }
    for host in at("127.0.0.1", silent) {
        let start = Instant::now();
        let refused = run(&*host).await;
        assert!(matches!(refused, Err(ExecError::NoAnswer { .. })), "{host:?}: {refused:?}");
        assert!(start.elapsed() < Duration::from_secs(4));
    }
    for banner in
        ["SSH-1.5-old\r\n", "SSH-2.0-x\r\n\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}"]
    {
        for host in at("127.0.0.1", greeter(banner).await) {
            let refused = run(&*host).await;
            assert!(
                matches!(refused, Err(ExecError::Protocol { .. } | ExecError::Lost { .. })),
                "{host:?}: {refused:?}"
            );
        }
    }
    for host in at("no-such-host.invalid", 22) {
        let refused = run(&*host).await;
        assert!(
            matches!(refused, Err(ExecError::Unreachable { .. } | ExecError::NoAnswer { .. })),
            "{host:?}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn what_does_not_speak_ssh() {
    let Some(server) = server() else { return };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let web = tokio::spawn(async move {
        loop {
            use tokio::io::AsyncWriteExt as _;
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let host = Ssh::new(SshTarget { port, ..target(&server) }).identities([]);
    let refused = run(&host.connect_within(Duration::from_secs(2))).await;
    web.abort();
    assert!(
        matches!(refused, Err(ExecError::Protocol { .. } | ExecError::NoAnswer { .. })),
        "{refused:?}"
    );
}

/// Whoever waits for a connection that others make waits no longer than one connection may take.
#[tokio::test]
async fn many_commands_wait_no_longer_for_a_dead_server() {
    let Some(server) = server() else { return };
    let mute = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = mute.local_addr().unwrap().port();
    let host =
        Ssh::new(SshTarget { port, ..target(&server) }).connect_within(Duration::from_secs(1));
    let start = Instant::now();
    let all = tokio::join!(run(&host), run(&host), run(&host), run(&host));
    for refused in [all.0, all.1, all.2, all.3] {
        assert!(matches!(refused, Err(ExecError::NoAnswer { .. })), "{refused:?}");
    }
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_connection_ends_with_its_owner() {
    let Some(server) = server() else { return };
    let host = ssh(&server);
    assert_eq!(run(&host).await.unwrap(), 0);
    assert_eq!(server.connections(), 1);
    drop(host);
    let deadline = Instant::now() + Duration::from_secs(5);
    while server.connections() > 0 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(server.connections(), 0);
}
