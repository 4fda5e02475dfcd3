//! Tokens to statements: a flat tree that never fails.
//!
//! A statement runs to its `;` or to the `}` that closes its block, which is also how far dhcpd
//! skips after an error. Braces of an option's record type (behind `=` or `of` in an `option`
//! statement) belong to the statement.

use super::kind::Kind;
use super::lexer::lex;
use super::tokens::Tokens;

/// One statement. Children of a block follow it, up to `next`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    /// First token.
    pub(crate) first: u32,
    /// The `{` of a block, or `NONE`.
    pub(crate) open: u32,
    /// One behind the last token.
    pub(crate) end: u32,
    /// The statement behind this one and its children.
    pub(crate) next: u32,
}

/// No token.
pub(crate) const NONE: u32 = u32::MAX;

/// The index of one file: tokens and statements as positions in its bytes.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) tokens: Tokens,
    nodes: Vec<Node>,
    /// Blocks that the end of the file leaves open, outermost first.
    open: Vec<u32>,
    /// The token at which the file ends for dhcpd: a byte 0xFF, or the count of tokens.
    pub(crate) stop: u32,
    /// How many blocks there are.
    pub(crate) blocks: Blocks,
}

/// Blocks counted by the word they begin with, so that lists of what they declare are made in their
/// full length: a list that grows is copied, and touches memory anew each time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Blocks {
    pub(crate) all: usize,
    pub(crate) hosts: usize,
    pub(crate) subnets: usize,
    pub(crate) pools: usize,
}

impl Blocks {
    fn count(&mut self, begins: Kind) {
        self.all += 1;
        match begins {
            Kind::Host => self.hosts += 1,
            Kind::Subnet | Kind::Subnet6 => self.subnets += 1,
            Kind::Pool | Kind::Pool6 => self.pools += 1,
            _ => {}
        }
    }
}

impl Tree {
    /// Indexes a file; takes time and memory in proportion to its size.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut builder = Builder::for_text(bytes.len());
        let tokens = lex(bytes, |tokens, kind| builder.boundary(tokens, kind));
        builder.finish(tokens)
    }

    pub(crate) fn node(&self, at: u32) -> Option<Node> {
        self.nodes.get(at as usize).copied()
    }

    pub(crate) fn node_count(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    /// The statement that begins at a byte, and its number.
    pub(crate) fn statement_at(&self, start: u32) -> Option<(u32, Node)> {
        let (mut low, mut high) = (0, self.node_count());
        while low < high {
            let middle = low + (high - low) / 2;
            let node = self.node(middle)?;
            match self.tokens.range(node.first).0 {
                at if at == start => return Some((middle, node)),
                at if at < start => low = middle + 1,
                _ => high = middle,
            }
        }
        None
    }

    /// Whether the end of the file leaves a block open.
    pub(crate) fn is_open(&self, node: u32) -> bool {
        self.open.binary_search(&node).is_ok()
    }

    /// The innermost block that the end of the file leaves open.
    pub(crate) fn innermost_open(&self) -> Option<u32> {
        self.open.last().copied()
    }

    /// First and one-behind-last byte of a statement.
    #[inline]
    pub(crate) fn range(&self, node: Node) -> (u32, u32) {
        let start = self.tokens.range(node.first).0;
        let last = node.end.saturating_sub(1).max(node.first);
        (start, self.tokens.range(last).1)
    }

    /// Bytes that the index takes.
    pub(crate) fn memory(&self) -> usize {
        self.tokens.memory() + self.nodes.capacity() * size_of::<Node>()
    }
}

/// Takes the tokens that may end a statement or open a block, one by one.
struct Builder {
    nodes: Vec<Node>,
    /// Open blocks, by node.
    open: Vec<u32>,
    /// The first token of the statement that is being read.
    first: u32,
    /// Open braces that belong to it: of a record type, or in a directive.
    depth: u32,
    stop: Option<u32>,
    blocks: Blocks,
}

impl Builder {
    fn for_text(len: usize) -> Self {
        // Most statements are longer; what is not used is never touched.
        let nodes = Vec::with_capacity(len / 20);
        let blocks = Blocks::default();
        Self { nodes, open: Vec::new(), first: 0, depth: 0, stop: None, blocks }
    }

    /// The token read last is of this kind, and may end the statement.
    #[inline]
    fn boundary(&mut self, tokens: &Tokens, kind: Kind) {
        if self.stop.is_some() {
            return;
        }
        let at = tokens.count() - 1;
        let mut begins = tokens.kind(self.first);
        while begins == Kind::Nul && self.first < at {
            self.first += 1;
            begins = tokens.kind(self.first);
        }
        if self.first < at && !self.goes_on(tokens, begins, kind, at) {
            return;
        }
        if self.first == at {
            self.alone(kind, at);
        }
    }

    /// A statement has begun before this token; whether the token is left for the next one.
    #[inline]
    fn goes_on(&mut self, tokens: &Tokens, begins: Kind, kind: Kind, at: u32) -> bool {
        if begins == Kind::Percent {
            return self.directive(kind, at);
        }
        match kind {
            Kind::Semicolon => self.push(NONE, at + 1),
            Kind::LBrace
                if self.depth > 0
                    || (begins == Kind::Option
                        && matches!(tokens.kind(at - 1), Kind::Equal | Kind::Of)) =>
            {
                self.depth += 1;
            }
            Kind::LBrace => {
                self.blocks.count(begins);
                self.push(at, at + 1);
            }
            Kind::RBrace if self.depth > 0 => self.depth -= 1,
            _ => {
                self.push(NONE, at);
                return true;
            }
        }
        false
    }

    /// Takes a `%` directive as dhcpd skips it: to a `;`, or to a `}` even if that closes another block.
    fn directive(&mut self, kind: Kind, at: u32) -> bool {
        match kind {
            Kind::LBrace => self.depth += 1,
            Kind::RBrace => self.depth = self.depth.saturating_sub(1),
            Kind::End => {
                self.push(NONE, at);
                return true;
            }
            _ => {}
        }
        if self.depth == 0 && kind != Kind::LBrace {
            self.push(NONE, at + 1);
        }
        false
    }

    /// Nothing stands before this token.
    fn alone(&mut self, kind: Kind, at: u32) {
        match kind {
            Kind::End => self.stop = Some(at),
            Kind::RBrace if !self.open.is_empty() => {
                self.first = at + 1;
                self.close(at + 1);
            }
            Kind::LBrace => self.push(at, at + 1),
            // A `}` that is stray at the top is a statement of its own.
            _ => self.push(NONE, at + 1),
        }
    }

    #[inline]
    fn push(&mut self, open: u32, end: u32) {
        let node = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node { first: self.first, open, end, next: node + 1 });
        if open != NONE {
            self.open.push(node);
        }
        self.first = end;
        self.depth = 0;
    }

    fn close(&mut self, end: u32) {
        let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        if let Some(node) = self.open.pop().and_then(|node| self.nodes.get_mut(node as usize)) {
            node.end = end;
            node.next = next;
        }
    }

    fn finish(mut self, tokens: Tokens) -> Tree {
        let stop = self.stop.unwrap_or(tokens.count());
        while self.first < stop && tokens.kind(self.first) == Kind::Nul {
            self.first += 1;
        }
        if self.first < stop {
            self.push(NONE, stop);
        }
        let open = self.open.clone();
        while !self.open.is_empty() {
            self.close(self.first);
        }
        self.nodes.shrink_to_fit();
        Tree { tokens, nodes: self.nodes, open, stop, blocks: self.blocks }
    }
}
