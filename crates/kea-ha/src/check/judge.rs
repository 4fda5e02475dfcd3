//! What all checks share: the server, the version, and a place for findings.

use config_text::{Diagnostic, Rule};
use kea_config::view::Server;
use kea_config::{Kind, Node, Version};

use crate::mode::Mode;
use crate::parameter::ParameterValue;
use crate::relationship::Relationship;
use crate::rules;

/// A file with more findings than this has one cause; nobody reads on.
const MOST: usize = 1_000;

/// A judgement in progress.
pub(super) struct Judge<'d> {
    pub(super) server: Server<'d>,
    pub(super) version: Version,
    found: Vec<Diagnostic>,
}

impl<'d> Judge<'d> {
    pub(super) const fn new(server: Server<'d>, version: Version) -> Self {
        Self { server, version, found: Vec::new() }
    }

    /// Notes a finding at a value: at its key, or where it begins.
    pub(super) fn find(&mut self, rule: &'static Rule, node: Node<'_>, message: impl Into<String>) {
        self.push(Diagnostic::new(rule, node.name_span(), message));
    }

    /// Notes a finding that a second place has to do with.
    pub(super) fn find_with(
        &mut self,
        rule: &'static Rule,
        node: Node<'_>,
        (other, label): (Node<'_>, &str),
        message: impl Into<String>,
    ) {
        let finding = Diagnostic::new(rule, node.name_span(), message);
        self.push(finding.with_label(other.name_span(), label));
    }

    pub(super) fn push(&mut self, finding: Diagnostic) {
        if self.found.len() < MOST {
            self.found.push(finding);
        }
    }

    /// How many findings there are so far.
    pub(super) const fn count(&self) -> usize {
        self.found.len()
    }

    /// Whether a value is of a kind; if not, that is a finding.
    pub(super) fn is_a(&mut self, kind: Kind, node: Node<'_>, name: &str) -> bool {
        if node.kind() == kind {
            return true;
        }
        let (wanted, given) = (kind.with_article(), node.kind().with_article());
        self.find(&rules::TYPE, node, format!("`{name}` must be {wanted}, not {given}"));
        false
    }

    /// A member that must be there and be of a kind.
    pub(super) fn required<'n>(
        &mut self,
        map: Node<'n>,
        key: &str,
        kind: Kind,
        place: &str,
    ) -> Option<Node<'n>> {
        let Some(node) = map.get(key) else {
            self.find(&rules::MISSING, map, format!("`{key}` is missing in {place}"));
            return None;
        };
        self.is_a(kind, node, key).then_some(node)
    }

    /// A member that may be left out and otherwise must be of a kind.
    pub(super) fn optional<'n>(
        &mut self,
        map: Node<'n>,
        key: &str,
        kind: Kind,
    ) -> Option<Node<'n>> {
        map.get(key).filter(|node| self.is_a(kind, *node, key))
    }

    /// A switch of a relationship, its default filled in; `None` where it is not certain.
    pub(super) fn flag(&self, relationship: Relationship<'_>, key: &str) -> Option<bool> {
        match relationship.parameter(key, Some(self.version))?.value? {
            ParameterValue::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    /// A number of a relationship, its default filled in.
    pub(super) fn number(&self, relationship: Relationship<'_>, key: &str) -> Option<u64> {
        match relationship.parameter(key, Some(self.version))?.value? {
            ParameterValue::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether the server itself uses several threads; `None` where it is not certain.
    pub(super) fn threads(&self) -> Option<bool> {
        let map = self.server.node().get("multi-threading");
        let written = map.and_then(|map| map.get("enable-multi-threading"));
        match written {
            Some(node) => node.as_bool(),
            None if self.version.is_from(2, 3, 5) => Some(true),
            None if self.version.is_before(2, 3, 5) => Some(false),
            None => None,
        }
    }

    /// Whether HA certainly has no listener of its own.
    pub(super) fn has_no_listener(&self, relationship: Relationship<'_>) -> bool {
        let off = |key| self.flag(relationship, key) == Some(false);
        self.threads() == Some(false)
            || off("multi-threading.enable-multi-threading")
            || off("multi-threading.http-dedicated-listener")
    }

    /// The findings.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// Where something of a relationship is written, or the relationship itself for a default.
pub(super) fn place<'d>(relationship: Relationship<'d>, key: &str) -> Node<'d> {
    let written = relationship.parameter(key, None).and_then(|parameter| parameter.node);
    written.unwrap_or_else(|| relationship.node())
}

/// Whether the relationship has a partner with which it exchanges heartbeats.
pub(super) fn has_partner(relationship: Relationship<'_>) -> bool {
    relationship.mode() != Some(Mode::PassiveBackup)
}
