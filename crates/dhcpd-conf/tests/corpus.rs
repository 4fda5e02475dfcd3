//! Real files with the real server's verdict on them: everything prints back, and what dhcpd
//! refuses is refused on the line that dhcpd names.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::{Case, cases};
use config_text::{Diagnostic, DiskLoader, MemoryLoader, Phase, Severity, SourceLoader, Sources};
use dhcpd_conf::{Config, Family};

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

#[test]
fn every_file_prints_back_byte_for_byte() {
    let Some(cases) = cases() else { return };
    assert!(cases.len() > 150, "{} files", cases.len());
    for case in cases {
        let bytes = std::fs::read(&case.path).expect("a file");
        for family in [Family::V4, Family::V6] {
            let (_, config) = read(&DiskLoader::new(), &case.path, family);
            let main = config.files()[0].file;
            assert!(config.text(main).as_deref() == Some(&bytes), "{}", case.name);
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
        assert!(found.is_empty(), "{}: {found:#?}", case.name);
        assert!(config.is_complete(), "{}", case.name);
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
    let path = &case.name;
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
        let path = &case.name;
        let elsewhere = DiskLoader::new().with_cwd("/nonexistent");
        let (_, config) = read(&elsewhere, &case.path, case.family);
        assert!(load_errors(&config).any(|found| found.rule.id == "isc-include"), "{path}");
        assert!(!config.is_complete(), "{path}");

        let loader = MemoryLoader::new().with("dhcpd.conf", case.text());
        let (sources, config) = read(&loader, Path::new("dhcpd.conf"), case.family);
        if case.blanked_verdict == "ok" {
            let found: Vec<_> = load_errors(&config).collect();
            assert!(found.is_empty(), "{path}: {found:#?}");
        } else {
            expect_line(case, &sources, &config, &case.blanked_error);
        }
    }
}
