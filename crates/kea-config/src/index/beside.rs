//! The second half of a large file, cut on a thread of its own.
//!
//! The lexer remembers nothing but its place. So where the thread that reads from the start comes to
//! the very byte at which the other one began, both would have cut the rest alike; where it does not,
//! because a comment reaches across that byte, it cuts the rest itself.

use std::thread::{Builder, Scope, ScopedJoinHandle, available_parallelism};

use super::lexer::{Lexer, What};
use super::stream::Stream;
use super::token::Kind;

/// Below this many bytes a thread costs more than it saves. Tests have no time for large files.
const LARGE: usize = if cfg!(test) { 64 << 10 } else { 4 << 20 };

/// A half that is being cut.
pub(super) struct Beside<'scope> {
    /// Where it begins.
    pub(super) from: usize,
    thread: ScopedJoinHandle<'scope, Cut>,
}

/// What was cut.
pub(super) struct Cut {
    pub(super) tokens: Stream,
    /// Behind its last token: the end, or where only the reader of the whole can go on.
    pub(super) end: usize,
}

impl<'scope> Beside<'scope> {
    /// `None` for a small file, and where there can be no thread or it would have to wait for this one.
    pub(super) fn start<'env>(
        scope: &'scope Scope<'scope, 'env>,
        bytes: &'env [u8],
    ) -> Option<Self> {
        let from = middle(bytes).filter(|_| bytes.len() >= LARGE)?;
        if available_parallelism().is_ok_and(|cores| cores.get() == 1) {
            return None;
        }
        let thread = Builder::new().spawn_scoped(scope, move || cut(bytes, from)).ok()?;
        Some(Self { from, thread })
    }

    pub(super) fn finish(self) -> Cut {
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// The first token behind the middle that begins a line.
fn middle(bytes: &[u8]) -> Option<usize> {
    let half = bytes.len() / 2;
    let line = bytes.get(half..)?.iter().position(|byte| *byte == b'\n')? + half;
    let rest = bytes.get(line..)?;
    let blanks = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))?;
    Some(line + blanks)
}

/// Cuts up to the first lexeme that is more than a token: an include, or something to complain about.
fn cut(bytes: &[u8], from: usize) -> Cut {
    let mut lexer = Lexer { at: from };
    let mut cut = Cut { tokens: Stream::for_bytes(bytes.len().saturating_sub(from)), end: from };
    loop {
        let lexeme = lexer.next(bytes);
        match (lexeme.what, lexeme.flaw) {
            (What::Token(kind), None) if kind != Kind::Bad => {
                cut.tokens.push(kind, lexeme.start, lexeme.end);
            }
            (What::Trivia, None) => {}
            _ => return cut,
        }
        cut.end = lexer.at;
    }
}
