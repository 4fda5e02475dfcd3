//! Running other programs.

use std::ffi::OsStr;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::failure::Failure;

/// What a program wrote to standard output.
///
/// # Errors
/// If it cannot be started, or ends with an error.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let done = command.stdin(Stdio::null()).output().map_err(|source| start(command, source))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let output = String::from_utf8_lossy(&done.stderr).trim_end().to_owned();
    Err(Failure::Program { command: describe(command), output })
}

/// Runs a program with its output on ours; whether it succeeded.
///
/// # Errors
/// If it cannot be started.
pub(crate) fn through(command: &mut Command) -> Result<bool, Failure> {
    let status = command.stdin(Stdio::null()).status().map_err(|source| start(command, source))?;
    Ok(status.success())
}

/// Runs a program with both its streams in the file `log`; whether it succeeded.
///
/// # Errors
/// If it cannot be started or `log` cannot be written.
pub(crate) fn logged(command: &mut Command, log: &Path) -> Result<bool, Failure> {
    let failed = |source| Failure::File { path: log.to_owned(), source };
    let out = append(log).map_err(failed)?;
    let err = out.try_clone().map_err(failed)?;
    let status = command
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .status()
        .map_err(|source| start(command, source))?;
    Ok(status.success())
}

fn append(log: &Path) -> std::io::Result<File> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder)?;
    }
    File::options().create(true).append(true).open(log)
}

/// Cargo as it runs us, so that the same toolchain goes on.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.env("CARGO_TERM_COLOR", "never");
    command
}

/// Whether `PATH`, or one of the folders where servers lie, has a program of this name.
pub(crate) fn has(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let servers = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(Into::into);
    env::split_paths(&path).chain(servers).any(|folder| folder.join(program).is_file())
}

/// The program and its arguments, for people.
pub(crate) fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args()).map(OsStr::to_string_lossy);
    words.collect::<Vec<_>>().join(" ")
}

fn start(command: &Command, source: std::io::Error) -> Failure {
    Failure::Start { program: command.get_program().to_string_lossy().into_owned(), source }
}
