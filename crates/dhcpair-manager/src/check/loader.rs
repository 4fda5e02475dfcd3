//! The named file as the user named it, everything it includes as its server would find it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use config_text::{DiskLoader, LoadError, SourceLoader};

/// Loads one named file and its includes.
pub(crate) struct AsNamed {
    name: PathBuf,
    /// The named file's bytes.
    bytes: Arc<[u8]>,
    includes: DiskLoader,
}

impl AsNamed {
    pub(crate) fn new(name: &Path, bytes: Arc<[u8]>, includes: DiskLoader) -> Self {
        Self { name: name.to_owned(), bytes, includes }
    }

    /// Where a path of the server lies, for people who want to open it.
    pub(crate) fn shown(&self, path: &Path) -> PathBuf {
        if path == self.name { path.to_owned() } else { self.includes.locate(path) }
    }
}

impl SourceLoader for AsNamed {
    fn load(&self, path: &Path) -> Result<Arc<[u8]>, LoadError> {
        if path == self.name { Ok(Arc::clone(&self.bytes)) } else { self.includes.load(path) }
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        if path == self.name { path.to_owned() } else { self.includes.absolute(path) }
    }

    fn identity(&self, path: &Path) -> PathBuf {
        if path == self.name {
            DiskLoader::new().identity(path)
        } else {
            self.includes.identity(path)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_file_is_itself_and_its_includes_lie_under_the_root() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("more.conf"), "more").unwrap();
        let includes = DiskLoader::new().with_root(folder.path());
        let loader = AsNamed::new(Path::new("-"), b"main".to_vec().into(), includes);
        assert_eq!(&*loader.load(Path::new("-")).unwrap(), b"main");
        assert_eq!(&*loader.load(Path::new("/more.conf")).unwrap(), b"more");
        assert_eq!(loader.shown(Path::new("/more.conf")), folder.path().join("more.conf"));
        assert!(loader.load(Path::new("/other.conf")).is_err());
    }
}
