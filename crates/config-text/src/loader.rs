//! How the bytes of a file and of its includes are found.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::regular::opened;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file is not there.
    #[error("`{}` does not exist", path.display())]
    NotFound {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is there and cannot be read.
    #[error("`{}` cannot be read", path.display())]
    Io {
        /// Where it lies.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A folder or a device stands where a file is expected.
    #[error("`{}` is not a regular file", path.display())]
    NotAFile {
        /// Where it lies.
        path: PathBuf,
    },
    /// The file is larger than this loader reads.
    #[error("`{}` has {size} bytes, and at most {limit} are read", path.display())]
    TooLarge {
        /// Where it lies.
        path: PathBuf,
        /// How many bytes it has.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
}

/// Finds the bytes behind a path as the *server* would write it.
///
/// Both dhcpd and Kea resolve a relative include against their working directory, never against
/// the including file; the loader owns that directory.
pub trait SourceLoader {
    /// The bytes of `path`.
    ///
    /// # Errors
    /// [`LoadError`] says whether the file is missing or unreadable, and where it was looked for.
    fn load(&self, path: &Path) -> Result<Arc<[u8]>, LoadError>;

    /// The path from the root on for one that starts at the server's working directory, where that is
    /// known: what people know the file by.
    fn absolute(&self, path: &Path) -> PathBuf {
        path.to_path_buf()
    }

    /// One name for a file however it is spelled, for finding include cycles.
    fn identity(&self, path: &Path) -> PathBuf {
        path.to_path_buf()
    }
}

/// Reads from the file system, with the server's root and working directory mapped.
#[derive(Debug, Clone)]
pub struct DiskLoader {
    root: Option<PathBuf>,
    cwd: Option<PathBuf>,
    limit: u64,
}

impl DiskLoader {
    /// Paths mean what they mean to this process.
    #[must_use]
    pub fn new() -> Self {
        Self { root: None, cwd: None, limit: u64::from(u32::MAX) - 1 }
    }

    /// Absolute paths lie under `root` (a copy of the server's files).
    #[must_use]
    pub fn with_root(mut self, root: impl Into<PathBuf>) -> Self {
        self.root = Some(root.into());
        self
    }

    /// Relative paths start at `cwd`, the working directory of the *server*; with a root, `cwd` is
    /// a path below it.
    #[must_use]
    pub fn with_cwd(mut self, cwd: impl Into<PathBuf>) -> Self {
        self.cwd = Some(cwd.into());
        self
    }

    /// Refuses files larger than `limit` bytes (at most 4 GiB - 2, the default).
    #[must_use]
    pub fn with_limit(mut self, limit: u64) -> Self {
        self.limit = limit.min(u64::from(u32::MAX) - 1);
        self
    }

    /// Where a path of the server lies on this machine.
    #[must_use]
    pub fn locate(&self, path: &Path) -> PathBuf {
        let absolute = self.absolute(path);
        match &self.root {
            Some(root) => {
                let below = absolute
                    .components()
                    .filter(|part| !matches!(part, Component::RootDir | Component::Prefix(_)));
                root.join(below.collect::<PathBuf>())
            }
            None => absolute,
        }
    }
}

impl Default for DiskLoader {
    fn default() -> Self {
        Self::new()
    }
}

impl SourceLoader for DiskLoader {
    fn load(&self, path: &Path) -> Result<Arc<[u8]>, LoadError> {
        let path = self.locate(path);
        let failed = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => LoadError::NotFound { path: path.clone() },
            _ => LoadError::Io { path: path.clone(), source },
        };
        let Some((mut file, metadata)) = opened(&path).map_err(failed)? else {
            return Err(LoadError::NotAFile { path });
        };
        if metadata.len() > self.limit {
            return Err(LoadError::TooLarge { path, size: metadata.len(), limit: self.limit });
        }
        // Read in place: a copy of a large file would cost as much as reading it.
        let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, length(&metadata)).collect();
        let mut filled = 0;
        if let Some(place) = Arc::get_mut(&mut bytes) {
            filled = fill(&mut file, place).map_err(failed)?;
        }
        // A file that changes while it is read. Those of the system that have no length may wait at their end.
        let mut more = Vec::new();
        if !bytes.is_empty() {
            file.take(self.limit + 1).read_to_end(&mut more).map_err(failed)?;
        }
        let size = (filled + more.len()) as u64;
        if size > self.limit {
            return Err(LoadError::TooLarge { path, size, limit: self.limit });
        }
        if more.is_empty() && filled == bytes.len() {
            return Ok(bytes);
        }
        Ok([bytes.get(..filled).unwrap_or(&[]), &more].concat().into())
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        match &self.cwd {
            // Put together from its parts, it has no `.` in it.
            Some(cwd) if path.is_relative() => cwd.join(path).components().collect(),
            _ => path.to_path_buf(),
        }
    }

    fn identity(&self, path: &Path) -> PathBuf {
        let path = self.locate(path);
        std::fs::canonicalize(&path).unwrap_or(path)
    }
}

fn length(metadata: &std::fs::Metadata) -> usize {
    usize::try_from(metadata.len()).unwrap_or(0)
}

/// Reads until the place is full or the file ends; gives how much was read.
fn fill(file: &mut impl Read, place: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = place.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Files held in memory: for tests, examples and editors.
#[derive(Debug, Clone, Default)]
pub struct MemoryLoader {
    files: BTreeMap<PathBuf, Arc<[u8]>>,
}

impl MemoryLoader {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>, bytes: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.into(), bytes.as_ref().into());
        self
    }
}

impl SourceLoader for MemoryLoader {
    fn load(&self, path: &Path) -> Result<Arc<[u8]>, LoadError> {
        let found = self.files.get(path).cloned();
        found.ok_or_else(|| LoadError::NotFound { path: path.to_path_buf() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_and_a_working_directory_map_the_servers_paths() {
        let loader = DiskLoader::new().with_root("/copy/dhcp-a").with_cwd("/etc/dhcp");
        assert_eq!(loader.locate(Path::new("/etc/x")), Path::new("/copy/dhcp-a/etc/x"));
        assert_eq!(loader.locate(Path::new("x")), Path::new("/copy/dhcp-a/etc/dhcp/x"));
        assert_eq!(loader.absolute(Path::new("./d/x")), Path::new("/etc/dhcp/d/x"));
        assert_eq!(loader.absolute(Path::new("/d/x")), Path::new("/d/x"));
        assert_eq!(DiskLoader::new().absolute(Path::new("x")), Path::new("x"));
        assert_eq!(DiskLoader::new().locate(Path::new("x")), Path::new("x"));
    }

    #[test]
    fn a_folder_and_a_missing_file_are_told_apart() {
        let loader = DiskLoader::new();
        assert!(matches!(loader.load(Path::new("/")), Err(LoadError::NotAFile { .. })));
        let missing = Path::new("/does/not/exist");
        assert!(matches!(loader.load(missing), Err(LoadError::NotFound { .. })));
    }

    #[test]
    fn a_file_over_the_limit_is_refused() {
        let loader = DiskLoader::new().with_limit(3);
        let this = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let large = loader.load(this).unwrap_err();
        assert!(matches!(large, LoadError::TooLarge { limit: 3, .. }), "{large:?}");
    }
}
