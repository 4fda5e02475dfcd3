//! The one place where a command becomes a line for a shell, which SSH takes.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::command::Command;
use crate::error::ExecError;

/// What reads command lines on the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Dialect {
    /// A shell as in POSIX: sh, dash, bash, ksh, zsh, BusyBox.
    #[default]
    Posix,
    /// Anything, `cmd.exe` among it: nothing is quoted, and a word that would need it is refused.
    Plain,
}

/// The line that runs this command and nothing else.
pub(crate) fn line(host: &str, dialect: Dialect, command: &Command) -> Result<Vec<u8>, ExecError> {
    let unsayable = || ExecError::Unsayable { host: host.to_owned(), program: command.shown() };
    let words: Vec<&[u8]> = command.words().map(OsStr::as_bytes).collect();
    let said = match dialect {
        Dialect::Posix => posix(&words),
        Dialect::Plain => plain(&words),
    };
    let words = said.ok_or_else(unsayable)?;
    Ok(match dialect {
        Dialect::Plain => words,
        Dialect::Posix => bounded(&words, command.within().time.as_secs()),
    })
}

/// The line for a POSIX shell: messages in English, and a program that outlives its limit, because
/// the connection broke, is ended where there is a `timeout(1)`.
fn bounded(words: &[u8], seconds: u64) -> Vec<u8> {
    // It starts later than the client's own limit, and is longer: that one comes first.
    let most = seconds.saturating_add(2);
    let mut line = b"export LC_ALL=C; set -- ".to_vec();
    line.extend_from_slice(words);
    line.extend_from_slice(b"; command -v timeout >/dev/null 2>&1 && exec timeout -k 5 ");
    line.extend_from_slice(most.to_string().as_bytes());
    line.extend_from_slice(b" \"$@\"; exec \"$@\"");
    line
}

fn posix(words: &[&[u8]]) -> Option<Vec<u8>> {
    // `exec` and `timeout` would take it for an option.
    if words.first().is_none_or(|program| program.is_empty() || program.starts_with(b"-")) {
        return None;
    }
    let mut line = Vec::new();
    for word in words {
        if !line.is_empty() {
            line.push(b' ');
        }
        word_into(&mut line, word)?;
    }
    Some(line)
}

/// Adds one word: between single quotes nothing is special to a POSIX shell but the single quote,
/// which stands outside of them behind a backslash (XCU 2.2).
fn word_into(line: &mut Vec<u8>, word: &[u8]) -> Option<()> {
    if word.contains(&0) {
        return None;
    }
    line.push(b'\'');
    for byte in word {
        match byte {
            b'\'' => line.extend_from_slice(br"'\''"),
            _ => line.push(*byte),
        }
    }
    line.push(b'\'');
    Some(())
}

fn plain(words: &[&[u8]]) -> Option<Vec<u8>> {
    let bare = |byte: &u8| byte.is_ascii_alphanumeric() || b".-+/=_:".contains(byte);
    let all = words.iter().all(|word| !word.is_empty() && word.iter().all(bare));
    all.then(|| words.join(&b' '))
}

#[cfg(test)]
mod tests;
