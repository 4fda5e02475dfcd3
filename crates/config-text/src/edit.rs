//! Replacements computed from one reading of a file, applied together.

use crate::source::{FileId, Sources, Span};

/// Why a set of edits cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// Two replacements touch the same bytes.
    #[error("two edits overlap at byte {at}")]
    Overlap {
        /// The first byte both touch.
        at: u32,
    },
    /// A replacement lies outside its file.
    #[error("an edit ends at byte {end}, behind the end of the file")]
    OutOfFile {
        /// Where the edit ends.
        end: u32,
    },
}

/// Disjoint replacements over the files of one [`Sources`].
///
/// ```
/// use config_text::{Edits, Sources, Span};
///
/// let mut sources = Sources::new();
/// let file = sources.add("dhcpd.conf", b"mclt 600;".to_vec());
/// let mut edits = Edits::new();
/// edits.replace(Span::new(file, 5, 8), "3600");
/// assert_eq!(edits.apply(&sources, file).unwrap(), b"mclt 3600;");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Edits {
    edits: Vec<(Span, Vec<u8>)>,
}

impl Edits {
    /// No edits yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the bytes of `span`; an empty span inserts, an empty text deletes.
    pub fn replace(&mut self, span: Span, text: impl Into<Vec<u8>>) {
        self.edits.push((span, text.into()));
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The new bytes of one file. Insertions at the same place keep the order in which they were
    /// added.
    ///
    /// # Errors
    /// [`EditError`] where edits overlap or lie outside the file; nothing is applied then.
    pub fn apply(&self, sources: &Sources, file: FileId) -> Result<Vec<u8>, EditError> {
        let bytes = sources.bytes(file);
        let mut edits: Vec<_> = self.edits.iter().filter(|(span, _)| span.file == file).collect();
        edits.sort_by_key(|(span, _)| (span.start, span.end));
        let mut out = Vec::with_capacity(bytes.len());
        let mut done = 0;
        for (span, text) in edits {
            if span.start < done {
                return Err(EditError::Overlap { at: span.start });
            }
            let kept = bytes.get(done as usize..span.start as usize);
            let (Some(kept), true) = (kept, span.end as usize <= bytes.len()) else {
                return Err(EditError::OutOfFile { end: span.end });
            };
            out.extend_from_slice(kept);
            out.extend_from_slice(text);
            done = span.end;
        }
        out.extend_from_slice(bytes.get(done as usize..).unwrap_or(&[]));
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_edits_are_refused_and_touching_ones_are_not() {
        let mut sources = Sources::new();
        let file = sources.add("x", b"abcdef".to_vec());
        let mut edits = Edits::new();
        edits.replace(Span::new(file, 0, 2), "X");
        edits.replace(Span::new(file, 2, 4), "Y");
        assert_eq!(edits.apply(&sources, file).unwrap(), b"XYef");
        edits.replace(Span::new(file, 3, 5), "Z");
        assert_eq!(edits.apply(&sources, file), Err(EditError::Overlap { at: 3 }));
    }

    #[test]
    fn an_edit_behind_the_end_is_refused() {
        let mut sources = Sources::new();
        let file = sources.add("x", b"abc".to_vec());
        let mut edits = Edits::new();
        edits.replace(Span::new(file, 2, 9), "");
        assert_eq!(edits.apply(&sources, file), Err(EditError::OutOfFile { end: 9 }));
    }
}
