//! How long dhcpair takes to check a file, beside the real servers' checkers on the same file.
//!
//! Everything is measured in one run on one machine, the programs in turn, and the median of
//! several runs is shown: it is the ratio that counts. `cargo xtask bench` builds dhcpair and runs
//! this.

mod audit;
mod bounds;
mod contest;
mod core;
mod generate;
mod growth;
mod leases;
mod library;
mod measure;
mod options;
mod pair;
mod scripts;
mod status;
mod table;

use std::process::ExitCode;

use mimalloc::MiMalloc;

use options::{Options, Wish};

/// That of the program `dhcpair`: the readers are timed as it runs them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(what) => {
            eprintln!("error: {what}");
            return ExitCode::from(2);
        }
    };
    let done = match options.wish {
        Wish::Compare => contest::compare(&options),
        Wish::Gate => contest::gate(&options),
        Wish::Bounds => bounds::bounds(&options),
        Wish::Kea => bounds::kea(&options),
        Wish::Large => contest::large(&options),
        Wish::Leases => leases::leases(&options),
        Wish::Scripts => bounds::scripts(&options),
        Wish::Status => bounds::status(&options),
        Wish::Audit => bounds::audit(&options),
        Wish::Growth => growth::growth(options.runs),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
