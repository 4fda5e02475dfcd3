//! Reservations of a scope.

use failover_model::{ContextIx, Identifier, Level, Reservation, ScopeIx};
use windows_dhcp::{Scope, client_id};

use super::lower::Lower;

impl Lower<'_> {
    /// Whether the client has its address at the moment is no setting.
    pub(super) fn reservations(&mut self, scope: &Scope, ix: ScopeIx, parent: ContextIx) {
        for one in &scope.reservations {
            let context = self.config.add_context(parent, Level::Reservation);
            // Said in any case: the scope has a text and a type of its own, which do not apply here.
            let text = one.description.as_deref().unwrap_or("");
            self.set(context, one.at, "Description", text);
            self.set(context, one.at, "Type", one.kind.as_str());
            self.keep_unknown(context, one.at, "");
            if let Some(dns) = &one.dns_setting {
                self.dns(context, dns);
            }
            self.options(context, &one.options, (None, one.dns_setting.is_some()));
            let client =
                Identifier { kind: "ClientId".into(), value: client_id(&one.client_id).into() };
            let span = self.text.property(one.at, "IPAddress");
            self.config.add_reservation(Reservation {
                name: one.name.as_deref().filter(|name| !name.is_empty()).map(Into::into),
                identifiers: vec![client],
                addresses: vec![one.ip_address.0.into()],
                prefixes: Vec::new(),
                scope: Some(ix),
                context,
                span,
            });
        }
    }
}
