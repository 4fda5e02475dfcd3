//! `include "FILE";` (dhcpd.conf(5)): the file's statements count for the place of the include.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use config_text::{Diagnostic, FileId, LoadError};

use super::cursor::{Checked, Cursor};
use super::frame::Place;
use super::reader::Reader;
use super::source::FileIndex;
use crate::index::kind::Kind;
use crate::rules;
use crate::view::{IncludedFile, ScopeIx};

/// How deep includes may nest. dhcpd itself ends where it runs out of open files.
const DEPTH: usize = 200;

/// How many bytes all includes together may have, repeated ones counted each time: two files that
/// include the next two twice each would otherwise double the work with every step.
const BYTES: u64 = 1 << 30;

/// Files read so far, by what they are and not by how they are spelled.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    files: HashMap<PathBuf, Arc<FileIndex>>,
    bytes: u64,
    /// The files that are being read, as the reading counts them, outermost first.
    pub(super) open: Vec<u32>,
}

impl Reader<'_> {
    /// Starts with the main file.
    pub(super) fn enter_main(&mut self, path: &Path, file: FileIndex) {
        let file = Arc::new(file);
        self.loaded.files.insert(self.loader.identity(path), Arc::clone(&file));
        self.open_new_file(&file);
        let included = IncludedFile { file: file.id, path: path.to_path_buf(), statement: None };
        self.open_file(file, included, Place::Root, ScopeIx::ROOT);
    }

    pub(super) fn include(&mut self, cur: &mut Cursor<'_>) -> Checked {
        let first = cur.pos;
        cur.pos += 1;
        cur.expect(Kind::Quoted, "the name of a file in quotes")?;
        let span = cur.span();
        let path = PathBuf::from(String::from_utf8_lossy(&cur.c_string()).into_owned());
        if path.is_relative() {
            let message = format!("`{}` is looked for in dhcpd's working directory", shown(&path));
            self.find(Diagnostic::new(&rules::INCLUDE_RELATIVE, span, message));
        }
        // The file counts even where the `;` is missing.
        let end = cur.semicolon();
        let statement = Some(cur.span_from(first));
        match self.load(&path) {
            Ok(file) => {
                let included = IncludedFile { file: file.id, path, statement };
                if let Err(fail) = end {
                    self.fail(cur.file(), *fail);
                }
                let (place, scope) = (self.place(), self.scope());
                self.open_file(file, included, place, scope);
                Ok(())
            }
            Err(Refused { reason, unread }) => {
                match unread {
                    true => self.lose_include(&path, span, &reason),
                    false => self.lose(span, &reason),
                }
                self.find(Diagnostic::new(&rules::INCLUDE, span, reason));
                end
            }
        }
    }

    /// Finds the file behind a path, or says why it cannot be included here.
    fn load(&mut self, path: &Path) -> Result<Arc<FileIndex>, Refused> {
        let identity = self.loader.identity(path);
        let known = self.loaded.files.get(&identity).map(Arc::clone);
        if let Some(chain) = known.as_ref().and_then(|file| self.circle(file.id)) {
            return Err(Refused::of(format!("`{}` includes itself: {chain}", shown(path))));
        }
        if self.loaded.open.len() > DEPTH {
            return Err(Refused::of(format!("includes are nested more than {DEPTH} deep")));
        }
        let file = match known {
            Some(file) => file,
            None => {
                let bytes = self.loader.load(path);
                let bytes =
                    bytes.map_err(|error| Refused { reason: reason(&error), unread: true })?;
                let id = self.sources.add(self.loader.absolute(path), Arc::clone(&bytes));
                let file = Arc::new(FileIndex::new(id, bytes));
                self.loaded.files.insert(identity, Arc::clone(&file));
                self.open_new_file(&file);
                file
            }
        };
        self.loaded.bytes += file.bytes.len() as u64;
        if self.loaded.bytes > BYTES {
            return Err(Refused::of("all includes together have more than 1 GiB".to_owned()));
        }
        Ok(file)
    }

    /// The way from an open file back to itself: `a -> b -> a`.
    fn circle(&self, id: FileId) -> Option<String> {
        let open = self.loaded.open.iter().filter_map(|at| self.config.included.get(*at as usize));
        let around: Vec<_> = open.skip_while(|file| file.file != id).collect();
        let first = around.first()?;
        let names: Vec<String> =
            around.iter().chain([first]).map(|file| shown(&file.path)).collect();
        Some(names.join(" -> "))
    }
}

fn shown(path: &Path) -> String {
    config_text::escape_control(&path.to_string_lossy())
}

/// Why a file is not included.
struct Refused {
    reason: String,
    /// Whether it could not be read; dhcpd may be able to.
    unread: bool,
}

impl Refused {
    /// What dhcpd takes as little.
    const fn of(reason: String) -> Self {
        Self { reason, unread: false }
    }
}

fn reason(error: &LoadError) -> String {
    let error: &dyn std::error::Error = error;
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
