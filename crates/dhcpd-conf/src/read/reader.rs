//! The driver of a reading.

use std::path::Path;
use std::sync::Arc;

use config_text::{Diagnostic, Phase, SourceLoader, Sources, Span};

use super::cursor::{Cursor, Fail};
use super::frame::{Before, Body, Frame, HostBody, Place};
use super::include::Loaded;
use super::names::Names;
use super::source::FileIndex;
use crate::index::tokens::Flaw;
use crate::index::tree::Node;
use crate::rules;
use crate::view::{
    Config, IncludedFile, Item, ItemKind, NO_ITEM, ScopeIx, ScopeKind, ScopeNode, UnreadInclude,
};

/// A reading in progress.
pub(crate) struct Reader<'s> {
    pub(super) sources: &'s mut Sources,
    pub(super) loader: &'s dyn SourceLoader,
    pub(super) config: Config,
    pub(super) names: Names,
    pub(super) frames: Vec<Frame>,
    /// What the host that is read has so far: hosts do not stand in each other.
    pub(super) host: HostBody,
    pub(super) loaded: Loaded,
    failures: usize,
}

/// After so many wrong statements the rest of the text would only repeat that.
const FAILURES: usize = 1_000;

/// The statement being read.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) file: u32,
    pub(super) ix: u32,
    pub(super) node: Node,
}

impl<'s> Reader<'s> {
    pub(crate) fn new(
        sources: &'s mut Sources,
        loader: &'s dyn SourceLoader,
        config: Config,
    ) -> Self {
        Self {
            sources,
            loader,
            config,
            names: Names::default(),
            frames: Vec::new(),
            host: HostBody::default(),
            loaded: Loaded::default(),
            failures: 0,
        }
    }

    /// Reads the main file and its includes.
    pub(crate) fn run(mut self, path: &Path, main: FileIndex) -> Config {
        let start = Span::new(main.id, 0, 0);
        let root = ScopeNode {
            kind: ScopeKind::Root,
            parent: None,
            span: start,
            name_span: start,
            items: (NO_ITEM, NO_ITEM),
        };
        self.make_room(&main);
        self.config.scopes.push(root);
        self.config.places.push(ScopeIx::ROOT);
        self.enter_main(path, main);
        self.walk();
        self.finish();
        self.config
    }

    /// Makes the lists as long as the main file will have them. What is not used is never touched.
    fn make_room(&mut self, main: &FileIndex) {
        let blocks = main.tree.blocks;
        let declared = blocks.hosts + blocks.subnets + blocks.pools;
        let statements = main.tree.node_count() as usize;
        let config = &mut self.config;
        config.items.reserve(statements.saturating_sub(declared));
        config.scopes.reserve(blocks.all + 1);
        config.networks.reserve(blocks.subnets);
        config.subnets.reserve(blocks.subnets);
        config.pools.reserve(blocks.pools);
        config.ranges.reserve(blocks.pools);
        config.identities.reserve(blocks.hosts);
        config.fixed.reserve(blocks.hosts);
        self.names.hosts.reserve(blocks.hosts);
    }

    /// What is to be done once with a file.
    pub(super) fn open_new_file(&mut self, file: &FileIndex) {
        for secret in file.secrets() {
            self.sources.mark_secret(secret);
        }
        self.report_flaws(file);
    }

    /// Starts with the statements of a file.
    pub(super) fn open_file(
        &mut self,
        file: Arc<FileIndex>,
        included: IncludedFile,
        place: Place,
        scope: ScopeIx,
    ) {
        let around = self.frames.last();
        let frame = Frame {
            body: Body::File,
            place,
            scope,
            file: u32::try_from(self.config.files.len()).unwrap_or(u32::MAX),
            node: u32::MAX,
            at: 0,
            end: file.tree.node_count(),
            network: around.and_then(|frame| frame.network),
            subnet: around.and_then(|frame| frame.subnet),
            before: Before::Other,
            before_node: u32::MAX,
        };
        self.loaded.open.push(frame.file);
        self.frames.push(frame);
        self.config.files.push(file);
        self.config.included.push(included);
    }

    fn walk(&mut self) {
        let mut file_no = 0;
        let Some(mut file) = self.config.files.first().map(Arc::clone) else {
            return;
        };
        while let Some(frame) = self.frames.last_mut() {
            if frame.file != file_no
                && let Some(other) = self.config.files.get(frame.file as usize)
            {
                file_no = frame.file;
                file = Arc::clone(other);
            }
            let ix = frame.at;
            let node = if ix < frame.end { file.tree.node(ix) } else { None };
            let Some(node) = node else {
                self.close_frame(&file);
                continue;
            };
            frame.at = node.next;
            let depth = self.frames.len() - 1;
            let mut cur = Cursor::new(&file, node.first);
            let at = At { file: file_no, ix, node };
            match self.statement(&mut cur, at) {
                Ok(()) => self.skip_taken(depth, &file, cur.pos),
                Err(fail) => {
                    self.lose(file.token_span(fail.at), &fail.message);
                    self.fail(&file, *fail);
                    self.frames.truncate(depth + 1);
                    self.note(ItemKind::Broken, 0, at);
                    self.failures += 1;
                    if self.failures > FAILURES {
                        self.give_up(file.token_span(node.first));
                    }
                }
            }
        }
    }

    /// Stops reading a text that is no dhcpd.conf at all.
    fn give_up(&mut self, place: Span) {
        let message = format!("more than {FAILURES} statements are wrong: the rest is not read");
        self.find(Diagnostic::new(&rules::SYNTAX, place, message));
        self.frames.clear();
    }

    /// A statement may take more than its node, such as the `;` behind a key.
    fn skip_taken(&mut self, depth: usize, file: &FileIndex, pos: u32) {
        let Some(frame) = self.frames.get_mut(depth) else {
            return;
        };
        while frame.at < frame.end
            && let Some(node) = file.tree.node(frame.at)
            && node.first < pos
        {
            frame.at = node.next;
        }
    }

    /// What the lexer alone refuses.
    fn report_flaws(&mut self, file: &FileIndex) {
        let flaws = file.tree.tokens.flaws.iter().filter(|(token, _)| *token <= file.tree.stop);
        for (token, flaw) in flaws {
            let (rule, message) = match flaw {
                Flaw::OpenString => (&rules::STRING, "this string has no closing quote"),
                Flaw::LongString => (&rules::STRING, "this string is longer than 1499 bytes"),
                Flaw::Escape => (
                    &rules::STRING,
                    "bad escape in this string: `\\x` and octal escapes need digits",
                ),
                Flaw::LongWord => (&rules::SYNTAX, "this word is longer than 1499 bytes"),
                Flaw::Nuls => (&rules::NUL_BYTE, "dhcpd does not skip several bytes NUL in a row"),
                Flaw::LongSpace => {
                    (&rules::SPACE_RUN, "1500 or more bytes of white space stand before this place")
                }
            };
            let mut span = file.token_span(*token);
            // A runaway string would fill the screen: its first line is enough.
            let text = crate::index::bytes::part(&file.bytes, span.start, span.end);
            let line = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
            span.end = span.start + u32::try_from(line.min(200)).unwrap_or(0);
            self.lose(span, message);
            self.find(Diagnostic::new(rule, span, message));
        }
        if let Some(nul) = file.tree.tokens.nul {
            let message = "a byte NUL stands here: dhcpd skips it in some places and not in others";
            let finding = Diagnostic::new(&rules::NUL_BYTE, file.token_span(nul), message);
            self.find(finding.with_phase(Phase::Runtime));
        }
        if file.tree.stop < file.tree.tokens.count() {
            let span = file.token_span(file.tree.stop);
            let message = "dhcpd takes the byte 0xFF for the end of the file: the rest is ignored";
            self.config.diagnostics.push(Diagnostic::new(&rules::END_BYTE, span, message));
        }
    }

    /// Turns a failure into a finding, at the line that dhcpd names.
    pub(super) fn fail(&mut self, file: &FileIndex, fail: Fail) {
        let place = file.token_span(fail.at);
        let named = file.token_span(fail.named);
        let finding = if fail.named == fail.at || self.same_line(file, named, place) {
            Diagnostic::new(fail.rule, place, fail.message)
        } else {
            Diagnostic::new(fail.rule, named, fail.message)
                .with_label(place, "this does not belong here")
        };
        self.config.diagnostics.push(finding);
    }

    fn same_line(&self, file: &FileIndex, first: Span, second: Span) -> bool {
        let (start, end) = (first.start.min(second.start), first.start.max(second.start));
        let between = crate::index::bytes::part(&file.bytes, start, end);
        !between.contains(&b'\n')
    }

    /// Notes that something of the text is in no view, with the first reason.
    pub(super) fn lose(&mut self, place: Span, why: &str) {
        self.config.garbled = true;
        self.note_loss(place, why);
    }

    /// Notes that the file of an include could not be read.
    pub(super) fn lose_include(&mut self, path: &Path, place: Span, why: &str) {
        let because = self.note_loss(place, why);
        // In a declaration it may say more of what stands around it.
        self.config.garbled |= self.place() != Place::Root;
        self.names.open = true;
        self.config.unread.push(UnreadInclude { path: path.to_owned(), span: place, because });
    }

    fn note_loss(&mut self, place: Span, why: &str) -> String {
        let path = self.sources.path(place.file).to_string_lossy();
        let line = self.sources.position(place).line;
        let path = config_text::escape_control(&path);
        let because = format!("`{path}` line {line}: {why}");
        self.config.lost.get_or_insert_with(|| because.clone());
        because
    }

    /// Notes a finding.
    pub(super) fn find(&mut self, finding: Diagnostic) {
        self.config.diagnostics.push(finding);
    }

    /// The innermost open block.
    pub(super) fn frame(&self) -> Option<&Frame> {
        self.frames.last()
    }

    pub(super) fn place(&self) -> Place {
        self.frame().map_or(Place::Root, |frame| frame.place)
    }

    pub(super) fn scope(&self) -> ScopeIx {
        self.frame().map_or(ScopeIx::ROOT, |frame| frame.scope)
    }

    /// Adds a statement to the scope it stands in. Statements inside `if` and the like belong to
    /// the text of that statement.
    pub(super) fn note(&mut self, kind: ItemKind, payload: u32, at: At) {
        if matches!(self.frame().map(|frame| &frame.body), Some(Body::Code(_))) {
            return;
        }
        let scope = self.scope();
        self.note_in(scope, kind, payload, at);
    }

    pub(super) fn note_in(&mut self, scope: ScopeIx, kind: ItemKind, payload: u32, at: At) {
        let next = u32::try_from(self.config.items.len()).unwrap_or(u32::MAX);
        let item = Item { kind, payload, file: at.file, node: at.ix, next: NO_ITEM };
        self.config.items.push(item);
        let Some(scope) = self.config.scopes.get_mut(scope.0 as usize) else {
            return;
        };
        let (first, last) = scope.items;
        scope.items = (if first == NO_ITEM { next } else { first }, next);
        if let Some(before) = self.config.items.get_mut(last as usize) {
            before.next = next;
        }
    }

    /// Adds a scope. It is filled where it stands: a processor that copies what it has just written
    /// waits for that.
    #[inline]
    pub(super) fn open_scope(&mut self, kind: ScopeKind, span: Span, name_span: Span) -> ScopeIx {
        let ix = ScopeIx(u32::try_from(self.config.scopes.len()).unwrap_or(u32::MAX));
        let parent = Some(self.scope());
        if !kind.is_client() {
            self.config.places.push(ix);
        }
        self.config.scopes.push(ScopeNode::NEW);
        if let Some(node) = self.config.scopes.last_mut() {
            node.kind = kind;
            node.parent = parent;
            node.span = span;
            node.name_span = name_span;
        }
        ix
    }

    /// Goes on with the statements of a block. The frame is filled where it stands, as a scope is.
    #[inline]
    pub(super) fn open_block(&mut self, at: At, body: Body, place: Place, scope: ScopeIx) {
        self.frames.push(Frame::NEW);
        if let Some(frame) = self.frames.last_mut() {
            frame.body = body;
            frame.place = place;
            frame.scope = scope;
            frame.file = at.file;
            frame.node = at.ix;
            frame.at = at.ix + 1;
            frame.end = at.node.next;
        }
    }

    fn close_frame(&mut self, file: &FileIndex) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        // A file ends without ado.
        let Some(node) = file.tree.node(frame.node) else {
            self.loaded.open.pop();
            return;
        };
        if file.tree.is_open(frame.node) {
            if file.tree.innermost_open() == Some(frame.node) {
                self.report_open_block(file, node);
            }
            return;
        }
        if let Err(fail) = self.close_block(file, frame, node) {
            self.fail(file, *fail);
        }
    }

    /// The file ends inside a block.
    fn report_open_block(&mut self, file: &FileIndex, node: Node) {
        let last = file.tree.stop.saturating_sub(1);
        let finding = Diagnostic::new(
            &rules::OPEN_BLOCK,
            file.token_span(last),
            "the file ends before this block is closed: `}` is missing",
        );
        let open = file.token_span(node.open);
        self.lose(open, "this block is never closed");
        self.find(finding.with_label(open, "opened here"));
    }

    /// Checks that need the whole configuration. dhcpd does them only when all else is well.
    fn finish(&mut self) {
        crate::check::host_names(&mut self.config, &self.names);
        if self.config.is_loadable() {
            crate::check::after_loading(&mut self.config, &self.names);
        }
        if let Some(key) = crate::check::undeclared_key(&self.config, &self.names) {
            // What is no name may be the secret itself; mostly it is one, and its key in a file that was not read.
            let name = key.start + u32::try_from("omapi-key ".len()).unwrap_or(0);
            self.sources.mask(Span::new(key.file, name.min(key.end), key.end));
        }
        crate::check::run(&mut self.config);
        let order = |finding: &Diagnostic| finding.span().map(|span| (span.file, span.start));
        self.config.diagnostics.sort_by_key(order);
        // A file that is included twice is read twice, and found wrong twice.
        self.config.diagnostics.dedup();
    }
}
