//! `cargo xtask bench`: the release build beside the real servers' checkers, and the permission
//! engine beside Cedar.

use crate::failure::Failure;
use crate::run;
use crate::workspace::Workspace;

/// The benchmarks of the permission engine: a workspace of their own, since Cedar is large.
const ACCESS: &str = "benches/access/Cargo.toml";

/// Builds dhcpair for release and hands all arguments to the program in `benches/`; with `--access`
/// to the one in `benches/access/`, which needs no dhcpair.
///
/// # Errors
/// If cargo cannot be started.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<bool, Failure> {
    if let Some((_, rest)) = arguments.split_first().filter(|(first, _)| *first == "--access") {
        return program(workspace, ACCESS, rest);
    }
    let mut build = workspace.cargo(["build", "--release", "--locked", "--package", "dhcpair"]);
    if !run::through(&mut build)? {
        return Ok(false);
    }
    program(workspace, "benches/Cargo.toml", arguments)
}

fn program(workspace: &Workspace, manifest: &str, arguments: &[String]) -> Result<bool, Failure> {
    let run = ["run", "--quiet", "--release", "--locked", "--manifest-path", manifest, "--"];
    let mut bench = workspace.cargo(run);
    bench.args(arguments).env("CARGO_TARGET_DIR", workspace.target());
    run::through(&mut bench)
}
