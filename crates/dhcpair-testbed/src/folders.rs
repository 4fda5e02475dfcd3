//! Folders as they are at one moment, to be compared with what they are later.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// All that is in folders, down to the last file: kind and rights, owner, size, inode, the time of the last change of
/// the content and of the entry itself to the nanosecond, and the content. Only when somebody read it last is not kept.
///
/// ```
/// use dhcpair_testbed::Folders;
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("dhcpd.conf"), "")?;
/// let before = Folders::of([folder.path()])?;
/// std::fs::read(folder.path().join("dhcpd.conf"))?;
/// assert_eq!(Folders::of([folder.path()])?, before);
/// // The same bytes, written again.
/// std::fs::write(folder.path().join("dhcpd.conf.new"), "")?;
/// std::fs::rename(folder.path().join("dhcpd.conf.new"), folder.path().join("dhcpd.conf"))?;
/// assert_ne!(Folders::of([folder.path()])?, before);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folders(BTreeMap<PathBuf, Entry>);

#[derive(Clone, PartialEq, Eq)]
struct Entry {
    about: [u64; 6],
    /// Of the content, of the entry.
    changed: [(i64, i64); 2],
    content: Vec<u8>,
}

impl Folders {
    /// What is there now.
    ///
    /// # Errors
    /// If something cannot be read.
    pub fn of<'p>(folders: impl IntoIterator<Item = &'p Path>) -> io::Result<Self> {
        let mut found = Self::default();
        let mut open: Vec<PathBuf> = folders.into_iter().map(Path::to_owned).collect();
        while let Some(path) = open.pop() {
            let metadata = fs::symlink_metadata(&path)?;
            if metadata.is_dir() {
                for entry in fs::read_dir(&path)? {
                    open.push(entry?.path());
                }
            }
            let content = if metadata.is_file() { fs::read(&path)? } else { Vec::new() };
            let about = [
                metadata.mode().into(),
                metadata.uid().into(),
                metadata.gid().into(),
                metadata.nlink(),
                metadata.size(),
                metadata.ino(),
            ];
            let changed = [
                (metadata.mtime(), metadata.mtime_nsec()),
                (metadata.ctime(), metadata.ctime_nsec()),
            ];
            found.0.insert(path, Entry { about, changed, content });
        }
        Ok(found)
    }

    /// How many folders, files and other things there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { about, changed, content } = self;
        write!(f, "{about:?} {changed:?} {}", String::from_utf8_lossy(content))
    }
}
