//! `authoritative`, where it differs from what is around.

use dhcpd_conf::resolve::Resolver;
use dhcpd_conf::{ScopeIx, ScopeKind, ScopeNode};
use failover_model::Setting;

/// What a scope has to say of authority where its authority is not that of the scope around it: dhcpd
/// copies authority at the moment a block is opened.
pub(super) fn setting(
    resolver: &Resolver<'_>,
    at: ScopeIx,
    node: &ScopeNode,
    written: &[dhcpd_conf::Setting],
) -> Option<Setting> {
    let last = resolver.authority(at).value;
    let outer = node.parent.is_some_and(|parent| resolver.authority(parent).value);
    let own = written.iter().rfind(|setting| &*setting.key == "authoritative");
    let span = own.map_or(node.name_span, |setting| setting.span);
    let word = if last { "true" } else { "false" };
    (counts(&node.kind) && last != outer).then(|| Setting::new("authoritative", word, Some(span)))
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
