//! The server as a whole.

use config_text::Diagnostic;

use super::{Checked, WIN_BINDING_OFF, WIN_NOT_AUTHORISED, WIN_RELATIONSHIP_LIMIT};
use crate::class::{Failover, ServerType};
use crate::scalar::Address4;

/// How many relationships a server takes, and how many are worth a warning.
const MOST: usize = 31;
const MANY: usize = 28;

pub(super) fn check(checked: &mut Checked<'_>) {
    let (state, places) = (checked.state, checked.places);
    let setting = &state.server.setting;
    if setting.is_domain_joined && !setting.is_authorized {
        let span = places.property(setting.at, "IsAuthorized");
        let message = format!("`{}` is not authorised in its directory", state.server.name);
        checked.found.push(Diagnostic::new(&WIN_NOT_AUTHORISED, span, message));
    }
    let relationships = &state.v4.failover;
    if let Some(first_of_many) = relationships.get(MANY - 1) {
        let count = relationships.len();
        let message = format!("{count} of {MOST} relationships are in use");
        let span = places.of(first_of_many.at);
        checked.found.push(Diagnostic::new(&WIN_RELATIONSHIP_LIMIT, span, message));
    }
    for binding in state.v4.bindings.iter().flatten().filter(|binding| !binding.binding_state) {
        let own = relationships.iter().find(|one| own_address(one) == Some(binding.ip_address));
        if let Some(relationship) = own {
            let message = format!(
                "the server does not listen on `{}`, which has its address of `{}`",
                binding.interface_alias, relationship.name
            );
            let span = places.property(binding.at, "BindingState");
            checked.found.push(Diagnostic::new(&WIN_BINDING_OFF, span, message));
        }
    }
}

/// The address by which the partner knows this server.
fn own_address(relationship: &Failover) -> Option<Address4> {
    match relationship.server_type? {
        ServerType::PrimaryServer => relationship.primary_server_ip,
        ServerType::SecondaryServer => relationship.secondary_server_ip,
    }
}
