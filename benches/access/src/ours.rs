//! The engine's part.

use std::hint::black_box;
use std::time::Duration;

use permission_engine::{Engine, Holder, ObjectIx, Permission, UserIx, documents};

use crate::clock::Clock;
use crate::generate::Draws;
use crate::{Failure, measure};

/// A question.
pub type Triple = (UserIx, Permission, ObjectIx);

/// Uniformly random users and objects, each with a uniformly random permission of the object's type.
pub fn triples(engine: &Engine, count: usize) -> Vec<Triple> {
    let mut draws = Draws(1);
    let users: Vec<UserIx> =
        engine.users().filter(|user| !engine.is_administrator(*user)).collect();
    let objects: Vec<ObjectIx> = engine.objects().collect();
    let catalogue = engine.catalogue();
    let permissions = |object| -> Vec<Permission> {
        let kind = engine.kind_of(object).and_then(|kind| catalogue.kind_info(kind));
        let of = kind.and_then(|kind| catalogue.object_type(kind.of));
        of.into_iter().flat_map(|of| of.permissions.iter()).collect()
    };
    let kinds: Vec<Vec<Permission>> = objects.iter().map(|object| permissions(*object)).collect();
    let one = |_| {
        let at = draws.below(objects.len());
        let fitting = kinds.get(at)?;
        let permission = fitting.get(draws.below(fitting.len()))?;
        Some((*users.get(draws.below(users.len()))?, *permission, *objects.get(at)?))
    };
    (0..count).filter_map(one).collect()
}

/// What deciding costs.
pub struct Decisions {
    /// Time of one, the median of the runs.
    pub each: Duration,
    /// In nanoseconds, with a fraction.
    pub nanoseconds: f64,
    /// Allocations made by all of them together.
    pub allocations: u64,
    /// The part that is allowed, from 0 to 1.
    pub allowed: f64,
}

/// Asks every question, `runs` times.
///
/// # Errors
/// If there is no question.
pub fn decide(engine: &Engine, triples: &[Triple], runs: usize) -> Result<Decisions, Failure> {
    let mut times = Vec::new();
    let mut allowed = 0_usize;
    let allocations = allocation_counter::measure(|| {
        allowed = ask(engine, triples);
    });
    for _ in 0..runs {
        let started = Clock::start();
        black_box(ask(engine, black_box(triples)));
        times.push(started.elapsed());
    }
    let took = measure::median(&times).ok_or("no run")?;
    let count = triples.len() as f64;
    let nanoseconds = took.as_secs_f64() * 1e9 / count;
    Ok(Decisions {
        each: took.div_f64(count),
        nanoseconds,
        allocations: allocations.count_total,
        allowed: allowed as f64 / count,
    })
}

fn ask(engine: &Engine, triples: &[Triple]) -> usize {
    let answers = triples.iter().map(|(user, permission, object)| {
        usize::from(engine.can(*user, *permission, *object).is_allowed())
    });
    answers.sum()
}

/// The longest time that effective access took over all objects, for some random users; and the time
/// of the command line's document for one.
///
/// # Errors
/// If a user is not known.
pub fn effective(engine: &Engine, users: usize) -> Result<(Duration, Duration), Failure> {
    let mut draws = Draws(2);
    let all: Vec<UserIx> = engine.users().filter(|user| !engine.is_administrator(*user)).collect();
    let mut longest = Duration::ZERO;
    for _ in 0..users {
        let user = *all.get(draws.below(all.len())).ok_or("no user")?;
        let started = Clock::start();
        let places = engine.effective_everywhere(user).map(|place| {
            black_box(&place);
            place.entries.len() + place.warnings.len()
        });
        black_box(places.sum::<usize>());
        longest = longest.max(started.elapsed());
    }
    let user = *all.first().ok_or("no user")?;
    let name = Holder::User(engine.subject_name(user.into()).to_owned());
    let started = Clock::start();
    black_box(documents::effective(engine, &name, None)?);
    Ok((longest, started.elapsed()))
}
