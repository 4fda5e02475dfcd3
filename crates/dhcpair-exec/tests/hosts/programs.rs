//! Programs that end by themselves.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use dhcpair_exec::{Command, ExecError, Host};
use dhcpair_testbed::{Dice, hostile_text};

use crate::ways::{all, server, system};

/// How many arguments with hostile texts are handed over in all.
const TEXTS: usize = 400;

#[tokio::test]
async fn output_and_exit_code_come_back() {
    let server = server();
    for host in all(server.as_ref()) {
        let script = "cat; printf err >&2; exit 3";
        let command = Command::new("sh").arguments(["-c", script]).stdin(b"in\0\xff\n".to_vec());
        let output = host.run(&command).await.unwrap();
        let expected = (3, b"in\0\xff\n".to_vec(), b"err".to_vec());
        assert_eq!((output.code, output.stdout, output.stderr), expected, "{host:?}");
    }
}

/// A test must not run the start files of whoever runs it.
#[tokio::test]
async fn the_home_of_a_session_is_the_server_s_own() {
    let Some(server) = server() else { return };
    let home = server.file("home");
    std::fs::write(home.join(".bashrc"), "export FROM_BASHRC=yes").unwrap();
    for host in [Box::new(crate::ways::ssh(&server)) as Box<dyn Host>, Box::new(system(&server))] {
        let script = "printf '%s %s' \"$HOME\" \"$FROM_BASHRC\"";
        let output = host.run(&Command::new("sh").arguments(["-c", script])).await.unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let (told, start_files) = told.split_once(' ').unwrap();
        assert_eq!(std::path::Path::new(told), home);
        assert!(["", "yes"].contains(&start_files));
    }
}

#[tokio::test]
async fn a_program_need_not_read_its_input() {
    let server = server();
    for host in all(server.as_ref()) {
        let command = Command::new("true").stdin(vec![b'x'; 8 << 20]);
        assert_eq!(host.run(&command).await.unwrap().code, 0, "{host:?}");
    }
}

#[tokio::test]
async fn much_input_comes_back_whole() {
    let server = server();
    let mut dice = Dice::new(7);
    let bytes: Vec<u8> = (0..3 << 20).map(|_| dice.below(256) as u8).collect();
    for host in all(server.as_ref()) {
        let output = host.run(&Command::new("cat").stdin(bytes.clone())).await.unwrap();
        assert!(output.stdout == bytes, "{host:?}: {} bytes", output.stdout.len());
    }
}

#[tokio::test]
async fn every_byte_of_an_argument_arrives() {
    let server = server();
    let mut dice = Dice::new(0xA46);
    let mut texts: Vec<Vec<u8>> = (1..=255u8).map(|byte| vec![byte]).collect();
    texts.extend((1..=255u8).map(|byte| vec![b'a', byte, byte, b'\'', byte, b' ']));
    texts.extend((0..TEXTS).map(|_| hostile_text(&mut dice).replace('\0', "").into_bytes()));
    texts.push(Vec::new());
    texts.push((1..=255u8).collect());
    let arguments: Vec<OsString> = texts.iter().cloned().map(OsString::from_vec).collect();
    let expected: Vec<u8> =
        texts.iter().flat_map(|text| [text.as_slice(), b"\0"].concat()).collect();
    for host in all(server.as_ref()) {
        let command = Command::new("printf").arguments(["%s\\0"]).arguments(&arguments);
        let output = host.run(&command).await.unwrap();
        assert_eq!(output.stdout, expected, "{host:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_said_is_refused() {
    let server = server();
    for host in all(server.as_ref()) {
        let command = Command::new("printf").arguments(["a\0b"]);
        let refused = host.run(&command).await;
        assert!(matches!(refused, Err(ExecError::Unsayable { .. })), "{host:?}: {refused:?}");
    }
}

#[tokio::test]
async fn a_program_that_is_not_there_or_no_program() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain");
    std::fs::write(&plain, "no program").unwrap();
    for host in all(server.as_ref()) {
        let missing = host.run(&Command::new("no such; program")).await;
        assert!(matches!(missing, Err(ExecError::NoProgram { .. })), "{host:?}: {missing:?}");
        let refused = host.run(&Command::new(&plain)).await;
        assert!(matches!(refused, Err(ExecError::ProgramRefused { .. })), "{host:?}: {refused:?}");
    }
}

#[tokio::test]
async fn a_signal_is_told() {
    let server = server();
    for (at, host) in all(server.as_ref()).iter().enumerate() {
        let ended = host.run(&Command::new("sh").arguments(["-c", "kill -TERM $$"])).await;
        match ended {
            Err(ExecError::Signalled { signal, .. }) => assert_eq!(signal, "TERM", "{host:?}"),
            // The system's client tells no signal apart from an error of its own.
            Err(ExecError::Lost { .. }) if at == 2 => {}
            other => panic!("{host:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn commands_run_side_by_side() {
    let Some(server) = server() else { return };
    let host = crate::ways::ssh(&server);
    let commands: Vec<Command> =
        (0..30).map(|n| Command::new("printf").arguments([format!("{n}")])).collect();
    let mut running = tokio::task::JoinSet::new();
    let host = std::sync::Arc::new(host);
    for (n, command) in commands.into_iter().enumerate() {
        let host = std::sync::Arc::clone(&host);
        running.spawn(async move {
            use dhcpair_exec::Host as _;
            (n, host.run(&command).await.unwrap().stdout)
        });
    }
    while let Some(done) = running.join_next().await {
        let (n, stdout) = done.unwrap();
        assert_eq!(stdout, n.to_string().into_bytes());
    }
    // All over one connection.
    assert_eq!(server.log().matches("Accepted publickey").count(), 1);
}
