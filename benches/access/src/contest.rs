//! The comparison, and the limits that the engine must keep.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use permission_engine::{Catalogue, Engine, Policy};

use crate::generate::{self, OBJECTS, ROLES, ROLES_EACH, USERS};
use crate::load::{self, Load};
use crate::measure::median;
use crate::table::Table;
use crate::{Failure, ours};

/// How many random questions the engine is asked in one run.
const QUESTIONS: usize = 4_000_000;
/// How many of them Cedar is asked.
#[cfg(feature = "cedar")]
const CEDAR_QUESTIONS: usize = 2_000;
/// How many users' effective access is computed.
const PEOPLE: usize = 20;

/// What the engine may take.
const DECISION: Duration = Duration::from_nanos(500);
const EFFECTIVE: Duration = Duration::from_secs(1);
const LOADING: Duration = Duration::from_secs(2);
const MEMORY: u64 = 300_000_000;

/// Measures everything; whether every limit was kept.
///
/// # Errors
/// If a file cannot be written, or Cedar's answers are not the engine's.
pub fn run(runs: usize) -> Result<bool, Failure> {
    let folder = tempfile::tempdir()?;
    let text = generate::policy();
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, &text)?;
    let engine = Engine::new(Policy::from_toml(&text, Catalogue::dhcp())?);
    println!("{}\n", shape(&engine, text.len())?);
    drop(text);
    let triples = ours::triples(&engine, QUESTIONS);
    let decisions = ours::decide(&engine, &triples, runs)?;
    let (effective, document) = ours::effective(&engine, PEOPLE)?;
    let loaded = loads(&["engine".as_ref(), file.as_os_str()], runs, folder.path())?;
    let json = folder.path().join("policy.json");
    std::fs::write(&json, engine.policy().to_json())?;
    let from_json = loads(&["engine".as_ref(), json.as_os_str()], runs, folder.path())?;

    let mut table = Table::new(&["", "one decision", "loading", "peak memory"]);
    let each = format!("{:.0} ns", decisions.nanoseconds);
    table.row(row("permission-engine, from TOML", each, loaded));
    table.row(row("permission-engine, from JSON", String::new(), from_json));
    #[cfg(feature = "cedar")]
    cedar(&engine, &triples, runs, folder.path(), &mut table)?;
    println!("{table}\nTimes are processor time, the median of {runs} runs.");
    println!(
        "{:.1} % of {} random questions are allowed",
        decisions.allowed * 100.0,
        triples.len()
    );
    println!("effective access to all objects, the slowest of {PEOPLE} users: {effective:.1?}");
    println!("the same as the document of `access effective`, one user: {document:.1?}\n");
    let kept = [
        limit("a decision under 500 ns", decisions.each < DECISION),
        limit("no allocation in any decision", decisions.allocations == 0),
        limit("effective access under 1 s", effective < EFFECTIVE),
        limit("loading under 2 s", loaded.0 < LOADING),
        limit("loading under 300 MB", loaded.1 < MEMORY),
    ];
    Ok(kept.iter().all(|kept| *kept))
}

fn row(name: &str, each: String, (took, peak): Load) -> Vec<String> {
    let memory = format!("{:.0} MB", peak as f64 / 1e6);
    vec![name.to_owned(), each, format!("{:.2} s", took.as_secs_f64()), memory]
}

fn limit(what: &str, kept: bool) -> bool {
    println!("{what}: {}", if kept { "held" } else { "broken" });
    kept
}

/// What the policy is, counted; not less than it has to be.
fn shape(engine: &Engine, bytes: usize) -> Result<String, Failure> {
    let policy = engine.policy();
    let (users, objects) = (policy.users().count() - 1, policy.objects().count());
    let roles = policy.roles().filter(|(_, role)| !role.is_built_in()).count();
    let groups: usize = policy.groups().map(|(_, group)| group.members().count()).sum();
    let deepest = policy.objects().map(|(name, _)| {
        let up = |name: &&str| policy.object(name)?.parent().map(|name| &**name);
        std::iter::successors(Some(&**name), up).count()
    });
    let deepest = deepest.max().unwrap_or(0);
    let own = policy.objects().filter(|(_, object)| !object.access().is_empty()).count();
    if (users, roles, objects, deepest) != (USERS, ROLES, OBJECTS, 3)
        || groups * 5 != users * ROLES_EACH
    {
        return Err("the policy is not as large as it should be".into());
    }
    Ok(format!(
        "{users} users with {ROLES_EACH} roles each through groups, {roles} roles, {objects} objects on \
         {deepest} levels,\n{own} of them with access of their own; {:.1} MB of TOML",
        bytes as f64 / 1e6
    ))
}

/// The median time and the highest peak of several loads.
fn loads(words: &[&OsStr], runs: usize, folder: &Path) -> Result<Load, Failure> {
    let mut all: Vec<Load> = Vec::new();
    for _ in 0..runs {
        all.push(load::apart(words, &folder.join("log"))?);
    }
    let times: Vec<Duration> = all.iter().map(|(took, _)| *took).collect();
    let peak = all.iter().map(|(_, peak)| *peak).max();
    median(&times).zip(peak).ok_or_else(|| "no run".into())
}

#[cfg(feature = "cedar")]
fn cedar(
    engine: &Engine,
    triples: &[ours::Triple],
    runs: usize,
    folder: &Path,
    table: &mut Table,
) -> Result<(), Failure> {
    use crate::cedar::{Cedar, entities, policies};

    let (policies, entities) = (policies(engine.policy()), entities(engine.policy()));
    let files = [folder.join("policies.cedar"), folder.join("entities.json")];
    std::fs::write(&files[0], &policies)?;
    std::fs::write(&files[1], &entities)?;
    let cedar = Cedar::read(&policies, &entities)?;
    let (first, _) = triples.split_at_checked(CEDAR_QUESTIONS).ok_or("too few questions")?;
    let [all, picked] = cedar.decide(engine, first, runs)?;
    let words = ["cedar".as_ref(), files[0].as_os_str(), files[1].as_os_str()];
    let load = loads(&words, runs.min(3), folder)?;
    let nanoseconds = |each: Duration| format!("{:.0} ns", each.as_secs_f64() * 1e9);
    table.row(row(&format!("Cedar, {} policies", cedar.policies()), nanoseconds(all), load));
    table.row(vec!["Cedar, the user's policies picked ahead".to_owned(), nanoseconds(picked)]);
    println!("Cedar gave the engine's answer to each of {CEDAR_QUESTIONS} questions\n");
    Ok(())
}
