//! The engine against a reference evaluator, on random policies that are edited in sequence.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails so, and says what it counted"
)]

mod compare;
mod facts;
mod generate;
mod objections;
mod questions;
mod reference;

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Instant;

use permission_engine::{Basis, Catalogue, Edit, Rule};
use proptest::test_runner::{Config, TestRunner};

use compare::{Counts, Twice};
use facts::Facts;
use generate::Draws;

/// How many policies each run looks at. `AGREEMENT_POLICIES` asks for another number: `cargo xtask
/// mutants` for less, since it runs this for every flipped rule.
const POLICIES: u32 = 20_000;
/// How many compared answers each rule must have decided.
const ENOUGH: u64 = 500;
/// How many edits of each kind must have been made, and how many refused.
const SOME: u64 = 200;

struct Bench {
    catalogue: Arc<Catalogue>,
    facts: Arc<Facts>,
}

impl Bench {
    fn new(text: &str) -> Self {
        let catalogue = Arc::new(Catalogue::from_toml(text).unwrap());
        Self { catalogue, facts: Arc::new(Facts::read(text)) }
    }

    /// One policy: built up, then edited step by step and compared in between.
    fn run(&self, seed: u64, steps: usize, counts: &mut Counts) {
        let mut draws = Draws(seed);
        let mut twice = Twice::new(&self.catalogue, &self.facts);
        let mut made = Made::default();
        counts.policies += 1;
        let mut built = generate::building(&mut draws, &twice.reference);
        for edit in built.drain(..) {
            // Edits are chosen before anything exists; what they are about is filled in here.
            let edit = generate::again(&mut draws, &twice.reference, &edit);
            step(&mut twice, &mut made, edit, counts);
        }
        twice.compare(&mut draws, 6, counts);
        let early = draws.one_in(8).then(|| twice.clone());
        for at in 0..steps {
            let edit = generate::any(&mut draws, &twice.reference);
            step(&mut twice, &mut made, edit, counts);
            if at % 8 == 7 {
                twice.compare(&mut draws, 6, counts);
            }
        }
        twice.compare(&mut draws, 12, counts);
        twice.compare_at_length(&mut draws, counts);
        if let Some(early) = early {
            twice.compare_diff(&early);
            twice.compare_written();
        }
    }
}

fn step(twice: &mut Twice, made: &mut Made, edit: Edit, counts: &mut Counts) {
    made.0.push(edit.clone());
    if !twice.edit(&edit, counts) {
        made.0.pop();
    }
}

/// The edits of a policy so far; told when a comparison fails.
#[derive(Default)]
struct Made(Vec<Edit>);

impl Drop for Made {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let edits: Vec<String> = self.0.iter().map(Edit::to_string).collect();
            println!("the policy came from:\n  {}", edits.join("\n  "));
        }
    }
}

/// Policies from random seeds, on all processors.
fn run(bench: &Bench, policies: u32) -> Counts {
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u32);
    let share = policies.div_ceil(threads);
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(|| run_some(bench, share))).collect();
        let mut counts = Counts::default();
        for one in all {
            counts.add(&one.join().unwrap());
        }
        counts
    })
}

fn run_some(bench: &Bench, policies: u32) -> Counts {
    let counts = RefCell::new(Counts::default());
    let config = Config { cases: policies, failure_persistence: None, ..Config::default() };
    let case = (proptest::num::u64::ANY, 0..24_usize);
    let outcome = TestRunner::new(config).run(&case, |(seed, steps)| {
        bench.run(seed, steps, &mut counts.borrow_mut());
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    counts.into_inner()
}

#[test]
fn engine_and_reference_agree() {
    let start = Instant::now();
    let asked = std::env::var("AGREEMENT_POLICIES").map(|number| number.parse().unwrap());
    let policies = asked.unwrap_or(POLICIES);
    let counts = run(&Bench::new(include_str!("small.toml")), policies);
    println!("{counts:?} in {:?}", start.elapsed());
    assert!(counts.policies >= u64::from(policies));
    for rule in Rule::ALL {
        let decided = counts.decided[usize::from(rule.number())];
        assert!(decided >= ENOUGH, "rule {} decided only {decided} answers", rule.number());
    }
    for basis in Basis::ALL {
        let met = counts.bases.get(&basis).copied().unwrap_or_default();
        assert!(met >= ENOUGH, "{basis:?} was the answer only {met} times");
    }
    assert_eq!(counts.kinds.len(), 22, "every kind of edit: {:?}", counts.kinds);
    for (kind, (made, refused)) in &counts.kinds {
        let never_refused = kind == "SetStrictReplication";
        let both = *made >= SOME && (*refused >= SOME || never_refused);
        assert!(both, "{kind} was made {made} times and refused {refused} times");
    }
}

#[test]
fn engine_and_reference_agree_on_the_real_catalogue() {
    let text = include_str!("../../src/catalogue/dhcp.toml");
    run(&Bench::new(text), 300);
}
