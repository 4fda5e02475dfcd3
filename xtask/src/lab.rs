//! `cargo xtask lab`: the long run beside the real servers.

mod audit;

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{run, say};

/// How many mutants are tried unless `--mutants` says otherwise.
const MUTANTS: u64 = 50_000;

/// How many of them are Kea's, of all that are tried.
const KEA_SHARE: u64 = 10;

/// The Keas that judge, 2.2, 2.6 and 3.0, each a configuration and an HA block.
const KEA_JUDGES: u64 = 6;

/// The tests that have mutants judged by the Keas.
const KEA_TESTS: [(&str, &str); 2] =
    [("kea-config", "changed_files_are_judged"), ("kea-ha", "changed_blocks_are_judged")];

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Options {
    /// Only Kea's.
    kea: bool,
    mutants: u64,
    /// `None`: a fresh one.
    seed: Option<u64>,
    /// Whether the figures go into the documentation.
    write: bool,
}

/// Has spoilt configurations judged by dhcpd, by the Keas and by us, prints the seed and the figures;
/// whether all agree as they should.
///
/// # Errors
/// If an argument is wrong, or cargo cannot be started.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<bool, Failure> {
    if let Some((_, rest)) = arguments.split_first().filter(|(first, _)| *first == "--audit") {
        return audit::run(workspace, rest);
    }
    let options = options(arguments)?;
    let seed = options.seed.unwrap_or_else(fresh);
    let only = if options.kea { "--kea " } else { "" };
    let mutants = options.mutants;
    let again = format!("{only}--mutants {mutants} --seed {seed}");
    say::line(&format!("{mutants} mutants of the seed {seed}; again: cargo xtask lab {again}"));
    if options.kea {
        return kea(workspace, mutants, seed);
    }
    let mut test = test(workspace, "dhcpd-conf", "mutants_are_judged");
    test.env("DHCPAIR_MUTANTS", mutants.to_string()).env("DHCPAIR_SEED", seed.to_string());
    if options.write {
        test.env("DHCPAIR_MEASURED", "1");
    }
    let agree = run::through(&mut test)? & kea(workspace, mutants / KEA_SHARE, seed)?;
    if !options.write {
        return Ok(agree);
    }
    let mut page = self::test(workspace, "dhcpd-conf", "generated_page");
    Ok(run::through(page.env("DHCPAIR_REFRESH", "1"))? && agree)
}

/// So many mutants, half of them of HA blocks, judged by the Keas that are here.
fn kea(workspace: &Workspace, mutants: u64, seed: u64) -> Result<bool, Failure> {
    let mut agree = true;
    for (package, name) in KEA_TESTS {
        let mut test = test(workspace, package, name);
        let each = mutants.div_ceil(KEA_JUDGES).to_string();
        test.env("KEA_CHANGES", each).env("KEA_SEED", seed.to_string());
        agree &= run::through(&mut test)?;
    }
    Ok(agree)
}

/// The tests of this name beside the real servers, with their output shown.
fn test(workspace: &Workspace, package: &str, name: &str) -> Command {
    let line = ["test", "--package", package, "--test", "real_server", "--locked", "--"];
    workspace.cargo(line.into_iter().chain(["--nocapture", name]))
}

fn options(arguments: &[String]) -> Result<Options, Failure> {
    let kea = arguments.iter().any(|argument| argument == "--kea");
    let mutants = if kea { MUTANTS / KEA_SHARE } else { MUTANTS };
    let mut options = Options { kea, mutants, seed: None, write: false };
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
            "--kea" => {}
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
        let long = Options { kea: false, mutants: MUTANTS, seed: None, write: false };
        assert_eq!(parsed(""), Some(long));
        let again = Options { kea: false, mutants: 20, seed: Some(7), write: true };
        assert_eq!(parsed("--seed 7 --mutants 20 --write"), Some(again));
        let kea = Options { kea: true, mutants: 5_000, seed: Some(7), write: false };
        assert_eq!(parsed("--seed 7 --kea"), Some(kea));
        assert_eq!(parsed("--kea --mutants 60").map(|options| options.mutants), Some(60));
        assert_eq!(parsed("--mutants"), None);
        assert_eq!(parsed("--seed many"), None);
        assert_eq!(parsed("--fast"), None);
    }
}
