//! The page `docs/verdicts.md`: what of it is counted on the corpus is counted anew in each run, so
//! that it cannot become stale. The figures on mutants are those of the last long run, which
//! `cargo xtask lab --write` puts into `measured.md`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dhcpd_conf::Family;

use crate::ask::{Line, compare_lines, refused};
use crate::common::{self, Case};
use crate::known::{CLASSES, Side};

const HEAD: &str = "\
# Verdicts beside the real dhcpd

`dhcpair check --phase load` says what `dhcpd -t` of ISC DHCP 4.4.3-P1, as Debian builds it, says of a file. This page counts how
often it does. `crates/dhcpd-conf/tests/real_server` writes the page and fails where it is stale:

    cargo test -p dhcpd-conf --test corpus --test real_server
    cargo xtask lab                      50,000 mutants with a fresh seed, which it prints
    cargo xtask lab --mutants 2000 --seed 7
    cargo xtask lab --write              the same, and puts the figures into this page

Keep in mind that `dhcpd -t` is more than a check: at its end it executes the statements outside all blocks, commands in
`execute()` among them.
";

/// Folder and files below the crate.
fn below(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Where the figures of the last long run are kept.
pub(crate) fn measured() -> PathBuf {
    below("tests/real_server/measured.md")
}

/// What both say of one file of the corpus.
struct Judged<'c> {
    case: &'c Case,
    /// dhcpd's first complaint; `None` where it accepts the file.
    complaint: Option<&'c str>,
    errors: Option<Vec<String>>,
}

impl<'c> Judged<'c> {
    /// Files that include others which are not here are judged without their includes.
    fn new(case: &'c Case, folder: &Path) -> Self {
        let path = folder.join("dhcpd.conf");
        std::fs::write(&path, case.text()).expect("a file");
        let (verdict, complaint) = match case.verdict.as_str() {
            "missing-include" => (&case.blanked_verdict, &case.blanked_error),
            _ => (&case.verdict, &case.first_error),
        };
        let complaint = (verdict != "ok").then_some(complaint.as_str());
        Self { case, complaint, errors: refused(&path, folder, case.family) }
    }

    fn agrees(&self) -> bool {
        self.complaint.is_some() == self.errors.is_some()
    }

    fn line(&self) -> Option<Line> {
        let complaint = format!("dhcpd.conf {}", self.complaint?);
        Some(compare_lines(&complaint, self.errors.as_ref()?))
    }
}

/// The part on real files.
fn corpus(cases: &[Case]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let judged: Vec<Judged<'_>> =
        cases.iter().map(|case| Judged::new(case, folder.path())).collect();
    let mut out = String::from(
        "\n## Real files\n\n\
         The files of the shared corpus with the verdict that dhcpd gave on each. Where an include names a file that is not \
         there, dhcpd was asked about the rest, and so are we.\n\n\
         | dhcpd | files | dhcpd accepts | the same verdict | its line is that of our first finding |\n\
         |---|---:|---:|---:|---:|\n",
    );
    for (name, family) in [("`-4`", Family::V4), ("`-6`", Family::V6)] {
        let of: Vec<_> = judged.iter().filter(|one| one.case.family == family).collect();
        let accepted = of.iter().filter(|one| one.complaint.is_none()).count();
        let same = of.iter().filter(|one| one.agrees()).count();
        let lines: Vec<Line> =
            of.iter().filter_map(|one| one.line()).filter(|line| *line != Line::None).collect();
        let first = lines.iter().filter(|line| **line == Line::First).count();
        let (all, lines) = (of.len(), lines.len());
        let _ = writeln!(out, "| {name} | {all} | {accepted} | {same} | {first} of {lines} |");
    }
    let wrong: Vec<_> = judged.iter().filter(|one| !one.agrees()).collect();
    let other = |line: Line| matches!(line, Line::Later | Line::Other);
    let elsewhere: Vec<_> = judged.iter().filter(|one| one.line().is_some_and(other)).collect();
    out.push_str("\nDisagreements on the verdict:");
    out.push_str(if wrong.is_empty() { " none.\n" } else { "\n\n" });
    for one in wrong {
        let (dhcpd, ours) = (one.complaint.unwrap_or("accepted"), &one.errors);
        let _ = writeln!(out, "- `{}`: dhcpd: {dhcpd}; here: {ours:?}", one.case.name);
    }
    out.push_str("\nDisagreements on the line:");
    out.push_str(if elsewhere.is_empty() { " none.\n" } else { "\n\n" });
    for one in elsewhere {
        let first = one.errors.iter().flatten().next().map_or("", String::as_str);
        let said = one.complaint.unwrap_or("").split(" | ").next().unwrap_or("");
        let _ = writeln!(out, "- `{}`: dhcpd says `{said}`, here it is `{first}`", one.case.name);
    }
    out
}

/// The part on mutants.
fn mutants(measured: &str) -> String {
    let mut out = format!(
        "\n## Mutants\n\n\
         A mutant is a file that dhcpd accepts, of the corpus or of our own (which together have the whole language), with one \
         change: half of them of a single token, half of a whole statement. `ci` tries 2,000 with a fixed seed, and fails \
         where less than 35 % are accepted by dhcpd, where more than 0.5 % are accepted here and not there, or refused here \
         and not there, and where a disagreement belongs to none of the classes below. Crashes, time-outs (20 s) and the \
         limit of memory (3 GB) are no verdicts and counted apart.\n\n{}\n\
         ## What remains\n",
        measured.trim_end()
    );
    for class in CLASSES {
        let side = match class.side {
            Side::FalseAccept => "Accepted here, refused by dhcpd.",
            Side::FalseReject => "Refused here, accepted by dhcpd.",
        };
        let example = class.example.replace('\n', "\n    ");
        let _ = write!(out, "\n### {}\n\n{side} {}\n\n    {example}\n", class.name, class.why);
    }
    out.push_str(
        "\nEach class has a test of its own in `tests/real_server/known.rs`, which fails once the two agree.\n",
    );
    out
}

#[test]
fn generated_page_on_verdicts_is_fresh() {
    let Some(cases) = common::cases() else { return };
    let measured = std::fs::read_to_string(measured()).expect("figures");
    let page = format!("{HEAD}{}{}", corpus(&cases), mutants(&measured));
    let path = below("../../docs/verdicts.md");
    if std::env::var_os("DHCPAIR_REFRESH").is_some_and(|value| value == "1") {
        std::fs::write(&path, &page).expect("a page");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == page, "docs/verdicts.md is stale: `cargo xtask docs` writes it anew");
}
