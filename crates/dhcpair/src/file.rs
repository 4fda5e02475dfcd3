//! Files that commands write: whole, or not at all.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use crate::failure::Failure;

/// What happens to a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It stays, and nothing is written.
    Kept,
    /// The new one takes its place.
    Replaced,
}

/// Writes a file beside its place and moves it there: who reads it meanwhile sees all of the old one or all
/// of the new one.
pub(crate) fn write(file: &Path, text: &[u8], existing: Existing) -> Result<(), Failure> {
    // What takes the place of a device or of a link ends it.
    if std::fs::symlink_metadata(file).is_ok_and(|there| !there.is_file()) {
        return Err(Failure::Usage {
            message: format!("`{}` is there, and is no regular file", file.display()),
            help: "name another file, or leave it out and redirect standard output".to_owned(),
        });
    }
    match moved(file, text, existing) {
        Err(error) if existing == Existing::Kept && error.kind() == ErrorKind::AlreadyExists => {
            Err(Failure::Usage {
                message: format!("`{}` is there already", file.display()),
                help: "name another file, or replace it with `--force`".to_owned(),
            })
        }
        written => written.map_err(|error| Failure::NotWritten { file: file.to_owned(), error }),
    }
}

fn moved(file: &Path, text: &[u8], existing: Existing) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut new = unnamed(folder.unwrap_or(Path::new(".")))?;
    new.write_all(text)?;
    new.as_file().sync_all()?;
    match existing {
        Existing::Kept => new.persist_noclobber(file)?,
        Existing::Replaced => new.persist(file)?,
    };
    Ok(())
}

/// A file as the system makes one for this user: the files of `tempfile` are closed to all others.
fn unnamed(folder: &Path) -> io::Result<NamedTempFile> {
    let made = Builder::new().prefix(".dhcpair-").make_in(folder, |path| File::create_new(path));
    // Its own name says nothing to anybody.
    made.map_err(|error| error.kind().into())
}
