//! How long the permission engine takes on the policy of a large organisation, and what Cedar takes
//! on an equivalent one, in one run on one machine. `cargo xtask bench --access` runs this.
//!
//! Every answer that is timed for Cedar is compared with the engine's.

#[cfg(feature = "cedar")]
mod cedar;
mod clock;
mod contest;
mod generate;
mod load;
#[path = "../../src/measure.rs"]
#[expect(dead_code, reason = "shared with the other benchmarks, which need all of it")]
mod measure;
mod ours;
#[path = "../../src/table.rs"]
mod table;

use std::process::ExitCode;

/// What can go wrong: a sentence for the terminal.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        [] => contest::run(5),
        ["--runs", runs] => match runs.parse() {
            Ok(runs @ 1..=100) => contest::run(runs),
            _ => Err("`--runs` takes 1 to 100".into()),
        },
        // One load in a process of its own, so that its memory is its own.
        ["load", "engine", policy] => load::engine(policy.as_ref()).map(|()| true),
        #[cfg(feature = "cedar")]
        ["load", "cedar", policies, entities] => {
            load::cedar(policies.as_ref(), entities.as_ref()).map(|()| true)
        }
        _ => Err("usage: access-benches [--runs N]".into()),
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
