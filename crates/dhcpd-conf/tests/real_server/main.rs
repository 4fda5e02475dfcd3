//! The real dhcpd as the judge: texts are spoilt at random, and whatever `dhcpd -t` refuses is to
//! have a `load` error here, and nothing else.
//!
//! `DHCPAIR_MUTATIONS` sets how many texts are tried and `DHCPAIR_SEED` where the series begins.

mod mutate;
mod samples;

use std::path::Path;

use config_text::{DiskLoader, Phase, Severity, Sources};
use dhcpair_testbed::{Verdict, dhcpd_check, program};
use dhcpd_conf::Family;
use mutate::{Random, mutate};

/// What this crate makes of a file: the lines of its load errors, or none.
fn refused(path: &Path, cwd: &Path, family: Family) -> Option<Vec<String>> {
    let mut sources = Sources::new();
    let loader = DiskLoader::new().with_cwd(cwd);
    let config = dhcpd_conf::read(&mut sources, &loader, path, family).expect("a readable file");
    let errors = config
        .diagnostics()
        .iter()
        .filter(|found| found.phase == Phase::Load && found.severity == Severity::Error);
    let line = |found: &config_text::Diagnostic| {
        let line = found.span().map_or(0, |span| sources.position(span).line);
        format!("line {line}: {} [{}]", found.message, found.rule.id)
    };
    let errors: Vec<String> = errors.map(line).collect();
    (!errors.is_empty()).then_some(errors)
}

/// The first complaint of dhcpd.
fn complaint(output: &str) -> String {
    let lines = output.lines().filter(|line| {
        line.contains("line ")
            || line.contains("exiting")
            || line.contains("ERROR")
            || line.contains("bad range")
    });
    lines.take(1).collect()
}

/// dhcpd sometimes drops a statement without a word where an expression should begin and does not:
/// behind `option NAME =` it reads a variable that it never set, and in `log()` it forgets to
/// complain. What it makes of the rest of the text is no measure then.
fn is_undefined(error: &str) -> bool {
    error.contains(": expected an expression,")
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[derive(Default)]
struct Tally {
    accepted: u32,
    refused: u32,
    crashed: u32,
    same_line: u32,
    other_line: u32,
    wrong: Vec<String>,
}

/// Asks both about one text.
fn compare(text: &[u8], family: Family, folder: &Path, tally: &mut Tally) {
    let path = folder.join("dhcpd.conf");
    std::fs::write(&path, text).expect("a file");
    let asked = match family {
        Family::V4 => dhcpair_testbed::Family::V4,
        Family::V6 => dhcpair_testbed::Family::V6,
    };
    let verdict = dhcpd_check(&path, asked, folder).expect("dhcpd");
    let ours = refused(&path, folder, family);
    let wrong = |what: &str, detail: &str| {
        format!("{what}: {detail}\n--- {family:?}\n{}\n---", String::from_utf8_lossy(text))
    };
    match (verdict, ours) {
        (Verdict::Accepted, None) => tally.accepted += 1,
        (Verdict::Rejected { output }, Some(errors)) => {
            tally.refused += 1;
            let complaint = complaint(&output);
            let Some(line) =
                complaint.split("line ").nth(1).and_then(|rest| rest.split(':').next())
            else {
                return;
            };
            let named = format!("line {line}:");
            // dhcpd says 0 when it stumbles over the first token.
            if line == "0" || errors.iter().any(|error| error.starts_with(&named)) {
                tally.same_line += 1;
            } else {
                tally.other_line += 1;
                if std::env::var_os("DHCPAIR_LINES").is_some() {
                    println!("{}", wrong("line", &format!("{complaint}\n{errors:?}")));
                }
            }
        }
        (Verdict::Accepted, Some(errors)) if is_undefined(&errors[0]) => {
            tally.crashed += 1;
        }
        (Verdict::Accepted, Some(errors)) => {
            tally.wrong.push(wrong("dhcpd accepts it", &format!("{errors:?}")));
        }
        (Verdict::Rejected { output }, None) => {
            tally.wrong.push(wrong("dhcpd refuses it", &complaint(&output)));
        }
        // A crash or an endless loop is no opinion.
        (Verdict::Signal { .. } | Verdict::TimedOut, _) => tally.crashed += 1,
    }
}

#[test]
fn spoilt_texts_are_judged_as_the_real_server_does() {
    if program("dhcpd").is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    samples::write_includes(folder.path());
    let samples = samples::all();
    let seed = number("DHCPAIR_SEED", 1);
    let mut random = Random::new(seed);
    let mut tally = Tally::default();
    for (_, family, text) in &samples {
        compare(text, *family, folder.path(), &mut tally);
    }
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    for _ in 0..number("DHCPAIR_MUTATIONS", 300) {
        let (_, family, text) = &samples[random.below(samples.len())];
        let text = mutate(text, &samples, &mut random);
        compare(&text, *family, folder.path(), &mut tally);
    }
    println!(
        "{} accepted, {} refused ({} on the same line, {} not), {} crashes, {} wrong",
        tally.accepted,
        tally.refused,
        tally.same_line,
        tally.other_line,
        tally.crashed,
        tally.wrong.len()
    );
    assert!(tally.wrong.is_empty(), "{} wrong:\n{}", tally.wrong.len(), tally.wrong.join("\n"));
    assert!(tally.accepted > 20 && tally.refused > 100, "the series is one-sided");
}
