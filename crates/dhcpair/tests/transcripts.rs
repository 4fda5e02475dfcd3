//! What the program prints, word for word: `tests/cmd/*.trycmd`, and every console block of the
//! README. `TRYCMD=overwrite` writes them anew.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

use std::path::{Path, PathBuf};

fn cases() -> trycmd::TestCases {
    let cases = trycmd::TestCases::new();
    cases.env("DHCPAIR_NOW", "2026-11-22T14:02:11Z");
    cases.env("XDG_CONFIG_HOME", "/nonexistent");
    cases
}

/// The paths in transcripts start at the top folder.
fn workspace() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    std::env::set_current_dir(&workspace).unwrap();
    workspace
}

#[test]
fn every_transcript_is_what_the_program_prints() {
    workspace();
    cases().case(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd/*.trycmd")).run();
}

/// How the README starts the program before it is installed.
const FROM_SOURCE: &str = "$ cargo run --release -- ";

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = workspace().join("README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    assert!(
        text.contains(FROM_SOURCE) && text.contains("```console"),
        "no transcript in the README"
    );
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("README.md");
    std::fs::write(&copy, text.replace(FROM_SOURCE, "$ dhcpair ")).unwrap();
    let run = cases();
    run.case(&copy);
    run.run();
    if std::env::var_os("TRYCMD").is_some_and(|value| value == "overwrite") {
        // The first command is the one that is run from source.
        let written = std::fs::read_to_string(&copy).unwrap();
        std::fs::write(&readme, written.replacen("$ dhcpair ", FROM_SOURCE, 1)).unwrap();
    }
}
