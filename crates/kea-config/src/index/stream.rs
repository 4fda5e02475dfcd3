//! One token stream over a file and everything it includes.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use config_text::{Diagnostic, FileId, SourceLoader, Sources, Span};

use super::beside::{Beside, Cut};
use super::escape::unescape;
use super::lexer::{Lexer, What};
use super::token::{Flaw, Kind};
use crate::rules;

/// Kea's scanner gives up at the twelfth open file: the main one and eleven more.
const OPEN_FILES: usize = 11;

/// Every inclusion costs at least a directive in some file; files that include one another many
/// times over would grow without end all the same.
const INCLUSIONS: usize = 100_000;

/// Complaints about single tokens, beyond which a file is simply not JSON.
const FLAWS: usize = 20;

/// One token: eight bytes, so that the index stays small.
#[derive(Debug, Clone, Copy)]
struct Token {
    start: u32,
    /// `LONG` where the length does not fit; the lengths are in [`Stream::long`] then.
    len: u16,
    kind: Kind,
}

const LONG: u16 = u16::MAX;

/// One file of the stream; its bytes are shared with the caller's [`Sources`].
#[derive(Clone)]
pub(crate) struct FileText {
    pub(crate) id: FileId,
    pub(crate) bytes: Arc<[u8]>,
}

/// From a token on, tokens belong to this file.
#[derive(Clone, Copy)]
struct Segment {
    first: u32,
    file: u32,
}

/// The tokens of a file and of its includes, in the order in which Kea sees them.
#[derive(Default)]
pub(crate) struct Stream {
    tokens: Vec<Token>,
    long: Vec<(u32, u32)>,
    segments: Vec<Segment>,
    files: Vec<FileText>,
    /// The files that are included, by number, each with the directive that says so.
    inclusions: Vec<(u32, Span)>,
    /// Whether there may be an escape in any string: there is a backslash in one of the files.
    escapes: bool,
}

impl Stream {
    /// An empty one with room for the tokens of so many bytes.
    pub(super) fn for_bytes(bytes: usize) -> Self {
        // Real files have a token for every five to ten bytes; what is not used takes no memory.
        Self { tokens: Vec::with_capacity(bytes / 5), ..Self::default() }
    }

    pub(crate) fn count(&self) -> u32 {
        index(self.tokens.len())
    }

    /// The kind of a token; [`Kind::End`] behind the last one.
    pub(crate) fn kind(&self, at: u32) -> Kind {
        self.tokens.get(at as usize).map_or(Kind::End, |token| token.kind)
    }

    /// Whether a string may hold an escape: else every key reads as it is written.
    pub(crate) const fn has_escapes(&self) -> bool {
        self.escapes
    }

    /// The files, main one first, each once.
    pub(crate) fn files(&self) -> &[FileText] {
        &self.files
    }

    /// A file by its id.
    pub(crate) fn text(&self, file: FileId) -> Option<&FileText> {
        self.files.iter().find(|text| text.id == file)
    }

    /// The directives that include a file.
    pub(crate) fn inclusions_of(&self, file: FileId) -> Vec<Span> {
        let own = self.files.iter().zip(0..).find(|(text, _)| text.id == file);
        let all = self.inclusions.iter().filter(|(at, _)| own.is_some_and(|(_, ix)| ix == *at));
        all.map(|(_, directive)| *directive).collect()
    }

    /// The directives in a part of a file.
    pub(crate) fn inclusions_in(&self, part: Span) -> Vec<Span> {
        let inside =
            |at: &&Span| at.file == part.file && part.start <= at.start && at.end <= part.end;
        let mut all: Vec<_> =
            self.inclusions.iter().map(|(_, at)| at).filter(inside).copied().collect();
        all.sort_by_key(|at| at.start);
        all.dedup();
        all
    }

    fn file_at(&self, at: u32) -> Option<&FileText> {
        // Most configurations are one file.
        if let [segment] = self.segments.as_slice() {
            return self.files.get(segment.file as usize);
        }
        let behind = self.segments.partition_point(|segment| segment.first <= at);
        let segment = self.segments.get(behind.saturating_sub(1))?;
        self.files.get(segment.file as usize)
    }

    pub(super) fn range(&self, at: u32) -> (u32, u32) {
        let Some(token) = self.tokens.get(at as usize) else {
            return (0, 0);
        };
        if token.len != LONG {
            return (token.start, token.start + u32::from(token.len));
        }
        let found = self.long.binary_search_by_key(&at, |(token, _)| *token);
        let len = found.ok().and_then(|found| self.long.get(found)).map_or(0, |(_, len)| *len);
        (token.start, token.start + len)
    }

    /// How many bytes a token has, quotes included.
    pub(crate) fn length(&self, at: u32) -> usize {
        let (start, end) = self.range(at);
        (end - start) as usize
    }

    /// Where a token stands; behind the last one, the end of the main file.
    pub(crate) fn span(&self, at: u32) -> Option<Span> {
        if at >= self.count() {
            let main = self.files.first()?;
            let end = index(main.bytes.len());
            return Some(Span::new(main.id, end, end));
        }
        let (start, end) = self.range(at);
        Some(Span::new(self.file_at(at)?.id, start, end))
    }

    /// The bytes of a token.
    pub(crate) fn bytes(&self, at: u32) -> &[u8] {
        let (start, end) = self.range(at);
        let file = self.file_at(at);
        file.and_then(|file| file.bytes.get(start as usize..end as usize)).unwrap_or(&[])
    }

    /// Whether a string token is this text, escapes resolved.
    pub(crate) fn is_text(&self, at: u32, text: &[u8]) -> bool {
        // Two bytes for the quotes. Escapes make it longer; nothing makes it shorter.
        match self.length(at).cmp(&(text.len() + 2)) {
            Ordering::Less => false,
            Ordering::Equal => self.inside(at) == text,
            Ordering::Greater => self.escapes && unescape(self.inside(at)) == text,
        }
    }

    /// The inside of a string token.
    pub(crate) fn inside(&self, at: u32) -> &[u8] {
        match self.bytes(at) {
            [b'"', inside @ .., b'"'] => inside,
            other => other,
        }
    }

    /// The tokens of the first inclusion of a file, each with its range in the file.
    pub(crate) fn ranges_of(&self, file: FileId) -> Vec<(u32, u32)> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for (nth, segment) in self.segments.iter().enumerate() {
            if self.files.get(segment.file as usize).is_none_or(|text| text.id != file) {
                continue;
            }
            let end = self.segments.get(nth + 1).map_or(self.count(), |next| next.first);
            for at in segment.first..end {
                let range = self.range(at);
                if ranges.last().is_some_and(|before| range.0 < before.1) {
                    return ranges;
                }
                ranges.push(range);
            }
        }
        ranges
    }

    /// Adds a token of the file that is being read.
    pub(super) fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let wide = index(end).saturating_sub(index(start));
        let len = match u16::try_from(wide) {
            Ok(len) if len != LONG => len,
            _ => {
                self.long.push((self.count(), wide));
                LONG
            }
        };
        self.tokens.push(Token { start: index(start), len, kind });
    }

    /// Adds tokens of the file that is being read.
    fn append(&mut self, more: Self) {
        let before = self.count();
        self.long.extend(more.long.into_iter().map(|(at, length)| (before + at, length)));
        self.tokens.extend(more.tokens);
    }

    fn open_segment(&mut self, file: u32) {
        let first = self.count();
        if let Some(last) = self.segments.last_mut()
            && last.first == first
        {
            last.file = file;
            return;
        }
        self.segments.push(Segment { first, file });
    }
}

pub(super) fn index(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Where [`Reader::step`] stops.
enum Step {
    /// Another file is read from here on.
    File,
    /// From here on the other thread has done the work.
    Met,
    /// All is read.
    End,
}

/// A file being read.
struct Open {
    file: u32,
    lexer: Lexer,
    identity: PathBuf,
    /// The directive that opened it.
    directive: Option<Span>,
}

/// Cuts a file and its includes into one stream.
pub(crate) struct Reader<'s> {
    sources: &'s mut Sources,
    loader: &'s dyn SourceLoader,
    stream: Stream,
    open: Vec<Open>,
    /// Files by identity, so that one included twice is held once.
    known: BTreeMap<PathBuf, u32>,
    inclusions: usize,
    flaws: usize,
    /// From this byte on the main file has been cut already; no such byte is `usize::MAX`.
    meeting: usize,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Why text is lost.
    pub(crate) lost: Option<String>,
}

impl<'s> Reader<'s> {
    pub(crate) fn new(sources: &'s mut Sources, loader: &'s dyn SourceLoader) -> Self {
        Self {
            sources,
            loader,
            stream: Stream::default(),
            open: Vec::new(),
            known: BTreeMap::new(),
            inclusions: 0,
            flaws: 0,
            meeting: usize::MAX,
            diagnostics: Vec::new(),
            lost: None,
        }
    }

    /// Reads the main file, whose bytes are there already.
    pub(crate) fn run(&mut self, path: &Path, bytes: Arc<[u8]>) -> Stream {
        self.stream = Stream::for_bytes(bytes.len());
        let identity = self.loader.identity(path);
        self.enter(path, identity, Arc::clone(&bytes), None);
        std::thread::scope(|scope| {
            let mut beside = Beside::start(scope, &bytes);
            self.meeting = beside.as_ref().map_or(usize::MAX, |beside| beside.from);
            loop {
                match self.step() {
                    Step::File => {}
                    Step::Met => self.take_over(beside.take().map(Beside::finish)),
                    Step::End => return,
                }
            }
        });
        let mut stream = std::mem::take(&mut self.stream);
        stream.tokens.shrink_to_fit();
        stream
    }

    fn enter(&mut self, path: &Path, identity: PathBuf, bytes: Arc<[u8]>, directive: Option<Span>) {
        let file = self.known.get(&identity).copied().unwrap_or_else(|| {
            let id = self.sources.add(self.loader.absolute(path), Arc::clone(&bytes));
            let file = index(self.stream.files.len());
            self.stream.escapes |= bytes.contains(&b'\\');
            self.stream.files.push(FileText { id, bytes });
            self.known.insert(identity.clone(), file);
            file
        });
        self.stream.inclusions.extend(directive.map(|directive| (file, directive)));
        self.stream.open_segment(file);
        self.open.push(Open { file, lexer: Lexer { at: 0 }, identity, directive });
    }

    /// Goes on behind what was cut on the other thread.
    fn take_over(&mut self, cut: Option<Cut>) {
        if let (Some(cut), Some(open)) = (cut, self.open.last_mut()) {
            open.lexer.at = cut.end;
            self.stream.append(cut.tokens);
        }
    }

    /// Reads up to the next change of file, or to what the other thread has cut.
    fn step(&mut self) -> Step {
        let Some(open) = self.open.last_mut() else {
            return Step::End;
        };
        let Some(text) = self.stream.files.get(open.file as usize).cloned() else {
            return Step::End;
        };
        let mut meeting = if self.open.len() == 1 { self.meeting } else { usize::MAX };
        loop {
            let Some(open) = self.open.last_mut() else {
                return Step::End;
            };
            let lexeme = open.lexer.next(&text.bytes);
            if lexeme.start >= meeting {
                // A lexeme that reaches across the place, a comment, makes the work useless.
                let met = lexeme.start == meeting;
                (self.meeting, meeting) = (usize::MAX, usize::MAX);
                if met {
                    open.lexer.at = lexeme.start;
                    return Step::Met;
                }
            }
            if let Some(flaw) = lexeme.flaw {
                self.flaw(&text, flaw, lexeme.start, lexeme.end);
            }
            match lexeme.what {
                What::Token(kind) => {
                    self.stream.push(kind, lexeme.start, lexeme.end);
                }
                What::Trivia => {}
                What::Include(start, end) => {
                    let name = text.bytes.get(start..end).unwrap_or(&[]);
                    let path = path_of(name);
                    let span = Span::new(text.id, index(lexeme.start), index(lexeme.end));
                    if self.include(&path, span) {
                        return Step::File;
                    }
                }
                What::End => {
                    self.open.pop();
                    if let Some(file) = self.open.last().map(|open| open.file) {
                        self.stream.open_segment(file);
                    }
                    return Step::File;
                }
            }
        }
    }

    fn flaw(&mut self, text: &FileText, flaw: Flaw, start: usize, end: usize) {
        if flaw.loses_text() && self.lost.is_none() {
            self.lost = Some("part of it is not JSON as Kea reads it".to_owned());
        }
        self.flaws += 1;
        if self.flaws > FLAWS {
            return;
        }
        let rule = match flaw {
            Flaw::OpenString | Flaw::Control | Flaw::Escape | Flaw::HighEscape => &rules::STRING,
            Flaw::BigInteger | Flaw::Number => &rules::NUMBER,
            Flaw::OpenComment => &rules::COMMENT,
            Flaw::Directive => &rules::INCLUDE,
            Flaw::ByteOrderMark | Flaw::Character | Flaw::Case => &rules::SYNTAX,
        };
        // A runaway comment or string would fill the screen: its first line is enough.
        let shown = text.bytes.get(start..end).unwrap_or(&[]);
        let line = shown.iter().position(|byte| *byte == b'\n').unwrap_or(shown.len()).min(200);
        let span = Span::new(text.id, index(start), index(start + line));
        let mut finding = Diagnostic::new(rule, span, flaw.message());
        if self.flaws == FLAWS {
            finding =
                finding.with_help("there are more such places; this may be no JSON file at all");
        }
        self.diagnostics.push(finding);
    }

    /// Goes on with an included file; false where it cannot be read.
    fn include(&mut self, path: &Path, directive: Span) -> bool {
        let shown = path.to_string_lossy().into_owned();
        let identity = self.loader.identity(path);
        let cycle = self.open.iter().any(|open| open.identity == identity);
        let failure = if cycle {
            format!("`{shown}` includes itself")
        } else if self.open.len() > OPEN_FILES {
            format!("`{shown}` is included too deep: Kea follows eleven levels of includes")
        } else if self.inclusions >= INCLUSIONS {
            "includes are followed a hundred thousand times and no further".to_owned()
        } else {
            let known =
                self.known.get(&identity).and_then(|file| self.stream.files.get(*file as usize));
            let bytes = match known.map(|file| Arc::clone(&file.bytes)) {
                Some(bytes) => Ok(bytes),
                None => self.loader.load(path),
            };
            match bytes {
                Ok(bytes) => {
                    self.inclusions += 1;
                    self.enter(path, identity, bytes, Some(directive));
                    return true;
                }
                Err(failed) => format!("include file {}", chain(&failed)),
            }
        };
        if self.lost.is_none() {
            self.lost = Some(format!("the include of `{shown}` cannot be followed"));
        }
        let mut finding = Diagnostic::new(&rules::INCLUDE, directive, failure);
        for from in self.open.iter().rev().filter_map(|open| open.directive).take(12) {
            finding = finding.with_label(from, "included from here");
        }
        self.diagnostics.push(finding);
        false
    }
}

/// An error with its causes, as one clause.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// A path as bytes say it; Unix paths need not be UTF-8, but what is not is hardly a file name.
fn path_of(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}
