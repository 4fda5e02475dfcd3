//! A whole configuration: its files, its values, and what the parser has to say.

use std::fmt;
use std::path::Path;

use config_text::{Diagnostic, FileId, LoadError, SourceLoader, Sources, Span};

use crate::content::{self, Content};
use crate::index::{Reader, Stream, Tree, build};
use crate::node::{Kind, Node};
use crate::path::Step;
use crate::rules;
use crate::view::Server;

/// Reads a configuration and everything it includes.
///
/// Reading never fails on content: what Kea's parser would refuse is in
/// [`Document::diagnostics`], with as much of the tree as can be had. Secrets are marked in
/// `sources`, so that no snippet shows them.
///
/// # Errors
/// [`LoadError`] where the main file itself cannot be read. An include that cannot be read is a
/// diagnostic, and makes the document incomplete.
pub fn read(
    sources: &mut Sources,
    loader: &dyn SourceLoader,
    path: &Path,
) -> Result<Document, LoadError> {
    let bytes = loader.load(path)?;
    let mut reader = Reader::new(sources, loader);
    let stream = reader.run(path, bytes);
    let mut diagnostics = std::mem::take(&mut reader.diagnostics);
    let mut lost = reader.lost.take();
    let ((tree, complaints, tree_lost), secrets) = index(&stream);
    diagnostics.extend(complaints);
    if tree_lost && lost.is_none() {
        lost = Some("part of it is not JSON as Kea reads it".to_owned());
    }
    let mut document = Document { stream, tree, diagnostics, lost, content: Content::Unknown };
    document.content = content::find(&document);
    let found = content::check(&document);
    document.diagnostics.extend(found);
    let order = |finding: &Diagnostic| finding.span().map(|span| (span.file, span.start));
    document.diagnostics.sort_by_key(order);
    for span in secrets {
        sources.mark_secret(span);
    }
    Ok(document)
}

/// Above this many tokens it pays to look for secrets on a thread of its own.
const LARGE: u32 = 200_000;

/// The values of a stream with what the builder has to say, and the places of its secrets.
fn index(stream: &Stream) -> ((Tree, Vec<Diagnostic>, bool), Vec<Span>) {
    let large = stream.count() > LARGE;
    config_text::join(large, || build(stream), || crate::secret::places(stream))
}

/// One configuration as Kea reads it: a tree over one stream of tokens, which may cross files.
pub struct Document {
    stream: Stream,
    tree: Tree,
    diagnostics: Vec<Diagnostic>,
    lost: Option<String>,
    content: Content,
}

/// Numbers only: configurations hold secrets.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("content", &self.content)
            .field("files", &self.stream.files().len())
            .field("values", &self.tree.values.len())
            .field("diagnostics", &self.diagnostics.len())
            .finish_non_exhaustive()
    }
}

impl Document {
    pub(crate) const fn stream(&self) -> &Stream {
        &self.stream
    }

    pub(crate) const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Where a token stands; an impossible one is the end of the main file.
    pub(crate) fn token_span(&self, token: u32) -> Span {
        let span = self.stream.span(token);
        span.or_else(|| self.stream.span(u32::MAX)).unwrap_or_else(|| {
            let mut none = Sources::new();
            Span::new(none.add("", Vec::new()), 0, 0)
        })
    }

    /// The value of the whole file; `None` where there is none at all.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        (!self.tree.values.is_empty()).then(|| Node::new(self, 0))
    }

    /// What kind of file it is.
    #[must_use]
    pub const fn content(&self) -> Content {
        self.content
    }

    /// The typed view of a DHCP server's configuration; `None` for other kinds of files.
    #[must_use]
    pub fn server(&self) -> Option<Server<'_>> {
        content::server(self)
    }

    /// What the parser refuses or warns about, in the order of the text. What lies beyond syntax
    /// is in [`check`](crate::check()).
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The first place that Kea's parser refuses, whatever the outermost map holds.
    pub(crate) fn syntax_error(&self) -> Option<&Diagnostic> {
        let rules = [
            &rules::SYNTAX,
            &rules::STRING,
            &rules::NUMBER,
            &rules::COMMENT,
            &rules::INCLUDE,
            &rules::DUPLICATE,
        ];
        self.diagnostics.iter().find(|finding| rules.iter().any(|rule| rule.id == finding.rule.id))
    }

    /// Whether the tree holds all that the text says.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.lost.is_none()
    }

    /// Why the tree lacks something that the text says: a short clause in lower case.
    #[must_use]
    pub fn incomplete(&self) -> Option<&str> {
        self.lost.as_deref()
    }

    /// The files, the main one first, each once.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.stream.files().iter().map(|file| file.id)
    }

    /// Puts a file together again from its tokens and what lies between them: byte for byte what
    /// was read. `None` for a file that does not belong to the document.
    #[must_use]
    pub fn print(&self, file: FileId) -> Option<Vec<u8>> {
        let text = self.stream.text(file)?;
        let mut out = Vec::with_capacity(text.bytes.len());
        let mut done = 0;
        for (start, end) in self.stream.ranges_of(file) {
            out.extend_from_slice(text.bytes.get(done..start as usize)?);
            out.extend_from_slice(text.bytes.get(start as usize..end as usize)?);
            done = end as usize;
        }
        out.extend_from_slice(text.bytes.get(done..)?);
        Some(out)
    }

    /// A value by its [`Node::index`].
    #[must_use]
    pub fn node(&self, index: u32) -> Option<Node<'_>> {
        self.tree.get(index).map(|_| Node::new(self, index))
    }

    /// The value at a path.
    #[must_use]
    pub fn get(&self, path: &crate::Path) -> Option<Node<'_>> {
        path.steps().iter().try_fold(self.root()?, |node, step| match step {
            Step::Key(key) => node.get(key),
            Step::Index(index) => node.items().nth(*index).filter(|_| node.kind() == Kind::List),
        })
    }

    /// Every value, outer before inner, in the order of the text.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..).map_while(|ix| self.node(ix))
    }
}
