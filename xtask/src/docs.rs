//! `cargo xtask docs`: writes the pages and schemas anew that are made from the code.
//!
//! Each of them is held against the code by a test, so `ci` fails when one is stale; with
//! `DHCPAIR_REFRESH=1` the same tests write them.

use crate::failure::{Failure, no_arguments};
use crate::workspace::Workspace;
use crate::{run, say};

/// Runs the tests of generated files so that they write, then checks the links.
///
/// # Errors
/// If cargo cannot be started or the tree cannot be read.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<bool, Failure> {
    no_arguments("docs", arguments)?;
    let line = ["test", "--workspace", "--all-features", "--locked", "generated"];
    let mut tests = workspace.cargo(line);
    if !run::through(tests.env("DHCPAIR_REFRESH", "1"))? {
        return Ok(false);
    }
    let report = crate::tidy::check(workspace)?;
    say::text(&report.text);
    Ok(report.passed)
}
