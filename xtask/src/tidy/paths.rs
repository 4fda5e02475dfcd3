//! No file may name a place on the machine where it was written.

use std::env;
use std::path::Path;

use super::{Finding, Tree};

/// Folders that have nothing of the machine's own in their name.
const COMMON: &[&str] = &["/", "/tmp", "/home", "/opt", "/srv", "/usr", "/usr/src", "/mnt", "/var"];

/// Beginnings of people's own folders; what follows must be a name.
const PERSONAL: &[&str] =
    &[concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!(r"\Us", r"ers\")];

/// The names of one machine's places.
#[derive(Debug, Default)]
pub(super) struct Machine {
    /// Each with a slash at its end.
    folders: Vec<String>,
}

impl Machine {
    /// This machine: the workspace, the folder that it lies in, and the user's home.
    pub(super) fn this(root: &Path) -> Self {
        let home = env::var_os("HOME").map(Into::into);
        let folders = [Some(root.to_owned()), root.parent().map(Path::to_owned), home];
        let names = folders.iter().flatten().map(|folder| folder.to_string_lossy().into_owned());
        let own = names.filter(|name| !COMMON.contains(&name.as_str()) && name.starts_with('/'));
        Self { folders: own.map(|name| format!("{name}/")).collect() }
    }
}

pub(super) fn check(tree: &Tree, machine: &Machine) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.texts {
        for (number, line) in file.text.lines().enumerate() {
            if let Some(folder) = names_a_place(line, machine) {
                let place = format!("{}:{}", file.path, number + 1);
                findings.push(Finding::error(place, format!("names a machine's own `{folder}`")));
            }
        }
    }
    findings
}

fn names_a_place<'a>(line: &str, machine: &'a Machine) -> Option<&'a str> {
    let own = machine.folders.iter().map(String::as_str).find(|folder| starts_in(line, folder));
    own.or_else(|| PERSONAL.iter().copied().find(|folder| holds_a_name(line, folder)))
}

/// Whether the absolute path starts in this line, and is not the tail of a longer one.
fn starts_in(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '}'))
    })
}

fn holds_a_name(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let after = line.get(at + folder.len()..).and_then(|text| text.chars().next());
        after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    #[test]
    fn finds_the_places_of_a_machine() {
        let machine = Machine { folders: vec!["/build/area/".to_owned()] };
        let personal = format!("see {}somebody/notes", PERSONAL[0]);
        let tree = Tree::of(&[
            ("docs/a.md", "fine\nin /build/area/dhcpair\n"),
            ("docs/b.md", &personal),
            ("docs/c.md", "in examples/build/area/x and ${TOP}/build/area/x\n"),
        ]);
        assert_eq!(places(&check(&tree, &machine)), ["docs/a.md:2", "docs/b.md:1"]);
    }

    #[test]
    fn knows_its_own_machine_but_not_common_folders() {
        let machine = Machine::this(Path::new("/tmp/clone-of-it"));
        assert!(machine.folders.contains(&"/tmp/clone-of-it/".to_owned()));
        assert!(!machine.folders.contains(&"/tmp/".to_owned()));
    }
}
