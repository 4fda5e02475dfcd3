//! `cargo xtask bench`: the release build beside the real servers' checkers.

use crate::failure::Failure;
use crate::run;
use crate::workspace::Workspace;

/// Builds dhcpair for release and hands all arguments to the program in `benches/`.
///
/// # Errors
/// If cargo cannot be started.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<bool, Failure> {
    let mut build = workspace.cargo(["build", "--release", "--locked", "--package", "dhcpair"]);
    if !run::through(&mut build)? {
        return Ok(false);
    }
    let run = ["run", "--quiet", "--release", "--locked", "--manifest-path", "benches/Cargo.toml"];
    let mut bench = workspace.cargo(run.into_iter().chain(["--"]));
    bench.args(arguments).env("CARGO_TARGET_DIR", workspace.target());
    run::through(&mut bench)
}
