use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::process::Stdio;

use dhcpair_testbed::{Dice, hostile_text, program};

use super::*;

/// How many commands with hostile texts are asked of each shell.
const COMMANDS: usize = 60;

/// What the words of a command are to a real shell, by a program that prints them.
fn understood(shell: &str, words: &[Vec<u8>]) -> Vec<u8> {
    let words = words.iter().cloned().map(OsString::from_vec);
    let command = Command::new("printf").arguments(["%s\\0"]).arguments(words);
    let line = line("host", Dialect::Posix, &command).unwrap();
    let output = std::process::Command::new(shell)
        .arg("-c")
        .arg(OsString::from_vec(line))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    output.stdout
}

fn check(shell: &str, words: &[Vec<u8>]) {
    let expected: Vec<u8> = words.iter().flat_map(|word| [word, &b"\0"[..]].concat()).collect();
    assert_eq!(understood(shell, words), expected, "{shell}");
}

#[test]
fn real_shells_read_the_words_that_were_meant() {
    let mut dice = Dice::new(0x5E11);
    for shell in ["sh", "bash"] {
        if program(shell).is_none() {
            continue;
        }
        let bytes = 1..=255u8;
        let around = |byte| vec![vec![byte], vec![byte, b'x', byte], vec![b'\'', byte, b'\'']];
        check(shell, &bytes.flat_map(around).collect::<Vec<_>>());
        check(shell, &[Vec::new(), b"-n".to_vec(), b"--".to_vec(), Vec::new()]);
        for _ in 0..COMMANDS {
            let text = |dice: &mut Dice| hostile_text(dice).replace('\0', "").into_bytes();
            let words: Vec<_> = (0..8).map(|_| text(&mut dice)).collect();
            check(shell, &words);
        }
    }
}

#[test]
fn a_line_that_is_quoted_otherwise_is_found_out() {
    // The check above can fail: a word in double quotes is another word to the shell.
    let line = b"printf '%s\\0' \"$HOME\"";
    let output = std::process::Command::new("sh").arg("-c").arg(OsStr::from_bytes(line)).output();
    assert_ne!(output.unwrap().stdout, b"$HOME\0");
}

#[test]
fn what_no_shell_can_be_told_is_refused() {
    let refused = |command: &Command| line("host", Dialect::Posix, command).is_err();
    assert!(refused(&Command::new("cat").arguments(["a\0b"])));
    assert!(refused(&Command::new("a\0b")));
    assert!(refused(&Command::new("-a")));
    assert!(refused(&Command::new("")));
    assert!(!refused(&Command::new("cat").arguments(["-a", ""])));
}

#[test]
fn a_windows_computer_is_told_only_what_needs_no_quotes() {
    let plain = |words: &[&str]| {
        let command = Command::new(words[0]).arguments(words[1..].iter().copied());
        line("host", Dialect::Plain, &command).ok()
    };
    let run = windows_dhcp::script::Run::command_line();
    let words: Vec<&str> = run.split(' ').collect();
    assert_eq!(plain(&words).as_deref(), Some(run.as_bytes()));
    for byte in (0..=255u8).map(char::from) {
        let bare = byte.is_ascii_alphanumeric() || ".-+/=_:".contains(byte);
        assert_eq!(plain(&["a", &format!("x{byte}y")]).is_some(), bare, "{byte:?}");
    }
    assert_eq!(plain(&["a", ""]), None);
}

#[test]
fn input_is_in_no_line_and_no_debug_output() {
    let command = Command::new("cat").arguments(["x"]).stdin("geheim");
    let line = line("host", Dialect::Posix, &command).unwrap();
    let shown = format!("{} {command:?}", String::from_utf8_lossy(&line));
    assert!(!shown.contains("geheim") && !shown.contains("103, 101"), "{shown}");
    assert!(shown.contains("(6 bytes)"), "{shown}");
}
