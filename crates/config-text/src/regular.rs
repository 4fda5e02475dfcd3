//! Files of this machine that keep nobody waiting: regular ones only, and no more of them than is wanted.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

/// Opens a regular file. A folder, a pipe or a device is refused: whoever opens a pipe waits for one who
/// writes, and some devices never end.
///
/// Read it no further than [`Metadata::len`]: files of the system such as `/proc/kmsg` are regular ones, have no
/// length, and wait at their end.
///
/// ```
/// use std::io::Read;
/// use std::path::Path;
///
/// let (file, metadata) = config_text::open_regular(Path::new("Cargo.toml"))?;
/// let mut text = String::new();
/// file.take(metadata.len()).read_to_string(&mut text)?;
/// assert!(text.starts_with("[package]"));
/// assert!(config_text::open_regular(Path::new("/")).is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// What the system says, or that it is not a regular file.
pub fn open_regular(path: &Path) -> io::Result<(File, Metadata)> {
    opened(path)?.ok_or_else(|| io::Error::other("it is not a regular file"))
}

/// Reads a regular file of at most `limit` bytes, such as a secret or a certificate.
///
/// ```
/// use std::path::Path;
///
/// assert!(config_text::read_regular(Path::new("Cargo.toml"), 64 << 10)?.starts_with(b"[package]"));
/// let refused = config_text::read_regular(Path::new("Cargo.toml"), 3).unwrap_err();
/// assert_eq!(refused.to_string(), "it is larger than 3 bytes");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// As [`open_regular`], and for a larger file.
pub fn read_regular(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let (file, metadata) = open_regular(path)?;
    if metadata.len() > limit {
        return Err(io::Error::other(format!("it is larger than {limit} bytes")));
    }
    let mut bytes = Vec::new();
    file.take(metadata.len()).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the text of a regular file as [`read_regular`] does.
///
/// ```
/// use std::path::Path;
///
/// let text = config_text::read_regular_text(Path::new("Cargo.toml"), 64 << 10)?;
/// assert!(text.starts_with("[package]"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// As [`read_regular`], and for what is not UTF-8; its bytes are not in the error, they may be secret.
pub fn read_regular_text(path: &Path, limit: u64) -> io::Result<String> {
    let bytes = read_regular(path, limit)?;
    let no_text = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8");
    String::from_utf8(bytes).map_err(no_text)
}

/// A regular file, or nothing where something else has that name.
pub(crate) fn opened(path: &Path) -> io::Result<Option<(File, Metadata)>> {
    // Opening a pipe would wait: ask first.
    if !std::fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    Ok(metadata.is_file().then_some((file, metadata)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_regular_file_is_refused_at_once() {
        for path in ["/", "/dev/zero", "/dev/null"] {
            let path = Path::new(path);
            assert!(open_regular(path).is_err(), "{}", path.display());
            assert!(read_regular(path, 9).is_err(), "{}", path.display());
        }
        let missing = read_regular(Path::new("/does/not/exist"), 9).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }

    /// This one is a regular file and waits for more where it may be opened at all.
    #[test]
    fn a_file_without_a_length_is_empty() {
        let path = Path::new("/proc/kmsg");
        assert!(read_regular(path, 9).is_err() || read_regular(path, 9).unwrap().is_empty());
    }
}
