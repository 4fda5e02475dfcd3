//! The index of the shared corpus: real files with the real servers' verdicts.

use std::path::PathBuf;

use crate::shared;

/// One file of the corpus, with the columns that were asked for.
#[derive(Debug, Clone)]
pub struct CorpusFile<const N: usize> {
    /// Its name below the corpus, for messages: `dhcpd/a.conf`.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// The columns, in the order asked for; empty where the index has none.
    pub cells: [String; N],
}

/// The files below a folder of the corpus (`dhcpd`, `kea`), in the order of its index.
///
/// Where there is no shared test data, says so and gives [`None`].
///
/// # Panics
/// If there is none and `CI=true`, and where the index lacks one of the columns.
#[must_use]
#[expect(clippy::panic, reason = "a test must not go on when its data is missing")]
pub fn corpus<const N: usize>(folder: &str, columns: [&str; N]) -> Option<Vec<CorpusFile<N>>> {
    let root = shared("corpus")?;
    let file = root.join("INDEX.tsv");
    let index = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("failed to read `{}`: {error}", file.display()));
    let mut rows = index.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = rows.next().unwrap_or_default();
    let column = |name: &str| {
        let found = header.iter().position(|title| *title == name);
        found.unwrap_or_else(|| panic!("no column `{name}` in `{}`", file.display()))
    };
    let (name, columns) = (column("local_path"), columns.map(column));
    let cell = |row: &[&str], at: usize| row.get(at).copied().unwrap_or_default().to_owned();
    let files = rows.map(|row| {
        let name = cell(&row, name);
        CorpusFile { path: root.join(&name), name, cells: columns.map(|at| cell(&row, at)) }
    });
    let inside = |file: &CorpusFile<N>| {
        file.name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    Some(files.filter(inside).collect())
}
