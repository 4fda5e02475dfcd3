//! What all checks share: the server, the version, and a place for findings.

use config_text::{Diagnostic, Rule};

use crate::node::Node;
use crate::version::Version;
use crate::view::{Family, Server};

/// A file with more findings than this has one cause; nobody reads on.
const MOST: usize = 1_000;

/// A judgement in progress.
pub(super) struct Judge<'d> {
    pub(super) server: Server<'d>,
    pub(super) version: Version,
    found: Vec<Diagnostic>,
}

impl<'d> Judge<'d> {
    pub(super) fn new(server: Server<'d>, version: Version) -> Self {
        Self { server, version, found: Vec::new() }
    }

    pub(super) fn family(&self) -> Family {
        self.server.family()
    }

    /// Notes a finding at a value: at its key, or where it begins.
    pub(super) fn find(&mut self, rule: &'static Rule, node: Node<'_>, message: impl Into<String>) {
        self.push(Diagnostic::new(rule, node.name_span(), message));
    }

    /// Notes that something is there twice: the later place, and the first.
    pub(super) fn twice(
        &mut self,
        rule: &'static Rule,
        node: Node<'_>,
        first: Node<'_>,
        message: impl Into<String>,
    ) {
        let finding = Diagnostic::new(rule, node.name_span(), message);
        self.push(finding.with_label(first.name_span(), "first here"));
    }

    pub(super) fn push(&mut self, finding: Diagnostic) {
        if self.found.len() < MOST {
            self.found.push(finding);
        }
    }

    /// Takes over what another judgement of the same document found.
    pub(super) fn absorb(&mut self, other: Self) {
        other.found.into_iter().for_each(|finding| self.push(finding));
    }

    /// The findings, in the order of the text.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        let order = |finding: &Diagnostic| finding.span().map(|span| (span.file, span.start));
        self.found.sort_by_key(order);
        self.found
    }
}
