//! The real dhcpd as the judge: texts are spoilt at random, and whatever `dhcpd -t` refuses is to
//! have a `load` error here, and nothing else.
//!
//! `DHCPAIR_MUTANTS` sets how many mutants are tried and `DHCPAIR_SEED` which ones;
//! `DHCPAIR_CHANGES` how many changes each has. With `DHCPAIR_MEASURED=1` the figures are kept for
//! `docs/verdicts.md`.

mod ask;
#[path = "../common/mod.rs"]
mod common;
mod known;
mod mutate;
mod page;
mod samples;
mod tally;
mod text;
mod traps;

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use ask::Outcome;
use dhcpair_testbed::program;
use mutate::mutant;
use samples::Samples;
use tally::Tally;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// Tries the mutants 0 to `count` of a series, on all cores.
fn run(samples: &Samples, seed: u64, count: u64) -> Tally {
    let next = AtomicU64::new(0);
    let worker = || {
        let folder = tempfile::tempdir().expect("a folder");
        samples::write_includes(folder.path());
        let mut tally = Tally::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return tally;
            }
            let mutant = mutant(samples, seed, number);
            let outcome = ask::compare(&mutant.text, mutant.family, folder.path());
            tally.add(number, mutant, outcome);
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        let mut sum = Tally::default();
        for worker in workers {
            sum.join(worker.join().expect("a worker"));
        }
        sum
    })
}

#[test]
fn our_own_samples_are_accepted() {
    if program("dhcpd").is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    samples::write_includes(folder.path());
    for sample in &Samples::all(1).own {
        let text = sample.text.pieces.concat();
        let outcome = ask::compare(&text, sample.family, folder.path());
        assert!(matches!(outcome, Outcome::Accepted), "{}: {outcome:?}", sample.name);
    }
}

#[test]
fn mutants_are_judged_as_the_real_server_does() {
    if program("dhcpd").is_none() {
        return;
    }
    let (seed, count) = (number("DHCPAIR_SEED", 1), number("DHCPAIR_MUTANTS", 2_000));
    let samples = Samples::all(number("DHCPAIR_CHANGES", 1));
    let tally = run(&samples, seed, count);
    let wrong: String = tally.wrong.iter().map(|wrong| format!("{wrong}\n")).collect();
    let figures = format!("{count} mutants of the seed {seed}:\n\n{tally}\n");
    println!("{wrong}\n{figures}");
    if std::env::var_os("DHCPAIR_MEASURED").is_some_and(|value| value == "1") {
        std::fs::write(page::measured(), figures).expect("figures");
    }
    let counts = &tally.all;
    assert!(counts.percent(counts.loads()) >= 35.0, "dhcpd accepts too few of them");
    assert!(counts.percent(counts.false_accepts) <= 0.5, "too many false accepts");
    assert!(counts.percent(counts.false_rejects) <= 0.5, "too many false rejects");
    let unnamed: Vec<u64> = tally.unnamed().map(|wrong| wrong.number).collect();
    assert!(unnamed.is_empty(), "disagreements without a class: {unnamed:?}");
}
