//! `completions`: what a shell needs to complete words of the command line.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Cli;
use crate::output::Outcome;

pub(super) fn run(shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "dhcpair", &mut script);
    Outcome::done(String::from_utf8_lossy(&script).into_owned())
}
