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
}

impl Tree {
    /// Indexes a file; takes time and memory in proportion to its size.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut builder = Builder::new(lex(bytes));
        while builder.step() {}
        builder.finish()
    }

    pub(crate) fn node(&self, at: u32) -> Option<Node> {
        self.nodes.get(at as usize).copied()
    }

    /// How many statements have a block.
    pub(crate) fn block_count(&self) -> usize {
        self.nodes.iter().filter(|node| node.open != NONE).count()
    }

    pub(crate) fn node_count(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
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

struct Builder {
    tokens: Tokens,
    nodes: Vec<Node>,
    /// Open blocks, by node.
    open: Vec<u32>,
    at: u32,
    stop: u32,
}

impl Builder {
    fn new(tokens: Tokens) -> Self {
        let stop = tokens.count();
        let nodes = Vec::with_capacity(stop as usize / 6);
        Self { tokens, nodes, open: Vec::new(), at: 0, stop }
    }

    /// Reads one statement or closes one block; false at the end.
    fn step(&mut self) -> bool {
        while self.tokens.kind(self.at) == Kind::Nul {
            self.at += 1;
        }
        if self.at >= self.stop {
            return false;
        }
        match self.tokens.kind(self.at) {
            Kind::End => {
                self.stop = self.at;
                false
            }
            Kind::RBrace if !self.open.is_empty() => {
                self.at += 1;
                self.close();
                true
            }
            _ => {
                self.statement();
                true
            }
        }
    }

    /// Takes a `%` directive as dhcpd skips it: to a `;`, or to a `}` even if that closes another block.
    fn directive(&mut self) {
        let first = self.at;
        let mut depth = 0u32;
        while self.at < self.stop {
            let kind = self.tokens.kind(self.at);
            if kind == Kind::End {
                break;
            }
            self.at += 1;
            match kind {
                Kind::LBrace => depth += 1,
                Kind::RBrace => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && matches!(kind, Kind::Semicolon | Kind::RBrace) {
                break;
            }
        }
        self.push(first, NONE);
    }

    fn statement(&mut self) {
        let first = self.at;
        let kind = self.tokens.kind(first);
        if kind == Kind::Percent {
            return self.directive();
        }
        let mut record = 0u32;
        let mut open = NONE;
        loop {
            self.at = self.tokens.boundary(self.at).min(self.stop);
            if self.at >= self.stop {
                break;
            }
            match self.tokens.kind(self.at) {
                Kind::Semicolon => {
                    self.at += 1;
                    break;
                }
                Kind::LBrace if record > 0 || (kind == Kind::Option && self.behind_type(first)) => {
                    record += 1;
                }
                Kind::LBrace => {
                    open = self.at;
                    self.at += 1;
                    break;
                }
                Kind::RBrace if record > 0 => record -= 1,
                // Stray at the top: a statement of its own.
                Kind::RBrace if self.at == first => {
                    self.at += 1;
                    break;
                }
                _ => break,
            }
            self.at += 1;
        }
        self.push(first, open);
    }

    /// Whether the token before this one begins an option's type.
    fn behind_type(&self, first: u32) -> bool {
        let before = self.at.checked_sub(1).filter(|before| *before >= first);
        before.is_some_and(|at| matches!(self.tokens.kind(at), Kind::Equal | Kind::Of))
    }

    fn push(&mut self, first: u32, open: u32) {
        let node = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node { first, open, end: self.at, next: node + 1 });
        if open != NONE {
            self.open.push(node);
        }
    }

    fn close(&mut self) {
        let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let end = self.at;
        if let Some(node) = self.open.pop().and_then(|node| self.nodes.get_mut(node as usize)) {
            node.end = end;
            node.next = next;
        }
    }

    fn finish(mut self) -> Tree {
        let open = self.open.clone();
        while !self.open.is_empty() {
            self.close();
        }
        self.nodes.shrink_to_fit();
        Tree { tokens: self.tokens, nodes: self.nodes, open, stop: self.stop }
    }
}
