//! One file of a reading with its index.

use std::fmt;
use std::sync::Arc;

use config_text::{FileId, Span};

use crate::index::bytes::part;
use crate::index::kind::Kind;
use crate::index::tree::{Node, Tree};

/// A file and its index. The bytes are shared with the caller's `Sources`.
pub(crate) struct FileIndex {
    pub(crate) id: FileId,
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) tree: Tree,
}

impl FileIndex {
    pub(crate) fn new(id: FileId, bytes: Arc<[u8]>) -> Self {
        let tree = Tree::new(&bytes);
        Self { id, bytes, tree }
    }

    #[inline]
    pub(crate) fn token_span(&self, at: u32) -> Span {
        let (start, end) = self.tree.tokens.range(at);
        Span::new(self.id, start, end)
    }

    #[inline]
    pub(crate) fn node_span(&self, node: Node) -> Span {
        let (start, end) = self.tree.range(node);
        Span::new(self.id, start, end)
    }

    /// The text, put together from the tokens and what lies between them.
    pub(crate) fn print(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len());
        let mut before = 0;
        for token in 0..self.tree.tokens.count() {
            let (start, end) = self.tree.tokens.range(token);
            out.extend_from_slice(part(&self.bytes, before, start));
            out.extend_from_slice(part(&self.bytes, start, end));
            before = end;
        }
        out.extend_from_slice(self.bytes.get(before as usize..).unwrap_or(&[]));
        out
    }

    /// The places of secrets: what stands behind each word that announces one.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = Span> {
        let mut covered = 0;
        self.tree.tokens.secrets.iter().filter_map(move |word| {
            if *word < covered {
                return None;
            }
            covered = self.secret_end(*word);
            let last = covered - 1;
            (last > *word).then(|| self.token_span(word + 1).to(self.token_span(last)))
        })
    }

    /// One behind the last token of the secret behind a word. No secret has more than a few
    /// tokens; the bound keeps a text of nothing but such words from costing much.
    fn secret_end(&self, word: u32) -> u32 {
        let tokens = &self.tree.tokens;
        let ends =
            |at: &u32| matches!(tokens.kind(*at), Kind::Semicolon | Kind::LBrace | Kind::RBrace);
        let bound = tokens.count().min(word + 1024);
        (word + 1..bound).find(ends).unwrap_or(bound)
    }

    /// Whether a token belongs to a secret.
    pub(crate) fn is_secret(&self, token: u32) -> bool {
        let secrets = &self.tree.tokens.secrets;
        let before = secrets.partition_point(|word| *word < token);
        let word = before.checked_sub(1).and_then(|at| secrets.get(at));
        word.is_some_and(|word| token < self.secret_end(*word))
    }
}

/// Without the text: it may hold secrets.
impl fmt::Debug for FileIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileIndex").field("id", &self.id).finish_non_exhaustive()
    }
}
