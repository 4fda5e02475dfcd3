//! The workspace as cargo and git know it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use crate::failure::Failure;
use crate::run;

/// The workspace that this program belongs to.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Its top folder.
    pub(crate) root: PathBuf,
}

/// A package of the workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) license: Option<String>,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a package's dependencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Whether only its tests, examples and benches see it.
    pub(crate) dev: bool,
}

/// A tracked file that is text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextFile {
    /// Below the root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Workspace {
    /// The workspace whose `cargo xtask` this is.
    ///
    /// # Errors
    /// If its folder is gone.
    pub(crate) fn find() -> Result<Self, Failure> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.join("..");
        let root = root.canonicalize().map_err(|source| Failure::File { path: root, source })?;
        Ok(Self { root })
    }

    /// A command that runs in the top folder.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// Cargo, run in the top folder.
    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = run::cargo();
        command.current_dir(&self.root).args(arguments);
        command
    }

    /// Where cargo builds.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), PathBuf::from)
    }

    /// The packages of the workspace.
    ///
    /// # Errors
    /// If cargo cannot read the manifests.
    pub(crate) fn packages(&self) -> Result<Vec<Package>, Failure> {
        let mut command = self.cargo(["metadata", "--format-version", "1", "--no-deps"]);
        packages(&run::output(&mut command)?)
    }

    /// The files that git tracks, and those that it would track if they were added.
    ///
    /// # Errors
    /// If this is not a git work tree.
    pub(crate) fn files(&self) -> Result<Vec<String>, Failure> {
        let mut git = self.command("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let mut files: Vec<String> = run::output(&mut git)?
            .split_terminator('\0')
            .filter(|path| self.root.join(path).is_file())
            .map(str::to_owned)
            .collect();
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// Those of `files` that are text.
    ///
    /// # Errors
    /// If one cannot be read.
    pub(crate) fn texts(&self, files: &[String]) -> Result<Vec<TextFile>, Failure> {
        let mut texts = Vec::new();
        for path in files {
            let full = self.root.join(path);
            let bytes = fs::read(&full).map_err(|source| Failure::File { path: full, source })?;
            if let Ok(text) = String::from_utf8(bytes) {
                texts.push(TextFile { path: path.clone(), text });
            }
        }
        Ok(texts)
    }

    /// Whether the workspace has this file or folder.
    pub(crate) fn has(&self, below: &str) -> bool {
        self.root.join(Path::new(below)).exists()
    }
}

fn packages(metadata: &str) -> Result<Vec<Package>, Failure> {
    let metadata: Value = serde_json::from_str(metadata).map_err(Failure::Metadata)?;
    Ok(array(&metadata, "packages").map(package).collect())
}

fn package(value: &Value) -> Package {
    Package {
        name: string(value, "name").unwrap_or_default(),
        license: string(value, "license"),
        dependencies: array(value, "dependencies")
            .map(|dependency| Dependency {
                name: string(dependency, "name").unwrap_or_default(),
                dev: string(dependency, "kind").is_some_and(|kind| kind == "dev"),
            })
            .collect(),
    }
}

fn array<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn string(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_packages_with_their_kinds_of_dependency() {
        let metadata = r#"{"packages": [{"name": "a", "license": null, "dependencies": [
            {"name": "b", "kind": null}, {"name": "c", "kind": "dev"},
            {"name": "d", "kind": "build"}]}]}"#;
        let read = packages(metadata).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].license, None);
        let kinds: Vec<(&str, bool)> =
            read[0].dependencies.iter().map(|found| (found.name.as_str(), found.dev)).collect();
        assert_eq!(kinds, [("b", false), ("c", true), ("d", false)]);
        assert!(packages("{").is_err());
    }

    #[test]
    fn finds_this_workspace() {
        let workspace = Workspace::find().unwrap();
        assert!(workspace.has("xtask/src/workspace.rs"));
        assert!(workspace.packages().unwrap().iter().any(|package| package.name == "xtask"));
    }
}
