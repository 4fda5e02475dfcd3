//! What subnets and pools inherit from the blocks around them, as far as the rules want it.

use std::net::Ipv4Addr;
use std::rc::Rc;

use crate::options::NameMap;
use crate::table::{DHCP, SERVER};
use crate::view::{Config, Item, ItemKind, ScopeIx, Spanned};

/// Seconds; `u32::MAX` for `infinite`.
pub(super) type Seconds = Spanned<u32>;

/// What is in force in a scope.
#[derive(Debug, Clone, Default)]
pub(super) struct Inherited {
    pub(super) routers: Option<Spanned<Vec<Ipv4Addr>>>,
    pub(super) default_lease_time: Option<Seconds>,
    pub(super) max_lease_time: Option<Seconds>,
    pub(super) adaptive_threshold: Option<Seconds>,
}

/// By scope.
pub(super) type ByScope = NameMap<ScopeIx, Rc<Inherited>>;

/// For every scope but hosts and classes. A scope that says nothing of its own shares what is around
/// it.
pub(super) fn all(config: &Config) -> ByScope {
    let mut out = ByScope::default();
    // A scope stands behind the one around it.
    for ix in config.places.iter().copied() {
        let Some(scope) = config.scope(ix) else { continue };
        let around = scope.parent.and_then(|parent| out.get(&parent));
        let mut inherited = around.cloned().unwrap_or_default();
        for item in config.items_of(ix) {
            if matches!(item.kind, ItemKind::Parameter | ItemKind::Option) {
                set(&mut inherited, config, ix, item);
            }
        }
        out.insert(ix, inherited);
    }
    out
}

/// Takes over a statement. What an expression computes is not known.
fn set(inherited: &mut Rc<Inherited>, config: &Config, scope: ScopeIx, item: &Item) {
    let Some(def) = config.options.def(item.payload) else {
        return;
    };
    let value = || crate::view::setting(config, scope, item);
    let slot: fn(&mut Inherited) -> &mut Option<Seconds> = match (def.space, def.name.as_ref()) {
        (SERVER, "default-lease-time") => |one| &mut one.default_lease_time,
        (SERVER, "max-lease-time") => |one| &mut one.max_lease_time,
        (SERVER, "adaptive-lease-time-threshold") => |one| &mut one.adaptive_threshold,
        (DHCP, "routers") => {
            Rc::make_mut(inherited).routers = value().map(|setting| Spanned {
                value: setting.value.split(", ").filter_map(|one| one.parse().ok()).collect(),
                span: setting.span,
            });
            return;
        }
        _ => return,
    };
    *slot(Rc::make_mut(inherited)) = value().and_then(|setting| {
        let infinite = (setting.value == "infinite").then_some(u32::MAX);
        let value = infinite.or_else(|| setting.value.parse().ok())?;
        Some(Spanned { value, span: setting.span })
    });
}
