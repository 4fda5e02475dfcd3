//! The dhcpair command line: arguments in, documents of the manager printed, an exit code out.

mod args;
mod commands;
mod failure;
mod file;
mod output;
mod progress;
mod style;
mod table;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

use crate::args::Cli;
use crate::output::Output;

/// A large file is read in a few large pages instead of thousands of small ones (ADR 0016).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::of(&cli);
    let done = commands::run(&cli, &output)
        .and_then(|outcome| output.print(&outcome.text).map(|_reader| outcome.exit));
    match done {
        Ok(exit) => ExitCode::from(u8::from(exit)),
        Err(failure) => {
            output.complain(&failure);
            ExitCode::from(u8::from(failure.exit()))
        }
    }
}
