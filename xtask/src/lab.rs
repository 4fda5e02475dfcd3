//! `cargo xtask lab`: the long run beside the real servers.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{run, say};

/// How many mutants are tried unless `--mutants` says otherwise.
const MUTANTS: u64 = 50_000;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Options {
    mutants: u64,
    /// `None`: a fresh one.
    seed: Option<u64>,
    /// Whether the figures go into the documentation.
    write: bool,
}

/// Has spoilt configurations judged by dhcpd and by us, prints the seed and the figures; whether the
/// two agree as they should.
///
/// # Errors
/// If an argument is wrong, or cargo cannot be started.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<bool, Failure> {
    let options = options(arguments)?;
    let seed = options.seed.unwrap_or_else(fresh);
    let (mutants, again) =
        (options.mutants, format!("--mutants {} --seed {seed}", options.mutants));
    say::line(&format!("{mutants} mutants of the seed {seed}; again: cargo xtask lab {again}"));
    let mut test = test(workspace, "mutants_are_judged");
    test.env("DHCPAIR_MUTANTS", mutants.to_string()).env("DHCPAIR_SEED", seed.to_string());
    if options.write {
        test.env("DHCPAIR_MEASURED", "1");
    }
    let agree = run::through(&mut test)?;
    if !options.write {
        return Ok(agree);
    }
    let mut page = self::test(workspace, "generated_page");
    Ok(run::through(page.env("DHCPAIR_REFRESH", "1"))? && agree)
}

/// The tests of this name beside the real server, with their output shown.
fn test(workspace: &Workspace, name: &str) -> Command {
    let line = ["test", "--package", "dhcpd-conf", "--test", "real_server", "--locked", "--"];
    workspace.cargo(line.into_iter().chain(["--nocapture", name]))
}

fn options(arguments: &[String]) -> Result<Options, Failure> {
    let mut options = Options { mutants: MUTANTS, seed: None, write: false };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut number = || {
            let number = rest.next().and_then(|number| number.parse().ok());
            number.ok_or_else(|| Failure::Usage(format!("`{argument}` takes a number")))
        };
        match argument.as_str() {
            "--mutants" => options.mutants = number()?,
            "--seed" => options.seed = Some(number()?),
            "--write" => options.write = true,
            other => return Err(Failure::Usage(format!("unknown argument `{other}` of lab"))),
        }
    }
    Ok(options)
}

/// A seed that no run had before.
fn fresh() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Option<Options> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        options(&arguments).ok()
    }

    #[test]
    fn numbers_are_read_and_anything_else_is_refused() {
        let long = Options { mutants: MUTANTS, seed: None, write: false };
        assert_eq!(parsed(""), Some(long));
        let again = Options { mutants: 20, seed: Some(7), write: true };
        assert_eq!(parsed("--seed 7 --mutants 20 --write"), Some(again));
        assert_eq!(parsed("--mutants"), None);
        assert_eq!(parsed("--seed many"), None);
        assert_eq!(parsed("--fast"), None);
    }
}
