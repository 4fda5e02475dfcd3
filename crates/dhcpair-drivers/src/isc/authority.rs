//! `authoritative`, which dhcpd inherits at the moment a block is opened.
//!
//! Everything else that is set around a block applies to it wherever it stands. Authority is copied
//! when the block begins: `authoritative;` below a subnet does not reach it.

use std::collections::HashMap;

use config_text::{FileId, Span};
use dhcpd_conf::{Config, ScopeKind, ScopeNode};
use failover_model::Setting;

/// What a scope says of authority.
#[derive(Default)]
struct Said {
    /// Before its own statements.
    at_first: bool,
    /// Its statements, in order.
    later: Vec<(Span, bool)>,
}

impl Said {
    fn at_last(&self) -> bool {
        self.later.last().map_or(self.at_first, |(_, value)| *value)
    }
}

/// The authority of every scope met so far.
pub(super) struct Authority {
    /// By the scope's index.
    said: Vec<Said>,
    /// The include statement of each file but the main one.
    included: HashMap<FileId, Span>,
}

impl Authority {
    pub(super) fn of(conf: &Config) -> Self {
        let files = conf.files().iter().rev();
        let included = files.filter_map(|file| Some((file.file, file.statement?))).collect();
        Self { said: Vec::new(), included }
    }

    /// What the next scope has to say where its authority is not that of the scope around it.
    pub(super) fn setting(
        &mut self,
        node: &ScopeNode,
        written: &[dhcpd_conf::Setting],
    ) -> Option<Setting> {
        let around = node.parent.and_then(|parent| self.said.get(parent.index()));
        let (at_first, outer) = match around {
            Some(around) => (self.before(around, node), around.at_last()),
            None => (false, false),
        };
        let own = written.iter().filter(|setting| &*setting.key == "authoritative");
        let later = own.map(|setting| (setting.span, setting.value == "true")).collect();
        let said = Said { at_first, later };
        let last = said.at_last();
        let span = said.later.last().map_or(node.name_span, |(span, _)| *span);
        self.said.push(said);
        let word = if last { "true" } else { "false" };
        (counts(&node.kind) && last != outer)
            .then(|| Setting::new("authoritative", word, Some(span)))
    }

    /// What the scope around says above a block.
    fn before(&self, around: &Said, block: &ScopeNode) -> bool {
        if around.later.is_empty() {
            return around.at_first;
        }
        let here = self.position(block.span);
        let above = around.later.iter().rev().find(|(span, _)| self.position(*span) < here);
        above.map_or(around.at_first, |(_, value)| *value)
    }

    /// Where dhcpd comes to a place: its offset in the main file, or that of the include statement
    /// and the offset in the included file, and so on.
    fn position(&self, place: Span) -> Vec<u32> {
        let mut offsets = vec![place.start];
        let mut file = place.file;
        while let Some(statement) = self.included.get(&file)
            // A file cannot be open twice at the same time.
            && offsets.len() <= self.included.len()
        {
            offsets.push(statement.start);
            file = statement.file;
        }
        offsets.reverse();
        offsets
    }
}

/// Whether authority means something in a scope of this kind.
const fn counts(kind: &ScopeKind) -> bool {
    matches!(
        kind,
        ScopeKind::Root
            | ScopeKind::Group { .. }
            | ScopeKind::SharedNetwork { .. }
            | ScopeKind::Subnet { .. }
            | ScopeKind::Subnet6 { .. }
    )
}
