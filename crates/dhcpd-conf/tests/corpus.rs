//! Real files with the real server's verdict on them: everything prints back, and what dhcpd
//! refuses is refused on the line that dhcpd names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use config_text::{Diagnostic, DiskLoader, MemoryLoader, Phase, Severity, SourceLoader, Sources};
use dhcpd_conf::{Config, Family};

/// One file of the corpus.
struct Case {
    path: PathBuf,
    family: Family,
    verdict: String,
    first_error: String,
    blanked_verdict: String,
    blanked_error: String,
}

fn cases() -> Option<Vec<Case>> {
    let root = dhcpair_testbed::shared("corpus")?;
    let index = std::fs::read_to_string(root.join("INDEX.tsv")).expect("an index");
    let mut lines = index.lines();
    let header: Vec<&str> = lines.next().expect("a header").split('\t').collect();
    let column = |name: &str| header.iter().position(|other| *other == name).expect("a column");
    let [path, mode, verdict, error, blanked, blanked_error] = [
        "local_path",
        "dhcpd_mode",
        "dhcpd_t",
        "dhcpd_t_first_error",
        "dhcpd_t_without_includes",
        "dhcpd_t_without_includes_error",
    ]
    .map(column);
    let cases = lines.map(|line| line.split('\t').collect::<Vec<_>>()).filter_map(|row| {
        row[path].starts_with("dhcpd/").then(|| Case {
            path: root.join(row[path]),
            family: if row[mode] == "-6" { Family::V6 } else { Family::V4 },
            verdict: row[verdict].to_owned(),
            first_error: row[error].to_owned(),
            blanked_verdict: row[blanked].to_owned(),
            blanked_error: row[blanked_error].to_owned(),
        })
    });
    Some(cases.collect())
}

fn read(loader: &dyn SourceLoader, path: &Path, family: Family) -> (Sources, Config) {
    let mut sources = Sources::new();
    let config = dhcpd_conf::read(&mut sources, loader, path, family).expect("a readable file");
    (sources, config)
}

fn load_errors(config: &Config) -> impl Iterator<Item = &Diagnostic> {
    let refused =
        |found: &&Diagnostic| found.phase == Phase::Load && found.severity == Severity::Error;
    config.diagnostics().iter().filter(refused)
}

/// The lines of the load errors.
fn lines(sources: &Sources, config: &Config) -> BTreeSet<u32> {
    load_errors(config).filter_map(|found| Some(sources.position(found.span()?).line)).collect()
}

/// The line that dhcpd names first, if any: `line 12: ...`.
fn named_line(error: &str) -> Option<u32> {
    let at = error.find("line ")?;
    error[at + 5..].split(':').next()?.parse().ok()
}

/// The text with each include statement replaced by blanks.
fn without_includes(text: &[u8]) -> Vec<u8> {
    let mut out = text.to_vec();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let end = match rest[0] {
            b'#' => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
            b'"' => 2 + rest[1..].iter().position(|byte| *byte == b'"').unwrap_or(rest.len() - 2),
            b'i' | b'I' if rest.len() > 8 && rest[..7].eq_ignore_ascii_case(b"include") => {
                let end =
                    rest.iter().position(|byte| *byte == b';').map_or(rest.len(), |at| at + 1);
                let statement = &mut out[at..at + end];
                statement.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
                end
            }
            byte if byte.is_ascii_alphanumeric() => {
                let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
                rest.iter().position(|byte| !word(byte)).unwrap_or(rest.len())
            }
            _ => 1,
        };
        at += end;
    }
    out
}

#[test]
fn every_file_prints_back_byte_for_byte() {
    let Some(cases) = cases() else { return };
    assert!(cases.len() > 150, "{} files", cases.len());
    for case in cases {
        let bytes = std::fs::read(&case.path).expect("a file");
        for family in [Family::V4, Family::V6] {
            let (_, config) = read(&DiskLoader::new(), &case.path, family);
            let main = config.files()[0].file;
            assert!(config.text(main).as_deref() == Some(&bytes), "{}", case.path.display());
        }
    }
}

#[test]
fn accepted_files_have_no_load_error() {
    let Some(cases) = cases() else { return };
    let accepted: Vec<_> = cases.iter().filter(|case| case.verdict == "ok").collect();
    assert!(accepted.len() >= 140);
    for case in accepted {
        let (sources, config) = read(&DiskLoader::new(), &case.path, case.family);
        let found: Vec<_> = load_errors(&config)
            .map(|found| {
                format!("{} {}", sources.position(found.span().unwrap()).line, found.message)
            })
            .collect();
        assert!(found.is_empty(), "{}: {found:#?}", case.path.display());
        assert!(config.is_complete(), "{}", case.path.display());
    }
}

#[test]
fn refused_files_are_refused_on_the_line_that_dhcpd_names() {
    let Some(cases) = cases() else { return };
    let refused: Vec<_> = cases.iter().filter(|case| case.verdict == "error").collect();
    assert_eq!(refused.len(), 43);
    for case in refused {
        let (sources, config) = read(&DiskLoader::new(), &case.path, case.family);
        expect_line(case, &sources, &config, &case.first_error);
    }
}

fn expect_line(case: &Case, sources: &Sources, config: &Config, error: &str) {
    let lines = lines(sources, config);
    let path = case.path.display();
    assert!(!config.is_loadable(), "{path}: {error}");
    // Some errors are of the whole file, and dhcpd names no line.
    if let Some(line) = named_line(error) {
        assert!(lines.contains(&line), "{path}: {lines:?}, dhcpd says {error}");
    }
}

#[test]
fn missing_includes_are_named_and_the_rest_is_judged_as_dhcpd_does() {
    let Some(cases) = cases() else { return };
    let missing: Vec<_> = cases.iter().filter(|case| case.verdict == "missing-include").collect();
    assert_eq!(missing.len(), 20);
    for case in missing {
        let path = case.path.display();
        let elsewhere = DiskLoader::new().with_cwd("/nonexistent");
        let (_, config) = read(&elsewhere, &case.path, case.family);
        assert!(load_errors(&config).any(|found| found.rule.id == "isc-include"), "{path}");
        assert!(!config.is_complete(), "{path}");

        let text = without_includes(&std::fs::read(&case.path).expect("a file"));
        let loader = MemoryLoader::new().with("dhcpd.conf", text);
        let (sources, config) = read(&loader, Path::new("dhcpd.conf"), case.family);
        if case.blanked_verdict == "ok" {
            let found: Vec<_> = load_errors(&config).collect();
            assert!(found.is_empty(), "{path}: {found:#?}");
        } else {
            expect_line(case, &sources, &config, &case.blanked_error);
        }
    }
}
